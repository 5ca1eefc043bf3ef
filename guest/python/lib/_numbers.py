# Numbers: what the worker does not know of `int()` and others, and methods of the built-in types.
from _native import native_value

_int = int
_float = float
_round = round


def _name(value):
    return type(value).__name__


def _method(value, name):
    return None if isinstance(value, type) else getattr(value, name, None)


def _unsuitable(value):
    return TypeError("'" + _name(value) + "' object cannot be interpreted as an integer")


# The integer that an object is by its `__index__`.
def index(value):
    number = native_value(value, int)
    if number is None and isinstance(value, bool):
        number = 1 if value else 0
    if number is None:
        method = _method(value, "__index__")
        if method is None or isinstance(value, (float, complex, str)):
            raise _unsuitable(value)
        number = method()
        if not isinstance(number, int):
            raise TypeError("__index__ returned non-int (type " + _name(number) + ")")
    return number


# The same for an instance of a class, or None.
def index_of_instance(value):
    number = native_value(value, int)
    if number is None and _method(value, "__index__") is not None:
        number = native_value(index(value), int)
    return number


# A text without what a class that derives from `str` adds to it.
def _text(value):
    for kind in (str, bytes):
        text = native_value(value, kind)
        if text is not None:
            return text
    return None


def int_new(value=0, base=None, **other):
    if other:
        name = list(other)[0]
        raise TypeError("'" + name + "' is an invalid keyword argument for int()")
    text = _text(value)
    if base is not None:
        if text is None and not isinstance(value, bytearray):
            raise TypeError("int() can't convert non-string with explicit base")
        return _int(value if text is None else text, index(base))
    if text is not None:
        return _int(text)
    if isinstance(value, memoryview):
        return _int(bytes(value))
    for kind in (int, float):
        number = native_value(value, kind)
        if number is not None and _method(value, "__int__") is None:
            return _int(number)
    if not isinstance(value, complex):
        for name in ("__int__", "__index__", "__trunc__"):
            method = _method(value, name)
            if method is not None:
                number = method()
                if not isinstance(number, int):
                    raise TypeError(name + " returned non-int (type " + _name(number) + ")")
                return _int(number) if type(number) is bool else number
    raise TypeError(
        "int() argument must be a string, a bytes-like object or a real number, not '"
        + _name(value)
        + "'"
    )


def float_new(value=0.0, *other, **named):
    if named:
        raise TypeError("float() takes no keyword arguments")
    if other:
        raise TypeError("float expected at most 1 argument, got " + str(1 + len(other)))
    text = _text(value)
    if text is not None:
        return _float(text)
    number = real(value)
    if number is None:
        name = _name(value)
        raise TypeError("float() argument must be a string or a real number, not '" + name + "'")
    return number


# The float of an object that has one, or None.
def real(value):
    if isinstance(value, (type, complex)):
        return None
    method = _method(value, "__float__")
    number = native_value(value, float)
    if method is not None and not (number is not None and type(value) is float):
        number = method()
        if not isinstance(number, float):
            name = type(value).__name__
            raise TypeError(name + ".__float__ returned non-float (type " + _name(number) + ")")
        return native_value(number, float)
    if number is not None:
        return number
    number = native_value(value, int)
    if number is not None:
        return _float(number)
    if _method(value, "__index__") is not None:
        return _float(index(value))
    return None


def complex_new(real=0, imag=None):
    if isinstance(real, str):
        return complex(native_value(real, str)) if imag is None else complex("", 0)
    if imag is not None and isinstance(imag, str):
        raise TypeError("complex() second arg can't be a string")
    real = _complex_part(real, "first ")
    return complex(real) if imag is None else complex(real, _complex_part(imag, "second "))


def _complex_part(value, place):
    number = native_value(value, complex)
    if number is not None:
        return number
    method = _method(value, "__complex__") if place == "first " else None
    if method is not None:
        return method()
    number = real(value)
    if number is None:
        wanted = "must be a string or a number" if place == "first " else "must be a number"
        raise TypeError(
            "complex() " + place + "argument " + wanted + ", not '" + _name(value) + "'"
        )
    return number


def power(base, exp, mod=None):
    if mod is None:
        return base**exp
    method = _method(base, "__pow__")
    if method is not None and not isinstance(base, (int, float, complex)):
        return method(exp, mod)
    for value in (base, exp, mod):
        if not isinstance(value, (int, float)):
            names = [_name(value) for value in (base, exp, mod)]
            text = "unsupported operand type(s) for ** or pow(): "
            raise TypeError(text + ", ".join(["'" + name + "'" for name in names]))
    for value in (base, exp, mod):
        if not isinstance(value, int):
            raise TypeError("pow() 3rd argument not allowed unless all arguments are integers")
    return pow(native_value(base, int), native_value(exp, int), native_value(mod, int))


def round_other(number, ndigits=None):
    if ndigits is not None and isinstance(number, (int, float)):
        ndigits = index(ndigits)
    method = _method(number, "__round__")
    if method is not None and type(number) not in (int, float, bool):
        return method() if ndigits is None else method(ndigits)
    for kind in (int, float):
        value = native_value(number, kind)
        if value is not None:
            return round(value, ndigits)
    raise TypeError("type " + _name(number) + " doesn't define __round__ method")


