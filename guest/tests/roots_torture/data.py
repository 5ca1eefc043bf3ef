# Strings, dictionaries, sets, classes, big numbers, floats, bytes.
import gc

text = ""
for i in range(20 + 3 * SCALE):
    text += str(i) + ","
    if i % 17 == 0:
        gc.collect()
print(len(text), text[-30:], text.count("1"), text.replace("1", "one")[:60])
print("|".join([str(i) * (i % 4) for i in range(40)]).split("|")[5:12], "a,b,,c".split(","))
table = {}
for i in range(20 * SCALE):
    table["k" + str(i % 97)] = table.get("k" + str(i % 97), []) + [i] if i % 5 else [str(i)]
    if i % 3 == 0:
        table.pop("k" + str((i * 7) % 97), None)
    if i % 101 == 0:
        gc.collect()
print(len(table), sorted((k, len(v)) for k, v in table.items())[:10])
group = set()
for i in range(10 * SCALE):
    group.add(str(i * i % 311))
    group.discard(str(i % 50))
print(len(group), sorted(group)[:8], sorted({1, 2, 3} ^ {3, 4}), sorted(set("hello") & set("world")))


class Vector:
    made = 0

    def __init__(self, x, y):
        self.x, self.y = x, y
        Vector.made += 1

    def __add__(self, other):
        gc.collect()
        return Vector(self.x + other.x, self.y + other.y)

    def __getattr__(self, name):
        return [name, str(self.x)]

    @property
    def norm(self):
        return (self.x * self.x + self.y * self.y) ** 0.5

    @classmethod
    def unit(cls):
        return cls(0.6, 0.8)


class Named(Vector):
    def __init__(self, name, *rest):
        super().__init__(*rest)
        self.name = name + "!"

    def __repr__(self):
        return "%s(%r, %r)" % (self.name, self.x, self.y)


total = Vector(0, 0)
for i in range(10 + SCALE):
    total = total + Named("n" + str(i), i, i * 0.5)
print(total.x, total.y, Vector.made, Named("a" * 3, 1, 2), total.missing, "%.3f" % Vector.unit().norm)
print(2**200 // 3**50, int("9" * 40) % 97, -(10**30) >> 5, hex(2**70 + 1), (1 << 100) * (1 << 60) == 1 << 160)
print([1.5, 0.25, -2.0, 1e10, 100.0], "%5.2f|%-8s|%08.3f|%x" % (3.14159, "ab", 2.5, 255))
print("{:>8}|{:<6}|{:^7}|{:+d}".format("r" * 3, "l", "mid", 7), f"{text[:3]!r} {len(text):5d}")
data = bytearray(b"abc" * 10)
for i in range(10 + SCALE):
    data.extend(str(i).encode())
    data[i % len(data)] = 65
print(bytes(data[:30]), len(data), bytes(range(5)) + b"x" * 3, [b for b in b"xyz"])
matrix = [[str(i * j) for j in range(6)] for i in range(6)]
print([list(row) for row in zip(*matrix)][3], [row[1:4] for row in matrix][-1], matrix * 1 == matrix)
nested = []
for i in range(30):
    nested = [nested, (i, str(i))] if i % 2 else {"d": nested}
    gc.collect()
print(str(nested)[:200])
