# There are no files, but a file that stays in memory can be had.
from io import BytesIO as _BytesIO
from io import StringIO as _StringIO

__all__ = [
    "NamedTemporaryFile",
    "SpooledTemporaryFile",
    "TemporaryDirectory",
    "TemporaryFile",
    "gettempdir",
    "mkdtemp",
    "mkstemp",
    "mktemp",
]


# A file without a name is kept in memory.
def TemporaryFile(mode="w+b", *args, **kwargs):
    return _BytesIO() if "b" in mode else _StringIO()


def SpooledTemporaryFile(max_size=0, mode="w+b", *args, **kwargs):
    return TemporaryFile(mode)


def mkstemp(*args, **kwargs):
    raise NotImplementedError(
        "there are no files here: use io.StringIO or io.BytesIO for a file in memory"
    )


NamedTemporaryFile = TemporaryDirectory = mkdtemp = mktemp = gettempdir = mkstemp
