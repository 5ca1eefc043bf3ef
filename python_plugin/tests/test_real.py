"""The plugin with the real mpy-supervisor and mpy-worker."""

import asyncio
import json
import os
import re
import signal
import time
from pathlib import Path

import pytest
import pytest_asyncio
from conftest import REAL, is_alive, run, sandbox, until

from datasette_agent_micropython import _binary, _tool
from datasette_agent_micropython._errors import BinaryNotFoundError


def missing():
    try:
        _binary.find_binary()
    except BinaryNotFoundError as error:
        return str(error)
    return None


pytestmark = [pytest.mark.asyncio, pytest.mark.real]


@pytest.fixture(autouse=True)
def real(monkeypatch):
    if REAL:
        monkeypatch.setenv(_binary.VARIABLE, REAL)
    reason = missing()
    if reason is not None:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(f"THE REAL BINARIES ARE NOT TESTED: {reason}")


def children_of(pid):
    paths = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in paths for child in path.read_text().split()]


@pytest_asyncio.fixture
async def shop(make_datasette):
    datasette = await make_datasette()
    database = datasette.add_memory_database("real_shop", name="shop")
    await database.execute_write("create table if not exists items (id integer, name text, b blob)")
    await database.execute_write("delete from items")
    await database.execute_write("insert into items values (1, 'é', x'00ff'), (2, 'two', null)")
    return datasette


async def test_state_and_output(shop):
    first = await run(shop, "import json\nx = 40\ndef f(): return x + 2\nprint('é', f())")
    assert first["ok"] is True, first
    assert first["stdout"] == "é 42\n"
    assert first["interpreter_reset"] is False
    assert 0 < first["fuel_remaining"] < 10_000_000
    assert (await run(shop, "x += 1; print(json.dumps([f()]))"))["stdout"] == "[43]\n"
    other = await run(shop, "print(x)", conversation="other")
    assert other["error"].startswith("NameError")
    reset = await run(shop, "print(x)", reset_context=True)
    assert "NameError" in reset["error"]


async def test_exceptions(shop):
    payload = await run(shop, "print('before')\n1/0", show_result=True)
    assert payload["stdout"] == "before\n"
    assert payload["error"].startswith("ZeroDivisionError")
    assert "line 2" in payload["traceback"]
    assert "ZeroDivisionError" in payload["_html"]
    syntax = await run(shop, "def f(:\n  pass")
    assert syntax["error"].startswith("SyntaxError")


async def test_sql(shop):
    payload = await run(
        shop,
        "r = read_only_sql_query('shop', 'select id, name, b from items order by id')\n"
        "print(r['columns'], r['rows'][0]['name'], r['rows'][0]['b'], r['truncated'])\n"
        "print(read_only_sql_query('shop', 'select :a as a, 9e999 as i', {'a': 2**53})['rows'])\n"
        "print(read_only_sql_query('shop', 'drop table items')['error'])\n"
        "print(sorted(read_only_sql_query('nope', 'select 1')))\n",
    )
    lines = payload["stdout"].splitlines()
    assert lines[0].startswith("['id', 'name', 'b'] é {")
    assert "'hex': '00ff'" in lines[0]
    assert "9007199254740992" in lines[1]
    assert "inf" in lines[1]
    assert lines[2] == "refused, only reading is allowed: Statement must be a SELECT"
    assert lines[3] == "['available_databases', 'error']"


@pytest.mark.parametrize(
    ("code", "plugin", "words"),
    [
        ("while True: pass", {"fuel": 10**12}, "time limit: the run was stopped after 0.5 seconds"),
        ("import time\ntime.sleep(30)", {}, "time limit"),
        ("while True: pass", {"wall_clock_timeout_seconds": 5}, "fuel limit"),
    ],
)
async def test_limits(make_datasette, code, plugin, words):
    datasette = await make_datasette(plugin={"wall_clock_timeout_seconds": 0.5, **plugin})
    await run(datasette, "x = 1")
    started = time.monotonic()
    payload = await run(datasette, "print('before')\n" + code)
    assert words in payload["error"], payload
    assert payload["stdout"] == "before\n"
    assert payload["interpreter_reset"] is True
    assert time.monotonic() - started < 4
    assert "NameError" in (await run(datasette, "print(x)"))["error"]


