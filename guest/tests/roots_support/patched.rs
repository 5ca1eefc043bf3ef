//! Runs a program in each image, without the library and without a worker: as shipped, and with a collection at every
//! allocation. They are compiled once for all tests of a file.

use std::sync::LazyLock;

use guest::facts::Facts;
use guest::roots::{Mode, Options};

use crate::python::{Python, artifact, refitted};

/// A function from the address of its object.
const PRELUDE: &str = "import machine
def native(address):
    cell = [None]
    machine.mem32[machine.mem32[id(cell) + 12]] = address
    return cell[0]
";

static IMAGES: LazyLock<[(Mode, Python); 2]> = LazyLock::new(|| {
    let artifact = artifact();
    [(Mode::Normal, false), (Mode::CollectAlways, true)].map(|(mode, poison)| {
        let options = Options { mode, poison, bare: true };
        (mode, Python::new(&refitted(&artifact, &options).wasm))
    })
});

/// What the program prints is expected. It finds functions of `patches/` by the names `native`; `{hooks}` in it stands
/// for the address of the words `hooks`.
#[track_caller]
pub fn prints(native: &[&str], hooks: &str, program: &str, expected: &str) {
    let names = Facts::load().expect("the facts").patch_names;
    let mut source = if native.is_empty() { "" } else { PRELUDE }.to_owned();
    for name in native {
        source += &format!("{name} = native({})\n", names.addresses[*name]);
    }
    let hooks = names.addresses.get(hooks).map(u32::to_string).unwrap_or_default();
    source += &program.replace("{hooks}", &hooks);
    for (mode, python) in &*IMAGES {
        let run = python.run(&source, "256K", None);
        assert_eq!(run.trap, None, "{mode:?}: {}", run.output);
        assert_eq!(run.output, expected, "{mode:?}");
    }
}
