"""The shown block: nothing is lost, nothing gets out, everything can be read."""

import html
import json
import re
from html.parser import HTMLParser

import pytest
from datasette_agent.export_markdown import format_conversation_markdown
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datasette_agent_micropython import _lexer, _render, _result

# Characters that break highlighters and pages, more often than chance would have them.
NASTY = st.one_of(
    st.characters(),
    st.sampled_from(list("'\"\\\n\r\t\f\v\x00\x1b\x85\ud800\udfff\u2028{}#`<>&$ \\frbu0e._=")),
)
SOURCES = st.text(NASTY, max_size=200)
ODD = [
    "if x:\n        y\n   z",
    "a\x0cb\n\x0c\n",
    "x = '\ud800'",
    "</script><script>alert(1)</script>",
    "'''never closed",
    '"open\nnext',
    "f'{x!r:>{width}} {{no}} {y'",
    "f'{",
    "'''a\\",
    "'abc\\",
    "\\",
    "\r",
    "\r\n",
    "a\r\nb\rc",
    "```\n</pre>",
    "0x 0b2 1__0 1e+ 1.e5j 07",
    "def f():\n\treturn $?`x`",
    "\n\nfirst lines are empty",
    "{" * 500,
    "f'{f\"{f'{1}'}\"}'",
]


@pytest.mark.parametrize("source", ODD)
def test_the_lexer_loses_nothing_odd(source):
    assert "".join(text for _, text in _lexer.pieces(source)) == source


@given(SOURCES)
@settings(max_examples=500, deadline=None)
def test_the_lexer_loses_nothing(source):
    pieces = list(_lexer.pieces(source))
    assert "".join(text for _, text in pieces) == source
    assert all(text for _, text in pieces)


def shown(fragment):
    """What a browser has as text, and what its style adds."""
    assert "\n" not in fragment
    assert "\r" not in fragment
    fragment = re.sub(r'data-sign="[^"]*"', "", fragment)
    # html.unescape() drops control characters that HTML keeps; none is escaped here.
    fragment = re.sub(r"<[^<>]*>", "", fragment)
    return "".join(
        html.unescape(part) if part.startswith("&") else part
        for part in re.split(r"(&[#a-z0-9]+;)", fragment)
    )


def written_out(text):
    """NUL and lone surrogates cannot be in a page."""

    def name(match):
        code = ord(match.group())
        return "\\x00" if code == 0 else f"\\u{code:04x}"

    return re.sub("[\x00\ud800-\udfff\ufffe\uffff]", name, text)


@pytest.mark.parametrize("source", ODD)
def test_odd_text_is_shown_exactly(source):
    assert shown(_render.highlight(source)) == written_out(source)
    assert shown(_render.escape(source)) == written_out(source)


@given(SOURCES)
@example("'\r'\n")
@settings(max_examples=500, deadline=None)
def test_text_is_shown_exactly(source):
    assert shown(_render.highlight(source)) == written_out(source)
    assert shown(_render.escape(source)) == written_out(source)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(SOURCES, SOURCES, SOURCES, SOURCES)
@settings(max_examples=200, deadline=None)
def test_nothing_gets_out_of_the_block(code, stdout, stderr, error):
    block = _render.result_html(code, stdout, stderr, error, None)
    block.encode()
    parser = Tags()
    parser.feed(block)
    parser.close()
    assert parser.open == []
    assert {tag for tag, _ in parser.found} <= {"div", "style", "pre", "code", "span", "hr"}
    assert {name for _, attrs in parser.found for name in attrs} <= {"class", "data-sign"}
    assert block.count("<style>") == 1
    # Of one line, and with no fence in it: it stays inside whatever a Markdown export puts around.
    assert not re.search("[\n\r`\x00]", block)


def test_classes():
    block = _render.highlight("def f(x):  # why\n    return len('a') + 1 if $ else x.len")
    for name, text in [
        ("keyword", "def"),
        ("comment", "# why"),
        ("builtin", "len"),
        ("string", "&#x27;a&#x27;"),
        ("number", "1"),
        ("operator", "+"),
        ("error", "$"),
    ]:
        assert f'<span class="agent-micropython-token-{name}">{text}</span>' in block
    assert block.endswith("len")  # an attribute, not the builtin


def test_f_strings_show_their_fields():
    pieces = list(_lexer.pieces("f'a {len(x)} {{b}}'"))
    assert ("builtin", "len") in pieces
    assert ("string", " {{b}}") in pieces


def test_order_of_the_block():
    block = _render.result_html(
        "print(1)", "out", "err", "ValueError: no", "Trace\nValueError: no\n"
    )
    assert block.index("print") < block.index("out") < block.index("err<") < block.index("Trace")
    assert block.count("ValueError: no") == 1
    limit = _render.result_html("x", "", "", "time limit: 5 seconds", "Trace\n")
    assert "Trace&#10;time limit: 5 seconds" in limit
    assert "No output" in _render.result_html("x = 1", "", "", None, None)


def test_the_markdown_export_keeps_it():
    payload = {"ok": True, "stdout": "a\n\n```\n# x\n", "stderr": ""}
    _result.show(payload, "print('''\n\n```\n''')", 10000)
    message = {"role": "tool_result", "content": None, "tool_name": "execute_micropython"}
    message.update(tool_arguments=None, tool_output=_result.dump(payload))
    exported = format_conversation_markdown("t", [message])
    assert payload["_html"] in exported.splitlines()


def contrast(one, other):
    def luminance(colour):
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [_render.LIGHT, _render.DARK])
def test_colours_can_be_read(colours):
    for name in (*_render.TOKENS, "text"):
        assert contrast(colours[name], colours["background"]) >= 4.5, name
    block = _render.result_html("x", "", "", None, None)
    assert "prefers-color-scheme:dark" in block
    assert all(colour in block for colour in colours.values())


def test_every_rule_is_about_the_block():
    block = _render.result_html("x", "", "", None, None)
    style = re.search("<style>(.*)</style>", block).group(1)
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", style.replace("@media", "{}@media")):
        for selector in selectors.split(","):
            if not selector.startswith("@media"):
                assert selector.startswith(".agent-micropython-result"), selector


def test_large_texts_take_no_quadratic_time():
    for source in (
        "'" * 100_000,
        "{" * 100_000,
        "f'{" * 30_000,
        '"""' * 30_001 + "\\",
        "(" * 10**5,
    ):
        assert "".join(text for _, text in _lexer.pieces(source)) == source


def test_dump_is_json_of_any_text():
    text = "".join(map(chr, range(0x3000))) + "\ud800\U0001f600" + "x" * 200_000
    decoded = json.loads(_result.dump({"a": text, "b": None, "c": True}))
    assert decoded == {"a": text.replace("\ud800", "\ufffd"), "b": None, "c": True}
