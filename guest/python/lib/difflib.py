from collections import namedtuple

__all__ = [
    "IS_CHARACTER_JUNK",
    "IS_LINE_JUNK",
    "Differ",
    "HtmlDiff",
    "Match",
    "SequenceMatcher",
    "context_diff",
    "diff_bytes",
    "get_close_matches",
    "ndiff",
    "restore",
    "unified_diff",
]

Match = namedtuple("Match", "a b size")


# Compares two sequences of hashable elements.
class SequenceMatcher:
    def __init__(self, isjunk=None, a="", b="", autojunk=True):
        self.isjunk = isjunk
        self.a = self.b = None
        self.autojunk = autojunk
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        if a is self.a:
            return
        self.a = a
        self.matching_blocks = self.opcodes = None

    # The second sequence is indexed: keep it when comparing with many others.
    def set_seq2(self, b):
        if b is self.b:
            return
        self.b = b
        self.matching_blocks = self.opcodes = None
        self.fullbcount = None
        b2j = {}
        i = 0
        for element in b:
            if element in b2j:
                b2j[element].append(i)
            else:
                b2j[element] = [i]
            i += 1
        self.bjunk = junk = set()
        self.bpopular = popular = set()
        isjunk = self.isjunk
        if isjunk:
            for element in list(b2j):
                if isjunk(element):
                    junk.add(element)
                    del b2j[element]
        if self.autojunk and i >= 200:
            many = i // 100 + 1
            for element in list(b2j):
                if len(b2j[element]) > many:
                    popular.add(element)
                    del b2j[element]
        self.b2j = b2j

    # The longest block that both have within these bounds, the first one if there are more.
    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        a = self.a
        b = self.b
        b2j = self.b2j
        junk = self.bjunk
        if ahi is None:
            ahi = len(a)
        if bhi is None:
            bhi = len(b)
        besti = alo
        bestj = blo
        best = 0
        # The length of the match that ends at each j, for the element of a before.
        lengths = {}
        nothing = ()
        for i in range(alo, ahi):
            new = {}
            for j in b2j.get(a[i], nothing):
                if j < blo:
                    continue
                if j >= bhi:
                    break
                k = new[j] = lengths.get(j - 1, 0) + 1
                if k > best:
                    besti = i - k + 1
                    bestj = j - k + 1
                    best = k
            lengths = new
        # Popular elements next to it, then junk.
        for wanted in (False, True):
            while (
                besti > alo
                and bestj > blo
                and (b[bestj - 1] in junk) is wanted
                and a[besti - 1] == b[bestj - 1]
            ):
                besti -= 1
                bestj -= 1
                best += 1
            while (
                besti + best < ahi
                and bestj + best < bhi
                and (b[bestj + best] in junk) is wanted
                and a[besti + best] == b[bestj + best]
            ):
                best += 1
        return Match(besti, bestj, best)

    # The blocks that both have, in order; the last one is empty and at the ends.
    def get_matching_blocks(self):
        if self.matching_blocks is not None:
            return self.matching_blocks
        la = len(self.a)
        lb = len(self.b)
        queue = [(0, la, 0, lb)]
        found = []
        longest = self.find_longest_match
        while queue:
            alo, ahi, blo, bhi = queue.pop()
            i, j, k = longest(alo, ahi, blo, bhi)
            if k:
                found.append((i, j, k))
                if alo < i and blo < j:
                    queue.append((alo, i, blo, j))
                if i + k < ahi and j + k < bhi:
                    queue.append((i + k, ahi, j + k, bhi))
        found.sort()
        blocks = []
        i1 = j1 = k1 = 0
        for i2, j2, k2 in found:
            if i1 + k1 == i2 and j1 + k1 == j2:
                k1 += k2
            else:
                if k1:
                    blocks.append(Match(i1, j1, k1))
                i1, j1, k1 = i2, j2, k2
        if k1:
            blocks.append(Match(i1, j1, k1))
        blocks.append(Match(la, lb, 0))
        self.matching_blocks = blocks
        return blocks

    # How to turn a into b: tuples (tag, i1, i2, j1, j2).
    def get_opcodes(self):
        if self.opcodes is not None:
            return self.opcodes
        i = j = 0
        codes = []
        for ai, bj, size in self.get_matching_blocks():
            if i < ai:
                codes.append(("replace" if j < bj else "delete", i, ai, j, bj))
            elif j < bj:
                codes.append(("insert", i, ai, j, bj))
            i = ai + size
            j = bj + size
            if size:
                codes.append(("equal", ai, i, bj, j))
        self.opcodes = codes
        return codes

    # The same in groups with n equal elements around them.
    def get_grouped_opcodes(self, n=3):
        codes = list(self.get_opcodes()) or [("equal", 0, 1, 0, 1)]
        tag, i1, i2, j1, j2 = codes[0]
        if tag == "equal":
            codes[0] = tag, max(i1, i2 - n), i2, max(j1, j2 - n), j2
        tag, i1, i2, j1, j2 = codes[-1]
        if tag == "equal":
            codes[-1] = tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)
        group = []
        for tag, i1, i2, j1, j2 in codes:
            if tag == "equal" and i2 - i1 > 2 * n:
                group.append((tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)))
                yield group
                group = []
                i1 = max(i1, i2 - n)
                j1 = max(j1, j2 - n)
            group.append((tag, i1, i2, j1, j2))
        if group and not (len(group) == 1 and group[0][0] == "equal"):
            yield group

    # How alike they are: from 0 to 1.
    def ratio(self):
        return _ratio(sum([block[2] for block in self.get_matching_blocks()]), self.a, self.b)

    # At least ratio().
    def quick_ratio(self):
        if self.fullbcount is None:
            self.fullbcount = counts = {}
            for element in self.b:
                counts[element] = counts.get(element, 0) + 1
        counts = self.fullbcount
        left = {}
        matches = 0
        for element in self.a:
            n = left[element] if element in left else counts.get(element, 0)
            left[element] = n - 1
            if n > 0:
                matches += 1
        return _ratio(matches, self.a, self.b)

    # At least quick_ratio().
    def real_quick_ratio(self):
        return _ratio(min(len(self.a), len(self.b)), self.a, self.b)


