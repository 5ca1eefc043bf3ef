//! Questions to the guest's functions while a text is being made.

#![forbid(unsafe_code)]

use super::super::method::Arguments;
use super::super::value::{Question, Value};
use super::super::{Exhausted, Failure};

/// Why there is no text yet.
pub enum Stop {
    Failed(Failure),
    /// The guest's functions have to be called first.
    Wait,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl From<Exhausted> for Stop {
    fn from(exhausted: Exhausted) -> Stop {
        Stop::Failed(exhausted.into())
    }
}

/// Questions to the guest in the order in which they are asked, each time from the start.
pub struct Asker<'a> {
    answers: std::slice::Iter<'a, u32>,
    questions: Vec<Question>,
}

impl<'a> Asker<'a> {
    pub fn new(answers: &'a [u32]) -> Asker<'a> {
        Asker { answers: answers.iter(), questions: Vec::new() }
    }

    /// The answer, if it is there. If the question is not the `last` of what belongs together, what follows depends on it.
    pub fn ask(&mut self, question: Question, last: bool) -> Result<Option<u32>, Stop> {
        if let Some(word) = self.answers.next() {
            return Ok(Some(*word));
        }
        self.questions.push(question);
        if last { Ok(None) } else { Err(Stop::Wait) }
    }

    /// The text, or the questions.
    pub fn finish(
        self,
        arguments: &Arguments<'_>,
        text: Result<String, Stop>,
    ) -> Result<Value, Failure> {
        match text {
            Err(Stop::Failed(failure)) => Err(failure),
            Ok(text) if self.questions.is_empty() => Ok(Value::Str(text)),
            _ => Ok(arguments.ask(self.questions)),
        }
    }
}
