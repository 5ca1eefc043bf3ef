import _struct

__all__ = [
    "Struct",
    "calcsize",
    "error",
    "iter_unpack",
    "pack",
    "pack_into",
    "unpack",
    "unpack_from",
]


# Raised for bad formats, values and sizes.
class error(Exception):  # noqa: N801
    pass


# Size, alignment and the code of the C module; native sizes are those of 64-bit machines.
_STANDARD = {
    "x": (1, "x"),
    "c": (1, "s"),
    "b": (1, "b"),
    "B": (1, "B"),
    "?": (1, "B"),
    "h": (2, "h"),
    "H": (2, "H"),
    "i": (4, "i"),
    "I": (4, "I"),
    "l": (4, "i"),
    "L": (4, "I"),
    "q": (8, "q"),
    "Q": (8, "Q"),
    "e": (2, "e"),
    "f": (4, "f"),
    "d": (8, "d"),
    "s": (1, "s"),
    "p": (1, "s"),
}
_NATIVE = {"l": (8, "q"), "L": (8, "Q"), "n": (8, "q"), "N": (8, "Q"), "P": (8, "Q")}
_SIGNED = "bhilqn"
_UNSIGNED = "BHILQNP"


def _integer(value):
    if isinstance(value, int):
        return value
    if value is True or value is False:
        return int(value)
    if hasattr(value, "__index__"):
        return value.__index__()
    raise error("required argument is not an integer")


def _float(value):
    try:
        return value if isinstance(value, float) else float(value + 0.0)
    except TypeError:
        pass
    if hasattr(value, "__float__") and not isinstance(value, (str, bytes)):
        return value.__float__()
    raise error("required argument is not a float")


_INFINITE = float("inf")
# What would be rounded to infinity.
_LIMITS = {"e": 65520.0, "f": 3.4028235677973366e38}
_NAMES = {"b": "byte", "B": "ubyte", "h": "short", "H": "ushort"}


def _out_of_range(code, low, high):
    name = _NAMES.get(code)
    name = name + " format" if name else "'" + code + "' format"
    return error(name + " requires " + str(low) + " <= number <= " + str(high))


