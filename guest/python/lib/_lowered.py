# What the source pass of the worker (src/vm/lower) makes of syntax that the interpreter's compiler does not know
# are calls of these functions. Their names in a program hold a character that a user's names cannot hold.
import _native
from array import array as _array
from collections import deque as _deque

_lower = _native.lower
_compilers = (exec, eval, compile)
_generator = type((lambda: (yield))())

# Types of which an object's only positional sub-pattern is the object.
_atoms = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)

missing = object()


def make_list(*items):
    return list(items)


def make_tuple(*items):
    return items


def make_set(*items):
    return set(items)


def make_dict(*parts):
    made = {}
    for part in parts:
        if isinstance(part, dict):
            made.update(part)
        elif hasattr(part, "keys"):
            for key in part.keys():
                made[key] = part[key]
        else:
            raise TypeError("'" + type(part).__name__ + "' object is not a mapping")
    return made


# The values of a class pattern's positional sub-patterns, or None.
def attributes(value, kind, count):
    if not isinstance(value, kind):
        return None
    names = getattr(kind, "__match_args__", None)
    if names is None:
        if issubclass(kind, _atoms):
            if count == 1:
                return (value,)
            raise TypeError(
                kind.__name__ + "() accepts 1 positional sub-pattern (" + str(count) + " given)"
            )
        names = ()
    if len(names) < count:
        text = kind.__name__ + "() accepts " + str(len(names)) + " positional sub-pattern"
        if len(names) != 1:
            text += "s"
        raise TypeError(text + " (" + str(count) + " given)")
    found = []
    for at in range(count):
        one = getattr(value, names[at], missing)
        if one is missing:
            return None
        found.append(one)
    return found


def rest(mapping, keys):
    return {key: mapping[key] for key in mapping if key not in keys}


def cause(exception, reason):
    if isinstance(exception, type):
        exception = exception()
    if isinstance(reason, type) and issubclass(reason, BaseException):
        reason = reason()
    elif reason is not None and not isinstance(reason, BaseException):
        raise TypeError("exception causes must derive from BaseException")
    try:
        exception.__cause__ = reason
        exception.__suppress_context__ = True
    except Exception:
        pass
    return exception


def decorate(decorator):
    return decorator


# What a function's definition says of it, as its innermost decorator.
def described(text, annotations, decorator=None):
    def describe(function):
        if text is not None:
            function.__doc__ = text
        if annotations:
            function.__annotations__ = annotations
        return function if decorator is None else decorator(function)

    return describe


def ascii_text(value):
    text = repr(value)
    if text.isascii() if hasattr(text, "isascii") else len(text) == len(text.encode()):
        return text
    parts = []
    for char in text:
        code = ord(char)
        if code < 128:
            parts.append(char)
        elif code < 256:
            parts.append("\\x%02x" % code)
        elif code < 65536:
            parts.append("\\u%04x" % code)
        else:
            parts.append("\\U%08x" % code)
    return "".join(parts)


# Source text for `exec`, `eval` or `compile` goes through the pass as well.
def code(function, mode, source, file="<string>"):
    if function not in _compilers:
        return source
    if isinstance(source, (bytes, bytearray)):
        source = str(source, "utf-8")
    elif not isinstance(source, str):
        return source
    if mode == "eval":
        source = source.strip(" \t")
    lowered = _lower(mode, source)
    if isinstance(lowered, str):
        return lowered
    if lowered is None:
        return source
    kind, message, line, column, text, end_line, end_column = lowered
    kinds = {"SyntaxError": SyntaxError, "TabError": TabError}
    error = kinds.get(kind, IndentationError)(message + " (" + file + ", line " + str(line) + ")")
    try:
        error.msg = message
        error.filename = file
        error.lineno = line
        error.offset = column
        error.text = text
        error.end_lineno = end_line
        error.end_offset = end_column
    except Exception:
        pass
    raise error


class alias:
    def __init__(self, name, make):
        self.__name__ = name
        self._make = make

    @property
    def __value__(self):
        return self._make()

    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        return self._make(*args)

    def __or__(self, other):
        return self.__value__ | other

    def __ror__(self, other):
        return other | self.__value__

    def __repr__(self):
        return self.__name__


# What an asynchronous generator yields, among what its `await`s pass on.
class yielded:
    def __init__(self, value):
        self.value = value


# Runs `inner` to its next marked value, or to its end (`missing`); what it awaits on the way is passed on.
def _next(inner, answer):
    try:
        got = inner.send(answer)
        while type(got) is not yielded:
            try:
                answer = yield got
            except BaseException as error:
                got = inner.throw(error)
            else:
                got = inner.send(answer)
    except StopIteration:
        return missing
    return got.value


