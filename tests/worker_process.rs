//! The worker as a process: what it says, what it inherits, how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod worker_support;

use std::fs;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use mpy::confine::layer::Layer;
use mpy::confine::{self, Plan};
use serde_json::json;

use worker_support::{Image, WORKER, Worker, exit, wait_exit};

const MIB: u64 = 1024 * 1024;

#[test]
fn a_run_is_served_over_pipes_and_state_is_kept() {
    let (mut worker, ready) = Worker::ready(16 * MIB);
    assert_eq!(ready["protocol_version"], 1);
    assert!(ready["heap_bytes"].as_u64().unwrap() > 8 * MIB, "{ready}");
    let (printed, answer) = worker.run("x = 20\nprint('é', x + 1)");
    assert_eq!((printed.as_str(), &answer["end"]["kind"]), ("é 21\n", &json!("ok")));
    assert_eq!(answer["usable"], true);
    let (printed, answer) = worker.run("print(x)\nnot_there");
    assert_eq!(printed, "20\n");
    assert_eq!(answer["end"]["type_name"], "NameError", "{answer}");
    let (status, stderr) = worker.end();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_host_call_goes_out_and_its_answer_or_error_comes_in() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    let query = "r = read_only_sql_query('db', 'select :a', {'a': 1})\n\
        print(r.get('error') or r['rows'][0]['a'])";
    let id = worker.begin(query);
    let call = worker.hear();
    assert_eq!(call["method"], "host/call", "{call}");
    assert_eq!(call["params"]["name"], "read_only_sql_query");
    let result = json!({"columns": ["a"], "rows": [["ü"]], "truncated": false, "nonfinite": []});
    worker.say(&json!({"jsonrpc": "2.0", "id": call["id"], "result": result}));
    let (printed, answer) = worker.finish(id);
    assert_eq!(answer["end"]["kind"], "ok", "{answer}");
    assert!(printed.contains('ü'), "{printed}");

    let id = worker.begin(query);
    let call = worker.hear();
    let error = json!({"code": -32601, "message": "nobody\nanswers"});
    worker.say(&json!({"jsonrpc": "2.0", "id": call["id"], "error": error}));
    let (printed, answer) = worker.finish(id);
    assert_eq!(answer["end"]["kind"], "ok", "{answer}");
    assert!(printed.contains("nobody"), "{printed}");
}

#[test]
fn the_longest_host_reply_and_source_fit_beside_a_well_filled_interpreter() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    let fill = "a = [bytearray(30000) for i in range(400)]";
    let id = worker.begin_limited(fill, 1_000_000_000_000, 30_000);
    let (_, answer) = worker.finish(id);
    assert_eq!((&answer["end"]["kind"], &answer["usable"]), (&json!("ok"), &json!(true)));
    let id = worker.begin("print(len(str(read_only_sql_query('db', 'select 1'))) > 0)");
    let call = worker.hear();
    let longest = "x".repeat(16 * 1024 * 1024 - 100);
    worker.say(&json!({"jsonrpc": "2.0", "id": call["id"], "result": {"rows": [[longest]]}}));
    let (_, answer) = worker.finish(id);
    assert!(answer["end"]["kind"].is_string(), "{answer}");
    let (_, answer) = worker.run(&"\u{1}".repeat(4 * 1024 * 1024));
    assert!(answer["end"]["kind"].is_string(), "{answer}");
    assert_eq!(worker.end().0.code(), Some(0));
}

#[test]
fn limits_end_a_run_with_an_answer() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    let id = worker.begin_limited("print('a')\nwhile True: pass", 1_000_000_000_000, 100);
    let (printed, answer) = worker.finish(id);
    assert_eq!((printed.as_str(), &answer["end"]["kind"]), ("a\n", &json!("wall_clock")));
    assert_eq!(answer["usable"], false);
    let (mut worker, _) = Worker::ready(16 * MIB);
    let id = worker.begin_limited("while True: pass", 100_000, 30_000);
    assert_eq!(worker.finish(id).1["end"]["kind"], "fuel");
}

