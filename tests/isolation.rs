//! What holds in which surroundings, and what is said where something is missing.

#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Output};

use common::fake_worker;
use common::session::{Session, config};
use mpy::confine::layer::Layer;
use mpy::supervisor::isolation::IsolationPlan;
use serde_json::{Value, json};

const SUPERVISOR: &str = env!("CARGO_BIN_EXE_mpy-supervisor");

/// The command line of `mpy-supervisor`, in surroundings that refuse something.
fn supervisor(restrictions: &[&str], args: &[&str]) -> Output {
    let program = PathBuf::from(SUPERVISOR).with_file_name("examples").join("restricted");
    assert!(program.exists(), "missing: `cargo build --example restricted` makes it");
    let mut command = Command::new(program);
    command.args(restrictions).arg("--").arg(SUPERVISOR).args(args);
    command.output().expect("starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What `doctor --json` says, and its exit status.
fn doctor(restrictions: &[&str], args: &[&str]) -> (Value, Option<i32>) {
    let all: Vec<&str> = ["doctor", "--json"].iter().chain(args).copied().collect();
    let output = supervisor(restrictions, &all);
    let diagnosis = serde_json::from_slice(&output.stdout);
    let diagnosis = diagnosis.unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (diagnosis, output.status.code())
}

fn layer(diagnosis: &Value, name: &str) -> Value {
    let rows = diagnosis["layers"].as_array().expect("a list");
    rows.iter().find(|row| row["layer"] == name).expect(name).clone()
}

/// The layers that do not hold. A cgroup is the operator's to give, and not counted.
fn absent(diagnosis: &Value) -> BTreeSet<String> {
    let rows = diagnosis["layers"].as_array().expect("a list");
    let missing = rows.iter().filter(|row| row["applied"] != true && row["layer"] != "cgroup");
    missing.map(|row| row["layer"].as_str().expect("a name").to_owned()).collect()
}

fn skipped(why: &str) {
    let _ = writeln!(io::stderr(), "SKIPPED: {why}");
}

/// Without restrictions this machine has every required layer; the rest is about that.
const NONE: &[&str] = &[];
const NO_LANDLOCK: &[&str] = &["--refuse", "landlock_create_ruleset=ENOSYS"];
const LANDLOCK_OFF: &[&str] = &["--refuse", "landlock_create_ruleset=EOPNOTSUPP"];
const NO_SECCOMP: &[&str] = &["--refuse", "seccomp=EINVAL"];
const CONTAINER: &[&str] = &["--container", "yes"];
const RUN: &[&str] = &["run", "-c", "print(6 * 7)"];

#[test]
fn doctor_lists_every_layer_with_what_it_stops_and_how_to_have_it() {
    let (diagnosis, status) = doctor(NONE, &[]);
    assert_eq!((status, &diagnosis["ok"]), (Some(0), &json!(true)), "{diagnosis}");
    for name in Layer::ALL.map(Layer::name).into_iter().chain(["wasm", "cgroup"]) {
        let row = layer(&diagnosis, name);
        for field in ["stops", "enable", "detail"] {
            assert!(row[field].as_str().is_some_and(|text| !text.is_empty()), "{row}");
        }
    }
    let output = supervisor(NONE, &["doctor"]);
    let table = text(&output.stdout);
    assert!(table.contains("LAYER") && table.contains("seccomp            holds"), "{table}");
}

#[test]
fn a_kernel_without_landlock_or_seccomp_runs_nothing_until_the_operator_names_it() {
    for (restrictions, name, why) in [
        (NO_LANDLOCK, "landlock", "this kernel has no Landlock"),
        (LANDLOCK_OFF, "landlock", "not enabled"),
        (NO_SECCOMP, "seccomp", "no seccomp filters"),
    ] {
        assert_eq!(text(&supervisor(NONE, RUN).stdout), "42\n", "the control");
        let refused = supervisor(restrictions, RUN);
        let said = text(&refused.stderr);
        assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(3), ""));
        assert!(said.contains(why), "{said}");
        assert!(said.contains(&format!("--allow-missing {name} accepts that")), "{said}");

        let allowed: Vec<&str> = RUN.iter().chain(&["--allow-missing", name]).copied().collect();
        let output = supervisor(restrictions, &allowed);
        assert_eq!(text(&output.stdout), "42\n", "{output:?}");

        let (diagnosis, status) = doctor(restrictions, &[]);
        assert_eq!((status, &diagnosis["ok"]), (Some(3), &json!(false)), "{diagnosis}");
        let row = layer(&diagnosis, name);
        assert_eq!((&row["applied"], &row["required"]), (&json!(false), &json!(true)));
        assert!(row["detail"].as_str().is_some_and(|detail| detail.contains(why)), "{row}");
        let (diagnosis, status) = doctor(restrictions, &["--allow-missing", name]);
        assert_eq!((status, &diagnosis["ok"]), (Some(0), &json!(true)), "{diagnosis}");
    }
}

