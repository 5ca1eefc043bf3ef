//! Compiled patterns that were used lately.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::program::Program;
use super::{RegexError, Text};

/// Programs that are kept.
const MAX_PROGRAMS: usize = 64;

/// Bytes that they and their patterns may take together.
const MAX_BYTES: usize = 2 << 20;

#[derive(Debug)]
struct Kept {
    is_str: bool,
    flags: u32,
    pattern: Vec<u8>,
    program: Arc<Program>,
}

impl Kept {
    fn cost(&self) -> usize {
        self.pattern.len() + self.program.cost
    }
}

/// The programs, the one used last at the end.
#[derive(Debug, Default)]
pub struct Cache {
    kept: Vec<Kept>,
}

impl Cache {
    /// The program of a pattern, and whether it had to be compiled.
    ///
    /// A program that is larger than the whole cache is not kept.
    pub fn get(
        &mut self,
        pattern: Text<'_>,
        flags: u32,
    ) -> Result<(Arc<Program>, bool), RegexError> {
        let known = self.kept.iter().rposition(|kept| {
            kept.flags == flags && kept.is_str == pattern.is_str() && kept.pattern == pattern.raw()
        });
        if let Some(at) = known {
            let kept = self.kept.remove(at);
            let program = Arc::clone(&kept.program);
            self.kept.push(kept);
            return Ok((program, false));
        }
        let program = Arc::new(Program::compile(pattern, flags)?);
        let is_str = pattern.is_str();
        let pattern = pattern.raw().to_vec();
        self.kept.push(Kept { is_str, flags, pattern, program: Arc::clone(&program) });
        let mut bytes: usize = self.kept.iter().map(Kept::cost).sum();
        let mut gone = 0;
        for kept in &self.kept {
            if bytes <= MAX_BYTES && self.kept.len() - gone <= MAX_PROGRAMS {
                break;
            }
            bytes -= kept.cost();
            gone += 1;
        }
        self.kept.drain(..gone);
        Ok((program, true))
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.kept = Vec::new();
    }

    /// Programs kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}
