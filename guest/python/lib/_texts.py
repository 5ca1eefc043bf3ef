# What the worker leaves to Python of the methods of texts: errors that need an object of their own, and arguments
# that only Python code can ask.
from _native import codec_problem, native_value


def _name(value):
    return type(value).__name__


def _problem(value, encoding, errors):
    found = codec_problem(value, encoding, errors)
    if found is False:
        raise LookupError("unknown encoding: " + encoding)
    if found is not None and errors != "strict" and errors not in _handlers:
        raise LookupError("unknown error handler name '" + errors + "'")
    return found


_handlers = (
    "strict",
    "ignore",
    "replace",
    "backslashreplace",
    "xmlcharrefreplace",
    "surrogateescape",
    "surrogatepass",
)


def encode(text, encoding="utf-8", errors="strict"):
    found = _problem(text, encoding, errors)
    if found is not None:
        name, start, end, reason = found
        raise UnicodeEncodeError(name, text, start, end, reason)
    raise LookupError("'" + encoding + "' is not a text encoding; use codecs.encode()")


def decode(data, encoding="utf-8", errors="strict"):
    found = _problem(data, encoding, errors)
    if found is not None:
        name, start, end, reason = found
        raise UnicodeDecodeError(name, bytes(data), start, end, reason)
    raise LookupError("'" + encoding + "' is not a text encoding; use codecs.decode()")


# The table may be anything with subscripts.
def translate(text, table):
    parts = []
    for character in text:
        try:
            found = table[ord(character)]
        except LookupError:
            found = character
        if isinstance(found, int):
            if not 0 <= found < 0x110000:
                raise ValueError("character mapping must be in range(0x110000)")
            parts.append(chr(found))
        elif isinstance(found, str):
            parts.append(found)
        elif found is not None:
            raise TypeError("character mapping must return integer, None or str")
    return "".join(parts)


def maketrans(x, y=None, z=None):
    table = {}
    if y is None:
        if not isinstance(x, dict):
            raise TypeError("if you give only one argument to maketrans it must be a dict")
        for key, value in x.items():
            if isinstance(key, str):
                if len(key) != 1:
                    raise ValueError("string keys in translate table must be of length 1")
                key = ord(key)
            elif not isinstance(key, int):
                raise TypeError("keys in translate table must be strings or integers")
            table[key] = value
        return table
    if not isinstance(x, str):
        raise TypeError("first maketrans argument must be a string if there is a second argument")
    if not isinstance(y, str):
        raise TypeError("maketrans() argument 2 must be str, not " + _name(y))
    if len(x) != len(y):
        raise ValueError("the first two maketrans arguments must have equal length")
    for old, new in zip(x, y):
        table[ord(old)] = ord(new)
    if z is not None:
        if not isinstance(z, str):
            raise TypeError("maketrans() argument 3 must be str, not " + _name(z))
        for old in z:
            table[ord(old)] = None
    return table


def maketrans_bytes(frm, to):
    for value in (frm, to):
        if not isinstance(value, (bytes, bytearray)):
            raise TypeError("a bytes-like object is required, not '" + _name(value) + "'")
    if len(frm) != len(to):
        raise ValueError("maketrans arguments must have same length")
    table = bytearray(range(256))
    for old, new in zip(frm, to):
        table[old] = new
    return bytes(table)


def not_in_list(item):
    raise ValueError(repr(item) + " is not in list")


# The text of an instance of a class that derives from str, or an error.
def _own(self, name):
    part = native_value(self, str)
    if part is None:
        text = "descriptor '" + name + "' for 'str' objects doesn't apply to a '"
        raise TypeError(text + type(self).__name__ + "' object")
    return part


# The names of the arguments may be anything.
def format(*args, **kwargs):
    return _own(args[0], "format").format(*args[1:], **kwargs)


def format_map(self, mapping):
    return _own(self, "format_map").format_map(mapping)
