# ruff: noqa: F821 (exceptions of 3.11)
# Attributes that the interpreter's own objects lack: exceptions, functions, classes. `library.py` shows the core the
# dict MORE, in which it looks for what it does not find elsewhere (patches/objects): for a type a dict as that of a class.
import _native

_attributes = _native.attributes
_link = _native.exception_link
_set_link = _native.set_exception_link
_part = _native.function_part

# A getter returns this where there is no such attribute.
ABSENT = object()


def _is_exception(value):
    return value is None or isinstance(value, BaseException)


# A traceback object: the frames that an exception went through.
class traceback:
    def __init__(self, exception, frames=None):
        self._exception = exception
        frames = _frames(exception) if frames is None else frames
        self._frames = frames
        file, self.tb_lineno, name = frames[0] if frames else ("<session>", 0, "<module>")
        self.tb_frame = _Frame(file, self.tb_lineno, name)
        self.tb_lasti = -1

    @property
    def tb_next(self):
        if len(self._frames) < 2:
            return None
        return traceback(self._exception, self._frames[1:])


class _Code:
    def __init__(self, file, name):
        self.co_filename = file
        self.co_name = name


class _Frame:
    f_back = None

    def __init__(self, file, line, name):
        self.f_lineno = line
        self.f_code = _Code(file, name)
        self.f_globals = {}
        self.f_locals = {}


# File, line and function of each call, the outermost first.
def _frames(exception):
    words = _link(exception, 4)
    return [(words[at], words[at + 1], words[at + 2]) for at in range(len(words) - 3, -1, -3)]


def _argument(self, number):
    args = self.args
    return args[number] if len(args) > number else ABSENT


class _Exception:
    @property
    def __cause__(self):
        return _link(self, 1)

    @__cause__.setter
    def __cause__(self, cause):
        if not _is_exception(cause):
            raise TypeError("exception cause must be None or derive from BaseException")
        _set_link(self, 1, cause)
        _set_link(self, 3, True)

    @property
    def __context__(self):
        return _link(self, 0)

    @__context__.setter
    def __context__(self, context):
        if not _is_exception(context):
            raise TypeError("exception context must be None or derive from BaseException")
        _set_link(self, 0, context)

    @property
    def __suppress_context__(self):
        return _link(self, 3) is not None

    @__suppress_context__.setter
    def __suppress_context__(self, suppress):
        _set_link(self, 3, True if suppress else None)

    @property
    def __traceback__(self):
        own = _attributes(self).get("_traceback_", ABSENT)
        if own is not ABSENT:
            return own
        return traceback(self) if _link(self, 4) else None

    @__traceback__.setter
    def __traceback__(self, value):
        if value is not None and not isinstance(value, traceback):
            raise TypeError("__traceback__ must be a traceback or None")
        if value is None:
            _attributes(self)["_traceback_"] = None
        else:
            _attributes(self).pop("_traceback_", None)

    # What super() finds. Of the native classes some have a text of their own.
    def __str__(self):
        for known in mro(type(self)):
            if known.__module__ == "builtins":
                break
        args = self.args
        if issubclass(known, (KeyError, OSError, UnicodeError, BaseExceptionGroup)):
            return str(known(*args))
        return _plain_text(self)

    def __repr__(self):
        return type(self).__name__ + "(" + ", ".join([repr(x) for x in self.args]) + ")"

    def with_traceback(self, value):
        if value is not None and not isinstance(value, traceback):
            raise TypeError("__traceback__ must be a traceback or None")
        return self

    def add_note(self, note):
        if not isinstance(note, str):
            raise TypeError("note must be a str, not '" + type(note).__name__ + "'")
        notes = getattr(self, "__notes__", None)
        if notes is None:
            notes = _attributes(self)["__notes__"] = []
        notes.append(note)

    @property
    def __dict__(self):
        return _attributes(self)

    @property
    def __doc__(self):
        return None

    # OSError, with two arguments or more.
    @property
    def errno(self):
        return _of_os_error(self, 0)

    @property
    def strerror(self):
        return _of_os_error(self, 1)

    # Only what has no such attribute gets here.
    @property
    def filename(self):
        return None if isinstance(self, (OSError, SyntaxError)) else ABSENT

    @property
    def filename2(self):
        return None if isinstance(self, OSError) else ABSENT

    @property
    def code(self):
        if not isinstance(self, SystemExit):
            return ABSENT
        args = self.args
        return (args[0] if len(args) == 1 else args) if args else None

    @property
    def name(self):
        if isinstance(self, NameError):
            text = str(self)
            return text.split("'")[1] if text.count("'") == 2 else None
        return None if isinstance(self, (ImportError, AttributeError)) else ABSENT

    @property
    def obj(self):
        return None if isinstance(self, AttributeError) else ABSENT

    @property
    def path(self):
        return None if isinstance(self, ImportError) else ABSENT

    @property
    def msg(self):
        if isinstance(self, SyntaxError):
            args = self.args
            return args[0] if args else None
        if isinstance(self, ImportError):
            args = self.args
            return args[0] if len(args) == 1 else None
        return ABSENT

    @property
    def lineno(self):
        return _of_syntax_error(self, 1)

    @property
    def offset(self):
        return _of_syntax_error(self, 2)

    @property
    def text(self):
        return _of_syntax_error(self, 3)

    # UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError.
    @property
    def encoding(self):
        return _of_unicode_error(self, 0)

    @property
    def object(self):
        return _of_unicode_error(self, 1)

    @property
    def start(self):
        return _of_unicode_error(self, 2)

    @property
    def end(self):
        return _of_unicode_error(self, 3)

    @property
    def reason(self):
        return _of_unicode_error(self, 4)

    # Groups.
    @property
    def message(self):
        return _argument(self, 0) if isinstance(self, BaseExceptionGroup) else ABSENT

    @property
    def exceptions(self):
        if not isinstance(self, BaseExceptionGroup):
            return ABSENT
        return tuple(_argument(self, 1))

    def derive(self, exceptions):
        for exception in exceptions:
            if not isinstance(exception, Exception):
                return BaseExceptionGroup(self.message, exceptions)
        return ExceptionGroup(self.message, exceptions)

    def split(self, condition):
        return _split_by(self, _matcher(condition))

    def subgroup(self, condition):
        return _split_by(self, _matcher(condition))[0]


