"""A host call, from the peer that took it to whoever finds its answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from . import _wire

logger = logging.getLogger("datasette_agent_micropython")


class HostError(Exception):
    """Answers a request from the supervisor with a JSON-RPC error."""

    def __init__(self, code: int, message: str):
        super().__init__(message)
        self.code = code


class Call:
    """A host call that waits for its answer. Over is over: what comes later goes nowhere."""

    __slots__ = ("_id", "_peer", "on_cancel", "over", "when_over")

    def __init__(self, peer, call_id: int):
        self.over = False
        # Stops the work for it; called at most once.
        self.on_cancel: Callable[[], object] | None = None
        # Told once, however it ends.
        self.when_over: Callable[[Call], object] | None = None
        self._peer = peer
        self._id = call_id

    def answer(self, pieces: Iterable[bytes]) -> None:
        """``pieces`` are those of the result's JSON."""
        self._end([b'{"jsonrpc":"2.0","id":%d,"result":' % self._id, *pieces, b"}\n"])

    def fail(self, error: BaseException) -> None:
        """A ``HostError`` is told; of another the log tells."""
        if isinstance(error, HostError):
            self._end([failure(self._id, error.code, str(error))])
        elif not self.over:
            logger.error("a host call failed", exc_info=error)
            self._end([failure(self._id, -32603, "the plugin failed; its log says why")])

    def cancel(self) -> None:
        """Nobody waits any more: there is no answer."""
        if not self.over:
            self._end(None)
            if self.on_cancel is not None:
                self.on_cancel()

    def follow(self, answer: Awaitable[Iterable[bytes]]) -> None:
        """Lets a task of its own find the answer."""
        self.on_cancel = asyncio.ensure_future(self._follow(answer)).cancel

    async def _follow(self, answer: Awaitable[Iterable[bytes]]) -> None:
        try:
            self.answer(await answer)
        except Exception as error:  # noqa: BLE001 told and logged
            self.fail(error)

    def _end(self, pieces: list[bytes] | None) -> None:
        if self.over:
            return
        self.over = True
        self._peer._call_over(self._id)
        if self.when_over is not None:
            self.when_over(self)
        if pieces is not None:
            self._peer._send(pieces)


def failure(call_id: int, code: int, message: str) -> bytes:
    error = {"code": code, "message": message}
    return _wire.encode({"jsonrpc": "2.0", "id": call_id, "error": error}) + b"\n"