#[test]
fn accepting_one_layer_accepts_no_other() {
    let args: Vec<&str> = RUN.iter().chain(&["--allow-missing", "seccomp"]).copied().collect();
    let output = supervisor(NO_LANDLOCK, &args);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("landlock is missing"), "{output:?}");
}

#[test]
fn layers_that_every_system_has_cannot_be_given_up() {
    for name in ["rlimits", "no_new_privs", "Landlock", ""] {
        let args: Vec<&str> = RUN.iter().chain(&["--allow-missing", name]).copied().collect();
        let output = supervisor(NONE, &args);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = text(&output.stderr);
        assert!(
            said.contains("those that may be missing: namespaces, user, landlock, no_new_code"),
            "{said}"
        );
    }
}

#[test]
fn in_a_container_there_are_no_namespaces_and_code_runs_all_the_same() {
    assert_eq!(text(&supervisor(CONTAINER, RUN).stdout), "42\n");
    let (diagnosis, status) = doctor(CONTAINER, &[]);
    assert_eq!(status, Some(0));
    let row = layer(&diagnosis, "namespaces");
    assert_eq!((&row["applied"], &row["required"]), (&json!(false), &json!(false)), "{row}");
    assert!(row["detail"].as_str().is_some_and(|text| text.contains("EPERM")), "{row}");
    assert_eq!(layer(&diagnosis, "seccomp")["applied"], true);
    assert_eq!(layer(&diagnosis, "landlock")["applied"], true);
}

#[test]
fn an_ordinary_user_has_every_layer_or_all_but_namespaces() {
    if !nix::unistd::geteuid().is_root() {
        skipped("only root can become another user");
        return;
    }
    const USER: &[&str] = &["--user", "12345"];
    assert_eq!(text(&supervisor(USER, RUN).stdout), "42\n");
    let (diagnosis, status) = doctor(USER, &[]);
    let missing = absent(&diagnosis);
    // Some systems let nobody but root make namespaces.
    let namespaces = BTreeSet::from(["namespaces".to_owned()]);
    assert!(missing.is_empty() || missing == namespaces, "{missing:?}: {diagnosis}");
    assert_eq!((status, &diagnosis["ok"]), (Some(0), &json!(true)), "{diagnosis}");

    let both: Vec<&str> = USER.iter().chain(CONTAINER).copied().collect();
    assert_eq!(text(&supervisor(&both, RUN).stdout), "42\n");
    let (diagnosis, status) = doctor(&both, &[]);
    assert_eq!(absent(&diagnosis), namespaces, "{diagnosis}");
    assert_eq!((status, &diagnosis["ok"]), (Some(0), &json!(true)), "{diagnosis}");
}

#[test]
fn root_that_may_not_become_another_user_says_so_and_drops_its_capabilities() {
    if !nix::unistd::geteuid().is_root() {
        skipped("only root can be kept from becoming another user");
        return;
    }
    let restrictions = &["--refuse", "setresuid=EINVAL"];
    let (diagnosis, status) = doctor(restrictions, &[]);
    assert_eq!(status, Some(0));
    assert_eq!(layer(&diagnosis, "user")["applied"], false, "{diagnosis}");
    assert_eq!(layer(&diagnosis, "capabilities")["applied"], true, "{diagnosis}");
}

#[test]
fn a_worker_that_reports_less_than_the_plan_is_refused() {
    let start = |planned: &[&str]| {
        let mut config = config(fake_worker::command("good"), 1);
        config.isolation = IsolationPlan::new(planned.iter().copied());
        let mut session = Session::start_with(config, 64);
        let answer = session.initialize(json!({}));
        session.end();
        answer
    };
    assert!(start(&[])["result"].is_object(), "the control: nothing is planned");
    for (planned, wanted) in [
        ("fake", "is confined less than planned: fake is missing (a test's worker)"),
        ("seccomp", "is confined less than planned: seccomp is not reported"),
    ] {
        let answer = start(&[planned]);
        assert_eq!(answer["error"]["code"], -32007, "{answer}");
        let message = answer["error"]["message"].as_str().expect("a message");
        assert!(message.contains(wanted), "{message}");
    }
}
