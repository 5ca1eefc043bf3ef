from _classes import Type as _Type
from _classes import checks_class as _checks_class
from _classes import mro as _mro
from _classes import native_base as _native_base
from _classes import note_abstract as _note_abstract
from _classes import noted_abstract as _noted_abstract

__all__ = [
    "ABC",
    "ABCMeta",
    "abstractclassmethod",
    "abstractmethod",
    "abstractproperty",
    "abstractstaticmethod",
    "get_cache_token",
    "update_abstractmethods",
]


# Marks a method that a subclass must define before it can have instances.
def abstractmethod(funcobj):
    _note_abstract(_name_of(funcobj))
    return funcobj


def _name_of(function):
    name = getattr(function, "__name__", None)
    if name is None:
        raise NotImplementedError(
            "abstractmethod needs the function itself: write @property, @classmethod or "
            "@staticmethod above @abstractmethod"
        )
    return name


def abstractclassmethod(function):
    return classmethod(abstractmethod(function))


def abstractstaticmethod(function):
    return staticmethod(abstractmethod(function))


def abstractproperty(fget=None, fset=None, fdel=None, doc=None):
    return property(abstractmethod(fget), fset, fdel)


# The metaclass of classes that may have abstract methods and virtual subclasses.
class ABCMeta(_Type):
    def __new__(mcs, name, bases, namespace, **kwargs):
        return _complete(super().__new__(mcs, name, bases, namespace, **kwargs), bases)

    def register(cls, subclass):
        if not isinstance(subclass, type):
            raise TypeError("Can only register classes")
        for base in _mro(cls):
            if hasattr(base, "_metaclass_"):
                known = base.__dict__.get("_virtual_subclasses_", ())
                base._virtual_subclasses_ = known + (subclass,)
        return subclass

    @_checks_class
    def __instancecheck__(cls, instance):
        return ABCMeta.__subclasscheck__(cls, type(instance))

    def __subclasscheck__(cls, subclass):
        line = _mro(subclass)
        if cls in line:
            return True
        own = cls.__dict__
        if "__subclasshook__" in own:
            answer = cls.__subclasshook__(subclass)
            if answer is not NotImplemented:
                return bool(answer)
        for virtual in own.get("_virtual_subclasses_", ()):
            if virtual in line:
                return True
        return False


# Finds out which methods of a class are abstract.
def _complete(cls, bases):
    own = cls.__dict__
    abstract = [name for name in _noted_abstract() if name in own]
    if abstract:
        cls._own_abstract_ = tuple(abstract)
    for base in bases:
        for name in getattr(base, "__abstractmethods__", ()):
            if name not in own and name not in abstract and _is_abstract(cls, name):
                abstract.append(name)
    _set_abstract(cls, abstract)
    return cls


# Makes a class of the library abstract, which is defined before `class` statements come here.
def _declare(cls, mcs, names):
    cls._metaclass_ = mcs
    _set_abstract(cls, names)


def _set_abstract(cls, names):
    cls.__abstractmethods__ = frozenset(names)
    if names and not hasattr(cls, "_guarded_") and _native_base(cls)[0] is None:
        cls._guarded_ = True
        _guard(cls)


ABCMeta._complete_ = _complete


def _is_abstract(cls, name):
    for base in _mro(cls)[1:]:
        if name in base.__dict__:
            return name in getattr(base, "__abstractmethods__", ())
    return True


# Lets only those subclasses have instances that define all methods. As in CPython, those of
# built-in classes are not looked at.
def _guard(cls):
    new = getattr(cls, "__new__", None)

    def __new__(cls, *args, **kwargs):
        if cls.__abstractmethods__:
            raise TypeError(_refusal(cls))
        if new is not None:
            return new(cls, *args, **kwargs)
        return object.__new__(cls)

    cls.__new__ = staticmethod(__new__)


def _refusal(cls):
    names = sorted(cls.__abstractmethods__)
    word = "method " if len(names) == 1 else "methods "
    return (
        "Can't instantiate abstract class "
        + cls.__name__
        + " without an implementation for abstract "
        + word
        + ", ".join(["'" + name + "'" for name in names])
    )


# Looks again at which methods are abstract, for a class that was given methods afterwards.
def update_abstractmethods(cls):
    own = cls.__dict__
    if "__abstractmethods__" in own:
        declared = own.get("_own_abstract_", ())
        kept = [name for name in cls.__abstractmethods__ if name in declared or name not in own]
        cls.__abstractmethods__ = frozenset(kept)
    return cls


def get_cache_token():
    return 0


# The class to derive abstract classes from.
class ABC:
    _metaclass_ = ABCMeta
    __abstractmethods__ = frozenset()
    register = classmethod(ABCMeta.register)
