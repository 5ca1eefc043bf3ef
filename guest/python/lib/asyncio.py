# Coroutines that take turns in one thread. The interpreter's coroutines are generators: what a task
# waits for is a Future that it yields; None gives way for one turn.
import sys as _sys
from collections import deque as _deque
from heapq import heappop as _heappop
from heapq import heappush as _heappush
from time import monotonic as _monotonic
from time import sleep as _wait_seconds

import contextvars as _contextvars

__all__ = [
    "ALL_COMPLETED",
    "AbstractEventLoop",
    "Barrier",
    "BoundedSemaphore",
    "BrokenBarrierError",
    "CancelledError",
    "Condition",
    "Event",
    "FIRST_COMPLETED",
    "FIRST_EXCEPTION",
    "Future",
    "Handle",
    "IncompleteReadError",
    "InvalidStateError",
    "LifoQueue",
    "Lock",
    "PriorityQueue",
    "Queue",
    "QueueEmpty",
    "QueueFull",
    "Runner",
    "Semaphore",
    "Task",
    "TaskGroup",
    "Timeout",
    "TimeoutError",
    "TimerHandle",
    "all_tasks",
    "as_completed",
    "create_subprocess_exec",
    "create_subprocess_shell",
    "create_task",
    "current_task",
    "ensure_future",
    "gather",
    "get_event_loop",
    "get_running_loop",
    "iscoroutine",
    "iscoroutinefunction",
    "isfuture",
    "new_event_loop",
    "open_connection",
    "open_unix_connection",
    "run",
    "run_coroutine_threadsafe",
    "set_event_loop",
    "shield",
    "sleep",
    "start_server",
    "start_unix_server",
    "timeout",
    "timeout_at",
    "to_thread",
    "wait",
    "wait_for",
    "wrap_future",
]

ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"

# (The built-in one.)
TimeoutError = TimeoutError


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


class IncompleteReadError(EOFError):
    pass


class QueueEmpty(Exception):
    pass


class QueueFull(Exception):
    pass


class BrokenBarrierError(RuntimeError):
    pass


def _generator():
    yield


def _enclosing(value):
    return lambda: value


_Closure = type(_enclosing(0))
_Coroutine = type(_generator())
_CoroutineFunction = type(_generator)
# An iteration of the loop counts as this time, unless it really took long.
_TICK = 1e-6
_LONG = 0.05

_running = None
_default_loop = None
_task_count = 0


# --- The loop ---------------------------------------------------------------------------------


class Handle:
    def __init__(self, callback, args, context):
        self._callback = callback
        self._args = args
        self._context = context
        self._cancelled = False

    def cancel(self):
        self._cancelled = True

    def cancelled(self):
        return self._cancelled

    def _run(self):
        current = _contextvars._current
        before = current[0]
        if self._context is not None:
            current[0] = self._context
        try:
            self._callback(*self._args)
        except Exception as e:
            context = {"message": "Exception in callback: " + repr(e), "exception": e}
            _running.call_exception_handler(context)
        finally:
            current[0] = before


class TimerHandle(Handle):
    _when = 0

    def when(self):
        return self._when


