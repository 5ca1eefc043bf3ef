//! Writes functions, generators and closures, and calls of them.

use super::generator::Generator;
use super::kinds::Kind;

/// A function of the program.
#[derive(Clone)]
pub struct Function {
    pub name: String,
    pub parameters: Vec<Parameter>,
    /// Takes more numbers than it names.
    pub star: bool,
    /// Takes numbers by any names.
    pub named: bool,
    pub returns: Kind,
    pub pure: bool,
    pub raises: bool,
    /// Yields what it returns, one by one.
    pub generator: bool,
    pub cost: u64,
}

#[derive(Clone)]
pub struct Parameter {
    pub name: String,
    pub kind: Kind,
    pub optional: bool,
    pub keyword_only: bool,
}

/// A call must not cost more than this, times included.
const CALL_COST: u64 = 120;

impl Generator {
    pub fn definition(&mut self) {
        match self.rng.below(10) {
            0..=3 => self.function(),
            4 => self.recursive_function(),
            5 | 6 => self.generator_function(),
            7 => self.talker(),
            _ => self.maker(),
        }
    }

    fn function(&mut self) {
        let name = self.name("f");
        let (pure, returns) = (self.rng.below(3) > 0, self.common_kind());
        let raises = !pure && self.rng.once_in(3);
        let (star, named) = (self.rng.once_in(3), self.rng.once_in(4));
        let parameters = self.parameters(star);
        self.header(&name, &parameters, star, named);
        let cost = self.body(pure, |this| {
            this.scope.guarded = raises;
            this.scope.returns = Some(returns);
            this.enter(&parameters, star, named);
            for _ in 0..this.rng.below(3) {
                this.statement();
            }
            if raises {
                this.line("if len(LOG) % 2:");
                this.block(Generator::raise);
            }
            let result = this.expression(returns, 3);
            this.line(&format!("return {result}"));
        });
        let generator = false;
        self.functions.push(Function {
            name,
            parameters,
            star,
            named,
            returns,
            pure,
            raises,
            generator,
            cost,
        });
    }

    fn parameters(&mut self, star: bool) -> Vec<Parameter> {
        let count = 1 + self.rng.below(5);
        let mut optional = false;
        let mut parameters = Vec::new();
        for number in 0..count {
            let (name, kind) = (self.name("a"), self.common_kind());
            let keyword_only = star && number > 0 && (optional || self.rng.once_in(3));
            optional |= keyword_only || self.rng.once_in(3);
            parameters.push(Parameter { name, kind, optional, keyword_only });
        }
        parameters.sort_by_key(|parameter| parameter.keyword_only);
        parameters
    }

    fn header(&mut self, name: &str, parameters: &[Parameter], star: bool, named: bool) {
        let mut texts = Vec::new();
        let mut starred = !star;
        for parameter in parameters {
            if parameter.keyword_only && !starred {
                texts.push("*rest".to_owned());
                starred = true;
            }
            texts.push(if parameter.optional {
                format!("{}={}", parameter.name, self.expression(parameter.kind, 1))
            } else {
                parameter.name.clone()
            });
        }
        if !starred {
            texts.push("*rest".to_owned());
        }
        if named {
            texts.push("**names".to_owned());
        }
        self.line(&format!("def {name}({}):", texts.join(", ")));
    }

    /// Makes the parameters variables of the function.
    fn enter(&mut self, parameters: &[Parameter], star: bool, named: bool) {
        for parameter in parameters {
            self.bind(&parameter.name, parameter.kind, true);
        }
        if star {
            let name = self.name("v");
            self.line(&format!("{name} = list(rest)"));
            self.bind(&name, Kind::Ints, true);
        }
        if named {
            let name = self.name("v");
            self.line(&format!("{name} = sorted(names.values())"));
            self.bind(&name, Kind::Ints, true);
        }
    }

