//! The policy as a file: every rule says why, it compiles for every processor, and no rule and no
//! limit of an argument could be taken out unnoticed.

use std::collections::BTreeSet;
use std::os::fd::RawFd;

use libtest_mimic::{Failed, Trial};
use seccompiler::{TargetArch, compile_from_json};
use serde_json::Value;

use crate::act::Need;
use crate::harness::{Layers, Role};
use crate::outside::Outside;
use crate::raw::{Noted, note};
use crate::rules;
use crate::world::World;

const POLICY: &str = include_str!("../../src/confine/policy/worker.json");
/// The kernel takes no longer program (BPF_MAXINSNS).
const INSTRUCTIONS_MAX: usize = 4096;
/// These end the process, or continue what only the kernel can interrupt.
const NOT_TRIED: [&str; 4] = ["exit", "exit_group", "rt_sigreturn", "restart_syscall"];
/// In the policy's file: the process's own number, as src/confine/linux/seccomp.rs says.
const OWN_PID: u64 = 0x7fff_fff0;
/// The numbers that confinement gives the protocol's descriptors.
const INPUT_FD: RawFd = 10;
const OUTPUT_FD: RawFd = 11;
/// The calls without any limit of an argument, and why each needs none.
const UNLIMITED: [(&str, &str); 13] = [
    ("close", "it only takes something away, and nothing can be opened in its place"),
    ("munmap", "it only takes something away from the process itself"),
    ("brk", "the limits of memory count what it gives, and it is never code"),
    ("getrandom", "it only fills memory of the process itself"),
    ("sched_yield", "it has no argument"),
    ("restart_syscall", "it has no argument, and continues what was allowed"),
    ("rt_sigreturn", "it has no argument; the state that it takes is the process's own"),
    (
        "rt_sigprocmask",
        "SIGKILL cannot be blocked, which is what the supervisor ends a worker with",
    ),
    ("sigaltstack", "it names memory of the process itself, where its handlers run"),
    ("getpid", "it has no argument"),
    ("gettid", "it has no argument"),
    ("exit", "a thread of the process itself ends"),
    ("exit_group", "the process itself ends"),
];

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("every rule and every limit of an argument says why", everything_says_why),
        Trial::test("the policy compiles for every processor", compiles),
        Trial::test("every rule is tried, and each limit with a bad argument", all_tried),
        Trial::test("only the calls that need no limit have none", unlimited),
    ];
    trials.extend(rules::all().into_iter().map(|rule| {
        Trial::test(format!("rule: {}", rule.name), move || {
            let outside = Outside::make(Need::Nothing, &Layers::All);
            let name = format!("{}{}", crate::role::RULE, rule.name);
            let outcome = Role::start(&name, &Layers::All, &outside.arguments, None).outcome()?;
            if outcome == rule.expected {
                return Ok(());
            }
            Err(format!("{outcome}, expected {}", rule.expected).into())
        })
    }));
    trials
}

fn policy() -> Vec<Value> {
    let policy: Value = serde_json::from_str(POLICY).expect("JSON");
    policy["worker"]["filter"].as_array().expect("rules").clone()
}

fn says(value: &Value) -> bool {
    value["comment"].as_str().is_some_and(|text| !text.trim().is_empty())
}

fn everything_says_why() -> Result<(), Failed> {
    for rule in policy() {
        let arguments = rule["args"].as_array().cloned().unwrap_or_default();
        if !says(&rule) || !arguments.iter().all(says) {
            return Err(format!("a comment is missing: {rule}").into());
        }
    }
    Ok(())
}

fn compiles() -> Result<(), Failed> {
    for arch in [TargetArch::x86_64, TargetArch::aarch64] {
        let filters =
            compile_from_json(POLICY.as_bytes(), arch).map_err(|error| error.to_string())?;
        let length = filters["worker"].len();
        if length == 0 || length > INSTRUCTIONS_MAX {
            return Err(format!("{length} instructions for {arch:?}").into());
        }
    }
    Ok(())
}

