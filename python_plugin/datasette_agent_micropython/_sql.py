"""``read_only_sql_query``: permission, then one query on a connection of its run's own.

The connection is opened as Datasette opens its own (memory databases, immutable files, functions
of plugins all work), then made read-only three times over: SQLite's query_only, an authorizer that
knows no verb but reading, and Datasette's own check of the text. Datasette's pooled connections
are never touched, so nothing can be left on them; nor can anything of one run be left to another.

``begin`` is all that happens on the event loop for a query whose permission is remembered; others
take a task.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass

from datasette.utils import InvalidSql, validate_sql_select

from . import _wire
from ._call import Call
from ._connection import AttachedError
from ._errors import QueryEndedError, SqlError
from ._permission import may_query
from ._pool import Pool
from ._query import Query
from ._runs import Run

# Longest statement: SQLite's own default limit.
SQL_MAX = 1_000_000
# Names listed beside a refusal.
NAMES_MAX = 200
# A query that was told to stop and did not is left to itself after this.
STOP_SECONDS = 0.5


@dataclass(frozen=True)
class Arguments:
    """What guest code passed; nothing in it says who asks."""

    name: object
    sql: object
    params: object


def bind(args: object, kwargs: object) -> Arguments:
    """Matches a host call's arguments to ``read_only_sql_query(name_of_database, sql, params)``."""
    names = ("name_of_database", "sql", "params")
    args = args if isinstance(args, list) else []
    values = dict(zip(names, args, strict=False))
    if len(args) <= len(names) and isinstance(kwargs, dict) and set(kwargs) <= set(names):
        values = {**kwargs, **values}
    return Arguments(*(values.get(name) for name in names))


def begin(run: Run, arguments: Arguments, call: Call, *, pool: Pool, limit: int) -> None:
    """Starts what gives ``call`` the JSON of the dict that guest code gets."""
    name = arguments.name
    database = run.datasette.databases.get(name) if isinstance(name, str) else None
    holds_for = 0.0
    if database is not None:
        holds_for = run.decisions.holds_for(run.datasette, name, database)
    if not holds_for:
        call.follow(_answer(run, arguments, pool, limit))
        return
    try:
        query = _prepare(run, database, arguments, limit)
    except SqlError as error:
        call.answer(_words(error))
        return
    _Allowed(run, name, database, query, call, pool).start(holds_for)


class _Allowed:
    """A query on a remembered yes; a task is made for it only if it outlives that."""

    __slots__ = ("call", "database", "future", "name", "pool", "query", "run", "timer")

    def __init__(self, run: Run, name: str, database, query: Query, call: Call, pool: Pool):
        self.run = run
        self.name = name
        self.database = database
        self.query = query
        self.call = call
        self.pool = pool

    def start(self, holds_for: float) -> None:
        loop = asyncio.get_running_loop()
        self.future = self.pool.submit(self.query.run)
        self.timer = loop.call_later(holds_for, self._outlived)
        self.call.on_cancel = self._cancel

        def done(_future) -> None:  # in the thread
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it who asked
                loop.call_soon_threadsafe(self._finish)

        self.future.add_done_callback(done)

    def _finish(self) -> None:
        if self.call.over or self.timer is None:
            return
        self.timer.cancel()
        error = self.future.exception()
        if error is None:
            self.call.answer(self.future.result())
        elif isinstance(error, SqlError) and not isinstance(error, AttachedError):
            self.call.answer(_words(error))
        else:
            self.call.follow(_worded(_go_on(self.run, self.query, error, self.pool)))

    def _cancel(self) -> None:
        self.timer.cancel()
        _stop(self.pool, self.query, self.future)

    def _outlived(self) -> None:
        self.timer = None
        self.call.follow(_worded(self._asked_again()))

    async def _asked_again(self) -> Iterable[bytes]:
        try:
            await _allowed(self.run, self.name, self.database)
            return await asyncio.wrap_future(self.future)
        except AttachedError as error:
            return await _go_on(self.run, self.query, error, self.pool)
        finally:
            if not self.future.done():
                _stop(self.pool, self.query, self.future)


async def _allowed(run: Run, name: object, database=None):
    """The database object, which is ``database`` if that is given; otherwise it is denied."""
    found = await run.decisions.ask(run.datasette, run.actor, name)
    if found is None or (database is not None and found is not database):
        raise DeniedError(name, await _available(run.datasette, run.actor))
    return found


async def _answer(run: Run, arguments: Arguments, pool: Pool, limit: int) -> Iterable[bytes]:
    return await _worded(_query(run, arguments, pool, limit))