class AbstractEventLoop:
    def __init__(self):
        self._ready = _deque()
        self._timers = []
        self._count = 0
        self._now = self._real = _monotonic()
        self._stopping = False
        self._closed = False
        self._task = None
        self._tasks = []
        self._handler = None
        self._debug = False

    def time(self):
        return self._now

    def is_running(self):
        return _running is self

    def is_closed(self):
        return self._closed

    def get_debug(self):
        return self._debug

    def set_debug(self, enabled):
        self._debug = enabled

    def stop(self):
        self._stopping = True

    def close(self):
        if _running is self:
            raise RuntimeError("Cannot close a running event loop")
        self._closed = True
        self._ready.clear()
        self._timers = []

    def _check(self):
        if self._closed:
            raise RuntimeError("Event loop is closed")

    def call_soon(self, callback, *args, context=None):
        self._check()
        handle = Handle(callback, args, _contextvars._current[0] if context is None else context)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        self._check()
        handle = TimerHandle(
            callback, args, _contextvars._current[0] if context is None else context
        )
        handle._when = when
        self._count += 1
        _heappush(self._timers, (when, self._count, handle))
        return handle

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        self._check()
        return Task(coro, loop=self, name=name, context=context)

    # One turn: waits for the next timer where nothing else is to be done.
    def _turn(self):
        timers = self._timers
        ready = self._ready
        while timers and timers[0][2]._cancelled:
            _heappop(timers)
        real = _monotonic()
        if real - self._real > _LONG and real > self._now:
            self._now = real
        else:
            self._now += _TICK
        if not ready and not self._stopping:
            if not timers:
                raise RuntimeError(
                    "deadlock: every task waits for something that nothing here will do"
                )
            when = timers[0][0]
            if when > self._now:
                if when > real:
                    _wait_seconds(when - real)
                self._now = when
        now = self._now
        while timers and timers[0][0] <= now:
            handle = _heappop(timers)[2]
            if not handle._cancelled:
                ready.append(handle)
        self._real = _monotonic()
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def run_forever(self):
        global _running
        self._check()
        if _running is self:
            raise RuntimeError("This event loop is already running")
        if _running is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")
        _running = self
        self._now = max(self._now, _monotonic())
        self._real = _monotonic()
        try:
            while True:
                self._turn()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            self._task = None
            _running = None

    def run_until_complete(self, future):
        self._check()
        if _running is self:
            raise RuntimeError("This event loop is already running")
        future = ensure_future(future, loop=self)
        future.add_done_callback(self._stop_after)
        try:
            self.run_forever()
        finally:
            future.remove_done_callback(self._stop_after)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def _stop_after(self, future):
        self._stopping = True

    # The function runs at once: there is one thread.
    def run_in_executor(self, executor, func, *args):
        future = Future(loop=self)
        try:
            future.set_result(func(*args))
        except Exception as e:
            future.set_exception(e)
        return future

    def set_exception_handler(self, handler):
        self._handler = handler

    def get_exception_handler(self):
        return self._handler

    def default_exception_handler(self, context):
        print(context.get("message"), file=_sys.stderr)

    def call_exception_handler(self, context):
        (self._handler or AbstractEventLoop._default_handler)(self, context)

    def _default_handler(self, context):
        self.default_exception_handler(context)

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self, timeout=None):
        pass

    def add_signal_handler(self, *args):
        raise NotImplementedError("there are no signals here")

    def remove_signal_handler(self, *args):
        raise NotImplementedError("there are no signals here")

    def __getattr__(self, name):
        if name in _NETWORK or name.startswith("sock_") or name.startswith("subprocess_"):
            raise NotImplementedError(
                "there are no networks and processes here: loop." + name + " does not exist"
            )
        raise AttributeError("event loop has no attribute '" + name + "'")


_NETWORK = (
    "create_connection",
    "create_server",
    "create_datagram_endpoint",
    "create_unix_connection",
    "create_unix_server",
    "getaddrinfo",
    "getnameinfo",
    "add_reader",
    "remove_reader",
    "add_writer",
    "remove_writer",
    "connect_read_pipe",
    "connect_write_pipe",
    "sendfile",
    "start_tls",
)
BaseEventLoop = SelectorEventLoop = DefaultEventLoopPolicy = AbstractEventLoop


def get_running_loop():
    if _running is None:
        raise RuntimeError("no running event loop")
    return _running


def _get_running_loop():
    return _running


# The running loop, else the one that was set or made before, else a new one.
def get_event_loop():
    global _default_loop
    if _running is not None:
        return _running
    if _default_loop is None:
        _default_loop = AbstractEventLoop()
    return _default_loop


def set_event_loop(loop):
    global _default_loop
    _default_loop = loop


def new_event_loop():
    return AbstractEventLoop()


# --- Futures and tasks ------------------------------------------------------------------------


