# Mathematical functions, from the C module and completed.
from _struct import pack as _pack
from _struct import unpack as _unpack

from _exact import bits as _bits
from _exact import float_ratio as _float_ratio
from _exact import fsum as _fsum
from _exact import int_to_float as _int_to_float
from _exact import isqrt as _isqrt
from _exact import ratio_to_float as _ratio_to_float
from _exact import scaled as _scaled_all
from _exact import sqrt_ratio as _sqrt_ratio
from _math import *
from _math import ceil as _ceil
from _math import cosh as _cosh
from _math import exp as _exp
from _math import expm1 as _expm1
from _math import factorial as _factorial
from _math import floor as _floor
from _math import fmod as _fmod
from _math import gamma as _gamma
from _math import isfinite as _isfinite
from _math import isinf as _isinf
from _math import isnan as _isnan
from _math import ldexp as _ldexp
from _math import lgamma as _lgamma
from _math import log as _log
from _math import log2 as _log2
from _math import log10 as _log10
from _math import modf as _modf
from _math import pow as _pow
from _math import sinh as _sinh
from _math import sqrt as _sqrt
from _math import trunc as _trunc
from _native import cbrt as _cbrt
from _native import exp2 as _exp2
from _native import log1p as _log1p

# The sum of floats, rounded once.
fsum = _fsum

_LN2 = 0.6931471805599453
_inf = float("inf")


def _index(value):
    if isinstance(value, (int, bool)):
        return int(value)
    if not isinstance(value, (float, str)) and hasattr(value, "__index__"):
        return value.__index__()
    raise TypeError("'" + type(value).__name__ + "' object cannot be interpreted as an integer")


def _real(value):
    kind = value.__class__
    if kind is float:
        return value
    if isinstance(value, int):
        return _int_to_float(value)
    if isinstance(value, (str, bytes)) or value is None:
        raise TypeError("must be real number, not " + kind.__name__)
    try:
        return float(value)
    except TypeError:
        raise TypeError("must be real number, not " + kind.__name__)


# The largest integer that is not above x.
def floor(x):
    kind = x.__class__
    if kind is float or kind is int:
        return _floor(x)
    if hasattr(x, "__floor__"):
        return x.__floor__()
    return _floor(_real(x))


# The smallest integer that is not below x.
def ceil(x):
    kind = x.__class__
    if kind is float or kind is int:
        return _ceil(x)
    if hasattr(x, "__ceil__"):
        return x.__ceil__()
    return _ceil(_real(x))


# x without its fraction.
def trunc(x):
    kind = x.__class__
    if kind is float or kind is int:
        return _trunc(x)
    if hasattr(x, "__trunc__"):
        return x.__trunc__()
    raise TypeError("type " + kind.__name__ + " doesn't define __trunc__ method")


# e to the power of x; OverflowError if that is too large.
def exp(x):
    try:
        return _exp(x)
    except ValueError:
        raise OverflowError("math range error")


# 2 to the power of x.
def exp2(x):
    x = _real(x)
    made = _exp2(x)
    if _isinf(made) and _isfinite(x):
        raise OverflowError("math range error")
    return made


# x to the power of y, as floats; ValueError where there is no such real number.
def pow(x, y):
    try:
        return _pow(x, y)
    except ValueError:
        if x == 0 or x < 0 and y % 1:
            raise
        raise OverflowError("math range error")


# The logarithm to that base, by default the natural one; of integers of any size.
def log(x, base=None):
    if base is not None:
        denominator = log(base)
        if not denominator:
            raise ZeroDivisionError("float division by zero")
        return log(x) / denominator
    if x.__class__ is int and x > 0x3FFFFFFFFFFFFFFF:
        x, shift = _scaled(x)
        if shift:
            return _log(x) + _LN2 * shift
    return _log(x)


def log2(x):
    if x.__class__ is int and x > 0x3FFFFFFFFFFFFFFF:
        x, shift = _scaled(x)
        if shift:
            return _log2(x) + shift
    return _log2(x)