def _of_os_error(self, number):
    if not isinstance(self, OSError):
        return ABSENT
    args = self.args
    return args[number] if len(args) > 1 else None


def _of_syntax_error(self, number):
    if not isinstance(self, SyntaxError):
        return ABSENT
    args = self.args
    return args[1][number] if len(args) > 1 else None


def _of_unicode_error(self, number):
    if not isinstance(self, (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError)):
        return ABSENT
    if isinstance(self, UnicodeTranslateError):
        number -= 1
    args = self.args
    return args[number] if len(args) > 3 else ABSENT


# A group like `self` with other exceptions.
def _like(self, exceptions):
    if not exceptions:
        return None
    group = self.derive(exceptions)
    _set_link(group, 0, _link(self, 0))
    _set_link(group, 1, _link(self, 1))
    _set_link(group, 3, _link(self, 3))
    notes = getattr(self, "__notes__", None)
    if notes is not None:
        _attributes(group)["__notes__"] = list(notes)
    return group


def _matcher(condition):
    if isinstance(condition, type):
        if issubclass(condition, BaseException):
            return lambda exception: isinstance(exception, condition)
    elif isinstance(condition, tuple):
        for member in condition:
            if not isinstance(member, type) or not issubclass(member, BaseException):
                break
        else:
            return lambda exception: isinstance(exception, condition)
    elif callable(condition):
        return condition
    raise TypeError("expected a function, exception type or tuple of exception types")


