//! The frame reader against a plain splitting of the whole stream.

use std::io::{self, BufReader, Read};

use mpy::protocol::frame::{Frame, FrameError, FrameReader};

use super::heap::peak_of;

/// Bytes in front of the stream: the limit, the buffer, how reads are cut, and how the stream ends.
const HEADER: usize = 4;

/// Bytes that the shortest line takes.
const SMALLEST: usize = 8;

/// What came of a stream, frame by frame, and its end.
type Found = Vec<Result<Frame, End>>;

#[derive(Debug, PartialEq, Eq)]
enum End {
    Clean,
    Cut(usize),
    Broken,
}

/// A pipe that gives a few bytes at a time, is interrupted, and may break.
struct Pipe<'a> {
    bytes: &'a [u8],
    /// The state of a small generator that decides about each read.
    random: u32,
    breaks: bool,
}

impl Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.random = self.random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let dice = self.random >> 24;
        if dice.is_multiple_of(8) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.bytes.is_empty() && self.breaks {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let most = 1 + dice as usize / 8;
        let taken = most.min(buffer.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(taken);
        buffer[..taken].copy_from_slice(now);
        self.bytes = later;
        Ok(taken)
    }
}

/// Whatever the stream and however it arrives, the same frames come out, and none is too long.
pub fn frame_reader(data: &[u8]) {
    let Some((header, stream)) = data.split_at_checked(HEADER) else { return };
    // No frame is shorter than its newline.
    let limit = usize::from(header[0]).max(1);
    let breaks = header[3].is_multiple_of(4);
    let expected = split(stream, limit, breaks);
    let pipe = Pipe { bytes: stream, random: header[2].into(), breaks };
    let buffer = 1 + usize::from(header[1]);
    let found = read(FrameReader::new(BufReader::with_capacity(buffer, pipe), limit));
    assert_eq!(found, expected, "limit {limit}, buffer {buffer}");
    let pipe = Pipe { bytes: stream, random: header[2].into(), breaks };
    let mut reader = FrameReader::new(BufReader::with_capacity(buffer, pipe), limit);
    // A string that grows doubles its room.
    let stored = peak_of(|| while let Ok(Some(_)) = reader.next_frame() {});
    assert!(stored <= 2 * limit + SMALLEST, "{stored} bytes are stored, limit {limit}");
    if !breaks {
        assert_eq!(read(FrameReader::new(stream, limit)), expected, "limit {limit}, in one piece");
    }
}

fn read(mut reader: FrameReader<impl io::BufRead>) -> Found {
    let mut found = Vec::new();
    loop {
        let end = match reader.next_frame() {
            Ok(Some(frame)) => {
                found.push(Ok(frame));
                continue;
            }
            Ok(None) => End::Clean,
            Err(FrameError::Cut(seen)) => End::Cut(seen),
            Err(FrameError::Io(_)) => End::Broken,
        };
        found.push(Err(end));
        return found;
    }
}

/// What must come out.
fn split(stream: &[u8], limit: usize, breaks: bool) -> Found {
    let mut lines: Vec<&[u8]> = stream.split(|byte| *byte == b'\n').collect();
    let rest = lines.pop().map_or(0, <[u8]>::len);
    let mut found: Found = lines.into_iter().map(|line| Ok(frame(line, limit))).collect();
    // A line that is too long is told before its newline is seen.
    let told = rest >= limit;
    if told {
        found.push(Ok(Frame::TooLarge));
    }
    found.push(Err(match rest {
        _ if breaks => End::Broken,
        rest if rest == 0 || told => End::Clean,
        rest => End::Cut(rest),
    }));
    found
}

fn frame(line: &[u8], limit: usize) -> Frame {
    if line.len() + 1 > limit {
        return Frame::TooLarge;
    }
    match str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)) {
        Ok(text) if text.trim().is_empty() => Frame::Blank,
        Ok(text) => Frame::Line(text.to_owned()),
        Err(_) => Frame::NotUtf8,
    }
}
