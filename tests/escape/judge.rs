//! Judges every act: tried unconfined, under everything, without seccomp, and under each layer on
//! its own.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use mpy::confine::layer::Layer;
use nix::errno::Errno;

use crate::act::{Act, Outcome, Second};
use crate::harness::{Layers, Role};
use crate::outside::Outside;
use crate::surroundings::Surroundings;
use crate::table::{Row, Table, Verdict};
use crate::{acts, policy, surroundings};

/// The layers that could refuse something on their own. The other steps take nothing from a process
/// that it could miss: its mask, its working directory, its environment.
const REFUSING: [Layer; 10] = [
    Layer::Undumpable,
    Layer::Session,
    Layer::Rlimits,
    Layer::Namespaces,
    Layer::User,
    Layer::Capabilities,
    Layer::Landlock,
    Layer::Tasks,
    Layer::NoNewCode,
    Layer::Seccomp,
];

const THREADS: usize = 8;

/// Where a run's own table is written, if anywhere.
const TABLE_VARIABLE: &str = "ESCAPE_TABLE";

/// Every act as a test.
pub fn all() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Most of an act's time goes by while the kernel makes and removes network namespaces.
    arguments.test_threads = arguments.test_threads.or(Some(THREADS));
    let surroundings = Arc::new(Surroundings::look());
    if let Some(why) = surroundings.unlike_table {
        let _ = writeln!(io::stderr(), "SKIPPED: the comparison with the table; {why}");
    }
    let write_to = std::env::var_os(TABLE_VARIABLE);
    let rows = Arc::new(Mutex::new(Vec::new()));
    let trials = acts::all().into_iter().map(|act| {
        let (surroundings, rows, writes) =
            (Arc::clone(&surroundings), Arc::clone(&rows), write_to.is_some());
        Trial::test(act.name, move || {
            let row = examine(&act, &surroundings)?;
            rows.lock().expect("no act panics while it holds this").push(row.clone());
            judge(&act, &row, &surroundings)?;
            if writes { Ok(()) } else { compare(&row, &surroundings) }
        })
        .with_kind("act")
    });
    let trials = trials.chain(policy::trials()).chain([
        Trial::test("root of a namespace with one user", surroundings::lonely_root_is_confined),
        Trial::test("the table has no act that is gone", || match Table::stale(&acts::all()) {
            Some(row) => Err(format!("tests/escape/TABLE.md: {row}").into()),
            None => Ok(()),
        }),
    ]);
    let trials = trials.collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(path) = write_to {
        let table =
            Table::of(&acts::all(), &rows.lock().expect("no act panics while it holds this"));
        std::fs::write(path, table.to_string()).expect("the table can be written");
    }
    conclusion.exit_code()
}

/// One attempt, with its own things from outside.
fn attempt(act: &Act, layers: &Layers) -> Result<Outcome, String> {
    let outside = Outside::make(act.need, layers);
    let role = Role::start(act.name, layers, &outside.arguments, outside.inherited.as_ref());
    let outcome = role.outcome().map_err(|fault| format!("{layers:?}: {fault}"))?;
    Ok(if outcome == act.granted { Outcome::Done } else { outcome })
}

fn examine(act: &Act, surroundings: &Surroundings) -> Result<Row, String> {
    let unconfined = attempt(act, &Layers::None)?;
    let confined = attempt(act, &Layers::All)?;
    let verdict = if unconfined == Outcome::Done {
        let mut alone = Vec::new();
        for layer in REFUSING.into_iter().filter(|layer| surroundings.counts(*layer)) {
            match attempt(act, &Layers::Only(layer))? {
                Outcome::Done => {}
                refusal => alone.push((layer, refusal)),
            }
        }
        Verdict::Applicable {
            without_seccomp: attempt(act, &Layers::AllBut(Layer::Seccomp))?,
            alone,
        }
    } else {
        Verdict::NotApplicable(why_not(unconfined))
    };
    Ok(Row { name: act.name, confined, verdict, second: act.second })
}

/// Why an act cannot be judged here.
fn why_not(unconfined: Outcome) -> String {
    let why = match unconfined {
        Outcome::Errno(Errno::EPERM | Errno::EACCES) => "this user may not do it unconfined either",
        Outcome::Errno(Errno::ENOSYS | Errno::EAFNOSUPPORT | Errno::EPROTONOSUPPORT) => {
            "this kernel does not have it"
        }
        _ => "it fails unconfined as well",
    };
    format!("{why}: {unconfined}")
}

/// What holds wherever the suite runs.
fn judge(act: &Act, row: &Row, surroundings: &Surroundings) -> Result<(), Failed> {
    if row.confined != act.confined {
        return Err(format!("confined: {}, expected {}", row.confined, act.confined).into());
    }
    let Verdict::Applicable { without_seccomp, alone } = &row.verdict else { return Ok(()) };
    let names: Vec<&str> = alone.iter().map(|(layer, _)| layer.name()).collect();
    match act.second {
        Second::OnlyOne(layer, _) => {
            if names != [layer.name()] {
                return Err(format!("only {} refuses? {names:?} do", layer.name()).into());
            }
            let rest = if layer == Layer::Seccomp { Outcome::Done } else { act.confined };
            if *without_seccomp != rest {
                return Err(format!("without seccomp: {without_seccomp}, expected {rest}").into());
            }
        }
        Second::Refuses(expected) if surroundings.unlike_table.is_none() => {
            if *without_seccomp != expected {
                let text =
                    format!("without seccomp: {without_seccomp}, expected {expected}; {names:?}");
                return Err(text.into());
            }
        }
        // Which of the other layers there are decides about the errno, and whether there is any.
        Second::Refuses(_) => {
            let others = alone.iter().any(|(layer, _)| *layer != Layer::Seccomp);
            if others && *without_seccomp == Outcome::Done {
                return Err(format!("without seccomp it is done, although {names:?}").into());
            }
        }
    }
    Ok(())
}

/// With the committed table, where that was made.
fn compare(row: &Row, surroundings: &Surroundings) -> Result<(), Failed> {
    if surroundings.unlike_table.is_some() {
        return Ok(());
    }
    Table::committed_differs(row).map_or(Ok(()), |text| Err(text.into()))
}
