# Methods of `bytearray` and `memoryview` that the interpreter lacks; `_types.py` puts them into the types.
import _texts


def _pop(self, index=-1):
    length = len(self)
    if not length:
        raise IndexError("pop from empty bytearray")
    if index < 0:
        index += length
    if not 0 <= index < length:
        raise IndexError("pop index out of range")
    value = self[index]
    self[index : index + 1] = b""
    return value


def _insert(self, index, item):
    length = len(self)
    if index < 0:
        index = max(index + length, 0)
    self.append(item)
    if index < length:
        self[index + 1 :] = bytes(self[index:length])
        self[index] = item


def _remove(self, value):
    index = self.find(bytes((value,)))
    if index < 0:
        raise ValueError("value not found in bytearray")
    self[index : index + 1] = b""


def _reverse(self):
    self[:] = bytes(reversed(self))


def _clear(self):
    self[:] = b""


def _copy(self):
    return bytearray(self)


BYTEARRAY = {
    "maketrans": staticmethod(_texts.maketrans_bytes),
    "pop": _pop,
    "insert": _insert,
    "remove": _remove,
    "reverse": _reverse,
    "clear": _clear,
    "copy": _copy,
}


def _tobytes(self, order="C"):
    return bytes(self)


def _tolist(self):
    return list(self)


# What is kept by a view is given back when nothing refers to it any more.
def _release(self):
    pass


def _enter(self):
    return self


def _exit(self, kind, value, traceback):
    pass


def _cast(self, format, shape=None):
    if format not in ("B", "c", "b") or shape is not None:
        raise NotImplementedError(
            "memoryview.cast() is supported to the format 'B' only: use struct or array"
        )
    return self


MEMORYVIEW = {
    "tobytes": _tobytes,
    "tolist": _tolist,
    "release": _release,
    "cast": _cast,
    "__enter__": _enter,
    "__exit__": _exit,
    "nbytes": property(len),
    "itemsize": property(lambda self: 1),
    "format": property(lambda self: "B"),
    "ndim": property(lambda self: 1),
    "shape": property(lambda self: (len(self),)),
}


# A bytearray repeated; None if the other operand is no number.
def times(value, count):
    if not isinstance(count, int):
        return None
    return bytearray(bytes(value) * count)


def times_in_place(value, count):
    if not isinstance(count, int):
        return None
    value[:] = bytes(value) * count
    return value