async def _worded(answer: Awaitable[Iterable[bytes]]) -> Iterable[bytes]:
    try:
        return await answer
    except SqlError as error:
        return _words(error)


def _words(error: SqlError) -> list[bytes]:
    if isinstance(error, DeniedError):
        return [_wire.encode({"error": str(error), "available_databases": error.names})]
    return [_wire.encode({"error": str(error)})]


class DeniedError(SqlError):
    """No permission, or no such database: the two must look alike."""

    def __init__(self, name: object, names: list[str]):
        super().__init__(f"Permission denied or no such database: {_show(name)}")
        self.names = names


async def _query(run: Run, arguments: Arguments, pool: Pool, limit: int) -> Iterable[bytes]:
    name = arguments.name
    if not isinstance(name, str) or not isinstance(arguments.sql, str):
        raise SqlError("read_only_sql_query takes the name of a database and SQL, both strings")
    database = await _allowed(run, name)
    query = _prepare(run, database, arguments, limit)
    try:
        return await _run(pool, query)
    except AttachedError as error:
        return await _go_on(run, query, error, pool)


def _prepare(run: Run, database, arguments: Arguments, limit: int) -> Query:
    if not isinstance(arguments.sql, str):
        raise SqlError("read_only_sql_query takes the name of a database and SQL, both strings")
    return Query(
        run.datasette,
        database,
        checked_select(arguments.sql),
        arguments.params,
        max_rows=run.datasette.max_returned_rows,
        max_bytes=limit,
        seconds=_seconds(run.datasette, run),
        idle=run.idle,
    )


async def _go_on(run: Run, query: Query, error: BaseException, pool: Pool) -> Iterable[bytes]:
    """After an error that is no answer: once more, if it says what is attached."""
    if not isinstance(error, AttachedError):
        raise error
    # Databases attached to this one (--crossdb) are databases of their own to permissions.
    for attached in error.names:
        if not await may_query(run.datasette, run.actor, attached):
            query.detach.add(attached)
    query.attached_checked = True
    return await _run(pool, query)


async def _run(pool: Pool, query: Query) -> Iterable[bytes]:
    future = pool.submit(query.run)
    try:
        return await asyncio.wrap_future(future)
    finally:
        # Not only when cancelled: a query that is over ignores it.
        if not future.done():
            _stop(pool, query, future)


def _stop(pool: Pool, query: Query, future) -> None:
    query.cancel()
    future.cancel()
    asyncio.get_running_loop().call_later(STOP_SECONDS, pool.give_up, future)


def _seconds(datasette, run: Run) -> float:
    left = run.seconds_left()
    if left <= 0:
        raise QueryEndedError("the run is over")
    time_limit_ms = datasette.sql_time_limit_ms
    return min(left, time_limit_ms / 1000) if time_limit_ms else left


async def _available(datasette, actor) -> list[str]:
    names = []
    for name in list(datasette.databases):
        if len(names) < NAMES_MAX and await may_query(datasette, actor, name):
            names.append(name)
    return names


def checked_select(sql: str) -> str:
    """The statement without leading comments, if it is one that Datasette lets people run.

    Datasette's expressions take quadratic time over comments and blanks before the first word,
    and hold up the whole process meanwhile; so those are taken off first.
    """
    if len(sql) > SQL_MAX:
        raise SqlError(f"the SQL is too long: {len(sql):,} characters, the limit is {SQL_MAX:,}")
    sql = _without_leading_comments(sql)
    if not sql:
        raise SqlError("the SQL is empty")
    try:
        validate_sql_select(sql)
    except InvalidSql as error:
        raise SqlError(f"refused, only reading is allowed: {error}") from None
    return sql


def _without_leading_comments(sql: str) -> str:
    position = 0
    blanks = " \t\n\r\f\v"
    while position < len(sql):
        if sql[position] in blanks:
            position += 1
        elif sql.startswith("--", position):
            end = sql.find("\n", position)
            position = len(sql) if end < 0 else end + 1
        elif sql.startswith("/*", position):
            end = sql.find("*/", position + 2)
            position = len(sql) if end < 0 else end + 2
        else:
            break
    return sql[position:].rstrip(blanks)


def _show(name: object) -> str:
    text = name if isinstance(name, str) else repr(name)
    with contextlib.suppress(UnicodeError):
        text = text.encode("utf-8", "replace").decode("utf-8")
    return repr(text if len(text) <= 100 else text[:100] + "...")
