"""Background agents: started through the API, and by the agent in a conversation."""

import json

import pytest

from support.waiting import wait_for

pytestmark = pytest.mark.ours


def finished(client, agent_id):
    def look():
        status = client.background_status(agent_id)
        return status["status"] in ("completed", "error") and status

    return wait_for(look, 60, f"background agent {agent_id} to finish")


def test_started_through_the_api(client, target):
    agent = client.background_agent("report")
    status = finished(client, agent["agent_id"])
    assert status["status"] == "completed", status
    if target.passes_context:
        assert "The favourite is the **Lawn aerator**" in status["final_message"]
        page = client.get(f"/-/agent/{agent['conversation_id']}")
        assert "agent-micropython-token-keyword" in page.text
    else:
        # It names no conversation: a clear error, never a shared interpreter.
        assert "conversation" in status["final_message"]


def test_two_agents_do_not_share_an_interpreter(client, target):
    goals = [
        f"run-hidden: print('mark' in globals())\nmark = {number}\nprint(mark)" for number in (1, 2)
    ]
    agents = [client.background_agent(goal) for goal in goals]
    answers = [json.loads(finished(client, a["agent_id"])["final_message"]) for a in agents]
    if target.passes_context:
        assert [answer["stdout"] for answer in answers] == ["False\n1\n", "False\n2\n"]
    else:
        assert [answer["ok"] for answer in answers] == [False, False]


def test_spawned_by_a_conversation(client, target):
    """Its interpreter is its own where datasette-agent says which conversation it has."""
    parent = client.conversation()
    parent.run("mark = 'parent'")
    turn = parent.say("background: run-hidden: print('mark' in globals())")
    agent_id = turn.result["agent_id"]
    assert agent_id in turn.text
    answer = json.loads(finished(client, agent_id)["final_message"])
    assert answer["ok"] is True, answer
    if target.passes_context:
        assert answer["stdout"] == "False\n"
    assert parent.run("print(mark)")["stdout"] == "parent\n"


def test_notice_reaches_the_next_message(client):
    """The notice in front of the user's words does not confuse the scripted model."""
    parent = client.conversation()
    agent_id = parent.say("background: run-hidden: print(3)").result["agent_id"]
    finished(client, agent_id)
    assert "Kept: x is 5" in parent.say("remember x = 5").text
    assert agent_id in parent.page().text
