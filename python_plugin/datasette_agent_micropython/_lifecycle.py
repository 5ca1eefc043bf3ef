"""One sandbox per Datasette object, and the ways in which it ends.

The ``shutdown`` hook (datasette 1.0a40), ``lifespan.shutdown`` (every version), ``atexit`` (the
command line) and the end of the Datasette object: each may come, none is sure to, all may come
twice. Behind them stands the supervisor itself, which ends when its input does.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
import weakref

from ._config import config_of
from ._doctor import StartCheck
from ._supervisor import Supervisor

# What the end of the process waits for the supervisors to stop by themselves, all together.
EXIT_SECONDS = 2.0

_lock = threading.Lock()
_supervisors: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()
_checks: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def check_at_start(datasette) -> None:
    """Has the log of Datasette say what isolates the workers; returns at once."""
    with _lock:
        if datasette in _checks:
            return
        check = StartCheck(config_of(datasette))
        _checks[datasette] = check
        weakref.finalize(datasette, check.cancel).atexit = False
    check.start()


def supervisor_for(datasette) -> Supervisor:
    """The sandbox of this Datasette object; its process starts with the first run."""
    with _lock:
        supervisor = _supervisors.get(datasette)
        if supervisor is None:
            # As many queries at once as the operator lets Datasette run.
            threads = datasette.setting("num_sql_threads") or 1
            supervisor = Supervisor(config_of(datasette), threads, _checks.get(datasette))
            _supervisors[datasette] = supervisor
            weakref.finalize(datasette, supervisor.abandon).atexit = False
        return supervisor


async def close(datasette) -> None:
    """Ends the sandbox of this Datasette object, if it has one."""
    with _lock:
        supervisor, check = _supervisors.get(datasette), _checks.get(datasette)
    if check is not None:
        check.cancel()
    if supervisor is not None:
        await supervisor.close()
    if check is not None and check.running:
        await asyncio.to_thread(check.join, EXIT_SECONDS)


def lifespan_wrapper(datasette):
    """An ASGI wrapper that closes the sandbox before Datasette closes its databases."""

    def wrap(app):
        async def wrapped(scope, receive, send):
            if scope["type"] != "lifespan":
                await app(scope, receive, send)
                return

            async def watch():
                message = await receive()
                if message["type"] == "lifespan.shutdown":
                    await close(datasette)
                return message

            await app(scope, watch, send)

        return wrapped

    return wrap


def _close_all_now() -> None:
    with _lock:
        supervisors, checks = list(_supervisors.values()), list(_checks.values())
    for check in checks:
        check.cancel()
    for supervisor in supervisors:
        supervisor.close_input_now()
    deadline = time.monotonic() + EXIT_SECONDS
    for supervisor in supervisors:
        supervisor.kill_now(max(0.0, deadline - time.monotonic()))
    for check in checks:
        check.join(max(0.0, deadline - time.monotonic()))


atexit.register(_close_all_now)
