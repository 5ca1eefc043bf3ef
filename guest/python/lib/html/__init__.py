from html.entities import _ENTITIES, _LEGACY

__all__ = ["escape", "unescape"]


# Replaces & < > and, if quote is true, the quotes by entities.
def escape(s, quote=True):
    if "&" in s:
        s = s.replace("&", "&amp;")
    if "<" in s:
        s = s.replace("<", "&lt;")
    if ">" in s:
        s = s.replace(">", "&gt;")
    if quote:
        if '"' in s:
            s = s.replace('"', "&quot;")
        if "'" in s:
            s = s.replace("'", "&#x27;")
    return s


# What numbers from 128 to 159 stand for in HTML, as in Windows-1252.
_CP1252 = (
    "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f"
    "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178"
)


def _character(n):
    if 0x80 <= n <= 0x9F:
        return _CP1252[n - 0x80]
    if n == 0 or 0xD800 <= n <= 0xDFFF or n > 0x10FFFF:
        return "\ufffd"
    if (n < 32 and n not in (9, 10, 12, 13)) or n == 0x7F:
        return "\r" if n == 13 else ""
    if 0xFDD0 <= n <= 0xFDEF or n & 0xFFFE == 0xFFFE:
        return ""
    return chr(n)


def _number(text):
    digits = "0123456789"
    base = 10
    start = 1
    if text[1:2] in ("x", "X"):
        digits += "abcdefABCDEF"
        base = 16
        start = 2
    end = start
    while end < len(text) and text[end] in digits:
        end += 1
    if end == start:
        return None
    value = _character(int(text[start:end], base))
    return value + text[end + 1 if text[end : end + 1] == ";" else end :]


# Replaces entities by their characters. Unknown ones are left alone; those of HTML 4 are known.
def unescape(s):
    if "&" not in s:
        return s
    parts = s.split("&")
    for i in range(1, len(parts)):
        parts[i] = _replaced(parts[i])
    return "".join(parts)


# The part behind an ampersand, with what it stands for.
def _replaced(text):
    if text.startswith("#"):
        value = _number(text)
        return "&" + text if value is None else value
    end = text.find(";", 0, 33)
    if end > 0 and text[:end] in _ENTITIES:
        return chr(_ENTITIES[text[:end]]) + text[end + 1 :]
    # Old entities are known without a semicolon, too, and as a prefix.
    for n in range(min(6, len(text)), 1, -1):
        if text[:n] in _LEGACY:
            rest = text[n:]
            return chr(_ENTITIES[text[:n]]) + (rest[1:] if rest.startswith(";") else rest)
    return "&" + text
