"""The tool's contract, against a fake supervisor."""

import asyncio
import json

import pytest
from conftest import Conversation, run, sandbox, until
from datasette_agent.context import current_conversation_id
from datasette_agent.tools import get_agent_tools

from datasette_agent_micropython import _tool

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("fake")]


async def test_the_agent_finds_the_tool(datasette):
    (tool,) = [tool for tool in await get_agent_tools(datasette) if tool.name == _tool.NAME]
    assert tool.input_schema["required"] == ["python"]
    assert set(tool.input_schema["properties"]) == {"python", "reset_context", "show_result"}
    for words in ("5 seconds", "10,000,000 units", "16 MiB", "10,000 characters"):
        assert words in tool.description


async def test_the_description_has_the_values_in_force(make_datasette):
    datasette = await make_datasette(plugin={"fuel": "123456", "wall_clock_timeout_seconds": 1.5})
    (tool,) = [tool for tool in await get_agent_tools(datasette) if tool.name == _tool.NAME]
    assert "1.5 seconds" in tool.description
    assert "123,456 units" in tool.description


async def test_a_run_that_succeeds(datasette):
    assert await run(datasette, "echo hello\n") == {
        "ok": True,
        "stdout": "hello\n",
        "stderr": "",
        "fuel_remaining": 9999999,
        "interpreter_reset": False,
    }


async def test_the_settings_reach_the_supervisor(make_datasette):
    datasette = await make_datasette(
        plugin={"wall_clock_timeout_seconds": "2.5", "max_sessions": 3, "memory_bytes": 2**21}
    )
    params = json.loads((await run(datasette, "initialize"))["stdout"])
    assert params["protocol_version"] == 1
    assert params["host_functions"] == ["read_only_sql_query"]
    assert params["limits"] == {
        "wall_clock_ms": 2500,
        "max_sessions": 3,
        "memory_bytes": 2**21,
        "fuel": 10_000_000,
        "max_output_chars": 10_000,
    }


async def test_state_is_of_one_conversation(datasette):
    assert (await run(datasette, "count", conversation="a"))["stdout"] == "1"
    assert (await run(datasette, "count", conversation="a"))["stdout"] == "2"
    assert (await run(datasette, "count", conversation="b"))["stdout"] == "1"
    reset = await run(datasette, "count", conversation="a", reset_context=True)
    assert reset["stdout"] == "1"
    assert reset["interpreter_reset"] is False


async def test_without_a_conversation_nothing_runs(datasette):
    payload = json.loads(await _tool.execute_micropython(datasette, None, "echo no"))
    assert payload["ok"] is False
    assert "no conversation" in payload["error"]
    assert sandbox(datasette).pid is None


async def test_the_context_variable_is_used_without_a_tool_context(datasette):
    token = current_conversation_id.set("variable")
    try:
        payload = json.loads(await _tool.execute_micropython(datasette, None, "count"))
        assert payload["stdout"] == "1"
        # What a model passes under the name of the agent's own parameter decides nothing.
        for invented in ({"conversation_id": "other"}, "other", ["other"]):
            text = await _tool.execute_micropython(datasette, None, "count", context=invented)
            payload = json.loads(text)
        assert payload["stdout"] == "4"
        # The agent's ToolContext comes first.
        context = Conversation("context")
        text = await _tool.execute_micropython(datasette, None, "count", context=context)
        assert json.loads(text)["stdout"] == "1"
    finally:
        current_conversation_id.reset(token)


async def test_strange_conversation_ids(datasette):
    for name in ("x" * 300, "\ud800", "a\nb", 7):
        assert (await run(datasette, "count", conversation=name))["stdout"] == "1"
        assert (await run(datasette, "count", conversation=name))["stdout"] == "2"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"python": None}, "python must be a string"),
        ({"python": 3}, "python must be a string"),
        ({"python": "echo x", "reset_context": "maybe"}, "reset_context must be true or false"),
        ({"python": "echo x", "show_result": 7}, "show_result must be true or false"),
        ({"python": "echo x", "code": "y"}, "no argument 'code'"),
        ({}, "python must be a string"),
        ({"python": "x = 1\ny = '\ud800'"}, "line 2 has the lone surrogate \\ud800"),
    ],
)
async def test_wrong_arguments(datasette, arguments, words):
    text = await _tool.execute_micropython(datasette, None, context=Conversation("c"), **arguments)
    payload = json.loads(text)
    assert payload["ok"] is False
    assert words in payload["error"]
    assert payload["interpreter_reset"] is False
    assert sandbox(datasette).pid is None


async def test_flags_as_strings(datasette):
    await run(datasette, "count")
    payload = await run(datasette, "count", reset_context="True", show_result=None)
    assert payload["stdout"] == "1"
    assert "_html" not in payload


async def test_too_long_a_source_is_refused_and_state_kept(datasette, fake):
    fake(capabilities={"code_bytes": 100})
    assert (await run(datasette, "count"))["stdout"] == "1"
    payload = await run(datasette, "count " + "é" * 50)
    assert "106 bytes of UTF-8, the limit is 100" in payload["error"]
    assert (await run(datasette, "count"))["stdout"] == "2"


async def test_a_source_of_a_megabyte_arrives(datasette):
    code = "length " + "é\n\"'\\\U0001f600" * 200_000
    assert (await run(datasette, code))["stdout"] == str(len(code))


async def test_output_over_the_limit_is_cut_and_marked(make_datasette):
    datasette = await make_datasette(plugin={"max_output_chars": 10})
    fields = {"stdout": "0123456789", "stderr": "e" * 12, "stdout_truncated": True}
    payload = await run(datasette, "fields " + json.dumps(fields))
    assert payload["stdout"] == "0123456789\n... (truncated)"
    assert payload["stderr"] == "eeeeeeeeee\n... (truncated)"


