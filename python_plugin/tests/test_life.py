"""The supervisor process: start, death, restart, every way to its end, other event loops."""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from conftest import HERE, close_all_in_a_forked_copy, is_alive, run, sandbox, until
from datasette.app import Datasette

from datasette_agent_micropython import _binary, _lifecycle, _process, _supervisor
from datasette_agent_micropython._config import Config
from datasette_agent_micropython._errors import BinaryNotFoundError

pytestmark = pytest.mark.usefixtures("fake")


@pytest.mark.asyncio
async def test_nothing_starts_before_the_first_run(datasette):
    await datasette.client.get("/-/plugins.json")
    assert sandbox(datasette).pid is None
    await run(datasette, "echo x")
    assert is_alive(sandbox(datasette).pid)


@pytest.mark.asyncio
async def test_the_child_gets_nothing_of_ours(datasette, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    facts = json.loads((await run(datasette, "environment"))["stdout"])
    assert "SECRET" not in facts["env"]
    assert set(facts["env"]) <= {"LC_CTYPE"}  # which Python sets for itself
    assert facts["cwd"] == "/"
    assert facts["sid"] == sandbox(datasette).pid


@pytest.mark.asyncio
async def test_each_datasette_has_its_own(make_datasette):
    one, other = await make_datasette(), await make_datasette()
    assert (await run(one, "count"))["stdout"] == "1"
    assert (await run(other, "count"))["stdout"] == "1"
    assert sandbox(one).pid != sandbox(other).pid
    await _lifecycle.close(one)
    assert (await run(other, "count"))["stdout"] == "2"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "words"),
    [("die 3", "ended with exit code 3"), ("kill", "was killed by SIGKILL")],
)
async def test_a_death_is_told_and_the_next_call_starts_anew(datasette, code, words):
    await run(datasette, "count", conversation="idle")
    await run(datasette, "count")
    old = sandbox(datasette).pid
    other = asyncio.create_task(run(datasette, "hang", conversation="busy"))
    await asyncio.sleep(0.1)
    for payload in (await run(datasette, code), await other):
        assert payload["ok"] is False
        assert words in payload["error"]
        assert payload["interpreter_reset"] is True
        assert payload["reset_reason"]
    # Those in flight know; the idle one is told with its next run.
    assert (await run(datasette, "count"))["interpreter_reset"] is False
    assert sandbox(datasette).pid != old
    assert not is_alive(old)
    idle = await run(datasette, "count", conversation="idle")
    assert idle["stdout"] == "1"
    assert idle["interpreter_reset"] is True
    assert words in idle["reset_reason"]
    assert (await run(datasette, "count", conversation="idle"))["interpreter_reset"] is False


@pytest.mark.asyncio
async def test_a_wanted_reset_needs_no_explanation(datasette):
    await run(datasette, "count", conversation="idle")
    await run(datasette, "die 1")
    idle = await run(datasette, "count", conversation="idle", reset_context=True)
    assert idle["interpreter_reset"] is False


@pytest.mark.asyncio
async def test_last_words_are_logged(datasette, caplog):
    await run(datasette, "die 1")
    assert "ended with exit code 1; its last words: last words" in caplog.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("garbage", "is not JSON"),
        ("huge", "over 33,554,432 bytes"),
        ('strange {"id":1,"result":1}', 'no "jsonrpc": "2.0"'),
        ('strange {"jsonrpc":"2.0","id":999,"result":1}', "a request never made"),
        ('strange {"jsonrpc":"2.0","id":2,"result":1,"error":{}}', "not exactly one"),
        ('strange {"jsonrpc":"2.0","id":2}', "not exactly one"),
        ('strange {"jsonrpc":"2.0","id":null,"error":{"code":-32700}}', "refused a line"),
        ('strange {"jsonrpc":"2.0","id":"x","method":"host/call","params":{}}', "a bad id"),
        ('strange {"jsonrpc":"2.0","id":2,"error":3}', "has no code"),
        ('strange {"jsonrpc":"2.0","id":2,"result":{"ok":1}}', "a result that is none"),
        ('strange {"jsonrpc":"2.0","method":"x"}', "no parameters"),
    ],
)
async def test_a_broken_protocol_ends_the_process(datasette, code, words):
    payload = await run(datasette, code)
    assert words in payload["error"]
    assert (await run(datasette, "echo again"))["stdout"] == "again"
    assert (await run(datasette, "count"))["interpreter_reset"] is False


