# Instances of classes that derive from built-in types, on either side of operators; comparisons that only the right
# side can make; hashes of floats.


class I(int):
    pass


class F(float):
    pass


class S(str):
    pass


class L(list):
    pass


class D(dict):
    pass


class T(tuple):
    pass


class Less:
    def __init__(self, value):
        self.value = [value]

    def __lt__(self, other):
        if not isinstance(other, (int, Less)):
            return NotImplemented
        return self.value < (other.value if isinstance(other, Less) else [other])

    def __ge__(self, other):
        return [self.value, "x" * 50] >= [[other], "x" * 50]


class Neither:
    pass


def attempt(name, function):
    try:
        print(name, function())
    except TypeError:
        print(name, "TypeError")


big = 2**70
for i in range(2 * SCALE):
    less = Less(i)
    attempt("more", lambda: 3 > less)
    attempt("less or equal", lambda: 3 <= less)
    attempt("no text", lambda: "a" > less)
    attempt("not less", lambda: 3 >= less)
    attempt("neither", lambda: Neither() < Neither())
    attempt("list", lambda: [i] + L([str(i) * 3]))
    attempt("text", lambda: "a" * i + S("b" * i))
    attempt("int", lambda: (big + I(i), I(i) + big, 1 << I(i), 7 % I(3), I(1) + I(i), 2 ** I(5)))
    attempt("float", lambda: (1.5 * F(i), 1 - F(0.5), F(2) + F(3), F(2) < 3, 3 > F(2), 2.5 > I(2)))
    attempt("tuple", lambda: (i,) + T((str(i), [i])))
    attempt("format", lambda: "%s-%s" % T(("a" * i, [i])))
    attempt("format by name", lambda: "%(a)s" % D(a="b" * i))
    attempt("join", lambda: "-".join([S("a" * i), "b", S("c")]))
    attempt("join of an iterator", lambda: "-".join(S(str(k)) for k in range(5)))
    attempt("join of others", lambda: "-".join([S("a"), 1]))
    attempt("bad", lambda: [1] + T((1,)))
    attempt("worse", lambda: "a" + I(1))
    attempt("instance", lambda: Neither() + I(1))
    attempt("key", lambda: ({"ab": i}[S("ab")], S("ab") in {"ab": 1}, S("b") in {"ab": 1}))
    attempt("subclass", lambda: (isinstance(True, int), issubclass(bool, int), isinstance(i, bool)))
    attempt("dict", lambda: (dict(D(a=i)), sorted(dict(D(b=[i]), c=1).items())))
print(len({i / 7 for i in range(50 * SCALE)}))
print([float(2**n) in {2**n: 1} for n in (0, 5, 29, 30, 31, 32, 52, 53, 62, 63, 64, 80, 90, 200)])
print([-float(2**n) in {-(2**n): 1} for n in (0, 5, 29, 30, 31, 32, 52, 53, 62, 63, 64, 80, 90, 200)])
print([hash(x) == hash(int(x)) for x in (1e10, -1e10, 1e20, -3e25, 1e300, 0.0, -0.0, 123456789012.0)])
print(float("inf") in {float("inf")}, float("-inf") in {float("inf")}, 0.5 in {0.5, 1.5}, 0.25 in {0.5})
