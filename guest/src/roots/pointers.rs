//! Which values can be heap pointers, and what a value was computed from.
//!
//! Most of what crosses a call is a number: knowing that keeps the pass cheap. Everything not known to
//! be a number counts as a pointer, parameters included. An i64 counts as two packed words.

use wasmparser::{Operator, ValType};

use super::bits::Bits;
use super::decode::Body;
use super::flow::{CAUGHT, Flow};

/// The answer for every operator's result and every local of one body.
pub(super) struct Pointers {
    operators: Bits,
    pub locals: Bits,
}

/// Where a value, or a part of it, comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Leaf {
    /// The local held it when that operator ran.
    Local { local: u32, at: usize },
    /// Made by that operator: loaded, returned by a call, caught.
    Fresh { at: usize },
}

impl Leaf {
    /// The local that the value comes from.
    pub(super) fn local(&self) -> Option<usize> {
        match self {
            Leaf::Local { local, .. } => Some(*local as usize),
            Leaf::Fresh { .. } => None,
        }
    }
}

/// How a value enters the result of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Added, or the result itself.
    Plus,
    /// Subtracted.
    Minus,
    /// Masked, shifted, packed.
    Other,
}

/// One of the values that a result comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub leaf: Leaf,
    /// Whether arithmetic lies between.
    pub computed: bool,
    pub sign: Sign,
}

/// What one operand contributes to a result.
enum Kind {
    /// Never a pointer.
    Number,
    /// May be a pointer if one of the operands may.
    OfOperands,
    /// May be a pointer.
    Unknown,
}

impl Pointers {
    /// The least solution: locals are numbers until a definition says otherwise.
    pub(super) fn of(body: &Body<'_>, flow: &Flow) -> Pointers {
        let mut pointers = Pointers {
            operators: Bits::new(body.operators.len()),
            locals: Bits::new(body.locals.len()),
        };
        for local in (0..body.params).filter(|local| is_word(body.locals[*local])) {
            pointers.locals.insert(local);
        }
        while pointers.pass(body, flow) {}
        pointers
    }

    /// Whether the value that an operator leaves may be a pointer.
    pub(super) fn value(&self, at: usize) -> bool {
        at == CAUGHT || self.operators.contains(at)
    }

    /// One round over all operators; says whether anything changed.
    fn pass(&mut self, body: &Body<'_>, flow: &Flow) -> bool {
        let mut changed = false;
        for (at, operator) in body.operators.iter().enumerate() {
            if let Operator::LocalSet { local_index } | Operator::LocalTee { local_index } =
                operator
            {
                let local = *local_index as usize;
                if is_word(body.locals[local])
                    && !self.locals.contains(local)
                    && self.value(flow.operands[at][0])
                {
                    self.locals.insert(local);
                    changed = true;
                }
            }
            if flow.result[at].is_some_and(is_word)
                && !self.operators.contains(at)
                && self.result(body, flow, at)
            {
                self.operators.insert(at);
                changed = true;
            }
        }
        changed
    }

    fn result(&self, body: &Body<'_>, flow: &Flow, at: usize) -> bool {
        let operator = &body.operators[at];
        if let Operator::LocalGet { local_index } = operator {
            return self.locals.contains(*local_index as usize);
        }
        match kind(operator, &constants(body, flow, at)) {
            Kind::Number => false,
            Kind::Unknown => true,
            Kind::OfOperands => {
                sources(operator, &flow.operands[at]).iter().any(|maker| self.value(*maker))
            }
        }
    }

