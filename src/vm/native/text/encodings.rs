//! How characters are written in bytes.

#![forbid(unsafe_code)]

use crate::vm::native::regex::text;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Little,
    Big,
    /// Told by the first bytes, little if there are none.
    Marked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8 {
        signed: bool,
    },
    Utf16(Order),
    Utf32(Order),
    Ascii,
    Latin1,
    /// 0x80 to 0x9F are other characters; 0 stands for none.
    Table(&'static [(u8, u16)]),
}

/// An encoding, by the name that its errors show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    pub name: &'static str,
    form: Form,
}

/// What cannot be read: up to where, and why.
pub type Unreadable = (usize, &'static str);

/// Windows-1252, where it is not Latin-1.
const CP1252: &[(u8, u16)] = &[
    (0x80, 0x20AC),
    (0x81, 0),
    (0x82, 0x201A),
    (0x83, 0x0192),
    (0x84, 0x201E),
    (0x85, 0x2026),
    (0x86, 0x2020),
    (0x87, 0x2021),
    (0x88, 0x02C6),
    (0x89, 0x2030),
    (0x8A, 0x0160),
    (0x8B, 0x2039),
    (0x8C, 0x0152),
    (0x8D, 0),
    (0x8E, 0x017D),
    (0x8F, 0),
    (0x90, 0),
    (0x91, 0x2018),
    (0x92, 0x2019),
    (0x93, 0x201C),
    (0x94, 0x201D),
    (0x95, 0x2022),
    (0x96, 0x2013),
    (0x97, 0x2014),
    (0x98, 0x02DC),
    (0x99, 0x2122),
    (0x9A, 0x0161),
    (0x9B, 0x203A),
    (0x9C, 0x0153),
    (0x9D, 0),
    (0x9E, 0x017E),
    (0x9F, 0x0178),
];

/// ISO 8859-15, where it is not Latin-1.
const LATIN9: &[(u8, u16)] = &[
    (0xA4, 0x20AC),
    (0xA6, 0x0160),
    (0xA8, 0x0161),
    (0xB4, 0x017D),
    (0xB8, 0x017E),
    (0xBC, 0x0152),
    (0xBD, 0x0153),
    (0xBE, 0x0178),
];

/// Finds an encoding by one of its names.
pub fn named(name: &[u8]) -> Option<Encoding> {
    let plain = |byte: &u8| match byte {
        b'_' | b' ' => b'-',
        byte => byte.to_ascii_lowercase(),
    };
    let name: Vec<u8> = name.iter().map(plain).collect();
    let (name, form) = match name.as_slice() {
        b"utf-8" | b"utf8" | b"u8" | b"utf" | b"cp65001" => ("utf-8", Form::Utf8 { signed: false }),
        b"utf-8-sig" | b"utf8-sig" => ("utf-8", Form::Utf8 { signed: true }),
        b"ascii" | b"us-ascii" | b"646" | b"iso646-us" => ("ascii", Form::Ascii),
        b"latin-1" | b"latin1" | b"latin" | b"l1" | b"iso-8859-1" | b"iso8859-1" | b"8859"
        | b"cp819" => ("latin-1", Form::Latin1),
        b"cp1252" | b"windows-1252" | b"1252" => ("charmap", Form::Table(CP1252)),
        b"iso-8859-15" | b"iso8859-15" | b"latin-9" | b"latin9" | b"l9" => {
            ("charmap", Form::Table(LATIN9))
        }
        b"utf-16" | b"utf16" | b"u16" => ("utf-16", Form::Utf16(Order::Marked)),
        b"utf-16-le" | b"utf-16le" => ("utf-16-le", Form::Utf16(Order::Little)),
        b"utf-16-be" | b"utf-16be" => ("utf-16-be", Form::Utf16(Order::Big)),
        b"utf-32" | b"utf32" | b"u32" => ("utf-32", Form::Utf32(Order::Marked)),
        b"utf-32-le" | b"utf-32le" => ("utf-32-le", Form::Utf32(Order::Little)),
        b"utf-32-be" | b"utf-32be" => ("utf-32-be", Form::Utf32(Order::Big)),
        _ => return None,
    };
    Some(Encoding { name, form })
}

fn push<const N: usize>(order: Order, big: [u8; N], into: &mut Vec<u8>) {
    if order == Order::Big {
        into.extend(big);
    } else {
        into.extend(big.iter().rev());
    }
}

impl Encoding {
    pub fn is_utf8(self) -> bool {
        matches!(self.form, Form::Utf8 { .. })
    }

    /// Whether ASCII is written as it is, with nothing before it.
    pub fn keeps_ascii(self) -> bool {
        !matches!(self.form, Form::Utf8 { signed: true } | Form::Utf16(_) | Form::Utf32(_))
    }

    /// What stands before everything else.
    pub fn mark(self) -> &'static [u8] {
        match self.form {
            Form::Utf8 { signed: true } => &[0xEF, 0xBB, 0xBF],
            Form::Utf16(Order::Marked) => &[0xFF, 0xFE],
            Form::Utf32(Order::Marked) => &[0xFF, 0xFE, 0, 0],
            _ => &[],
        }
    }

    /// The length of the mark that stands before everything else, and what this encoding is behind it.
    pub fn read_mark(self, bytes: &[u8]) -> (Encoding, usize) {
        let (form, len) = match self.form {
            Form::Utf8 { signed: true } if bytes.starts_with(self.mark()) => (self.form, 3),
            Form::Utf16(Order::Marked) if bytes.starts_with(&[0xFE, 0xFF]) => {
                (Form::Utf16(Order::Big), 2)
            }
            Form::Utf16(Order::Marked) if bytes.starts_with(&[0xFF, 0xFE]) => (self.form, 2),
            Form::Utf32(Order::Marked) if bytes.starts_with(&[0, 0, 0xFE, 0xFF]) => {
                (Form::Utf32(Order::Big), 4)
            }
            Form::Utf32(Order::Marked) if bytes.starts_with(self.mark()) => (self.form, 4),
            _ => (self.form, 0),
        };
        (Encoding { form, ..self }, len)
    }

    /// Writes a character; otherwise says why it cannot be written.
    pub fn write(self, point: u32, into: &mut Vec<u8>) -> Result<(), &'static str> {
        let surrogate = matches!(point, 0xD800..=0xDFFF);
        match self.form {
            Form::Utf8 { .. } | Form::Utf16(_) | Form::Utf32(_) if surrogate => {
                return Err("surrogates not allowed");
            }
            Form::Utf8 { .. } => text::encode(point, into),
            Form::Utf16(order) => {
                for unit in char::from_u32(point).unwrap_or_default().encode_utf16(&mut [0; 2]) {
                    push(order, unit.to_be_bytes(), into);
                }
            }
            Form::Utf32(order) => push(order, point.to_be_bytes(), into),
            Form::Ascii if point < 0x80 => into.push(point as u8),
            Form::Ascii => return Err("ordinal not in range(128)"),
            Form::Latin1 if point < 0x100 => into.push(point as u8),
            Form::Latin1 => return Err("ordinal not in range(256)"),
            Form::Table(table) => {
                let entry = table.iter().find(|(_, known)| point == u32::from(*known) && point > 0);
                let other = table.iter().any(|(byte, _)| point == u32::from(*byte));
                match entry {
                    Some((byte, _)) => into.push(*byte),
                    None if point < 0x100 && !other => into.push(point as u8),
                    None => return Err("character maps to <undefined>"),
                }
            }
        }
        Ok(())
    }

    /// The character at `at`, which lies before the end, and where the next one begins.
    pub fn read(self, bytes: &[u8], at: usize) -> Result<(u32, usize), Unreadable> {
        match self.form {
            Form::Utf8 { .. } => read_utf8(bytes, at),
            Form::Utf16(order) => read_utf16(bytes, at, order),
            Form::Utf32(order) => match bytes[at..].first_chunk::<4>() {
                None => Err((bytes.len(), "truncated data")),
                Some(word) => {
                    let order = order == Order::Big;
                    let point =
                        if order { u32::from_be_bytes(*word) } else { u32::from_le_bytes(*word) };
                    match point {
                        0xD800..=0xDFFF => Err((
                            at + 4,
                            "code point in surrogate code point range(0xd800, 0xe000)",
                        )),
                        0x11_0000.. => Err((at + 4, "code point not in range(0x110000)")),
                        _ => Ok((point, at + 4)),
                    }
                }
            },
            Form::Ascii if bytes[at] >= 0x80 => Err((at + 1, "ordinal not in range(128)")),
            Form::Ascii | Form::Latin1 => Ok((bytes[at].into(), at + 1)),
            Form::Table(table) => {
                let entry = table.iter().find(|(byte, _)| *byte == bytes[at]);
                match entry.map_or(u16::from(bytes[at]), |(_, point)| *point) {
                    0 if bytes[at] != 0 => Err((at + 1, "character maps to <undefined>")),
                    point => Ok((point.into(), at + 1)),
                }
            }
        }
    }
}