class Future:
    _callbacks = None
    _state = "PENDING"
    _result = None
    _exception = None
    _message = None

    def __init__(self, *, loop=None):
        self._loop = loop or get_event_loop()
        self._callbacks = []

    def get_loop(self):
        return self._loop

    def done(self):
        return self._state != "PENDING"

    def cancelled(self):
        return self._state == "CANCELLED"

    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        self._message = msg
        self._finish("CANCELLED")
        return True

    def _finish(self, state):
        self._state = state
        callbacks = self._callbacks
        if callbacks:
            self._callbacks = []
            for callback, context in callbacks:
                self._loop.call_soon(callback, self, context=context)

    def _cancelled_error(self):
        return CancelledError() if self._message is None else CancelledError(self._message)

    def result(self):
        if self._state == "CANCELLED":
            raise self._cancelled_error()
        if self._state == "PENDING":
            raise InvalidStateError("Result is not ready.")
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self):
        if self._state == "CANCELLED":
            raise self._cancelled_error()
        if self._state == "PENDING":
            raise InvalidStateError("Exception is not set.")
        return self._exception

    def set_result(self, result):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        self._result = result
        self._finish("FINISHED")

    def set_exception(self, exception):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        if isinstance(exception, type):
            exception = exception()
        if isinstance(exception, StopIteration):
            raise TypeError(
                "StopIteration interacts badly with generators and cannot be raised into a Future"
            )
        self._exception = exception
        self._finish("FINISHED")

    def add_done_callback(self, fn, *, context=None):
        context = _contextvars._current[0] if context is None else context
        if self._state != "PENDING":
            self._loop.call_soon(fn, self, context=context)
        else:
            self._callbacks.append((fn, context))

    def remove_done_callback(self, fn):
        kept = [pair for pair in self._callbacks if pair[0] != fn]
        removed = len(self._callbacks) - len(kept)
        self._callbacks = kept
        return removed

    def __iter__(self):
        if self._state == "PENDING":
            yield self
            if self._state == "PENDING":
                raise RuntimeError("await wasn't used with future")
        return self.result()

    __await__ = __iter__

    def __repr__(self):
        text = self._state.lower()
        if self._state == "FINISHED":
            if self._exception is None:
                text += " result=" + repr(self._result)
            else:
                text += " exception=" + repr(self._exception)
        return "<" + type(self).__name__ + " " + text + ">"


class Task(Future):
    def __init__(self, coro, *, loop=None, name=None, context=None, eager_start=False):
        global _task_count
        if not iscoroutine(coro):
            raise TypeError("a coroutine was expected, got " + repr(coro))
        super().__init__(loop=loop)
        if name is None:
            _task_count += 1
            name = "Task-%d" % _task_count
        self._name = str(name)
        self._coro = coro
        self._waits = None
        self._must_cancel = False
        self._requests = 0
        self._context = _contextvars.copy_context() if context is None else context
        self._loop._tasks.append(self)
        self._loop.call_soon(self._step, context=self._context)

    def get_name(self):
        return self._name

    def set_name(self, value):
        self._name = str(value)

    def get_coro(self):
        return self._coro

    def get_context(self):
        return self._context

    def set_result(self, result):
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception):
        raise RuntimeError("Task does not support set_exception operation")

    # Raises CancelledError where the task waits.
    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        self._requests += 1
        if self._waits is not None and self._waits.cancel(msg):
            return True
        self._must_cancel = True
        self._message = msg
        return True

    def cancelling(self):
        return self._requests

    def uncancel(self):
        if self._requests > 0:
            self._requests -= 1
            if not self._requests:
                self._must_cancel = False
        return self._requests

    def _end(self, state):
        self._loop._tasks.remove(self)
        self._finish(state)

    def _step(self, error=None):
        if self._state != "PENDING":
            return
        loop = self._loop
        if self._must_cancel:
            if not isinstance(error, CancelledError):
                error = self._cancelled_error()
            self._must_cancel = False
        self._waits = None
        before = loop._task
        loop._task = self
        try:
            if error is None:
                waits = self._coro.send(None)
            else:
                waits = self._coro.throw(error)
        except StopIteration as e:
            if self._must_cancel:
                self._must_cancel = False
                self._end("CANCELLED")
            else:
                self._result = e.value
                self._end("FINISHED")
        except CancelledError as e:
            if e.args:
                self._message = e.args[0]
            self._end("CANCELLED")
        except (KeyboardInterrupt, SystemExit) as e:
            self._exception = e
            self._end("FINISHED")
            raise
        except BaseException as e:
            self._exception = e
            self._end("FINISHED")
        else:
            if waits is None:
                loop.call_soon(self._step, context=self._context)
            elif isinstance(waits, Future):
                if waits is self:
                    e = RuntimeError("Task cannot await on itself: " + repr(self))
                    loop.call_soon(self._step, e, context=self._context)
                else:
                    waits.add_done_callback(self._wake, context=self._context)
                    self._waits = waits
                    if self._must_cancel and waits.cancel(self._message):
                        self._must_cancel = False
            else:
                e = RuntimeError("Task got bad yield: " + repr(waits))
                loop.call_soon(self._step, e, context=self._context)
        finally:
            loop._task = before

    def _wake(self, future):
        # Where the future failed, its error is raised by Future.__iter__ as well.
        self._step()

    def __repr__(self):
        return "<Task " + self._state.lower() + " name='" + self._name + "'>"


