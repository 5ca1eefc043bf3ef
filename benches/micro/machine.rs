//! The supervisor's state machine, with one conversation and with as many as there can be.

use criterion::{BatchSize, BenchmarkId, Criterion};
use mpy::supervisor::core::Input;

use crate::world::{Run, World};

/// Idle conversations.
const COUNTS: [usize; 2] = [1, 1000];

pub fn all(criterion: &mut Criterion) {
    runs(criterion, "core_run", Run::new);
    runs(criterion, "core_run_with_query", Run::with_query);
    looks(criterion, "core_next_deadline", |world| {
        world.core.next_deadline();
    });
    looks(criterion, "core_clock", |world| {
        world.core.step(Input::Clock, world.now);
    });
}

/// A whole warm run: request, start, output, the worker's reply, the answer. Each in another conversation.
fn runs(criterion: &mut Criterion, name: &str, run: impl Fn(usize) -> Run) {
    let mut group = criterion.benchmark_group(name);
    for count in COUNTS {
        let mut world = World::with_conversations(count);
        let mut next = (0..count).cycle();
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_batched(
                || run(next.next().expect("a cycle")),
                |run| world.run(run),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// What the event loop asks of the core beside its inputs, while every conversation is idle.
fn looks(criterion: &mut Criterion, name: &str, mut look: impl FnMut(&mut World)) {
    let mut group = criterion.benchmark_group(name);
    for count in COUNTS {
        let mut world = World::with_conversations(count);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| look(&mut world));
        });
    }
    group.finish();
}
