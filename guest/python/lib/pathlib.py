import os

__all__ = [
    "Path",
    "PosixPath",
    "PurePath",
    "PurePosixPath",
    "PureWindowsPath",
    "WindowsPath",
]


# A path as text with parts; nothing is looked up.
class PurePath:
    _sep = "/"

    def __init__(self, *args):
        texts = []
        for arg in args:
            if isinstance(arg, PurePath):
                texts.append(str(arg))
            elif isinstance(arg, str):
                texts.append(arg)
            elif hasattr(arg, "__fspath__"):
                texts.append(arg.__fspath__())
            else:
                raise TypeError(
                    "argument should be a str or an os.PathLike object "
                    "where __fspath__ returns a str, not '" + type(arg).__name__ + "'"
                )
        self._set(*self._parse(texts))

    def _set(self, drive, root, tail):
        self.drive = drive
        self.root = root
        # The names, without drive and root.
        self._tail = tail
        return self

    # A path of the same class.
    def _make(self, drive, root, tail):
        return type(self)()._set(drive, root, tail)

    def _parse(self, texts):
        root = ""
        tail = []
        for text in texts:
            if text.startswith("/"):
                root = "//" if text.startswith("//") and not text.startswith("///") else "/"
                tail = []
            tail.extend([part for part in text.split("/") if part and part != "."])
        return "", root, tail

    def _fold(self, text):
        return text

    @property
    def anchor(self):
        return self.drive + self.root

    @property
    def parts(self):
        anchor = self.anchor
        return ((anchor,) if anchor else ()) + tuple(self._tail)

    @property
    def name(self):
        return self._tail[-1] if self._tail else ""

    # The last extension, with its dot.
    @property
    def suffix(self):
        name = self.name
        i = name.rfind(".")
        return name[i:] if 0 < i < len(name) - 1 else ""

    @property
    def suffixes(self):
        name = self.name
        if name.endswith("."):
            return []
        return ["." + part for part in name.lstrip(".").split(".")[1:]]

    # The name without its last extension.
    @property
    def stem(self):
        name = self.name
        i = name.rfind(".")
        return name[:i] if 0 < i < len(name) - 1 else name

    @property
    def parent(self):
        if not self._tail:
            return self
        return self._make(self.drive, self.root, self._tail[:-1])

    @property
    def parents(self):
        tail = self._tail
        return tuple(
            [self._make(self.drive, self.root, tail[:i]) for i in range(len(tail) - 1, -1, -1)]
        )

    def __str__(self):
        return self.anchor + self._sep.join(self._tail) or "."

    def __fspath__(self):
        return str(self)

    def __repr__(self):
        return type(self).__name__ + "(" + repr(self.as_posix()) + ")"

    def as_posix(self):
        return str(self).replace(self._sep, "/")

    def as_uri(self):
        from urllib.parse import quote

        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        return "file://" + quote(self.as_posix())

    def is_absolute(self):
        return bool(self.root)

    def is_reserved(self):
        return False

    def joinpath(self, *others):
        return type(self)(self, *others)

    def __truediv__(self, other):
        if not isinstance(other, (str, PurePath)) and not hasattr(other, "__fspath__"):
            raise TypeError(
                "unsupported operand type(s) for /: '"
                + type(self).__name__
                + "' and '"
                + type(other).__name__
                + "'"
            )
        return type(self)(self, other)

    def __rtruediv__(self, other):
        return type(self)(other, self)

    def _key(self):
        fold = self._fold
        return fold(self.drive), self.root, tuple([fold(part) for part in self._tail])

    def __eq__(self, other):
        if not isinstance(other, PurePath) or self._sep != other._sep:
            return False
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def _order(self, other):
        if not isinstance(other, PurePath) or self._sep != other._sep:
            raise TypeError(
                "'<' not supported between instances of '"
                + type(self).__name__
                + "' and '"
                + type(other).__name__
                + "'"
            )
        return self._fold(self.drive), self.root, [self._fold(part) for part in self._tail]

    def __lt__(self, other):
        return self._order(other) < other._order(self)

    def __le__(self, other):
        return self._order(other) <= other._order(self)

    def __gt__(self, other):
        return self._order(other) > other._order(self)

    def __ge__(self, other):
        return self._order(other) >= other._order(self)

    # The same with another last part. Raises ValueError.
    def with_name(self, name):
        if not self._tail:
            raise ValueError(repr(self) + " has an empty name")
        if not name or self._sep in name or "/" in name or name == ".":
            raise ValueError("Invalid name " + repr(name))
        return self._make(self.drive, self.root, self._tail[:-1] + [name])

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    # The same with another last extension, or without one.
    def with_suffix(self, suffix):
        if suffix and (not suffix.startswith(".") or suffix == "." or self._sep in suffix):
            raise ValueError("Invalid suffix " + repr(suffix))
        name = self.name
        if not name:
            raise ValueError(repr(self) + " has an empty name")
        old = self.suffix
        return self.with_name((name[: -len(old)] if old else name) + suffix)

    # The rest of the path behind another one. Raises ValueError.
    def relative_to(self, *other, walk_up=False):
        base = type(self)(*other)
        mine = self._key()
        theirs = base._key()
        n = len(base._tail)
        up = 0
        if mine[:2] == theirs[:2]:
            while mine[2][:n] != theirs[2][:n]:
                if not walk_up:
                    break
                n -= 1
                up += 1
            else:
                return self._make("", "", [".."] * up + self._tail[n:])
        raise ValueError(repr(str(self)) + " is not in the subpath of " + repr(str(base)))

    def is_relative_to(self, *other):
        try:
            self.relative_to(*other)
        except ValueError:
            return False
        return True

    # Whether the path, or its end if the pattern is relative, matches a pattern such as *.py.
    def match(self, path_pattern, *, case_sensitive=None):
        from fnmatch import fnmatchcase

        pattern = type(self)(path_pattern)
        wanted = pattern.parts
        parts = self.parts
        if not wanted:
            raise ValueError("empty pattern")
        if len(wanted) > len(parts) or (pattern.anchor and len(wanted) != len(parts)):
            return False
        fold = self._fold
        for i in range(1, len(wanted) + 1):
            if not fnmatchcase(fold(parts[-i]), fold(wanted[-i])):
                return False
        return True


