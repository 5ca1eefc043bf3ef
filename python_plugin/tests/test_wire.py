"""Frames: bounds, pieces, and that large ones are the same as small ones."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_agent_micropython import _wire
from datasette_agent_micropython._errors import ProtocolError


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b""))), st.integers(1, 9))
def test_lines_come_out_whole(lines, step):
    stream = b"".join(line + b"\n" for line in lines)
    buffer = _wire.FrameBuffer()
    found = []
    for start in range(0, len(stream), step):
        found += buffer.feed(stream[start : start + step])
    assert found == [line for line in lines if line.strip()]
    assert buffer.pending == 0


def test_a_line_over_the_limit_is_never_kept():
    buffer = _wire.FrameBuffer(limit=10)
    assert buffer.feed(b"123456789\n12345") == [b"123456789"]
    with pytest.raises(ProtocolError, match="over 10 bytes"):
        buffer.feed(b"67890")


@given(st.text())
def test_a_text_in_pieces_is_the_text(text):
    encoded = b"".join(_wire.encode_text(text))
    assert json.loads(encoded) == text.encode("utf-8", "replace").decode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
@settings(deadline=None, max_examples=30)
def test_large_decoding_is_decoding(value, ascii_only):
    value["long"] = 'é\n"\\\U0001f600\x00' * 20_000 + "\\"
    value["list"] = ["x" * 100_000, {"y": "\\" * 70_000}]
    line = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    decoded = _wire.decode_large(line)
    # Escaped halves of one character may land in two pieces; serde never escapes those.
    assert json.dumps(decoded).encode() == json.dumps(value).encode()


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":"' + b"x" * 200_000,
        b'{"a":"' + b"\\x" * 100_000 + b'"}',
        b'["' + b"x" * 200_000 + b'"]',
        b'{"a":"' + b"\xff" * 200_000 + b'"}',
    ],
)
def test_large_nonsense_is_refused(line):
    with pytest.raises(ProtocolError):
        _wire.decode_large(line)


def test_a_large_skeleton_is_refused():
    assert _wire.decode_large(b'{"a":[' + b"1," * 200_000 + b"1]}") is None


@pytest.mark.parametrize("line", [b"no", b"[]", b"3", b"\xff", b"[" * 50_000, b'{"a":}'])
def test_nonsense_is_refused(line):
    with pytest.raises(ProtocolError):
        _wire.decode(line)


def test_the_id_of_a_call_too_large_to_decode():
    inside = b'"params":{"args":[{"id":7}]}'
    for line, call_id in [
        (b'{"jsonrpc":"2.0","method":"host/call",' + inside + b',"id":12}', 12),
        (b'{"jsonrpc": "2.0", "id": 12, "method": "host/call", ' + inside + b"}", 12),
        (b'{"jsonrpc":"2.0","method":"host/call",' + inside + b"}", None),
        (b'{"jsonrpc":"2.0","method":"other",' + inside + b',"id":12}', None),
        (b'{"jsonrpc":"2.0","id":12,"result":{}}', None),
    ]:
        assert _wire.host_call_id(line) == call_id