# A method of the worker's, called with an instance of a class that derives from the type.
def with_native_self(kind, name):
    def method(self, *args):
        value = native_value(self, kind)
        if value is None and kind is int and isinstance(self, bool):
            value = 1 if self else 0
        if value is None:
            raise TypeError(
                "descriptor '"
                + name
                + "' for '"
                + kind.__name__
                + "' objects doesn't apply to a '"
                + _name(self)
                + "' object"
            )
        if args:
            text = kind.__name__ + "." + name + "() takes no arguments (" + str(len(args))
            raise TypeError(text + " given)")
        return getattr(value, name)()

    return method


def to_bytes(self, length=1, byteorder="big", *, signed=False):
    if not isinstance(byteorder, str):
        name = _name(byteorder)
        raise TypeError("to_bytes() argument 'byteorder' must be str, not " + name)
    value = native_value(self, int)
    order = native_value(byteorder, str)
    return value.to_bytes(index(length), order, signed=bool(signed))


def from_bytes(cls, bytes, byteorder="big", *, signed=False):
    if not isinstance(byteorder, str):
        name = _name(byteorder)
        raise TypeError("from_bytes() argument 'byteorder' must be str, not " + name)
    if isinstance(bytes, (str, int)):
        raise TypeError("cannot convert '" + _name(bytes) + "' object to bytes")
    made = b"".join([bytearray(bytes)])
    return int.from_bytes(made, native_value(byteorder, str), signed=not not signed)


# Operators as methods: what they do with two numbers of the type, or with one that the type takes for its own.
def _operators(kind, taken, operators):
    methods = {}

    def number(value):
        if isinstance(value, bool):
            return value if kind is bool else 1 if value else 0
        for known in taken:
            part = native_value(value, known)
            if part is not None:
                return part
        return None

    def own(value, name):
        part = number(value)
        if part is None or not isinstance(value, kind):
            text = (
                "descriptor '"
                + name
                + "' requires a '"
                + kind.__name__
                + "' object but received a '"
            )
            raise TypeError(text + _name(value) + "'")
        return part

    def binary(name, operate, exchanged):
        def method(self, other):
            left = own(self, name)
            right = number(other)
            if right is None:
                return NotImplemented
            return operate(right, left) if exchanged else operate(left, right)

        return method

    def unary(name, operate):
        return lambda self: operate(own(self, name))

    for name in operators:
        if name in _binary:
            full = "__" + name + "__"
            methods[full] = binary(full, _binary[name], False)
            if name not in ("lt", "le", "eq", "ne", "gt", "ge"):
                full = "__r" + name + "__"
                methods[full] = binary(full, _binary[name], True)
        else:
            full = "__" + name + "__"
            methods[full] = unary(full, _unary[name])
    return methods


_binary = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
    "divmod": lambda a, b: divmod(a, b),
    "pow": lambda a, b: a**b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
    "lshift": lambda a, b: a << b,
    "rshift": lambda a, b: a >> b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def _floor(value):
    whole = _int(value)
    return whole - 1 if whole > value else whole


def _ceil(value):
    whole = _int(value)
    return whole + 1 if whole < value else whole


_unary = {
    "neg": lambda a: -a,
    "pos": lambda a: +a,
    "abs": lambda a: abs(a),
    "invert": lambda a: ~a,
    "bool": lambda a: bool(a),
    "hash": lambda a: hash(a),
    "str": lambda a: str(a),
    "repr": lambda a: repr(a),
    "int": lambda a: _int(a),
    "float": lambda a: _float(a),
    "index": lambda a: _int(a),
    "trunc": lambda a: _int(a),
    "floor": _floor,
    "ceil": _ceil,
    "complex": lambda a: complex(a),
}

_arithmetic = "add sub mul truediv pow eq ne neg pos abs bool hash str repr"
_ordered = " floordiv mod divmod lt le gt ge int float trunc floor ceil"
_bits = " and or xor lshift rshift invert index"


def _round_method(self, ndigits=None):
    for kind in (int, float):
        value = native_value(self, kind)
        if value is not None:
            return round(value, ndigits)
    return round(1 if self else 0, ndigits)


def _whole(self):
    value = native_value(self, int)
    return (1 if self else 0) if value is None else value


def _plain(self):
    return native_value(self, float)


INT = _operators(int, (int,), (_arithmetic + _ordered + _bits).split())
INT.update(
    {
        "__round__": _round_method,
        "real": property(_whole),
        "imag": property(lambda self: 0),
        "numerator": property(_whole),
        "denominator": property(lambda self: 1),
        "conjugate": _whole,
        "as_integer_ratio": lambda self: (_whole(self), 1),
        "is_integer": lambda self: True,
    }
)

# A bool has the methods of an int, and operators of its own.
BOOL = _operators(bool, (bool, int), ["and", "or", "xor"])

FLOAT = _operators(float, (float, int), (_arithmetic + _ordered).split())
FLOAT.update(
    {
        "__round__": _round_method,
        "real": property(_plain),
        "imag": property(lambda self: 0.0),
        "conjugate": _plain,
    }
)

COMPLEX = _operators(complex, (complex, float, int), (_arithmetic + " complex").split())
COMPLEX["conjugate"] = lambda self: complex(self.real, -self.imag)
