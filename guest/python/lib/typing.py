import collections as _collections
import collections.abc as _abc
from _classes import GenericAlias as _GenericAlias
from _classes import Type as _Type
from _classes import UnionType as _UnionType
from _classes import mro as _mro
from _classes import substitute as _substitute
from _classes import type_parameters as _type_parameters
from _classes import type_text as _type_text
from abc import ABCMeta as _ABCMeta
from collections import _make_namedtuple

TYPE_CHECKING = False


def _text(value):
    if value is type(None):
        return "None"
    return _type_text(value)


# What may stand where a type is expected: it can be subscripted, joined by | and derived from.
class _Form:
    def __init__(self, name, entries=()):
        self._name = name
        self._entries = entries

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __mro_entries__(self, bases):
        return self._entries

    def __call__(self, *args, **kwargs):
        raise TypeError("Cannot instantiate typing." + self._name)

    def __getitem__(self, args):
        raise TypeError("typing." + self._name + " is not subscriptable")

    def __repr__(self):
        return "typing." + self._name


# A subscripted form. `__origin__` and `__args__` are those of CPython.
class _Alias(_Form):
    def __init__(self, name, origin, args, entries=()):
        self._name = name
        self._entries = entries
        self.__origin__ = origin
        self.__args__ = args

    @property
    def __parameters__(self):
        return _type_parameters(self.__args__)

    def __getitem__(self, args):
        return _Alias(self._name, self.__origin__, _substitute(self.__args__, args), self._entries)

    def __call__(self, *args, **kwargs):
        if not isinstance(self.__origin__, type):
            raise TypeError("Cannot instantiate " + repr(self))
        return self.__origin__(*args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__") or not isinstance(self.__origin__, type):
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __eq__(self, other):
        if not isinstance(other, _Alias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash(self.__args__)

    def __repr__(self):
        args = self.__args__
        if self.__origin__ is _abc.Callable and args[0] is not ...:
            inner = "[" + ", ".join(map(_text, args[:-1])) + "], " + _text(args[-1])
        else:
            inner = ", ".join(map(_text, args)) or "()"
        return "typing." + self._name + "[" + inner + "]"


# List, Dict and other names of classes that exist outside of typing.
class _ClassForm(_Form):
    def __init__(self, name, origin):
        super().__init__(name, (origin,))
        self.__origin__ = origin

    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        return _Alias(self._name, self.__origin__, _checked(args), self._entries)

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)


class _CallableForm(_ClassForm):
    def __getitem__(self, args):
        if not isinstance(args, tuple) or len(args) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        params, result = args
        params = tuple(params) if isinstance(params, list) else (params,)
        return _Alias(self._name, self.__origin__, _checked(params + (result,)), self._entries)


def _checked(args):
    return tuple([_as_type(arg) for arg in args])


def _as_type(arg):
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg)
    return arg


# Final[int], ClassVar[int] and others that take one type, or several.
class _Qualifier(_Form):
    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        return _Alias(self._name, self, _checked(args))


class _LiteralForm(_Form):
    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        flat = []
        for arg in args:
            inner = arg.__args__ if getattr(arg, "__origin__", None) is self else (arg,)
            for value in inner:
                known = [old for old in flat if old == value and type(old) is type(value)]
                if not known:
                    flat.append(value)
        return _LiteralAlias("Literal", self, tuple(flat))


class _LiteralAlias(_Alias):
    def __repr__(self):
        return "typing.Literal[" + ", ".join(map(repr, self.__args__)) + "]"


class _UnionForm(_Form):
    def __getitem__(self, args):
        if args == ():
            raise TypeError("Cannot take a Union of no types.")
        if not isinstance(args, tuple):
            args = (args,)
        flat = []
        for arg in _checked(args):
            is_union = isinstance(arg, (_UnionAlias, _UnionType))
            for member in arg.__args__ if is_union else (arg,):
                if member not in flat:
                    flat.append(member)
        return flat[0] if len(flat) == 1 else _UnionAlias("Union", self, tuple(flat))


