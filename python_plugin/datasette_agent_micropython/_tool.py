"""The tool ``execute_micropython``: arguments in, one JSON string out, never an exception."""

from __future__ import annotations

import hashlib
import logging

from . import _result
from ._config import MIB, Config, config_of
from ._errors import ConfigError, DiedError, NoAnswerError, ProtocolError, SupervisorError
from ._isolation import explain
from ._lifecycle import supervisor_for
from ._runs import Run

logger = logging.getLogger("datasette_agent_micropython")

NAME = "execute_micropython"
# Longest conversation_id on the wire, in characters.
ID_MAX_CHARS = 256
# Results longer than this are coloured and encoded in a thread.
INLINE_CHARS = 2000

SCHEMA = {
    "type": "object",
    "properties": {
        "python": {
            "type": "string",
            "description": (
                "The Python source to run. You get back what it prints, and the value of its last "
                "line if that is an expression."
            ),
        },
        "reset_context": {
            "type": "boolean",
            "description": (
                "Throw away this conversation's variables, imports and functions first and run in "
                "a fresh interpreter. Default false."
            ),
        },
        "show_result": {
            "type": "boolean",
            "description": (
                "Also show the code, its output and any error to the user in the chat. Set it when "
                "the user wants to see code or output, or when seeing them helps to explain, teach "
                "or debug. Default false: only you see the result."
            ),
        },
    },
    "required": ["python"],
}

_DESCRIPTION = """\
Run Python code in a sandboxed MicroPython interpreter: for computing, parsing, reshaping data, \
checking algorithms, and for working on query results in code. What the code prints comes back \
(stdout and stderr), and as result the repr() of the value of its last statement, if that is an \
expression and not None.

State lasts for this conversation: variables, imports and functions of one call are there in the \
next. No other conversation sees them. reset_context=true starts over with a fresh interpreter.

The language is that of Python 3.12, with some gaps. Of the standard library there are: \
abc, argparse, array, ast (only literal_eval), \
asyncio, base64, binascii, bisect, calendar, cmath, collections, configparser, contextlib, copy, \
csv, dataclasses, datetime, decimal, difflib, enum, fnmatch, fractions, functools, graphlib, \
gzip, hashlib, heapq, hmac, html, io, ipaddress, itertools, json, logging, math, numbers, \
operator, pathlib (pure paths), pprint, queue, random, re, secrets, shlex, statistics, string, \
struct, textwrap, time, timeit, tomllib, traceback, types, typing, unicodedata, unittest, \
urllib.parse, uuid, warnings, xml.etree.ElementTree, zlib, zoneinfo. There is no network, no \
file, no thread, no sqlite3 and no package to install (no numpy, no pandas).

read_only_sql_query(name_of_database, sql, params=None) is already defined. It runs one SELECT \
against a Datasette database with the rights of the current user; params is a list for ? or a \
dict for :name. It returns a dict with "columns" (names), "rows" (a list of dicts) and \
"truncated" (true if there were more rows than are returned), or a dict with only "error" and \
perhaps "available_databases"; it does not raise. Blobs are {{"type": "bytes", "hex": "..."}}; a \
second column of the same name gets "_2" at its end.

The answer is JSON: ok, stdout, stderr, fuel_remaining, interpreter_reset; result if there is a \
value; when something failed also error (one line) and mostly traceback. What was printed before \
a failure is kept. An ordinary \
exception keeps the state.

Limits of one call: {seconds:g} seconds including queries, {fuel:,} units of fuel (about 5 for a \
turn of a loop, 10 for a call), {memory} of memory, {chars:,} characters of stdout, of stderr and \
of result; longer text is cut and marked "... (truncated)". You see about 9,800 characters of an \
answer at most, so print summaries. A call that runs out of time or fuel, or crashes the \
interpreter, loses the state: interpreter_reset is then true, reset_reason says why, and the next \
call starts fresh.

Set show_result=true if the user should see code and output; do not repeat them in your reply \
then."""


def description(config: Config) -> str:
    """What the model reads about the tool, with the limits in force."""
    memory = config.memory_bytes
    return _DESCRIPTION.format(
        seconds=config.wall_clock_timeout_seconds,
        fuel=config.fuel,
        memory=f"{memory / MIB:.4g} MiB",
        chars=config.max_output_chars,
    )


