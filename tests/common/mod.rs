//! What the supervisor's tests share: a fake worker, which is the test binary started again with
//! a role, and a session with a supervisor in this process.

#![allow(dead_code, reason = "every test binary uses its own part")]

pub mod attacks;
pub mod fake_worker;
pub mod fixture;
pub mod session;
pub mod world;
