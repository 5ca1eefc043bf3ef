//! Random functions, in text form, for the imports of `roots_support`.

/// Functions of a module; each calls only later ones, so that all ends.
const FUNCTIONS: u64 = 5;
/// Locals that hold pointers (the first two are parameters), derived pointers with their distances, and
/// numbers.
const POINTERS: u64 = 5;
const DERIVED: u64 = 2;
const NUMBERS: u64 = 3;

/// The text of a random module's functions, always the same for a seed.
pub fn generate(seed: u64) -> String {
    let mut generator = Generator { state: seed, text: String::new(), loops: 0, labels: 0 };
    generator.text.push_str("(tag $e (param i32))\n(table funcref (elem");
    for function in 0..FUNCTIONS {
        generator.line(&format!(" $f{function}"));
    }
    generator.line("))\n(type $t (func (param i32 i32) (result i32)))");
    for function in 0..FUNCTIONS {
        generator.function(function);
    }
    generator.line(
        r#"(func (export "run")
          (call $use (call $f0 (call $alloc) (call $alloc)))
          (call $collect))"#,
    );
    generator.text
}

struct Generator {
    state: u64,
    text: String,
    loops: u64,
    labels: u64,
}

/// What the statements of a function may refer to.
#[derive(Clone, Copy)]
struct Scope {
    function: u64,
    framed: bool,
    depth: u32,
}

impl Generator {
    /// A number below `bound` (the splitmix64 generator).
    fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn function(&mut self, function: u64) {
        let framed = self.below(2) == 0;
        let scope = Scope { function, framed, depth: 0 };
        self.loops = 0;
        let start = self.text.len();
        if framed {
            self.line("(global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 32))))");
            self.line("(i64.store offset=8 (local.get $fp) (i64.const 0))");
        }
        let count = 4 + self.below(10);
        for _ in 0..count {
            self.statement(scope);
        }
        let result = self.pointer(scope);
        self.line(&format!("(local.set $result {result})"));
        self.leave(scope);
        self.line("(local.get $result))");
        let body = self.text.split_off(start);
        self.line(&format!("(func $f{function} (param $p0 i32) (param $p1 i32) (result i32)"));
        self.line("(local $fp i32) (local $result i32) (local $c i32)");
        for (name, first, count) in
            [("p", 2, POINTERS), ("d", 0, DERIVED), ("o", 0, DERIVED), ("n", 0, NUMBERS)]
        {
            for number in first..count {
                self.line(&format!("(local ${name}{number} i32)"));
            }
        }
        for number in 0..self.loops {
            self.line(&format!("(local $i{number} i32)"));
        }
        self.text.push_str(&body);
    }

    fn leave(&mut self, scope: Scope) {
        if scope.framed {
            self.line("(global.set $sp (i32.add (local.get $fp) (i32.const 32)))");
        }
    }

