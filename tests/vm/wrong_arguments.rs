//! Methods, taken from their types, are called with whatever there is: exceptions, but no harm to the interpreter.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::support::Tester;

const PROGRAM: &str = include_str!("wrong_arguments.py");

/// Expressions for types.
const TYPES: &[&str] = &[
    "str",
    "bytes",
    "bytearray",
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "int",
    "float",
    "bool",
    "complex",
    "range",
    "slice",
    "memoryview",
    "property",
    "object",
    "type",
    "ValueError",
    "OSError",
    "UnicodeDecodeError",
    "BaseExceptionGroup",
    "staticmethod",
    "classmethod",
    "zip",
    "map",
    "enumerate",
    "reversed",
    "super",
    "filter",
    "type(iter([]))",
    "type({}.keys())",
    "type({}.values())",
    "type({}.items())",
    "type(x for x in [])",
    "type(lambda: 0)",
    "type(len)",
    "type([].append)",
    "__import__('collections').deque",
    "__import__('collections').OrderedDict",
    "__import__('array').array",
    "type('Derived', (list,), {})",
    "type('Derived', (dict,), {})",
    "type('Derived', (set,), {})",
    "type('Derived', (str,), {})",
    "type('Derived', (bytes,), {})",
    "type('Derived', (int,), {})",
    "type('Derived', (float,), {})",
    "type('Derived', (tuple,), {})",
    "type('Derived', (ValueError,), {})",
];

#[test]
fn methods_of_other_types_raise_exceptions() {
    let next = AtomicUsize::new(0);
    let run = || {
        while let Some(name) = TYPES.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut tester = Tester::with_default_limits();
            tester.fuel = 1_000_000_000;
            tester.wall = std::time::Duration::from_secs(120);
            let output = tester.ok(&format!("{PROGRAM}\nmain({name})"));
            assert_eq!(output, "True True\n", "{name}");
            assert_eq!(tester.ok("print(len([1, 2]), {'a': 'b'})"), "2 {'a': 'b'}\n", "{name}");
        }
    };
    thread::scope(|scope| {
        scope.spawn(run);
        scope.spawn(run);
    });
}
