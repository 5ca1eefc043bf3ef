"""Prints regular expressions, texts and what CPython makes of them, one JSON object a line.

usage: cases.py SEED COUNT
"""

import json
import random
import re
import signal
import sys
import warnings

ASCII = "ab1_ \n-"
WIDE = "aAbB1_ \nkKsSiI\xe9\xc9\xb5\u03bc\u017f\u212a\u0131\xdf\u4f60\u0661\u2003\U0001d7ce"
CLASSES = ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S"]
ANCHORS = ["^", "$", "\\A", "\\Z", "\\b", "\\B"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "{0}", "{2,}", "{0,1}"]
PARTS = [
    r"\w+",
    r"\d+",
    r"\s*",
    r"[^,\n]*",
    r"(\w+)",
    r"(?P<key>\w+)=(\S*)",
    r"\b",
    "the",
    "end",
    "=",
    ",",
]
PARTS += [
    r"(?:the|then|there)\b",
    r".*?",
    r".*",
    r"[a-z]+?",
    r"(\d{2,4})(-?)",
    r"\S+\s",
    r"(?<=,)",
    r"(?=\d)",
]
PARTS += [
    r"(?:\w+,)*",
    r"(?:[^,]*,){2}",
    r"(?i:END)",
    r"é",
    r"(a|the|\d)+",
    r"\s+\w*?",
    "^",
    "$",
    "ab|ba",
]
WORDS = [
    "the",
    "there",
    "End",
    "x=12",
    "2024-01",
    "a,b,",
    ",",
    "  ",
    "\n",
    "café",
    "aab",
    "=",
    "-",
    "θeé",
]
JUNK = list("()[]{}?*+|\\^$.-,:=!<>Pix#a1b0&~") + [
    "(?",
    "(?P<",
    "(?<",
    "\\g",
    "\\x4",
    "(?i",
    "\\1",
]


# Later versions say some things in other words.
SAME_WORDS = sys.version_info < (3, 13)


class Timeout(Exception):
    """CPython takes too long for a pattern."""


def on_alarm(_number, _frame):
    raise Timeout


