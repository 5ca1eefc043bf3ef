//! Names that a session makes: found again whatever their number, and one name for equal texts.

use crate::images::Mode;
use crate::support::Tester;

const MEMORY: u64 = 8 * 1024 * 1024;

/// Attributes with names made at run time, read back by names made anew; texts of each length.
fn program(count: u32) -> String {
    format!(
        "class A: pass
a = A()
texts = ['', 'a', '\u{e4}\u{f6}', 'x' * 254, 'x' * 255, 'append', 'appen', 'append ', '__init__']
texts += ['y' * n for n in range(2, 40)] + ['\u{e9}' * n for n in range(1, 20)]
for i, t in enumerate(texts): setattr(a, t, i)
for i in range({count}): setattr(a, 'name' + str(i), i)
print(all(getattr(a, ''.join(list(t))) == i for i, t in enumerate(texts)))
print(all(getattr(a, 'na' + 'me%d' % i) == i for i in range({count})))
print(hasattr(a, 'name{count}'), hasattr(a, 'y' * 41), len('x' * 256), ('x' * 256) == 'x' * 255 + 'x')
d = {{t: i for i, t in enumerate(texts)}}
print(all(d[t[:1] + t[1:]] == i for i, t in enumerate(texts)), ('nam' + 'e1') in d)
a = d = None
"
    )
}

fn compare(mode: Mode, count: u32) {
    let mut tester = Tester::with_image(mode.loaded(), MEMORY);
    tester.fuel = u64::MAX / 2;
    for round in 0..2 {
        let text = tester.ok(&program(count + round));
        assert_eq!(text, "True\nTrue\nFalse False 256 True\nTrue False\n", "{mode:?}");
    }
}

#[test]
fn names_are_found_in_the_normal_image() {
    compare(Mode::Normal, 1000);
}

/// So many that the index is full.
#[test]
fn names_beyond_the_index_are_found() {
    compare(Mode::Normal, 13_000);
}

#[test]
fn names_are_found_in_the_poisoned_image() {
    compare(Mode::Poison, 1000);
}

#[test]
fn names_are_found_when_each_allocation_collects() {
    compare(Mode::CollectAlways, 400);
}
