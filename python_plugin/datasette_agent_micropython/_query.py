"""One query in one thread: open, confine, execute, encode, close."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time

from datasette.utils.sqlite import sqlite3

from . import _wire
from ._errors import QueryEndedError, SqlError

# Instructions of SQLite between two looks at the clock, about 0.1 ms; as in Datasette.
PROGRESS_STEPS = 1000
# What is encoded between two naps.
NAP_BYTES = 64 * 1024
# Bounds on single functions of SQLite, which cannot be interrupted: length of a text or blob, and
# of a LIKE pattern, whose product is the time that one comparison takes.
LENGTH_MAX = 32 * 1024 * 1024
PATTERN_MAX = 1000

# Where a Database lists what connect() opened: the name changed after 1.0a31.
_LISTS = ("_all_connections", "_all_file_connections")

# What a reading statement asks the authorizer for. FTS5 asks for data_version by itself.
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
}
_WRITING = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
_PRAGMAS = {
    "data_version",
    "database_list",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "max_page_count",
    "page_count",
    "page_size",
    "schema_version",
    "table_info",
    "table_list",
    "table_xinfo",
}
# Functions of SQLite and its extensions that reach outside the database.
_FUNCTIONS_REFUSED = {
    "blobfromfile",
    "blobtofile",
    "edit",
    "fts3_tokenizer",
    "load_extension",
    "lsdir",
    "readfile",
    "writefile",
}
_VERBS = {
    getattr(sqlite3, f"SQLITE_{verb}"): verb.replace("_", " ")
    for verb in (
        "ALTER_TABLE ANALYZE ATTACH CREATE_INDEX CREATE_TABLE CREATE_TEMP_INDEX CREATE_TEMP_TABLE "
        "CREATE_TEMP_TRIGGER CREATE_TEMP_VIEW CREATE_TRIGGER CREATE_VIEW CREATE_VTABLE DELETE "
        "DETACH DROP_INDEX DROP_TABLE DROP_TEMP_INDEX DROP_TEMP_TABLE DROP_TEMP_TRIGGER "
        "DROP_TEMP_VIEW DROP_TRIGGER DROP_VIEW DROP_VTABLE FUNCTION INSERT PRAGMA REINDEX "
        "SAVEPOINT TRANSACTION UPDATE"
    ).split()
    if hasattr(sqlite3, f"SQLITE_{verb}")
}


class AttachedError(SqlError):
    """The connection has other databases of Datasette attached; who may read them is not known."""

    def __init__(self, names: list[str]):
        super().__init__("databases are attached")
        self.names = names


class Query:
    """Runs once in a thread (``run``); ``cancel`` comes from any other."""

    def __init__(self, datasette, database, sql, params, *, max_rows, max_bytes, seconds):
        self.detach: set[str] = set()
        self.attached_checked = False
        self._datasette = datasette
        self._database = database
        self._sql = sql
        self._params = params
        self._max_rows = max_rows or None
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._deadline = math.inf
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._cancelled = False
        self._refused: str | None = None

    def cancel(self) -> None:
        self._cancelled = True
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    def run(self) -> list[bytes]:
        """The result's JSON in pieces."""
        self._deadline = time.monotonic() + self._seconds
        connection = None
        try:
            params = decode_params(self._params)
            connection = self._open()
            with self._lock:
                self._connection = connection
            self._confine(connection)
            return self._execute(connection, params)
        except SqlError:
            raise
        except Exception as error:  # noqa: BLE001 functions of plugins may raise anything
            raise self._explain(error) from None
        finally:
            with self._lock:
                self._connection = None
            if connection is not None:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        self._check_cancelled()
        database = self._database
        connection = database.connect()
        # Datasette lists its connections to close them at its own end. This one closes here: to
        # close it there while it runs would even be a deadlock, up to Python 3.10.
        for name in _LISTS:
            with contextlib.suppress(AttributeError, ValueError):
                getattr(database, name).remove(connection)
        try:
            self._datasette._prepare_connection(connection, database.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _confine(self, connection: sqlite3.Connection) -> None:
        connection.isolation_level = None
        if hasattr(connection, "enable_load_extension"):
            connection.enable_load_extension(False)  # datasette 1.0a31 leaves it on
        # Of the path alone mode=ro would do; a memory database has no path.
        connection.execute("PRAGMA query_only=1")
        connection.execute(f"PRAGMA busy_timeout={max(1, int(self._seconds * 1000))}")
        if hasattr(connection, "setlimit"):  # Python 3.11
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH_MAX)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX)
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._check_attached(connection)
        connection.set_authorizer(self._authorize)
        connection.set_progress_handler(self._must_stop, PROGRESS_STEPS)

    def _check_attached(self, connection: sqlite3.Connection) -> None:
        names = []
        for _, schema, path in connection.execute("PRAGMA database_list").fetchall():
            if schema in ("main", "temp"):
                continue
            name = self._database_name(schema, path)
            if name is None:
                continue  # attached by a plugin, for this database; not one of Datasette's
            if name in self.detach:
                connection.execute('DETACH DATABASE "{}"'.format(schema.replace('"', '""')))
            names.append(name)
        if names and not self.attached_checked:
            raise AttachedError(names)

    def _database_name(self, schema: str, path: str) -> str | None:
        databases = self._datasette.databases
        for name, database in databases.items():
            if path and database.path and _same_file(path, database.path):
                return name
        return schema if schema in databases else None

    def _execute(self, connection: sqlite3.Connection, params) -> list[bytes]:
        cursor = connection.cursor()
        cursor.row_factory = None
        try:
            cursor.execute(self._sql, params)
        except sqlite3.DatabaseError:
            if self._refused is None:
                raise
            self._connect_virtual_tables(connection)
            cursor.execute(self._sql, params)
        columns = unique_names([column[0] for column in cursor.description or ()])
        encoder = RowEncoder(columns, self._max_bytes, self._check_cancelled)
        while self._max_rows is None or encoder.count < self._max_rows:
            row = cursor.fetchone()
            if row is None:
                return encoder.finish(truncated=False)
            encoder.add(row)
        return encoder.finish(truncated=cursor.fetchone() is not None)

    def _connect_virtual_tables(self, connection: sqlite3.Connection) -> None:
        """Prepares the statement without running it, where writing may be prepared too.

        A virtual table (json_each, FTS, R-tree) prepares writes when it is first named on a
        connection. That done, it can be read where no write passes the authorizer.
        """
        sql = self._sql
        if sql[:7].lower() != "explain":
            sql = f"EXPLAIN {sql}"
        connection.set_authorizer(self._authorize_connecting)
        with contextlib.suppress(sqlite3.Error, sqlite3.Warning):
            connection.execute(sql).close()
        connection.set_authorizer(self._authorize)
        self._refused = None

    def _authorize_connecting(self, action, *details) -> int:
        if action in _WRITING:
            return sqlite3.SQLITE_OK
        return self._authorize(action, *details)

    def _authorize(self, action, first, second, _schema, _source) -> int:
        if action in _READING:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            if (second or "").lower() not in _FUNCTIONS_REFUSED:
                return sqlite3.SQLITE_OK
            self._refused = f"the function {second}()"
        elif action == sqlite3.SQLITE_PRAGMA:
            # A value would be a change: table_info and its like take a name as theirs.
            name = (first or "").lower()
            takes_name = name.endswith(("_info", "_xinfo", "_list"))
            if name in _PRAGMAS and (second is None or takes_name):
                return sqlite3.SQLITE_OK
            self._refused = f"PRAGMA {first}"
        else:
            self._refused = _VERBS.get(action, f"this statement (action {action})")
        return sqlite3.SQLITE_DENY

    def _must_stop(self) -> int:
        return int(self._cancelled or time.monotonic() >= self._deadline)

    def _check_cancelled(self) -> None:
        if self._cancelled:
            raise QueryEndedError("the run is over")

    def _explain(self, error: Exception) -> SqlError:
        if self._cancelled:
            return QueryEndedError("the run is over")
        if self._refused is not None:
            return SqlError(f"refused, only reading is allowed: {self._refused}")
        if isinstance(error, sqlite3.Error) and str(error) == "interrupted":
            return SqlError(
                f"the query took too long: stopped after {self._seconds:.1f} seconds; "
                "make it cheaper, or read less"
            )
        text = " ".join(str(error).split()) or type(error).__name__
        if not isinstance(error, (sqlite3.Error, sqlite3.Warning)):
            text = f"{type(error).__name__}: {text}"
        return SqlError(text)


