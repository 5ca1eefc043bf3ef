"""A run that only waits ends with its wall clock too: `time.sleep`, and a slow query."""

import pytest

pytestmark = pytest.mark.ours

WALL_CLOCK = 1.0
ALLOWED = 1.5

SLEEP = "print('before')\nimport time\ntime.sleep(30)"

# Counts for about half a minute unless it is interrupted.
QUERY = """
print('before')
print(read_only_sql_query("demo", '''
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers)
    select count(*) from (select n from numbers limit 300000000)
'''))
"""

LOOP = "print('before')\nwhile True: pass"

HOST_CALLS = "print('before')\nwhile True: read_only_sql_query('demo', 'select 1')"


@pytest.fixture
def server_with_short_wall_clock(serve):
    return serve(
        plugin_config={"wall_clock_timeout_seconds": WALL_CLOCK, "fuel": 10**12},
        settings={"sql_time_limit_ms": 60_000},
    )


def test_waiting_ends_with_the_wall_clock(server_with_short_wall_clock, figure):
    client = server_with_short_wall_clock.client()
    client.conversation().run("print(1)")
    seconds = {}
    cases = {"sleep": SLEEP, "query": QUERY, "loop": LOOP, "host calls": HOST_CALLS}
    for name, code in cases.items():
        conversation = client.conversation()
        turn = conversation.say(f"run: {code}")
        seconds[name] = turn.tool_seconds
        figure(f"30 s of {name} under a 1 s wall clock", f"{turn.tool_seconds:.3f} s")
        assert turn.result["ok"] is False, turn.result
        assert turn.result["stdout"].startswith("before\n"), turn.result
        after = conversation.run("print('again')")
        assert (after["ok"], after["stdout"]) == (True, "again\n")
    assert all(WALL_CLOCK * 0.9 < s <= ALLOWED for s in seconds.values()), seconds


def test_database_is_free_after_a_slow_query(server_with_short_wall_clock, figure):
    """The interrupted query does not go on using the processor or the database's thread."""
    server = server_with_short_wall_clock
    client = server.client()
    for _ in range(4):
        client.conversation().run(QUERY)
    answer = client.get("/demo/-/query.json?sql=select+1+as+one&_shape=array", timeout=10)
    assert answer.json == [{"one": 1}], answer
