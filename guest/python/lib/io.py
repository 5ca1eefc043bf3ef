import _io
import builtins

__all__ = [
    "DEFAULT_BUFFER_SIZE",
    "SEEK_CUR",
    "SEEK_END",
    "SEEK_SET",
    "BufferedIOBase",
    "BufferedReader",
    "BufferedWriter",
    "BytesIO",
    "FileIO",
    "IOBase",
    "RawIOBase",
    "StringIO",
    "TextIOBase",
    "TextIOWrapper",
    "UnsupportedOperation",
    "open",
]

DEFAULT_BUFFER_SIZE = 8192
SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2

_NO_FILES = "there are no files here: use io.StringIO(text) or io.BytesIO(data) in their place"


# Raised for an operation that a stream does not offer.
class UnsupportedOperation(OSError):
    pass


# Not all exception classes of CPython need to exist.
_NotFound = getattr(builtins, "FileNotFoundError", OSError)


# Opens nothing: there is no file system. Raises FileNotFoundError (or OSError).
def open(file, mode="r", *args, **kwargs):  # noqa: A001
    raise _NotFound(_NO_FILES)


# What all streams share. The C base lets print(file=...) write to subclasses.
class IOBase(_io.IOBase):
    closed = False

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *exc):
        self.close()

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    def close(self):
        self.closed = True

    def flush(self):
        self._check()

    def isatty(self):
        self._check()
        return False

    def readable(self):
        self._check()
        return False

    def writable(self):
        self._check()
        return False

    def seekable(self):
        self._check()
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def detach(self):
        raise UnsupportedOperation("detach")

    def read(self, size=-1):
        raise UnsupportedOperation("read")

    def readline(self, size=-1):
        raise UnsupportedOperation("readline")

    def write(self, data):
        raise UnsupportedOperation("write")

    def seek(self, pos, whence=0):
        raise UnsupportedOperation("seek")

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, size=None):
        raise UnsupportedOperation("truncate")

    # All lines, or as many as make up hint characters.
    def readlines(self, hint=-1):
        if hint is None or hint <= 0:
            return list(self)
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if total >= hint:
                break
        return lines

    def writelines(self, lines):
        self._check()
        write = self.write
        for line in lines:
            write(line)


class RawIOBase(IOBase):
    pass


class BufferedIOBase(IOBase):
    pass


class TextIOBase(IOBase):
    encoding = None
    errors = None
    newlines = None


def _size(size):
    if size is None:
        return -1
    if not isinstance(size, int):
        raise TypeError("argument should be integer or None, not '" + type(size).__name__ + "'")
    return size


