# What the worker asks for to make texts of values after a specification.
from _native import format_object, native_value


# What `__format__` has returned in place of a `str`.
def checked_text(text):
    if not isinstance(text, str):
        raise TypeError("__format__ must return a str, not " + type(text).__name__)
    return native_value(text, str)


def object_format(self, specification):
    if specification:
        name = type(self).__name__
        raise TypeError("unsupported format string passed to " + name + ".__format__")
    return str(self)


def builtin_format(value, specification=""):
    if not isinstance(specification, str):
        name = "None" if specification is None else type(specification).__name__
        raise TypeError("format() argument 2 must be str, not " + name)
    return format_object(value, native_value(specification, str))


# `int.__format__` and others with an instance of a derived class, or with wrong arguments.
def format_of(kind):
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
        return builtin_format(value, specification)

    return method


# The integer of `%d`, `%x` and `%c`.
def percent_int(value, letter):
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
def percent_float(value):
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
def percent_bytes(value):
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