def config_or_defaults(datasette) -> Config:
    """For the description only: a wrong setting is told at start, and by every call."""
    try:
        return config_of(datasette)
    except ConfigError:
        return Config()


async def execute_micropython(
    datasette,
    actor,
    python=None,
    reset_context=False,
    show_result=False,
    context=None,
    **unknown,
) -> str:
    """The function that the agent awaits."""
    # An argument of the wrong kind is an answer for the model, not an exception for the agent.
    show = _flag(show_result)
    config = Config()
    pool = None
    try:
        supervisor = supervisor_for(datasette)
        config, pool = supervisor.config, supervisor.chores
        _check_arguments(python, reset_context, show_result, unknown)
        conversation_id = find_conversation_id(context)
        run = Run(datasette, actor, conversation_id, config.wall_clock_timeout_seconds)
        reset = bool(_flag(reset_context))
        result = await supervisor.run(run, python, reset)
        payload = _result.from_run(result, config, reset_context=reset)
    except (ArgumentError, ConfigError) as error:
        payload = _result.failure(str(error))
    except (DiedError, NoAnswerError, ProtocolError) as error:
        payload = _result.failure(
            f"{error}; this run is lost, the next call starts a new one",
            reset_reason=(
                "The sandbox supervisor ended during this run: variables, imports and functions "
                "are gone, the next call starts fresh."
            ),
        )
    except SupervisorError as error:
        payload = _result.failure(f"the code was not run: {explain(error, config)}")
    except Exception:
        logger.exception("execute_micropython failed")
        payload = _result.failure("the plugin failed; the log of Datasette says why")

    def finish() -> str:
        if show:
            code = python if isinstance(python, str) else ""
            _result.show(payload, code, config.max_output_chars)
        return _result.dump(payload)

    length = sum(len(payload.get(key, "")) for key in ("stdout", "stderr", "result"))
    if show:
        length += len(python) if isinstance(python, str) else 0
    if pool is None or length <= INLINE_CHARS:
        return finish()
    try:
        job = pool.submit(finish)
    except RuntimeError:  # the system gives no thread
        return finish()
    return await job


class ArgumentError(Exception):
    """A call that cannot be run as it is."""


def find_conversation_id(context: object) -> str:
    """Whose interpreter this is. Never a default: a shared one would leak between people."""
    # Before 0.2a0 the agent has no ToolContext, and ``context`` is whatever a model made up.
    invented = isinstance(context, (str, int, float, list, dict))
    conversation_id = None if invented else getattr(context, "conversation_id", None)
    if not conversation_id:
        from datasette_agent.context import current_conversation_id

        conversation_id = current_conversation_id.get()
    if not conversation_id:
        raise ArgumentError(
            "there is no conversation to keep this code's state for: this version of "
            "datasette-agent does not say which one the call belongs to"
        )
    conversation_id = str(conversation_id)
    if len(conversation_id) > ID_MAX_CHARS or not conversation_id.isprintable():
        digest = hashlib.sha256(conversation_id.encode("utf-8", "backslashreplace"))
        return f"sha256:{digest.hexdigest()}"
    return conversation_id


def _check_arguments(python: object, reset_context: object, show_result: object, unknown: dict):
    if unknown:
        names = ", ".join(repr(name)[:80] for name in unknown)
        raise ArgumentError(
            f"there is no argument {names}; the arguments are python, reset_context, show_result"
        )
    if not isinstance(python, str):
        raise ArgumentError("the argument python must be a string of source code")
    for name, value in (("reset_context", reset_context), ("show_result", show_result)):
        if _flag(value) is None:
            raise ArgumentError(f"the argument {name} must be true or false")
    try:
        python.encode()
    except UnicodeEncodeError as error:
        line = python.count("\n", 0, error.start) + 1
        raise ArgumentError(
            f"the code is not valid Unicode: line {line} has the lone surrogate "
            f"\\u{ord(python[error.start]):04x}; write it as an escape inside a string"
        ) from None


def _flag(value: object) -> bool | None:
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return None
