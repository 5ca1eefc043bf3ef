//! The matcher's loops, looks and ways back.

#![forbid(unsafe_code)]

use super::matcher::{COMPARE, Entry, Matcher, NONE, Turns};
use super::program::{Inst, One, Repeat};
use super::set::Case;
use super::text::{before, decode};
use super::tree::Mode;
use super::{Stop, spend};

/// Characters for which one unit is taken where they are repeated.
const RUN: usize = 4;

impl Matcher<'_> {
    /// Goes the last way back. Returns whether there was one.
    pub(super) fn backtrack(&mut self, budget: &mut u64) -> Result<bool, Stop> {
        loop {
            let Some(entry) = self.stack.pop() else { return Ok(false) };
            spend(budget, 1)?;
            match entry {
                Entry::Slot { slot, old } => self.set_slot(slot, old),
                Entry::Close { slot, old, last_group } => {
                    self.set_slot(slot, old);
                    self.found.last_group = last_group;
                }
                Entry::Loop { number, count, last } => self.set_loop(number, count, last),
                Entry::Choice { pc, at } => {
                    (self.pc, self.at) = (pc, at as usize);
                    return Ok(true);
                }
                Entry::Greedy { pc, least, at } => {
                    if self.give_back(pc, least as usize, at as usize, budget)? {
                        return Ok(true);
                    }
                }
                Entry::Lazy { pc, count, at } => {
                    if self.take_more(pc, count, at as usize, budget)? {
                        return Ok(true);
                    }
                }
                Entry::Turn { number, last } => {
                    let Some(&this) = self.program.loops.get(number as usize) else { continue };
                    // Whatever happened to the loop since is undone.
                    let turns = self.turns(number);
                    self.set_loop(number, turns.count.saturating_sub(1), last);
                    (self.pc, self.at) = (this.after, turns.last as usize);
                    return Ok(true);
                }
                Entry::LazyLoop { number, at } => {
                    let Some(&this) = self.program.loops.get(number as usize) else { continue };
                    let turns = self.turns(number);
                    if turns.count < this.most && turns.last != at {
                        self.at = at as usize;
                        self.turn(number, turns, at)?;
                        self.pc = this.body;
                        return Ok(true);
                    }
                }
                Entry::Barrier { pc, at } => {
                    self.barriers.pop();
                    match self.program.code.get(pc as usize) {
                        Some(&Inst::Look { negated: true, after, .. }) => {
                            (self.pc, self.at) = (after, at as usize);
                            return Ok(true);
                        }
                        Some(&Inst::PossessiveNext(number)) => {
                            let this = self.program.loops.get(number as usize);
                            let Some(this) = this else { continue };
                            if self.turns(number).count >= this.least {
                                (self.pc, self.at) = (this.after, at as usize);
                                return Ok(true);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Repeats one character as its mode wants it. Returns whether there were enough of them.
    pub(super) fn repeat(&mut self, number: u32, budget: &mut u64) -> Result<bool, Stop> {
        let Some(&repeat) = self.program.repeats.get(number as usize) else { return Ok(false) };
        let Repeat { one, least, most, mode, .. } = repeat;
        let (count, enough) = self.take(one, self.at, least);
        spend(budget, count as usize / RUN)?;
        if count < least {
            return Ok(false);
        }
        self.at = enough;
        match mode {
            Mode::Lazy => {
                if count < most {
                    self.push(Entry::Lazy { pc: self.pc, count, at: enough as u32 })?;
                }
            }
            Mode::Greedy | Mode::Possessive => {
                let (count, end) = self.take(one, enough, most - least);
                spend(budget, count as usize / RUN)?;
                self.at = end;
                if mode == Mode::Greedy && count > 0 {
                    let (pc, least) = (self.pc, enough as u32);
                    self.push(Entry::Greedy { pc, least, at: end as u32 })?;
                }
            }
        }
        Ok(true)
    }

    /// Takes up to `most` characters from `at` on. Returns how many and where they end.
    fn take(&self, one: One, at: usize, most: u32) -> (u32, usize) {
        let (mut at, mut count) = (at, 0);
        if let One::Set(number) = one
            && let Some(set) = self.program.sets.get(number as usize)
        {
            // The characters of one byte, with the set at hand.
            let small = |byte: u8| byte < 128 || !self.program.is_str;
            while count < most
                && self.text.get(at).is_some_and(|&byte| small(byte) && set.contains_byte(byte))
            {
                (at, count) = (at + 1, count + 1);
            }
        }
        while count < most {
            match self.one(one, at) {
                Some(next) => at = next,
                None => break,
            }
            count += 1;
        }
        (count, at)
    }

    /// Gives characters of a repeat back until what follows may match.
    fn give_back(
        &mut self,
        pc: u32,
        least: usize,
        at: usize,
        budget: &mut u64,
    ) -> Result<bool, Stop> {
        let next = self.repeat_at(pc).and_then(|repeat| repeat.next);
        let mut place = at;
        while place > least {
            place = if self.program.is_str { before(self.text, place, least) } else { place - 1 };
            if next.is_none_or(|byte| self.text.get(place) == Some(&byte)) {
                spend(budget, (at - place) / RUN)?;
                if place > least {
                    self.push(Entry::Greedy { pc, least: least as u32, at: place as u32 })?;
                }
                (self.pc, self.at) = (pc + 1, place);
                return Ok(true);
            }
        }
        spend(budget, (at - place) / RUN)?;
        Ok(false)
    }

    /// Takes more characters of a lazy repeat until what follows may match.
    fn take_more(
        &mut self,
        pc: u32,
        count: u32,
        at: usize,
        budget: &mut u64,
    ) -> Result<bool, Stop> {
        let Some(repeat) = self.repeat_at(pc) else { return Ok(false) };
        let (mut count, mut place) = (count, at);
        while count < repeat.most {
            let Some(next) = self.one(repeat.one, place) else { break };
            (count, place) = (count + 1, next);
            if repeat.next.is_none_or(|byte| self.text.get(place) == Some(&byte)) {
                spend(budget, (place - at) / RUN)?;
                if count < repeat.most {
                    self.push(Entry::Lazy { pc, count, at: place as u32 })?;
                }
                (self.pc, self.at) = (pc + 1, place);
                return Ok(true);
            }
        }
        spend(budget, (place - at) / RUN)?;
        Ok(false)
    }

    fn repeat_at(&self, pc: u32) -> Option<Repeat> {
        match self.program.code.get(pc as usize) {
            Some(&Inst::Repeat(number)) => self.program.repeats.get(number as usize).copied(),
            _ => None,
        }
    }

    fn turns(&self, number: u32) -> Turns {
        self.loops.get(number as usize).copied().unwrap_or(Turns { count: 0, last: NONE })
    }

    pub(super) fn set_loop(&mut self, number: u32, count: u32, last: u32) {
        if let Some(place) = self.loops.get_mut(number as usize) {
            *place = Turns { count, last };
        }
    }

    pub(super) fn loop_start(&mut self, number: u32) -> Result<(), Stop> {
        let Turns { count, last } = self.turns(number);
        self.push_undo(Entry::Loop { number, count, last })?;
        self.set_loop(number, 0, NONE);
        Ok(())
    }

    /// Begins a turn of a loop.
    fn turn(&mut self, number: u32, turns: Turns, last: u32) -> Result<(), Stop> {
        let Turns { count, last: old } = turns;
        self.push_undo(Entry::Loop { number, count, last: old })?;
        self.set_loop(number, count + 1, last);
        Ok(())
    }

    /// Takes another turn or goes on behind the loop.
    ///
    /// A turn that need not be is not begun where the one before it was: it took nothing.
    pub(super) fn loop_next(&mut self, number: u32) -> Result<bool, Stop> {
        let Some(&this) = self.program.loops.get(number as usize) else { return Ok(false) };
        let turns = self.turns(number);
        let at = self.at as u32;
        if turns.count < this.least {
            self.turn(number, turns, turns.last)?;
            self.pc += 1;
        } else if this.lazy {
            self.push(Entry::LazyLoop { number, at })?;
            self.pc = this.after;
        } else if turns.count < this.most && turns.last != at {
            self.push(Entry::Turn { number, last: turns.last })?;
            self.set_loop(number, turns.count + 1, at);
            self.pc += 1;
        } else {
            self.pc = this.after;
        }
        Ok(true)
    }

    pub(super) fn possessive_next(&mut self, number: u32) -> Result<bool, Stop> {
        let Some(&this) = self.program.loops.get(number as usize) else { return Ok(false) };
        let Turns { count, last } = self.turns(number);
        let at = self.at as u32;
        if count >= this.least {
            if count >= this.most || last == at {
                self.pc = this.after;
                return Ok(true);
            }
            self.set_loop(number, count, at);
        }
        self.barrier()?;
        self.pc += 1;
        Ok(true)
    }

    pub(super) fn possessive_end(&mut self, number: u32, budget: &mut u64) -> Result<bool, Stop> {
        let Some((pc, _)) = self.cut(budget)? else { return Ok(false) };
        let Turns { count, last } = self.turns(number);
        self.set_loop(number, count + 1, last);
        self.pc = pc;
        Ok(true)
    }

    /// Begins a part that is tried on its own.
    pub(super) fn barrier(&mut self) -> Result<(), Stop> {
        self.barriers.push(self.stack.len());
        self.push(Entry::Barrier { pc: self.pc, at: self.at as u32 })
    }

    /// Ends that part: its ways back are gone, what it stored is not. Returns where it began.
    pub(super) fn cut(&mut self, budget: &mut u64) -> Result<Option<(u32, usize)>, Stop> {
        let Some(barrier) = self.barriers.pop() else { return Ok(None) };
        let Some(&Entry::Barrier { pc, at }) = self.stack.get(barrier) else { return Ok(None) };
        spend(budget, (self.stack.len() - barrier) / RUN)?;
        let mut kept = barrier;
        for from in barrier + 1..self.stack.len() {
            let Some(&entry) = self.stack.get(from) else { break };
            // Nobody below asks for the loops of this part again without beginning them.
            if matches!(entry, Entry::Slot { .. } | Entry::Close { .. })
                && let Some(place) = self.stack.get_mut(kept)
            {
                *place = entry;
                kept += 1;
            }
        }
        self.stack.truncate(kept);
        Ok(Some((pc, at as usize)))
    }

    pub(super) fn look(
        &mut self,
        behind: Option<u32>,
        negated: bool,
        after: u32,
        budget: &mut u64,
    ) -> Result<bool, Stop> {
        let back = behind.unwrap_or(0) as usize;
        let Some(start) = self.back(back, budget)? else {
            self.pc = after;
            return Ok(negated);
        };
        self.barrier()?;
        self.at = start;
        self.pc += 1;
        Ok(true)
    }

    /// The place so many characters before this one.
    fn back(&self, characters: usize, budget: &mut u64) -> Result<Option<usize>, Stop> {
        if !self.program.is_str {
            return Ok(self.at.checked_sub(characters));
        }
        if characters > self.at {
            return Ok(None);
        }
        spend(budget, characters / RUN)?;
        let mut at = self.at;
        for _ in 0..characters {
            if at == 0 {
                return Ok(None);
            }
            at = before(self.text, at, 0);
        }
        Ok(Some(at))
    }

    /// A look's part matched.
    pub(super) fn look_end(&mut self, budget: &mut u64) -> Result<bool, Stop> {
        let Some(&barrier) = self.barriers.last() else { return Ok(false) };
        let Some(&Entry::Barrier { pc, at }) = self.stack.get(barrier) else { return Ok(false) };
        let Some(&Inst::Look { negated, after, .. }) = self.program.code.get(pc as usize) else {
            return Ok(false);
        };
        if !negated {
            self.cut(budget)?;
            (self.pc, self.at) = (after, at as usize);
            return Ok(true);
        }
        // Puts back what the part stored, and fails.
        while self.stack.len() > barrier {
            spend(budget, 1)?;
            match self.stack.pop() {
                Some(Entry::Slot { slot, old }) => self.set_slot(slot, old),
                Some(Entry::Close { slot, old, last_group }) => {
                    self.set_slot(slot, old);
                    self.found.last_group = last_group;
                }
                // The part's loops are begun anew before anybody asks for them again.
                _ => {}
            }
        }
        self.barriers.pop();
        Ok(false)
    }

    /// Takes what a group took.
    pub(super) fn reference(
        &mut self,
        group: u32,
        case: Case,
        budget: &mut u64,
    ) -> Result<bool, Stop> {
        let Some((start, end)) = self.found.get(group as usize) else { return Ok(false) };
        let Some(taken) = self.text.get(start..end) else { return Ok(false) };
        let Some(rest) = self.text.get(self.at..) else { return Ok(false) };
        if case == Case::Exact {
            spend(budget, taken.len() / COMPARE)?;
            let same = rest.starts_with(taken);
            self.at += if same { taken.len() } else { 0 };
            return Ok(same);
        }
        spend(budget, taken.len())?;
        let (mut from, mut at) = (0, 0);
        while from < taken.len() {
            let (one, other) = if self.program.is_str {
                let Some((one, next)) = decode(taken, from) else { return Ok(false) };
                let Some((other, after)) = decode(rest, at) else { return Ok(false) };
                (from, at) = (next, after);
                (one, other)
            } else {
                let Some((&one, &other)) = taken.get(from).zip(rest.get(at)) else {
                    return Ok(false);
                };
                (from, at) = (from + 1, at + 1);
                (u32::from(one), u32::from(other))
            };
            if !case.equal(one, other) {
                return Ok(false);
            }
        }
        self.at += at;
        Ok(true)
    }
}
