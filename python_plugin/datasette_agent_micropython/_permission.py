"""Who may query what: Datasette's decision, asked for every query, for the actor of its run.

A decision takes Datasette 0.5 ms, more than a small query. So where there was a yes a moment ago,
in the same run and for the same database, the query begins beside the next decision; its rows wait
for that. Without such a yes it does not begin before it is allowed: how long it took would tell
people something of a database that is none of theirs.
"""

from __future__ import annotations

import time

from datasette.resources import DatabaseResource

# How long after a yes the next query begins before its own decision.
REMEMBERED_SECONDS = 0.1
# Databases of one run for which that is so.
REMEMBERED_MAX = 100


async def may_query(datasette, actor, name: str) -> bool:
    """Whether the actor may run SQL against a database. A failing check is a no."""
    try:
        resource = DatabaseResource(database=name)
        return bool(await datasette.allowed(action="execute-sql", resource=resource, actor=actor))
    except UnicodeError:
        return False  # a name with lone surrogates names nothing


class Decisions:
    """What was decided in one run, which has one actor."""

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        # The very object too: another database of the same name has its own decision.
        self._yes: dict[str, tuple[object, float]] = {}

    def may_begin(self, name: str, database) -> bool:
        """Whether there was a yes for this very database object a moment ago."""
        known, asked_at = self._yes.get(name, (None, 0.0))
        young = self._clock() - asked_at < REMEMBERED_SECONDS
        return young and known is not None and known is database

    async def ask(self, datasette, actor, name: str):
        """The database object that the actor may query, or None."""
        database = datasette.databases.get(name)
        asked_at = self._clock()
        allowed = await may_query(datasette, actor, name)
        # It may have been removed, or replaced by another, meanwhile.
        if not allowed or database is None or datasette.databases.get(name) is not database:
            self._yes.pop(name, None)
            return None
        if name in self._yes or len(self._yes) < REMEMBERED_MAX:
            self._yes[name] = (database, asked_at)
        return database
