"""read_only_sql_query: who may, what may, what comes back, and that nothing is left behind.

Every refusal here has a positive control: the same act works on a plain connection.
"""

import asyncio
import json
import sqlite3
import threading
import time

import pytest
import pytest_asyncio
from conftest import ONLY_ROOT, query, run, said, snapshot
from datasette import hookimpl
from datasette.plugins import pm

from datasette_agent_micropython import _sql
from datasette_agent_micropython._connection import LISTS
from datasette_agent_micropython._pool import Pool
from datasette_agent_micropython._rows import unique_names

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def datasette(make_datasette, files):
    return await make_datasette(files, config=ONLY_ROOT)


async def test_columns_and_rows(datasette):
    assert await query(datasette, "data", "select id, name from t order by id") == {
        "columns": ["id", "name"],
        "rows": [[1, "data one"], [2, "data two"]],
        "truncated": False,
        "nonfinite": [],
    }


async def test_values_arrive_exactly(datasette):
    sql = """select 9223372036854775807 as a, -9223372036854775808 as b, x'00ff' as c, null as d,
        1.5 as e, 9e999 as f, -9e999 as g, 'é' || char(0) || char(128512) as h,
        cast(x'ff61' as text) as i"""
    answer = await query(datasette, "data", sql)
    assert answer["rows"] == [
        [
            9223372036854775807,
            -9223372036854775808,
            {"type": "bytes", "hex": "00ff"},
            None,
            1.5,
            None,
            None,
            "é\x00\U0001f600",
            "\ufffda",
        ]
    ]
    assert answer["nonfinite"] == [[0, 5, "inf"], [0, 6, "-inf"]]


async def test_connections_are_not_kept(datasette):
    database = datasette.get_database("data")
    lists = [getattr(database, name) for name in LISTS if hasattr(database, name)]
    assert lists
    before = list(map(len, lists))
    for sql in ("select 1", "drop table t", "nonsense", "select * from json_each('[1]')"):
        await query(datasette, "data", sql)
    assert list(map(len, lists)) == before


async def test_two_columns_of_one_name(datasette):
    answer = await query(datasette, "data", "select 1 as a, 2 as a, 3 as a_2, 4 as a")
    assert len(set(answer["columns"])) == 4
    assert answer["columns"] == ["a", "a_3", "a_2", "a_4"]


async def test_unique_names():
    assert unique_names(["id", "id", "id"]) == ["id", "id_2", "id_3"]
    assert unique_names(["id_2", "id", "id"]) == ["id_2", "id", "id_3"]
    assert unique_names(["id", "id", "id_2"]) == ["id", "id_3", "id_2"]


@pytest.mark.parametrize(
    ("params", "row"),
    [
        ({"a": 1, "b": "x"}, [1, "x"]),
        ([1, "x"], [1, "x"]),
        (
            {"a": {"type": "bytes", "hex": "00ff"}, "b": None},
            [{"type": "bytes", "hex": "00ff"}, None],
        ),
        ({"a": 2**63 - 1, "b": True}, [2**63 - 1, 1]),
        ({"a": {"type": "float", "value": "-inf"}, "b": 0.5}, [None, 0.5]),
    ],
)
async def test_parameters(datasette, params, row):
    sql = "select ?, ?" if isinstance(params, list) else "select :a, :b"
    assert (await query(datasette, "data", sql, params))["rows"] == [row]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (3, "params must be"),
        ([2**63], "does not fit 64 bits"),
        ([[1]], "a parameter must be"),
        ([{"type": "bytes", "hex": "zz"}], "a parameter must be"),
        (["\ud800"], "surrogates not allowed"),
        ([], "bindings"),
        ({}, "supplied a dictionary"),
    ],
)
async def test_wrong_parameters(datasette, params, words):
    answer = await query(datasette, "data", "select ?", params)
    assert words in answer["error"]
    assert "\n" not in answer["error"]


@pytest.mark.parametrize(
    ("name", "sql"), [(None, "select 1"), ("data", None), (3, 4), ("data", ["select 1"])]
)
async def test_wrong_arguments(datasette, name, sql):
    assert "both strings" in (await query(datasette, name, sql))["error"]


