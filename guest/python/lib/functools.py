from _classes import mro as _mro
from collections import namedtuple as _namedtuple

__all__ = [
    "WRAPPER_ASSIGNMENTS",
    "WRAPPER_UPDATES",
    "cache",
    "cached_property",
    "cmp_to_key",
    "lru_cache",
    "partial",
    "partialmethod",
    "reduce",
    "singledispatch",
    "singledispatchmethod",
    "total_ordering",
    "update_wrapper",
    "wraps",
]

_missing = object()

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


# Folds the items from the left. Raises TypeError if there is none and no initial value.
def reduce(function, iterable, initial=_missing):
    iterator = iter(iterable)
    if initial is _missing:
        for initial in iterator:
            break
        else:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        initial = function(initial, item)
    return initial


# A callable with some of its arguments given already.
class partial:
    def __init__(self, func, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            merged = func.keywords.copy()
            merged.update(keywords)
            keywords = merged
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, *args, **keywords):
        if not self.keywords:
            return self.func(*self.args, *args, **keywords)
        merged = self.keywords.copy()
        merged.update(keywords)
        return self.func(*self.args, *args, **merged)

    def __repr__(self):
        parts = [repr(self.func)] + [repr(arg) for arg in self.args]
        parts += [name + "=" + repr(self.keywords[name]) for name in self.keywords]
        return "functools.partial(" + ", ".join(parts) + ")"


# What partial is to functions; for methods.
class partialmethod:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        if instance is None:
            return partial(self.func, *self.args, **self.keywords)
        return partial(_bind(self.func, instance, owner), *self.args, **self.keywords)


def _bind(function, instance, owner):
    if hasattr(function, "__get__"):
        return function.__get__(instance, owner)
    if isinstance(function, (staticmethod, classmethod)):
        raise NotImplementedError("partialmethod of a staticmethod or a classmethod")
    return lambda *args, **kwargs: function(instance, *args, **kwargs)


# A function with other attributes than its own, for wraps(). It can be given more of them.
class _Wrapper:
    def __init__(self, function):
        self._function = function

    def __call__(self, *args, **kwargs):
        return self._function(*args, **kwargs)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        function = self._function
        return lambda *args, **kwargs: function(instance, *args, **kwargs)

    def __repr__(self):
        return "<function " + self.__name__ + " at 0x%x>" % id(self)


def _takes_attributes(function):
    try:
        function.__wrapped__ = None
    except AttributeError:
        return False
    return hasattr(function, "__wrapped__")


# Copies name, text and attributes of `wrapped` to `wrapper` and returns it, or an object in its
# place where functions take no attributes.
def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    if not _takes_attributes(wrapper):
        wrapper = _Wrapper(wrapper)
    wrapper.__wrapped__ = wrapped
    for name in assigned:
        value = getattr(wrapped, name, _missing)
        if value is not _missing:
            setattr(wrapper, name, value)
    if not hasattr(wrapper, "__doc__"):
        wrapper.__doc__ = None
    if "__dict__" in updated:
        for name, value in getattr(wrapped, "__dict__", {}).items():
            if name not in ("__wrapped__", "_function"):
                setattr(wrapper, name, value)
    return wrapper


# A decorator for wrappers: update_wrapper with `wrapped` given.
def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


# Derives the comparisons that a class lacks from the one that it has and __eq__.
def total_ordering(cls):
    for root in ("__lt__", "__le__", "__gt__", "__ge__"):
        if hasattr(cls, root):
            for name, finish in _derived[root]:
                if not hasattr(cls, name):
                    setattr(cls, name, _comparison(root, finish))
            return cls
    raise ValueError("must define at least one ordering operation: < > <= >=")


def _comparison(root, finish):
    def compare(self, other):
        result = getattr(self, root)(other)
        return result if result is NotImplemented else finish(result, self, other)

    return compare


def _negate(result, self, other):
    return not result


def _or_equal(result, self, other):
    return result or self == other


def _and_unequal(result, self, other):
    return result and self != other


def _negate_or_equal(result, self, other):
    return not result or self == other


def _negate_and_unequal(result, self, other):
    return not result and self != other


_derived = {
    "__lt__": (
        ("__gt__", _negate_and_unequal),
        ("__le__", _or_equal),
        ("__ge__", _negate),
    ),
    "__le__": (
        ("__ge__", _negate_or_equal),
        ("__lt__", _and_unequal),
        ("__gt__", _negate),
    ),
    "__gt__": (
        ("__lt__", _negate_and_unequal),
        ("__ge__", _or_equal),
        ("__le__", _negate),
    ),
    "__ge__": (
        ("__le__", _negate_or_equal),
        ("__gt__", _and_unequal),
        ("__lt__", _negate),
    ),
}


# Makes a key function of a function that compares two values.
def cmp_to_key(mycmp):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

    return K


CacheInfo = _namedtuple("CacheInfo", ("hits", "misses", "maxsize", "currsize"))


# The arguments as one key, when there is more than positional ones.
def _key(args, kwargs, typed):
    key = args
    if kwargs:
        key += (_missing,) + tuple(kwargs.items())
    if typed:
        key += tuple(map(type, args)) + tuple(map(type, kwargs.values()))
    return key