fn read_utf8(bytes: &[u8], at: usize) -> Result<(u32, usize), Unreadable> {
    let lead = bytes[at];
    if lead < 0x80 {
        return Ok((lead.into(), at + 1));
    }
    // What the second byte may be says whether the form is the shortest one, and no surrogate.
    let (len, least, most) = match lead {
        0xC2..=0xDF => (2, 0x80, 0xBF),
        0xE0 => (3, 0xA0, 0xBF),
        0xED => (3, 0x80, 0x9F),
        0xE1..=0xEF => (3, 0x80, 0xBF),
        0xF0 => (4, 0x90, 0xBF),
        0xF4 => (4, 0x80, 0x8F),
        0xF1..=0xF3 => (4, 0x80, 0xBF),
        _ => return Err((at + 1, "invalid start byte")),
    };
    for place in 1..len {
        let (least, most) = if place == 1 { (least, most) } else { (0x80, 0xBF) };
        match bytes.get(at + place) {
            None => return Err((at + place, "unexpected end of data")),
            Some(byte) if (least..=most).contains(byte) => {}
            Some(_) => return Err((at + place, "invalid continuation byte")),
        }
    }
    text::decode(bytes, at).ok_or((at + 1, "invalid start byte"))
}

fn read_utf16(bytes: &[u8], at: usize, order: Order) -> Result<(u32, usize), Unreadable> {
    let unit = |at: usize| {
        let pair = bytes.get(at..)?.first_chunk::<2>()?;
        let big = order == Order::Big;
        Some(u32::from(if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }))
    };
    match unit(at) {
        None => Err((bytes.len(), "truncated data")),
        Some(high @ 0xD800..=0xDBFF) => match unit(at + 2) {
            None => Err((bytes.len(), "unexpected end of data")),
            Some(low @ 0xDC00..=0xDFFF) => {
                Ok((0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00), at + 4))
            }
            Some(_) => Err((at + 2, "illegal UTF-16 surrogate")),
        },
        Some(0xDC00..=0xDFFF) => Err((at + 2, "illegal encoding")),
        Some(point) => Ok((point, at + 2)),
    }
}
