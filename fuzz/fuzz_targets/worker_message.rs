#![no_main]

use libfuzzer_sys::fuzz_target;
use mpy::fuzz_checks::worker_message;

fuzz_target!(init: mpy::write_seeds("worker_message"), |data: &[u8]| worker_message(data));
