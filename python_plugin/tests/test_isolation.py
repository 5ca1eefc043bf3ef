"""What the log says of isolation: at Datasette's start, at the first run, and in errors."""

import asyncio
import json
import logging
import os
import sys
import threading
import time

import pytest
from conftest import (
    close_all_in_a_forked_copy,
    diagnosis,
    is_alive,
    run,
    said,
    sandbox,
    until,
)
from datasette.app import Datasette

from datasette_agent_micropython import _binary, _doctor, _isolation, _lifecycle
from datasette_agent_micropython._config import Config
from datasette_agent_micropython._doctor import Answer
from datasette_agent_micropython._errors import RefusedError, StartError

pytestmark = pytest.mark.usefixtures("fake")

NO_RUN = "execute_micropython will answer with an error, no code can run here: "


def doctor_call(tmp_path):
    """The pid and the arguments of the fake `doctor`."""
    pid, *arguments = (tmp_path / "doctor-argv").read_text().split(" ")
    return int(pid), arguments


def records(caplog):
    return [(record.levelname, record.getMessage()) for record in caplog.records]


# At start


@pytest.mark.asyncio
async def test_all_holds_is_one_line_before_any_run(make_datasette, caplog):
    caplog.set_level(logging.INFO)
    datasette = await make_datasette()
    await said(datasette)
    ((level, line),) = records(caplog)
    assert level == "INFO"
    assert line.startswith("datasette-agent-micropython ")
    assert "isolation of the workers (Fake 1, x86_64): rlimits, landlock, namespaces; no" in line
    assert line.endswith("(setting cgroup_directory). Code can run here: 2 of 2 layers hold.")
    assert sandbox(datasette).pid is None


@pytest.mark.asyncio
async def test_it_is_seen_where_logging_is_not_set_up(make_datasette, capfd):
    logging.getLogger("datasette_agent_micropython").setLevel(logging.WARNING)
    try:
        await said(await make_datasette())
    finally:
        logging.getLogger("datasette_agent_micropython").setLevel(logging.NOTSET)
    assert "isolation of the workers (Fake 1, x86_64): rlimits" in capfd.readouterr().err


@pytest.mark.asyncio
async def test_an_absent_layer_is_a_warning(make_datasette, fake, caplog):
    caplog.set_level(logging.INFO)
    fake(doctor={"output": diagnosis(absent=["namespaces", "cgroup"], needed=["landlock"])})
    await said(await make_datasette())
    (info, (level, line)) = records(caplog)
    assert "x86_64): rlimits, landlock; no cgroup" in info[1]
    assert level == "WARNING"
    assert line == (
        "datasette-agent-micropython: isolation: namespaces is absent: the state of namespaces; "
        "it would stop: what namespaces stops; to have it: how to get namespaces"
    )


@pytest.mark.asyncio
async def test_a_needed_layer_is_missing(make_datasette, fake, caplog):
    output = diagnosis(absent=["landlock"], needed=["landlock"], ok=False, verdict="No code.")
    fake(doctor={"output": output, "exit": 3})
    datasette = await make_datasette(plugin={"allow_missing_isolation": "seccomp"})
    await said(datasette)
    layer, verdict = records(caplog)
    assert layer[0] == verdict[0] == "WARNING"
    assert "isolation: landlock is MISSING and needed: the state of landlock" in layer[1]
    assert "to have it: how to get landlock" in layer[1]
    assert verdict[1].endswith(
        NO_RUN + "No code. To run code without landlock: "
        "the setting allow_missing_isolation: [seccomp, landlock]"
    )
    # Everything else of Datasette works.
    assert (await datasette.client.get("/-/plugins.json")).status_code == 200


@pytest.mark.asyncio
async def test_a_missing_layer_that_is_accepted(make_datasette, fake, caplog, tmp_path):
    fake(doctor={"output": diagnosis(absent=["landlock", "cgroup"])})
    plugin = {"allow_missing_isolation": ["landlock", "user"]}
    await said(await make_datasette(plugin=plugin))
    ((_, line),) = records(caplog)
    assert "landlock is absent, which the setting allow_missing_isolation accepts: " in line
    expected = "doctor --json --allow-missing landlock --allow-missing user"
    assert doctor_call(tmp_path)[1] == expected.split()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("doctor", "words"),
    [
        (
            {"output": "", "errors": "x\nno worker program at /x\n\n", "exit": 3},
            NO_RUN + "no worker program at /x",
        ),
        (
            {"output": "", "errors": "seccomp is missing; --allow-missing seccomp", "exit": 3},
            "(in Datasette: the setting allow_missing_isolation: [seccomp])",
        ),
        ({"output": "", "errors": "usage", "exit": 2}, "exit code 2 and said 'usage'; execute_"),
        ({"output": "no JSON"}, "exit code 0 and said 'no JSON'; execute_micropython may"),
        ({"output": ""}, "exit code 0 and said 'nothing'"),
        ({"output": "[" * 100_000}, "exit code 0 and said '[[["),
        ({"output": '{"layers": [{"layer": 3}]}'}, "could not be found out by mpy-supervisor"),
        ({"output": '{"layers": 3}'}, "could not be found out by mpy-supervisor"),
        ({"output": "x" * 300_000, "sleep": 3600}, "it said more than 262,144 bytes"),
        ({"sleep": 3600}, "it gave no answer in 0.5 seconds"),
    ],
)
async def test_a_doctor_of_no_use(
    make_datasette, fake, caplog, monkeypatch, tmp_path, doctor, words
):
    seconds = 0.5 if doctor.get("output") is None else 20
    monkeypatch.setattr(_doctor, "ANSWER_SECONDS", seconds)
    fake(doctor=doctor)
    datasette = await make_datasette()
    await said(datasette)
    ((level, line),) = records(caplog)
    assert level == "WARNING"
    assert words in line
    assert "\n" not in line
    assert len(line) < 1000
    assert not is_alive(doctor_call(tmp_path)[0])
    assert (await run(datasette, "echo x"))["stdout"] == "x"


