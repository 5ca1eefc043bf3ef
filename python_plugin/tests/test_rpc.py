"""The peer's two streams: order, and a pipe or a loop that cannot take more."""

import asyncio
import json

import pytest
import pytest_asyncio
from conftest import until

from datasette_agent_micropython import _call, _rpc, _wire
from datasette_agent_micropython._errors import DiedError, ProtocolError
from datasette_agent_micropython._pool import Pool

pytestmark = pytest.mark.asyncio

LARGE = "x" * (3 * _wire.PIECE)


class Pipe:
    """Keeps what is written, and the notices and calls that the peer takes."""

    def __init__(self):
        self.written = b""
        self.reading = []
        self.notices = []
        self.calls = []
        self.peer = _rpc.RpcPeer(
            self,
            answer=lambda params, call: self.calls.append((params, call)),
            on_notice=lambda method, params: self.notices.append(params["n"]),
            pool=Pool(1, "test"),
        )

    def write(self, data):
        assert len(data) <= _wire.PIECE
        self.written += data

    def pause_reading(self):
        self.reading.append(False)

    def resume_reading(self):
        self.reading.append(True)

    def numbers(self):
        return [json.loads(line)["params"]["n"] for line in self.written.splitlines()]


@pytest_asyncio.fixture
async def pipe():
    pipe = Pipe()
    running = asyncio.create_task(pipe.peer.run())
    await asyncio.sleep(0)
    yield pipe
    pipe.peer.feed_end()
    await running


def notice(number, **more):
    frame = {"jsonrpc": "2.0", "method": "x", "params": {"n": number, **more}}
    return json.dumps(frame).encode() + b"\n"


async def test_a_small_frame_is_written_at_once(pipe):
    pipe.peer.notify("x", {"n": 1})
    assert pipe.numbers() == [1]


async def test_frames_keep_their_order(pipe):
    for number in range(10):
        pipe.peer.notify("x", {"n": number, "more": LARGE if number % 3 == 1 else ""})
    assert pipe.numbers() == [0]
    await until(lambda: pipe.written.count(b"\n") == 10)
    assert pipe.numbers() == list(range(10))
    pipe.peer.notify("x", {"n": 10})
    assert pipe.numbers()[-1] == 10


async def test_a_full_pipe_gets_nothing_more(pipe):
    pipe.peer.pause_writing()
    pipe.peer.notify("x", {"n": 1})
    pipe.peer.notify("x", {"n": 2, "more": LARGE})
    for _ in range(10):
        await asyncio.sleep(0)
    # The writer has given one piece, and waits; the loop goes on.
    assert len(pipe.written) <= _wire.PIECE
    pipe.peer.resume_writing()
    await until(lambda: pipe.written.count(b"\n") == 2)
    assert pipe.numbers() == [1, 2]


async def test_a_broken_pipe_keeps_nothing(pipe):
    pipe.peer.pause_writing()
    pipe.peer.notify("x", {"n": 1, "more": LARGE})
    pipe.peer.break_writing()
    pipe.peer.notify("x", {"n": 2})
    for _ in range(10):
        await asyncio.sleep(0)
    assert pipe.written == b""
    assert not pipe.peer._outbox


async def test_one_turn_takes_so_many_lines(pipe):
    count = 200
    pipe.peer.feed(b"".join(notice(number, more="x" * 1000) for number in range(count)))
    assert 0 < len(pipe.notices) < count
    assert pipe.reading == [False]
    await until(lambda: len(pipe.notices) == count)
    assert pipe.notices == list(range(count))
    assert pipe.reading == [False, True]
    # Control: few are taken in the turn in which they come.
    pipe.peer.feed(notice(count))
    assert pipe.notices[-1] == count
    assert pipe.reading == [False, True]


async def test_a_large_line_holds_back_what_follows(pipe):
    pipe.peer.feed(notice(0, more=LARGE) + notice(1))
    pipe.peer.feed(notice(2))
    assert pipe.notices == []
    assert pipe.reading == [False]
    await until(lambda: len(pipe.notices) == 3)
    assert pipe.notices == [0, 1, 2]
    assert pipe.reading == [False, True]


