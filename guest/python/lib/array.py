from _array import array as _native_array

__all__ = ["ArrayType", "array", "typecodes"]

typecodes = "bBuhHiIlLqQfd"

_sizes = {
    "b": 1,
    "B": 1,
    "u": 4,
    "h": 2,
    "H": 2,
    "i": 4,
    "I": 4,
    "l": 8,
    "L": 8,
    "q": 8,
    "Q": 8,
    "f": 4,
    "d": 8,
}
# What the native array calls an item of that size.
_native_codes = {"l": "q", "L": "Q", "u": "I"}


# Numbers of one C type. The items are kept in a list; what CPython refuses is refused.
class array:
    def __init__(self, typecode, initializer=()):
        if not isinstance(typecode, str):
            raise TypeError(
                "array() argument 1 must be a unicode character, not " + type(typecode).__name__
            )
        if typecode not in _sizes:
            raise ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
        self.typecode = typecode
        self.itemsize = _sizes[typecode]
        self._items = []
        if isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        else:
            if isinstance(initializer, str) and typecode != "u":
                raise TypeError(
                    "cannot use a str to initialize an array with typecode '" + typecode + "'"
                )
            check = self._check
            self._items = [check(value) for value in initializer]

    def _check(self, value):
        code = self.typecode
        if code in "fd":
            if not isinstance(value, (int, float)):
                raise TypeError("must be real number, not " + type(value).__name__)
            if code == "f":
                return _native_array("f", (value,))[0]
            return float(value)
        if code == "u":
            if not isinstance(value, str) or len(value) != 1:
                raise TypeError("array item must be a unicode character, not " + _type_name(value))
            return value
        if not isinstance(value, int):
            raise TypeError(
                "'" + type(value).__name__ + "' object cannot be interpreted as an integer"
            )
        bits = 8 * self.itemsize
        if code in "bhilq":
            if -(1 << (bits - 1)) <= value < 1 << (bits - 1):
                return value
            edge = "minimum" if value < 0 else "maximum"
        else:
            if 0 <= value < 1 << bits:
                return value
            edge = "minimum" if value < 0 else "maximum"
        kind = _names.get(code)
        if kind is None:
            raise OverflowError("int too large to convert")
        limit = "less than " if edge == "minimum" else "greater than "
        raise OverflowError(kind + " is " + limit + edge)

    def _like(self, items):
        made = array(self.typecode)
        made._items = items
        return made

    def _others(self, other):
        if not isinstance(other, array):
            raise TypeError('can only append array (not "' + type(other).__name__ + '") to array')
        if other.typecode != self.typecode:
            raise TypeError("bad argument type for built-in operation")
        return other._items

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, value):
        return value in self._items

    def __getitem__(self, index):
        if isinstance(index, slice):
            return self._like(self._items[index])
        try:
            return self._items[index]
        except IndexError:
            raise IndexError("array index out of range")

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            if not isinstance(value, array):
                raise TypeError(
                    'can only assign array (not "' + type(value).__name__ + '") to array slice'
                )
            self._items[index] = self._others(value)
            return
        value = self._check(value)
        try:
            self._items[index] = value
        except IndexError:
            raise IndexError("array assignment index out of range")

    def __delitem__(self, index):
        del self._items[index]

    def __add__(self, other):
        return self._like(self._items + self._others(other))

    def __iadd__(self, other):
        self._items += self._others(other)
        return self

    def __mul__(self, n):
        return self._like(self._items * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self._items *= n
        return self

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    def __copy__(self):
        return self._like(self._items[:])

    def __deepcopy__(self, memo):
        return self._like(self._items[:])

    def __reversed__(self):
        return reversed(self._items)

    def append(self, value):
        self._items.append(self._check(value))

    def extend(self, values):
        if isinstance(values, array):
            self._items.extend(self._others(values))
        else:
            self._items.extend([self._check(value) for value in values])

    fromlist = extend

    def insert(self, index, value):
        self._items.insert(index, self._check(value))

    def pop(self, index=-1):
        try:
            return self._items.pop(index)
        except IndexError:
            if not self._items:
                raise IndexError("pop from empty array")
            raise IndexError("pop index out of range")

    def remove(self, value):
        try:
            self._items.remove(value)
        except ValueError:
            raise ValueError("array.remove(x): x not in array")

    def index(self, value, start=0, stop=None):
        items = self._items
        size = len(items)
        if start < 0:
            start = max(start + size, 0)
        if stop is None:
            stop = size
        elif stop < 0:
            stop += size
        for at in range(start, min(stop, size)):
            if items[at] == value:
                return at
        raise ValueError("array.index(x): x not in array")

    def count(self, value):
        return self._items.count(value)

    def reverse(self):
        self._items.reverse()

    def tolist(self):
        return self._items[:]

    def tounicode(self):
        if self.typecode != "u":
            raise ValueError("tounicode() may only be called on unicode type arrays")
        return "".join(self._items)

    def fromunicode(self, text):
        self.extend(text)

    def _native(self):
        code = _native_codes.get(self.typecode, self.typecode)
        items = self._items
        return _native_array(code, [ord(char) for char in items] if self.typecode == "u" else items)

    def tobytes(self):
        return bytes(self._native())

    def frombytes(self, data):
        if len(data) % self.itemsize:
            raise ValueError("bytes length not a multiple of item size")
        code = _native_codes.get(self.typecode, self.typecode)
        items = list(_native_array(code, bytes(data)))
        self._items += [chr(item) for item in items] if self.typecode == "u" else items

    def tofile(self, f):
        f.write(self.tobytes())

    def fromfile(self, f, n):
        data = f.read(n * self.itemsize)
        self.frombytes(data)
        if len(data) < n * self.itemsize:
            raise EOFError("read() didn't return enough bytes")

    def byteswap(self):
        size = self.itemsize
        data = self.tobytes()
        swapped = b"".join(
            [bytes(reversed(data[at : at + size])) for at in range(0, len(data), size)]
        )
        self._items = []
        self.frombytes(swapped)

    def buffer_info(self):
        return id(self._items), len(self._items)

    def __repr__(self):
        head = "array('" + self.typecode + "'"
        if not self._items:
            return head + ")"
        content = "".join(self._items) if self.typecode == "u" else self._items
        return head + ", " + repr(content) + ")"


_names = {
    "b": "signed char",
    "B": "unsigned byte integer",
    "h": "signed short integer",
    "H": "unsigned short",
    "i": "signed integer",
    "I": "unsigned int",
}

ArrayType = array


def _type_name(value):
    return type(value).__name__
