#![no_main]

use libfuzzer_sys::fuzz_target;
use mpy::fuzz_checks::frame_reader;

fuzz_target!(init: mpy::write_seeds("frame_reader"), |data: &[u8]| frame_reader(data));
