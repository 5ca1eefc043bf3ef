//! What the worker computes for the guest's library: it costs the run, ends with it, and leaves it intact.

use std::time::Duration;

use mpy::vm::RunEnd;

use crate::support::Tester;

/// A pattern that tries each way to divide a text.
const ENDLESS: &str =
    "import re\nprint('begun')\nre.match('(a+)+$', 'a' * 60 + 'b')\nprint('done')";

#[test]
fn a_pattern_without_end_uses_up_the_fuel() {
    let mut tester = Tester::new();
    tester.fuel = 10_000_000;
    let done = tester.run(ENDLESS);
    assert_eq!((done.outcome.end, &*done.stdout), (RunEnd::Fuel, "begun\n"));
    assert_eq!(done.outcome.fuel_used, 10_000_000);
}

#[test]
fn a_pattern_without_end_ends_with_the_time() {
    let mut tester = Tester::new();
    tester.fuel = u64::MAX / 2;
    tester.wall = Duration::from_millis(300);
    let done = tester.run(ENDLESS);
    assert_eq!((done.outcome.end, &*done.stdout), (RunEnd::WallClock, "begun\n"));
}

#[test]
fn the_functions_cannot_be_imported() {
    let mut tester = Tester::new();
    for road in ["import _native", "import sys\nsys.modules['_native']", "import uctypes"] {
        tester.fails(road);
    }
}

/// A module of the library's has them, and who takes them from there gets nothing but their results.
#[test]
fn any_arguments_are_harmless() {
    let mut tester = Tester::new();
    let text = tester.ok(
        "import re\nnative = re._native\nnames = [n for n in dir(native) if n[0] != '_' and n != 'count']\n\
         class C:\n    __len__ = None\n\
         things = [None, True, -1, 0, 1, 1 << 31, -(1 << 70), 0.5, float('nan'), '', 'abc', 'é' * 9, b'', b'\\x1f\\x8b\\x08',\n\
         \x20         bytearray(2500), (), (1, 'a'), [], ['abc', 5, 0.25], {}, {'a': [1]}, C, C(), len, native]\n\
         tried = 0\n\
         for name in names:\n    f = getattr(native, name)\n\
         \x20   for i in range(400):\n\
         \x20       args = [things[(i * 7 + k * (i % 23 + 1) + i // 25) % len(things)] for k in range(i % 9)]\n\
         \x20       try: f(*args)\n\
         \x20       except (TypeError, ValueError, ArithmeticError, LookupError, MemoryError): pass\n\
         \x20       tried += 1\n\
         print(len(names) > 15, tried == 400 * len(names))",
    );
    assert_eq!(text, "True True\n");
    assert_eq!(tester.ok("print(re.findall('a.', 'abac'), things[10])"), "['ab', 'ac'] abc\n");
}

#[test]
fn a_result_without_room_is_a_memory_error() {
    let mut tester = Tester::with_memory(2 * 1024 * 1024);
    tester.fuel = u64::MAX / 2;
    let text = tester.ok(
        "import gc, json, random, re, zlib\n\
         data = 'ab ' * 30000\npacked = zlib.compress(bytes(1000000))\nvalue = list(range(20000))\n\
         kept = []\ntry:\n    while True: kept.append(bytearray(20000))\nexcept MemoryError: del kept[-12:]\n\
         for act in (lambda: re.findall('a', data * 2), lambda: re.split(' ', data * 2), \n\
         \x20       lambda: zlib.decompress(packed), lambda: json.dumps(value * 3), \n\
         \x20       lambda: random.getrandbits(8 * 600000)):\n\
         \x20   try:\n        act()\n        print('there was room')\n\
         \x20   except MemoryError:\n        print('caught')\n\
         del kept\nprint(len(re.findall('a', data)), len(json.dumps(value)) > 100000)",
    );
    assert_eq!(text, "caught\ncaught\ncaught\ncaught\ncaught\n30000 True\n");
    assert_eq!(tester.ok("print(len(zlib.decompress(packed[:0] + zlib.compress(b'x'))))"), "1\n");
}

#[test]
fn work_costs_fuel() {
    let cost = |source: &str| {
        let mut tester = Tester::new();
        tester.ok(
            "import hashlib, json, re, zlib\ndata = b'some bytes ' * 20000\ntext = data.decode()",
        );
        tester.run(source).outcome.fuel_used
    };
    let nothing = cost("pass");
    for source in [
        "hashlib.sha256(data).digest()",
        "re.search('x', text)",
        "re.sub('e', 'i', text)",
        "zlib.compress(data)",
        "json.loads('[' + '1,' * 20000 + '1]')",
        "json.dumps(text)",
    ] {
        let used = cost(source);
        assert!(used > nothing + 2_000, "{source}: {used}");
    }
}