@pytest.mark.asyncio
async def test_what_is_unknown_is_answered_or_ignored(datasette):
    request = '{"jsonrpc":"2.0","id":77,"method":"host/unknown","params":{}}'
    notice = '{"jsonrpc":"2.0","method":"host/cancel","params":{"call_id":5}}'
    for line in (request, notice, notice.replace("host/cancel", "conversation/exited")):
        task = asyncio.create_task(run(datasette, "strange " + line, conversation=line[:50]))
        await asyncio.sleep(0.05)
        assert (await run(datasette, "echo here"))["stdout"] == "here"
        task.cancel()


@pytest.mark.asyncio
async def test_back_off(datasette, fake, monkeypatch):
    fake(exit=7)
    first = await run(datasette, "echo x")
    assert "not run: the sandbox supervisor ended with exit code 7 while it was" in first["error"]
    assert first["interpreter_reset"] is False
    errors = [(await run(datasette, "echo x"))["error"] for _ in range(6)]
    assert "trying again in" in errors[-1]
    assert "exit code 7" in errors[-1]
    fake()
    supervisor = sandbox(datasette)
    supervisor._not_before = 0
    assert (await run(datasette, "echo x"))["ok"] is True


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"refuse_start": "no image"}, "no worker could be started: no image"),
        ({"protocol_version": 2}, "speaks protocol version 2, this plugin 1"),
        ({"capabilities": {"code_bytes": "x"}}, "answered initialize with"),
    ],
)
async def test_a_handshake_that_fails(datasette, fake, options, words):
    fake(**options)
    payload = await run(datasette, "echo x")
    assert words in payload["error"]
    assert sandbox(datasette).pid is None


@pytest.mark.asyncio
async def test_a_start_that_never_ends(datasette, fake, monkeypatch):
    monkeypatch.setattr(_process, "START_SECONDS", 0.2)
    fake(silent=True)
    assert "was not ready after 0.2 seconds" in (await run(datasette, "echo x"))["error"]


@pytest.mark.asyncio
async def test_a_supervisor_that_never_answers(datasette, fake, monkeypatch):
    monkeypatch.setattr(_supervisor, "GRACE_SECONDS", 0.1)
    fake(limits={"queue_timeout_ms": 100, "wall_clock_ms": 100})
    payload = await run(datasette, "hang")
    assert "did not answer in 0.3 seconds" in payload["error"]
    assert payload["interpreter_reset"] is True
    assert (await run(datasette, "echo x"))["ok"] is True


@pytest.mark.asyncio
async def test_the_binary_is_looked_for(monkeypatch, tmp_path, datasette):
    monkeypatch.delenv(_binary.VARIABLE)
    monkeypatch.setattr(_binary, "_folders", lambda: [str(tmp_path)])
    monkeypatch.setenv("PATH", str(tmp_path / "other"))
    payload = await run(datasette, "echo x")
    assert f"looked for {tmp_path}/mpy-supervisor, then on PATH" in payload["error"]
    (tmp_path / "mpy-supervisor").write_text("")
    with pytest.raises(BinaryNotFoundError):
        _binary.find_binary()  # not executable
    (tmp_path / "mpy-supervisor").chmod(0o755)
    assert _binary.find_binary() == str(tmp_path / "mpy-supervisor")
    monkeypatch.setenv(_binary.VARIABLE, "/nowhere")
    with pytest.raises(BinaryNotFoundError, match="MPY_SUPERVISOR names /nowhere"):
        _binary.find_binary()


