//! The message codec: lines to messages and back.

use criterion::{BatchSize, Criterion, Throughput};
use mpy::protocol::frame::Frame;
use mpy::protocol::message::Message;
use mpy::protocol::worker_api::{FromWorker, HOST_VALUES_MAX, WORKER_FRAME_MAX};
use mpy::wire::{self, Inbound, ReadLimits};

use crate::samples;

pub fn all(criterion: &mut Criterion) {
    decode(criterion);
    encode(criterion);
    typed(criterion);
}

/// Also frees the message again.
fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for sample in samples::all() {
        let line = sample.message.encode();
        group.throughput(Throughput::Bytes(line.len() as u64));
        group.bench_function(sample.name, |bencher| {
            bencher.iter(|| Message::decode(&line).expect("a message"));
        });
    }
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    for sample in samples::all() {
        let bytes = sample.message.clone().encode().len();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(sample.name, |bencher| {
            bencher.iter_batched(|| sample.message.clone(), Message::encode, BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// All that becomes of a worker's line before the supervisor's core hears of it.
fn typed(criterion: &mut Criterion) {
    let limits =
        ReadLimits { frame_bytes: WORKER_FRAME_MAX, values: 2 * HOST_VALUES_MAX, forgiving: false };
    let [answer, ..] = samples::all();
    let line = answer.message.encode();
    criterion.bench_function("worker_line/answer", |bencher| {
        bencher.iter_batched(
            || Frame::Line(line.clone()),
            |frame| match wire::decode(frame, limits) {
                Inbound::Message(message) => FromWorker::decode(message).expect("allowed"),
                other => panic!("not a message: {other:?}"),
            },
            BatchSize::SmallInput,
        );
    });
}
