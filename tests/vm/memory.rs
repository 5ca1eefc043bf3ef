//! Memory limits are exact, used nearly in full, and end in an exception.

use mpy::vm::{LEAST_MEMORY_BYTES, RunEnd, Session};

use crate::support::{Tester, loaded};

const MIB: u64 = 1024 * 1024;

const FILL: &str = "\
n = 0
kept = []
try:
    while True:
        kept.append(bytes(1024))
        n += 1
except MemoryError:
    print(n)
";

#[test]
fn the_heap_really_uses_the_memory_at_odd_sizes() {
    // The library and the interpreter's own objects come on top; a reserve of 32 KiB keeps a full heap usable.
    for (bytes, percent) in [
        (MIB, 85),
        (MIB + 65536, 85),
        (5_000_000, 91),
        (16 * MIB, 93),
        (48 * MIB + 1, 93),
        (64 * MIB, 93),
    ] {
        let mut tester = Tester::with_memory(bytes);
        tester.fuel = u64::MAX / 2;
        assert_eq!(tester.session.memory_bytes(), bytes);
        let linear = tester.session.linear_memory_bytes();
        assert!((bytes..bytes + 3 * MIB).contains(&linear), "{bytes}: {linear}");
        let done = tester.run(FILL);
        assert_eq!(done.outcome.end, RunEnd::Ok, "{bytes}");
        let kept = done.stdout.trim().parse::<u64>().expect("a number") * 1024;
        eprintln!("{bytes}: {} KiB kept, {}%, {:?}", kept / 1024, kept * 100 / bytes, done.took);
        assert!(kept * 100 / bytes >= percent, "{bytes}: {kept}");
        assert_eq!(tester.session.linear_memory_bytes(), linear);
        // What fills the heap is still there, and can be given back.
        assert!(done.outcome.usable);
        assert_eq!(tester.ok("print(len(kept))"), done.stdout);
        tester.ok("del kept");
        let again = tester.run(FILL);
        let n = again.stdout.trim().parse::<u64>().expect("a number") * 1024;
        assert!(n.abs_diff(kept) < bytes / 50 + 128 * 1024, "{bytes}: {n} after {kept}");
    }
}

#[test]
fn what_was_kept_in_a_full_heap_is_intact() {
    let mut tester = Tester::with_memory(3 * MIB);
    let done = tester.run(
        "kept = []\ni = 0\ntry:\n    while True:\n        kept.append(bytes([i & 255]) * 100)\n        i += 1\n\
         except MemoryError:\n    del kept[-1000:]\nbad = 0\nfor j in range(len(kept)):\n    if kept[j] != bytes([j & 255]) * 100: bad += 1\nprint(bad, len(kept) > 1000)",
    );
    // Checking needs the memory that was given back.
    assert_eq!(done.stdout, "0 True\n", "{:?}", done.outcome);
}

#[test]
fn a_memory_error_at_the_top_is_told() {
    let mut tester = Tester::with_memory(2 * MIB);
    let done = tester.run("x = bytes(100000000)");
    let RunEnd::Memory(failure) = done.outcome.end else { panic!("{:?}", done.outcome) };
    assert_eq!(failure.type_name, "MemoryError");
    assert_eq!(failure.line, Some(1));
    assert!(done.outcome.usable);
    let done = tester.run("kept = []\nwhile True: kept.append([0] * 10)");
    assert!(matches!(done.outcome.end, RunEnd::Memory(_)), "{:?}", done.outcome);
    assert!(done.outcome.usable);
    assert_eq!(tester.ok("print(len(kept) > 10000)\nkept = None"), "True\n");
}

#[test]
fn the_c_library_keeps_working_when_the_heap_is_full() {
    let mut tester = Tester::with_memory(2 * MIB);
    let done = tester.run(
        "import os\nkept = []\ntry:\n    while True: kept.append(bytes(500))\nexcept MemoryError: pass\n\
         kept.pop()\nkept.clear()\ntry:\n    os.listdir('/')\nexcept OSError as e:\n    print('refused')\nexcept MemoryError:\n    print('full')",
    );
    assert!(!matches!(done.outcome.end, RunEnd::Trap(_)), "{:?}", done.outcome);
}

