"""Two builds side by side: how long programs about the core of the language take.

    python3 benches/language_speed.py OLD/mpy-supervisor NEW/mpy-supervisor [ROUNDS]

The programs are in `language/`. In each round each program runs once in a new conversation of either
build, in turn. Times are medians in milliseconds, fuel is what a run used; the last line has the
geometric means of the ratios.
"""

import math
import pathlib
import statistics
import sys
import time

from supervisor import Supervisor

LIMITS = {"fuel": 2_000_000_000, "wall_clock_ms": 60_000}


def run(supervisor, code):
    """Milliseconds, fuel and output of a run in a conversation that has run nothing else."""
    name = f"c{supervisor.requests}"
    run = {"conversation_id": name, "limits": LIMITS}
    supervisor.call("conversation/run", run_id="first", code="0", **run)
    begin = time.perf_counter()
    result = supervisor.call("conversation/run", run_id="second", code=code, **run)
    took = (time.perf_counter() - begin) * 1000
    supervisor.call("conversation/reset", conversation_id=name)
    assert result["ok"], result
    return took, result["fuel_used"], result["stdout"]


def main():
    sides = [Supervisor(path) for path in sys.argv[1:3]]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    programs = sorted((pathlib.Path(__file__).parent / "language").glob("*.py"))
    sources = {path.stem: path.read_text() for path in programs}
    times = {name: ([], []) for name in sources}
    fuel = {name: [0, 0] for name in sources}
    for _ in range(rounds):
        for name, source in sources.items():
            outputs = []
            for at, side in enumerate(sides):
                took, fuel[name][at], output = run(side, source)
                times[name][at].append(took)
                outputs.append(output)
            assert outputs[0] == outputs[1], (name, outputs)
    print("| program | old ms | new ms | ratio | old fuel | new fuel | ratio |")
    print("|---|---|---|---|---|---|---|")
    logs = []
    for name in sources:
        old, new = (statistics.median(side) for side in times[name])
        before, after = fuel[name]
        logs.append((math.log(new / old), math.log(after / before)))
        print(
            f"| {name} | {old:.1f} | {new:.1f} | {new / old:.2f} "
            f"| {before} | {after} | {after / before:.2f} |"
        )
    time_mean, fuel_mean = (
        math.exp(statistics.fmean(column)) for column in zip(*logs, strict=True)
    )
    print(f"| geometric mean | | | {time_mean:.2f} | | | {fuel_mean:.2f} |")


main()
