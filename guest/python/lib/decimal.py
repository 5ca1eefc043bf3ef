# Decimal numbers: a sign, an integer coefficient and an exponent of ten.
from _collections import namedtuple as _namedtuple

from _exact import float_ratio as _float_ratio
from _exact import isqrt as _isqrt
from _exact import ratio_to_float as _ratio_to_float
from _math import log as _flog
from _math import log10 as _flog10

__all__ = [
    "HAVE_CONTEXTVAR",
    "HAVE_THREADS",
    "MAX_EMAX",
    "MAX_PREC",
    "MIN_EMIN",
    "MIN_ETINY",
    "ROUND_05UP",
    "ROUND_CEILING",
    "ROUND_DOWN",
    "ROUND_FLOOR",
    "ROUND_HALF_DOWN",
    "ROUND_HALF_EVEN",
    "ROUND_HALF_UP",
    "ROUND_UP",
    "BasicContext",
    "Clamped",
    "Context",
    "ConversionSyntax",
    "Decimal",
    "DecimalException",
    "DecimalTuple",
    "DefaultContext",
    "DivisionByZero",
    "DivisionImpossible",
    "DivisionUndefined",
    "ExtendedContext",
    "FloatOperation",
    "Inexact",
    "InvalidContext",
    "InvalidOperation",
    "Overflow",
    "Rounded",
    "Subnormal",
    "Underflow",
    "getcontext",
    "localcontext",
    "setcontext",
]

ROUND_DOWN = "ROUND_DOWN"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_CEILING = "ROUND_CEILING"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_UP = "ROUND_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_05UP = "ROUND_05UP"
_ROUNDINGS = (
    ROUND_DOWN,
    ROUND_HALF_UP,
    ROUND_HALF_EVEN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_UP,
    ROUND_HALF_DOWN,
    ROUND_05UP,
)

HAVE_THREADS = True
HAVE_CONTEXTVAR = True
MAX_PREC = 425000000
MAX_EMAX = 425000000
MIN_EMIN = -425000000
MIN_ETINY = -849999999

DecimalTuple = _namedtuple("DecimalTuple", ("sign", "digits", "exponent"))


# Only one native exception can be a base here, so DivisionByZero is a ZeroDivisionError and no
# DecimalException, and FloatOperation a TypeError.
class DecimalException(ArithmeticError):
    pass


class Clamped(DecimalException):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation):
    pass


class InvalidContext(InvalidOperation):
    pass


class DivisionByZero(ZeroDivisionError):
    pass


class Rounded(DecimalException):
    pass