@pytest.mark.asyncio
async def test_no_program_at_all(datasette, fake):
    script = fake()
    script.write_text("#!/nonexistent/python\n")
    assert "cannot start" in (await run(datasette, "echo x"))["error"]


# The end


@pytest.mark.asyncio
async def test_lifespan_shutdown(datasette):
    await run(datasette, "echo x")
    pid = sandbox(datasette).pid
    hanging = asyncio.create_task(run(datasette, "hang"))
    await asyncio.sleep(0.05)
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message["type"])

    await asyncio.wait_for(datasette.app()({"type": "lifespan"}, receive, send), 10)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not is_alive(pid)
    assert "shutting down" in (await hanging)["error"]
    assert "shutting down" in (await run(datasette, "echo x"))["error"]


@pytest.mark.asyncio
async def test_shutdown_hook_and_again(datasette):
    from datasette_agent_micropython import shutdown

    await run(datasette, "echo x")
    pid = sandbox(datasette).pid
    await asyncio.gather(shutdown(datasette), shutdown(datasette))
    await shutdown(datasette)
    assert not is_alive(pid)


@pytest.mark.asyncio
async def test_shutdown_while_starting(datasette, fake):
    fake(silent=True)
    starting = asyncio.create_task(run(datasette, "echo x"))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(_lifecycle.close(datasette), 10)
    assert (await starting)["ok"] is False


@pytest.mark.asyncio
async def test_one_that_does_not_stop_is_killed(datasette, fake, monkeypatch):
    monkeypatch.setattr(_process, "STOP_SECONDS", 0.2)
    fake(ignore_end=True)
    await run(datasette, "echo x")
    pid = sandbox(datasette).pid
    started = time.monotonic()
    await _lifecycle.close(datasette)
    assert time.monotonic() - started < 2
    assert not is_alive(pid)


@pytest.mark.asyncio
@pytest.mark.parametrize("code", ["garbage", "huge", "hang"])
async def test_the_end_comes_while_it_is_stopping_already(datasette, fake, code):
    fake(ignore_end=True)
    await run(datasette, "echo x")
    pid = sandbox(datasette).pid
    task = asyncio.create_task(run(datasette, code))
    await asyncio.wait([task], timeout=0.3)
    await asyncio.wait_for(_lifecycle.close(datasette), 10)
    await until(lambda: not is_alive(pid))
    await task


@pytest.mark.asyncio
async def test_the_end_of_the_datasette_object():
    # A stand-in: from 1.0a40 on, an atexit function keeps every real one.
    class Object:
        def setting(self, name):
            return 3

        def plugin_config(self, name):
            return None

    datasette = Object()
    await run(datasette, "echo x")
    pid = sandbox(datasette).pid
    del datasette

    def collected():
        gc.collect()
        return not is_alive(pid)

    await until(collected)


SCRIPT = """
import asyncio, os, sys
sys.path.insert(0, {tests!r})
from datasette.app import Datasette
from conftest import run, sandbox

async def main():
    datasette = Datasette(memory=True)
    await datasette.invoke_startup()
    await run(datasette, "echo x")
    print(sandbox(datasette).pid, flush=True)
    return datasette

{how}
"""


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "how",
    [
        "kept = asyncio.run(main())",
        "loop = asyncio.new_event_loop(); kept = loop.run_until_complete(main())",
        "asyncio.run(main()); os._exit(0)",
        "loop = asyncio.new_event_loop(); kept = loop.run_until_complete(main()); os._exit(1)",
        "loop = asyncio.new_event_loop(); loop.run_until_complete(main())\nos.kill(os.getpid(), 9)",
    ],
)
async def test_the_end_of_the_process(how):
    script = textwrap.dedent(SCRIPT).format(tests=str(HERE), how=how)
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert done.stdout, done.stderr
    pid = int(done.stdout)
    assert "Traceback" not in done.stderr
    await until(lambda: not is_alive(pid))


