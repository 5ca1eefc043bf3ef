# Regular expressions.
#
# The worker matches: `_native` takes a pattern, its flags and a text, and answers with texts or with
# spans. A match comes as one flat tuple: start and end of it and of every group (-1 where a group did
# not match), then the number of the group that ended last (0 if none did).
# What is wrong with a pattern or a template comes as (message, position or None, kind).

import _native

_re_compile = _native.re_compile
_re_escape = _native.re_escape
_re_findall = _native.re_findall
_re_match = _native.re_match
_re_spans = _native.re_spans
_re_split = _native.re_split
_re_sub = _native.re_sub
_re_template = _native.re_template

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "LOCALE",
    "MULTILINE",
    "NOFLAG",
    "UNICODE",
    "VERBOSE",
    "A",
    "I",
    "L",
    "M",
    "Match",
    "Pattern",
    "RegexFlag",
    "S",
    "U",
    "X",
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "purge",
    "search",
    "split",
    "sub",
    "subn",
]

# Makes an instance; calling the class costs more.
_make = object.__new__

# Behind the end of every text.
_END = 0x3FFFFFFF

# Matches that one call of `_native` returns.
_FEW = 32
_MANY = 256

_NAMES = (
    (256, "ASCII"),
    (2, "IGNORECASE"),
    (4, "LOCALE"),
    (32, "UNICODE"),
    (8, "MULTILINE"),
    (16, "DOTALL"),
    (64, "VERBOSE"),
    (128, "DEBUG"),
)


# Every combination made so far, by its number.
_known = {}


# Flags: a number that shows the names of its bits.
class RegexFlag:
    def __init__(self, value=0):
        self.value = int(value)
        _known[self.value] = self

    @property
    def name(self):
        names = [name for bit, name in _NAMES if self.value & bit]
        return "|".join(names) or ("NOFLAG" if self.value == 0 else None)

    def __or__(self, other):
        value = self.value | (other if type(other) is int else other.value)
        return _known[value] if value in _known else RegexFlag(value)

    def __and__(self, other):
        value = self.value & (other if type(other) is int else other.value)
        return _known[value] if value in _known else RegexFlag(value)

    def __xor__(self, other):
        value = self.value ^ (other if type(other) is int else other.value)
        return _known[value] if value in _known else RegexFlag(value)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        return RegexFlag(0x1FF & ~self.value)

    def __contains__(self, other):
        return self.value & int(other) == int(other)

    def __int__(self):
        return self.value

    def __index__(self):
        return self.value

    def __bool__(self):
        return self.value != 0

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, RegexFlag) else other)

    def __hash__(self):
        return self.value

    def __repr__(self):
        names = ["re." + name for bit, name in _NAMES if self.value & bit]
        return "|".join(names) or "re.NOFLAG"


NOFLAG = RegexFlag(0)
A = ASCII = RegexFlag(256)
I = IGNORECASE = RegexFlag(2)
L = LOCALE = RegexFlag(4)
U = UNICODE = RegexFlag(32)
M = MULTILINE = RegexFlag(8)
S = DOTALL = RegexFlag(16)
X = VERBOSE = RegexFlag(64)
DEBUG = RegexFlag(128)


# A pattern or a template cannot be understood.
class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        self.lineno = self.colno = None
        if pattern is not None and pos is not None:
            newline = "\n" if isinstance(pattern, str) else b"\n"
            before = pattern[:pos]
            self.lineno = before.count(newline) + 1
            self.colno = pos - before.rfind(newline)
            msg = f"{msg} at position {pos}"
            if newline in pattern:
                msg = f"{msg} (line {self.lineno}, column {self.colno})"
        super().__init__(msg)


PatternError = error


# The exception for what `_native` finds wrong with `text`.
def _problem(found, text):
    message, pos, kind = found
    if kind == 0:
        return error(message, None if pos is None else text, pos)
    return (ValueError, OverflowError, IndexError)[kind - 1](message)