async def test_arguments_by_name():
    assert _sql.bind(["d"], {"sql": "s"}) == _sql.Arguments("d", "s", None)
    assert _sql.bind([], {"name_of_database": "d", "sql": "s", "params": [1]}).params == [1]
    assert _sql.bind(None, None) == _sql.Arguments(None, None, None)


async def test_a_failing_statement_is_one_line_of_error(datasette, capfd):
    await said(datasette)
    capfd.readouterr()
    assert await query(datasette, "data", "select\nnope from t") == {
        "error": "no such column: nope"
    }
    assert capfd.readouterr() == ("", "")


# Permissions


async def test_a_forbidden_database_looks_like_none(datasette):
    forbidden = await query(datasette, "secret", "select * from t")
    missing = await query(datasette, "sekret", "select * from t")
    assert forbidden == {
        "error": "Permission denied or no such database: 'secret'",
        "available_databases": ["_memory", "data"],
    }
    assert missing["error"].replace("sekret", "secret") == forbidden["error"]
    assert missing["available_databases"] == forbidden["available_databases"]
    # Also with SQL that would be refused for its own sake.
    assert await query(datasette, "secret", "drop table t") == forbidden
    # Control: it is there for whoever may.
    answer = await query(datasette, "secret", "select name from t", actor={"id": "root"})
    assert answer["rows"] == [["secret one"], ["secret two"]]


async def test_the_internal_database_is_none_of_these(datasette):
    for name in ("_internal", "__INTERNAL__", "", "\ud800", "data.db", "DATA"):
        answer = await query(datasette, name, "select 1", actor={"id": "root"})
        assert answer["error"].startswith("Permission denied or no such database")


async def test_permission_is_asked_with_the_actor_of_each_run(datasette, fake):
    sql = "sql secret select name from t"
    for actor, may in (({"id": "root"}, True), ({"id": "guest"}, False), (None, False)) * 2:
        answer = await run(datasette, sql, actor=actor, conversation="same")
        assert ("secret one" in answer["stdout"]) is may


async def test_two_actors_at_once(datasette, fake):
    calls = [
        run(datasette, "sql secret select 'found'", actor=actor, conversation=str(number))
        for number, actor in enumerate([{"id": "root"}, {"id": "guest"}] * 20)
    ]
    for number, answer in enumerate(await asyncio.gather(*calls)):
        assert ("found" in answer["stdout"]) is (number % 2 == 0)


async def test_a_wire_that_names_another_run_gets_nothing(datasette, fake):
    call = {"args": ["secret", "select 1", None], "run_id": "of somebody else"}
    answer = await run(datasette, "call " + json.dumps(call), actor={"id": "root"})
    assert json.loads(answer["stdout"]) == {"code": -32602, "message": "no such run is open"}
    call = {"args": ["secret", "select 1", None], "name": "drop_everything"}
    answer = await run(datasette, "call " + json.dumps(call), actor={"id": "root"})
    assert json.loads(answer["stdout"])["code"] == -32601


# Reading only

WRITES = [
    "insert into t (name) values ('x')",
    "with x as (select 1) insert into t (name) select * from x",
    "with x as (select 1) delete from t",
    "with x as (select 1) update t set name = 'x'",
    "with x as (select 1) delete from t returning *",
    "/* select */ delete from t",
    "-- select\ndelete from t",
    "drop table t",
    "create table u (a)",
    "create temp table u (a)",
    "create temp view u as select 1",
    "create index i on t (name)",
    "replace into t values (1, 'x')",
    "begin",
    "begin immediate",
    "begin exclusive",
    "savepoint s",
    "attach database '{folder}/new.db' as n",
    "attach database '{folder}/secret.db' as n",
    "vacuum",
    "vacuum into '{folder}/new.db'",
    "pragma query_only = 0",
    "pragma journal_mode = wal",
    "pragma cache_size = 7",
    "pragma user_version",
    "reindex",
    "analyze",
    "insert into docs (docs) values ('optimize')",
    "with x as (select 1) update docs set body = 'x'",
]
REFUSED_ONLY = [
    "select 1; delete from t",
    "select 1; select 2",
    "select 1;\n-- x\n; attach ':memory:' as m",
    "explain delete from t",
    "with x as (select 1) update sqlite_master set sql = ''",
    "with x as (select 1) delete from sqlite_master",
    "explain query plan delete from t",
    "detach database main",
    "commit",
    "rollback",
    "end",
    "values (1)",
    "select * from pragma_user_version",
    "select * from pragma_journal_mode",
    "select load_extension('/lib/x.so')",
    "select fts3_tokenizer('simple', x'00')",
    "with x as (select 1) select load_extension('x') from x",
    "select optimize(docs4) from docs4",
    "",
    ";",
    "-- nothing",
    "/* select 1",
    "\x00select 1",
    "selectx",
]


