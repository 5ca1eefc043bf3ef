__all__ = ["TextWrapper", "dedent", "fill", "indent", "shorten", "wrap"]


def _expand(text, size):
    if "\t" not in text:
        return text
    out = []
    column = 0
    for c in text:
        if c == "\t":
            c = " " * (size - column % size) if size > 0 else ""
            column += len(c)
        elif c == "\n" or c == "\r":
            column = 0
        else:
            column += 1
        out.append(c)
    return "".join(out)


def _is_letter(c):
    return c.isalpha() or c > "\x7f"


def _is_word(c):
    return c.isalpha() or c.isdigit() or c == "_" or c > "\x7f"


# Whether the text has a dash of two or more hyphens at i, and a word behind it.
def _dash_end(word, i):
    end = i
    while word[end : end + 1] == "-":
        end += 1
    if end - i >= 2 and end < len(word) and _is_word(word[end]):
        return end
    return 0


def _may_precede_dash(c):
    return _is_word(c) or c in "!\"'&.,?"


# Whether a line may break after the hyphen at i.
def _breaks_after(word, i):
    letter = _is_letter
    if not (i >= 2 and letter(word[i - 1])):
        return False
    if not (letter(word[i - 2]) or (word[i - 2] == "-" and i >= 3 and letter(word[i - 3]))):
        return False
    if not (i + 2 < len(word) and letter(word[i + 1])):
        return False
    return letter(word[i + 2]) or (word[i + 2] == "-" and i + 3 < len(word) and letter(word[i + 3]))


# The parts of a word that lines may break between.
def _hyphen_parts(word):
    parts = []
    start = 0
    size = len(word)
    while start < size:
        if start and word[start] == "-" and _may_precede_dash(word[start - 1]):
            end = _dash_end(word, start)
            if end:
                parts.append(word[start:end])
                start = end
                continue
        end = start + 1
        while end < size:
            if word[end] == "-":
                if _breaks_after(word, end):
                    end += 1
                    break
                if _may_precede_dash(word[end - 1]) and _dash_end(word, end):
                    break
            end += 1
        parts.append(word[start:end])
        start = end
    return parts


