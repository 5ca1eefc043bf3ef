"""This project beside its peers: the same work, in turns, on one machine.

    make bench
    make bench BENCH_OPTIONS="--quick --only first"

The sides are *existing* (the plugin before this project, in Datasette's own process), *Monty* (a
pool of worker processes) and *ours*. The orchestrator goes through rounds; in each round each
figure is measured on each side in turn, so that what else the machine does hits all alike. Samples
of all rounds are pooled. Options: python -m side_by_side --help, from the directory `benches`.
"""

import argparse
import functools
import json
import pathlib
import re
import signal
import sys
import tempfile
import time

from . import figures, machine, report, sides

TARGET = machine.ROOT / "target" / "side_by_side"
NOTES = """\
Each cell has the median, and behind a slash p95 (of runs per second: p5, the slow end). Ratios are \
those of the medians. A goal was set beside a peer's figure on another machine; on this one the ratio \
counts.

- *existing* computes inside Datasette's process; *Monty* and *ours* have a process per conversation.
- Tool: both plugins have the same settings (max_sessions 256, no limits that a run could meet, \
100,000 characters of output) and a new Datasette for each round, whose very first call counts in its \
own row only. The existing plugin has no spare workers, so both rows of its first call are the same \
samples.
- Supervisor: *existing* is `MicroPythonSession`, called in its own process; with *Monty* a new session \
gets a worker that nobody has used, unless the row says otherwise.
- Round trips (SQL, host calls): a run of many is compared with one of none; the figure is the \
difference for each.
- Guest: each sample in a new conversation that has run one small program. The existing interpreter \
seldom survives a garbage collection, so no program fills its 0.7 MB.
- Memory: MB are 10^6 bytes, after one small run each. Of *existing*, what the sessions add to their \
process. All processes together: with *Monty*, the workers and what they add to the Python process \
that started them; with *ours*, the supervisor and its spare worker too. Where there is one process \
alone, pages that others would share count as private.
"""


def options():
    parser = argparse.ArgumentParser(
        prog="side_by_side", description=__doc__.split("\n", 1)[0], allow_abbrev=False
    )
    scripts = pathlib.Path(sys.executable).parent
    add = parser.add_argument
    add("--quick", action="store_true", help="one round of few samples, to see whether it works")
    add("--rounds", type=int, help="default 10")
    add("--only", metavar="PATTERN", help="figures whose key or group matches; see report.json")
    add("--output", type=pathlib.Path, default=TARGET, metavar="DIR", help="of both reports")
    add("--ours", type=pathlib.Path, default=scripts / "mpy-supervisor", metavar="PATH")
    add("--existing", default=TARGET / "existing/bin/python", metavar="PYTHON")
    add("--monty", default=TARGET / "monty/bin/python", metavar="PYTHON")
    given = parser.parse_args()
    given.rounds = given.rounds or (1 if given.quick else 10)
    return given


class Pool:
    """The samples of all rounds, by figure and side, and why some are missing."""

    def __init__(self):
        self.samples = {}
        self.problems = {}
        self.outputs = {}

    def add(self, figure, side, value):
        values = value[figure.field] if figure.field else value
        self.samples.setdefault(figure.key, {}).setdefault(side, []).extend(values)
        if "output" in (value if isinstance(value, dict) else {}):
            self.outputs.setdefault(figure.key, {})[side] = value["output"]

    def fail(self, figure, side, reason):
        self.problems.setdefault(figure.key, {})[side] = reason

    def failed(self, figure, side):
        return side in self.problems.get(figure.key, {})

    def check_outputs(self):
        """What printed something else than most others did has not done the same work."""
        for key, outputs in self.outputs.items():
            texts = list(outputs.values())
            usual = max(texts, key=texts.count)
            for side, text in outputs.items():
                if text != usual:
                    self.problems.setdefault(key, {})[side] = f"printed {text.strip()[:60]!r}"
                    self.samples[key].pop(side, None)


