# Which method a call finds: of classes, bases, instances, natives; properties, accessors, stored functions.


class A:
    shared = len

    def __init__(self):
        self.own = lambda x: ("own", x)

    def plain(self, x):
        return ("A.plain", type(self).__name__, x)

    def hidden(self, x):
        return ("A.hidden", x)

    @staticmethod
    def static(x):
        return ("static", x)

    @classmethod
    def of_class(cls, x):
        return (cls.__name__, x)

    @property
    def made(self):
        return lambda x: ("made", x)

    def generator(self, n):
        yield from range(n)


class B(A):
    def hidden(self, x):
        return ("B.hidden", super().hidden(x))


class C(B):
    pass


class Mixed(dict, A):
    def __init__(self):
        super().__init__()

    def pop(self, x):
        return ("Mixed.pop", x)


class Late:
    def __getattr__(self, name):
        return lambda x: (name, x)


class Set:
    def __setattr__(self, name, value):
        super().__setattr__(name, value)

    def call(self, x):
        return ("Set.call", x)


class Text(str):
    def shout(self):
        return self.upper() + "!"


class Items(list):
    def append(self, x):
        super().append(x * 2)


class Error(ValueError):
    def describe(self, x):
        return ("Error", self.args, x)


class Callable:
    def __call__(self, x):
        return ("called", x)


class Two(B, Late):
    pass


for round in range(3 + SCALE):
    for cls in (A, B, C):
        a = cls()
        row = [a.plain(1), a.hidden(2), a.static(3), a.of_class(4), a.made(5), a.own(6)]
        row += [list(a.generator(3)), a.shared("four")]
        a.plain = lambda x: ("instance", x)
        row.append(a.plain(7))
        del a.plain
        row.append(a.plain(8))
        a.callable = Callable()
        row.append(a.callable(9))
        if round == 0:
            print(row)
    if round == 1:
        A.hidden = lambda self, x: ("changed", x)
        B.added = lambda self, x: ("added", x)
    if round == 2:
        B.plain = Callable()
        print(C().added(1), C().plain(2), C().hidden(3))
        del B.plain

m = Mixed()
m["x"] = 1
print(m.pop("y"), m.get("x"), m.plain(3), sorted(m.keys()), list(m.items()))
print(Late().anything(1), Late().__len__(2), Two().plain(3), Two().other(4))
s = Set()
s.value = 3
print(s.call(s.value), Text("abc").shout(), Text("a,b").split(","))
items = Items([1])
items.append(4)
items.extend([5])
print(items, items.index(8), len(items), items.count(1))
try:
    raise Error("x", 1)
except Error as e:
    print(e.describe(2))
print("abc".upper(), "a-b".split("-"), b"abc".decode(), (1, 2, 1).count(1), (5).to_bytes(2, "big"))
print({1, 2}.union({3}), {"a": 1}.get("b", 2), [3, 1].index(1), "{}".format(4), int.from_bytes(b"\x01", "big"))
for broken in ("s.missing()", "(5).nothing()", "None.x()", "A.plain()", "[].add(1)", "Items.nope()"):
    try:
        eval(broken)
    except (AttributeError, TypeError) as e:
        print(broken, type(e).__name__)
print(C().__class__.__name__, iter([7]).__next__(), sorted(C().__dict__.keys()))
