from _collections import OrderedDict as _OrderedDict
from _classes import mro as _mro
from abc import update_abstractmethods as _update_abstractmethods
from copy import deepcopy as _deepcopy

__all__ = [
    "FrozenInstanceError",
    "InitVar",
    "KW_ONLY",
    "MISSING",
    "Field",
    "asdict",
    "astuple",
    "dataclass",
    "field",
    "fields",
    "is_dataclass",
    "make_dataclass",
    "replace",
]


class FrozenInstanceError(AttributeError):
    pass


class _Marker:
    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


MISSING = _Marker("<dataclasses._MISSING_TYPE object>")
KW_ONLY = _Marker("<dataclasses._KW_ONLY_TYPE object>")


class _InitVarForm:
    def __getitem__(self, type):
        return self.__class__(type)

    def __init__(self, type=None):
        self.type = type

    def __repr__(self):
        name = getattr(self.type, "__name__", None) or repr(self.type)
        return "dataclasses.InitVar" + ("" if self.type is None else "[" + name + "]")


InitVar = _InitVarForm()


class Field:
    name = None
    type = None
    default = MISSING
    default_factory = MISSING
    init = True
    repr = True
    hash = None
    compare = True
    metadata = {}  # noqa: RUF012
    kw_only = MISSING
    _in_init_only = False

    def __repr__(self):
        names = "name type default default_factory init repr hash compare metadata kw_only"
        parts = [name + "=" + _repr(getattr(self, name)) for name in names.split()]
        return "Field(" + ",".join(parts) + ")"


_repr = repr
_hash = hash
_getattr = getattr
_setattr = setattr
_put = object.__setattr__


# Says more about a field than its default.
def field(
    *,
    default=MISSING,
    default_factory=MISSING,
    init=True,
    repr=True,
    hash=None,
    compare=True,
    metadata=None,
    kw_only=MISSING,
):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    made = Field()
    made.default = default
    made.default_factory = default_factory
    made.init = init
    made.repr = repr
    made.hash = hash
    made.compare = compare
    made.kw_only = kw_only
    if metadata is not None:
        made.metadata = metadata
    return made


class _Params:
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen):
        self.init = init
        self.repr = repr
        self.eq = eq
        self.order = order
        self.unsafe_hash = unsafe_hash
        self.frozen = frozen


# Gives a class what its annotations call for.
def dataclass(
    cls=None,
    *,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
):
    if weakref_slot and not slots:
        raise TypeError("weakref_slot is True but slots is False")
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    params = _Params(init, repr, eq, order, unsafe_hash, frozen)

    def process(cls):
        return _process(cls, params, match_args, kw_only, slots)

    return process if cls is None else process(cls)


def _process(cls, params, match_args, kw_only, slots):
    all_fields = _inherited(cls, params.frozen)
    for found in _own_fields(cls, kw_only):
        all_fields[found.name] = found
    everything = list(all_fields.values())
    own = cls.__dict__
    cls.__dataclass_fields__ = all_fields
    cls.__dataclass_params__ = params
    stored = [found for found in everything if not found._in_init_only]
    cls._dataclass_names_ = tuple([found.name for found in stored])
    compared = tuple([found.name for found in stored if found.compare])
    own_eq = "__eq__" in own
    if params.init:
        cls.__init__ = _initializer(cls, everything, params.frozen)
    if params.repr and "__repr__" not in own:
        cls.__repr__ = _representation([found.name for found in stored if found.repr])
    if params.eq and not own_eq:
        cls.__eq__ = _equality(compared)
    if params.order:
        _add_order(cls, compared)
    if params.frozen:
        _freeze(cls, tuple(all_fields))
    _add_hash(cls, params, own_eq, stored)
    if match_args and "__match_args__" not in own:
        cls.__match_args__ = tuple(
            [found.name for found in everything if found.init and not found.kw_only]
        )
    if slots and "__slots__" not in own:
        cls.__slots__ = cls._dataclass_names_
    cls.__replace__ = _replaced
    return _update_abstractmethods(cls)


