//! A toy collector for the tests of the roots pass: the host hands out objects, scans the shadow stack
//! when told to collect, and remembers every use of an object that it had freed.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use guest::roots::{Collect, Options, Refit, Spec, Stack, refit};
use wasmtime::{Caller, Config, Engine, Extern, Linker, Module, Store, Val};

/// Size of an object. Addresses between two of them belong to none.
const OBJECT: u32 = 32;
const SPACING: u32 = 64;
const HEAP: u32 = 0x0100_0000;
/// Top of the shadow stack in all test modules.
pub const STACK_TOP: i32 = 65536;

/// What happened in one run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Objects that were used after they had been freed.
    pub lost: Vec<u32>,
    /// All uses, in order.
    pub used: Vec<u32>,
    /// Numbers that the module reported.
    pub reported: Vec<i64>,
    pub collections: u32,
    pub trapped: bool,
    pub stack_pointer: i32,
}

#[derive(Default)]
struct Heap {
    alive: Vec<bool>,
    outcome: Outcome,
}

/// The facts of a test module: its stack pointer is the first global, exported as "sp".
pub fn spec() -> Spec {
    Spec {
        stack: Stack { pointer: 0, initial: STACK_TOP, relocate: None },
        collect: Collect { functions: vec![], imports: vec!["host.collect".to_owned()] },
        pad: vec![],
        patch: vec![],
        add: vec![],
        data: vec![],
        edit: vec![],
        spill: vec![],
    }
}

/// Puts the imports, the memory and the stack pointer around the given functions.
pub fn module(functions: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
          (import "host" "alloc" (func $alloc (result i32)))
          (import "host" "collect" (func $collect))
          (import "host" "use" (func $use (param i32)))
          (import "host" "report" (func $report (param i64)))
          (memory (export "memory") 1)
          (global $sp (export "sp") (mut i32) (i32.const {STACK_TOP}))
          {functions})"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The pass over a test module.
pub fn refitted(wasm: &[u8]) -> Refit {
    refit(wasm, &spec(), &Options::default()).unwrap()
}

pub fn engine() -> Engine {
    let mut config = Config::new();
    config.wasm_function_references(true).wasm_exceptions(true).consume_fuel(true);
    config.cranelift_opt_level(wasmtime::OptLevel::None);
    Engine::new(&config).unwrap()
}

/// Runs the export "run".
pub fn run(engine: &Engine, wasm: &[u8]) -> Outcome {
    let module = Module::new(engine, wasm).unwrap();
    let mut linker: Linker<Heap> = Linker::new(engine);
    linker
        .func_wrap("host", "alloc", |mut caller: Caller<'_, Heap>| {
            let alive = &mut caller.data_mut().alive;
            alive.push(true);
            (HEAP + (alive.len() as u32 - 1) * SPACING) as i32
        })
        .unwrap();
    linker.func_wrap("host", "collect", collect).unwrap();
    linker
        .func_wrap("host", "use", |mut caller: Caller<'_, Heap>, address: i32| {
            let heap = caller.data_mut();
            heap.outcome.used.push(address as u32);
            if let Some(object) = object(address as u32, heap.alive.len())
                && !heap.alive[object]
            {
                heap.outcome.lost.push(address as u32);
            }
        })
        .unwrap();
    linker
        .func_wrap("host", "report", |mut caller: Caller<'_, Heap>, number: i64| {
            caller.data_mut().outcome.reported.push(number);
        })
        .unwrap();
    let mut store = Store::new(engine, Heap::default());
    store.set_fuel(2_000_000).unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let run = instance.get_typed_func::<(), ()>(&mut store, "run").unwrap();
    let trapped = run.call(&mut store, ()).is_err();
    let pointer = instance.get_global(&mut store, "sp").unwrap().get(&mut store);
    let mut outcome = std::mem::take(&mut store.data_mut().outcome);
    outcome.trapped = trapped;
    outcome.stack_pointer = match pointer {
        Val::I32(pointer) => pointer,
        other => panic!("the stack pointer is {other:?}"),
    };
    outcome
}

/// Frees every object that no word of the shadow stack points into.
fn collect(mut caller: Caller<'_, Heap>) {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else { panic!("no memory") };
    let Some(Extern::Global(pointer)) = caller.get_export("sp") else { panic!("no sp") };
    let pointer = pointer.get(&mut caller).i32().unwrap();
    let stack = memory.data(&caller)[pointer as usize..STACK_TOP as usize].to_vec();
    let heap = caller.data_mut();
    let mut marked = vec![false; heap.alive.len()];
    for word in stack.chunks_exact(4) {
        let word = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
        if let Some(object) = object(word, marked.len()) {
            marked[object] = true;
        }
    }
    for (alive, marked) in heap.alive.iter_mut().zip(marked) {
        *alive &= marked;
    }
    heap.outcome.collections += 1;
}

/// The object that an address lies in.
fn object(address: u32, count: usize) -> Option<usize> {
    let offset = address.checked_sub(HEAP)?;
    let object = (offset / SPACING) as usize;
    (offset % SPACING < OBJECT && object < count).then_some(object)
}
