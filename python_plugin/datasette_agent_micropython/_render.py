"""The ``_html`` of a shown result: code, output, error, exactly as they are.

It goes raw into a page (whose scripts run), through ``|safe`` on reload, and raw into a Markdown
export. So everything is escaped, it is one line, and no backtick is left that could end a fence.
"""

from __future__ import annotations

import html
import re

from . import _lexer, _wire

PREFIX = "agent-micropython"

# Colours on the block's own background, so that they are readable whatever the page looks like;
# each has a contrast of at least 4.5 against it (a test computes it).
LIGHT = {
    "background": "#f8fafc",
    "text": "#1f2937",
    "border": "#cbd5e1",
    "keyword": "#6d28d9",
    "builtin": "#075985",
    "string": "#166534",
    "number": "#9a3412",
    "comment": "#57606a",
    "operator": "#475569",
    "error": "#b91c1c",
}
DARK = {
    "background": "#111827",
    "text": "#e5e7eb",
    "border": "#4b5563",
    "keyword": "#c4b5fd",
    "builtin": "#7dd3fc",
    "string": "#86efac",
    "number": "#fdba74",
    "comment": "#9ca3af",
    "operator": "#cbd5e1",
    "error": "#fca5a5",
}
TOKENS = ("keyword", "builtin", "string", "number", "comment", "operator", "error")


def result_html(
    code: str,
    stdout: str,
    stderr: str,
    error: str | None,
    traceback: str | None,
    result: str | None = None,
):
    """The block for one run."""
    parts = [f'<div class="{PREFIX}-result"><style>{_STYLE}</style>', _code_block(code)]
    if stdout:
        parts.append(_text_block("output", "Output", stdout))
    if stderr:
        parts.append(_text_block("stderr", "stderr", stderr))
    if result is not None:
        parts.append(_text_block("output", "Result", result))
    if error is not None:
        # The traceback ends with the error; the line alone adds what a limit or a fix is.
        text = error if not traceback else f"{traceback.rstrip()}\n{error}"
        if traceback and traceback.rstrip().endswith(error):
            text = traceback.rstrip()
        parts.append(_text_block("error", "Error", text))
    if not stdout and not stderr and error is None and result is None:
        parts.append(f'<div class="{PREFIX}-label">No output</div>')
    parts.append("</div>")
    return "".join(parts)


def highlight(source: str) -> str:
    """The source in token spans."""
    parts = []
    for count, (kind, text) in enumerate(_lexer.pieces(source), 1):
        if count % 500 == 0:
            _wire.nap()
        if kind is None or kind == "name":
            parts.append(escape(text))
        else:
            parts.append(f'<span class="{PREFIX}-token-{kind}">{escape(text)}</span>')
    return "".join(parts)


def escape(text: str) -> str:
    """HTML for exactly this text.

    Control characters stay in the text (and in what a reader copies) and get a visible sign from
    the style. NUL and lone surrogates cannot be in HTML: they are written out, as ``\\ud800``.
    """
    text = html.escape(text).replace("`", "&#96;")
    # In two steps, since the spans themselves hold none of these characters.
    text = _CONTROL.sub(_control, text)
    return text.replace("\r", "&#13;").replace("\n", "&#10;")


# Tab and newline are plain text, and so is the CR of a CRLF.
_CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\r(?!\n)")
_SIGNS = {7: "\\a", 8: "\\b", 11: "\\v", 12: "\\f", 13: "\\r"}


def _control(match: re.Match) -> str:
    char = match.group()
    code = ord(char)
    if code == 0 or code > 0xFF:
        sign = "\\x00" if code == 0 else f"\\u{code:04x}"
        return f'<span class="{PREFIX}-control">{sign}</span>'
    sign = _SIGNS.get(code, f"\\x{code:02x}")
    return f'<span class="{PREFIX}-control" data-sign="{sign}">{char}</span>'


def _code_block(code: str) -> str:
    # <code> right after <pre>: a newline there would be dropped.
    return f'<pre><code class="language-python">{highlight(code)}</code></pre><hr>'


def _text_block(name: str, label: str, text: str) -> str:
    return (
        f'<div class="{PREFIX}-label">{label}</div>'
        f'<pre class="{PREFIX}-{name}"><code>{escape(text)}</code></pre>'
    )


def _rules(colours: dict[str, str]) -> str:
    block = f".{PREFIX}-result"
    rules = [
        f"{block}{{background:{colours['background']};color:{colours['text']};"
        f"border-color:{colours['border']}}}",
        f"{block} .{PREFIX}-control,{block} .{PREFIX}-error code{{color:{colours['error']}}}",
    ]
    rules += [f"{block} .{PREFIX}-token-{name}{{color:{colours[name]}}}" for name in TOKENS]
    return "".join(rules)


_STYLE = (
    f".{PREFIX}-result{{border:1px solid;border-radius:4px;padding:.5em .75em;max-width:100%}}"
    f".{PREFIX}-result pre{{margin:.25em 0;padding:0;background:none;border:0;color:inherit;"
    "overflow-x:auto}"
    f".{PREFIX}-result code{{background:none;color:inherit;white-space:pre-wrap;"
    "overflow-wrap:anywhere;tab-size:4;font-family:monospace;font-size:.9em}"
    f".{PREFIX}-result hr{{border:0;border-top:1px solid;border-color:inherit;margin:.5em 0}}"
    f".{PREFIX}-result .{PREFIX}-label{{font-size:.75em;margin-top:.25em}}"
    f".{PREFIX}-result .{PREFIX}-token-keyword{{font-weight:600}}"
    f".{PREFIX}-result .{PREFIX}-token-comment{{font-style:italic}}"
    f".{PREFIX}-result .{PREFIX}-token-error{{text-decoration:underline}}"
    f".{PREFIX}-result .{PREFIX}-control[data-sign]::before{{content:attr(data-sign)}}"
    f"{_rules(LIGHT)}"
    f"@media (prefers-color-scheme:dark){{{_rules(DARK)}}}"
)
