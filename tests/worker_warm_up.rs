//! The run that a worker serves before it is ready.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod worker_support;

use worker_support::Worker;

const MIB: u64 = 1024 * 1024;

#[test]
fn the_run_of_its_own_leaves_nothing_behind() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    let (printed, answer) = worker.run("print(sorted(globals()))");
    assert_eq!(printed, "['__name__', 'read_only_sql_query']\n", "{answer}");
    // Every worker begins in the same state.
    let (mut other, _) = Worker::ready(16 * MIB);
    let (_, same) = other.run("print(sorted(globals()))");
    assert_eq!(answer["fuel_used"], same["fuel_used"]);
    let (_, failed) = worker.run("_");
    assert_eq!(failed["end"]["type_name"], "NameError", "{failed}");
}
