//! Builds the guest image.

pub mod roots;
