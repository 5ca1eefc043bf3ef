import _binascii
from _native import adler32 as _adler32
from _native import deflate as _deflate
from _native import inflate as _inflate

__all__ = [
    "DEFLATED",
    "DEF_BUF_SIZE",
    "DEF_MEM_LEVEL",
    "MAX_WBITS",
    "ZLIB_VERSION",
    "Z_BEST_COMPRESSION",
    "Z_BEST_SPEED",
    "Z_DEFAULT_COMPRESSION",
    "Z_DEFAULT_STRATEGY",
    "Z_FILTERED",
    "Z_FINISH",
    "Z_FIXED",
    "Z_FULL_FLUSH",
    "Z_HUFFMAN_ONLY",
    "Z_NO_COMPRESSION",
    "Z_NO_FLUSH",
    "Z_RLE",
    "Z_SYNC_FLUSH",
    "adler32",
    "compress",
    "compressobj",
    "crc32",
    "decompress",
    "decompressobj",
    "error",
]

DEFLATED = 8
DEF_BUF_SIZE = 16384
DEF_MEM_LEVEL = 8
MAX_WBITS = 15
ZLIB_VERSION = "1.3.1"
Z_NO_COMPRESSION = 0
Z_BEST_SPEED = 1
Z_BEST_COMPRESSION = 9
Z_DEFAULT_COMPRESSION = -1
Z_DEFAULT_STRATEGY = 0
Z_FILTERED = 1
Z_HUFFMAN_ONLY = 2
Z_RLE = 3
Z_FIXED = 4
Z_NO_FLUSH = 0
Z_SYNC_FLUSH = 2
Z_FULL_FLUSH = 3
Z_FINISH = 4


# Raised for data that is not compressed, or not whole.
class error(Exception):  # noqa: N801
    pass


def _buffer(data):
    if isinstance(data, bytes):
        return data
    if isinstance(data, (str, int)) or data is None:
        raise TypeError("a bytes-like object is required, not '" + type(data).__name__ + "'")
    return bytes(data)


# The worker compresses no more than 8 MiB at once.
def _compressed(data, level, wbits):
    out = _deflate(data, level, wbits)
    if out is None:
        raise MemoryError("too much data to compress at once, or bad wbits")
    return out


def _check_level(level):
    if not -1 <= level <= 9:
        raise error("Bad compression level")


# The data, compressed. wbits chooses the frame: 9..15 zlib, 25..31 gzip, negative none.
def compress(data, level=-1, wbits=MAX_WBITS):
    data = _buffer(data)
    _check_level(level)
    return _compressed(data, level, wbits)


# What compressed data stands for. Raises error.
def decompress(data, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE):
    data = _buffer(data)
    found = _inflate(data, wbits)
    if found is None:
        raise _reason(data, wbits)
    return found[0]


def _is_zlib(data):
    return data[0] & 15 == 8 and data[0] >> 4 <= 7 and (data[0] << 8 | data[1]) % 31 == 0


def _reason(data, wbits):
    head = data[:2]
    if len(head) == 2 and (
        (0 <= wbits <= 15 and not _is_zlib(head))
        or (24 <= wbits <= 31 and head != b"\x1f\x8b")
        or (wbits >= 40 and head != b"\x1f\x8b" and not _is_zlib(head))
    ):
        return error("Error -3 while decompressing data: incorrect header check")
    return error("Error -5 while decompressing data: incomplete or truncated stream")


# The CRC-32 checksum; value continues an earlier one.
def crc32(data, value=0):
    return _binascii.crc32(_buffer(data), value & 0xFFFFFFFF)


# The Adler-32 checksum; value continues an earlier one.
def adler32(data, value=1):
    data = _buffer(data)
    return _adler32(data, value & 0xFFFF, value >> 16 & 0xFFFF)


class _Compress:
    def __init__(self, level, wbits):
        self._level = level
        self._wbits = wbits
        self._parts = []

    # Keeps the data: all of it is compressed by flush().
    def compress(self, data):
        self._parts.append(_buffer(data))
        return b""

    # The compressed data; an object cannot be used any more after that.
    def flush(self, mode=Z_FINISH):
        if mode != Z_FINISH:
            return b""
        if self._parts is None:
            raise error("Error -2 while finishing compression: inconsistent stream state")
        data = b"".join(self._parts)
        self._parts = None
        return _compressed(data, self._level, self._wbits)

    def copy(self):
        other = _Compress(self._level, self._wbits)
        other._parts = self._parts[:]
        return other


# Compresses data that comes in pieces.
def compressobj(
    level=-1,
    method=DEFLATED,
    wbits=MAX_WBITS,
    memLevel=DEF_MEM_LEVEL,  # noqa: N803
    strategy=Z_DEFAULT_STRATEGY,
    zdict=None,
):
    if zdict is not None:
        raise NotImplementedError("zlib knows no preset dictionaries here: leave zdict out")
    _check_level(level)
    return _Compress(level, wbits)


class _Decompress:
    def __init__(self, wbits):
        self._wbits = wbits
        self._data = b""
        self._out = b""
        self.eof = False
        self.unused_data = b""
        self.unconsumed_tail = b""

    # What the pieces so far stand for: all of it with the last piece, nothing before.
    def decompress(self, data, max_length=0):
        if self.eof:
            self.unused_data += _buffer(data)
        elif data is not self.unconsumed_tail:
            self._data += _buffer(data)
            if len(self._data) >= 2:
                found = _inflate(self._data, self._wbits)
                if found is not None:
                    self._out, end = found
                    self.unused_data = self._data[end:]
                    self.eof = True
                else:
                    reason = _reason(self._data, self._wbits)
                    if "-3" in str(reason):
                        raise reason
        if max_length:
            out = self._out[:max_length]
            self._out = self._out[max_length:]
            # Not empty as long as there is more to come.
            self.unconsumed_tail = self._data if self._out else b""
        else:
            out = self._out
            self._out = self.unconsumed_tail = b""
        return out

    def flush(self, length=DEF_BUF_SIZE):
        out = self._out
        self._out = self.unconsumed_tail = b""
        return out

    def copy(self):
        other = _Decompress(self._wbits)
        other._data = self._data
        other._out = self._out
        other.eof = self.eof
        other.unused_data = self.unused_data
        other.unconsumed_tail = self.unconsumed_tail
        return other


# Decompresses data that comes in pieces.
def decompressobj(wbits=MAX_WBITS, zdict=None):
    if zdict is not None:
        raise NotImplementedError("zlib knows no preset dictionaries here: leave zdict out")
    return _Decompress(wbits)
