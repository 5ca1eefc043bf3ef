# Reads times by the directives of a format, for datetime and time.
import _re
from _gregorian import DAYS as _DAYS
from _gregorian import MONTHS as _MONTHS
from _gregorian import from_iso_week as _from_iso_week
from _gregorian import from_ordinal as _from_ordinal
from _gregorian import ordinal as _ordinal

# directive -> (least, most, longest number of digits)
_NUMBERS = {
    "d": (1, 31, 2),
    "m": (1, 12, 2),
    "H": (0, 23, 2),
    "I": (1, 12, 2),
    "M": (0, 59, 2),
    "S": (0, 61, 2),
    "y": (0, 99, 2),
    "j": (1, 366, 3),
    "U": (0, 53, 2),
    "W": (0, 53, 2),
    "V": (1, 53, 2),
    "w": (0, 6, 1),
    "u": (1, 7, 1),
}
_NAMES = {
    "a": [name[:3].lower() for name in _DAYS],
    "A": [name.lower() for name in _DAYS],
    "b": [name[:3].lower() for name in _MONTHS],
    "B": [name.lower() for name in _MONTHS],
    "p": ["am", "pm"],
}
_SHORTHANDS = {
    "c": "%a %b %d %H:%M:%S %Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "T": "%H:%M:%S",
}


def _is_digits(text):
    return text.isdigit() and len(text.encode()) == len(text)


# The longest number of digits at that place that is in range, and where it ends; None if there is none.
def _number(text, at, least, most, width):
    if width == 2 and text[at : at + 1] == " " and least == 1 and most == 31:
        value, end = _number(text, at + 1, 1, 9, 1)
        return value, end
    while width:
        digits = text[at : at + width]
        if len(digits) == width and _is_digits(digits):
            value = int(digits)
            if least <= value <= most and (width > 1 or value <= 9):
                return value, at + width
        width -= 1
    return None, at


# The index of the longest name at that place, and where it ends.
def _name(text, at, names):
    best = None
    end = at
    for i, name in enumerate(names):
        if name and len(name) > end - at and text[at : at + len(name)].lower() == name:
            best = i
            end = at + len(name)
    return best, end


