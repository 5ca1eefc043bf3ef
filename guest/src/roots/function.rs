//! The pass over one function.

use super::Stats;
use super::bases::{Anchored, Bases, Derivations, name_values_beneath};
use super::calls::Collectors;
use super::choices::name_choices;
use super::coalesce::coalesce;
use super::decode::{Body, Module};
use super::error::RootsError;
use super::flow::Flow;
use super::frames::{Frame, OwnFrame, write};
use super::levels::Levels;
use super::liveness::{Crossings, crossings, exception_crosses};
use super::placement::{Inputs, Placement};
use super::pointers::Pointers;
use super::spec::Spec;
use super::webs::split;

/// Fuel that a new frame costs, in stores' worth (a store is three operators).
const FRAME_COST: f64 = 8.0 / 3.0;

/// Everything known about the present state of a body.
struct Analysis {
    flow: Flow,
    pointers: Pointers,
    collecting: Vec<usize>,
    crossings: Crossings,
}

impl Analysis {
    fn of(
        module: &Module<'_>,
        collectors: &Collectors,
        body: &Body<'_>,
    ) -> Result<Analysis, RootsError> {
        let flow = Flow::of(body, module)?;
        let pointers = Pointers::of(body, &flow);
        let collecting = collecting(module, collectors, body);
        let crossings = crossings(body, &flow, &pointers, &collecting);
        Ok(Analysis { flow, pointers, collecting, crossings })
    }
}

fn collecting(module: &Module<'_>, collectors: &Collectors, body: &Body<'_>) -> Vec<usize> {
    let operators = body.operators.iter().enumerate();
    operators
        .filter(|(_, operator)| collectors.collects(module, operator))
        .map(|(at, _)| at)
        .collect()
}

/// Rewrites a body; None if it can stay as it is.
pub(super) fn rewrite<'a>(
    module: &Module<'_>,
    collectors: &Collectors,
    spec: &Spec,
    mut body: Body<'a>,
    stats: &mut Stats,
) -> Result<Option<Body<'a>>, RootsError> {
    let pads = spec.pad.iter().filter(|pad| pad.function == body.index);
    let pad = pads.map(|pad| pad.bytes).sum();
    if pad == 0 && collecting(module, collectors, &body).is_empty() {
        return Ok(None);
    }
    let flow = Flow::of(&body, module)?;
    split(&mut body, &flow);
    let mut analysis = Analysis::of(module, collectors, &body)?;
    let named =
        name_values_beneath(&mut body, &analysis.flow, &analysis.pointers, &analysis.collecting);
    if named > 0 {
        analysis = Analysis::of(module, collectors, &body)?;
    }
    stats.named_values += named;
    let bases = keep_bases(module, collectors, &mut body, &mut analysis, stats)?;
    for crossing in analysis.crossings.values_mut() {
        let derived: Vec<usize> =
            crossing.iter().filter(|local| bases.contains_key(local)).collect();
        derived.iter().flat_map(|local| &bases[local]).for_each(|base| crossing.insert(*base));
    }
    let uncrossed = analysis.crossings.values().all(|crossing| crossing.is_empty());
    if pad == 0 && uncrossed && restores(&body, &analysis.flow, collectors, spec.stack.pointer)? {
        return Ok(None);
    }
    if let Some(operator) = exception_crosses(&body, &analysis.flow, &analysis.collecting) {
        let what = "an exception held across a call that may collect";
        return Err(RootsError::Unsupported { function: body.index, operator, what });
    }
    place(&mut body, &analysis, collectors, spec.stack.pointer, pad, stats)?;
    Ok(Some(body))
}

/// Whether a body needs no frame for the sake of the stack pointer: a function that has got a frame may
/// throw, and who catches must take the frame away.
fn restores(
    body: &Body<'_>,
    flow: &Flow,
    collectors: &Collectors,
    stack_pointer: u32,
) -> Result<bool, RootsError> {
    let returns_first = |function| collectors.returns_first(function);
    let levels = Levels::of(body, flow, stack_pointer, &returns_first);
    levels.check()?;
    Ok(flow.landings.is_empty() || !levels.sets().is_empty())
}

/// Makes sure that every derived pointer's base has a local; returns those locals.
fn keep_bases(
    module: &Module<'_>,
    collectors: &Collectors,
    body: &mut Body<'_>,
    analysis: &mut Analysis,
    stats: &mut Stats,
) -> Result<Bases, RootsError> {
    let derivations = loop {
        let Analysis { flow, pointers, crossings, .. } = &*analysis;
        let derivations = Derivations::of(body, flow, pointers, crossings);
        let choices = name_choices(&derivations, body, flow, pointers)?;
        let bases = if choices == 0 { derivations.name_bases(body, flow) } else { 0 };
        if choices + bases == 0 {
            break derivations;
        }
        stats.named_choices += choices;
        stats.named_bases += bases;
        *analysis = Analysis::of(module, collectors, body)?;
    };
    let Anchored { mut bases, anchors } =
        derivations.anchor(body, &analysis.flow, &analysis.crossings)?;
    if !anchors.is_empty() {
        *analysis = Analysis::of(module, collectors, body)?;
        let Analysis { flow, crossings, .. } = &*analysis;
        stats.anchors += coalesce(body, flow, crossings, &anchors, &mut bases);
        *analysis = Analysis::of(module, collectors, body)?;
    }
    Ok(bases)
}

/// Chooses a frame and writes the stores.
fn place(
    body: &mut Body<'_>,
    analysis: &Analysis,
    collectors: &Collectors,
    stack_pointer: u32,
    pad: u32,
    stats: &mut Stats,
) -> Result<(), RootsError> {
    let Analysis { flow, pointers, crossings, .. } = analysis;
    let returns_first = |function| collectors.returns_first(function);
    let levels = Levels::of(body, flow, stack_pointer, &returns_first);
    levels.check()?;
    let crossed = || crossings.iter().filter(|(_, set)| !set.is_empty()).map(|(call, _)| call);
    let own = OwnFrame::find(body, flow, &levels).filter(|own| own.spans(&levels, crossed()));
    let inputs = |may_store, carries| {
        Placement::of(&Inputs { body, flow, pointers, crossings, may_store, carries })
    };
    let (frame, placement) = if let Some(own) = own {
        let placement = inputs(&|at| own.may_store(body, &levels, at), true);
        stats.merged += 1;
        (Frame::Merged(own), placement)
    } else {
        let around = inputs(&|_| true, true);
        let each = inputs(&|_| false, false);
        let untouched =
            levels.gets().is_empty() && levels.sets().is_empty() && flow.landings.is_empty();
        let cheaper = each.cost + each.frames * FRAME_COST <= around.cost + FRAME_COST;
        if untouched && cheaper && pad == 0 {
            stats.bracketed += 1;
            (Frame::Bracketed, each)
        } else {
            stats.wrapped += 1;
            (Frame::Wrapped, around)
        }
    };
    stats.crossed_calls += crossed().count();
    stats.words += placement.bytes as usize / 4;
    stats.stores += placement.stores();
    write(body, flow, &frame, &placement, stack_pointer, pad);
    Ok(())
}
