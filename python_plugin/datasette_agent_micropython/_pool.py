"""A few daemon threads for SQLite and for long encodings.

Not Datasette's executor: sandboxed queries must not starve its pages, and a query that ignores
interruption (one endless SQL function) must neither keep a thread of Datasette's nor hold up the
end of the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Generator

# Threads given up as lost before the pool stops replacing them: each costs a stack and a core.
LOST_MAX = 8
# An idle thread ends after this long, so a closed Datasette keeps none.
IDLE_SECONDS = 5.0


class Job:
    """A function in a pool. Await it, once, for what the function returns or raises.

    A task that is cancelled while it waits takes the job back, unless a thread has begun with it.
    """

    __slots__ = (
        "_error",
        "_function",
        "_result",
        "_unwanted",
        "_waiting",
        "done",
        "lost",
        "running",
    )

    def __init__(self, function: Callable[[], object]):
        self.running = False
        self.done = False
        # Whether its thread was given up.
        self.lost = False
        # Whether nobody waits for it any more.
        self._unwanted = False
        self._function: Callable[[], object] | None = function
        self._result: object = None
        self._error: BaseException | None = None
        self._waiting: tuple[asyncio.AbstractEventLoop, asyncio.Future] | None = None

    def __await__(self) -> Generator[object, None, object]:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._waiting = (loop, future)
        try:
            # It may have ended before there was anybody to tell.
            if not self.done:
                yield from future
        finally:
            if not self.done:
                self._unwanted = True
                self._function = None
        error, self._error = self._error, None
        if error is None:
            return self._result
        try:
            raise error
        finally:
            del error  # or its traceback keeps this frame, and that keeps it

    def run(self) -> None:
        """By the thread that took it."""
        function, self._function = self._function, None
        if function is None:
            return
        self.running = True
        try:
            self._result = function()
        except BaseException as error:  # noqa: BLE001 whoever awaits it gets it
            self._error = error
        finally:
            del function
        if self._unwanted:
            # An error's traceback holds this frame, and that holds the job.
            self._result = self._error = None
        self.running = False
        self.done = True
        if self._waiting is not None:
            loop, future = self._waiting
            with contextlib.suppress(RuntimeError):  # a closed loop waits for nothing
                loop.call_soon_threadsafe(_wake, future)


def _wake(future: asyncio.Future) -> None:
    if not future.done():
        future.set_result(None)


class Pool:
    """Runs functions on at most ``size`` threads, in the order given."""

    def __init__(self, size: int, name: str):
        self.size = size
        self.name = name
        self._queue: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._lock = threading.Lock()
        # Under the lock. Lost threads and their jobs do not count as threads and jobs.
        self._threads = 0
        self._jobs = 0
        self._lost = 0

    def submit(self, function: Callable[[], object]) -> Job:
        """Queues a function."""
        job = Job(function)
        with self._lock:
            self._jobs += 1
            try:
                self._spawn()
            except BaseException:
                self._jobs -= 1
                raise
            self._queue.put(job)
        return job

    def give_up(self, job: Job) -> bool:
        """Counts the thread of a running job as lost and lets another take its place.

        False if too many are lost already: try again, some may come back.
        """
        with self._lock:
            if not job.running or job.lost:
                return True
            if self._lost >= LOST_MAX:
                return False
            job.lost = True
            self._lost += 1
            self._threads -= 1
            self._jobs -= 1
            # Without one, the next job tries again.
            with contextlib.suppress(RuntimeError):
                self._spawn()
            return True

    def _spawn(self) -> None:
        """Starts a thread if one is missing; fails only if there is none at all."""
        if self._threads < min(self.size, self._jobs):
            try:
                threading.Thread(target=self._work, name=self.name, daemon=True).start()
            except RuntimeError:  # the system gives no more threads
                if self._threads == 0:
                    raise
            else:
                self._threads += 1

    def _work(self) -> None:
        while True:
            try:
                job = self._queue.get(timeout=IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._queue.empty():
                        self._threads -= 1
                        return
                continue
            job.run()
            if not self._goes_on_after(job):
                return
            # Nothing of the job may live on while the thread waits.
            del job

    def _goes_on_after(self, job: Job) -> bool:
        with self._lock:
            if not job.lost:
                self._jobs -= 1
                return True
            # A lost thread has come back: to a place that is free, or to none.
            self._lost -= 1
            if self._threads < self.size:
                self._threads += 1
                return True
            return False