# The __call__ of a cache, with the results of `function`, and functions that tell about
# the results and empty them.
def _remembering(function):
    results = {}
    get = results.get
    missing = _missing
    hits = misses = 0

    def call(_, *args, **kwargs):
        nonlocal hits, misses
        key = _key(args, kwargs, False) if kwargs else args
        result = get(key, missing)
        if result is not missing:
            hits += 1
            return result
        misses += 1
        result = results[key] = function(*args, **kwargs)
        return result

    def info():
        return CacheInfo(hits, misses, None, len(results))

    def clear():
        nonlocal hits, misses
        hits = misses = 0
        results.clear()

    return call, info, clear


# The same for those results that were used last.
def _remembering_last(function, maxsize, typed):
    results = {}
    hits = misses = 0

    def call(_, *args, **kwargs):
        nonlocal hits, misses
        key = _key(args, kwargs, typed) if kwargs or typed else args
        if key in results:
            hits += 1
            result = results.pop(key)
            results[key] = result
            return result
        misses += 1
        result = function(*args, **kwargs)
        if maxsize is None:
            results[key] = result
        elif maxsize and key not in results:
            if len(results) >= maxsize:
                del results[next(iter(results))]
            results[key] = result
        return result

    def info():
        return CacheInfo(hits, misses, maxsize, len(results))

    def clear():
        nonlocal hits, misses
        hits = misses = 0
        results.clear()

    return call, info, clear


# A call of an instance goes to the function in its class, so each cache has a class of its own.
class _Cache:
    def __get__(self, instance, owner=None):
        return self if instance is None else _BoundCache(self, instance)

    def __repr__(self):
        return "<functools._lru_cache_wrapper object at 0x%x>" % id(self)


class _BoundCache:
    def __init__(self, cache, instance):
        self.__wrapped__ = cache
        self.__self__ = instance
        self.cache_info = cache.cache_info
        self.cache_clear = cache.cache_clear

    def __call__(self, *args, **kwargs):
        return self.__wrapped__(self.__self__, *args, **kwargs)


def _cached(function, maxsize, typed):
    if maxsize is None and not typed:
        call, info, clear = _remembering(function)
    else:
        call, info, clear = _remembering_last(function, maxsize, typed)
    cache = type("_lru_cache_wrapper", (_Cache,), {"__call__": call})()
    update_wrapper(cache, function)
    cache.cache_info = info
    cache.cache_clear = clear
    cache.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return cache


# Keeps the results of a function, those of the last `maxsize` different arguments or all of them.
def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize, 128, False)
    if maxsize is not None:
        if not isinstance(maxsize, int):
            raise TypeError("Expected first argument to be an integer, a callable, or None")
        maxsize = max(maxsize, 0)
    return lambda function: _cached(function, maxsize, typed)


# lru_cache without a limit.
def cache(user_function):
    return _cached(user_function, None, False)


# A property that is computed once and then stored in the instance.
class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = getattr(func, "__name__", None)

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        setattr(instance, self.attrname, value)
        return value


# A function that chooses its implementation by the class of its first argument.
class _SingleDispatch:
    def __init__(self, function):
        update_wrapper(self, function)
        self.registry = {object: function}
        self._found = {}

    def __call__(self, *args, **kwargs):
        if not args:
            raise TypeError(self.__name__ + " requires at least 1 positional argument")
        cls = type(args[0])
        found = self._found
        function = found[cls] if cls in found else self.dispatch(cls)
        return function(*args, **kwargs)

    def dispatch(self, cls):
        if cls not in self._found:
            self._found[cls] = self._find(cls)
        return self._found[cls]

    def _find(self, cls):
        registry = self.registry
        line = _mro(cls)
        for base in line[:-1]:
            if base in registry:
                return registry[base]
        best = None
        for candidate in registry:
            if candidate is not object and candidate not in line and issubclass(cls, candidate):
                if best is None or issubclass(candidate, best):
                    best = candidate
        return registry[object if best is None else best]

    def register(self, cls, func=None):
        if func is None:
            if isinstance(cls, type) or _union_members(cls):
                return lambda function: self.register(cls, function)
            func = cls
            hints = getattr(func, "__annotations__", None)
            if not hints:
                raise TypeError(
                    "Invalid first argument to `register()`: "
                    + repr(func)
                    + ". Use either `@register(some_class)` or plain `@register` on an "
                    "annotated function."
                )
            cls = next(iter(hints.values()))
        for member in _union_members(cls) or (cls,):
            self.registry[type(None) if member is None else member] = func
        self._found.clear()
        return func


def _union_members(cls):
    return getattr(cls, "__args__", None)


def singledispatch(func):
    return _SingleDispatch(func)


# singledispatch by the first argument after self.
class singledispatchmethod:
    def __init__(self, func):
        self.dispatcher = _SingleDispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, method)

    def __get__(self, instance, owner=None):
        dispatch = self.dispatcher.dispatch
        subject = owner if instance is None else instance
        return lambda *args, **kwargs: dispatch(type(args[0]))(subject, *args, **kwargs)
