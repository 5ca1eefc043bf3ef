//! Builds the image in one of its test modes, for the tests of the supervisor.
//!
//! `cargo run -p guest --example image -- FOLDER [--collect-always] [--poison] [--bare]` leaves `guest.cwasm` and
//! `guest.parked` in FOLDER. They run on this machine only, and are compiled without optimisation.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use guest::roots::{Mode, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    let mut folder = None;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--collect-always" => options.mode = Mode::CollectAlways,
            "--poison" => options.poison = true,
            "--bare" => options.bare = true,
            name if !name.starts_with('-') && folder.is_none() => folder = Some(name.to_owned()),
            other => return Err(format!("unknown argument {other:?}").into()),
        }
    }
    let folder = PathBuf::from(folder.ok_or("name the folder to write to")?);
    fs::create_dir_all(&folder)?;
    let local = std::env::var_os(guest::artifact::LOCAL_FILE_VARIABLE).map(PathBuf::from);
    let cache = folder.parent().unwrap_or(Path::new("."));
    let image = guest::build(None, true, local.as_deref(), cache, &options)?;
    fs::write(folder.join("guest.cwasm"), image.cwasm)?;
    fs::write(folder.join("guest.parked"), image.parked)?;
    Ok(())
}
