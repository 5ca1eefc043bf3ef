//! Code points in UTF-8 that may be malformed.

#![forbid(unsafe_code)]

/// Whether a byte continues a code point.
pub fn continues(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// The code point at `at` and where the next one begins; nothing at the end.
///
/// A byte that begins nothing stands for itself.
#[inline]
pub fn decode(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let &lead = text.get(at)?;
    if lead < 0xC0 {
        return Some((u32::from(lead), at + 1));
    }
    let (more, bits) = match lead {
        0xC0..0xE0 => (1, lead & 0x1F),
        0xE0..0xF0 => (2, lead & 0x0F),
        _ => (3, lead & 0x07),
    };
    let mut value = u32::from(bits);
    let mut next = at + 1;
    for _ in 0..more {
        match text.get(next) {
            Some(&byte) if continues(byte) => value = value << 6 | u32::from(byte & 0x3F),
            _ => break,
        }
        next += 1;
    }
    Some((value, next))
}

/// Where the code point before `at` begins; `at` is more than `least`.
#[inline]
pub fn before(text: &[u8], at: usize, least: usize) -> usize {
    let mut at = at.saturating_sub(1);
    while at > least && text.get(at).is_some_and(|&byte| continues(byte)) {
        at -= 1;
    }
    at
}

/// The code points of a str or the bytes of a bytes.
pub fn points(text: super::Text<'_>) -> Vec<u32> {
    match text {
        super::Text::Bytes(raw) => raw.iter().map(|&byte| u32::from(byte)).collect(),
        super::Text::Str(raw) => {
            let mut found = Vec::with_capacity(raw.len());
            let mut at = 0;
            while let Some((point, next)) = decode(raw, at) {
                found.push(point);
                at = next;
            }
            found
        }
    }
}

/// Appends a code point as UTF-8; surrogates get the three bytes that the guest gives them.
pub fn encode(point: u32, into: &mut Vec<u8>) {
    if let Some(char) = char::from_u32(point) {
        into.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let bits = |shift: u32, mask: u32| ((point >> shift) & mask) as u8;
        into.extend_from_slice(&[0xE0 | bits(12, 0xF), 0x80 | bits(6, 0x3F), 0x80 | bits(0, 0x3F)]);
    }
}

/// How many code points lie in these bytes.
pub fn count(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| !continues(byte)).count()
}

/// A str out of UTF-8 from the guest; what is malformed is replaced.
pub fn to_string(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}
