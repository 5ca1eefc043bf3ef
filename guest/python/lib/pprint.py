__all__ = [
    "PrettyPrinter",
    "isreadable",
    "isrecursive",
    "pformat",
    "pp",
    "pprint",
    "saferepr",
]


# Prints an object, wrapped to width. Dicts are sorted by their keys.
def pprint(
    object,  # noqa: A002
    stream=None,
    indent=1,
    width=80,
    depth=None,
    *,
    compact=False,
    sort_dicts=True,
    underscore_numbers=False,
):
    PrettyPrinter(
        indent,
        width,
        depth,
        stream,
        compact=compact,
        sort_dicts=sort_dicts,
        underscore_numbers=underscore_numbers,
    ).pprint(object)


# The same, with dicts in their own order.
def pp(object, *args, sort_dicts=False, **kwargs):  # noqa: A002
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


# What pprint() prints, without the last line end.
def pformat(
    object,  # noqa: A002
    indent=1,
    width=80,
    depth=None,
    *,
    compact=False,
    sort_dicts=True,
    underscore_numbers=False,
):
    return PrettyPrinter(
        indent,
        width,
        depth,
        compact=compact,
        sort_dicts=sort_dicts,
        underscore_numbers=underscore_numbers,
    ).pformat(object)


# On one line. An object inside of itself is only named.
def saferepr(object):  # noqa: A002
    return PrettyPrinter()._flat(object, {}, 0)


# Whether the text is a literal of the object.
def isreadable(object):  # noqa: A002
    return PrettyPrinter().isreadable(object)


# Whether the object holds itself.
def isrecursive(object):  # noqa: A002
    return PrettyPrinter().isrecursive(object)


def _less(a, b):
    try:
        return a < b
    except TypeError:
        return (str(type(a)), id(a)) < (str(type(b)), id(b))


# Anything sorts: what cannot be compared goes by the names of the types. Then the order
# depends on the way of sorting, which is CPython's for few elements.
def _sorted(items):
    try:
        return sorted(items)
    except TypeError:
        pass
    items = list(items)
    run = 1
    if _less(items[1], items[0]):
        run = 2
        while run < len(items) and _less(items[run], items[run - 1]):
            run += 1
        items[:run] = list(reversed(items[:run]))
    for i in range(run, len(items)):
        item = items[i]
        low = 0
        high = i
        while low < high:
            middle = (low + high) // 2
            if _less(item, items[middle]):
                high = middle
            else:
                low = middle + 1
        items.insert(low, items.pop(i))
    return items


_KINDS = {
    dict: "dict",
    list: "list",
    tuple: "tuple",
    set: "set",
    frozenset: "set",
    str: "str",
    bytes: "bytes",
    bytearray: "bytes",
}
_BY_NAME = {
    "Counter": "counter",
    "OrderedDict": "ordered",
    "SimpleNamespace": "namespace",
    "defaultdict": "defaultdict",
    "deque": "deque",
}


# How an object is laid out; None: by repr() only.
def _kind(obj):
    cls = type(obj)
    if cls in _KINDS:
        return _KINDS[cls]
    if hasattr(cls, "__dataclass_fields__"):
        text = repr(obj)
        return "dataclass" if text.startswith(cls.__qualname__ + "(") else None
    if cls.__name__ in _BY_NAME:
        return _BY_NAME[cls.__name__]
    if hasattr(cls, "_fields"):
        return None
    while True:
        if "__repr__" in getattr(cls, "__dict__", ()):
            return None
        bases = getattr(cls, "__bases__", ())
        if not bases:
            return None
        cls = bases[0]
        if cls in _KINDS:
            return _KINDS[cls] if cls in (dict, list, tuple, set) else None


_CONTAINERS = (dict, list, tuple)
_SCALARS = (str, int, float, bool, type(None), bytes, complex)