# True for coroutines; a generator counts as one, too.
def iscoroutine(obj):
    return isinstance(obj, _Coroutine)


# True for async functions; a generator function counts as one, too.
def iscoroutinefunction(func):
    if type(func) is _Closure:
        raise NotImplementedError(
            "it cannot be told for a function that uses variables of an enclosing function: "
            "call it and use asyncio.iscoroutine()"
        )
    return type(func) is _CoroutineFunction


def isfuture(obj):
    return isinstance(obj, Future)


async def _await(awaitable):
    return await awaitable


def ensure_future(coro_or_future, *, loop=None):
    if isinstance(coro_or_future, Future):
        if loop is not None and coro_or_future._loop is not loop:
            raise ValueError(
                "The future belongs to a different loop than the one specified as the loop argument"
            )
        return coro_or_future
    if not isinstance(coro_or_future, _Coroutine):
        if not hasattr(coro_or_future, "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        coro_or_future = _awaited(coro_or_future)
    return Task(coro_or_future, loop=loop or get_event_loop())


def _awaited(awaitable):
    return (yield from awaitable.__await__())


def wrap_future(future, *, loop=None):
    if isinstance(future, Future):
        return future
    raise NotImplementedError("there is one thread only: use the futures of asyncio")


def create_task(coro, *, name=None, context=None):
    return get_running_loop().create_task(coro, name=name, context=context)


def current_task(loop=None):
    return (loop or get_running_loop())._task


def all_tasks(loop=None):
    return set((loop or get_running_loop())._tasks)


# --- Running ----------------------------------------------------------------------------------


class Runner:
    def __init__(self, *, debug=None, loop_factory=None):
        self._loop = None
        self._factory = loop_factory or AbstractEventLoop
        self._closed = False

    def __enter__(self):
        self.get_loop()
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def get_loop(self):
        if self._closed:
            raise RuntimeError("Runner is closed")
        if self._loop is None:
            self._loop = self._factory()
        return self._loop

    def run(self, coro, *, context=None):
        if not iscoroutine(coro):
            raise ValueError("a coroutine was expected, got " + repr(coro))
        if _running is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        loop = self.get_loop()
        return loop.run_until_complete(loop.create_task(coro, context=context))

    def close(self):
        loop = self._loop
        if loop is not None and not self._closed:
            left = list(loop._tasks)
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(_all_of(loop, left))
            loop.close()
        self._closed = True


def _all_of(loop, futures):
    return _gather(loop, futures, True)


# Runs the coroutine, and cancels at the end what is left.
def run(main, *, debug=None, loop_factory=None):
    if _running is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    if not iscoroutine(main):
        raise ValueError("a coroutine was expected, got " + repr(main))
    with Runner(debug=debug, loop_factory=loop_factory) as runner:
        return runner.run(main)


def _set_unless_done(future, result):
    if future._state == "PENDING":
        future.set_result(result)


def _give_way():
    yield


# Waits for that many seconds while other tasks run.
async def sleep(delay, result=None):
    if delay <= 0:
        await _give_way()
        return result
    if delay != delay:
        raise ValueError("Invalid delay: NaN (not a number)")
    loop = get_running_loop()
    future = Future(loop=loop)
    handle = loop.call_later(delay, _set_unless_done, future, result)
    try:
        return await future
    finally:
        handle.cancel()


# The function runs at once, in this thread.
async def to_thread(func, *args, **kwargs):
    await _give_way()
    return func(*args, **kwargs)


def run_coroutine_threadsafe(coro, loop):
    raise NotImplementedError("there is one thread only: use asyncio.create_task()")


# --- Waiting for several ----------------------------------------------------------------------


class _Gathering(Future):
    _children = ()
    _asked = False

    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        hit = False
        for child in self._children:
            if child.cancel(msg):
                hit = True
        if hit:
            self._asked = True
        return hit


# A future of the list of the results, in the order of the arguments.
def gather(*coros_or_futures, return_exceptions=False):
    if not coros_or_futures:
        outer = Future(loop=get_event_loop())
        outer.set_result([])
        return outer
    return _gather(None, coros_or_futures, return_exceptions)


def _gather(loop, awaitables, return_exceptions):
    made = {}
    children = []
    for one in awaitables:
        child = made.get(id(one))
        if child is None:
            made[id(one)] = child = ensure_future(one, loop=loop)
            children.append(child)
    order = [made[id(one)] for one in awaitables]
    outer = _Gathering(loop=children[0]._loop)
    outer._children = children
    left = [len(children)]

    def child_done(child):
        left[0] -= 1
        if outer._state != "PENDING":
            return
        if not return_exceptions:
            if child._state == "CANCELLED":
                outer.set_exception(child._cancelled_error())
                return
            if child._exception is not None:
                outer.set_exception(child._exception)
                return
        if not left[0]:
            results = []
            for future in order:
                if future._state == "CANCELLED":
                    results.append(future._cancelled_error())
                elif future._exception is not None:
                    results.append(future._exception)
                else:
                    results.append(future._result)
            if outer._asked:
                outer.set_exception(children[0]._cancelled_error())
            else:
                outer.set_result(results)

    for child in children:
        child.add_done_callback(child_done)
    return outer


# Waits without passing on a cancellation to what it waits for.
def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = Future(loop=inner._loop)

    def inner_done(inner):
        if outer._state == "CANCELLED":
            return
        if inner._state == "CANCELLED":
            outer.cancel()
        elif inner._exception is not None:
            outer.set_exception(inner._exception)
        else:
            outer.set_result(inner._result)

    def outer_done(outer):
        if not inner.done():
            inner.remove_done_callback(inner_done)

    inner.add_done_callback(inner_done)
    outer.add_done_callback(outer_done)
    return outer


# The sets of the futures that are done and of those that are not, when enough are done.
async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    if isinstance(fs, (Future, _Coroutine)):
        raise TypeError("expect a list of futures, not " + type(fs).__name__)
    fs = set(fs)
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError("Invalid return_when value: " + str(return_when))
    for one in fs:
        if not isinstance(one, Future):
            raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    pending = [one for one in fs if not one.done()]
    if pending and not _enough(fs, pending, return_when):
        loop = get_running_loop()
        waiter = Future(loop=loop)
        handle = None
        if timeout is not None:
            handle = loop.call_later(timeout, _set_unless_done, waiter, None)
        left = [len(pending)]

        def one_done(future):
            left[0] -= 1
            if (
                not left[0]
                or return_when == FIRST_COMPLETED
                or return_when == FIRST_EXCEPTION
                and future._state != "CANCELLED"
                and future._exception is not None
            ):
                _set_unless_done(waiter, None)

        for one in pending:
            one.add_done_callback(one_done)
        try:
            await waiter
        finally:
            if handle is not None:
                handle.cancel()
            for one in pending:
                one.remove_done_callback(one_done)
    done = set()
    pending = set()
    for one in fs:
        (done if one.done() else pending).add(one)
    return done, pending


def _enough(fs, pending, return_when):
    if return_when == ALL_COMPLETED or len(pending) == len(fs):
        return False
    if return_when == FIRST_COMPLETED:
        return True
    for one in fs:
        if one._state == "FINISHED" and one._exception is not None:
            return True
    return False


# Coroutines that give the results one after the other, the earliest first.
def as_completed(fs, *, timeout=None):
    if isinstance(fs, (Future, _Coroutine)):
        raise TypeError("expect an iterable of futures, not " + type(fs).__name__)
    loop = get_event_loop()
    todo = []
    for one in fs:
        if one not in todo:
            todo.append(one)
    todo = [ensure_future(one, loop=loop) for one in todo]
    done = Queue()
    handle = None
    left = list(todo)

    def one_done(future):
        if future in left:
            left.remove(future)
            done.put_nowait(future)
            if not left and handle is not None:
                handle.cancel()

    def too_late():
        for future in left:
            future.remove_done_callback(one_done)
            done.put_nowait(None)
        left.clear()

    async def next_one():
        future = await done.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for one in todo:
        one.add_done_callback(one_done)
    if todo and timeout is not None:
        handle = loop.call_later(timeout, too_late)
    return _Completions(len(todo), next_one)


class _Completions:
    def __init__(self, count, next_one):
        self._left = count
        self._next_one = next_one

    def __iter__(self):
        return self

    def __next__(self):
        if not self._left:
            raise StopIteration
        self._left -= 1
        return self._next_one()

    def __aiter__(self):
        raise NotImplementedError("use: for one in asyncio.as_completed(...): await one")


# Cancels what runs inside when the time is over, and raises TimeoutError then.
class Timeout:
    def __init__(self, when):
        self._when = when
        self._task = None
        self._handle = None
        self._state = "created"

    def when(self):
        return self._when

    def expired(self):
        return self._state in ("expiring", "expired")

    def reschedule(self, when):
        if self._state != "entered":
            if self._state == "created":
                raise RuntimeError("Timeout has not been entered")
            raise RuntimeError("Cannot change state of " + self._state + " Timeout")
        self._when = when
        if self._handle is not None:
            self._handle.cancel()
        self._handle = None
        if when is not None:
            loop = get_running_loop()
            if when <= loop.time():
                self._handle = loop.call_soon(self._late)
            else:
                self._handle = loop.call_at(when, self._late)

    def _late(self):
        self._task.cancel()
        self._state = "expiring"
        self._handle = None

    async def __aenter__(self):
        if self._state != "created":
            raise RuntimeError("Timeout has already been entered")
        self._task = current_task()
        if self._task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self._state = "entered"
        self._requests = self._task.cancelling()
        self.reschedule(self._when)
        return self

    async def __aexit__(self, kind, value, trace):
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if self._state == "expiring":
            self._state = "expired"
            if (
                self._task.uncancel() <= self._requests
                and kind is not None
                and issubclass(kind, CancelledError)
            ):
                raise TimeoutError
        elif self._state == "entered":
            self._state = "exited"


def timeout(delay):
    return Timeout(None if delay is None else get_running_loop().time() + delay)


def timeout_at(when):
    return Timeout(when)


# The result, or TimeoutError after that many seconds; then what was waited for is cancelled.
async def wait_for(fut, timeout):
    if timeout is not None and timeout <= 0:
        fut = ensure_future(fut)
        if fut.done():
            return fut.result()
        fut.cancel()
        try:
            await fut
        except CancelledError:
            raise TimeoutError
        return fut.result()
    if not isinstance(fut, (Future, _Coroutine)):
        fut = ensure_future(fut)
    async with Timeout(None if timeout is None else get_running_loop().time() + timeout):
        return await fut


# Tasks that end together: where one fails the others are cancelled.
class TaskGroup:
    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._parent = None
        self._asked = False
        self._tasks = []
        self._errors = []
        self._waiter = None

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError("TaskGroup " + repr(self) + " has already been entered")
        self._entered = True
        self._parent = current_task()
        return self

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            raise RuntimeError("TaskGroup " + repr(self) + " has not been entered")
        if self._exiting and not self._tasks:
            raise RuntimeError("TaskGroup " + repr(self) + " is finished")
        if self._aborting:
            raise RuntimeError("TaskGroup " + repr(self) + " is shutting down")
        task = create_task(coro, name=name, context=context)
        self._tasks.append(task)
        task.add_done_callback(self._task_done)
        return task

    def _abort(self):
        self._aborting = True
        for task in self._tasks:
            if not task.done():
                task.cancel()

    def _task_done(self, task):
        self._tasks.remove(task)
        if self._waiter is not None and not self._tasks and not self._waiter.done():
            self._waiter.set_result(True)
        if task._state == "CANCELLED" or task._exception is None:
            return
        self._errors.append(task._exception)
        if not self._aborting:
            self._abort()
            if not self._exiting:
                self._asked = True
                self._parent.cancel()

    async def __aexit__(self, kind, value, trace):
        self._exiting = True
        cancelled = value if kind is not None and issubclass(kind, CancelledError) else None
        if self._asked and self._parent.uncancel() == 0:
            cancelled = None
        if kind is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._waiter = Future(loop=self._parent._loop)
            try:
                await self._waiter
            except CancelledError as e:
                if not self._aborting:
                    cancelled = e
                    self._abort()
            self._waiter = None
        if cancelled is not None and not self._errors:
            raise cancelled
        if kind is not None and not issubclass(kind, CancelledError):
            self._errors.append(value)
        if self._errors:
            kind_of_group = ExceptionGroup
            for e in self._errors:
                if isinstance(e, (KeyboardInterrupt, SystemExit)):
                    raise e
                if not isinstance(e, Exception):
                    kind_of_group = BaseExceptionGroup
            raise kind_of_group("unhandled errors in a TaskGroup", self._errors)
        # What only asked this block to end is no error.
        return self._asked and kind is not None


# --- Locks and queues -------------------------------------------------------------------------


class _Waiting:
    _waiters = None

    # Waits until it is woken.
    async def _wait_turn(self):
        future = Future(loop=get_running_loop())
        self._waiters.append(future)
        try:
            await future
        finally:
            self._waiters.remove(future)


class Lock(_Waiting):
    def __init__(self):
        self._locked = False
        self._waiters = []

    def locked(self):
        return self._locked

    async def acquire(self):
        if not self._locked and not [w for w in self._waiters if not w.cancelled()]:
            self._locked = True
            return True
        try:
            await self._wait_turn()
        except CancelledError:
            if not self._locked:
                self._wake_first()
            raise
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False
        self._wake_first()

    def _wake_first(self):
        if self._waiters and not self._waiters[0].done():
            self._waiters[0].set_result(True)

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, kind, value, trace):
        self.release()

    def __repr__(self):
        return "<asyncio.Lock " + ("[locked]" if self._locked else "[unlocked]") + ">"


