//! A sandbox for the Python that language models write.
//!
//! A supervisor process keeps one worker process per conversation; each worker holds a live
//! MicroPython interpreter, compiled to WebAssembly and run by Wasmtime.
//! ARCHITECTURE.md has the whole picture; the modules below stand in reading order.

#![deny(unsafe_code)]

pub mod cli;
pub mod confine;
pub mod image;
pub mod pool;
pub mod protocol;
pub mod supervisor;
pub mod vm;
pub mod wire;
pub mod worker;
