"""Who may query what: Datasette's decision, asked for every query, for the actor of its run."""

from __future__ import annotations

from datasette.resources import DatabaseResource


async def may_query(datasette, actor, name: str) -> bool:
    """Whether the actor may run SQL against a database. A failing check is a no."""
    try:
        resource = DatabaseResource(database=name)
        return bool(await datasette.allowed(action="execute-sql", resource=resource, actor=actor))
    except UnicodeError:
        return False  # a name with lone surrogates names nothing


async def queryable(datasette, actor, name: str):
    """The database object that the actor may query, or None."""
    database = datasette.databases.get(name)
    allowed = await may_query(datasette, actor, name)
    # It may have been removed, or replaced by another, meanwhile.
    return database if allowed and datasette.databases.get(name) is database else None
