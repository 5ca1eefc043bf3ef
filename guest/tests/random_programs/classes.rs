//! Writes classes, and knows what expressions their instances occur in.

use super::generator::Generator;
use super::kinds::Kind;

/// The program's class and its subclasses, all with the same features.
#[derive(Default)]
pub struct Class {
    /// Empty if the program has none.
    pub name: String,
    pub subclasses: Vec<String>,
    features: Vec<Feature>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Feature {
    Add,
    AddReflected,
    Order,
    Equality,
    Attribute,
    Property,
    Call,
    Items,
    Iterate,
}

const FEATURES: [Feature; 9] = [
    Feature::Add,
    Feature::AddReflected,
    Feature::Order,
    Feature::Equality,
    Feature::Attribute,
    Feature::Property,
    Feature::Call,
    Feature::Items,
    Feature::Iterate,
];

impl Feature {
    /// Expressions of a kind that need the feature.
    fn templates(self, kind: Kind) -> &'static [&'static str] {
        match (self, kind) {
            (Feature::Add, Kind::Object) => &["(@o + @o)", "(@o + @o + @o)", "sum([@o, @o], @o)"],
            (Feature::AddReflected, Kind::Object) => &["(@i + @o)"],
            (Feature::Order, Kind::Object) => {
                &["sorted([@o, @o, @o])[0]", "min([@o, @o])", "max(@o, @o)"]
            }
            (Feature::Order, Kind::Int) => &["int(@o < @o)", "int([@o] < [@o])"],
            (Feature::Order, Kind::Texts) => &["list(map(str, sorted([@o, @o, @o])))"],
            (Feature::Equality, Kind::Int) => &[
                "int(@o == @o)",
                "int((@i, @o) != (@i, @o))",
                "[@o, @o].count(@o)",
                "len({@o, @o, @o})",
                "int(@o in [@o, @o])",
                "{@o: @i, @o: @i}.get(@o, 0)",
            ],
            (Feature::Equality, Kind::Texts) => &["sorted([str(x) for x in {@o, @o, @o}])"],
            (Feature::Attribute, Kind::Text) => &["@o.w@n", "getattr(@o, 'w' + str(@i % 3))"],
            (Feature::Property, Kind::Ints) => &["@o.items", "@o.items[1:]"],
            (Feature::Property, Kind::Int) => &["len(@o.items)"],
            (Feature::Call, Kind::Text) => &["@o(@i)", "@o(@i, @t)", "@o(@i, by=@t)"],
            (Feature::Call, Kind::Texts) => &["list(map(@o, @l))"],
            (Feature::Items, Kind::Text) => &["@o[@i]", "@o[@n]"],
            (Feature::Items, Kind::Int) => &["len(@o)"],
            (Feature::Iterate, Kind::Texts) => {
                &["list(@o)", "sorted(@o)", "[x for x in @o]", "['@w'.join(@o)[:20]]"]
            }
            (Feature::Iterate, Kind::Int) => &["int(@t in @o)"],
            _ => &[],
        }
    }

    /// The method or methods. What they compute may use `self.n`, `self.t` and the arguments.
    fn write(self, to: &mut Generator) {
        match self {
            Feature::Add => {
                to.method(
                    "__add__",
                    &[("o", None)],
                    "type(self)(self.n + o.n + @i % 5, (self.t + o.t + @t)[-8:])",
                );
            }
            Feature::AddReflected => {
                to.method(
                    "__radd__",
                    &[("arg", Some(Kind::Int))],
                    "type(self)(arg + self.n, (self.t + @t)[-8:], *self.rest)",
                );
            }
            Feature::Order => {
                to.method(
                    "__lt__",
                    &[("o", None)],
                    "(gc.collect(), (repr(self), self.rest) < (repr(o), o.rest))[1]",
                );
                to.method(
                    "__gt__",
                    &[("o", None)],
                    "[g(repr(self)), self.rest] > [repr(o), o.rest]",
                );
            }
            Feature::Equality => {
                to.method("key", &[], "(self.n % 3, self.t[:1], [self.n % 3])");
                to.method(
                    "__eq__",
                    &[("o", None)],
                    "g(self.key()) == o.key() and repr(self) == g(repr(o))",
                );
                to.method("__hash__", &[], "g(len(self.t) + self.n % 3) + len([@i]) - 1");
            }
            Feature::Attribute => {
                to.line("def __getattr__(self, name):");
                to.body(true, |this| {
                    this.line("if name[0] != 'w':");
                    this.block(|this| this.line("raise AttributeError(name)"));
                    this.bind("name", Kind::Text, false);
                    this.bind("self.n", Kind::Int, false);
                    let value = this.expression(Kind::Text, 2);
                    this.line(&format!("return ({value} + name)[-16:]"));
                });
            }
            Feature::Property => {
                to.line("@property");
                to.method("items", &[], "list(self.rest) + [@i, self.n]");
            }
            Feature::Call => {
                to.line("def __call__(self, arg, *more, by='q'):");
                to.body(true, |this| {
                    this.bind("arg", Kind::Int, false);
                    this.bind("by", Kind::Text, false);
                    this.bind("self.n", Kind::Int, false);
                    let value = this.expression(Kind::Text, 3);
                    this.line(&format!("return ({value} + self.t + by + str(len(more)))[-16:]"));
                });
            }
            Feature::Items => {
                to.method(
                    "__getitem__",
                    &[("arg", Some(Kind::Int))],
                    "(@t + self.t + str(arg))[-12:]",
                );
                to.method("__len__", &[], "1 + len(self.t + @t)");
            }
            Feature::Iterate => {
                to.line("def __iter__(self):");
                to.body(true, |this| {
                    this.line("for each in [self.t, str(self.n), 'z']:");
                    this.block(|this| {
                        this.bind("each", Kind::Text, false);
                        this.bind("self.n", Kind::Int, false);
                        let value = this.expression(Kind::Text, 2);
                        this.line("gc.collect()");
                        this.line(&format!("yield {value}"));
                    });
                });
            }
        }
    }
}

