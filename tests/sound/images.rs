//! The image in its test modes, built once by the guest crate's example.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use mpy::vm::Loaded;

use crate::support;

/// How the image's collector behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As shipped.
    Normal,
    /// Each free block is overwritten after a collection.
    Poison,
    /// That, and a collection at every allocation; without the library, which each of them would mark.
    CollectAlways,
    /// That, with the library.
    CollectAlwaysLibrary,
}

impl Mode {
    pub fn loaded(self) -> &'static Loaded {
        static POISON: LazyLock<Loaded> = LazyLock::new(|| build("poison", &["--poison"]));
        static ALWAYS: LazyLock<Loaded> =
            LazyLock::new(|| build("collect-always", &["--collect-always", "--poison", "--bare"]));
        static LIBRARY: LazyLock<Loaded> =
            LazyLock::new(|| build("collect-always-library", &["--collect-always", "--poison"]));
        match self {
            Mode::Normal => support::loaded(),
            Mode::Poison => &POISON,
            Mode::CollectAlways => &ALWAYS,
            Mode::CollectAlwaysLibrary => &LIBRARY,
        }
    }
}

fn build(name: &str, flags: &[&str]) -> Loaded {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("images").join(name);
    let status = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--quiet", "--locked", "--package", "guest", "--example", "image", "--"])
        .arg(&folder)
        .args(flags)
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the image {name} was not built");
    let open = |file: &str| File::open(folder.join(file)).expect("what the example wrote");
    Loaded::open(open("guest.cwasm"), open("guest.parked")).expect("the image loads")
}
