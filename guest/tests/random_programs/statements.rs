//! Writes statements.

use super::generator::Generator;
use super::kinds::Kind;

/// Statements that run this often, or more, contain no others.
const OFTEN: u64 = 10;
/// How often the body of a loop runs, roughly.
const ROUNDS: u64 = 3;

const CONDITIONS: &[&str] =
    &["@i < @i", "@t in @s", "@l", "not @t", "@i % 2", "@l == @l", "g(@i) != @i", "@p and @d"];

/// Loops over copies, so that their bodies may change the originals.
const LOOPS: &[&str] = &[
    "<i>for $1 in @l[:4]:",
    "<i>for $1 in range(2):",
    "<it>for $1, $2 in @p[:3]:",
    "<it>for $1, $2 in enumerate(@s[:3]):",
    "<tl>for $1, $2 in sorted(@d.items())[:3]:",
    "<it>for $1, $2 in zip(@l[:3], @s):",
    "<t>for $1 in @s[:3]:",
    "<t>for $1 in @t[:3]:",
    "<i>for $1 in sorted(@g)[:3]:",
    "<ii>for $1, $2 in zip(@l[:3], reversed(@l)):",
    "<ti>for $1, $2 in [(@t, @i), [@t, @i]]:",
    "<y>for $1 in (@y, @y):",
];

/// What raises an exception. Names of the exceptions are the same in both languages.
const FAULTS: &[&str] = &[
    "raise Fault(@t, @l)",
    "raise Fault(@p)",
    "raise ValueError(@t, @l)",
    "raise KeyError(@t)",
    "int(@t + 'x')",
    "[@i, @i][5 + @i % 3]",
    "{}[@t]",
    "@l.index('a')",
    "divmod(@i, @i * 0)",
    "@t + @i",
    "@i + @t",
    "@l < @i",
    "''.join([@t, @i])",
    "assert not [@i], @t",
    "@t.missing",
    "undefined(@t, @l)",
    "len(@t, @t)",
    "sum([@i, @t])",
    "{@l: @i}",
    "g(@l, @t)",
    "(lambda a, b: a)(@t)",
    "a, b = [@t, @t, @t]",
    "eval('1 +' + @t[:0])",
    "iter(@i)",
    "sorted([@t, @i])",
    "exec('raise KeyError(%r)' % (@t,))",
    "@l[@t]",
];

/// Statements that change a value in place, by kind; `V` stands for the variable.
fn changes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Ints => &[
            "if len(V) < 9: V.append(@i)",
            "V.insert(@i % 3, @i); del V[8:]",
            "V.extend(@l[:3]); V[:] = V[-8:]",
            "V.reverse()",
            "V.sort(key=lambda x: g([x % 5, x]))",
            "if V: V.pop(@i % len(V))",
            "V.append(@i); V[@i % len(V)] = @i",
            "V[1:2] = @l[:3]; del V[8:]",
            "V += [@i]; V.remove(V[0])",
        ],
        Kind::Texts => &[
            "if len(V) < 7: V.append(@t)",
            "V.insert(@i % 3, @t); del V[6:]",
            "V[0:1] = @s[:2]",
            "V.sort(reverse=True)",
            "V += [@t, @t]; del V[:2]",
        ],
        Kind::Pairs => &[
            "if len(V) < 6: V.append((@i, @t))",
            "V.sort()",
            "V[0:1] = [(@i, @t)]",
            "V.append((@i, @t)); V.pop(0)",
        ],
        Kind::Table => &[
            "if len(V) < 7: V[@t] = @l",
            "if len(V) < 7: V.setdefault(@t, []).append(@i)",
            "V.pop(@t, None)",
            "V.update({@t: @l}); V.pop(min(V))",
            "if len(V) < 5: V.update(dict(zip(@s, [@l, @l])))",
        ],
        Kind::Group => &[
            "if len(V) < 9: V.add(@i)",
            "V.discard(@i)",
            "V ^= {@i, @i}",
            "V |= set(@l[:2]); V -= {@i}",
        ],
        _ => &[],
    }
}

impl Generator {
    /// A new variable of a kind.
    pub fn declare(&mut self, kind: Kind) -> String {
        let (value, name) = (self.expression(kind, 3), self.name("v"));
        self.line(&format!("{name} = {value}"));
        self.bind(&name, kind, true);
        name
    }