def _inherited(cls, frozen):
    all_fields = _OrderedDict()
    any_frozen = False
    any_thawed = False
    for base in reversed(_mro(cls)[1:]):
        base_fields = base.__dict__.get("__dataclass_fields__")
        if base_fields is not None:
            all_fields.update(base_fields)
            if base.__dataclass_params__.frozen:
                any_frozen = True
            else:
                any_thawed = True
    if any_frozen and not frozen:
        raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
    if any_thawed and frozen:
        raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    return all_fields


def _own_fields(cls, kw_only):
    found = []
    own = cls.__dict__
    hints = own.get("__annotations__", {})
    for name, hint in hints.items():
        in_init_only = False
        # Nearly all annotations are classes or subscripted forms, and need no look.
        if not isinstance(hint, type):
            if hint is KW_ONLY or (isinstance(hint, str) and hint.endswith("KW_ONLY")):
                kw_only = True
                continue
            if _is_form(hint, "ClassVar"):
                continue
            in_init_only = isinstance(hint, _InitVarForm) or _is_form(hint, "InitVar")
        one = _field_of(cls, name, own.get(name, MISSING))
        one.name = name
        one.type = hint
        one._in_init_only = in_init_only
        if one.kw_only is MISSING:
            one.kw_only = kw_only
        found.append(one)
    for name, value in own.items():
        if isinstance(value, Field) and name not in hints:
            raise TypeError(_repr(name) + " is a field but has no type annotation")
    return found


# Whether an annotation is this form of typing, subscripted or not, or text that says so.
def _is_form(hint, name):
    if isinstance(hint, str):
        word = hint.split("[")[0]
        return word == name or word.endswith("." + name)
    return getattr(hint, "_name", None) == name


# Makes the field, and leaves its default, or nothing, in the class.
def _field_of(cls, name, value):
    if isinstance(value, Field):
        one = value
        if one.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, one.default)
    else:
        one = Field()
        if value is MISSING:
            return one
        one.default = value
    if isinstance(one.default, (list, dict, set)):
        raise ValueError(
            "mutable default "
            + _repr(type(one.default))
            + " for field "
            + name
            + " is not allowed: use default_factory"
        )
    return one


# The __init__ of a class.
def _initializer(cls, everything, frozen):
    positional = []
    keyword_only = []
    unset = []
    defaults = []
    passes = False
    plain = True
    for one in everything:
        if not one.init:
            if one.default_factory is not MISSING:
                unset.append(one)
            continue
        if one._in_init_only:
            passes = True
        if one.kw_only:
            keyword_only.append(one)
            continue
        positional.append(one)
        if one.default_factory is not MISSING:
            plain = False
        elif one.default is MISSING:
            if defaults:
                raise TypeError(
                    "non-default argument " + _repr(one.name) + " follows default argument"
                )
            continue
        defaults.append(one.default)
    init_fields = positional + keyword_only
    names = tuple([one.name for one in init_fields])
    wanted = [(one.name, one.default, one.default_factory) for one in init_fields]
    count = len(positional)
    required = count - len(defaults)
    defaults = tuple(defaults)
    post = hasattr(cls, "__post_init__")
    store = _put if frozen else _setattr

    # Fills up the arguments if not all of them are given by position.
    def complete(args, kwargs):
        given = len(args)
        if plain and not kwargs and required <= given < count and not keyword_only:
            return args + defaults[given - required :]
        if given > count:
            raise TypeError(_surplus(cls, required, count, given))
        args = list(args)
        missing = []
        for name, default, factory in wanted[given:]:
            if name in kwargs:
                args.append(kwargs.pop(name))
            elif default is not MISSING:
                args.append(default)
            elif factory is not MISSING:
                args.append(factory())
            else:
                missing.append(name)
        if kwargs:
            raise TypeError(_unexpected(cls, names, kwargs))
        if missing:
            raise TypeError(_lacking(cls, missing, names[:count]))
        return args

    if not (keyword_only or passes or unset) and count in _short:
        return _short[count](names, complete, store, post)

    def __init__(self, *args, **kwargs):
        if kwargs or len(args) != count or keyword_only:
            args = complete(args, kwargs)
        passed = ()
        if passes:
            passed = []
            for one, value in zip(init_fields, args):
                if one._in_init_only:
                    passed.append(value)
                else:
                    store(self, one.name, value)
        else:
            for name, value in zip(names, args):
                store(self, name, value)
        for one in unset:
            store(self, one.name, one.default_factory())
        if post:
            self.__post_init__(*passed)

    return __init__


