"""What is measured, on which sides, and what is aimed at."""

import dataclasses
import pathlib

PROGRAMS = pathlib.Path(__file__).parent / "programs"
# The columns of the tables.
SIDES = ("existing", "monty", "ours")
# Counts of idle conversations.
COUNTS = (1, 16, 200, 1000)
QUICK_COUNTS = (1, 16)


@dataclasses.dataclass(frozen=True)
class Goal:
    """What our median is to be: at most `most`.

    Goals were set beside a peer's figure on the machine of that day. On another machine the ratio
    counts: ours to that of side `than` here is to be at most `most` to `reference` there. `row` is
    the row in which the peer's figure stands, if it is another one.
    """

    most: float
    than: str | None = None
    reference: float | None = None
    row: str | None = None
    # Where the goal comes from, in words.
    known: str = ""

    @property
    def times(self):
        """The greatest ratio of ours to the peer's."""
        return self.most / self.reference if self.reference else None


@dataclasses.dataclass(frozen=True)
class Figure:
    """One row of a table. `sides` names the driver that measures it for each column.

    `full` and `quick` are the arguments of one batch; `field` picks one list of samples where a
    call brings several.
    """

    key: str
    title: str
    group: str
    unit: str
    call: str
    sides: dict
    full: dict
    quick: dict
    field: str | None = None
    goal: Goal | None = None
    higher_is_better: bool = False


def counted(full, quick, **rest):
    """The arguments of a call that takes `count` samples."""
    return {"full": {"count": full, **rest}, "quick": {"count": quick, **rest}}


BOTH = {"existing": "existing-tool", "ours": "ours-tool"}
NO_SPARES = {"existing": "existing-tool", "ours": "ours-tool-no-spares"}
RAW = {"existing": "existing-session", "monty": "monty", "ours": "ours-supervisor"}
RAW_NO_SPARES = RAW | {"ours": "ours-supervisor-no-spares"}


def tool(key, title, call, goal=None, sides=BOTH, unit="ms", field=None, **arguments):
    return Figure(key, title, "tool", unit, call, sides, field=field, goal=goal, **arguments)


def raw(key, title, call, goal=None, sides=RAW, unit="ms", **arguments):
    return Figure(key, title, "supervisor", unit, call, sides, goal=goal, **arguments)


STALL = {
    "full": {"conversations": 8, "turns": 8_000_000},
    "quick": {"conversations": 8, "turns": 1_000_000},
}
FIRST_CALL = {"than": "existing", "reference": 317}

TOOL = [
    tool(
        "first_spare",
        "first call in a new conversation, spare worker ready",
        "first_call",
        Goal(3, **FIRST_CALL),
        **counted(5, 1),
    ),
    tool(
        "first_no_spare",
        "first call in a new conversation, no spare worker",
        "first_call",
        Goal(7, **FIRST_CALL),
        NO_SPARES,
        **counted(5, 1),
    ),
    tool(
        "very_first",
        "very first call after Datasette's start",
        "start",
        full={},
        quick={},
    ),
    tool(
        "warm_call",
        "second and later calls",
        "warm_call",
        Goal(0.5, "existing", 0.8),
        **counted(25, 15),
    ),
    tool("reset", "call with reset_context, spare worker ready", "reset", **counted(4, 1)),
    tool(
        "sql",
        "SQL round trip inside a run",
        "round_trip",
        Goal(0.5, "existing", 1.04),
        **counted(6, 3, queries=50),
    ),
    tool(
        "sql_first",
        "SQL round trip, the only one of its run",
        "round_trip",
        **counted(20, 6, queries=1),
    ),
    tool(
        "db_execute",
        "`db.execute` alone, the same query",
        "db_execute",
        **counted(50, 20),
    ),
    tool(
        "decision",
        "Datasette's decision alone who may query",
        "decision",
        **counted(50, 20),
    ),
    tool(
        "rows",
        "100 rows of 3 columns in one query",
        "rows",
        Goal(1.2, "existing", 2.4),
        **counted(6, 3, queries=10),
    ),
    tool("db_rows", "`db.execute` alone, the same 100 rows", "db_rows", **counted(20, 10)),
    tool(
        "new_at_once",
        "16 new conversations at once, until the last has its answer",
        "new_at_once",
        Goal(60, "existing", 4772),
        **counted(1, 1, conversations=16),
    ),
    tool(
        "warm_at_once",
        "16 warm conversations at once, until the last has its answer",
        "warm_at_once",
        **counted(5, 2, conversations=16),
    ),
    tool(
        "print_lines",
        "print of 2,000 lines",
        "print_lines",
        Goal(10, "existing", 91),
        **counted(5, 2, lines=2000),
    ),
    tool(
        "stall",
        "while 8 conversations compute: lateness of a 1 ms timer of the event loop",
        "stall",
        field="late",
        **STALL,
    ),
    tool(
        "stall_max",
        "while 8 conversations compute: greatest such lateness",
        "stall",
        field="late_max",
        **STALL,
    ),
    tool(
        "static",
        "while 8 conversations compute: a static file",
        "stall",
        field="static",
        **STALL,
    ),
    tool(
        "static_max",
        "while 8 conversations compute: slowest static file",
        "stall",
        field="static_max",
        **STALL,
    ),
    tool(
        "compute",
        "8 conversations that compute, until the last has its answer",
        "stall",
        field="took",
        **STALL,
    ),
]