@pytest.mark.asyncio
async def test_a_closed_output_is_not_the_end(make_datasette, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(_doctor, "ANSWER_SECONDS", 0.5)
    script = tmp_path / "closed"
    script.write_text("#!/bin/sh\nexec 1>&- 2>&-\nexec /bin/sleep 3600\n")
    script.chmod(0o755)
    monkeypatch.setenv(_binary.VARIABLE, str(script))
    await said(await make_datasette())
    assert "it gave no answer in 0.5 seconds" in caplog.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "MPY_SUPERVISOR names"), ("#!/nonexistent/python\n", "cannot start")],
)
async def test_no_doctor_at_all(make_datasette, fake, caplog, text, words):
    script = fake()
    if text is None:
        script.unlink()
    else:
        script.write_text(text)
    await said(await make_datasette())
    ((level, line),) = records(caplog)
    assert level == "WARNING"
    assert words in line


def test_the_loop_of_the_start_may_be_over(fake, caplog):
    caplog.set_level(logging.INFO)
    fake(doctor={"sleep": 0.3})
    datasette = Datasette(memory=True)
    started = time.monotonic()
    asyncio.run(datasette.invoke_startup())
    assert _lifecycle._checks[datasette].running or time.monotonic() - started > 0.3
    asyncio.run(said(datasette))
    assert "isolation of the workers (Fake 1, x86_64): rlimits" in caplog.text
    datasette.close()


@pytest.mark.asyncio
async def test_text_of_the_system_is_one_line(make_datasette, fake, caplog):
    caplog.set_level(logging.INFO)
    fake(doctor={"output": diagnosis(verdict="a\n\x1b[31mb " + "x" * 10_000)})
    await said(await make_datasette())
    ((_, line),) = records(caplog)
    assert " a [31mb xxx" in line
    assert len(line) < 1000


# The end


@pytest.mark.asyncio
async def test_shutdown_ends_a_doctor_that_hangs(
    make_datasette, fake, tmp_path, caplog, monkeypatch
):
    # An interpreter of its own below a shell: the whole group has to go.
    inner = fake(doctor={"sleep": 3600})
    outer = tmp_path / "outer"
    outer.write_text(f'#!/bin/sh\n{inner} "$@"\n')
    outer.chmod(0o755)
    monkeypatch.setenv(_binary.VARIABLE, str(outer))
    datasette = await make_datasette()
    check = _lifecycle._checks[datasette]
    await until(lambda: (tmp_path / "doctor-argv").is_file())
    await until(lambda: (tmp_path / "doctor-argv").read_text())
    pid, _ = doctor_call(tmp_path)
    shell = check._child.pid
    assert is_alive(pid)
    assert shell != pid
    await asyncio.wait_for(_lifecycle.close(datasette), 10)
    assert not check.running
    assert check._child.returncode == -9
    await until(lambda: not is_alive(pid))
    assert caplog.text == ""
    assert "micropython-doctor" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.asyncio
async def test_shutdown_before_the_doctor_has_begun(fake):
    check = _doctor.StartCheck(Config())
    check.cancel()
    check.start()
    await until(lambda: not check.running)
    assert check._child is None


