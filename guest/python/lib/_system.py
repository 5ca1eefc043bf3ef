# What `sys` has beside what the interpreter gives it; `library.py` puts it there while the image is built.
from _collections import namedtuple
import _native

_limit = 1000


# The limit that was set last.
def getrecursionlimit():
    return _limit


# Calls go no deeper than the limit, nor than the interpreter's memory for them allows: about 1000.
def setrecursionlimit(limit):
    global _limit
    if type(limit) is not int:
        raise TypeError("'" + type(limit).__name__ + "' object cannot be interpreted as an integer")
    if limit < 1:
        raise ValueError("recursion limit must be greater or equal than 1")
    _limit = limit
    _native.set_call_limit(min(limit, 1000000))


# The exception that is being handled, its type and its traceback.
def exc_info():
    value = _native.handled()
    return (None, None, None) if value is None else (type(value), value, value.__traceback__)


def exception():
    return _native.handled()


def getsizeof(obj, default=None):
    raise NotImplementedError("sys.getsizeof() is not here: sizes are not those of CPython")


def getrefcount(obj):
    raise NotImplementedError("sys.getrefcount() is not here: references are not counted")


# Decimal digits that an int may have where it is written or read; 0 is no limit.
def get_int_max_str_digits():
    return _native.digits_limit(None)


def set_int_max_str_digits(maxdigits):
    if not isinstance(maxdigits, int):
        name = type(maxdigits).__name__
        raise TypeError("'" + name + "' object cannot be interpreted as an integer")
    if maxdigits < 0 or 0 < maxdigits < 640:
        raise ValueError("maxdigits must be 0 or larger than 640")
    _native.digits_limit(min(maxdigits, 1000000000))


def getdefaultencoding():
    return "utf-8"


# Equal strings are not made one: compare them with ==.
def intern(string):
    if type(string) is not str:
        raise TypeError("intern() argument must be str, not " + type(string).__name__)
    return string


_Version = namedtuple("version_info", ("major", "minor", "micro", "releaselevel", "serial"))
_FloatInfo = namedtuple(
    "float_info",
    (
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ),
)

# The names that are put into `sys`.
ATTRIBUTES = {
    "exc_info": exc_info,
    "exception": exception,
    "float_info": _FloatInfo(
        1.7976931348623157e308,
        1024,
        308,
        2.2250738585072014e-308,
        -1021,
        -307,
        15,
        53,
        2.0**-52,
        2,
        1,
    ),
    "get_int_max_str_digits": get_int_max_str_digits,
    "getdefaultencoding": getdefaultencoding,
    "getrecursionlimit": getrecursionlimit,
    "getrefcount": getrefcount,
    "getsizeof": getsizeof,
    "intern": intern,
    "maxsize": 0x7FFFFFFFFFFFFFFF,
    "maxunicode": 0x10FFFF,
    "set_int_max_str_digits": set_int_max_str_digits,
    "setrecursionlimit": setrecursionlimit,
    # The library and the language are like those of this version.
    "version_info": _Version(3, 12, 0, "final", 0),
}
