# What CPython's classes do when they are made, and what metaclasses do for their classes.
#
# The image installs `build_class` as the built-in `__build_class__`, and the core calls the
# functions `class_*` where a class itself is iterated, subscripted and so on.
from builtins import __build_class__ as _native_build_class

import _native

_attributes = _native.attributes

_Class = type
_natives = frozenset(
    (int, str, float, tuple, list, dict, set, frozenset, bytes, bytearray, complex)
)


# The classes in the order in which CPython looks for attributes.
def mro(cls):
    if cls is bool:
        return (bool, int, object)
    line = [cls]
    while True:
        bases = cls.__bases__
        if len(bases) > 1:
            known = _attributes(cls)
            known = None if known is None else known.get("order")
            if known is None:
                known = _merged([list(mro(base)) for base in bases] + [list(bases)])
            return tuple(line) + tuple(known)
        if not bases:
            if cls is not object:
                line.append(object)
            return tuple(line)
        cls = bases[0]
        line.append(cls)


# Takes the first class that no line has behind another one, until all lines are empty.
def _merged(lines):
    merged = []
    while True:
        lines = [rest for rest in lines if rest]
        if not lines:
            return merged
        for rest in lines:
            candidate = rest[0]
            if not any([candidate in rest[1:] for rest in lines]):
                break
        else:
            names = ", ".join([base.__name__ for base in lines[-1]])
            raise TypeError(
                "Cannot create a consistent method resolution\norder (MRO) for bases " + names
            )
        merged.append(candidate)
        for rest in lines:
            if rest[0] is candidate:
                del rest[0]


# Looks `name` up in the classes themselves, those that object is the base of: what is found is
# neither bound nor unwrapped.
def raw_attribute(cls, name, default=None):
    for base in mro(cls)[:-1]:
        namespace = base.__dict__
        if name in namespace:
            return namespace[name]
    return default


# The built-in class that `cls` extends, with the class that does so first; or (None, None).
def native_base(cls):
    while True:
        bases = cls.__bases__
        if len(bases) != 1:
            break
        base = bases[0]
        if base is object:
            return None, None
        if base in _natives:
            return base, cls
        cls = base
    for base in bases:
        if base in _natives:
            return base, cls
        native, heir = native_base(base)
        if native is not None:
            return native, heir
    return None, None


# __new__ of native types, by way of super() or the type itself.
def native_new(cls, *args, **kwargs):
    if not isinstance(cls, _Class):
        raise TypeError("object.__new__(X): X is not a type object (" + type(cls).__name__ + ")")
    native = native_base(cls)[0]
    if native is None and not issubclass(cls, BaseException):
        return cls(*args, **kwargs) if cls in _natives else object.__new__(cls)
    return new_instance(cls, *args)


# A new instance of `cls` that __init__ has not seen. A built-in part is made of `args`.
def new_instance(cls, *args):
    instance = object.__new__(cls)
    native, heir = native_base(cls)
    if native is not None:
        super(heir, instance).__init__(*args)
    return instance


# Metaclasses derive from this where they say `type`. A class remembers its metaclass in
# `_metaclass_`, and so do those derived from it.
class Type:
    def __new__(mcs, name, bases=None, namespace=None, **kwargs):
        if bases is None:
            return _Class(name)
        return _finish(mcs, name, bases, namespace, kwargs)

    def __init__(cls, *args, **kwargs):
        pass

    def __call__(cls, *args, **kwargs):
        return _instantiate(cls, args, kwargs)

    def mro(cls):
        return list(mro(cls))


# So that isinstance() asks for it.
Type._metaclass_ = None


# Classes under construction whose metaclass makes a difference.
_under_construction = []


class _Construction:
    def __init__(self, plain):
        self.plain = plain
        self.namespace = dict(plain.__dict__.items())
        self.kwargs = {}


def _finish(mcs, name, bases, namespace, kwargs):
    for construction in reversed(_under_construction):
        plain = construction.plain
        if plain is not None and plain.__name__ == name:
            construction.plain = None
            construction.kwargs = kwargs
            if construction.namespace is not namespace or plain.__dict__ != namespace:
                _change(plain, namespace)
            break
    else:
        plain = _Class(name, tuple(bases), dict(namespace))
    plain._metaclass_ = mcs
    _attributes(plain)["metaclass"] = mcs
    return plain