#[test]
fn the_end_of_input_ends_the_worker_even_in_a_host_call() {
    let (mut worker, _) = Worker::ready(16 * MIB);
    worker.begin("read_only_sql_query('db', 'select 1')");
    assert_eq!(worker.hear()["method"], "host/call");
    let (status, stderr) = worker.end();
    assert_eq!((status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_supervisor_that_breaks_the_protocol_is_left_with_its_own_code() {
    let start = json!({"jsonrpc": "2.0", "id": 1, "method": "run/start", "params": {}});
    for text in ["{", "[]", "\u{0}", r#"{"jsonrpc":"2.0","id":1,"result":1}"#, &start.to_string()] {
        let (mut worker, _) = Worker::ready(MIB);
        worker.say_text(text);
        let (status, stderr) = worker.exit();
        assert_eq!(status.code(), Some(68), "{text}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let (mut worker, _) = Worker::ready(MIB);
    worker.begin("read_only_sql_query('db', 'select 1')");
    let call = worker.hear();
    let id = call["id"].as_u64().unwrap() + 1;
    worker.say(&json!({"jsonrpc": "2.0", "id": id, "result": {}}));
    assert_eq!(worker.exit().0.code(), Some(68));
}

#[test]
fn started_by_hand_it_says_what_it_is() {
    let output = Command::new(WORKER).stdin(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr.contains("mpy-supervisor") && stderr.contains("by hand"), "{stderr}");
    let help = Command::new(WORKER).arg("--help").output().unwrap();
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8(help.stdout).unwrap().contains("--memory-bytes"));
}

#[test]
fn what_it_needs_and_does_not_get_has_its_own_exit_code() {
    let image = Image::new();
    let mut inherited = image.command(MIB);
    let (status, stderr) = exit(&mut inherited.env("SECRET", "x").spawn().unwrap());
    assert_eq!(status.code(), Some(66), "{stderr}");
    assert!(stderr.contains("environment"), "{stderr}");

    let broken = Image::of(b"no image", b"");
    let (status, stderr) = exit(&mut broken.command(MIB).spawn().unwrap());
    assert_eq!(status.code(), Some(65), "{stderr}");

    let mut closed = Command::new(WORKER);
    closed.args(["--memory-bytes=1048576", "--cwasm-fd=998", "--snapshots-fd=999"]).env_clear();
    closed.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let (status, stderr) = exit(&mut closed.spawn().unwrap());
    assert_eq!(status.code(), Some(66), "{stderr}");
    assert!(stderr.contains("descriptor 998"), "{stderr}");

    let mut orphan = image.command(MIB);
    let mut child = orphan.stdin(abandoned_pipe()).spawn().unwrap();
    let (status, stderr) = exit(&mut child);
    assert_eq!(status.code(), Some(67), "{stderr}");
}

/// The reading end of a pipe that nobody can write to any more.
fn abandoned_pipe() -> Stdio {
    let (reader, writer) = io::pipe().unwrap();
    drop(writer);
    Stdio::from(reader)
}

#[test]
fn the_kernel_says_that_the_confinement_holds() {
    let (worker, ready) = Worker::ready(16 * MIB);
    let layers = ready["isolation"]["layers"].as_array().unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer["layer"].as_str().unwrap()).collect();
    assert_eq!(names, Layer::ALL.map(Layer::name));
    for layer in layers.iter().filter(|layer| layer["applied"] == false) {
        let name: Layer = layer["layer"].as_str().unwrap().parse().unwrap();
        assert!(name.is_optional(), "{layer}");
    }

    let status = worker.proc("status");
    assert_eq!(field(&status, "NoNewPrivs:"), ["1"]);
    assert_eq!(field(&status, "Umask:"), ["0077"]);
    assert_eq!(field(&status, "Threads:"), ["2"], "the main thread and the ticker");
    assert_eq!(field(&status, "Seccomp:"), ["2"]);
    for set in ["CapInh:", "CapPrm:", "CapEff:", "CapAmb:"] {
        assert_eq!(field(&status, set), ["0000000000000000"], "{set}");
    }
    let stat = worker.proc("stat");
    let session = stat.rsplit(')').next().unwrap().split_whitespace().nth(3).unwrap().to_owned();
    assert_eq!(session, worker.child.id().to_string());

    let limits = worker.proc("limits");
    let data = (16 * MIB + confine::DATA_OVERHEAD_BYTES).to_string();
    for (name, soft, hard) in [
        ("Max data size", data.as_str(), data.as_str()),
        ("Max stack size", "8388608", "8388608"),
        ("Max file size", "0", "0"),
        ("Max core file size", "0", "0"),
        ("Max locked memory", "0", "0"),
        ("Max msgqueue size", "0", "0"),
        ("Max processes", "0", "0"),
        ("Max open files", "0", "0"),
        ("Max pending signals", "0", "0"),
        ("Max nice priority", "0", "0"),
        ("Max realtime priority", "0", "0"),
    ] {
        assert_eq!(field(&limits, name)[..2], [soft, hard], "{name}");
    }
    let space: u64 = field(&limits, "Max address space")[0].parse().unwrap();
    assert!(space < 32 << 30, "{space}");
    // Nobody but the same user, or one with CAP_SYS_RESOURCE, could raise it again for a run.
    let cpu = field(&limits, "Max cpu time")[0];
    assert!(["10", "unlimited"].contains(&cpu), "{cpu}");
}

fn field<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in {text}"));
    line[name.len()..].split_whitespace().collect()
}

#[test]
fn nothing_is_inherited_but_the_pipes() {
    if !nix::unistd::geteuid().is_root() {
        // An undumpable process's /proc entries belong to root.
        let _ = writeln!(io::stderr(), "SKIPPED: only root can look into an undumpable process");
        return;
    }
    let (inherited, _writer) = io::pipe().unwrap();
    let flags = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty());
    nix::fcntl::fcntl(&inherited, flags).unwrap();

    let (worker, _) = Worker::ready(MIB);
    let targets = descriptors(worker.child.id());
    assert_eq!(targets[0], (0, "/dev/null".to_owned()), "{targets:?}");
    let pipes = targets.iter().filter(|(_, target)| target.starts_with("pipe:"));
    // stderr twice (fd 1 is a copy), the protocol's two.
    assert_eq!(pipes.count(), 4, "{targets:?}");
    assert_eq!(worker.proc("environ"), "");
    let cwd = fs::read_link(format!("/proc/{}/cwd", worker.child.id())).unwrap();
    assert_eq!(cwd.to_str(), Some("/"));

    // Positive control: another program does inherit the pipe.
    let mut cat = Command::new("cat");
    let mut cat = cat.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let pipe = fs::read_link(format!("/proc/self/fd/{}", raw(&inherited))).unwrap();
    let has = |pid: u32| {
        descriptors(pid).iter().any(|(_, target)| Some(target.as_str()) == pipe.to_str())
    };
    assert!(has(cat.id()));
    assert!(!has(worker.child.id()));
    drop(cat.stdin.take());
    cat.wait().unwrap();
}

fn raw(fd: &impl std::os::fd::AsRawFd) -> i32 {
    fd.as_raw_fd()
}

fn descriptors(pid: u32) -> Vec<(i32, String)> {
    let entries = fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
    let target = |entry: io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let number = path.file_name().unwrap().to_str().unwrap().parse().unwrap();
        // A program that is still starting may close a file between the two looks.
        Some((number, fs::read_link(&path).ok()?.to_str().unwrap().to_owned()))
    };
    let mut found: Vec<(i32, String)> = entries.filter_map(target).collect();
    found.sort();
    found
}