class _UnionAlias(_Alias):
    _is_union_ = True

    def __getitem__(self, args):
        return Union[_substitute(self.__args__, args)]

    def __eq__(self, other):
        if not isinstance(other, (_UnionAlias, _UnionType)):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and type(None) in args:
            return "typing.Optional[" + _text(args[args[0] is type(None)]) + "]"
        return "typing.Union[" + ", ".join(map(_text, args)) + "]"


class _OptionalForm(_Form):
    def __getitem__(self, arg):
        return Union[arg, None]


class _AnnotatedForm(_Form):
    def __getitem__(self, args):
        if not isinstance(args, tuple) or len(args) < 2:
            raise TypeError(
                "Annotated[...] should be used with at least two arguments (a type and an "
                "annotation)."
            )
        alias = _AnnotatedAlias("Annotated", _as_type(args[0]), (_as_type(args[0]),))
        alias.__metadata__ = args[1:]
        return alias


class _AnnotatedAlias(_Alias):
    def __repr__(self):
        parts = [_text(self.__origin__)] + [repr(value) for value in self.__metadata__]
        return "typing.Annotated[" + ", ".join(parts) + "]"


# The class that Generic[T] and Protocol stand for as a base.
class _GenericClass:
    @classmethod
    def __class_getitem__(cls, args):
        return _GenericAlias(cls, args)


class _GenericForm(_Form):
    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        return _Alias(self._name, self, args, self._entries)


# The metaclass of protocols: whether a class has what is asked for decides, not what it is.
class _ProtocolMeta(_ABCMeta):
    def __subclasscheck__(cls, subclass):
        if cls in _mro(subclass):
            return True
        own = cls.__dict__
        if not own.get("_is_protocol"):
            return _ABCMeta.__subclasscheck__(cls, subclass)
        if not own.get("_is_runtime_protocol"):
            raise TypeError(
                "Instance and class checks can only be used with @runtime_checkable protocols"
            )
        return all([hasattr(subclass, name) for name in _protocol_members(cls)])


def _complete_protocol(cls, bases):
    cls._is_protocol = _ProtocolClass in bases
    _ABCMeta._complete_(cls, bases)
    if cls._is_protocol and "__init__" not in cls.__dict__:
        cls.__init__ = _no_protocols
    elif not cls._is_protocol and cls.__init__ is _no_protocols:
        cls.__init__ = _plain_init
    return cls


def _no_protocols(self, *args, **kwargs):
    if type(self)._is_protocol:
        raise TypeError("Protocols cannot be instantiated")


def _plain_init(self):
    pass


def _protocol_members(cls):
    members = []
    for base in _mro(cls):
        namespace = base.__dict__
        if namespace.get("_is_protocol"):
            for name in list(namespace) + list(namespace.get("__annotations__", ())):
                if name not in _not_members and name not in members:
                    members.append(name)
    return members


_not_members = (
    "__module__ __qualname__ __annotations__ __orig_bases__ __init__ __new__ __doc__ __slots__ "
    "__abstractmethods__ _own_abstract_ _guarded_ _metaclass_ _is_protocol _is_runtime_protocol "
    "_virtual_subclasses_ __str__"
).split()

_ProtocolMeta._complete_ = _complete_protocol


class _ProtocolClass(_GenericClass):
    _metaclass_ = _ProtocolMeta
    _is_protocol = True
    __abstractmethods__ = frozenset()


# Lets isinstance() look at which methods a class has.
def runtime_checkable(cls):
    if not getattr(cls, "_is_protocol", False):
        raise TypeError(
            "@runtime_checkable can be only applied to protocol classes, got " + repr(cls)
        )
    cls._is_runtime_protocol = True
    return cls


def _is_class_var(hint):
    if isinstance(hint, str):
        return hint.startswith(("ClassVar", "typing.ClassVar"))
    return hint is ClassVar or getattr(hint, "__origin__", None) is ClassVar


