//! The guest image in two sealed memory files that every worker gets by descriptor, so that a
//! worker needs no file system.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use nix::fcntl::{FcntlArg, FdFlag, SealFlag, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};

/// The compiled module and the boot snapshots.
#[derive(Debug)]
pub(super) struct Image {
    cwasm: File,
    snapshots: File,
}

/// Descriptors of one worker's own, inherited by the process that is started next.
#[derive(Debug)]
pub(super) struct InheritedImage {
    cwasm: OwnedFd,
    snapshots: OwnedFd,
}

impl Image {
    pub(super) fn new(cwasm: &[u8], snapshots: &[u8]) -> io::Result<Self> {
        let cwasm = sealed("mpy-cwasm", cwasm)?;
        Ok(Image { cwasm, snapshots: sealed("mpy-snapshots", snapshots)? })
    }

    /// Opens both anew, read-only: descriptors that are merely inherited would share one file
    /// position among all workers.
    pub(super) fn for_one_worker(&self) -> io::Result<InheritedImage> {
        Ok(InheritedImage { cwasm: reopen(&self.cwasm)?, snapshots: reopen(&self.snapshots)? })
    }
}

impl InheritedImage {
    pub(super) fn cwasm(&self) -> RawFd {
        self.cwasm.as_raw_fd()
    }

    pub(super) fn snapshots(&self) -> RawFd {
        self.snapshots.as_raw_fd()
    }
}

fn sealed(name: &str, bytes: &[u8]) -> io::Result<File> {
    let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
    let mut file = File::from(memfd_create(name, flags)?);
    file.write_all(bytes)?;
    let seals = SealFlag::F_SEAL_SHRINK
        | SealFlag::F_SEAL_GROW
        | SealFlag::F_SEAL_WRITE
        | SealFlag::F_SEAL_SEAL;
    fcntl(&file, FcntlArg::F_ADD_SEALS(seals))?;
    Ok(file)
}

fn reopen(file: &File) -> io::Result<OwnedFd> {
    let file = File::open(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
    // Not closed on exec; whoever else is started in this instant sees only the public image.
    fcntl(&file, FcntlArg::F_SETFD(FdFlag::empty()))?;
    Ok(file.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_image_can_be_read_by_many_and_written_by_none() {
        let image = Image::new(b"module", b"snapshots").expect("memory files");
        for _ in 0..2 {
            let mine = image.for_one_worker().expect("descriptors");
            let mut text = String::new();
            File::from(mine.cwasm).read_to_string(&mut text).expect("reads");
            assert_eq!(text, "module");
        }
        assert!((&image.cwasm).write_all(b"x").is_err());
        assert!(image.cwasm.set_len(0).is_err());
    }
}
