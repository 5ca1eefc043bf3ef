"""Frames: one JSON object a line, bounded, and encoded or decoded in short steps when large.

The C functions of ``json`` hold the interpreter lock from start to end, in whatever thread they
run: ten megabytes in one call stop the event loop for a tenth of a second. So large texts are cut
into pieces here, and the caller does this in a thread, where the lock changes hands in between.
"""

from __future__ import annotations

import codecs
import json
import re
import secrets
import time
from collections.abc import Iterator

from ._errors import ProtocolError

# Longest line from the supervisor. Its largest is a RunResult with two streams of 1,000,000
# characters, each at most six bytes after escaping.
FRAME_MAX = 32 * 1024 * 1024
# Up to here one call of json takes a few milliseconds at most.
SMALL = 128 * 1024
PIECE = 64 * 1024

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
# As many whole characters and escapes as fit.
_WHOLE = re.compile(rb"(?:[^\\]+|\\u[0-9a-fA-F]{4}|\\[^u])*", re.DOTALL)

_ID_FIRST = re.compile(rb'\{"jsonrpc": ?"2.0", ?"id": ?(\d{1,15}), ?"method": ?"host/call"')
_METHOD = re.compile(rb'\{"jsonrpc": ?"2.0", ?"method": ?"host/call"')
_ID_LAST = re.compile(rb'"id": ?(\d{1,15})\}\s*\Z')


class FrameTooLargeError(ProtocolError):
    """A line over the limit."""


class FrameBuffer:
    """Cuts a byte stream into lines; never keeps more than ``limit`` bytes of one."""

    def __init__(self, limit: int = FRAME_MAX):
        self.limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that these bytes complete, without newlines and without blank ones."""
        lines = []
        *ends, rest = data.split(b"\n")
        for end in ends:
            self._add(end)
            line = b"".join(self._parts)
            self._parts.clear()
            self._size = 0
            if line.strip():
                lines.append(line)
        self._add(rest)
        return lines

    @property
    def pending(self) -> int:
        """Bytes of an unfinished line."""
        return self._size

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size >= self.limit:
            raise FrameTooLargeError(f"a line from the supervisor is over {self.limit:,} bytes")
        if part:
            self._parts.append(part)


def encode(value: object) -> bytes:
    """The JSON text of a small value."""
    return _ENCODER.encode(value).encode("utf-8", "replace")


def nap() -> None:
    """Between two pieces, in a thread: hands the interpreter lock to the event loop at once. Left
    to itself, the interpreter lets it wait 5 ms each time."""
    time.sleep(0.00005)


def encode_text(text: str) -> Iterator[bytes]:
    """The JSON string of a text of any length, in pieces."""
    yield b'"'
    for start in range(0, len(text), PIECE):
        if start:
            nap()
        yield encode(text[start : start + PIECE])[1:-1]
    yield b'"'


def decode(line: bytes) -> dict:
    """The object on a small line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"a line from the supervisor is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ProtocolError("a line from the supervisor is not a JSON object")
    return value


def decode_large(line: bytes) -> dict | None:
    """The object on a line of any length; ``None`` if more than its long strings is large."""
    mark = secrets.token_hex(16)
    skeleton: list[bytes] = []
    lifted: dict[str, str] = {}
    size = position = 0
    while (start := line.find(b'"', position)) >= 0:
        end = _string_end(line, start + 1)
        part = line[position : end + 1]
        if end - start > PIECE // 16:
            name = f"{mark}-{len(lifted)}"
            lifted[name] = _decode_text(line, start + 1, end)
            part = line[position:start] + b'"' + name.encode() + b'"'
        skeleton.append(part)
        size += len(part)
        if size > SMALL:
            return None
        position = end + 1
    skeleton.append(line[position:])
    if size + len(skeleton[-1]) > SMALL:
        return None
    return _put_back(decode(b"".join(skeleton)), lifted)


def host_call_id(line: bytes) -> int | None:
    """The id of a ``host/call`` that is too large to decode: it is the first or the last field."""
    first = _ID_FIRST.match(line)
    last = _ID_LAST.search(line, len(line) - 64) if _METHOD.match(line) else None
    found = first or last
    return int(found.group(1)) if found else None


def _string_end(line: bytes, start: int) -> int:
    """Where the string that begins at ``start`` has its closing quote."""
    position = start
    while (quote := line.find(b'"', position)) >= 0:
        first = quote
        while first > start and line[first - 1] == 0x5C:
            first -= 1
        if (quote - first) % 2 == 0:
            return quote
        position = quote + 1
    raise ProtocolError("a line from the supervisor is not JSON: a string has no end")


def _decode_text(line: bytes, start: int, end: int) -> str:
    utf8 = codecs.getincrementaldecoder("utf-8")()
    texts = []
    try:
        while start < end:
            stop = _WHOLE.match(line, start, min(start + PIECE, end)).end()
            if stop == start:
                raise ValueError("bad escape")
            text = utf8.decode(line[start:stop], stop >= end)
            texts.append(json.loads(f'"{text}"'))
            start = stop
            nap()
    except ValueError as error:
        raise ProtocolError(f"a line from the supervisor is not JSON: {error}") from None
    return "".join(texts)


def _put_back(value, lifted: dict[str, str]):
    if isinstance(value, str):
        return lifted.get(value, value)
    if isinstance(value, list):
        return [_put_back(item, lifted) for item in value]
    if isinstance(value, dict):
        return {key: _put_back(item, lifted) for key, item in value.items()}
    return value