class Generator:
    """Makes patterns and texts from a random number generator."""

    def __init__(self, rng):
        self.rng = rng
        self.alphabet = ASCII
        self.groups = 0
        self.names = []
        self.closed = []

    def char(self):
        char = self.rng.choice(self.alphabet)
        if char in "-" and self.rng.random() < 0.5:
            return "\\-"
        return char

    def character_set(self):
        members = []
        for _ in range(self.rng.randint(1, 3)):
            kind = self.rng.random()
            if kind < 0.5:
                members.append(self.char().replace("-", "\\-"))
            elif kind < 0.75:
                low, high = sorted(
                    [self.rng.choice(self.alphabet), self.rng.choice(self.alphabet)]
                )
                members.append(f"{low}-{high}".replace("---", "\\-"))
            else:
                members.append(self.rng.choice(CLASSES))
        return f"[{self.rng.choice(['', '', '^'])}{''.join(members)}]"

    def fixed(self, depth):
        """A part of one width, for looks behind."""
        parts = []
        for _ in range(self.rng.randint(1, 2)):
            parts.append(
                self.rng.choice([self.char, self.character_set, lambda: "."])()
            )
        text = "".join(parts)
        if depth > 0 and self.rng.random() < 0.3:
            text = f"(?:{text}|{text[:1] * 2})"
        return text

    def atom(self, depth):
        kind = self.rng.random()
        if depth <= 0 or kind < 0.45:
            return self.rng.choices(
                [
                    self.char,
                    lambda: ".",
                    self.character_set,
                    lambda: self.rng.choice(CLASSES),
                    lambda: self.rng.choice(ANCHORS),
                    self.reference,
                ],
                [8, 2, 3, 2, 2, 2],
            )[0]()
        if kind < 0.7:
            return self.capture(depth)
        inner = depth - 1
        choice = self.rng.randint(0, 9)
        if choice <= 3:
            return f"(?:{self.alternatives(inner)})"
        if choice == 4:
            return f"(?={self.alternatives(inner)})"
        if choice == 5:
            return f"(?!{self.alternatives(inner)})"
        if choice == 6:
            look = self.rng.choice(["(?<=", "(?<!"])
            return f"{look}{self.fixed(inner)})"
        if choice == 7:
            return f"(?>{self.alternatives(inner)})"
        if choice == 8 and self.closed:
            group = self.rng.choice(self.closed)
            return f"(?({group}){self.sequence(inner)}|{self.sequence(inner)})"
        flags = self.rng.choice(["i", "s", "m", "-i", "i-s", "a", "x", "-m"])
        return f"(?{flags}:{self.alternatives(inner)})"

    def capture(self, depth):
        self.groups += 1
        group = self.groups
        if self.rng.random() < 0.2:
            start = f"(?P<n{group}>"
            self.names.append(f"n{group}")
        else:
            start = "("
        inner = self.alternatives(depth - 1)
        self.closed.append(group)
        return f"{start}{inner})"

    def reference(self):
        if not self.closed:
            return self.char()
        if self.names and self.rng.random() < 0.2:
            return f"(?P={self.rng.choice(self.names)})"
        return f"(?:\\{self.rng.choice(self.closed)})"

    def sequence(self, depth):
        parts = []
        for _ in range(self.rng.choice([0, 1, 1, 2, 2, 3])):
            groups = self.groups
            part = self.atom(depth)
            if self.rng.random() < 0.4 and part not in ANCHORS:
                # CPython forgets to put groups back that a possessive part stored in vain.
                stores = self.groups > groups
                part += self.rng.choice(QUANTIFIERS)
                part += self.rng.choice(["", "", "", "?", "" if stores else "+"])
            parts.append(part)
        return "".join(parts)

    def alternatives(self, depth):
        count = self.rng.choice([1, 1, 1, 2, 3])
        return "|".join(self.sequence(depth) for _ in range(count))

    def plain_pattern(self):
        """A pattern such as people write."""
        self.groups, self.names, self.closed = 0, [], []
        parts = [self.rng.choice(PARTS) for _ in range(self.rng.randint(1, 5))]
        while "".join(parts).count("<key>") > 1:
            parts = [part for part in parts if "<key>" not in part]
        return "".join(parts)

    def plain_text(self):
        """A text such as people search."""
        words = [self.rng.choice(WORDS) for _ in range(self.rng.randint(0, 30))]
        return self.rng.choice(["", " ", ","]).join(words)

    def pattern(self):
        """A pattern; one in six is broken in some way."""
        self.alphabet = ASCII if self.rng.random() < 0.6 else WIDE
        self.groups, self.names, self.closed = 0, [], []
        text = self.alternatives(self.rng.choice([1, 2, 2, 3]))
        if self.rng.random() < 0.1:
            text = (
                self.rng.choice(["(?i)", "(?s)", "(?m)", "(?x)", "(?im)", "(?a)"])
                + text
            )
        if self.rng.random() < 0.16:
            for _ in range(self.rng.randint(1, 3)):
                place = self.rng.randint(0, len(text))
                text = (
                    text[:place]
                    + self.rng.choice(JUNK)
                    + text[place + self.rng.randint(0, 2) :]
                )
        return text

    def text(self):
        """A text of a few characters."""
        letters = self.alphabet[: self.rng.choice([2, 4, len(self.alphabet)])]
        return "".join(self.rng.choice(letters) for _ in range(self.rng.randint(0, 12)))

    def flags(self):
        """Flags, mostly none."""
        if self.rng.random() < 0.6:
            return 0
        return self.rng.choice(
            [2, 2, 8, 16, 64, 256, 2 | 8, 2 | 256, 2 | 16, 8 | 16, 256 | 32]
        )

    def template(self):
        """A template that refers to groups, sometimes to missing ones."""
        parts = ["\\g<0>", "\\n", "x", "\\\\", "[", "\\.", "\\060", "\\101"]
        parts += [f"\\{group}" for group in self.closed] + [
            f"\\g<{name}>" for name in self.names
        ]
        if self.rng.random() < 0.2:
            parts += [
                "\\9",
                "\\g<nobody>",
                "\\g<",
                "\\g",
                "\\q",
                "\\g<1a>",
                "\\400",
                "\\g<>",
            ]
        return "".join(self.rng.choice(parts) for _ in range(self.rng.randint(0, 4)))


