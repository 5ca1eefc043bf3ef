"""Rows as JSON, written while they come, with a limit at which the writing stops."""

from __future__ import annotations

import math

from . import _wire
from ._errors import SqlError

# What is encoded between two naps.
NAP_BYTES = 64 * 1024
# Rows are encoded together up to this many characters, so that one call of json, which keeps the
# interpreter lock, takes less than a millisecond.
BATCH_CHARS = 32 * 1024
# What a cell counts for beside its text: a number and its comma, in characters and in time.
CELL_CHARS = 16


class RowEncoder:
    """Makes ``{"columns": [...], "rows": [...], ...}`` of at most ``limit`` bytes.

    ``check`` is called between two naps and may raise to end it.
    """

    def __init__(self, columns: list[str], limit: int, check):
        self.count = 0
        self._limit = limit
        self._check = check
        self._nonfinite: list[list] = []
        self._batch: list = []
        self._batch_chars = 0
        self._written = 0
        self._pieces: list[bytes] = []
        self._part: list[bytes] = []
        self._part_size = 0
        self._size = 0
        self._put(b'{"columns":' + _wire.encode(columns) + b',"rows":[')

    def add(self, row: tuple) -> None:
        chars = 0
        plain = True
        for value in row:
            kind = type(value)
            if kind is str:
                chars += len(value)
            elif kind is float:
                # An infinity less itself is not a number, and nothing equals that.
                plain = plain and value - value == 0.0
            elif kind is not int and value is not None:
                chars += 2 * len(value) if kind is bytes else 0
                plain = False
        if not plain:
            row = [self._cell(column, value) for column, value in enumerate(row)]
            chars = sum(len(value) for value in row if isinstance(value, (str, bytes)))
        self.count += 1
        if chars > _wire.PIECE:
            self._write_batch()
            self._add_long(row)
            return
        self._batch.append(row if plain else [_small(value) for value in row])
        self._batch_chars += chars + CELL_CHARS * len(row)
        if self._batch_chars >= BATCH_CHARS:
            self._write_batch()

    def finish(self, *, truncated: bool) -> list[bytes]:
        """The whole JSON in pieces."""
        self._write_batch()
        tail = {"truncated": truncated, "nonfinite": self._nonfinite}
        self._put(b"]," + _wire.encode(tail)[1:])
        self._flush()
        return self._pieces

    def _cell(self, column: int, value):
        """What JSON can have of a value; bytes stay bytes."""
        if isinstance(value, float) and not math.isfinite(value):
            name = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
            self._nonfinite.append([self.count, column, name])
            return None
        return value if isinstance(value, (str, bytes, int, float, type(None))) else str(value)

    def _write_batch(self) -> None:
        if self._batch:
            rows = _wire.encode(self._batch)[1:-1]
            self._put(b"," + rows if self._written else rows)
            self._written += len(self._batch)
            self._batch.clear()
            self._batch_chars = 0

    def _add_long(self, cells) -> None:
        self._put(b",[" if self._written else b"[")
        self._written += 1
        for index, value in enumerate(cells):
            if index:
                self._put(b",")
            if isinstance(value, bytes):
                self._put(b'{"type":"bytes","hex":"')
                for start in range(0, len(value), _wire.PIECE):
                    self._put(value[start : start + _wire.PIECE].hex().encode())
                self._put(b'"}')
            elif isinstance(value, str):
                for piece in _wire.encode_text(value):
                    self._put(piece)
            else:
                self._put(_wire.encode(value))
        self._put(b"]")

    def _put(self, piece: bytes) -> None:
        self._measure(len(piece))
        self._size += len(piece)
        self._part.append(piece)
        self._part_size += len(piece)
        if self._part_size >= NAP_BYTES:
            self._flush()
            self._check()
            _wire.nap()

    def _flush(self) -> None:
        self._pieces.append(b"".join(self._part))
        self._part.clear()
        self._part_size = 0

    def _measure(self, more: int) -> None:
        if self._size + more > self._limit:
            raise SqlError(
                f"the result is too large: at least {self._size + more:,} bytes of JSON, the "
                f"limit is {self._limit:,}; select fewer rows or columns"
            )


def unique_names(names: list[str]) -> list[str]:
    """Column names with the second ``id`` as ``id_2``, so that no value is lost in a dict."""
    taken = set(names)
    if len(taken) == len(names):
        return names
    seen: set[str] = set()
    unique = []
    for name in names:
        count = 1
        candidate = name
        while candidate in seen or (count > 1 and candidate in taken):
            count += 1
            candidate = f"{name}_{count}"
        seen.add(candidate)
        unique.append(candidate)
    return unique


def _small(value):
    return {"type": "bytes", "hex": value.hex()} if isinstance(value, bytes) else value
