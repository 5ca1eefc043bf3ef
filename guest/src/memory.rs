//! Reading and editing the memory of a booted interpreter.

use crate::error::BuildError;

/// Bytes at an address.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
}

/// A copy of the guest's linear memory, as the build edits it.
pub struct Memory {
    pub bytes: Vec<u8>,
}

impl Memory {
    pub fn u32(&self, address: u32) -> Result<u32, BuildError> {
        let at = address as usize;
        self.bytes
            .get(at..at + 4)
            .and_then(|word| word.try_into().ok())
            .map(u32::from_le_bytes)
            .ok_or_else(|| {
                BuildError::Rewrite(format!("address {address} is outside of the memory"))
            })
    }

    pub fn set_u32(&mut self, address: u32, value: u32) -> Result<(), BuildError> {
        self.fill_from(address, &value.to_le_bytes())
    }

    pub fn fill_from(&mut self, address: u32, bytes: &[u8]) -> Result<(), BuildError> {
        let at = address as usize;
        self.bytes
            .get_mut(at..at + bytes.len())
            .map(|place| place.copy_from_slice(bytes))
            .ok_or_else(|| {
                BuildError::Rewrite(format!("address {address} is outside of the memory"))
            })
    }

    /// The parts that are not zero, in ascending order, at most `gap` zero bytes inside one part.
    pub fn runs(&self, gap: usize) -> Vec<Run<'_>> {
        let mut runs = Vec::new();
        let mut at = 0;
        while let Some(start) = self.bytes[at..].iter().position(|byte| *byte != 0) {
            let start = at + start;
            let mut end = start + 1;
            let mut scan = end;
            while scan < self.bytes.len() && scan - end <= gap {
                if self.bytes[scan] != 0 {
                    end = scan + 1;
                }
                scan += 1;
            }
            runs.push(Run { address: start as u32, bytes: &self.bytes[start..end] });
            at = end;
        }
        runs
    }
}
