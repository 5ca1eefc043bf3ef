import sys as _sys

from abc import ABC as _ABC
from abc import ABCMeta as _ABCMeta
from abc import _declare

__all__ = [
    "AbstractAsyncContextManager",
    "AbstractContextManager",
    "AsyncContextDecorator",
    "AsyncExitStack",
    "ContextDecorator",
    "ExitStack",
    "aclosing",
    "asynccontextmanager",
    "chdir",
    "closing",
    "contextmanager",
    "nullcontext",
    "redirect_stderr",
    "redirect_stdout",
    "suppress",
]


class AbstractContextManager(_ABC):
    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


_declare(AbstractContextManager, _ABCMeta, ("__exit__",))


class AbstractAsyncContextManager(_ABC):
    pass


# Lets a context manager be used as a decorator.
class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self._made_of = func, args, kwds

    def _recreate_cm(self):
        return _GeneratorContextManager(*self._made_of)

    def __enter__(self):
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    def __exit__(self, typ, value, traceback):
        if typ is None:
            for _ in self.gen:
                raise RuntimeError("generator didn't stop")
            return False
        if value is None:
            value = typ()
        try:
            self.gen.throw(value)
        except StopIteration as stopped:
            return stopped is not value
        except BaseException as raised:
            if raised is not value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")


# Makes context managers of a generator: what it does before and after its only yield.
def contextmanager(func):
    return lambda *args, **kwds: _GeneratorContextManager(func, args, kwds)


# Calls close() at the end.
class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


# Ends the block at one of these exceptions as if it had not been raised.
class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exctype, excinst, exctb):
        return exctype is not None and issubclass(exctype, self._exceptions)


# Does nothing; stands where a context manager is needed.
class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass


# Assigns another object to an attribute of `sys`, and the former one afterwards.
class _RedirectStream:
    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        self._old_targets.append(getattr(_sys, self._stream))
        setattr(_sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, exctype, excinst, exctb):
        setattr(_sys, self._stream, self._old_targets.pop())


class redirect_stdout(_RedirectStream):
    _stream = "stdout"


class redirect_stderr(_RedirectStream):
    _stream = "stderr"


# Leaves several context managers, and makes calls, in the reverse order.
class ExitStack:
    def __init__(self):
        self._exits = []

    def __enter__(self):
        return self

    # Calls `exit`, or the __exit__ of an object that has one, with the exception's details.
    def push(self, exit):
        leave = getattr(exit, "__exit__", None)
        self._exits.append(exit if leave is None else leave)
        return exit

    def enter_context(self, cm):
        if not hasattr(cm, "__enter__") or not hasattr(cm, "__exit__"):
            raise TypeError(
                "'" + type(cm).__name__ + "' object does not support the context manager protocol"
            )
        result = cm.__enter__()
        self._exits.append(cm.__exit__)
        return result

    def callback(self, callback, *args, **kwds):
        def leave(exc_type, exc, tb):
            callback(*args, **kwds)

        self._exits.append(leave)
        return callback

    # A new stack that has taken over everything.
    def pop_all(self):
        other = self.__class__()
        other._exits = self._exits
        self._exits = []
        return other

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, exc_type, exc, tb):
        received = exc
        while self._exits:
            leave = self._exits.pop()
            try:
                if leave(exc_type, exc, tb):
                    exc_type = exc = tb = None
            except BaseException as raised:
                exc_type = type(raised)
                exc = raised
        if exc is not None and exc is not received:
            raise exc
        return received is not None and exc is None


def _no_async(name):
    raise NotImplementedError(
        "contextlib." + name + " is not supported here: write a class with __aenter__ and __aexit__"
    )


def asynccontextmanager(func):
    _no_async("asynccontextmanager")


def aclosing(thing):
    _no_async("aclosing")


class AsyncExitStack:
    def __init__(self):
        _no_async("AsyncExitStack")


class AsyncContextDecorator:
    def __call__(self, func):
        _no_async("AsyncContextDecorator")


def chdir(path):
    raise NotImplementedError("there is no file system with directories to change to")
