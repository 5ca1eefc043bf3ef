#![no_main]

use libfuzzer_sys::fuzz_target;
use mpy::fuzz_checks::state_machine;

fuzz_target!(init: mpy::write_seeds("state_machine"), |data: &[u8]| state_machine(data));
