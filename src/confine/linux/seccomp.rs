//! The system-call filter: what `policy/worker.json` does not name kills the process.
//!
//! The build compiles the policy for the target (`build.rs`); here the program is completed with
//! this process's number and installed on every thread.

#![forbid(unsafe_code)]

use nix::unistd::getpid;
use rustix::thread::{SecureComputingMode, secure_computing_mode};
use seccompiler::{BpfProgram, sock_filter};

use crate::confine::layer::Layer;
use crate::confine::{ConfineError, Outcome};

/// The compiled policy: instructions of 8 bytes, struct sock_filter of linux/filter.h.
static PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/seccomp.bpf"));

/// What stands in the policy for the number of the process that it will bind.
const OWN_PID: u32 = 0x7fff_fff0;

/// Installs the filter on every thread of this process (SECCOMP_FILTER_FLAG_TSYNC).
pub fn seccomp() -> Result<Outcome, ConfineError> {
    let program = program(getpid().as_raw().cast_unsigned());
    match seccompiler::apply_filter_all_threads(&program) {
        Ok(()) => {}
        Err(seccompiler::Error::Seccomp(error)) if lacks_filters(&error) => {
            let why = format!("this kernel has no seccomp filters: {error}");
            return Ok(Outcome::Missing(why));
        }
        Err(error) => {
            return Err(ConfineError::Io {
                step: "install the seccomp filter",
                source: std::io::Error::other(error),
            });
        }
    }
    // PR_GET_SECCOMP(2const); the filter allows this one question.
    if secure_computing_mode() != Ok(SecureComputingMode::Filter) {
        return Err(ConfineError::NotHeld(Layer::Seccomp));
    }
    Ok(Outcome::Applied(format!("default kill, {} instructions, every thread", program.len())))
}

fn lacks_filters(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(nix::libc::ENOSYS | nix::libc::EINVAL))
}

/// The policy for the process `pid`.
fn program(pid: u32) -> BpfProgram {
    PROGRAM
        .chunks_exact(8)
        .map(|bytes| {
            let k = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
            sock_filter {
                code: u16::from_le_bytes([bytes[0], bytes[1]]),
                jt: bytes[2],
                jf: bytes[3],
                k: if k == OWN_PID { pid } else { k },
            }
        })
        .collect()
}
