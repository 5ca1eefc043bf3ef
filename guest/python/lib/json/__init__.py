import _json

from _native import json_check as _native_check
from _native import json_dumps as _native_dumps

__all__ = [
    "JSONDecodeError",
    "JSONDecoder",
    "JSONEncoder",
    "detect_encoding",
    "dump",
    "dumps",
    "load",
    "loads",
]


# Raised for text that is no JSON; msg, doc, pos, lineno and colno say where and why.
class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        before = doc[:pos]
        lineno = before.count("\n") + 1
        colno = pos - before.rfind("\n")
        super().__init__(
            msg + ": line " + str(lineno) + " column " + str(colno) + " (char " + str(pos) + ")"
        )
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno


_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}


def _hex4(n):
    return "\\u" + ("000" + hex(n)[2:])[-4:]


def _escape(c, ensure_ascii):
    if c in _ESCAPES:
        return _ESCAPES[c]
    n = ord(c)
    if n < 32 or (ensure_ascii and n > 126):
        if n > 0xFFFF:
            n -= 0x10000
            return _hex4(0xD800 | n >> 10) + _hex4(0xDC00 | n & 0x3FF)
        return _hex4(n)
    return c


# The C function knows neither \b and \f nor ensure_ascii.
def _quote(s, ensure_ascii):
    if type(s) is not str:
        s = "".join(list(s))
    quoted = _json.dumps(s)
    if "\\u" not in quoted and not (
        ensure_ascii and (len(quoted.encode()) != len(quoted) or "\x7f" in quoted)
    ):
        return quoted
    return '"' + "".join([_escape(c, ensure_ascii) for c in s]) + '"'


# Writes JSON. Override default() for objects of other types.
class JSONEncoder:
    item_separator = ", "
    key_separator = ": "

    def __init__(
        self,
        *,
        skipkeys=False,
        ensure_ascii=True,
        check_circular=True,
        allow_nan=True,
        sort_keys=False,
        indent=None,
        separators=None,
        default=None
    ):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    # What to write instead of an object that JSON does not know. Raises TypeError.
    def default(self, o):
        raise TypeError("Object of type " + type(o).__name__ + " is not JSON serializable")

    # The JSON text of an object.
    def encode(self, o):
        if type(self).iterencode is JSONEncoder.iterencode:
            indent = self.indent
            if indent is not None and not isinstance(indent, str):
                indent = " " * indent
            text = _native_dumps(
                o,
                bool(self.sort_keys),
                bool(self.ensure_ascii),
                self.item_separator,
                self.key_separator,
                indent,
                bool(self.allow_nan),
            )
            if text is not None:
                return text
        return "".join(self.iterencode(o))

    # The same in pieces.
    def iterencode(self, o, _one_shot=False):
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        out = []
        self._value(o, out, indent, "\n", {} if self.check_circular else None)
        return iter(out)

    def _float(self, o):
        if o != o:
            text = "NaN"
        elif o == float("inf"):
            text = "Infinity"
        elif o == float("-inf"):
            text = "-Infinity"
        else:
            return repr(o if type(o) is float else o + 0.0)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant: " + repr(o))
        return text

    def _value(self, o, out, indent, newline, open_ones):
        if isinstance(o, str):
            out.append(_quote(o, self.ensure_ascii))
        elif o is None:
            out.append("null")
        elif o is True:
            out.append("true")
        elif o is False:
            out.append("false")
        elif isinstance(o, int):
            out.append("%d" % o)
        elif isinstance(o, float):
            out.append(self._float(o))
        else:
            if open_ones is not None:
                if id(o) in open_ones:
                    raise ValueError("Circular reference detected")
                open_ones[id(o)] = o
            if isinstance(o, (list, tuple)):
                self._list(o, out, indent, newline, open_ones)
            elif isinstance(o, dict):
                self._dict(o, out, indent, newline, open_ones)
            else:
                self._value(self.default(o), out, indent, newline, open_ones)
            if open_ones is not None:
                del open_ones[id(o)]

    def _list(self, o, out, indent, newline, open_ones):
        if not o:
            out.append("[]")
            return
        between = self.item_separator
        before = "["
        inner = newline
        if indent is not None:
            inner = newline + indent
            before += inner
            between += inner
        value = self._value
        for item in o:
            out.append(before)
            value(item, out, indent, inner, open_ones)
            before = between
        out.append("]" if indent is None else newline + "]")

    def _dict(self, o, out, indent, newline, open_ones):
        if not o:
            out.append("{}")
            return
        between = self.item_separator
        before = "{"
        inner = newline
        if indent is not None:
            inner = newline + indent
            before += inner
            between += inner
        value = self._value
        colon = self.key_separator
        ensure_ascii = self.ensure_ascii
        for key in sorted(o) if self.sort_keys else o:
            item = o[key]
            if not isinstance(key, str):
                key = self._key(key)
                if key is None:
                    continue
            out.append(before)
            out.append(_quote(key, ensure_ascii))
            out.append(colon)
            value(item, out, indent, inner, open_ones)
            before = between
        if before is not between:
            out.append("{}")
        else:
            out.append("}" if indent is None else newline + "}")

    # The text of a key that is no str; None if it is to be left out.
    def _key(self, key):
        if key is None:
            return "null"
        if key is True:
            return "true"
        if key is False:
            return "false"
        if isinstance(key, int):
            return "%d" % key
        if isinstance(key, float):
            return self._float(key)
        if self.skipkeys:
            return None
        raise TypeError(
            "keys must be str, int, float, bool or None, not " + type(key).__name__
        )


