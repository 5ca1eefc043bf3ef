//! The policy as a file: every rule says why, it compiles for every processor, and every rule that
//! limits arguments is tried.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};
use seccompiler::{TargetArch, compile_from_json};
use serde_json::Value;

use crate::act::Need;
use crate::harness::{Layers, Role};
use crate::outside::Outside;
use crate::rules;

const POLICY: &str = include_str!("../../src/confine/policy/worker.json");
/// The kernel takes no longer program (BPF_MAXINSNS).
const INSTRUCTIONS_MAX: usize = 4096;
/// These end the process, or continue what only the kernel can interrupt.
const NOT_TRIED: [&str; 4] = ["exit", "exit_group", "rt_sigreturn", "restart_syscall"];

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("every rule and every limit of an argument says why", everything_says_why),
        Trial::test("the policy compiles for every processor", compiles),
        Trial::test("every allowed call is tried, and each limit with a bad argument", all_tried),
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

fn all_tried() -> Result<(), Failed> {
    let tried = |kills: bool| -> BTreeSet<&str> {
        let sigsys = crate::act::Outcome::Signal(nix::sys::signal::Signal::SIGSYS);
        let rules = rules::all().into_iter();
        rules.filter(|rule| (rule.expected == sigsys) == kills).map(|rule| rule.call).collect()
    };
    for rule in policy() {
        let call = rule["syscall"].as_str().expect("a name");
        let limited = rule["args"].is_array();
        let good = tried(false).contains(call) || NOT_TRIED.contains(&call);
        if !good || (limited && !tried(true).contains(call)) {
            return Err(format!("tests/escape/rules.rs lacks {call}").into());
        }
    }
    Ok(())
}
