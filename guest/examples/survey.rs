//! Says of each entry of `artifact.toml` whether it holds for a file, and where else it could point.
//!
//! `cargo run -p guest --example survey -- [--search] [--run] [--function N]... [FILE.wasm|FILE.whl]`
//!
//! Without a file: the one that `MPY_GUEST_ARTIFACT` names, else the artifact that artifact.toml names.
//! `--search` looks for the functions and instructions of the known artifact in the file, `--run` runs the
//! file and finds addresses by experiment, `--function` prints a function and nothing else.
//! Ends with an error if an entry does not hold.

#[path = "survey/functions.rs"]
mod functions;
#[path = "survey/likeness.rs"]
mod likeness;
#[path = "survey/module.rs"]
mod module;
#[path = "survey/probe.rs"]
mod probe;
#[path = "../tests/roots_support/python.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod python;
#[path = "survey/report.rs"]
mod report;
#[path = "survey/state.rs"]
mod state;
#[path = "survey/texts.rs"]
mod texts;

use std::error::Error;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use guest::artifact::{LOCAL_FILE_VARIABLE, obtain};
use guest::facts::Facts;
use guest::roots::{Mode, Options, refit};

use functions::Collector;
use module::{Module, sha256};
use report::{Report, Verdict};

/// What the command line asks for.
#[derive(Default)]
struct Wish {
    file: Option<PathBuf>,
    search: bool,
    run: bool,
    functions: Vec<u32>,
}

impl Wish {
    fn read() -> Result<Wish, Box<dyn Error>> {
        let mut wish = Wish::default();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--search" => wish.search = true,
                "--run" => wish.run = true,
                "--function" => {
                    let number = arguments.next().ok_or("--function needs a number")?;
                    wish.functions.push(number.parse()?);
                }
                name if !name.starts_with('-') && wish.file.is_none() => {
                    wish.file = Some(PathBuf::from(name));
                }
                other => return Err(format!("unknown argument {other:?}").into()),
            }
        }
        if wish.file.is_none() {
            wish.file = std::env::var_os(LOCAL_FILE_VARIABLE).map(PathBuf::from);
        }
        Ok(wish)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let wish = Wish::read()?;
    let facts = Facts::load()?;
    let mut report = Report::new(std::io::stdout().lock());
    let wasm = match &wish.file {
        Some(file) => read(&mut report, &facts, file, wish.functions.is_empty())?,
        None => known(&facts)?,
    };
    let module = Module::read(&wasm)?;
    if !wish.functions.is_empty() {
        drop(report);
        let mut out = std::io::stdout().lock();
        for function in wish.functions {
            likeness::print(&mut out, &module, function)?;
        }
        return Ok(());
    }
    survey(&mut report, &facts, &module, &wasm)?;
    if wish.search {
        let known = known(&facts)?;
        likeness::search(&mut report, &facts, &module, &Module::read(&known)?)?;
    }
    if wish.run {
        probe::probe(&mut report, &facts, &module, &wasm)?;
    }
    let (differing, open) = (report.differing, report.open);
    report.section(&format!("{differing} entries differ, {open} are open"))?;
    if differing > 0 {
        return Err(
            format!("{differing} entries of artifact.toml do not hold for this file").into()
        );
    }
    Ok(())
}

/// What can be seen in the file as it lies there.
fn survey<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    wasm: &[u8],
) -> Result<(), Box<dyn Error>> {
    report.section("The file, its memory and its stack")?;
    functions::file(report, facts, module, (wasm.len() as u64, &sha256(wasm)))?;
    report.section("Functions")?;
    let collector = Collector::find(module);
    functions::functions(report, facts, module, &collector)?;
    report.section("The interpreter's state")?;
    state::state(report, facts, module, &collector)?;
    report.section("Patches")?;
    texts::patches(report, facts, module, &collector.steps)?;
    report.section("New functions")?;
    texts::additions(report, facts, module)?;
    report.section("Edits")?;
    texts::edits(report, facts, module)?;
    report.section("Pads")?;
    texts::pads(report, facts, module)?;
    report.section("The roots pass")?;
    let all = Options { mode: Mode::CollectAlways, poison: true, bare: true };
    for (name, options) in [("normal", Options::default()), ("test modes", all)] {
        let (verdict, found) = match refit(wasm, &facts.roots, &options) {
            Ok(refit) => (Verdict::Fits, format!("{:?}", refit.stats)),
            Err(error) => (Verdict::Differs, format!("refused: {}", chain(&error))),
        };
        report.line(verdict, &format!("refit, {name}"), "", found)?;
    }
    Ok(())
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

/// The artifact that artifact.toml names, kept in the target folder.
fn known(facts: &Facts) -> Result<Vec<u8>, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    // target/debug/examples/survey
    let target = program.ancestors().nth(3).ok_or("this program lies in no target folder")?;
    Ok(obtain(facts, None, &target.join("artifact"))?)
}

/// A file's module: the file itself, or the one in a wheel.
fn read<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    file: &Path,
    tell: bool,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let bytes = fs::read(file).map_err(|error| format!("read {}: {error}", file.display()))?;
    if file.extension().is_none_or(|extension| extension != "whl") {
        return Ok(bytes);
    }
    if tell {
        report.equal("wheel.sha256", facts.wheel.sha256.clone(), sha256(&bytes))?;
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let modules: Vec<String> =
        archive.file_names().filter(|name| name.ends_with(".wasm")).map(str::to_owned).collect();
    let member = &facts.wheel.member;
    if tell {
        let verdict = Verdict::of(modules.contains(member));
        report.line(verdict, "wheel.member", member, modules.join(", "))?;
    }
    let name = if modules.contains(member) { member } else { modules.first().ok_or("no .wasm")? };
    let mut wasm = Vec::new();
    archive.by_name(name)?.read_to_end(&mut wasm)?;
    Ok(wasm)
}