def measure_round(number, chosen, given, start, pool):
    """Each figure of each group once, on each side in turn; another side is first each time."""
    size = "quick" if given.quick else "full"
    for group in dict.fromkeys(figure.group for figure in chosen):
        # New processes for each round: what one has piled up is not the next one's burden.
        with start() as drivers:
            done = {}
            for figure in chosen:
                if figure.group == group:
                    measure(figure, number, size, drivers, pool, done)


def measure(figure, number, size, drivers, pool, done):
    """One batch on each side. `done` has what this round has measured: rows may share a call."""
    arguments = getattr(figure, size)
    order = list(figure.sides.items())
    first = number % len(order)
    for side, driver in order[first:] + order[:first]:
        if pool.failed(figure, side):
            continue
        taken = {name: value for name, value in arguments.items() if wanted(driver, name)}
        call = (driver, figure.call, json.dumps(taken))
        try:
            if call not in done:
                done[call] = drivers.ask(driver, figure.call, taken)
            pool.add(figure, side, done[call])
        except sides.DriverError as error:
            say(f"{figure.key}: {side}: {error}")
            pool.fail(figure, side, str(error))


def wanted(driver, argument):
    """Only Monty is told whether workers are to be ready: of ours, the command line says it."""
    return argument != "spare" or driver == "monty"


def measure_memory(given, start):
    """The reports of each side, by side; in place of one that failed, why."""
    counts = figures.QUICK_COUNTS if given.quick else figures.COUNTS
    samples = figures.MEMORY_SAMPLES["quick" if given.quick else "full"]
    found = {}
    for side, driver in figures.MEMORY_SIDES.items():
        say(f"memory: {side}")
        with start() as drivers:
            try:
                arguments = {"counts": counts, "samples": samples}
                found[side] = drivers.ask(driver, figures.MEMORY_CALL, arguments)
            except sides.DriverError as error:
                found[side] = str(error)
    return figures.memory_rows(found, counts)


def versions(start):
    """What each side consists of."""
    asked = {
        "existing": "existing-tool",
        "Monty": "monty",
        "ours": "ours-tool",
        "our supervisor": "ours-supervisor",
    }
    found = {}
    with start() as drivers:
        for name, driver in asked.items():
            try:
                found[name] = drivers.ask(driver, "versions", {})
            except sides.DriverError as error:
                found[name] = {"unknown": str(error)}
    return found


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def run(given, scratch, log):
    """The report, as it is written to JSON."""
    commands = sides.commands(
        sys.executable, str(given.ours.absolute()), str(given.existing), str(given.monty), scratch
    )
    start = functools.partial(sides.Drivers, commands, log)
    everything = [*figures.TOOL, *figures.SUPERVISOR, *figures.GUEST]
    pattern = re.compile(given.only or "", re.IGNORECASE)
    chosen = [one for one in everything if pattern.search(one.key) or pattern.search(one.group)]
    made = {
        "machine": machine.machine(),
        "versions": versions(start),
        "rounds": given.rounds,
        "quick": given.quick,
        "notes": NOTES,
    }
    pool = Pool()
    for number in range(given.rounds if chosen else 0):
        say(f"round {number + 1} of {given.rounds}")
        measure_round(number, chosen, given, start, pool)
    pool.check_outputs()
    rows = [
        report.summary(one, pool.samples.get(one.key, {}), pool.problems.get(one.key, {}))
        for one in chosen
    ]
    if pattern.search("memory"):
        rows += [report.summary(*row) for row in measure_memory(given, start)]
    report.judge(rows)
    made["figures"] = rows
    return made


def stop(*_):
    raise KeyboardInterrupt


def main():
    given = options()
    signal.signal(signal.SIGTERM, stop)
    given.output.mkdir(parents=True, exist_ok=True)
    log = (given.output / "drivers.log").open("w")
    with log, tempfile.TemporaryDirectory(prefix="side_by_side") as scratch:
        try:
            made = run(given, scratch, log)
        except KeyboardInterrupt:
            sys.exit("stopped; no report was written")
    text = report.markdown(made)
    (given.output / "report.md").write_text(text)
    (given.output / "report.json").write_text(json.dumps(made, indent=1) + "\n")
    print(text)


main()
