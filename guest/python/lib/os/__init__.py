import builtins
import posixpath as path

import _os

__all__ = [
    "PathLike",
    "altsep",
    "cpu_count",
    "curdir",
    "devnull",
    "environ",
    "error",
    "extsep",
    "fsdecode",
    "fsencode",
    "fspath",
    "get_terminal_size",
    "getcwd",
    "getenv",
    "getpid",
    "linesep",
    "listdir",
    "makedirs",
    "mkdir",
    "name",
    "pardir",
    "path",
    "pathsep",
    "popen",
    "remove",
    "rename",
    "rmdir",
    "scandir",
    "sep",
    "stat",
    "system",
    "unlink",
    "urandom",
    "walk",
]

name = "posix"
sep = "/"
altsep = None
extsep = "."
pathsep = ":"
linesep = "\n"
curdir = "."
pardir = ".."
devnull = "/dev/null"
error = OSError

# The environment is empty; what a program puts into it stays in the program.
environ = {}

O_RDONLY = 0
O_WRONLY = 1
O_RDWR = 2
F_OK = 0
X_OK = 1
W_OK = 2
R_OK = 4

# Not all exception classes of CPython need to exist.
_NotFound = getattr(builtins, "FileNotFoundError", OSError)
_Denied = getattr(builtins, "PermissionError", OSError)


def _missing(path):
    raise _NotFound(
        "there are no files here ("
        + repr(path)
        + "): keep data in variables, io.StringIO or io.BytesIO"
    )


def _forbidden(what):
    raise _Denied(what)


# Anything with a method __fspath__ can stand for a path.
class PathLike:
    def __fspath__(self):
        raise NotImplementedError("__fspath__")


# The text of a path. Raises TypeError.
def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    if hasattr(path, "__fspath__"):
        return path.__fspath__()
    raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__)


def fsencode(filename):
    filename = fspath(filename)
    return filename if isinstance(filename, bytes) else filename.encode()


def fsdecode(filename):
    filename = fspath(filename)
    return filename if isinstance(filename, str) else str(filename, "utf-8")


# The value of a variable of the (empty) environment, or default.
def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def unsetenv(key):
    environ.pop(key, None)


# Random bytes, fit for secrets.
def urandom(size):
    if size < 0:
        raise ValueError("negative argument not allowed")
    return _os.urandom(size)


def getcwd():
    return "/"


def cpu_count():
    return 1


# There is no terminal: raises OSError.
def get_terminal_size(fd=1):
    raise OSError("there is no terminal here: choose a width, such as 80")


# There are no files. What reads raises FileNotFoundError, what writes PermissionError
# (or OSError where these do not exist).
def listdir(path="."):
    _missing(path)


def scandir(path="."):
    _missing(path)


def stat(path, *, dir_fd=None, follow_symlinks=True):
    _missing(path)


def lstat(path, *, dir_fd=None):
    _missing(path)


def remove(path, *, dir_fd=None):
    _missing(path)


unlink = rmdir = removedirs = remove


def rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    _missing(src)


renames = replace = rename


def chdir(path):
    _missing(path)


def open(path, flags, mode=511, *, dir_fd=None):  # noqa: A001
    _missing(path)


def access(path, mode, **kwargs):
    return False


# CPython's walk() finds nothing in a folder that is missing.
def walk(top, topdown=True, onerror=None, followlinks=False):
    return iter(())


def mkdir(path, mode=511, *, dir_fd=None):
    _forbidden("no folders can be made here: keep data in variables")


def makedirs(name, mode=511, exist_ok=False):
    _forbidden("no folders can be made here: keep data in variables")


# No processes can be seen or started: these raise PermissionError (or OSError).
def system(command):
    _forbidden("no other programs can be run here: do it in Python")


popen = fork = execv = execvp = spawnv = system


def kill(pid, signal):
    _forbidden("no other programs can be reached from here")


def getpid():
    _forbidden("processes have no numbers here: use uuid.uuid4() for a unique value")


getppid = getpid


def getlogin():
    _forbidden("there are no users here")


getuid = geteuid = getgid = uname = getlogin