async def test_the_value_of_the_last_line(make_datasette):
    datasette = await make_datasette(plugin={"max_output_chars": 10})
    assert "result" not in await run(datasette, "echo x")
    fields = {"result": "[1, 2]", "result_truncated": False}
    payload = await run(datasette, "fields " + json.dumps(fields), show_result=True)
    assert payload["result"] == "[1, 2]"
    assert "Result" in payload["_html"]
    assert "No output" not in payload["_html"]
    fields = {"result": "0123456789", "result_truncated": True}
    payload = await run(datasette, "fields " + json.dumps(fields))
    assert payload["result"] == "0123456789\n... (truncated)"


def failed(kind, message="", reset=None, **fields):
    error = {"kind": kind, "type": None, "message": message, "traceback": None, "line": None}
    error.update(fields)
    result = {"ok": False, "error": error, "stdout": "before\n"}
    return "fields " + json.dumps(
        {**result, "interpreter_reset": reset is not None, "reset_reason": reset}
    )


async def test_an_exception(datasette):
    traceback = 'Traceback (most recent call last):\n  File "<session>", line 1\nValueError: no\n'
    code = failed("exception", "no", type="ValueError", traceback=traceback, line=1)
    payload = await run(datasette, code)
    assert payload["error"] == "ValueError: no"
    assert payload["traceback"] == traceback
    assert payload["stdout"] == "before\n"
    assert payload["interpreter_reset"] is False
    assert "reset_reason" not in payload


async def test_an_error_is_one_line(datasette):
    payload = await run(datasette, failed("exception", "a\nb\r\u2028c\x0bd", type="E"))
    assert payload["error"] == "E: a b c d"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wall_clock", "stopped after 5 seconds (setting wall_clock_timeout_seconds)"),
        ("fuel", "used up its 10,000,000 units of fuel"),
        ("memory", "16 MiB are full (setting memory_bytes)"),
        ("trap", "the interpreter crashed: unreachable"),
        ("worker_died", "the interpreter crashed: unreachable"),
        ("cancelled", "the interpreter crashed: unreachable"),
        ("protocol", "the interpreter crashed: unreachable"),
    ],
)
async def test_a_limit_says_which_how_much_and_what_to_do(datasette, kind, words):
    payload = await run(datasette, failed(kind, "the interpreter crashed: unreachable", kind))
    assert words in payload["error"]
    assert payload["interpreter_reset"] is True
    assert payload["reset_reason"].startswith("This run ")
    assert payload["stdout"] == "before\n"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("evicted", "made room for others (setting max_sessions)"),
        ("worker_died", "process had died before this call"),
        ("fuel", "An earlier run used more than 10,000,000 units of fuel"),
    ],
)
async def test_state_lost_before_a_run_is_told_with_it(datasette, reason, words):
    fields = {"interpreter_reset": True, "reset_reason": reason}
    payload = await run(datasette, "fields " + json.dumps(fields))
    assert payload["ok"] is True
    assert words in payload["reset_reason"]


async def test_a_refusal_of_the_supervisor(datasette):
    payload = await run(datasette, "refuse -32003 64 runs wait already")
    assert payload["error"] == "the code was not run: 64 runs wait already"
    assert payload["interpreter_reset"] is False


async def test_shown_results(datasette):
    payload = await run(datasette, "echo <b>", show_result=True)
    assert payload["output_displayed_to_user"] is True
    assert "do not repeat" in payload["display_note"]
    assert "&lt;b&gt;" in payload["_html"]
    assert "<b>" not in payload["_html"]


async def test_a_shown_failure_has_its_error(datasette):
    payload = await run(datasette, failed("fuel", "", "fuel"), show_result=True)
    assert "used up its 10,000,000 units of fuel" in payload["_html"]
    no_conversation = await _tool.execute_micropython(datasette, None, "x", show_result=True)
    assert "no conversation" in json.loads(no_conversation)["_html"]


async def test_what_arrives_can_be_written_and_shown(datasette):
    # A terminal obeys U+009B; a lone surrogate cannot be written at all.
    text = await _tool.execute_micropython(
        datasette,
        None,
        'repeat 1 "\\ud800 \\u009b31m \\u202e \\u0000 \\u001b"',
        context=Conversation("c"),
    )
    text.encode()
    assert not any(character in text for character in "\x9b\u202e\x00\x1b")
    assert json.loads(text)["stdout"] == "\ufffd \x9b31m \u202e \x00 \x1b"


async def test_runs_at_once(datasette):
    """120 runs over 24 conversations: all answered, none mixed up, in order in each."""
    calls = [
        run(datasette, "count" if turn else "echo 0", conversation=f"c{number}")
        for turn in range(5)
        for number in range(24)
    ]
    answers = await asyncio.gather(*calls)
    for number in range(24):
        turns = [answer["stdout"] for answer in answers[number::24]]
        assert turns == ["0", "2", "3", "4", "5"]


async def test_a_cancelled_call_cancels_its_run(datasette):
    await run(datasette, "echo x")
    task = asyncio.create_task(run(datasette, "hang"))
    await until(lambda: sandbox(datasette).runs._runs)
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not sandbox(datasette).runs._runs
    # The conversation is free at once, and the late answer disturbs nobody.
    assert (await run(datasette, "cancelled"))["stdout"] == "1"


async def test_one_of_several_waiting_for_the_start_is_cancelled(datasette):
    first = asyncio.create_task(run(datasette, "echo 1"))
    second = asyncio.create_task(run(datasette, "echo 2"))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["stdout"] == "2"
    with pytest.raises(asyncio.CancelledError):
        await first
