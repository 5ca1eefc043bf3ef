//! Loading the image, and restoring the parked interpreter from it.

use std::fs::File;
use std::io::Write;

use criterion::{BatchSize, Criterion};
use mpy::image;
use mpy::protocol::client_api::Limits;
use mpy::vm::{Loaded, Session};
use tempfile::NamedTempFile;

/// The image in files that are opened anew for each load, as for each worker.
pub struct Files {
    cwasm: NamedTempFile,
    snapshots: NamedTempFile,
}

impl Files {
    pub fn new() -> Files {
        Files { cwasm: stored(image::CWASM), snapshots: stored(image::SNAPSHOTS) }
    }

    pub fn load(&self) -> Loaded {
        let (cwasm, snapshots) = self.open();
        Loaded::open(cwasm, snapshots).expect("the image loads")
    }

    fn open(&self) -> (File, File) {
        let open = |file: &NamedTempFile| file.reopen().expect("opened anew");
        (open(&self.cwasm), open(&self.snapshots))
    }
}

fn stored(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    file
}

/// An interpreter as a conversation gets it.
pub fn restored(loaded: &Loaded) -> Session {
    Session::restore(loaded, Limits::default().memory_bytes).expect("restored")
}

/// One at a time; the end of what was made is not measured.
pub fn all(criterion: &mut Criterion) {
    let files = Files::new();
    criterion.bench_function("open_image", |bencher| {
        bencher.iter_batched(
            || files.open(),
            |(cwasm, snapshots)| Loaded::open(cwasm, snapshots).expect("the image loads"),
            BatchSize::PerIteration,
        );
    });
    let loaded = files.load();
    criterion.bench_function("restore", |bencher| {
        bencher.iter_batched(|| (), |()| restored(&loaded), BatchSize::PerIteration);
    });
    criterion.bench_function("drop_session", |bencher| {
        bencher.iter_batched(|| restored(&loaded), drop, BatchSize::PerIteration);
    });
}