class RowEncoder:
    """Writes rows as JSON while they come, and stops at the limit rather than after it."""

    def __init__(self, columns: list[str], limit: int, check):
        self.count = 0
        self._limit = limit
        self._check = check
        self._nonfinite: list[list] = []
        self._pieces: list[bytes] = []
        self._part: list[bytes] = []
        self._part_size = 0
        self._size = 0
        self._put(b'{"columns":' + _wire.encode(columns) + b',"rows":[')

    def add(self, row: tuple) -> None:
        cells = []
        long = 0
        for column, value in enumerate(row):
            if isinstance(value, float) and not math.isfinite(value):
                name = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
                self._nonfinite.append([self.count, column, name])
                value = None
            elif isinstance(value, (str, bytes)):
                long += len(value)
            elif not isinstance(value, (int, float, type(None))):
                value = str(value)
            cells.append(value)
        if self.count:
            self._put(b",")
        self.count += 1
        if long > _wire.PIECE:
            self._add_long(cells)
        else:
            self._put(_wire.encode([_cell(value) for value in cells]))

    def finish(self, *, truncated: bool) -> list[bytes]:
        tail = {"truncated": truncated, "nonfinite": self._nonfinite}
        self._put(b"]," + _wire.encode(tail)[1:])
        self._flush()
        return self._pieces

    def _add_long(self, cells: list) -> None:
        for index, value in enumerate(cells):
            self._put(b"," if index else b"[")
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


def _cell(value):
    return {"type": "bytes", "hex": value.hex()} if isinstance(value, bytes) else value


def _same_file(one: str, other: object) -> bool:
    try:
        return os.path.samefile(one, str(other))
    except OSError:
        return False