    pub fn statement(&mut self) {
        let simple = self.scope.depth > 2 || self.scope.times >= OFTEN || self.is_long();
        let (pure, choice) = (self.scope.pure, self.rng.below(if simple { 17 } else { 28 }));
        match choice {
            0..=2 => self.assign(),
            3 => self.unpack(),
            4 => self.line("gc.collect()"),
            5 if self.scope.returns.is_some() || self.scope.in_loop => self.leave(),
            6 if self.scope.guarded => self.maybe_raise(),
            7..=9 if !pure => self.change(),
            10 | 11 if !pure => self.print(),
            12 if !pure => self.log(),
            13 | 14 if !pure => self.effects(),
            15 if !pure => self.execute(),
            16 => self.bytearray(),
            17..=19 => self.branch(),
            20..=22 => self.for_loop(),
            23 => self.while_loop(),
            24 | 25 => self.attempt(),
            26 | 27 if !pure => self.with(),
            _ => {
                let kind = self.common_kind();
                self.declare(kind);
            }
        }
    }

    fn statements(&mut self) {
        for _ in 0..1 + self.rng.below(3) {
            self.statement();
        }
    }

    fn condition(&mut self) -> String {
        let template = self.rng.pick(CONDITIONS);
        self.fill(template, 2)
    }

    /// A new value for a variable, or a new one.
    fn assign(&mut self) {
        let level = self.scope.level;
        let variables = &self.scope.variables;
        let own: Vec<(String, Kind)> = variables
            .iter()
            .filter(|variable| variable.level == level && variable.assignable)
            .filter(|variable| variable.kind != Kind::Closure)
            .map(|variable| (variable.name.clone(), variable.kind))
            .collect();
        if own.is_empty() || self.rng.once_in(3) {
            let kind = self.common_kind();
            self.declare(kind);
        } else {
            let (name, kind) = own[self.rng.below(own.len())].clone();
            let value = self.expression(kind, 3);
            self.line(&format!("{name} = {value}"));
        }
    }

    fn unpack(&mut self) {
        let (template, kinds): (_, &[Kind]) = self.rng.pick(&[
            ("A, B = @t, @l", &[Kind::Text, Kind::Ints]),
            ("A, *B = [@i] + @l", &[Kind::Int, Kind::Ints]),
            ("*A, B = @s + [@t]", &[Kind::Texts, Kind::Text]),
            ("(A, B), C = (@i, @t), @d", &[Kind::Int, Kind::Text, Kind::Table]),
            ("A, B, C = @t.partition('a')", &[Kind::Text, Kind::Text, Kind::Text]),
            ("[A, B] = sorted([@l, @l])", &[Kind::Ints, Kind::Ints]),
            ("A, B = (@p + [(@i, @t)])[-1]", &[Kind::Int, Kind::Text]),
        ]);
        let mut text = self.fill(template, 3);
        let names: Vec<String> = kinds.iter().map(|_| self.name("v")).collect();
        let split = text.find(" = ").unwrap_or(0);
        let mut targets = text[..split].to_owned();
        for (letter, name) in ["A", "B", "C"].iter().zip(&names) {
            targets = targets.replace(letter, name);
        }
        text.replace_range(..split, &targets);
        self.line(&text);
        for (name, kind) in names.iter().zip(kinds) {
            self.bind(name, *kind, true);
        }
    }

    /// Leaves the function or the loop, sometimes.
    fn leave(&mut self) {
        let condition = self.condition();
        self.line(&format!("if {condition}:"));
        self.block(|this| match this.scope.returns {
            Some(kind) if !this.scope.in_loop || this.rng.once_in(2) => {
                let value = this.expression(kind, 3);
                this.line(&format!("return {value}"));
            }
            _ => {
                let word = this.rng.pick(&["break", "continue"]);
                this.line(word);
            }
        });
    }

    fn maybe_raise(&mut self) {
        let condition = self.condition();
        self.line(&format!("if {condition}:"));
        self.block(Generator::raise);
    }

    pub fn raise(&mut self) {
        let template = self.rng.pick(FAULTS);
        let text = self.fill(template, 2);
        self.line(&text);
    }

    fn change(&mut self) {
        let variables = &self.scope.variables;
        let changeable: Vec<(String, Kind)> = variables
            .iter()
            // An augmented assignment would make the variable of an outer function a local one.
            .filter(|variable| variable.level == self.scope.level)
            .filter(|variable| !changes(variable.kind).is_empty())
            .map(|variable| (variable.name.clone(), variable.kind))
            .collect();
        if changeable.is_empty() {
            let kind = self.common_kind();
            self.declare(kind);
            return;
        }
        let (name, kind) = changeable[self.rng.below(changeable.len())].clone();
        let template = self.rng.pick(changes(kind));
        let text = self.fill(&template.replace('V', &name), 3);
        self.line(&text);
    }

