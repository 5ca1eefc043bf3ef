"""Web chat, as the page uses it: a conversation over HTTP, its events over SSE."""

import sqlite3
import time

import pytest

from support.server import EXAMPLES

KEYWORD = '<span class="agent-micropython-token-keyword">'


@pytest.fixture
def conversation(client):
    return client.conversation()


@pytest.fixture(scope="session")
def favourite(demo_db):
    """The most borrowed tool and its loans, asked of SQLite itself."""
    db = sqlite3.connect(demo_db)
    row = db.execute(
        "select tools.name, count(*) as n from loans join tools on tools.id = tool_id"
        " group by tools.id order by n desc, tools.name limit 1"
    ).fetchone()
    db.close()
    return row


def test_agent_needs_permission(server):
    stranger = server.client(signed_in=False)
    assert stranger.get("/-/agent").status == 403
    assert stranger.post("/-/agent/api/conversations", {}).status == 403


def test_report_shows_sql_result(conversation, favourite):
    tool, loans = favourite
    turn = conversation.say("report")

    assert [call["name"] for call in turn.calls] == ["execute_micropython"]
    assert "read_only_sql_query" in turn.calls[0]["arguments"]["python"]
    result = turn.result
    assert result["ok"] is True, result
    assert result["stdout"].split("\n")[0].split() == [*tool.split(), str(loans), "#" * loans]
    assert result["stderr"] == ""
    assert result["interpreter_reset"] is False
    assert 0 < result["fuel_remaining"] < 10_000_000
    assert result["output_displayed_to_user"] is True
    assert KEYWORD + "for</span>" in result["_html"]
    assert tool in result["_html"]
    assert f"The favourite is the **{tool}**, borrowed {loans} times." in turn.text


def test_model_does_not_see_the_html(conversation):
    turn = conversation.say("run: print('<b>')")
    assert "&lt;b&gt;" in turn.result["_html"]
    assert '"stdout": "<b>\\n"' in turn.text
    assert "_html" not in turn.text


def test_hidden_run_has_no_html(conversation):
    result = conversation.run("print(6 * 7)", how="run-hidden")
    assert result["stdout"] == "42\n"
    assert "_html" not in result and "output_displayed_to_user" not in result


def test_page_and_export_hold_the_result(conversation, favourite):
    tool, loans = favourite
    conversation.say("report")
    page = conversation.page()
    assert page.status == 200
    assert KEYWORD in page.text
    assert page.text.count("#" * loans) >= 1
    export = conversation.markdown()
    assert export.status == 200
    assert tool in export.text


def test_state_is_kept(conversation):
    assert "5" in conversation.say("remember x = 5").text
    conversation.run("def double(n):\n    return 2 * n\nimport json")
    assert conversation.run("print(json.dumps([double(x)]))")["stdout"] == "[10]\n"
    assert conversation.say("what is x").text.endswith("Python says: 5")


def test_conversations_are_separate(client):
    one, two = client.conversation(), client.conversation()
    one.run("mark = 'one'")
    result = two.run("print('mark' in globals())")
    assert (result["ok"], result["stdout"]) == (True, "False\n")
    two.run("mark = 'two'")
    assert one.run("print(mark)")["stdout"] == "one\n"


def test_reset_clears_state(conversation):
    conversation.run("mark = 1")
    result = conversation.run("print('mark' in globals())", how="reset-run")
    assert (result["ok"], result["stdout"]) == (True, "False\n")


def test_exception_keeps_state(conversation):
    conversation.run("mark = 7")
    turn = conversation.say("error")
    assert turn.result["ok"] is False
    assert "TypeError" in turn.result["error"]
    assert turn.result["interpreter_reset"] is False
    assert "TypeError" in turn.text
    assert conversation.run("print(mark)")["stdout"] == "7\n"


@pytest.mark.ours
def test_exception_keeps_what_was_printed(conversation):
    result = conversation.say("error").result
    assert result["stdout"] == "adding 1200\nadding 850\nadding free\n"
    assert "\n" not in result["error"]
    assert "line 4" in result["traceback"]
    assert "adding free" in result["_html"]
    assert "TypeError" in result["_html"]


def test_endless_loop_is_ended(conversation):
    conversation.run("mark = 1")
    result = conversation.say("loop").result
    assert result["ok"] is False
    assert result["error"]
    assert result["interpreter_reset"] is True
    after = conversation.run("print('mark' in globals())")
    assert (after["ok"], after["stdout"]) == (True, "False\n")


@pytest.mark.ours
def test_endless_loop_keeps_what_was_printed(conversation):
    assert conversation.say("loop").result["stdout"] == "counting for ever\n"


def test_several_calls_in_one_message(conversation):
    """The agent runs them all at once; each must get its own answer."""
    codes = [f"print({number} * 11)\n" for number in range(4)]
    turn = conversation.say("run-all: " + "---\n".join(codes))
    assert sorted(call["arguments"]["python"] for call in turn.calls) == codes
    assert sorted(result["stdout"] for result in turn.results) == ["0\n", "11\n", "22\n", "33\n"]


@pytest.mark.ours
def test_escape_is_refused(conversation):
    lines = conversation.say("escape").result["stdout"].splitlines()
    assert [line.split(" -> ")[0] for line in lines] == [
        "read /etc/passwd",
        "open a socket",
        "delete loans",
    ]
    assert "root:" not in lines[0]
    assert "Error" in lines[0] and "Error" in lines[1] and "'error'" in lines[2]


@pytest.mark.ours  # the reference charges its compilation to the run and is out of fuel at once
def test_example_report_runs(conversation):
    """examples/report.py, the script that `make demo` shows."""
    code = (EXAMPLES / "report.py").read_text(encoding="utf-8")
    result = conversation.run(code)
    assert result["ok"] is True, result
    assert result["stdout"].startswith("Tool library, 2025\n40 tools, 60 members, 420 loans\n")
    assert "Most borrowed" in result["stdout"] and "median" in result["stdout"]


def test_tool_time(conversation, figure):
    """How long the tool takes, from its call to its answer, over the whole way."""
    conversation.run("pass")
    seconds = sorted(conversation.say("run-hidden: print(1)").tool_seconds for _ in range(10))
    figure("tool call to result, print(1), median of 10", f"{1000 * seconds[5]:.1f} ms")
    started = time.monotonic()
    conversation.client.conversation().run("print(1)")
    figure("a new conversation with its first run", f"{1000 * (time.monotonic() - started):.1f} ms")
