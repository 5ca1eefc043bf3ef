"""From a RunResult to the dict of the tool's contract, and to its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from . import _wire
from ._config import MIB, Config
from ._render import result_html

TRUNCATED = "\n... (truncated)"
NOTE = (
    "The user already sees this code and its output in the chat. Refer to them, but do not repeat "
    "them unless the user asks."
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("[\\s\x00-\x1f\x7f\x85\u2028\u2029]+")
# Legal in JSON as they are, but they move a terminal's cursor or turn the direction of a line.
_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def failure(error: str, *, reset_reason: str | None = None) -> dict:
    """The answer where no RunResult exists."""
    payload = {
        "ok": False,
        "stdout": "",
        "stderr": "",
        "fuel_remaining": None,
        "interpreter_reset": reset_reason is not None,
        "error": one_line(error),
    }
    if reset_reason is not None:
        payload["reset_reason"] = reset_reason
    return payload


def from_run(result: dict, config: Config, *, reset_context: bool) -> dict:
    """The answer for a RunResult."""
    limit = config.max_output_chars
    error = result["error"]
    lost = None if reset_context else result.get("lost")
    reset = bool(result.get("interpreter_reset")) or lost is not None
    payload = {
        "ok": result["ok"],
        "stdout": cut(result["stdout"], limit, result.get("stdout_truncated")),
        "stderr": cut(result["stderr"], limit, result.get("stderr_truncated")),
        "fuel_remaining": result.get("fuel_remaining"),
        "interpreter_reset": reset,
    }
    if result.get("result") is not None:
        payload["result"] = cut(result["result"], limit, result.get("result_truncated"))
    if error is not None or not result["ok"]:
        error = error or {}
        payload["error"] = cut(error_line(error, config), limit)
        if error.get("traceback"):
            payload["traceback"] = cut(error["traceback"], limit)
    if reset:
        reason = result.get("reset_reason")
        payload["reset_reason"] = reset_sentence(reason, error, config, lost)
    return payload


def error_line(error: dict, config: Config) -> str:
    """One plain line: what happened; for a limit, which, its value, and what to do."""
    message = str(error.get("message") or "")
    kind = error.get("kind")
    limits = {
        "wall_clock": (
            f"time limit: the run was stopped after {config.wall_clock_timeout_seconds:g} seconds "
            "(setting wall_clock_timeout_seconds); do less in one call"
        ),
        "fuel": (
            f"fuel limit: the run used up its {config.fuel:,} units of fuel (setting "
            "fuel); do less in one call, or let SQL do the counting"
        ),
        "memory": (
            f"memory limit: the interpreter's {_size(config.memory_bytes)} are full (setting "
            "memory_bytes); hold less data at a time, or reset the context"
        ),
    }
    if kind in limits:
        return limits[kind]
    name = error.get("type")
    if name and kind in ("exception", "syntax") and not message.startswith(name):
        message = f"{name}: {message}" if message else name
    if kind == "cancelled":
        message = message or "the run was cancelled"
    return one_line(message) or "the run failed and no reason is known"


def reset_sentence(reason: str | None, error, config: Config, lost: str | None) -> str:
    """Why variables, imports and functions are gone."""
    causes = {
        "wall_clock": f"took longer than {config.wall_clock_timeout_seconds:g} seconds",
        "fuel": f"used more than {config.fuel:,} units of fuel",
        "memory": f"filled the interpreter's {_size(config.memory_bytes)} of memory",
        "trap": "crashed the interpreter",
        "cancelled": "was cancelled",
        "protocol": "broke the protocol of the sandbox",
    }
    gone = "variables, imports and functions from before are gone"
    if error and error.get("kind") == reason:
        cause = causes.get(reason, "ended its worker process")
        return (
            f"This run {cause}, so its interpreter was discarded: {gone}, "
            "the next call starts fresh."
        )
    if reason == "evicted":
        return (
            "This conversation was idle and its interpreter made room for others (setting "
            f"max_sessions): {gone}, this call started fresh."
        )
    if reason is None and lost is not None:
        return (
            f"The interpreter was lost before this call, {lost}: {gone}, this call started fresh."
        )
    if reason in causes:
        return (
            f"An earlier run {causes[reason]}, so the interpreter was discarded: {gone}, "
            "this call started fresh."
        )
    return f"The interpreter's process had died before this call: {gone}, this call started fresh."


def cut(text: str, limit: int, already_cut: object = False) -> str:
    """At most ``limit`` characters, marked if there were more."""
    if len(text) > limit:
        return text[:limit] + TRUNCATED
    return text + TRUNCATED if already_cut else text


def one_line(text: str) -> str:
    return _BREAK.sub(" ", text).strip()


def show(payload: dict, code: str, limit: int) -> None:
    """Adds what the user sees."""
    payload["output_displayed_to_user"] = True
    payload["display_note"] = NOTE
    payload["_html"] = result_html(
        cut(code, limit),
        payload["stdout"],
        payload["stderr"],
        payload.get("error"),
        payload.get("traceback"),
        payload.get("result"),
    )


def dump(payload: dict) -> str:
    """The JSON text. It can always be written as UTF-8 and shown on a terminal."""
    parts = []
    for key, value in payload.items():
        parts.append(", " if parts else "{")
        parts.append(f"{json.dumps(key)}: ")
        parts.extend(_dump_value(value))
    return "".join([*parts, "}"])


def _dump_value(value: object) -> Iterator[str]:
    if not isinstance(value, str):
        yield json.dumps(value)
        return
    yield '"'
    # In steps: see _wire.
    for start in range(0, len(value), _wire.PIECE):
        if start:
            _wire.nap()
        piece = _SURROGATE.sub("\ufffd", value[start : start + _wire.PIECE])
        text = json.dumps(piece, ensure_ascii=False)[1:-1]
        yield _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    yield '"'


def _size(count: int) -> str:
    return f"{count / MIB:g} MiB" if count % MIB == 0 else f"{count:,} bytes"