impl Class {
    /// Expressions of a kind in which instances occur.
    pub fn templates(&self, kind: Kind) -> Vec<&'static str> {
        if self.name.is_empty() {
            return Vec::new();
        }
        let always: &[&str] = match kind {
            Kind::Int => &["@o.n", "@o.get()"],
            Kind::Text => {
                &["@o.t", "str(@o)[-20:]", "repr([@o, @i])[-20:]", "('%s|%r' % (@o, @o))[-24:]"]
            }
            Kind::Ints => &["list(@o.rest)[:5]"],
            Kind::Tree => &["(@o, @v)", "{@t: @o}", "[@o, @o]"],
            _ => &[],
        };
        let features = self.features.iter().flat_map(|feature| feature.templates(kind));
        always.iter().chain(features).copied().collect()
    }
}

impl Generator {
    /// The class, and perhaps a subclass or two. Their methods use no instances but their arguments.
    pub fn define_class(&mut self) {
        let name = self.name("C");
        let mut features = Vec::new();
        for feature in FEATURES {
            if self.rng.once_in(3) {
                features.push(feature);
            }
        }
        self.line(&format!("class {name}:"));
        self.block(|this| {
            let default = this.expression(Kind::Text, 1);
            this.line(&format!("def __init__(self, n, t={default}, *rest):"));
            this.body(true, |this| {
                this.bind("n", Kind::Int, false);
                this.bind("t", Kind::Text, false);
                let (number, text) = (this.expression(Kind::Int, 2), this.expression(Kind::Text, 2));
                this.line(&format!("self.n = {number} % 1000"));
                this.line(&format!("self.t = {text}[:8]"));
                this.line("self.rest = rest[:3]");
            });
            let shown = this.rng.pick(&[
                "'%s<%d,%r>' % (type(self).__name__ + self.name(), self.n, self.t)",
                "type(self).__name__ + self.name() + '({}:{})'.format(self.n, self.t)",
                "'/'.join([self.name(), type(self).__name__, str(self.n), self.t, g(str(self.rest))])",
            ]);
            this.method("__repr__", &[], shown);
            this.method("name", &[], "'@w' + str(len(self.t))");
            this.method("get", &[], "@i");
            this.method("grow", &[("arg", Some(Kind::Int))], "type(self)(@i, @t, *self.rest)");
            for feature in &features {
                feature.write(this);
            }
        });
        let mut subclasses = Vec::new();
        for _ in 0..self.rng.below(3) {
            subclasses.push(self.define_subclass(&name));
        }
        self.class = Class { name, subclasses, features };
    }

    fn define_subclass(&mut self, parent: &str) -> String {
        let name = self.name("D");
        self.line(&format!("class {name}({parent}):"));
        self.block(|this| {
            if this.rng.once_in(2) {
                this.line("def __init__(self, n, t='sub', *rest):");
                this.body(true, |this| {
                    this.bind("n", Kind::Int, false);
                    this.bind("t", Kind::Text, false);
                    let (number, text) =
                        (this.expression(Kind::Int, 2), this.expression(Kind::Text, 2));
                    this.line(&format!("super().__init__({number}, {text}, *rest)"));
                });
            }
            this.method("name", &[], "super().name() + g(@t)[:4]");
            this.method("get", &[], "super().get() + @i");
        });
        name
    }

    /// A method that returns what a template says.
    fn method(&mut self, name: &str, parameters: &[(&str, Option<Kind>)], template: &str) {
        let names: String = parameters.iter().map(|(name, _)| format!(", {name}")).collect();
        self.line(&format!("def {name}(self{names}):"));
        self.body(true, |this| {
            this.bind("self.n", Kind::Int, false);
            this.bind("self.t", Kind::Text, false);
            for (name, kind) in parameters {
                if let Some(kind) = kind {
                    this.bind(name, *kind, false);
                }
            }
            let value = this.fill(template, 2);
            this.line(&format!("return {value}"));
        });
    }

    /// The name of one of the classes.
    pub fn a_class(&mut self) -> String {
        let choice = self.rng.below(self.class.subclasses.len() + 1);
        self.class.subclasses.get(choice).unwrap_or(&self.class.name).clone()
    }
}
