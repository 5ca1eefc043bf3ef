__all__ = ["filter", "fnmatch", "fnmatchcase", "translate"]


# The index of the ] that ends a set of characters, 0 if there is none.
def _set_end(pat, i):
    j = i
    if pat[j : j + 1] == "!":
        j += 1
    if pat[j : j + 1] == "]":
        j += 1
    return pat.find("]", j) if pat.find("]", j) >= 0 else 0


def _in_set(c, chars):
    negated = chars.startswith("!")
    if negated:
        chars = chars[1:]
    found = False
    i = 0
    while i < len(chars):
        if chars[i + 1 : i + 2] == "-" and i + 2 < len(chars):
            found = found or chars[i] <= c <= chars[i + 2]
            i += 3
        else:
            found = found or chars[i] == c
            i += 1
    return found is not negated


# Whether a name matches a pattern of *, ? and [sets].
def fnmatchcase(name, pat):
    i = p = 0
    # Where to go on after the last star when what follows does not match.
    star = -1
    mark = 0
    while i < len(name) or p < len(pat):
        if p < len(pat):
            c = pat[p]
            if c == "*":
                star = p
                mark = i
                p += 1
                continue
            if i < len(name):
                if c == "?":
                    i += 1
                    p += 1
                    continue
                end = _set_end(pat, p + 1) if c == "[" else 0
                if end:
                    if _in_set(name[i], pat[p + 1 : end]):
                        i += 1
                        p = end + 1
                        continue
                elif c == name[i]:
                    i += 1
                    p += 1
                    continue
        if star < 0 or mark >= len(name):
            return False
        mark += 1
        i = mark
        p = star + 1
    return True


# The same: capital and small letters differ here, as on all systems but Windows.
def fnmatch(name, pat):
    return fnmatchcase(name, pat)


# The names that match.
def filter(names, pat):  # noqa: A001
    return [name for name in names if fnmatchcase(name, pat)]


# A regular expression for a pattern.
def translate(pat):
    out = []
    i = 0
    while i < len(pat):
        c = pat[i]
        i += 1
        if c == "*":
            if not out or out[-1] != ".*":
                out.append(".*")
        elif c == "?":
            out.append(".")
        elif c == "[" and _set_end(pat, i):
            end = _set_end(pat, i)
            chars = pat[i:end].replace("\\", "\\\\")
            out.append("[" + ("^" + chars[1:] if chars.startswith("!") else chars) + "]")
            i = end + 1
        elif c.isalpha() or c.isdigit() or c in "_ '\"/,;:<>=%@!`" or c > "\x7f":
            out.append(c)
        else:
            out.append("\\" + c)
    return "(?s:" + "".join(out) + ")\\Z"
