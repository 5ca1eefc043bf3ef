# Mathematical functions of complex numbers.
from math import hypot as _hypot
from math import log1p as _log1p

from _math import asinh as _asinh
from _math import atan2 as _atan2
from _math import copysign as _copysign
from _math import cos as _cos
from _math import cosh as _cosh
from _math import e, inf, nan, pi, tau  # noqa: F401
from _math import exp as _exp
from _math import isfinite as _isfinite
from _math import isinf as _isinf
from _math import isnan as _isnan
from _math import log as _log
from _math import sin as _sin
from _math import sinh as _sinh
from _math import sqrt as _sqrt
from _math import tan as _tan
from _math import tanh as _tanh

infj = complex(0.0, inf)
nanj = complex(0.0, nan)


def _parts(z):
    if not isinstance(z, complex):
        if isinstance(z, str):
            raise TypeError("must be real number, not str")
        if hasattr(z, "__complex__"):
            z = z.__complex__()
        else:
            return float(z), 0.0
    return z.real, z.imag


# The angle of z, from -pi to pi.
def phase(z):
    x, y = _parts(z)
    return _atan2(y, x)


# (distance from 0, angle)
def polar(z):
    x, y = _parts(z)
    return _hypot(x, y), _atan2(y, x)


def rect(r, phi):
    if not phi:
        return complex(r, r * phi)
    return complex(r * _cos(phi), r * _sin(phi))


# The root on the right side of the plane.
def sqrt(z):
    x, y = _parts(z)
    if x == 0.0 and y == 0.0:
        return complex(0.0, y)
    if _isinf(y):
        return complex(inf, y)
    if _isinf(x):
        return complex(x, y * 0.0) if x > 0 else complex(0.0 if y == y else y, _copysign(inf, y))
    a = abs(x) / 8.0
    b = abs(y)
    s = 2.0 * _sqrt(a + _hypot(a, b / 8.0))
    d = b / (2.0 * s)
    if x >= 0.0:
        return complex(s, _copysign(d, y))
    return complex(d, _copysign(s, y))


def exp(z):
    x, y = _parts(z)
    if not _isfinite(y) and (_isfinite(x) or x > 0):
        raise ValueError("math domain error")
    try:
        r = _exp(x)
    except ValueError:
        raise OverflowError("math range error")
    return complex(r * _cos(y), r * _sin(y))


# The logarithm to that base, by default the natural one.
def log(z, base=None):
    if base is not None:
        return log(z) / log(base)
    x, y = _parts(z)
    a = abs(x)
    b = abs(y)
    if a < b:
        a, b = b, a
    if a == 0.0:
        raise ValueError("math domain error")
    h = _hypot(a, b)
    if 0.71 <= h <= 1.73:
        real = _log1p((a - 1.0) * (a + 1.0) + b * b) / 2.0
    else:
        real = _log(h)
    return complex(real, _atan2(y, x))


def log10(z):
    made = log(z)
    return complex(made.real / 2.302585092994046, made.imag / 2.302585092994046)


def cosh(z):
    x, y = _parts(z)
    return complex(_cos(y) * _cosh(x), _sin(y) * _sinh(x))


def sinh(z):
    x, y = _parts(z)
    return complex(_cos(y) * _sinh(x), _sin(y) * _cosh(x))


def tanh(z):
    x, y = _parts(z)
    if abs(x) > 350.0:
        return complex(_copysign(1.0, x), 4.0 * _sin(y) * _cos(y) * _exp(-2.0 * abs(x)))
    tx = _tanh(x)
    ty = _tan(y)
    cx = 1.0 / _cosh(x)
    txty = tx * ty
    d = 1.0 + txty * txty
    return complex(tx * (1.0 + ty * ty) / d, ((ty / d) * cx) * cx)


def cos(z):
    x, y = _parts(z)
    return cosh(complex(-y, x))


def sin(z):
    x, y = _parts(z)
    made = sinh(complex(-y, x))
    return complex(made.imag, -made.real)


def tan(z):
    x, y = _parts(z)
    made = tanh(complex(-y, x))
    return complex(made.imag, -made.real)


def acos(z):
    x, y = _parts(z)
    a = sqrt(complex(1.0 - x, -y))
    b = sqrt(complex(1.0 + x, y))
    return complex(2.0 * _atan2(a.real, b.real), _asinh(b.real * a.imag - b.imag * a.real))


def acosh(z):
    x, y = _parts(z)
    a = sqrt(complex(x - 1.0, y))
    b = sqrt(complex(x + 1.0, y))
    return complex(_asinh(a.real * b.real + a.imag * b.imag), 2.0 * _atan2(a.imag, b.real))


def asinh(z):
    x, y = _parts(z)
    a = sqrt(complex(1.0 + y, -x))
    b = sqrt(complex(1.0 - y, x))
    return complex(
        _asinh(a.real * b.imag - b.real * a.imag),
        _atan2(y, a.real * b.real - a.imag * b.imag),
    )


def asin(z):
    x, y = _parts(z)
    made = asinh(complex(-y, x))
    return complex(made.imag, -made.real)


def atanh(z):
    x, y = _parts(z)
    if x < 0.0 or x == 0.0 and _copysign(1.0, x) < 0.0:
        made = atanh(complex(-x, -y))
        return complex(-made.real, -made.imag)
    b = abs(y)
    if x == 1.0 and b == 0.0:
        raise ValueError("math domain error")
    if x > 1e100 or b > 1e100:
        h = _hypot(x / 2.0, y / 2.0)
        return complex(x / 4.0 / h / h, _copysign(pi / 2.0, y))
    if x == 1.0:
        real = -_log(_sqrt(b) / _sqrt(_hypot(b, 2.0)))
        return complex(real, _copysign(_atan2(2.0, -b) / 2.0, y) if b else y)
    real = _log1p(4.0 * x / ((1.0 - x) * (1.0 - x) + b * b)) / 4.0
    return complex(real, -_atan2(-2.0 * y, (1.0 - x) * (1.0 + x) - b * b) / 2.0)


def atan(z):
    x, y = _parts(z)
    made = atanh(complex(-y, x))
    return complex(made.imag, -made.real)


def isnan(z):
    x, y = _parts(z)
    return _isnan(x) or _isnan(y)


def isinf(z):
    x, y = _parts(z)
    return _isinf(x) or _isinf(y)


def isfinite(z):
    x, y = _parts(z)
    return _isfinite(x) and _isfinite(y)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    difference = abs(a - b)
    return difference <= max(rel_tol * max(abs(a), abs(b)), abs_tol)
