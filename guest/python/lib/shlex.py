__all__ = ["join", "quote", "shlex", "split"]

_SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"


# The words of a command line, as a POSIX shell divides it. Raises ValueError.
def split(s, comments=False, posix=True):
    if s is None:
        raise ValueError("s argument must not be None")
    if not posix:
        raise NotImplementedError("shlex.split divides by POSIX rules only: leave posix out")
    words = []
    word = []
    # Whether there is a word, which may be empty in quotes.
    started = False
    quote = ""
    i = 0
    size = len(s)
    while i < size:
        c = s[i]
        i += 1
        if quote:
            if c == quote:
                quote = ""
            elif c == "\\" and quote == '"':
                if i == size:
                    raise ValueError("No escaped character")
                if s[i] in '"\\':
                    c = s[i]
                    i += 1
                word.append(c)
            else:
                word.append(c)
        elif c in " \t\r\n":
            if started:
                words.append("".join(word))
                word = []
                started = False
        elif c == "#" and comments:
            end = s.find("\n", i)
            i = end + 1 if end >= 0 else size
            if started:
                words.append("".join(word))
                word = []
                started = False
        else:
            started = True
            if c == "\\":
                if i == size:
                    raise ValueError("No escaped character")
                word.append(s[i])
                i += 1
            elif c == '"' or c == "'":
                quote = c
            else:
                word.append(c)
    if quote:
        raise ValueError("No closing quotation")
    if started:
        words.append("".join(word))
    return words


# A word, quoted for a shell if it needs that.
def quote(s):
    if not s:
        return "''"
    if not s.strip(_SAFE):
        return s
    return "'" + s.replace("'", "'\"'\"'") + "'"


# A command line of words.
def join(split_command):
    return " ".join([quote(word) for word in split_command])


# The configurable lexer is not supported: raises NotImplementedError.
class shlex:  # noqa: N801
    def __init__(self, *args, **kwargs):
        raise NotImplementedError("shlex.shlex is not here: use shlex.split")
