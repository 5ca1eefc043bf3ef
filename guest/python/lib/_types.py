# Methods of built-in types, and functions, beside those of the interpreter; `types.py` installs them while the image
# is built, after the library: what is done at import cannot use them. What `guest/src/natives.rs` names with a dot
# ("int.bit_count") is computed by the worker.
from _collections import OrderedDict
from _native import format_object, get_item, native_value


# What `__format__` has returned in place of a `str`.
def _checked_text(text):
    if not isinstance(text, str):
        raise TypeError("__format__ must return a str, not " + type(text).__name__)
    return native_value(text, str)


def _object_format(self, specification):
    if specification:
        name = type(self).__name__
        raise TypeError("unsupported format string passed to " + name + ".__format__")
    return str(self)


def _builtin_format(value, specification=""):
    if not isinstance(specification, str):
        name = type(specification).__name__
        raise TypeError("format() argument 2 must be str, not " + name)
    return format_object(value, native_value(specification, str))


# `int.__format__` and others with an instance of a derived class, or with wrong arguments.
def _format_of(kind):
    def method(self, specification=""):
        value = native_value(self, kind)
        if value is None:
            raise TypeError(
                "descriptor '__format__' requires a '"
                + kind.__name__
                + "' object but received a '"
                + type(self).__name__
                + "'"
            )
        return _builtin_format(value, specification)

    return method


# The integer of `%d`, `%x` and `%c`.
def _percent_int(value, letter):
    if not isinstance(value, type):
        for name in ("__int__", "__index__") if letter in "diu" else ("__index__",):
            method = getattr(value, name, None)
            if method is not None and not isinstance(value, (str, float, bytes)):
                return method()
        number = native_value(value, int)
        if number is not None:
            return number
    if letter == "c":
        raise TypeError("%c requires int or char")
    wanted = "a real number" if letter in "diu" else "an integer"
    name = type(value).__name__
    raise TypeError("%" + letter + " format: " + wanted + " is required, not " + name)


# The float of `%f`.
def _percent_float(value):
    if not isinstance(value, (type, str)):
        number = native_value(value, float)
        if number is not None:
            return number
        for name in ("__float__", "__index__"):
            method = getattr(value, name, None)
            if method is not None:
                return float(method())
    raise TypeError("must be real number, not " + type(value).__name__)


# The bytes of `%b`.
def _percent_bytes(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    method = getattr(value, "__bytes__", None)
    if method is None or isinstance(value, type):
        raise TypeError(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '"
            + type(value).__name__
            + "'"
        )
    return method()


# What the worker may ask for, in the order of `Hook` in `src/vm/native/value.rs`.
HOOKS = (
    str,
    repr,
    getattr,
    get_item,
    format_object,
    _percent_int,
    _percent_float,
    _percent_bytes,
)

# What `patches/formats/format_object.wat` calls.
FORMAT_HOOKS = (_object_format, _checked_text)

# What is called with all arguments of a method if the worker passes, by the method's whole name.
FALLBACKS = {
    "builtins.format": _builtin_format,
    "int.__format__": _format_of(int),
    "float.__format__": _format_of(float),
    "str.__format__": _format_of(str),
    "complex.__format__": _format_of(complex),
}

# Built-in functions written in Python; those of the worker's come here, too.
BUILTINS = {}

# Methods of the worker's that get the class in place of an object.
CLASS_METHODS = ()

# Types that have a dictionary of methods in common, and what is added to it beside the methods of the worker's, in an
# order in which a type without a dictionary comes after one of a higher address. A type in place of what is added: its
# methods.
TYPES = (
    ((int,), {}),
    ((dict, OrderedDict), {}),
    ((bool,), int),
    ((float,), {}),
    ((complex,), {}),
    ((str,), {}),
    ((object,), {"__format__": _object_format}),
)
