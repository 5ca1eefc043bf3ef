//! From a seed to the text of a program.

use super::classes::Class;
use super::definitions::Function;
use super::kinds::{COMMON, Kind};
use super::rng::Rng;

/// The text of a Python program, always the same for a seed. It ends soon, raises nothing that it does not
/// catch, and prints the same in CPython and in MicroPython, if the latter loses no object.
pub fn generate(seed: u64) -> String {
    let mut generator = Generator {
        rng: Rng::new(seed),
        text: String::new(),
        indent: 0,
        names: 0,
        cost: 0,
        scope: Scope { times: 1, ..Scope::default() },
        class: Class::default(),
        functions: Vec::new(),
        makers: Vec::new(),
        talkers: Vec::new(),
    };
    generator.program();
    generator.with_prelude()
}

/// Roughly the number of expressions that a program evaluates, without those in definitions.
const PROGRAM_COST: u64 = 110;
/// Bytes after which code becomes simple, and a program ends: MicroPython must hold its parse tree.
const PROGRAM_BYTES: usize = 1700;

pub struct Generator {
    pub rng: Rng,
    pub text: String,
    pub indent: usize,
    /// Names handed out so far.
    pub names: usize,
    /// Expressions that the code so far evaluates, roughly.
    pub cost: u64,
    pub scope: Scope,
    pub class: Class,
    pub functions: Vec<Function>,
    /// Functions from a number to a closure.
    pub makers: Vec<String>,
    /// Generator functions that expect to be sent texts.
    pub talkers: Vec<String>,
}

/// What the code being written may use.
#[derive(Clone, Default)]
pub struct Scope {
    pub variables: Vec<Variable>,
    /// How deep in functions.
    pub level: usize,
    /// How deep in blocks.
    pub depth: usize,
    /// How often this runs for one run of the function, roughly.
    pub times: u64,
    /// Effects are not allowed.
    pub pure: bool,
    /// An exception will be caught.
    pub guarded: bool,
    pub in_loop: bool,
    /// What the function returns, where `return` is allowed.
    pub returns: Option<Kind>,
}

#[derive(Clone)]
pub struct Variable {
    pub name: String,
    pub kind: Kind,
    /// The level of the function that it belongs to.
    pub level: usize,
    /// Assigned by statements, unlike the variable of a loop.
    pub assignable: bool,
}

impl Generator {
    fn program(&mut self) {
        if self.rng.once_in(2) {
            self.define_class();
        }
        self.definition();
        for _ in 0..2 + self.rng.below(3) {
            let kind = self.common_kind();
            self.declare(kind);
        }
        while self.cost < PROGRAM_COST && !self.is_long() {
            if self.rng.once_in(5) && self.text.len() < PROGRAM_BYTES / 2 {
                self.definition();
            }
            self.cost += 5;
            self.statement();
            if self.rng.once_in(2) {
                self.print();
            }
        }
        for function in self.functions.clone() {
            if !function.raises {
                let call = self.call(&function, 1);
                self.line(&format!("print({})", function.returns.printable(&call)));
            }
        }
        for variable in self.scope.variables.clone() {
            if variable.kind != Kind::Closure {
                self.line(&format!("print({})", variable.kind.printable(&variable.name)));
            }
        }
    }

    /// The text, after what it refers to.
    fn with_prelude(self) -> String {
        let mut program = self.text;
        if program.contains("LOG") || program.contains("Within(") {
            program += "print(LOG)\n";
        }
        // A definition comes before the text, and what it needs itself before that.
        for (word, definition) in PRELUDE {
            if program.contains(word) {
                program.insert_str(0, definition);
            }
        }
        program
    }

    /// Has the program enough code?
    pub fn is_long(&self) -> bool {
        self.text.len() > PROGRAM_BYTES
    }

    pub fn line(&mut self, text: &str) {
        self.text.push_str(&"    ".repeat(self.indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A name that begins with a letter that tells what it is.
    pub fn name(&mut self, letter: &str) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    /// A kind for a variable.
    pub fn common_kind(&mut self) -> Kind {
        if !self.class.name.is_empty() && self.rng.once_in(5) {
            return Kind::Object;
        }
        self.rng.pick(COMMON)
    }

    pub fn bind(&mut self, name: &str, kind: Kind, assignable: bool) {
        let level = self.scope.level;
        self.scope.variables.push(Variable { name: name.to_owned(), kind, level, assignable });
    }

    /// Writes an indented block in a scope of its own.
    pub fn block(&mut self, write: impl FnOnce(&mut Generator)) {
        let outer = self.scope.clone();
        self.scope.depth += 1;
        self.indent += 1;
        write(self);
        self.indent -= 1;
        self.scope = outer;
    }

    /// Writes the body of a function; returns what one call costs.
    pub fn body(&mut self, pure: bool, write: impl FnOnce(&mut Generator)) -> u64 {
        let before = std::mem::take(&mut self.cost);
        self.block(|generator| {
            let scope = &mut generator.scope;
            scope.level += 1;
            scope.pure |= pure;
            scope.times = 1;
            scope.guarded = false;
            scope.in_loop = false;
            scope.returns = None;
            write(generator);
        });
        std::mem::replace(&mut self.cost, before) + 2
    }
}

/// What a program may use, by a sign of its use, and the definition.
const PRELUDE: [(&str, &str); 11] = [
    (
        "show(",
        "\
def show(v):
    if isinstance(v, dict):
        return '{' + ', '.join([show(k) + ': ' + show(v[k]) for k in sorted(v)]) + '}'
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + '[' + ', '.join([show(x) for x in v]) + ']'
    return show(sorted(v)) if isinstance(v, set) else repr(v)
",
    ),
    (
        "Within(",
        "\
class Within:
    def __init__(self, *kept):
        self.kept = list(kept)
    def __enter__(self):
        gc.collect()
        return self.kept
    def __exit__(self, kind, value, trace):
        gc.collect()
        LOG.append([self.kept, kind and kind.__name__])
        return kind is Fault
",
    ),
    ("g(", "def g(x):\n    gc.collect()\n    return x\n"),
    ("LOG", "LOG = []\n"),
    ("Fault", "class Fault(Exception):\n    pass\n"),
    ("OrderedDict(", "from collections import OrderedDict\n"),
    ("namedtuple(", "from collections import namedtuple\n"),
    ("deque(", "from collections import deque\n"),
    ("json.", "import json\n"),
    ("re.", "import re\n"),
    ("gc.", "import gc\n"),
];