    pub fn print(&mut self) {
        let kind = self.common_kind();
        let value = self.expression(kind, 3);
        let text = self.expression(Kind::Text, 2);
        let value = kind.printable(&value);
        self.line(&format!("print({value}, {text})"));
    }

    fn log(&mut self) {
        let value = self.expression(Kind::Text, 3);
        self.line(&format!("LOG.append({value})"));
    }

    /// Calls something that has effects.
    fn effects(&mut self) {
        self.cost += 10 * self.scope.times;
        match self.rng.below(3) {
            0 if !self.makers.is_empty() => self.use_closure(),
            1 if !self.talkers.is_empty() => self.talk(),
            _ => {
                let guarded = self.scope.guarded;
                let wanted =
                    self.some_function(|function| !function.pure && (guarded || !function.raises));
                match wanted {
                    Some(function) => {
                        let (call, name) = (self.call(&function, 2), self.name("v"));
                        self.line(&format!("{name} = {call}"));
                        self.bind(&name, function.returns, true);
                    }
                    None => self.print(),
                }
            }
        }
    }

    fn use_closure(&mut self) {
        let mut closures = self.scope.variables.iter().rev();
        let closure = closures.find(|variable| variable.kind == Kind::Closure);
        let closure =
            closure.map(|variable| variable.name.clone()).filter(|_| self.rng.below(3) > 0);
        let closure = closure.unwrap_or_else(|| {
            let maker = self.makers[self.rng.below(self.makers.len())].clone();
            let (argument, name) = (self.expression(Kind::Int, 2), self.name("c"));
            self.line(&format!("{name} = {maker}({argument})"));
            self.bind(&name, Kind::Closure, true);
            name
        });
        let (template, kind) = self.rng.pick(&[
            ("C(@i)", Kind::Text),
            ("C(@i, @i)", Kind::Text),
            ("list(map(C, @l[:3]))", Kind::Texts),
            ("[C(x, other=x + 1) for x in @l[:3]]", Kind::Texts),
            ("sorted(map(C, @l[:3]))", Kind::Texts),
        ]);
        let (call, name) = (self.fill(&template.replace('C', &closure), 2), self.name("v"));
        self.line(&format!("{name} = {call}"));
        self.bind(&name, kind, true);
    }

    /// Drives a generator by hand, and closes it.
    fn talk(&mut self) {
        let talker = self.talkers[self.rng.below(self.talkers.len())].clone();
        let (talk, heard) = (self.name("w"), self.name("v"));
        let first = self.expression(Kind::Text, 3);
        self.line(&format!("{talk} = {talker}({first})"));
        self.line(&format!("{heard} = [next({talk})]"));
        self.bind(&heard, Kind::Texts, true);
        self.line("try:");
        self.block(|this| {
            for _ in 0..1 + this.rng.below(3) {
                let text = this.expression(Kind::Text, 3);
                let method = this.rng.pick(&["send", "send", "throw"]);
                let text = if method == "send" { text } else { format!("Fault({text})") };
                this.line(&format!("{heard}.append({talk}.{method}({text}))"));
            }
        });
        self.line("except StopIteration:");
        self.block(|this| this.line(&format!("{heard}.append('end')")));
        self.line(&format!("{talk}.close()"));
    }

    fn execute(&mut self) {
        let (space, name) = (self.name("n"), self.name("v"));
        let (list, number) = (self.expression(Kind::Ints, 3), self.expression(Kind::Int, 2));
        self.line(&format!("{space} = {{'x': {list}, 'g': g}}"));
        self.line(&format!(
            "exec('y = [g(i + %d) for i in x]\\nclass E:\\n z = [g(y), str(x)]\\n' % ({number},), {space})"
        ));
        self.line(&format!("{name} = {space}['y'] + [len({space}['E'].z[1])]"));
        self.bind(&name, Kind::Ints, true);
    }

    fn bytearray(&mut self) {
        let (array, name) = (self.name("b"), self.name("v"));
        let value = self.expression(Kind::Bytes, 3);
        self.line(&format!("{array} = bytearray({value})"));
        for _ in 0..1 + self.rng.below(2) {
            let template = self.rng.pick(&[
                "A.extend(@y)",
                "A.append(97 + @i % 26)",
                "A[0:1] = @y",
                "A += @y",
            ]);
            let text = self.fill(&template.replace('A', &array), 2);
            self.line(&text);
        }
        self.line(&format!("{name} = bytes({array})[-16:]"));
        self.bind(&name, Kind::Bytes, true);
    }

