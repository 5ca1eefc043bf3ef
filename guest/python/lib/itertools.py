__all__ = [
    "accumulate",
    "batched",
    "chain",
    "combinations",
    "combinations_with_replacement",
    "compress",
    "count",
    "cycle",
    "dropwhile",
    "filterfalse",
    "groupby",
    "islice",
    "pairwise",
    "permutations",
    "product",
    "repeat",
    "starmap",
    "takewhile",
    "tee",
    "zip_longest",
]


# start, start + step, ... without end.
def count(start=0, step=1):
    if not hasattr(start, "__add__") and not isinstance(start, (int, float, complex)):
        raise TypeError("a number is required")
    return _count(start, step)


def _count(value, step):
    while True:
        yield value
        value += step


# The items again and again; they are kept during the first round.
def cycle(iterable):
    return _cycle(iter(iterable))


def _cycle(iterator):
    saved = []
    for item in iterator:
        yield item
        saved.append(item)
    while saved:
        yield from saved


# The object, `times` times or without end.
def repeat(object, times=None):
    if times is None:
        return _repeat(object)
    if not isinstance(times, int):
        raise TypeError("'" + type(times).__name__ + "' object cannot be interpreted as an integer")
    return (object for _ in range(times))


def _repeat(object):
    while True:
        yield object


# Running totals, or what `func` makes of the last result and the next item.
def accumulate(iterable, func=None, *, initial=None):
    return _accumulate(iter(iterable), func, initial)


def _accumulate(iterator, func, total):
    if total is None:
        for total in iterator:
            break
        else:
            return
    yield total
    if func is None:
        for item in iterator:
            total = total + item
            yield total
    else:
        for item in iterator:
            total = func(total, item)
            yield total


# Tuples of n items; the last may be shorter, unless `strict`.
def batched(iterable, n, *, strict=False):
    if n < 1:
        raise ValueError("n must be at least one")
    return _batched(iter(iterable), range(n), strict)


def _batched(iterator, places, strict):
    while True:
        batch = tuple([item for _, item in zip(places, iterator)])
        if not batch:
            return
        if strict and len(batch) < len(places):
            raise ValueError("batched(): incomplete batch")
        yield batch


# The items of one iterable after the other. A class, for chain.from_iterable.
class chain:
    def __new__(cls, *iterables):
        return _chain(iterables)

    @staticmethod
    def from_iterable(iterable):
        return _chain(iterable)


def _chain(iterables):
    for iterable in iterables:
        yield from iterable


def compress(data, selectors):
    return (item for item, selected in zip(data, selectors) if selected)


def dropwhile(predicate, iterable):
    return _dropwhile(predicate, iter(iterable))


def _dropwhile(predicate, iterator):
    for item in iterator:
        if not predicate(item):
            yield item
            break
    yield from iterator


def takewhile(predicate, iterable):
    return _takewhile(predicate, iter(iterable))


def _takewhile(predicate, iterator):
    for item in iterator:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    if predicate is None:
        return (item for item in iterable if not item)
    return (item for item in iterable if not predicate(item))


def starmap(function, iterable):
    return (function(*args) for args in iterable)


# Runs of items with equal keys, as (key, iterator). A run ends when the next one is asked for.
def groupby(iterable, key=None):
    return _groupby(iter(iterable), key)


def _groupby(iterator, key):
    run = []
    for item in iterator:
        new = item if key is None else key(item)
        if not run:
            last = new
        elif new != last:
            yield last, iter(run)
            run.clear()
            run = []
            last = new
        run.append(item)
    if run:
        yield last, iter(run)
        run.clear()


