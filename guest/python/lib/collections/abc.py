from abc import ABCMeta as _ABCMeta
from abc import _declare as _declare

__all__ = [
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Buffer",
    "ByteString",
    "Callable",
    "Collection",
    "Container",
    "Coroutine",
    "Generator",
    "Hashable",
    "ItemsView",
    "Iterable",
    "Iterator",
    "KeysView",
    "Mapping",
    "MappingView",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Reversible",
    "Sequence",
    "Set",
    "Sized",
    "ValuesView",
]


def _generator():
    yield


_generator_type = type(_generator())
_iterator_types = (
    type(iter([])),
    type(iter("")),
    type(iter({})),
    type({}.keys()),
    map,
    filter,
    zip,
    enumerate,
    reversed,
)
_dict_view = type({}.keys())
_sequences = (list, tuple, str, bytes, bytearray, range, memoryview)
_containers = _sequences + (dict, set, frozenset, _dict_view)
_unhashable = (list, dict, set, bytearray)


# Whether a class that is not among `natives` has all the methods itself.
def _offers(subclass, natives, methods):
    if issubclass(subclass, natives):
        return True
    for name in methods:
        if getattr(subclass, name, None) is None:
            return NotImplemented
    return True if methods else NotImplemented


# The classes below know what counts as theirs by these functions; CPython looks for the methods,
# which built-in classes do not show here.
def _checked(natives, methods):
    return staticmethod(lambda subclass: _offers(subclass, natives, methods))


class _Abstract:
    register = classmethod(_ABCMeta.register)

    @classmethod
    def __class_getitem__(cls, item):
        from _classes import GenericAlias

        return GenericAlias(cls, item)


class Hashable(_Abstract):
    @staticmethod
    def __subclasshook__(subclass):
        if issubclass(subclass, _unhashable):
            return False
        if getattr(subclass, "__hash__", True) is None:
            return False
        return not (hasattr(subclass, "__eq__") and not hasattr(subclass, "__hash__"))

    def __hash__(self):
        return 0


class Awaitable(_Abstract):
    __subclasshook__ = _checked((), ("__await__",))

    def __await__(self):
        yield


class Coroutine(Awaitable):
    __subclasshook__ = _checked((), ("__await__", "send", "throw", "close"))


class AsyncIterable(_Abstract):
    __subclasshook__ = _checked((), ("__aiter__",))


class AsyncIterator(AsyncIterable):
    __subclasshook__ = _checked((), ("__aiter__", "__anext__"))

    def __aiter__(self):
        return self


class AsyncGenerator(AsyncIterator):
    __subclasshook__ = _checked((), ("__aiter__", "__anext__", "asend", "athrow", "aclose"))


class Iterable(_Abstract):
    __subclasshook__ = _checked(_containers + _iterator_types + (_generator_type,), ("__iter__",))

    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    __subclasshook__ = _checked(_iterator_types + (_generator_type,), ("__iter__", "__next__"))

    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Generator(Iterator):
    __subclasshook__ = _checked((_generator_type,), ("__iter__", "__next__", "send", "throw"))

    def __next__(self):
        return self.send(None)

    def close(self):
        try:
            self.throw(GeneratorExit)
        except (GeneratorExit, StopIteration):
            return
        raise RuntimeError("generator ignored GeneratorExit")


class Reversible(Iterable):
    __subclasshook__ = _checked(_sequences + (dict, _dict_view), ("__iter__", "__reversed__"))


class Sized(_Abstract):
    __subclasshook__ = _checked(_containers, ("__len__",))

    def __len__(self):
        return 0


class Container(_Abstract):
    __subclasshook__ = _checked(_containers, ("__contains__",))

    def __contains__(self, x):
        return False


class Collection(Sized, Iterable, Container):
    __subclasshook__ = _checked(_containers, ("__len__", "__iter__", "__contains__"))


class Callable(_Abstract):
    __subclasshook__ = _checked((type, type(_generator), type(len), type([].append)), ("__call__",))


class Buffer(_Abstract):
    __subclasshook__ = _checked((bytes, bytearray, memoryview), ("__buffer__",))


def _only(*natives):
    return _checked(natives, ())


class Set(Collection):
    __subclasshook__ = _only(set, frozenset)

    @classmethod
    def _from_iterable(cls, it):
        return cls(it)

    def __le__(self, other):
        if not _is_set(other):
            return NotImplemented
        return len(self) <= len(other) and all([item in other for item in self])

    def __lt__(self, other):
        if not _is_set(other):
            return NotImplemented
        return len(self) < len(other) and self.__le__(other)

    def __ge__(self, other):
        if not _is_set(other):
            return NotImplemented
        return len(self) >= len(other) and all([item in self for item in other])

    def __gt__(self, other):
        if not _is_set(other):
            return NotImplemented
        return len(self) > len(other) and self.__ge__(other)

    def __eq__(self, other):
        if not _is_set(other):
            return NotImplemented
        return len(self) == len(other) and self.__le__(other)

    def __and__(self, other):
        return self._from_iterable([item for item in other if item in self])

    __rand__ = __and__

    def isdisjoint(self, other):
        return not any([item in self for item in other])

    def __or__(self, other):
        return self._from_iterable(list(self) + list(other))

    __ror__ = __or__

    def __sub__(self, other):
        gone = other if _is_set(other) else set(other)
        return self._from_iterable([item for item in self if item not in gone])

    def __rsub__(self, other):
        return self._from_iterable([item for item in other if item not in self])

    def __xor__(self, other):
        other = list(other)
        here = [item for item in self if item not in other]
        return self._from_iterable(here + [item for item in other if item not in self])

    __rxor__ = __xor__

    def _hash(self):
        return hash(frozenset(self))