class AsyncGenerator:
    def __init__(self, inner):
        self._inner = inner

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.asend(None)

    def asend(self, value):
        value = yield from _next(self._inner, value)
        if value is missing:
            raise StopAsyncIteration
        return value

    def athrow(self, *error):
        try:
            got = self._inner.throw(*error)
        except StopIteration:
            raise StopAsyncIteration
        if type(got) is yielded:
            return got.value
        return (yield from self.asend((yield got)))

    def aclose(self):
        self._inner.close()
        return
        yield


def iterate(source):
    if isinstance(source, _generator):
        return AsyncGenerator(source)
    if not hasattr(source, "__aiter__"):
        text = "'async for' requires an object with __aiter__ method, got "
        raise TypeError(text + type(source).__name__)
    return source


# Goes through the clauses of a comprehension. Each is a letter and an iterable, a condition or a result, all but the
# first as functions of the values so far; what a capital letter stands for is awaited: then the function is a
# generator, and the result its marked value.
def _walk(steps, at, values):
    letter = steps[at]
    thing = steps[at + 1]
    if letter == "f":
        for value in thing(*values) if values else thing:
            yield from _walk(steps, at + 2, values + (value,))
    elif letter == "F":
        source = iterate(thing(*values) if values else thing).__aiter__()
        while True:
            try:
                value = yield from source.__anext__()
            except StopAsyncIteration:
                break
            yield from _walk(steps, at + 2, values + (value,))
    elif letter == "i":
        if thing(*values):
            yield from _walk(steps, at + 2, values)
    elif letter == "I":
        if (yield from _next(thing(*values), None)):
            yield from _walk(steps, at + 2, values)
    else:
        result = thing(*values)
        if letter == "D":
            result = yield from _next(result, None)
        if at + 2 < len(steps):
            other = steps[at + 3](*values)
            if steps[at + 2] == "D":
                other = yield from _next(other, None)
            result = (result, other)
        yield yielded(result)


def _gather(kind, inner):
    made = kind()
    add = made.append if kind is list else made.add if kind is set else None
    while True:
        value = yield from _next(inner, None)
        if value is missing:
            return made
        if add is None:
            made[value[0]] = value[1]
        else:
            add(value)


def collect(kind, *steps):
    inner = _walk(steps, 0, ())
    if kind == "generator":
        return AsyncGenerator(inner)
    return _gather({"list": list, "set": set, "dict": dict}[kind], inner)


# A `try` with `except*`: a context manager that keeps what was raised, for loops over its parts.
class catch:
    def __enter__(self):
        self.none = True
        self._rest = self._naked = None
        return self

    def __exit__(self, kind, error, trace):
        if error is None:
            return False
        self.none = False
        if not isinstance(error, BaseExceptionGroup):
            self._naked = error
            error = BaseExceptionGroup("", [error])
        self._rest = error
        return True

    def take(self, kinds):
        if self._rest is not None:
            match, self._rest = self._rest.split(kinds)
            if match is not None:
                self._naked = self._naked if self._rest is not None else None
                yield match

    def last(self, kinds):
        yield from self.take(kinds)
        if self._naked is not None:
            raise self._naked
        if self._rest is not None:
            raise self._rest


# What locals(), vars() or dir() says of the names of a function: pairs of a name and a function that returns its value.
def own_names(asked, pairs):
    found = {}
    for name, value in pairs:
        try:
            found[name] = value()
        except NameError:
            pass
    return sorted(found) if asked is dir else found


# An image without the rest of the library has no generic classes, and no mappings but dicts.
def names():
    import sys

    mapping = sys.modules.get("collections.abc")
    typing = sys.modules.get("typing")
    _hidden = {
        "isinstance": isinstance,
        "len": len,
        "list": list,
        "getattr": getattr,
        "sequences": (list, tuple, range, _deque, _array, memoryview),
        "mappings": (dict, mapping.Mapping) if mapping else (dict,),
        "missing": missing,
        "rest": rest,
        "attributes": attributes,
        "make_list": make_list,
        "make_tuple": make_tuple,
        "make_set": make_set,
        "make_dict": make_dict,
        "cause": cause,
        "decorate": decorate,
        "described": described,
        "false": False,
        "ascii": ascii_text,
        "generic": typing and typing.Generic,
        "alias": alias,
        "type_variable": typing and typing.TypeVar,
        "iterate": iterate,
        "yield": yielded,
        "collect": collect,
        "catch": catch,
        "code": code,
        "locals": own_names,
    }
    return {"_\u2022" + name: value for name, value in _hidden.items()}
