"""Makes programs at random, runs them here, and prints each with its output as a line of JSON.

usage: programs.py COUNT SEED

A program is a list of numbered statements over a few variables, each of which prints a value or an
exception; what one does to a variable the next ones see. Only what is the same from Python 3.10 to 3.13
is printed: of some exceptions the type, of others the text, too.
"""

import random
import struct

from expect import main

PRELUDE = """\
def show(n, f):
    try:
        print(n, repr(f()))
    except Exception as e:
        print(n, type(e).__name__, e)
def kind(n, f):
    try:
        print(n, repr(f()))
    except Exception as e:
        print(n, type(e).__name__)
def act(n, source):
    try:
        exec(source, globals())
        print(n, end=' ')
    except Exception as e:
        print(n, type(e).__name__, end=' ')
"""


class Maker:
    """Writes the statements of one program."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []

    def choice(self, *options):
        return self.random.choice(options)

    def small(self):
        return self.random.randint(-9, 9)

    def number(self):
        """An int or a float as source."""
        r = self.random
        return self.choice(
            str(self.small()),
            str(r.randint(-(10**6), 10**6)),
            str(r.randint(-(2**70), 2**70)),
            repr(r.uniform(-1000, 1000)),
            repr(self.double()),
            repr(r.randint(-99999, 99999) / 100),
            self.choice(
                "0", "1", "-1", "0.0", "-0.0", "1e16", "1e-5", "123456789.0", "True"
            ),
        )

    def double(self):
        """Any finite double."""
        while True:
            value = struct.unpack("<d", self.random.randbytes(8))[0]
            if value - value == 0:
                return value

    def word(self):
        letters = self.choice("abc", "aábc de", "xyz\t ", "äöüßé", "Az09_")
        return "".join(
            self.random.choice(letters) for _ in range(self.random.randint(0, 7))
        )

    def key(self):
        return self.choice(
            str(self.random.randint(-3, 12)),
            repr(self.random.choice("abcdefgh")),
            f"({self.random.randint(0, 3)}, {self.random.choice('abc')!r})",
            self.choice(
                "None", "True", "1.0", "2.5", "''", "0", "-1", "b'a'", "(1, (2, 3))"
            ),
        )

    def ints(self, most=9):
        return str([self.small() for _ in range(self.random.randint(0, most))])

    def pairs(self):
        return str(
            [
                (self.random.randint(0, 4), self.random.choice("abcxyz"))
                for _ in range(self.random.randint(0, 12))
            ]
        )

    def bound(self):
        return self.choice(
            "", "", str(self.small()), str(self.small()), "100", "-100", "None"
        )

    def span(self):
        step = self.choice("", ":", ":-1", ":2", ":-2", ":3", f":{self.small()}")
        return f"[{self.bound()}:{self.bound()}{step}]"

    def target(self):
        """A slice to assign to: mostly one whose length does not matter."""
        return self.choice(
            self.span(), f"[{self.bound()}:{self.bound()}]", f"[{self.small()}:]"
        )

    def add(self, line):
        self.lines.append(line.replace("@n", str(len(self.lines))))

    def show(self, expression):
        self.add(f"show(@n, lambda: {expression})")

    def kind(self, expression):
        self.add(f"kind(@n, lambda: {expression})")

    def act(self, statement, then):
        self.add(f"act(@n, {statement!r}); print({then})")

    def program(self):
        r = self.random
        self.add(f"l = {self.ints()}; print(l)")
        self.add(f"p = {self.pairs()}; print(p)")
        self.add(
            "d = {{{}}}; print(d)".format(
                ", ".join(f"{self.key()}: {i}" for i in range(r.randint(0, 12)))
            )
        )
        self.add(f"w = {self.word()!r}; x = {self.number()}; print(repr(w), x)")
        subjects = [
            self.a_list,
            self.a_dict,
            self.a_sort,
            self.a_slice,
            self.a_format,
            self.a_text,
        ]
        subjects += [self.a_set, self.a_number, self.an_exception, self.a_growth]
        weights = [4, 6, 4, 5, 6, 4, 3, 4, 2, 1]
        for subject in r.choices(subjects, weights, k=r.randint(6, 18)):
            subject()
        return PRELUDE + "\n".join(self.lines) + "\n"

    def a_list(self):
        self.act(
            self.choice(
                f"l.append({self.small()})",
                f"l.insert({self.small()}, {self.small()})",
                f"l.pop({self.choice('', str(self.small()))})",
                f"l.remove({self.small()})",
                f"l.extend({self.ints()})",
                "l.reverse()",
                f"del l{self.span()}",
                f"del l[{self.small()}]",
                f"l{self.span()} = {self.ints(4)}",
                f"l[{self.small()}] = {self.small()}",
                f"l += ({self.small()},)",
                f"l *= {self.random.randint(0, 2)}",
                "l = [e * 2 for e in l if e % 3]",
                "a, *l = l",
                "*l, a = l",
                "a, b = l",
            ),
            "l",
        )
        self.show(
            self.choice(
                f"l + {self.ints(3)}",
                f"l < {self.ints()}",
                f"l == sorted({self.ints()})",
                f"(l.count({self.small()}), {self.small()} in l)",
                f"l.index({self.small()}, {self.random.randint(0, 3)})",
                "(len(l), sum(l), min(l, default=None))",
                "max(l)",
                "[*l, *p][:20]",
                "list(zip(l, p))",
                "list(enumerate(l, 1))",
                "list(reversed(l))",
                "[b - a for a, b in zip(l, l[1:])]",
                "l[len(l)]",
                "tuple(l)",
                "[l[i] for i in range(len(l)) if not l[i] & 1]",
            )
        )

    def a_dict(self):
        key = self.key()
        self.act(
            self.choice(
                f"d[{key}] = {self.small()}",
                f"d[{key}] = {self.small()}",
                f"del d[{key}]",
                f"del d[list(d)[{self.small()}]]",
                f"d.pop({key}, None)",
                "d.popitem()",
                f"d.setdefault({key}, []) if {key} not in d else None",
                f"d.update({{{self.key()}: 1, {self.key()}: 2}})",
                f"d |= {{{self.key()}: 1, {self.key()}: 2}}",
                f"d.update([({self.key()}, 1), ({self.key()}, 2)])",
                f"d = dict(d, a={self.small()}, zz=1)",
                f"d = {{**d, {self.key()}: 0}}",
                "d = d.copy()",
                "d = {k: v for k, v in d.items() if v != 3}",
                "d = dict(zip(l, range(9)))",
                f"d = dict.fromkeys({self.choice('l', 'w', 'p')}, 0)",
                f"for k in d: d[{key}, k] = 1",
                "for k in list(d)[::2]: del d[k]",
                "d[[]] = 1",
                f"d[{key}] += 1",
            ),
            "d",
        )
        self.show(
            self.choice(
                "list(d.items())",
                "(list(d), list(d.values()))",
                "list(reversed(d))",
                f"d[{self.key()}]",
                f"d.get({self.key()})",
                "sorted(d, key=repr)",
                "d.keys() & {1, 2, 'a'} == {k for k in d if k in (1, 2, 'a')}",
                "{v: k for k, v in d.items()} if all(type(v) is int for v in d.values()) else 0",
                "d == dict(reversed(list(d.items())))",
                "(lambda **kw: kw)(b=1, a=2, **{k: 0 for k in d if type(k) is str and k > 'b'})",
                "(len(d), len(d.items()), 'a' in d, None in d.keys())",
                "next(iter(d.items()))",
                "__import__('json').dumps({str(k): str(v) for k, v in d.items()})",
            )
        )

    def a_sort(self):
        key = self.choice(
            "lambda e: e[0]",
            "lambda e: e[1]",
            "lambda e: -e[0]",
            "lambda e: (e[1], -e[0])",
            "lambda e: 0",
            "lambda e: e[0] % 2",
            "str",
            "lambda e: e[1] * e[0]",
            "lambda e: e[0] / 2",
        )
        reverse = self.choice("", ", reverse=True", ", reverse=False")
        self.act(f"p.sort(key={key}{reverse})", "p")
        self.show(
            self.choice(
                f"sorted(p{reverse})",
                f"sorted(p * 3, key={key}{reverse})",
                f"sorted(l, key=abs{reverse})",
                f"sorted(w{reverse})",
                f"sorted([{self.number()}, {self.number()}, {self.number()}, {self.number()}]{reverse})",
                f"(min(p, key={key}), max(p, key={key})) if p else 0",
                "sorted(d.items(), key=lambda i: str(i[0]))",
                "sorted([1, 'a', 2])",
                f"sorted((i * 7919 % 101, i) for i in range({self.random.randint(0, 90)}))[:9]",
                f"[i for i, _ in sorted(((i, i % 3) for i in range(40)), key=lambda e: e[1]{reverse})]",
            )
        )

    def a_slice(self):
        subject = self.choice(
            "l",
            "w",
            "tuple(l)",
            "w.encode()",
            "bytearray(range(9))",
            "range(12)",
            f"range({self.small()}, {self.small() * 3}, {self.choice('1', '2', '-1', '-3')})",
            "'abcdefghij'",
        )
        self.show(f"{subject}{self.span()}")
        if self.choice(True, False):
            self.act(f"q = list(range(10)); q{self.target()} = {self.ints(6)}", "q")
        if self.choice(True, False):
            self.act(f"q = bytearray(b'0123456789'); del q{self.span()}", "q")
        if self.choice(True, False):
            self.show(
                f"slice({self.choice('None', '1', '-2')}, {self.small()}, {self.choice('None', '-1', '2')}).indices(7)"
            )

    def a_format(self):
        fill = self.choice("", "", "*<", "_^", ">", "^", "0>", "=")
        sign, flag, width = (
            self.choice("", "", "+", " ", "-"),
            self.choice("", "", "", "#", "0"),
            self.choice("", "", "8", "15"),
        )
        group, precision = (
            self.choice("", "", "", ",", "_"),
            self.choice("", "", ".0", ".2", ".5", ".12"),
        )
        code = self.choice("", "f", "e", "g", "d", "%", "x", "b", "o", "F", "G", "n")
        number = self.number()
        if "." not in number and "e" not in number and self.random.random() < 0.8:
            precision = ""
        elif code in "dxbon" and self.random.random() < 0.8:
            code = "f"
        if code in "xbo" and group == ",":
            group = "_"
        self.kind(
            f"format({number}, {fill + sign + flag + width + group + precision + code!r})"
        )
        self.show(
            self.choice(
                f"f'{{{number}:.3f}}|{{{number}!r:>20}}|{{w!s:^9}}'",
                "f'{l} {w!r} {x} {d}'",
                f"'%s|%5.2f|%-8s|%r|%e' % ({number}, {number}, w, w, {number})",
                f"'%d %05d %+d %x %o' % ({self.small()}, {self.small()}, {self.small()}, {abs(self.small())}, {abs(self.small())})",
                f"'{{:>{self.random.randint(0, 9)}}}|{{:<6}}|{{}}'.format(w, x, l)",
                f"'{{0:>{self.random.randint(0, 9)}}}|{{1:<6}}|{{0}}'.format(w, {number})",
                f"'{{a[0]}} {{b.real}} {{c:{{n}}.{{m}}f}}'.format(a=p or [0], b={self.small()}, c={number}, n=12, m=3)",
                f"(repr({number}), str({number}), [{number}])",
                f"(round({number}, {self.random.randint(-2, 4)}), round({number}, 0))",
                f"f'{{w:{self.choice('', '*')}{self.choice('<', '>', '^')}{self.random.randint(0, 12)}}}'",
                f"f'{{{number}:,}}' + f'{{{number}:,.2f}}'",
                f"f'{{{self.random.randint(-(10**12), 10**12)}:,}}' + f'{{x = }}'",
            )
        )

    def a_text(self):
        other = repr(self.word())
        self.show(
            self.choice(
                f"w.split({self.choice('', repr(' '), repr('a'), repr('b') + ', 1')})",
                f"w.rsplit(None, {self.random.randint(0, 2)})",
                f"({other}.join(w), w.strip(), w.lstrip('ab'), w.rstrip())",
                f"(w.find({other}), w.count({other}), {other} in w, w.startswith({other}))",
                f"w.replace({self.choice(repr('a'), repr('ab'), repr(' '))}, {other}, {self.choice('-1', '1', '2')})",
                "(w.upper(), w.title(), w.swapcase(), w.capitalize(), w.casefold())",
                "(w.isalpha(), w.isdigit(), w.isalnum(), w.isspace(), w.islower(), w.isupper(), w.istitle())",
                f"(w.ljust({self.small()}, '.'), w.rjust(9), w.center(8, '-'), w.zfill(6))",
                f"(w.partition({self.choice(repr('b'), repr('é'))}), w.rpartition('c'))",
                f"w.encode({self.choice('', repr('latin-1'), repr('utf-16-le'))})",
                "w.encode('ascii', 'replace')",
                f"(w < {other}, w == {other}, w * 2, len(w))",
                f"w.index({other})",
                "w.translate(str.maketrans('abc', 'xyz', 'é'))",
                "(w.removeprefix('a'), w.removesuffix('c'), w.splitlines(), w.expandtabs(4))",
                f"w[{self.small()}]",
                "[ord(c) for c in w] + [chr(233)]",
                f"w + {self.small()}",
                f"int({self.choice('w', repr(' 12 '), repr('1_000'), repr('0x1f'), repr('-7'))})",
                f"float({self.choice('w', repr('1e5'), repr(' -2.5 '), repr('nan'), repr('1_0.5'))})",
                f"(w.encode().hex(), bytes({self.ints(3).replace('-', '')}), w.isidentifier())",
            )
        )

    def a_set(self):
        a, b = (f"set({self.ints()})" for _ in range(2))
        self.show(
            self.choice(
                a,
                f"{a} {self.choice('|', '&', '-', '^')} {b}",
                f"({a} <= {b}, {a}.isdisjoint({b}), {a} == {b})",
                f"sorted({a}.union({self.ints()}, l))",
                f"frozenset({self.ints()})",
                f"list({{e % 5 for e in {self.ints()}}})",
                f"{{frozenset({self.ints(2)}): 1}}",
                "{(): 1, (1, 2): 3}[tuple(l[:0])]",
                "sorted(set(w)) + sorted(set(p))[:3]",
                f"len(set(l) | set({self.ints()}))",
            )
        )

    def a_number(self):
        a, b = self.number(), self.number()
        small = self.small()
        self.kind(
            self.choice(
                f"{a} {self.choice('+', '-', '*')} {b}",
                f"{a} {self.choice('//', '%', '/')} {b}",
                f"divmod({a}, {small})",
                f"({a} < {b}, {a} == {b}, {a} >= {b})",
                f"pow({self.random.randint(-99, 99)}, {self.random.randint(-5, 60)}, {self.random.randint(1, 99)})",
                f"{small} ** {self.random.randint(0, 80)}",
                f"abs({small}) ** 0.5",
                f"int({a})",
                f"({self.random.randint(-(2**40), 2**40)}).bit_length()",
                f"{self.random.randint(-(2**70), 2**70)} {self.choice('&', '|', '^')} {self.random.randint(-(2**40), 2**40)}",
                f"{self.random.randint(-(2**40), 2**40)} {self.choice('<<', '>>')} {self.random.randint(0, 70)}",
                f"({self.random.randint(0, 999)}).to_bytes(2, {self.choice(repr('big'), repr('little'))})",
                f"({a}).is_integer() if isinstance({a}, float) else 0",
                f"({self.double()!r}).hex()",
                f"sum([{a}, {b}, 0.1])" if "." in a else f"sum([{small}, 2])",
                f"hash({self.random.randint(-(2**29), 2**29)})",
                f"(bin({small}), hex({abs(small) * 977}), oct({abs(small)}))",
                f"int({str(self.random.randint(0, 10**9))!r}, {self.choice('16', '10', '36')})",
                f"(not {a}, -{small}, ~{small}, bool({a}))",
            )
        )

    def an_exception(self):
        number = len(self.lines)
        inner = self.choice(
            "1 / 0",
            "{}['k']",
            "[][1]",
            "int('z')",
            "raise KeyError('k')",
            "raise E(1, 'two')",
            "None.x",
            "''.join([1])",
            "pass",
        )
        catch = self.choice(
            "ZeroDivisionError",
            "KeyError",
            "LookupError",
            "(ValueError, E)",
            "Exception",
        )
        do = self.choice(
            "pass",
            "raise",
            "raise E('new') from e",
            "raise E('next')",
            "return 'handled'",
            "e.args",
        )
        self.add(
            f"class E(Exception): pass\n"
            f"def f{number}():\n"
            f"    try:\n"
            f"        {inner}\n"
            f"    except {catch} as e:\n"
            f"        {do}\n"
            f"    else:\n"
            f"        print('else')\n"
            f"    finally:\n"
            f"        print('finally')\n"
            f"    return 'end'\n"
            f"try:\n"
            f"    print(f{number}())\n"
            f"except Exception as e:\n"
            f"    print(repr(e), str(e), e.args, repr(e.__cause__), repr(e.__context__), e.__suppress_context__)"
        )

    def a_growth(self):
        """Dictionaries and lists of up to 100,000 items, of which numbers that tell the order are printed."""
        count = self.choice(50, 300, 2000, 20000)
        if self.random.random() < 0.02:
            count = 100000
        key = (
            self.choice("i", "i * 7919 % 1000003", "-i", "i * 1048583", "i + 0.5")
            if count > 2000
            else self.choice(
                "str(i)", "(i, i % 7)", "i * 31 % 997", "i % 200", "f'k{i}'", "float(i)"
            )
        )
        step = self.choice(2, 3, 7)
        self.add(
            f"g = {{}}\n"
            f"for i in range({count}): g[{key}] = i\n"
            f"for k in list(g)[::{step}]: del g[k]\n"
            f"for i in range(0, {count}, 5): g[{key}] = -i\n"
            f"print(@n, len(g), list(g.items())[:3], list(g.values())[-3:], g.popitem())\n"
            f"m = 0\n"
            f"for v in list(g.values())[::max(1, len(g) // 500)]: m = (m * 31 + v) % 1000003\n"
            f"print(m)"
        )


main(lambda number: Maker(number).program())
