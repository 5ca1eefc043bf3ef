"""The sandbox of one Datasette object: starts its supervisor when first needed, restarts it when
it dies, and remembers whose state was lost.
"""

from __future__ import annotations

import asyncio
import collections
import contextvars
import threading
import time

from . import _sql, _wire
from ._call import Call, HostError
from ._config import Config
from ._doctor import StartCheck
from ._errors import (
    ClosedError,
    NoAnswerError,
    ProtocolError,
    StartError,
    SupervisorError,
)
from ._isolation import announce, describe_hello
from ._pool import Pool
from ._process import HOST_FUNCTIONS, Process
from ._runs import Run, RunTable

# A process that lived this long was healthy: its death starts the back-off from the beginning.
HEALTHY_SECONDS = 60.0
BACKOFF_FIRST_SECONDS = 0.1
BACKOFF_MOST_SECONDS = 30.0
# A call waits this long for the back-off to pass; beyond, it gets an error at once.
PATIENCE_SECONDS = 1.0
# What the supervisor may take beyond queue and wall clock before it counts as hung.
GRACE_SECONDS = 15.0
# Conversations remembered as having had state; the oldest are forgotten.
REMEMBERED_MAX = 10_000


class Supervisor:
    """Everything but ``run``, ``close`` and ``close_now`` happens on one event loop.

    That loop is the one of the first call. A call from another one is carried over to it while it
    runs; when it is over (tests, ``datasette agent chat``), the caller's loop takes its place.
    """

    def __init__(self, config: Config, sql_threads: int, check: StartCheck | None = None):
        self.config = config
        self.check = check
        self.runs = RunTable()
        self.sql_pool = Pool(sql_threads, "micropython-sql")
        self.chores = Pool(1, "micropython-json")
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process: Process | None = None
        self._starting: asyncio.Task | None = None
        self._closed = False
        self._announced = False
        self._failures = 0
        self._not_before = 0.0
        self._last_failure = ""
        self._with_state: collections.OrderedDict[str, None] = collections.OrderedDict()
        self._lost: collections.OrderedDict[str, str] = collections.OrderedDict()

    @property
    def pid(self) -> int | None:
        """Of the live process; for tests and people."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    async def run(self, run: Run, code: str, reset_context: bool) -> dict:
        """A ``RunResult``, with ``lost`` (a sentence or None) added: state that a dead supervisor
        took with it. Raises a ``SupervisorError`` if there is none."""
        loop = self._claim_loop()
        coroutine = self._run(run, code, reset_context)
        if loop is asyncio.get_running_loop():
            return await coroutine
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))

    async def close(self) -> None:
        """Ends the process and every run, for good."""
        with self._lock:
            self._closed = True
            loop, process = self._loop, self._process
        if loop is asyncio.get_running_loop():
            await self._close()
        elif loop is not None and loop.is_running():
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._close(), loop))
        elif process is not None:
            process.close_input_now()
            await asyncio.get_running_loop().run_in_executor(None, process.kill_now, 2.0)

    def abandon(self) -> None:
        """``close`` for when the Datasette object is gone and nobody can wait."""
        with self._lock:
            self._closed = True
            loop, process = self._loop, self._process
        if process is None:
            return
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(process.begin_close)
        else:
            process.close_input_now()

    def close_input_now(self) -> None:
        self._closed = True
        if self._process is not None:
            self._process.close_input_now()

    def kill_now(self, wait_seconds: float) -> None:
        if self._process is not None:
            self._process.kill_now(wait_seconds)

    # From here on: on the owning loop

    def _claim_loop(self) -> asyncio.AbstractEventLoop:
        current = asyncio.get_running_loop()
        with self._lock:
            if self._closed:
                raise ClosedError("Datasette is shutting down")
            if self._loop is current:
                return current
            if self._loop is not None and self._loop.is_running():
                return self._loop
            if self._process is not None and self._process.alive:
                # Its pipes belong to a loop that no longer turns.
                self._process.close_input_now()
                self._process.kill_now(0.0)
                self._note_lost("the sandbox supervisor was restarted on another event loop")
            self._loop = current
            self._process = None
            self._starting = None
            return current

    async def _run(self, run: Run, code: str, reset_context: bool) -> dict:
        process = await self._ready()
        params = await self._encode(run, code, reset_context, process)
        limits = process.hello["limits"]
        patience = (limits["queue_timeout_ms"] + limits["wall_clock_ms"]) / 1000 + GRACE_SECONDS
        self.runs.open(run)
        self._remember(run.conversation_id)
        try:
            result = check_result(await process.request("conversation/run", params, patience))
        except (asyncio.TimeoutError, ProtocolError) as fault:
            error = fault
            if isinstance(fault, asyncio.TimeoutError):
                error = NoAnswerError(f"the supervisor did not answer in {patience:g} seconds")
            self._lost.pop(run.conversation_id, None)
            await process.close(error)
            raise error from None
        except asyncio.CancelledError:
            process.notify("conversation/cancel", {"run_id": run.run_id})
            raise
        except SupervisorError:
            if not process.alive:
                # The error of this run says that the state is gone.
                self._lost.pop(run.conversation_id, None)
            raise
        finally:
            self.runs.close(run)
            run.idle.end(self.sql_pool)
        result["lost"] = self._lost.pop(run.conversation_id, None)
        self._failures = 0
        return result

    async def _encode(self, run: Run, code: str, reset_context: bool, process: Process):
        limit = process.hello["capabilities"]["code_bytes"]
        size = len(code) if code.isascii() else len(code.encode())
        if size > limit:
            raise CodeTooLongError(
                f"the code is too long: {size:,} bytes of UTF-8, the limit is {limit:,}; "
                "send it in parts, state is kept between calls"
            )
        head = _wire.encode(
            {
                "conversation_id": run.conversation_id,
                "run_id": run.run_id,
                "reset_context": reset_context,
            }
        )
        pieces = [head[:-1], b',"code":']
        if len(code) <= _wire.PIECE:
            pieces += _wire.encode_text(code)
        else:
            pieces += await self.chores.submit(lambda: list(_wire.encode_text(code)))
        pieces.append(b"}")
        return pieces

    async def _ready(self) -> Process:
        if self._process is not None and self._process.alive:
            return self._process
        if self._starting is None:
            # In no context of a request: what it knows of its own permissions (that they are
            # remembered, or not to be checked at all) must not come to hold for every host call.
            self._starting = contextvars.Context().run(asyncio.create_task, self._start())
            self._starting.add_done_callback(self._started)
        # Several runs may wait for one start; none of them may cancel it for the others.
        starting = self._starting
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            if starting.cancelled():  # the start was, not the one who waits
                raise ClosedError("Datasette is shutting down") from None
            raise

    async def _start(self) -> Process:
        delay = self._not_before - time.monotonic()
        if delay > PATIENCE_SECONDS:
            raise StartError(f"{self._last_failure}; trying again in {delay:.0f} seconds")
        if delay > 0:
            await asyncio.sleep(delay)
        try:
            process = await Process.start(
                self.config, pool=self.chores, answer=self._answer, on_end=self._ended
            )
        except SupervisorError as error:
            self._back_off(str(error))
            raise
        if self._closed:
            await process.close()
            raise ClosedError("Datasette is shutting down")
        self._process = process
        if not self._announced:
            self._announced = True
            told = self.check.told if self.check is not None else None
            announce(describe_hello(process.hello, told=told))
        return process

    def _started(self, task: asyncio.Task) -> None:
        if self._starting is task:
            self._starting = None
        if not task.cancelled():
            task.exception()  # the waiters may all have been cancelled

    def _ended(self, process: Process) -> None:
        if process is not self._process:
            return
        self.runs.end_all()
        if time.monotonic() - process.started_at > HEALTHY_SECONDS:
            self._failures = 0
        self._back_off(str(process.ended))
        self._note_lost(f"{process.ended}; it was restarted")

    def _note_lost(self, reason: str) -> None:
        self._lost.update(dict.fromkeys(self._with_state, reason))
        self._with_state.clear()
        _forget_oldest(self._lost)

    def _back_off(self, reason: str) -> None:
        wait = min(BACKOFF_FIRST_SECONDS * 2**self._failures, BACKOFF_MOST_SECONDS)
        self._failures = min(self._failures + 1, 30)
        self._not_before = time.monotonic() + wait
        self._last_failure = reason

    def _remember(self, conversation_id: str) -> None:
        self._with_state[conversation_id] = None
        self._with_state.move_to_end(conversation_id)
        _forget_oldest(self._with_state)

    async def _close(self) -> None:
        self.runs.end_all()
        starting = self._starting
        if starting is not None:
            starting.cancel()
            await asyncio.wait([starting])
        if self._process is not None:
            await self._process.close()

    def _answer(self, params: dict, call: Call) -> None:
        run = self.runs.get(params.get("run_id"))
        if run is None:
            raise HostError(-32602, "no such run is open")
        if params.get("name") not in HOST_FUNCTIONS:
            raise HostError(-32601, "there is no such function")
        limit = self._process.hello["capabilities"]["host_reply_bytes"]
        run.calls.add(call)
        call.when_over = run.calls.discard
        arguments = _sql.bind(params.get("args"), params.get("kwargs"))
        call.follow(_sql.answer(run, arguments, pool=self.sql_pool, limit=limit))


class CodeTooLongError(SupervisorError):
    """Refused here, so that nothing is sent and state is kept."""


def check_result(result: object) -> dict:
    """A ``RunResult`` as far as this package reads it."""
    if (
        isinstance(result, dict)
        and isinstance(result.get("ok"), bool)
        and isinstance(result.get("stdout"), str)
        and isinstance(result.get("stderr"), str)
        and isinstance(result.get("result"), (str, type(None)))
        and isinstance(result.get("error"), (dict, type(None)))
    ):
        return result
    raise ProtocolError("the supervisor sent a result that is none")


def _forget_oldest(names: collections.OrderedDict) -> None:
    while len(names) > REMEMBERED_MAX:
        names.popitem(last=False)
