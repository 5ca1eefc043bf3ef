"""Monty: a pool of worker processes, a session of one of them per conversation."""

import contextlib
import os
import threading
import time

from pydantic_monty import CollectString, Monty, MontyError

from . import processes, work
from .serve import CannotRun, serve, versions

# How many calls of host functions a session may make; the default is 1,000.
LIMITS = {"max_suspensions": 10**9}
ANSWER = {"columns": ["1"], "rows": [{"1": 1}], "truncated": False}
HOST = {"read_only_sql_query": lambda *_: ANSWER}


class Session:
    """One conversation; `close` gives its worker back."""

    def __init__(self, pool):
        self.session = pool.checkout(limits=LIMITS)
        self.session.__enter__()

    def run(self, code):
        """Milliseconds and output of a run."""
        begin = time.perf_counter()
        printed = CollectString()
        try:
            self.session.feed_run(code, print_callback=printed, external_lookup=HOST)
        except MontyError as error:
            raise CannotRun(str(error).strip().splitlines()[-1]) from None
        return work.ms(begin), printed.output

    def close(self):
        self.session.__exit__(None, None, None)


@contextlib.contextmanager
def sessions(count):
    """Sessions that have run something, in a pool of their own."""
    with Monty(min_processes=1, max_processes=count + 1) as pool:
        held = []
        try:
            for _ in range(count):
                held.append(Session(pool))
                assert held[-1].run(work.SMALL)[1] == work.SMALL_OUTPUT
            yield held
        finally:
            for session in held:
                session.close()


def begun(pool):
    """A new session that has run something, and the milliseconds of both."""
    begin = time.perf_counter()
    session = Session(pool)
    session.run(work.SMALL)
    return session, work.ms(begin)


def new(count, spare):
    """New sessions, with workers that have been started and not been used yet, or with none."""
    workers = count if spare else 1
    with Monty(min_processes=workers, max_processes=count + 2) as pool:
        held = [] if spare else [Session(pool)]
        samples = []
        for _ in range(count):
            processes.settle(os.getpid())
            session, took = begun(pool)
            held.append(session)
            samples.append(took)
        for session in held:
            session.close()
    return samples


def in_a_row(count):
    """New sessions without a pause, each with a worker that nobody has used."""
    with Monty(min_processes=count + 1, max_processes=count + 1) as pool:
        first, _ = begun(pool)
        processes.settle(os.getpid())
        # All are awake again.
        first.run(work.SMALL)
        held, samples = zip(*(begun(pool) for _ in range(count)), strict=True)
        for session in (first, *held):
            session.close()
    return list(samples)


def used(count):
    """New sessions, each with the worker that the one before has given back."""
    samples = []
    with Monty(min_processes=1, max_processes=1) as pool:
        for _ in range(count + 1):
            session, took = begun(pool)
            samples.append(took)
            session.close()
    return samples[1:]


def warm(count):
    with sessions(1) as [session]:
        return [session.run(work.SMALL)[0] for _ in range(count)]


def host_call(count, calls):
    samples = []
    with sessions(1) as [session]:
        for _ in range(count):
            without, _ = session.run(work.queries(0))
            many, _ = session.run(work.queries(calls))
            samples.append((many - without) / calls)
    return samples


def throughput(conversations, seconds):
    """Runs per second, a thread for each session."""
    done = [0] * conversations
    with sessions(conversations) as held:
        begin = time.perf_counter()

        def work_on(at):
            while time.perf_counter() - begin < seconds:
                held[at].run(work.SMALL)
                done[at] += 1

        threads = [threading.Thread(target=work_on, args=[at]) for at in range(conversations)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [sum(done) / (time.perf_counter() - begin)]


def program(source, count):
    """Each time in a session that has run nothing but a small program."""
    with sessions(count) as held:
        runs = [session.run(source) for session in held]
    return {"ms": [took for took, _ in runs], "output": runs[-1][1]}


def memory(counts, samples):
    """At each count of idle sessions: memory of a worker, and of all together."""
    empty = processes.memory([os.getpid()])
    found = []
    for count in counts:
        with sessions(count) as held:
            processes.settle(os.getpid())
            workers = [session.session.worker_pid for session in held]
            each = processes.memory(workers)
            mine = processes.memory([os.getpid()])
            step = max(1, count // samples)
            found.append(
                {
                    "count": count,
                    "each": {name: value / count for name, value in each.items()},
                    "all_pss_mb": each["pss_mb"] + mine["pss_mb"] - empty["pss_mb"],
                    "warm": [held[0].run(work.SMALL)[0] for _ in range(samples)],
                    "idle": [held[at * step % count].run(work.SMALL)[0] for at in range(samples)],
                    "new": [],
                }
            )
    return found


def main():
    processes.raise_descriptor_limit()
    # What the first session of a process takes longer is nobody's measure.
    warm(1)
    names = ["pydantic-monty", "pydantic-monty-runtime"]
    handlers = [new, in_a_row, used, warm, host_call, throughput, program, memory]
    serve({one.__name__: one for one in handlers} | {"versions": lambda: versions(names)})


if __name__ == "__main__":
    main()