# Looks at the arguments of a new group (a native exception). Whether it is to be an ExceptionGroup.
def group_made(self):
    args = self.args
    if len(args) != 2:
        count = str(len(args))
        raise TypeError(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments (" + count + " given)"
        )
    message, exceptions = args
    if not isinstance(message, str):
        kind = type(message).__name__
        raise TypeError("argument 1 must be str, not " + kind)
    if not isinstance(exceptions, (list, tuple)):
        raise TypeError("second argument (exceptions) must be a sequence")
    if not exceptions:
        raise ValueError("second argument (exceptions) must be a non-empty sequence")
    plain = True
    for at, exception in enumerate(exceptions):
        if not isinstance(exception, BaseException):
            raise ValueError(
                "Item " + str(at) + " of second argument (exceptions) is not an exception"
            )
        if not isinstance(exception, Exception):
            plain = False
    if type(self) is ExceptionGroup and not plain:
        raise TypeError("Cannot nest BaseExceptions in an ExceptionGroup")
    return plain


def _split_by(self, matches):
    if matches(self):
        return self, None
    yes = []
    no = []
    for exception in self.exceptions:
        if isinstance(exception, BaseExceptionGroup):
            some, others = _split_by(exception, matches)
            if some is not None:
                yes.append(some)
            if others is not None:
                no.append(others)
        elif matches(exception):
            yes.append(exception)
        else:
            no.append(exception)
    return _like(self, yes), _like(self, no)


# Texts that are made of several arguments. `self` is a native exception.
def exception_text(self):
    args = self.args
    if isinstance(self, OSError):
        text = "[Errno " + str(args[0]) + "] " + str(args[1])
        own = _attributes(self)
        name = own.get("filename")
        if name is not None:
            text += ": " + repr(name)
            name = own.get("filename2")
            if name is not None:
                text += " -> " + repr(name)
        return text
    if isinstance(self, BaseExceptionGroup):
        if len(args) != 2:
            return str(args)
        count = len(args[1])
        return str(args[0]) + " (%d sub-exception" % count + ("s)" if count != 1 else ")")
    if isinstance(self, UnicodeTranslateError):
        args = (None,) + args
    if len(args) != 5:
        return "" if not args else str(args[0]) if len(args) == 1 else str(args)
    encoding, text, start, end, reason = args
    if encoding is None:
        line = "can't translate character"
    elif isinstance(self, UnicodeDecodeError):
        line = "'" + encoding + "' codec can't decode byte"
    else:
        line = "'" + encoding + "' codec can't encode character"
    if end == start + 1 and start < len(text):
        what = text[start]
        if isinstance(what, int):
            line += " 0x%02x" % what
        else:
            code = ord(what)
            if code < 0x100:
                line += " '\\x%02x'" % code
            elif code < 0x10000:
                line += " '\\u%04x'" % code
            else:
                line += " '\\U%08x'" % code
        return line + " in position " + str(start) + ": " + reason
    return line + "s in position " + str(start) + "-" + str(end - 1) + ": " + reason


# Functions.


# The name of a function or of the class whose body it is, with what it was defined in.
def qualified_name(function):
    name = _code_name(function)
    owner = _part(function, 5)
    while owner is not None:
        name = _code_name(owner) + ("." if _part(owner, 7) else ".<locals>.") + name
        owner = _part(owner, 5)
    return name


def _code_name(function):
    inner = _part(function, 0)
    return _part(function if inner is None else inner, 12) or function.__name__


def _listed(names):
    names = ["'" + name + "'" for name in names]
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


def _missing(names, kind):
    plural = "s: " if len(names) > 1 else ": "
    return (
        "missing " + str(len(names)) + " required " + kind + " argument" + plural + _listed(names)
    )


# What is wrong with a call: `given` positional arguments and some keywords. The first `cells` parameters are none.
def argument_text(function, given, keywords, cells):
    return (
        function.__qualname__ + "() " + _what_is_wrong(_part(function, 6), given, keywords, cells)
    )