async def test_the_end_comes_after_all_lines():
    pipe = Pipe()
    pipe.peer.feed(notice(0, more=LARGE) + notice(1))
    pipe.peer.feed_end()
    reason = await pipe.peer.run()
    assert type(reason) is DiedError
    assert "closed its output" in str(reason)
    assert pipe.notices == [0, 1]


@pytest.mark.parametrize(
    ("rest", "error", "words"),
    [
        (b"half", None, "in the middle of a line"),
        (b"", OSError(5, "no"), "the pipe from the sandbox supervisor broke"),
        (b"nonsense\n", None, "is not JSON"),
    ],
)
async def test_other_ends(rest, error, words):
    pipe = Pipe()
    pipe.peer.feed(notice(0) + rest)
    pipe.peer.feed_end(error)
    reason = await pipe.peer.run()
    assert words in str(reason)
    assert isinstance(reason, (DiedError, ProtocolError))
    pipe.peer.feed(notice(1))
    assert pipe.notices == [0]


async def test_a_request_that_nobody_answers(pipe):
    with pytest.raises(asyncio.TimeoutError):
        await pipe.peer.request("x", [b"{}"], 0.01)
    # An answer that comes later is nobody's.
    pipe.peer.feed(b'{"jsonrpc":"2.0","id":1,"result":1}\n')
    asked = asyncio.create_task(pipe.peer.request("x", [b"{}"], 60))
    await asyncio.sleep(0)
    pipe.peer.feed(b'{"jsonrpc":"2.0","id":2,"result":7}\n')
    assert await asked == 7


def host_call(number):
    frame = {"jsonrpc": "2.0", "id": number, "method": "host/call", "params": {"n": number}}
    return json.dumps(frame).encode() + b"\n"


async def test_a_call_is_over_once(pipe):
    pipe.peer.feed(host_call(5) + host_call(6))
    (_, call), (_, other) = pipe.calls
    over, stopped = [], []
    call.when_over = other.when_over = over.append
    call.on_cancel = other.on_cancel = lambda: stopped.append(True)
    call.answer([b'"yes"'])
    call.answer([b'"again"'])
    call.cancel()
    call.fail(ValueError("late"))
    assert pipe.written == b'{"jsonrpc":"2.0","id":5,"result":"yes"}\n'
    assert (over, stopped) == ([call], [])
    for call_id in (b"7", b"[6]", b"null", b"6"):
        pipe.peer.feed(
            b'{"jsonrpc":"2.0","method":"host/cancel","params":{"call_id":%b}}\n' % call_id
        )
    other.answer([b'"late"'])
    assert pipe.written.count(b"\n") == 1
    assert (over, stopped) == ([call, other], [True])


async def test_an_answer_that_fails(pipe, caplog):
    pipe.peer.feed(host_call(5) + host_call(6))
    (_, call), (_, other) = pipe.calls

    async def fail(error):
        raise error

    call.follow(fail(_call.HostError(-32602, "no such thing")))
    other.follow(fail(KeyError("x")))
    await until(lambda: pipe.written.count(b"\n") == 2)
    errors = [json.loads(line)["error"] for line in pipe.written.splitlines()]
    assert errors[0] == {"code": -32602, "message": "no such thing"}
    assert errors[1] == {"code": -32603, "message": "the plugin failed; its log says why"}
    assert caplog.text.count("KeyError") >= 1
    assert "no such thing" not in caplog.text


async def test_a_fault_of_ours_ends_the_peer(caplog):
    pipe = Pipe()
    pipe.peer.feed(b'{"jsonrpc":"2.0","method":"x","params":{}}\n' + notice(1))
    reason = await pipe.peer.run()
    assert type(reason) is ProtocolError
    assert "not understood" in str(reason)
    assert "KeyError" in caplog.text
    assert pipe.notices == []


async def test_an_answer_too_large_for_one_write(pipe):
    pipe.peer.feed(host_call(5))
    pieces = [b'"', b"x" * _wire.PIECE, b"y" * _wire.PIECE, b'"']
    pipe.calls[0][1].answer(pieces)
    assert pipe.written == b""
    await until(lambda: pipe.written.endswith(b"\n"))
    assert json.loads(pipe.written)["result"] == json.loads(b"".join(pieces))
