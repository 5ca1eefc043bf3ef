import builtins
import sys

__all__ = [
    "catch_warnings",
    "filterwarnings",
    "formatwarning",
    "resetwarnings",
    "showwarning",
    "simplefilter",
    "warn",
    "warn_explicit",
]

_Warning = getattr(builtins, "Warning", Exception)
_UserWarning = getattr(builtins, "UserWarning", _Warning)

_ACTIONS = ("default", "error", "ignore", "always", "module", "once")

# (action, message pattern, category): the first that fits decides.
filters = []
_seen = set()


# Adds a rule for warnings whose message matches, before the others unless append.
def filterwarnings(action, message="", category=_Warning, module="", lineno=0, append=False):
    if action not in _ACTIONS:
        raise ValueError("invalid action: " + repr(action))
    pattern = None
    if message:
        import re

        pattern = re.compile("(?i)" + message)
    rule = (action, pattern, category)
    if append:
        filters.append(rule)
    else:
        filters.insert(0, rule)


def simplefilter(action, category=_Warning, lineno=0, append=False):
    filterwarnings(action, "", category, append=append)


# Forgets all rules.
def resetwarnings():
    filters.clear()


# A warning as it is written.
def formatwarning(message, category, filename, lineno, line=None):
    text = filename + ":" + str(lineno) + ": " + category.__name__ + ": " + str(message) + "\n"
    return text + "  " + line.strip() + "\n" if line else text


def showwarning(message, category, filename, lineno, file=None, line=None):
    text = formatwarning(message, category, filename, lineno, line)
    (sys.stderr if file is None else file).write(text)


# A warning that was recorded.
class WarningMessage:
    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__

    def __str__(self):
        return "{message : %r, category : %r, filename : %r, lineno : %s, line : %r}" % (
            self.message,
            self._category_name,
            self.filename,
            self.lineno,
            self.line,
        )


_records = []


def _action(text, category):
    for action, pattern, wanted in filters:
        if issubclass(category, wanted) and (pattern is None or pattern.match(text)):
            return action
    return "default"


# Warns on standard error, once for each text. Raises the warning if a rule says "error".
def warn(message, category=None, stacklevel=1, source=None, **kwargs):
    if isinstance(message, _Warning) and not isinstance(message, str):
        category = type(message)
    elif category is None:
        category = _UserWarning
    elif not (isinstance(category, type) and issubclass(category, _Warning)):
        raise TypeError(
            "category must be a Warning subclass, not '" + type(category).__name__ + "'"
        )
    _warn(message, category, "<session>", 0)


def _warn(message, category, filename, lineno):
    text = str(message)
    if not isinstance(message, _Warning):
        message = category(text)
    action = _action(text, category)
    if action == "ignore":
        return
    if action == "error":
        raise message
    key = (text, category)
    if action != "always":
        if key in _seen:
            return
        _seen.add(key)
    if _records and _records[-1] is not None:
        _records[-1].append(WarningMessage(message, category, filename, lineno))
    elif showwarning is not _showwarning:
        showwarning(message, category, filename, lineno)
    else:
        # Where it comes from is not known here.
        sys.stderr.write(category.__name__ + ": " + text + "\n")


_showwarning = showwarning


# The same, with a place.
def warn_explicit(message, category, filename, lineno, module=None, registry=None, **kwargs):
    _warn(message, category, filename, lineno)


# Restores the rules at its end; with record, gives a list that warnings are put into.
class catch_warnings:  # noqa: N801
    def __init__(
        self, *, record=False, module=None, action=None, category=_Warning, lineno=0, append=False
    ):
        self._record = record
        self._rule = action, category, append

    def __enter__(self):
        self._filters = filters[:]
        self._seen = set(_seen)
        _seen.clear()
        records = [] if self._record else None
        _records.append(records)
        action, category, append = self._rule
        if action is not None:
            simplefilter(action, category, append=append)
        return records

    def __exit__(self, *exc):
        filters[:] = self._filters
        _seen.clear()
        _seen.update(self._seen)
        _records.pop()