SUPERVISOR = [
    raw(
        "session_spare",
        "new conversation after a pause, worker ready",
        "new",
        Goal(0.3, "monty", 0.25, row="session_used", known="with a used worker"),
        {"monty": "monty", "ours": "ours-supervisor"},
        **counted(10, 4, spare=True),
    ),
    raw(
        "session_in_a_row",
        "new conversations one right after another, as many workers ready (`--spare-workers`)",
        "in_a_row",
        sides={"monty": "monty", "ours": "ours-supervisor"},
        **counted(10, 4),
    ),
    raw(
        "session_no_spare",
        "new conversation, no worker ready",
        "new",
        Goal(3, "monty", 1.8),
        RAW_NO_SPARES,
        **counted(6, 1, spare=False),
    ),
    raw(
        "session_used",
        "new session with a worker that another session has used",
        "used",
        sides={"monty": "monty"},
        **counted(10, 4),
    ),
    raw(
        "rested_run",
        "run in a conversation that has run before, after such a pause",
        "rested",
        sides={"ours": "ours-supervisor"},
        **counted(10, 4),
    ),
    raw(
        "relay",
        "a line through two processes that only copy it (`cat`), after such a pause",
        "relay",
        sides={"ours": "ours-supervisor"},
        **counted(10, 4),
    ),
    raw("warm_run", "warm run", "warm", Goal(0.12, "monty", 0.121), **counted(50, 20)),
    raw(
        "host_call",
        "host call round trip",
        "host_call",
        Goal(0.12, "monty", 0.142),
        **counted(6, 3, calls=100),
    ),
    *(
        raw(
            f"throughput_{count}",
            f"runs per second, {count} conversation{'s' if count > 1 else ''}",
            "throughput",
            sides={"monty": "monty", "ours": "ours-supervisor"},
            unit="1/s",
            full={"conversations": count, "seconds": 1},
            quick={"conversations": count, "seconds": 0.3},
            higher_is_better=True,
        )
        for count in (1, 4, 16)
    ),
]


def guest(name, title, existing=None):
    source = (PROGRAMS / f"{name}.py").read_text()
    goal = Goal(existing, "existing", existing) if existing else None
    return Figure(
        f"guest_{name}",
        title,
        "guest",
        "ms",
        "program",
        RAW,
        field="ms",
        goal=goal,
        **counted(2, 1, source=source),
    )


GUEST = [
    guest("fib", "fib(22)", existing=8.1),
    guest("loop", "loop of 1,000,000 turns", existing=95),
    guest("nbody", "nbody, 80 steps of 5 bodies"),
    guest("sort", "10,000 numbers sorted, twice"),
    guest("json_round_trip", "JSON of 300 records, to text and back"),
    guest("strings", "strings joined, replaced, split"),
    guest("dict_churn", "100,000 changes of a dict"),
]

# Measured once, by one process per side that goes through the counts.
MEMORY_CALL = "memory"
MEMORY_SIDES = RAW
MEMORY_SAMPLES = {"full": 200, "quick": 20}
PRIVATE_GOAL = Goal(0.8, "monty", 0.9)
ALL_GOAL = Goal(1200)

GROUPS = {
    "tool": "Through the tool in Datasette",
    "supervisor": "At the supervisor's standard input and output",
    "guest": "In the guest",
    "memory": "Memory of idle conversations",
}


def memory_rows(reports, counts):
    """Figures made of the reports of `memory`, with the samples of each side.

    `reports` has a list of reports for each side, or the text why there is none.
    """
    rows = []
    for count in counts:
        at = {side: _report(reports.get(side), count) for side in reports}

        def row(key, title, unit, pick, goal=None, at=at, count=count):
            samples, problems = {}, {}
            for side, report in at.items():
                if "error" in report:
                    problems[side] = report["error"]
                elif (values := pick(report)) is not None:
                    samples[side] = values if isinstance(values, list) else [values]
            figure = Figure(
                f"{key}_{count}", f"{count:,}: {title}", "memory", unit, MEMORY_CALL,
                {side: MEMORY_SIDES[side] for side in at}, {}, {}, goal=goal,
            )  # fmt: skip
            rows.append((figure, samples, problems))

        for name, title in (("private_mb", "private"), ("pss_mb", "PSS"), ("rss_mb", "RSS")):
            goal = PRIVATE_GOAL if name == "private_mb" else None
            row(name, f"{title} per conversation", "MB", lambda r, n=name: r["each"][n], goal)
        all_goal = ALL_GOAL if count == 1000 else None
        row("all_pss", "PSS of all processes together", "MB", lambda r: r["all_pss_mb"], all_goal)
        for name, title in (("private_mb", "private"), ("pss_mb", "PSS"), ("rss_mb", "RSS")):
            row(f"host_{name}", f"{title} of the supervisor", "MB", _host(name))
        row("host_threads", "threads of the supervisor", "", _host("threads"))
        row("host_descriptors", "open descriptors of the supervisor", "", _host("descriptors"))
        row("warm", "warm run, always the same conversation", "ms", lambda r: r["warm"] or None)
        base = _our_medians(reports, 16)
        for name, title in (("idle", "run in one that was idle"), ("new", "new conversation")):
            most = base.get(name) if count == 1000 else None
            goal = Goal(most, known="what it is at 16") if most else None
            row(name, title, "ms", lambda r, n=name: r[n] or None, goal)
    return rows


def _report(found, count):
    if not isinstance(found, list):
        return {"error": found or "not measured"}
    for report in found:
        if report["count"] == count:
            return report
    return {"error": "not measured"}


def _host(name):
    return lambda report: report.get("host", {}).get(name)


def _our_medians(reports, count):
    import statistics

    report = _report(reports.get("ours"), count)
    return {name: statistics.median(report[name]) for name in ("idle", "new") if report.get(name)}
