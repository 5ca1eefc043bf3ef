"""A program with three pipes on an event loop, told of by callbacks.

Not ``asyncio.create_subprocess_exec``: behind its streams every message waits for more turns of
the loop, one in which it is handed on, one in which a task wakes and one in which it writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Callable

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2


class Child(asyncio.SubprocessProtocol):
    """Its callbacks are set, then ``start`` is awaited, once."""

    def __init__(self):
        loop = asyncio.get_running_loop()
        # Done when the process has ended and its exit code is known.
        self.exited: asyncio.Future[None] = loop.create_future()
        # Done when standard error is closed.
        self.errors_over: asyncio.Future[None] = loop.create_future()
        self.on_output: Callable[[bytes], None] = _nothing
        self.on_output_end: Callable[[BaseException | None], None] = _nothing
        self.on_errors: Callable[[bytes], None] = _nothing
        self.on_pause: Callable[[], None] = _nothing
        self.on_resume: Callable[[], None] = _nothing
        self.on_break: Callable[[], None] = _nothing
        self._transport: asyncio.SubprocessTransport = None

    async def start(self, *command: str, **options) -> None:
        """Raises ``OSError`` if there is no such program."""
        loop = asyncio.get_running_loop()
        await loop.subprocess_exec(lambda: self, *command, **options)

    @property
    def pid(self) -> int:
        return self._transport.get_pid()

    @property
    def returncode(self) -> int | None:
        return self._transport.get_returncode()

    @property
    def popen(self) -> subprocess.Popen:
        """For when no loop turns any more."""
        return self._transport.get_extra_info("subprocess")

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._transport.send_signal(number)

    def close(self) -> None:
        """Closes all pipes; kills what still runs."""
        self._transport.close()

    def end_input(self) -> None:
        """Closes standard input; what was not written yet is lost."""
        pipe = self._transport.get_pipe_transport(_INPUT)
        if not pipe.is_closing():  # asyncio's abort() fails on a closed pipe
            pipe.abort()

    # As a pipe

    def write(self, data: bytes) -> None:
        pipe = self._transport.get_pipe_transport(_INPUT)
        if not pipe.is_closing():
            pipe.write(data)

    def pause_reading(self) -> None:
        pipe = self._transport.get_pipe_transport(_OUTPUT)
        if not pipe.is_closing():
            pipe.pause_reading()

    def resume_reading(self) -> None:
        pipe = self._transport.get_pipe_transport(_OUTPUT)
        if not pipe.is_closing():
            pipe.resume_reading()

    # What asyncio calls

    def connection_made(self, transport) -> None:
        self._transport = transport
        output = transport.get_pipe_transport(_OUTPUT)
        output.set_protocol(_Output(self, output.get_protocol()))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        (self.on_output if fd == _OUTPUT else self.on_errors)(data)

    def pipe_connection_lost(self, fd: int, exc: BaseException | None) -> None:
        if fd == _OUTPUT:
            self.on_output_end(exc)
        elif fd == _INPUT:
            self.on_break()
        elif not self.errors_over.done():
            self.errors_over.set_result(None)

    def process_exited(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)

    def pause_writing(self) -> None:
        self.on_pause()

    def resume_writing(self) -> None:
        self.on_resume()


class _Output(asyncio.Protocol):
    """Hands on what comes in the very turn of the loop; the end goes asyncio's own way."""

    def __init__(self, child: Child, usual: asyncio.BaseProtocol):
        self._child = child
        self._usual = usual

    def data_received(self, data: bytes) -> None:
        self._child.on_output(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._usual.connection_lost(exc)


def _nothing(*_details) -> None:
    pass
