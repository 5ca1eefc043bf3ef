# Variables with a value of their own in each context; a task of asyncio has its own.
__all__ = ["Context", "ContextVar", "Token", "copy_context"]

_MISSING = object()


class Context:
    def __init__(self):
        self._values = {}
        self._entered = False

    # Calls the function; what it sets is seen in this context only.
    def run(self, callable, *args, **kwargs):
        if self._entered:
            raise RuntimeError("cannot enter context: " + repr(self) + " is already entered")
        before = _current[0]
        _current[0] = self
        self._entered = True
        try:
            return callable(*args, **kwargs)
        finally:
            self._entered = False
            _current[0] = before

    def copy(self):
        new = Context()
        new._values = self._values.copy()
        return new

    def get(self, var, default=None):
        return self._values.get(var, default)

    def __getitem__(self, var):
        return self._values[var]

    def __contains__(self, var):
        return var in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()


_current = [Context()]


# What set() returns: reset() puts back the value from before.
class Token:
    MISSING = _MISSING

    def __init__(self, context, var, old_value):
        self._context = context
        self._used = False
        self.var = var
        self.old_value = old_value


class ContextVar:
    def __init__(self, name, *, default=_MISSING):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self.name = name
        self._default = default

    # The value in this context, else the default given here or that of the variable.
    def get(self, default=_MISSING):
        value = _current[0]._values.get(self, _MISSING)
        if value is _MISSING:
            value = self._default if default is _MISSING else default
            if value is _MISSING:
                raise LookupError(self)
        return value

    def set(self, value):
        context = _current[0]
        values = context._values
        token = Token(context, self, values.get(self, _MISSING))
        values[self] = value
        return token

    def reset(self, token):
        if not isinstance(token, Token):
            raise TypeError("expected an instance of Token, got " + repr(token))
        if token._used:
            raise RuntimeError(repr(token) + " has already been used once")
        if token.var is not self:
            raise ValueError(repr(token) + " was created by a different ContextVar")
        if token._context is not _current[0]:
            raise ValueError(repr(token) + " was created in a different Context")
        token._used = True
        if token.old_value is _MISSING:
            del _current[0]._values[self]
        else:
            _current[0]._values[self] = token.old_value

    def __repr__(self):
        if self._default is _MISSING:
            return "<ContextVar name=%r>" % self.name
        return "<ContextVar name=%r default=%r>" % (self.name, self._default)


def copy_context():
    return _current[0].copy()
