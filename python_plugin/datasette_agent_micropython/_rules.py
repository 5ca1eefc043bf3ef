"""What Datasette's plugins say about a permission now, in a form in which two answers compare.

``Datasette.allowed`` asks every plugin for its rules (the hook ``permission_resources_sql``, which
answers with SQL), then its internal database evaluates them. The second part takes nearly all of
the time. Its outcome can only change with the rules, if those are constant: read no table, call no
function. Whoever sees the same constant rules for the same question knows the same answer.
"""

from __future__ import annotations

import functools
import re
import sqlite3

try:
    from datasette.utils.permissions import gather_permission_sql_from_hooks
except ImportError:  # not documented, so it may go; then nothing compares
    gather_permission_sql_from_hooks = None

# SQL in which every ``:name`` is a parameter, since no literal and no comment can hold a colon:
# all that Datasette itself writes, and what most plugins write.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_\s,.:=()]|'[A-Za-z0-9_ .,-]*')*\Z")
_PARAMETER = re.compile(r":([A-Za-z0-9_]+)")
# Longest SQL of one rule that is looked at, in characters, and how many are remembered.
_LONGEST = 20_000
_REMEMBERED = 32
_VALUES = (str, bytes, int, float, type(None))


async def constant_rules(datasette, actor, action: str) -> tuple | None:
    """The rules that decide an action now, and those it also requires; None if not constant."""
    if gather_permission_sql_from_hooks is None:
        return None
    rules = []
    for name in _with_required(datasette, action):
        gathered = await gather_permission_sql_from_hooks(
            datasette=datasette, actor=actor, action=name
        )
        if not isinstance(gathered, list):
            return None  # checks are skipped here
        for rule in gathered:
            sql = _comparable(rule.sql, rule.params)
            restriction = _comparable(rule.restriction_sql, rule.params)
            if sql is None or restriction is None:
                return None
            rules.append((name, rule.source, sql, restriction))
    return tuple(rules)


def _with_required(datasette, action: str | None) -> list[str]:
    names: list[str] = []
    while action and action not in names:
        names.append(action)
        action = datasette.actions[action].also_requires
    return names


def _comparable(sql: str | None, params: dict | None) -> tuple | None:
    """SQL without its parameters' names, which Datasette counts up, and their values in order."""
    if sql is None:
        return ()
    if len(sql) > _LONGEST or not _PLAIN.match(sql):
        return None
    params = params or {}
    names = _PARAMETER.findall(sql)
    values = [params[name] for name in names if name in params]
    text = _PARAMETER.sub("?", sql)
    if len(values) < len(names) or not all(isinstance(value, _VALUES) for value in values):
        return None
    if not _is_constant(text, len(values)):
        return None
    return text, tuple((type(value), value) for value in values)


@functools.lru_cache(_REMEMBERED)
def _is_constant(sql: str, parameters: int) -> bool:
    """Whether SQL means the same at any time: SQLite prepares it where there is nothing to read."""

    def authorize(action, *_):
        # The codes of sqlite3_set_authorizer. Tables, functions (CURRENT_TIME is one) are others.
        return sqlite3.SQLITE_OK if action == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_DENY

    connection = sqlite3.connect(":memory:")
    try:
        connection.set_authorizer(authorize)
        statement = f"EXPLAIN SELECT * FROM (\n{sql}\n)"  # noqa: S608 (a plugin's, not guest's)
        connection.execute(statement, [None] * parameters)
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True