@pytest.mark.asyncio
async def test_a_forked_copy_leaves_the_process_alone(datasette):
    await run(datasette, "count")
    await close_all_in_a_forked_copy()
    assert (await run(datasette, "count"))["stdout"] == "2"


# Event loops


def test_one_loop_after_the_other(fake):
    datasette = Datasette(memory=True)

    async def first():
        await datasette.invoke_startup()
        await run(datasette, "count")
        return sandbox(datasette).pid

    async def second():
        payload = await run(datasette, "count")
        await _lifecycle.close(datasette)
        return payload

    pid = asyncio.run(first())
    assert not is_alive(pid)
    payload = asyncio.run(second())
    assert payload["stdout"] == "1"
    assert payload["interpreter_reset"] is True
    datasette.close()


def test_a_loop_that_stands_still(fake):
    datasette = Datasette(memory=True)
    one, other = asyncio.new_event_loop(), asyncio.new_event_loop()
    one.run_until_complete(datasette.invoke_startup())
    assert one.run_until_complete(run(datasette, "count"))["stdout"] == "1"
    pid = sandbox(datasette).pid
    assert one.run_until_complete(run(datasette, "count"))["stdout"] == "2"
    assert sandbox(datasette).pid == pid
    payload = other.run_until_complete(run(datasette, "count"))
    assert payload["stdout"] == "1"
    assert "another event loop" in payload["reset_reason"]
    assert not is_alive(pid)
    one.run_until_complete(asyncio.sleep(0.05))
    assert other.run_until_complete(run(datasette, "count"))["stdout"] == "2"
    other.run_until_complete(_lifecycle.close(datasette))
    for loop in (one, other):
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()
    datasette.close()


@pytest.mark.asyncio
async def test_two_loops_at_once(datasette):
    await run(datasette, "count")
    pid = sandbox(datasette).pid

    def elsewhere():
        async def many():
            calls = [run(datasette, "count"), run(datasette, "sql _memory select 7")]
            return await asyncio.gather(*calls)

        return asyncio.run(many())

    counted, queried = await asyncio.to_thread(elsewhere)
    assert counted["stdout"] == "2"
    assert json.loads(queried["stdout"])["rows"] == [[7]]
    assert sandbox(datasette).pid == pid

    def cancelled_elsewhere():
        async def one():
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(run(datasette, "hang"), 0.2)

        asyncio.run(one())

    await asyncio.to_thread(cancelled_elsewhere)
    assert (await run(datasette, "cancelled"))["stdout"] == "1"


@pytest.mark.asyncio
async def test_no_thread_waits_for_a_run(datasette):
    await run(datasette, "echo x")
    before = threading.active_count()
    tasks = [asyncio.create_task(run(datasette, "hang", conversation=str(n))) for n in range(50)]
    await asyncio.sleep(0.2)
    assert threading.active_count() <= before
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.asyncio
async def test_killed_from_outside_while_idle(datasette):
    await run(datasette, "count")
    os.kill(sandbox(datasette).pid, signal.SIGKILL)
    await until(lambda: sandbox(datasette).pid is None)
    payload = await run(datasette, "count")
    assert payload["interpreter_reset"] is True
    assert "SIGKILL" in payload["reset_reason"]


@pytest.mark.asyncio
async def test_no_descriptor_is_left(datasette):
    def descriptors():
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    await run(datasette, "die 0")
    await run(datasette, "echo x")
    before = descriptors()
    for _ in range(3):
        await run(datasette, "die 0")
        sandbox(datasette)._not_before = 0
        await run(datasette, "echo x")
    await until(lambda: descriptors() <= before)


def test_the_config_is_that_of_the_protocol():
    assert set(Config().limits_params()) == {
        "max_sessions",
        "wall_clock_ms",
        "memory_bytes",
        "fuel",
        "max_output_chars",
    }
