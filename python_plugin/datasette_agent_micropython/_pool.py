"""A few daemon threads for SQLite and for long encodings.

Not Datasette's executor: sandboxed queries must not starve its pages, and a query that ignores
interruption (one endless SQL function) must neither keep a thread of Datasette's nor hold up the
end of the process.
"""

from __future__ import annotations

import collections
import concurrent.futures
import threading
from collections.abc import Callable

# Threads given up as lost before the pool stops replacing them: each costs a stack and a core.
LOST_MAX = 8
# An idle thread ends after this long, so a closed Datasette keeps none.
IDLE_SECONDS = 5.0


class Pool:
    """Runs functions on at most ``size`` threads, in the order given."""

    def __init__(self, size: int, name: str):
        self.size = size
        self.name = name
        self._condition = threading.Condition()
        self._jobs: collections.deque = collections.deque()
        self._threads = 0
        self._idle = 0
        self._lost = 0

    def submit(self, function: Callable[[], object]) -> concurrent.futures.Future:
        """Queues a function; cancel the future to take it back before it starts."""
        future: concurrent.futures.Future = concurrent.futures.Future()
        with self._condition:
            self._jobs.append((future, function))
            if self._idle:
                self._condition.notify()
            self._spawn()
        return future

    def give_up(self, future: concurrent.futures.Future) -> bool:
        """Counts the thread of a running job as lost and lets another take its place."""
        with self._condition:
            if future.done() or not future.running() or self._lost >= LOST_MAX:
                return False
            self._lost += 1
            future.add_done_callback(self._found)
            self._spawn()
            return True

    def _found(self, _future: concurrent.futures.Future) -> None:
        with self._condition:
            self._lost -= 1

    def _spawn(self) -> None:
        if len(self._jobs) > self._idle and self._threads - self._lost < self.size:
            self._threads += 1
            threading.Thread(target=self._work, name=self.name, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._condition:
                while not self._jobs:
                    self._idle += 1
                    waited = self._condition.wait(IDLE_SECONDS)
                    self._idle -= 1
                    if not waited and not self._jobs:
                        self._threads -= 1
                        return
                if self._threads - self._lost > self.size:
                    # A lost thread came back after its place was taken.
                    self._threads -= 1
                    return
                future, function = self._jobs.popleft()
            _run(future, function)
            # Nothing of the job may live on while the thread waits.
            del future, function


def _run(future: concurrent.futures.Future, function: Callable[[], object]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as error:  # noqa: BLE001 the waiter gets it
        future.set_exception(error)
    else:
        future.set_result(result)