def _what_is_wrong(parts, given, keywords, cells):
    positional, for_keywords, flags, defaults, keyword_defaults = parts[:5]
    names = parts[5 + cells : 5 + positional + for_keywords]
    positional -= cells
    only = names[positional:]
    names = names[:positional]
    missing = list(names[given:])
    for keyword in keywords:
        if keyword in names:
            if keyword not in missing:
                return "got multiple values for argument '" + keyword + "'"
            missing.remove(keyword)
        elif keyword not in only and not flags & 2:
            return "got an unexpected keyword argument '" + keyword + "'"
    if given > positional and not flags & 1:
        least = positional - defaults
        takes = str(positional) if not defaults else "from " + str(least) + " to " + str(positional)
        plural = " arguments" if defaults or positional != 1 else " argument"
        but = str(given)
        known = len([keyword for keyword in keywords if keyword in only])
        if known:
            but += " positional argument" + ("s" if given != 1 else "")
            but += " (and " + str(known) + " keyword-only argument" + ("s)" if known != 1 else ")")
        were = " were given" if known or given != 1 else " was given"
        return "takes " + takes + " positional" + plural + " but " + but + were
    missing = [name for name in missing if name in names[: positional - defaults]]
    if missing:
        return _missing(missing, "positional")
    have = set(keywords)
    if keyword_defaults:
        have.update(keyword_defaults)
    return _missing([name for name in only if name not in have], "keyword-only")


class _CodeOf:
    def __init__(self, function):
        inner = _part(function, 0)
        parts = _part(function if inner is None else inner, 6)
        count = parts[0] + parts[1]
        self.co_argcount = parts[0]
        self.co_kwonlyargcount = parts[1]
        self.co_posonlyargcount = 0
        self.co_name = function.__name__
        self.co_qualname = function.__qualname__
        self.co_filename = "<session>"
        self.co_flags = 3 | (parts[2] & 1) << 2 | (parts[2] & 2) << 2
        names = parts[5 : 5 + count]
        if inner is not None:
            # The cells of a closure come first.
            free = len(_part(function, 1))
            self.co_argcount -= free
            self.co_freevars = names[:free]
            names = names[free:]
        else:
            self.co_freevars = ()
        self.co_varnames = names


class _Cell:
    def __init__(self, cell):
        self._cell = cell

    @property
    def cell_contents(self):
        value = _part(self._cell, 8)
        if value is ABSENT:
            raise ValueError("cell is empty")
        return value


class _Function:
    @property
    def __doc__(self):
        return None

    @property
    def __qualname__(self):
        return qualified_name(self)

    @property
    def __module__(self):
        return self.__globals__.get("__name__")

    @property
    def __dict__(self):
        return _shown(_attributes(self))

    @property
    def __defaults__(self):
        inner = _part(self, 0)
        parts = _part(self if inner is None else inner, 6)
        return parts and parts[len(parts) - parts[3] :] or None

    @property
    def __kwdefaults__(self):
        inner = _part(self, 0)
        parts = _part(self if inner is None else inner, 6)
        return parts and parts[4]

    @property
    def __code__(self):
        if _part(self, 12) is None and _part(self, 0) is None:
            raise AttributeError(
                "this function is a part of the interpreter: its code is not shown"
            )
        return _CodeOf(self)

    @property
    def __closure__(self):
        return None

    @property
    def __annotations__(self):
        own = _attributes(self)
        if "__annotations__" not in own:
            own["__annotations__"] = {}
        return own["__annotations__"]


_OWN = ("__name__", "__qualname__", "__doc__", "__module__", "__annotations__")


# What users put there themselves.
def _shown(attributes):
    for name in _OWN:
        if name in attributes:
            return {key: attributes[key] for key in attributes if key not in _OWN}
    return attributes


class _Closure:
    @property
    def __closure__(self):
        return tuple([_Cell(cell) for cell in _part(self, 1) or ()])

    __doc__ = _Function.__dict__["__doc__"]
    __qualname__ = _Function.__dict__["__qualname__"]
    __dict__ = _Function.__dict__["__dict__"]
    __code__ = _Function.__dict__["__code__"]
    __defaults__ = _Function.__dict__["__defaults__"]
    __annotations__ = _Function.__dict__["__annotations__"]


