"""What the log and the errors say of the real layers, also on a kernel that lacks one."""

import asyncio
import logging
import platform
import subprocess
import sys

import pytest
from conftest import HERE, run, said, sandbox
from test_real import real  # noqa: F401 the fixture that finds the programs

from datasette_agent_micropython import _binary
from datasette_agent_micropython._config import MAY_BE_MISSING

pytestmark = [pytest.mark.asyncio, pytest.mark.real]


@pytest.fixture
def lacking(real, tmp_path, monkeypatch):  # noqa: F811
    """``lacking(call)``: the real supervisor, where the kernel seems to lack this call."""

    def install(call):
        if platform.machine() not in ("x86_64", "aarch64"):
            pytest.skip("the numbers of system calls are not known here")
        script = tmp_path / "lacking"
        inner = [sys.executable, "-IS", str(HERE / "without.py"), call, _binary.find_binary()]
        words = " ".join(f"'{word}'" for word in inner)
        script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        script.chmod(0o755)
        monkeypatch.setenv(_binary.VARIABLE, str(script))

    return install


def records(caplog):
    """What the start wrote, without what the supervisor's own stderr adds."""
    lines = [(record.levelname, record.getMessage()) for record in caplog.records]
    return [line for line in lines if not line[1].startswith("mpy-supervisor: ")]


async def test_what_holds_is_said_at_start(make_datasette, caplog):
    caplog.set_level(logging.INFO)
    datasette = await make_datasette()
    await said(datasette)
    (level, line), *warnings = records(caplog)
    assert level == "INFO"
    for layer in ("wasm", "rlimits", "capabilities", "no_new_privs", "landlock", "seccomp"):
        assert f"{layer}, " in line or f"{layer};" in line
    assert "no cgroup, none was asked for" in line
    assert "Code can run here: " in line
    # A container may refuse these; nothing else may be absent where code runs.
    assert all(" namespaces is absent" in text or " user is absent" in text for _, text in warnings)
    assert sandbox(datasette).pid is None
    assert (await run(datasette, "print(1)"))["stdout"] == "1\n"
    *_, (level, line) = records(caplog)
    assert level == "INFO"
    assert line.endswith(" has started")
    assert "MicroPython 1." in line


async def test_an_optional_layer_is_absent(make_datasette, lacking, caplog):
    caplog.set_level(logging.INFO)
    lacking("unshare")
    datasette = await make_datasette()
    await said(datasette)
    (_, line), (level, warning), *_ = records(caplog)
    assert "namespaces" not in line
    assert "Code can run here: " in line
    assert level == "WARNING"
    assert "isolation: namespaces is absent: " in warning
    assert "ENOSYS" in warning
    assert "to have it: permit user namespaces" in warning
    assert (await run(datasette, "print(1)"))["stdout"] == "1\n"
    assert "NOT applied" not in caplog.text


async def test_a_needed_layer_is_missing(make_datasette, lacking, caplog):
    lacking("landlock_create_ruleset")
    datasette = await make_datasette()
    await said(datasette)
    layer, verdict = records(caplog)[-2:]
    assert "isolation: landlock is MISSING and needed: " in layer[1]
    assert "to have it: Linux 5.13 or later" in layer[1]
    assert "execute_micropython will answer with an error, no code can run here" in verdict[1]
    setting = "the setting allow_missing_isolation: [landlock]"
    assert verdict[1].endswith(setting)
    assert (await datasette.client.get("/-/plugins.json")).status_code == 200
    payload = await run(datasette, "print(1)")
    assert payload["ok"] is False
    assert payload["error"].startswith("the code was not run: ")
    assert "landlock is missing: " in payload["error"]
    assert payload["error"].endswith(f"(in Datasette: {setting})")


async def test_a_missing_layer_that_is_accepted(make_datasette, lacking, caplog):
    caplog.set_level(logging.INFO)
    lacking("landlock_create_ruleset")
    datasette = await make_datasette(plugin={"allow_missing_isolation": "landlock"})
    await said(datasette)
    (_, line), *warnings = records(caplog)
    assert "landlock" not in line
    text = "landlock is absent, which the setting allow_missing_isolation accepts: "
    assert any(text in warning for _, warning in warnings)
    assert "will answer with an error" not in caplog.text
    assert (await run(datasette, "print(1)"))["stdout"] == "1\n"


async def test_a_cgroup_directory_that_is_none(make_datasette, tmp_path, caplog):
    datasette = await make_datasette(plugin={"cgroup_directory": str(tmp_path)})
    await said(datasette)
    ((_, line),) = records(caplog)
    assert "execute_micropython will answer with an error" in line
    assert f"cannot use the cgroup directory {tmp_path}: " in line
    assert line.endswith("(in Datasette: the setting cgroup_directory)")
    error = (await run(datasette, "print(1)"))["error"]
    assert f"cannot use the cgroup directory {tmp_path}: " in error
    assert error.endswith("(in Datasette: the setting cgroup_directory)")


async def test_the_names_are_those_of_the_supervisor():
    command = [_binary.find_binary(), "serve", "--allow-missing", "bogus"]
    done = await asyncio.to_thread(
        subprocess.run, command, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 2
    first = done.stderr.splitlines()[0]
    assert first.endswith("those that may be missing: " + ", ".join(MAY_BE_MISSING))