class Event(_Waiting):
    def __init__(self):
        self._value = False
        self._waiters = []

    def is_set(self):
        return self._value

    def set(self):
        if not self._value:
            self._value = True
            for future in self._waiters:
                _set_unless_done(future, True)

    def clear(self):
        self._value = False

    async def wait(self):
        if not self._value:
            await self._wait_turn()
        return True


class Condition(_Waiting):
    def __init__(self, lock=None):
        self._lock = lock or Lock()
        self._waiters = []
        self.locked = self._lock.locked
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    async def __aenter__(self):
        await self._lock.acquire()

    async def __aexit__(self, kind, value, trace):
        self._lock.release()

    async def wait(self):
        if not self._lock.locked():
            raise RuntimeError("cannot wait on un-acquired lock")
        self._lock.release()
        cancelled = None
        try:
            await self._wait_turn()
            return True
        finally:
            while True:
                try:
                    await self._lock.acquire()
                    break
                except CancelledError as e:
                    cancelled = e
            if cancelled is not None:
                raise cancelled

    async def wait_for(self, predicate):
        result = predicate()
        while not result:
            await self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        if not self._lock.locked():
            raise RuntimeError("cannot notify on un-acquired lock")
        for future in self._waiters:
            if n <= 0:
                break
            if not future.done():
                n -= 1
                future.set_result(False)

    def notify_all(self):
        self.notify(len(self._waiters))


