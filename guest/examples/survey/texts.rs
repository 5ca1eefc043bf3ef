//! The patches and edits: whether what they change is there, and whether what they name is the same.

use std::collections::BTreeSet;
use std::io::{self, Write};

use guest::facts::Facts;
use guest::roots::{Edit, Patch};
use wasmparser::{FuncType, Operator, Parser, Payload, TypeRef};

use super::module::{Function, Module};
use super::report::{Report, Verdict, list};
use super::state::{fields, offsets};

/// A text of artifact.toml, assembled.
pub struct Text {
    wasm: Vec<u8>,
}

/// One function of an assembled text.
pub struct Parts<'t> {
    pub operators: Vec<Operator<'t>>,
    /// Functions of the artifact that it imports, with the types it takes them to have.
    pub functions: Vec<(u32, String)>,
    /// The type of the function itself.
    pub ty: String,
}

impl Text {
    pub fn of_edit(instructions: &str) -> Result<Text, wat::Error> {
        Ok(Text { wasm: wat::parse_str(format!("(module (func {instructions}))"))? })
    }

    pub fn of_patch(patch: &Patch) -> Result<Text, wat::Error> {
        Text::of_function(&patch.wat)
    }

    pub fn of_function(wat: &str) -> Result<Text, wat::Error> {
        Ok(Text { wasm: wat::parse_str(wat)? })
    }

    /// The function without its last `end`.
    pub fn parts(&self) -> wasmparser::Result<Parts<'_>> {
        let mut types: Vec<FuncType> = Vec::new();
        let mut parts = Parts { operators: Vec::new(), functions: Vec::new(), ty: String::new() };
        for payload in Parser::new(0).parse_all(&self.wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        types.push(ty?);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let number = import.name.strip_prefix("function ");
                        let number = number.and_then(|number| number.parse().ok());
                        if let (TypeRef::Func(ty), Some(number)) = (import.ty, number) {
                            let ty = types.get(ty as usize).map(super::module::type_text);
                            parts.functions.push((number, ty.unwrap_or_default()));
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        let ty = types.get(ty? as usize).map(super::module::type_text);
                        parts.ty = ty.unwrap_or_default();
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    parts.operators = Function::read(0, &body)?.operators;
                    parts.operators.pop();
                }
                _ => {}
            }
        }
        Ok(parts)
    }
}

/// How often a sequence of instructions occurs.
pub fn occurrences<T: PartialEq>(operators: &[T], find: &[T]) -> usize {
    if find.is_empty() {
        return 0;
    }
    operators.windows(find.len()).filter(|window| *window == find).count()
}

/// All `[[roots.patch]]`: the hash of each body, the functions it calls, the addresses in it.
pub fn patches<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    steps: &[u32],
) -> Result<(), Box<dyn std::error::Error>> {
    for patch in &facts.roots.patch {
        let name = format!("patch of function {}", patch.function);
        let original = module.function(patch.function);
        let found = original.map_or("no such function", |function| &function.sha256);
        let elsewhere: Vec<u32> = module
            .functions()
            .filter(|function| function.sha256 == patch.sha256)
            .map(|function| function.index)
            .collect();
        let found = format!("{found}; functions with that body: {}", list(&elsewhere));
        let fits = elsewhere.contains(&patch.function);
        report.line(Verdict::of(fits), &format!("{name}, sha256"), &patch.sha256, found)?;
        let text = Text::of_patch(patch)?;
        let parts = text.parts()?;
        let ty = module.type_text(patch.function);
        report.equal(&format!("{name}, type"), parts.ty.as_str(), ty.as_str())?;
        callees(report, facts, module, &name, &parts)?;
        if patch.function == facts.functions.gc_collect {
            let named: Vec<u32> = parts.functions.iter().map(|(function, _)| *function).collect();
            let fits = !steps.is_empty() && named.ends_with(steps);
            let found = format!("gc_collect calls {}", list(steps));
            report.line(Verdict::of(fits), &format!("{name}, order"), list(&named), found)?;
        }
        addresses(report, facts, module, &name, &parts.operators)?;
    }
    Ok(())
}

/// All `[[roots.add]]`: their indices, the functions they call, the addresses in them.
pub fn additions<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let free = module.functions().map(|function| function.index + 1).max().unwrap_or(0);
    for (add, free) in facts.roots.add.iter().zip(free..) {
        let name = format!("new function {}", add.function);
        report.equal(&format!("{name}, index"), add.function, free)?;
        let text = Text::of_function(&add.wat)?;
        let parts = text.parts()?;
        callees(report, facts, module, &name, &parts)?;
        addresses(report, facts, module, &name, &parts.operators)?;
    }
    Ok(())
}

/// The functions that a text calls, new ones apart.
fn callees<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    name: &str,
    parts: &Parts<'_>,
) -> io::Result<()> {
    for (function, ty) in parts.functions.iter().filter(|(index, _)| !is_new(facts, *index)) {
        let found = module.type_text(*function);
        let entry = format!("{name} calls");
        let says = format!("{function}, {ty}");
        report.line(Verdict::of(found == *ty), &entry, says, found)?;
    }
    Ok(())
}