    fn statement(&mut self, scope: Scope) {
        let p = self.below(POINTERS);
        let n = self.below(NUMBERS);
        let d = self.below(DERIVED);
        match self.below(if scope.depth < 3 { 18 } else { 12 }) {
            0 => self.line("(call $collect)"),
            1 | 2 => {
                let value = self.pointer(scope);
                self.line(&format!("(local.set $p{p} {value})"));
            }
            3 | 4 => {
                let value = self.pointer(scope);
                self.line(&format!("(call $use {value})"));
            }
            5 => {
                let by = self.below(10) * 8;
                let base = self.below(POINTERS);
                self.line(&format!(
                    "(local.set $d{d} (i32.add (local.get $p{base}) (i32.const {by})))"
                ));
                self.line(&format!("(local.set $o{d} (i32.const {by}))"));
            }
            6 => {
                let by = self.below(9) as i64 * 8 - 24;
                self.line(&format!(
                    "(local.set $d{d} (i32.add (local.get $d{d}) (i32.const {by})))"
                ));
                self.line(&format!(
                    "(local.set $o{d} (i32.add (local.get $o{d}) (i32.const {by})))"
                ));
            }
            7 => self.line(&format!("(call $use (i32.sub (local.get $d{d}) (local.get $o{d})))")),
            8 => {
                let value = self.number();
                self.line(&format!("(local.set $n{n} {value})"));
                self.line(&format!("(call $report (i64.extend_i32_s (local.get $n{n})))"));
            }
            9 if self.below(2) == 0 => self.choose_derived(),
            9 if scope.framed => {
                let value = self.pointer(scope);
                self.line(&format!("(i32.store offset=8 (local.get $fp) {value})"));
            }
            10 => {
                let (from, by) = (self.below(DERIVED), self.below(9) as i64 * 8 - 24);
                self.derive(d, &|name| {
                    format!("(i32.add (local.get ${name}{from}) (i32.const {by}))")
                });
            }
            11 => self.derive(d, &|name| match name {
                'd' => "(call $alloc)".to_owned(),
                _ => "(i32.const 0)".to_owned(),
            }),
            12 | 13 => self.branch(scope),
            14 | 15 => self.repeat(scope),
            16 => self.attempt(scope),
            17 => {
                let value = self.pointer(scope);
                self.line(&format!("(if (i32.gt_s (local.get $n{n}) (i32.const 40)) (then"));
                self.line(&format!("(local.set $result {value})"));
                self.leave(scope);
                self.line("(return (local.get $result))))");
            }
            _ => self.line("(call $collect)"),
        }
    }

    /// Assigns to a derived pointer (d) and to its distance (o) what `value` says.
    fn derive(&mut self, to: u64, value: &dyn Fn(char) -> String) {
        for name in ['d', 'o'] {
            self.line(&format!("(local.set ${name}{to} {})", value(name)));
        }
    }