#[test]
fn a_worker_dies_with_its_parent_although_its_input_stays_open() {
    let mut parent = role("role_parent");
    let mut parent = parent.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = io::BufReader::new(parent.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("worker ") {
        line.clear();
        let read = io::BufRead::read_line(&mut stderr, &mut line).unwrap();
        assert_ne!(read, 0, "the parent ended without a worker");
    }
    let pid: u32 = line["worker ".len()..].trim().parse().unwrap();
    assert!(fs::exists(format!("/proc/{pid}")).unwrap());
    let held_open = parent.stdin.take();
    parent.kill().unwrap();
    parent.wait().unwrap();
    wait_exit(pid);
    drop(held_open);
}

/// Starts a worker that shares its input, tells its pid once it is ready, and waits to be killed.
#[test]
fn role_parent() {
    if !in_role() {
        return;
    }
    let image = Image::new();
    let mut worker = image.command(MIB).stdin(Stdio::inherit()).spawn().unwrap();
    let mut ready = String::new();
    let mut output = io::BufReader::new(worker.stdout.take().unwrap());
    io::BufRead::read_line(&mut output, &mut ready).unwrap();
    assert!(ready.contains("worker/ready"));
    writeln!(io::stderr(), "\nworker {}", worker.id()).unwrap();
    worker.wait().unwrap();
}

#[test]
fn memory_beyond_the_promise_and_the_overhead_is_refused() {
    let said = said_by("role_allocates");
    assert_eq!(said, ["free true", "promised true", "reserved true", "beyond false"]);
}

#[test]
fn role_allocates() {
    if !in_role() {
        return;
    }
    let overhead = usize::try_from(confine::DATA_OVERHEAD_BYTES).unwrap();
    let promised = 16 * 1024 * 1024;
    let fits = |bytes: usize| Vec::<u8>::new().try_reserve_exact(bytes).is_ok();
    say(&format!("free {}", fits(promised + overhead + 1)));
    let plan = Plan::full(promised as u64, &[]);
    let (_prepared, _channels) = confine::prepare(&plan).unwrap();
    say(&format!("promised {}", fits(promised)));
    let reservation = rustix_reserve(4 << 30);
    say(&format!("reserved {reservation}"));
    say(&format!("beyond {}", fits(promised + overhead + 1)));
}

/// Whether address space without access can be had, as Wasmtime does.
fn rustix_reserve(bytes: usize) -> bool {
    use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};
    let bytes = std::num::NonZeroUsize::new(bytes).unwrap();
    // SAFETY: a new private mapping without access touches no memory of anybody's.
    unsafe { mmap_anonymous(None, bytes, ProtFlags::PROT_NONE, MapFlags::MAP_PRIVATE) }.is_ok()
}

