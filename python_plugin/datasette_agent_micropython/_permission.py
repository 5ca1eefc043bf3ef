"""Who may query what: Datasette's decision, asked for the actor of a run.

One decision takes Datasette 0.5 ms, most of what a small query costs altogether. So a yes is
remembered, for one run, for one database and for ``REMEMBERED_SECONDS``, or Datasette's time limit
for a query if that is shorter. A query that is still running then waits for another decision. So
rows are never handed over on a yes that is older than the time limit: the same holds where every
query has its own decision, because a query may take that long after it. A no is never remembered.
"""

from __future__ import annotations

import time

from datasette.resources import DatabaseResource

# Counted from before Datasette is asked, with the monotonic clock.
REMEMBERED_SECONDS = 0.1
# Databases whose decisions are remembered in one run; of more, each query is asked for.
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

    def holds_for(self, datasette, name: str, database) -> float:
        """Seconds for which a yes for this very database object holds; 0 if there is none."""
        known, asked_at = self._yes.get(name, (None, 0.0))
        if known is None or known is not database:
            return 0.0
        # 0 is no limit.
        limit = datasette.sql_time_limit_ms / 1000 or REMEMBERED_SECONDS
        return max(0.0, asked_at + min(REMEMBERED_SECONDS, limit) - self._clock())

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
