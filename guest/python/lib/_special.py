# Special methods of built-in containers and texts, for code that calls them by name: `list.__getitem__(self, i)` in a class
# that derives from list. They do what operators do with the native part of an object. `types.py` installs them.
from _classes import mro
from _collections import OrderedDict
from _native import native_value


def _name(value):
    return type(value).__name__


def _part(self, kind, name):
    part = native_value(self, kind)
    if part is None:
        if kind is dict and type(self) is OrderedDict:
            return self
        text = "descriptor '" + name + "' requires a '" + kind.__name__
        raise TypeError(text + "' object but received a '" + _name(self) + "'")
    return part


def _unary(kind, name, operate):
    return lambda self: operate(_part(self, kind, name))


def _taking(kind, name, operate):
    return lambda self, other: operate(_part(self, kind, name), other)


# An operator on two objects of such kinds; the native part of the other one.
def _binary(kind, name, operate, kinds):
    def method(self, other):
        part = _part(self, kind, name)
        for known in kinds:
            right = native_value(other, known)
            if right is not None:
                return operate(part, right)
        if isinstance(other, OrderedDict) and dict in kinds:
            return operate(part, other)
        return NotImplemented

    return method


def _setitem(kind):
    def __setitem__(self, key, value):
        _part(self, kind, "__setitem__")[key] = value

    return __setitem__


def _delete(part, key):
    del part[key]


def _iadd(self, other):
    part = _part(self, list, "__iadd__")
    part += other
    return self


def _imul(self, count):
    part = _part(self, list, "__imul__")
    part *= count
    return self


def _ior(self, other):
    _part(self, dict, "__ior__").update(other)
    return self


# What `__init__` of a container does: of a class that derives from it, what super() does there.
def _init(kind, fill):
    def __init__(self, *args, **kwargs):
        cls = type(self)
        if cls is kind or cls is OrderedDict:
            fill(self, *args, **kwargs)
            return
        derived = None
        for known in mro(cls):
            if known is kind:
                if derived is not None:
                    super(derived, self).__init__(*args, **kwargs)
                    return
            elif known is not OrderedDict:
                derived = known
        _part(self, kind, "__init__")

    return __init__


def _no_init(self, *args, **kwargs):
    pass


def _fill_list(self, items=()):
    self[:] = items


def _fill_set(self, items=()):
    self.clear()
    self.update(items)


def _fill_dict(self, *args, **kwargs):
    self.update(*args, **kwargs)


_compared = {
    "__eq__": lambda a, b: a == b,
    "__ne__": lambda a, b: a != b,
    "__lt__": lambda a, b: a < b,
    "__le__": lambda a, b: a <= b,
    "__gt__": lambda a, b: a > b,
    "__ge__": lambda a, b: a >= b,
}
_plain = {
    "__len__": len,
    "__iter__": iter,
    "__repr__": repr,
    "__str__": str,
    "__hash__": hash,
}
_with_any = {
    "__contains__": lambda part, item: item in part,
    "__getitem__": lambda part, key: part[key],
    "__delitem__": _delete,
    "__mul__": lambda part, count: part * count,
    "__rmul__": lambda part, count: part * count,
    "__mod__": lambda part, values: part % values,
}
_joined = {
    "__add__": lambda a, b: a + b,
    "__or__": lambda a, b: a | b,
    "__and__": lambda a, b: a & b,
    "__sub__": lambda a, b: a - b,
    "__xor__": lambda a, b: a ^ b,
}


def _methods(kind, names, kinds, **others):
    methods = {}
    for name in names.split():
        name = "__" + name + "__"
        if name in _plain:
            methods[name] = _unary(kind, name, _plain[name])
        elif name in _with_any:
            methods[name] = _taking(kind, name, _with_any[name])
        else:
            operate = _compared[name] if name in _compared else _joined[name]
            methods[name] = _binary(kind, name, operate, kinds)
    for name in others:
        methods["__" + name + "__"] = others[name]
    return methods


_all = "len iter repr str eq ne "
_ordered = _all + "contains lt le gt ge "
_text = _ordered + "getitem hash add mul rmul mod"
_sets = _all + "lt le gt ge or and sub xor"

LIST = _methods(
    list,
    _ordered + "getitem delitem add mul rmul",
    (list,),
    setitem=_setitem(list),
    iadd=_iadd,
    imul=_imul,
)
TUPLE = _methods(tuple, _ordered + "getitem hash add mul rmul", (tuple,))
DICT = _methods(dict, _all + "contains or", (dict,), ior=_ior)
SET = _methods(set, _sets, (set, frozenset))
FROZENSET = _methods(frozenset, _sets + " hash", (frozenset, set))
STR = _methods(str, _text, (str,))
BYTEARRAY = _methods(
    bytearray,
    _ordered + "getitem delitem add mul rmul mod",
    (bytearray, bytes),
    setitem=_setitem(bytearray),
)
BYTES = _methods(bytes, _text, (bytes, bytearray))

# `__init__` is not in the dictionaries, where classes that derive from the type would find it instead of what makes the
# native part.
_inits = (
    (list, _init(list, _fill_list)),
    (dict, _init(dict, _fill_dict)),
    (set, _init(set, _fill_set)),
    ((tuple, frozenset, str, bytes, int, float, complex), _no_init),
)


# The `__init__` that a class has from its native base.
def init_of(cls, otherwise):
    for kinds, init in _inits:
        if issubclass(cls, kinds):
            return init
    return otherwise
