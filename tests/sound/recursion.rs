//! Recursions of many kinds end in a Python exception, and the session goes on.

use mpy::vm::RunEnd;

use crate::support::Tester;

const SETUP: &str = r#"
import json, re
def nest(make, n):
    v = make(())
    for i in range(n): v = make(v)
    return v
"#;

/// What recurses, each a program of its own after `SETUP`.
const NASTY: [(&str, &str); 70] = [
    ("function", "def f(): f()\nf()"),
    ("method", "class A:\n    def f(self): self.f()\nA().f()"),
    ("lambda", "f = lambda: f()\nf()"),
    ("two functions", "def f(): g()\ndef g(): f()\nf()"),
    ("arguments", "def f(*a, **k): f(*a, **k)\nf(1, 2, x=3)"),
    ("generator", "def g(): yield from g()\nlist(g())"),
    ("comprehension", "def f(): return [f() for x in (1,)]\nf()"),
    ("repr of nested lists", "repr(nest(lambda v: [v], 20000))"),
    ("repr of nested dicts", "repr(nest(lambda v: {1: v}, 20000))"),
    ("repr of a list in itself", "a = []\na.append(a)\nrepr(a)"),
    ("repr of a dict in itself", "d = {}\nd[1] = d\nstr(d)"),
    ("json of nested lists", "json.dumps(nest(lambda v: [v], 20000))"),
    ("json of a list in itself", "a = []\na.append(a)\njson.dumps(a)"),
    ("json text", "json.loads('[' * 200000)"),
    ("equal lists", "nest(lambda v: [v], 20000) == nest(lambda v: [v], 20000)"),
    ("equal tuples", "nest(lambda v: (v,), 20000) == nest(lambda v: (v,), 20000)"),
    ("equal dicts", "nest(lambda v: {1: v}, 20000) == nest(lambda v: {1: v}, 20000)"),
    ("lesser lists", "nest(lambda v: [v], 20000) < nest(lambda v: [v], 20000)"),
    ("lists in themselves", "a, b = [], []\na.append(a)\nb.append(b)\na == b"),
    ("hash of nested tuples", "hash(nest(lambda v: (v,), 20000))"),
    ("nested groups", "re.compile('(' * 5000 + ')' * 5000)"),
    ("sort key", "def key(x): return sorted([1, 2], key=key)\nkey(1)"),
    ("map", "def f(x): return list(map(f, [x]))\nf(1)"),
    ("eval", "def f(): return eval('f()')\nf()"),
    ("exec", "s = 'exec(s)'\nexec(s)"),
    ("__eq__", "class A:\n    def __eq__(self, o): return [self] == [o]\nA() == A()"),
    ("__lt__", "class A:\n    def __lt__(self, o): return [self] < [o]\nsorted([A(), A()])"),
    ("__hash__", "class A:\n    def __hash__(self): return hash((self,))\n{A()}"),
    ("__str__", "class A:\n    def __str__(self): return str(self)\nstr(A())"),
    ("__repr__", "class A:\n    def __repr__(self): return repr([self])\nprint(A())"),
    ("__call__", "class A:\n    def __call__(self): return self()\nA()()"),
    ("__getitem__", "class A:\n    def __getitem__(self, i): return self[i]\nA()[0]"),
    ("__getattr__", "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nA().a"),
    ("__iter__", "class A:\n    def __iter__(self): return iter(self)\nlist(A())"),
    ("__add__", "class A:\n    def __add__(self, o): return self + o\nA() + 1"),
    ("__contains__", "class A:\n    def __contains__(self, o): return o in self\n1 in A()"),
    ("__init__", "class A:\n    def __init__(self): A()\nA()"),
    (
        "__enter__",
        "class A:\n    def __enter__(self):\n        with self: pass\n    def __exit__(self, *a): pass\nwith A(): pass",
    ),
    ("format", "('{:' * 20000 + '}' * 20000).format(*([1] * 20000))"),
    ("except of nested tuples", "try: 1 // 0\nexcept nest(lambda v: (v,), 20000): pass"),
    ("set of nested tuples", "{nest(lambda v: (v,), 20000)}"),
    ("deep class hierarchy", "C = object\nfor i in range(20000): C = type('C', (C,), {})\nC().x"),
    (
        "wide class hierarchy",
        "C = object\nclass D: pass\nfor i in range(10000): C = type('C', (C, D), {})\nC().x",
    ),
    ("len as __len__", "class C: pass\nC.__len__ = len\nlen(C())"),
    ("hash as __hash__", "class C: pass\nC.__hash__ = hash\n{C()}"),
    ("bool as __bool__", "class C: pass\nC.__bool__ = bool\nbool(C())"),
    ("abs as __abs__", "class C: pass\nC.__abs__ = abs\nabs(C())"),
    ("str as __str__", "class C: pass\nC.__str__ = str\nstr(C())"),
    ("repr as __repr__", "class C: pass\nC.__repr__ = repr\nrepr(C())"),
    ("iter as __iter__", "class C: pass\nC.__iter__ = iter\niter(C())"),
    ("next as __next__", "class C: pass\nC.__next__ = next\nC.__iter__ = lambda s: s\nnext(C())"),
    ("list as __iter__", "class C: pass\nC.__iter__ = list\nlist(C())"),
    ("an instance as __call__", "class C: pass\nC.__call__ = C()\nC()()"),
    (
        "instances as __call__",
        "def make(c):\n    class C: pass\n    C.__call__ = c\n    return C()\nc = 5\nfor i in range(20000): c = make(c)\nc()",
    ),
    ("nested frozensets", "v = frozenset()\nfor i in range(20000): v = frozenset((v,))\nhash(v)"),
    (
        "equal frozensets",
        "def f():\n    v = frozenset()\n    for i in range(20000): v = frozenset((v,))\n    return v\nf() == f()",
    ),
    ("nested maps", "v = iter([1])\nfor i in range(20000): v = map(abs, v)\nnext(v)"),
    ("nested zips", "v = iter([1])\nfor i in range(20000): v = zip(v)\nnext(v)"),
    ("nested filters", "v = iter([1])\nfor i in range(20000): v = filter(None, v)\nnext(v)"),
    ("nested enumerates", "v = iter([1])\nfor i in range(20000): v = enumerate(v)\nnext(v)"),
    ("nested generators", "v = iter([1])\nfor i in range(20000): v = (x for x in v)\nnext(v)"),
    (
        "constants",
        "t = '(' * 30000 + '1' + ',)' * 30000\ncompile('x=' + t + '\\ny=' + t, 'x', 'exec')",
    ),
    ("sum of sums", "class C: pass\nC.__radd__ = sum\nC.__add__ = sum\nC() + C()"),
    ("min as __lt__", "class C: pass\nC.__lt__ = min\nmin(C(), C())"),
    (
        "sorted as __lt__",
        "class C: pass\nC.__lt__ = lambda s, o: sorted([s, o])\nsorted([C(), C()])",
    ),
    ("getattr as __getattr__", "class C: pass\nC.__getattr__ = getattr\nC().x"),
    (
        "stream of itself",
        "import _io as io\nclass C(io.IOBase):\n    def readinto(self, b): return io.BufferedWriter(self, 8).write(b)\n    def write(self, b): print(b, file=self)\nprint(1, file=C())",
    ),
    (
        "streams that decompress streams",
        "import _deflate as deflate, _io as io\ns = io.BytesIO(b'')\nfor i in range(3000): s = deflate.DeflateIO(s, deflate.RAW)\ns.read(10)",
    ),
    (
        "streams that buffer streams",
        "import _io as io\ns = io.BytesIO()\nfor i in range(20000): s = io.BufferedWriter(s, 1)\ns.write(b'abc')",
    ),
    ("property", "class A:\n    @property\n    def x(self): return self.x\nA().x"),
];

