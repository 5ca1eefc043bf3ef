//! Asks `guest/` for the image and leaves it in `OUT_DIR`, for `src/image.rs` to embed; compiles the
//! worker's system-call policy and leaves it there for `src/confine/`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use guest::roots::Options;
use seccompiler::TargetArch;

const POLICY: &str = "src/confine/policy/worker.json";

/// Set in the environment of a build, it makes a Linux build as it would be on another Unix system:
/// without the layers that only Linux has. For tests of that build.
const PORTABLE: &str = "MPY_PORTABLE";

fn main() -> Result<(), Box<dyn Error>> {
    confinement()?;
    image()
}

/// Whether to confine as on Linux, and the filter for the target's processor.
fn confinement() -> Result<(), Box<dyn Error>> {
    println!("cargo::rustc-check-cfg=cfg(linux_kernel)");
    println!("cargo::rerun-if-env-changed={PORTABLE}");
    println!("cargo::rerun-if-changed={POLICY}");
    if env::var("CARGO_CFG_TARGET_OS")? != "linux" || env::var_os(PORTABLE).is_some() {
        return Ok(());
    }
    println!("cargo::rustc-cfg=linux_kernel");
    let arch = env::var("CARGO_CFG_TARGET_ARCH")?;
    let arch = TargetArch::try_from(arch.as_str())
        .map_err(|_| format!("there is no system-call filter for processors of kind {arch}"))?;
    let filters = seccompiler::compile_from_json(fs::File::open(POLICY)?, arch)
        .map_err(|error| format!("cannot compile {POLICY}: {error}"))?;
    let program = filters.get("worker").ok_or("the policy has no filter \"worker\"")?;
    let mut bytes = Vec::with_capacity(8 * program.len());
    for instruction in program {
        // struct sock_filter of linux/filter.h; all supported targets are little-endian, as the
        // machine that reads it is.
        bytes.extend(instruction.code.to_le_bytes());
        bytes.extend([instruction.jt, instruction.jf]);
        bytes.extend(instruction.k.to_le_bytes());
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("seccomp.bpf"), bytes)?;
    Ok(())
}

fn image() -> Result<(), Box<dyn Error>> {
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