fn is_new(facts: &Facts, function: u32) -> bool {
    facts.roots.add.iter().any(|add| add.function == function)
}

/// The addresses that a text holds: words of the state, or of the memory that the stack left.
fn addresses<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    name: &str,
    operators: &[Operator<'_>],
) -> io::Result<()> {
    let state = facts.objects.state;
    let mine: BTreeSet<u32> = offsets(operators, state)
        .into_iter()
        .map(|(offset, _)| offset)
        .filter(|o| *o > 0)
        .collect();
    let used: BTreeSet<u32> = module
        .functions()
        .flat_map(|function| offsets(&function.operators, state))
        .map(|(offset, _)| offset)
        .collect();
    let fields = fields(facts);
    let is_field = |offset: u32| fields.iter().any(|(_, field, _)| *field == offset);
    let in_left_stack = |offset: u32| {
        let address = state + offset;
        (facts.memory.data_end..facts.globals.stack_pointer_initial).contains(&address)
    };
    let strange: Vec<u32> = mine
        .iter()
        .copied()
        .filter(|offset| !is_field(*offset) && !used.contains(offset) && !in_left_stack(*offset))
        .collect();
    if mine.is_empty() {
        return Ok(());
    }
    let nameless: Vec<u32> = mine
        .iter()
        .copied()
        .filter(|offset| !is_field(*offset) && !in_left_stack(*offset))
        .collect();
    let mine: Vec<u32> = mine.into_iter().collect();
    let found = format!(
        "without an entry of their own: {}; used by no function: {}",
        list(&nameless),
        list(&strange)
    );
    let entry = format!("{name}, offsets from the state");
    report.line(Verdict::of(strange.is_empty()), &entry, list(&mine), found)
}

/// All `[[roots.edit]]`: how often each `find` occurs, and what the replacements name.
pub fn edits<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    for edit in &facts.roots.edit {
        let text = Text::of_edit(&edit.find)?;
        let find = text.parts()?.operators;
        let (count, place) = places(facts, module, edit)?;
        let name = format!("edit of function {}", edit.function);
        let found = format!("occurrences in {place}: {count}");
        report.line(Verdict::of(count == edit.times), &name, shortened(&edit.find), found)?;
        let text = Text::of_edit(&edit.replace)?;
        let replace = text.parts()?.operators;
        for operator in replace.iter().filter(|operator| !find.contains(operator)) {
            if let Operator::Call { function_index } = operator
                && !is_new(facts, *function_index)
            {
                let found = module.type_text(*function_index);
                let entry = format!("{name} calls");
                report.line(Verdict::of(found == "() -> ()"), &entry, function_index, found)?;
            }
        }
        addresses(report, facts, module, &name, &replace)?;
    }
    Ok(())
}

/// How often the instructions of an edit occur where they must; and where that is.
fn places(
    facts: &Facts,
    module: &Module<'_>,
    edit: &Edit,
) -> Result<(usize, &'static str), Box<dyn std::error::Error>> {
    let text = Text::of_edit(&edit.find)?;
    let find = text.parts()?.operators;
    if let Some(patch) = patch_of(facts, edit) {
        // An edit refines a patch.
        let patch = Text::of_patch(patch)?;
        return Ok((occurrences(&patch.parts()?.operators, &find), "its patch"));
    }
    let function = module.function(edit.function);
    Ok((function.map_or(0, |one| occurrences(&one.operators, &find)), "its body"))
}

/// The patch of the function that an edit changes.
pub fn patch_of<'f>(facts: &'f Facts, edit: &Edit) -> Option<&'f Patch> {
    facts.roots.patch.iter().find(|patch| patch.function == edit.function)
}

/// All `[[roots.pad]]`. Where the function has an edit too, that tells whether it is the right one.
pub fn pads<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    for pad in &facts.roots.pad {
        let pointer = facts.globals.stack_pointer;
        let function = module.function(pad.function);
        let frame = function.and_then(|function| frame(function, pointer));
        let frame = frame
            .map_or("no frame of its own".to_owned(), |bytes| format!("a frame of {bytes} bytes"));
        let callers: Vec<u32> = module.callers(pad.function).into_iter().collect();
        let ty = module.type_text(pad.function);
        let found = format!("{ty}, {frame}, called by {}", list(&callers));
        let edit = facts.roots.edit.iter().find(|edit| edit.function == pad.function);
        let verdict = match edit {
            _ if function.is_none() => Verdict::Differs,
            Some(edit) => Verdict::of(places(facts, module, edit)?.0 == 1),
            None => Verdict::Open,
        };
        report.line(verdict, "pad of function", pad.function, found)?;
    }
    Ok(())
}

/// The bytes that a function takes from the stack at its beginning.
fn frame(function: &Function<'_>, pointer: u32) -> Option<i32> {
    function.operators.windows(3).take(20).find_map(|window| match window {
        [Operator::GlobalGet { global_index }, Operator::I32Const { value }, Operator::I32Sub]
            if *global_index == pointer =>
        {
            Some(*value)
        }
        _ => None,
    })
}

/// A text in one line of bearable length.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("\"{} ...\"", &line[..at]),
        None => format!("\"{line}\""),
    }
}
