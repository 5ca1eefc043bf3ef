//! What shows only while the interpreter runs: runs `probe.py` in the file.

use std::collections::BTreeMap;
use std::io::Write;

use guest::facts::Facts;
use wasmparser::Operator;

use super::functions::static_end;
use super::module::Module;
use super::python::Python;
use super::report::{Report, Verdict, list};
use super::state::fields;
use super::texts::Text;

/// Long enough to need no collection: the file's own collector is not sound.
const HEAP: &str = "64M";

/// Lowest address of static data.
const STATIC_BEGIN: u32 = 1024;

/// Runs the file, and compares the addresses that the experiments give.
pub fn probe<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    wasm: &[u8],
) -> Result<(), Box<dyn std::error::Error>> {
    report.section("At run time: addresses that experiments give")?;
    let pointer = facts.globals.stack_pointer;
    let limit = module.globals.get(pointer as usize).and_then(|(_, value)| *value).unwrap_or(0);
    let high = static_end(module, pointer);
    let code = include_str!("probe.py");
    let code = format!("LOW, HIGH, LIMIT = {STATIC_BEGIN}, {high}, {limit}\n{code}");
    let run = Python::new(wasm).run(&code, HEAP, None);
    let mut found: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut rest = Vec::new();
    for line in run.output.lines() {
        let (name, values) = line.split_once(' ').unwrap_or((line, ""));
        match values.split_whitespace().map(str::parse).collect() {
            Ok(values) if name.contains('.') => _ = found.insert(name, values),
            _ => rest.push(line),
        }
    }
    if !rest.is_empty() || run.trap.is_some() {
        let detail = format!("{} {}", rest.join(" / "), run.trap.unwrap_or_default());
        report.line(Verdict::Open, "probe.py", "", format!("it did not end well: {detail}"))?;
    }
    let mut entries = vec![
        ("objects.str_type".to_owned(), vec![facts.objects.str_type]),
        ("objects.bytes_type".to_owned(), vec![facts.objects.bytes_type]),
        ("objects.module_maps".to_owned(), facts.objects.module_maps.clone()),
    ];
    for (name, offset, _) in fields(facts) {
        entries.push((format!("state.{name}"), vec![facts.objects.state + offset]));
    }
    for (entry, says) in entries {
        let candidates = found.get(&entry[..]);
        let verdict = candidates.map_or(Verdict::Open, |candidates| {
            Verdict::of(says.iter().all(|address| candidates.contains(address)))
        });
        let candidates = candidates.map_or("no experiment".to_owned(), |found| list(found));
        report.line(verdict, &entry, format!("address {}", list(&says)), candidates)?;
    }
    del(report, facts, found.get("qstr.__del__").and_then(|found| found.first()))
}

/// The number of the name `__del__` stands in the patch that calls finalisers.
fn del<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    number: Option<&u32>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut named = false;
    for patch in &facts.roots.patch {
        let text = Text::of_patch(patch)?;
        named |= text.parts()?.operators.iter().any(|operator| {
            matches!((operator, number), (Operator::I32Const { value }, Some(number))
                if value.cast_unsigned() == *number)
        });
    }
    let number = number.map_or("unknown".to_owned(), u32::to_string);
    let found = if named { "a patch holds that number" } else { "no patch holds that number" };
    Ok(report.line(Verdict::of(named), "the name __del__", number, found)?)
}