#[test]
fn sizes_outside_of_the_range_are_refused() {
    for bytes in [0, LEAST_MEMORY_BYTES - 1, 1024 * MIB + 1, u64::MAX] {
        let refused = Session::restore(loaded(), bytes).err().expect("refused");
        assert!(refused.to_string().contains("196608"), "{refused}");
    }
    assert!(Session::restore(loaded(), 1024 * MIB).is_ok());
}

#[test]
fn collecting_by_hand_is_harmless() {
    let mut tester = Tester::new();
    tester.fuel = 100_000_000_000;
    let text = tester.ok(
        "import gc\ngc.enable()\ngc.threshold(1)\nd = {}\nfor i in range(300):\n    d[i] = [str(i)] * 3\n    gc.collect()\n\
         print(all(d[i] == [str(i)] * 3 for i in range(300)))",
    );
    assert_eq!(text, "True\n");
}

/// What does not fit, in one huge object or in many.
const TOO_LARGE: [&str; 42] = [
    "[0] * 10**9",
    "[0] * 2**31",
    "[0] * 2**62",
    "(0,) * 10**9",
    "'x' * 10**9",
    "'x' * 2**32",
    "b'x' * (2**31 - 1)",
    "bytes(10**9)",
    "bytearray(2**30)",
    "1 << 10**9",
    "1 << 2**31",
    "1 << 2**40",
    "(1 << 10**7) * (1 << 10**9)",
    "list(range(10**9))",
    "tuple(range(10**9))",
    "set(range(10**9))",
    "dict.fromkeys(range(10**9))",
    "{i: str(i) for i in range(10**9)}",
    "[[0] * 1000 for _ in range(10**9)]",
    "[str(i) for i in range(10**9)]",
    "[i / 3 for i in range(10**9)]",
    "[lambda: i for i in range(10**9)]",
    "[C() for _ in range(10**9)]",
    "sorted(range(10**9))",
    "''.join(['x' * 1000] * 100000)",
    "b''.join([b'x' * 1000] * 100000)",
    "'a'.replace('a', 'b' * 10**8)",
    "('a' * 1000).replace('a', 'b' * 10**6)",
    "('x,' * 2 * 10**6).split(',')",
    "'%s' % ('x' * 10**7) * 10",
    "str([0] * 10**6) * 10",
    "json.dumps([0] * 3 * 10**6)",
    "json.loads('[' + '0,' * 6 * 10**6 + '0]')",
    "re.compile('a' * 10**7)",
    "struct.pack('1000000000s', b'')",
    "array.array('d', range(10**9))",
    "(1).to_bytes(10**9, 'little')",
    "int.from_bytes(bytes(10**7), 'little') + (1 << 2**28)",
    "io.BytesIO(bytes(10**9))",
    "binascii.hexlify(bytes(10**7))",
    "nest()",
    "grow()",
];

#[test]
fn what_does_not_fit_is_a_memory_error_that_can_be_caught() {
    let mut tester = Tester::with_memory(8 * MIB);
    tester.fuel = u64::MAX / 2;
    tester.ok("import array, binascii, io, json, re, struct\nclass C: pass\n\
         def nest():\n    v = []\n    while True: v = [v, {1: v}, (v, str(v is None))]\n\
         def grow():\n    v = 'x'\n    while True: v = v + v\n\
         kept = [[i, str(i)] for i in range(1000)]");
    for expression in TOO_LARGE {
        let source = format!(
            "try:\n    x = {expression}\n    print('no exception')\n\
             except (MemoryError, OverflowError) as e:\n    print('caught')\nx = None"
        );
        let done = tester.run(&source);
        assert_eq!((done.outcome.end, &*done.stdout), (RunEnd::Ok, "caught\n"), "{expression}");
        assert!(done.outcome.usable, "{expression}");
        let kept = tester.ok("print(kept == [[i, str(i)] for i in range(1000)])");
        assert_eq!(kept, "True\n", "{expression}");
    }
}
