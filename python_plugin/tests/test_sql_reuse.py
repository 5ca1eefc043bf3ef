"""What a run keeps from one query to the next: its confined connections."""

import asyncio
import sqlite3
import threading

import pytest
import pytest_asyncio
from conftest import ONLY_ROOT, Asking, run, snapshot, until
from datasette.database import Database
from test_sql import ENDLESS, REFUSED_ONLY, WRITES

from datasette_agent_micropython import _connection

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def datasette(make_datasette, files):
    return await make_datasette(files, config=ONLY_ROOT)


@pytest.fixture
def opened(datasette):
    return watch(datasette.get_database("data"))


def watch(database):
    """The list of the connections that the plugin opens to a database from now on."""
    connections = []
    connect = database.connect

    def connect_and_note(*args, **kwargs):
        connection = connect(*args, **kwargs)
        if threading.current_thread().name == "test-sql":
            connections.append(connection)
        return connection

    database.connect = connect_and_note
    return connections


def is_closed(connection):
    try:
        connection.total_changes  # noqa: B018 raises where it is closed
    except sqlite3.ProgrammingError:
        return True
    return False


# Connections


async def test_the_queries_of_a_run_share_a_connection(datasette, opened, pool):
    ask = Asking(datasette, pool)
    for number in range(5):
        assert (await ask("data", "select :n", {"n": number}))["rows"] == [[number]]
    assert len(opened) == 1
    # Control: those of another run do not.
    await Asking(datasette, pool)("data", "select 1")
    assert len(opened) == 2


async def test_two_calls_at_once_have_two(datasette, pool):
    database = datasette.get_database("data")
    opened = watch(database)
    both = threading.Barrier(2)
    connect = database.connect

    def connect_with_wait(*args, **kwargs):
        connection = connect(*args, **kwargs)
        connection.create_function("wait", 0, lambda: both.wait(30))
        return connection

    database.connect = connect_with_wait
    ask = Asking(datasette, pool)
    # Neither ends before the other is inside of its own.
    answers = await asyncio.gather(*[ask("data", "select wait() >= 0") for _ in range(2)])
    assert [answer["rows"] for answer in answers] == [[[1]], [[1]]]
    assert len(opened) == 2
    assert len(ask.run.idle) == 1


async def test_few_connections_are_kept_for_all_runs_together(datasette, pool, monkeypatch):
    already = _connection._kept._count
    monkeypatch.setattr(_connection, "KEPT_MAX", already + 2)
    runs = [Asking(datasette, pool) for _ in range(4)]
    for ask in runs:
        assert (await ask("data", "select 1"))["rows"] == [[1]]
    assert [len(ask.run.idle) for ask in runs] == [1, 1, 0, 0]
    # A place is free again when its run is over, or while its connection is in use.
    runs[0].run.idle.end(pool)
    await runs[2]("data", "select 1")
    assert [len(ask.run.idle) for ask in runs] == [0, 1, 1, 0]
    for ask in runs:
        ask.run.idle.end(pool)
    assert _connection._kept._count == already


async def test_the_end_of_a_run_closes_what_it_kept(datasette, opened, pool):
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    assert not is_closed(opened[0])  # the control
    ask.run.idle.end(pool)
    await until(lambda: is_closed(opened[0]))
    # And what comes back later.
    await ask("data", "select 1")
    assert is_closed(opened[1])


async def test_the_end_of_the_tools_run_closes_what_it_kept(datasette, fake):
    database = datasette.get_database("data")
    connections = []
    connect = database.connect
    database.connect = lambda: connections.append(connect()) or connections[-1]
    assert "data one" in (await run(datasette, "sql data select name from t"))["stdout"]
    assert len(connections) == 1
    await until(lambda: is_closed(connections[0]))


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("select nope", 0),
        ("select * from t where id = ?", 0),
        ("with x as (select 1) delete from t", 0),
        ("select hex(zeroblob(20000000))", 0),
        # What Datasette's check of the text refuses never comes to a connection.
        ("drop table t", 1),
        ("pragma cache_size=7", 1),
    ],
)
async def test_a_failed_query_leaves_no_connection(datasette, pool, sql, kept):
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    assert len(ask.run.idle) == 1  # the control
    assert "error" in await ask("data", sql)
    assert len(ask.run.idle) == kept
    assert (await ask("data", "select 1"))["rows"] == [[1]]


async def test_a_query_that_took_too_long_leaves_no_connection(make_datasette, files, pool):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 100})
    opened = watch(datasette.get_database("data"))
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    assert len(ask.run.idle) == 1
    assert "took too long" in (await ask("data", ENDLESS))["error"]
    assert is_closed(opened[0])
    # The next one has a deadline and an interpreter of SQLite of its own.
    assert (await ask("data", "select 1"))["rows"] == [[1]]
    assert "took too long" in (await ask("data", ENDLESS))["error"]
    assert len(opened) == 2


async def test_the_deadline_is_each_querys_own(make_datasette, files, pool):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 60000})
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    ask.run.wall_clock_seconds = 0.2 + asyncio.get_running_loop().time() - ask.run.first_call_at
    assert "took too long" in (await ask("data", ENDLESS))["error"]


async def test_a_cancelled_query_leaves_no_connection(make_datasette, files, pool):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 60000})
    opened = watch(datasette.get_database("data"))
    begun = threading.Event()
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    opened[0].create_function("begun", 0, begun.set)
    task = asyncio.create_task(ask("data", f"select begun(), ({ENDLESS})"))
    await until(begun.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: is_closed(opened[0]))
    assert (await ask("data", "select 1"))["rows"] == [[1]]


