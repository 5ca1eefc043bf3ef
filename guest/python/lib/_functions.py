# Built-in functions that the interpreter lacks, or that do more here than its own: `_types.py` names them.
import sys
from _native import property_part

_dir = dir
_iter = iter
_locals = locals
_print = print
_reversed = reversed
_str = str
_sum = sum
_zip = zip
_bytes = bytes
_bytearray = bytearray
_Class = type
_Module = type(sys)
_missing = object()


def _name(value):
    return _Class(value).__name__


# What print() does with other arguments than `sep` and `end`, and where `sys.stdout` was assigned to; a function that
# assigns to the attributes of `sys` that it knows; and one that undoes that. `attributes` are those of `sys`: nobody else
# may have this dictionary, which must not grow.
def streams(attributes):
    native_print = _print
    original = {name: attributes[name] for name in ("stdin", "stdout", "stderr")}
    natives = (original["stdout"], original["stderr"])

    def print_to(*values, sep=" ", end="\n", file=None, flush=False):
        if sep is None:
            sep = " "
        elif not isinstance(sep, str):
            raise TypeError("sep must be None or a string, not " + _name(sep))
        if end is None:
            end = "\n"
        elif not isinstance(end, str):
            raise TypeError("end must be None or a string, not " + _name(end))
        if file is None:
            file = attributes["stdout"]
            if file is None:
                return
        if file in natives:
            native_print(*values, sep=sep, end=end, file=file)
            return
        write = file.write
        first = True
        for value in values:
            if not first:
                write(sep)
            first = False
            write(str(value))
        write(end)
        if flush:
            file.flush()

    # `builtins` is where the built-in print is put.
    def assign(name, value):
        if name not in original:
            return False
        attributes[name] = value
        if name == "stdout":
            builtins.print = printers[0] if value is original["stdout"] else print_to
        return True

    def restore():
        for name in original:
            attributes[name] = original[name]

    builtins = sys.modules["_builtins"]
    printers = []
    return print_to, assign, restore, printers


def sum(iterable, start=0):
    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    if isinstance(start, _bytes):
        raise TypeError("sum() can't sum bytes [use b''.join(seq) instead]")
    if isinstance(start, _bytearray):
        raise TypeError("sum() can't sum bytearray [use b''.join(seq) instead]")
    return _sum(iterable, start)


def input(prompt=""):
    _print(prompt, end="")
    raise EOFError("EOF when reading a line")


def open(file, mode="r", *args, **kwargs):
    if not isinstance(file, (str, _bytes, int)) and not hasattr(file, "__fspath__"):
        raise TypeError("expected str, bytes or os.PathLike object, not " + _name(file))
    if hasattr(file, "__fspath__"):
        file = file.__fspath__()
    if isinstance(mode, str) and ("w" in mode or "a" in mode or "x" in mode):
        raise PermissionError(13, "Permission denied", file)
    raise FileNotFoundError(2, "No such file or directory", file)


def iter(source, sentinel=_missing):
    if sentinel is _missing:
        return _iter(source)
    if not callable(source):
        raise TypeError("iter(v, w): v must be callable")
    return _until(source, sentinel)


def _until(function, sentinel):
    while True:
        value = function()
        if value is sentinel or value == sentinel:
            return
        yield value


# The iterables are left where the shortest one ends, as CPython leaves them.
def zip(*iterables, strict=False):
    if not strict:
        return _zip(*iterables)
    return _zip_strictly([_iter(iterable) for iterable in iterables])


def _zip_strictly(iterators):
    if not iterators:
        return
    while True:
        values = []
        for at, iterator in enumerate(iterators):
            value = next(iterator, _missing)
            if value is _missing:
                if at:
                    raise ValueError(_unequal(at, "shorter"))
                for other, iterator in enumerate(iterators):
                    if other and next(iterator, _missing) is not _missing:
                        raise ValueError(_unequal(other, "longer"))
                return
            values.append(value)
        yield tuple(values)


def _unequal(at, what):
    others = "argument 1" if at == 1 else "arguments 1-" + _str(at)
    return "zip() argument " + _str(at + 1) + " is " + what + " than " + others