def log10(x):
    if x.__class__ is int and x > 0x3FFFFFFFFFFFFFFF:
        x, shift = _scaled(x)
        if shift:
            return _log10(x) + _log10(2.0) * shift
    return _log10(x)


# The float of an integer and 0, or if that overflows a float m of [0.5, 1) and e: m * 2**e.
def _scaled(n):
    size = _bits(n)
    if size <= 1023:
        return _int_to_float(n), 0
    return _ratio_to_float(n, 1 << size), size


# The logarithm of 1 + x, precise for small x.
def log1p(x):
    x = _real(x)
    if x <= -1.0:
        raise ValueError("math domain error")
    return _log1p(x)


# The cube root.
def cbrt(x):
    return _cbrt(_real(x))


# The product of 1 to n.
def factorial(n):
    if n.__class__ is not int:
        n = _index(n)
    if n < 0:
        raise ValueError("factorial() not defined for negative values")
    return _factorial(n)


def gamma(x):
    try:
        return _gamma(x)
    except ValueError:
        if x > 0:
            raise OverflowError("math range error")
        raise


def lgamma(x):
    try:
        return _lgamma(x)
    except ValueError:
        if x > 0:
            raise OverflowError("math range error")
        raise


def sinh(x):
    return _odd_or_even(_sinh, x)


def cosh(x):
    return _odd_or_even(_cosh, x)


def expm1(x):
    return _odd_or_even(_expm1, x)


# For functions of all real numbers, whose only error is an overflow.
def _odd_or_even(function, x):
    try:
        return function(x)
    except ValueError:
        raise OverflowError("math range error")


# x * 2**i
def ldexp(x, i):
    made = _ldexp(x, i)
    if _isinf(made) and _isfinite(x):
        raise OverflowError("math range error")
    return made


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    a = _real(a)
    b = _real(b)
    if a == b:
        return True
    if _isinf(a) or _isinf(b):
        return False
    difference = abs(a - b)
    return difference <= abs(rel_tol * b) or difference <= abs(rel_tol * a) or difference <= abs_tol


# The greatest common divisor; 0 for no arguments.
def gcd(*integers):
    a = 0
    for b in integers:
        if b.__class__ is not int:
            b = _index(b)
        while b:
            a, b = b, a % b
    return -a if a < 0 else a


# The least common multiple; 1 for no arguments.
def lcm(*integers):
    a = 1
    for b in integers:
        if b.__class__ is not int:
            b = _index(b)
        if not a:
            continue
        a = a // gcd(a, b) * b if b else 0
    return -a if a < 0 else a


# How many choices of k out of n there are, without order.
def comb(n, k):
    n = _index(n)
    k = _index(k)
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if k < 0:
        raise ValueError("k must be a non-negative integer")
    if k > n:
        return 0
    k = min(k, n - k)
    made = 1
    n -= k
    for i in range(1, k + 1):
        made = made * (n + i) // i
    return made


# How many choices of k out of n there are, with order; of all n if k is None.
def perm(n, k=None):
    if k is None:
        return factorial(n)
    n = _index(n)
    k = _index(k)
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if k < 0:
        raise ValueError("k must be a non-negative integer")
    made = 1
    for i in range(n, n - k, -1):
        made *= i
        if not i:
            return 0
    return made


# The product of all elements and start.
def prod(iterable, *, start=1):
    for x in iterable:
        start *= x
    return start


# The integer part of the square root of an integer.
def isqrt(n):
    n = _index(n)
    if n < 0:
        raise ValueError("isqrt() argument must be nonnegative")
    return _isqrt(n)


