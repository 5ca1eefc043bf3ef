//! Random Python programs, and what CPython says to them. Nothing here knows what else runs the programs, so
//! that any test crate can include this module (`#[path = ".../random_programs/mod.rs"]`).

mod check;
mod classes;
mod cpython;
mod definitions;
mod expressions;
mod generator;
mod kinds;
mod rng;
mod shrink;
mod statements;

pub use check::check;
pub use cpython::CPython;
pub use generator::generate;
