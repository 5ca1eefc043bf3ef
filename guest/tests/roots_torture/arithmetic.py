# Operators on ints at the bounds of what fits into a word, mixed with other types; equality of texts.

EDGES = [0, 1, 2, 3, 5, 7, 29, 30, 31, 32, 33, 1 << 14, (1 << 15) - 1, 1 << 15, 46341]
for power in (29, 30, 31, 32, 62, 63):
    EDGES += [(1 << power) - 1, 1 << power, (1 << power) + 1]
EDGES += [-value for value in EDGES]
if SCALE < 10:
    EDGES = EDGES[::5]

OPERATORS = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a // b,
    lambda a, b: a % b,
    lambda a, b: a & b,
    lambda a, b: a | b,
    lambda a, b: a ^ b,
    lambda a, b: a << b if abs(b) < 100 else 0,
    lambda a, b: a >> b if abs(b) < 100 else 0,
    lambda a, b: a < b,
    lambda a, b: a > b,
    lambda a, b: a <= b,
    lambda a, b: a >= b,
    lambda a, b: a == b,
    lambda a, b: a != b,
]


def in_place(a, b):
    results = []
    x = a
    x += b
    results.append(x)
    x -= a
    results.append(x)
    x *= 3
    results.append(x)
    x //= 7
    x |= 5
    x ^= a
    x &= 0x3FFFFFFF
    results.append(x)
    x %= 11
    x <<= 27
    results.append(x)
    x >>= 3
    results.append(x)
    return results


total = 0
for a in EDGES:
    for b in EDGES:
        for at, operator in enumerate(OPERATORS):
            try:
                value = operator(a, b)
                if value is True or value is False:
                    value = 5 + value
            except ZeroDivisionError:
                value = 17
            except ValueError:
                value = 19
            total = (total * 31 + value + at) % 1000000007
    for value in in_place(a, 1 << 29):
        total = (total * 31 + value) % 1000000007
    print(a, total)

MIXED = [True, False, None, 0, 1, 1.0, 0.0, "", "a", "b", "ab", (), (1,), "append"]
for a in MIXED:
    print(
        a,
        [a == b for b in MIXED],
        [a != b for b in MIXED],
        [type(a) is type(b) for b in MIXED],
    )

texts = ["a", "b", "append", "appended"] + ["t%d" % (i % 7) for i in range(2 * SCALE)]
copies = ["".join(list(text)) for text in texts]
print(all(x == y and not x != y for x, y in zip(texts, copies)))
print(sum(x == y for x in texts for y in copies), sum(x != y for x in texts for y in copies))