# The JSON text of an object. Raises TypeError for objects that JSON does not know.
def dumps(
    obj,
    *,
    skipkeys=False,
    ensure_ascii=True,
    check_circular=True,
    allow_nan=True,
    cls=None,
    indent=None,
    separators=None,
    default=None,
    sort_keys=False,
    **kw
):
    if cls is None and not kw:
        if separators is None:
            item, colon = ", " if indent is None else ",", ": "
        else:
            item, colon = separators
        text = _native_dumps(
            obj,
            bool(sort_keys),
            bool(ensure_ascii),
            item,
            colon,
            " " * indent if isinstance(indent, int) else indent,
            bool(allow_nan),
        )
        if text is not None:
            return text
    return (cls or JSONEncoder)(
        skipkeys=skipkeys,
        ensure_ascii=ensure_ascii,
        check_circular=check_circular,
        allow_nan=allow_nan,
        indent=indent,
        separators=separators,
        default=default,
        sort_keys=sort_keys,
        **kw
    ).encode(obj)


# Writes the JSON text of an object to a stream.
def dump(obj, fp, **kw):
    fp.write(dumps(obj, **kw))


# The encoding of JSON in bytes, by its first bytes.
def detect_encoding(b):
    if b.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if b.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if len(b) >= 4:
        if not b[0]:
            return "utf-16-be" if b[1] else "utf-32-be"
        if not b[1]:
            return "utf-16-le" if b[2] or b[3] else "utf-32-le"
    elif len(b) == 2:
        if not b[0]:
            return "utf-16-be"
        if not b[1]:
            return "utf-16-le"
    return "utf-8"


def _text(s):
    if isinstance(s, str):
        if s.startswith("\ufeff"):
            raise JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", s, 0)
        return s
    if isinstance(s, (bytes, bytearray)):
        encoding = detect_encoding(s)
        if encoding == "utf-8-sig":
            s = s[3:]
        elif encoding != "utf-8":
            raise NotImplementedError("bytes in " + encoding + ": give JSON as str or in UTF-8")
        return str(s, "utf-8")
    raise TypeError(
        "the JSON object must be str, bytes or bytearray, not " + type(s).__name__
    )


_BLANKS = " \t\n\r"
_UNESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_WORDS = (
    ("null", None),
    ("true", True),
    ("false", False),
)
_CONSTANTS = ("NaN", "Infinity", "-Infinity")