class _Property:
    @property
    def fget(self):
        return _part(self, 9)

    @property
    def fset(self):
        return _part(self, 10)

    @property
    def fdel(self):
        return _part(self, 11)

    @property
    def __doc__(self):
        return getattr(_part(self, 9), "__doc__", None)


class _Wrapped:
    @property
    def __func__(self):
        return _part(self, 0)

    __wrapped__ = __func__

    @property
    def __doc__(self):
        return getattr(_part(self, 0), "__doc__", None)


class _Method:
    @property
    def __func__(self):
        return _part(self, 0)

    @property
    def __self__(self):
        return _part(self, 2)


# Classes.


class _Type:
    @property
    def __mro__(self):
        return mro(self)

    def mro(self):
        return list(mro(self))

    @property
    def __base__(self):
        bases = self.__bases__
        return bases[0] if bases else None if self is object else object

    @property
    def __doc__(self):
        return None

    @property
    def __module__(self):
        return "builtins"

    @property
    def __qualname__(self):
        return self.__name__

    def __subclasses__(self):
        return list(_attributes(self).get("subclasses", ()))

    # These are of native types: what a class defines itself is found elsewhere.
    @property
    def __init__(self):
        return _init_exception if issubclass(self, BaseException) else init_of(self, ABSENT)

    @property
    def __str__(self):
        if not issubclass(self, BaseException):
            return _Methods.__str__
        own = issubclass(self, (KeyError, OSError, UnicodeError, BaseExceptionGroup))
        return _Exception.__str__ if own else _plain_text

    @property
    def __repr__(self):
        return (_Exception if issubclass(self, BaseException) else _Methods).__repr__

    @property
    def __new__(self):
        return native_new


def _init_exception(self, *args):
    self.args = args


def _plain_text(self):
    args = self.args
    return "" if not args else str(args[0]) if len(args) == 1 else str(args)


# Methods that every object has.
class _Methods:
    def __repr__(self):
        cls = type(self)
        return "<" + cls.__module__ + "." + cls.__qualname__ + " object at 0x%x>" % id(self)

    def __str__(self):
        return repr(self)

    def __eq__(self, other):
        return True if self is other else NotImplemented

    def __ne__(self, other):
        equal = self.__eq__(other)
        return NotImplemented if equal is NotImplemented else not equal

    def __hash__(self):
        return id(self) >> 4

    def __getattribute__(self, name):
        return getattr(self, name)

    def __format__(self, spec):
        if spec:
            raise TypeError(
                "unsupported format string passed to " + type(self).__name__ + ".__format__"
            )
        return str(self)

    def __dir__(self):
        return dir(self)


OBJECT = {name: _Methods.__dict__[name] for name in _Methods.__dict__ if name[:2] == "__"}
for _name in ("__module__", "__qualname__"):
    OBJECT.pop(_name, None)


def _of_class(name, method):
    def get(cls):
        if name == "__hash__":
            for base in mro(cls)[:-1]:
                namespace = base.__dict__
                if "__hash__" in namespace:
                    return namespace["__hash__"]
                if "__eq__" in namespace:
                    return None
        return method

    return property(get)


class _Object:
    @property
    def __doc__(self):
        return getattr(type(self), "__doc__", None)


def _table(cls):
    table = dict(cls.__dict__)
    for name in ("__module__", "__qualname__"):
        if isinstance(table.get(name), str):
            del table[name]
    return table


def _function():
    pass


def _generator():
    yield


def _closure(cell=None):
    def closure():
        return cell

    return closure


MORE = {
    BaseException: _table(_Exception),
    type(_function): _table(_Function),
    type(_generator): _table(_Function),
    type(_closure()): _table(_Closure),
    type([].append): _table(_Method),
    property: _table(_Property),
    staticmethod: _table(_Wrapped),
    classmethod: _table(_Wrapped),
    type: _table(_Type),
    object: _table(_Object),
}
MORE[object].update(OBJECT)
MORE[type].update(
    {_name: _of_class(_name, OBJECT[_name]) for _name in ("__hash__", "__eq__", "__ne__")}
)

from _classes import mro, native_new  # noqa: E402
from _special import init_of  # noqa: E402