async def test_a_query_ends_with_the_wall_clock(make_datasette):
    datasette = await make_datasette(
        plugin={"wall_clock_timeout_seconds": 1}, settings={"sql_time_limit_ms": 30000}
    )
    await run(datasette, "x = 1")
    endless = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"
    started = time.monotonic()
    payload = await run(datasette, f"print(read_only_sql_query('_memory', '{endless}'))")
    assert time.monotonic() - started < 2.5
    assert "time limit" in payload.get("error", "") or "too long" in payload["stdout"]


async def test_a_flood_is_cut(make_datasette):
    datasette = await make_datasette(plugin={"fuel": 10**10, "max_output_chars": 1000})
    payload = await run(datasette, "for i in range(100000): print('x' * 20)")
    assert payload["stdout"].endswith("\n... (truncated)")
    assert len(payload["stdout"]) == 1000 + len("\n... (truncated)")


async def test_forty_eight_runs_over_twelve_conversations(make_datasette):
    datasette = await make_datasette(plugin={"max_sessions": 4})
    calls = [
        run(datasette, f"print({number}, {turn})", conversation=f"c{number}")
        for turn in range(4)
        for number in range(12)
    ]
    answers = await asyncio.gather(*calls)
    got = [answer["stdout"] for answer in answers]
    assert got == [f"{number} {turn}\n" for turn in range(4) for number in range(12)]


async def test_a_killed_supervisor(shop):
    await run(shop, "x = 1")
    pid = sandbox(shop).pid
    task = asyncio.create_task(run(shop, "import time\ntime.sleep(4)"))
    await asyncio.sleep(0.3)
    os.kill(pid, signal.SIGKILL)
    payload = await task
    assert "SIGKILL" in payload["error"]
    assert (await run(shop, "print('again')"))["stdout"] == "again\n"


async def test_a_cancelled_call_frees_its_conversation(shop):
    await run(shop, "x = 1")
    task = asyncio.create_task(run(shop, "import time\ntime.sleep(4)"))
    await asyncio.sleep(0.3)
    task.cancel()
    started = time.monotonic()
    payload = await run(shop, "print('free')")
    assert payload["stdout"] == "free\n"
    assert payload["interpreter_reset"] is True
    assert "cancelled" in payload["reset_reason"]
    assert time.monotonic() - started < 2


async def test_a_megabyte_of_source(shop):
    await run(shop, "x = 7")
    payload = await run(shop, "#" + "x" * 1_000_000 + "\nprint(x)")
    assert payload["stdout"] == "7\n" or payload["error"]
    assert (await run(shop, "print(x)"))["stdout"] == "7\n"
    payload = await run(shop, "#" + "x" * 5_000_000)
    assert "the code is too long" in payload["error"]
    assert (await run(shop, "print(x)"))["stdout"] == "7\n"


async def test_no_process_is_left(make_datasette):
    from datasette_agent_micropython import _lifecycle

    datasette = await make_datasette()
    await run(datasette, "print(1)")
    pid = sandbox(datasette).pid
    children = children_of(pid)
    assert children
    await _lifecycle.close(datasette)
    await until(lambda: not any(map(is_alive, [pid, *children])))


async def test_forged_and_odd_sources(shop):
    odd = "x = 1\nprint('</script>', x)  # \x0c\n"
    payload = await run(shop, odd, show_result=True)
    assert payload["stdout"] == "</script> 1\n", payload
    assert "</script>" not in payload["_html"]
    assert json.dumps(payload)


async def test_the_modules_of_the_description_are_there(shop):
    description = _tool.description(_tool.config_or_defaults(shop))
    listed = re.search(r"standard library there are: (.*?)\. There is no", description).group(1)
    names = re.sub(r" \([^)]*\)", "", listed).split(", ")
    assert len(names) > 50
    result = await run(shop, "\n".join(f"import {name}" for name in names))
    assert result["ok"] is True, result


async def test_what_cannot_be_there_is_explained(shop):
    result = await run(shop, "import pandas")
    assert result["ok"] is False
    assert "read_only_sql_query" in result["error"], result