    /// One of two derived pointers, with its distance; picked in one of the ways there are.
    fn choose_derived(&mut self) {
        let (to, one, other) = (self.below(DERIVED), self.below(DERIVED), self.below(DERIVED));
        let (n, by) = (self.below(NUMBERS), self.below(7) as i64 * 8 - 24);
        let (flip, way, fresh) = (self.below(2), self.below(10), self.below(4) == 0);
        self.line(&format!(
            "(local.set $c (i32.eq (i32.and (local.get $n{n}) (i32.const 1)) (i32.const {flip})))"
        ));
        self.labels += 1;
        let label = self.labels;
        self.derive(to, &|name| {
            let first = format!("(i32.add (local.get ${name}{one}) (i32.const {by}))");
            let second = match (fresh, name) {
                (true, 'd') => "(call $alloc)".to_owned(),
                (true, _) => "(i32.const 0)".to_owned(),
                (false, _) => format!("(local.get ${name}{other})"),
            };
            let c = "(local.get $c)";
            let out = format!("$b{label}{name}");
            match way {
                0..=3 => format!("(select {first} {second} {c})"),
                4 => format!("(select (result i32) {first} {second} {c})"),
                5 => format!("(if (result i32) {c} (then {first}) (else {second}))"),
                6 => format!("(block {out} (result i32) (drop (br_if {out} {first} {c})) {second})"),
                7 => format!(
                    "(block {out} (result i32) (if {c} (then (br {out} {first}))) {second})"
                ),
                8 => format!(
                    "(i32.add (select {first} (select {second} {first} {c}) (i32.eqz {c})) (i32.const {by}))"
                ),
                _ => format!(
                    "(block {out} (result i32) (i32.add (i32.const {by})
                       (block {out}x (result i32)
                         (br_table {out}x {out} {out}x {first} (i32.const {flip}))))
                     (br_if {out} {c}) (drop) {second})"
                ),
            }
        });
    }

    fn statements(&mut self, scope: Scope) {
        let count = 1 + self.below(5);
        for _ in 0..count {
            self.statement(Scope { depth: scope.depth + 1, ..scope });
        }
    }

    fn branch(&mut self, scope: Scope) {
        let n = self.below(NUMBERS);
        if self.below(2) == 0 {
            self.line(&format!("(if (i32.and (local.get $n{n}) (i32.const 1)) (then"));
            self.statements(scope);
            self.line(") (else");
            self.statements(scope);
            self.line("))");
        } else {
            self.labels += 1;
            let label = self.labels;
            self.line(&format!("(block $l{label}"));
            self.statements(scope);
            self.line(&format!("(br_if $l{label} (i32.and (local.get $n{n}) (i32.const 3)))"));
            self.statements(scope);
            self.line(")");
        }
    }

    fn repeat(&mut self, scope: Scope) {
        let counter = self.loops;
        self.loops += 1;
        self.labels += 1;
        let (label, times) = (self.labels, 2 + self.below(2));
        self.line(&format!("(local.set $i{counter} (i32.const 0)) (loop $l{label}"));
        self.statements(scope);
        self.line(&format!("(br_if $l{label} (i32.lt_u (local.tee $i{counter}"));
        self.line(&format!(
            "(i32.add (local.get $i{counter}) (i32.const 1))) (i32.const {times}))))"
        ));
    }

    /// A `try_table` around some statements, the last of which may throw.
    fn attempt(&mut self, scope: Scope) {
        self.labels += 1;
        let (label, p, n) = (self.labels, self.below(POINTERS), self.below(NUMBERS));
        let thrown = self.pointer(scope);
        self.line(&format!("(local.set $p{p} (block $l{label} (result i32)"));
        self.line(&format!("(try_table (catch $e $l{label})"));
        self.statements(scope);
        self.line(&format!(
            "(if (i32.and (local.get $n{n}) (i32.const 2)) (then (throw $e {thrown})))"
        ));
        self.line(")");
        let otherwise = self.pointer(scope);
        self.line(&format!("{otherwise}))"));
        if scope.framed {
            self.line("(global.set $sp (local.get $fp))");
        }
    }

    fn number(&mut self) -> String {
        let (one, other) = (self.below(NUMBERS), self.below(NUMBERS));
        match self.below(4) {
            0 => format!("(i32.const {})", self.below(100)),
            1 => format!("(i32.mul (local.get $n{one}) (i32.const 7))"),
            2 => format!("(i32.xor (local.get $n{one}) (local.get $n{other}))"),
            _ => format!("(i32.add (local.get $n{one}) (i32.const {}))", self.below(9)),
        }
    }

    /// An expression whose value is a pointer (or null).
    fn pointer(&mut self, scope: Scope) -> String {
        let p = self.below(POINTERS);
        let scope = Scope { depth: scope.depth + 1, ..scope };
        match self.below(if scope.depth < 4 { 12 } else { 5 }) {
            0 => "(call $alloc)".to_owned(),
            5 | 6 if scope.function + 1 < FUNCTIONS => {
                let callee = scope.function + 1 + self.below(FUNCTIONS - scope.function - 1);
                let (one, other) = (self.pointer(scope), self.pointer(scope));
                if self.below(2) == 0 {
                    format!("(call $f{callee} {one} {other})")
                } else {
                    format!("(call_indirect (type $t) {one} {other} (i32.const {callee}))")
                }
            }
            7 => {
                let (one, other) = (self.pointer(scope), self.pointer(scope));
                let n = self.below(NUMBERS);
                format!("(select {one} {other} (i32.and (local.get $n{n}) (i32.const 1)))")
            }
            8 => {
                let (value, p) = (self.pointer(scope), self.below(POINTERS));
                format!("(local.tee $p{p} {value})")
            }
            9 => {
                let value = self.pointer(scope);
                format!("(block (result i32) {value} (call $collect))")
            }
            10 => {
                self.labels += 1;
                let (label, n) = (self.labels, self.below(NUMBERS));
                let (one, other) = (self.pointer(scope), self.pointer(scope));
                format!(
                    "(block $l{label} (result i32) (drop (br_if $l{label} {one} (local.get $n{n}))) {other})"
                )
            }
            11 if scope.framed => "(i32.load offset=8 (local.get $fp))".to_owned(),
            _ => format!("(local.get $p{p})"),
        }
    }
}
