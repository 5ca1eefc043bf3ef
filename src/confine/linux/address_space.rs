//! RLIMIT_AS, set when all reservations are made.
//!
//! RLIMIT_DATA counts what can be written; other pages cost page tables, a 512th of their size. This
//! limit bounds those to some 17 MB, because the engine's reservations of some gigabytes are in it:
//! so it cannot be set before the interpreter is loaded, and it is no bound on memory by itself.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::Read;

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

use crate::confine::ConfineError;
use crate::confine::error::kernel;
use crate::confine::layer::Layer;

/// Address space beside what may be written: alignment of large blocks, a mapping that is copied.
const SLACK_BYTES: u64 = 64 * 1024 * 1024;

/// The kernel's account of this process's address space; opened while there is a /proc to see.
#[derive(Debug)]
pub struct AddressSpace(Option<File>);

impl AddressSpace {
    /// To be called before the root file system is left.
    pub fn open() -> Self {
        AddressSpace(File::open("/proc/self/statm").ok())
    }

    /// Sets the limit to what is in use, plus `data` bytes that may still be written, plus some slack.
    /// `None` where there is no /proc to ask.
    pub fn limit(self, data: u64) -> Result<Option<u64>, ConfineError> {
        let Some(pages) = self.pages() else { return Ok(None) };
        let page = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE);
        let page = page.ok().flatten().and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(4096);
        let wanted = pages.saturating_mul(page).saturating_add(data).saturating_add(SLACK_BYTES);
        let (_, inherited) =
            getrlimit(Resource::RLIMIT_AS).map_err(kernel("read a resource limit"))?;
        let bytes: rlim_t = wanted.min(inherited);
        setrlimit(Resource::RLIMIT_AS, bytes, bytes).map_err(kernel("set a resource limit"))?;
        match getrlimit(Resource::RLIMIT_AS) {
            Ok((soft, hard)) if soft <= wanted && hard <= wanted => Ok(Some(bytes)),
            _ => Err(ConfineError::NotHeld(Layer::Rlimits)),
        }
    }

    /// The first number of /proc/self/statm: the whole address space, in pages (proc_pid_statm(5)).
    fn pages(self) -> Option<u64> {
        let mut text = String::new();
        self.0?.take(200).read_to_string(&mut text).ok()?;
        text.split_whitespace().next()?.parse().ok()
    }
}
