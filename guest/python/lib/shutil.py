# There are no files. What depends on them raises NotImplementedError.
from collections import namedtuple as _namedtuple

__all__ = [
    "Error",
    "ReadError",
    "SameFileError",
    "SpecialFileError",
    "chown",
    "copy",
    "copy2",
    "copyfile",
    "copyfileobj",
    "copymode",
    "copystat",
    "copytree",
    "disk_usage",
    "get_archive_formats",
    "get_terminal_size",
    "get_unpack_formats",
    "ignore_patterns",
    "make_archive",
    "move",
    "rmtree",
    "unpack_archive",
    "which",
]


class Error(OSError):
    pass


class SameFileError(Error):
    pass


class SpecialFileError(OSError):
    pass


class ReadError(OSError):
    pass


_Size = _namedtuple("terminal_size", ["columns", "lines"])


# There is no terminal: the fallback.
def get_terminal_size(fallback=(80, 24)):
    return _Size(*fallback)


# Copies from one object with read() to another with write().
def copyfileobj(fsrc, fdst, length=0):
    fdst.write(fsrc.read())


# There are no programs.
def which(cmd, mode=1, path=None):
    return None


def _no_files(*args, **kwargs):
    raise NotImplementedError(
        "there are no files here: keep data in variables, io.StringIO or io.BytesIO"
    )


copy = copy2 = copyfile = copymode = copystat = copytree = move = rmtree = chown = _no_files
disk_usage = ignore_patterns = make_archive = unpack_archive = _no_files
get_archive_formats = get_unpack_formats = _no_files