    fn branch(&mut self) {
        let condition = self.condition();
        self.line(&format!("if {condition}:"));
        self.block(Generator::statements);
        if self.rng.once_in(3) {
            let condition = self.condition();
            self.line(&format!("elif {condition}:"));
            self.block(Generator::statements);
        }
        if self.rng.once_in(2) {
            self.line("else:");
            self.block(Generator::statements);
        }
    }

    fn for_loop(&mut self) {
        let template = self.rng.pick(LOOPS);
        let (letters, rest) = template.split_at(template.find("for").unwrap_or(0));
        let kinds: Vec<Kind> = letters.chars().filter_map(Kind::of_letter).collect();
        let mut head = rest.to_owned();
        let mut bound = Vec::new();
        for (number, kind) in kinds.into_iter().enumerate() {
            let name = self.name("i");
            head = head.replace(&format!("${}", number + 1), &name);
            bound.push((name, kind));
        }
        let head = self.fill(&head, 3);
        self.line(&head);
        self.rounds(|this| {
            for (name, kind) in &bound {
                this.bind(name, *kind, false);
            }
        });
        if self.rng.once_in(4) {
            self.line("else:");
            self.block(Generator::statements);
        }
    }

    fn while_loop(&mut self) {
        let counter = self.name("w");
        let rounds = 2 + self.rng.below(2);
        self.line(&format!("{counter} = {rounds}"));
        let condition = self.condition();
        self.line(&format!("while {counter} > 0 and ({counter} > 1 or {condition}):"));
        self.rounds(|this| {
            this.line(&format!("{counter} -= 1"));
            this.bind(&counter, Kind::Int, false);
        });
    }

    /// The body of a loop.
    fn rounds(&mut self, begin: impl FnOnce(&mut Generator)) {
        self.block(|this| {
            this.scope.times *= ROUNDS;
            this.scope.in_loop = true;
            begin(this);
            this.statements();
        });
    }

    /// `try`, with some of its clauses. The last handler catches all.
    fn attempt(&mut self) {
        let result = self.declare(Kind::Text);
        self.line("try:");
        self.block(|this| {
            this.scope.guarded = true;
            this.statements();
            if this.rng.below(3) > 0 {
                this.raise();
            } else if this.rng.once_in(2) {
                this.attempt_again(&result);
            }
        });
        if self.rng.once_in(2) {
            self.line("except Fault as e:");
            self.block(|this| {
                let value = this.expression(Kind::Text, 2);
                this.line(&format!("{result} = {value} + repr(e.args)[:30]"));
            });
        }
        self.line("except Exception as e:");
        self.block(|this| {
            if this.rng.once_in(2) {
                this.line("gc.collect()");
            }
            let value = this.expression(Kind::Text, 2);
            this.line(&format!("{result} = type(e).__name__ + {value}"));
            if this.rng.once_in(2) {
                this.statements();
            }
        });
        if self.rng.once_in(3) {
            self.line("else:");
            self.block(Generator::statements);
        }
        self.finally();
    }

    /// A `try` whose handler raises again, or something else.
    fn attempt_again(&mut self, result: &str) {
        self.line("try:");
        self.block(|this| {
            this.statement();
            this.raise();
        });
        self.line("except Exception as e:");
        self.block(|this| {
            let value = this.expression(Kind::Text, 2);
            this.line(&format!("{result} = type(e).__name__ + {value}"));
            match this.rng.below(3) {
                0 => this.line("raise"),
                1 => this.line("raise e"),
                _ => this.line(&format!("raise Fault({result}, type(e).__name__)")),
            }
        });
        self.finally();
    }

    fn finally(&mut self) {
        if self.rng.once_in(2) {
            self.line("finally:");
            self.block(|this| {
                this.line("gc.collect()");
                this.assign();
            });
        }
    }

    /// A context that swallows a `Fault`.
    fn with(&mut self) {
        let name = self.name("v");
        let (one, other) = (self.expression(Kind::Text, 3), self.expression(Kind::Text, 3));
        let second = if self.rng.once_in(3) { ", Within('w')" } else { "" };
        self.line(&format!("with Within({one}, {other}) as {name}{second}:"));
        self.block(|this| {
            this.bind(&name, Kind::Texts, false);
            this.statements();
            if this.rng.once_in(3) {
                let (text, list) = (this.expression(Kind::Text, 2), this.expression(Kind::Ints, 2));
                this.line(&format!("raise Fault({text}, {list})"));
            }
        });
    }
}