def _is_set(value):
    return isinstance(value, (set, frozenset, Set))


class MutableSet(Set):
    __subclasshook__ = _only(set)

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        for value in self:
            self.discard(value)
            return value
        raise KeyError

    def clear(self):
        for value in list(self):
            self.discard(value)

    def __ior__(self, it):
        for value in it:
            self.add(value)
        return self

    def __iand__(self, it):
        for value in list(self):
            if value not in it:
                self.discard(value)
        return self

    def __isub__(self, it):
        for value in list(it):
            self.discard(value)
        return self

    def __ixor__(self, it):
        for value in list(it):
            if value in self:
                self.discard(value)
            else:
                self.add(value)
        return self


class Mapping(Collection):
    __subclasshook__ = _only(dict)

    def __getitem__(self, key):
        raise KeyError(key)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return KeysView(self)

    def items(self):
        return ItemsView(self)

    def values(self):
        return ValuesView(self)

    def __eq__(self, other):
        if not isinstance(other, (dict, Mapping)):
            return NotImplemented
        return dict(list(self.items())) == dict(list(other.items()))


class MappingView(Sized):
    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return self.__class__.__name__ + "(" + repr(self._mapping) + ")"


class KeysView(MappingView, Set):
    __subclasshook__ = _only(_dict_view)

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)


class ItemsView(MappingView, Set):
    __subclasshook__ = _only(_dict_view)

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, item):
        key, value = item
        try:
            found = self._mapping[key]
        except KeyError:
            return False
        return found is value or found == value

    def __iter__(self):
        for key in self._mapping:
            yield key, self._mapping[key]


class ValuesView(MappingView, Collection):
    __subclasshook__ = _only(_dict_view)

    def __contains__(self, value):
        return any([found is value or found == value for found in self])

    def __iter__(self):
        for key in self._mapping:
            yield self._mapping[key]


_required = object()


class MutableMapping(Mapping):
    __subclasshook__ = _only(dict)

    def pop(self, key, default=_required):
        try:
            value = self[key]
        except KeyError:
            if default is _required:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), **kwds):
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class Sequence(Reversible, Collection):
    __subclasshook__ = _only(*_sequences)

    def __iter__(self):
        at = 0
        try:
            while True:
                yield self[at]
                at += 1
        except IndexError:
            return

    def __contains__(self, value):
        return any(item is value or item == value for item in self)

    def __reversed__(self):
        for at in range(len(self) - 1, -1, -1):
            yield self[at]

    def index(self, value, start=0, stop=None):
        size = len(self)
        if start < 0:
            start = max(size + start, 0)
        if stop is None:
            stop = size
        elif stop < 0:
            stop += size
        for at in range(start, min(stop, size)):
            item = self[at]
            if item is value or item == value:
                return at
        raise ValueError

    def count(self, value):
        return sum([item is value or item == value for item in self])


class ByteString(Sequence):
    __subclasshook__ = _only(bytes, bytearray)


class MutableSequence(Sequence):
    __subclasshook__ = _only(list, bytearray)

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        while len(self):
            self.pop()

    def reverse(self):
        size = len(self)
        for at in range(size // 2):
            other = size - at - 1
            self[at], self[other] = self[other], self[at]

    def extend(self, values):
        for value in list(values):
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


_required_methods = (
    (Hashable, "__hash__"),
    (Awaitable, "__await__"),
    (Coroutine, "__await__ send throw"),
    (AsyncIterable, "__aiter__"),
    (AsyncIterator, "__anext__"),
    (AsyncGenerator, "asend athrow"),
    (Iterable, "__iter__"),
    (Iterator, "__next__"),
    (Generator, "send throw"),
    (Reversible, "__reversed__ __iter__"),
    (Sized, "__len__"),
    (Container, "__contains__"),
    (Collection, "__len__ __iter__ __contains__"),
    (Callable, "__call__"),
    (Buffer, "__buffer__"),
    (Set, "__len__ __iter__ __contains__"),
    (MutableSet, "__len__ __iter__ __contains__ add discard"),
    (Mapping, "__len__ __iter__ __getitem__"),
    (MutableMapping, "__len__ __iter__ __getitem__ __setitem__ __delitem__"),
    (Sequence, "__len__ __getitem__"),
    (MutableSequence, "__len__ __getitem__ __setitem__ __delitem__ insert"),
    (MappingView, ""),
    (KeysView, ""),
    (ItemsView, ""),
    (ValuesView, ""),
    (ByteString, "__len__ __getitem__"),
)
for _class, _names in _required_methods:
    _declare(_class, _ABCMeta, _names.split())