# Makes `namespace` the attributes of a class.
def _change(cls, namespace):
    before = cls.__dict__
    for key in list(before):
        if key not in namespace:
            delattr(cls, key)
    for key, value in namespace.items():
        if key not in before or before[key] is not value:
            setattr(cls, key, value)


# An object that the metaclass' own __call__ has made, and that native code will initialise again.
_initialised = None


def _instantiate(cls, args, kwargs):
    global _initialised
    new = getattr(cls, "_own_new_", None)
    instance = new_instance(cls) if new is None else new(cls, *args, **kwargs)
    if type(instance) is cls:
        instance.__init__(*args, **kwargs)
        _initialised = instance
    return instance


# Lets the metaclass' __call__ decide what calling the class does.
def _call_through(cls, call):
    new = cls.__dict__.get("__new__")
    if new is not None:
        cls._own_new_ = new
    init = cls.__dict__.get("__init__")

    def __new__(cls, *args, **kwargs):
        global _initialised
        _initialised = None
        made = call(cls, *args, **kwargs)
        if type(made) is cls:
            _initialised = made
        return made

    def __init__(self, *args, **kwargs):
        global _initialised
        if _initialised is self:
            _initialised = None
        elif init is not None:
            init(self, *args, **kwargs)
        elif _inherits_init(cls):
            super(cls, self).__init__(*args, **kwargs)
        elif args or kwargs:
            raise TypeError(cls.__name__ + "() takes no arguments")

    cls.__new__ = staticmethod(__new__)
    cls.__init__ = __init__


def _inherits_init(cls):
    for base in cls.__bases__:
        if hasattr(base, "__init__") and base is not object:
            return True
    return native_base(cls)[0] is not None


_Function = type(mro)


# What a metaclass offers as methods and attributes of the class.
def _adopt(cls, mcs):
    for base in mro(mcs):
        if base is Type or base is object:
            return
        for name, value in base.__dict__.items():
            if name[0] == "_" == name[-1] or isinstance(value, property) or hasattr(cls, name):
                continue
            setattr(cls, name, classmethod(value) if isinstance(value, _Function) else value)


# Returns the class and the keywords that are left for __init_subclass__.
def _make(mcs, func, name, bases, kwargs):
    plain = _native_build_class(func, name, *bases)
    complete = mcs.__dict__.get("_complete_")
    if complete is not None:
        if getattr(plain, "_metaclass_", None) is not mcs:
            plain._metaclass_ = mcs
        _attributes(plain)["metaclass"] = mcs
        return complete(plain, bases), kwargs
    construction = _Construction(plain)
    namespace = construction.namespace
    _under_construction.append(construction)
    try:
        cls = mcs.__new__(mcs, name, bases, namespace, **kwargs)
    finally:
        _under_construction.pop()
    if not isinstance(cls, _Class):
        return cls, {}
    if mcs.__call__ is not Type.__call__:
        _call_through(cls, mcs.__call__)
    _adopt(cls, mcs)
    mcs.__init__(cls, name, bases, namespace, **kwargs)
    return cls, construction.kwargs


# Names of the abstract methods of the class whose body is running.
_abstract_names = []


def note_abstract(name):
    _abstract_names.append(name)


def noted_abstract():
    return _abstract_names


# The built-in `__build_class__`.
def build_class(func, name, *bases, **kwargs):
    if not kwargs:
        if not bases:
            cls = _native_build_class(func, name)
            if hasattr(cls, "__slots__"):
                _set_slots(cls, ())
            return cls
        for base in bases:
            if base is _Class or not isinstance(base, _Class) or hasattr(base, "_metaclass_"):
                break
        else:
            return _extend(_native_build_class(func, name, *bases), bases, kwargs)
    global _abstract_names
    outer = _abstract_names
    _abstract_names = []
    try:
        return _build(func, name, bases, kwargs)
    finally:
        _abstract_names = outer


