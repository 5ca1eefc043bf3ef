from _classes import native_base as _native_base

__all__ = ["Error", "copy", "deepcopy", "replace"]


class Error(Exception):
    pass


error = Error

_atomic = {
    type(None),
    int,
    float,
    bool,
    complex,
    str,
    bytes,
    type,
    range,
    slice,
    property,
    type(...),
    type(NotImplemented),
    type(len),
    type(lambda: 0),
    object,
}


# A new object with the same content.
def copy(x):
    cls = type(x)
    if cls in _atomic or cls is tuple or cls is frozenset:
        return x
    if cls is list or cls is dict or cls is set:
        return x.copy()
    if cls is bytearray:
        return bytearray(x)
    copier = getattr(x, "__copy__", None)
    if copier is not None:
        return copier()
    return _rebuilt(x, cls, None)


# A new object whose content is copied as well, at all depths. Each object is copied once, so
# what was shared or recursive is so again.
def deepcopy(x, memo=None):
    cls = type(x)
    if cls in _atomic:
        return x
    if memo is None:
        memo = {}
    key = id(x)
    if key in memo:
        return memo[key]
    if cls is list:
        result = memo[key] = []
        for item in x:
            result.append(item if type(item) in _atomic else deepcopy(item, memo))
    elif cls is dict:
        result = memo[key] = {}
        for name, item in x.items():
            result[deepcopy(name, memo)] = deepcopy(item, memo)
    elif cls is tuple:
        result = _deep_tuple(x, memo)
        memo[key] = result
    elif cls is set:
        result = memo[key] = {deepcopy(item, memo) for item in x}
    elif cls is frozenset:
        result = memo[key] = frozenset([deepcopy(item, memo) for item in x])
    elif cls is bytearray:
        result = memo[key] = bytearray(x)
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            result = memo[key] = copier(memo)
        else:
            result = _rebuilt(x, cls, memo)
    # An object that dies would give its address, which is its key, to another one.
    memo.setdefault(id(memo), []).append(x)
    return result


def _deep_tuple(x, memo):
    items = [deepcopy(item, memo) for item in x]
    # A tuple may contain itself by way of a list; then it has been copied by now.
    if id(x) in memo:
        return memo[id(x)]
    for old, new in zip(x, items):
        if old is not new:
            return tuple(items)
    return x


def _is_atomic(cls):
    return cls.__name__ in ("closure", "bound_method", "re", "module", "code") or cls in _atomic


# A copy of an instance of another class; a deep one if there is a memo.
def _rebuilt(x, cls, memo):
    if _is_atomic(cls):
        return x
    reduce = getattr(x, "__reduce__", None)
    if reduce is not None:
        return _reconstructed(x, reduce(), memo)
    if not hasattr(x, "__dict__"):
        raise TypeError("cannot pickle '" + cls.__name__ + "' object")
    if isinstance(x, tuple) and hasattr(cls, "_make"):
        return cls._make(x if memo is None else _deep_tuple(tuple(x), memo))
    if isinstance(x, BaseException):
        result = cls(*(x.args if memo is None else deepcopy(x.args, memo)))
    else:
        native, heir = _native_base(cls)
        result = object.__new__(cls)
        if memo is not None:
            memo[id(x)] = result
        if native is not None:
            _fill(result, x, native, heir, memo)
    if memo is not None:
        memo[id(x)] = result
    state = x.__getstate__() if hasattr(x, "__getstate__") else x.__dict__
    if memo is not None:
        state = deepcopy(dict(state.items()) if isinstance(state, dict) else state, memo)
    _restore(result, state)
    return result


# Copies the built-in part of an instance of a class that extends a built-in one.
def _fill(result, x, native, heir, memo):
    part = super(heir, result)
    if native is dict:
        part.__init__()
        for key, item in x.items():
            if memo is not None:
                key = deepcopy(key, memo)
                item = deepcopy(item, memo)
            part.__setitem__(key, item)
    elif native is list:
        part.__init__()
        items = x[:]
        part.extend(items if memo is None else [deepcopy(item, memo) for item in items])
    elif native is tuple or native is set or native is frozenset:
        items = native(x)
        part.__init__(items if memo is None else deepcopy(items, memo))
    elif native is float:
        part.__init__(x * 1.0)
    elif native is int:
        part.__init__(int(x))
    else:
        part.__init__(x[:])


def _restore(result, state):
    if hasattr(result, "__setstate__"):
        result.__setstate__(state)
        return
    if isinstance(state, tuple) and len(state) == 2:
        for part in state:
            if part:
                _restore(result, part)
        return
    for name, value in state.items():
        object.__setattr__(result, name, value)


# Does what an object's __reduce__ says.
def _reconstructed(x, recipe, memo):
    if isinstance(recipe, str):
        return x
    args = recipe[1]
    state = recipe[2] if len(recipe) > 2 else None
    items = recipe[3] if len(recipe) > 3 else None
    pairs = recipe[4] if len(recipe) > 4 else None
    if memo is not None:
        args = deepcopy(args, memo)
    result = recipe[0](*args)
    if memo is not None:
        memo[id(x)] = result
        state = deepcopy(state, memo)
    if state is not None:
        _restore(result, state)
    for item in items or ():
        result.append(item if memo is None else deepcopy(item, memo))
    for key, value in pairs or ():
        if memo is not None:
            key = deepcopy(key, memo)
            value = deepcopy(value, memo)
        result[key] = value
    return result


# A copy with some fields changed, by the object's own __replace__ or _replace.
def replace(obj, **changes):
    replacer = getattr(obj, "__replace__", None) or getattr(obj, "_replace", None)
    if replacer is None:
        raise TypeError("replace() does not support " + type(obj).__name__ + " objects")
    return replacer(**changes)