def _ratio(matches, a, b):
    length = len(a) + len(b)
    return 2.0 * matches / length if length else 1.0


# The n best of the possibilities that are at least as alike as cutoff, the best one first.
def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    if n <= 0:
        raise ValueError("n must be > 0: " + repr(n))
    if not 0.0 <= cutoff <= 1.0:
        raise ValueError("cutoff must be in [0.0, 1.0]: " + repr(cutoff))
    found = []
    matcher = SequenceMatcher()
    matcher.set_seq2(word)
    size = len(word)
    for x in possibilities:
        total = len(x) + size
        if total and 2.0 * min(len(x), size) / total < cutoff:
            continue
        matcher.set_seq1(x)
        if matcher.quick_ratio() >= cutoff:
            ratio = matcher.ratio()
            if ratio >= cutoff:
                found.append((ratio, x))
    found.sort(reverse=True)
    return [x for _, x in found[:n]]


# Marks of "?" lines stand below characters; tabs stay tabs.
def _under(line, tags):
    return "".join(
        [c if tag == " " and c.isspace() else tag for c, tag in zip(line, tags)]
    ).rstrip()


# Compares lines, and similar lines by their characters.
class Differ:
    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk = linejunk
        self.charjunk = charjunk

    # Yields the lines of both, marked "- ", "+ ", "  " and "? ".
    def compare(self, a, b):
        for tag, alo, ahi, blo, bhi in SequenceMatcher(self.linejunk, a, b).get_opcodes():
            if tag == "replace":
                yield from self._replace(a, alo, ahi, b, blo, bhi)
            elif tag == "delete":
                yield from _marked("-", a, alo, ahi)
            elif tag == "insert":
                yield from _marked("+", b, blo, bhi)
            else:
                yield from _marked(" ", a, alo, ahi)

    # Finds the most similar pair of lines, and goes on before and behind it.
    def _replace(self, a, alo, ahi, b, blo, bhi):
        best = 0.74
        matcher = SequenceMatcher(self.charjunk)
        equal = None
        pair = None
        for j in range(blo, bhi):
            bj = b[j]
            matcher.set_seq2(bj)
            for i in range(alo, ahi):
                ai = a[i]
                if ai == bj:
                    if equal is None:
                        equal = i, j
                    continue
                matcher.set_seq1(ai)
                if (
                    matcher.real_quick_ratio() > best
                    and matcher.quick_ratio() > best
                    and matcher.ratio() > best
                ):
                    best = matcher.ratio()
                    pair = i, j
        if best < 0.75:
            if equal is None:
                if bhi - blo < ahi - alo:
                    yield from _marked("+", b, blo, bhi)
                    yield from _marked("-", a, alo, ahi)
                else:
                    yield from _marked("-", a, alo, ahi)
                    yield from _marked("+", b, blo, bhi)
                return
            pair = equal
        else:
            equal = None
        i, j = pair
        yield from self._rest(a, alo, i, b, blo, j)
        if equal is None:
            yield from self._similar(matcher, a[i], b[j])
        else:
            yield "  " + a[i]
        yield from self._rest(a, i + 1, ahi, b, j + 1, bhi)

    def _rest(self, a, alo, ahi, b, blo, bhi):
        if alo < ahi and blo < bhi:
            yield from self._replace(a, alo, ahi, b, blo, bhi)
        elif alo < ahi:
            yield from _marked("-", a, alo, ahi)
        else:
            yield from _marked("+", b, blo, bhi)

    def _similar(self, matcher, aline, bline):
        atags = btags = ""
        matcher.set_seqs(aline, bline)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            la = i2 - i1
            lb = j2 - j1
            if tag == "replace":
                atags += "^" * la
                btags += "^" * lb
            elif tag == "delete":
                atags += "-" * la
            elif tag == "insert":
                btags += "+" * lb
            else:
                atags += " " * la
                btags += " " * lb
        for mark, line, tags in (("- ", aline, atags), ("+ ", bline, btags)):
            yield mark + line
            tags = _under(line, tags)
            if tags:
                yield "? " + tags + "\n"


