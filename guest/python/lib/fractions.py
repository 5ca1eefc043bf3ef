# Exact fractions.
from math import gcd as _gcd

from _exact import float_ratio as _float_ratio
from _exact import ratio_to_float as _ratio_to_float

__all__ = ["Fraction"]


# Numerator and denominator of a text such as "3/4", " -0.25 " or "1e-3"; None if it is none.
def _parse(text):
    text = text.strip()
    negative = text[:1] == "-"
    if text[:1] in ("-", "+"):
        text = text[1:]
    head, slash, tail = text.partition("/")
    if slash:
        n = _digits(head)
        d = _digits(tail)
        if n is None or d is None:
            return None
    else:
        head = head.lower()
        head, e, exponent = head.partition("e")
        shift = 0
        if e:
            sign = exponent[:1]
            shift = _digits(exponent[1:] if sign in ("-", "+") else exponent)
            if shift is None:
                return None
            if sign == "-":
                shift = -shift
        head, _, tail = head.partition(".")
        n = _digits(head + tail)
        if n is None or head and _digits(head) is None or tail and _digits(tail) is None:
            return None
        shift -= len(tail.replace("_", ""))
        d = 1
        if shift >= 0:
            n *= 10**shift
        else:
            d = 10**-shift
    return (-n if negative else n), d


# A number without sign, with single underscores between digits; None if it is none.
def _digits(text):
    if text.isdigit():
        return int(text)
    if text[:1] == "_" or text[-1:] == "_" or "__" in text:
        return None
    text = text.replace("_", "")
    return int(text) if text.isdigit() else None


