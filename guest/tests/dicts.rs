//! Dicts, sets, sorting and slices whose items change the container while they are compared, in each image.

#[path = "roots_support/patched.rs"]
mod patched;
#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod python;

#[track_caller]
fn prints(program: &str, expected: &str) {
    patched::prints(&[], "", program, expected);
}

#[test]
fn keys_that_change_the_dict() {
    prints(
        "class Key:
    def __init__(self, name, value, act=None, equal=False):
        self.name, self.value, self.act, self.equal = name, value, act, equal
    def __hash__(self): return self.value
    def __eq__(self, other):
        act, self.act = self.act, None
        if act: act()
        return self.equal
def grow():
    for i in range(30): d[i * 7 + 100] = str(i)
def clear(): d.clear()
def swap():
    d.clear()
    for i in range(9): d[i] = [i]
def fail(): raise ValueError('fail')
def shrink():
    for k in list(d): d.pop(k, None)
for act in (grow, clear, swap, shrink, fail):
    for equal in (False, True):
        for size in (3, 12):
            d = {i: str(i) for i in range(size)}
            out = []
            for work in ('get', 'set', 'pop', 'in'):
                probe = Key('p', 2, act, equal)
                try:
                    if work == 'get': out.append(d.get(probe, 'none'))
                    elif work == 'set': d[probe] = 'new'
                    elif work == 'pop': out.append(d.pop(probe, 'none'))
                    else: out.append(probe in d)
                except ValueError as e:
                    out.append(str(e))
                if len(d) > 200: break
            n = 0
            for k in d: n += 1
            for k in list(d):
                if not isinstance(k, Key): assert k in d
            assert n == len(d) == len(list(d.values())), (act, n, len(d))
            d.clear()
print('done')
d = {Key('a', 5): 1, Key('b', 5): 2}
e = d.copy()
print(len(d), len(e), len(dict(d)), d == e)
",
        "done\n2 2 2 True\n",
    );
}

#[test]
fn values_that_change_the_dict() {
    prints(
        "class Value:
    def __init__(self, d): self.d = d
    def __eq__(self, other):
        self.d.clear()
        for i in range(20): self.d[str(i)] = [i]
        return True
    def __repr__(self):
        self.d.clear()
        return 'V'
a, b = {}, {}
for i in range(12): a[i] = Value(a); b[i] = 0
print(a == b, len(a), len(b))
a = {1: 2}
for i in range(12): a['k' + str(i)] = Value(a)
print(str(a)[:7], len(a))
s = set()
class Item:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other):
        for i in range(40): s.add(i + 10)
        s.discard(12)
        return False
for i in range(4): s.add(Item(i))
print(len(s), 11 in s, 12 in s)
t = s | {1, 2}
print(len(t) > 40, len(s & {11, 13}), len(s - {11}))
while s: s.pop()
print(s)
",
        "False 20 12\n{1: 2,  0\n43 True False\nTrue 2 42\nset()\n",
    );
}

#[test]
fn items_that_change_the_list() {
    prints(
        "class V:
    def __init__(self, n): self.n = n
    def __lt__(self, other):
        if act == 'clear': l.clear()
        elif act == 'append': l.append([1])
        elif act == 'fail' and self.n == 3: raise ValueError('lt')
        elif act == 'sort': sorted([[5], [4], [3]])
        return self.n < other.n
for act in ('sort', 'clear', 'append', 'fail'):
    l = [V(i * 7 % 11) for i in range(11)]
    try:
        l.sort()
        print([v.n for v in l])
    except ValueError as e:
        print(e, len(l) < 60)
act = ''
l = ['x' + str(i * 7 % 50) for i in range(50)]
l.sort(key=lambda t: [t, [t]], reverse=True)
print(l[0], l[-1])
class I:
    def __init__(self, n): self.n = n
    def __index__(self):
        l.clear()
        l.extend([[i] for i in range(30)])
        return self.n
l = [1, 2, 3]
print(l[I(1):I(9):I(3)], len(l))
l = [1, 2, 3]
l[I(1):I(20)] = ([x] for x in 'abc')
print(len(l), l[:5])
l = [1, 2, 3]
del l[I(25):I(0):I(-2)]
print(len(l), l[:4], 'abcdef'[I(4)::-2], (1, 2, 3)[I(0)::2])
def gen():
    for i in range(3):
        l.append([i])
        yield [i]
l = [[9]]
l[0:1] = gen()
l[::2] = gen() if len(l) == 99 else [0] * len(l[::2])
print(l)
",
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
list modified during sort True
list modified during sort True
lt True
x9 x0
[[1], [4], [7]] 30
14 [[0], ['a'], ['b'], ['c'], [20]]
17 [[0], [2], [4], [6]] eca (1, 3)
[0, [1], 0, [0], 0, [2]]
",
    );
}

#[test]
fn tables_of_every_size() {
    prints(
        "for n in (0, 1, 2, 3, 7, 8, 9, 10, 16, 17, 100, 254, 255, 256, 257, 400):
    d = {}
    for i in range(n): d[i * 3] = [i]
    for i in range(0, n, 2): del d[i * 3]
    for i in range(n): d['t' + str(i)] = i
    e = d.copy()
    assert list(d) == [i * 3 for i in range(1, n, 2)] + ['t' + str(i) for i in range(n)]
    assert e == d and list(e) == list(d)
    for i in range(n): assert d['t' + str(i)] == i and ((i * 3) in d) == (i % 2 == 1)
    while e: e.popitem()
    assert not e and list(e) == []
    s = set(d)
    assert len(s) == len(d) and all(k in s for k in d)
    for k in list(s)[::2]: s.remove(k)
    assert len(s) == len(d) // 2, n
print('done')
",
        "done\n",
    );
}