def _build(func, name, bases, kwargs):
    original = bases
    bases = _resolved(bases, name)
    mcs = kwargs.pop("metaclass", None)
    if mcs is _Class:
        mcs = None
    elif mcs is not None and not isinstance(mcs, _Class):
        plain = _native_build_class(func, name, *bases)
        return mcs(name, bases, dict(plain.__dict__.items()), **kwargs)
    for base in bases:
        inherited = getattr(base, "_metaclass_", None)
        if inherited is not None and (mcs is None or issubclass(inherited, mcs)):
            mcs = inherited
    if mcs is None:
        cls = _native_build_class(func, name, *bases)
    else:
        cls, kwargs = _make(mcs, func, name, bases, kwargs)
        if not isinstance(cls, _Class):
            return cls
    if original != bases:
        cls.__orig_bases__ = original
    return _extend(cls, bases, kwargs)


# Where all bases have `__slots__`, too.
def _set_slots(cls, bases):
    namespace = cls.__dict__
    if "__slots__" not in namespace:
        return
    slots = namespace["__slots__"]
    allowed = {}
    for base in bases:
        if base is not object:
            known = _attributes(base)
            more = None if known is None else known.get("slots")
            if more is None:
                return
            allowed.update(more)
    for slot in (slots,) if isinstance(slots, str) else slots:
        if slot == "__dict__":
            return
        if slot[:2] == "__" and slot[-2:] != "__":
            allowed["_" + cls.__name__.lstrip("_") + slot] = None
        allowed[slot] = None
    _native.set_slots(cls, allowed)


# What is left to do for a class with bases.
def _extend(cls, bases, kwargs):
    if hasattr(cls, "__slots__"):
        _set_slots(cls, bases)
    if len(bases) > 1:
        mend_order(cls)
    elif bases:
        known = _attributes(bases[0])
        if known and "order" in known:
            mend_order(cls)
    for base in bases:
        known = _attributes(base)
        if known is not None:
            subclasses = known.get("subclasses")
            if subclasses is None:
                known["subclasses"] = [cls]
            else:
                subclasses.append(cls)
    if "__repr__" in cls.__dict__ and "__str__" not in cls.__dict__:
        _mend_print(cls)
    for base in bases:
        if raw_attribute(base, "__init_subclass__") is not None:
            _announce(cls, base, kwargs)
            return cls
    if kwargs:
        raise TypeError(cls.__name__ + ".__init_subclass__() takes no keyword arguments")
    return cls


# The classes that stand for what was written as bases.
def _resolved(bases, name):
    resolved = []
    for base in bases:
        if base is _Class:
            base = Type
        if isinstance(base, _Class):
            resolved.append(base)
        elif hasattr(base, "__mro_entries__"):
            for entry in base.__mro_entries__(bases):
                if entry not in resolved and entry not in bases:
                    resolved.append(entry)
        else:
            raise TypeError("a base of class " + name + " is not a class: " + repr(base))
    return _without_covered(resolved)


# A base that another base extends adds nothing, and native code would refuse two built-in ones.
def _without_covered(bases):
    if len(bases) < 2:
        return tuple(bases)
    kept = []
    for at, base in enumerate(bases):
        if base is object:
            continue
        for other in bases[:at]:
            if other is not base and issubclass(other, base):
                break
        else:
            kept.append(base)
    return tuple(kept)


# Native code looks for attributes depth first. Where CPython's order finds another one, the class
# gets it itself.
def mend_order(cls):
    line = mro(cls)
    _attributes(cls)["order"] = line[1:]
    _native.set_order(cls, line)
    if line[:-1] == _depth_first(cls, []):
        return
    seen = set(cls.__dict__)
    for base in line[1:-1]:
        if base in _natives:
            continue
        for name, value in base.__dict__.items():
            if name not in seen:
                seen.add(name)
                if name not in _of_one_class and _found_first(cls, name) is not base:
                    setattr(cls, name, value)


_of_one_class = (
    "__module__",
    "__qualname__",
    "_metaclass_",
    "__abstractmethods__",
    "_own_abstract_",
)


def _depth_first(cls, line):
    if cls is not object and cls not in line:
        line.append(cls)
        for base in cls.__bases__:
            _depth_first(base, line)
    return tuple(line)


def _found_first(cls, name):
    for base in _depth_first(cls, []):
        if base not in _natives and name in base.__dict__:
            return base
    return None


