"""What the tests share: a fake supervisor, Datasette objects, and an end for both."""

import asyncio
import json
import os
import sqlite3
import sys
import textwrap
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from datasette_agent_micropython import _binary, _lifecycle, _sql, _tool
from datasette_agent_micropython._call import Call
from datasette_agent_micropython._pool import Pool
from datasette_agent_micropython._runs import Run

HERE = Path(__file__).parent


LAYERS = ("rlimits", "landlock", "namespaces", "cgroup")
VERDICT = "Code can run here: 2 of 2 layers hold."


def diagnosis(*, layers=LAYERS, absent=(), needed=(), ok=True, verdict=VERDICT):
    """What `doctor` prints, of a system with few layers."""
    rows = [
        {
            "layer": name,
            "applied": name not in absent,
            "required": name in needed,
            "stops": f"what {name} stops",
            "enable": f"how to get {name}",
            "detail": f"the state of {name}",
        }
        for name in layers
    ]
    fields = {"system": "Fake 1, x86_64", "worker": "/bin/fake-worker", "layers": rows}
    return json.dumps({**fields, "ok": ok, "verdict": verdict})


HEALTHY = diagnosis(absent=["cgroup"], needed=["rlimits", "landlock"])
# As it was before any test changed it.
REAL = os.environ.get(_binary.VARIABLE)


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """``fake(**options)`` puts a fake supervisor where the plugin looks for the real one.

    Its options are those of ``fake_supervisor``; ``doctor`` says how it answers as `doctor`.
    """

    def install(doctor=(), **options):
        doctor = dict(doctor)
        script = tmp_path / "fake-supervisor"
        # A file of its own: what is just being executed cannot be written to, execve(2).
        new = tmp_path / "fake-supervisor.new"
        new.write_text(
            textwrap.dedent(
                f"""\
                #!{sys.executable} -IS
                import os, sys, time
                if sys.argv[1:2] == ["doctor"]:
                    with open({str(tmp_path / "doctor-argv")!r}, "w") as file:
                        file.write(" ".join([str(os.getpid()), *sys.argv[1:]]))
                    sys.stdout.write({doctor.get("output", HEALTHY)!r})
                    sys.stderr.write({doctor.get("errors", "")!r})
                    sys.stdout.flush()
                    time.sleep({doctor.get("sleep", 0)!r})
                    sys.exit({doctor.get("exit", 0)!r})
                sys.path.insert(0, {str(HERE)!r})
                import fake_supervisor
                fake_supervisor.main({options!r})
                """
            )
        )
        new.chmod(0o755)
        new.replace(script)
        monkeypatch.setenv(_binary.VARIABLE, str(script))
        return script

    install()
    return install


@pytest_asyncio.fixture
async def make_datasette():
    """Datasette objects with settings of the plugin; their sandboxes end with the test."""
    made = []

    async def make(files=(), *, settings=None, plugin=None, **kwargs):
        config = kwargs.pop("config", {})
        if plugin is not None:
            config["plugins"] = {"datasette-agent-micropython": plugin}
        datasette = Datasette(
            [str(file) for file in files],
            memory=kwargs.pop("memory", True),
            config=config,
            settings=settings or {},
            **kwargs,
        )
        await datasette.invoke_startup()
        made.append(datasette)
        return datasette

    yield make
    for datasette in made:
        await _lifecycle.close(datasette)
        datasette.close()


@pytest_asyncio.fixture
async def datasette(make_datasette):
    return await make_datasette()


ONLY_ROOT = {"databases": {"secret": {"allow": {"id": "root"}}}}


@pytest.fixture
def files(tmp_path):
    """Two databases; people may query ``data``, only root ``secret``."""
    paths = []
    for name in ("data", "secret"):
        path = tmp_path / f"{name}.db"
        connection = sqlite3.connect(path)
        connection.executescript(
            f"""
            CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO t (name) VALUES ('{name} one'), ('{name} two');
            CREATE VIRTUAL TABLE docs USING fts5(body);
            INSERT INTO docs VALUES ('the quick fox');
            CREATE VIRTUAL TABLE docs4 USING fts4(body);
            INSERT INTO docs4 VALUES ('the slow fox');
            CREATE VIRTUAL TABLE boxes USING rtree(id, low, high);
            INSERT INTO boxes VALUES (1, 2, 3);
            """
        )
        connection.close()
        paths.append(path)
    return paths


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


class Conversation:
    """Stands for the agent's ToolContext."""

    def __init__(self, conversation_id):
        self.conversation_id = conversation_id


async def run(datasette, code, *, conversation="c", actor=None, **arguments):
    """One call of the tool, decoded."""
    text = await _tool.execute_micropython(
        datasette, actor, code, context=Conversation(conversation), **arguments
    )
    text.encode()
    return json.loads(text)


async def query(
    datasette, name, sql, params=None, *, actor=None, limit=2**24, seconds=5.0, pool=None, of=None
):
    """What guest code gets for one call, before it builds dicts of the rows.

    ``of`` is the run that asks; without one, it is a run of its own.
    """
    asker = of or Run(datasette, actor, "c", seconds)
    pool = pool or Pool(3, "test-sql")
    peer = Peer()
    call = Call(peer, 1)
    try:
        arguments = _sql.bind([name, sql, params], {})
        call.follow(_sql.answer(asker, arguments, pool=pool, limit=limit))
        return await peer.result
    finally:
        call.cancel()
        if of is None:
            asker.idle.end(pool)


class Peer:
    """Stands for the ``RpcPeer`` of one call."""

    def __init__(self):
        self.result = asyncio.get_running_loop().create_future()

    def _call_over(self, _id):
        pass

    def _send(self, pieces):
        frame = json.loads(b"".join(pieces))
        if not self.result.done():
            self.result.set_result(frame.get("result", frame))


def sandbox(datasette):
    return _lifecycle.supervisor_for(datasette)


async def said(datasette):
    """Waits until the log has been told what isolates the workers."""
    check = _lifecycle._checks[datasette]
    await until(lambda: not check.running, seconds=30)
    return check


async def until(condition, seconds=5.0):
    """Waits for something that another task or process brings about."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came"
        await asyncio.sleep(0.005)


async def close_all_in_a_forked_copy():
    """What the exit of a process does that was forked from this one, and inherited everything."""
    child = os.fork()
    if child == 0:
        try:
            _lifecycle._close_all_now()
        finally:
            os._exit(0)
    await asyncio.to_thread(os.waitpid, child, 0)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def pool():
    return Pool(3, "test-sql")


class Asking:
    """One run that asks several times."""

    def __init__(self, datasette, pool, actor=None):
        self.datasette = datasette
        self.pool = pool
        self.run = Run(datasette, actor, "c", 60.0)

    def again(self):
        """Another run for the same actor."""
        return Asking(self.datasette, self.pool, self.run.actor)

    async def __call__(self, name, sql, params=None):
        return await query(self.datasette, name, sql, params, of=self.run, pool=self.pool)
