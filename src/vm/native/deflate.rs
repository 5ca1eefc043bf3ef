//! Compressed data: streams (RFC 1951), alone or in the frames of zlib (RFC 1950) and gzip (RFC 1952).

#![forbid(unsafe_code)]

use adler2::adler32_slice;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::object::Object;
use super::value::Value;
use super::{Budget, Call, Exhausted};

const FUEL: u64 = 2_000;
const DEFLATE_FUEL_PER_BYTE: u64 = 10;
const INFLATE_FUEL_PER_BYTE: u64 = 2;
const CHECKSUM_FUEL_PER_BYTE: u64 = 1;

/// Most bytes of an input or an output.
const MOST_BYTES: usize = 8 << 20;

/// First size of an output, which is doubled as long as it does not suffice.
const FIRST_OUTPUT_BYTES: usize = 16 << 10;

/// What `zlib` uses for the level -1.
const DEFAULT_LEVEL: u8 = 6;

/// Each half of an Adler-32 checksum is less than this.
const ADLER_MODULUS: u32 = 65_521;

/// Optional fields of a gzip header.
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const HEADER_CHECKSUM: u8 = 2;

/// What stands around a stream.
#[derive(Clone, Copy, PartialEq)]
enum Frame {
    None,
    Zlib,
    Gzip,
}

impl Frame {
    /// As `wbits` of zlib says it, for data that begins so; none if it says something else.
    fn of(wbits: i32, data: &[u8]) -> Option<Frame> {
        match wbits {
            -15..=-8 => Some(Frame::None),
            0 | 8..=15 => Some(Frame::Zlib),
            24..=31 => Some(Frame::Gzip),
            32 | 40..=47 if data.starts_with(&[0x1f, 0x8b]) => Some(Frame::Gzip),
            32 | 40..=47 => Some(Frame::Zlib),
            _ => None,
        }
    }
}

impl Call<'_> {
    /// `deflate(data, level, wbits)`: bytes; `None` if there are too many, or for other arguments than zlib has.
    pub(super) fn deflate(&self) -> Result<Value, Exhausted> {
        let (Some(data), Object::Int(level @ -1..=9), Object::Int(wbits)) =
            (self.bytes(1), self.object(2), self.object(3))
        else {
            return Ok(Value::None);
        };
        let Some(frame) = Frame::of(wbits, &[]) else { return Ok(Value::None) };
        if data.len() > MOST_BYTES {
            return Ok(Value::None);
        }
        self.budget.take(FUEL + DEFLATE_FUEL_PER_BYTE * data.len() as u64)?;
        let level = u8::try_from(level).unwrap_or(DEFAULT_LEVEL);
        let stream = compress_to_vec(data, level);
        Ok(Value::Bytes(match frame {
            Frame::None => stream,
            Frame::Zlib => {
                let hint = match level {
                    0..=1 => 0x01,
                    2..=5 => 0x5e,
                    6 => 0x9c,
                    _ => 0xda,
                };
                [&[0x78, hint], stream.as_slice(), &adler32_slice(data).to_be_bytes()].concat()
            }
            Frame::Gzip => {
                let speed = match level {
                    1 => 4,
                    9 => 2,
                    _ => 0,
                };
                let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, speed, 3];
                let checksum = crc32fast::hash(data).to_le_bytes();
                let len = (data.len() as u32).to_le_bytes();
                [&head, stream.as_slice(), &checksum, &len].concat()
            }
        }))
    }

    /// `inflate(data, wbits)`: what the stream or the frame at the data's begin holds, and where it ends; `None`
    /// if it is damaged, not whole, or holds too much.
    pub(super) fn inflate(&self) -> Result<Value, Exhausted> {
        let (Some(data), Object::Int(wbits)) = (self.bytes(1), self.object(2)) else {
            return Ok(Value::None);
        };
        self.budget.take(FUEL)?;
        let Some(frame) = Frame::of(wbits, data) else { return Ok(Value::None) };
        let begin = match frame {
            Frame::None => Some(0),
            Frame::Zlib => zlib_header(data),
            Frame::Gzip => gzip_header(data),
        };
        let Some(begin) = begin else { return Ok(Value::None) };
        let Some((bytes, read)) = stream(&data[begin..], &self.budget)? else {
            return Ok(Value::None);
        };
        self.budget.take(CHECKSUM_FUEL_PER_BYTE * bytes.len() as u64)?;
        let trailer = match frame {
            Frame::None => Vec::new(),
            Frame::Zlib => adler32_slice(&bytes).to_be_bytes().to_vec(),
            Frame::Gzip => {
                let len = (bytes.len() as u32).to_le_bytes();
                [crc32fast::hash(&bytes).to_le_bytes(), len].concat()
            }
        };
        let end = begin + read;
        if !data[end..].starts_with(&trailer) {
            return Ok(Value::None);
        }
        let end = Value::Int((end + trailer.len()) as i64);
        Ok(Value::Tuple(vec![Value::Bytes(bytes), end]))
    }

    /// `adler32(data, value)`: the checksum, begun with an earlier one's low and high half.
    pub(super) fn adler32(&self) -> Result<Value, Exhausted> {
        let (Some(data), Object::Int(low), Object::Int(high)) =
            (self.bytes(1), self.object(2), self.object(3))
        else {
            return Ok(Value::None);
        };
        self.budget.take(CHECKSUM_FUEL_PER_BYTE * data.len() as u64)?;
        let half = |half: i32| half.cast_unsigned() % ADLER_MODULUS;
        let halves = half(high) << 16 | half(low);
        let mut adler = adler2::Adler32::from_checksum(halves);
        adler.write_slice(data);
        Ok(Value::Int(adler.checksum().into()))
    }
}

/// Bytes of a zlib frame's header, if it is one without a preset dictionary.
fn zlib_header(data: &[u8]) -> Option<usize> {
    let [method, flags, ..] = *data else { return None };
    let whole = u16::from_be_bytes([method, flags]);
    let known = method & 15 == 8 && method >> 4 <= 7 && whole.is_multiple_of(31);
    (known && flags & 32 == 0).then_some(2)
}

/// Bytes of a gzip frame's header, with the fields that its flags name.
fn gzip_header(data: &[u8]) -> Option<usize> {
    let [0x1f, 0x8b, 8, flags, ..] = *data else { return None };
    let mut at = 10;
    if flags & EXTRA != 0 {
        let len = data.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([len[0], len[1]]));
    }
    for field in [NAME, COMMENT] {
        if flags & field != 0 {
            at += data.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        at += 2;
    }
    (at <= data.len()).then_some(at)
}

/// What a stream holds, and its length.
fn stream(input: &[u8], budget: &Budget) -> Result<Option<(Vec<u8>, usize)>, Exhausted> {
    let mut output = vec![0; FIRST_OUTPUT_BYTES];
    let (mut read, mut written) = (0, 0);
    let mut inflater = Box::<DecompressorOxide>::default();
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
        budget.take(INFLATE_FUEL_PER_BYTE * (taken + made) as u64)?;
        match status {
            TINFLStatus::Done => {
                output.truncate(written);
                return Ok(Some((output, read)));
            }
            TINFLStatus::HasMoreOutput if output.len() < MOST_BYTES => {
                output.resize((output.len() * 2).min(MOST_BYTES), 0);
            }
            _ => return Ok(None),
        }
    }
}