    /// Where the value of operator `at` comes from.
    pub(super) fn sources(&self, body: &Body<'_>, flow: &Flow, at: usize) -> Vec<Source> {
        let mut found = Vec::new();
        self.collect(body, flow, at, (false, Sign::Plus), &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether the value of operator `at` is picked among several at run time.
    pub(super) fn chosen(&self, body: &Body<'_>, flow: &Flow, at: usize) -> bool {
        if at == CAUGHT || !self.value(at) {
            return false;
        }
        let operator = &body.operators[at];
        match operator {
            Operator::LocalGet { .. } | Operator::LocalTee { .. } => false,
            _ if picks(operator) => true,
            _ => {
                matches!(kind(operator, &constants(body, flow, at)), Kind::OfOperands)
                    && sources(operator, &flow.operands[at])
                        .iter()
                        .any(|maker| self.chosen(body, flow, *maker))
            }
        }
    }

    fn collect(
        &self,
        body: &Body<'_>,
        flow: &Flow,
        at: usize,
        (computed, sign): (bool, Sign),
        found: &mut Vec<Source>,
    ) {
        if at == CAUGHT || !self.value(at) {
            return;
        }
        let operator = &body.operators[at];
        let fresh = Source { leaf: Leaf::Fresh { at }, computed, sign };
        match operator {
            Operator::LocalGet { local_index } | Operator::LocalTee { local_index } => {
                let leaf = Leaf::Local { local: *local_index, at };
                found.push(Source { leaf, computed, sign });
            }
            _ if matches!(kind(operator, &constants(body, flow, at)), Kind::OfOperands) => {
                for (number, maker) in sources(operator, &flow.operands[at]).iter().enumerate() {
                    let sign = signed(operator, number, sign);
                    let computed = computed || !picks(operator);
                    self.collect(body, flow, *maker, (computed, sign), found);
                }
                if flow.operands[at].contains(&CAUGHT) {
                    found.push(fresh);
                }
            }
            _ => found.push(fresh),
        }
    }
}

/// Whether an operator's result is one of its operands.
fn picks(operator: &Operator<'_>) -> bool {
    is_select(operator) || matches!(operator, Operator::End)
}

/// Whether an operator picks one of two values.
pub(super) fn is_select(operator: &Operator<'_>) -> bool {
    matches!(operator, Operator::Select | Operator::TypedSelect { .. })
}

/// How the given operand enters a result that itself enters with `sign`.
fn signed(operator: &Operator<'_>, operand: usize, sign: Sign) -> Sign {
    use Operator as O;
    match (operator, sign) {
        (_, Sign::Other) => Sign::Other,
        (O::I32Add | O::I64Add, _) => sign,
        (O::I32Sub | O::I64Sub, _) if operand == 0 => sign,
        (O::I32Sub | O::I64Sub, Sign::Plus) => Sign::Minus,
        (O::I32Sub | O::I64Sub, Sign::Minus) => Sign::Plus,
        _ if picks(operator) => sign,
        _ => Sign::Other,
    }
}

/// The operands that a result can be made of: not a condition, not a shift distance.
fn sources<'f>(operator: &Operator<'_>, operands: &'f [usize]) -> &'f [usize] {
    use Operator as O;
    match operator {
        O::Select | O::TypedSelect { .. } => &operands[..2],
        O::I32Shl | O::I32ShrU | O::I32ShrS | O::I64Shl | O::I64ShrU | O::I64ShrS => &operands[..1],
        _ => operands,
    }
}

/// Whether a value of this type has room for a pointer.
pub(super) fn is_word(ty: ValType) -> bool {
    matches!(ty, ValType::I32 | ValType::I64)
}

/// The operands of `at` that are literals.
fn constants(body: &Body<'_>, flow: &Flow, at: usize) -> Vec<Option<i64>> {
    let literal = |maker: &usize| match body.operators.get(*maker) {
        Some(Operator::I32Const { value }) => Some(i64::from(*value)),
        Some(Operator::I64Const { value }) => Some(*value),
        _ => None,
    };
    flow.operands[at].iter().map(literal).collect()
}

fn kind(operator: &Operator<'_>, constants: &[Option<i64>]) -> Kind {
    use Operator as O;
    let literal = || constants.iter().flatten().copied().next();
    match operator {
        O::I32Const { .. } | O::I64Const { .. } => Kind::Number,
        // Only a stack pointer or a table base; a heap pointer kept in a global would be unsound in C.
        O::GlobalGet { .. } | O::MemorySize { .. } | O::MemoryGrow { .. } => Kind::Number,
        O::I32Load8U { .. }
        | O::I32Load8S { .. }
        | O::I32Load16U { .. }
        | O::I32Load16S { .. }
        | O::I64Load8U { .. }
        | O::I64Load8S { .. }
        | O::I64Load16U { .. }
        | O::I64Load16S { .. } => Kind::Number,
        O::I32And | O::I64And if literal().is_some_and(|mask| (0..65536).contains(&mask)) => {
            Kind::Number
        }
        // An object's address is a multiple of 16: such a value is an immediate.
        O::I32Or if literal().is_some_and(|bits| bits & 15 != 0) => Kind::Number,
        // A pointer shifted by a constant is no longer one. (Not so for a packed pair.)
        O::I32Shl | O::I32ShrU | O::I32ShrS if constants[1].is_some_and(|by| by % 32 != 0) => {
            Kind::Number
        }
        O::I32Add | O::I32Sub | O::I32And | O::I32Or | O::I32Xor => Kind::OfOperands,
        O::I32Shl | O::I32ShrU | O::I32ShrS | O::End | O::LocalTee { .. } => Kind::OfOperands,
        O::Select | O::TypedSelect { .. } => Kind::OfOperands,
        O::I32WrapI64 | O::I64ExtendI32U | O::I64ExtendI32S | O::I64Extend32S => Kind::OfOperands,
        O::I64Add | O::I64Sub | O::I64And | O::I64Or | O::I64Xor => Kind::OfOperands,
        O::I64Shl | O::I64ShrU | O::I64ShrS => Kind::OfOperands,
        _ if is_numeric(operator) || is_comparison(operator) => Kind::Number,
        _ => Kind::Unknown,
    }
}

/// Operators whose result is a truth value.
fn is_comparison(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::I32Eqz
            | O::I32Eq
            | O::I32Ne
            | O::I32LtS
            | O::I32LtU
            | O::I32GtS
            | O::I32GtU
            | O::I32LeS
            | O::I32LeU
            | O::I32GeS
            | O::I32GeU
            | O::I64Eqz
            | O::I64Eq
            | O::I64Ne
            | O::I64LtS
            | O::I64LtU
            | O::I64GtS
            | O::I64GtU
            | O::I64LeS
            | O::I64LeU
            | O::I64GeS
            | O::I64GeU
            | O::F32Eq
            | O::F32Ne
            | O::F32Lt
            | O::F32Gt
            | O::F32Le
            | O::F32Ge
            | O::F64Eq
            | O::F64Ne
            | O::F64Lt
            | O::F64Gt
            | O::F64Le
            | O::F64Ge
            | O::RefIsNull
    )
}

/// Operators whose result is a count, a quotient or a converted number.
fn is_numeric(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::I32Mul
            | O::I32DivS
            | O::I32DivU
            | O::I32RemS
            | O::I32RemU
            | O::I32Rotl
            | O::I32Rotr
            | O::I64Mul
            | O::I64DivS
            | O::I64DivU
            | O::I64RemS
            | O::I64RemU
            | O::I32Clz
            | O::I32Ctz
            | O::I32Popcnt
            | O::I64Clz
            | O::I64Ctz
            | O::I64Popcnt
            | O::I32Extend8S
            | O::I32Extend16S
            | O::I64Extend8S
            | O::I64Extend16S
            | O::I32TruncF32S
            | O::I32TruncF32U
            | O::I32TruncF64S
            | O::I32TruncF64U
            | O::I32TruncSatF32S
            | O::I32TruncSatF32U
            | O::I32TruncSatF64S
            | O::I32TruncSatF64U
            | O::I64TruncF32S
            | O::I64TruncF32U
            | O::I64TruncF64S
            | O::I64TruncF64U
            | O::I64TruncSatF32S
            | O::I64TruncSatF32U
            | O::I64TruncSatF64S
            | O::I64TruncSatF64U
            | O::I64ReinterpretF64
    )
}