# A format, taken apart once.
class Struct:
    def __init__(self, format):  # noqa: A002
        if isinstance(format, (bytes, bytearray)):
            format = str(format, "utf-8")  # noqa: A001
        elif not isinstance(format, str):
            raise TypeError(
                "Struct() argument 1 must be a str or bytes object, not " + type(format).__name__
            )
        self.format = format
        self._parse(format)

    def _parse(self, text):
        i = 0
        order = "<"
        native = True
        if text[:1] and text[0] in "@=<>!":
            native = text[0] == "@"
            order = ">" if text[0] in ">!" else "<"
            i = 1
        out = [order]
        # What each value must be: its code, and a size or the number's limits.
        values = []
        special = False
        size = 0
        length = len(text)
        while i < length:
            c = text[i]
            i += 1
            if c.isspace():
                continue
            count = 1
            if c.isdigit():
                start = i - 1
                while i < length and text[i].isdigit():
                    i += 1
                count = int(text[start:i])
                if i == length:
                    raise error("repeat count given without format specifier")
                c = text[i]
                i += 1
            width, code = _NATIVE.get(c, (0, "")) if native else (0, "")
            if not width:
                if c not in _STANDARD:
                    raise error("bad char in struct format")
                width, code = _STANDARD[c]
            if native and size % width and code not in "sx":
                gap = width - size % width
                out.append(str(gap) + "x")
                size += gap
            size += width * count
            if code == "s" and c != "c":
                out.append(str(count) + "s")
                values.append((c, count, 0))
                special = special or c == "p"
                continue
            if c == "c":
                out.append("1s" * count)
            elif count:
                out.append(str(count) + code)
            if c == "x":
                continue
            low = high = 0
            if c in _SIGNED:
                low = -(1 << 8 * width - 1)
                high = -low - 1
            elif c in _UNSIGNED:
                high = (1 << 8 * width) - 1
            special = special or c == "?"
            values.extend([(c, low, high)] * count)
        self.size = size
        self._code = "".join(out)
        self._values = values
        self._special = special

    def _checked(self, name, args):
        values = self._values
        if len(args) != len(values):
            raise error(name + " expected %d items for packing (got %d)" % (len(values), len(args)))
        out = []
        for i in range(len(args)):
            code, low, high = values[i]
            value = args[i]
            if high:
                if not isinstance(value, int):
                    value = _integer(value)
                if not low <= value <= high:
                    raise _out_of_range(code, low, high)
            elif code in "sp":
                if not isinstance(value, (bytes, bytearray)):
                    raise error("argument for '" + code + "' must be a bytes object")
                value = bytes(value)
                if code == "p" and low:
                    value = value[: min(low - 1, 255)]
                    value = bytes([len(value)]) + value
                value = value[:low] + bytes(max(0, low - len(value)))
            elif code == "c":
                if not isinstance(value, bytes) or len(value) != 1:
                    raise error("char format requires a bytes object of length 1")
            elif code == "?":
                value = 1 if value else 0
            else:
                value = _float(value)
                limit = _LIMITS.get(code, _INFINITE)
                if limit <= abs(value) < _INFINITE:
                    raise OverflowError("float too large to pack with " + code + " format")
            out.append(value)
        return out

    # The values as bytes.
    def pack(self, *args):
        return _struct.pack(self._code, *self._checked("pack", args))

    # The same, into a buffer that can be written to.
    def pack_into(self, buffer, offset, *args):
        data = _struct.pack(self._code, *self._checked("pack_into", args))
        at = _offset(buffer, offset, self.size, "pack_into", "packing")
        buffer[at : at + self.size] = data

    def _unpack(self, buffer, offset):
        values = _struct.unpack_from(self._code, buffer, offset) if self._values else ()
        if not self._special:
            return values
        out = list(values)
        for i, (code, _, _) in enumerate(self._values):
            if code == "?":
                out[i] = out[i] != 0
            elif code == "p":
                out[i] = out[i][1 : 1 + out[i][0]] if out[i] else b""
        return tuple(out)

    # The values of a buffer of exactly this size, as a tuple.
    def unpack(self, buffer):
        if len(buffer) != self.size:
            raise error("unpack requires a buffer of " + str(self.size) + " bytes")
        return self._unpack(buffer, 0)

    # The values at an offset in a larger buffer.
    def unpack_from(self, buffer, offset=0):
        at = _offset(buffer, offset, self.size, "unpack_from", "unpacking")
        return self._unpack(buffer, at)

    # The tuples of a buffer that holds a number of such structures.
    def iter_unpack(self, buffer):
        size = self.size
        if not size:
            raise error("cannot iteratively unpack with a struct of length 0")
        if len(buffer) % size:
            raise error(
                "iterative unpacking requires a buffer of a multiple of " + str(size) + " bytes"
            )
        return iter([self._unpack(buffer, i) for i in range(0, len(buffer), size)])

    def __repr__(self):
        return "Struct(" + repr(self.format) + ")"


def _offset(buffer, offset, size, name, doing):
    length = len(buffer)
    at = offset
    if at < 0:
        if at + size > 0:
            what = "no space to pack" if doing == "packing" else "not enough data to unpack"
            raise error(what + " " + str(size) + " bytes at offset " + str(offset))
        at += length
        if at < 0:
            raise error(
                "offset " + str(offset) + " out of range for " + str(length) + "-byte buffer"
            )
    if length - at < size:
        raise error(
            name
            + " requires a buffer of at least "
            + str(size + at)
            + " bytes for "
            + doing
            + " "
            + str(size)
            + " bytes at offset "
            + str(at)
            + " (actual buffer size is "
            + str(length)
            + ")"
        )
    return at


_known = {}


def _struct_of(format):  # noqa: A002
    if format in _known:
        return _known[format]
    if len(_known) > 30:
        _known.clear()
    known = _known[format] = Struct(format)
    return known


# The size of a format in bytes.
def calcsize(format):  # noqa: A002
    return _struct_of(format).size


def pack(format, *args):  # noqa: A002
    return _struct_of(format).pack(*args)


def pack_into(format, buffer, offset, *args):  # noqa: A002
    _struct_of(format).pack_into(buffer, offset, *args)


def unpack(format, buffer):  # noqa: A002
    return _struct_of(format).unpack(buffer)


def unpack_from(format, buffer, offset=0):  # noqa: A002
    return _struct_of(format).unpack_from(buffer, offset)


def iter_unpack(format, buffer):  # noqa: A002
    return _struct_of(format).iter_unpack(buffer)