def _marked(tag, lines, low, high):
    for i in range(low, high):
        yield tag + " " + lines[i]


# Whether a line is blank or has nothing but one "#".
def IS_LINE_JUNK(line, pat=None):  # noqa: N802
    if pat is not None:
        return pat(line) is not None
    return line.strip() in ("", "#")


# Whether a character is a blank or a tab.
def IS_CHARACTER_JUNK(ch, ws=" \t"):  # noqa: N802
    return ch in ws


# The lines of both, as Differ marks them.
def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    return Differ(linejunk, charjunk).compare(a, b)


# One of the two texts that ndiff() compared: 1 or 2.
def restore(delta, which):
    if int(which) not in (1, 2):
        raise ValueError("unknown delta choice (must be 1 or 2): " + repr(which))
    prefixes = ("  ", "- " if int(which) == 1 else "+ ")
    for line in delta:
        if line[:2] in prefixes:
            yield line[2:]


def _check(a, b, *others):
    for lines in (a, b):
        if lines and not isinstance(lines[0], str):
            raise TypeError(
                "lines to compare must be str, not "
                + type(lines[0]).__name__
                + " ("
                + repr(lines[0])
                + ")"
            )
    for other in others:
        if not isinstance(other, str):
            raise TypeError("all arguments must be str, not: " + repr(other))


# The range of a "@@" line.
def _unified_range(start, stop):
    begin = start + 1
    length = stop - start
    if length == 1:
        return str(begin)
    if not length:
        begin -= 1
    return str(begin) + "," + str(length)


# The differences in the unified format, line by line.
def unified_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    _check(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            yield "--- " + fromfile + ("\t" + fromfiledate if fromfiledate else "") + lineterm
            yield "+++ " + tofile + ("\t" + tofiledate if tofiledate else "") + lineterm
        first = group[0]
        last = group[-1]
        yield (
            "@@ -"
            + _unified_range(first[1], last[2])
            + " +"
            + _unified_range(first[3], last[4])
            + " @@"
            + lineterm
        )
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for line in a[i1:i2]:
                    yield " " + line
                continue
            if tag != "insert":
                for line in a[i1:i2]:
                    yield "-" + line
            if tag != "delete":
                for line in b[j1:j2]:
                    yield "+" + line


def _context_range(start, stop):
    begin = start + 1
    length = stop - start
    if not length:
        begin -= 1
    if length <= 1:
        return str(begin)
    return str(begin) + "," + str(begin + length - 1)


# The differences in the context format, line by line.
def context_diff(a, b, fromfile="", tofile="", fromfiledate="", tofiledate="", n=3, lineterm="\n"):
    _check(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    marks = {"insert": "+ ", "delete": "- ", "replace": "! ", "equal": "  "}
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            yield "*** " + fromfile + ("\t" + fromfiledate if fromfiledate else "") + lineterm
            yield "--- " + tofile + ("\t" + tofiledate if tofiledate else "") + lineterm
        first = group[0]
        last = group[-1]
        tags = [code[0] for code in group]
        yield "***************" + lineterm
        yield "*** " + _context_range(first[1], last[2]) + " ****" + lineterm
        if "replace" in tags or "delete" in tags:
            for tag, i1, i2, _, _ in group:
                if tag != "insert":
                    for line in a[i1:i2]:
                        yield marks[tag] + line
        yield "--- " + _context_range(first[3], last[4]) + " ----" + lineterm
        if "replace" in tags or "insert" in tags:
            for tag, _, _, j1, j2 in group:
                if tag != "delete":
                    for line in b[j1:j2]:
                        yield marks[tag] + line


# Not supported: raise NotImplementedError.
def diff_bytes(dfunc, a, b, *args, **kwargs):
    raise NotImplementedError("difflib.diff_bytes is not here: decode the lines first")


class HtmlDiff:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError("difflib.HtmlDiff is not here: use ndiff or unified_diff")
