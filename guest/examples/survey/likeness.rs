//! Functions and instructions of one file looked for in another.
//!
//! A newer file has other indices and addresses, so these are left out of the comparison: calls are alike
//! whatever they call, and numbers from 1024 on (where static data begins) are all alike.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use guest::facts::Facts;
use wasmparser::Operator;

use super::module::Module;
use super::report::{Report, Verdict, list};
use super::texts::{Text, occurrences, patch_of, shortened};

const FIRST_ADDRESS: u64 = 1024;

/// A module's functions without what changes from file to file.
struct Shapes {
    /// Each function's type, then its instructions.
    functions: Vec<(u32, Vec<String>)>,
}

impl Shapes {
    fn of(module: &Module<'_>) -> Shapes {
        let functions = module.functions().map(|function| {
            let mut whole = vec![module.type_text(function.index)];
            whole.extend(shape(&function.operators));
            (function.index, whole)
        });
        Shapes { functions: functions.collect() }
    }
}

fn shape(operators: &[Operator<'_>]) -> Vec<String> {
    operators.iter().map(shape_of_one).collect()
}

fn shape_of_one(operator: &Operator<'_>) -> String {
    match operator {
        Operator::Call { .. } => "call".to_owned(),
        Operator::CallIndirect { .. } => "call_indirect".to_owned(),
        other => without_addresses(&format!("{other:?}")),
    }
}

/// A text with every number that may be an address replaced.
fn without_addresses(text: &str) -> String {
    let mut shape = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|one: char| one.is_ascii_digit()) {
        let digits = rest[at..].find(|one: char| !one.is_ascii_digit());
        let end = digits.map_or(rest.len(), |digits| at + digits);
        let number = &rest[at..end];
        shape.push_str(&rest[..at]);
        let is_address = number.parse::<u64>().is_ok_and(|number| number >= FIRST_ADDRESS);
        shape.push_str(if is_address { "address" } else { number });
        rest = &rest[end..];
    }
    shape + rest
}

/// The functions that artifact.toml and the patches name, and one place where each is named.
fn named(facts: &Facts) -> Result<BTreeMap<u32, String>, Box<dyn std::error::Error>> {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let functions = &facts.functions;
    for (name, index) in [
        ("functions.malloc", functions.malloc),
        ("functions.free", functions.free),
        ("functions.gc_alloc", functions.gc_alloc),
        ("functions.gc_free", functions.gc_free),
        ("functions.gc_collect", functions.gc_collect),
    ] {
        names.insert(index, name.to_owned());
    }
    for patch in &facts.roots.patch {
        names.entry(patch.function).or_insert("a patch".to_owned());
        for (index, _) in Text::of_patch(patch)?.parts()?.functions {
            names.entry(index).or_insert(format!("the patch of {}", patch.function));
        }
    }
    for pad in &facts.roots.pad {
        names.entry(pad.function).or_insert("a pad".to_owned());
    }
    for edit in &facts.roots.edit {
        names.entry(edit.function).or_insert("an edit".to_owned());
        for text in [&edit.find, &edit.replace] {
            for operator in Text::of_edit(text)?.parts()?.operators {
                if let Operator::Call { function_index } = operator {
                    let name = format!("the edit of {}", edit.function);
                    names.entry(function_index).or_insert(name);
                }
            }
        }
    }
    Ok(names)
}

/// For each function that is named anywhere: the functions of the file that look like the artifact's.
/// For each edit: the functions in which its instructions occur.
pub fn search<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    known: &Module<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let shapes = Shapes::of(module);
    let known = Shapes::of(known);
    let mut alike: HashMap<&[String], Vec<u32>> = HashMap::new();
    for (index, shape) in &shapes.functions {
        alike.entry(shape).or_default().push(*index);
    }
    report.section("Functions that look like those of the known artifact")?;
    for (index, name) in named(facts)? {
        let Some((_, shape)) = known.functions.iter().find(|(one, _)| *one == index) else {
            // Imports are found by their names.
            continue;
        };
        let candidates = alike.get(&shape[..]).cloned().unwrap_or_default();
        let verdict = match (candidates.is_empty(), candidates.contains(&index)) {
            (true, _) => Verdict::Open,
            (false, fits) => Verdict::of(fits),
        };
        let entry = format!("function {index} of {name}");
        report.line(verdict, &entry, "", format!("looks like {}", list(&candidates)))?;
    }
    report.section("Functions in which the instructions of an edit occur")?;
    for edit in &facts.roots.edit {
        if patch_of(facts, edit).is_none() {
            sequence(report, module, &shapes, edit)?;
        }
    }
    Ok(())
}

fn sequence<W: Write>(
    report: &mut Report<W>,
    module: &Module<'_>,
    shapes: &Shapes,
    edit: &guest::roots::Edit,
) -> Result<(), Box<dyn std::error::Error>> {
    let text = Text::of_edit(&edit.find)?;
    let find = text.parts()?.operators;
    let mut exact = Vec::new();
    for function in module.functions() {
        let count = occurrences(&function.operators, &find);
        exact.extend(std::iter::repeat_n(function.index, count));
    }
    let find = shape(&find);
    let mut loose = Vec::new();
    for (index, shape) in &shapes.functions {
        let count = occurrences(shape, &find);
        loose.extend(std::iter::repeat_n(*index, count));
    }
    let name = format!("edit of function {}", edit.function);
    let found = format!("{}; with other calls and addresses: {}", list(&exact), list(&loose));
    let fits = exact.contains(&edit.function);
    Ok(report.line(Verdict::of(fits), &name, shortened(&edit.find), found)?)
}

/// The instructions of a function, one in a line.
pub fn print<W: Write>(out: &mut W, module: &Module<'_>, index: u32) -> io::Result<()> {
    let callers: Vec<u32> = module.callers(index).into_iter().collect();
    let ty = module.type_text(index);
    writeln!(out, "function {index}: {ty}, called by {}", list(&callers))?;
    let Some(function) = module.function(index) else { return Ok(()) };
    for (at, operator) in function.operators.iter().enumerate() {
        writeln!(out, "{at:>5} {operator:?}")?;
    }
    Ok(())
}
