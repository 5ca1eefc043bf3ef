# There are no weak references here: the collector tells nobody what it frees, and it runs seldom.
# A stand-in that keeps its object would answer wrongly after `del`, so everything refuses.

__all__ = [
    "ReferenceType",
    "WeakKeyDictionary",
    "WeakMethod",
    "WeakSet",
    "WeakValueDictionary",
    "finalize",
    "getweakrefcount",
    "getweakrefs",
    "proxy",
    "ref",
]


def _refuse(name, instead):
    raise NotImplementedError(
        "weakref." + name + ": there are no weak references here; use " + instead + " instead"
    )


class ref:
    def __init__(self, object, callback=None):
        _refuse("ref", "an ordinary reference")


ReferenceType = ref


class WeakMethod:
    def __init__(self, meth, callback=None):
        _refuse("WeakMethod", "the method itself")


class WeakValueDictionary:
    def __init__(self, *args, **kwargs):
        _refuse("WeakValueDictionary", "a dict")


class WeakKeyDictionary:
    def __init__(self, *args, **kwargs):
        _refuse("WeakKeyDictionary", "a dict")


class WeakSet:
    def __init__(self, data=None):
        _refuse("WeakSet", "a set")


class finalize:
    def __init__(self, obj, func, *args, **kwargs):
        _refuse("finalize", "try/finally or a context manager")


def proxy(object, callback=None):
    _refuse("proxy", "the object itself")


def getweakrefcount(object):
    return 0


def getweakrefs(object):
    return []
