//! What confinement adds to the start of a worker.
//!
//! `cargo bench --bench confinement [-- ROUNDS]` starts a process that does what a worker does until
//! it is ready: confines itself, loads the image, restores the interpreter, seals, says one byte.
//! It does so with every layer, with none, and with all but one, in turns, and compares the times
//! from the order to start it until the byte arrives. The last layers cannot be left out of a
//! shipped worker; only this role and the escape tests can.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]
#![allow(clippy::print_stdout, reason = "the table is the result")]

use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    linux::main()
}

#[cfg(target_os = "linux")]
#[path = "../tests/worker_support/mod.rs"]
mod worker_support;

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{Read, Write};
    use std::os::fd::{AsRawFd, RawFd};
    use std::process::{Command, ExitCode, Stdio};
    use std::time::{Duration, Instant};

    use mpy::confine::layer::Layer;
    use mpy::confine::{self, Plan};
    use mpy::vm::{Loaded, Session};

    use super::worker_support::Image;

    const ROLE: &str = "--as-worker";
    const MEMORY_BYTES: u64 = 16 * 1024 * 1024;
    const ROUNDS: usize = 200;

    pub fn main() -> ExitCode {
        let args: Vec<String> = std::env::args().collect();
        if args.get(1).is_some_and(|arg| arg == ROLE) {
            act(&args[2..]);
            return ExitCode::SUCCESS;
        }
        let rounds = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(ROUNDS);
        measure(rounds);
        ExitCode::SUCCESS
    }

    /// `args`: the image's two descriptors, then the layers to leave out.
    fn act(args: &[String]) {
        let fd = |at: usize| args[at].parse::<RawFd>().unwrap();
        let without: Vec<Layer> = args[2..].iter().map(|name| name.parse().unwrap()).collect();
        let keep = [fd(0), fd(1)];
        let plan = Plan { without: &without, ..Plan::full(MEMORY_BYTES, &keep) };
        let (prepared, channels) = confine::prepare(&plan).unwrap();
        let mut kept = channels.kept.into_iter();
        let (cwasm, snapshots) = (kept.next().unwrap(), kept.next().unwrap());
        let loaded = Loaded::open(cwasm, snapshots).unwrap();
        let session = Session::restore(&loaded, MEMORY_BYTES).unwrap();
        let confined = prepared.seal().unwrap();
        let mut output = channels.output;
        output.write_all(b"!").unwrap();
        // Until the harness has seen it.
        let mut input = channels.input;
        let _ = input.read(&mut [0]);
        drop((session, confined));
    }

    /// One way of starting, and the times that it took.
    struct Way {
        name: String,
        without: Vec<Layer>,
        times: Vec<Duration>,
    }

    fn measure(rounds: usize) {
        let way = |name: &str, without: Vec<Layer>| Way {
            name: name.to_owned(),
            without,
            times: Vec::with_capacity(rounds),
        };
        let mut ways = vec![way("none", Layer::ALL.to_vec()), way("all", Vec::new())];
        let single = [
            Layer::Namespaces,
            Layer::User,
            Layer::Capabilities,
            Layer::Landlock,
            Layer::Seccomp,
            Layer::Rlimits,
        ];
        ways.extend(single.map(|layer| way(&format!("all but {}", layer.name()), vec![layer])));
        for _ in 0..rounds {
            for way in &mut ways {
                // Its own, because a file that is inherited keeps its position.
                way.times.push(start(&Image::new(), &way.without));
            }
        }
        for way in &mut ways {
            way.times.sort_unstable();
        }
        let at = |way: &Way, percent: usize| {
            way.times[(way.times.len() - 1) * percent / 100].as_secs_f64() * 1e3
        };
        let none = at(&ways[0], 50);
        println!("{rounds} starts each, in turns; milliseconds from the order to ready\n");
        println!("{:24} {:>8} {:>8} {:>16}", "layers", "median", "p95", "ratio to none");
        for way in &ways {
            let median = at(way, 50);
            println!("{:24} {median:8.2} {:8.2} {:16.2}", way.name, at(way, 95), median / none);
        }
        println!(
            "\nconfinement adds {:.2} ms to {none:.2} ms: ratio {:.2}",
            at(&ways[1], 50) - none,
            at(&ways[1], 50) / none
        );
    }

    fn start(image: &Image, without: &[Layer]) -> Duration {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .arg(ROLE)
            .arg(image.cwasm.as_raw_fd().to_string())
            .arg(image.snapshots.as_raw_fd().to_string())
            .args(without.iter().map(|layer| layer.name()))
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let begin = Instant::now();
        let mut child = command.spawn().unwrap();
        let mut ready = [0];
        child.stdout.take().unwrap().read_exact(&mut ready).unwrap();
        let took = begin.elapsed();
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        took
    }
}