#[test]
fn a_sealed_process_starts_no_thread_and_an_unsealed_one_does() {
    assert_eq!(said_by("role_seals"), ["before true", "after false"]);
}

#[test]
fn role_seals() {
    if !in_role() {
        return;
    }
    if nix::unistd::geteuid().is_root() {
        // The kernel exempts root: become nobody first.
        nix::unistd::setuid(nix::unistd::Uid::from_raw(65534)).unwrap();
    }
    let thread = || std::thread::Builder::new().spawn(|| {}).map(|thread| thread.join()).is_ok();
    // The filter would kill before the limit is asked.
    let plan = Plan { without: &[Layer::Seccomp], ..Plan::full(MIB, &[]) };
    let (prepared, _channels) = confine::prepare(&plan).unwrap();
    say(&format!("before {}", thread()));
    let confined = prepared.seal().unwrap();
    say(&format!("after {}", thread()));
    let entries = &confined.report().entries;
    assert!(entries.iter().any(|entry| entry.layer == Layer::Tasks && entry.applied));
}

#[test]
fn a_confined_process_that_writes_to_a_file_is_killed() {
    let output = role("role_writes").stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.signal(), Some(nix::libc::SIGXFSZ), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("said free true"));
}

#[test]
fn role_writes() {
    if !in_role() {
        return;
    }
    let mut file = tempfile::tempfile().unwrap();
    say(&format!("free {}", file.write_all(b"x").is_ok()));
    let keep = [raw(&file)];
    let plan = Plan::full(MIB, &keep);
    let (_prepared, mut channels) = confine::prepare(&plan).unwrap();
    std::mem::forget(file);
    let _ = channels.kept[0].write_all(b"y");
}

/// This test binary as another process that plays one role. Its environment is empty, so the role
/// is told by name, and by running in the main thread.
fn role(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]).env_clear();
    command
}

fn in_role() -> bool {
    std::env::vars_os().next().is_none() && std::env::args().any(|arg| arg.starts_with("role_"))
}

fn say(text: &str) {
    let mut stderr = io::stderr();
    writeln!(stderr, "\nsaid {text}").unwrap();
}

fn said_by(name: &str) -> Vec<String> {
    let output = role(name).stdin(Stdio::null()).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    stderr.lines().filter_map(|line| line.strip_prefix("said ")).map(str::to_owned).collect()
}
