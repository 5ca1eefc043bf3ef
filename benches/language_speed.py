"""Two builds side by side: how long programs about the core of the language take.

    python3 benches/language_speed.py OLD/mpy-supervisor NEW/mpy-supervisor [ROUNDS]

The programs are in `language/`. In each round each program runs once in a new conversation of either
build, in turn. Times are medians in milliseconds; the last line has the geometric mean of the ratios.
"""

import math
import pathlib
import statistics
import sys
import time

from supervisor import Supervisor

LIMITS = {"fuel": 2_000_000_000, "wall_clock_ms": 60_000}


def run(supervisor, code):
    """Milliseconds and output of a run in a conversation that has run nothing else."""
    name = f"c{supervisor.requests}"
    run = {"conversation_id": name, "limits": LIMITS}
    supervisor.call("conversation/run", run_id="first", code="0", **run)
    begin = time.perf_counter()
    result = supervisor.call("conversation/run", run_id="second", code=code, **run)
    took = (time.perf_counter() - begin) * 1000
    supervisor.call("conversation/reset", conversation_id=name)
    assert result["ok"], result
    return took, result["stdout"]


def main():
    sides = [Supervisor(path) for path in sys.argv[1:3]]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    programs = sorted((pathlib.Path(__file__).parent / "language").glob("*.py"))
    sources = {path.stem: path.read_text() for path in programs}
    times = {name: ([], []) for name in sources}
    for _ in range(rounds):
        for name, source in sources.items():
            outputs = []
            for at, side in enumerate(sides):
                took, output = run(side, source)
                times[name][at].append(took)
                outputs.append(output)
            assert outputs[0] == outputs[1], (name, outputs)
    print("| program | old ms | new ms | ratio |\n|---|---|---|---|")
    logs = []
    for name in sources:
        old, new = (statistics.median(side) for side in times[name])
        logs.append(math.log(new / old))
        print(f"| {name} | {old:.1f} | {new:.1f} | {new / old:.2f} |")
    print(f"| geometric mean | | | {math.exp(statistics.fmean(logs)):.2f} |")


main()
