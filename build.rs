//! Asks `guest/` for the image and leaves it in `OUT_DIR`, for `src/image.rs` to embed.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use guest::roots::Options;

fn main() -> Result<(), Box<dyn Error>> {
    for path in
        ["guest/artifact.toml", "guest/patches", "guest/Cargo.toml", "guest/src", "guest/python"]
    {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed={}", guest::artifact::LOCAL_FILE_VARIABLE);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let target = env::var("TARGET")?;
    let native = target == env::var("HOST")?;
    let local = env::var_os(guest::artifact::LOCAL_FILE_VARIABLE).map(PathBuf::from);
    match guest::build(Some(&target), native, local.as_deref(), &out, &Options::default()) {
        Ok(image) => {
            fs::write(out.join("guest.cwasm"), image.cwasm)?;
            fs::write(out.join("guest.parked"), image.parked)?;
            Ok(())
        }
        Err(error) => {
            explain(&error, &out);
            std::process::exit(1)
        }
    }
}

/// One line a cause: cargo shows what a build script prints when it fails.
fn explain(error: &dyn Error, out: &Path) {
    println!("cargo::error=cannot build the guest image in {}: {error}", out.display());
    let mut source = error.source();
    while let Some(cause) = source {
        println!("cargo::error=  caused by: {cause}");
        source = cause.source();
    }
}
