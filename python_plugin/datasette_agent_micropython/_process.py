"""One mpy-supervisor process: start, handshake, requests, end. Bound to one event loop."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterable

from . import _wire
from ._binary import find_binary
from ._child import Child
from ._config import PLUGIN_NAME, Config, plugin_version
from ._errors import (
    ClosedError,
    DiedError,
    ProtocolError,
    RefusedError,
    StartError,
    SupervisorError,
)
from ._isolation import describe_hello
from ._pool import Pool
from ._rpc import RpcPeer

logger = logging.getLogger("datasette_agent_micropython")

PROTOCOL_VERSION = 1
HOST_FUNCTIONS = ["read_only_sql_query"]
# The answer to initialize waits for a first worker, on a machine that may be busy.
START_SECONDS = 30.0
# How long each step of a stop may take: end of input, then SIGTERM; SIGKILL needs no patience.
STOP_SECONDS = 1.5
# What is kept of the child's stderr, for the message that says why it died.
STDERR_LINES = 40
STDERR_CHARS = 500
STDERR_BYTES = 4 * STDERR_CHARS


class Process:
    """A running supervisor. ``start`` makes one that has answered ``initialize``."""

    def __init__(self, child: Child, pool: Pool, answer):
        self.loop = asyncio.get_running_loop()
        self.hello: dict = {}
        self.started_at = time.monotonic()
        self.ended: SupervisorError | None = None
        self._owner_pid = os.getpid()
        self._child = child
        self._stderr: collections.deque[str] = collections.deque(maxlen=STDERR_LINES)
        self._stderr_rest = b""
        self._peer = RpcPeer(child, answer=answer, on_notice=_log_notice, pool=pool)
        child.on_output = self._peer.feed
        child.on_output_end = self._peer.feed_end
        child.on_pause = self._peer.pause_writing
        child.on_resume = self._peer.resume_writing
        child.on_break = self._peer.break_writing
        child.on_errors = self._take_stderr
        self._on_end = None
        self._life: asyncio.Task | None = None

    @classmethod
    async def start(cls, config: Config, *, pool: Pool, answer, on_end) -> Process:
        """``answer`` serves host calls; ``on_end(process)`` is told once when it ends."""
        path = find_binary()
        process = cls(Child(), pool, answer)
        try:
            await process._child.start(
                path,
                "serve",
                *config.isolation_arguments(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={},
                cwd="/",
                # Its own session: Ctrl-C at Datasette's terminal is for Datasette, which then
                # stops the supervisor in order.
                start_new_session=True,
            )
        except OSError as error:
            raise StartError(f"cannot start {path}: {error.strerror or error}") from None
        process._life = asyncio.create_task(process._live())
        try:
            process.hello = await process._initialize(config)
        except BaseException:
            await asyncio.shield(process.close())
            raise
        process._on_end = on_end
        if process.ended is not None:
            raise process.ended
        return process

    @property
    def alive(self) -> bool:
        return self.ended is None

    @property
    def pid(self) -> int:
        return self._child.pid

    async def request(self, method: str, params: Iterable[bytes], seconds: float) -> object:
        return await self._peer.request(method, params, seconds)

    def notify(self, method: str, params: dict) -> None:
        self._peer.notify(method, params)

    async def close(self, reason: SupervisorError | None = None) -> None:
        """Stops it in bounded time; may be called again and at once from several places."""
        self.begin_close(reason)
        if self._life.done() or asyncio.current_task() is self._life:
            return
        # Reading goes on in it until the other side closes: nothing can block on a full pipe.
        done, _ = await asyncio.wait([self._life], timeout=STOP_SECONDS)
        if not done:
            self._life.cancel()
            await asyncio.wait([self._life], timeout=4 * STOP_SECONDS)

    def begin_close(self, reason: SupervisorError | None = None) -> None:
        """Fails what waits and ends the supervisor's input; it then stops by itself."""
        self._end(reason or ClosedError("the sandbox is shutting down"))
        self._child.end_input()

    def close_input_now(self) -> None:
        """``begin_close`` where no event loop turns any more."""
        if os.getpid() != self._owner_pid:
            return  # a forked copy: the process is the parent's
        if self.ended is None:
            self.ended = ClosedError("the sandbox is shutting down")
        with contextlib.suppress(OSError, ValueError):
            self._child.popen.stdin.close()

    def kill_now(self, wait_seconds: float) -> None:
        """Then: waits, kills, reaps."""
        if os.getpid() != self._owner_pid:
            return
        deadline = time.monotonic() + wait_seconds
        while self._child.popen.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if self._child.popen.poll() is None:
            self._child.popen.kill()
            with contextlib.suppress(Exception):
                self._child.popen.wait(1)

    def _end(self, reason: SupervisorError) -> None:
        if self.ended is None:
            self.ended = reason
        self._peer.end(self.ended)
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(self)

    async def _initialize(self, config: Config) -> dict:
        params = {
            "protocol_version": PROTOCOL_VERSION,
            "client": {"name": PLUGIN_NAME, "version": plugin_version()},
            "limits": config.limits_params(),
            "host_functions": HOST_FUNCTIONS,
            "run_output": False,
        }
        try:
            hello = await self.request("initialize", [_wire.encode(params)], START_SECONDS)
        except asyncio.TimeoutError:
            raise StartError(
                f"the sandbox supervisor was not ready after {START_SECONDS:g} seconds"
            ) from None
        except RefusedError as error:
            raise StartError(f"the sandbox supervisor refused to start: {error}") from None
        except (DiedError, ProtocolError) as error:
            words = f": {self._stderr[-1]}" if self._stderr else ""
            raise StartError(f"{error} while it was starting{words}") from None
        return check_hello(hello)

    async def _live(self) -> None:
        child = self._child
        try:
            reason = await self._peer.run()
            if not isinstance(reason, ProtocolError):
                await self._wait(STOP_SECONDS)
            # Both pipes end with the process: what it said last is worth a moment.
            await asyncio.wait([child.errors_over], timeout=0.2)
            self._note_stderr(self._stderr_rest)
            self._end(self._describe(reason))
        finally:
            # Also when the event loop is ending and cancels this task.
            self._end(ClosedError("the sandbox is shutting down"))
            child.on_errors = lambda _: None
            child.end_input()
            try:
                await self._stop()
            finally:
                # Kills what is still there: nobody waits any longer, or the loop itself is ending.
                child.close()

    async def _stop(self) -> None:
        if await self._wait(STOP_SECONDS):
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            self._child.signal(number)
            if await self._wait(STOP_SECONDS):
                return

    async def _wait(self, seconds: float) -> bool:
        done, _ = await asyncio.wait([self._child.exited], timeout=seconds)
        return bool(done)

    def _take_stderr(self, data: bytes) -> None:
        *lines, rest = (self._stderr_rest + data).split(b"\n")
        self._stderr_rest = rest[-STDERR_BYTES:]
        for line in lines:
            self._note_stderr(line)

    def _note_stderr(self, data: bytes) -> None:
        line = data.decode("utf-8", "replace").strip()[:STDERR_CHARS]
        if line:
            self._stderr.append(line)
            logger.info("mpy-supervisor: %s", line)

    def _describe(self, reason: SupervisorError) -> SupervisorError:
        if isinstance(reason, ProtocolError):
            text = str(reason)
        else:
            text = "the sandbox supervisor " + _describe_exit(self._child.returncode)
        logger.warning("%s; its last words: %s", text, " | ".join(self._stderr) or "none")
        return type(reason)(text)


