//! Figures, printed for whoever runs this with `--nocapture --test-threads 1` and this test alone.

use std::time::Instant;

use crate::support::Tester;

fn private_kib(when: &str) {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let kib = |name: &str| -> u64 {
        text.lines()
            .filter(|line| line.starts_with(name))
            .filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
            .sum()
    };
    eprintln!("{when}: private {} KiB, PSS {} KiB", kib("Private_"), kib("Pss:"));
}

#[test]
fn restore_time_and_private_memory() {
    private_kib("before the image is loaded");
    let started = Instant::now();
    crate::support::loaded();
    eprintln!("load: {:?}", started.elapsed());
    private_kib("image loaded");
    let started = Instant::now();
    let mut tester = Tester::new();
    eprintln!("first restore: {:?}", started.elapsed());
    private_kib("one session");
    let started = Instant::now();
    let second = Tester::new();
    eprintln!("second restore: {:?}", started.elapsed());
    private_kib("two sessions");
    drop(second);
    for _ in 0..3 {
        let done = tester.run("print('hello')");
        eprintln!("hello: {:?}, fuel {}", done.took, done.outcome.fuel_used);
    }
    private_kib("after three runs");
    assert!(tester.session.heap_bytes() > 15 * 1024 * 1024);
}
