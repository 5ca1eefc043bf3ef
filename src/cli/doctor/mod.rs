//! `mpy-supervisor doctor`: what isolates the code that would run here.

mod layers;
mod table;

use std::io::{self, Write};

use serde::Serialize;

use super::args;
use super::config;
use super::error::{CliError, OK, SANDBOX_FAILED};
use super::printer::Printer;
use super::session::Session;
use super::signals;
use super::sql::catalog::Catalog;
use crate::confine::layer::{Layer, PARTLY};
use crate::protocol::client_api::{Limits, RunMode};
use crate::protocol::worker_api::IsolationReport;
use crate::supervisor::isolation::IsolationPlan;

/// The whole answer; `--json` prints it as it is.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    /// Kernel and processor.
    system: String,
    /// Path of the worker program.
    worker: String,
    layers: Vec<Row>,
    /// Whether everything that is needed holds and code runs.
    ok: bool,
    /// One sentence.
    verdict: String,
}

/// One layer.
#[derive(Debug, Serialize)]
pub struct Row {
    layer: &'static str,
    applied: bool,
    /// Without it no code is run.
    required: bool,
    stops: &'static str,
    enable: &'static str,
    /// What the worker, or the kernel, says about it.
    detail: String,
}

impl Row {
    /// What stands in the table.
    fn state(&self) -> &'static str {
        match (self.applied, self.required) {
            (true, _) if self.detail.contains(PARTLY) => "partly",
            (true, _) => "holds",
            (false, true) => "MISSING",
            (false, false) => "absent",
        }
    }
}

/// Looks, prints; the exit status.
pub fn doctor(args: &args::Doctor) -> Result<u8, CliError> {
    let diagnosis = diagnose(&args.worker)?;
    let text = if args.json {
        serde_json::to_string_pretty(&diagnosis).expect("plain values always encode") + "\n"
    } else {
        table::render(&diagnosis)
    };
    // A reader that went away has seen what it wanted.
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(if diagnosis.ok { OK } else { SANDBOX_FAILED })
}

/// Starts a worker that may lack whatever a kernel can lack, so that all of it can be told.
fn diagnose(worker: &args::Worker) -> Result<Diagnosis, CliError> {
    let required: Vec<Layer> = Layer::required(&worker.allow_missing).collect();
    let all = Layer::ALL.into_iter().filter(|layer| layer.may_be_missing());
    let lenient = args::Worker {
        path: worker.path.clone(),
        allow_missing: all.collect(),
        cgroup: worker.cgroup.clone(),
    };
    let config = config::in_process(&lenient, Limits { max_sessions: 1, ..Limits::default() })?;
    let path = config.worker.path.display().to_string();
    let (mut session, greeting) = Session::start(config, Catalog::new(&[])?)?;
    let printer = Printer::start().map_err(CliError::Thread)?;
    let signals = signals::listen().map_err(CliError::Signals)?;
    let run = session.run("6 * 7".to_owned(), RunMode::Exec, &printer, &signals)?;
    session.stop()?;
    let report = &greeting.isolation;
    let plan = IsolationPlan::new(required.iter().map(|layer| layer.name()));
    let verdict = match plan.check(report) {
        Err(how) => Err(format!("A worker {how}: no code is run here.")),
        Ok(()) if !run.result.ok => Err("A worker started, but could not run a line.".to_owned()),
        Ok(()) => Ok(summary(report)),
    };
    Ok(Diagnosis {
        system: system(),
        worker: path,
        layers: rows(report, &required, worker.cgroup.is_some()),
        ok: verdict.is_ok(),
        verdict: verdict.unwrap_or_else(|verdict| verdict),
    })
}

fn rows(report: &IsolationReport, required: &[Layer], cgroup: bool) -> Vec<Row> {
    let wasm = row("wasm", true, true, layers::WASM, "Wasmtime, fuel and memory bounded".into());
    let of_layer = |layer: Layer| {
        let entry = report.layers.iter().find(|entry| entry.layer == layer.name());
        let detail = entry.map_or("not reported", |entry| entry.detail.as_str());
        let applied = entry.is_some_and(|entry| entry.applied);
        let words = layers::words(layer);
        row(layer.name(), applied, required.contains(&layer), words, detail.to_owned())
    };
    let detail = if cgroup { "a leaf for each worker" } else { "not asked for" };
    let cgroup = row("cgroup", cgroup, false, layers::CGROUP, detail.to_owned());
    [wasm].into_iter().chain(Layer::ALL.map(of_layer)).chain([cgroup]).collect()
}

fn row(
    layer: &'static str,
    applied: bool,
    required: bool,
    words: layers::Words,
    detail: String,
) -> Row {
    let layers::Words { stops, enable } = words;
    Row { layer, applied, required, stops, enable, detail }
}

fn summary(report: &IsolationReport) -> String {
    let here = Layer::ALL.iter().filter(|layer| layer.exists_here()).count();
    let held = report.layers.iter().filter(|layer| layer.applied).count();
    let partly = report.layers.iter().filter(|layer| layer.detail.contains(PARTLY)).count();
    let partly = if partly == 0 { String::new() } else { format!(", {partly} of them partly") };
    let mut text =
        format!("Code can run here: {held} of {} layers hold{partly}.", Layer::ALL.len());
    if here < Layer::ALL.len() {
        text.push_str(
            " This system has no namespaces, Landlock or seccomp: if hostile code broke out of \
             the WebAssembly sandbox, it could do what this user can. Use Linux for such code.",
        );
    }
    text
}

fn system() -> String {
    match nix::sys::utsname::uname() {
        Ok(name) => format!(
            "{} {}, {}",
            name.sysname().to_string_lossy(),
            name.release().to_string_lossy(),
            name.machine().to_string_lossy()
        ),
        Err(_) => std::env::consts::OS.to_owned(),
    }
}
