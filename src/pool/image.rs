//! The guest image in two files that nobody can change and that every worker gets by descriptor, so
//! that a worker needs no file system.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};

#[cfg(linux_kernel)]
use memfd::Stored;
#[cfg(not(linux_kernel))]
use named::Stored;

/// The compiled module and the boot snapshots.
#[derive(Debug)]
pub(super) struct Image {
    cwasm: Stored,
    snapshots: Stored,
}

/// Descriptors of one worker's own, inherited by the process that is started next.
#[derive(Debug)]
pub(super) struct InheritedImage {
    cwasm: OwnedFd,
    snapshots: OwnedFd,
}

impl Image {
    pub(super) fn new(cwasm: &[u8], snapshots: &[u8]) -> io::Result<Self> {
        let cwasm = Stored::new("mpy-cwasm", cwasm)?;
        Ok(Image { cwasm, snapshots: Stored::new("mpy-snapshots", snapshots)? })
    }

    /// Opens both anew, read-only: descriptors that are merely inherited would share one file
    /// position among all workers.
    pub(super) fn for_one_worker(&self) -> io::Result<InheritedImage> {
        Ok(InheritedImage {
            cwasm: inheritable(&self.cwasm)?,
            snapshots: inheritable(&self.snapshots)?,
        })
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

fn inheritable(stored: &Stored) -> io::Result<OwnedFd> {
    let file = stored.open()?;
    // Not closed on exec; whoever else is started in this instant sees only the public image.
    fcntl(&file, FcntlArg::F_SETFD(FdFlag::empty()))?;
    Ok(file.into())
}

/// In memory, and sealed against every change (memfd_create(2), F_ADD_SEALS of fcntl(2)).
#[cfg(linux_kernel)]
mod memfd {
    use std::fs::File;
    use std::io::{self, Write};
    use std::os::fd::AsRawFd;

    use nix::fcntl::{FcntlArg, SealFlag, fcntl};
    use nix::sys::memfd::{MFdFlags, memfd_create};

    #[derive(Debug)]
    pub struct Stored(pub(super) File);

    impl Stored {
        pub fn new(name: &str, bytes: &[u8]) -> io::Result<Self> {
            let flags = MFdFlags::MFD_CLOEXEC | MFdFlags::MFD_ALLOW_SEALING;
            let mut file = File::from(memfd_create(name, flags)?);
            file.write_all(bytes)?;
            let seals = SealFlag::F_SEAL_SHRINK
                | SealFlag::F_SEAL_GROW
                | SealFlag::F_SEAL_WRITE
                | SealFlag::F_SEAL_SEAL;
            fcntl(&file, FcntlArg::F_ADD_SEALS(seals))?;
            Ok(Stored(file))
        }

        pub fn open(&self) -> io::Result<File> {
            File::open(format!("/proc/self/fd/{}", self.0.as_raw_fd()))
        }
    }
}

/// A file in a folder that only this user can enter, removed at the end.
#[cfg(not(linux_kernel))]
mod named {
    use std::fs::{self, File};
    use std::io::{self, Write};
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::PathBuf;

    #[derive(Debug)]
    pub struct Stored {
        folder: PathBuf,
        path: PathBuf,
    }

    impl Stored {
        pub fn new(name: &str, bytes: &[u8]) -> io::Result<Self> {
            let folder = nix::unistd::mkdtemp(&std::env::temp_dir().join("mpy-XXXXXX"))?;
            let path = folder.join(name);
            let stored = Stored { folder, path };
            let mut options = File::options();
            let mut file = options.write(true).create_new(true).mode(0o400).open(&stored.path)?;
            file.write_all(bytes)?;
            Ok(stored)
        }

        pub fn open(&self) -> io::Result<File> {
            File::open(&self.path)
        }
    }

    impl Drop for Stored {
        fn drop(&mut self) {
            // A folder for temporary files is the right place for what cannot be removed.
            let _ = fs::remove_file(&self.path);
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
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
        #[cfg(linux_kernel)]
        {
            use std::io::Write;
            assert!((&image.cwasm.0).write_all(b"x").is_err());
            assert!(image.cwasm.0.set_len(0).is_err());
        }
    }
}
