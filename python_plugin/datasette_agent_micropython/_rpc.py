"""A JSON-RPC 2.0 peer over a pair of streams: asks, answers, and survives a slow other side.

Bound to the event loop that it was made on. It knows frames and ids; methods are its owner's.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable

from . import _wire
from ._errors import DiedError, ProtocolError, RefusedError, SupervisorError
from ._pool import Pool

logger = logging.getLogger("datasette_agent_micropython")

READ_BYTES = 64 * 1024
# Host calls open at once: one a running worker, so at most twice max_sessions; beyond is a fault.
OPEN_CALLS_MAX = 4096

Answer = Callable[[dict], Awaitable[Iterable[bytes]]]


class HostError(Exception):
    """Answers a request from the supervisor with a JSON-RPC error."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code


class RpcPeer:
    """Runs until the stream ends or the other side breaks the protocol.

    ``answer`` gets the parameters of a ``host/call`` and gives the pieces of its result's JSON.
    """

    def __init__(self, reader, writer, *, answer: Answer, on_notice, pool: Pool):
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._on_notice = on_notice
        self._pool = pool
        self._next_id = 1
        self._waiting: dict[int, asyncio.Future] = {}
        self._calls: dict[int, asyncio.Task] = {}
        self._outbox: collections.deque[Iterable[bytes]] = collections.deque()
        self._outbox_filled = asyncio.Event()
        self._over: SupervisorError | None = None

    # Asking

    async def request(self, method: str, params: Iterable[bytes]) -> object:
        """The result of one request; ``params`` are the pieces of its JSON."""
        if self._over is not None:
            raise self._over
        request_id = self._next_id
        self._next_id += 1
        future = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        head = b'{"jsonrpc":"2.0","id":%d,"method":%s,"params":' % (
            request_id,
            _wire.encode(method),
        )
        self._send([head, *params, b"}\n"])
        try:
            return await future
        finally:
            self._waiting.pop(request_id, None)

    def notify(self, method: str, params: dict) -> None:
        """A notice; after the end of the stream it goes nowhere."""
        if self._over is None:
            frame = {"jsonrpc": "2.0", "method": method, "params": params}
            self._send([_wire.encode(frame), b"\n"])

    def _send(self, pieces: Iterable[bytes]) -> None:
        self._outbox.append(pieces)
        self._outbox_filled.set()

    # Running

    async def run(self) -> SupervisorError:
        """Reads and writes until the stream ends or is broken; gives the reason.

        What still waits is failed by ``end``, whose caller may know more about the reason.
        """
        writing = asyncio.create_task(self._write())
        try:
            await self._read()
        except SupervisorError as error:
            return error
        except OSError as error:
            return DiedError(f"the pipe from the sandbox supervisor broke: {error}")
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing
        return DiedError("the sandbox supervisor closed its output")

    def end(self, reason: SupervisorError) -> None:
        """Fails every request that waits and cancels every call that is being answered."""
        if self._over is None:
            self._over = reason
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(reason)
                # Whoever waited may be gone; then nobody needs to be told.
                future.exception()
        for task in self._calls.values():
            task.cancel()

    async def _read(self) -> None:
        buffer = _wire.FrameBuffer()
        while data := await self._reader.read(READ_BYTES):
            for line in buffer.feed(data):
                await self._take(line)
        if buffer.pending:
            raise DiedError("the sandbox supervisor ended in the middle of a line")

    async def _write(self) -> None:
        # One frame after the other, in steps: a pipe that is full stops this task only.
        try:
            while True:
                while self._outbox:
                    for piece in self._outbox.popleft():
                        for start in range(0, len(piece), _wire.PIECE):
                            self._writer.write(piece[start : start + _wire.PIECE])
                            await self._writer.drain()
                self._outbox_filled.clear()
                await self._outbox_filled.wait()
        except OSError:
            # The reader sees the end of the stream and says why.
            self._outbox.clear()

    async def _take(self, line: bytes) -> None:
        frame: dict | None
        if len(line) <= _wire.SMALL:
            frame = _wire.decode(line)
        else:
            decoding = self._pool.submit(lambda: _wire.decode_large(line))
            frame = await asyncio.wrap_future(decoding)
            if frame is None:
                self._refuse_large(line)
                return
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
            task = self._calls.get(params.get("call_id"))
            if task is not None:
                task.cancel()
            return
        self._on_notice(frame["method"], params)

    def _take_call(self, frame: dict) -> None:
        call_id = frame["id"]
        params = frame.get("params")
        if type(call_id) is not int or not isinstance(params, dict):
            raise ProtocolError("a request from the supervisor has a bad id or no parameters")
        if frame["method"] != "host/call":
            self._send([_failure(call_id, -32601, f"no such method: {frame['method']}")])
            return
        if call_id in self._calls or len(self._calls) >= OPEN_CALLS_MAX:
            raise ProtocolError("the supervisor opened the same host call twice, or too many")
        self._calls[call_id] = asyncio.create_task(self._answer_call(call_id, params))

    async def _answer_call(self, call_id: int, params: dict) -> None:
        try:
            pieces = await self._answer(params)
            head = b'{"jsonrpc":"2.0","id":%d,"result":' % call_id
            self._send([head, *pieces, b"}\n"])
        except HostError as error:
            self._send([_failure(call_id, error.code, str(error))])
        except Exception:
            logger.exception("a host call failed")
            self._send([_failure(call_id, -32603, "the plugin failed; its log says why")])
        finally:
            del self._calls[call_id]


def _failure(call_id: int, code: int, message: str) -> bytes:
    error = {"code": code, "message": message}
    return _wire.encode({"jsonrpc": "2.0", "id": call_id, "error": error}) + b"\n"


def _refusal(error: object) -> SupervisorError:
    if not isinstance(error, dict) or type(error.get("code")) is not int:
        raise ProtocolError("an error reply from the supervisor has no code")
    return RefusedError(error["code"], str(error.get("message", "")), error.get("data"))