# islice(iterable, stop) or islice(iterable, start, stop[, step]); never reads beyond stop.
def islice(iterable, *args):
    if not args or len(args) > 3:
        raise TypeError("islice expected at most 4 arguments, got " + str(len(args) + 1))
    start, stop, step = 0, args[0], 1
    if len(args) > 1:
        start, stop = args[0] or 0, args[1]
        if not isinstance(start, int) or start < 0:
            raise ValueError(
                "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            )
    if len(args) > 2 and args[2] is not None:
        step = args[2]
        if not isinstance(step, int) or step < 1:
            raise ValueError("Step for islice() must be a positive integer or None.")
    if stop is not None and (not isinstance(stop, int) or stop < 0):
        raise ValueError(
            "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        )
    return _islice(iter(iterable), start, stop, step)


def _islice(iterator, start, stop, step):
    # In a zip the range comes first, so it ends before an item is taken.
    if stop is not None:
        for _ in zip(range(min(start, stop)), iterator):
            pass
        if step == 1:
            for _, item in zip(range(start, stop), iterator):
                yield item
            return
        for at, item in zip(range(stop - start), iterator):
            if at % step == 0:
                yield item
        return
    for _ in zip(range(start), iterator):
        pass
    if step == 1:
        yield from iterator
        return
    for at, item in enumerate(iterator):
        if at % step == 0:
            yield item


# (a, b), (b, c), ...
def pairwise(iterable):
    return _pairwise(iter(iterable))


def _pairwise(iterator):
    for last in iterator:
        for item in iterator:
            yield last, item
            last = item


# n independent iterators; what one has read and others have not is kept.
def tee(iterable, n=2):
    if n < 0:
        raise ValueError("n must be >= 0")
    iterator = iter(iterable)
    link = [None, None]
    return tuple([_tee(iterator, link) for _ in range(n)])


def _tee(iterator, link):
    while True:
        if link[1] is None:
            try:
                link[0] = next(iterator)
            except StopIteration:
                return
            link[1] = [None, None]
        item, link = link
        yield item


def zip_longest(*iterables, fillvalue=None):
    try:
        size = max([len(iterable) for iterable in iterables])
    except (TypeError, ValueError):
        return _zip_longest([iter(iterable) for iterable in iterables], fillvalue)
    columns = [list(iterable) for iterable in iterables]
    for column in columns:
        column += [fillvalue] * (size - len(column))
    return zip(*columns)


# For iterables whose lengths are not known.
def _zip_longest(iterators, fillvalue):
    end = []
    active = len(iterators)
    while active:
        row = []
        for iterator in iterators:
            row.append(next(iterator, end))
        if end in row:
            for at, item in enumerate(row):
                if item is end:
                    row[at] = fillvalue
                    if iterators[at] is not _ended:
                        iterators[at] = _ended
                        active -= 1
        if active:
            yield tuple(row)


_ended = iter(())


# Nested loops over all iterables, the last one running fastest.
def product(*iterables, repeat=1):
    if repeat < 0:
        raise ValueError("repeat argument cannot be negative")
    pools = [tuple(iterable) for iterable in iterables] * repeat
    count = len(pools)
    if count == 0:
        return iter([()])
    if count == 1:
        return zip(pools[0])
    if count == 2:
        first, second = pools
        return ((a, b) for a in first for b in second)
    if count == 3:
        first, second, third = pools
        return ((a, b, c) for a in first for b in second for c in third)
    size = 1
    for at in range(count - 1, -1, -1):
        if not pools[at]:
            return iter(())
        size *= len(pools[at])
        if size > 2048 and at < count - 1:
            return _long_product(pools[: at + 1], pools[at + 1 :])
    return zip(*_columns(pools))


# The product as columns, which native code makes and zips.
def _columns(pools):
    columns = []
    before = 1
    after = 1
    for pool in pools:
        after *= len(pool)
    for pool in pools:
        size = len(pool)
        after //= size
        column = []
        for item in pool:
            column += [item] * after
        columns.append(column * before)
        before *= size
    return columns


def _long_product(pools, rest):
    columns = _columns(rest)
    size = len(columns[0])
    for head in product(*pools):
        yield from zip(*([[item] * size for item in head] + columns))


# All subsequences of length r, in the order of the places.
def combinations(iterable, r):
    pool = tuple(iterable)
    if r < 0:
        raise ValueError("r must be non-negative")
    return _combinations(pool, r)


def _combinations(pool, r):
    size = len(pool)
    if r > size:
        return
    if r == 0:
        yield ()
    elif r == 1:
        for item in pool:
            yield (item,)
    elif r == 2:
        for at, a in enumerate(pool):
            for b in pool[at + 1 :]:
                yield a, b
    elif r == 3:
        for at, a in enumerate(pool):
            rest = pool[at + 1 :]
            for after, b in enumerate(rest):
                for c in rest[after + 1 :]:
                    yield a, b, c
    else:
        for head, start in _combination_heads(pool, r - 2, size - 2, 0):
            for at in range(start, size - 1):
                a = pool[at]
                for b in pool[at + 1 :]:
                    yield head + (a, b)


# Combinations of pool[start:stop] with r items, and the place after each one's last item.
def _combination_heads(pool, r, stop, start):
    if r == 1:
        for at in range(start, stop):
            yield pool[at : at + 1], at + 1
        return
    for head, start in _combination_heads(pool, r - 1, stop - 1, start):
        for at in range(start, stop):
            yield head + pool[at : at + 1], at + 1


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    if r < 0:
        raise ValueError("r must be non-negative")
    return _with_replacement(pool, r)


def _with_replacement(pool, r):
    if r == 0:
        yield ()
        return
    for head, start in _replacement_heads(pool, r - 1):
        for item in pool[start:]:
            yield head + (item,)


def _replacement_heads(pool, r):
    if r == 0:
        yield (), 0
        return
    for head, start in _replacement_heads(pool, r - 1):
        for at in range(start, len(pool)):
            yield head + pool[at : at + 1], at


# All arrangements of r items, in the order of the places.
def permutations(iterable, r=None):
    pool = tuple(iterable)
    if r is None:
        r = len(pool)
    elif not isinstance(r, int):
        raise TypeError("Expected int as r")
    if r < 0:
        raise ValueError("r must be non-negative")
    return _permutations(pool, r)


def _permutations(pool, r):
    size = len(pool)
    if r > size:
        return
    if r == 0:
        yield ()
    elif r == 1:
        for item in pool:
            yield (item,)
    elif r == size == 2:
        a, b = pool
        yield a, b
        yield b, a
    elif r == size == 3:
        a, b, c = pool
        yield a, b, c
        yield a, c, b
        yield b, a, c
        yield b, c, a
        yield c, a, b
        yield c, b, a
    elif r == size:
        for head, (a, b, c) in _permutation_heads(pool, r - 3):
            yield head + (a, b, c)
            yield head + (a, c, b)
            yield head + (b, a, c)
            yield head + (b, c, a)
            yield head + (c, a, b)
            yield head + (c, b, a)
    else:
        for head, rest in _permutation_heads(pool, r - 1):
            for item in rest:
                yield head + (item,)


# Permutations of r items, each with a list of what it leaves. The list changes afterwards.
def _permutation_heads(pool, r):
    if r == 0:
        yield (), list(pool)
        return
    for head, rest in _permutation_heads(pool, r - 1):
        left = rest[1:]
        last = len(left)
        for at, item in enumerate(rest):
            yield head + (item,), left
            if at < last:
                left[at] = item
