from _collections import OrderedDict as _NativeOrderedDict
from _collections import namedtuple as _native_namedtuple

try:
    from _native import count as _native_count
except ImportError:
    _native_count = None

__all__ = [
    "ChainMap",
    "Counter",
    "OrderedDict",
    "UserDict",
    "UserList",
    "UserString",
    "defaultdict",
    "deque",
    "namedtuple",
]


# A queue with two ends. It is a list below, so most operations run natively; taking from the left
# moves the rest, which is cheap for the lengths that a run can afford.
class deque(list):
    maxlen = None

    def __init__(self, iterable=(), maxlen=None):
        if maxlen is None:
            super().__init__(iterable)
            return
        if not isinstance(maxlen, int):
            raise TypeError("an integer is required")
        if maxlen < 0:
            raise ValueError("maxlen must be non-negative")
        super().__init__()
        self.maxlen = maxlen
        _bound(self, maxlen)
        self.extend(iterable)

    def popleft(self):
        if self:
            return self.pop(0)
        raise IndexError("pop from an empty deque")

    def appendleft(self, value):
        self.insert(0, value)

    def extendleft(self, iterable):
        for value in iterable:
            self.appendleft(value)

    def rotate(self, n=1):
        size = len(self)
        if size > 1:
            n %= size
            if n:
                tail = self[-n:]
                del self[-n:]
                self[0:0] = tail

    def copy(self):
        return self.__class__(self, self.maxlen)

    __copy__ = copy

    def remove(self, value):
        try:
            super().remove(value)
        except ValueError:
            raise ValueError("deque.remove(x): x not in deque")

    def sort(self, *args, **kwargs):
        raise AttributeError("'deque' object has no attribute 'sort'")

    def __eq__(self, other):
        if not isinstance(other, deque):
            return NotImplemented if not isinstance(other, list) else False
        return self[:] == other[:]

    def __lt__(self, other):
        return self[:] < other[:] if isinstance(other, deque) else NotImplemented

    def __le__(self, other):
        return self[:] <= other[:] if isinstance(other, deque) else NotImplemented

    def __gt__(self, other):
        return self[:] > other[:] if isinstance(other, deque) else NotImplemented

    def __ge__(self, other):
        return self[:] >= other[:] if isinstance(other, deque) else NotImplemented

    def __add__(self, other):
        if not isinstance(other, deque):
            raise TypeError(
                'can only concatenate deque (not "' + type(other).__name__ + '") to deque'
            )
        result = self.copy()
        result.extend(other)
        return result

    def __iadd__(self, iterable):
        self.extend(list(iterable))
        return self

    def __mul__(self, n):
        return self.__class__(self[:] * n, self.maxlen)

    __rmul__ = __mul__

    def __imul__(self, n):
        values = self[:] * n
        self.clear()
        self.extend(values)
        return self

    def __repr__(self):
        if self.maxlen is None:
            return "%s(%r)" % (self.__class__.__name__, self[:])
        return "%s(%r, maxlen=%r)" % (self.__class__.__name__, self[:], self.maxlen)

    __str__ = __repr__


# Gives one deque the methods that keep it at its maximum length; others do not pay for the check.
def _bound(queue, maxlen):
    def append(value):
        if len(queue) >= maxlen:
            if not maxlen:
                return
            del queue[0]
        queue[len(queue) :] = (value,)

    def appendleft(value):
        if len(queue) >= maxlen:
            if not maxlen:
                return
            del queue[-1]
        queue[0:0] = (value,)

    def extend(iterable):
        values = list(iterable)
        surplus = len(queue) + len(values) - maxlen
        if surplus > 0:
            kept = len(queue)
            if surplus >= kept:
                queue.clear()
                values = values[surplus - kept :]
            else:
                del queue[:surplus]
        queue[len(queue) :] = values

    def insert(index, value):
        if len(queue) >= maxlen:
            raise IndexError("deque already at its maximum size")
        if index < 0:
            index = max(0, index + len(queue))
        queue[index:index] = (value,)

    queue.append = append
    queue.appendleft = appendleft
    queue.extend = extend
    queue.insert = insert


