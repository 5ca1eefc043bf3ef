//! The frame codec: bytes to lines and back, through the reader's usual buffer.

use std::hint::black_box;
use std::io::{self, BufReader, Read, Write};

use criterion::{BatchSize, Criterion, Throughput};
use mpy::protocol::client_api::CLIENT_FRAME_MAX;
use mpy::protocol::frame::{Frame, FrameReader, write_frame};

use crate::samples;

/// What the reader threads ask the kernel for at a time.
const READ_BUFFER: usize = 64 * 1024;

pub fn all(criterion: &mut Criterion) {
    read(criterion);
    write(criterion);
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read_frame");
    for sample in samples::all() {
        let bytes = (sample.message.encode() + "\n").into_bytes();
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        let pipe = BufReader::with_capacity(READ_BUFFER, Endless { bytes, at: 0 });
        let mut reader = FrameReader::new(pipe, CLIENT_FRAME_MAX);
        group.bench_function(sample.name, |bencher| {
            bencher.iter(|| match reader.next_frame() {
                Ok(Some(Frame::Line(line))) => line,
                other => panic!("not a line: {other:?}"),
            });
        });
    }
    group.finish();
}

fn write(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("write_frame");
    for sample in samples::all() {
        let bytes = sample.message.clone().encode().len() + 1;
        group.throughput(Throughput::Bytes(bytes as u64));
        let mut pipe = Pipe { bytes: vec![0; bytes] };
        group.bench_function(sample.name, |bencher| {
            bencher.iter_batched(
                || sample.message.clone().encode(),
                |frame| write_frame(&mut pipe, frame).expect("written"),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// A pipe that says the same line for ever.
struct Endless {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            let part = (&self.bytes[self.at..]).read(&mut buffer[filled..])?;
            filled += part;
            self.at = (self.at + part) % self.bytes.len();
        }
        Ok(filled)
    }
}

/// A pipe that copies what it is given, as the kernel does, and forgets it.
struct Pipe {
    bytes: Vec<u8>,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes[..bytes.len()].copy_from_slice(bytes);
        black_box(&mut self.bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
