"""The HTTP and SSE interface of datasette-agent, as its page uses it."""

import http.client
import json
import time
from dataclasses import dataclass, field

TIMEOUT = 90


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Event:
    name: str
    data: dict
    at: float


@dataclass
class Turn:
    """Everything that came back for one message."""

    events: list = field(default_factory=list)

    def named(self, name):
        return [event for event in self.events if event.name == name]

    @property
    def text(self):
        return "".join(event.data["content"] for event in self.named("text_chunk"))

    @property
    def calls(self):
        return [event.data for event in self.named("tool_call")]

    @property
    def raw_outputs(self):
        return [event.data["output"] for event in self.named("tool_result")]

    @property
    def results(self):
        return [json.loads(output) for output in self.raw_outputs]

    @property
    def result(self):
        """The answer of the only tool call."""
        assert len(self.results) == 1, self.events
        return self.results[0]

    @property
    def tool_seconds(self):
        """From the call of the tool to its answer."""
        return self.named("tool_result")[-1].at - self.named("tool_call")[0].at

    @property
    def complete(self):
        return bool(self.events) and self.events[-1].name == "done"


class Client:
    """One signed-in visitor. Every request has a connection of its own."""

    def __init__(self, host, port, cookie=None):
        self.host = host
        self.port = port
        self.headers = {"Cookie": cookie} if cookie else {}

    def open(self, method, path, body=None, timeout=TIMEOUT):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        headers = dict(self.headers)
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        connection.request(method, path, body=body, headers=headers)
        return connection, connection.getresponse()

    def request(self, method, path, body=None, timeout=TIMEOUT):
        connection, response = self.open(method, path, body, timeout)
        try:
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        finally:
            connection.close()

    def get(self, path, timeout=TIMEOUT):
        return self.request("GET", path, timeout=timeout)

    def post(self, path, body):
        return self.request("POST", path, body)

    def conversation(self):
        answer = self.post("/-/agent/api/conversations", {})
        assert answer.status == 200, answer
        return Conversation(self, answer.json["conversation_id"])

    def background_agent(self, goal):
        answer = self.post("/-/agent/api/background", {"goal": goal})
        assert answer.status == 200, answer
        return answer.json

    def background_status(self, agent_id):
        return self.get(f"/-/agent/api/background/{agent_id}").json


@dataclass
class Conversation:
    client: Client
    id: str

    @property
    def path(self):
        return f"/-/agent/{self.id}"

    def stream(self, message, timeout=TIMEOUT):
        """Send a message and yield the events as they arrive."""
        connection, response = self.client.open(
            "POST", self.path + "/stream", {"message": message}, timeout
        )
        try:
            assert response.status == 200, (response.status, response.read())
            assert response.getheader("content-type").startswith("text/event-stream")
            name = None
            for line in response:
                line = line.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
                    yield Event(name, data, time.monotonic())
        finally:
            connection.close()

    def say(self, message, timeout=TIMEOUT):
        turn = Turn()
        for event in self.stream(message, timeout):
            turn.events.append(event)
        assert turn.complete, turn.events
        return turn

    def run(self, code, how="run", timeout=TIMEOUT):
        """Have the scripted model call the tool with exactly this code; return the tool's answer."""
        return self.say(f"{how}: {code}", timeout).result

    def page(self):
        return self.client.get(self.path)

    def markdown(self):
        return self.client.get(self.path + "/markdown")
