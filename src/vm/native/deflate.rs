//! Compressed data (RFC 1951): the streams without any frame, which `zlib` and `gzip` put around them.

#![forbid(unsafe_code)]

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::object::Object;
use super::value::Value;
use super::{Call, Exhausted};

const FUEL: u64 = 2_000;
const DEFLATE_FUEL_PER_BYTE: u64 = 30;
const INFLATE_FUEL_PER_BYTE: u64 = 5;

/// Most bytes of an input or an output.
const MOST_BYTES: usize = 8 << 20;

/// First size of an output, which is doubled as long as it does not suffice.
const FIRST_OUTPUT_BYTES: usize = 16 << 10;

impl Call<'_> {
    /// `deflate(data, level)`: bytes; `None` if there are too many.
    pub(super) fn deflate(&self) -> Result<Value, Exhausted> {
        let (Some(data), Object::Int(level @ 0..=9)) = (self.bytes(1), self.object(2)) else {
            return Ok(Value::None);
        };
        if data.len() > MOST_BYTES {
            return Ok(Value::None);
        }
        let fuel = FUEL + DEFLATE_FUEL_PER_BYTE * data.len() as u64;
        self.budget.take(fuel)?;
        let compressed = compress_to_vec(data, level as u8);
        Ok(Value::Bytes(compressed))
    }

    /// `inflate(data, start)`: the bytes of the stream that begins at `start`, and where it ends; an integer
    /// if there are none: 0 if the data is damaged, 1 if it ends too early, 2 if too much would come out.
    pub(super) fn inflate(&self) -> Result<Value, Exhausted> {
        let (Some(data), Object::Int(start)) = (self.bytes(1), self.object(2)) else {
            return Ok(Value::None);
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let Some(input) = data.get(start..) else { return Ok(Value::Int(1)) };
        let mut output = vec![0; FIRST_OUTPUT_BYTES.max(input.len())];
        let (mut read, mut written) = (0, 0);
        let mut inflater = Box::<DecompressorOxide>::default();
        self.budget.take(FUEL)?;
        loop {
            let (status, taken, made) = decompress(
                &mut inflater,
                &input[read..],
                &mut output,
                written,
                inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
            );
            read += taken;
            written += made;
            self.budget.take(INFLATE_FUEL_PER_BYTE * (taken + made) as u64)?;
            match status {
                TINFLStatus::Done => {
                    output.truncate(written);
                    let end = Value::Int((start + read) as i64);
                    return Ok(Value::Tuple(vec![Value::Bytes(output), end]));
                }
                TINFLStatus::HasMoreOutput if output.len() >= MOST_BYTES => {
                    return Ok(Value::Int(2));
                }
                TINFLStatus::HasMoreOutput => output.resize((output.len() * 2).min(MOST_BYTES), 0),
                TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
                    return Ok(Value::Int(1));
                }
                _ => return Ok(Value::Int(0)),
            }
        }
    }
}
