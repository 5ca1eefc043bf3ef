import builtins as _builtins

from _classes import GenericAlias, UnionType
from _classes import mro as _mro
from abc import ABCMeta as _ABCMeta

__all__ = [
    "BuiltinFunctionType",
    "BuiltinMethodType",
    "CodeType",
    "CoroutineType",
    "DynamicClassAttribute",
    "EllipsisType",
    "FunctionType",
    "GeneratorType",
    "GenericAlias",
    "LambdaType",
    "MappingProxyType",
    "MethodType",
    "ModuleType",
    "NoneType",
    "NotImplementedType",
    "SimpleNamespace",
    "UnionType",
    "coroutine",
    "get_original_bases",
    "new_class",
    "prepare_class",
    "resolve_bases",
]


def _generator():
    yield


FunctionType = LambdaType = type(lambda: 0)
BuiltinFunctionType = BuiltinMethodType = type(len)
GeneratorType = CoroutineType = type(_generator())
CodeType = type(compile("0", "", "eval"))
ModuleType = type(_builtins)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)
DynamicClassAttribute = property


# MethodType(function, object) binds the function to the object. Methods count as its instances.
class MethodType:
    _metaclass_ = _ABCMeta

    def __new__(cls, function, instance):
        if not callable(function):
            raise TypeError("first argument must be callable")
        if instance is None:
            raise TypeError("instance must not be None")
        return lambda *args, **kwargs: function(instance, *args, **kwargs)


_ABCMeta.register(MethodType, type([].append))


# A namespace of attributes.
class SimpleNamespace:
    def __init__(self, mapping_or_iterable=(), **kwargs):
        if mapping_or_iterable:
            for name, value in dict(mapping_or_iterable).items():
                setattr(self, name, value)
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __eq__(self, other):
        if not isinstance(other, SimpleNamespace):
            return NotImplemented
        return dict(self.__dict__.items()) == dict(other.__dict__.items())

    def __replace__(self, **changes):
        merged = dict(self.__dict__.items())
        merged.update(changes)
        return self.__class__(**merged)

    def __repr__(self):
        name = self.__class__.__name__
        if self.__class__ is SimpleNamespace:
            name = "namespace"
        pairs = [key + "=" + repr(value) for key, value in self.__dict__.items()]
        return name + "(" + ", ".join(pairs) + ")"


# A view of a mapping that cannot change it.
class MappingProxyType:
    def __init__(self, mapping):
        if not hasattr(mapping, "__getitem__") or isinstance(mapping, (list, tuple)):
            raise TypeError(
                "mappingproxy() argument must be a mapping, not " + type(mapping).__name__
            )
        object.__setattr__(self, "_mapping", mapping)

    def __getitem__(self, key):
        return self._mapping[key]

    def __setitem__(self, key, value):
        raise TypeError("'mappingproxy' object does not support item assignment")

    def __delitem__(self, key):
        raise TypeError("'mappingproxy' object does not support item deletion")

    def __setattr__(self, name, value):
        raise AttributeError("'mappingproxy' object has no attribute '" + name + "'")

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)

    def __len__(self):
        return len(self._mapping)

    def __eq__(self, other):
        if isinstance(other, MappingProxyType):
            other = other._mapping
        return self._mapping == other

    def __or__(self, other):
        return self._mapping | (other._mapping if isinstance(other, MappingProxyType) else other)

    def __ror__(self, other):
        return other | self._mapping

    def __reversed__(self):
        return reversed(list(self._mapping))

    def get(self, key, default=None):
        return self._mapping.get(key, default)

    def keys(self):
        return self._mapping.keys()

    def values(self):
        return self._mapping.values()

    def items(self):
        return self._mapping.items()

    def copy(self):
        return self._mapping.copy()

    def __repr__(self):
        return "mappingproxy(" + repr(self._mapping) + ")"

    def __str__(self):
        return str(self._mapping)


# Makes a class as a class statement would.
def new_class(name, bases=(), kwds=None, exec_body=None):
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    if kwds and "metaclass" in kwds:
        return kwds["metaclass"](name, bases, namespace)
    return type(name, resolve_bases(bases), namespace)


def prepare_class(name, bases=(), kwds=None):
    kwds = dict(kwds or {})
    return kwds.pop("metaclass", type), {}, kwds


# The classes that the entries of `bases` stand for.
def resolve_bases(bases):
    resolved = []
    for base in bases:
        if isinstance(base, type) or not hasattr(base, "__mro_entries__"):
            resolved.append(base)
        else:
            resolved += base.__mro_entries__(bases)
    return tuple(resolved)


def get_original_bases(cls):
    for base in _mro(cls):
        if base is cls:
            return cls.__dict__.get("__orig_bases__", cls.__bases__)
    raise TypeError("Expected an instance of type, not " + repr(type(cls).__name__))


def coroutine(func):
    return func
