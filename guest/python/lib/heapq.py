from _heapq import heapify, heappop, heappush

__all__ = [
    "heapify",
    "heappop",
    "heappush",
    "heappushpop",
    "heapreplace",
    "merge",
    "nlargest",
    "nsmallest",
]


# heappop, then heappush, in one step.
def heapreplace(heap, item):
    if not heap:
        raise IndexError("index out of range")
    heap.append(item)
    return heappop(heap)


# heappush, then heappop, in one step.
def heappushpop(heap, item):
    if heap and heap[0] < item:
        heap.append(item)
        return heappop(heap)
    return item


# The items of several sorted iterables in their joint order.
def merge(*iterables, key=None, reverse=False):
    if reverse:
        return _merge_backwards(iterables, key)
    return _merge(iterables, key)


def _merge(iterables, key):
    heap = []
    for order, iterable in enumerate(iterables):
        iterator = iter(iterable)
        for item in iterator:
            heap.append((item if key is None else key(item), order, item, iterator))
            break
    heapify(heap)
    while len(heap) > 1:
        _, order, item, iterator = heap[0]
        yield item
        for item in iterator:
            heap.append((item if key is None else key(item), order, item, iterator))
            break
        heappop(heap)
    for _, _, item, iterator in heap:
        yield item
        yield from iterator


def _merge_backwards(iterables, key):
    heads = []
    for iterable in iterables:
        iterator = iter(iterable)
        for item in iterator:
            heads.append((item if key is None else key(item), item, iterator))
            break
    while heads:
        best = 0
        for at in range(1, len(heads)):
            if heads[best][0] < heads[at][0]:
                best = at
        _, item, iterator = heads[best]
        yield item
        for item in iterator:
            heads[best] = (item if key is None else key(item), item, iterator)
            break
        else:
            del heads[best]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[: max(n, 0)]
