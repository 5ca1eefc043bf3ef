# There are no files. What depends on them raises NotImplementedError.
import re as _re

__all__ = ["escape", "glob", "has_magic", "iglob"]

_MAGIC = _re.compile(r"([*?[])")


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    raise NotImplementedError(
        "there are no files here: use fnmatch.filter(names, pattern) on a list of names"
    )


iglob = glob


def has_magic(s):
    return _MAGIC.search(s) is not None


# The pattern that matches this name only.
def escape(pathname):
    return _MAGIC.sub(r"[\1]", pathname)