# A dict that makes the value of a missing key by calling default_factory.
class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        super().__init__(*args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        factory = self.default_factory
        if factory is None:
            raise KeyError(key)
        value = self[key] = factory()
        return value

    def copy(self):
        return self.__class__(self.default_factory, super().copy())

    __copy__ = copy

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        result = self.__class__(self.default_factory, other)
        result.update(self)
        return result

    def __ior__(self, other):
        self.update(other)
        return self

    def __repr__(self):
        return "%s(%r, %r)" % (self.__class__.__name__, self.default_factory, super().copy())

    __str__ = __repr__


# A dict that can be reordered and whose comparison with its like looks at the order.
class OrderedDict(_NativeOrderedDict):
    def popitem(self, last=True):
        if not self:
            raise KeyError("dictionary is empty")
        key = list(self)[-1] if last else next(iter(self))
        return key, self.pop(key)

    def move_to_end(self, key, last=True):
        if key not in self:
            raise KeyError(key)
        value = self.pop(key)
        if last:
            self[key] = value
            return
        rest = list(self.items())
        self.clear()
        self[key] = value
        self.update(rest)

    def copy(self):
        return self.__class__(self.items())

    __copy__ = copy

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return list(self.items()) == list(other.items())
        if not isinstance(other, dict):
            return NotImplemented
        return dict(self.items()) == other

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        result = self.__class__(other)
        result.update(self)
        return result

    def __ior__(self, other):
        self.update(other)
        return self

    def __repr__(self):
        pairs = ", ".join([repr(key) + ": " + repr(value) for key, value in self.items()])
        return self.__class__.__name__ + ("({" + pairs + "})" if self else "()")

    __str__ = __repr__

    @classmethod
    def fromkeys(cls, iterable, value=None):
        result = cls()
        for key in iterable:
            result[key] = value
        return result


def _count_python(counts, iterable):
    get = counts.get
    for element in iterable:
        counts[element] = get(element, 0) + 1


_count = _native_count or _count_python


# A dict of how often each element was seen. What was not seen has the count 0.
class Counter(dict):
    def __init__(self, *args, **kwargs):
        super().__init__()
        if args or kwargs:
            self.update(*args, **kwargs)

    def __missing__(self, key):
        return 0

    def update(self, iterable=None, **kwargs):
        if isinstance(iterable, _mappings):
            if self:
                get = self.get
                for key, count in iterable.items():
                    self[key] = count + get(key, 0)
            else:
                super().update(iterable.items())
        elif iterable is not None:
            _count(self, iterable)
        if kwargs:
            self.update(kwargs)

    def subtract(self, iterable=None, **kwargs):
        get = self.get
        if isinstance(iterable, _mappings):
            for key, count in iterable.items():
                self[key] = get(key, 0) - count
        elif iterable is not None:
            for key in iterable:
                self[key] = get(key, 0) - 1
        if kwargs:
            self.subtract(kwargs)

    def most_common(self, n=None):
        keys = sorted(self, key=self.get, reverse=True)
        if n is not None:
            keys = keys[: max(n, 0)]
        get = self.get
        return [(key, get(key)) for key in keys]

    def elements(self):
        for key, count in self.items():
            for _ in range(count):
                yield key

    def total(self):
        return sum(self.values())

    def copy(self):
        return self.__class__(self)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError(
            "Counter.fromkeys() is undefined.  Use Counter(iterable) instead."
        )

    def __delitem__(self, key):
        if key in self:
            super().__delitem__(key)

    def __eq__(self, other):
        if not isinstance(other, Counter):
            if not isinstance(other, dict):
                return NotImplemented
            return super().copy() == other
        get = self.get
        theirs = other.get
        for key in self:
            if get(key) != theirs(key, 0):
                return False
        for key in other:
            if get(key, 0) != theirs(key):
                return False
        return True

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        for key in self:
            if self.get(key) > other.get(key, 0):
                return False
        for key in other:
            if self.get(key, 0) > other.get(key):
                return False
        return True

    def __lt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self <= other and not self == other

    def __ge__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return other <= self

    def __gt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return other <= self and not self == other

    def __add__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merged(other, lambda mine, theirs: mine + theirs)

    def __sub__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merged(other, lambda mine, theirs: mine - theirs)

    def __or__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merged(other, max)

    def __and__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self._merged(other, min)

    def __pos__(self):
        return self._merged((), None)

    def __neg__(self):
        result = Counter()
        for key, count in self.items():
            if count < 0:
                result[key] = -count
        return result

    def __iadd__(self, other):
        return self._become(self + other)

    def __isub__(self, other):
        return self._become(self - other)

    def __ior__(self, other):
        return self._become(self | other)

    def __iand__(self, other):
        return self._become(self & other)

    # What is left positive when `combine` is applied to the counts of all elements.
    def _merged(self, other, combine):
        result = Counter()
        for key, count in self.items():
            if combine:
                count = combine(count, other.get(key, 0))
            if count > 0:
                result[key] = count
        for key in other:
            if key not in self:
                count = combine(0, other.get(key))
                if count > 0:
                    result[key] = count
        return result

    # Takes over the counts of `other`, keeping the places of the elements that stay.
    def _become(self, other):
        for key in list(self):
            if key not in other:
                del self[key]
        super().update(other.items())
        return self

    def __repr__(self):
        if not self:
            return self.__class__.__name__ + "()"
        try:
            content = ", ".join(["%r: %r" % item for item in self.most_common()])
        except TypeError:
            content = ", ".join(["%r: %r" % item for item in self.items()])
        return self.__class__.__name__ + "({" + content + "})"

    __str__ = __repr__


# Several mappings searched one after the other; only the first is written to.
class ChainMap:
    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            try:
                return mapping[key]
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __len__(self):
        return len(self._joined())

    def __iter__(self):
        return iter(self._joined())

    def __contains__(self, key):
        for mapping in self.maps:
            if key in mapping:
                return True
        return False

    def __bool__(self):
        return any(self.maps)

    def _joined(self):
        joined = {}
        for mapping in reversed(self.maps):
            for key in mapping:
                joined[key] = None
        return joined

    def keys(self):
        return self._joined().keys()

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def __eq__(self, other):
        if not isinstance(other, (dict, ChainMap, UserDict)):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    def __repr__(self):
        return self.__class__.__name__ + "(" + ", ".join(map(repr, self.maps)) + ")"

    @classmethod
    def fromkeys(cls, iterable, value=None):
        return cls(dict.fromkeys(iterable, value))

    def copy(self):
        return self.__class__(self.maps[0].copy(), *self.maps[1:])

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        if m is None:
            m = kwargs
        elif kwargs:
            m.update(kwargs)
        return self.__class__(m, *self.maps)

    @property
    def parents(self):
        return self.__class__(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        try:
            del self.maps[0][key]
        except KeyError:
            raise KeyError("Key not found in the first mapping: " + repr(key))

    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default

    def update(self, *args, **kwargs):
        self.maps[0].update(*args, **kwargs)

    def popitem(self):
        try:
            return self.maps[0].popitem()
        except KeyError:
            raise KeyError("No keys found in the first mapping.")

    def pop(self, key, *default):
        try:
            return self.maps[0].pop(key, *default)
        except KeyError:
            raise KeyError("Key not found in the first mapping: " + repr(key))

    def clear(self):
        self.maps[0].clear()


_no_default = object()


# A dict that keeps its content in the attribute `data`; made to be derived from.
class UserDict:
    def __init__(self, dict=None, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __bool__(self):
        return len(self) > 0

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        missing = getattr(self, "__missing__", None)
        if missing is not None:
            return missing(key)
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        if isinstance(other, UserDict):
            other = other.data
        return dict(self.items()) == other

    def __or__(self, other):
        result = self.copy()
        result.update(other)
        return result

    def __ror__(self, other):
        result = self.__class__(other)
        result.update(self)
        return result

    def __ior__(self, other):
        self.update(other)
        return self

    def copy(self):
        return self.__class__(self.data)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None):
        result = cls()
        for key in iterable:
            result[key] = value
        return result

    def keys(self):
        return self.data.keys()

    def values(self):
        return [self[key] for key in self]

    def items(self):
        return [(key, self[key]) for key in self]

    def get(self, key, default=None):
        return self[key] if key in self else default

    def pop(self, key, default=_no_default):
        if key in self:
            value = self[key]
            del self[key]
            return value
        if default is _no_default:
            raise KeyError(key)
        return default

    def popitem(self):
        for key in self:
            return key, self.pop(key)
        raise KeyError("dictionary is empty")

    def clear(self):
        for key in list(self):
            del self[key]

    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default

    def update(self, other=(), **kwargs):
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key in kwargs:
            self[key] = kwargs[key]


# A list that keeps its content in the attribute `data`; made to be derived from.
class UserList:
    def __init__(self, initlist=None):
        self.data = []
        if initlist is not None:
            self.data = list(_raw(initlist))

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        return self.data == _raw(other)

    def __lt__(self, other):
        return self.data < _raw(other)

    def __le__(self, other):
        return self.data <= _raw(other)

    def __gt__(self, other):
        return self.data > _raw(other)

    def __ge__(self, other):
        return self.data >= _raw(other)

    def __contains__(self, item):
        return item in self.data

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        return iter(self.data)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return self.__class__(self.data[i])
        return self.data[i]

    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __add__(self, other):
        return self.__class__(self.data + list(_raw(other)))

    def __radd__(self, other):
        return self.__class__(list(other) + self.data)

    def __iadd__(self, other):
        self.data += _raw(other)
        return self

    def __mul__(self, n):
        return self.__class__(self.data * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self.data *= n
        return self

    def append(self, item):
        self.data.append(item)

    def insert(self, i, item):
        self.data.insert(i, item)

    def pop(self, i=-1):
        return self.data.pop(i)

    def remove(self, item):
        self.data.remove(item)

    def clear(self):
        self.data.clear()

    def copy(self):
        return self.__class__(self)

    __copy__ = copy

    def count(self, item):
        return self.data.count(item)

    def index(self, item, *args):
        return self.data.index(item, *args)

    def reverse(self):
        self.data.reverse()

    def sort(self, **kwargs):
        self.data.sort(**kwargs)

    def extend(self, other):
        self.data.extend(_raw(other))


# A str that keeps its content in the attribute `data`; made to be derived from.
class UserString:
    def __init__(self, seq):
        self.data = str(_raw(seq))

    def __str__(self):
        return self.data

    def __repr__(self):
        return repr(self.data)

    def __hash__(self):
        return hash(self.data)

    def __eq__(self, other):
        return self.data == _raw(other)

    def __lt__(self, other):
        return self.data < _raw(other)

    def __le__(self, other):
        return self.data <= _raw(other)

    def __gt__(self, other):
        return self.data > _raw(other)

    def __ge__(self, other):
        return self.data >= _raw(other)

    def __contains__(self, text):
        return _raw(text) in self.data

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        return iter(self.data)

    def __getitem__(self, i):
        return self.__class__(self.data[i])

    def __add__(self, other):
        return self.__class__(self.data + str(_raw(other)))

    def __radd__(self, other):
        return self.__class__(str(other) + self.data)

    def __mul__(self, n):
        return self.__class__(self.data * n)

    __rmul__ = __mul__

    def __mod__(self, args):
        return self.__class__(self.data % args)

    def __int__(self):
        return int(self.data)

    def __float__(self):
        return float(self.data)

    # Every other method is the text's own; what comes out as text is wrapped again.
    def __getattr__(self, name):
        if name == "data" or name.startswith("__"):
            raise AttributeError("'UserString' object has no attribute '" + name + "'")
        method = getattr(self.data, name)
        wrap = name not in _unwrapped

        def call(*args, **kwargs):
            result = method(*[_raw(arg) for arg in args], **kwargs)
            if wrap and isinstance(result, str):
                return self.__class__(result)
            return result

        return call


_mappings = (dict, ChainMap, UserDict)
_unwrapped = ("join", "encode", "format", "format_map")


def _raw(value):
    return value.data if isinstance(value, (UserDict, UserList, UserString)) else value


_keywords = frozenset(
    (
        "False None True and as assert async await break class continue def del elif else except "
        "finally for from global if import in is lambda nonlocal not or pass raise return try "
        "while with yield"
    ).split()
)
_identifier_bytes = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789" + bytes(range(128, 256))
)


# Checks the names of fields; returns them as a list, renamed where that was asked for.
def _field_names(typename, field_names, rename):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    names = [str(name) for name in field_names]
    typename = str(typename)
    seen = set()
    for at, name in enumerate(names):
        problem = _problem_of(name, seen)
        if problem and rename:
            names[at] = name = "_" + str(at)
        elif problem:
            raise ValueError(problem)
        seen.add(name)
    if not _is_identifier(typename):
        raise ValueError("Type names and field names must be valid identifiers: " + repr(typename))
    if typename in _keywords:
        raise ValueError("Type names and field names cannot be a keyword: " + repr(typename))
    return names


def _problem_of(name, seen):
    if not _is_identifier(name):
        return "Type names and field names must be valid identifiers: " + repr(name)
    if name in _keywords:
        return "Type names and field names cannot be a keyword: " + repr(name)
    if name.startswith("_"):
        return "Field names cannot start with an underscore: " + repr(name)
    if name in seen:
        return "Encountered duplicate field name: " + repr(name)
    return None


def _is_identifier(name):
    code = name.encode()
    return bool(code) and not 48 <= code[0] <= 57 and _identifier_bytes.issuperset(code)


# Makes a class of tuples whose items have names.
def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    names = _field_names(typename, field_names, rename)
    defaults = () if defaults is None else tuple(defaults)
    if len(defaults) > len(names):
        raise TypeError("Got more default values than field names")
    return _make_namedtuple(str(typename), names, defaults, (_NamedTuple,), {})


# Here `bases` and `namespace` are those of the class in Python; the fields come first.
def _make_namedtuple(typename, names, defaults, bases, namespace):
    native = _native_namedtuple(typename, tuple(names))
    namespace["__slots__"] = ()
    namespace["__match_args__"] = namespace["_fields"] = tuple(names)
    namespace["_template"] = "(" + ", ".join([name + "=%r" for name in names]) + ")"
    start = len(names) - len(defaults)
    namespace["_field_defaults"] = dict(zip(names[start:], defaults))
    # Printing finds the native tuple's way before that of _NamedTuple.
    if "__repr__" not in namespace:
        namespace["__repr__"] = _NamedTuple.__repr__
    if "__str__" not in namespace:
        namespace["__str__"] = _NamedTuple.__str__
    made = type(typename, (native,) + bases, namespace)
    if defaults:
        made.__init__ = _initializer(made, names, defaults)
    return made


# Passes the values on to the native tuple with what was left out filled in.
def _initializer(made, names, defaults):
    count = len(names)
    required = count - len(defaults)
    by_name = dict(zip(names[required:], defaults))

    def __init__(self, *args, **kwargs):
        given = len(args)
        if required <= given < count and not kwargs:
            args += defaults[given - required :]
        elif given < count:
            for name in names[max(given, required) :]:
                if name not in kwargs and name in by_name:
                    kwargs[name] = by_name[name]
        super(made, self).__init__(*args, **kwargs)

    return __init__


class _NamedTuple:
    @classmethod
    def _make(cls, iterable):
        return cls(*iterable)

    def _replace(self, **kwargs):
        values = [kwargs.pop(name, value) for name, value in zip(self._fields, self)]
        if kwargs:
            raise ValueError("Got unexpected field names: " + repr(list(kwargs)))
        return self.__class__(*values)

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __getnewargs__(self):
        return tuple(self)

    def __setattr__(self, name, value):
        if name in self._fields:
            raise AttributeError("can't set attribute")
        raise AttributeError(
            "'" + self.__class__.__name__ + "' object has no attribute '" + name + "'"
        )

    def __repr__(self):
        return self.__class__.__name__ + self._template % tuple(self)

    def __str__(self):
        return repr(self)
