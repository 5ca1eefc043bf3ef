__all__ = [
    "abspath",
    "altsep",
    "basename",
    "commonpath",
    "commonprefix",
    "curdir",
    "defpath",
    "devnull",
    "dirname",
    "exists",
    "expanduser",
    "expandvars",
    "extsep",
    "getatime",
    "getctime",
    "getmtime",
    "getsize",
    "isabs",
    "isdir",
    "isfile",
    "islink",
    "ismount",
    "join",
    "lexists",
    "normcase",
    "normpath",
    "pardir",
    "pathsep",
    "realpath",
    "relpath",
    "samefile",
    "sep",
    "split",
    "splitdrive",
    "splitext",
]

curdir = "."
pardir = ".."
extsep = "."
sep = "/"
pathsep = ":"
altsep = None
defpath = "/bin:/usr/bin"
devnull = "/dev/null"


# The text of a path: a str, or what __fspath__ returns.
def _text(path):
    if isinstance(path, str):
        return path
    if hasattr(path, "__fspath__"):
        return path.__fspath__()
    if isinstance(path, bytes):
        raise NotImplementedError("paths are str here: decode the bytes")
    raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__)


def _separators(text):
    return text == "/" * len(text)


def normcase(s):
    return _text(s)


def isabs(s):
    return _text(s).startswith("/")


# The parts with a slash between them; an absolute part drops what is before it.
def join(a, *p):
    path = _text(a)
    for part in p:
        part = _text(part)
        if part.startswith("/"):
            path = part
        elif not path or path.endswith("/"):
            path += part
        else:
            path += "/" + part
    return path


# What is before the last slash, and what is behind it.
def split(p):
    p = _text(p)
    i = p.rfind("/") + 1
    head = p[:i]
    if head and not _separators(head):
        head = head.rstrip("/")
    return head, p[i:]


def basename(p):
    return split(p)[1]


def dirname(p):
    return split(p)[0]


# The path without its extension, and the extension with its dot.
def splitext(p):
    p = _text(p)
    start = p.rfind("/") + 1
    dot = p.rfind(".")
    # Dots at the beginning of a name do not count.
    if dot > start and p[start:dot].strip("."):
        return p[:dot], p[dot:]
    return p, ""


def splitdrive(p):
    return "", _text(p)


# Without double slashes, "." and "..", as far as the text tells.
def normpath(path):
    path = _text(path)
    if not path:
        return "."
    root = ""
    if path.startswith("/"):
        root = "//" if path.startswith("//") and not path.startswith("///") else "/"
    parts = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and root:
            pass
        elif part and part != ".":
            parts.append(part)
    return root + "/".join(parts) or "."


# From the root; the current folder is "/".
def abspath(path):
    path = _text(path)
    return normpath(path if path.startswith("/") else "/" + path)


def realpath(filename, *, strict=False):
    return abspath(filename)


# The way from one folder to a path.
def relpath(path, start=None):
    if not path:
        raise ValueError("no path specified")
    begin = [part for part in abspath("/" if start is None else start).split("/") if part]
    parts = [part for part in abspath(path).split("/") if part]
    i = 0
    while i < len(begin) and i < len(parts) and begin[i] == parts[i]:
        i += 1
    return "/".join([".."] * (len(begin) - i) + parts[i:]) or "."


# The longest text that all begin with.
def commonprefix(m):
    if not m:
        return ""
    low = min(m)
    high = max(m)
    for i in range(len(low)):
        if low[i] != high[i]:
            return low[:i]
    return low


# The longest path that all are in. Raises ValueError.
def commonpath(paths):
    paths = [_text(path) for path in paths]
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    root = paths[0].startswith("/")
    for path in paths:
        if path.startswith("/") != root:
            raise ValueError("Can't mix absolute and relative paths")
    split_paths = [[p for p in path.split("/") if p and p != "."] for path in paths]
    low = min(split_paths)
    high = max(split_paths)
    common = low
    for i in range(len(low)):
        if i >= len(high) or low[i] != high[i]:
            common = low[:i]
            break
    return ("/" if root else "") + "/".join(common)


def expanduser(path):
    return _text(path)


# There are no variables, so all are left as they are.
def expandvars(path):
    return _text(path)


# There are no files: nothing exists.
def exists(path):
    return False


lexists = isfile = isdir = islink = ismount = exists


def _missing(path):
    import os

    os._missing(path)


# Raise OSError, because there are no files.
def getsize(filename):
    _missing(filename)


getatime = getmtime = getctime = getsize


def samefile(f1, f2):
    _missing(f1)