class PurePosixPath(PurePath):
    pass


# Windows paths: backslashes, drives, and no difference between small and capital letters.
class PureWindowsPath(PurePath):
    _sep = "\\"

    def _fold(self, text):
        return text.lower()

    def _parse(self, texts):
        drive = root = ""
        tail = []
        for text in texts:
            text = text.replace("/", "\\")
            own = ""
            if text.startswith("\\\\") and text[2:3] not in ("", "\\"):
                end = text.find("\\", 2)
                end = text.find("\\", end + 1) if end > 0 else -1
                end = end if end > 0 else len(text)
                own, text = text[:end], text[end:] or "\\"
            elif text[1:2] == ":":
                own, text = text[:2], text[2:]
            if own and own.lower() != drive.lower():
                root = ""
                tail = []
            if own:
                drive = own
            if text.startswith("\\"):
                root = "\\"
                tail = []
            tail.extend([part for part in text.split("\\") if part and part != "."])
        return drive, root, tail

    def is_absolute(self):
        return bool(self.drive and self.root)

    def as_uri(self):
        from urllib.parse import quote

        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        if self.drive.endswith(":"):
            rest = self.as_posix()[2:]
            return "file:///" + self.drive + quote(rest)
        return "file:" + quote(self.as_posix())


# A path whose file can be asked for: but there are no files.
class PosixPath(PurePosixPath):
    @classmethod
    def cwd(cls):
        return cls("/")

    @classmethod
    def home(cls):
        raise RuntimeError("Could not determine home directory.")

    # Nothing exists.
    def exists(self, **kwargs):
        return False

    is_file = is_dir = is_symlink = is_mount = is_socket = is_fifo = exists

    def absolute(self):
        return self if self.root else type(self)("/", self)

    def resolve(self, strict=False):
        return type(self)(os.path.abspath(str(self)))

    def expanduser(self):
        return self

    # These raise FileNotFoundError or PermissionError (or OSError).
    def stat(self, *args, **kwargs):
        os._missing(str(self))

    open = read_text = read_bytes = lstat = unlink = rmdir = rename = replace = stat
    iterdir = samefile = chmod = owner = group = readlink = stat

    def write_text(self, *args, **kwargs):
        os._forbidden("no files can be written here: print the text, or keep it in a variable")

    write_bytes = touch = mkdir = symlink_to = hardlink_to = write_text

    # As CPython's in a folder that is missing: nothing is found.
    def glob(self, pattern, **kwargs):
        return iter(())

    rglob = glob


Path = PosixPath


class WindowsPath(PureWindowsPath):
    def __init__(self, *args):
        raise NotImplementedError("cannot instantiate 'WindowsPath' on your system")