class Semaphore(_Waiting):
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._value = value
        self._waiters = []

    def locked(self):
        return not self._value or bool([w for w in self._waiters if not w.cancelled()])

    async def acquire(self):
        if not self.locked():
            self._value -= 1
            return True
        future = Future(loop=get_running_loop())
        self._waiters.append(future)
        try:
            try:
                await future
            finally:
                self._waiters.remove(future)
        except CancelledError:
            if future.done() and not future.cancelled():
                self._value += 1
            raise
        finally:
            while self._value > 0 and self._wake_next():
                pass
        return True

    def release(self):
        self._value += 1
        self._wake_next()

    def _wake_next(self):
        for future in self._waiters:
            if not future.done():
                self._value -= 1
                future.set_result(True)
                return True
        return False

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, kind, value, trace):
        self.release()


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._bound = value

    def release(self):
        if self._value >= self._bound:
            raise ValueError("BoundedSemaphore released too many times")
        super().release()


class Barrier:
    def __init__(self, parties):
        if parties < 1:
            raise ValueError("parties must be >= 1")
        self.parties = parties
        self.n_waiting = 0
        self.broken = False
        self._gate = None

    async def wait(self):
        if self.broken:
            raise BrokenBarrierError("Barrier aborted")
        position = self.n_waiting
        self.n_waiting += 1
        if self._gate is None:
            self._gate = Event()
        gate = self._gate
        if self.n_waiting == self.parties:
            self.n_waiting = 0
            self._gate = None
            gate.set()
            return position
        await gate.wait()
        if self.broken:
            raise BrokenBarrierError("Abort or reset of barrier")
        return position

    async def abort(self):
        self.broken = True
        if self._gate is not None:
            self._gate.set()
        self.n_waiting = 0

    async def reset(self):
        if self.n_waiting:
            raise NotImplementedError("a barrier where tasks wait cannot be reset here")
        self.broken = False
        self._gate = None

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, kind, value, trace):
        pass


