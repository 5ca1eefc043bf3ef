from abc import ABCMeta as _ABCMeta
from abc import _declare

__all__ = ["Complex", "Integral", "Number", "Rational", "Real"]


# Everything that counts as a number.
class Number:
    register = classmethod(_ABCMeta.register)


class Complex(Number):
    def __bool__(self):
        return self != 0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other


class Real(Complex):
    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def __complex__(self):
        return complex(float(self))

    @property
    def real(self):
        return +self

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return +self


class Rational(Real):
    def __float__(self):
        return int(self.numerator) / int(self.denominator)


class Integral(Rational):
    def __index__(self):
        return int(self)

    def __float__(self):
        return float(int(self))

    @property
    def numerator(self):
        return +self

    @property
    def denominator(self):
        return 1


_complex = (
    "__complex__ real imag __add__ __radd__ __neg__ __pos__ __mul__ __rmul__ __truediv__ "
    "__rtruediv__ __pow__ __rpow__ __abs__ conjugate __eq__"
)
_real = (
    "__add__ __radd__ __neg__ __pos__ __mul__ __rmul__ __truediv__ __rtruediv__ __pow__ __rpow__ "
    "__abs__ __eq__ __float__ __trunc__ __floor__ __ceil__ __round__ __floordiv__ __rfloordiv__ "
    "__mod__ __rmod__ __lt__ __le__"
)
_rational = _real.replace(" __float__", "") + " numerator denominator"
_integral = (
    _real.replace(" __float__", "")
    + " __int__ __lshift__ __rlshift__ __rshift__ __rrshift__ __and__ __rand__ __xor__ __rxor__ "
    "__or__ __ror__ __invert__"
)
for _class, _names in (
    (Number, ""),
    (Complex, _complex),
    (Real, _real),
    (Rational, _rational),
    (Integral, _integral),
):
    _declare(_class, _ABCMeta, _names.split())
_ABCMeta.register(Complex, complex)
_ABCMeta.register(Real, float)
_ABCMeta.register(Integral, int)