# The same for few fields, without a loop: half the price.
def _with_one(names, complete, store, post):
    (first,) = names

    def __init__(self, *args, **kwargs):
        if kwargs or len(args) != 1:
            args = complete(args, kwargs)
        store(self, first, args[0])
        if post:
            self.__post_init__()

    return __init__


def _with_two(names, complete, store, post):
    first, second = names

    def __init__(self, *args, **kwargs):
        if kwargs or len(args) != 2:
            args = complete(args, kwargs)
        a, b = args
        store(self, first, a)
        store(self, second, b)
        if post:
            self.__post_init__()

    return __init__


def _with_three(names, complete, store, post):
    first, second, third = names

    def __init__(self, *args, **kwargs):
        if kwargs or len(args) != 3:
            args = complete(args, kwargs)
        a, b, c = args
        store(self, first, a)
        store(self, second, b)
        store(self, third, c)
        if post:
            self.__post_init__()

    return __init__


def _with_four(names, complete, store, post):
    first, second, third, fourth = names

    def __init__(self, *args, **kwargs):
        if kwargs or len(args) != 4:
            args = complete(args, kwargs)
        a, b, c, d = args
        store(self, first, a)
        store(self, second, b)
        store(self, third, c)
        store(self, fourth, d)
        if post:
            self.__post_init__()

    return __init__


_short = {1: _with_one, 2: _with_two, 3: _with_three, 4: _with_four}


def _surplus(cls, required, count, given):
    takes = str(count + 1)
    if required != count:
        takes = "from " + str(required + 1) + " to " + takes
    plural = "" if count == 0 else "s"
    return (
        cls.__name__
        + ".__init__() takes "
        + takes
        + " positional argument"
        + plural
        + " but "
        + str(given + 1)
        + " were given"
    )


def _unexpected(cls, names, kwargs):
    for name in kwargs:
        if name in names:
            return cls.__name__ + ".__init__() got multiple values for argument " + _repr(name)
    return cls.__name__ + ".__init__() got an unexpected keyword argument " + _repr(name)


def _lacking(cls, missing, positional):
    kind = "positional"
    absent = [name for name in missing if name in positional]
    if not absent:
        kind = "keyword-only"
        absent = missing
    texts = [_repr(name) for name in absent]
    listed = texts[-1]
    if len(texts) == 2:
        listed = texts[0] + " and " + texts[1]
    elif len(texts) > 2:
        listed = ", ".join(texts[:-1]) + ", and " + texts[-1]
    return (
        cls.__name__
        + ".__init__() missing "
        + str(len(texts))
        + " required "
        + kind
        + (" argument: " if len(texts) == 1 else " arguments: ")
        + listed
    )


def _representation(names):
    running = []
    names = tuple(names)
    template = "(" + ", ".join([name + "=%r" for name in names]) + ")"

    def __repr__(self):
        key = id(self)
        if key in running:
            return "..."
        running.append(key)
        try:
            cls = self.__class__
            name = _getattr(cls, "__qualname__", None) or cls.__name__
            return name + template % _values(self, names)
        finally:
            running.pop()

    return __repr__


def _values(self, names):
    return tuple([_getattr(self, name) for name in names])


def _equality(names):
    def __eq__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        for name in names:
            mine = _getattr(self, name)
            theirs = _getattr(other, name)
            if mine is not theirs and mine != theirs:
                return False
        return True

    return __eq__


def _add_order(cls, names):
    def __lt__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self, names) < _values(other, names)

    def __le__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self, names) <= _values(other, names)

    def __gt__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self, names) > _values(other, names)

    def __ge__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _values(self, names) >= _values(other, names)

    for name, method in (
        ("__lt__", __lt__),
        ("__le__", __le__),
        ("__gt__", __gt__),
        ("__ge__", __ge__),
    ):
        if name in cls.__dict__:
            raise TypeError(
                "Cannot overwrite attribute "
                + name
                + " in class "
                + cls.__name__
                + ". Consider using functools.total_ordering"
            )
        setattr(cls, name, method)