# Printing a native object does not ask for a __repr__ that is written in Python.
def _mend_print(cls):
    native = native_base(cls)[0]
    if native is None or native is str:
        return
    printer = None
    for base in mro(cls):
        # What the native class itself prints is its repr.
        if base is native:
            break
        if "__str__" in base.__dict__:
            printer = base.__dict__["__str__"]
            break
    if printer is None or printer is raw_attribute(cls.__bases__[0], "__repr__"):
        cls.__str__ = cls.__repr__


def _announce(cls, base, kwargs):
    hook = raw_attribute(base, "__init_subclass__")
    if isinstance(hook, classmethod):
        super(cls, cls).__init_subclass__(**kwargs)
    elif hook is not None:
        hook(cls, **kwargs)


# What follows is called by the core when something is done to a class itself.


def _metaclass_method(cls, name):
    mcs = getattr(cls, "_metaclass_", None)
    return None if mcs is None else getattr(mcs, name, None)


def class_iter(cls):
    method = _metaclass_method(cls, "__iter__")
    if method is None:
        raise TypeError("'type' object is not iterable")
    return iter(method(cls))


def class_len(cls):
    method = _metaclass_method(cls, "__len__")
    if method is None:
        raise TypeError("object of type 'type' has no len()")
    return method(cls)


def class_contains(cls, item):
    method = _metaclass_method(cls, "__contains__")
    if method is None:
        if _metaclass_method(cls, "__iter__") is None:
            raise TypeError("argument of type 'type' is not iterable")
        return item in class_iter(cls)
    return bool(method(cls, item))


def class_getitem(cls, key):
    method = _metaclass_method(cls, "__getitem__")
    if method is not None:
        return method(cls, key)
    method = getattr(cls, "__class_getitem__", None)
    if method is not None:
        if isinstance(raw_attribute(cls, "__class_getitem__"), classmethod):
            return method(key)
        return method(cls, key)
    if cls in _generic:
        return GenericAlias(cls, key)
    raise TypeError("type '" + cls.__name__ + "' is not subscriptable")


def class_repr(cls):
    method = _metaclass_method(cls, "__repr__")
    if method is not None:
        return method(cls)
    module = getattr(cls, "__module__", "builtins")
    name = getattr(cls, "__qualname__", cls.__name__)
    return "<class '" + (name if module == "builtins" else module + "." + name) + "'>"


# Whether `sub`, which does not derive from `cls`, counts as a subclass of it.
def class_is_subclass(sub, cls):
    method = _metaclass_method(cls, "__subclasscheck__")
    return method is not None and bool(method(cls, sub))


# issubclass(sub, classinfo), where no class derives from another one.
def class_check(sub, classinfo):
    if isinstance(classinfo, _Class):
        return class_is_subclass(sub, classinfo)
    for member in class_members(classinfo, "issubclass() arg 2 must be a class"):
        if issubclass(sub, member):
            return True
    return False


# isinstance(instance, classinfo), likewise.
def instance_check(instance, classinfo):
    if isinstance(classinfo, _Class):
        if isinstance(instance, _Class) and issubclass(type(instance), classinfo):
            return True
        method = _metaclass_method(classinfo, "__instancecheck__")
        if method is not None and method is not _check_of_class:
            return bool(method(classinfo, instance))
        return class_is_subclass(type(instance), classinfo)
    for member in class_members(classinfo, "isinstance() arg 2 must be a type"):
        if isinstance(instance, member):
            return True
    return False


_check_of_class = None


# Names the `__instancecheck__` that only looks at the class of the instance.
def checks_class(method):
    global _check_of_class
    _check_of_class = method
    return method


# The items of an object with keys() and subscripts.
def mapping_items(mapping):
    keys = mapping.keys()
    return {key: mapping[key] for key in keys}


# What isinstance() and issubclass() were given in place of a class, as a tuple of classes.
def class_members(classinfo, refusal="isinstance() arg 2 must be a type"):
    if isinstance(classinfo, _Class):
        return (classinfo,)
    if isinstance(classinfo, tuple) or getattr(classinfo, "_is_union_", False):
        members = ()
        for member in classinfo if isinstance(classinfo, tuple) else classinfo.__args__:
            members += class_members(member, refusal)
        return members
    origin = getattr(classinfo, "__origin__", None)
    if isinstance(origin, _Class) and not hasattr(classinfo, "__args__"):
        return (origin,)
    raise TypeError(refusal + ", a tuple of " + _plural[refusal[-4:]] + ", or a union")