async def test_only_reading_is_possible(datasette, tmp_path):
    # Datasette's own connections exist before, as on a server that runs.
    await datasette.get_database("data").execute("select 1")
    before = snapshot(tmp_path)
    for sql in WRITES + REFUSED_ONLY:
        for _ in range(2):
            answer = await query(
                datasette, "data", sql.format(folder=tmp_path), actor={"id": "root"}
            )
            assert set(answer) == {"error"}, (sql, answer)
            assert "\n" not in answer["error"], sql
        assert snapshot(tmp_path) == before, sql
        await assert_no_trace(datasette, "data", tmp_path)


@pytest.mark.parametrize("sql", WRITES)
async def test_control_each_write_works_elsewhere(files, tmp_path, sql):
    connection = sqlite3.connect(files[0], isolation_level=None)
    connection.execute(sql.format(folder=tmp_path)).fetchall()
    connection.close()


async def assert_no_trace(datasette, name, folder):
    """Nothing on any pooled connection, nothing open, and the file is not locked."""
    database = datasette.get_database(name)

    def look(connection):
        time.sleep(0.005)  # so that every thread of the pool gets one
        return (
            threading.get_ident(),
            connection.in_transaction,
            [row[1] for row in connection.execute("PRAGMA database_list")],
            connection.execute("PRAGMA cache_size").fetchone()[0],
            connection.execute("select count(*) from sqlite_temp_master").fetchone()[0],
        )

    looks = await asyncio.gather(*[database.execute_fn(look) for _ in range(6)])
    for _, in_transaction, schemas, cache_size, temps in looks:
        assert not in_transaction
        assert set(schemas) <= {"main", "temp"}
        assert cache_size != 7
        assert temps == 0
    # Control: the same looks see a trace.
    plain = sqlite3.connect(":memory:")
    plain.execute("create temp table u (a)")
    assert plain.execute("select count(*) from sqlite_temp_master").fetchone()[0] == 1
    connection = sqlite3.connect(folder / f"{name}.db", timeout=0.2, isolation_level=None)
    connection.execute("begin exclusive")
    connection.execute("rollback")
    connection.close()


READS = [
    ("select name from t where id = 1", [["data one"]]),
    ("  \n select 1", [[1]]),
    ("-- a comment\n/* another */ select 1", [[1]]),
    ("select 1;", [[1]]),
    ("select 1 -- end", [[1]]),
    ("SELECT 'a;b'", [["a;b"]]),
    (
        "with recursive c(x) as (select 1 union all select x+1 from c where x < 3) select * from c",
        [[1], [2], [3]],
    ),
    ("select body from docs where docs match 'quick'", [["the quick fox"]]),
    ("select body from docs4 where docs4 match 'slow'", [["the slow fox"]]),
    (
        "select snippet(docs, 0, '[', ']', '', 5) from docs where docs match 'fox'",
        [["the quick [fox]"]],
    ),
    ("select id, low from boxes where high > 1", [[1, 2.0]]),
    ("select name from pragma_table_info('t')", [["id"], ["name"]]),
    ("select count(*) from pragma_database_list", [[1]]),
    ("select value from json_each('[1,2]')", [[1], [2]]),
    ("select count(*) from sqlite_master where name = 't'", [[1]]),
    ("select json_group_array(id) from t group by name order by 1", [["[1]"], ["[2]"]]),
]