def _add_hash(cls, params, own_eq, stored):
    has_own = "__hash__" in cls.__dict__
    if params.unsafe_hash:
        if has_own:
            raise TypeError("Cannot overwrite attribute __hash__ in class " + cls.__name__)
    elif not (params.eq and params.frozen) or has_own:
        if params.eq and not has_own and not own_eq:
            cls.__hash__ = _refuse_hash
        return
    names = [one.name for one in stored if (one.compare if one.hash is None else one.hash)]
    cls.__hash__ = lambda self: _hash(_values(self, names))


def _refuse_hash(self):
    raise TypeError("unhashable type: '" + self.__class__.__name__ + "'")


def _freeze(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError("cannot assign to field " + _repr(name))
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError("cannot delete field " + _repr(name))
        object.__delattr__(self, name)

    for method in (__setattr__, __delattr__):
        name = method.__name__
        if name in cls.__dict__:
            raise TypeError("Cannot overwrite attribute " + name + " in class " + cls.__name__)
        setattr(cls, name, method)


# The fields of a dataclass or of an instance of one.
def fields(class_or_instance):
    found = getattr(class_or_instance, "__dataclass_fields__", None)
    if found is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple([one for one in found.values() if not one._in_init_only])


def is_dataclass(obj):
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, "__dataclass_fields__")


def _is_instance(obj):
    return not isinstance(obj, type) and hasattr(type(obj), "__dataclass_fields__")


# An instance as a dict of its fields; dataclasses in it, and in lists and dicts, as well.
def asdict(obj, *, dict_factory=dict):
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _as_dict(obj, dict_factory)


_atomic = {str, int, float, bool, type(None), bytes, complex}


def _as_dict(value, factory):
    cls = type(value)
    if hasattr(cls, "__dataclass_fields__"):
        pairs = []
        for name in cls._dataclass_names_:
            item = _getattr(value, name)
            pairs.append((name, item if type(item) in _atomic else _as_dict(item, factory)))
        return factory(pairs)
    return _converted(value, cls, factory, _as_dict)


# Applies `convert` to what is in a value that is no dataclass.
def _converted(value, cls, factory, convert):
    if cls in _atomic:
        return value
    if isinstance(value, tuple) and hasattr(cls, "_fields"):
        return cls(*[convert(item, factory) for item in value])
    if isinstance(value, (list, tuple)):
        return cls([convert(item, factory) for item in value])
    if isinstance(value, dict):
        pairs = [(convert(key, factory), convert(item, factory)) for key, item in value.items()]
        if hasattr(cls, "default_factory"):
            return cls(value.default_factory, pairs)
        return cls(pairs)
    return _deepcopy(value)


# An instance as a tuple of its fields, as asdict() makes a dict.
def astuple(obj, *, tuple_factory=tuple):
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _as_tuple(obj, tuple_factory)


def _as_tuple(value, factory):
    cls = type(value)
    if hasattr(cls, "__dataclass_fields__"):
        return factory([_as_tuple(getattr(value, name), factory) for name in cls._dataclass_names_])
    return _converted(value, cls, factory, _as_tuple)


# A new instance with some fields changed.
def replace(obj, **changes):
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replaced(obj, **changes)


def _replaced(self, **changes):
    for one in self.__dataclass_fields__.values():
        name = one.name
        if not one.init:
            if name in changes:
                raise TypeError(
                    "field "
                    + name
                    + " is declared with init=False, it cannot be specified with replace()"
                )
        elif name not in changes:
            if one._in_init_only and one.default is MISSING:
                raise TypeError("InitVar " + _repr(name) + " must be specified with replace()")
            if not one._in_init_only:
                changes[name] = getattr(self, name)
    return self.__class__(**changes)


# Makes a dataclass of names, of (name, type) and of (name, type, field).
def make_dataclass(
    cls_name,
    fields,
    *,
    bases=(),
    namespace=None,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
    module=None,
):
    namespace = dict(namespace or {})
    hints = namespace["__annotations__"] = _OrderedDict()
    for item in fields:
        if isinstance(item, str):
            hints[item] = "typing.Any"
            continue
        hints[item[0]] = item[1]
        if len(item) == 3:
            namespace[item[0]] = item[2]
    namespace["__qualname__"] = cls_name
    made = type(cls_name, tuple(bases) or (object,), namespace)
    params = _Params(init, repr, eq, order, unsafe_hash, frozen)
    return _process(made, params, match_args, kw_only, slots)
