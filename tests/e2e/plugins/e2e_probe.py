"""A Datasette plugin for the end-to-end tests: how long does the event loop stand still?

    /-/e2e/stall        what was measured since the last reset, as JSON
    /-/e2e/stall/reset  forget it (and begin, the first time)
    /-/e2e/exit         end the process on the spot, as a crash would

A machine that has other things to do delays everybody, so the figures are taken apart:

- `late_ms`: how much later than asked a short sleep ended; a busy machine shows here as well.
- `stall_ms`: the same without the time in which the loop's thread was ready, or another thread of
  the process was that may have held the interpreter's lock, and the kernel had no processor for it
  (the run-queue delay, which the kernel counts). What remains is the loop's own doing: a long
  callback, or a blocking call.
  Python's own garbage collections are counted apart, in `collection_ms`: a full one walks all that
  Datasette, llm and their libraries have loaded, and nobody's run has to do with it.
- `callback_cpu_ms`: the processor time that single callbacks of the loop used.
"""

import asyncio
import gc
import os
import threading
import time

from datasette import Response, hookimpl

INTERVAL = 0.002


class Probe:
    def __init__(self):
        self.task = None
        self.collecting = 0.0
        self.collection_started = 0.0
        self.reset()

    def reset(self):
        self.late = []
        self.stall = []
        self.callback_cpu = []
        self.collections = []

    def begin(self):
        if self.task is not None:
            return
        self.task = asyncio.get_running_loop().create_task(self.watch())
        gc.callbacks.append(self.collection)
        original, clock = asyncio.events.Handle._run, time.thread_time

        def timed(handle):
            before = clock()
            try:
                return original(handle)
            finally:
                self.callback_cpu.append(clock() - before)

        asyncio.events.Handle._run = timed

    async def watch(self):
        waited = QueueDelays()
        while True:
            before = time.monotonic()
            waited.begin()
            self.collecting = 0.0
            await asyncio.sleep(INTERVAL)
            late = time.monotonic() - before - INTERVAL
            self.late.append(late)
            self.stall.append(max(0.0, late - waited.since() - self.collecting))

    def collection(self, phase, info):
        if phase == "start":
            self.collection_started = time.monotonic()
        else:
            seconds = time.monotonic() - self.collection_started
            self.collecting += seconds
            self.collections.append(seconds)

    def figures(self):
        return {
            "late_ms": summary(self.late),
            "stall_ms": summary(self.stall),
            "collection_ms": summary(self.collections),
            "callback_cpu_ms": summary(self.callback_cpu),
        }


class QueueDelays:
    """How long threads of this process were ready to run and the kernel let them wait.

    The loop's own thread counts, and on top the one that waited longest of the others: it may have
    held the interpreter's lock. Where the kernel does not count this, it is 0.
    """

    def __init__(self):
        self.own = threading.get_native_id()
        self.files = {}

    def begin(self):
        self.start = self._read()

    def since(self):
        grown = {thread: now - self.start.get(thread, now) for thread, now in self._read().items()}
        own = grown.pop(self.own, 0)
        return (own + max(grown.values(), default=0)) / 1e9

    def _read(self):
        delays = {}
        for thread in threading.enumerate():
            try:
                number = thread.native_id
                if number not in self.files:
                    self.files[number] = os.open(f"/proc/self/task/{number}/schedstat", os.O_RDONLY)
                delays[number] = int(os.pread(self.files[number], 100, 0).split()[1])
            except (OSError, IndexError):
                continue
        return delays


def summary(seconds):
    if not seconds:
        return {"samples": 0}
    ordered = sorted(seconds)

    def at(share):
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)

    return {
        "samples": len(ordered),
        "median": at(0.5),
        "p99": at(0.99),
        "max": at(1.0),
        "over_10": sum(value >= 0.010 for value in ordered),
    }


probe = Probe()


async def stall():
    return Response.json(probe.figures())


async def reset():
    probe.begin()
    probe.reset()
    return Response.json({"ok": True})


async def leave():
    os._exit(77)


@hookimpl
def register_routes():
    return [
        (r"^/-/e2e/stall$", stall),
        (r"^/-/e2e/stall/reset$", reset),
        (r"^/-/e2e/exit$", leave),
    ]
