"""What needs another kernel than the machine's own: an older Landlock, none at all, cgroup v2.

An emulated machine boots Debian's kernel with nothing but a shell and our programs, runs
`guest.sh`, and prints its sections, which the tests read.
"""

import functools
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "kernel"
PROGRAMS = pathlib.Path(os.environ.get("MPY_PROGRAMS", ROOT / "target" / "debug"))
# Emulation takes half a minute when nothing else runs.
PATIENCE_SECONDS = 600


def libraries(program):
    """The shared libraries of a program, the loader included."""
    listed = subprocess.run(
        ["ldd", program], check=True, capture_output=True, text=True
    ).stdout
    return [path for path in re.findall(r"(/\S+)", listed) if "lib" in path]


@functools.cache
def initrd():
    """A root file system in memory: busybox, our programs, their libraries."""
    root = WORK / "root"
    shutil.rmtree(root, ignore_errors=True)
    for folder in ["bin", "proc", "sys", "dev", "tmp"]:
        (root / folder).mkdir(parents=True)
    programs = [
        PROGRAMS / "mpy-supervisor",
        PROGRAMS / "mpy-worker",
        PROGRAMS / "examples" / "restricted",
    ]
    shutil.copy(shutil.which("busybox"), root / "bin" / "busybox")
    for program in programs:
        shutil.copy(program, root / "bin" / program.name)
        for library in libraries(program):
            place = root / library.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, place)
    shutil.copy(pathlib.Path(__file__).with_name("guest.sh"), root / "init")
    (root / "init").chmod(0o755)
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    archive = subprocess.run(
        ["cpio", "-o", "-H", "newc", "--quiet"],
        input=names.encode(),
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    image = WORK / "initrd.gz"
    image.write_bytes(gzip.compress(archive, compresslevel=1))
    return image


def boot(parameters):
    """Boots once; the sections by name."""
    command = [
        *("qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1024"),
        *("-nographic", "-no-reboot", "-nic", "none"),
        *("-kernel", str(WORK / "vmlinuz"), "-initrd", str(initrd())),
        *("-append", f"console=ttyS0 quiet panic=-1 {parameters}"),
    ]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    text = done.stdout.replace("\r", "")
    parts = re.split(r"^=== (\S+)\n", text, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert "end" in sections, text[-3000:]
    return sections


@pytest.fixture(scope="module")
def landlock():
    """The sections of a machine whose kernel has an older Landlock."""
    return boot("")


@pytest.fixture(scope="module")
def no_landlock():
    """The same kernel with Landlock switched off."""
    return boot("lsm=capability")


def diagnosis(section):
    """The JSON of `doctor` and its exit status."""
    text, _, status = section.partition("status ")
    start, end = text.index("{"), text.rindex("}") + 1
    found = json.loads(text[start:end])
    return {row["layer"]: row for row in found["layers"]}, found, status.strip()


def answer(section):
    """The last JSON-RPC answer that a section shows."""
    lines = [line for line in section.splitlines() if line.startswith("{")]
    return json.loads(lines[-1])["result"]


pytestmark = pytest.mark.skipif(
    os.environ.get("CI") is None and shutil.which("qemu-system-x86_64") is None,
    reason="no emulator: tests/kernel/install.sh installs it",
)


@pytest.mark.parametrize("who", ["doctor-root", "doctor-user"])
def test_an_older_kernel_holds_every_layer_and_says_what_its_landlock_lacks(
    who, landlock
):
    layers, found, status = diagnosis(landlock[who])
    assert landlock["kernel"].startswith("6.1."), "the interface below is that kernel's"
    assert found["ok"] is True
    assert status == "0"
    absent = [name for name, row in layers.items() if not row["applied"]]
    assert absent == ["no_new_code", "cgroup"], "PR_SET_MDWE came with Linux 6.3"
    assert "interface 2: no files; but not TCP" in layers["landlock"]["detail"]


def test_a_kernel_without_landlock_runs_nothing_until_it_is_accepted(
    landlock, no_landlock
):
    sections = no_landlock
    assert "--allow-missing landlock accepts that" in sections["run"]
    assert "status 3" in sections["run"]
    assert "42\nstatus 0" in sections["run-allowed"]
    layers, found, status = diagnosis(sections["doctor-root"])
    assert (found["ok"], status) == (False, "3")
    assert layers["landlock"]["applied"] is False
    assert "not enabled" in layers["landlock"]["detail"]
    # The control: the same kernel, with it.
    assert "42\nstatus 0" in landlock["run"]


def test_without_user_namespaces_an_ordinary_user_has_all_other_layers(landlock):
    layers, found, status = diagnosis(landlock["no-user-namespaces"])
    assert (found["ok"], status) == (True, "0")
    absent = [name for name, row in layers.items() if not row["applied"]]
    assert absent == ["namespaces", "no_new_code", "cgroup"]
    # The control: the same user on the same kernel, before they were switched off.
    layers, _, _ = diagnosis(landlock["doctor-user"])
    assert layers["namespaces"]["applied"] is True


def test_each_worker_lives_in_a_cgroup_of_its_own_with_limits(landlock):
    leaf = landlock["cgroup-leaf"]
    limit = 16 * 1024 * 1024 + 96 * 1024 * 1024
    for line in [
        f"memory.max {limit}",
        "memory.swap.max 0",
        "memory.oom.group 1",
        "pids.max 2",
        "pids.current 2",
        "processes 1",
    ]:
        assert line in leaf
    assert "inside" in landlock["cgroup-run"]
    layers, _, _ = diagnosis(landlock["cgroup-doctor"])
    assert layers["cgroup"]["applied"] is True


def test_a_worker_that_uses_all_memory_of_its_cgroup_costs_its_run_and_nothing_else(
    landlock,
):
    result = answer(landlock["cgroup-memory"])
    assert result["error"]["kind"] == "worker_died"
    assert "it used all the memory of its cgroup" in result["error"]["message"]
    following = answer(landlock["cgroup-next"])
    assert (following["ok"], following["stdout"]) == (True, "3\n")


def test_a_child_of_a_worker_counts_in_its_cgroup_and_dies_with_it(landlock):
    # The control: without a cgroup the worker serves, and its child is left behind.
    assert landlock["child-control"].split() == ["42", "left", "1"]
    # The child took the second of two tasks, so the interpreter's own thread could not start.
    assert "start the ticker thread" in landlock["child-in-cgroup"]
    assert "Resource temporarily unavailable" in landlock["child-in-cgroup"]
    assert landlock["child-in-cgroup"].rstrip().endswith("left 0")


def test_cgroups_are_removed_at_the_end_and_left_ones_at_the_next_start(landlock):
    assert landlock["cgroup-after"].strip() == "leaves 0"
    assert landlock["cgroup-sweep"].split() == ["swept", "mpy-worker-1-1-0"]


def test_a_directory_that_cannot_hold_cgroups_is_refused_with_the_reason(landlock):
    busy = landlock["cgroup-busy"]
    assert "must be writable and hold no process itself" in busy
    assert "status 3" in busy
    none = landlock["cgroup-none"]
    assert "not a directory of a cgroup v2 file system" in none
    assert "status 3" in none
