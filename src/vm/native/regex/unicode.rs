//! Classes and case of characters, as Python's str methods see them.

#![forbid(unsafe_code)]

use super::tables::{CASES, DECIMAL, WORD};

/// Whether `point` lies in the ranges that these borders mark.
fn within(borders: &[u32], point: u32) -> bool {
    borders.partition_point(|&border| border <= point) % 2 == 1
}

/// `\w` without the ASCII flag.
pub fn is_word(point: u32) -> bool {
    match u8::try_from(point) {
        Ok(byte) if byte < 128 => byte.is_ascii_alphanumeric() || byte == b'_',
        _ => within(WORD, point),
    }
}

/// `\d` without the ASCII flag.
pub fn is_decimal(point: u32) -> bool {
    (0x30..=0x39).contains(&point) || point >= 128 && within(DECIMAL, point)
}

/// `\s` without the ASCII flag.
pub fn is_space(point: u32) -> bool {
    matches!(point, 9..=13 | 28..=32 | 0x85 | 0xA0)
        || point > 0xFF && char::from_u32(point).is_some_and(char::is_whitespace)
}

/// `\w` with the ASCII flag.
pub fn is_ascii_word(point: u32) -> bool {
    point < 128 && is_word(point)
}

/// The lower-case character of one character, as a character.
pub fn lower(point: u32) -> u32 {
    let lower = char::from_u32(point).and_then(|char| char.to_lowercase().next());
    lower.map_or(point, u32::from)
}

/// The upper-case character of one character, where that is one.
fn upper(point: u32) -> u32 {
    let Some(char) = char::from_u32(point) else { return point };
    let mut upper = char.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => u32::from(one),
        _ => point,
    }
}

/// The characters that equal `point` but for case, itself among them.
pub fn same_but_case(point: u32, ascii_only: bool) -> impl Iterator<Item = u32> {
    let mut class = [point; 4];
    let plain = ascii_only || point < 128 && !b"iksIKS".contains(&(point as u8));
    let special = if plain { None } else { CASES.iter().position(|&one| one == point) };
    if let Some(at) = special {
        let (before, after) = CASES.split_at(at);
        let start = before.iter().rposition(|&one| one == 0).map_or(0, |zero| zero + 1);
        let members = before.iter().skip(start).chain(after.iter().take_while(|&&one| one != 0));
        for (place, &member) in class.iter_mut().zip(members) {
            *place = member;
        }
    } else if plain {
        let byte = u8::try_from(point).unwrap_or(0);
        if byte.is_ascii_alphabetic() {
            class = [point, point ^ 0x20, point, point];
        }
    } else {
        let lower = lower(point);
        class = [point, lower, upper(lower), point];
    }
    class.into_iter()
}

/// Whether two characters are equal but for case.
pub fn equal_but_case(one: u32, other: u32, ascii_only: bool) -> bool {
    one == other || same_but_case(one, ascii_only).any(|member| member == other)
}

/// Whether this could be a name in Python.
pub fn is_identifier(name: &[u32]) -> bool {
    let starts =
        |point: u32| point == 0x5F || char::from_u32(point).is_some_and(char::is_alphabetic);
    match name.split_first() {
        Some((&first, rest)) => starts(first) && rest.iter().all(|&point| is_word(point)),
        None => false,
    }
}
