import _io
import sys

__all__ = [
    "FrameSummary",
    "StackSummary",
    "TracebackException",
    "extract_stack",
    "extract_tb",
    "format_exc",
    "format_exception",
    "format_exception_only",
    "format_list",
    "format_stack",
    "format_tb",
    "print_exc",
    "print_exception",
    "print_last",
    "print_list",
    "print_stack",
    "print_tb",
    "walk_stack",
    "walk_tb",
]

_HEADER = "Traceback (most recent call last):\n"
_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_given = object()


# Where a call stands. The source line is not known here.
class FrameSummary:
    def __init__(self, filename, lineno, name, *, line=None, **kwargs):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self.line = line or ""

    def _values(self):
        return self.filename, self.lineno, self.name, self.line

    def __iter__(self):
        return iter(self._values())

    def __getitem__(self, index):
        return self._values()[index]

    def __len__(self):
        return 4

    def __eq__(self, other):
        return self._values() == tuple(other)

    def __repr__(self):
        return (
            "<FrameSummary file " + self.filename + ", line %d in " % self.lineno + self.name + ">"
        )


def _format_frame(frame):
    filename, lineno, name, line = frame
    text = '  File "' + filename + '", line ' + str(lineno) + ", in " + name + "\n"
    return text + "    " + line.strip() + "\n" if line else text


# A list of frames.
class StackSummary(list):
    def format(self):
        return [_format_frame(frame) for frame in self]


# The frames that an exception went through, as the interpreter prints them.
def _frames(exc):
    if not isinstance(exc, BaseException):
        return StackSummary()
    out = _io.StringIO()
    sys.print_exception(exc, out)
    frames = StackSummary()
    for line in out.getvalue().split("\n"):
        if line.startswith('  File "'):
            filename, _, rest = line[8:].partition('", line ')
            number, _, name = rest.partition(", in ")
            if number.isdigit():
                frames.append(FrameSummary(filename, int(number), name or "<module>"))
    return frames


def _limited(frames, limit):
    if limit is None:
        return frames
    if limit >= 0:
        return StackSummary(frames[:limit])
    return StackSummary(frames[limit:])


def _class_name(cls):
    name = getattr(cls, "__qualname__", cls.__name__)
    module = getattr(cls, "__module__", None)
    if module in (None, "builtins", "__main__"):
        return name
    return module + "." + name


# The last lines of a traceback: the exception and its message.
def format_exception_only(exc, value=_given):
    if value is not _given:
        exc = value
    if exc is None:
        return ["NoneType: None\n"]
    if isinstance(exc, type):
        return [_class_name(exc) + "\n"]
    name = _class_name(type(exc))
    try:
        text = str(exc)
    except Exception:  # noqa: BLE001
        text = "<exception str() failed>"
    lines = [name + ": " + text + "\n" if text else name + "\n"]
    for note in getattr(exc, "__notes__", None) or ():
        lines.append(str(note) + "\n")
    return lines


# A traceback as a list of texts. Source lines are not known here.
def format_exception(exc, value=_given, tb=_given, limit=None, chain=True):
    if value is not _given:
        exc = value
    return list(TracebackException.from_exception(exc, limit=limit).format(chain=chain))


# An exception, ready to be formatted later.
class TracebackException:
    def __init__(self, exc_type, exc_value, exc_traceback=None, *, limit=None, **kwargs):
        self._exc = exc_value
        self.exc_type = exc_type
        self.stack = _limited(_frames(exc_value), limit)
        cause = getattr(exc_value, "__cause__", None)
        context = getattr(exc_value, "__context__", None)
        self.__suppress_context__ = getattr(exc_value, "__suppress_context__", False)
        self.__cause__ = self.__context__ = None
        if cause is not None and cause is not exc_value:
            self.__cause__ = TracebackException.from_exception(cause, limit=limit)
        elif context is not None and context is not exc_value and not self.__suppress_context__:
            self.__context__ = TracebackException.from_exception(context, limit=limit)

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, None, **kwargs)

    def format_exception_only(self):
        return iter(format_exception_only(self._exc))

    def format(self, *, chain=True):
        if chain:
            if self.__cause__ is not None:
                yield from self.__cause__.format()
                yield _CAUSE
            elif self.__context__ is not None:
                yield from self.__context__.format()
                yield _CONTEXT
        if self.stack:
            yield _HEADER
            yield from self.stack.format()
        yield from format_exception_only(self._exc)

    def print(self, *, file=None, chain=True):
        _write("".join(self.format(chain=chain)), file)

    def __str__(self):
        return str(self._exc)


def _write(text, file):
    (sys.stderr if file is None else file).write(text)


# Prints a traceback, to standard error unless a file is given.
def print_exception(exc, value=_given, tb=_given, limit=None, file=None, chain=True):
    _write("".join(format_exception(exc, value, tb, limit, chain)), file)


# The traceback of the exception that is being handled.
def format_exc(limit=None, chain=True):
    return "".join(format_exception(sys.exc_info()[1], limit=limit, chain=chain))


# Prints it.
def print_exc(limit=None, file=None, chain=True):
    _write(format_exc(limit, chain), file)


# The frames of a traceback object, or of an exception.
def extract_tb(tb, limit=None):
    return _limited(_frames(getattr(tb, "_exception", tb)), limit)


def format_tb(tb, limit=None):
    return extract_tb(tb, limit).format()


def print_tb(tb, limit=None, file=None):
    _write("".join(format_tb(tb, limit)), file)


def format_list(extracted_list):
    return [_format_frame(frame) for frame in extracted_list]


def print_list(extracted_list, file=None):
    _write("".join(format_list(extracted_list)), file)


def _no_stack():
    raise NotImplementedError(
        "the stack of calls cannot be looked at here: raise an exception and use format_exc()"
    )


# The current calls are not known: these raise NotImplementedError.
def extract_stack(f=None, limit=None):
    _no_stack()


def format_stack(f=None, limit=None):
    _no_stack()


def print_stack(f=None, limit=None, file=None):
    _no_stack()


def print_last(limit=None, file=None, chain=True):
    _no_stack()


def walk_stack(f):
    _no_stack()


def walk_tb(tb):
    _no_stack()