#[test]
fn nasty_recursions_end_in_a_python_exception() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    tester.ok(SETUP);
    tester.ok("kept = {'state': [1, 2, 3]}");
    for (name, source) in NASTY {
        let done = tester.run(source);
        match &done.outcome.end {
            RunEnd::Exception(_) | RunEnd::Memory(_) => {}
            other => panic!("{name}: {other:?}"),
        }
        assert!(done.outcome.usable, "{name}");
        assert_eq!(tester.ok("print(kept['state'])"), "[1, 2, 3]\n", "{name}");
    }
}

/// The worker matches regular expressions without recursing, and as long as there is fuel.
#[test]
fn nested_groups_match_or_use_up_the_fuel() {
    let mut tester = Tester::new();
    tester.fuel = 10_000_000;
    assert_eq!(
        tester.ok("import re\nprint(re.match('(a|b)*c', 'ab' * 5000 + 'c').end())"),
        "10001\n"
    );
    let done = tester.run("re.match('(' * 20 + 'a*' + ')*' * 20 + 'b', 'a' * 5000)");
    assert_eq!(done.outcome.end, RunEnd::Fuel);
}

#[test]
fn ordinary_recursion_goes_deep_enough() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    let text = tester.ok("def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(350))\n\
         def depth(n):\n    global deepest\n    deepest = n\n    depth(n + 1)\n\
         try: depth(1)\nexcept RuntimeError: print(deepest >= 350)");
    assert_eq!(text, "350\nTrue\n");
}

