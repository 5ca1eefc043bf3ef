"""The plugin's own threads: results, errors, jobs that nobody wants any more, lost threads."""

import asyncio
import contextlib
import gc
import threading
import weakref

import pytest
from conftest import until

from datasette_agent_micropython import _pool
from datasette_agent_micropython._pool import LOST_MAX, Pool

pytestmark = pytest.mark.asyncio


class Held:
    """Something that a job holds, and that can be watched."""


def fail():
    raise KeyError("told")


async def test_results_and_errors_arrive():
    pool = Pool(2, "test-pool")
    assert await asyncio.gather(*(pool.submit(lambda n=n: n) for n in range(50))) == [*range(50)]
    with pytest.raises(KeyError, match="told"):
        await pool.submit(fail)
    # One that has ended long before it is awaited.
    job = pool.submit(lambda: "early")
    await until(lambda: job.done)
    assert await job == "early"


async def test_no_more_threads_than_its_size():
    pool = Pool(2, "test-pool")
    gate = threading.Event()
    running = []

    def work():
        running.append(threading.current_thread())
        gate.wait(20)

    jobs = [pool.submit(work) for _ in range(6)]
    await until(lambda: len(running) == 2)
    assert [job.running for job in jobs] == [True, True, False, False, False, False]
    gate.set()
    await asyncio.gather(*jobs)
    assert len(set(running)) == 2


@pytest.mark.parametrize("begun", [False, True])
async def test_a_job_is_taken_back_unless_it_has_begun(begun):
    pool = Pool(1, "test-pool")
    gate, ran = threading.Event(), []
    before = None if begun else pool.submit(lambda: gate.wait(20))

    def work():
        ran.append(1)
        gate.wait(20)

    job = pool.submit(work)
    task = asyncio.ensure_future(_wait(job))
    await until((lambda: ran) if begun else (lambda: before.running and job._waiting))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    # In the order given: that one's turn is over.
    assert await pool.submit(lambda: "next") == "next"
    assert ran == ([1] if begun else [])


async def _wait(job):
    return await job


async def test_lost_threads_are_replaced_up_to_a_bound_and_come_back():
    pool = Pool(1, "test-pool")
    gate = threading.Event()
    for number in range(LOST_MAX):
        stuck = pool.submit(lambda: gate.wait(20))
        await until(lambda job=stuck: job.running)
        assert pool.give_up(stuck)
        assert pool.give_up(stuck)  # once is enough
        assert pool._lost == number + 1
        assert await pool.submit(lambda: "replaced") == "replaced"
    last = pool.submit(lambda: gate.wait(20))
    await until(lambda: last.running)
    assert not pool.give_up(last)
    gate.set()
    assert await last
    await until(lambda: pool._lost == 0)
    assert pool._threads == 1
    assert await asyncio.wait_for(_wait(pool.submit(lambda: "alive")), 5) == "alive"
    assert pool.give_up(last)  # it has ended
    assert pool._lost == 0


@pytest.mark.parametrize("raises", [False, True])
async def test_nothing_of_a_job_outlives_it(raises):
    pool = Pool(1, "test-pool")

    held = Held()
    kept = weakref.ref(held)

    def work(held=held):
        if raises:
            raise KeyError(str(held))

    gc.disable()  # a cycle would wait for the collector
    try:
        job = pool.submit(work)
        del work, held
        with contextlib.suppress(KeyError):
            await job
        del job
        await pool.submit(lambda: None)  # its thread holds this one now
        assert kept() is None
    finally:
        gc.enable()


async def test_nothing_of_a_job_that_nobody_waits_for_outlives_it():
    pool = Pool(1, "test-pool")
    gate = threading.Event()

    held = Held()
    kept = weakref.ref(held)

    def work(held=held):
        gate.wait(20)
        raise KeyError(str(held))

    gc.disable()
    try:
        job = pool.submit(work)
        task = asyncio.ensure_future(_wait(job))
        await until(lambda job=job: job.running and job._waiting)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        del work, held, job, task
        gate.set()
        await pool.submit(lambda: None)
        assert kept() is None
    finally:
        gc.enable()


async def test_a_thread_is_given_up_as_soon_as_another_comes_back():
    pool = Pool(1, "test-pool")
    gates = [threading.Event() for _ in range(LOST_MAX + 1)]
    for gate in gates:
        job = pool.submit(lambda gate=gate: gate.wait(20))
        await until(lambda job=job: job.running)
        given_up = pool.give_up(job)
    assert not given_up
    gates[0].set()
    await until(lambda: pool.give_up(job))
    assert await asyncio.wait_for(_wait(pool.submit(lambda: "alive")), 5) == "alive"
    for gate in gates:
        gate.set()


async def test_threads_that_cannot_start_now_start_later(monkeypatch):
    pool = Pool(1, "test-pool")

    def refuse(_self):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="new thread"):
                pool.submit(lambda: None)
    assert await pool.submit(lambda: "started") == "started"
    await until(lambda: pool._jobs == 0)  # once its thread has seen to that


async def test_idle_threads_end_and_are_replaced(monkeypatch):
    monkeypatch.setattr(_pool, "IDLE_SECONDS", 0.01)
    pool = Pool(1, "test-pool")
    for number in range(3):
        assert await pool.submit(lambda number=number: number) == number
        await until(lambda: pool._threads == 0)


async def test_a_job_may_end_after_the_loop_of_who_waits():
    pool = Pool(1, "test-pool")
    gate = threading.Event()
    job = pool.submit(lambda: gate.wait(20))

    async def leave():
        waiting = asyncio.ensure_future(_wait(job))
        await until(lambda: job.running and job._waiting)
        waiting.cancel()

    await asyncio.to_thread(asyncio.run, leave())
    gate.set()
    assert await asyncio.wait_for(_wait(pool.submit(lambda: "alive")), 5) == "alive"
