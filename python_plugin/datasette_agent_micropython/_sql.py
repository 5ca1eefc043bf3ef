"""``read_only_sql_query``: permission, then one query on a connection of its run's own.

The connection is opened as Datasette opens its own (memory databases, immutable files, functions
of plugins all work), then made read-only three times over: SQLite's query_only, an authorizer that
knows no verb but reading, and Datasette's own check of the text. Datasette's pooled connections
are never touched, so nothing can be left on them; nor can anything of one run be left to another.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from datasette.utils import InvalidSql, validate_sql_select

from . import _wire
from ._connection import AttachedError
from ._errors import QueryEndedError, SqlError
from ._pool import Job, Pool
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


async def answer(run: Run, arguments: Arguments, *, pool: Pool, limit: int) -> Iterable[bytes]:
    """The JSON of the dict that guest code gets, in pieces.

    Raises only when it is cancelled, and what Datasette or a plugin of it raises.
    """
    try:
        return await _query(run, arguments, pool, limit)
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
    database = await run.decisions.queryable(name)
    if database is None:
        raise DeniedError(name, await _available(run))
    query = Query(
        run.datasette,
        database,
        checked_select(arguments.sql),
        arguments.params,
        max_rows=run.datasette.max_returned_rows,
        max_bytes=limit,
        seconds=_seconds(run.datasette, run),
        idle=run.idle,
    )
    try:
        return await _run(pool, query)
    except AttachedError as error:
        # Databases attached to this one (--crossdb) are databases of their own to permissions.
        for attached in error.names:
            if not await run.decisions.may_query(attached):
                query.detach.add(attached)
        query.attached_checked = True
        return await _run(pool, query)


async def _run(pool: Pool, query: Query) -> Iterable[bytes]:
    job = pool.submit(query.run)
    try:
        return await job
    finally:
        # Not only when cancelled: a query that is over ignores it.
        if not job.done:
            query.cancel()
            _leave_later(pool, job)


def _leave_later(pool: Pool, job: Job) -> None:
    """Gives the thread of a job up that does not end; as soon as the pool can bear it."""

    def leave():
        if not pool.give_up(job):
            _leave_later(pool, job)

    asyncio.get_running_loop().call_later(STOP_SECONDS, leave)


def _seconds(datasette, run: Run) -> float:
    left = run.seconds_left()
    if left <= 0:
        raise QueryEndedError("the run is over")
    time_limit_ms = datasette.sql_time_limit_ms
    return min(left, time_limit_ms / 1000) if time_limit_ms else left


async def _available(run: Run) -> list[str]:
    names = []
    for name in list(run.datasette.databases):
        if len(names) < NAMES_MAX and await run.decisions.may_query(name):
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