/// The limits of a rule's arguments.
fn limits(rule: &Value) -> &[Value] {
    rule["args"].as_array().map_or(&[], Vec::as_slice)
}

/// As the kernel compares once the policy is compiled.
fn holds(limit: &Value, words: &[usize]) -> bool {
    let index = limit["index"].as_u64().expect("a number") as usize;
    let word = words.get(index).copied().unwrap_or(0) as u64;
    let word = match limit["type"].as_str() {
        Some("dword") => word & u64::from(u32::MAX),
        Some("qword") => word,
        other => panic!("{other:?} is no width"),
    };
    let value = match limit["val"].as_u64().expect("a number") {
        OWN_PID => u64::from(std::process::id()),
        value => value,
    };
    match (limit["op"].as_str(), limit["op"]["masked_eq"].as_u64()) {
        (Some("eq"), _) => word == value,
        (_, Some(mask)) => word & mask == value & mask,
        _ => panic!("this test does not know how to compare: {limit}"),
    }
}

fn allows(policy: &[Value], call: &Noted) -> bool {
    let fits = |rule: &&Value| rule["syscall"] == call.name;
    let mut rules = policy.iter().filter(fits);
    rules.any(|rule| limits(rule).iter().all(|limit| holds(limit, &call.words)))
}

/// What a case asks the kernel for, and whether that kills it. The trials above show that the
/// kernel sees it the same way.
struct Case {
    rule: rules::Rule,
    calls: Vec<Noted>,
    kills: bool,
}

fn cases() -> Vec<Case> {
    let sigsys = crate::act::Outcome::Signal(nix::sys::signal::Signal::SIGSYS);
    let mut world = World::parse(&[]);
    (world.input, world.output) = (INPUT_FD, OUTPUT_FD);
    let case = |rule: rules::Rule| {
        let calls = note(|| {
            let _ = (rule.attempt)(&world);
        });
        let kills = rule.expected == sigsys;
        Case { rule, calls, kills }
    };
    rules::all().into_iter().map(case).collect()
}

/// Takes every rule out of the policy, and every limit out of every rule: each time a case must
/// come out otherwise. So whoever loosens a limit by hand fails that case's trial.
fn all_tried() -> Result<(), Failed> {
    let (policy, cases) = (policy(), cases());
    let survives = |case: &Case, policy: &[Value]| case.calls.iter().all(|c| allows(policy, c));
    for case in &cases {
        let (name, call) = (case.rule.name, case.rule.call);
        if survives(case, &policy) == case.kills || !case.calls.iter().any(|c| c.name == call) {
            return Err(format!("{name}: that is not what the policy says of {call}").into());
        }
    }
    for (at, rule) in policy.iter().enumerate() {
        let name = rule["syscall"].as_str().expect("a name");
        let mut without = policy.clone();
        without.remove(at);
        let needed = cases.iter().any(|case| !case.kills && !survives(case, &without));
        if !needed && !NOT_TRIED.contains(&name) {
            return Err(format!("tests/escape/rules.rs needs no such rule: {rule}").into());
        }
        for (index, limit) in limits(rule).iter().enumerate() {
            let mut looser = policy.clone();
            looser[at]["args"].as_array_mut().expect("has one").remove(index);
            if !cases.iter().any(|case| case.kills && survives(case, &looser)) {
                return Err(format!(
                    "tests/escape/rules.rs has no bad argument of {name} for {limit} of {rule}"
                )
                .into());
            }
        }
    }
    Ok(())
}

fn unlimited() -> Result<(), Failed> {
    let policy = policy();
    let without = policy.iter().filter(|rule| limits(rule).is_empty());
    let names: BTreeSet<&str> =
        without.map(|rule| rule["syscall"].as_str().expect("a name")).collect();
    let expected: BTreeSet<&str> = UNLIMITED.into_iter().map(|(name, _)| name).collect();
    if names == expected {
        return Ok(());
    }
    Err(format!("without a limit: {names:?}, expected {expected:?}").into())
}