# The length of the vector; rounding errors are compensated.
def hypot(*coordinates):
    if len(coordinates) == 2:
        x, y = coordinates
        kinds = (float, int)
        if x.__class__ in kinds and y.__class__ in kinds:
            square = x * x + y * y
            if square < 9007199254740992 and not x % 1 and not y % 1:
                return _sqrt(square)
            if 1e-200 < square < 1e200:
                return _hypot(abs(_real(x)), abs(_real(y)))
    values = [abs(_real(x)) for x in coordinates]
    largest = max(values) if values else 0.0
    if largest == 0.0:
        return 0.0
    if not all(map(_isfinite, values)):
        return _inf if _inf in values else nan
    # What is 2**-60 of the largest one adds nothing that could be seen.
    n, k = _scaled_all([x for x in values if x > largest * 1e-18])
    return _sqrt_ratio(sum([x * x for x in n]), 1 << 2 * k)


# Two lengths of moderate size. The root is corrected by what its square is too large.
def _hypot(x, y):
    if x < y:
        x, y = y, x
    h = _sqrt(x * x + y * y)
    a, b = _square(x)
    c, d = _square(y)
    e, f = _square(h)
    return h + (((a - e) + c) + ((b - f) + d)) / (2.0 * h)


# x * x as a float and its rounding error.
def _square(x):
    t = 134217729.0 * x
    t -= t - x
    low = x - t
    p = x * x
    return p, ((t * t - p) + 2.0 * t * low) + low * low


# The distance of two points, given as sequences of the same length.
def dist(p, q):
    p = tuple(p)
    q = tuple(q)
    if len(p) != len(q):
        raise ValueError("both points must have the same number of dimensions")
    return hypot(*[a - b for a, b in zip(p, q)])


# The sum of the products of two sequences of the same length; rounded once, if there are floats.
def sumprod(p, q):
    p = list(p)
    q = list(q)
    if len(p) != len(q):
        raise ValueError("Inputs are not the same length")
    products = [x * y for x, y in zip(p, q)]
    kinds = set(map(type, products))
    if float not in kinds or kinds - {float, int}:
        return sum(products)
    for x in products:
        if not _isfinite(x):
            return sum(products)
    total = 0
    scale = 1
    for x, y in zip(p, q):
        a, b = (x, 1) if isinstance(x, int) else _float_ratio(x)
        c, d = (y, 1) if isinstance(y, int) else _float_ratio(y)
        b *= d
        if b > scale:
            total *= b // scale
            scale = b
        total += a * c * (scale // b)
    return _ratio_to_float(total, scale)


# x minus the nearest multiple of y; of two nearest ones the even one.
def remainder(x, y):
    x = _real(x)
    y = _real(y)
    if _isnan(x) or _isnan(y):
        return x + y
    if _isinf(x) or y == 0.0:
        raise ValueError("math domain error")
    if _isinf(y):
        return x
    a = abs(x)
    y = abs(y)
    low = _fmod(a, y)
    high = y - low
    if low > high or low == high and _fmod(0.5 * (a - low), y):
        low = -high
    return copysign(1.0, x) * low


# The next float after x towards y, or the one that is that many steps away.
def nextafter(x, y, *, steps=1):
    x = _real(x)
    y = _real(y)
    if steps < 0:
        raise ValueError("steps must be a non-negative integer")
    if _isnan(x) or _isnan(y):
        return x + y
    if x == y or not steps:
        return y if x == y else x
    # As integers, floats are in the same order; the negative ones downwards.
    a = _ordered(x)
    b = _ordered(y)
    a = min(a + steps, b) if a < b else max(a - steps, b)
    if a == 0:
        return copysign(0.0, x)
    made = _unpack("<d", _pack("<Q", abs(a)))[0]
    return -made if a < 0 else made


def _ordered(x):
    n = _unpack("<Q", _pack("<d", abs(x)))[0]
    return -n if x < 0.0 else n


# The value of the last bit of x.
def ulp(x):
    x = abs(_real(x))
    if not _isfinite(x):
        return x
    following = nextafter(x, _inf)
    if _isinf(following):
        return x - nextafter(x, -_inf)
    return following - x


# (fraction, whole part), both floats with the sign of x.
def modf(x):
    return _modf(_real(x))