# A place where a pattern matched.
#
# `_m` is (pattern, text, flat tuple of spans, pos, endpos).
class Match:
    @property
    def re(self):
        return self._m[0]

    @property
    def string(self):
        return self._m[1]

    @property
    def pos(self):
        return min(max(self._m[3], 0), len(self._m[1]))

    @property
    def endpos(self):
        return min(max(self._m[4], 0), len(self._m[1]))

    @property
    def lastindex(self):
        return self._m[2][-1] or None

    @property
    def lastgroup(self):
        last = self._m[2][-1]
        for name, index in self._m[0].groupindex.items():
            if index == last:
                return name
        return None

    @property
    def regs(self):
        spans = self._m[2]
        return tuple([(spans[i], spans[i + 1]) for i in range(0, len(spans) - 1, 2)])

    # Where a group's span stands; IndexError if there is no such group.
    def _place(self, group):
        if type(group) is not int:
            group = self._m[0].groupindex.get(group, -1)
        if group < 0 or 2 * group + 3 > len(self._m[2]):
            raise IndexError("no such group")
        return 2 * group

    # The text of a group, by number or name, None if it did not match; a tuple of several.
    def group(self, group=0, *more):
        if more:
            return tuple([self.group(one) for one in (group,) + more])
        m = self._m
        spans = m[2]
        if group == 0:
            return m[1][spans[0] : spans[1]]
        if type(group) is not int:
            group = m[0].groupindex.get(group, -1)
        place = 2 * group
        if place <= 0 or place + 3 > len(spans):
            raise IndexError("no such group")
        start = spans[place]
        if start < 0:
            return None
        return m[1][start : spans[place + 1]]

    __getitem__ = group

    def __iter__(self):
        raise TypeError("'re.Match' object is not iterable")

    # The texts of all groups, `default` for those that did not match.
    def groups(self, default=None):
        m = self._m
        text = m[1]
        spans = m[2]
        return tuple(
            [
                default if spans[i] < 0 else text[spans[i] : spans[i + 1]]
                for i in range(2, len(spans) - 1, 2)
            ]
        )

    # The texts of the named groups.
    def groupdict(self, default=None):
        groups = self.groups(default)
        return {name: groups[index - 1] for name, index in self._m[0].groupindex.items()}

    # Where a group begins, -1 if it did not match.
    def start(self, group=0):
        if group == 0:
            return self._m[2][0]
        return self._m[2][self._place(group)]

    # Where a group ends, -1 if it did not match.
    def end(self, group=0):
        if group == 0:
            return self._m[2][1]
        return self._m[2][self._place(group) + 1]

    def span(self, group=0):
        if group == 0:
            return self._m[2][:2]
        place = self._place(group)
        return self._m[2][place : place + 2]

    # The template with the groups of this match put in.
    def expand(self, template):
        pattern = self._m[0]
        parts = _re_template(pattern.pattern, pattern._flags, template)
        if type(parts) is tuple:
            raise _problem(parts, template)
        empty = template[:0]
        return empty.join(
            [self.group(part) or empty if type(part) is int else part for part in parts]
        )

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        shown = repr(self.group())[:50]
        return f"<re.Match object; span={self.span()}, match={shown}>"


# A compiled pattern.
#
# `_flags` are those that it was compiled with, `flags` has those of the pattern itself too.
class Pattern:
    # The first place where the pattern matches, or None.
    def search(self, string, pos=0, endpos=_END):
        spans = _re_match(self.pattern, self._flags, string, 0, pos, endpos)
        if spans:
            found = _make(Match)
            found._m = (self, string, spans, pos, endpos)
            return found
        return None

    # Whether the pattern matches at the start.
    def match(self, string, pos=0, endpos=_END):
        spans = _re_match(self.pattern, self._flags, string, 1, pos, endpos)
        if spans:
            found = _make(Match)
            found._m = (self, string, spans, pos, endpos)
            return found
        return None

    # Whether the pattern matches from the start to the end.
    def fullmatch(self, string, pos=0, endpos=_END):
        spans = _re_match(self.pattern, self._flags, string, 2, pos, endpos)
        if spans:
            found = _make(Match)
            found._m = (self, string, spans, pos, endpos)
            return found
        return None

    # All matches as texts, or what the group or the groups took.
    def findall(self, string, pos=0, endpos=_END):
        return _re_findall(self.pattern, self._flags, string, pos, endpos)

    # All matches, found as they are asked for.
    def finditer(self, string, pos=0, endpos=_END):
        first = _re_spans(self.pattern, self._flags, string, pos, endpos, 0, _FEW)
        return _matches(self, string, pos, endpos, first)

    # The texts between matches, and what the groups took between them.
    def split(self, string, maxsplit=0):
        return _re_split(self.pattern, self._flags, string, maxsplit)

    # The text with matches replaced by a template, or by what a function makes of each.
    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    # The same, and the number of matches replaced.
    def subn(self, repl, string, count=0):
        if callable(repl):
            return _replace(self, repl, string, count)
        made = _re_sub(self.pattern, self._flags, repl, string, count)
        if len(made) == 3:
            raise _problem(made, repl)
        return (made[1] if made[0] else string, made[0])

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __eq__(self, other):
        return (
            isinstance(other, Pattern)
            and self.flags == other.flags
            and type(self.pattern) is type(other.pattern)
            and self.pattern == other.pattern
        )

    def __hash__(self):
        return hash((self.pattern, self.flags))

    def __repr__(self):
        flags = self.flags
        if isinstance(self.pattern, str):
            flags &= ~32
        shown = repr(self.pattern)[:200]
        if flags:
            names = ["re." + name for bit, name in sorted(_NAMES) if flags & bit]
            shown += ", " + "|".join(names)
        return f"re.compile({shown})"


