"""A Datasette plugin for the end-to-end tests: how long does the event loop stand still?

    /-/e2e/stall        what was measured since the last reset, as JSON
    /-/e2e/stall/reset  forget it (and begin, the first time)
    /-/e2e/exit         end the process on the spot, as a crash would

Two figures, since a machine that has other things to do delays everybody:

- `late_ms`: how much later than asked a short sleep ended. A busy machine shows here as well.
- `callback_cpu_ms`: the processor time that single callbacks of the loop used, which other
  processes do not change.
"""

import asyncio
import os
import time

from datasette import Response, hookimpl

INTERVAL = 0.002


class Probe:
    def __init__(self):
        self.task = None
        self.reset()

    def reset(self):
        self.late = []
        self.callback_cpu = []

    def begin(self):
        if self.task is not None:
            return
        self.task = asyncio.get_running_loop().create_task(self.watch())
        original, clock = asyncio.events.Handle._run, time.thread_time

        def timed(handle):
            before = clock()
            try:
                return original(handle)
            finally:
                self.callback_cpu.append(clock() - before)

        asyncio.events.Handle._run = timed

    async def watch(self):
        while True:
            before = time.monotonic()
            await asyncio.sleep(INTERVAL)
            self.late.append(time.monotonic() - before - INTERVAL)

    def figures(self):
        return {
            "late_ms": summary(self.late),
            "callback_cpu_ms": summary(self.callback_cpu),
        }


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