# An offset from UTC in microseconds, and where it ends.
def _offset(text, at):
    if text[at : at + 1] in ("Z", "z"):
        return 0, at + 1
    sign = text[at : at + 1]
    if sign not in ("+", "-"):
        return None, at
    at += 1
    parts = [0, 0, 0]
    colon = None
    for i in range(3):
        start = at
        if i and text[at : at + 1] == ":":
            if colon is False:
                raise ValueError("Inconsistent use of : in " + text)
            colon = True
            at += 1
        elif i and colon:
            break
        digits = text[at : at + 2]
        if len(digits) < 2 or not _is_digits(digits) or i and digits > "59":
            if i < 2:
                return None, at
            at = start
            break
        if i == 1 and colon is None:
            colon = False
        parts[i] = int(digits)
        at += 2
    us = 0
    if parts[2] and text[at : at + 1] == ".":
        start = at + 1
        at = start
        while at < start + 6 and _is_digits(text[at : at + 1]):
            at += 1
        us = int((text[start:at] + "000000")[:6])
    us += (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000000
    return -us if sign == "-" else us, at


def _mismatch(text, format):
    return ValueError("time data %r does not match format %r" % (text, format))


# Formats of digits only that were used before: format -> (match, indices of the fields) or None.
_quick = {}
_QUICK = {"Y": 0, "m": 1, "d": 2, "H": 3, "M": 4, "S": 5}


def _compile(format):
    pieces = format.split("%")
    pattern = []
    order = []
    for i, piece in enumerate(pieces):
        if i:
            field = _QUICK.get(piece[:1])
            if field is None:
                return None
            order.append(field)
            pattern.append("(\\d\\d\\d\\d)" if field == 0 else "(\\d\\d?)")
            piece = piece[1:]
        for c in piece:
            if not (c.isalpha() or c.isdigit() or c in "-/:, ."):
                return None
        pattern.append(piece.replace(".", "\\.").replace(" ", "\\s+"))
    if len(set(order)) != len(order):
        return None
    return _re.compile("".join(pattern) + "$").match, order


# The fields as parse() gives them, if the format and the text are of the usual kind; else None.
def quick(text, format):
    if not isinstance(format, str) or not isinstance(text, str):
        return None
    if format in _quick:
        compiled = _quick[format]
    else:
        if len(_quick) > 15:
            _quick.clear()
        compiled = _quick[format] = _compile(format)
    if compiled is None:
        return None
    match = compiled[0](text)
    if match is None:
        return None
    fields = [1900, 1, 1, 0, 0, 0, 0]
    i = 1
    for field in compiled[1]:
        fields[field] = int(match.group(i))
        i += 1
    y, m, d, h, mi, s, _ = fields
    if 0 < m < 13 and 0 < d < 32 and h < 24 and mi < 60 and s < 60 and y > 0:
        return fields
    return None


# Everything that was read, by directive.
def _read(text, format, whole, found, at):
    i = 0
    length = len(format)
    while i < length:
        c = format[i]
        i += 1
        if c.isspace():
            while i < length and format[i].isspace():
                i += 1
            if not text[at : at + 1].isspace():
                raise _mismatch(text, whole)
            while text[at : at + 1].isspace():
                at += 1
            continue
        if c != "%":
            if text[at : at + 1].lower() != c.lower():
                raise _mismatch(text, whole)
            at += 1
            continue
        if i == length:
            raise ValueError("stray %% in format %r" % (whole,))
        c = format[i]
        i += 1
        value = None
        if c in _NUMBERS:
            least, most, width = _NUMBERS[c]
            if c == "y":
                digits = text[at : at + 2]
                if len(digits) == 2 and _is_digits(digits):
                    value = int(digits)
                    end = at + 2
            else:
                value, end = _number(text, at, least, most, width)
        elif c == "Y" or c == "G":
            digits = text[at : at + 4]
            if len(digits) == 4 and _is_digits(digits):
                value = int(digits)
                end = at + 4
        elif c == "f":
            end = at
            while end < at + 6 and _is_digits(text[end : end + 1]):
                end += 1
            if end > at:
                value = int((text[at:end] + "00000")[:6])
        elif c in _NAMES:
            value, end = _name(text, at, _NAMES[c])
        elif c == "z":
            value, end = _offset(text, at)
        elif c == "Z":
            value, end = _name(text, at, ["utc", "gmt"])
            if value is None:
                value = 2
                end = at
        elif c in _SHORTHANDS:
            at = _read(text, _SHORTHANDS[c], whole, found, at)
            continue
        elif c == "%":
            if text[at : at + 1] == "%":
                value = 0
                end = at + 1
        else:
            raise ValueError("%r is a bad directive in format %r" % (c, whole))
        if value is None:
            raise _mismatch(text, whole)
        found[c] = value
        at = end
    return at


# ([year, month, day, hour, minute, second, microsecond], offset from UTC in microseconds or None, weekday, day of the year)
def parse(text, format):
    if not isinstance(text, str):
        raise TypeError("strptime() argument 1 must be str, not " + type(text).__name__)
    if not isinstance(format, str):
        raise TypeError("strptime() argument 2 must be str, not " + type(format).__name__)
    found = {}
    at = _read(text, format, format, found, 0)
    if at != len(text):
        raise ValueError("unconverted data remains: " + text[at:])
    get = found.get
    year = get("Y")
    if year is None and "y" in found:
        year = found["y"]
        year += 2000 if year < 69 else 1900
    month = get("m", 1)
    if "B" in found:
        month = found["B"]
    elif "b" in found:
        month = found["b"]
    day = get("d", 1)
    hour = get("H", 0)
    if "I" in found:
        hour = found["I"] % 12
        if get("p") == 1:
            hour += 12
    weekday = None
    if "A" in found or "a" in found:
        weekday = get("A", get("a"))
    elif "w" in found:
        weekday = (found["w"] + 6) % 7
    elif "u" in found:
        weekday = found["u"] - 1
    yearday = get("j")
    if "G" in found:
        if "j" in found:
            raise ValueError(
                "Day of the year directive '%j' is not compatible with ISO year directive '%G'. "
                "Use '%Y' instead."
            )
        if "V" not in found or weekday is None:
            raise ValueError(
                "ISO year directive '%G' must be used with the ISO week directive '%V' and a "
                "weekday directive ('%A', '%a', '%w', or '%u')."
            )
        year, month, day = _from_iso_week(found["G"], found["V"], weekday + 1)
    elif "V" in found:
        if year is None or weekday is None:
            raise ValueError(
                "ISO week directive '%V' must be used with the ISO year directive '%G' and a "
                "weekday directive ('%A', '%a', '%w', or '%u')."
            )
        raise ValueError(
            "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO "
            "year '%G' instead."
        )
    leap = False
    if year is None:
        # 29 February needs a leap year to be checked against.
        leap = month == 2 and day == 29
        year = 1904 if leap else 1900
    if yearday is None and weekday is not None and ("U" in found or "W" in found):
        first = (_ordinal(year, 1, 1) + 6) % 7
        week = get("U", get("W"))
        wanted = weekday
        if "U" in found:
            first = (first + 1) % 7
            wanted = (weekday + 1) % 7
        start = (7 - first) % 7
        yearday = 1 + wanted - first if week == 0 else 1 + start + 7 * (week - 1) + wanted
        year, month, day = _from_ordinal(_ordinal(year, 1, 1) + yearday - 1)
    elif yearday is not None and "m" not in found and "b" not in found and "B" not in found:
        year, month, day = _from_ordinal(_ordinal(year, 1, 1) + yearday - 1)
    n = _ordinal(year, month, day)
    yearday = n - _ordinal(year, 1, 1) + 1
    if weekday is None:
        weekday = (n + 6) % 7
    fields = [
        1900 if leap else year,
        month,
        day,
        hour,
        get("M", 0),
        get("S", 0),
        get("f", 0),
    ]
    return fields, get("z"), weekday, yearday, get("Z", 2)
