# Sorting with key functions, generators, comprehensions, zip, map, iterators.
import gc


class Item:
    def __init__(self, rank):
        self.rank = rank
        self.data = {"rank": [rank], "text": str(rank)}

    def __lt__(self, other):
        gc.collect()
        return self.rank < other.rank

    def __eq__(self, other):
        return str(self.rank) + "" == str(other.rank)

    def __hash__(self):
        gc.collect()
        return self.rank % 7

    def __repr__(self):
        return "<" + self.data["text"] + ">"


count = 10 + SCALE
items = [Item((i * 7919) % 101) for i in range(count)]
items.sort(key=lambda item: (gc.collect(), item.rank)[1])
print(items)
print(sorted([Item((i * 31) % 17) for i in range(17)], reverse=True))
print(sorted((str(i) + "x" for i in range(count)), key=lambda text: text[::1] + "y"))
print(len({Item(i % 9) for i in range(30)}), Item(3) in [Item(i) for i in range(5)])


def numbers(n):
    for i in range(n):
        try:
            gc.collect()
            got = yield {"i": i, "text": "x" * i}
            if got:
                yield [got, got + str(i)]
        finally:
            gc.collect()


print([each for each in numbers(8)])
stepping = numbers(9)
print(next(stepping), stepping.send("sent" + str(1)), next(stepping))
stepping.close()


def chain(n):
    if n:
        yield [n]
        yield from chain(n - 1)
        yield str(n)


print(list(chain(6)))
print(list(zip(numbers(3), map(lambda d: [d["text"]], numbers(4)), (str(i) * 2 for i in range(5)))))
print(sorted({str(k): [v] for k, v in enumerate(chain(4))}.items()), list(filter(lambda x: x, [[], [1], "", "s" + str(1)])))
print(min([str(i) + "m" for i in range(5)], key=lambda s: [s, gc.collect()][0]), sum(([i] for i in range(5)), []))