    /// Calls itself a few times, keeping something on each level.
    fn recursive_function(&mut self) {
        let (name, kept) = (self.name("r"), self.name("a"));
        let mut cost = self.body(true, |this| {
            this.indent -= 1;
            this.line(&format!("def {name}(n, {kept}):"));
            this.indent += 1;
            this.bind("n", Kind::Int, false);
            this.bind(&kept, Kind::Text, true);
            let bottom = this.expression(Kind::Texts, 2);
            this.line("if n <= 0:");
            this.block(|this| this.line(&format!("return {bottom}")));
            let kind = this.common_kind();
            let mine = this.declare(kind);
            let (text, next) = (this.expression(Kind::Text, 2), this.expression(Kind::Text, 2));
            if this.rng.once_in(2) {
                this.line("gc.collect()");
            }
            let again = format!("{name}(n - 1, {next})");
            let mine = kind.printable(&mine);
            let last = match this.rng.below(3) {
                0 => format!("return [{text}] + {again} + [repr({mine})[:12]]"),
                1 => format!("return {again} + [{text}, repr({mine})[:12]]"),
                _ => format!("return [x + {text}[:2] for x in {again}] + [repr({mine})[:12]]"),
            };
            this.line(&last);
        });
        cost *= 5;
        let parameter = |name: &str, kind| Parameter {
            name: name.to_owned(),
            kind,
            optional: false,
            keyword_only: false,
        };
        self.functions.push(Function {
            name,
            parameters: vec![parameter("n", Kind::Digit), parameter(&kept, Kind::Text)],
            star: false,
            named: false,
            returns: Kind::Texts,
            pure: true,
            raises: false,
            generator: false,
            cost,
        });
    }

    /// Yields numbers or texts. If nobody wants the rest, nobody may see whether it is finalised.
    fn generator_function(&mut self) {
        let (name, star, named) = (self.name("y"), self.rng.once_in(4), false);
        let (returns, item) =
            if self.rng.once_in(2) { (Kind::Ints, Kind::Int) } else { (Kind::Texts, Kind::Text) };
        let parameters = self.parameters(star);
        self.header(&name, &parameters, star, named);
        let cost = self.body(true, |this| {
            this.enter(&parameters, star, named);
            let kind = this.common_kind();
            this.declare(kind);
            let (list, element) = (this.expression(Kind::Ints, 2), this.name("i"));
            this.line(&format!("for {element} in {list}[:4]:"));
            this.block(|this| {
                this.scope.times *= 3;
                this.bind(&element, Kind::Int, false);
                this.line("try:");
                this.block(|this| {
                    let value = this.expression(item, 3);
                    this.line(&format!("yield {value}"));
                });
                this.line("finally:");
                this.block(|this| {
                    this.line("gc.collect()");
                    this.declare(kind);
                });
            });
            let rest = this.expression(returns, 2);
            let last = match this.rng.below(3) {
                0 => format!("yield from {rest}[:3]"),
                1 => format!("yield from (x + x for x in {rest}[:3])"),
                _ => format!("return {rest}"),
            };
            this.line(&last);
        });
        self.functions.push(Function {
            name,
            parameters,
            star,
            named,
            returns,
            pure: true,
            raises: false,
            generator: true,
            cost,
        });
    }

    /// A generator that is sent texts, and thrown exceptions, and logs when it is closed.
    fn talker(&mut self) {
        let (name, first, said) = (self.name("t"), self.name("a"), self.name("v"));
        self.line(&format!("def {name}({first}):"));
        let cost = self.body(true, |this| {
            this.bind(&first, Kind::Text, true);
            this.line(&format!("{said} = []"));
            this.line("try:");
            this.block(|this| {
                let rounds = 2 + this.rng.below(3);
                this.line(&format!("while len({said}) < {rounds}:"));
                this.block(|this| {
                    this.bind(&said, Kind::Texts, false);
                    this.line("try:");
                    let answer = this.expression(Kind::Text, 3);
                    this.block(|this| this.line(&format!("{first} = str((yield {answer}))")));
                    this.line("except Fault as e:");
                    this.block(|this| {
                        this.line("gc.collect()");
                        this.line(&format!("{first} = repr(e.args)[:20]"));
                    });
                    let more = this.expression(Kind::Text, 2);
                    this.line(&format!("{said}.append({first} + {more})"));
                });
            });
            this.line("finally:");
            this.block(|this| {
                this.line("gc.collect()");
                this.line(&format!("LOG.append({said})"));
            });
        });
        self.cost += cost / 2;
        self.talkers.push(name);
    }