def check_hello(hello: object) -> dict:
    """The answer to ``initialize``, with the fields that this package reads."""
    try:
        if hello["protocol_version"] != PROTOCOL_VERSION:
            raise StartError(
                f"the sandbox supervisor speaks protocol version {hello['protocol_version']}, "
                f"this plugin {PROTOCOL_VERSION}"
            )
        numbers = [
            hello["capabilities"]["code_bytes"],
            hello["capabilities"]["host_reply_bytes"],
            hello["capabilities"]["client_frame_bytes"],
            hello["limits"]["queue_timeout_ms"],
            hello["limits"]["wall_clock_ms"],
        ]
        if not all(type(number) is int and number > 0 for number in numbers):
            raise TypeError
        # Every line that is said about it reads these.
        describe_hello(hello)
    except (KeyError, TypeError, IndexError):
        raise StartError(
            "the sandbox supervisor answered initialize with " + json.dumps(hello)[:200]
        ) from None
    return hello


def _describe_exit(code: int | None) -> str:
    if code is None:
        return "closed its output and was killed"
    if code >= 0:
        return f"ended with exit code {code}"
    with contextlib.suppress(ValueError):
        return f"was killed by {signal.Signals(-code).name}"
    return f"was killed by signal {-code}"


def _log_notice(method: str, params: dict) -> None:
    logger.debug("mpy-supervisor: %s %s", method, params)
