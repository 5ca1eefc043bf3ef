"""What /proc says about a server's family of processes."""

import os
from dataclasses import dataclass
from pathlib import Path

from .waiting import wait_for

SUPERVISOR = "mpy-supervisor"
WORKER = "mpy-worker"


@dataclass(frozen=True)
class Process:
    """A process that keeps its identity when its number is used again."""

    pid: int
    started: int
    name: str
    parent: int

    @classmethod
    def read(cls, pid):
        """The living process of this number, or None; a zombie no longer lives."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        # The name stands in parentheses and may hold anything, parentheses too.
        name = text[text.index("(") + 1 : text.rindex(")")]
        fields = text[text.rindex(")") + 2 :].split()
        state, parent, started = fields[0], int(fields[1]), int(fields[19])
        return None if state in "ZX" else cls(pid, started, name, parent)

    @property
    def alive(self):
        now = Process.read(self.pid)
        return now is not None and now.started == self.started

    @property
    def executable(self):
        try:
            return os.readlink(f"/proc/{self.pid}/exe")
        except OSError:
            return ""

    @property
    def rss(self):
        """Resident bytes; 0 when it is gone."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu_ticks(self):
        try:
            text = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return 0
        fields = text[text.rindex(")") + 2 :].split()
        return int(fields[11]) + int(fields[12])


def everything():
    found = (Process.read(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return [process for process in found if process]


def descendants(pid, name=None):
    """All living descendants of a process, or those of one name."""
    family, processes = {pid}, everything()
    grown = True
    while grown:
        children = {p.pid for p in processes if p.parent in family} - family
        grown = bool(children)
        family |= children
    return [p for p in processes if p.pid in family - {pid} and name in (None, p.name)]


def one_supervisor(pid):
    return wait_for(lambda: descendants(pid, SUPERVISOR), 10, "the supervisor to run")[0]


def busy_workers(pid, until=lambda: False, busy_ticks=10, timeout=20):
    """The workers under this server that have just burnt the processor for 0.1 s.

    None of them when `until` comes true before that.
    """
    start = {}

    def look():
        workers = descendants(pid, WORKER)
        ticks = {worker: worker.cpu_ticks for worker in workers}
        busy = [w for w in workers if ticks[w] - start.setdefault(w, ticks[w]) >= busy_ticks]
        return busy or until()

    found = wait_for(look, timeout, "a busy worker")
    return found if isinstance(found, list) and found and isinstance(found[0], Process) else []


def strays(prefix, before):
    """Supervisors and workers of one environment's plugin that were not there before."""
    return [
        process
        for process in everything()
        if process.name in (SUPERVISOR, WORKER)
        and process not in before
        and process.executable.startswith(prefix)
    ]
