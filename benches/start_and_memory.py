"""Two builds side by side: the first result of a new conversation, and the memory of an idle one.

    python3 benches/start_and_memory.py OLD/mpy-supervisor NEW/mpy-supervisor [ROUNDS]

The builds take turns. Times are in milliseconds, from the request that makes the conversation to its
answer; "spare" has waited for a spare worker to be ready before, "none" asks for more conversations than
there are spares. Memory is private memory (Private_Clean + Private_Dirty of smaps_rollup) of a worker
after one small run, in KB.
"""

import os
import pathlib
import statistics
import sys
import time

from supervisor import Supervisor

CODE = "print(6 * 7)"
CONVERSATIONS = 12


def run(supervisor, conversation, code=CODE):
    """Milliseconds of a run."""
    begin = time.perf_counter()
    result = supervisor.call(
        "conversation/run",
        conversation_id=conversation,
        run_id=f"r{supervisor.requests}",
        code=code,
    )
    assert result["ok"], result
    return (time.perf_counter() - begin) * 1000


def private_kb(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    fields = dict(line.split(":", 1) for line in text.splitlines()[1:])
    return sum(int(fields[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))


def settled(supervisor):
    """Waits until no worker is being started: their number has been the same for a while."""
    last, since = None, time.monotonic()
    while time.monotonic() - since < 0.3:
        now = len(supervisor.workers())
        if now != last:
            last, since = now, time.monotonic()
        os.sched_yield()


def measure(path):
    supervisor = Supervisor(path)
    settled(supervisor)
    spare = run(supervisor, "first")
    settled(supervisor)
    none = [run(supervisor, f"c{number}") for number in range(CONVERSATIONS)]
    settled(supervisor)
    warm = [run(supervisor, "c0") for _ in range(20)]
    memory = [private_kb(pid) for pid in supervisor.workers()]
    # Spare workers have run nothing; the largest have.
    memory = sorted(memory)[-CONVERSATIONS:]
    supervisor.close()
    return {
        "first, spare": spare,
        "first, none": statistics.median(none),
        "warm": statistics.median(warm),
        "private KB": statistics.median(memory),
    }


def main():
    paths = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 15
    found = [[], []]
    for _ in range(rounds):
        for at, path in enumerate(paths):
            found[at].append(measure(path))
    print("| figure | old | new | ratio |\n|---|---|---|---|")
    for name in found[0][0]:
        old, new = (statistics.median(one[name] for one in side) for side in found)
        print(f"| {name} | {old:.2f} | {new:.2f} | {new / old:.2f} |")


main()
