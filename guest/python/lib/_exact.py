# Exact conversions between integers and floats, for the modules that compute with both.
from _math import frexp as _frexp
from _math import isfinite as _isfinite
from _math import ldexp as _ldexp

_2_53 = 9007199254740992


# The number of bits of a non-negative integer; 0 for 0.
def bits(n):
    return len(bin(n)) - 2 if n else 0


# A finite float as a fraction in lowest terms, the denominator a power of two.
def float_ratio(x):
    if not _isfinite(x):
        if x != x:
            raise ValueError("cannot convert NaN to integer ratio")
        raise OverflowError("cannot convert Infinity to integer ratio")
    if x % 1.0 == 0.0 and -1e15 < x < 1e15:
        return int(x), 1
    mantissa, exponent = _frexp(x)
    n = int(mantissa * 9007199254740992.0)
    exponent -= 53
    if exponent >= 0:
        return n << exponent, 1
    low = n & -n
    zeros = min(bits(low) - 1, -exponent)
    return n >> zeros, 1 << (-exponent - zeros)


# The float nearest to n / d, ties to even; OverflowError if it is too large.
def ratio_to_float(n, d):
    if -_2_53 < n < _2_53 and 0 < d < _2_53:
        return n / d
    if d < 0:
        n = -n
        d = -d
    elif not d:
        raise ZeroDivisionError("division by zero")
    negative = n < 0
    if negative:
        n = -n
    elif not n:
        return 0.0
    # The quotient gets at least 55 bits, of which the last one also stands for the remainder.
    shift = bits(n) - bits(d) - 55
    shift = max(shift, -1076)
    if shift >= 0:
        d <<= shift
    else:
        n <<= -shift
    q, r = divmod(n, d)
    extra = bits(q) - 53
    if extra < 2:
        extra = 2 if shift == -1076 else extra
    if extra > 0:
        half = 1 << (extra - 1)
        low = q & ((half << 1) - 1)
        q >>= extra
        if low > half or (low == half and (r or q & 1)):
            q += 1
        shift += extra
    if bits(q) + shift > 1024:
        raise OverflowError("integer division result too large for a float")
    x = _ldexp(float(q), shift)
    return -x if negative else x


# The float nearest to an integer, ties to even.
def int_to_float(n):
    if -_2_53 < n < _2_53:
        return float(n)
    try:
        return ratio_to_float(n, 1)
    except OverflowError:
        raise OverflowError("int too large to convert to float")


# The integer nearest to n / d for d > 0, ties to even.
def divide_nearest(n, d):
    q, r = divmod(n, d)
    r += r
    if r > d or (r == d and q & 1):
        q += 1
    return q
