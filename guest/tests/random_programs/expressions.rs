//! Writes expressions, by the templates of `kinds`.

use super::generator::Generator;
use super::kinds::Kind;

/// Expressions that are evaluated this often, or more, stay simple.
const OFTEN: u64 = 40;
/// How often the code in a comprehension runs, roughly.
const ELEMENTS: u64 = 4;

const WORDS: &[&str] =
    &["a", "ab", "bad", "cafe", "dog", "egg", "fig", "x", "xa", "yak", "zebra", "qa", "m", "tea"];

impl Generator {
    /// An expression of a kind, nested at most so deep.
    pub fn expression(&mut self, kind: Kind, depth: usize) -> String {
        self.cost += self.scope.times;
        if depth == 0 || self.scope.times >= OFTEN || self.is_long() || kind == Kind::Digit {
            return self.leaf(kind);
        }
        match self.rng.below(16) {
            0 | 1 => {
                let value = self.expression(kind, depth - 1);
                self.collecting(&value)
            }
            2..=4 => match self.pure_call(kind, depth - 1) {
                Some(call) => call,
                None => self.leaf(kind),
            },
            5 | 6 => self.leaf(kind),
            _ => {
                let template = self.template(kind);
                self.fill(template, depth - 1)
            }
        }
    }

    /// The value, after a collection or before one.
    fn collecting(&mut self, value: &str) -> String {
        match self.rng.below(5) {
            0 => format!("(gc.collect(), {value})[1]"),
            1 => format!("[{value}, gc.collect()][0]"),
            2 => format!("(gc.collect() and None or {value})"),
            _ => format!("g({value})"),
        }
    }

    fn template(&mut self, kind: Kind) -> &'static str {
        let more = self.class.templates(kind);
        loop {
            let choice = self.rng.below(kind.templates().len() + more.len());
            let template = match kind.templates().get(choice) {
                Some(template) => template,
                None => more[choice - kind.templates().len()],
            };
            if !self.class.name.is_empty() || !(template.contains("@o") || template.contains("@K"))
            {
                return template;
            }
        }
    }

    fn leaf(&mut self, kind: Kind) -> String {
        let variables = &self.scope.variables;
        let names: Vec<&str> = variables
            .iter()
            .filter(|variable| variable.kind == kind)
            .map(|variable| variable.name.as_str())
            .collect();
        if !names.is_empty() && self.rng.below(5) > 0 {
            // Rather one of the latest.
            let choice = self.rng.below(names.len()).max(self.rng.below(names.len()));
            return names[choice].to_owned();
        }
        match self.rng.pick(kind.leaves()) {
            "@n" => self.rng.below(10).to_string(),
            template => self.fill(template, 0),
        }
    }

    /// Replaces the letters of a template by expressions.
    pub fn fill(&mut self, template: &str, depth: usize) -> String {
        let (bound, rest) = match template.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            Some((letters, rest)) => (letters.chars().filter_map(Kind::of_letter).collect(), rest),
            None => (Vec::new(), template),
        };
        let bound: Vec<(String, Kind)> =
            bound.into_iter().map(|kind| (self.name("x"), kind)).collect();
        let mut text = String::new();
        let mut letters = rest.chars().peekable();
        while let Some(letter) = letters.next() {
            let argument = letters.peek().copied().unwrap_or(' ');
            let expression = match letter {
                '$' if argument.is_ascii_digit() => {
                    bound[argument as usize - '1' as usize].0.clone()
                }
                '@' => self.plain(argument, depth),
                '&' => match Kind::of_letter(argument) {
                    Some(kind) => self.bound(kind, &bound, depth),
                    None => {
                        text.push(letter);
                        continue;
                    }
                },
                _ => {
                    text.push(letter);
                    continue;
                }
            };
            letters.next();
            text.push_str(&expression);
        }
        text
    }

    fn plain(&mut self, letter: char, depth: usize) -> String {
        match (letter, Kind::of_letter(letter)) {
            ('n', _) => self.rng.below(10).to_string(),
            ('w', _) => self.rng.pick(WORDS).to_owned(),
            ('K', _) => self.a_class(),
            (_, Some(kind)) => self.expression(kind, depth),
            _ => panic!("no kind has the letter {letter}"),
        }
    }

    /// An expression that may use some names and runs for each of several elements.
    fn bound(&mut self, kind: Kind, bound: &[(String, Kind)], depth: usize) -> String {
        let outer = self.scope.variables.len();
        for (name, kind) in bound {
            self.bind(name, *kind, false);
        }
        self.scope.times *= ELEMENTS;
        let text = self.expression(kind, depth);
        self.scope.times /= ELEMENTS;
        self.scope.variables.truncate(outer);
        text
    }
}
