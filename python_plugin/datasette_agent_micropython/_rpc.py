"""A JSON-RPC 2.0 peer over a pair of pipes: asks, answers, and survives a slow other side.

Bound to the event loop that it was made on. It knows frames and ids; methods are its owner's. A
small frame is taken in the turn of the loop in which its bytes come, and written in the one that
makes it; only what is large, or has to wait for the pipe, takes a task or a thread.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from . import _wire
from ._call import Call, failure
from ._errors import DiedError, ProtocolError, RefusedError, SupervisorError
from ._pool import Pool

logger = logging.getLogger("datasette_agent_micropython")

# Bytes of lines that are taken in one turn of the loop.
TURN_BYTES = 64 * 1024
# Host calls open at once: one a running worker, so at most twice max_sessions; beyond is a fault.
OPEN_CALLS_MAX = 4096


class Pipe(Protocol):
    """What the peer needs of its owner's pipes."""

    def write(self, data: bytes) -> None:
        """Never blocks; the peer's ``pause_writing`` is called when much is waiting."""

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


Answer = Callable[[dict, Call], None]


class RpcPeer:
    """Runs until the stream ends or the other side breaks the protocol.

    ``answer`` gets the parameters of a ``host/call`` and what takes the answer to it. The owner
    passes on what comes (``feed``, ``feed_end``) and whether the pipe takes more
    (``pause_writing``, ``resume_writing``, ``break_writing``).
    """

    def __init__(self, pipe: Pipe, *, answer: Answer, on_notice, pool: Pool):
        self._pipe = pipe
        self._answer = answer
        self._on_notice = on_notice
        self._pool = pool
        self._next_id = 1
        self._waiting: dict[int, asyncio.Future] = {}
        self._calls: dict[int, Call] = {}
        self._over: SupervisorError | None = None
        # In
        self._buffer = _wire.FrameBuffer()
        self._lines: collections.deque[bytes] = collections.deque()
        # A line is being decoded in a thread, or the next turn of the loop goes on.
        self._busy = False
        # What became of that line: None where it was too large to be decoded.
        self._large: tuple[bytes, dict | None] | None = None
        self._reading_paused = False
        self._input_end: SupervisorError | None = None
        self._reason: asyncio.Future[SupervisorError] = asyncio.get_running_loop().create_future()
        # Out
        self._outbox: collections.deque[list[bytes]] = collections.deque()
        self._outbox_filled = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._writer_rests = True
        self._broken = False

    # Asking

    async def request(self, method: str, params: Iterable[bytes], seconds: float) -> object:
        """The result of one request; ``params`` are the pieces of its JSON.

        Raises ``asyncio.TimeoutError`` if there is none after ``seconds``.
        """
        if self._over is not None:
            raise self._over
        request_id = self._next_id
        self._next_id += 1
        loop = asyncio.get_running_loop()
        self._waiting[request_id] = future = loop.create_future()
        head = b'{"jsonrpc":"2.0","id":%d,"method":%s,"params":' % (
            request_id,
            _wire.encode(method),
        )
        self._send([head, *params, b"}\n"])
        timer = loop.call_later(seconds, _expire, future)
        try:
            return await future
        finally:
            timer.cancel()
            self._waiting.pop(request_id, None)

    def notify(self, method: str, params: dict) -> None:
        """A notice; after the end of the stream it goes nowhere."""
        if self._over is None:
            frame = {"jsonrpc": "2.0", "method": method, "params": params}
            self._send([_wire.encode(frame), b"\n"])

    # Running

    async def run(self) -> SupervisorError:
        """Reads and writes until the stream ends or is broken; gives the reason.

        What still waits is failed by ``end``, whose caller may know more about the reason.
        """
        writing = asyncio.create_task(self._write())
        try:
            return await asyncio.shield(self._reason)
        finally:
            self._stop(DiedError("nobody listens to the sandbox supervisor"))
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing

    def end(self, reason: SupervisorError) -> None:
        """Fails every request that waits and cancels every call that is being answered."""
        if self._over is None:
            self._over = reason
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(reason)
                # Whoever waited may be gone; then nobody needs to be told.
                future.exception()
        for call in list(self._calls.values()):
            call.cancel()

    def _stop(self, reason: SupervisorError) -> None:
        if not self._reason.done():
            self._reason.set_result(reason)

    # Writing

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def break_writing(self) -> None:
        """Nobody reads any more. The end of the input says why."""
        self._broken = True
        self._outbox.clear()
        self._writable.set()

    def _send(self, pieces: list[bytes]) -> None:
        if self._broken:
            return
        rests = self._writer_rests and self._writable.is_set()
        if rests and sum(map(len, pieces)) <= _wire.PIECE:
            self._pipe.write(b"".join(pieces))
            return
        self._writer_rests = False
        self._outbox.append(pieces)
        self._outbox_filled.set()

    async def _write(self) -> None:
        # One frame after the other, in steps: a pipe that is full stops this task only.
        while True:
            while self._outbox:
                for piece in self._outbox.popleft():
                    for start in range(0, len(piece), _wire.PIECE):
                        if not self._broken:
                            self._pipe.write(piece[start : start + _wire.PIECE])
                        await self._writable.wait()
            self._writer_rests = True
            self._outbox_filled.clear()
            await self._outbox_filled.wait()

    # Reading

    def feed(self, data: bytes) -> None:
        """What came, however it is cut."""
        if self._reason.done():
            return
        try:
            self._lines.extend(self._buffer.feed(data))
        except SupervisorError as error:
            self._stop(error)
            return
        if not self._busy:
            self._take_lines()

    def feed_end(self, error: BaseException | None = None) -> None:
        """Nothing more comes, perhaps because the pipe broke."""
        if error is not None:
            self._input_end = DiedError(f"the pipe from the sandbox supervisor broke: {error}")
        elif self._buffer.pending:
            self._input_end = DiedError("the sandbox supervisor ended in the middle of a line")
        else:
            self._input_end = DiedError("the sandbox supervisor closed its output")
        if not self._busy:
            self._take_lines()

    def _take_lines(self) -> None:
        """All lines that are here, or as many as fit into one turn of the loop."""
        taken = 0
        try:
            if self._large is not None:
                (line, frame), self._large = self._large, None
                if frame is None:
                    self._refuse_large(line)
                else:
                    self._take(frame)
            while self._lines and not self._reason.done():
                if taken >= TURN_BYTES:
                    self._be_busy()
                    asyncio.get_running_loop().call_soon(self._go_on)
                    return
                line = self._lines.popleft()
                taken += len(line)
                if len(line) > _wire.SMALL:
                    self._be_busy()
                    asyncio.ensure_future(self._take_large(line))  # noqa: RUF006 pool holds it
                    return
                self._take(_wire.decode(line))
        except SupervisorError as error:
            self._stop(error)
        except Exception:
            logger.exception("a line from the supervisor was not understood")
            self._stop(ProtocolError("a line from the supervisor was not understood"))
        if self._input_end is not None:
            self._stop(self._input_end)
        if self._reading_paused:
            self._reading_paused = False
            self._pipe.resume_reading()

    def _be_busy(self) -> None:
        # At most what one read brings is kept in lines meanwhile.
        self._busy = True
        if not self._reading_paused:
            self._reading_paused = True
            self._pipe.pause_reading()

    def _go_on(self) -> None:
        self._busy = False
        self._take_lines()

    async def _take_large(self, line: bytes) -> None:
        try:
            frame = await self._pool.submit(lambda: _wire.decode_large(line))
        except SupervisorError as error:
            self._stop(error)
        except Exception:
            logger.exception("a line from the supervisor could not be decoded")
            self._stop(ProtocolError("a line from the supervisor could not be decoded"))
        else:
            self._large = (line, frame)
        self._go_on()

    def _take(self, frame: dict) -> None:
        if frame.get("jsonrpc") != "2.0":
            raise ProtocolError('a line from the supervisor has no "jsonrpc": "2.0"')
        if "method" not in frame:
            self._take_reply(frame)
        elif "id" in frame:
            self._take_call(frame)
        else:
            self._take_notice(frame)

    def _refuse_large(self, line: bytes) -> None:
        # Only arguments of guest code can be this large and not mostly one string.
        call_id = _wire.host_call_id(line)
        if call_id is None:
            raise ProtocolError(f"a line of {len(line):,} bytes from the supervisor is too big")
        text = f"the arguments are too large: {len(line):,} bytes of JSON; use several calls"
        result = {"jsonrpc": "2.0", "id": call_id, "result": {"error": text}}
        self._send([_wire.encode(result), b"\n"])

    def _take_reply(self, frame: dict) -> None:
        request_id = frame.get("id")
        if ("result" in frame) == ("error" in frame):
            raise ProtocolError("a reply from the supervisor has not exactly one result or error")
        if request_id is None:
            # It could not read a line of ours: which one, it cannot say.
            raise ProtocolError(f"the supervisor refused a line: {frame.get('error')}")
        if type(request_id) is not int or not 0 < request_id < self._next_id:
            raise ProtocolError(f"the supervisor answered a request never made: {request_id!r}")
        future = self._waiting.get(request_id)
        if future is None or future.done():
            return  # late: whoever asked is gone
        if "result" in frame:
            future.set_result(frame["result"])
        else:
            future.set_exception(_refusal(frame["error"]))

    def _take_notice(self, frame: dict) -> None:
        params = frame.get("params")
        if not isinstance(params, dict):
            raise ProtocolError("a notice from the supervisor has no parameters")
        if frame["method"] == "host/cancel":
            call_id = params.get("call_id")
            call = self._calls.get(call_id) if type(call_id) is int else None
            if call is not None:
                call.cancel()
            return
        self._on_notice(frame["method"], params)

    def _take_call(self, frame: dict) -> None:
        call_id = frame["id"]
        params = frame.get("params")
        if type(call_id) is not int or not isinstance(params, dict):
            raise ProtocolError("a request from the supervisor has a bad id or no parameters")
        if frame["method"] != "host/call":
            self._send([failure(call_id, -32601, f"no such method: {frame['method']}")])
            return
        if call_id in self._calls or len(self._calls) >= OPEN_CALLS_MAX:
            raise ProtocolError("the supervisor opened the same host call twice, or too many")
        self._calls[call_id] = call = Call(self, call_id)
        try:
            self._answer(params, call)
        except Exception as error:  # noqa: BLE001 told and logged
            call.fail(error)

    def _call_over(self, call_id: int) -> None:
        del self._calls[call_id]


def _expire(future: asyncio.Future) -> None:
    if not future.done():
        future.set_exception(asyncio.TimeoutError())


def _refusal(error: object) -> SupervisorError:
    if not isinstance(error, dict) or type(error.get("code")) is not int:
        raise ProtocolError("an error reply from the supervisor has no code")
    return RefusedError(error["code"], str(error.get("message", "")), error.get("data"))