class Inexact(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Overflow(Inexact):
    pass


class Underflow(Inexact):
    pass


class FloatOperation(TypeError):
    pass


_SIGNALS = (
    Clamped,
    InvalidOperation,
    DivisionByZero,
    Inexact,
    FloatOperation,
    Overflow,
    Rounded,
    Subnormal,
    Underflow,
)
_SIGNAL_NAMES = (
    "Clamped",
    "InvalidOperation",
    "DivisionByZero",
    "Inexact",
    "FloatOperation",
    "Overflow",
    "Rounded",
    "Subnormal",
    "Underflow",
)


def _switches(value):
    if isinstance(value, dict):
        return {signal: bool(value.get(signal)) for signal in _SIGNALS}
    return {signal: signal in value for signal in _SIGNALS}


# How operations round and what they raise.
class Context:
    def __init__(
        self,
        prec=None,
        rounding=None,
        Emin=None,
        Emax=None,
        capitals=None,
        clamp=None,
        flags=None,
        traps=None,
    ):
        self.prec = 28 if prec is None else prec
        self.rounding = ROUND_HALF_EVEN if rounding is None else rounding
        self.Emin = -999999 if Emin is None else Emin
        self.Emax = 999999 if Emax is None else Emax
        self.capitals = 1 if capitals is None else capitals
        self.clamp = 0 if clamp is None else clamp
        self.flags = _switches(() if flags is None else flags)
        self.traps = _switches(
            (DivisionByZero, InvalidOperation, Overflow) if traps is None else traps
        )

    @property
    def prec(self):
        return self._prec

    @prec.setter
    def prec(self, value):
        if not isinstance(value, int):
            raise TypeError("an integer is required (got type %s)" % type(value).__name__)
        if not 1 <= value <= MAX_PREC:
            raise ValueError("valid range for prec is [1, MAX_PREC]")
        self._prec = value
        self._limit = 10**value if value <= 10000 else 0

    @property
    def rounding(self):
        return self._rounding

    @rounding.setter
    def rounding(self, value):
        if value not in _ROUNDINGS:
            raise TypeError(
                "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, "
                "ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"
            )
        self._rounding = value

    def __repr__(self):
        flags = [n for s, n in zip(_SIGNALS, _SIGNAL_NAMES) if self.flags[s]]
        traps = [n for s, n in zip(_SIGNALS, _SIGNAL_NAMES) if self.traps[s]]
        return (
            "Context(prec=%d, rounding=%s, Emin=%d, Emax=%d, capitals=%d, clamp=%d, "
            "flags=[%s], traps=[%s])"
            % (
                self.prec,
                self.rounding,
                self.Emin,
                self.Emax,
                self.capitals,
                self.clamp,
                ", ".join(flags),
                ", ".join(traps),
            )
        )

    # Says that something happened; raises if it is to be raised.
    def _signal(self, signal, detail=None):
        self.flags[signal] = True
        if self.traps[signal]:
            names = detail if isinstance(detail, tuple) else (detail or signal,)
            names = ["<class 'decimal." + name.__name__ + "'>" for name in names]
            raise signal("[" + ", ".join(names) + "]")

    # Says that a result was rounded and is not exact.
    def _inexact(self):
        flags = self.flags
        traps = self.traps
        flags[Inexact] = flags[Rounded] = True
        if traps[Inexact] or traps[Rounded]:
            self._signal(Inexact)
            self._signal(Rounded)

    def copy(self):
        return Context(
            self.prec,
            self.rounding,
            self.Emin,
            self.Emax,
            self.capitals,
            self.clamp,
            self.flags,
            self.traps,
        )

    __copy__ = copy

    def clear_flags(self):
        self.flags = _switches(())

    def clear_traps(self):
        self.traps = _switches(())

    def Etiny(self):
        return self.Emin - self.prec + 1

    def Etop(self):
        return self.Emax - self.prec + 1

    # A Decimal, rounded to the precision of this context.
    def create_decimal(self, num="0"):
        d = Decimal(num)
        return _fix(d, self)

    def create_decimal_from_float(self, f):
        return _fix(Decimal.from_float(f), self)

    def plus(self, x):
        return _fix(_need(x), self)

    def minus(self, x):
        return _fix(_need(x).copy_negate(), self)

    def abs(self, x):
        return _fix(_need(x).copy_abs(), self)

    def add(self, x, y):
        return _add(_need(x), _need(y), self)

    def subtract(self, x, y):
        return _add(_need(x), _minus(_need(y)), self)

    def multiply(self, x, y):
        return _multiply(_need(x), _need(y), self)

    def divide(self, x, y):
        return _divide(_need(x), _need(y), self)

    def divide_int(self, x, y):
        return _divide_int(_need(x), _need(y), self)[0]

    def divmod(self, x, y):
        return _divide_int(_need(x), _need(y), self)

    def remainder(self, x, y):
        return _remainder(_need(x), _need(y), self)

    def remainder_near(self, x, y):
        return _need(x).remainder_near(y, self)

    def power(self, x, y, modulo=None):
        return _power(_need(x), _need(y), modulo, self)

    def sqrt(self, x):
        return _need(x).sqrt(self)

    def exp(self, x):
        return _need(x).exp(self)

    def ln(self, x):
        return _need(x).ln(self)

    def log10(self, x):
        return _need(x).log10(self)

    def fma(self, x, y, z):
        return _need(x).fma(y, z, self)

    def quantize(self, x, y):
        return _need(x).quantize(y, None, self)

    def normalize(self, x):
        return _need(x).normalize(self)

    def compare(self, x, y):
        return _need(x).compare(y, self)

    def max(self, x, y):
        return _need(x).max(y, self)

    def min(self, x, y):
        return _need(x).min(y, self)

    def scaleb(self, x, y):
        return _need(x).scaleb(y, self)

    def to_integral_value(self, x):
        return _need(x).to_integral_value(None, self)

    to_integral = to_integral_value

    def to_integral_exact(self, x):
        return _need(x).to_integral_exact(None, self)

    def to_sci_string(self, x):
        return str(_need(x))

    def to_eng_string(self, x):
        return _need(x).to_eng_string(self)


# Methods of contexts that do what the method of the number does.
def _delegate(name, takes_context):
    if takes_context:
        return lambda self, *args: getattr(_need(args[0]), name)(*args[1:], context=self)
    return lambda self, *args: getattr(_need(args[0]), name)(*args[1:])


for _name in (
    "compare_signal",
    "compare_total",
    "compare_total_mag",
    "copy_sign",
    "is_normal",
    "is_subnormal",
    "logb",
    "max_mag",
    "min_mag",
    "next_minus",
    "next_plus",
    "next_toward",
    "number_class",
    "rotate",
    "same_quantum",
    "shift",
):
    setattr(Context, _name, _delegate(_name, True))
for _name in (
    "canonical",
    "copy_abs",
    "copy_negate",
    "is_canonical",
    "is_finite",
    "is_infinite",
    "is_nan",
    "is_qnan",
    "is_signed",
    "is_snan",
    "is_zero",
    "radix",
):
    setattr(Context, _name, _delegate(_name, False))


_new = object.__new__
_NANS = ("n", "N")
_HUGE = 10**300
_TENS = [10**i for i in range(64)]


def _make(sign, coefficient, exponent):
    made = _new(Decimal)
    made._s = sign
    made._c = coefficient
    made._e = exponent
    return made


def _copy(d, sign):
    return _special(sign, d._x, d._c) if d._x else _make(sign, d._c, d._e)


# Infinity ("F"), a NaN ("n") or a signaling NaN ("N"), the latter two with a number.
def _special(sign, kind, payload=0):
    made = _make(sign, payload, 0)
    made._x = kind
    return made


# The number of digits of a coefficient; 1 for 0.
def _size(c):
    if c < 10:
        return 1
    if c < 10000000000:
        return len(str(c))
    if c >= _HUGE:
        return len(str(c))
    x = _flog10(c)
    n = int(x)
    # Near a power of ten the logarithm does not decide.
    x -= n
    if x < 1e-9:
        return n + 1 if c >= 10**n else n
    if x > 0.999999999:
        return n + 2 if c >= 10 ** (n + 1) else n + 1
    return n + 1


# The Decimal of a number, else None.
def _convert(x):
    if x.__class__ is int:
        return _make(1, -x, 0) if x < 0 else _make(0, x, 0)
    if isinstance(x, Decimal):
        return x
    if isinstance(x, (int, bool)):
        return _convert(int(x))
    return None


def _need(x):
    made = _convert(x)
    if made is None:
        raise TypeError("conversion from " + type(x).__name__ + " to Decimal is not supported")
    return made


def _parse(text):
    head, point, tail = text.partition(".")
    if point:
        digits = head + tail
        if digits.isdigit():
            return _make(0, int(digits), -len(tail))
    text = text.strip()
    sign = 0
    if text[:1] in ("-", "+"):
        sign = 1 if text[0] == "-" else 0
        text = text[1:]
    if text.isdigit():
        return _make(sign, int(text), 0)
    text = text.replace("_", "").lower()
    if text in ("inf", "infinity"):
        return _special(sign, "F")
    for name, kind in (("nan", "n"), ("snan", "N")):
        if text.startswith(name):
            rest = text[len(name) :]
            if not rest or rest.isdigit():
                return _special(sign, kind, int(rest or "0"))
    text, e, power = text.partition("e")
    exponent = 0
    if e:
        digits = power[1:] if power[:1] in ("-", "+") else power
        if not digits.isdigit():
            return None
        exponent = int(power)
    head, _, tail = text.partition(".")
    digits = head + tail
    if not digits.isdigit():
        return None
    return _make(sign, int(digits), exponent - len(tail))


# A decimal number: of an integer, a text, a float (exactly), a Decimal, or a tuple of sign, digits
# and exponent.
class Decimal:
    # "" for finite numbers, else what _special() says.
    _x = ""

    def __init__(self, value="0", context=None):
        kind = value.__class__
        if kind is int:
            self._s = 1 if value < 0 else 0
            self._c = abs(value)
            self._e = 0
            return
        if kind is str:
            if value.isdigit():
                self._s = 0
                self._c = int(value)
                self._e = 0
                return
            made = _parse(value)
            if made is None:
                (context or _context)._signal(InvalidOperation, ConversionSyntax)
                made = _special(0, "n")
        elif isinstance(value, str):
            made = Decimal(str(value))
        elif isinstance(value, float):
            made = _from_float(value)
        elif isinstance(value, (list, tuple)):
            made = _from_tuple(value)
        else:
            made = _convert(value)
            if made is None:
                raise TypeError(
                    "conversion from " + type(value).__name__ + " to Decimal is not supported"
                )
        self._s = made._s
        self._c = made._c
        self._e = made._e
        if made._x:
            self._x = made._x

    @classmethod
    def from_float(cls, f):
        if not isinstance(f, (int, float, bool)):
            raise TypeError("argument must be int or float")
        return cls(f)

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return Decimal(0)

    def conjugate(self):
        return self

    def canonical(self):
        return self

    def is_canonical(self):
        return True

    def radix(self):
        return Decimal(10)

    def is_finite(self):
        return not self._x

    def is_infinite(self):
        return self._x == "F"

    def is_nan(self):
        return self._x in _NANS

    def is_qnan(self):
        return self._x == "n"

    def is_snan(self):
        return self._x == "N"

    def is_signed(self):
        return self._s == 1

    def is_zero(self):
        return not self._x and not self._c

    def is_normal(self, context=None):
        return not self._x and self._c != 0 and self.adjusted() >= (context or _context).Emin

    def is_subnormal(self, context=None):
        return not self._x and self._c != 0 and self.adjusted() < (context or _context).Emin

    def number_class(self, context=None):
        if self._x:
            if self._x == "F":
                return "-Infinity" if self._s else "+Infinity"
            return "NaN" if self._x == "n" else "sNaN"
        kind = "Zero" if not self._c else "Normal"
        if self.is_subnormal(context):
            kind = "Subnormal"
        return ("-" if self._s else "+") + kind

    # The exponent of the first digit.
    def adjusted(self):
        return 0 if self._x else self._e + _size(self._c) - 1

    def as_tuple(self):
        if self._x == "F":
            return DecimalTuple(self._s, (0,), "F")
        if self._x:
            digits = tuple(map(int, str(self._c))) if self._c else ()
            return DecimalTuple(self._s, digits, self._x)
        return DecimalTuple(self._s, tuple(map(int, str(self._c))), self._e)

    # Numerator and denominator in lowest terms.
    def as_integer_ratio(self):
        if self._x:
            if self._x == "F":
                raise OverflowError("cannot convert Infinity to integer ratio")
            raise ValueError("cannot convert NaN to integer ratio")
        n = -self._c if self._s else self._c
        if self._e >= 0:
            return n * 10**self._e, 1
        if not n:
            return 0, 1
        d = 10**-self._e
        a = self._c
        b = d
        while b:
            a, b = b, a % b
        return n // a, d // a

    def copy_abs(self):
        return _copy(self, 0)

    def copy_negate(self):
        return _copy(self, 1 - self._s)

    def copy_sign(self, other, context=None):
        return _copy(self, _need(other)._s)

    def __str__(self):
        return _text(self, False, _context)

    def __repr__(self):
        return "Decimal('" + _text(self, False, _context) + "')"

    # As str(), but with exponents that are multiples of 3.
    def to_eng_string(self, context=None):
        return _text(self, True, context or _context)

    def __format__(self, spec, context=None):
        return _format(self, spec, context or _context)

    def __hash__(self):
        if self._x:
            if self._x == "N":
                raise TypeError("Cannot hash a signaling NaN value.")
            return id(self) if self._x == "n" else hash(float(self))
        if self._e > 400 or self._e < -1000:
            made = _reduced(self)
            return hash((made._s, made._c, made._e))
        n, d = self.as_integer_ratio()
        if d == 1:
            return hash(n)
        if not d & (d - 1):
            return hash(_ratio_to_float(n, d))
        return hash((n, d))

    def __bool__(self):
        return self._x != "" or self._c != 0

    def __int__(self):
        if self._x:
            if self._x == "F":
                raise OverflowError("cannot convert Infinity to integer")
            raise ValueError("cannot convert NaN to integer")
        n = self._c * 10**self._e if self._e >= 0 else self._c // 10**-self._e
        return -n if self._s else n

    __trunc__ = __int__

    def __float__(self):
        if self._x:
            if self._x == "N":
                raise ValueError("cannot convert signaling NaN to float")
            return float(("-" if self._s else "") + ("inf" if self._x == "F" else "nan"))
        if -400 < self._e < 400:
            n = -self._c if self._s else self._c
            if self._e >= 0:
                made = _ratio_to_float(n * 10**self._e, 1)
            else:
                made = _ratio_to_float(n, 10**-self._e)
            return -0.0 if not n and self._s else made
        return float(str(self))

    def __complex__(self):
        return complex(float(self))

    def __floor__(self):
        return int(self if self._x else self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self if self._x else self.to_integral_value(ROUND_CEILING))

    # An integer, or a Decimal with that many digits after the point; ties to even.
    def __round__(self, n=None):
        if n is None:
            return int(self if self._x else _rescale(self, 0, ROUND_HALF_EVEN))
        return self.quantize(_make(0, 1, -n), ROUND_HALF_EVEN)

    def __neg__(self):
        if not self._c and not self._x:
            return _fix(self.copy_abs(), _context)
        return _fix(_minus(self), _context)

    def __pos__(self):
        if not self._c and not self._x:
            return _fix(self.copy_abs(), _context)
        return _fix(self, _context)

    def __abs__(self):
        return _fix(self.copy_abs(), _context)

    def __add__(self, other):
        if other.__class__ is not Decimal:
            other = _convert(other)
            if other is None:
                return NotImplemented
        if not self._x and not other._x:
            return _sum(self._s, self._c, self._e, other._s, other._c, other._e)
        return _add(self, other, _context)

    __radd__ = __add__

    def __sub__(self, other):
        if other.__class__ is not Decimal:
            other = _convert(other)
            if other is None:
                return NotImplemented
        if not self._x and not other._x:
            return _sum(self._s, self._c, self._e, 1 - other._s, other._c, other._e)
        return _add(self, _minus(other), _context)

    def __rsub__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _add(other, _minus(self), _context)

    def __mul__(self, other):
        if other.__class__ is not Decimal:
            other = _convert(other)
            if other is None:
                return NotImplemented
        if not self._x and not other._x:
            context = _context
            c = self._c * other._c
            e = self._e + other._e
            if c < context._limit and context.Emin <= e <= context.Emax - context._prec:
                made = _new(Decimal)
                made._s = self._s ^ other._s
                made._c = c
                made._e = e
                return made
        return _multiply(self, other, _context)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide(self, other, _context)

    def __rtruediv__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide(other, self, _context)

    def __floordiv__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide_int(self, other, _context, True)[0]

    def __rfloordiv__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide_int(other, self, _context, True)[0]

    def __mod__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _remainder(self, other, _context)

    def __rmod__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _remainder(other, self, _context)

    def __divmod__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide_int(self, other, _context)

    def __rdivmod__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _divide_int(other, self, _context)

    def _logical(self, *_):
        raise NotImplementedError(
            "logical operations on decimals are not implemented; use int(text, 2) and & | ^"
        )

    logical_and = logical_or = logical_xor = logical_invert = _logical

    def __pow__(self, other, modulo=None):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _power(self, other, modulo, _context)

    def __rpow__(self, other):
        other = _convert(other)
        if other is None:
            return NotImplemented
        return _power(other, self, None, _context)

    def __eq__(self, other):
        if other.__class__ is not Decimal:
            other = _comparable(other)
            if other is None:
                return NotImplemented
        if self._x or other._x:
            if "N" in (self._x, other._x):
                _context._signal(InvalidOperation)
            if self._x != "F" or other._x != "F":
                return False
            return self._s == other._s
        return _compare(self, other) == 0

    def __lt__(self, other):
        order = self._order(other, "<")
        return order is not None and order < 0

    def __le__(self, other):
        order = self._order(other, "<=")
        return order is not None and order <= 0

    def __gt__(self, other):
        order = self._order(other, ">")
        return order is not None and order > 0

    def __ge__(self, other):
        order = self._order(other, ">=")
        return order is not None and order >= 0

    # Less than 0, 0 or more than 0; None for a NaN that is not to be raised.
    def _order(self, other, op):
        if other.__class__ is Decimal:
            if self._e == other._e and not (self._s or other._s or self._x or other._x):
                return self._c - other._c
        else:
            number = _comparable(other)
            if number is None:
                raise TypeError(
                    "'%s' not supported between instances of 'decimal.Decimal' and '%s'"
                    % (op, type(other).__name__)
                )
            other = number
        if self._x in _NANS or other._x in _NANS:
            _context._signal(InvalidOperation)
            return None
        return _compare(self, other)

    # Decimal -1, 0 or 1; a NaN if there is one.
    def compare(self, other, context=None):
        other = _need(other)
        context = context or _context
        nan = _nan(self, other, context)
        return _convert(_compare(self, other)) if nan is None else nan

    def compare_signal(self, other, context=None):
        other = _need(other)
        context = context or _context
        if self.is_nan() or other.is_nan():
            context._signal(InvalidOperation)
            return _special(0, "n")
        return _convert(_compare(self, other))

    # The order of all Decimals in which equal numbers differ by their exponents.
    def compare_total(self, other, context=None):
        other = _need(other)
        a = _total_key(self)
        b = _total_key(other)
        return _convert((a > b) - (a < b))

    def compare_total_mag(self, other, context=None):
        return self.copy_abs().compare_total(_need(other).copy_abs())

    def _pick(self, other, context, largest, magnitude):
        other = _need(other)
        context = context or _context
        if self._x in _NANS or other._x in _NANS:
            # A quiet NaN stands for missing data.
            if self._x == "n" and other._x not in _NANS:
                return _fix(other, context)
            if other._x == "n" and self._x not in _NANS:
                return _fix(self, context)
            return _nan(self, other, context)
        order = 0
        if magnitude:
            order = _compare(self.copy_abs(), other.copy_abs())
        order = order or _compare(self, other) or int(self.compare_total(other))
        return _fix(self if (order > 0) == largest else other, context)

    def max(self, other, context=None):
        return self._pick(other, context, True, False)

    def min(self, other, context=None):
        return self._pick(other, context, False, False)

    def max_mag(self, other, context=None):
        return self._pick(other, context, True, True)

    def min_mag(self, other, context=None):
        return self._pick(other, context, False, True)

    # Rounded to the exponent of another Decimal.
    def quantize(self, exp, rounding=None, context=None):
        exp = _need(exp)
        context = context or _context
        if rounding is None:
            rounding = context._rounding
        elif rounding not in _ROUNDINGS:
            raise TypeError("valid values for rounding are the ROUND_ constants")
        if self._x or exp._x:
            nan = _nan(self, exp, context)
            if nan is not None:
                return nan
            if self._x and exp._x:
                return self
            return _invalid(context)
        e = exp._e
        shift = e - self._e
        if -60 < shift < 60 and context.Emin <= e <= context.Emax - context._prec:
            r = 0
            if shift > 0:
                unit = _TENS[shift]
                c, r = divmod(self._c, unit)
                if r:
                    c = _round_quotient(c, r, unit, self._s, rounding)
            else:
                c = self._c * _TENS[-shift]
            if c < context._limit:
                if r:
                    context._inexact()
                elif shift > 0:
                    context._signal(Rounded)
                return _make(self._s, c, e)
        if not context.Emin - context._prec + 1 <= e <= context.Emax:
            return _invalid(context)
        made = _rescale(self, e, rounding)
        c = made._c
        if c and (c >= 10**context._prec or made.adjusted() > context.Emax):
            return _invalid(context)
        if e > self._e:
            context._signal(Rounded)
            if c * 10 ** (e - self._e) != self._c:
                context._signal(Inexact)
        return made

    # Whether both have the same exponent.
    def same_quantum(self, other, context=None):
        other = _need(other)
        if self._x or other._x:
            return self.is_nan() and other.is_nan() or self._x == "F" and other._x == "F"
        return self._e == other._e

    # Rounded to an integer, without flags.
    def to_integral_value(self, rounding=None, context=None):
        if self._x:
            nan = _nan(self, self, context or _context)
            return self if nan is None else nan
        if self._e >= 0:
            return _make(self._s, self._c, self._e)
        return _rescale(self, 0, rounding or (context or _context)._rounding)

    to_integral = to_integral_value

    def to_integral_exact(self, rounding=None, context=None):
        context = context or _context
        made = self.to_integral_value(rounding, context)
        if not self._x and self._e < 0:
            context._signal(Rounded)
            if made != self:
                context._signal(Inexact)
        return made

    # Without trailing zeros of the coefficient.
    def normalize(self, context=None):
        context = context or _context
        if self._x:
            nan = _nan(self, self, context)
            return self if nan is None else nan
        return _reduced(_fix(self, context))

    # self * other + third, rounded once.
    def fma(self, other, third, context=None):
        context = context or _context
        other = _need(other)
        third = _need(third)
        if self._x or other._x:
            product = _multiply(self, other, context)
        else:
            product = _make(self._s ^ other._s, self._c * other._c, self._e + other._e)
        return _add(product, third, context)

    # What is left of the division by the nearest integer quotient.
    def remainder_near(self, other, context=None):
        context = context or _context
        other = _need(other)
        if self._x or other._x or not other._c:
            nan = _nan(self, other, context)
            if nan is not None:
                return nan
            if other._x == "F" and not self._x:
                return _fix(self, context)
            undefined = not self._x and not other._x and not self._c
            return _invalid(context, DivisionUndefined if undefined else None)
        if self.adjusted() - other.adjusted() >= context._prec:
            return _invalid(context, DivisionImpossible)
        e = min(self._e, other._e)
        a = self._c * 10 ** (self._e - e)
        b = other._c * 10 ** (other._e - e)
        q, r = divmod(a, b)
        if 2 * r > b or 2 * r == b and q & 1:
            r -= b
        return _fix(_make(self._s ^ (r < 0), abs(r), e), context)

    # The exponent of the first digit, as a Decimal.
    def logb(self, context=None):
        context = context or _context
        if self._x:
            nan = _nan(self, self, context)
            return _special(0, "F") if nan is None else nan
        if not self._c:
            context._signal(DivisionByZero)
            return _special(1, "F")
        return _fix(_convert(self.adjusted()), context)

    # Multiplied by ten to that power.
    def scaleb(self, other, context=None):
        context = context or _context
        other = _need(other)
        if self._x or other._x:
            nan = _nan(self, other, context)
            if nan is not None:
                return nan
            return self if not other._x else _invalid(context)
        if other._e != 0:
            return _invalid(context)
        return _fix(_make(self._s, self._c, self._e + int(other)), context)

    # The next representable number downwards.
    def next_minus(self, context=None):
        return _neighbour(self, ROUND_FLOOR, context or _context)

    # The next representable number upwards.
    def next_plus(self, context=None):
        return _neighbour(self, ROUND_CEILING, context or _context)

    def next_toward(self, other, context=None):
        other = _need(other)
        context = context or _context
        nan = _nan(self, other, context)
        if nan is not None:
            return nan
        order = _compare(self, other)
        if not order:
            return self.copy_sign(other)
        return self.next_plus(context) if order < 0 else self.next_minus(context)

    def shift(self, other, context=None):
        context = context or _context
        n = int(_need(other))
        if not -context._prec <= n <= context._prec:
            return _invalid(context)
        c = self._c * 10**n % 10**context._prec if n >= 0 else self._c // 10**-n
        return _make(self._s, c, self._e)

    def rotate(self, other, context=None):
        context = context or _context
        n = int(_need(other))
        if not -context._prec <= n <= context._prec:
            return _invalid(context)
        n %= context._prec
        high, low = divmod(self._c, 10 ** (context._prec - n))
        return _make(self._s, low * 10**n + high, self._e)

    # The square root, rounded half to even.
    def sqrt(self, context=None):
        context = context or _context
        if self._x:
            nan = _nan(self, self, context)
            if nan is not None:
                return nan
            return _invalid(context) if self._s else self
        if not self._c:
            return _fix(_make(self._s, 0, self._e // 2), context)
        if self._s:
            return _invalid(context)
        c = self._c
        e = self._e
        if e & 1:
            c *= 10
            e -= 1
        shift = context._prec + 1 - (_size(c) + 1) // 2
        rest = 0
        if shift >= 0:
            c *= 100**shift
        else:
            c, rest = divmod(c, 100**-shift)
        root = _isqrt(c)
        e //= 2
        if rest or root * root != c:
            e -= shift
            if root % 5 == 0:
                root += 1
        elif shift >= 0:
            root //= 10**shift
        else:
            root *= 10**-shift
        return _fix(_make(0, root, e), context, ROUND_HALF_EVEN)

    # e to the power of this number.
    def exp(self, context=None):
        context = context or _context
        if self._x:
            nan = _nan(self, self, context)
            if nan is not None:
                return nan
            return _make(0, 0, 0) if self._s else self
        if not self._c:
            return _make(0, 1, 0)
        if self.adjusted() > 8:
            if self._s:
                return _fix(_make(0, 1, context.Emin - 2 * context._prec - 5), context)
            return _fix(_make(0, 1, context.Emax + 1), context)
        if self.adjusted() < -context._prec - 3:
            # Next to 1, on the side of the sign.
            p = context._prec + 2
            return _fix(_make(0, 10**p + (-1 if self._s else 1), -p), context, ROUND_HALF_EVEN)
        return _rounded(lambda p: _exp_of(self, p), context)

    # The natural logarithm.
    def ln(self, context=None):
        context = context or _context
        made = _log_special(self, context)
        if made is not None:
            return made
        if self._c == 10**-self._e if self._e <= 0 else False:
            return _make(0, 0, 0)
        return _rounded(lambda p: _ln_of(self._c, self._e, p), context)

    # The logarithm to base 10.
    def log10(self, context=None):
        context = context or _context
        made = _log_special(self, context)
        if made is not None:
            return made
        digits = str(self._c)
        if digits[0] == "1" and not digits[1:].strip("0"):
            return _fix(_convert(self._e + len(digits) - 1), context)
        return _rounded(lambda p: _log10_of(self._c, self._e, p), context)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return Decimal, (str(self),)


def _from_float(x):
    if x - x != 0.0:
        if x != x:
            return _special(0, "n")
        return _special(0 if x > 0 else 1, "F")
    n, d = _float_ratio(x)
    sign = 1 if str(x)[0] == "-" else 0
    if d == 1:
        return _make(sign, abs(n), 0)
    k = 0
    while d > 1:
        d >>= 1
        k += 1
    return _make(sign, abs(n) * 5**k, -k)


def _from_tuple(value):
    if len(value) != 3:
        raise ValueError("argument must be a sequence of length 3")
    sign, digits, exponent = value
    if sign not in (0, 1):
        raise ValueError("sign must be an integer with the value 0 or 1")
    for digit in digits:
        if not isinstance(digit, int) or not 0 <= digit <= 9:
            raise ValueError("coefficient must be a tuple of digits")
    c = int("".join(map(str, digits)) or "0")
    if exponent in ("F", "n", "N"):
        return _special(sign, exponent, 0 if exponent == "F" else c)
    if not isinstance(exponent, int):
        raise ValueError("string argument in the third position must be 'F', 'n' or 'N'")
    return _make(sign, c, exponent)


# What can be compared with a Decimal, exactly; else None.
def _comparable(x):
    if isinstance(x, float):
        return _from_float(x)
    if hasattr(x, "numerator") and hasattr(x, "denominator") and not isinstance(x, (int, bool)):
        return _Ratio(x.numerator, x.denominator)
    return _convert(x)


# A fraction on the right side of a comparison.
class _Ratio:
    _x = ""

    def __init__(self, n, d):
        self.n = n
        self.d = d


# -1, 0 or 1, for numbers that are no NaNs.
def _compare(a, b):
    if b.__class__ is _Ratio:
        if a._x:
            return -1 if a._s else 1
        n, d = a.as_integer_ratio()
        n *= b.d
        d *= b.n
        return (n > d) - (n < d)
    if a._x or b._x:
        x = 0 if not a._x else -1 if a._s else 1
        y = 0 if not b._x else -1 if b._s else 1
        return (x > y) - (x < y)
    x = a._c
    y = b._c
    if not x or not y:
        x = (-1 if a._s else 1) if x else 0
        y = (-1 if b._s else 1) if y else 0
        return (x > y) - (x < y)
    if a._s != b._s:
        return -1 if a._s else 1
    shift = a._e - b._e
    if shift:
        if not -50 < shift < 50:
            i = a.adjusted()
            j = b.adjusted()
            if i != j:
                return -1 if (i < j) != (a._s == 1) else 1
        if shift > 0:
            x *= 10**shift
        else:
            y *= 10**-shift
    if a._s:
        return (x < y) - (x > y)
    return (x > y) - (x < y)


def _total_key(d):
    kind = {"": 0, "F": 1, "N": 2, "n": 3}[d._x]
    sign = -1 if d._s else 1
    if kind or not d._c:
        return sign * (2 * kind + 1) if kind else sign * 0.5, 0, sign * d._c, sign * d._e
    digits = str(d._c)
    return sign, sign * d.adjusted(), sign * int(digits + "0" * (60 - len(digits))), sign * d._e


def _invalid(context, detail=None):
    context._signal(InvalidOperation, detail)
    return _special(0, "n")


# The NaN that an operation with a NaN gives; None if there is none.
def _nan(a, b, context):
    for d in (a, b):
        if d._x == "N":
            context._signal(InvalidOperation)
            return _special(d._s, "n", d._c)
    for d in (a, b):
        if d._x == "n":
            return d
    return None


# The quotient q, rounded up or down for the remainder r of the division by d.
def _round_quotient(q, r, d, sign, rounding):
    if not r:
        return q
    if rounding == "ROUND_HALF_EVEN":
        r += r
        up = r > d or r == d and q & 1
    elif rounding == "ROUND_HALF_UP":
        up = r + r >= d
    elif rounding == "ROUND_DOWN":
        up = False
    elif rounding == "ROUND_HALF_DOWN":
        up = r + r > d
    elif rounding == "ROUND_CEILING":
        up = not sign
    elif rounding == "ROUND_FLOOR":
        up = sign
    elif rounding == "ROUND_UP":
        up = True
    else:
        up = q % 5 == 0
    return q + 1 if up else q


# The same number with another exponent, rounded where that is larger.
def _rescale(d, exponent, rounding):
    shift = d._e - exponent
    if shift >= 0:
        return _make(d._s, d._c * 10**shift, exponent)
    if shift < -60 and -shift > _size(d._c) + 1:
        q, r, unit = 0, 1 if d._c else 0, 10
    else:
        unit = 10**-shift
        q, r = divmod(d._c, unit)
    return _make(d._s, _round_quotient(q, r, unit, d._s, rounding), exponent)


# Rounded to the precision and within the range of the context.
def _fix(d, context, rounding=None):
    c = d._c
    e = d._e
    prec = context._prec
    limit = context._limit or 10**prec
    if c < limit and context.Emin <= e <= context.Emax - prec and not d._x:
        return d
    if d._x:
        if d._x in _NANS:
            return _nan(d, d, context)
        return d
    tiny = context.Emin - prec + 1
    if not c:
        top = context.Emax - prec + 1 if context.clamp else context.Emax
        clamped = min(max(e, tiny), top)
        if clamped != e:
            context._signal(Clamped)
            return _make(d._s, 0, clamped)
        return d
    rounding = rounding or context._rounding
    digits = _size(c)
    least = digits + e - prec
    if e < least and tiny <= least <= context.Emax - 2 * prec:
        drop = least - e
        unit = _TENS[drop] if drop < 64 else 10**drop
        q, r = divmod(c, unit)
        q = _round_quotient(q, r, unit, d._s, rounding)
        if q == limit:
            q //= 10
            least += 1
        if r:
            context._inexact()
        else:
            context._signal(Rounded)
        return _make(d._s, q, least)
    if least > context.Emax - prec + 1:
        return _overflow(d._s, context, rounding)
    subnormal = least < tiny
    if subnormal:
        least = tiny
    if e < least:
        made = _rescale(d, least, rounding)
        if made._c >= limit:
            made = _make(d._s, made._c // 10, least + 1)
            if least + 1 > context.Emax - prec + 1:
                return _overflow(d._s, context, rounding)
        inexact = made._c * 10 ** (made._e - e) != c if made._e - e < digits + 2 else True
        if inexact and subnormal:
            context._signal(Underflow)
        if subnormal:
            context._signal(Subnormal)
        if inexact:
            context._signal(Inexact)
        context._signal(Rounded)
        if not made._c:
            context._signal(Clamped)
        return made
    if subnormal:
        context._signal(Subnormal)
    if context.clamp and e > context.Emax - prec + 1:
        context._signal(Clamped)
        top = context.Emax - prec + 1
        return _make(d._s, c * 10 ** (e - top), top)
    return d


def _overflow(sign, context, rounding):
    context._signal(Overflow)
    context._signal(Inexact)
    context._signal(Rounded)
    if rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_UP):
        return _special(sign, "F")
    if rounding == ROUND_CEILING and not sign or rounding == ROUND_FLOOR and sign:
        return _special(sign, "F")
    return _make(sign, 10**context._prec - 1, context.Emax - context._prec + 1)


def _reduced(d):
    if not d._c:
        return _make(d._s, 0, 0)
    digits = str(d._c)
    short = digits.rstrip("0")
    zeros = len(digits) - len(short)
    return _make(d._s, int(short), d._e + zeros) if zeros else d


def _add(a, b, context):
    if a._x or b._x:
        nan = _nan(a, b, context)
        if nan is not None:
            return nan
        if a._x and b._x and a._s != b._s:
            return _invalid(context)
        return a if a._x else b
    x = a._c
    y = b._c
    e = a._e
    shift = e - b._e
    if shift:
        if not -100 < shift < 100:
            a, b = _near(a, b, context._prec)
            x = a._c
            y = b._c
            e = a._e
            shift = e - b._e
        if shift > 0:
            x *= 10**shift
            e = b._e
        else:
            y *= 10**-shift
    if a._s:
        x = -x
    if b._s:
        y = -y
    x += y
    if x < 0:
        return _fix(_make(1, -x, e), context)
    sign = 0
    if not x and (a._s and b._s or a._s != b._s and context._rounding == ROUND_FLOOR):
        sign = 1
    return _fix(_make(sign, x, e), context)


# The sum of two finite numbers.
def _sum(s, x, e, t, y, f):
    context = _context
    shift = e - f
    if shift:
        if not -60 < shift < 60:
            return _add(_make(s, x, e), _make(t, y, f), context)
        if shift > 0:
            x *= _TENS[shift]
            e = f
        else:
            y *= _TENS[-shift]
    if s == t:
        x += y
    else:
        x -= y
        if x < 0:
            x = -x
            s = t
        elif not x:
            s = 1 if context._rounding == "ROUND_FLOOR" else 0
    made = _new(Decimal)
    made._s = s
    made._c = x
    made._e = e
    if x < context._limit and context.Emin <= e <= context.Emax - context._prec:
        return made
    return _fix(made, context)


# Two summands whose exponents are far apart: what is too small to be seen becomes a one far behind.
def _near(a, b, prec):
    if not a._c or not b._c:
        if not a._c and not b._c:
            e = min(a._e, b._e)
            return _make(a._s, 0, e), _make(b._s, 0, e)
        big = a if a._c else b
        e = max(min(a._e, b._e), big._e - prec - 1)
        zero = _make(b._s if a._c else a._s, 0, e)
        return (big, zero) if a._c else (zero, big)
    big, small = (a, b) if a._e >= b._e else (b, a)
    e = big._e + min(-1, _size(big._c) - prec - 2)
    if small._e + _size(small._c) - 1 < e:
        small = _make(small._s, 1, e)
    return (big, small) if a._e >= b._e else (small, big)


# The other sign, except for NaNs.
def _minus(d):
    return d if d._x in _NANS else d.copy_negate()


def _multiply(a, b, context):
    if a._x or b._x:
        nan = _nan(a, b, context)
        if nan is not None:
            return nan
        if not a and not a._x or not b and not b._x:
            return _invalid(context)
        return _special(a._s ^ b._s, "F")
    return _fix(_make(a._s ^ b._s, a._c * b._c, a._e + b._e), context)


# The quotient and one more digit; that it is inexact shows in the last digit.
def _quotient(x, y, exponent, prec):
    shift = _size(y) - _size(x) + prec + 1
    if shift >= 0:
        q, r = divmod(x * 10**shift, y)
    else:
        q, r = divmod(x, y * 10**-shift)
    e = exponent - shift
    if r:
        if q % 5 == 0:
            q += 1
    else:
        q, e = _strip(q, e, exponent)
    return q, e


def _divide(a, b, context):
    sign = a._s ^ b._s
    if a._x or b._x:
        nan = _nan(a, b, context)
        if nan is not None:
            return nan
        if a._x and b._x:
            return _invalid(context)
        if a._x:
            return _special(sign, "F")
        context._signal(Clamped)
        return _make(sign, 0, context.Emin - context._prec + 1)
    if not b._c:
        if not a._c:
            return _invalid(context, DivisionUndefined)
        context._signal(DivisionByZero)
        return _special(sign, "F")
    if not a._c:
        return _fix(_make(sign, 0, a._e - b._e), context)
    x = a._c
    y = b._c
    prec = context._prec
    limit = context._limit
    ideal = a._e - b._e
    # The quotient gets prec or prec + 1 digits.
    shift = _size(y) - _size(x) + prec
    e = ideal - shift
    if not 0 <= shift < 64 or not limit or not context.Emin <= e <= context.Emax - prec - 1:
        q, e = _quotient(x, y, ideal, prec)
        return _fix(_make(sign, q, e), context)
    q, r = divmod(x * _TENS[shift], y)
    if not r:
        q, e = _strip(q, e, ideal)
        if q < limit:
            return _make(sign, q, e)
        return _fix(_make(sign, q, e), context)
    if q >= limit:
        q, digit = divmod(q, 10)
        r += digit * y
        y *= 10
        e += 1
    q = _round_quotient(q, r, y, sign, context._rounding)
    if q == limit:
        q //= 10
        e += 1
    context._inexact()
    return _make(sign, q, e)


# Without trailing zeros, as long as the exponent stays below the ideal one.
def _strip(q, e, ideal):
    if e < ideal and not q % 10:
        digits = str(q)
        zeros = min(len(digits) - len(digits.rstrip("0")), ideal - e)
        q //= 10**zeros
        e += zeros
    return q, e


# The integer quotient, cut towards zero, and the remainder.
def _divide_int(a, b, context, only_quotient=False):
    sign = a._s ^ b._s
    if a._x or b._x:
        nan = _nan(a, b, context)
        if nan is not None:
            return nan, nan
        if a._x:
            if b._x:
                made = _invalid(context)
                return made, made
            return _special(sign, "F"), None if only_quotient else _invalid(context)
        return _make(sign, 0, 0), _fix(a, context)
    if not b._c:
        if not a._c:
            made = _invalid(context, DivisionUndefined)
            return made, made
        if not only_quotient:
            made = _invalid(context, (InvalidOperation, DivisionByZero))
            return _special(sign, "F"), made
        context._signal(DivisionByZero)
        return _special(sign, "F"), None
    q, r, e = _whole(a, b, context)
    if q is None:
        made = _invalid(context, DivisionImpossible)
        return made, made
    return _make(sign, q, 0), _fix(_make(a._s, r, e), context)


# Quotient and remainder of the coefficients, and the exponent of the latter.
def _whole(a, b, context):
    e = min(a._e, b._e)
    if not a._c:
        return 0, 0, e
    shift = a._e - b._e
    if -60 < shift < 60:
        x = a._c * _TENS[shift] if shift > 0 else a._c
        y = b._c * _TENS[-shift] if shift < 0 else b._c
        q, r = divmod(x, y)
        return (None, None, None) if q >= (context._limit or 10**context._prec) else (q, r, e)
    if a.adjusted() - b.adjusted() > context._prec:
        return None, None, None
    if a.adjusted() < b.adjusted():
        if a._e > b._e:
            return 0, a._c * 10 ** (a._e - e), e
        return 0, a._c, a._e
    q, r = divmod(a._c * 10 ** (a._e - e), b._c * 10 ** (b._e - e))
    if q >= 10**context._prec:
        return None, None, None
    return q, r, e


def _remainder(a, b, context):
    if a._x or b._x:
        nan = _nan(a, b, context)
        if nan is not None:
            return nan
        if a._x:
            return _invalid(context)
        return _fix(a, context)
    if not b._c:
        return _invalid(context, None if a._c else DivisionUndefined)
    q, r, e = _whole(a, b, context)
    if q is None:
        return _invalid(context, DivisionImpossible)
    return _fix(_make(a._s, r, e), context)


def _neighbour(d, rounding, context):
    nan = _nan(d, d, context)
    if nan is not None:
        return nan
    up = rounding == ROUND_CEILING
    if d._x:
        if d._s != up:
            return d
        return _make(d._s, 10**context._prec - 1, context.Emax - context._prec + 1)
    context = context.copy()
    context._rounding = rounding
    context.clear_traps()
    made = _fix(d, context)
    if made != d:
        return made
    return _add(d, _make(0 if up else 1, 1, context.Emin - context._prec), context)


def _is_integer(d):
    return not d._x and (d._e >= 0 or not d._c % 10**-d._e)


def _power(a, b, modulo, context):
    if modulo is not None:
        modulo = _need(modulo)
        if not (_is_integer(a) and _is_integer(b) and _is_integer(modulo)) or b._s or not modulo:
            return _invalid(context)
        made = pow(abs(int(a)), int(b), abs(int(modulo)))
        return _make(a._s if int(b) & 1 and made else 0, made, 0)
    nan = _nan(a, b, context)
    if nan is not None:
        return nan
    if not b._c and not b._x:
        if not a._c and not a._x:
            return _invalid(context)
        return _make(0, 1, 0)
    whole = _is_integer(b)
    sign = 0
    if a._s:
        if not whole:
            if a._c or a._x:
                return _invalid(context)
        elif int(b) & 1:
            sign = 1
    if a._x or not a._c:
        if b._s != (not a._c and not a._x):
            return _make(sign, 0, 0)
        return _special(sign, "F")
    if b._x:
        order = _compare(a.copy_abs(), _make(0, 1, 0))
        if not order:
            return _fix(_make(sign, 10 ** (context._prec - 1), 1 - context._prec), context)
        return _make(sign, 0, 0) if (order > 0) == (b._s == 1) else _special(sign, "F")
    if whole:
        made = _integer_power(a, int(b), sign, context)
        if made is not None:
            return made
    order = a.adjusted()
    if abs(order) > 0 and b.adjusted() > 8:
        if (order > 0) == (b._s == 0):
            return _overflow(sign, context, context._rounding)
        return _fix(_make(sign, 1, context.Emin - 2 * context._prec - 5), context)
    base = a.copy_abs()
    made = _rounded(lambda p: _power_of(base, b, p), context, lambda c, e: _is_power(base, b, c, e))
    return made.copy_negate() if sign else made


# Exact, or None if that would be too long.
def _integer_power(a, n, sign, context):
    size = _size(a._c) * abs(n)
    if a._c != 1 and size > 4 * context._prec + 200:
        return None
    c = a._c ** abs(n)
    e = a._e * abs(n)
    if n < 0:
        c, e = _quotient(1, c, -e, context._prec)
    return _fix(_make(sign, c, e), context)


# The functions below compute (n, e), so that n * 10**e is wrong by less than 10 in n's last place.
# Inside they use fixed-point numbers: integers in units of 2**-bits.


# atanh(1 / n)
def _atanh_inverse(n, bits):
    term = (1 << bits) // n
    n *= n
    total = term
    k = 1
    while term:
        term //= n
        k += 2
        total += term // k
    return total


_ln10 = (0, 0)


def _ln10_of(bits):
    global _ln10
    if _ln10[0] < bits:
        more = bits + 16
        made = (
            46 * _atanh_inverse(31, more)
            + 34 * _atanh_inverse(49, more)
            + 20 * _atanh_inverse(161, more)
        )
        _ln10 = bits, made >> 16
    return _ln10[1] >> (_ln10[0] - bits)


# exp(x) for small x: the series for x / 2**16, squared 16 times
def _exp_fixed(x, bits):
    more = bits + 24
    x <<= 8
    total = term = 1 << more
    k = 1
    while term not in (0, -1):
        term = (term * x >> more) // k
        total += term
        k += 1
    for _ in range(16):
        total = total * total >> more
    return total >> 24


# c * 10**e
def _fixed(c, e, bits):
    return (c << bits) * 10**e if e >= 0 else (c << bits) // 10**-e


# The number of bits for that many digits.
def _bits_for(digits):
    return digits * 3322 // 1000 + 40


def _exp_of(d, p):
    size = max(d.adjusted(), 0)
    bits = _bits_for(p + 3 + size)
    x = _fixed(d._c, d._e, bits)
    return _exp_bits(-x if d._s else x, bits, p)


def _exp_bits(x, bits, p):
    k, x = divmod(x, _ln10_of(bits))
    return _exp_fixed(x, bits) * 10**p >> bits, k - p


# ln(c * 10**e)
def _ln_fixed(c, e, bits):
    digits = _size(c)
    c = _fixed(c, -digits, bits)
    # A first guess, and what it is wrong by.
    y = int(_flog((c >> (bits - 60)) / 1152921504606846976.0) * 4503599627370496.0) << (bits - 52)
    near = _exp_fixed(y, bits)
    z = (c - near << bits) // (c + near)
    square = z * z >> bits
    total = term = z
    k = 1
    while term not in (0, -1):
        term = term * square >> bits
        k += 2
        total += term // k
    return y + 2 * total + (e + digits) * _ln10_of(bits)


def _ln_of(c, e, p):
    # Near 1 the result is small and needs more digits.
    places = p + 3
    while True:
        bits = _bits_for(places)
        made = _ln_fixed(c, e, bits) * 10**places >> bits
        missing = p - _size(abs(made))
        if missing <= 0:
            return made, -places
        places += missing + 3


def _log10_of(c, e, p):
    p += 6
    bits = _bits_for(p)
    made = (_ln_fixed(c, e, bits) << bits) // _ln10_of(bits)
    return made * 10**p >> bits, -p


def _power_of(a, b, p):
    bits = _bits_for(p + max(b.adjusted(), 0) + 15)
    product = _ln_fixed(a._c, a._e, bits) * b._c
    product = product * 10**b._e if b._e >= 0 else product // 10**-b._e
    return _exp_bits(-product if b._s else product, bits, p)


# Computes with more and more digits until it is clear how to round. Where a result may be exact,
# is_exact tells whether the given one is.
def _rounded(function, context, is_exact=None):
    prec = context._prec
    p = prec + 3
    while True:
        n, e = function(p)
        sign = 1 if n < 0 else 0
        n = abs(n)
        extra = _size(n) - prec
        if extra > 2:
            unit = 10**extra
            q, tail = divmod(n, unit)
            if 100 < abs(tail - unit // 2) and 100 < tail < unit - 100:
                return _fix(_make(sign, n, e), context, ROUND_HALF_EVEN)
            if tail > 100:
                q += 1
            if is_exact and is_exact(q, e + extra):
                context._inexact()
                return _fix(_make(sign, q, e + extra), context)
            if p > 3 * prec + 60:
                # A tie, or a result that is exact though nobody could tell.
                return _fix(_make(sign, (n + 500) // 1000, e + 3), context, ROUND_HALF_EVEN)
        p += prec // 2 + 10


# Whether a**b is c * 10**e, for positive a and exponents that are simple fractions.
def _is_power(a, b, c, e):
    n, d = b.as_integer_ratio()
    if d > 64 or abs(n) > 1000:
        return False
    x = _reduced(_make(0, c, e))
    y = _reduced(a)
    if n < 0:
        left = x._c**d * y._c**-n
        return left == 10 ** (len(str(left)) - 1) and x._e * d - y._e * n == 1 - len(str(left))
    return x._c**d == y._c**n and x._e * d == y._e * n


def _log_special(d, context):
    nan = _nan(d, d, context)
    if nan is not None:
        return nan
    if not d._c and not d._x:
        return _special(1, "F")
    if d._s:
        return _invalid(context)
    return d if d._x else None


# The usual text: plain where the exponent is small, else scientific or engineering.
def _text(d, engineering, context):
    sign = "-" if d._s else ""
    if d._x:
        if d._x == "F":
            return sign + "Infinity"
        name = "NaN" if d._x == "n" else "sNaN"
        return sign + name + (str(d._c) if d._c else "")
    digits = str(d._c)
    e = d._e
    if not e:
        return sign + digits
    size = len(digits)
    left = e + size
    if e < 0 and left > -6:
        if left > 0:
            return sign + digits[:left] + "." + digits[left:]
        return sign + "0." + "0" * -left + digits
    if not engineering:
        point = 1
    elif not d._c:
        point = (left + 1) % 3 - 1
    else:
        point = (left - 1) % 3 + 1
    if point <= 0:
        digits = "0." + "0" * -point + digits
    elif point >= size:
        digits += "0" * (point - size)
    else:
        digits = digits[:point] + "." + digits[point:]
    if left != point:
        digits += "%s%+d" % ("E" if context.capitals else "e", left - point)
    return sign + digits


# The parts of a format: fill, align, sign, width, separator, precision, type.
def _parse_format(spec):
    fill = " "
    align = ""
    sign = "-"
    rest = spec
    if rest[1:2] in ("<", ">", "=", "^") and rest[1:2]:
        fill = rest[0]
        align = rest[1]
        rest = rest[2:]
    elif rest[:1] in ("<", ">", "=", "^") and rest:
        align = rest[0]
        rest = rest[1:]
    if rest[:1] in ("+", "-", " ") and rest:
        sign = rest[0]
        rest = rest[1:]
    if rest[:1] == "z":
        rest = rest[1:]
    zero = rest[:1] == "0"
    if zero:
        if not align:
            fill = "0"
            align = "="
        rest = rest[1:]
    width = ""
    while rest[:1].isdigit():
        width += rest[0]
        rest = rest[1:]
    separator = ""
    if rest[:1] == ",":
        separator = rest[0]
        rest = rest[1:]
    precision = None
    if rest[:1] == ".":
        digits = ""
        rest = rest[1:]
        while rest[:1].isdigit():
            digits += rest[0]
            rest = rest[1:]
        if not digits:
            raise ValueError("invalid format string")
        precision = int(digits)
    if rest not in ("", "e", "E", "f", "F", "g", "G", "n", "%"):
        raise ValueError("invalid format string")
    return fill, align or ">", sign, int(width or "0"), separator, precision, rest


def _group(digits, separator):
    made = []
    while len(digits) > 3:
        made.append(digits[-3:])
        digits = digits[:-3]
    made.append(digits)
    made.reverse()
    return separator.join(made)


def _format(d, spec, context):
    if not spec:
        return str(d)
    fill, align, sign, width, separator, precision, kind = _parse_format(spec)
    mark = "-" if d._s else "" if sign == "-" else sign
    if d._x:
        if fill == "0" and align == "=":
            fill = " "
            align = ">"
        text = _text(d.copy_abs(), False, context) + ("%" if kind == "%" else "")
        return _align(mark, text, fill, align, width)
    rounding = context._rounding
    capital = "E" if kind in ("E", "G") or not kind and context.capitals else "e"
    if kind in ("g", "G", "n", ""):
        kind = "g"
    elif kind == "E":
        kind = "e"
    percent = kind == "%"
    if kind == "F" or percent:
        kind = "f"
    if percent:
        d = _make(d._s, d._c, d._e + 2)
    if precision is not None:
        if kind == "e":
            d = _significant(d, precision + 1, rounding)
        elif kind == "f":
            d = _rescale(d, -precision, rounding)
        elif _size(d._c) > precision:
            d = _significant(d, precision or 1, rounding)
    if not d._c and d._e > 0 and kind == "f":
        d = _rescale(d, 0, rounding)
    digits = str(d._c)
    left = d._e + len(digits)
    if kind == "e":
        point = 1 - precision if not d._c and precision is not None else 1
    elif kind == "f":
        point = left
    else:
        point = left if d._e <= 0 and left > -6 else 1
    if point < 0:
        whole = "0"
        fraction = "0" * -point + digits
    elif point > len(digits):
        whole = digits + "0" * (point - len(digits))
        fraction = ""
    else:
        whole = digits[:point] or "0"
        fraction = digits[point:]
    tail = "." + fraction if fraction else ""
    if left != point or kind == "e":
        tail += "%s%+d" % (capital, left - point)
    if percent:
        tail += "%"
    if separator:
        if fill == "0" and align == "=":
            # Zeros up to the width are grouped too.
            room = width - len(mark) - len(tail)
            while len(_group(whole, separator)) < room:
                whole = "0" + whole
        whole = _group(whole, separator)
    return _align(mark, whole + tail, fill, align, width)


def _significant(d, places, rounding):
    if not d._c:
        return d
    made = _rescale(d, d._e + _size(d._c) - places, rounding)
    if _size(made._c) > places:
        made = _make(made._s, made._c // 10, made._e + 1)
    return made


def _align(mark, body, fill, align, width):
    pad = width - len(mark) - len(body)
    if pad <= 0:
        return mark + body
    if align == "<":
        return mark + body + fill * pad
    if align == "=":
        return mark + fill * pad + body
    if align == "^":
        return fill * (pad // 2) + mark + body + fill * (pad - pad // 2)
    return fill * pad + mark + body


# A fraction in one of the formats that fractions have: f, F and %.
def _format_fraction(n, d, spec):
    try:
        precision, kind = _parse_format(spec)[5:]
    except ValueError:
        kind = ""
    if kind not in ("f", "F", "%"):
        raise NotImplementedError(
            "fractions can be formatted with f and % only; convert to float for " + repr(spec)
        )
    places = 6 if precision is None else precision
    if kind == "%":
        n *= 100
    q, r = divmod(abs(n) * 10**places, d)
    q = _round_quotient(q, r, d, 0, ROUND_HALF_EVEN)
    value = _make(1 if n < 0 else 0, q, -places - 2 if kind == "%" else -places)
    if precision is None:
        spec = spec[:-1] + ".6" + kind
    return _format(value, spec, _context)


DefaultContext = Context()
BasicContext = Context(
    9,
    ROUND_HALF_UP,
    traps=(DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow),
)
ExtendedContext = Context(9, ROUND_HALF_EVEN, traps=())

_context = DefaultContext.copy()
_ln10_of(400)


# The context that operators use.
def getcontext():
    return _context


def setcontext(context):
    global _context
    if context in (DefaultContext, BasicContext, ExtendedContext):
        context = context.copy()
        context.clear_flags()
    _context = context


class _Local:
    def __init__(self, context):
        self.context = context

    def __enter__(self):
        self.saved = _context
        setcontext(self.context)
        return self.context

    def __exit__(self, *args):
        setcontext(self.saved)


# For a with statement: a copy of the context, in force for the block only.
def localcontext(ctx=None, **kwargs):
    context = (ctx or _context).copy()
    for name, value in kwargs.items():
        if name not in (
            "prec",
            "rounding",
            "Emin",
            "Emax",
            "capitals",
            "clamp",
            "flags",
            "traps",
        ):
            raise TypeError("'" + name + "' is an invalid keyword argument for this function")
        setattr(context, name, _switches(value) if name in ("flags", "traps") else value)
    return _Local(context)
