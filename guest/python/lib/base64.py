import binascii

__all__ = [
    "a85decode",
    "a85encode",
    "b16decode",
    "b16encode",
    "b32decode",
    "b32encode",
    "b32hexdecode",
    "b32hexencode",
    "b64decode",
    "b64encode",
    "b85decode",
    "b85encode",
    "decodebytes",
    "encodebytes",
    "standard_b64decode",
    "standard_b64encode",
    "urlsafe_b64decode",
    "urlsafe_b64encode",
]


def _bytes(s):
    if isinstance(s, str):
        try:
            return binascii._ascii(s)
        except ValueError:
            raise ValueError("string argument should contain only ASCII characters")
    if isinstance(s, (bytes, bytearray)):
        return s
    try:
        return bytes(memoryview(s))
    except TypeError:
        raise TypeError(
            "argument should be a bytes-like object or ASCII string, not '" + type(s).__name__ + "'"
        )


def _swapped(s, old, new):
    for i in range(len(old)):
        s = s.replace(old[i : i + 1], new[i : i + 1])
    return s


# Base64, as bytes; altchars stand for + and /.
def b64encode(s, altchars=None):
    encoded = binascii.b2a_base64(s, newline=False)
    if altchars is not None:
        if len(altchars) != 2:
            raise AssertionError(repr(altchars))
        return _swapped(encoded, b"+/", altchars)
    return encoded


# What Base64 stands for. Raises binascii.Error; other characters are skipped unless validate.
def b64decode(s, altchars=None, validate=False):
    s = _bytes(s)
    if altchars is not None:
        altchars = _bytes(altchars)
        if len(altchars) != 2:
            raise AssertionError(repr(altchars))
        s = _swapped(s, altchars, b"+/")
    return binascii.a2b_base64(s, strict_mode=True) if validate else binascii.a2b_base64(s)


def standard_b64encode(s):
    return b64encode(s)


def standard_b64decode(s):
    return b64decode(s)


# Base64 with - and _ in place of + and /.
def urlsafe_b64encode(s):
    return b64encode(s, b"-_")


def urlsafe_b64decode(s):
    return b64decode(_swapped(_bytes(s), b"-_", b"+/"))


# Base64 in lines of 76 characters.
def encodebytes(s):
    if not isinstance(s, (bytes, bytearray, memoryview)):
        raise TypeError("expected bytes-like object, not " + type(s).__name__)
    return b"".join([binascii.b2a_base64(s[i : i + 57]) for i in range(0, len(s), 57)])


def decodebytes(s):
    if not isinstance(s, (bytes, bytearray, memoryview)):
        raise TypeError("expected bytes-like object, not " + type(s).__name__)
    return binascii.a2b_base64(s)


# Hexadecimal in capitals.
def b16encode(s):
    return binascii.hexlify(s).upper()


# Raises binascii.Error for small letters, unless casefold, and what is not hexadecimal.
def b16decode(s, casefold=False):
    s = _bytes(s)
    if casefold:
        s = s.upper()
    s = bytes(s)
    if s.upper() != s:
        raise binascii.Error("Non-base16 digit found")
    if len(s) % 2:
        raise binascii.Error("Odd-length string")
    try:
        return binascii.unhexlify(s)
    except binascii.Error:
        raise binascii.Error("Non-base16 digit found")


_B32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_B32HEX = b"0123456789ABCDEFGHIJKLMNOPQRSTUV"


def _b32encode(digits, s):
    if isinstance(s, str):
        raise TypeError("memoryview: a bytes-like object is required, not 'str'")
    s = bytes(s)
    out = bytearray()
    for i in range(0, len(s), 5):
        block = s[i : i + 5]
        n = int.from_bytes(block + bytes(5 - len(block)), "big")
        for shift in range(35, -1, -5):
            out.append(digits[n >> shift & 31])
    left = len(s) % 5
    if left:
        pad = 6, 4, 3, 1
        out[len(out) - pad[left - 1] :] = b"=" * pad[left - 1]
    return bytes(out)


