//! Random valid modules of wasm-smith: after the pass they are valid and behave as before.
//!
//! `ROOTS_MODULES` sets the number of modules, `ROOTS_SEED` where to begin.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "roots_support/smith.rs"]
mod smith;

use guest::roots::{RootsError, refit};
use smith::{POINTER, STACK, generate};
use wasmtime::{
    Caller, Config, Engine, Error, Extern, ExternType, Func, Instance, Linker, Memory, Module,
    Store, ThrownException, Trap, Val,
};

/// More fuel and native stack than a module can use before it traps by itself.
const FUEL: u64 = 10_000_000;
const WASM_STACK: usize = 768 << 10;

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How a call has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    Returned(Vec<String>),
    Trapped(Trap),
    Thrown,
}

/// What can be seen of a call from outside.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    end: End,
    /// Calls of imports, with their arguments.
    imports: Vec<String>,
    globals: Vec<String>,
    /// All but the shadow stack.
    memory: Vec<u8>,
}

#[derive(Default)]
struct Host {
    imports: Vec<String>,
    /// Calls of imports with the stack pointer below its initial value.
    with_frame: u64,
}

fn engine() -> Engine {
    let mut config = Config::new();
    config.wasm_function_references(true).wasm_exceptions(true).consume_fuel(true);
    config.cranelift_opt_level(wasmtime::OptLevel::None).max_wasm_stack(WASM_STACK);
    Engine::new(&config).unwrap()
}

/// Calls every function that is exported, each in an instance of its own; `fill` is what lies in the
/// shadow stack at first. Also says how many calls of imports found a frame there. None if a data
/// segment does not fit.
fn run(module: &Module, fill: u8) -> Option<(Vec<Outcome>, u64)> {
    let (mut outcomes, mut with_frame) = (Vec::new(), 0);
    for export in module.exports() {
        let ExternType::Func(ty) = export.ty() else { continue };
        let arguments: Option<Vec<Val>> = ty.params().map(|ty| argument(&ty)).collect();
        let Some(arguments) = arguments else { continue };
        let (mut store, instance) = instantiate(module)?;
        let memory = memory(&instance, &mut store);
        memory.data_mut(&mut store)[STACK].fill(fill);
        let function = instance.get_func(&mut store, export.name()).unwrap();
        let end = end(&mut store, &function, &arguments, ty.results().len());
        let pointer = instance.get_global(&mut store, POINTER).unwrap();
        if matches!(end, End::Returned(_)) {
            assert_eq!(pointer.get(&mut store).i32(), Some(STACK.end as i32), "stack pointer");
        }
        // A trap or an exception leaves it anywhere.
        pointer.set(&mut store, Val::I32(STACK.end as i32)).unwrap();
        let exports: Vec<Extern> =
            instance.exports(&mut store).map(|export| export.into_extern()).collect();
        let globals = exports.into_iter().filter_map(Extern::into_global);
        let globals = globals.map(|global| text(&global.get(&mut store))).collect();
        let data = memory.data(&store);
        let memory = [&data[..STACK.start], &data[STACK.end..]].concat();
        let imports = std::mem::take(&mut store.data_mut().imports);
        outcomes.push(Outcome { end, imports, globals, memory });
        with_frame += store.data().with_frame;
    }
    Some((outcomes, with_frame))
}

fn instantiate(module: &Module) -> Option<(Store<Host>, Instance)> {
    let mut store = Store::new(module.engine(), Host::default());
    store.set_fuel(FUEL).unwrap();
    let mut linker = Linker::new(module.engine());
    for import in module.imports() {
        let ty = import.ty().unwrap_func().clone();
        let name = import.name().to_owned();
        let function =
            Func::new(&mut store, ty, move |mut caller, arguments, results| -> Result<(), Error> {
                call(&mut caller, &name, arguments, results);
                Ok(())
            });
        linker.define(&store, import.module(), import.name(), function).unwrap();
    }
    let instance = linker.instantiate(&mut store, module).ok()?;
    Some((store, instance))
}

fn memory(instance: &Instance, store: &mut Store<Host>) -> Memory {
    let exports: Vec<Extern> = instance.exports(store).map(|export| export.into_extern()).collect();
    exports.into_iter().find_map(Extern::into_memory).unwrap()
}