# Any can be a base, for classes that stand for something that is not known.
class _AnyForm(_Form):
    pass


class _AnyClass:
    pass


class TypeVar:
    __typing_variable__ = True

    def __init__(
        self, name, *constraints, bound=None, covariant=False, contravariant=False, **kwargs
    ):
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        if self.__covariant__:
            return "+" + self.__name__
        return ("-" if self.__contravariant__ else "~") + self.__name__


class ParamSpec(TypeVar):
    def __init__(self, name, *, bound=None, covariant=False, contravariant=False, **kwargs):
        super().__init__(name, bound=bound, covariant=covariant, contravariant=contravariant)
        self.args = _Form(name + ".args")
        self.kwargs = _Form(name + ".kwargs")


class TypeVarTuple:
    __typing_variable__ = True

    def __init__(self, name, **kwargs):
        self.__name__ = name

    def __iter__(self):
        yield Unpack[self]

    def __repr__(self):
        return self.__name__


class ForwardRef:
    def __init__(self, arg, is_argument=True, module=None, **kwargs):
        self.__forward_arg__ = arg

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return "ForwardRef(" + repr(self.__forward_arg__) + ")"


# A type of its own for a type checker; calling it returns its argument.
class NewType:
    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__supertype__ = tp
        self.__module__ = "__main__"

    def __call__(self, value):
        return value

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        return self.__module__ + "." + self.__name__


class TypeAliasType:
    def __init__(self, name, value, *, type_params=()):
        self.__name__ = name
        self.__value__ = value
        self.__type_params__ = type_params

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __getitem__(self, args):
        return self.__value__[args]

    def __repr__(self):
        return self.__name__


Any = _AnyForm("Any", (_AnyClass,))
NoReturn = _Form("NoReturn")
Never = _Form("Never")
Self = _Form("Self")
LiteralString = _Form("LiteralString")
TypeAlias = _Form("TypeAlias")
Union = _UnionForm("Union")
Optional = _OptionalForm("Optional")
Literal = _LiteralForm("Literal")
Annotated = _AnnotatedForm("Annotated")
ClassVar = _Qualifier("ClassVar")
Final = _Qualifier("Final")
Required = _Qualifier("Required")
NotRequired = _Qualifier("NotRequired")
ReadOnly = _Qualifier("ReadOnly")
TypeGuard = _Qualifier("TypeGuard")
TypeIs = _Qualifier("TypeIs")
Unpack = _Qualifier("Unpack")
Concatenate = _Qualifier("Concatenate")
Generic = _GenericForm("Generic", (_GenericClass,))
Protocol = _GenericForm("Protocol", (_ProtocolClass,))
Callable = _CallableForm("Callable", _abc.Callable)
List = _ClassForm("List", list)
Dict = _ClassForm("Dict", dict)
Set = _ClassForm("Set", set)
FrozenSet = _ClassForm("FrozenSet", frozenset)
Tuple = _ClassForm("Tuple", tuple)
Type = _ClassForm("Type", type)
DefaultDict = _ClassForm("DefaultDict", _collections.defaultdict)
OrderedDict = _ClassForm("OrderedDict", _collections.OrderedDict)
Counter = _ClassForm("Counter", _collections.Counter)
ChainMap = _ClassForm("ChainMap", _collections.ChainMap)
Deque = _ClassForm("Deque", _collections.deque)
AbstractSet = _ClassForm("AbstractSet", _abc.Set)
MutableSet = _ClassForm("MutableSet", _abc.MutableSet)
Mapping = _ClassForm("Mapping", _abc.Mapping)
MutableMapping = _ClassForm("MutableMapping", _abc.MutableMapping)
Sequence = _ClassForm("Sequence", _abc.Sequence)
MutableSequence = _ClassForm("MutableSequence", _abc.MutableSequence)
Iterable = _ClassForm("Iterable", _abc.Iterable)
Iterator = _ClassForm("Iterator", _abc.Iterator)
Generator = _ClassForm("Generator", _abc.Generator)
Reversible = _ClassForm("Reversible", _abc.Reversible)
Container = _ClassForm("Container", _abc.Container)
Collection = _ClassForm("Collection", _abc.Collection)
Hashable = _ClassForm("Hashable", _abc.Hashable)
Sized = _ClassForm("Sized", _abc.Sized)
KeysView = _ClassForm("KeysView", _abc.KeysView)
ItemsView = _ClassForm("ItemsView", _abc.ItemsView)
ValuesView = _ClassForm("ValuesView", _abc.ValuesView)
MappingView = _ClassForm("MappingView", _abc.MappingView)
ByteString = _ClassForm("ByteString", _abc.ByteString)
Awaitable = _ClassForm("Awaitable", _abc.Awaitable)
Coroutine = _ClassForm("Coroutine", _abc.Coroutine)
AsyncIterable = _ClassForm("AsyncIterable", _abc.AsyncIterable)
AsyncIterator = _ClassForm("AsyncIterator", _abc.AsyncIterator)
AsyncGenerator = _ClassForm("AsyncGenerator", _abc.AsyncGenerator)
Text = str
AnyStr = TypeVar("AnyStr", bytes, str)


