//! That no live object is ever freed: whole sessions against CPython, in the image's test modes too.

#![expect(clippy::print_stderr, reason = "figures for whoever runs this by hand")]

#[path = "conformance/cases.rs"]
mod cases;
#[path = "sound/endurance.rs"]
mod endurance;
#[path = "sound/images.rs"]
mod images;
#[path = "sound/library.rs"]
mod library;
#[path = "sound/names.rs"]
mod names;
#[path = "../guest/tests/random_programs/mod.rs"]
#[expect(unused_imports, reason = "the guest crate's own test uses all of it")]
mod programs;
#[path = "sound/random.rs"]
mod random;
#[path = "sound/recursion.rs"]
mod recursion;
#[path = "vm/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the interpreter")]
mod support;
#[path = "sound/torture.rs"]
mod torture;