# A rational number in lowest terms, the denominator positive.
class Fraction:
    def __init__(self, numerator=0, denominator=None):
        if denominator is None:
            if isinstance(numerator, (int, bool)):
                n = int(numerator)
                d = 1
            elif isinstance(numerator, Fraction):
                n = numerator._n
                d = numerator._d
            elif isinstance(numerator, float):
                n, d = _float_ratio(numerator)
            elif isinstance(numerator, str):
                parsed = _parse(numerator)
                if parsed is None:
                    raise ValueError("Invalid literal for Fraction: %r" % (numerator,))
                n, d = parsed
                if not d:
                    raise ZeroDivisionError("Fraction(%d, 0)" % n)
                common = _gcd(n, d)
                n //= common
                d //= common
            elif hasattr(numerator, "as_integer_ratio"):
                n, d = numerator.as_integer_ratio()
            else:
                raise TypeError("argument should be a string or a Rational instance")
        else:
            n = numerator
            d = denominator
            if not (isinstance(n, int) and isinstance(d, int)):
                n, p = _rational(n)
                d, q = _rational(d)
                n *= q
                d *= p
            if not d:
                raise ZeroDivisionError("Fraction(%d, 0)" % n)
            common = _gcd(n, d)
            if d < 0:
                common = -common
            n //= common
            d //= common
        self._n = n
        self._d = d

    @property
    def numerator(self):
        return self._n

    @property
    def denominator(self):
        return self._d

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return self

    # The exact value of a float (or an integer).
    @classmethod
    def from_float(cls, f):
        if not isinstance(f, (int, float)):
            raise TypeError(
                "%s.from_float() only takes floats, not %r (%s)"
                % (cls.__name__, f, type(f).__name__)
            )
        return cls(f)

    # The exact value of a Decimal (or an integer).
    @classmethod
    def from_decimal(cls, dec):
        if isinstance(dec, (float, str)):
            raise TypeError(
                "%s.from_decimal() only takes Decimals, not %r (%s)"
                % (cls.__name__, dec, type(dec).__name__)
            )
        return cls(dec)

    def as_integer_ratio(self):
        return self._n, self._d

    def is_integer(self):
        return self._d == 1

    # The nearest fraction whose denominator is not larger than that.
    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._d <= max_denominator:
            return _make(self._n, self._d)
        # The convergents of the continued fraction, and the best one between the last two.
        p0, q0, p1, q1 = 0, 1, 1, 0
        n = self._n
        d = self._d
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        if 2 * d * (q0 + k * q1) <= self._d:
            return _make(p1, q1)
        return _make(p0 + k * p1, q0 + k * q1)

    def __repr__(self):
        return "%s(%d, %d)" % (self.__class__.__name__, self._n, self._d)

    def __str__(self):
        return str(self._n) if self._d == 1 else "%d/%d" % (self._n, self._d)

    # Like str() for an empty format; else as the formats of floats, computed exactly.
    def __format__(self, spec):
        if not spec:
            return str(self)
        from decimal import _format_fraction

        return _format_fraction(self._n, self._d, spec)

    def __add__(self, other):
        if isinstance(other, Fraction):
            return _sum(self._n, self._d, other._n, other._d)
        if isinstance(other, int):
            return _make(self._n + other * self._d, self._d)
        if isinstance(other, float):
            return float(self) + other
        if isinstance(other, complex):
            return complex(float(self)) + other
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, Fraction):
            return _sum(self._n, self._d, -other._n, other._d)
        if isinstance(other, int):
            return _make(self._n - other * self._d, self._d)
        if isinstance(other, float):
            return float(self) - other
        if isinstance(other, complex):
            return complex(float(self)) - other
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, int):
            return _make(other * self._d - self._n, self._d)
        if isinstance(other, float):
            return other - float(self)
        if isinstance(other, complex):
            return other - complex(float(self))
        return NotImplemented

    def __mul__(self, other):
        if isinstance(other, Fraction):
            return _product(self._n, self._d, other._n, other._d)
        if isinstance(other, int):
            return _product(self._n, self._d, other, 1)
        if isinstance(other, float):
            return float(self) * other
        if isinstance(other, complex):
            return complex(float(self)) * other
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, Fraction):
            return _quotient(self._n, self._d, other._n, other._d)
        if isinstance(other, int):
            return _quotient(self._n, self._d, other, 1)
        if isinstance(other, float):
            return float(self) / other
        if isinstance(other, complex):
            return complex(float(self)) / other
        return NotImplemented

    def __rtruediv__(self, other):
        if isinstance(other, int):
            return _quotient(other, 1, self._n, self._d)
        if isinstance(other, float):
            return other / float(self)
        if isinstance(other, complex):
            return other / complex(float(self))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, float):
            return float(self) // other
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _divmod(self._n, self._d, *ratio)[0]

    def __rfloordiv__(self, other):
        if isinstance(other, float):
            return other // float(self)
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _divmod(*ratio, self._n, self._d)[0]

    def __mod__(self, other):
        if isinstance(other, float):
            return float(self) % other
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _mod(self._n, self._d, *ratio)

    def __rmod__(self, other):
        if isinstance(other, float):
            return other % float(self)
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _mod(*ratio, self._n, self._d)

    def __divmod__(self, other):
        if isinstance(other, float):
            return divmod(float(self), other)
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _divmod(self._n, self._d, *ratio)

    def __rdivmod__(self, other):
        if isinstance(other, float):
            return divmod(other, float(self))
        ratio = _ratio(other)
        return NotImplemented if ratio is None else _divmod(*ratio, self._n, self._d)

    # Exact for whole exponents, else a float.
    def __pow__(self, other):
        if isinstance(other, Fraction):
            if other._d != 1:
                return float(self) ** float(other)
            other = other._n
        if isinstance(other, int):
            if other >= 0:
                return _make(self._n**other, self._d**other)
            n = self._n
            if not n:
                raise ZeroDivisionError("Fraction(%d, 0)" % self._d**-other)
            if n > 0:
                return _make(self._d**-other, n**-other)
            return _make((-self._d) ** -other, (-n) ** -other)
        if isinstance(other, (float, complex)):
            return float(self) ** other
        return NotImplemented

    def __rpow__(self, other):
        if self._d == 1:
            if isinstance(other, int) and self._n < 0:
                return _make(other, 1) ** self._n
            return other**self._n
        return other ** float(self)

    def __pos__(self):
        return _make(self._n, self._d)

    def __neg__(self):
        return _make(-self._n, self._d)

    def __abs__(self):
        return _make(abs(self._n), self._d)

    def __trunc__(self):
        n = self._n
        return -(-n // self._d) if n < 0 else n // self._d

    def __int__(self):
        return self.__trunc__()

    def __float__(self):
        return _ratio_to_float(self._n, self._d)

    def __complex__(self):
        return complex(float(self))

    def __floor__(self):
        return self._n // self._d

    def __ceil__(self):
        return -(-self._n // self._d)

    # To the nearest integer, or to a multiple of 10**-ndigits; ties to even.
    def __round__(self, ndigits=None):
        if ndigits is None:
            return _nearest(self._n, self._d)
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(_nearest(self._n * shift, self._d), shift)
        return Fraction(_nearest(self._n, self._d * shift) * shift)

    def __eq__(self, other):
        if isinstance(other, Fraction):
            return self._n == other._n and self._d == other._d
        if isinstance(other, int):
            return self._d == 1 and self._n == other
        if isinstance(other, float):
            try:
                return _float_ratio(other) == (self._n, self._d)
            except (ValueError, OverflowError):
                return False
        if isinstance(other, complex):
            return other.imag == 0 and self == other.real
        return NotImplemented

    def __lt__(self, other):
        a, b = self._sides(other, "<")
        return a < b

    def __le__(self, other):
        a, b = self._sides(other, "<=")
        return a <= b

    def __gt__(self, other):
        a, b = self._sides(other, ">")
        return a > b

    def __ge__(self, other):
        a, b = self._sides(other, ">=")
        return a >= b

    # Two numbers that compare as both do.
    def _sides(self, other, op):
        if isinstance(other, Fraction):
            return self._n * other._d, other._n * self._d
        if isinstance(other, int):
            return self._n, other * self._d
        if isinstance(other, float):
            try:
                n, d = _float_ratio(other)
            except (ValueError, OverflowError):
                return 0.0, other
            return self._n * d, n * self._d
        raise TypeError(
            "'%s' not supported between instances of 'Fraction' and '%s'"
            % (op, type(other).__name__)
        )

    def __hash__(self):
        if self._d == 1:
            return hash(self._n)
        if not self._d & (self._d - 1):
            return hash(float(self))
        return hash((self._n, self._d))

    def __bool__(self):
        return self._n != 0

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return Fraction, (self._n, self._d)


_new = object.__new__


# From a numerator and a positive denominator in lowest terms.
def _make(n, d):
    made = _new(Fraction)
    made._n = n
    made._d = d
    return made


# The ratio of an integer or a fraction, else None.
def _ratio(x):
    if isinstance(x, Fraction):
        return x._n, x._d
    return (x, 1) if isinstance(x, int) else None


def _rational(x):
    if isinstance(x, (int, bool)):
        return int(x), 1
    if isinstance(x, Fraction):
        return x._n, x._d
    raise TypeError("both arguments should be Rational instances")


def _sum(a, b, c, d):
    if b == d:
        a += c
        c = b
    else:
        a = a * d + c * b
        c = b * d
    common = _gcd(a, c)
    return _make(a // common, c // common)


def _product(a, b, c, d):
    a *= c
    b *= d
    common = _gcd(a, b)
    return _make(a // common, b // common)


def _quotient(a, b, c, d):
    if not c:
        raise ZeroDivisionError("Fraction(%d, 0)" % ((a > 0) - (a < 0)))
    a *= d
    b *= c
    common = _gcd(a, b)
    if b < 0:
        common = -common
    return _make(a // common, b // common)


def _divmod(a, b, c, d):
    if not c:
        raise ZeroDivisionError("integer division or modulo by zero")
    q, r = divmod(a * d, b * c)
    return q, Fraction(r, b * d)


def _mod(a, b, c, d):
    if not c:
        raise ZeroDivisionError("integer modulo by zero")
    return Fraction(a * d % (b * c), b * d)


def _nearest(n, d):
    q, r = divmod(n, d)
    r += r
    return q + 1 if r > d or r == d and q & 1 else q
