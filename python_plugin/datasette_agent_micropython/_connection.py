"""A connection on which only reading is possible, and the idle ones that a run keeps."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable

from datasette.utils.sqlite import sqlite3

from ._errors import SqlError
from ._pool import Pool

# Instructions of SQLite between two looks at the clock, about 0.1 ms; as in Datasette.
PROGRESS_STEPS = 1000
# Idle connections of one run: one a database, and more than these are closed at once.
IDLE_MAX = 4
# The same for all runs together.
KEPT_MAX = 64
# What a connection keeps of its queries in memory (prepared statements, their last parameters,
# pages) is bounded by the time that they took together on a processor, and by the text of each.
SERVED_SECONDS = 0.01
SERVED_CHARS = 4000

# Bounds on single functions of SQLite, which cannot be interrupted: length of a text or blob, and
# of a LIKE pattern, whose product is the time that one comparison takes.
LENGTH_MAX = 32 * 1024 * 1024
PATTERN_MAX = 1000

# Where a Database lists what connect() opened: the name changed after 1.0a31.
LISTS = ("_all_connections", "_all_file_connections")

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


class Confined:
    """Opened as Datasette opens its own, then confined; for one query at a time, in any thread.

    ``arm`` comes before each query, ``served`` after it.
    """

    def __init__(self, datasette, database):
        self.database = database
        # What the authorizer refused last, in words.
        self.refused: str | None = None
        self._datasette = datasette
        self._deadline = math.inf
        self._cancelled = False
        self._busy_ms: int | None = None
        self._alone = False
        self._served_seconds = 0.0
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        database = self.database
        connection = database.connect()
        # Datasette lists its connections to close them at its own end. This one closes here: to
        # close it there while it runs would even be a deadlock, up to Python 3.10.
        for name in LISTS:
            with contextlib.suppress(AttributeError, ValueError):
                getattr(database, name).remove(connection)
        try:
            self._datasette._prepare_connection(connection, database.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def confine(self, detach: set[str], *, attached_checked: bool) -> None:
        """Once, before the first ``arm``. ``detach`` names databases of Datasette to take away;
        raises ``AttachedError`` if there are any and nobody has ``attached_checked``."""
        connection = self._connection
        connection.isolation_level = None
        if hasattr(connection, "enable_load_extension"):
            connection.enable_load_extension(False)  # datasette 1.0a31 leaves it on
        # Of the path alone mode=ro would do; a memory database has no path.
        connection.execute("PRAGMA query_only=1")
        if hasattr(connection, "setlimit"):  # Python 3.11
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH_MAX)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX)
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._check_attached(detach, attached_checked)
        connection.set_authorizer(self._authorize)
        connection.set_progress_handler(self._must_stop, PROGRESS_STEPS)

    def _check_attached(self, detach: set[str], attached_checked: bool) -> None:
        names = []
        self._alone = True
        for _, schema, path in self._connection.execute("PRAGMA database_list").fetchall():
            if schema in ("main", "temp"):
                continue
            self._alone = False
            name = self._database_name(schema, path)
            if name is None:
                continue  # attached by a plugin, for this database; not one of Datasette's
            if name in detach:
                quoted = schema.replace('"', '""')
                self._connection.execute(f'DETACH DATABASE "{quoted}"')
            names.append(name)
        if names and not attached_checked:
            raise AttachedError(names)

    def _database_name(self, schema: str, path: str) -> str | None:
        databases = self._datasette.databases
        for name, database in databases.items():
            if path and database.path and _same_file(path, database.path):
                return name
        return schema if schema in databases else None

    def arm(self, deadline: float, seconds: float) -> None:
        """For the next query: when it has to be over (``time.monotonic``), in how many seconds."""
        self._deadline = deadline
        self._cancelled = False
        self.refused = None
        busy_ms = max(1, int(seconds * 1000))
        if busy_ms != self._busy_ms:
            # SQLite's own waiting for a lock looks at no deadline.
            with self._authorized(_anything):
                self._connection.execute(f"PRAGMA busy_timeout={busy_ms}")
            self._busy_ms = busy_ms

    def cursor(self) -> sqlite3.Cursor:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor

    def connect_virtual_tables(self, sql: str) -> None:
        """Prepares a refused statement without running it, where writing may be prepared too.

        A virtual table (json_each, FTS, R-tree) prepares writes when it is first named on a
        connection. That done, it can be read where no write passes the authorizer.
        """
        if sql[:7].lower() != "explain":
            sql = f"EXPLAIN {sql}"
        with (
            self._authorized(self._authorize_connecting),
            contextlib.suppress(sqlite3.Error, sqlite3.Warning),
        ):
            self._connection.execute(sql).close()
        self.refused = None

    def interrupt(self) -> None:
        """Ends the query that runs, from another thread; the connection is of no more use."""
        self._cancelled = True
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()

    def served(self, chars: int, seconds: float) -> bool:
        """After a query that succeeded: whether another may follow on this connection.

        ``chars`` is the text of statement and parameters, ``seconds`` what it took of a processor.
        Where anything is attached none may, because who may read that is asked when it is opened.
        """
        self._served_seconds += seconds
        return (
            self._alone
            and chars <= SERVED_CHARS
            and self._served_seconds <= SERVED_SECONDS
            and not self._cancelled
            and not self._connection.in_transaction
        )

    @contextlib.contextmanager
    def _authorized(self, authorizer: Callable):
        # Each change also makes SQLite prepare, and so authorize, every kept statement anew.
        self._connection.set_authorizer(authorizer)
        try:
            yield
        finally:
            self._connection.set_authorizer(self._authorize)

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
            self.refused = f"the function {second}()"
        elif action == sqlite3.SQLITE_PRAGMA:
            # A value would be a change: table_info and its like take a name as theirs.
            name = (first or "").lower()
            takes_name = name.endswith(("_info", "_xinfo", "_list"))
            if name in _PRAGMAS and (second is None or takes_name):
                return sqlite3.SQLITE_OK
            self.refused = f"PRAGMA {first}"
        else:
            self.refused = _VERBS.get(action, f"this statement (action {action})")
        return sqlite3.SQLITE_DENY

    def _must_stop(self) -> int:
        return int(self._cancelled or time.monotonic() >= self._deadline)


class Idle:
    """The connections of one run that wait for its next query: at most ``IDLE_MAX``, and
    ``KEPT_MAX`` of all runs together.

    A connection that is taken is nobody else's, and comes back only after a query that succeeded.
    """

    def __init__(self):
        self._lock = threading.Lock()
        # By the very object: a database that took another's name has connections of its own.
        self._waiting: dict[object, Confined] = {}
        self._over = False

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, database) -> Confined | None:
        with self._lock:
            connection = self._waiting.pop(database, None)
        if connection is not None:
            _kept.give_back(1)
        return connection

    def put(self, connection: Confined) -> None:
        """Keeps it, or closes it."""
        with self._lock:
            room = connection.database not in self._waiting and len(self._waiting) < IDLE_MAX
            keep = room and not self._over and _kept.take()
            if keep:
                self._waiting[connection.database] = connection
        if not keep:
            connection.close()

    def end(self, pool: Pool) -> None:
        """Closes all in a thread, and from now on whatever comes back."""
        with self._lock:
            self._over = True
            waiting, self._waiting = list(self._waiting.values()), {}
        _kept.give_back(len(waiting))
        if waiting:
            try:
                pool.submit(lambda: _close(waiting))
            except RuntimeError:  # no thread can be started
                _close(waiting)


class _Kept:
    """How many wait in all runs together: each is open files of Datasette's process."""

    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0

    def take(self) -> bool:
        with self._lock:
            room = self._count < KEPT_MAX
            self._count += room
        return room

    def give_back(self, count: int) -> None:
        with self._lock:
            self._count -= count


_kept = _Kept()


def _close(connections: list[Confined]) -> None:
    for connection in connections:
        connection.close()


def _anything(*_details) -> int:
    return sqlite3.SQLITE_OK


def _same_file(one: str, other: object) -> bool:
    try:
        return os.path.samefile(one, str(other))
    except OSError:
        return False
