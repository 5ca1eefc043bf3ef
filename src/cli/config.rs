//! From the command line to the supervisor's configuration.

use std::path::PathBuf;

use super::args;
use super::error::CliError;
use crate::confine::layer::Layer;
use crate::image;
use crate::pool::WorkerCommand;
use crate::protocol::client_api::{Limits, LimitsParams, Peer};
use crate::supervisor::Config;
use crate::supervisor::isolation::IsolationPlan;

/// The worker program's file name.
const WORKER: &str = "mpy-worker";

/// The limits of `run` and `repl`.
pub fn limits(guest: &args::Guest) -> Limits {
    Limits {
        max_sessions: 1,
        wall_clock_ms: guest.wall_clock_ms,
        memory_bytes: guest.memory_bytes,
        fuel: guest.fuel,
        max_output_chars: guest.max_output_chars,
        ..Limits::default()
    }
}

/// A supervisor with one conversation.
pub fn in_process(worker: &args::Worker, limits: Limits) -> Result<Config, CliError> {
    config(worker, limits, 0)
}

/// A supervisor for a client.
pub fn for_client(args: &args::Serve) -> Result<Config, CliError> {
    let asked = LimitsParams {
        max_sessions: args.max_sessions,
        wall_clock_ms: args.wall_clock_ms,
        memory_bytes: args.memory_bytes,
        fuel: args.fuel,
        max_output_chars: args.max_output_chars,
        queue_timeout_ms: args.queue_timeout_ms,
    };
    config(&args.worker, asked.over(Limits::default()), usize::from(args.spare_workers))
}

fn config(worker: &args::Worker, limits: Limits, spare_workers: usize) -> Result<Config, CliError> {
    let name = |layer: &Layer| ["--allow-missing".into(), layer.name().into()];
    let args = worker.allow_missing.iter().flat_map(name).collect();
    Ok(Config {
        worker: WorkerCommand { path: worker_path(worker)?, args },
        cwasm: image::CWASM,
        snapshots: image::SNAPSHOTS,
        limits,
        guest: super::guest(),
        server: Peer {
            name: "mpy-supervisor".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        spare_workers,
        isolation: IsolationPlan::new(Layer::required(&worker.allow_missing).map(Layer::name)),
        cgroup: worker.cgroup.clone(),
    })
}

/// The program that was named, or the one beside this.
fn worker_path(worker: &args::Worker) -> Result<PathBuf, CliError> {
    let path = match &worker.path {
        Some(path) => path.clone(),
        None => std::env::current_exe().map_err(CliError::NoExecutable)?.with_file_name(WORKER),
    };
    // Workers run in the root directory.
    let absolute = path.canonicalize().ok().filter(|real| real.is_file());
    absolute.ok_or(CliError::NoWorker(path))
}
