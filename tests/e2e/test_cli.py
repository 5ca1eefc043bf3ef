"""`datasette agent chat`, the agent on the command line."""

import subprocess
import time

import pytest

from support import processes
from support.server import environment
from support.terminal import Terminal
from support.waiting import wait_for

PROMPT = r"\n> \Z"


@pytest.fixture
def command(target, demo_db):
    return [
        *(target.python, "-m", "datasette", "agent", "chat"),
        *(str(demo_db), "--model", "scripted-demo"),
    ]


@pytest.fixture
def needs_context(target):
    if not target.passes_context:
        pytest.skip("datasette-agent before 0.2a0 names no conversation outside web chat")


def one_shot(command, message, tmp_path):
    return subprocess.run(
        [*command, "--prompt", message],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.ours
def test_one_question(command, tmp_path, needs_context):
    done = one_shot(command, "report", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "--- Tool: execute_micropython ---" in done.stdout
    assert "The favourite is the **Lawn aerator**, borrowed 24 times." in done.stdout


def test_old_agent_gets_a_clear_error(command, tmp_path, target):
    """No conversation, no interpreter: never one shared with strangers."""
    if target.passes_context and target.ours:
        pytest.skip("this datasette-agent names the conversation")
    done = one_shot(command, "run: print(1)", tmp_path)
    assert done.returncode == 0, done.stderr
    assert '"ok": false' in done.stdout
    assert "conversation" in done.stdout


@pytest.mark.ours
def test_dialogue_on_a_terminal(command, tmp_path, needs_context, target):
    """State lasts from one line to the next, and the end leaves no process behind."""
    before = processes.everything()
    with Terminal(command, tmp_path, environment(tmp_path)) as terminal:
        terminal.expect("> ")
        terminal.line("remember x = 5")
        assert "Kept: x is 5" in terminal.expect(PROMPT)
        terminal.line("what is x")
        assert "Python says: 5" in terminal.expect(PROMPT)
        family = processes.descendants(terminal.process.pid)
        assert {p.name for p in family} >= {processes.SUPERVISOR, processes.WORKER}
        terminal.end_of_input()
        assert wait_for(lambda: terminal.process.poll() is not None, 30, "the chat to end")
        assert terminal.process.returncode == 0
    started = time.monotonic()
    wait_for(lambda: not any(p.alive for p in family), 10, f"{family} to end")
    assert time.monotonic() - started < 10
    assert processes.strays(target.facts["prefix"], before) == []
