# Subscripts of dicts, of classes derived from dict, and of lists and tuples.


class Missing(dict):
    def __missing__(self, key):
        if key == "error":
            raise LookupError("no " + key)
        value = self[key] = [str(key) * 2]
        return value


class Deeper(Missing):
    pass


class Default(Deeper):
    def __init__(self, factory):
        super().__init__()
        self.factory = factory
        self.calls = 0

    def __missing__(self, key):
        self.calls += 1
        value = self[key] = self.factory()
        return value


class Own(Missing):
    def __getitem__(self, key):
        return ("own", key)


class Plain(dict):
    pass


class Listed(list):
    def __missing__(self, key):
        return "never"


class Chain(dict):
    def __init__(self, parent):
        super().__init__()
        self.parent = parent

    def __missing__(self, key):
        return self.parent[key]


m = Missing(a=1)
print(m["a"], m["b"], m["b"] is m["b"], len(m), "c" in m, m.get("c"), m.get("c", 3), len(m))
for key in ("error", [], {}):
    try:
        print(m[key])
    except Exception as e:
        print(type(e).__name__)
d = Default(list)
for i in range(20 * SCALE):
    d[i % 13].append(i)
print(d.calls, len(d), sum(len(v) for v in d.values()), d[5][:4])
counts = Default(int)
for word in ("a b c a b a " * SCALE).split():
    counts[word] += 1
print(sorted(counts.items()), counts.calls)
print(Own()["x"], Deeper()[7])
p = Plain(x=1)
for mapping, key in ((p, "y"), ({}, "y"), ({1: 2}, 3), (Plain(), (1, 2)), (Listed([1, 2]), 5)):
    try:
        print(mapping[key])
    except (KeyError, IndexError) as e:
        print(type(e).__name__, type(mapping).__name__)
p.__missing__ = lambda key: "instance"
try:
    print(p["y"])
except KeyError:
    print("only the class counts")
c = Missing()
for i in range(20):
    c = Chain(c)
print(c["deep"], Listed([1, 2])[-1])
c = None

items = [i * 3 for i in range(10)]
pairs = tuple(items)
for index in (0, 9, -1, -10, 10, -11, True, 1 << 29, -(1 << 29), 1 << 40):
    row = []
    for sequence in (items, pairs, "abcdefghij", b"abcdefghij", "äöüabcdéfg", "abcdefghié"):
        try:
            row.append(sequence[index])
        except (IndexError, OverflowError):
            row.append("IndexError")
    print(index, *row)
for index in (0, -1, 4):
    items[index] = index
    items[index] += 1
del items[2]
print(items)
try:
    items[50] = 1
except IndexError:
    print("no place")
try:
    pairs[0] = 1
except TypeError:
    print("fixed")

texts = ["", "a", "abcdefg", "abcdefgh", "abcdefghi" * 9, "é", "aé", "abcdefgé", "abcdefghé", "é" * 20]
texts += ["x" * n + "ü" + "y" * n for n in range(12)] + ["日本語" * 5, "abc日本語abc", "😀" * 3]
for text in texts:
    print(
        len(text),
        [text[i] for i in range(len(text))] == list(text),
        [text[-i] for i in range(1, len(text) + 1)] == list(reversed(list(text))),
        text[1:4],
        text[-4:-1],
        text[3:],
        text[:-2],
        text[100:],
        text[-100:2],
        text.encode().decode() == text,
        text == "".join([c for c in text]),
        text < text + "a",
    )
for data in (b"\xff", b"abcdefgh\x80", b"abcdefg\xc3", b"\xc3\xa9", b"abcdefgh\xc3\xa9", b""):
    try:
        print(data.decode())
    except UnicodeError:
        print("no UTF-8")
stores = {}
for i in range(30 * SCALE):
    stores[i % 37] = i
    stores[str(i % 11)] = stores
    stores[(i % 5, "k")] = [i]
print(len(stores), stores[36], stores["10"] is stores, stores[(4, "k")])
for target, key in ((stores, []), (stores, {}), ([], 0), ((), 0), ("", 0), (None, 0), (int.__dict__, "x")):
    try:
        target[key] = 1
        print("stored")
    except (TypeError, IndexError) as e:
        print(type(e).__name__)
for target, key in ((stores, "10"), (stores, "none"), ([1], 0), ([1], 5)):
    try:
        del target[key]
        print("deleted", len(target))
    except (KeyError, IndexError) as e:
        print(type(e).__name__)
stores = None
