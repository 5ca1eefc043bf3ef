# Calls functions at their times.
from collections import namedtuple as _namedtuple
from heapq import heapify as _heapify
from heapq import heappop as _heappop
from heapq import heappush as _heappush
from time import monotonic as _monotonic
from time import sleep as _sleep

__all__ = ["Event", "scheduler"]

Event = _namedtuple("Event", "time, priority, sequence, action, argument, kwargs")


class scheduler:
    def __init__(self, timefunc=_monotonic, delayfunc=_sleep):
        self.timefunc = timefunc
        self.delayfunc = delayfunc
        self._heap = []
        self._count = 0

    def enterabs(self, time, priority, action, argument=(), kwargs=None):
        event = Event(time, priority, self._count, action, argument, kwargs or {})
        self._count += 1
        _heappush(self._heap, (time, priority, event.sequence, event))
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=None):
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        for i, entry in enumerate(self._heap):
            if entry[3] is event:
                del self._heap[i]
                _heapify(self._heap)
                return
        raise ValueError("list.remove(x): x not in list")

    def empty(self):
        return not self._heap

    @property
    def queue(self):
        return [entry[3] for entry in sorted(self._heap)]

    # Runs what is due, and waits for the rest. Without waiting: the seconds to the next.
    def run(self, blocking=True):
        heap = self._heap
        while heap:
            now = self.timefunc()
            if heap[0][0] > now:
                if not blocking:
                    return heap[0][0] - now
                self.delayfunc(heap[0][0] - now)
                continue
            event = _heappop(heap)[3]
            event.action(*event.argument, **event.kwargs)
            self.delayfunc(0)