async def test_what_is_reading_works(datasette):
    for sql, rows in READS:
        answer = await query(datasette, "data", sql)
        assert answer.get("rows") == rows, (sql, answer)


async def test_explain_works(datasette):
    for table in ("t", "boxes", "docs"):
        assert (await query(datasette, "data", f"explain select * from {table}"))["rows"]
    assert (await query(datasette, "data", "explain query plan select * from t"))["rows"]


async def test_a_writer_is_not_locked_out_while_a_query_was_refused(datasette):
    database = datasette.get_database("data")
    await query(datasette, "data", "begin immediate")
    await query(datasette, "data", "with x as (select 1) delete from t")
    await database.execute_write("insert into t (name) values ('written')")
    answer = await query(datasette, "data", "select count(*) from t")
    assert answer["rows"] == [[3]]


# Kinds of databases


async def test_memory_databases(make_datasette):
    datasette = await make_datasette()
    shared = datasette.add_memory_database("shared_for_sql_test", name="shared")
    await shared.execute_write("create table m (a)")
    await shared.execute_write("insert into m values (42)")
    assert (await query(datasette, "shared", "select a from m"))["rows"] == [[42]]
    answer = await query(datasette, "shared", "with x as (select 1) delete from m")
    assert answer["error"] == "refused, only reading is allowed: DELETE"
    assert (await query(datasette, "_memory", "select 1"))["rows"] == [[1]]


async def test_immutable_databases(make_datasette, files):
    datasette = await make_datasette([], immutables=[str(files[0])])
    assert (await query(datasette, "data", "select count(*) from t"))["rows"] == [[2]]
    assert "error" in await query(datasette, "data", "with x as (select 1) delete from t")


async def test_without_threads(make_datasette, files):
    datasette = await make_datasette(files, settings={"num_sql_threads": 0})
    assert (await query(datasette, "data", "select count(*) from t"))["rows"] == [[2]]


async def test_functions_of_plugins(make_datasette, files):
    class Plugin:
        __name__ = "Plugin"

        @hookimpl
        def prepare_connection(self, conn):
            conn.create_function("shout", 1, lambda text: text.upper())

    plugin = Plugin()
    pm.register(plugin, name="sql-test")
    try:
        datasette = await make_datasette(files)
        answer = await query(datasette, "data", "select shout(name) from t where id = 1")
        assert answer["rows"] == [["DATA ONE"]]
    finally:
        pm.unregister(plugin)


async def test_attached_databases_have_their_own_permission(make_datasette, files):
    datasette = await make_datasette(files, config=ONLY_ROOT, crossdb=True)
    cross = "select name from data.t where id = 1"
    assert (await query(datasette, "_memory", cross))["rows"] == [["data one"]]
    control = await query(
        datasette, "_memory", "select name from secret.t where id = 1", actor={"id": "root"}
    )
    assert control["rows"] == [["secret one"]]
    for sql in (
        "select name from secret.t",
        "select nope from secret.t",
        "select * from secret.sqlite_master",
    ):
        answer = await query(datasette, "_memory", sql)
        missing = await query(datasette, "_memory", sql.replace("secret", "sekret"))
        assert answer["error"].replace("secret", "sekret") == missing["error"]
    for sql in ("select * from pragma_database_list", "select * from pragma_table_list"):
        answer = await query(datasette, "_memory", sql)
        assert answer["rows"]
        assert "secret" not in json.dumps(answer)


# Limits


async def test_rows_are_capped(make_datasette, files):
    datasette = await make_datasette(files, settings={"max_returned_rows": 5})
    numbers = (
        "with recursive c(x) as (select 1 union all select x+1 from c limit {}) select * from c"
    )
    answer = await query(datasette, "data", numbers.format(6))
    assert answer["rows"] == [[1], [2], [3], [4], [5]]
    assert answer["truncated"] is True
    assert (await query(datasette, "data", numbers.format(5)))["truncated"] is False


async def test_bytes_are_capped(datasette):
    big = "select hex(zeroblob(50000)) as a union all select 'x'"
    answer = await query(datasette, "data", big, limit=100_000)
    assert answer["error"].startswith("the result is too large: at least 100,")
    assert answer["error"].endswith("the limit is 100,000; select fewer rows or columns")
    assert len((await query(datasette, "data", big, limit=101_000))["rows"]) == 2


