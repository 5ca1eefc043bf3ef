# Runs once, while the image is built, and leaves three functions that the worker calls:
#
#   compile_source(source, single, repair)  -> None, or the exception
#   execute()                               -> None, or the exception
#   describe(exception)                     -> bytes: a JSON list [kind, type, message, traceback, notes, earlier],
#                                              where earlier is a list of [cause or context, type, message,
#                                              traceback, notes]; or whether it is a MemoryError, if there is
#                                              no memory for that
#
# User code is hostile and shares the interpreter with them, so:
# - whatever they need is bound in closures: MicroPython has no way to look into a cell, while a
#   function's `__globals__` and the built-in names are open to everybody;
# - their `__globals__` is one dictionary, emptied below and never read again;
# - they send no messages: the worker calls them and takes what they return, so nothing that user
#   code can call ends a run or asks for the next one;
# - user code has `__main__` for its globals, which this file never touches by name.
#
# This source is executed after `library.py` and `errors.py`, in their dictionary, in which `user` is the
# dictionary of `__main__`.


def build(user):
    import host
    import _json as json
    import _io as io
    import _struct as struct
    import _binascii as binascii
    import sys

    builtin_names, hint = import_errors(user)
    hooks = core_hooks  # functions that the core calls, which nobody may free
    user.pop("__file__", None)
    host_call = host.call
    dumps = json.dumps
    loads = json.loads
    pack = struct.pack
    unpack = struct.unpack
    hexlify = binascii.hexlify
    unhexlify = binascii.unhexlify
    StringIO_ = io.StringIO
    print_exception = sys.print_exception
    link = sys.modules["_native"].exception_link
    compile_ = compile
    exec_ = exec
    repr_ = repr
    type_ = type
    str_ = str
    bytes_ = bytes
    int_ = int
    float_ = float
    bool_ = bool
    list_ = list
    tuple_ = tuple
    dict_ = dict
    bytearray_ = bytearray
    len_ = len
    isinstance_ = isinstance
    BaseException_ = BaseException
    MemoryError_ = MemoryError
    TypeError_ = TypeError
    range_ = range
    id_ = id
    SyntaxError_ = SyntaxError

    # Raised in user code when the run's time is up. The worker knows that it did so: whether this
    # exception arrives, is swallowed or is raised by user code changes nothing for it.
    class WallClockLimit(BaseException):
        pass

    interrupt = WallClockLimit("the run's time is up")

    # Memory that keeps a full heap usable: the worker empties it to compile a request and to
    # describe an exception, so user code can still give back what it holds.
    spare = bytearray(32768)

    kept = system_attributes, type_methods, restored_streams
    restore_streams = restored_streams[0]

    def keep():
        return interrupt, spare

    code = None

    # `repair` says that the built-in names are no longer what they were.
    def compile_source(source, single, repair):
        nonlocal code
        code = None
        restore_streams()
        if repair:
            builtin_names.clear()
            for name in pristine:
                builtin_names[name] = pristine[name]
        reserved = spare, kept  # the references that keep them
        reserved = hooks
        user["read_only_sql_query"] = read_only_sql_query
        try:
            code = compile_(source, "<session>", "single" if single else "exec")
        except BaseException_ as exception:
            return exception
        return None

    # The source pass gives the value of a last expression a name (src/vm/lower/names.rs).
    def execute():
        nonlocal code
        ready = code
        code = None
        try:
            exec_(ready, user)
            value = user.pop("_\u2022result", None)
            if value is not None:
                return repr_(value)
        except BaseException_ as exception:
            return exception
        return None

    # `str(exception)` and `print_exception` may run code of the user's: a `__str__` that raises,
    # loops or prints. It does so inside the run's own limits.
    def describe(exception):
        try:
            return text_of(exception)
        except BaseException_:
            return isinstance_(exception, MemoryError_)

    def text_of(exception):
        kind = "exception"
        if isinstance_(exception, MemoryError_):
            kind = "memory"
        elif isinstance_(exception, SyntaxError_):
            kind = "syntax"
        name, message, text, notes = parts_of(exception)
        try:
            message += hint(name, message)
        except BaseException_:
            pass
        before = []
        try:
            # What caused it, and what was being handled: the last of them first.
            while len_(before) < 5:
                how = "cause"
                other = link(exception, 1)
                if other is None and link(exception, 3) is None:
                    how = "context"
                    other = link(exception, 0)
                if other is None:
                    break
                exception = other
                one = parts_of(exception)
                before.append([how, one[0], one[1], one[2][:4000], one[3]])
        except BaseException_:
            pass
        return dumps([kind, name, message, text, notes, before]).encode()

    def parts_of(exception):
        name = type_(exception).__name__
        try:
            message = str_(exception)
            if len_(message) > 2000:
                message = message[:2000] + "..."
        except BaseException_:
            message = "<the exception's own text could not be made>"
        text = ""
        try:
            stream = StringIO_()
            # Frames come first, then the exception's text, which is not used.
            try:
                print_exception(exception, stream)
            except BaseException_:
                pass
            text = stream.getvalue()
            if len_(text) > 12000:
                text = text[:12000]
        except BaseException_:
            pass
        notes = ""
        try:
            for note in exception.__notes__:
                notes += str_(note)[:2000] + "\n"
                if len_(notes) > 4000:
                    break
        except BaseException_:
            pass
        return name, message, text, notes

    # Values travel as JSON; what JSON cannot say is an object with a "type". Floats go as their
    # eight bytes, because MicroPython prints them inexactly.
    def encode(value):
        kind = type_(value)
        if value is None or kind is bool_:
            return value
        if kind is str_ or kind is bytes_ or kind is bytearray_:
            # Writing JSON takes time quadratic in the length of a text.
            if len_(value) > 500000:
                raise refusal("a parameter is longer than 500000 characters or bytes")
            if kind is str_:
                return value
            return {"type": "bytes", "hex": hexlify(value).decode()}
        if kind is int_:
            if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
                return value
            raise refusal("an integer parameter does not fit into 64 bits")
        if kind is float_:
            return {"type": "double", "hex": hexlify(pack("<d", value)).decode()}
        raise refusal("a parameter has type " + kind.__name__ + ", which SQL does not have")

    class Refusal(Exception):
        pass

    refusal = Refusal

    def encode_all(params):
        kind = type_(params)
        if params is None:
            return None
        if kind is list_ or kind is tuple_:
            return [encode(value) for value in params]
        if kind is dict_:
            encoded = {}
            for key in params:
                if type_(key) is not str_:
                    raise refusal("the names of parameters must be strings")
                encoded[key] = encode(params[key])
            return encoded
        raise refusal("params must be a list, a tuple or a dict, not " + kind.__name__)

    def query(name_of_database, sql, params):
        if type_(name_of_database) is not str_ or type_(sql) is not str_:
            return {"error": "name_of_database and sql must be strings"}
        if len_(sql) > 500000:
            return {"error": "sql is longer than 500000 characters"}
        try:
            encoded = encode_all(params)
        except refusal as exception:
            return {"error": exception.args[0]}
        request = dumps(
            {"name": "read_only_sql_query", "args": [name_of_database, sql, encoded], "kwargs": {}}
        )
        # From here to "taken" the worker grants fuel for the making of objects.
        answer = host_call("call", request)
        try:
            if answer == "json":
                return loads(host_call("take", ""))
            if answer.startswith("table "):
                return read_table(answer)
            if answer == "time":
                raise interrupt
            return {"error": answer}
        finally:
            try:
                host_call("taken", "")
            except MemoryError_:
                # There was no room for a field that waits; now none is offered any more.
                host_call("taken", "")

    # The head of a table, and its fields, are described in src/vm/reply.rs.
    def read_table(head):
        head = head.split(" ", 5)
        width = head[3]
        separator = head[5]
        columns = []
        if width != "0":
            columns = host_call("take", "").split(separator)
        record = {}
        for name in columns:
            record[name] = None
        integers = ()
        if head[4] != "0":
            integers = unpack("<" + head[4] + "q", unhexlify(host_call("take", "")))
        rows = [None] * int_(head[2])
        blob = {"type": "bytes", "hex": None}
        objects = (rows, columns, record, integers, blob, float_)
        failure = host_call("fill", str_(id_(objects)))
        if failure == "json":
            places = host_call("take", "").split(" ")
            for at in range_(0, len_(places), 2):
                row = rows[int_(places[at])]
                name = columns[int_(places[at + 1])]
                row[name] = loads(row[name])
        elif failure:
            return {"error": failure}
        return {"columns": columns, "rows": rows, "truncated": head[1] == "1"}

    def call_query(args, kwargs):
        names = ("name_of_database", "sql", "params")
        if len_(args) > 3:
            raise TypeError_(
                "read_only_sql_query() takes from 2 to 3 positional arguments but "
                + str_(len_(args))
                + " were given"
            )
        values = [missing, missing, None]
        values[: len_(args)] = args
        for name in kwargs:
            if name not in names:
                raise TypeError_(
                    "read_only_sql_query() got an unexpected keyword argument '" + name + "'"
                )
            at = names.index(name)
            if at < len_(args):
                raise TypeError_(
                    "read_only_sql_query() got multiple values for argument '" + name + "'"
                )
            values[at] = kwargs[name]
        for at in (0, 1):
            if values[at] is missing:
                raise TypeError_(
                    "read_only_sql_query() missing required argument: '" + names[at] + "'"
                )
        return query(values[0], values[1], values[2])

    missing = []

    # A closure prints its cells, so this is none: what it needs is the default of a parameter,
    # which nobody can read. Who passes another object has only that called.
    def read_only_sql_query(*args, _=call_query, **kwargs):
        return _(args, kwargs)

    user["read_only_sql_query"] = read_only_sql_query

    # Looked at before the interpreter's own table, which is searched from its beginning: so all of them.
    builtin = sys.modules["_builtins"]
    for name in dir(builtin):
        builtin_names.setdefault(name, getattr(builtin, name))
    for name in ("__name__", "__class__"):
        builtin_names.pop(name, None)
    pristine = dict(builtin_names)
    return (compile_source, execute, describe), keep, builtin_names


def park(user, functions, keep, builtin_names):
    import host
    import _os as os
    import sys

    ready = host.call
    words = [str(id(function)) for function in functions]
    words.append(str(id(user)))
    words.append(str(id(builtin_names)))
    words += [str(id(thing)) for thing in keep()]
    # Mounting a file system of one's own is a way to raw memory: compiled modules (.mpy) and ROM
    # images are read from it and believed.
    words += [str(id(name)) for name in ("host", "machine", "uctypes", "vfs")]
    words += ["0", str(id(os.__dict__))]
    words += [str(id(name)) for name in ("mount", "umount", "VfsPosix")]
    message = " ".join(words)
    sys.argv.clear()
    del sys.modules["_native"]
    globals().clear()
    # Does not return: the host stops the interpreter here, and its memory becomes the image.
    ready("ready", message)


park(user, *build(user))
