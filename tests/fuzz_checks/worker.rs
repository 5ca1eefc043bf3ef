//! A line of a hostile worker, as the pool's reader takes it.

use mpy::protocol::decode_worker::{Violation, json_bytes};
use mpy::protocol::frame::{Frame, FrameReader};
use mpy::protocol::message::{Message, RequestId};
use mpy::protocol::method;
use mpy::protocol::worker_api::{
    Failure, Finished, FromWorker, MESSAGE_MAX_CHARS, ReadyParams, RunEnd, TRACEBACK_MAX_CHARS,
    TYPE_NAME_MAX_CHARS, WORKER_FRAME_MAX, WorkerHostCall,
};
use mpy::wire::{Inbound, ReadLimits, decode};
use serde_json::Value;

use super::heap::peak_of;
use super::world::{check_error, check_line};

/// Few, so that a short line can have too many.
const VALUES: usize = 40;
/// Memory behind a value, in bytes: an object with one field takes a whole node of a tree.
const VALUE_BYTES: usize = 1_000;
/// Bytes that an input may grow by.
const STRETCHED_MAX: usize = 45_000;
/// Bounds that no constant of the library shows.
const LAYERS: usize = 64;
const LAYER_TEXT_CHARS: usize = 500;
const VIOLATION_CHARS: usize = 200;

/// Whatever a worker writes: what is accepted is bounded and says the same when it is passed on.
pub fn worker_message(data: &[u8]) {
    for frame in lines(data, WORKER_FRAME_MAX) {
        few_values(&frame);
        exact_numbers(&frame);
        let limits =
            ReadLimits { frame_bytes: WORKER_FRAME_MAX, values: usize::MAX, forgiving: false };
        match decode(frame, limits) {
            Inbound::Message(message) => {
                same_again(&message);
                match FromWorker::decode(message) {
                    Ok(said) => accepted(&said),
                    Err(violation) => refused(&violation),
                }
            }
            Inbound::Bad { error, .. } => {
                check_error(&error);
                refused(&Violation::new(error.message));
            }
            Inbound::Ended => panic!("a frame is no end"),
        }
    }
}

/// The input with every stretching byte replaced by many of the byte before it: so a short input
/// holds strings, lists and nestings past every limit. No JSON has these bytes.
pub fn stretched(data: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(data.len());
    let mut left = STRETCHED_MAX;
    for byte in data {
        let times = match byte {
            1 => 255,
            2 => 5_000,
            3 => 20_000,
            _ => {
                text.push(*byte);
                continue;
            }
        };
        if let (Some(last), true) = (text.last().copied(), times <= left) {
            left -= times;
            text.resize(text.len() + times, last);
        }
    }
    text
}

/// The frames of a stretched stream.
pub fn lines(data: &[u8], limit: usize) -> Vec<Frame> {
    let mut stream = stretched(data);
    stream.push(b'\n');
    let mut reader = FrameReader::new(stream.as_slice(), limit);
    let mut frames = Vec::new();
    while let Some(frame) = reader.next_frame().expect("a stream that ends with a newline") {
        frames.push(frame);
    }
    frames
}

/// A message is one line, and decodes to what it was.
pub fn same_again(message: &Message) {
    let text = message.clone().encode();
    assert!(!text.contains('\n'), "a frame is one line");
    let again = Message::decode(&text);
    assert_eq!(again.as_ref(), Ok(message), "what is passed on is what was said");
}

/// Every number in a line is read as the float nearest to its text: a query's parameters and its
/// results pass through here.
pub fn exact_numbers(frame: &Frame) {
    let Frame::Line(line) = frame else { return };
    let part = |char: char| char.is_ascii_digit() || matches!(char, '+' | '-' | '.' | 'e' | 'E');
    for text in line.split(|char| !part(char)) {
        if let Ok(number) = serde_json::from_str::<f64>(text) {
            assert_eq!(Ok(number), text.parse(), "a number is read as another");
        }
    }
}

/// A line that is decoded under a limit builds no more values than it allows, and takes no more
/// memory than they need.
fn few_values(frame: &Frame) {
    let Frame::Line(line) = frame else { return };
    let limits = ReadLimits { frame_bytes: WORKER_FRAME_MAX, values: VALUES, forgiving: false };
    let copy = frame.clone();
    let mut accepted = false;
    let taken = peak_of(|| accepted = matches!(decode(copy, limits), Inbound::Message(_)));
    assert!(taken <= 8 * line.len() + VALUES * VALUE_BYTES, "{taken} bytes for few values");
    if accepted {
        let tree: Value = serde_json::from_str(line).expect("it was decoded");
        assert!(values_of(&tree) <= VALUES, "more values than allowed");
    }
}

/// Values in a tree, and names of fields.
fn values_of(tree: &Value) -> usize {
    1 + match tree {
        Value::Array(items) => items.iter().map(values_of).sum(),
        Value::Object(fields) => fields.values().map(|value| 1 + values_of(value)).sum(),
        _ => 0,
    }
}

fn refused(violation: &Violation) {
    check_line(&violation.to_string(), VIOLATION_CHARS);
}

fn accepted(said: &FromWorker) {
    let message = match said {
        FromWorker::Ready(ready) => {
            check_ready(ready);
            Message::notice(method::READY, ready)
        }
        FromWorker::Output(chunk) => Message::notice(method::OUTPUT, chunk),
        FromWorker::HostCall { id, call, args_bytes } => {
            let WorkerHostCall { args, kwargs, .. } = call;
            let (args_text, kwargs_text) = (text_of(args), text_of(kwargs));
            assert_eq!(*args_bytes, args_text.len() + kwargs_text.len());
            assert_eq!(*args_bytes, json_bytes(args) + json_bytes(kwargs));
            Message::call(*id, method::HOST_CALL, call)
        }
        FromWorker::Finished { id, finished } => {
            check_finished(finished);
            Message::success(RequestId::Number(*id), finished)
        }
    };
    same_again(&message);
    assert_eq!(FromWorker::decode(message).as_ref(), Ok(said), "bounds hold from the first time");
}

fn text_of(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("a tree of JSON values encodes")
}

fn check_ready(ready: &ReadyParams) {
    assert!(ready.isolation.layers.len() <= LAYERS);
    for layer in &ready.isolation.layers {
        check_line(&layer.layer, LAYER_TEXT_CHARS);
        check_line(&layer.detail, LAYER_TEXT_CHARS);
    }
}

fn check_finished(finished: &Finished) {
    assert!(finished.memory_bytes <= 1 << 32, "more memory than a 32-bit guest has");
    match &finished.end {
        RunEnd::Exception(failure) | RunEnd::Syntax(failure) | RunEnd::Memory(failure) => {
            let Failure { type_name, message, traceback, .. } = failure;
            check_line(type_name, TYPE_NAME_MAX_CHARS);
            check_line(message, MESSAGE_MAX_CHARS);
            assert!(traceback.chars().count() <= TRACEBACK_MAX_CHARS);
        }
        RunEnd::Trap { message } => check_line(message, MESSAGE_MAX_CHARS),
        RunEnd::Ok | RunEnd::WallClock | RunEnd::Fuel => {}
    }
}