/// Source that nests `n` times in one of many ways.
const NESTED: [(&str, &str, &str, &str, &str); 30] = [
    ("if not ", "", "1", "", ": pass"),
    ("if ", "(", "1", ")", ": pass"),
    ("while ", "0 or ", "0", "", ": pass"),
    ("", "(", "a", ",)", " = 1"),
    ("for ", "(", "a", ",)", " in b: pass"),
    ("with ", "a, ", "b", "", ": pass"),
    ("del ", "(", "a", ",)", ""),
    ("import a", ".b", "", "", ""),
    ("from a", ".b", "", "", " import c"),
    ("", "'a' ", "'b'", "", ""),
    ("", "f'{", "1", "}'", ""),
    ("", "[", "", "]", ""),
    ("", "(", "1", ")", ""),
    ("", "{1:", "2", "}", ""),
    ("", "f(", "1", ")", ""),
    ("", "a[", "1", "]", ""),
    ("", "-", "1", "", ""),
    ("", "~", "1", "", ""),
    ("", "not ", "1", "", ""),
    ("", "lambda: ", "1", "", ""),
    ("", "1 if 1 else ", "1", "", ""),
    ("", "1 ** ", "1", "", ""),
    ("", "1 + ", "1", "", ""),
    ("", "1 < ", "1", "", ""),
    ("", "1 and ", "1", "", ""),
    ("", "", "a", ".b", ""),
    ("", "", "f", "()", ""),
    ("", "a = ", "1", "", ""),
    ("", "[x for x in ", "()", "]", ""),
    ("", "[*", "()", "]", ""),
];

#[test]
fn no_source_text_exhausts_the_native_stack() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    tester.ok("kept = 1");
    for (begin, open, middle, close, end) in NESTED {
        for depth in [150, 1_000, 8_000] {
            // An f-string within an f-string is read once for each level above it.
            let depth = if open == "f'{" { depth.min(150) } else { depth };
            let nested =
                format!("{begin}{}{middle}{}{end}", open.repeat(depth), close.repeat(depth));
            // As the request itself, and compiled by user code.
            let compiled = format!(
                "compile({begin:?} + {open:?} * {depth} + {middle:?} + {close:?} * {depth} + {end:?}, 'x', 'exec')"
            );
            for source in [nested, compiled] {
                bearable(&mut tester, &source);
            }
        }
    }
    let indented = |n: usize| -> String {
        (0..n).map(|level| format!("{}if 1:\n", " ".repeat(level))).collect::<String>()
            + &format!("{}pass\n", " ".repeat(n))
    };
    for depth in [90, 1_000, 3_000] {
        let text = indented(depth);
        for source in [text.clone(), format!("compile({text:?}, 'x', 'exec')")] {
            bearable(&mut tester, &source);
        }
    }
}

/// Runs what compiles or is refused, but stops nothing.
fn bearable(tester: &mut Tester, source: &str) {
    let done = tester.run(source);
    let shown: String = source.chars().take(70).collect();
    let bad = matches!(done.outcome.end, RunEnd::Trap(_) | RunEnd::WallClock | RunEnd::Fuel);
    assert!(!bad && done.outcome.usable, "{shown}: {:?}", done.outcome.end);
}
