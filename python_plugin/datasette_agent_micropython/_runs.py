"""The runs in flight: who asked for each, and the queries that must end with it.

A host call names a run; actor, permissions and time come from here and from nowhere else.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from ._call import Call
from ._connection import Idle
from ._permission import Decisions


@dataclass(eq=False)
class Run:
    """One call of the tool."""

    datasette: object
    actor: dict | None
    conversation_id: str
    wall_clock_seconds: float
    run_id: str = field(default_factory=lambda: secrets.token_hex(16))
    first_call_at: float | None = None
    calls: set[Call] = field(default_factory=set)
    idle: Idle = field(default_factory=Idle)
    decisions: Decisions = field(init=False)

    def __post_init__(self):
        self.decisions = Decisions(self.datasette, self.actor)

    def seconds_left(self) -> float:
        """An upper bound of what is left of the wall clock.

        Only the supervisor knows when a run left its queue; it certainly had by its first call.
        The exact end comes from it, as a ``host/cancel`` or as the run's answer.
        """
        if self.first_call_at is None:
            self.first_call_at = time.monotonic()
        return self.first_call_at + self.wall_clock_seconds - time.monotonic()

    def end(self) -> None:
        for call in list(self.calls):
            call.cancel()


class RunTable:
    """Open runs by id."""

    def __init__(self):
        self._runs: dict[str, Run] = {}

    def open(self, run: Run) -> None:
        self._runs[run.run_id] = run

    def close(self, run: Run) -> None:
        self._runs.pop(run.run_id, None)
        run.end()

    def get(self, run_id: object) -> Run | None:
        return self._runs.get(run_id) if isinstance(run_id, str) else None

    def end_all(self) -> None:
        for run in self._runs.values():
            run.end()