def encode(value):
    """A value as JSON: str and bytes are told apart."""
    if isinstance(value, str):
        return {"s": value}
    if isinstance(value, bytes):
        return {"b": value.decode("latin-1")}
    if isinstance(value, (list, tuple)):
        return [encode(one) for one in value]
    return value


def spans(match):
    """A match as the flat tuple of the native operations."""
    if match is None:
        return None
    flat = []
    for group in range(match.re.groups + 1):
        flat += match.span(group)
    return [*flat, match.lastindex or 0]


def error(problem):
    """What is wrong, as the native operations tell it."""
    kinds = {re.error: 0, ValueError: 1, OverflowError: 2, IndexError: 3}
    message = problem.msg if isinstance(problem, re.error) else str(problem.args[0])
    return [
        message if SAME_WORDS else None,
        getattr(problem, "pos", None),
        kinds[type(problem)],
    ]


def answer(pattern, flags, text, template, pos, endpos, limit):
    """What CPython says."""
    try:
        compiled = re.compile(pattern, flags)
    except (re.error, ValueError, OverflowError) as problem:
        return {"error": error(problem)}
    said = {
        "compiled": [
            compiled.flags,
            compiled.groups,
            sorted(compiled.groupindex.items()),
        ]
    }
    said["search"] = spans(compiled.search(text))
    said["match"] = spans(compiled.match(text, pos, endpos))
    said["fullmatch"] = spans(compiled.fullmatch(text, pos))
    said["findall"] = encode(compiled.findall(text, pos, endpos))
    said["finditer"] = [spans(match) for match in compiled.finditer(text)]
    said["split"] = encode(compiled.split(text, limit))
    try:
        new, replaced = compiled.subn(template, text, limit)
        said["sub"] = [replaced, encode(new) if replaced else None]
    except (re.error, IndexError) as problem:
        said["sub"] = error(problem)
    return said


def main():
    """Prints the cases."""
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    warnings.simplefilter("ignore")
    # What later versions refuse.
    warnings.simplefilter("error", DeprecationWarning)
    signal.signal(signal.SIGALRM, on_alarm)
    generator = Generator(random.Random(seed))
    while count > 0:
        pattern, flags, text = generator.pattern(), generator.flags(), generator.text()
        plain = generator.rng.random() < 0.25
        if plain:
            pattern, text = generator.plain_pattern(), generator.plain_text()
        template = generator.template()
        if generator.alphabet == ASCII and not plain and generator.rng.random() < 0.2:
            flags &= ~32
            pattern, text, template = pattern.encode(), text.encode(), template.encode()
        pos = generator.rng.randint(0, 3)
        endpos = pos + generator.rng.randint(0, 12)
        limit = generator.rng.choice([0, 0, 0, 1, 2])
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            said = answer(pattern, flags, text, template, pos, endpos, limit)
        except (Timeout, SystemError, DeprecationWarning):
            continue
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        case = {"pattern": encode(pattern), "flags": flags, "text": encode(text)}
        case |= {
            "template": encode(template),
            "pos": pos,
            "endpos": endpos,
            "limit": limit,
        }
        print(json.dumps(case | said))
        count -= 1


if __name__ == "__main__":
    main()