/// An import: notes its arguments and makes results of them.
fn call(caller: &mut Caller<'_, Host>, name: &str, arguments: &[Val], results: &mut [Val]) {
    // A module may export its imports; called directly they have no caller.
    let pointer = caller.get_export(POINTER).and_then(Extern::into_global);
    let pointer = pointer.and_then(|pointer| pointer.get(&mut *caller).i32());
    let pointer = pointer.map_or(STACK.end, |pointer| pointer as usize);
    assert!(pointer.is_multiple_of(16) && pointer <= STACK.end, "stack pointer {pointer}");
    let arguments: Vec<String> = arguments.iter().map(text).collect();
    let host = caller.data_mut();
    host.with_frame += u64::from(pointer < STACK.end);
    assert!(pointer > STACK.start + STACK.len() / 4, "the shadow stack is too small");
    let number = host.imports.len() as i64;
    host.imports.push(format!("{name} {arguments:?}"));
    if let Some(result) = results.first_mut() {
        *result = match name {
            "wide" => Val::I64(number << 33 | 5),
            _ => Val::I32(number as i32 * 3),
        };
    }
}

fn end(store: &mut Store<Host>, function: &Func, arguments: &[Val], results: usize) -> End {
    let mut values = vec![Val::I32(0); results];
    match function.call(&mut *store, arguments, &mut values) {
        Ok(()) => End::Returned(values.iter().map(text).collect()),
        Err(error) if error.is::<ThrownException>() => {
            store.take_pending_exception();
            End::Thrown
        }
        Err(error) => match error.downcast_ref::<Trap>() {
            Some(trap) => End::Trapped(*trap),
            None => panic!("{error:?}"),
        },
    }
}

/// An argument of the given type; None if there is no telling which.
fn argument(ty: &wasmtime::ValType) -> Option<Val> {
    Some(match ty {
        wasmtime::ValType::I32 => Val::I32(40),
        wasmtime::ValType::I64 => Val::I64(-7),
        wasmtime::ValType::F32 => Val::F32(1.5f32.to_bits()),
        wasmtime::ValType::F64 => Val::F64((-0.25f64).to_bits()),
        wasmtime::ValType::Ref(ty) if ty.is_nullable() => Val::null_ref(ty.heap_type()),
        _ => return None,
    })
}

/// A value as text; of a reference, whether there is one.
fn text(value: &Val) -> String {
    match value {
        Val::I32(value) => format!("{value}"),
        Val::I64(value) => format!("{value}"),
        Val::F32(bits) => format!("{bits:x}"),
        Val::F64(bits) => format!("{bits:x}"),
        other => format!("reference, null: {}", other.ref_().is_none_or(|one| one.is_null())),
    }
}

#[test]
fn random_modules_behave_as_before() {
    let first = variable("ROOTS_SEED", 0);
    let count = variable("ROOTS_MODULES", 100);
    let engine = engine();
    let compile = |wasm: &[u8]| Module::new(&engine, wasm).unwrap();
    let (mut refused, mut changed, mut compared, mut exercised) = (0, 0, 0, 0);
    let (mut returned, mut thrown) = (0, 0);
    for seed in first..first + count {
        let random = generate(seed);
        let refitted = match refit(&random.wasm, &random.spec, &Default::default()) {
            Ok(refitted) => refitted,
            // The pass may refuse what LLVM does not write, but must say so.
            Err(RootsError::Unsupported { .. }) => {
                refused += 1;
                continue;
            }
            Err(error) => panic!("seed {seed}: {error:?}"),
        };
        changed += u64::from(refitted.stats.crossed_calls > 0);
        let original = compile(&random.wasm);
        let [Some((before, _)), Some((other, _))] = [0x00, 0xA5].map(|fill| run(&original, fill))
        else {
            continue;
        };
        // The pass must understand its own output, too.
        let again = refit(&refitted.wasm, &random.spec, &Default::default());
        let again = again.unwrap_or_else(|error| panic!("seed {seed}, second time: {error:?}"));
        let mut frames = 0;
        for wasm in [&refitted.wasm, &again.wasm] {
            let (after, with_frame) = run(&compile(wasm), 0).unwrap();
            frames += with_frame;
            assert_eq!(after.len(), before.len());
            for ((before, other), after) in before.iter().zip(&other).zip(&after) {
                // What the code reads from the shadow stack is no part of its behaviour.
                if before == other {
                    let ends = [&before.end, &after.end];
                    assert!(before == after, "seed {seed} behaves differently: {ends:?}");
                    compared += 1;
                    returned += u64::from(matches!(after.end, End::Returned(_)));
                    thrown += u64::from(after.end == End::Thrown);
                }
            }
        }
        exercised += u64::from(frames > 0);
    }
    let counts = format!(
        "{count} modules: {refused} refused, {changed} changed, {exercised} call an import from \
         within a frame of the pass; {compared} calls compared, {returned} return, {thrown} throw"
    );
    assert!(refused * 3 < count * 2 && changed > count / 4 && exercised > count / 5, "{counts}");
    assert!(returned > count && thrown > 0 && compared > returned, "{counts}");
}
