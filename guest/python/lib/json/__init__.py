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
        default=None,
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

    # The text by the native encoder, which knows plain data only; None for anything else.
    def _native(self, o):
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        return _native_dumps(
            o,
            bool(self.sort_keys),
            bool(self.ensure_ascii),
            self.item_separator,
            self.key_separator,
            indent,
            bool(self.allow_nan),
        )

    # The JSON text of an object.
    def encode(self, o):
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
            text = self._native(o) if _native_dumps is not None and o else None
            if text is not None:
                # No string has a line end in it, so these are the indented ones.
                out.append(text if indent is None else text.replace("\n", newline))
                if open_ones is not None:
                    del open_ones[id(o)]
                return
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
        raise TypeError("keys must be str, int, float, bool or None, not " + type(key).__name__)


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
    **kw,
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
        **kw,
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
    raise TypeError("the JSON object must be str, bytes or bytearray, not " + type(s).__name__)


_UNESCAPES = {
    34: '"',
    92: "\\",
    47: "/",
    98: "\b",
    102: "\f",
    110: "\n",
    114: "\r",
    116: "\t",
}
_WORDS = {
    110: (b"null", None),
    116: (b"true", True),
    102: (b"false", False),
}
_CONSTANTS = (b"NaN", b"Infinity", b"-Infinity")


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
        object_pairs_hook=None,
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
        scan = _Scanner(self, s)
        obj, end = scan.value(scan.skip(0))
        end = scan.skip(end)
        if end != scan.size:
            raise scan.error("Extra data", end)
        return obj

    # The object at an index and the index behind it; more text may follow.
    def raw_decode(self, s, idx=0):
        if idx < 0:
            raise ValueError("idx cannot be negative")
        scan = _Scanner(self, s)
        obj, end = scan.value(len(s[:idx].encode()) if idx else 0)
        return obj, scan.index(end)


# Reads one text, as bytes: they have no index to be counted out, and a zero at their end.
class _Scanner:
    def __init__(self, decoder, text):
        self.text = text
        data = text.encode()
        self.size = len(data)
        self.data = data + b"\0"
        self.decoder = decoder

    # The index in the text of an index in the bytes.
    def index(self, i):
        return i if self.size == len(self.text) else len(str(self.data[:i], "utf-8"))

    def error(self, message, i):
        return JSONDecodeError(message, self.text, self.index(i))

    def skip(self, i):
        data = self.data
        c = data[i]
        while c == 32 or c == 10 or c == 13 or c == 9:
            i += 1
            c = data[i]
        return i

    def value(self, i):
        data = self.data
        c = data[i]
        if c == 34:
            return self.string(i + 1)
        if c == 123:
            return self.object(i + 1)
        if c == 91:
            return self.array(i + 1)
        if 48 <= c <= 57 or (c == 45 and 48 <= data[i + 1] <= 57):
            return self.number(i, c)
        if c in _WORDS:
            word, value = _WORDS[c]
            if data.startswith(word, i):
                return value, i + len(word)
        for word in _CONSTANTS:
            if data.startswith(word, i):
                return self.decoder.parse_constant(str(word, "utf-8")), i + len(word)
        raise self.error("Expecting value", i)

    def number(self, i, c):
        data = self.data
        end = i + 1
        if c == 45:
            c = data[end]
            end += 1
        if c != 48:
            while 48 <= data[end] <= 57:
                end += 1
        whole = end
        if data[end] == 46 and 48 <= data[end + 1] <= 57:
            end += 2
            while 48 <= data[end] <= 57:
                end += 1
        if data[end] in b"eE":
            more = end + 1
            if data[more] in b"+-":
                more += 1
            if 48 <= data[more] <= 57:
                end = more + 1
                while 48 <= data[end] <= 57:
                    end += 1
        decoder = self.decoder
        parse = decoder.parse_int if end == whole else decoder.parse_float
        return parse(str(data[i:end], "utf-8")), end

    # A piece of a string that has no escapes in it.
    def piece(self, i, end):
        raw = self.data[i:end]
        if raw and self.decoder.strict and min(raw) < 32:
            for at, c in enumerate(raw):
                if c < 32:
                    raise self.error("Invalid control character at", i + at)
        return str(raw, "utf-8")

    def string(self, i):
        data = self.data
        end = data.find(b'"', i)
        if end >= 0 and data.find(b"\\", i, end) < 0:
            return self.piece(i, end), end + 1
        start = i - 1
        size = self.size
        parts = []
        while True:
            end = data.find(b'"', i)
            slash = data.find(b"\\", i)
            stop = end if slash < 0 or 0 <= end < slash else slash
            parts.append(self.piece(i, size if stop < 0 else stop))
            if stop < 0 or (stop == slash and stop + 1 == size):
                raise self.error("Unterminated string starting at", start)
            if stop == end:
                return "".join(parts), end + 1
            c = data[stop + 1]
            i = stop + 2
            if c == 117:
                n = self.hexadecimal(i)
                i += 4
                if 0xD800 <= n < 0xDC00 and data.startswith(b"\\u", i):
                    low = self.hexadecimal(i + 2)
                    if 0xDC00 <= low < 0xE000:
                        n = 0x10000 + ((n - 0xD800) << 10 | low - 0xDC00)
                        i += 6
                parts.append(chr(n))
            elif c in _UNESCAPES:
                parts.append(_UNESCAPES[c])
            else:
                raise self.error("Invalid \\escape", stop)

    def hexadecimal(self, i):
        digits = self.data[i : i + 4]
        for c in digits:
            if not (48 <= c <= 57 or 97 <= c <= 102 or 65 <= c <= 70):
                break
        else:
            if len(digits) == 4:
                return int(str(digits, "utf-8"), 16)
        raise self.error("Invalid \\uXXXX escape", i - 1)

    def array(self, i):
        data = self.data
        skip = self.skip
        read = self.value
        items = []
        i = skip(i)
        if data[i] == 93:
            return items, i + 1
        while True:
            value, i = read(i)
            items.append(value)
            i = skip(i)
            c = data[i]
            if c == 93:
                return items, i + 1
            if c != 44:
                raise self.error("Expecting ',' delimiter", i)
            i = skip(i + 1)

    def object(self, i):
        data = self.data
        skip = self.skip
        read = self.value
        pairs = []
        i = skip(i)
        if data[i] == 125:
            i += 1
        else:
            while True:
                if data[i] != 34:
                    raise self.error("Expecting property name enclosed in double quotes", i)
                key, i = self.string(i + 1)
                i = skip(i)
                if data[i] != 58:
                    raise self.error("Expecting ':' delimiter", i)
                value, i = read(skip(i + 1))
                pairs.append((key, value))
                i = skip(i)
                c = data[i]
                i += 1
                if c == 125:
                    break
                if c != 44:
                    raise self.error("Expecting ',' delimiter", i - 1)
                i = skip(i)
        decoder = self.decoder
        if decoder.object_pairs_hook is not None:
            return decoder.object_pairs_hook(pairs), i
        obj = dict(pairs)
        return (obj if decoder.object_hook is None else decoder.object_hook(obj)), i


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
    **kw,
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
        **kw,
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