def _b32decode(digits, s, casefold, map01=None):
    s = _bytes(s)
    if len(s) % 8:
        raise binascii.Error("Incorrect padding")
    if map01 is not None:
        map01 = _bytes(map01)
        s = s.replace(b"0", b"O").replace(b"1", map01)
    if casefold:
        s = s.upper()
    bare = s.rstrip(b"=")
    pad = len(s) - len(bare)
    values = {c: i for i, c in enumerate(digits)}
    out = bytearray()
    for i in range(0, len(bare), 8):
        n = 0
        block = bare[i : i + 8]
        for c in block:
            if c not in values:
                raise binascii.Error("Non-base32 digit found")
            n = n << 5 | values[c]
        out.extend((n << 5 * (8 - len(block))).to_bytes(5, "big"))
    # How many of the last five bytes are padding.
    lost = {0: 0, 1: 1, 3: 2, 4: 3, 6: 4}
    if pad not in lost:
        raise binascii.Error("Incorrect padding")
    return bytes(out[: len(out) - lost[pad]])


def b32encode(s):
    return _b32encode(_B32, s)


def b32decode(s, casefold=False, map01=None):
    return _b32decode(_B32, s, casefold, map01)


def b32hexencode(s):
    return _b32encode(_B32HEX, s)


def b32hexdecode(s, casefold=False):
    return _b32decode(_B32HEX, s, casefold)


_B85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


# Five digits a block of four bytes; the last block is cut, or padded with zeros.
def _85encode(s, digits, pad, zeros=None, blanks=None):
    if isinstance(s, str):
        raise TypeError("memoryview: a bytes-like object is required, not 'str'")
    s = bytes(s)
    missing = -len(s) % 4
    out = bytearray()
    for i in range(0, len(s), 4):
        block = s[i : i + 4]
        whole = len(block) == 4 or pad
        n = int.from_bytes(block + bytes(4 - len(block)), "big")
        if zeros and n == 0 and whole:
            out.extend(zeros)
            continue
        if blanks and n == 0x20202020:
            out.extend(blanks)
            continue
        five = bytearray(5)
        for k in (4, 3, 2, 1, 0):
            n, digit = divmod(n, 85)
            five[k] = digits[digit] if digits else digit + 33
        out.extend(five if whole else five[: 5 - missing])
    return bytes(out)


def b85encode(b, pad=False):
    return _85encode(b, _B85, pad)


def b85decode(b):
    b = _bytes(b)
    values = {c: i for i, c in enumerate(_B85)}
    missing = -len(b) % 5
    out = bytearray()
    padded = bytes(b) + b"~" * missing
    for i in range(0, len(padded), 5):
        n = 0
        for k in range(i, i + 5):
            c = padded[k]
            if c not in values:
                raise ValueError("bad base85 character at position " + str(k))
            n = n * 85 + values[c]
        if n > 0xFFFFFFFF:
            raise ValueError("base85 overflow in hunk starting at byte " + str(i))
        out.extend(n.to_bytes(4, "big"))
    return bytes(out[: len(out) - missing])


# Ascii85. foldspaces writes y for four blanks, adobe frames the text with <~ and ~>.
def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    out = _85encode(b, None, pad, b"z", b"y" if foldspaces else None)
    if adobe:
        out = b"<~" + out
    if wrapcol:
        wrapcol = max(2 if adobe else 1, wrapcol)
        lines = [out[i : i + wrapcol] for i in range(0, len(out), wrapcol)]
        if adobe and lines and len(lines[-1]) + 2 > wrapcol:
            lines.append(b"")
        out = b"\n".join(lines)
    return out + b"~>" if adobe else out


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b" \t\n\r\x0b"):
    b = bytes(_bytes(b))
    if adobe:
        if not b.endswith(b"~>"):
            raise ValueError("Ascii85 encoded byte sequences must end with b'~>'")
        b = b[2:-2] if b.startswith(b"<~") else b[:-2]
    out = bytearray()
    block = []
    for c in b + b"uuuu":
        if 33 <= c <= 117:
            block.append(c - 33)
            if len(block) == 5:
                n = 0
                for digit in block:
                    n = n * 85 + digit
                if n > 0xFFFFFFFF:
                    raise ValueError("Ascii85 overflow")
                out.extend(n.to_bytes(4, "big"))
                block = []
        elif c == 122:
            if block:
                raise ValueError("z inside Ascii85 5-tuple")
            out.extend(b"\0\0\0\0")
        elif foldspaces and c == 121:
            if block:
                raise ValueError("y inside Ascii85 5-tuple")
            out.extend(b"    ")
        elif c not in ignorechars:
            raise ValueError("Non-Ascii85 digit found: " + chr(c))
    extra = 4 - len(block)
    return bytes(out[: len(out) - extra] if extra else out)