class _Named(_GenericClass):
    pass


class IO(_Named):
    pass


class TextIO(IO):
    pass


class BinaryIO(IO):
    pass


class Pattern(_Named):
    pass


class Match(_Named):
    pass


class ContextManager(_Named):
    pass


class AsyncContextManager(_Named):
    pass


def _supports(name, *methods):
    namespace = {method: _no_protocols for method in methods}
    namespace["_is_protocol"] = namespace["_is_runtime_protocol"] = True
    return type(name, (_ProtocolClass,), namespace)


SupportsAbs = _supports("SupportsAbs", "__abs__")
SupportsBytes = _supports("SupportsBytes", "__bytes__")
SupportsComplex = _supports("SupportsComplex", "__complex__")
SupportsFloat = _supports("SupportsFloat", "__float__")
SupportsIndex = _supports("SupportsIndex", "__index__")
SupportsInt = _supports("SupportsInt", "__int__")
SupportsRound = _supports("SupportsRound", "__round__")


# The metaclass of what is written as `class Point(NamedTuple):`.
class _NamedTupleMeta(_Type):
    pass


def _complete_namedtuple(cls, bases):
    if _NamedTupleClass not in bases:
        return cls
    namespace = dict(cls.__dict__.items())
    namespace.pop("_metaclass_", None)
    hints = namespace.get("__annotations__", {})
    names = list(hints)
    defaults = []
    for name in names:
        if name in namespace:
            defaults.append(namespace.pop(name))
        elif defaults:
            raise TypeError("non-default namedtuple field " + name + " cannot follow default field")
    others = tuple([base for base in bases if base is not _NamedTupleClass])
    for name in ("__new__", "__init__", "_fields", "_replace", "_make", "_asdict"):
        if name in namespace:
            raise AttributeError("Cannot overwrite NamedTuple attribute " + name)
    return _make_namedtuple(
        cls.__name__, names, tuple(defaults), others + (_collections._NamedTuple,), namespace
    )


_NamedTupleMeta._complete_ = _complete_namedtuple


class _NamedTupleClass:
    _metaclass_ = _NamedTupleMeta


class _NamedTupleForm(_Form):
    def __call__(self, typename, fields=(), **kwargs):
        fields = list(fields) + list(kwargs.items())
        made = _collections.namedtuple(typename, [name for name, _ in fields])
        made.__annotations__ = dict(fields)
        return made

    def __repr__(self):
        return "<function NamedTuple>"


NamedTuple = _NamedTupleForm("NamedTuple", (_NamedTupleClass,))


