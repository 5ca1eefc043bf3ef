//! placeholder

pub mod image;
pub mod vm;