# A text stream in memory. newline has the meanings that it has for open().
class StringIO(TextIOBase):
    def __init__(self, initial_value="", newline="\n"):
        if newline not in (None, "", "\n", "\r", "\r\n"):
            if not isinstance(newline, str):
                raise TypeError("newline must be str or None, not " + type(newline).__name__)
            raise ValueError("illegal newline value: " + repr(newline))
        self.closed = False
        self.line_buffering = False
        self._newline = newline
        # None: lines end at "\n" only.
        self._mode = None if newline == "\n" or newline is None else newline
        self._ends = False
        # At the end of the text, what is written is collected in parts and c is None; put is
        # the way to do that if nothing else is to be done.
        self._collect([])
        if initial_value is None or initial_value == "":
            return
        if not isinstance(initial_value, str):
            raise TypeError(
                "initial_value must be str or None, not " + type(initial_value).__name__
            )
        self._c = _io.StringIO(self._translate(initial_value))
        self._put = None

    def _collect(self, parts):
        self._parts = parts
        self._c = None
        self._put = parts.append if self._newline == "\n" else None

    # Makes the text readable at the position.
    def _stream(self):
        c = self._c
        if c is None:
            c = self._c = _io.StringIO(self.getvalue())
            c.seek(0, 2)
            self._put = None
        return c

    def _translate(self, text):
        newline = self._newline
        if newline is None:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        if newline and newline != "\n":
            return text.replace("\n", newline)
        return text

    # The text as a whole, wherever the position is.
    def getvalue(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if self._c is not None:
            return self._c.getvalue()
        parts = self._parts
        if len(parts) > 1:
            parts[:] = ["".join(parts)]
        return parts[0] if parts else ""

    # Appends or overwrites at the position; returns the number of characters.
    # print() hands over bytearrays.
    def write(self, s):
        put = self._put
        if put is not None and s.__class__ is str:
            put(s)
            return len(s)
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if not isinstance(s, str):
            if type(s) is not bytearray:
                raise TypeError("string argument expected, got '" + type(s).__name__ + "'")
            self.write(str(s, "utf-8"))
            return len(s)
        n = len(s)
        if self._newline != "\n":
            s = self._translate(s)
            self._ends = False
        if self._c is None:
            self._parts.append(s)
        else:
            self._overwrite(s)
        return n

    def _overwrite(self, s):
        old = self._c.getvalue()
        pos = self.tell()
        size = len(old)
        text = old[:pos] + "\0" * (pos - size) + s
        tail = old[len(text) :]
        if tail:
            c = self._c = _io.StringIO()
            c.write(text)
            at = c.tell()
            c.write(tail)
            c.seek(at)
        else:
            self._collect([text])

    # Up to size characters, or all that are left.
    def read(self, size=-1):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if size is None or size == -1:
            return self._stream().read()
        size = _size(size)
        return self._stream().read(size) if size >= 0 else self._stream().read()

    # Up to the end of the line, and at most size characters.
    def readline(self, size=-1):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if self._mode is not None or size is None or size >= 0:
            return self._readline(_size(size))
        return self._stream().readline()

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __iter__(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if self._mode is None or (self._mode == "" and not self._odd_ends()):
            return self._stream()
        return self

    # Whether a line ends in "\r" alone.
    def _odd_ends(self):
        if not self._ends:
            text = self.getvalue()
            self._odd = text.count("\r") != text.count("\r\n")
            self._ends = True
        return self._odd

    def _readline(self, size):
        mode = self._mode
        c = self._stream()
        if size < 0 and (mode is None or (mode == "" and not self._odd_ends())):
            return c.readline()
        start = c.tell()
        text = c.read()
        if mode is None:
            cut = text.find("\n") + 1
        elif mode == "":
            cut = text.find("\n") + 1
            cr = text.find("\r") + 1
            if cr and (not cut or cr < cut):
                cut = cr + 1 if text[cr : cr + 1] == "\n" else cr
        else:
            cut = text.find(mode)
            cut = cut + len(mode) if cut >= 0 else 0
        if not cut:
            cut = len(text)
        if 0 <= size < cut:
            cut = size
        line = text[:cut]
        c.seek(start + len(line.encode()))
        return line

    # The position, counted in characters.
    def tell(self):
        text = self.getvalue()
        if self._c is None:
            return len(text)
        at = self._c.tell()
        data = text.encode()
        if len(text) == len(data):
            return at
        if at > len(data):
            return len(text) + at - len(data)
        return len(str(data[:at], "utf-8"))

    # Sets the position, counted in characters; relative only by 0.
    def seek(self, pos, whence=0):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if whence == 0:
            if pos < 0:
                raise ValueError("Negative seek position " + str(pos))
            c = self._stream()
            if pos:
                text = c.getvalue()
                past = max(0, pos - len(text))
                c.seek(len(text[:pos].encode()) + past)
            else:
                c.seek(0)
            return pos
        if whence not in (1, 2):
            raise ValueError("Invalid whence (" + str(whence) + ", should be 0, 1 or 2)")
        if pos:
            raise OSError("Can't do nonzero cur-relative seeks")
        if whence == 2 and self._c is not None:
            self._collect([self._c.getvalue()])
        return self.tell()

    # Cuts the text off at pos, or at the position, which stays where it is.
    def truncate(self, pos=None):
        at = self.tell()
        if pos is None:
            pos = at
        elif pos < 0:
            raise ValueError("Negative size value " + str(pos))
        text = self.getvalue()
        if pos < len(text):
            self._c = _io.StringIO(text[:pos])
            self._put = None
            self._ends = False
            self.seek(at)
        return pos

    def close(self):
        self.closed = True
        self._c = self._parts = self._put = None

    def readable(self):
        self._check()
        return True

    writable = readable
    seekable = readable


# A stream of bytes in memory.
class BytesIO(BufferedIOBase):
    def __init__(self, initial_bytes=b""):
        self.closed = False
        if isinstance(initial_bytes, (str, int)):
            raise TypeError(
                "a bytes-like object is required, not '" + type(initial_bytes).__name__ + "'"
            )
        self._c = _io.BytesIO()
        if initial_bytes:
            self._c.write(initial_bytes)
            self._c.seek(0)

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file.")

    # All bytes, wherever the position is.
    def getvalue(self):
        self._check()
        return self._c.getvalue()

    # A copy of the bytes, as a memoryview: writing to it does not change the stream.
    def getbuffer(self):
        self._check()
        return memoryview(self._c.getvalue())

    def write(self, data):
        self._check()
        if isinstance(data, (str, int)):
            raise TypeError("a bytes-like object is required, not '" + type(data).__name__ + "'")
        return self._c.write(data)

    def read(self, size=-1):
        self._check()
        size = _size(size)
        return self._c.read(size) if size >= 0 else self._c.read()

    read1 = read

    def readinto(self, buffer):
        self._check()
        data = self._c.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self, size=-1):
        self._check()
        size = _size(size)
        return self._c.readline(size) if size >= 0 else self._c.readline()

    def __iter__(self):
        self._check()
        return self._c

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def tell(self):
        self._check()
        return self._c.tell()

    def seek(self, pos, whence=0):
        self._check()
        if whence == 0:
            if pos < 0:
                raise ValueError("negative seek value " + str(pos))
        elif whence == 1:
            pos = max(0, self._c.tell() + pos)
        elif whence == 2:
            pos = max(0, len(self._c.getvalue()) + pos)
        else:
            raise ValueError("invalid whence (" + str(whence) + ", should be 0, 1 or 2)")
        return self._c.seek(pos)

    # Cuts the bytes off at size, or at the position, which stays where it is.
    def truncate(self, size=None):
        self._check()
        at = self._c.tell()
        if size is None:
            size = at
        elif size < 0:
            raise ValueError("negative size value " + str(size))
        data = self._c.getvalue()
        if size < len(data):
            self._c = _io.BytesIO()
            self._c.write(data[:size])
            self._c.seek(at)
        return size

    def close(self):
        self.closed = True
        self._c = None

    def readable(self):
        self._check()
        return True

    writable = readable
    seekable = readable


# Text over a stream of bytes, which is read and decoded as a whole. UTF-8, ASCII and Latin-1.
class TextIOWrapper(StringIO):
    def __init__(self, buffer, encoding=None, errors=None, newline=None, *args, **kwargs):
        super().__init__(newline=newline)
        self.buffer = buffer
        self.encoding = encoding or "utf-8"
        self.errors = errors or "strict"
        if buffer.readable():
            at = buffer.tell()
            text = str(buffer.read(), self.encoding)
            buffer.seek(at)
            self._c = _io.StringIO(self._translate(text) if newline is None else text)
            self._put = None

    def write(self, s):
        n = super().write(s)
        if isinstance(s, str):
            s = s.encode(self.encoding)
        self.buffer.write(s)
        return n

    def flush(self):
        self._check()

    def close(self):
        if not self.closed:
            super().close()
            self.buffer.close()

    # Gives the stream of bytes back; the wrapper cannot be used any more.
    def detach(self):
        buffer = self.buffer
        super().close()
        return buffer


# Files do not exist: these raise OSError.
class FileIO(RawIOBase):
    def __init__(self, *args, **kwargs):
        raise _NotFound(_NO_FILES)


# Reads from another stream of bytes.
class BufferedReader(BufferedIOBase):
    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self.raw = raw
        self.read = raw.read
        self.readline = raw.readline
        self.seek = raw.seek
        self.tell = raw.tell

    def readable(self):
        return True

    def close(self):
        self.closed = True
        self.raw.close()


# Writes to another stream of bytes.
class BufferedWriter(BufferedIOBase):
    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self.raw = raw
        self.write = raw.write
        self.seek = raw.seek
        self.tell = raw.tell

    def writable(self):
        return True

    def close(self):
        self.closed = True
        self.raw.close()
