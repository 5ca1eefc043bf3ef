import io
import time
import zlib
from _native import inflate as _inflate

__all__ = ["BadGzipFile", "GzipFile", "compress", "decompress", "open"]

READ = "rb"
WRITE = "wb"


# Raised for data that is not gzip's.
class BadGzipFile(OSError):
    pass


# The data as one gzip member. Without mtime, the header holds the current time.
def compress(data, compresslevel=9, *, mtime=None):
    if mtime is None:
        mtime = time.time()
    extra = 2 if compresslevel == 9 else 4 if compresslevel == 1 else 0
    head = b"\x1f\x8b\x08\x00" + int(mtime).to_bytes(4, "little") + bytes([extra, 255])
    return b"".join(
        [
            head,
            zlib.compress(data, compresslevel, -15),
            zlib.crc32(data).to_bytes(4, "little"),
            (len(data) & 0xFFFFFFFF).to_bytes(4, "little"),
        ]
    )


_CUT = "Compressed file ended before the end-of-stream marker was reached"


# The index behind a member's header.
def _header(data, start):
    if data[start : start + 2] != b"\x1f\x8b":
        raise BadGzipFile("Not a gzipped file (" + repr(data[start : start + 2]) + ")")
    if len(data) < start + 10:
        raise EOFError(_CUT)
    if data[start + 2] != 8:
        raise BadGzipFile("Unknown compression method")
    flags = data[start + 3]
    at = start + 10
    if flags & 4:
        at += 2 + data[at] + data[at + 1] * 256
    for flag in (8, 16):
        if flags & flag:
            at = data.find(b"\0", at) + 1
            if not at:
                raise EOFError(_CUT)
    return at + 2 if flags & 2 else at


# What a gzip file stands for. Raises BadGzipFile or EOFError.
def decompress(data):
    data = bytes(data)
    parts = []
    start = 0
    while start < len(data):
        body = _header(data, start)
        found = _inflate(data[body:], -15)
        if found is None:
            raise EOFError(_CUT)
        out, end = found
        end += body + 8
        if end > len(data):
            raise EOFError(_CUT)
        check = int.from_bytes(data[end - 8 : end - 4], "little")
        crc = zlib.crc32(out)
        if crc != check:
            raise BadGzipFile("CRC check failed " + hex(check) + " != " + hex(crc))
        if len(out) & 0xFFFFFFFF != int.from_bytes(data[end - 4 : end], "little"):
            raise BadGzipFile("Incorrect length of data produced")
        parts.append(out)
        start = end
        while start < len(data) and data[start] == 0:
            start += 1
    return b"".join(parts)


# A gzip file over a stream of bytes, such as io.BytesIO. It is read or written as a whole.
class GzipFile(io.BytesIO):
    def __init__(self, filename=None, mode=None, compresslevel=9, fileobj=None, mtime=None):
        if fileobj is None:
            raise OSError("there are no files here: give fileobj=io.BytesIO(...)")
        mode = mode or "rb"
        self.name = filename or ""
        self.fileobj = fileobj
        self.mode = mode
        self._level = compresslevel
        self._mtime = mtime
        self._writes = mode[0] in "wax"
        super().__init__(b"" if self._writes else decompress(fileobj.read()))

    def _flush_all(self):
        self.fileobj.write(compress(self._c.getvalue(), self._level, mtime=self._mtime))

    def close(self):
        if not self.closed:
            if self._writes:
                self._flush_all()
            super().close()

    def readable(self):
        return not self._writes

    def writable(self):
        return self._writes


# A gzip file over a stream; text modes encode and decode.
def open(  # noqa: A001
    filename, mode="rb", compresslevel=9, encoding=None, errors=None, newline=None
):
    if isinstance(filename, (str, bytes)):
        raise OSError("there are no files here: give a stream such as io.BytesIO(...)")
    file = GzipFile(None, mode.replace("t", ""), compresslevel, filename)
    if "t" in mode:
        return io.TextIOWrapper(file, encoding, errors, newline)
    return file
