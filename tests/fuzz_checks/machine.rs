//! The core under a sequence of events, read from lines.
//!
//! The first byte of a line says what happens. A line that begins with `{` is a line of the
//! client; a digit is a worker, and what follows is its line. All others are made of the bytes
//! that follow the first, so a line can be cut, joined or moved and still mean something.
//! Between events, the world checks what can be seen: see `common/world/seen.rs`.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::worker::stretched;
use super::world::{Act, World};

/// Events of one input: enough to fill every queue.
const EVENTS_MAX: usize = 3_000;

/// Whatever happens, every request is answered once, and each conversation has one interpreter.
pub fn state_machine(data: &[u8]) {
    let (&settings, data) = data.split_first().unwrap_or((&0, data));
    let spares = usize::from(settings & 3);
    let mut world = if settings & 4 == 0 { World::new(spares) } else { World::fresh(spares) };
    let mut left = EVENTS_MAX;
    for line in data.split(|byte| *byte == b'\n') {
        let Some((&first, rest)) = line.split_first() else { continue };
        let Ok((act, times)) = event(first, line, rest) else { continue };
        for _ in 0..times {
            if left == 0 {
                break;
            }
            left -= 1;
            world.act(act.clone());
        }
    }
    world.finish(settings & 8 == 0);
}

/// What a line says, and how often it happens.
fn event(first: u8, line: &[u8], rest: &[u8]) -> Result<(Act, u8)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(&stretched(bytes)).into_owned();
    let mut bytes = Unstructured::new(rest);
    let bytes = &mut bytes;
    let act = match first {
        b'{' => Act::ClientLine(text(line)),
        b'0'..=b'9' => Act::WorkerLine { worker: usize::from(first - b'0'), line: text(rest) },
        b'r' => {
            let run = Act::Run {
                conversation: small(bytes, 6)?,
                reset_context: u8::arbitrary(bytes)? & 1 == 1,
                wall_ms: [5_000, 10, 100, 3_600_000][usize::from(small(bytes, 4)?)],
                max_output_chars: [10_000, 1, 10, 1_000_000][usize::from(small(bytes, 4)?)],
            };
            return Ok((run, 1 + small(bytes, 100)?));
        }
        b'R' => Act::Reset(small(bytes, 6)?),
        b'x' => Act::Close(small(bytes, 6)?),
        b'c' => Act::Cancel(index(bytes)?),
        b'l' => Act::List,
        b's' => Act::Status,
        b'h' => Act::HostReply { call: index(bytes)?, ok: bool::arbitrary(bytes)? },
        b'y' => Act::Ready(index(bytes)?),
        b'f' => Act::Finish {
            worker: index(bytes)?,
            end: small(bytes, 4)?,
            usable: u8::arbitrary(bytes)? & 1 == 0,
            fuel_used: [1, 10_000_000, 10_000_001, u64::MAX][usize::from(small(bytes, 4)?)],
        },
        b'o' => {
            let output = Act::Output {
                worker: index(bytes)?,
                stderr: bool::arbitrary(bytes)?,
                chars: usize::from(u16::arbitrary(bytes)?),
            };
            return Ok((output, 1 + small(bytes, 20)?));
        }
        b'H' => Act::HostCall { worker: index(bytes)?, known: u8::arbitrary(bytes)? & 1 == 0 },
        b'i' => Act::WrongId(index(bytes)?),
        b'v' => Act::Violation(index(bytes)?),
        b'd' => Act::Die(index(bytes)?),
        b'F' => Act::FailSpawns(small(bytes, 16)?),
        b'a' => Act::Settle,
        b'w' => Act::Wait(u64::from(u16::arbitrary(bytes)?)),
        b't' => return Ok((Act::Deadline, 1 + small(bytes, 50)?)),
        b'S' => Act::Shutdown,
        b'C' => Act::ClientClosed,
        b'T' => Act::Terminate,
        _ => return Err(arbitrary::Error::IncorrectFormat),
    };
    Ok((act, 1))
}

fn small(bytes: &mut Unstructured<'_>, below: u8) -> Result<u8> {
    Ok(u8::arbitrary(bytes)? % below)
}

fn index(bytes: &mut Unstructured<'_>) -> Result<usize> {
    u8::arbitrary(bytes).map(usize::from)
}
