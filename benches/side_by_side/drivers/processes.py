"""What the kernel says about processes: their children, their memory, whether they rest."""

import contextlib
import pathlib
import resource
import time

from .serve import CannotRun

# Nothing has run for so long: whatever was being started is ready.
QUIET_SECONDS = 0.03
SETTLE_SECONDS = 30
POLL_SECONDS = 0.005


def children(pid):
    """Process identifiers of the children of a process."""
    found = []
    for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in path.read_text().split()]
    return found


def descendants(pid):
    """Process identifiers of children, their children and so on."""
    found = []
    waiting = children(pid)
    while waiting:
        found += waiting
        waiting = [deeper for child in waiting for deeper in children(child)]
    return found


def settle(pid):
    """Waits until no descendant of `pid` has run for a while: spare workers are ready then.

    A worker that is being started runs; one that is ready waits for its first order.
    """
    before, since = None, time.monotonic()
    deadline = since + SETTLE_SECONDS
    while (now := time.monotonic()) - since < QUIET_SECONDS:
        if now > deadline:
            raise TimeoutError(f"processes still run after {SETTLE_SECONDS} seconds")
        seen = {child: _run_time(child) for child in descendants(pid)}
        if seen != before:
            before, since = seen, time.monotonic()
        time.sleep(POLL_SECONDS)


def _run_time(pid):
    """Processor time of a process's first thread, in nanoseconds."""
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return None


def memory(pids):
    """Private memory, PSS and RSS of processes, summed, in MB (10^6 bytes)."""
    sums = {"private_mb": 0.0, "pss_mb": 0.0, "rss_mb": 0.0}
    for pid in pids:
        try:
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
        except PermissionError:
            raise CannotRun("only root may read this memory's figures") from None
        fields = dict(line.split(":", 1) for line in text.splitlines()[1:])
        mb = {name: int(value.split()[0]) * 1024 / 1e6 for name, value in fields.items()}
        sums["private_mb"] += mb["Private_Clean"] + mb["Private_Dirty"]
        sums["pss_mb"] += mb["Pss"]
        sums["rss_mb"] += mb["Rss"]
    return sums


def threads_and_descriptors(pid):
    """How many threads and open descriptors a process has."""
    base = pathlib.Path(f"/proc/{pid}")
    return {
        "threads": len(list((base / "task").iterdir())),
        "descriptors": len(list((base / "fd").iterdir())),
    }


def raise_descriptor_limit():
    """Lets this process, and those that it starts, open as many files as it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
