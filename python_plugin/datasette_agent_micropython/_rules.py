"""What Datasette's plugins say about a permission now, in a form in which two answers compare.

``Datasette.allowed`` asks every plugin for its rules (the hook ``permission_resources_sql``, which
answers with SQL), then its internal database evaluates them. The second part takes nearly all of
the time. Its outcome can only change with the rules, if those are constant: read no table, call no
function. Whoever sees the same constant rules for the same question knows the same answer.
"""

from __future__ import annotations

import functools
import re

from datasette.utils.sqlite import sqlite3

try:
    from datasette.utils.permissions import gather_permission_sql_from_hooks
except ImportError:  # not documented, so it may go; then nothing compares
    gather_permission_sql_from_hooks = None

# SQL in which every ``:name`` is a parameter, since no literal and no comment can hold a colon:
# all that Datasette itself writes, and what most plugins write.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_\s,.:=()]|'[A-Za-z0-9_ .,-]*')*\Z", re.ASCII)
_PARAMETER = re.compile(r":([A-Za-z0-9_]+)")
# Names that Datasette gives to parameters itself (it renames ``x`` to ``a0_x``).
_NAME = re.compile(r"(?!a[0-9]+_|_check_|filter_)[A-Za-z0-9_]+\Z")
_SOURCE = re.compile(r"[A-Za-z0-9_.-]*\Z")
# Longest SQL of one rule that is looked at, in characters, and how many are remembered.
_LONGEST = 20_000
_REMEMBERED = 128
_VALUES = frozenset((str, bytes, int, float, bool, type(None)))


async def constant_rules(datasette, actor, action: str) -> tuple | None:
    """The rules that decide an action now, and those it also requires; None if not constant."""
    if gather_permission_sql_from_hooks is None:
        return None
    answers = []
    for name in _with_required(datasette, action):
        gathered = await gather_permission_sql_from_hooks(
            datasette=datasette, actor=actor, action=name
        )
        # Where checks are skipped it is no list.
        rules = _comparable(gathered) if isinstance(gathered, list) else None
        if rules is None:
            return None
        answers.append((name, rules))
    return tuple(answers)


def _with_required(datasette, action: str | None) -> list[str]:
    names: list[str] = []
    while action and action not in names:
        names.append(action)
        action = datasette.actions[action].also_requires
    return names


def _comparable(gathered: list) -> tuple | None:
    """The rules for one action without their parameters' names, which Datasette counts up."""
    values = _merged([rule.params or {} for rule in gathered])
    if values is None:
        return None
    rules = []
    for rule in gathered:
        # Each has its own parameters: where it lacks one, another rule's does not count for it.
        own = {name: values[name] for name in rule.params or ()}
        sql = _bound(rule.sql, own)
        restriction = _bound(rule.restriction_sql, own)
        if sql is None or restriction is None or not _SOURCE.match(rule.source or ""):
            return None
        rules.append((rule.source, sql, restriction))
    return tuple(rules)


def _merged(parameters: list[dict]) -> dict | None:
    """The values by name; None if rules disagree: Datasette lets one name have one value only."""
    values: dict[str, tuple] = {}
    for params in parameters:
        for name, value in params.items():
            typed = (type(value), value)
            if not _NAME.match(name) or type(value) not in _VALUES:
                return None
            if values.setdefault(name, typed) != typed:
                return None
    return values


def _bound(sql: str | None, values: dict) -> tuple | None:
    """SQL with a mark for each parameter, and their values in order; None if it is not constant."""
    if sql is None:
        return ()
    if len(sql) > _LONGEST or not _PLAIN.match(sql):
        return None
    names = _PARAMETER.findall(sql)
    text = _PARAMETER.sub("?", sql)
    if any(name not in values for name in names) or not _is_constant(text, len(names)):
        return None
    return text, tuple(values[name] for name in names)


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
