# What objects are. Functions keep no signature, no source and no text of documentation here.
import types as _types

from _classes import mro as _mro

__all__ = [
    "Attribute",
    "BoundArguments",
    "GEN_CLOSED",
    "GEN_CREATED",
    "GEN_RUNNING",
    "GEN_SUSPENDED",
    "Parameter",
    "Signature",
    "classify_class_attrs",
    "cleandoc",
    "currentframe",
    "getargspec",
    "getattr_static",
    "getcallargs",
    "getclasstree",
    "getclosurevars",
    "getcomments",
    "getdoc",
    "getfile",
    "getframeinfo",
    "getfullargspec",
    "getgeneratorstate",
    "getmembers",
    "getmembers_static",
    "getmodule",
    "getmro",
    "getouterframes",
    "getsource",
    "getsourcefile",
    "getsourcelines",
    "get_annotations",
    "isabstract",
    "isasyncgen",
    "isasyncgenfunction",
    "isawaitable",
    "isbuiltin",
    "isclass",
    "iscode",
    "iscoroutine",
    "iscoroutinefunction",
    "isdatadescriptor",
    "isframe",
    "isfunction",
    "isgenerator",
    "isgeneratorfunction",
    "ismethod",
    "ismodule",
    "isroutine",
    "istraceback",
    "signature",
    "stack",
    "trace",
    "unwrap",
]

GEN_CREATED = "GEN_CREATED"
GEN_RUNNING = "GEN_RUNNING"
GEN_SUSPENDED = "GEN_SUSPENDED"
GEN_CLOSED = "GEN_CLOSED"


def _generator():
    yield


def _enclosing():
    value = 0
    return lambda: value


class _Methods:
    def method(self):
        pass


_Plain = type(lambda: 0)
_Closure = type(_enclosing())
_GeneratorFunction = type(_generator)
_Generator = type(_generator())
_Method = type(_Methods().method)
_Module = _types.ModuleType
_Code = _types.CodeType


def ismodule(object):
    return isinstance(object, _Module)


def isclass(object):
    return isinstance(object, type)


# Methods of built-in types that are bound to an object count, too.
def ismethod(object):
    return type(object) is _Method


def isfunction(object):
    return type(object) in (_Plain, _Closure, _GeneratorFunction)


def isbuiltin(object):
    kind = type(object)
    return kind.__name__ == "function" and kind is not _Plain


def isroutine(object):
    return isfunction(object) or ismethod(object) or isbuiltin(object)


def iscode(object):
    return isinstance(object, _Code)


# Coroutines are generators here and count, too.
def isgenerator(object):
    return isinstance(object, _Generator)


# Async functions make generators here and count, too.
def isgeneratorfunction(obj):
    if type(obj) is _Closure:
        raise NotImplementedError(
            "it cannot be told for a function that uses variables of an enclosing function: "
            "call it and use inspect.isgenerator()"
        )
    return type(obj) is _GeneratorFunction


def _ambiguous(what):
    raise NotImplementedError(
        "generators and coroutines are the same here: use asyncio." + what + "() where it is known "
        "that there are no generators"
    )


def iscoroutine(object):
    if isinstance(object, _Generator):
        _ambiguous("iscoroutine")
    return False


def iscoroutinefunction(obj):
    if type(obj) in (_GeneratorFunction, _Closure):
        _ambiguous("iscoroutinefunction")
    return False


def isawaitable(object):
    if isinstance(object, _Generator):
        _ambiguous("iscoroutine")
    return hasattr(object, "__await__")


# There are no such objects.
def isasyncgen(object):
    return False


def isasyncgenfunction(obj):
    if type(obj) in (_GeneratorFunction, _Closure):
        _ambiguous("iscoroutinefunction")
    return False


def isframe(object):
    return False


def istraceback(object):
    return False


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    return isinstance(object, property) or hasattr(type(object), "__set__")


# A class with abstract methods.
def isabstract(object):
    return isclass(object) and bool(getattr(object, "__abstractmethods__", None))


def getmro(cls):
    return tuple(_mro(cls))


# Pairs of the name and the value of each attribute, by name. Most special methods are not listed.
def getmembers(object, predicate=None):
    members = []
    for name in sorted(set(dir(object))):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            members.append((name, value))
    return members


def _expanded(line):
    text, *parts = line.split("\t")
    for part in parts:
        text += " " * (8 - len(text) % 8) + part
    return text


# The text of documentation without the indentation that all lines but the first share.
def cleandoc(doc):
    lines = [_expanded(line) if "\t" in line else line for line in doc.split("\n")]
    margin = None
    for line in lines[1:]:
        content = len(line.lstrip())
        if content:
            indent = len(line) - content
            if margin is None or indent < margin:
                margin = indent
    lines[0] = lines[0].lstrip()
    if margin:
        lines[1:] = [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    start = 0
    while start < len(lines) and not lines[start]:
        start += 1
    return "\n".join(lines[start:])


# The last function of a chain of `__wrapped__`.
def unwrap(func, *, stop=None):
    seen = [func]
    while hasattr(func, "__wrapped__") and not (stop is not None and stop(func)):
        func = func.__wrapped__
        if func in seen:
            raise ValueError("wrapper loop when unwrapping " + repr(seen[0]))
        seen.append(func)
    return func


# The annotations of an object that keeps them.
def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    annotations = getattr(obj, "__annotations__", None)
    if annotations is None:
        if callable(obj) and not isclass(obj):
            raise NotImplementedError("functions keep no annotations here: write them in a dict")
        return {}
    return dict(annotations)


def _no_signature(*args, **kwargs):
    raise NotImplementedError(
        "functions do not keep the names of their parameters here: write down in the program what "
        "it needs to know of them"
    )


def _no_source(*args, **kwargs):
    raise NotImplementedError(
        "functions and classes do not keep their source here: keep the text in a string"
    )


def _no_doc(*args, **kwargs):
    raise NotImplementedError(
        "functions and classes keep no text of documentation here: keep the text in a string"
    )


def _no_frames(*args, **kwargs):
    raise NotImplementedError(
        "the calls that are active cannot be looked at here: pass what is needed"
    )


def _not_here(*args, **kwargs):
    raise NotImplementedError("not supported here: use dir(), getattr() and isinstance()")


signature = getfullargspec = getargspec = getcallargs = _no_signature
getsource = getsourcelines = getsourcefile = getfile = getcomments = _no_source
getdoc = _no_doc
currentframe = stack = trace = getframeinfo = getouterframes = _no_frames
getattr_static = getmembers_static = classify_class_attrs = getclasstree = _not_here
getclosurevars = getmodule = getgeneratorstate = _not_here


class Parameter:
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4

    class empty:
        pass

    __init__ = _no_signature


class Signature:
    empty = Parameter.empty
    from_callable = staticmethod(_no_signature)
    __init__ = _no_signature


class BoundArguments:
    __init__ = _no_signature


class Attribute:
    __init__ = _not_here
