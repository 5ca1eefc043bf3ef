//! The functions that the image adds for its library, in each image, without the library.

#[path = "roots_support/patched.rs"]
mod patched;
#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod python;

use guest::facts::Facts;

#[track_caller]
fn prints(program: &str, expected: &str) {
    let names = Facts::load().expect("the facts").patch_names;
    let native: Vec<&str> = names.python.iter().map(String::as_str).collect();
    patched::prints(&native, "hooks", program, expected);
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
        "TypeError unhashable type: 'list'
TypeError 'int' object is not iterable
ValueError bad
KeyError 'hash'
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError count() needs a dict that may change
TypeError 'NoneType' object is not iterable
TypeError count() needs a dict that may change
arguments
{}
",
    );
}

/// Puts functions to where the core looks for those of the library (patches/hook.wat).
const HOOKS: &str = "
_metaclass_ = 1
class Meta:
    _metaclass_ = None
class Sub(Meta): pass
class Plain: pass
def texts(kind, *args):
    return kind + ' ' + ' '.join([str(len(str(arg))) + 'x' * 40 for arg in args])
def class_iter(cls): return iter([texts('iter', i) for i in range(3)])
def class_len(cls): return len(texts('len')) + 38
def class_repr(cls): return texts('repr')
def mapping_items(m): return {texts('key', k): [m[k]] for k in m.keys()}
def class_getitem(cls, key): return [texts('item', key), cls is Plain]
def class_contains(cls, item): return texts('in', item) and item == 3
def class_or(left, right): return [texts('or'), left is int, right]
def class_check(sub, info): return texts('sub') and sub is float
def instance_check(one, info): return texts('inst') and one == 2.5
hooks = [class_iter, class_len, class_repr, mapping_items, class_getitem, class_contains, class_or,
    class_check, instance_check]
for number in range(len(hooks)):
    machine.mem32[{hooks} + 4 * number] = id(hooks[number])
def error(f):
    try:
        return f()
    except TypeError as e:
        return 'TypeError'
";

#[test]
fn the_library_is_asked_about_classes() {
    prints(
        &(HOOKS.to_owned()
            + "
for text in Plain: print(text[:7], len(text))
print([text[5:6] for text in int], len(Plain), str(Plain), [Sub], str(int))
item = Plain['key']
print(item[0][:6], len(item[0]), item[1], int[2][1])
print(3 in Plain, 4 in int, 4 not in int)
print((int | None)[1:], (None | int)[1:], (3 | Plain)[2] is Plain, error(lambda: 3 - int))
print(error(lambda: Plain.__dict__ and Plain + 1), error(lambda: Plain.x(1) if 0 else -Plain))
def delete(): del Plain[1]
def store(): Plain[1] = 2
print(error(delete), error(store))
"),
        "iter 1x 46\niter 1x 46\niter 1x 46\n['1', '1', '1'] 42 repr  [repr ] <class 'int'>\n\
         item 3 46 True False\nTrue False True\n[True, None] [False, <class 'int'>] True TypeError\n\
         TypeError TypeError\nTypeError TypeError\n",
    );
}

#[test]
fn the_library_is_asked_about_instances() {
    prints(
        &(HOOKS.to_owned()
            + "
print(isinstance(1, int), isinstance(1, str), isinstance(1, (str, int)), isinstance(1, (str, list)))
print(isinstance(2.5, Plain), isinstance(2.5, Meta), isinstance(2.5, Sub), isinstance(3.5, Sub))
print(isinstance(2.5, (str, Plain)), isinstance(2.5, (str, Sub)), isinstance(2.5, (str, 5)))
print(isinstance(2.5, None), isinstance(3.5, 'x'), isinstance(2.5, [1]), isinstance(2.5, ()))
print(isinstance(Sub(), Meta), isinstance(Meta(), Sub), isinstance(Sub(), object))
print(issubclass(float, Sub), issubclass(float, Plain), issubclass(float, (Plain, 7)), issubclass(int, Sub))
print(isinstance(True, int), issubclass(bool, int), isinstance(1, bool), issubclass(int, bool))
print(error(lambda: issubclass(1, int)), isinstance(True, (str, int)), isinstance(False, str))
"),
        "True False True False\nFalse True True False\nFalse True True\nTrue False True False\n\
         True False True\nTrue False True False\nTrue True False False\nTypeError True False\n",
    );
}

#[test]
fn mappings_are_copied() {
    prints(
        &(HOOKS.to_owned()
            + "
class D(dict): pass
class E(D):
    def keys(self): return ['k']
    def __iter__(self): return iter('k')
class M:
    def keys(self): return iter(['a', 'bb'])
    def __getitem__(self, key): return key * 2
class Pairs:
    def __iter__(self): return iter([(1, 2), (3, [4])])
d = D({'x': [1]})
d['y'] = 2
print(sorted(dict(d).items()), dict(E(k=5)), sorted(dict(Pairs()).items()))
for key, value in sorted(dict(M(), z=3).items()): print(key[:5], value)
e = {}
e.update(d, y=4)
d.update(d)
e.update(D())
d.update(E(k=1))
print(sorted(e.items()), len(d), error(lambda: dict(Plain())), error(lambda: {}.update(5)))
"),
        "[('x', [1]), ('y', 2)] {'key 1xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx': [5]} [(1, 2), (3, [4])]\n\
         key 1 ['aa']\nkey 2 ['bbbb']\nz 3\n[('x', [1]), ('y', 4)] 3 TypeError TypeError\n",
    );
}
