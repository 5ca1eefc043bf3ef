#![no_main]

use libfuzzer_sys::fuzz_target;
use mpy::fuzz_checks::client_message;

fuzz_target!(init: mpy::write_seeds("client_message"), |data: &[u8]| client_message(data));