# Whether there is nothing in a container but numbers, text and the like.
def _is_simple(obj, cls):
    scalars = _SCALARS
    for item in obj:
        if item.__class__ not in scalars:
            return False
    if cls is dict:
        for item in obj.values():
            if item.__class__ not in scalars:
                return False
    return True


class _Output:
    def __init__(self):
        self.parts = []
        self.write = self.parts.append


# Prints objects in one style.
class PrettyPrinter:
    def __init__(
        self,
        indent=1,
        width=80,
        depth=None,
        stream=None,
        *,
        compact=False,
        sort_dicts=True,
        underscore_numbers=False,
    ):
        indent = int(indent)
        width = int(width)
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._indent_per_level = indent
        self._width = width
        self._depth = depth
        self._stream = stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscore_numbers = underscore_numbers

    def pprint(self, object):  # noqa: A002
        text = self.pformat(object)
        if self._stream is None:
            print(text)
        else:
            self._stream.write(text + "\n")

    def pformat(self, object):  # noqa: A002
        out = _Output()
        self._format(object, out.write, 0, 0, {}, 0)
        return "".join(out.parts)

    def isrecursive(self, object):  # noqa: A002
        return "<Recursion on " in self._flat(object, {}, 0)

    def isreadable(self, object):  # noqa: A002
        text = self._flat(object, {}, 0)
        return "<" not in _outside_of_strings(text)

    # The one-line text of an object; override it to change how objects look.
    # Returns the text, whether it is a literal, and whether the object holds itself.
    def format(self, object, context, maxlevels, level):  # noqa: A002
        text = self._flat(object, context, level)
        return text, True, "<Recursion on " in text

    def _repr(self, obj, context, level):
        if type(self).format is PrettyPrinter.format:
            return self._flat(obj, context, level)
        return self.format(obj, context.copy(), self._depth, level)[0]

    def _flat(self, obj, context, level):
        cls = type(obj)
        if cls is str or cls is int or obj is None or cls is float:
            if cls is int and self._underscore_numbers:
                return _grouped(obj)
            return repr(obj)
        kind = _kind(obj)
        if kind not in ("dict", "list", "tuple"):
            return repr(obj)
        if not obj:
            return "{}" if kind == "dict" else "[]" if kind == "list" else "()"
        if self._depth and level >= self._depth:
            if kind == "dict":
                return "{...}"
            if kind == "list":
                return "[...]"
            return "(...,)" if len(obj) == 1 else "(...)"
        if id(obj) in context:
            return "<Recursion on " + cls.__name__ + " with id=" + str(id(obj)) + ">"
        # An overridden format() sees the parts, too.
        part = self._repr
        if type(self).format is PrettyPrinter.format:
            part = self._flat
            if cls in _CONTAINERS and not self._underscore_numbers and _is_simple(obj, cls):
                if cls is not dict or not self._sort_dicts:
                    return repr(obj)
                keys = list(obj)
                ordered = _sorted(keys)
                if keys == ordered:
                    return repr(obj)
                return "{" + ", ".join([repr(k) + ": " + repr(obj[k]) for k in ordered]) + "}"
        context[id(obj)] = 1
        level += 1
        if kind == "dict":
            keys = _sorted(list(obj)) if self._sort_dicts else obj
            text = (
                "{"
                + ", ".join(
                    [
                        part(key, context, level) + ": " + part(obj[key], context, level)
                        for key in keys
                    ]
                )
                + "}"
            )
        else:
            text = ", ".join([part(item, context, level) for item in obj])
            if kind == "list":
                text = "[" + text + "]"
            else:
                text = "(" + text + (",)" if len(obj) == 1 else ")")
        del context[id(obj)]
        return text

    # allowance is the room that what follows needs on the last line.
    def _format(self, obj, write, indent, allowance, context, level):
        if id(obj) in context:
            write("<Recursion on " + type(obj).__name__ + " with id=" + str(id(obj)) + ">")
            return
        text = self._repr(obj, context, level)
        if len(text) > self._width - indent - allowance:
            kind = _kind(obj)
            if kind is not None:
                context[id(obj)] = 1
                method = getattr(self, "_put_" + kind)
                method(obj, write, indent, allowance, context, level + 1)
                del context[id(obj)]
                return
        write(text)

    def _pad(self, write):
        if self._indent_per_level > 1:
            write(" " * (self._indent_per_level - 1))

    def _put_dict(self, obj, write, indent, allowance, context, level):
        write("{")
        self._pad(write)
        if obj:
            keys = _sorted(list(obj)) if self._sort_dicts else list(obj)
            pairs = [(key, obj[key]) for key in keys]
            self._put_pairs(pairs, write, indent, allowance + 1, context, level)
        write("}")

    def _put_pairs(self, pairs, write, indent, allowance, context, level):
        indent += self._indent_per_level
        last = len(pairs) - 1
        for i, (key, value) in enumerate(pairs):
            text = self._repr(key, context, level)
            write(text + ": ")
            room = allowance if i == last else 1
            self._format(value, write, indent + len(text) + 2, room, context, level)
            if i != last:
                write(",\n" + " " * indent)

    def _put_list(self, obj, write, indent, allowance, context, level):
        write("[")
        self._put_items(obj, write, indent, allowance + 1, context, level)
        write("]")

    def _put_tuple(self, obj, write, indent, allowance, context, level):
        write("(")
        end = ",)" if len(obj) == 1 else ")"
        self._put_items(obj, write, indent, allowance + len(end), context, level)
        write(end)

    def _put_set(self, obj, write, indent, allowance, context, level):
        cls = type(obj)
        if not obj:
            write(repr(obj))
            return
        if cls is set:
            write("{")
            end = "}"
        else:
            write(cls.__name__ + "({")
            end = "})"
            indent += len(cls.__name__) + 1
        items = _sorted(list(obj))
        self._put_items(items, write, indent, allowance + len(end), context, level)
        write(end)

    def _put_items(self, items, write, indent, allowance, context, level):
        indent += self._indent_per_level
        self._pad(write)
        between = ",\n" + " " * indent
        before = ""
        room = full = self._width - indent + 1
        last = len(items) - 1
        for i, item in enumerate(items):
            if i == last:
                full -= allowance
                room -= allowance
            if self._compact:
                text = self._repr(item, context, level)
                size = len(text) + 2
                if room < size:
                    room = full
                    if before:
                        before = between
                if room >= size:
                    room -= size
                    write(before)
                    before = ", "
                    write(text)
                    continue
            write(before)
            before = between
            self._format(item, write, indent, allowance if i == last else 1, context, level)

    def _put_str(self, obj, write, indent, allowance, context, level):
        if not obj:
            write(repr(obj))
            return
        if level == 1:
            indent += 1
            allowance += 1
        width = self._width - indent
        chunks = []
        lines = obj.splitlines(True)
        for i, line in enumerate(lines):
            ends = i == len(lines) - 1
            text = repr(line)
            if len(text) <= width - (allowance if ends else 0):
                chunks.append(text)
                continue
            parts = _words(line)
            current = ""
            for j, part in enumerate(parts):
                room = width - (allowance if ends and j == len(parts) - 1 else 0)
                if len(repr(current + part)) > room:
                    if current:
                        chunks.append(repr(current))
                    current = part
                else:
                    current += part
            if current:
                chunks.append(repr(current))
        self._put_chunks(chunks, write, indent, level == 1 and len(chunks) > 1)

    def _put_chunks(self, chunks, write, indent, framed):
        text = ("\n" + " " * indent).join(chunks)
        write("(" + text + ")" if framed else text)

    def _put_bytes(self, obj, write, indent, allowance, context, level):
        if type(obj) is bytearray:
            write("bytearray(")
            self._put_bytes(bytes(obj), write, indent + 10, allowance + 1, context, level + 1)
            write(")")
            return
        if len(obj) <= 4:
            write(repr(obj))
            return
        framed = level == 1
        if framed:
            indent += 1
            allowance += 1
        width = self._width - indent
        chunks = []
        current = b""
        last = len(obj) // 4 * 4
        for i in range(0, len(obj), 4):
            part = obj[i : i + 4]
            if i == last:
                width -= allowance
            if len(repr(current + part)) > width:
                if current:
                    chunks.append(repr(current))
                current = part
            else:
                current += part
        if current:
            chunks.append(repr(current))
        self._put_chunks(chunks, write, indent, framed)

    def _put_ordered(self, obj, write, indent, allowance, context, level):
        if not obj:
            write(repr(obj))
            return
        name = type(obj).__name__
        write(name + "(")
        if repr(obj).startswith(name + "({"):
            # Since CPython 3.12.
            pairs = list(obj.items())
            write("{")
            self._pad(write)
            self._put_pairs(pairs, write, indent + len(name) + 1, allowance + 2, context, level)
            write("})")
            return
        items = list(obj.items())
        self._format(items, write, indent + len(name) + 1, allowance + 1, context, level)
        write(")")

    def _put_defaultdict(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        factory = self._repr(obj.default_factory, context, level)
        indent += len(name) + 1
        write(name + "(" + factory + ",\n" + " " * indent)
        self._put_dict(obj, write, indent, allowance + 1, context, level)
        write(")")

    def _put_counter(self, obj, write, indent, allowance, context, level):
        if not obj:
            write(repr(obj))
            return
        name = type(obj).__name__
        write(name + "({")
        self._pad(write)
        pairs = obj.most_common()
        self._put_pairs(pairs, write, indent + len(name) + 1, allowance + 2, context, level)
        write("})")

    def _put_deque(self, obj, write, indent, allowance, context, level):
        name = type(obj).__name__
        indent += len(name) + 1
        write(name + "([")
        items = list(obj)
        if obj.maxlen is None:
            self._put_items(items, write, indent, allowance + 2, context, level)
            write("])")
        else:
            self._put_items(items, write, indent, 2, context, level)
            write("],\n" + " " * indent + "maxlen=" + repr(obj.maxlen) + ")")

    def _put_namespace(self, obj, write, indent, allowance, context, level):
        pairs = list(obj.__dict__.items())
        self._put_fields("namespace", pairs, write, indent, allowance, context, level)

    def _put_dataclass(self, obj, write, indent, allowance, context, level):
        fields = type(obj).__dataclass_fields__
        pairs = []
        for name in fields:
            if getattr(fields[name], "repr", True):
                pairs.append((name, getattr(obj, name)))
        self._put_fields(type(obj).__name__, pairs, write, indent, allowance, context, level)

    def _put_fields(self, name, pairs, write, indent, allowance, context, level):
        indent += len(name) + 1
        write(name + "(")
        last = len(pairs) - 1
        for i, (key, value) in enumerate(pairs):
            write(key + "=")
            room = allowance if i == last else 1
            self._format(value, write, indent + len(key) + 1, room, context, level)
            if i != last:
                write(",\n" + " " * indent)
        write(")")


def _grouped(n):
    digits = str(abs(n))
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    groups.extend([digits[i : i + 3] for i in range(first, len(digits), 3)])
    return ("-" if n < 0 else "") + "_".join(groups)


# Each word with the blanks behind it; blanks at the beginning are a part of their own.
def _words(line):
    bounds = []
    end = 0
    for word in line.split():
        start = line.find(word, end)
        bounds.append(start)
        end = start + len(word)
    if not bounds or bounds[0]:
        bounds.insert(0, 0)
    bounds.append(len(line))
    return [line[bounds[i] : bounds[i + 1]] for i in range(len(bounds) - 1)]


def _outside_of_strings(text):
    out = []
    quote = None
    escaped = False
    for c in text:
        if quote is None:
            if c in "\"'":
                quote = c
            else:
                out.append(c)
        elif escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif c == quote:
            quote = None
    return "".join(out)