@pytest.mark.asyncio
async def test_the_process_ends_at_once_while_the_doctor_hangs(fake, tmp_path):
    fake(doctor={"sleep": 3600})
    script = (
        "import asyncio, os, time\n"
        "from datasette.app import Datasette\n"
        "datasette = Datasette(memory=True)\n"
        "asyncio.run(datasette.invoke_startup())\n"
        f"while not os.path.exists({str(tmp_path / 'doctor-argv')!r}): time.sleep(0.01)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, errors) == (0, b"")
    await until(lambda: (tmp_path / "doctor-argv").read_text())
    pid, _ = doctor_call(tmp_path)
    await until(lambda: not is_alive(pid))


@pytest.mark.asyncio
async def test_a_forked_copy_leaves_the_doctor_alone(make_datasette, fake, tmp_path):
    fake(doctor={"sleep": 3600})
    datasette = await make_datasette()
    check = _lifecycle._checks[datasette]
    await until(lambda: check._child is not None)
    await close_all_in_a_forked_copy()
    assert check._child.poll() is None


@pytest.mark.asyncio
async def test_no_descriptor_is_left(make_datasette, fake):
    await said(await make_datasette())
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        check = _doctor.StartCheck(Config())
        check.start()
        await until(lambda check=check: not check.running)
    assert len(os.listdir("/proc/self/fd")) <= before


# At the first run, and in errors


@pytest.mark.asyncio
async def test_the_first_run_does_not_repeat_it(make_datasette, fake, capfd):
    # The same as the fake's answer to initialize.
    output = diagnosis(absent=["seccomp", "cgroup"], layers=["rlimits", "seccomp", "cgroup"])
    fake(doctor={"output": output})
    datasette = await make_datasette()
    await said(datasette)
    capfd.readouterr()
    await asyncio.gather(*[run(datasette, "echo x", conversation=str(n)) for n in range(5)])
    lines = [line for line in capfd.readouterr().err.splitlines() if "fake-supervisor" in line]
    assert len(lines) == 1
    assert lines[0].endswith(": fake-supervisor 9, Fake 1 has started")


@pytest.mark.asyncio
@pytest.mark.parametrize("doctor", [{"output": "", "exit": 2}, {}])
async def test_the_first_run_says_what_the_start_did_not(make_datasette, fake, capfd, doctor):
    # Nothing, or something else than the worker says.
    fake(doctor=doctor)
    datasette = await make_datasette()
    await said(datasette)
    await asyncio.gather(*[run(datasette, "echo x", conversation=str(n)) for n in range(5)])
    lines = [line for line in capfd.readouterr().err.splitlines() if "isolation: rlimits" in line]
    assert len(lines) == 1
    assert "fake-supervisor 9, Fake 1" in lines[0]
    assert lines[0].endswith("isolation: rlimits; NOT applied: seccomp (not here)")


@pytest.mark.asyncio
async def test_the_supervisor_gets_the_settings(make_datasette, tmp_path):
    plugin = {"allow_missing_isolation": "user, landlock", "cgroup_directory": "/sys/a b"}
    datasette = await make_datasette(plugin=plugin)
    facts = json.loads((await run(datasette, "environment"))["stdout"])
    expected = ["--allow-missing", "user", "--allow-missing", "landlock", "--cgroup", "/sys/a b"]
    assert facts["argv"] == ["serve", *expected]
    await said(datasette)
    assert doctor_call(tmp_path)[1] == " ".join(["doctor", "--json", *expected]).split(" ")


@pytest.mark.asyncio
async def test_no_settings_no_arguments(datasette, tmp_path):
    facts = json.loads((await run(datasette, "environment"))["stdout"])
    assert facts["argv"] == ["serve"]
    await said(datasette)
    assert doctor_call(tmp_path)[1] == ["doctor", "--json"]


@pytest.mark.asyncio
async def test_a_run_that_cannot_start_names_the_setting(make_datasette, fake):
    fake(refuse_start="landlock is missing: too old; --allow-missing landlock accepts that")
    datasette = await make_datasette(plugin={"allow_missing_isolation": ["seccomp"]})
    for _ in range(8):  # also while it waits for another try
        error = (await run(datasette, "echo x"))["error"]
        assert error.startswith("the code was not run: ")
        assert "landlock is missing: too old" in error
        setting = "(in Datasette: the setting allow_missing_isolation: [seccomp, landlock])"
        assert error.count(setting) == 1
    assert "trying again in" in error


@pytest.mark.asyncio
async def test_last_words_of_a_start_are_in_the_error(make_datasette, fake):
    fake(exit=3, words="cannot use the cgroup directory /x")
    datasette = await make_datasette(plugin={"cgroup_directory": "/x"})
    error = (await run(datasette, "echo x"))["error"]
    assert "exit code 3 while it was starting: cannot use the cgroup directory /x" in error
    assert error.endswith("(in Datasette: the setting cgroup_directory)")


def test_only_errors_of_a_start_name_a_setting():
    text = "seccomp is missing; --allow-missing seccomp accepts that"
    assert "setting" in _isolation.explain(RefusedError(-32007, text), Config())
    assert "setting" in _isolation.explain(StartError(text), Config())
    assert _isolation.explain(RefusedError(-32003, text), Config()) == text
    other = "--allow-missing everything"
    assert _isolation.explain(StartError(other), Config()) == other


@pytest.mark.parametrize("code", [None, 0, 3, -9])
def test_whatever_is_answered_there_are_words(code):
    for output in (b"", b"\xff", b"null", b"[]", b'{"layers": [[]]}', diagnosis().encode()):
        report = _isolation.describe_answer(Answer(code, output), Config())
        assert report.lines
        assert all("\n" not in line for _, line in report.lines)
