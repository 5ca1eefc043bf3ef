from heapq import heappop as _heappop
from heapq import heappush as _heappush

from collections import deque as _deque

__all__ = ["Empty", "Full", "LifoQueue", "PriorityQueue", "Queue", "ShutDown", "SimpleQueue"]


class Empty(Exception):
    pass


class Full(Exception):
    pass


class ShutDown(Exception):
    pass


# There is one thread, so what would wait for another one fails: with a timeout as it would after
# that time, without one with a RuntimeError.
class Queue:
    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.unfinished_tasks = 0
        self._closed = False
        self._init(maxsize)

    def _init(self, maxsize):
        self.queue = _deque()

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()

    def _qsize(self):
        return len(self.queue)

    def qsize(self):
        return self._qsize()

    def empty(self):
        return not self._qsize()

    def full(self):
        return 0 < self.maxsize <= self._qsize()

    def put(self, item, block=True, timeout=None):
        if self._closed:
            raise ShutDown
        if 0 < self.maxsize <= self._qsize():
            _give_up("put", "full", block, timeout, Full)
        self._put(item)
        self.unfinished_tasks += 1

    def get(self, block=True, timeout=None):
        if not self._qsize():
            if self._closed:
                raise ShutDown
            _give_up("get", "empty", block, timeout, Empty)
        return self._get()

    def put_nowait(self, item):
        self.put(item, False)

    def get_nowait(self):
        return self.get(False)

    def task_done(self):
        if self.unfinished_tasks <= 0:
            raise ValueError("task_done() called too many times")
        self.unfinished_tasks -= 1

    def join(self):
        if self.unfinished_tasks:
            raise RuntimeError(
                "join() would wait for ever: there are no threads that could finish the tasks"
            )

    def shutdown(self, immediate=False):
        self._closed = True
        while immediate and self._qsize():
            self._get()
            self.unfinished_tasks -= 1


def _give_up(method, state, block, timeout, error):
    if timeout is not None and block and timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    if block and timeout is None:
        raise RuntimeError(
            method
            + "() would wait for ever: the queue is "
            + state
            + " and there are no threads; use "
            + method
            + "_nowait()"
        )
    raise error


# The queue that gives the newest item first.
class LifoQueue(Queue):
    def _init(self, maxsize):
        self.queue = []

    def _get(self):
        return self.queue.pop()


# The queue that gives the least item first.
class PriorityQueue(Queue):
    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        _heappush(self.queue, item)

    def _get(self):
        return _heappop(self.queue)


class SimpleQueue:
    def __init__(self):
        self._queue = _deque()

    def put(self, item, block=True, timeout=None):
        self._queue.append(item)

    def get(self, block=True, timeout=None):
        if not self._queue:
            _give_up("get", "empty", block, timeout, Empty)
        return self._queue.popleft()

    def put_nowait(self, item):
        self._queue.append(item)

    def get_nowait(self):
        return self.get(False)

    def empty(self):
        return not self._queue

    def qsize(self):
        return len(self._queue)