@pytest.mark.parametrize(
    "value", ["hex(zeroblob({}))", "zeroblob({})", "replace(hex(zeroblob({})),'0',char(10))"]
)
async def test_one_long_value(datasette, value):
    answer = await query(datasette, "data", f"select 1, {value.format(2_000_000)}, 'end'")
    first, cell, last = answer["rows"][0]
    assert (first, last) == (1, "end")
    assert len(cell["hex"] if isinstance(cell, dict) else cell) == 4_000_000
    too_long = await query(datasette, "data", f"select {value.format(2_000_000)}", limit=10**6)
    assert "too large" in too_long["error"]


async def test_time_is_capped_by_the_setting(make_datasette, files):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 100})
    started = time.monotonic()
    answer = await query(datasette, "data", ENDLESS)
    assert time.monotonic() - started < 1
    assert answer["error"].startswith("the query took too long: stopped after 0.1 seconds")


async def test_time_is_capped_by_what_is_left_of_the_run(make_datasette, files):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 60000})
    started = time.monotonic()
    answer = await query(datasette, "data", ENDLESS, seconds=0.2)
    assert 0.1 < time.monotonic() - started < 1
    assert "too long" in answer["error"]


ENDLESS = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"


async def test_a_cancelled_query_ends(make_datasette, files):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 60000})
    pool = Pool(1, "test-sql")
    task = asyncio.create_task(query(datasette, "data", ENDLESS, seconds=60, pool=pool))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # Its only thread is free again.
    answer = await asyncio.wait_for(query(datasette, "data", "select 1", pool=pool), 1)
    assert answer["rows"] == [[1]]


async def test_the_end_of_a_run_ends_its_query(make_datasette, files, fake):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 60000})
    answer = await run(datasette, "sqltimeout data " + ENDLESS)
    assert "time limit" in answer["error"]
    others = [run(datasette, "sql data select 7", conversation=str(n)) for n in range(6)]
    started = time.monotonic()
    for answer in await asyncio.gather(*others):
        assert json.loads(answer["stdout"])["rows"] == [[7]]
    assert time.monotonic() - started < 2


async def test_a_query_that_cannot_be_interrupted_is_left_behind(make_datasette, files):
    stuck = threading.Event()

    class Plugin:
        __name__ = "Stuck"

        @hookimpl
        def prepare_connection(self, conn):
            conn.create_function("stuck", 0, lambda: stuck.wait(20))

    plugin = Plugin()
    pm.register(plugin, name="stuck-test")
    try:
        datasette = await make_datasette(files)
        pool = Pool(1, "test-sql")
        task = asyncio.create_task(query(datasette, "data", "select stuck()", pool=pool))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        answer = await asyncio.wait_for(query(datasette, "data", "select 1", pool=pool), 3)
        assert answer["rows"] == [[1]]
    finally:
        stuck.set()
        pm.unregister(plugin)


async def test_sandbox_queries_leave_datasette_its_threads(make_datasette, files, fake):
    datasette = await make_datasette(files, settings={"sql_time_limit_ms": 3000})
    slow = [
        asyncio.create_task(run(datasette, "sql data " + ENDLESS, conversation=str(number)))
        for number in range(10)
    ]
    await asyncio.sleep(0.5)
    started = time.monotonic()
    await datasette.get_database("data").execute("select 1")
    response = await datasette.client.get("/-/static/app.css")
    assert response.status_code == 200
    assert time.monotonic() - started < 0.5
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize("text", ["/**/" + " " * 200_000 + "x", "--\n" * 100_000 + "\n" * 100_000])
async def test_long_comments_do_not_hold_up_the_process(datasette, text):
    # validate_sql_select alone takes minutes for these, with the interpreter lock held.
    started = time.monotonic()
    assert "error" in await query(datasette, "data", text)
    assert time.monotonic() - started < 1


async def test_too_long_a_statement(datasette):
    answer = await query(datasette, "data", "select '" + "x" * 1_000_000 + "'")
    assert "the SQL is too long" in answer["error"]
