//! Captured output: decoded, cut, counted, never growing.

#![forbid(unsafe_code)]

use super::Stream;

/// Bytes of text that wait at most before they are handed on.
pub const BATCH_BYTES: usize = 8 * 1024;

/// One stream's text on its way out.
#[derive(Debug)]
pub struct Capture {
    stream: Stream,
    /// Characters still to be kept.
    room: usize,
    /// Characters seen, kept or not.
    chars: u64,
    truncated: bool,
    /// The beginning of a character whose other bytes have not been written yet; at most 3 bytes.
    partial: Vec<u8>,
    /// Kept text that was not handed on yet.
    pending: String,
}

impl Capture {
    pub fn new(stream: Stream, max_chars: usize) -> Capture {
        Capture {
            stream,
            room: max_chars,
            chars: 0,
            truncated: false,
            partial: Vec::new(),
            pending: String::new(),
        }
    }

    /// Takes written bytes; invalid UTF-8 becomes U+FFFD.
    pub fn write(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        // A character cut by the previous write gets its rest one byte at a time: 3 steps at most.
        while !self.partial.is_empty() {
            let Some((first, rest)) = bytes.split_first() else { return };
            let mut joined = std::mem::take(&mut self.partial);
            joined.push(*first);
            match std::str::from_utf8(&joined) {
                Ok(text) => self.push(text),
                Err(error) if error.error_len().is_none() => {
                    self.partial = joined;
                    bytes = rest;
                    continue;
                }
                Err(_) => {
                    // The new byte does not continue the character and is looked at again.
                    self.push("\u{fffd}");
                    continue;
                }
            }
            bytes = rest;
        }
        while !bytes.is_empty() {
            match std::str::from_utf8(bytes) {
                Ok(text) => {
                    self.push(text);
                    return;
                }
                Err(error) => {
                    let (valid, rest) = bytes.split_at(error.valid_up_to());
                    self.push(std::str::from_utf8(valid).unwrap_or_default());
                    let Some(invalid) = error.error_len() else {
                        self.partial = rest.to_vec();
                        return;
                    };
                    self.push("\u{fffd}");
                    bytes = &rest[invalid..];
                }
            }
        }
    }

    /// Ends the stream: an unfinished character becomes U+FFFD.
    pub fn finish(&mut self) {
        if !std::mem::take(&mut self.partial).is_empty() {
            self.push("\u{fffd}");
        }
    }

    /// Hands on what is pending.
    pub fn flush(&mut self, sink: &mut dyn FnMut(Stream, &str)) {
        if !self.pending.is_empty() {
            sink(self.stream, &self.pending);
            self.pending.clear();
        }
    }

    /// Whether the pending text should be handed on now.
    pub fn is_full(&self) -> bool {
        self.pending.len() >= BATCH_BYTES
    }

    /// Characters seen, the cut ones included.
    pub fn chars(&self) -> u64 {
        self.chars
    }

    pub fn truncated(&self) -> bool {
        self.truncated
    }

    fn push(&mut self, text: &str) {
        let chars = text.chars().count();
        self.chars += chars as u64;
        if chars <= self.room {
            self.room -= chars;
            self.pending.push_str(text);
            return;
        }
        self.truncated = true;
        let end = text.char_indices().nth(self.room).map_or(text.len(), |(at, _)| at);
        self.pending.push_str(&text[..end]);
        self.room = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(capture: &mut Capture) -> String {
        let mut text = String::new();
        capture.finish();
        capture.flush(&mut |_, piece| text.push_str(piece));
        text
    }

    #[test]
    fn every_split_of_multibyte_text_gives_the_same() {
        let text = "a\u{e9}\u{20ac}\u{1f600}z";
        for at in 0..=text.len() {
            for second in at..=text.len() {
                let mut capture = Capture::new(Stream::Stdout, 100);
                let bytes = text.as_bytes();
                capture.write(&bytes[..at]);
                capture.write(&bytes[at..second]);
                capture.write(&bytes[second..]);
                assert_eq!(capture.chars(), 5);
                assert_eq!(collect(&mut capture), text);
            }
        }
    }

    #[test]
    fn invalid_bytes_agree_with_lossy_decoding_of_the_whole() {
        let samples: [&[u8]; 6] = [
            b"\xff\xfeab",
            b"\xe2\x82a",
            b"\xf0\x9f\x98",
            b"\xed\xa0\x80x",
            b"\xc3\xc3\xa9",
            b"\xe2\xe2\x82\xac\x80",
        ];
        for sample in samples {
            for at in 0..=sample.len() {
                let mut capture = Capture::new(Stream::Stdout, 100);
                capture.write(&sample[..at]);
                capture.write(&sample[at..]);
                assert_eq!(collect(&mut capture), String::from_utf8_lossy(sample));
            }
        }
    }

    #[test]
    fn characters_are_cut_not_bytes_and_all_are_counted() {
        let mut capture = Capture::new(Stream::Stderr, 3);
        capture.write("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}".as_bytes());
        capture.write(b"more");
        assert!(capture.truncated());
        assert_eq!(capture.chars(), 9);
        assert_eq!(collect(&mut capture), "\u{e9}\u{e9}\u{e9}");
    }
}