#[test]
fn exceptions_of_the_functions_are_ordinary_ones() {
    let mut tester = Tester::new();
    let text = tester.ok(
        "import re\n\
         for act in (lambda: re.search('a', b'b'), lambda: re.search(b'a', 'b'), lambda: re.search('a', 5),\n\
         \x20           lambda: re.compile('('), lambda: re.sub('(a)', r'\\2', 'a')):\n\
         \x20   try: act()\n    except Exception as e: print(type(e).__name__, e)",
    );
    assert_eq!(
        text,
        "TypeError cannot use a string pattern on a bytes-like object\n\
         TypeError cannot use a bytes pattern on a string-like object\n\
         TypeError expected string or bytes-like object, got 'int'\n\
         error missing ), unterminated subpattern at position 0\n\
         error invalid group reference 2 at position 1\n"
    );
}

/// What is written is bounded before it is made: a worker that ran out of its own memory would die.
#[test]
fn a_text_that_grows_is_no_danger() {
    for fuel in [10_000_000, 1_000_000_000] {
        let mut tester = Tester::new();
        tester.fuel = fuel;
        let done = tester.run(
            "import json\ns = '\\x01' * 7000000\ntry:\n    print(len(json.dumps([s])))\n\
             except MemoryError:\n    print('caught')",
        );
        let ended = matches!(done.outcome.end, RunEnd::Ok | RunEnd::Fuel | RunEnd::Memory(_));
        assert!(ended, "{:?}", done.outcome.end);
    }
    let mut tester = Tester::new();
    let text = tester.ok("import json\nd = {i: 0 for i in range(20000)}\nd['again'] = d\n\
         for sort in (False, True):\n    try: json.dumps(d, sort_keys=sort)\n\
         \x20   except (ValueError, TypeError, MemoryError) as e: print(type(e).__name__)\n\
         print(len(json.dumps([1, 2], separators=(',' * 5000, ':'))))");
    assert_eq!(text, "ValueError\nTypeError\n5004\n");
}

#[test]
fn sums_that_are_not_finite_take_no_longer() {
    let mut tester = Tester::new();
    tester.fuel = 10_000_000;
    let text = tester.ok("import math\nprint(math.fsum([float('inf')] * 5000))\n\
         try: math.fsum([1e308] * 5000)\nexcept OverflowError: print('overflow')");
    assert_eq!(text, "inf\noverflow\n");
}

/// Describing an exception asks no object of the user's for its names.
#[test]
fn remarks_run_no_code_of_the_users() {
    let mut tester = Tester::new();
    let failure = tester.fails(
        "class D:\n    def __getattr__(self, name):\n        while True: pass\nFoo = D()\n\
         raise AttributeError(\"'Foo' object has no attribute 'zz'\")",
    );
    assert_eq!(failure.message, "'Foo' object has no attribute 'zz'");
}

#[test]
fn remarks_name_what_was_meant() {
    let mut tester = Tester::new();
    for (source, message) in [
        ("import numpy", "No module named 'numpy': "),
        ("import nmpy", "No module named 'nmpy'. Did you mean: 'numpy'?"),
        ("import statistcs", "No module named 'statistcs'. Did you mean: 'statistics'?"),
        ("import sqlite3", "No module named 'sqlite3': use read_only_sql_query(database, sql)"),
        (
            "from json import dunps",
            "cannot import name 'dunps' from 'json' (unknown location). Did you mean: 'dumps'?",
        ),
        (
            "import json\njson.dunps",
            "module 'json' has no attribute 'dunps'. Did you mean: 'dumps'?",
        ),
        ("prnt(1)", "name 'prnt' is not defined. Did you mean: 'print'?"),
        ("total = 1\nprint(totl)", "name 'totl' is not defined. Did you mean: 'total'?"),
        ("math.sqrt(2)", "name 'math' is not defined. Did you forget to import 'math'?"),
        ("[].apend(1)", "'list' object has no attribute 'apend'. Did you mean: 'append'?"),
    ] {
        let failure = tester.fails(source);
        assert!(failure.message.starts_with(message), "{source}: {}", failure.message);
    }
    // The exception itself says what CPython's says.
    let text =
        tester.ok("try: import numpy\nexcept ImportError as e: print(e, e.name, type(e).__name__)");
    assert_eq!(text, "No module named 'numpy' numpy ModuleNotFoundError\n");
}