    /// A function that returns a closure over some of its variables.
    fn maker(&mut self) {
        let (name, given) = (self.name("m"), self.name("a"));
        let (count, inner) = (self.name("v"), self.name("c"));
        self.line(&format!("def {name}({given}):"));
        let cost = self.body(false, |this| {
            this.bind(&given, Kind::Int, true);
            let kept: Vec<Kind> = (0..1 + this.rng.below(3)).map(|_| this.common_kind()).collect();
            for kind in kept {
                this.declare(kind);
            }
            let start = this.expression(Kind::Texts, 2);
            this.line(&format!("{count} = {start}"));
            this.bind(&count, Kind::Texts, true);
            let argument = this.name("a");
            let default = this.expression(Kind::Int, 1);
            this.line(&format!("def {inner}({argument}, other={default}):"));
            this.body(false, |this| {
                this.line(&format!("nonlocal {count}"));
                this.bind(&argument, Kind::Int, true);
                this.bind("other", Kind::Int, true);
                if this.rng.once_in(2) {
                    this.statement();
                }
                let more = this.expression(Kind::Text, 2);
                this.line(&format!("{count} = ({count} + [{more}])[-4:]"));
                let result = this.expression(Kind::Text, 3);
                this.line(&format!("return ({result} + '.'.join({count}))[-24:]"));
            });
            if this.rng.once_in(2) {
                this.line("gc.collect()");
            }
            this.line(&format!("return {inner}"));
        });
        self.cost += cost / 2;
        self.makers.push(name);
    }

    /// A call of a function without effects, if there is one.
    pub fn pure_call(&mut self, kind: Kind, depth: usize) -> Option<String> {
        let function = self.some_function(|function| function.pure && function.returns == kind)?;
        Some(self.call(&function, depth))
    }

    /// A function that may be called as often as this code runs.
    pub fn some_function(&mut self, wanted: impl Fn(&Function) -> bool) -> Option<Function> {
        let affordable = CALL_COST / self.scope.times;
        let fit = |function: &&Function| function.cost <= affordable && wanted(function);
        let functions: Vec<&Function> = self.functions.iter().filter(fit).collect();
        if functions.is_empty() {
            return None;
        }
        Some(functions[self.rng.below(functions.len())].clone())
    }

    pub fn call(&mut self, function: &Function, depth: usize) -> String {
        self.cost += function.cost * self.scope.times;
        let (mut arguments, mut keywords) = (Vec::new(), Vec::new());
        for parameter in &function.parameters {
            if parameter.optional && self.rng.once_in(3) {
                // What follows can only be named.
                keywords.push(None);
                continue;
            }
            let value = match parameter.kind {
                Kind::Digit => self.rng.below(5).to_string(),
                kind => self.expression(kind, depth),
            };
            if parameter.keyword_only || !keywords.is_empty() || self.rng.once_in(6) {
                keywords.push(Some(format!("{}={value}", parameter.name)));
            } else {
                arguments.push(value);
            }
        }
        let positional = function.parameters.iter().filter(|parameter| !parameter.keyword_only);
        if function.star && arguments.len() == positional.count() {
            arguments.extend(self.more_arguments(depth));
        }
        arguments.extend(keywords.into_iter().flatten());
        if function.named && self.rng.once_in(2) {
            let (one, other) =
                (self.expression(Kind::Int, depth), self.expression(Kind::Int, depth));
            arguments.push(format!("k1={one}, **{{'k2': {other}}}"));
        }
        let call = format!("{}({})", function.name, arguments.join(", "));
        if function.generator { format!("list({call})") } else { call }
    }

    fn more_arguments(&mut self, depth: usize) -> Option<String> {
        match self.rng.below(3) {
            0 => None,
            1 => Some(self.expression(Kind::Int, depth)),
            _ => Some(format!("*{}", self.expression(Kind::Ints, depth))),
        }
    }
}
