"""Makes programs that call methods of texts and bytes at random, runs them here, and prints each with its output as a
line of JSON.

usage: texts.py COUNT SEED
"""

import random

from expect import main

PRELUDE = """\
def show(n, f):
    try:
        print(n, ascii(f()))
    except Exception as e:
        print(n, type(e).__name__)
"""

LETTERS = "ab \tA1_-.\n"
WIDE = "aé ßΣσİ\u2003日ǆﬁ\r\x0b\x1c\x85b\u0301'1²"
SEARCHES = ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"]
PLAIN = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "swapcase",
    "isalnum",
    "isalpha",
    "isascii",
    "isdigit",
    "islower",
    "isspace",
    "istitle",
    "isupper",
    "split",
    "rsplit",
    "strip",
    "lstrip",
    "rstrip",
    "splitlines",
    "expandtabs",
]
OF_TEXTS = ["casefold", "isdecimal", "isnumeric", "isprintable", "isidentifier"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self, letters, most):
        return "".join(
            self.random.choice(letters) for _ in range(self.random.randrange(most))
        )

    def call(self, letters, is_text):
        choice, number = self.random.choice, lambda: self.random.randrange(-7, 9)

        def written(text):
            return ascii(text) if is_text else ascii(text.encode("latin-1"))

        one = written(self.text(letters, 10))
        part, other = written(self.text(letters, 3)), written(self.text(letters, 3))
        kind = self.random.randrange(10)
        if kind < 3:
            bounds = choice(
                [
                    "",
                    f", {number()}",
                    f", {number()}, {number()}",
                    f", None, {number()}",
                ]
            )
            return f"{one}.{choice(SEARCHES)}({part}{bounds})"
        if kind == 3:
            return f"{one}.{choice(PLAIN + OF_TEXTS * is_text)}()"
        if kind == 4:
            name = choice(["split", "rsplit"])
            arguments = [
                f"{part}",
                f"None, {number()}",
                f"{part}, {number()}",
                f"sep={part}",
                f"maxsplit={number()}",
            ]
            return f"{one}.{name}({choice(arguments)})"
        if kind == 5:
            fill = choice(["", ", " + written(choice(letters))])
            return f"{one}.{choice(['ljust', 'rjust', 'center'])}({self.random.randrange(-2, 14)}{fill})"
        if kind == 6:
            count = choice(["", f", {number()}"])
            return f"{one}.replace({part}, {other}{count})"
        if kind == 7:
            name = choice(
                [
                    "strip",
                    "lstrip",
                    "rstrip",
                    "partition",
                    "rpartition",
                    "removeprefix",
                    "removesuffix",
                ]
            )
            return f"{one}.{name}({part})"
        if kind == 8:
            calls = [
                f"{one}.zfill({number()})",
                f"{one}.expandtabs({number()})",
                f"{one}.splitlines({choice(['True', 'False', 'keepends=True'])})",
                f"{part}.join([{one}, {other}, {part}])",
                f"{one}.startswith(({part}, {other}))",
                f"{part} in {one}",
            ]
            return choice(calls)
        if not is_text:
            return choice(
                [
                    f"{one}.decode('latin-1')",
                    f"{one}.hex()",
                    f"{one}.hex('-', {number()})",
                    f"bytearray({one}).upper()",
                ]
            )
        encoding = choice(
            ["utf-8", "ascii", "latin-1", "cp1252", "utf-16", "utf-32-be"]
        )
        errors = choice(
            ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace"]
        )
        table = f"{{ord(c): d for c, d in zip({one}, {other} + 'x')}}"
        return choice(
            [f"{one}.encode({encoding!r}, {errors!r})", f"{one}.translate({table})"]
        )

    def program(self):
        lines = []
        for number in range(40):
            letters = self.random.choice([LETTERS, WIDE])
            call = self.call(letters if number % 4 else LETTERS, number % 4 > 0)
            lines.append(f"show({number}, lambda: {call})")
        return PRELUDE + "\n".join(lines)


main(lambda number: Maker(number).program())