_plural = {"type": "types", "lass": "classes"}


_generic = (list, dict, tuple, set, frozenset, type)


# list[int] and the like.
class GenericAlias:
    def __init__(self, origin, args):
        self.__origin__ = origin
        self.__args__ = args if isinstance(args, tuple) else (args,)

    @property
    def __parameters__(self):
        return type_parameters(self.__args__)

    def __call__(self, *args, **kwargs):
        return self.__origin__(*args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError("type object has no attribute '" + name + "'")
        return getattr(self.__origin__, name)

    def __getitem__(self, args):
        return self.__class__(self.__origin__, substitute(self.__args__, args))

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __eq__(self, other):
        if not isinstance(other, GenericAlias):
            return NotImplemented
        return self.__origin__ is other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __or__(self, other):
        return class_or(self, other)

    def __ror__(self, other):
        return class_or(other, self)

    def __repr__(self):
        args = ", ".join(map(type_text, self.__args__)) or "()"
        return type_text(self.__origin__) + "[" + args + "]"


# int | str and the like.
class UnionType:
    _is_union_ = True

    def __init__(self, args):
        self.__args__ = args

    @property
    def __parameters__(self):
        return type_parameters(self.__args__)

    def __getitem__(self, args):
        return UnionType(substitute(self.__args__, args))

    def __eq__(self, other):
        if not isinstance(other, UnionType):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __or__(self, other):
        return class_or(self, other)

    def __ror__(self, other):
        return class_or(other, self)

    def __repr__(self):
        return " | ".join(map(type_text, self.__args__))


def class_or(left, right):
    for side, other, name in ((left, right, "__or__"), (right, left, "__ror__")):
        if isinstance(side, _Class):
            method = _metaclass_method(side, name)
            if method is not None:
                return method(side, other)
        elif side is not None and (
            isinstance(side, (int, dict, set, frozenset)) or not hasattr(type(side), "__ror__")
        ):
            raise TypeError(
                "unsupported operand type(s) for |: '"
                + type(left).__name__
                + "' and '"
                + type(right).__name__
                + "'"
            )
    members = []
    for side in (left, right):
        if side is None:
            side = type(None)
        for member in side.__args__ if isinstance(side, UnionType) else (side,):
            if member not in members:
                members.append(member)
    return members[0] if len(members) == 1 else UnionType(tuple(members))


# A type as it is written in source.
def type_text(value):
    if value is ...:
        return "..."
    if value is type(None):
        return "None"
    if isinstance(value, _Class):
        module = getattr(value, "__module__", "builtins")
        name = getattr(value, "__qualname__", value.__name__)
        return name if module == "builtins" else module + "." + name
    if isinstance(value, list):
        return "[" + ", ".join(map(type_text, value)) + "]"
    return repr(value)


# The type variables in `args`, each once.
def type_parameters(args):
    found = []
    for arg in args:
        inner = getattr(arg, "__parameters__", None)
        if inner is None or isinstance(arg, _Class):
            inner = (arg,) if hasattr(arg, "__typing_variable__") else ()
        for variable in inner:
            if variable not in found:
                found.append(variable)
    return tuple(found)


# `args` with its type variables replaced by `values`, in order.
def substitute(args, values):
    if not isinstance(values, tuple):
        values = (values,)
    parameters = type_parameters(args)
    if not parameters:
        raise TypeError("there are no type variables left to replace")
    if len(parameters) != len(values):
        word = "many" if len(values) > len(parameters) else "few"
        raise TypeError(
            "Too "
            + word
            + " arguments: actual "
            + str(len(values))
            + ", expected "
            + str(len(parameters))
        )
    return tuple([_substituted(arg, parameters, values) for arg in args])


def _substituted(arg, parameters, values):
    if arg in parameters:
        return values[parameters.index(arg)]
    inner = getattr(arg, "__parameters__", None)
    if not inner or isinstance(arg, _Class):
        return arg
    return arg[tuple([_substituted(variable, parameters, values) for variable in inner])]
