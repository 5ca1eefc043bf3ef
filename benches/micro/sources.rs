//! The source pass: parsing a program and putting into other words what the interpreter's compiler does not know.

use std::borrow::Cow;

use criterion::{Criterion, Throughput};
use mpy::vm::lower::{self, Input};

/// Programs of the other benchmarks, 201 lines together.
const PROGRAMS: [&str; 13] = [
    include_str!("../typical/csv_round_trip.py"),
    include_str!("../typical/dataclass_simulation.py"),
    include_str!("../typical/f_strings.py"),
    include_str!("../typical/group_by.py"),
    include_str!("../typical/large_dict.py"),
    include_str!("../typical/primes.py"),
    include_str!("../typical/random_numbers.py"),
    include_str!("../typical/regex_scan.py"),
    include_str!("../typical/statistics_of_floats.py"),
    include_str!("../typical/word_count_by_hand.py"),
    include_str!("../typical/word_count.py"),
    include_str!("../language/objects.py"),
    include_str!("../language/calls.py"),
];

/// With the value of its last expression kept, as in every run.
pub fn all(criterion: &mut Criterion) {
    let many = PROGRAMS.concat();
    // Each is edited but for the first.
    let sources =
        [("untouched_line", "x = 1"), ("one_line", "print('hello')"), ("200_lines", &many)];
    let mut group = criterion.benchmark_group("source_pass");
    for (name, source) in sources {
        let lowered = lower::lower(source, Input::Run).expect("no fault");
        assert_eq!(matches!(lowered, Cow::Borrowed(_)), name == "untouched_line", "{name}");
        group.throughput(Throughput::Bytes(source.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| lower::lower(source, Input::Run).expect("no fault"));
        });
    }
    group.finish();
}
