//! A field of a template for `%`, and how texts and numbers stand in it.

#![forbid(unsafe_code)]

/// `%(key)flags width.precision letter`
#[derive(Default)]
pub struct Field {
    pub left: bool,
    pub plus: bool,
    pub space: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub precision: Option<usize>,
}

/// A number in its place, with zeros behind the sign if it is asked for.
pub fn number_text(negative: bool, prefix: &str, digits: &str, field: &Field, out: &mut String) {
    let sign = match (negative, field.plus, field.space) {
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let missing = field.width.saturating_sub(sign.len() + prefix.len() + digits.len());
    let zero = field.zero && !field.left;
    let fill = |out: &mut String, character, wanted| {
        if wanted {
            out.extend(std::iter::repeat_n(character, missing));
        }
    };
    fill(out, ' ', !field.left && !zero);
    out.push_str(sign);
    out.push_str(prefix);
    fill(out, '0', zero);
    out.push_str(digits);
    fill(out, ' ', field.left);
}

pub fn pad(text: &str, field: &Field, out: &mut String) {
    let missing = field.width.saturating_sub(text.chars().count());
    let spaces = std::iter::repeat_n(' ', missing);
    if field.left {
        out.push_str(text);
        out.extend(spaces);
    } else {
        out.extend(spaces);
        out.push_str(text);
    }
}
