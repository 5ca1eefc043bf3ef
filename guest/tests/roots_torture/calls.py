# Deep calls, each with values beneath the next one, and collections at the bottom and on the way back.
import gc


def deep(n):
    if n == 0:
        gc.collect()
        return ["bottom"]
    mine = [n, str(n) * 2, (n, n + 1), {n: [n]}]
    rest = deep(n - 1)
    gc.collect()
    return rest + [mine[1], sum(mine[2]), mine[3][n][0]]


print(deep(3 + SCALE))


def many(a, b, c, *rest, key="none", **names):
    gc.collect()
    return [a, b, c, rest, key, sorted(names.items())]


print(many([1], "two" + str(2), {3: 3}, [4] * 4, key="k" + str(1), x=["x"], y="y" * 3))
print(many(*[str(i) for i in range(6)], **{"n" + str(i): [i] for i in range(4)}))
print((lambda *a: [gc.collect() and 0, a][1])([1], [2], str(3)))


def adder(text):
    pieces = [text]

    def add(more):
        pieces.append(more + str(len(pieces)))
        gc.collect()
        return "".join(pieces)

    return add


adders = [adder("a" * i) for i in range(5)]
print([add("b" + str(i)) for i, add in enumerate(adders)], [add("c") for add in adders])