async def test_nothing_is_left_for_the_next_query(datasette, pool, tmp_path):
    ask = Asking(datasette, pool, {"id": "root"})
    looks = (
        "select (select count(*) from sqlite_temp_master), "
        "(select count(*) from pragma_database_list where name not in ('main', 'temp'))"
    )
    before = snapshot(tmp_path)
    for sql in WRITES + REFUSED_ONLY:
        for _ in range(2):
            assert (await ask("data", looks))["rows"] == [[0, 0]]
            answer = await ask("data", sql.format(folder=tmp_path))
            assert set(answer) == {"error"}, (sql, answer)
        assert snapshot(tmp_path) == before, sql


async def test_a_virtual_table_opens_no_way_to_write(datasette, pool, opened):
    ask = Asking(datasette, pool)
    for table in ("docs", "docs4", "boxes"):
        assert (await ask("data", f"select count(*) from {table}"))["rows"] == [[1]]
        assert (await ask("data", f"explain select * from {table}"))["rows"]
        for delete in (f"with x as (select 1) delete from {table}", f"explain delete from {table}"):
            assert "refused" in (await ask("data", delete))["error"]
        assert (await ask("data", f"select count(*) from {table}"))["rows"] == [[1]]


async def test_what_was_not_read_holds_no_lock(make_datasette, files, pool):
    datasette = await make_datasette(files, settings={"max_returned_rows": 1})
    ask = Asking(datasette, pool)
    assert (await ask("data", "select id from t"))["truncated"] is True
    assert len(ask.run.idle) == 1
    with sqlite3.connect(files[0], timeout=0.2, isolation_level=None) as plain:
        plain.execute("begin exclusive")
        # Control: this is what a lock does.
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(files[0], timeout=0).execute("select * from t").fetchall()
        plain.execute("rollback")


async def test_changes_between_two_queries_are_seen(datasette, pool, opened):
    ask = Asking(datasette, pool)
    database = datasette.get_database("data")
    everything = "select * from t where id = 1"
    assert (await ask("data", everything))["columns"] == ["id", "name"]
    await database.execute_write("update t set name = 'changed'")
    assert (await ask("data", everything))["rows"] == [[1, "changed"]]
    await database.execute_write("alter table t add column more")
    assert (await ask("data", everything))["columns"] == ["id", "name", "more"]
    await database.execute_write("create table fresh (a)")
    assert (await ask("data", "select count(*) from fresh"))["rows"] == [[0]]
    await database.execute_write("drop table fresh")
    assert len(opened) == 1
    assert "no such table" in (await ask("data", "select count(*) from fresh"))["error"]


async def test_a_database_that_is_removed_or_replaced(datasette, pool, files):
    ask = Asking(datasette, pool)
    sql = "select name from t where id = 1"
    assert (await ask("data", sql))["rows"] == [["data one"]]
    datasette.remove_database("data")
    answer = await ask("data", sql)
    assert answer["error"] == "Permission denied or no such database: 'data'"
    datasette.add_database(Database(datasette, path=str(files[1])), name="data")
    assert (await ask("data", sql))["rows"] == [["secret one"]]


@pytest.mark.parametrize(
    ("sql", "params", "kept"),
    [
        ("select 1", None, 1),
        ("select ?", ["x" * 100], 1),
        ("select '" + "x" * _connection.SERVED_CHARS + "'", None, 0),
        ("select ?", ["x" * _connection.SERVED_CHARS], 0),
        ("select :a", {"a": {"type": "bytes", "hex": "00" * _connection.SERVED_CHARS}}, 0),
    ],
)
async def test_long_texts_are_not_kept_with_a_connection(datasette, pool, sql, params, kept):
    ask = Asking(datasette, pool)
    assert "rows" in await ask("data", sql, params)
    assert len(ask.run.idle) == kept


async def test_a_connection_that_served_long_is_not_kept(datasette, pool, monkeypatch):
    ask = Asking(datasette, pool)
    await ask("data", "select 1")
    assert len(ask.run.idle) == 1  # the control
    monkeypatch.setattr(_connection, "SERVED_SECONDS", 0.0)
    await ask("data", "select 1")
    assert len(ask.run.idle) == 0


async def test_few_connections_are_kept(datasette, pool):
    ask = Asking(datasette, pool)
    names = [f"m{number}" for number in range(2 * _connection.IDLE_MAX)]
    for name in names:
        datasette.add_memory_database(f"reuse_{name}", name=name)
        assert (await ask(name, "select 1"))["rows"] == [[1]]
    assert len(ask.run.idle) == _connection.IDLE_MAX


async def test_waiting_for_a_lock_ends_with_the_query(datasette, pool):
    connection = _connection.Confined(datasette, datasette.get_database("data"))
    connection.confine(set(), attached_checked=False)

    def busy_ms():
        with connection._authorized(_connection._anything):
            return connection._connection.execute("PRAGMA busy_timeout").fetchone()[0]

    for seconds in (1.0, 0.25):
        connection.arm(0.0, seconds)
        assert busy_ms() == 1000 * seconds
        # Control: nobody else may set it.
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            connection.cursor().execute("PRAGMA busy_timeout=9")
    connection.close()
