//! The functions that the image adds for its library, in each image, without the library.

#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod python;

use guest::facts::Facts;
use guest::roots::{Mode, Options};
use python::{Python, artifact, refitted};

/// A function from the address of its object.
const PRELUDE: &str = "import machine
def native(address):
    cell = [None]
    machine.mem32[machine.mem32[id(cell) + 12]] = address
    return cell[0]
";

#[track_caller]
fn prints(program: &str, expected: &str) {
    let artifact = artifact();
    for (mode, poison) in [(Mode::Normal, false), (Mode::CollectAlways, true)] {
        let python = Python::new(&refitted(&artifact, &Options { mode, poison }).wasm);
        let mut source = PRELUDE.to_owned();
        for add in Facts::load().expect("the facts").roots.add {
            if let Some(object) = add.object {
                source += &format!("{} = native({})\n", object.name, object.address);
            }
        }
        source += program;
        let run = python.run(&source, "256K", None);
        assert_eq!(run.trap, None, "{mode:?}: {}", run.output);
        assert_eq!(run.output, expected, "{mode:?}");
    }
}

#[test]
fn count_counts() {
    prints(
        "d = {}
count(d, 'mississippi')
print(sorted(d.items()))
count(d, [i % 7 for i in range(100)])
count(d, (str(i % 3) + 'x' for i in range(50)))
count(d, {'m': 1, 1.5: 2})
count(d, [(1, 2), (1, 2), None, True])
print(sorted(map(str, d.items())))
class C(dict): pass
class D(C):
    def __init__(self): pass
c = C()
print(count(c, range(3)), count(c, range(2)), sorted(c.items()))
from collections import OrderedDict
o = OrderedDict()
count(o, 'abca')
print(o)
class Loud:
    def __init__(self, n): self.n = n
    def __add__(self, other):
        h.pop('x', None)
        for i in range(30): h[i] = i
        return Loud(self.n + other)
h = {'x': Loud(4), 'y': 2 ** 30 - 1, 'z': 2 ** 40, 'f': 0.5}
count(h, 'xyzfyz')
print(h['x'].n, h['y'], h['z'], h['f'], len(h))
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 40: raise StopIteration
        return [self.n][0] // 10
t = {}
count(t, It())
print(sorted(t.items()))
",
        "[('i', 4), ('m', 1), ('p', 2), ('s', 4)]
[\"('0x', 17)\", \"('1x', 17)\", \"('2x', 16)\", \"('i', 4)\", \"('m', 2)\", \"('p', 2)\", \
\"('s', 4)\", '((1, 2), 2)', '(0, 15)', '(1, 16)', '(1.5, 1)', '(2, 14)', '(3, 14)', '(4, 14)', \
'(5, 14)', '(6, 14)', '(None, 1)']
None None [(0, 2), (1, 2), (2, 1)]
OrderedDict({'a': 2, 'b': 1, 'c': 1})
5 1073741825 1099511627778 1.5 34
[(0, 9), (1, 10), (2, 10), (3, 10), (4, 1)]
",
    );
}

#[test]
fn count_refuses() {
    prints(
        "class Plain: pass
class List(list): pass
class Bad:
    def __iter__(self): return self
    def __next__(self): raise ValueError('bad')
class Hash:
    def __hash__(self): raise KeyError('hash')
d = {}
for counts, items in [
    (d, [[]]), (d, 5), (d, Bad()), (d, [Hash()]), (5, 'a'), (None, 'a'), ('ab', 'a'), ([], 'a'),
    (Plain(), 'a'), (List(), 'a'), (Plain, 'a'), (dict, 'a'), (count, 'a'), (d, None),
    (int.__dict__, 'a'),
]:
    try:
        print(count(counts, items))
    except Exception as e:
        print(type(e).__name__, e)
try:
    count(d)
except TypeError:
    print('arguments')
print(d)
",
        "TypeError unsupported type for __hash__: 'list'
TypeError 'int' object isn't iterable
ValueError bad
KeyError hash
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError 'NoneType' object isn't iterable
TypeError count() needs a dict that may change
arguments
{}
",
    );
}