class Queue:
    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        self._getters = _deque()
        self._putters = _deque()
        self._unfinished = 0
        self._finished = Event()
        self._finished.set()
        self._init(maxsize)

    def _init(self, maxsize):
        self._queue = _deque()

    def _get(self):
        return self._queue.popleft()

    def _put(self, item):
        self._queue.append(item)

    @property
    def maxsize(self):
        return self._maxsize

    def qsize(self):
        return len(self._queue)

    def empty(self):
        return not self._queue

    def full(self):
        return 0 < self._maxsize <= self.qsize()

    async def put(self, item):
        while self.full():
            await self._stand(self._putters, self.full)
        self.put_nowait(item)

    async def get(self):
        while self.empty():
            await self._stand(self._getters, self.empty)
        return self.get_nowait()

    # Waits in a line until it is woken.
    async def _stand(self, line, blocked):
        future = Future(loop=get_running_loop())
        line.append(future)
        try:
            await future
        except BaseException:
            future.cancel()
            try:
                line.remove(future)
            except ValueError:
                pass
            if not blocked() and not future.cancelled():
                _wake_line(line)
            raise

    def put_nowait(self, item):
        if self.full():
            raise QueueFull
        self._put(item)
        self._unfinished += 1
        self._finished.clear()
        _wake_line(self._getters)

    def get_nowait(self):
        if self.empty():
            raise QueueEmpty
        item = self._get()
        _wake_line(self._putters)
        return item

    def task_done(self):
        if self._unfinished <= 0:
            raise ValueError("task_done() called too many times")
        self._unfinished -= 1
        if not self._unfinished:
            self._finished.set()

    async def join(self):
        if self._unfinished:
            await self._finished.wait()


def _wake_line(line):
    while line:
        future = line.popleft()
        if not future.done():
            future.set_result(None)
            break


class PriorityQueue(Queue):
    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        _heappush(self._queue, item)

    def _get(self):
        return _heappop(self._queue)


class LifoQueue(Queue):
    def _init(self, maxsize):
        self._queue = []

    def _get(self):
        return self._queue.pop()


# --- What cannot be done here -----------------------------------------------------------------


def open_connection(*args, **kwargs):
    raise NotImplementedError("there is no network here: work with the data that you have")


start_server = open_unix_connection = start_unix_server = open_connection


def create_subprocess_exec(*args, **kwargs):
    raise NotImplementedError("no other programs can be run here: do it in Python")


create_subprocess_shell = create_subprocess_exec
