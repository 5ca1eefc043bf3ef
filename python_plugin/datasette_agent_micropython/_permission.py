"""Who may query what: Datasette's decision, asked for every query, for the actor of its run."""

from __future__ import annotations

from datasette.resources import DatabaseResource

from ._rules import constant_rules

ACTION = "execute-sql"


class Decisions:
    """The decisions of one run, all for one actor.

    Datasette's plugins are asked for their rules for every query. Datasette evaluates these unless
    they are the very ones, constant, by which it has said yes in this run: a permission that is
    lost is lost for the next query.
    """

    def __init__(self, datasette, actor):
        self._datasette = datasette
        self._actor = actor
        # The rules that were seen last, and the databases that they allow.
        self._known: tuple | None = None
        self._allowed: set[str] = set()

    async def may_query(self, name: str) -> bool:
        """Whether the actor may run SQL against a database.

        What Datasette or one of its plugins raises is passed on, and allows nothing.
        """
        try:
            rules = await self._rules()
            if rules is None or rules != self._known:
                self._known = rules
                self._allowed = set()
            elif name in self._allowed:
                return True
            resource = DatabaseResource(database=name)
            allowed = await self._datasette.allowed(
                action=ACTION, resource=resource, actor=self._actor
            )
            # Rules that changed meanwhile may not be those that decided; names of databases that
            # do not exist, which rules may well allow, would be as many as guest code invents.
            exists = name in self._datasette.databases
            if allowed and exists and rules and rules == await self._rules() == self._known:
                self._allowed.add(name)
            return bool(allowed)
        except UnicodeError:
            return False  # a name with lone surrogates names nothing

    async def _rules(self) -> tuple | None:
        return await constant_rules(self._datasette, self._actor, ACTION)

    async def queryable(self, name: str):
        """The database object that the actor may query, or None."""
        databases = self._datasette.databases
        database = databases.get(name)
        allowed = await self.may_query(name)
        # It may have been removed, or replaced by another, meanwhile.
        return database if allowed and databases.get(name) is database else None