def reversed(source):
    method = getattr(source, "__reversed__", None)
    if method is not None:
        return method()
    if isinstance(source, (dict, list, tuple, str, bytes, bytearray)):
        return _reversed(list(source))
    if _name(source) in ("dict_keys", "dict_values", "dict_items", "dict_view"):
        return _reversed(list(source))
    if isinstance(source, type):
        return _reversed(list(source))
    if not hasattr(source, "__getitem__") or not hasattr(source, "__len__"):
        raise TypeError("'" + _name(source) + "' object is not reversible")
    return _backwards(source)


def _backwards(source):
    for at in range(len(source) - 1, -1, -1):
        yield source[at]


def ascii(value):
    text = repr(value)
    return text if text.isascii() else text.encode("ascii", "backslashreplace").decode()


# The functions of a property; its documentation is that of the first of them.
PROPERTY = {
    "fget": property(lambda self: property_part(self, 0)),
    "fset": property(lambda self: property_part(self, 1)),
    "fdel": property(lambda self: property_part(self, 2)),
    "__doc__": property(lambda self: getattr(property_part(self, 0), "__doc__", None)),
}


def make_property(fget=None, fset=None, fdel=None, doc=None):
    return property(fget, fset, fdel)


# A function of an integer for objects with __index__.
def number_of(function):
    def of_index(value):
        method = getattr(value, "__index__", None)
        if method is None:
            if isinstance(value, int):
                return function(int(value))
            raise TypeError("'" + _name(value) + "' object cannot be interpreted as an integer")
        return function(method())

    return of_index


def vars(*args):
    if not args:
        return _locals()
    try:
        return args[0].__dict__
    except AttributeError:
        raise TypeError("vars() argument must have __dict__ attribute")


_of_object = (
    "__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ "
    "__hash__ __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ "
    "__setattr__ __sizeof__ __str__ __subclasshook__"
).split()
_of_classes = ("__dict__", "__module__", "__weakref__")
# What the library and the interpreter keep in classes.
_hidden = (
    "__qualname__",
    "_metaclass_",
    "_mro_",
    "_own_new_",
    "_own_abstract_",
    "_complete_",
)


def dir(*args):
    from _classes import mro

    if not args:
        return sorted(_dir())
    value = args[0]
    kind = _Class(value)
    if kind is _Module:
        return sorted(value.__dict__)
    # `object` has one that asks here.
    for base in mro(kind)[:-1] if kind is not _Class else ():
        if "__dir__" in getattr(base, "__dict__", ()):
            return sorted(value.__dir__())
    names = set(_of_object)
    cls = value if kind is _Class else kind
    if value is not cls and hasattr(value, "__dict__"):
        names.update(value.__dict__)
    for base in mro(cls):
        namespace = base.__dict__ if hasattr(base, "__dict__") else ()
        names.update(namespace)
        if "__module__" in namespace:
            names.update(_of_classes)
    names.difference_update(_hidden)
    return sorted(names)


def make_str(object=b"", encoding=None, errors=None):
    if encoding is None and errors is None:
        return _str(object)
    if isinstance(object, _str):
        raise TypeError("decoding str is not supported")
    if not isinstance(object, (_bytes, _bytearray, memoryview)):
        raise TypeError("decoding to str: need a bytes-like object, " + _name(object) + " found")
    return _bytes(object).decode(encoding or "utf-8", errors or "strict")


def make_bytes(source=_missing, encoding=None, errors=None):
    if isinstance(source, _str):
        if encoding is None:
            raise TypeError("string argument without an encoding")
        return source.encode(encoding, errors or "strict")
    if encoding is not None:
        raise TypeError("encoding without a string argument")
    if errors is not None:
        raise TypeError("errors without a string argument")
    if source is _missing:
        return b""
    if hasattr(source, "__bytes__"):
        made = source.__bytes__()
        if not isinstance(made, _bytes):
            raise TypeError("__bytes__ returned non-bytes (type " + _name(made) + ")")
        return made
    if hasattr(source, "__index__"):
        return _bytes(source.__index__())
    try:
        iterator = _iter(source)
    except TypeError:
        raise TypeError("cannot convert '" + _name(source) + "' object to bytes")
    return _bytes(list(iterator))


def make_bytearray(source=b"", encoding=None, errors=None):
    return _bytearray(make_bytes(source, encoding, errors))


# What `super().__init_subclass__(...)` ends at.
def init_subclass(cls, **kwargs):
    if kwargs:
        raise TypeError(cls.__name__ + ".__init_subclass__() takes no keyword arguments")
