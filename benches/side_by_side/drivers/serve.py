"""How a driver is spoken to: one JSON value a line, one answer for each request.

A request is `{"call": name, "args": {...}}`; the answer is `{"value": ...}` or `{"error": text}`.
"""

import asyncio
import inspect
import json
import logging
import os
import sys
import threading

logger = logging.getLogger("side_by_side")


class CannotRun(Exception):
    """This side cannot do what it is asked for; the text says why, in a few words."""


def private_stdout():
    """A file that is the real standard output; what anything else prints goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return channel


def serve(handlers):
    """Answers until the input ends. `handlers` has functions by name."""
    channel = private_stdout()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": handlers[request["call"]](**request["args"])}
        except Exception as error:
            logger.exception("%s failed", request["call"])
            answer = {"error": words(error)}
        channel.write(json.dumps(answer) + "\n")


async def serve_async(handlers):
    """As `serve`, with coroutine functions. The event loop stays free, and so do its threads."""
    channel = private_stdout()
    loop = asyncio.get_running_loop()
    lines = asyncio.Queue()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        request = json.loads(line)
        try:
            value = handlers[request["call"]](**request["args"])
            answer = {"value": await value if inspect.isawaitable(value) else value}
        except Exception as error:
            logger.exception("%s failed", request["call"])
            answer = {"error": words(error)}
        channel.write(json.dumps(answer) + "\n")


def words(error):
    """One short line about an exception."""
    lines = str(error).strip().splitlines() or [""]
    text = lines[-1].strip()
    if not isinstance(error, CannotRun):
        text = f"{type(error).__name__}: {text}"
    return text[:160]


def versions(names):
    """Of installed packages, by name; those that are not there are left out."""
    from importlib import metadata

    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    found["Python"] = sys.version.split()[0]
    return found