# The matches that `_native` finds, a few at a time.
def _matches(pattern, string, pos, endpos, found):
    while True:
        some, start, again = found
        for spans in some:
            match = _make(Match)
            match._m = (pattern, string, spans, pos, endpos)
            yield match
        if start < 0:
            return
        found = _re_spans(pattern.pattern, pattern._flags, string, start, endpos, again, _MANY)


# The text with up to `count` matches replaced by what `function` makes of them, and their number.
def _replace(pattern, function, string, count):
    parts = []
    last = done = start = again = 0
    if count < 0:
        start = -1
    while start >= 0:
        most = min(count - done, _MANY) if count else _MANY
        some, start, again = _re_spans(
            pattern.pattern, pattern._flags, string, start, _END, again, most
        )
        for spans in some:
            if last < spans[0]:
                parts.append(string[last : spans[0]])
            match = _make(Match)
            match._m = (pattern, string, spans, 0, _END)
            new = function(match)
            if new is not None:
                parts.append(new)
            last = spans[1]
            done += 1
        if done == count:
            break
    if not done:
        return (string, 0)
    parts.append(string[last:])
    return (string[:0].join(parts), done)


# Patterns compiled lately, by what was asked for.
_cache = {}
_CACHE_MOST = 64


# A pattern of the library's own, made while the image is built, when there is no worker yet: it is compiled when it
# is used.
class _Deferred:
    def __init__(self, pattern, flags):
        self._asked = pattern, flags

    def __getattr__(self, name):
        return getattr(compile(*self._asked), name)


# Compiles what the cache lacks.
def _new(pattern, flags):
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(pattern, (str, bytes)):
        raise TypeError("first argument must be string or compiled pattern")
    if flags & 128:
        raise NotImplementedError("re.DEBUG is not supported: leave it out")
    made = _re_compile(pattern, flags)
    if made is None:
        return _Deferred(pattern, flags)
    if type(made[0]) is str:
        raise _problem(made, pattern)
    new = Pattern()
    new.pattern = pattern
    new._flags = flags
    new.flags = made[0]
    new.groups = made[1]
    new.groupindex = dict(made[2])
    if len(_cache) >= _CACHE_MOST:
        _cache.clear()
    _cache[pattern, flags] = new
    return new


# A pattern, ready to match.
def compile(pattern, flags=0):
    if flags:
        flags = int(flags)
    return _cache.get((pattern, flags)) or _new(pattern, flags)


# The most used functions do not call the methods: a call costs more than what it does.


# The first place where the pattern matches, or None.
def search(pattern, string, flags=0):
    if flags:
        flags = int(flags)
    compiled = _cache.get((pattern, flags)) or _new(pattern, flags)
    spans = _re_match(compiled.pattern, compiled._flags, string, 0, 0, _END)
    if spans:
        found = _make(Match)
        found._m = (compiled, string, spans, 0, _END)
        return found
    return None


# Whether the pattern matches at the start.
def match(pattern, string, flags=0):
    if flags:
        flags = int(flags)
    compiled = _cache.get((pattern, flags)) or _new(pattern, flags)
    spans = _re_match(compiled.pattern, compiled._flags, string, 1, 0, _END)
    if spans:
        found = _make(Match)
        found._m = (compiled, string, spans, 0, _END)
        return found
    return None


# Whether the pattern matches from the start to the end.
def fullmatch(pattern, string, flags=0):
    if flags:
        flags = int(flags)
    compiled = _cache.get((pattern, flags)) or _new(pattern, flags)
    spans = _re_match(compiled.pattern, compiled._flags, string, 2, 0, _END)
    if spans:
        found = _make(Match)
        found._m = (compiled, string, spans, 0, _END)
        return found
    return None


# All matches as texts, or what the group or the groups took.
def findall(pattern, string, flags=0):
    if flags:
        flags = int(flags)
    compiled = _cache.get((pattern, flags)) or _new(pattern, flags)
    return _re_findall(compiled.pattern, compiled._flags, string, 0, _END)


# All matches.
def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


# The texts between matches, and what the groups took between them.
def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


# The text with matches replaced by a template, or by what a function makes of each.
def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)[0]


# The same, and the number of matches replaced.
def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


# The text as a pattern that matches just it.
def escape(pattern):
    return _re_escape(pattern)


# Forgets the patterns compiled lately.
def purge():
    _cache.clear()
