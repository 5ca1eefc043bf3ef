"""One query in one thread: takes or opens a connection, executes, encodes."""

from __future__ import annotations

import contextlib
import threading
import time

from datasette.utils.sqlite import sqlite3

from ._connection import Confined, Idle
from ._errors import QueryEndedError, SqlError
from ._rows import RowEncoder, unique_names


class Query:
    """``run`` in a thread; ``cancel`` comes from any other, and is final."""

    def __init__(self, datasette, database, sql, params, *, max_rows, max_bytes, seconds, idle):
        self.detach: set[str] = set()
        self.attached_checked = False
        self._datasette = datasette
        self._database = database
        self._sql = sql
        self._params = params
        self._max_rows = max_rows or None
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._idle: Idle = idle
        self._lock = threading.Lock()
        self._connection: Confined | None = None
        self._cancelled = False

    def cancel(self) -> None:
        self._cancelled = True
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def run(self) -> list[bytes]:
        """The result's JSON in pieces."""
        deadline = time.monotonic() + self._seconds
        started = time.thread_time()
        self._check_cancelled()
        connection = None
        reusable = False
        try:
            params = decode_params(self._params)
            connection = self._idle.take(self._database) or self._open()
            connection.arm(deadline, self._seconds)
            with self._lock:
                self._connection = connection
            self._check_cancelled()
            pieces = self._execute(connection, params)
            chars = len(self._sql) + _chars(params)
            reusable = connection.served(chars, time.thread_time() - started)
            return pieces
        except SqlError:
            raise
        except Exception as error:  # noqa: BLE001 functions of plugins may raise anything
            raise self._explain(error, connection) from None
        finally:
            with self._lock:
                self._connection = None
            if connection is None:
                pass
            elif reusable and not self._cancelled:
                self._idle.put(connection)
            else:
                connection.close()

    def _open(self) -> Confined:
        connection = Confined(self._datasette, self._database)
        try:
            connection.confine(self.detach, attached_checked=self.attached_checked)
        except BaseException:
            connection.close()
            raise
        return connection

    def _execute(self, connection: Confined, params) -> list[bytes]:
        # Closed also where rows are left: what was begun holds a lock.
        with contextlib.closing(connection.cursor()) as cursor:
            try:
                cursor.execute(self._sql, params)
            except sqlite3.DatabaseError:
                if connection.refused is None:
                    raise
                connection.connect_virtual_tables(self._sql)
                cursor.execute(self._sql, params)
            columns = unique_names([column[0] for column in cursor.description or ()])
            encoder = RowEncoder(columns, self._max_bytes, self._check_cancelled)
            for row in cursor:
                if encoder.count == self._max_rows:
                    return encoder.finish(truncated=True)
                encoder.add(row)
            return encoder.finish(truncated=False)

    def _check_cancelled(self) -> None:
        if self._cancelled:
            raise QueryEndedError("the run is over")

    def _explain(self, error: Exception, connection: Confined | None) -> SqlError:
        if self._cancelled:
            return QueryEndedError("the run is over")
        if connection is not None and connection.refused is not None:
            return SqlError(f"refused, only reading is allowed: {connection.refused}")
        if isinstance(error, sqlite3.Error) and str(error) == "interrupted":
            return SqlError(
                f"the query took too long: stopped after {self._seconds:.1f} seconds; "
                "make it cheaper, or read less"
            )
        text = " ".join(str(error).split()) or type(error).__name__
        if not isinstance(error, (sqlite3.Error, sqlite3.Warning)):
            text = f"{type(error).__name__}: {text}"
        return SqlError(text)


def decode_params(params: object):
    """Parameters from the wire, with bytes and infinite numbers put back."""
    if params is None:
        return {}
    if isinstance(params, list):
        return [_decode_param(value) for value in params]
    if isinstance(params, dict):
        return {name: _decode_param(value) for name, value in params.items()}
    raise SqlError("params must be a list, a dict or None")


def _decode_param(value):
    if isinstance(value, dict):
        try:
            if value.get("type") == "bytes":
                return bytes.fromhex(value["hex"])
            if value.get("type") == "float" and value["value"] in ("inf", "-inf", "nan"):
                return float(value["value"])
        except (KeyError, TypeError, ValueError):
            pass
    if isinstance(value, (dict, list)):
        raise SqlError("a parameter must be None, a number, a string or bytes")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise SqlError(f"a parameter does not fit 64 bits: {value}")
    return value


def _chars(params) -> int:
    values = params.values() if isinstance(params, dict) else params
    return sum(len(value) for value in values if isinstance(value, (str, bytes)))
