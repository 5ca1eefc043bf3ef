"""The golden conversations of protocol/fixtures, replayed with the plugin's client.

The test plays the supervisor's lines and checks that the client sends its own. Lines that only a
broken client would send (``raw``) are left out with the answers to them, as are the worker's.
"""

import asyncio
import json
import os
from pathlib import Path

import pytest
from conftest import until

from datasette_agent_micropython import _result, _wire
from datasette_agent_micropython._call import HostError
from datasette_agent_micropython._config import Config
from datasette_agent_micropython._errors import RefusedError
from datasette_agent_micropython._pool import Pool
from datasette_agent_micropython._process import check_hello, describe_hello
from datasette_agent_micropython._rpc import RpcPeer
from datasette_agent_micropython._supervisor import check_result

FOLDER = Path(__file__).parent.parent.parent / "protocol" / "fixtures"
FIXTURES = sorted(FOLDER.glob("*.jsonl"))


PLACES = {"<int>": 7, "<string>": "text", "<list>": [], "<any>": None}


def filled(value):
    """A pattern of the fixtures as a value that it matches."""
    if isinstance(value, dict):
        if set(value) == {"<containing>"}:
            return f"before {value['<containing>']} after"
        return {name: filled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    return PLACES.get(value, value) if isinstance(value, str) else value


class Script:
    """The other side of an ``RpcPeer``, and the owner that makes it ask and answer."""

    def __init__(self):
        self.sent = asyncio.Queue()
        self.notices = asyncio.Queue()
        self.called = asyncio.Queue()
        self.answers = {}
        self.cancelled = set()
        self.requests = {}
        self.ids = {}
        self.buffer = _wire.FrameBuffer()
        self.peer = RpcPeer(
            self,
            answer=lambda params, call: call.follow(self.answer(params)),
            on_notice=lambda *notice: self.notices.put_nowait(notice),
            pool=Pool(1, "test"),
        )

    # What the peer takes for a pipe
    def write(self, data):
        for line in self.buffer.feed(bytes(data)):
            self.sent.put_nowait(json.loads(line))

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass

    async def answer(self, params):
        future = asyncio.get_running_loop().create_future()
        self.answers[params["call_id"]] = future
        self.called.put_nowait(params)
        try:
            frame = await future
        except asyncio.CancelledError:
            self.cancelled.add(params["call_id"])
            raise
        if "error" in frame:
            raise HostError(frame["error"]["code"], frame["error"]["message"])
        return [_wire.encode(frame["result"])]

    async def client(self, frame):
        """The client does what the line says; what it sends must be the line."""
        if "method" not in frame:
            if frame["id"] in self.cancelled:
                return  # the run is over: an answer would be ignored, and is not sent
            self.answers[frame["id"]].set_result(frame)
            assert await self.next(self.sent) == frame
            return
        if "id" not in frame:
            self.peer.notify(frame["method"], frame["params"])
            assert await self.next(self.sent) == frame
            return
        params = frame.get("params", {})
        request = self.peer.request(frame["method"], [_wire.encode(params)], 60)
        self.requests[frame["id"]] = asyncio.create_task(request)
        sent = await self.next(self.sent)
        self.ids[frame["id"]] = sent.pop("id")
        assert sent == {"jsonrpc": "2.0", "method": frame["method"], "params": params}

    async def supervisor(self, frame):
        """The supervisor says this; it must reach whom it is for."""
        frame = filled(frame)
        reply = "method" not in frame
        on_wire = {**frame, "id": self.ids[frame["id"]]} if reply else frame
        self.peer.feed(json.dumps(on_wire).encode() + b"\n")
        if frame.get("method") == "host/call":
            assert await self.next(self.called) == frame["params"]
        elif frame.get("method") == "host/cancel":
            call_id = frame["params"]["call_id"]
            await until(lambda: call_id in self.cancelled)
        elif not reply:
            assert await self.next(self.notices) == (frame["method"], frame["params"])
        elif "error" in frame:
            with pytest.raises(RefusedError) as caught:
                await self.requests[frame["id"]]
            assert (caught.value.code, str(caught.value)) == (
                frame["error"]["code"],
                frame["error"]["message"],
            )
        else:
            result = await self.requests[frame["id"]]
            assert result == frame["result"]
            return result
        return None

    async def next(self, queue):
        return await asyncio.wait_for(queue.get(), 5)


def check_use(method, result):
    """What the plugin makes of a result."""
    if method == "initialize":
        assert result["server"]["name"] in describe_hello(check_hello(result))
    elif method == "conversation/run":
        payload = _result.from_run(check_result(result), Config(), reset_context=False)
        assert payload["ok"] is (result["error"] is None)
        assert payload["stdout"].startswith(result["stdout"])
        assert ("error" in payload) is not payload["ok"]
        assert "\n" not in payload.get("error", "")
        assert payload["interpreter_reset"] is ("reset_reason" in payload)
        assert json.loads(_result.dump(payload)) == payload


async def replay(lines):
    script = Script()
    running = asyncio.create_task(script.peer.run())
    methods = {}
    for line in lines:
        frame = line.get("frame")
        if line.get("from") == "client" and frame is not None:
            if "method" in frame:
                methods[frame.get("id")] = frame["method"]
            await asyncio.wait_for(script.client(frame), 5)
        elif line.get("from") == "supervisor" and "to_worker" not in line:
            if "method" not in frame and frame["id"] not in script.ids:
                continue  # to a raw line
            result = await asyncio.wait_for(script.supervisor(frame), 5)
            if result is not None and "method" not in frame:
                check_use(methods[frame["id"]], result)
    script.peer.feed_end()
    reason = await asyncio.wait_for(running, 5)
    script.peer.end(reason)
    await asyncio.gather(*script.requests.values(), return_exceptions=True)
    assert script.sent.empty()


@pytest.mark.asyncio
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
async def test_fixture(path):
    await replay([json.loads(line) for line in path.read_text().splitlines() if line.strip()])


def test_there_are_fixtures():
    if not FIXTURES and not os.environ.get("CI"):
        pytest.skip(f"NO FIXTURES in {FOLDER}")
    assert len(FIXTURES) >= 20
