"""Asks ``mpy-supervisor doctor`` at Datasette's start what isolates the workers here.

One short-lived process, watched by a daemon thread of its own: the start does not wait for it, and
no event loop is needed, since the one that Datasette starts on may be over before the answer comes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from . import _isolation
from ._binary import find_binary
from ._config import Config
from ._errors import BinaryNotFoundError

logger = logging.getLogger("datasette_agent_micropython")

# A healthy answer takes a twentieth of a second; a machine that boots may be busy.
ANSWER_SECONDS = 15.0
# The answer has some 5,000 bytes.
ANSWER_BYTES = 256 * 1024
# How often a cancelled check looks up, should the end of its process not wake it.
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Answer:
    """What the process said. ``fault`` is set where it did not end by itself."""

    code: int | None = None
    output: bytes = b""
    errors: bytes = b""
    fault: str | None = None


class StartCheck:
    """One question and what became of it; ``cancel`` and ``join`` may come at any time."""

    def __init__(self, config: Config):
        self.config = config
        # Which layers the log has said to hold and which not; None where it could not say.
        self.told: Mapping[str, bool] | None = None
        self._owner_pid = os.getpid()
        # Reentrant: a garbage collection inside a locked part may end the Datasette object.
        self._lock = threading.RLock()
        self._cancelled = threading.Event()
        self._child: subprocess.Popen | None = None
        self._thread = threading.Thread(target=self._run, name="micropython-doctor", daemon=True)

    def start(self) -> None:
        try:
            self._thread.start()
        except RuntimeError as error:  # no thread is to be had; Datasette starts all the same
            logger.warning("could not find out what isolates the workers: %s", error)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Kills the process; nothing more is logged."""
        if os.getpid() != self._owner_pid:
            return  # a forked copy: the process is the parent's
        self._cancelled.set()
        self._kill()

    def join(self, seconds: float) -> None:
        if os.getpid() == self._owner_pid and self.running:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            answer = self._ask()
            if self._cancelled.is_set():
                return
            report = _isolation.describe_answer(answer, self.config)
            for level, line in report.lines:
                _isolation.announce(line, level)
            self.told = report.told
        except Exception:
            if not self._cancelled.is_set():
                logger.exception("could not find out what isolates the workers")

    def _ask(self) -> Answer:
        try:
            command = [find_binary(), "doctor", "--json", *self.config.isolation_arguments()]
        except BinaryNotFoundError as error:
            return Answer(fault=str(error))
        with self._lock:
            if self._cancelled.is_set():
                return Answer(fault="cancelled")
            try:
                child = self._child = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env={},
                    cwd="/",
                    # A group of its own, for _kill.
                    start_new_session=True,
                )
            except OSError as error:
                return Answer(fault=f"cannot start {command[0]}: {error.strerror or error}")
        with child.stdout, child.stderr:
            try:
                return self._listen(child)
            finally:
                self._kill()
                while self._poll(child) is None:
                    time.sleep(0.005)

    def _listen(self, child: subprocess.Popen) -> Answer:
        """Both pipes to their ends, within bounds of time and size; then the exit code."""
        deadline = time.monotonic() + ANSWER_SECONDS
        texts = {child.stdout: bytearray(), child.stderr: bytearray()}
        with selectors.DefaultSelector() as selector:
            for pipe in texts:
                selector.register(pipe, selectors.EVENT_READ)
            while selector.get_map() and not self._is_over(deadline):
                for key, _ in selector.select(POLL_SECONDS):
                    data = os.read(key.fd, 65536)
                    texts[key.fileobj] += data
                    if not data:
                        selector.unregister(key.fileobj)
                    if len(texts[key.fileobj]) > ANSWER_BYTES:
                        return Answer(fault=f"it said more than {ANSWER_BYTES:,} bytes")
        while (code := self._poll(child)) is None and not self._is_over(deadline):
            self._cancelled.wait(0.01)
        if code is None:
            return Answer(fault=f"it gave no answer in {ANSWER_SECONDS:g} seconds")
        return Answer(code, bytes(texts[child.stdout]), bytes(texts[child.stderr]))

    def _is_over(self, deadline: float) -> bool:
        return self._cancelled.is_set() or time.monotonic() > deadline

    def _poll(self, child: subprocess.Popen) -> int | None:
        with self._lock:
            return child.poll()

    def _kill(self) -> None:
        # Reaped under the lock only, so a pid that is signalled is still its own.
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._child.pid, signal.SIGKILL)
