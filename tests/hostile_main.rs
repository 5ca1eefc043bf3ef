//! Fake workers that attack the supervisor: it pays with one answer, to their own conversation.
//!
//! tests/HOSTILE.md lists the attacks, what each costs, and how to print the figures.

#![expect(clippy::print_stderr, reason = "figures for whoever runs this by hand")]

mod common;

#[path = "hostile/floods.rs"]
mod floods;
#[path = "hostile/forks.rs"]
mod forks;
#[path = "hostile/frames.rs"]
mod frames;
#[path = "hostile/guests.rs"]
mod guests;
#[path = "hostile/pipes.rs"]
mod pipes;
#[path = "hostile/processor.rs"]
mod processor;
#[path = "hostile/quotas.rs"]
mod quotas;
#[path = "hostile/stage.rs"]
mod stage;
