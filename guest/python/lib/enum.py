import operator as _operator

from _collections import OrderedDict as _OrderedDict
from _classes import Type as _Type
from _classes import class_repr as _class_repr
from _classes import mend_order as _mend_order
from _classes import mro as _mro
from _classes import native_base as _native_base
from _classes import new_instance as _new_instance
from _classes import raw_attribute as _raw_attribute
from types import MappingProxyType as _MappingProxyType

__all__ = [
    "CONFORM",
    "CONTINUOUS",
    "EJECT",
    "Enum",
    "EnumCheck",
    "EnumMeta",
    "EnumType",
    "Flag",
    "FlagBoundary",
    "IntEnum",
    "IntFlag",
    "KEEP",
    "NAMED_FLAGS",
    "ReprEnum",
    "STRICT",
    "StrEnum",
    "UNIQUE",
    "auto",
    "global_enum",
    "global_enum_repr",
    "global_flag_repr",
    "global_str",
    "member",
    "nonmember",
    "property",
    "show_flag_values",
    "unique",
    "verify",
]

property = property


# A value that is chosen when the class is complete. Flags may compute with it before.
class auto:
    _pending = True

    def __init__(self, value=None):
        self.value = value

    def __or__(self, other):
        return _Expression(_operator.or_, self, other)

    def __ror__(self, other):
        return _Expression(_operator.or_, other, self)

    def __and__(self, other):
        return _Expression(_operator.and_, self, other)

    def __rand__(self, other):
        return _Expression(_operator.and_, other, self)

    def __xor__(self, other):
        return _Expression(_operator.xor, self, other)

    def __rxor__(self, other):
        return _Expression(_operator.xor, other, self)

    def __repr__(self):
        return "auto(" + repr(self.value) + ")"


class _Expression(auto):
    def __init__(self, operate, left, right):
        self.value = None
        self.operate = operate
        self.left = left
        self.right = right

    def resolve(self):
        left, right = [
            side.resolve() if isinstance(side, _Expression) else getattr(side, "value", side)
            for side in (self.left, self.right)
        ]
        return self.operate(left, right)


# Says that a value is a member, or none, of the class in which it stands.
class member:
    def __init__(self, value):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


