# Exact conversions between integers and floats, for the modules that compute with both.
from _native import float_sums as _native_sums
from _native import fsum as _native_fsum
from _math import frexp as _frexp
from _math import isfinite as _isfinite
from _math import ldexp as _ldexp
from _math import sqrt as _sqrt

_2_53 = 9007199254740992
_2_1000 = 1 << 1000


# The number of bits of a non-negative integer; 0 for 0.
def bits(n):
    size = 0
    while n >= _2_1000:
        n >>= 960
        size += 960
    exponent = _frexp(float(n))[1]
    if exponent > 53 and not n >> (exponent - 1):
        exponent -= 1
    return size + exponent


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


# The integer square root; n must not be negative.
def isqrt(n):
    if n < 4503599627370496:
        return int(_sqrt(n))
    size = bits(n)
    if size < 1000:
        root = int(_sqrt(float(n)))
    else:
        shift = (size - 900) // 2
        root = (int(_sqrt(float(n >> 2 * shift))) + 1) << shift
    # After the first step the estimates are never too small.
    root = (root + n // root) >> 1
    while True:
        better = (root + n // root) >> 1
        if better >= root:
            return root
        root = better


# The float nearest to the square root of n / d, both not negative.
def sqrt_ratio(n, d):
    if not n:
        return 0.0
    # Enough bits for the root to have 56; the last bit stands for everything that is cut off.
    shift = (114 - bits(n) + bits(d)) // 2
    if shift >= 0:
        n <<= 2 * shift
    else:
        d <<= -2 * shift
    q, r = divmod(n, d)
    root = isqrt(q)
    if r or root * root != q:
        root |= 1
    if shift >= 0:
        return ratio_to_float(root, 1 << shift)
    return ratio_to_float(root << -shift, 1)


# Finite floats as integers: (n, k) so that each is n[i] / 2**k exactly, with 0 <= k.
def scaled(values):
    least = min(values)
    if least <= 0.0:
        least = -max(values)
        if least <= 0.0:
            sizes = [abs(x) for x in values if x]
            least = min(sizes) if sizes else 1.0
    k = max(53 - _frexp(least)[1], 0)
    if k < 1000 and max(max(values), -min(values)) < 2.0 ** (1000 - k):
        scale = 2.0**k
        return [int(x * scale) for x in values], k
    ratios = [float_ratio(x) for x in values]
    largest = max([d for _, d in ratios])
    return [n * (largest // d) for n, d in ratios], bits(largest) - 1


# The sum of finite floats and the sum of their squares, as (n, nn, k): n / 2**k, nn / 4**k.
def float_sums(values, squares):
    # The worker knows lists of floats only.
    found = _native_sums(values, bool(squares))
    if found is not None:
        return found
    n, k = scaled(values)
    return sum(n), sum([x * x for x in n]) if squares else 0, k


# The sum of floats and integers, rounded once.
def fsum(values):
    values = list(values)
    # The worker leaves large integers and what is not finite to us.
    total = _native_fsum(values)
    if total is not None:
        return total
    if str in set(map(type, values)):
        raise TypeError("must be real number, not str")
    values = [float(x) for x in values]
    if not values:
        return 0.0
    plain = sum(values)
    if not _isfinite(plain):
        if not all(map(_isfinite, values)):
            if plain != plain and all([x == x for x in values]):
                raise ValueError("-inf + inf in fsum")
            return plain
        raise OverflowError("intermediate overflow in fsum")
    n, _, k = float_sums(values, False)
    return ratio_to_float(n, 1 << k)
