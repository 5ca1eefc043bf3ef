# Reads TOML 1.0.
from datetime import UTC as _UTC
from datetime import date as _date
from datetime import datetime as _datetime
from datetime import time as _time
from datetime import timedelta as _timedelta
from datetime import timezone as _timezone

import re as _re

__all__ = ["TOMLDecodeError", "load", "loads"]

_ILLEGAL = _re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BLANK = _re.compile(r"[ \t]*")
_LINES = _re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_KEY = _re.compile(r"[A-Za-z0-9_-]+")
_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?"
_DATETIME = _re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]" + _TIME + r"([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
_LOCAL_TIME = _re.compile(_TIME)
_NUMBER = _re.compile(
    r"0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*"
    r"|[+-]?(?:0|[1-9](?:_?[0-9])*)(\.[0-9](?:_?[0-9])*)?([eE][+-]?[0-9](?:_?[0-9])*)?"
)
_SPECIAL = _re.compile(r"[+-]?(?:inf|nan)")
_STRING_STOP = _re.compile(r'["\\\n]')
_CONTINUED = _re.compile(r"[ \t]*\n[ \t\n]*")
_ESCAPES = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    '"': '"',
    "\\": "\\",
}


# The text is no TOML; the message says where.
class TOMLDecodeError(ValueError):
    pass


class _Reader:
    def __init__(self, text, parse_float):
        self.text = text
        self.at = 0
        self.parse_float = parse_float
        self.root = {}
        # Tables (by id) that a header defined, that dotted keys made, that are complete.
        self.defined = set()
        self.dotted = set()
        self.complete = set()
        self.arrays = set()

    def error(self, message, at=None):
        text = self.text
        if at is None:
            at = self.at
        if at >= len(text):
            place = "end of document"
        else:
            before = text[:at]
            column = at - before.rfind("\n")
            place = "line %d, column %d" % (before.count("\n") + 1, column)
        return TOMLDecodeError(message + " (at " + place + ")")

    def peek(self):
        return self.text[self.at : self.at + 1]

    def skip_blank(self):
        self.at = _BLANK.match(self.text, self.at).end()
        return self.peek()

    def skip_lines(self):
        self.at = _LINES.match(self.text, self.at).end()
        return self.peek()

    def document(self):
        m = _ILLEGAL.search(self.text)
        if m:
            raise self.error("Found invalid character " + repr(m.group()), m.start())
        table = self.root
        while True:
            c = self.skip_lines()
            if not c:
                return self.root
            if c == "[":
                table = self.header()
            else:
                self.pair(table)
            c = self.skip_blank()
            if c == "#":
                self.skip_lines()
            elif c and c != "\n":
                raise self.error("Expected newline or end of document after a statement")

    def header(self):
        start = self.at
        is_array = self.text[start : start + 2] == "[["
        self.at += 2 if is_array else 1
        self.skip_blank()
        path = self.key()
        close = "]]" if is_array else "]"
        if self.text[self.at : self.at + len(close)] != close:
            raise self.error("Expected '" + close + "' at the end of a table declaration")
        table = self.root
        for name in path[:-1]:
            if name not in table:
                table[name] = {}
            table = table[name]
            if isinstance(table, list) and id(table) in self.arrays:
                table = table[-1]
            if not isinstance(table, dict) or id(table) in self.complete:
                raise self.error("Cannot overwrite a value", start)
        name = path[-1]
        old = table.get(name)
        new = {}
        if is_array:
            if name not in table:
                table[name] = old = []
                self.arrays.add(id(old))
            elif not isinstance(old, list) or id(old) not in self.arrays:
                raise self.error("Cannot mutate immutable namespace " + ".".join(path), start)
            old.append(new)
        elif name not in table:
            table[name] = new
        else:
            new = old
            if not isinstance(old, dict):
                raise self.error("Cannot overwrite a value", start)
            mark = id(old)
            if mark in self.defined or mark in self.dotted or mark in self.complete:
                raise self.error("Cannot declare " + ".".join(path) + " twice", start)
        self.defined.add(id(new))
        self.at += len(close)
        return new

    def pair(self, table):
        start = self.at
        path = self.key()
        if self.peek() != "=":
            raise self.error("Expected '=' after a key in a key/value pair")
        self.at += 1
        self.skip_blank()
        value = self.value()
        for name in path[:-1]:
            if name not in table:
                table[name] = new = {}
                self.dotted.add(id(new))
            table = table[name]
            if not isinstance(table, dict):
                raise self.error("Cannot overwrite a value", start)
            if id(table) in self.defined or id(table) in self.complete:
                raise self.error("Cannot redefine namespace " + ".".join(path), start)
            self.dotted.add(id(table))
        if path[-1] in table:
            raise self.error("Cannot overwrite a value", start)
        table[path[-1]] = value

    # The parts of a dotted key; the position is behind it and behind blanks.
    def key(self):
        parts = []
        while True:
            c = self.peek()
            if c == '"' or c == "'":
                if self.text.startswith(c * 3, self.at):
                    raise self.error("Invalid initial character for a key part")
                parts.append(self.string(c))
            else:
                m = _KEY.match(self.text, self.at)
                if m is None:
                    raise self.error("Invalid initial character for a key part")
                parts.append(m.group())
                self.at = m.end()
            if self.skip_blank() != ".":
                return parts
            self.at += 1
            self.skip_blank()

    def value(self):
        text = self.text
        at = self.at
        c = text[at : at + 1]
        if c == '"' or c == "'":
            if text.startswith(c * 3, at):
                return self.long_string(c)
            return self.string(c)
        if c == "[":
            return self.array()
        if c == "{":
            return self.inline_table()
        if c == "t" and text.startswith("true", at):
            self.at += 4
            return True
        if c == "f" and text.startswith("false", at):
            self.at += 5
            return False
        if c and c in "0123456789":
            m = _DATETIME.match(text, at)
            if m:
                self.at = m.end()
                return self.datetime(m.groups(), at)
            m = _LOCAL_TIME.match(text, at)
            if m:
                self.at = m.end()
                return _time(*_clock(m.groups()))
        if c and c in "0123456789+-in":
            m = _SPECIAL.match(text, at)
            if m:
                self.at = m.end()
                return self.parse_float(m.group())
            m = _NUMBER.match(text, at)
            if m:
                end = m.end()
                follows = text[end : end + 1]
                if not follows or follows in " \t\n,]}#":
                    self.at = end
                    token = m.group()
                    if m.group(1) or m.group(2):
                        return self.parse_float(token)
                    return int(token.replace("_", ""), 0)
        raise self.error("Invalid value")

    def datetime(self, groups, start):
        year, month, day, hour = groups[:4]
        zone = groups[7]
        try:
            if hour is None:
                return _date(int(year), int(month), int(day))
            if not zone:
                zone = None
            elif zone in "Zz":
                zone = _UTC
            else:
                if int(zone[1:3]) > 23 or int(zone[4:]) > 59:
                    raise ValueError
                minutes = int(zone[1:3]) * 60 + int(zone[4:])
                zone = _timezone(_timedelta(minutes=-minutes if zone[0] == "-" else minutes))
            h, m, s, us = _clock(groups[3:7])
            return _datetime(int(year), int(month), int(day), h, m, s, us, tzinfo=zone)
        except ValueError:
            raise self.error("Invalid date or datetime", start)

    # A string on one line.
    def string(self, quote):
        text = self.text
        start = self.at + 1
        if quote == "'":
            end = text.find("'", start)
            line = text.find("\n", start)
            if end < 0 or 0 <= line < end:
                raise self.error('Expected "\'"', len(text) if line < 0 else line)
            self.at = end + 1
            return text[start:end]
        parts = []
        while True:
            m = _STRING_STOP.search(text, start)
            if m is None:
                raise self.error("Unterminated string", len(text))
            at = m.start()
            parts.append(text[start:at])
            c = text[at]
            if c == '"':
                self.at = at + 1
                return "".join(parts)
            if c == "\n":
                raise self.error("Illegal character '\\n'", at)
            parts.append(self.escape(at))
            start = self.at

    # The character of an escape sequence; the position is behind it.
    def escape(self, at):
        text = self.text
        c = text[at + 1 : at + 2]
        if c in _ESCAPES:
            self.at = at + 2
            return _ESCAPES[c]
        if c == "u" or c == "U":
            end = at + (6 if c == "u" else 10)
            digits = text[at + 2 : end]
            if end > len(text) or digits.strip("0123456789abcdefABCDEF"):
                raise self.error("Invalid hex value", at)
            code = int(digits, 16)
            if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
                raise self.error("Escaped character is not a Unicode scalar value", at)
            self.at = end
            return chr(code)
        raise self.error("Unescaped '\\' in a string", at)

    def long_string(self, quote):
        text = self.text
        at = self.at + 3
        if text[at : at + 1] == "\n":
            at += 1
        close = quote * 3
        parts = []
        while True:
            end = text.find(close, at)
            if end < 0:
                raise self.error("Unterminated string", len(text))
            slash = text.find("\\", at, end) if quote == '"' else -1
            if slash < 0:
                break
            parts.append(text[at:slash])
            m = _CONTINUED.match(text, slash + 1)
            if m:
                at = m.end()
            else:
                parts.append(self.escape(slash))
                at = self.at
        # Up to two quotes may stand before the closing ones.
        for _ in range(2):
            if text[end + 3 : end + 4] == quote:
                end += 1
        parts.append(text[at:end])
        self.at = end + 3
        return "".join(parts)

    def array(self):
        self.at += 1
        items = []
        while self.skip_lines() != "]":
            items.append(self.value())
            c = self.skip_lines()
            if c == ",":
                self.at += 1
            elif c != "]":
                raise self.error("Unclosed array")
        self.at += 1
        return items

    def inline_table(self):
        self.at += 1
        table = {}
        if self.skip_blank() == "}":
            self.at += 1
        else:
            while True:
                self.pair(table)
                c = self.skip_blank()
                self.at += 1
                if c == "}":
                    break
                if c != ",":
                    self.at -= 1
                    raise self.error("Unclosed inline table")
                self.skip_blank()
        self.close(table)
        return table

    def close(self, table):
        self.complete.add(id(table))
        for value in table.values():
            if isinstance(value, dict):
                self.close(value)


# Hour, minute, second and microsecond of the texts of a time.
def _clock(groups):
    h, m, s, part = groups
    return int(h), int(m), int(s), int((part + "00000")[:6]) if part else 0


def _float_of(parse_float):
    if parse_float is float:
        return lambda text: float(text.replace("_", ""))

    def convert(text):
        value = parse_float(text)
        if isinstance(value, (dict, list)):
            raise ValueError("parse_float must not return dicts or lists")
        return value

    return convert


# A dict of the text.
def loads(s, *, parse_float=float):
    if not isinstance(s, str):
        raise TypeError("Expected str object, not '" + type(s).__name__ + "'")
    return _Reader(s.replace("\r\n", "\n"), _float_of(parse_float)).document()


# The same of a file that gives bytes.
def load(fp, *, parse_float=float):
    data = fp.read()
    if not isinstance(data, (bytes, bytearray)):
        raise TypeError("File must be opened in binary mode, e.g. use `open('foo.toml', 'rb')`")
    return loads(bytes(data).decode(), parse_float=parse_float)