# Finds out which keys a class that is written as `class Movie(TypedDict):` has.
def _typed_dict(cls, bases, total):
    hints = {}
    required = set()
    optional = set()
    for base in bases:
        if base is not _TypedDictClass:
            hints.update(base.__annotations__)
            required.update(base.__required_keys__)
            optional.update(base.__optional_keys__)
    for name, hint in cls.__dict__.get("__annotations__", {}).items():
        hints[name] = hint
        origin = getattr(hint, "__origin__", None)
        needed = total if origin not in (Required, NotRequired) else origin is Required
        (required if needed else optional).add(name)
        (optional if needed else required).discard(name)
    cls.__annotations__ = hints
    cls.__required_keys__ = frozenset(required)
    cls.__optional_keys__ = frozenset(optional)
    cls.__total__ = total
    return cls


# Calling such a class makes a dict.
class _TypedDictClass:
    def __new__(cls, *args, **kwargs):
        return dict(*args, **kwargs)

    def __init_subclass__(cls, total=True):
        _typed_dict(cls, cls.__bases__, total)


class _TypedDictForm(_Form):
    def __call__(self, typename, fields=None, *, total=True, **kwargs):
        cls = type(typename, (_TypedDictClass,), {"__annotations__": dict(fields or kwargs)})
        return _typed_dict(cls, (_TypedDictClass,), total)


TypedDict = _TypedDictForm("TypedDict", (_TypedDictClass,))


# Returns the value: what it is said to be matters to a type checker only.
def cast(typ, val):
    return val


def assert_type(val, typ):
    return val


def reveal_type(obj):
    return obj


def assert_never(arg):
    raise AssertionError("Expected code to be unreachable, but got: " + repr(arg))


def overload(func):
    return _overload_dummy


def _overload_dummy(*args, **kwds):
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions "
        "outside a stub module should always be followed by an implementation that is not "
        "@overload-ed."
    )


def get_overloads(func):
    return []


def clear_overloads():
    pass


def final(f):
    return f


def override(method):
    return method


def no_type_check(arg):
    return arg


def no_type_check_decorator(decorator):
    return decorator


def dataclass_transform(**kwargs):
    return lambda cls_or_fn: cls_or_fn


# The annotations of a class and its bases, or of a function. Text is evaluated where names are
# given for it, and in the built-in names and those of this module otherwise.
def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    hints = {}
    if isinstance(obj, type):
        for base in reversed(_mro(obj)):
            hints.update(base.__dict__.get("__annotations__", {}))
    else:
        found = getattr(obj, "__annotations__", None)
        if found is None and not callable(obj):
            raise TypeError(repr(obj) + " is not a module, class, method, or function.")
        hints.update(found or {})
    if globalns is None:
        globalns = getattr(obj, "__globals__", {})
    for name, hint in hints.items():
        if hint is None:
            hint = type(None)
        if isinstance(hint, ForwardRef):
            hint = hint.__forward_arg__
        if isinstance(hint, str):
            hint = eval(hint, globalns, localns if localns is not None else {})
        if isinstance(hint, _AnnotatedAlias) and not include_extras:
            hint = hint.__origin__
        hints[name] = hint
    return hints


def get_origin(tp):
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if tp is Generic:
        return Generic
    if isinstance(tp, _UnionType):
        from types import UnionType

        return UnionType
    if isinstance(tp, (_Form, _GenericAlias)):
        return getattr(tp, "__origin__", None)
    return None


def get_args(tp):
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__,) + tp.__metadata__
    if not isinstance(tp, (_Alias, _GenericAlias, _UnionType)):
        return ()
    args = tp.__args__
    if tp.__origin__ is _abc.Callable if isinstance(tp, _Alias) else False:
        return (... if args[0] is ... else list(args[:-1]), args[-1])
    return args


def is_typeddict(tp):
    return isinstance(tp, type) and issubclass(tp, _TypedDictClass)


def is_protocol(tp):
    return isinstance(tp, type) and tp is not Protocol and getattr(tp, "_is_protocol", False)


def get_protocol_members(tp):
    if not is_protocol(tp):
        raise TypeError(repr(tp) + " is not a Protocol")
    return frozenset(_protocol_members(tp))