# Reads JSON. The hooks make other objects of objects, numbers and NaN.
class JSONDecoder:
    def __init__(
        self,
        *,
        object_hook=None,
        parse_float=None,
        parse_int=None,
        parse_constant=None,
        strict=True,
        object_pairs_hook=None
    ):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or float
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    # The object that a text holds. Raises JSONDecodeError.
    def decode(self, s):
        if (
            self.strict
            and self.object_pairs_hook is None
            and self.parse_float is float
            and self.parse_int is int
            and self.parse_constant is float
        ):
            wrong = _native_check(s)
            if wrong is None:
                obj = _json.loads(s)
                return obj if self.object_hook is None else _hooked(obj, self.object_hook)
            if wrong is not True:
                raise JSONDecodeError(wrong[0], s, wrong[1])
        obj, end = self.raw_decode(s, _skip(s, 0))
        end = _skip(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return obj

    # The object at an index and the index behind it; more text may follow.
    def raw_decode(self, s, idx=0):
        return self._value(s, idx)

    def _value(self, s, i):
        c = s[i : i + 1]
        if c == '"':
            return self._string(s, i + 1)
        if c == "{":
            return self._object(s, i + 1)
        if c == "[":
            return self._array(s, i + 1)
        for word, value in _WORDS:
            if s.startswith(word, i):
                return value, i + len(word)
        end = _digits(s, i + 1 if c == "-" else i)
        if end:
            whole = end
            if s[end : end + 1] == ".":
                more = _digits(s, end + 1, True)
                end = more or end
            if s[end : end + 1] in ("e", "E"):
                more = end + 1
                if s[more : more + 1] in ("+", "-"):
                    more += 1
                end = _digits(s, more, True) or end
            number = s[i:end]
            return (self.parse_int if end == whole else self.parse_float)(number), end
        for word in _CONSTANTS:
            if s.startswith(word, i):
                return self.parse_constant(word), i + len(word)
        raise JSONDecodeError("Expecting value", s, i)

    def _string(self, s, i):
        start = i - 1
        end = s.find('"', i)
        slash = s.find("\\", i, end) if end >= 0 else 0
        if end >= 0 and slash < 0:
            text = s[i:end]
            if self.strict:
                _no_controls(text, s, i)
            return text, end + 1
        parts = []
        while True:
            end = s.find('"', i)
            slash = s.find("\\", i)
            stop = end if slash < 0 or 0 <= end < slash else slash
            if stop < 0:
                if self.strict:
                    _no_controls(s[i:], s, i)
                raise JSONDecodeError("Unterminated string starting at", s, start)
            text = s[i:stop]
            if self.strict:
                _no_controls(text, s, i)
            parts.append(text)
            if stop == end:
                return "".join(parts), end + 1
            c = s[stop + 1 : stop + 2]
            i = stop + 2
            if c == "u":
                n = _hex(s, i)
                i += 4
                if 0xD800 <= n < 0xDC00 and s.startswith("\\u", i):
                    low = _hex(s, i + 2)
                    if 0xDC00 <= low < 0xE000:
                        n = 0x10000 + ((n - 0xD800) << 10 | low - 0xDC00)
                        i += 6
                parts.append(chr(n))
            elif c in _UNESCAPES:
                parts.append(_UNESCAPES[c])
            elif not c:
                raise JSONDecodeError("Unterminated string starting at", s, start)
            else:
                raise JSONDecodeError("Invalid \\escape", s, stop)

    def _array(self, s, i):
        items = []
        i = _skip(s, i)
        if s[i : i + 1] == "]":
            return items, i + 1
        while True:
            value, i = self._value(s, i)
            items.append(value)
            i = _skip(s, i)
            c = s[i : i + 1]
            if c == "]":
                return items, i + 1
            if c != ",":
                raise JSONDecodeError("Expecting ',' delimiter", s, i)
            i = _skip(s, i + 1)

    def _object(self, s, i):
        pairs = []
        i = _skip(s, i)
        if s[i : i + 1] == "}":
            i += 1
        else:
            while True:
                if s[i : i + 1] != '"':
                    raise JSONDecodeError(
                        "Expecting property name enclosed in double quotes", s, i
                    )
                key, i = self._string(s, i + 1)
                i = _skip(s, i)
                if s[i : i + 1] != ":":
                    raise JSONDecodeError("Expecting ':' delimiter", s, i)
                value, i = self._value(s, _skip(s, i + 1))
                pairs.append((key, value))
                i = _skip(s, i)
                c = s[i : i + 1]
                i += 1
                if c == "}":
                    break
                if c != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", s, i - 1)
                i = _skip(s, i)
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs), i
        obj = dict(pairs)
        return (obj if self.object_hook is None else self.object_hook(obj)), i


def _skip(s, i):
    while s[i : i + 1] in _BLANKS and i < len(s):
        i += 1
    return i


# The index behind the digits from i on, 0 if there are none. No number begins with 0 but 0.
def _digits(s, i, fraction=False):
    start = i
    while "0" <= s[i : i + 1] <= "9":
        i += 1
        if not fraction and i == start + 1 and s[start] == "0":
            break
    return i if i > start else 0


def _hex(s, i):
    digits = s[i : i + 4].lower()
    if len(digits) == 4 and all(c in "0123456789abcdef" for c in digits):
        return int(digits, 16)
    raise JSONDecodeError("Invalid \\uXXXX escape", s, i - 1)


def _no_controls(text, s, at):
    if text and min(text) < " ":
        for i, c in enumerate(text):
            if c < " ":
                raise JSONDecodeError("Invalid control character at", s, at + i)


def _hooked(obj, hook):
    if type(obj) is list:
        return [_hooked(item, hook) for item in obj]
    if type(obj) is dict:
        for key in obj:
            value = obj[key]
            if type(value) in (list, dict):
                obj[key] = _hooked(value, hook)
        return hook(obj)
    return obj


# The object that a JSON text holds. Raises JSONDecodeError, a ValueError.
def loads(
    s,
    *,
    cls=None,
    object_hook=None,
    parse_float=None,
    parse_int=None,
    parse_constant=None,
    object_pairs_hook=None,
    **kw
):
    s = _text(s)
    if cls is not None:
        # A class is only told about what was given.
        for name, value in (
            ("object_hook", object_hook),
            ("parse_float", parse_float),
            ("parse_int", parse_int),
            ("parse_constant", parse_constant),
            ("object_pairs_hook", object_pairs_hook),
        ):
            if value is not None:
                kw[name] = value
        return cls(**kw).decode(s)
    return JSONDecoder(
        object_hook=object_hook,
        parse_float=parse_float,
        parse_int=parse_int,
        parse_constant=parse_constant,
        object_pairs_hook=object_pairs_hook,
        **kw
    ).decode(s)


# The object that a stream holds as JSON.
def load(fp, **kw):
    return loads(fp.read(), **kw)


# The modules json.decoder and json.encoder, without an import of them.
class decoder:  # noqa: N801
    JSONDecodeError = JSONDecodeError
    JSONDecoder = JSONDecoder


class encoder:  # noqa: N801
    JSONEncoder = JSONEncoder
