//! The roots pass: makes every live heap pointer visible to a collector that scans linear memory only.
//!
//! A conservative collector finds the pointers that C code holds by scanning its stack. Compiled to
//! WebAssembly, most of them sit in locals and on the operand stack instead, which nothing can scan, so
//! a collection frees objects in use. This pass rewrites a module so that around each call which may
//! collect, every value which may be a pointer and is wanted after the call also lies in the *shadow
//! stack*, the C stack in linear memory.
//!
//! Nothing here knows MicroPython: what holds for one module only is in its [`Spec`].
//! The steps, each in its file: [`decode`] and [`flow`] (operand stack, control flow), [`webs`], [`pointers`]
//! (which values can be pointers), [`calls`] (which calls can collect), [`liveness`], [`definitions`],
//! [`cycles`], [`choices`], [`bases`], [`staleness`], [`anchors`] and [`coalesce`] (derived pointers), [`frequency`] and
//! [`placement`] (where to store), [`levels`] and [`frames`] (room in the shadow stack), [`patches`],
//! [`spills`], [`emit`].

#![forbid(unsafe_code)]

mod additions;
mod anchors;
mod bases;
mod bits;
mod calls;
mod choices;
mod coalesce;
mod cycles;
mod decode;
mod definitions;
mod edit;
mod emit;
mod error;
mod flow;
mod frames;
mod frequency;
mod function;
mod levels;
mod liveness;
mod patches;
mod placement;
mod pointers;
mod spec;
mod spills;
mod staleness;
mod webs;

use std::collections::BTreeMap;

use self::calls::Collectors;
use self::decode::{Body, Module};
use self::emit::Changes;
pub use self::error::RootsError;
pub use self::spec::{Add, Collect, Data, Edit, Pad, Patch, Relocate, Spec, Spill, Stack, When};

const PAGE: u32 = 65536;

/// How often the collector runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the program has it.
    #[default]
    Normal,
    /// At every allocation: a test mode that leaves no lost pointer undetected.
    CollectAlways,
}

/// Which image to make.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    pub mode: Mode,
    /// Overwrite free blocks after each collection: a test mode that makes every use of one fail.
    pub poison: bool,
    /// Leave out the library, but for what the bootstrap itself needs: a collection then takes a twentieth of the
    /// time, in tests that collect all the time.
    pub bare: bool,
}

impl Options {
    fn includes(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::CollectAlways => self.mode == Mode::CollectAlways,
            When::Poison => self.poison,
        }
    }
}

/// A module after the pass.
#[derive(Clone, Debug)]
pub struct Refit {
    pub wasm: Vec<u8>,
    /// Where the shadow stack has moved to, if the [`Spec`] says so.
    pub layout: Option<Layout>,
    pub stats: Stats,
}

/// The shadow stack's new place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Initial size of the memory, in pages of 64 KiB.
    pub pages: u64,
    /// The stack pointer's initial value: one past the highest byte of the stack.
    pub stack_top: u32,
    /// Lowest address of the stack. The word there must stay what it is.
    pub canary_address: u32,
    pub canary: u32,
}

/// What the pass has done, for tests and for the curious.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Instructions removed that kept copies of locals for `setjmp`.
    pub spills: usize,
    /// Functions from which a collection can be reached.
    pub collecting: usize,
    /// Functions whose own frame was enlarged, that got one, and whose calls got one.
    pub merged: usize,
    pub wrapped: usize,
    pub bracketed: usize,
    /// Calls across which a pointer lives.
    pub crossed_calls: usize,
    /// Words of frame added, over all functions.
    pub words: usize,
    /// Stores added.
    pub stores: usize,
    /// Values beneath call arguments, choices and bases that were given a local.
    pub named_values: usize,
    pub named_choices: usize,
    pub named_bases: usize,
    /// Locals added to follow the base of a derived pointer.
    pub anchors: usize,
}

/// Runs the pass over a module.
pub fn refit(wasm: &[u8], spec: &Spec, options: &Options) -> Result<Refit, RootsError> {
    let added;
    let wasm = if spec.add.is_empty() && spec.data.is_empty() {
        wasm
    } else {
        added = additions::append(wasm, &spec.add, &spec.data)?;
        &added
    };
    let module = Module::decode(wasm)?;
    let layout = relocated(&module, &spec.stack)?;
    let included = |when: When| options.includes(when);
    let assembled = patches::Assembled::new(
        spec.patch.iter().filter(|patch| included(patch.when)),
        spec.edit.iter().filter(|edit| included(edit.when)),
    )?;
    let mut bodies = Vec::new();
    for (index, body) in (module.first_defined()..).zip(&module.bodies) {
        bodies.push(module.body(index, body)?);
    }
    let mut patched = assembled.apply(&module, &mut bodies)?;
    let mut stats = Stats::default();
    for spill in &spec.spill {
        let at = patches::position(&module, &bodies, spill.function)?;
        let body = &mut bodies[at];
        let flow = flow::Flow::of(body, &module)?;
        stats.spills += spills::remove(body, &flow, spill, spec.stack.pointer)?;
        patched.push(spill.function);
    }
    let collectors = Collectors::find(&module, &bodies, &spec.collect)?;
    stats.collecting = collectors.count();
    let mut changed: BTreeMap<u32, Body<'_>> = BTreeMap::new();
    for body in bodies {
        let index = body.index;
        let is_patched = patched.contains(&index);
        let original = is_patched.then(|| body.clone());
        let rewritten = function::rewrite(&module, &collectors, spec, body, &mut stats)?;
        if let Some(body) = rewritten.or(original) {
            changed.insert(index, body);
        }
    }
    let changes = Changes {
        stack_pointer: spec.stack.pointer,
        layout: layout.as_ref(),
        first_defined: module.first_defined(),
        bodies: changed,
    };
    let wasm = emit::emit(wasm, &changes)?;
    decode::validate("after", &wasm)?;
    Ok(Refit { wasm, layout, stats })
}

/// Checks the stack pointer and says where the stack goes.
fn relocated(module: &Module<'_>, stack: &Stack) -> Result<Option<Layout>, RootsError> {
    let pointer = module.globals.get(stack.pointer as usize);
    let is_pointer =
        |ty: &wasmparser::GlobalType| ty.mutable && ty.content_type == wasmparser::ValType::I32;
    let global = format!("global {}", stack.pointer);
    if !pointer.is_some_and(is_pointer) || module.memory_pages.is_none() {
        return Err(RootsError::Mismatch {
            what: global,
            found: format!("{pointer:?}"),
            wanted: "a mutable i32, beside a memory".to_owned(),
        });
    }
    let value = module.global_values[stack.pointer as usize];
    matches(&global, &value, &Some(stack.initial))?;
    let Some(relocate) = &stack.relocate else { return Ok(None) };
    matches("the memory's size", &module.memory_pages, &Some(relocate.initial_pages))?;
    let pages = relocate.initial_pages + u64::from(relocate.bytes / PAGE + relocate.pages_above);
    let canary_address = relocate.initial_pages as u32 * PAGE;
    Ok(Some(Layout {
        pages,
        stack_top: canary_address + relocate.bytes,
        canary_address,
        canary: relocate.canary,
    }))
}

/// Refuses a module that is not what the data file describes.
fn matches<T: PartialEq + std::fmt::Debug>(
    what: &str,
    found: &T,
    wanted: &T,
) -> Result<(), RootsError> {
    if found == wanted {
        return Ok(());
    }
    let (found, wanted) = (format!("{found:?}"), format!("{wanted:?}"));
    Err(RootsError::Mismatch { what: what.to_owned(), found, wanted })
}