# Wraps paragraphs; the options are attributes and may be changed between calls.
class TextWrapper:
    def __init__(
        self,
        width=70,
        initial_indent="",
        subsequent_indent="",
        expand_tabs=True,
        replace_whitespace=True,
        fix_sentence_endings=False,
        break_long_words=True,
        drop_whitespace=True,
        break_on_hyphens=True,
        tabsize=8,
        *,
        max_lines=None,
        placeholder=" [...]",
    ):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    # The lines of a paragraph, without line ends.
    def wrap(self, text):
        if self.expand_tabs:
            text = _expand(text, self.tabsize)
        if self.replace_whitespace:
            for c in "\t\n\x0b\x0c\r":
                if c in text:
                    text = text.replace(c, " ")
        lines = self._simple(text)
        if lines is not None:
            return lines
        chunks = self._chunks(text)
        if self.fix_sentence_endings:
            _fix_endings(chunks)
        return self._lines(chunks)

    # The lines, joined.
    def fill(self, text):
        return "\n".join(self.wrap(text))

    # The lines if no word is long and nothing but single blanks is between words; else None.
    def _simple(self, text):
        initial = self.initial_indent
        later = self.subsequent_indent
        room = self.width - len(initial)
        if (
            "  " in text
            or ("-" in text and self.break_on_hyphens)
            or text.strip() != text
            or self.max_lines is not None
            or self.fix_sentence_endings
            or not self.drop_whitespace
            or not self.replace_whitespace
            or "\t" in text
            or not text
        ):
            return None
        words = text.split(" ")
        sizes = list(map(len, words))
        if max(sizes) > min(room, self.width - len(later)):
            return None
        lines = []
        indent = initial
        start = 0
        size = -1
        for i, n in enumerate(sizes):
            size += n + 1
            if size > room:
                lines.append(indent + " ".join(words[start:i]))
                indent = later
                room = self.width - len(later)
                start = i
                size = n
        lines.append(indent + " ".join(words[start:]))
        return lines

    # Words and the blanks between them; words are divided at hyphens.
    def _chunks(self, text):
        chunks = []
        if "  " not in text and not any(c in text for c in "\t\n\x0b\x0c\r"):
            blank = " "
            for word in text.split(" "):
                if word:
                    if "-" in word and self.break_on_hyphens:
                        chunks.extend(_hyphen_parts(word))
                    else:
                        chunks.append(word)
                chunks.append(blank)
            chunks.pop()
            return chunks
        pos = 0
        size = len(text)
        for word in text.split():
            at = text.find(word, pos)
            if at > pos:
                chunks.append(text[pos:at])
            if "-" in word and self.break_on_hyphens:
                chunks.extend(_hyphen_parts(word))
            else:
                chunks.append(word)
            pos = at + len(word)
        if pos < size:
            chunks.append(text[pos:])
        return chunks

    def _lines(self, chunks):
        if self.width <= 0:
            raise ValueError("invalid width " + repr(self.width) + " (must be > 0)")
        limit = self.max_lines
        if limit is not None:
            indent = self.subsequent_indent if limit > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        lines = []
        drop = self.drop_whitespace
        indent = self.initial_indent
        i = 0
        count = len(chunks)
        while i < count:
            width = self.width - len(indent)
            if drop and lines and not chunks[i].strip():
                i += 1
            line = []
            size = 0
            while i < count:
                chunk = chunks[i]
                n = size + len(chunk)
                if n > width:
                    break
                line.append(chunk)
                size = n
                i += 1
            if i < count and len(chunks[i]) > width:
                rest = self._long_word(chunks[i], line, size, width)
                if rest is None:
                    i += 1
                else:
                    chunks[i] = rest
                size = sum(map(len, line))
            if drop and line and not line[-1].strip():
                size -= len(line.pop())
            if line:
                if (
                    limit is None
                    or len(lines) + 1 < limit
                    or (
                        (i == count or (drop and i == count - 1 and not chunks[i].strip()))
                        and size <= width
                    )
                ):
                    lines.append(indent + "".join(line))
                else:
                    self._shorten(lines, line, size, width, indent)
                    break
            if lines:
                indent = self.subsequent_indent
        return lines

    # Puts as much of a long word on the line as goes, and returns the rest; None if it is on it.
    def _long_word(self, chunk, line, size, width):
        room = 1 if width < 1 else width - size
        if self.break_long_words:
            end = room
            if self.break_on_hyphens and len(chunk) > room:
                hyphen = chunk.rfind("-", 0, room)
                if hyphen > 0 and chunk[:hyphen].strip("-"):
                    end = hyphen + 1
            line.append(chunk[:end])
            return chunk[end:]
        if not line:
            line.append(chunk)
            return None
        return chunk

    # Ends the last line with the placeholder.
    def _shorten(self, lines, line, size, width, indent):
        placeholder = self.placeholder
        while line:
            if line[-1].strip() and size + len(placeholder) <= width:
                lines.append(indent + "".join(line) + placeholder)
                return
            size -= len(line.pop())
        if lines:
            last = lines[-1].rstrip()
            if len(last) + len(placeholder) <= self.width:
                lines[-1] = last + placeholder
                return
        lines.append(indent + placeholder.lstrip())


# Two blanks after what looks like the end of a sentence.
def _fix_endings(chunks):
    for i in range(len(chunks) - 1):
        if chunks[i + 1] == " ":
            word = chunks[i]
            bare = word[:-1] if word[-1] in "\"'" else word
            if len(bare) > 1 and bare[-1] in ".!?" and "a" <= bare[-2] <= "z":
                chunks[i + 1] = "  "


# The lines of one paragraph, of at most width characters.
def wrap(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).wrap(text)


# The same as one text.
def fill(text, width=70, **kwargs):
    return TextWrapper(width=width, **kwargs).fill(text)


# The text with single blanks, cut off with a placeholder to fit.
def shorten(text, width, **kwargs):
    return TextWrapper(width=width, max_lines=1, **kwargs).fill(" ".join(text.split()))


# Without the blanks that all lines begin with. Lines of blanks become empty.
def dedent(text):
    lines = text.split("\n")
    margin = None
    for i, line in enumerate(lines):
        bare = line.lstrip(" \t")
        if not bare:
            lines[i] = ""
            continue
        blanks = line[: len(line) - len(bare)]
        if margin is None:
            margin = blanks
        elif not blanks.startswith(margin):
            n = 0
            for a, b in zip(margin, blanks):
                if a != b:
                    break
                n += 1
            margin = margin[:n]
    if margin:
        n = len(margin)
        lines = [line[n:] for line in lines]
    return "\n".join(lines)


# Puts a prefix before each line that has more than blanks, or that the predicate picks.
def indent(text, prefix, predicate=None):
    out = []
    for line in text.splitlines(True):
        if predicate(line) if predicate is not None else line.strip():
            out.append(prefix)
        out.append(line)
    return "".join(out)
