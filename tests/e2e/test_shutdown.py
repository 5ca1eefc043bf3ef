"""However the server ends, no supervisor and no worker outlives it."""

import http.client
import os
import signal
import threading

import pytest

from support import processes
from support.server import Stopwatch
from support.waiting import wait_for

pytestmark = pytest.mark.ours

GONE_WITHIN = 10
# What a request meets whose server ends: a broken connection, or a stream that stops half-way.
BROKEN = (OSError, http.client.HTTPException, AssertionError)
BUSY = "while True: pass"
LONG = {"wall_clock_timeout_seconds": 300, "fuel": 10**12}
# Asked politely, Datasette's server (uvicorn) first waits for open answers, so for the run.
SHORT = {"wall_clock_timeout_seconds": 3, "fuel": 10**12}


def by_signal(number):
    return lambda server: server.process.send_signal(number)


def by_exit(server):
    """Python's own crash: the process ends on the spot, without a word to anybody."""
    with pytest.raises(BROKEN):
        server.client(signed_in=False).get("/-/e2e/exit")


@pytest.mark.parametrize(
    ("end", "limits"),
    [
        pytest.param(by_signal(signal.SIGTERM), SHORT, id="SIGTERM"),
        pytest.param(by_signal(signal.SIGINT), SHORT, id="SIGINT"),
        pytest.param(by_signal(signal.SIGKILL), LONG, id="SIGKILL"),
        pytest.param(by_signal(signal.SIGSEGV), LONG, id="SIGSEGV"),
        pytest.param(by_exit, LONG, id="exit"),
    ],
)
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_nothing_is_left(serve, target, end, limits, busy, figure, request):
    before = processes.everything()
    server = serve(plugin_config=limits)
    client = server.client()
    client.conversation().run("x = 1")
    client.conversation().run("x = 2")
    runner = None
    if busy:
        # The answer never comes; that the connection breaks is the point.
        runner = threading.Thread(target=swallow, args=(client.conversation(), BUSY), daemon=True)
        runner.start()
        processes.busy_workers(server.pid)

    family = processes.descendants(server.pid)
    names = [p.name for p in family]
    assert names.count(processes.SUPERVISOR) == 1, family
    assert names.count(processes.WORKER) >= 2 + busy, family

    watch = Stopwatch()
    end(server)
    wait_for(
        lambda: not any(p.alive for p in family),
        GONE_WITHIN,
        f"these to end: {[p for p in family if p.alive]}",
    )
    gone = watch.seconds
    server.wait()
    wait_for(lambda: not processes.strays(target.facts["prefix"], before), GONE_WITHIN, "no strays")
    how = request.node.callspec.id.removeprefix(target.name + "-")
    figure(f"all processes gone, {how}", f"{1000 * gone:.0f} ms")
    if runner:
        runner.join(30)
        assert not runner.is_alive()


def swallow(conversation, code):
    try:
        conversation.run(code, timeout=120)
    except BROKEN as error:
        print("as expected:", error)


def test_supervisor_dies_and_comes_back(serve):
    """A run in flight gets a clear error; the next one works, and says that state was lost."""
    server = serve(plugin_config=LONG)
    conversation, idle = server.client().conversation(), server.client().conversation()
    conversation.run("x = 1")
    idle.run("y = 1")
    old = processes.one_supervisor(server.pid)
    answers = []
    runner = threading.Thread(target=lambda: answers.append(conversation.run(BUSY)), daemon=True)
    runner.start()
    workers = processes.descendants(old.pid)
    processes.busy_workers(server.pid)
    os.kill(old.pid, signal.SIGKILL)
    runner.join(30)
    assert len(answers) == 1 and answers[0]["ok"] is False, answers
    assert answers[0]["error"]
    wait_for(lambda: not any(w.alive for w in workers), GONE_WITHIN, "the old workers to end")

    after = conversation.run("print('x' in globals())")
    assert (after["ok"], after["stdout"]) == (True, "False\n"), after
    assert answers[0]["interpreter_reset"] or after["interpreter_reset"]
    # Nobody wonders where a variable went, in a conversation that only looked on either.
    after = idle.run("print('y' in globals())")
    assert (after["ok"], after["stdout"]) == (True, "False\n"), after
    assert after["interpreter_reset"] is True, after
    assert processes.one_supervisor(server.pid).pid != old.pid