# The metaclass of enumerations.
class EnumType(_Type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        return _complete(super().__new__(mcs, name, bases, namespace, **kwargs), bases)

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return reversed([cls._member_map_[name] for name in cls._member_names_])

    def __len__(cls):
        return len(cls._member_names_)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        try:
            return value in cls._value2member_map_
        except TypeError:
            return value in cls._unhashable_values_

    def __repr__(cls):
        kind = "<flag '" if cls._is_flag_ else "<enum '"
        return kind + cls.__name__ + "'>"


EnumMeta = EnumType


_plain = {int, str, float, tuple, list, dict, set, frozenset, bool, bytes, complex, auto}
_closure = lambda value: lambda: value  # noqa: E731


def _generator():
    yield


_no_members = {
    type(_closure),
    type(_closure(None)),
    type(_generator),
    staticmethod,
    classmethod,
    property,
    type,
}


def _is_reserved(name):
    return name.startswith("__") or name.endswith("_")


def _once(names):
    found = []
    for name in names:
        if name not in found:
            found.append(name)
    return found


# Makes the members of a class that was defined like any other.
def _complete(cls, bases):
    for base in bases:
        if getattr(base, "_member_map_", None):
            raise TypeError(_class_repr(base) + " cannot be extended")
    namespace = cls.__dict__
    ignored = namespace.get("_ignore_", ())
    if isinstance(ignored, str):
        ignored = ignored.replace(",", " ").split()
    pairs = []
    # What the source says of the order; the dictionary of a class has none.
    order = namespace.get("__order__", ())
    names = _once(order)
    names += [name for name in namespace if name not in names]
    if order:
        names.remove("__order__")
        del cls.__order__
    for name in names:
        value = namespace[name]
        kind = type(value)
        if kind in _no_members or (name.startswith("_") and _is_reserved(name)):
            continue
        if name in ignored:
            delattr(cls, name)
        elif kind is nonmember:
            setattr(cls, name, value.value)
        elif kind is member:
            pairs.append((name, value.value))
        elif kind in _plain or not hasattr(kind, "__get__"):
            pairs.append((name, value))
    members = cls._member_map_ = _OrderedDict()
    cls._member_names_ = []
    cls._value2member_map_ = {}
    cls._unhashable_values_ = []
    cls.__members__ = _MappingProxyType(members)
    _take_over(cls, bases, namespace)
    if pairs:
        simple = cls._member_new_ is cls._member_init_ is cls._member_type_ is None
        if simple and not cls._own_names_ and not cls._is_flag_ and _all_hashable(pairs):
            _add_plain_members(cls, pairs)
        else:
            _add_members(cls, pairs)
    return cls


# The class' own __new__ and __init__ make its members; from then on a call looks one up.
def _take_over(cls, bases, namespace):
    new = namespace.get("__new__")
    if new is not None and new is not _static_look_up:
        cls._member_new_ = new
    init = namespace.get("__init__")
    if init is _ignore_arguments:
        init = None
    if len(bases) == 1:
        if init is not None:
            cls._member_init_ = init
            cls.__init__ = _ignore_arguments
    else:
        _take_over_mixins(cls, init)
    if "name" in namespace or "value" in namespace:
        cls._own_names_ = tuple([name for name in ("name", "value") if name in namespace])
    cls.__new__ = _static_look_up


def _take_over_mixins(cls, init):
    if init is None:
        init = _raw_attribute(cls, "__init__")
    if init is not None and init is not _ignore_arguments:
        cls._member_init_ = init
    cls.__init__ = _ignore_arguments
    native = _native_base(cls)[0]
    cls._member_type_ = native
    cls._own_names_ = tuple(
        [name for name in ("name", "value") if _raw_attribute(cls, name) is not None]
    )
    if native is not None:
        # Native code would find the way of printing of the built-in class first.
        for name in ("__repr__", "__str__", "__format__"):
            for base in _mro(cls):
                if base is not object and base is not native and name in base.__dict__:
                    setattr(cls, name, base.__dict__[name])
                    break


def _ignore_arguments(self, *args, **kwargs):
    pass


_hashable = {int, str, float, bool, auto}


def _all_hashable(pairs):
    for _, value in pairs:
        if type(value) not in _hashable:
            return False
    return True


# The members of a class that has nothing in particular.
def _add_plain_members(cls, pairs):
    names = cls._member_names_
    by_name = cls._member_map_
    by_value = cls._value2member_map_
    new = object.__new__
    pending = auto
    values = []
    for name, value in pairs:
        if type(value) is pending:
            value = _resolved(cls, name, value, len(values), values)
        values.append(value)
        one = by_value.get(value)
        if one is None:
            one = new(cls)
            one._name_ = one.name = name
            one._value_ = one.value = value
            names.append(name)
            by_value[value] = one
        by_name[name] = one
        setattr(cls, name, one)


def _add_members(cls, pairs):
    native = cls._member_type_
    new = cls._member_new_
    init = cls._member_init_
    taken = cls._own_names_
    by_value = cls._value2member_map_
    by_name = cls._member_map_
    count = 0
    last_values = []
    for name, value in pairs:
        if type(value) is not int and type(value) is not str:
            value = _resolved(cls, name, value, count, last_values)
        args = (value,)
        if isinstance(value, tuple) and native is not tuple:
            args = value
        count += 1
        if new is not None:
            one = new(cls, *args)
        elif native is None:
            one = object.__new__(cls)
            one._value_ = value
        else:
            if cls._strings_only_ and not isinstance(value, str):
                raise TypeError(repr(value) + " is not a string")
            one = _new_instance(cls, *args)
            one._value_ = native(*args)
        one._name_ = name
        if new is not None and "_value_" not in one.__dict__:
            one._value_ = value if native is None else native(*args)
        if init is not None:
            init(one, *args)
        value = one._value_
        last_values.append(value)
        known = _find(cls, value)
        if known is not None:
            one = known
        else:
            if not taken:
                one.name = name
                one.value = value
            elif taken == ("name",):
                one.value = value
            elif taken == ("value",):
                one.name = name
            if not cls._is_flag_ or _is_single_bit(value):
                cls._member_names_.append(name)
            try:
                by_value[value] = one
            except TypeError:
                cls._unhashable_values_.append(value)
        by_name[name] = one
        setattr(cls, name, one)
    if cls._is_flag_:
        for one in by_name.values():
            cls._flag_mask_ |= one._value_
        for name in cls._member_names_:
            cls._singles_mask_ |= by_name[name]._value_


def _is_single_bit(value):
    return isinstance(value, int) and value > 0 and not value & (value - 1)


def _find(cls, value):
    try:
        found = cls._value2member_map_.get(value)
    except TypeError:
        found = None
    if found is None and cls._unhashable_values_:
        for one in cls._member_map_.values():
            if one._value_ == value:
                return one
    return found


# A member's value, with what auto() stands for.
def _resolved(cls, name, value, count, last_values):
    if isinstance(value, _Expression):
        if value.value is None:
            value.value = value.resolve()
        return value.value
    if isinstance(value, auto):
        if value.value is None:
            value.value = cls._generate_next_value_(name, 1, count, last_values[:])
        return value.value
    if isinstance(value, tuple) and type(value) is tuple:
        for item in value:
            if isinstance(item, auto):
                return tuple([_resolved(cls, name, item, count, last_values) for item in value])
    return value


_nothing = object()


# What calling an enumeration does: looks a member up by its value, or makes a new enumeration.
def _look_up(cls, value=_nothing, names=_nothing, *values, **kwargs):
    if names is _nothing:
        try:
            found = cls._value2member_map_.get(value)
        except TypeError:
            found = None
        if found is not None:
            return found
    if not cls._member_map_ and (names is not _nothing or kwargs):
        return _make(cls, value, kwargs.pop("names", names), **kwargs)
    if value is _nothing:
        raise TypeError(cls.__name__ + "() missing 1 required positional argument: 'value'")
    if names is not _nothing:
        value = (value, names) + values
    if type(value) is cls:
        return value
    found = _find(cls, value)
    if found is not None:
        return found
    if not cls._member_map_:
        raise TypeError(_class_repr(cls) + " has no members")
    found = cls._missing_(value)
    if isinstance(found, cls):
        return found
    if found is None:
        name = getattr(cls, "__qualname__", cls.__name__)
        raise ValueError(repr(value) + " is not a valid " + name)
    raise TypeError(
        "error in "
        + cls.__name__
        + "._missing_: returned "
        + repr(found)
        + " instead of None or a valid member"
    )


_static_look_up = staticmethod(_look_up)


def _make(cls, class_name, names, *, module=None, qualname=None, type=None, start=1, boundary=None):
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    pairs = []
    values = []
    for item in names.items() if isinstance(names, dict) else names:
        if isinstance(item, str):
            value = cls._generate_next_value_(item, start, len(pairs), values[:])
            item = (item, value)
        values.append(item[1])
        pairs.append(item)
    namespace = {"__qualname__": class_name, "__module__": module or "__main__"}
    bases = (cls,) if type is None else (type, cls)
    made = _new_class(class_name, bases, namespace)
    _complete(made, bases)
    _add_members(made, pairs)
    return made


_new_class = type


class Enum:
    _is_flag_ = False
    _strings_only_ = False
    _member_type_ = None
    _member_new_ = None
    _member_init_ = None
    _own_names_ = ()
    _member_map_ = {}  # noqa: RUF012
    _member_names_ = []  # noqa: RUF012
    _ignore_ = ()

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return max(last_values) + 1 if last_values else start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __format__(self, format_spec):
        return format(str(self), format_spec)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


# An enumeration whose members print like their values.
class ReprEnum(Enum):
    pass


def _print_value(self):
    return str(self._value_)


def _format_value(self, format_spec):
    return format(self._value_, format_spec)


class IntEnum(int, ReprEnum):
    __str__ = _print_value
    __format__ = _format_value


class StrEnum(str, ReprEnum):
    _strings_only_ = True
    __str__ = _print_value
    __format__ = _format_value

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


# What becomes of bits that no flag has.
class FlagBoundary(StrEnum):
    pass


# An enumeration whose members can be combined.
class Flag(Enum):
    _is_flag_ = True
    _keeps_ = False
    _flag_mask_ = 0
    _singles_mask_ = 0

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        highest = max(last_values)
        value = 1
        while value <= highest:
            value <<= 1
        return value

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(
                repr(value) + " is not a valid " + getattr(cls, "__qualname__", cls.__name__)
            )
        mask = cls._flag_mask_
        if not cls._keeps_ and (value & ~mask if value >= 0 else ~value & ~mask):
            raise ValueError(_invalid_bits(cls, value, mask))
        if value < 0:
            every = 1
            while every <= max(mask, ~value):
                every <<= 1
            value += every
            if not cls._keeps_:
                value &= mask
            known = cls._value2member_map_.get(value)
            if known is not None:
                return known
        return _combined(cls, value)

    def _number(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        if self._keeps_ and isinstance(other, int):
            return other
        return None

    def __or__(self, other):
        number = self._number(other)
        return NotImplemented if number is None else self.__class__(self._value_ | number)

    def __and__(self, other):
        number = self._number(other)
        return NotImplemented if number is None else self.__class__(self._value_ & number)

    def __xor__(self, other):
        number = self._number(other)
        return NotImplemented if number is None else self.__class__(self._value_ ^ number)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        if self._keeps_:
            return self.__class__(~self._value_)
        return self.__class__(self._singles_mask_ & ~self._value_)

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(
                "unsupported operand type(s) for 'in': '"
                + type(other).__name__
                + "' and '"
                + self.__class__.__name__
                + "'"
            )
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter(_parts(self.__class__, self._value_))

    def __len__(self):
        return len(_parts(self.__class__, self._value_))

    def __bool__(self):
        return bool(self._value_)

    def __repr__(self):
        if self._name_ is None:
            return "<%s: %r>" % (self.__class__.__name__, self._value_)
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        if self._name_ is None:
            return "%s(%r)" % (self.__class__.__name__, self._value_)
        return "%s.%s" % (self.__class__.__name__, self._name_)


def _invalid_bits(cls, value, mask):
    width = max(len(bin(abs(value))), len(bin(mask))) - 2
    return (
        _class_repr(cls)
        + " invalid value "
        + repr(value)
        + "\n    given "
        + _bits(value, width)
        + "\n  allowed "
        + _bits(mask, width)
    )


# A number in two's complement, its sign apart.
def _bits(value, width):
    digits = bin(value % (1 << width))[2:]
    return ("0b1 " if value < 0 else "0b0 ") + "0" * (width - len(digits)) + digits


def _parts(cls, value):
    parts = [cls._member_map_[name] for name in cls._member_names_]
    return [one for one in parts if one._value_ & value]


# The member that stands for several flags at once.
def _combined(cls, value):
    one = object.__new__(cls) if cls._member_type_ is None else _new_instance(cls, value)
    parts = _parts(cls, value)
    names = [part._name_ for part in parts]
    rest = value
    for part in parts:
        rest &= ~part._value_
    if rest:
        names.append(repr(rest))
    one._name_ = one.name = "|".join(names) if parts else None
    one._value_ = one.value = value
    one.__objclass__ = cls
    cls._value2member_map_[value] = one
    return one


# Those of its operators that Flag has are repeated, because native code would find those of int.
class IntFlag(int, ReprEnum, Flag):
    _is_flag_ = True
    _keeps_ = True
    __str__ = _print_value
    __format__ = _format_value
    __or__ = __ror__ = Flag.__or__
    __and__ = __rand__ = Flag.__and__
    __xor__ = __rxor__ = Flag.__xor__
    __invert__ = Flag.__invert__
    __contains__ = Flag.__contains__
    __iter__ = Flag.__iter__
    __len__ = Flag.__len__
    __bool__ = Flag.__bool__


# Native code does not compute with a number on the left and a member on the right.
def _integer_method(operate, swapped):
    def forward(self, other):
        if isinstance(other, Enum):
            other = other._value_
        return operate(self._value_, other)

    def backward(self, other):
        return operate(other, self._value_)

    return backward if swapped else forward


for _name in ("add", "sub", "mul", "floordiv", "mod", "truediv", "pow", "lshift", "rshift"):
    for _class in (IntEnum, IntFlag):
        setattr(_class, "__" + _name + "__", _integer_method(getattr(_operator, _name), False))
        setattr(_class, "__r" + _name + "__", _integer_method(getattr(_operator, _name), True))
for _name in ("lt", "le", "gt", "ge"):
    for _class in (IntEnum, IntFlag):
        setattr(_class, "__" + _name + "__", _integer_method(getattr(_operator, _name), False))

for _class in (IntEnum, StrEnum, IntFlag):
    _mend_order(_class)
EnumType._complete_ = _complete
Enum._metaclass_ = EnumType
for _class in (Enum, ReprEnum, IntEnum, StrEnum, Flag, IntFlag, FlagBoundary):
    _complete(_class, _class.__bases__)
_add_members(
    FlagBoundary,
    [("STRICT", "strict"), ("CONFORM", "conform"), ("EJECT", "eject"), ("KEEP", "keep")],
)
STRICT = FlagBoundary.STRICT
CONFORM = FlagBoundary.CONFORM
EJECT = FlagBoundary.EJECT
KEEP = FlagBoundary.KEEP


class EnumCheck(StrEnum):
    pass


_complete(EnumCheck, (StrEnum,))
_add_members(
    EnumCheck,
    [
        ("CONTINUOUS", "no skipped integer values"),
        ("NAMED_FLAGS", "multi-flag aliases may not contain unnamed flags"),
        ("UNIQUE", "one name per value"),
    ],
)
CONTINUOUS = EnumCheck.CONTINUOUS
NAMED_FLAGS = EnumCheck.NAMED_FLAGS
UNIQUE = EnumCheck.UNIQUE


# Refuses an enumeration that has two names for one value.
def unique(enumeration):
    duplicates = [
        name + " -> " + one._name_
        for name, one in enumeration._member_map_.items()
        if name != one._name_
    ]
    if duplicates:
        raise ValueError(
            "duplicate values found in " + _class_repr(enumeration) + ": " + ", ".join(duplicates)
        )
    return enumeration


# A decorator that refuses an enumeration which does not keep to the checks.
def verify(*checks):
    return lambda enumeration: _verified(enumeration, checks)


def _verified(enumeration, checks):
    values = [one._value_ for one in enumeration._member_map_.values()]
    for check in checks:
        if check is UNIQUE:
            unique(enumeration)
        elif check is CONTINUOUS:
            if enumeration._is_flag_:
                wanted = [1 << bit for bit in range(len(bin(max(values))) - 2)]
            else:
                wanted = range(min(values), max(values) + 1)
            lacking = [value for value in wanted if value not in values]
            if lacking:
                raise ValueError(
                    "invalid "
                    + ("flag " if enumeration._is_flag_ else "enum ")
                    + repr(enumeration.__name__)
                    + ": missing values "
                    + ", ".join(map(str, lacking))
                )
        elif check is NAMED_FLAGS:
            for name, one in enumeration._member_map_.items():
                unnamed = one._value_ & ~enumeration._singles_mask_
                if unnamed:
                    raise ValueError(
                        "invalid Flag "
                        + repr(enumeration.__name__)
                        + ": alias "
                        + name
                        + " is missing value "
                        + hex(unnamed)
                    )
    return enumeration


# The single bits of a flag's value.
def show_flag_values(value):
    value = int(getattr(value, "_value_", value))
    bits = []
    bit = 1
    while bit <= value:
        if value & bit:
            bits.append(bit)
        bit <<= 1
    return bits


def global_enum_repr(self):
    return self.__class__.__module__ + "." + self._name_


def global_flag_repr(self):
    return self.__class__.__module__ + "." + (self._name_ or repr(self._value_))


def global_str(self):
    return self._name_ or repr(self._value_)


def global_enum(cls, update_str=False):
    raise NotImplementedError(
        "global_enum: assign the members to module names yourself, for example RED = Color.RED"
    )
