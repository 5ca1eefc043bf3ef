"""Cuts Python source into coloured pieces. Never fails and never loses a character.

Not ``tokenize``: that one refuses bad indentation, open strings, form feeds and lone surrogates,
and models write all of these. Here every character belongs to exactly one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except "
    "finally for from global if import in is lambda nonlocal not or pass raise return try while "
    "with yield".split()
)
BUILTINS = frozenset(
    "ArithmeticError AssertionError AttributeError BaseException EOFError Exception GeneratorExit "
    "ImportError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError "
    "NotImplementedError OSError OverflowError RuntimeError StopIteration SyntaxError SystemExit "
    "TypeError UnicodeError ValueError ZeroDivisionError abs all any bin bool bytearray bytes "
    "callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter "
    "float format frozenset getattr globals hasattr hash help hex id input int isinstance "
    "issubclass iter len list locals map max memoryview min next object oct open ord pow print "
    "property range read_only_sql_query repr reversed round set setattr slice sorted staticmethod "
    "str sum super tuple type vars zip __import__".split()
)
# Fields inside f-strings inside fields: beyond this they are coloured as text.
NESTING_MAX = 3

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<string>(?P<prefix>[rRbBuUfF]{0,2})(?:
          (?P<triple>'{3}|\"{3})(?:(?!(?P=triple))(?:\\(?:[\s\S]|\Z)|[^\\]))*(?:(?P=triple)|\Z)
        | '(?:\\(?:\r\n|[\s\S])|[^\\'\n\r])*'?
        | "(?:\\(?:\r\n|[\s\S])|[^\\"\n\r])*"?
      ))
    | (?P<number>
          0[xX][0-9a-fA-F_]+ | 0[bB][01_]+ | 0[oO][0-7_]+
        | (?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?[jJ]?
      )
    | (?P<name>[^\W\d]\w*)
    | (?P<operator>[-+*/%@&|^~<>=!:]+|[;,.()\[\]{}])
    | (?P<blank>\s+)
    | (?P<error>[\s\S])
    """,
    re.VERBOSE,
)


def pieces(source: str, nesting: int = 0) -> Iterator[tuple[str | None, str]]:
    """``(class, text)`` for every piece; joined, the texts are the source."""
    after_dot = False
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup, match.group()
        if match.group("string") is not None:
            yield from _string(match, nesting)
        elif kind == "name":
            yield _name(text, after_dot), text
        elif kind == "blank":
            yield None, text
            continue
        else:
            yield kind, text
        after_dot = text == "."


def _name(text: str, after_dot: bool) -> str | None:
    if text in KEYWORDS:
        return "keyword"
    # obj.list is an attribute like any other.
    return "builtin" if text in BUILTINS and not after_dot else None


def _string(match: re.Match, nesting: int) -> Iterator[tuple[str | None, str]]:
    text, prefix = match.group("string"), match.group("prefix")
    quote = match.group("triple") or text[len(prefix)]
    start = len(prefix) + len(quote)
    if len(text) < start + len(quote) or not text.endswith(quote):
        yield "error", text
    elif "f" in prefix.lower() and nesting < NESTING_MAX:
        yield "string", text[:start]
        yield from _fields(text[start : len(text) - len(quote)], nesting)
        yield "string", quote
    else:
        yield "string", text


def _fields(text: str, nesting: int) -> Iterator[tuple[str | None, str]]:
    """The inside of an f-string: text, and code in braces."""
    position = 0
    while position < len(text):
        start = _next_brace(text, position)
        end = _field_end(text, start) if start >= 0 else -1
        if end < 0:
            yield "string", text[position:]
            return
        if start > position:
            yield "string", text[position:start]
        yield "operator", "{"
        yield from pieces(text[start + 1 : end], nesting + 1)
        yield "operator", "}"
        position = end + 1


def _next_brace(text: str, position: int) -> int:
    while (start := text.find("{", position)) >= 0:
        if not text.startswith("{{", start):
            return start
        position = start + 2
    return -1


def _field_end(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return -1
