//! The core over random sequences of events, right and wrong. The model in `common/world.rs` knows
//! nothing of the core's state but what it can see: inputs and effects.

mod common;

use common::world::{Act, Index, World};
use proptest::prelude::*;

const SPARES: usize = 1;

fn act() -> impl Strategy<Value = Act> {
    let any_worker = any::<Index>;
    prop_oneof![
        12 => (0..5u8, prop::bool::weighted(0.1), prop_oneof![Just(20), Just(2_000)], 1..5u64)
            .prop_map(|(conversation, reset_context, wall_ms, max_output_chars)| Act::Run {
                conversation, reset_context, wall_ms, max_output_chars
            }),
        2 => (0..5u8).prop_map(Act::Reset),
        2 => (0..5u8).prop_map(Act::Close),
        3 => any::<Index>().prop_map(Act::Cancel),
        1 => Just(Act::List),
        1 => Just(Act::Status),
        4 => (any::<Index>(), any::<bool>()).prop_map(|(call, ok)| Act::HostReply { call, ok }),
        12 => any_worker().prop_map(Act::Ready),
        12 => (any_worker(), 0..4u8, prop::bool::weighted(0.9), prop_oneof![9 => Just(1), 1 => any::<u64>()])
            .prop_map(|(worker, end, usable, fuel_used)| Act::Finish { worker, end, usable, fuel_used }),
        4 => (any_worker(), 0..4usize, any::<bool>())
            .prop_map(|(worker, chars, stderr)| Act::Output { worker, chars, stderr }),
        6 => (any_worker(), prop::bool::weighted(0.8))
            .prop_map(|(worker, known)| Act::HostCall { worker, known }),
        1 => any_worker().prop_map(Act::WrongId),
        1 => any_worker().prop_map(Act::Violation),
        8 => any_worker().prop_map(Act::Die),
        1 => (0..6u8).prop_map(Act::FailSpawns),
        2 => Just(Act::Settle),
        4 => (0..500u64).prop_map(Act::Wait),
        4 => Just(Act::Deadline),
        1 => prop_oneof![
            30 => Just(Act::Status),
            1 => Just(Act::Shutdown),
            1 => Just(Act::ClientClosed),
            1 => Just(Act::Terminate),
        ],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens(acts in prop::collection::vec(act(), 1..120), workers_die in any::<bool>()) {
        let mut world = World::new(SPARES);
        for act in acts {
            world.act(act);
        }
        world.finish(workers_die);
    }
}
