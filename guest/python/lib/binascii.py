import _binascii

__all__ = [
    "Error",
    "Incomplete",
    "a2b_base64",
    "a2b_hex",
    "a2b_qp",
    "a2b_uu",
    "b2a_base64",
    "b2a_hex",
    "b2a_qp",
    "b2a_uu",
    "crc32",
    "crc_hqx",
    "hexlify",
    "unhexlify",
]


# Raised for data that cannot be decoded.
class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


def _ascii(s):
    data = s.encode()
    if len(data) != len(s):
        raise ValueError("string argument should contain only ASCII characters")
    return data


def _ascii_or_bytes(s):
    if isinstance(s, str):
        return _ascii(s)
    if isinstance(s, (bytes, bytearray, memoryview)):
        return s
    raise TypeError(
        "argument should be bytes, buffer or ASCII string, not '" + type(s).__name__ + "'"
    )


def _buffer(data):
    if isinstance(data, (str, int)) or data is None:
        raise TypeError("a bytes-like object is required, not '" + type(data).__name__ + "'")
    return data


# Hexadecimal digits, as bytes. sep goes between groups of bytes_per_sep bytes, counted from
# the right, or from the left if negative.
def hexlify(data, sep=None, bytes_per_sep=1):
    digits = _binascii.hexlify(_buffer(data))
    if sep is None or not bytes_per_sep:
        return digits
    if isinstance(sep, str):
        sep = sep.encode()
    if len(sep) != 1:
        raise ValueError("sep must be length 1.")
    size = 2 * abs(bytes_per_sep)
    first = len(digits) % size if bytes_per_sep > 0 else 0
    groups = [digits[:first]] if first else []
    groups.extend([digits[i : i + size] for i in range(first, len(digits), size)])
    return sep.join(groups)


# The bytes of hexadecimal digits. Raises Error.
def unhexlify(hexstr):
    data = _ascii_or_bytes(hexstr)
    if len(data) % 2:
        raise Error("Odd-length string")
    try:
        return _binascii.unhexlify(data)
    except ValueError:
        raise Error("Non-hexadecimal digit found")


b2a_hex = hexlify
a2b_hex = unhexlify


# Base64, with a line end unless newline is false.
def b2a_base64(data, *, newline=True):
    encoded = _binascii.b2a_base64(_buffer(data))
    return encoded if newline else encoded[:-1]


def _is_base64(c):
    return 65 <= c <= 90 or 97 <= c <= 122 or 48 <= c <= 57 or c == 43 or c == 47


# What Base64 stands for. Raises Error. Other characters are skipped unless strict_mode.
def a2b_base64(data, *, strict_mode=False):
    data = bytes(_ascii_or_bytes(data))
    if not strict_mode:
        data = data.replace(b"\n", b"")
    bare = data.rstrip(b"=")
    if len(data) % 4 == 0 and len(data) - len(bare) <= 2:
        try:
            out = _binascii.a2b_base64(data)
            # Characters that are skipped make it shorter.
            if len(out) == len(bare) * 3 // 4:
                return out
        except ValueError:
            pass
    digits = bytearray()
    pads = 0
    for c in bare:
        if _is_base64(c):
            digits.append(c)
            pads = 0
        elif strict_mode:
            if c != 61:
                raise Error("Only base64 data is allowed")
            if not digits:
                raise Error("Leading padding not allowed")
            raise Error("Discontinuous padding not allowed")
        elif c == 61 and len(digits) % 4 > 1:
            pads += 1
            if len(digits) % 4 + pads >= 4:
                return _binascii.a2b_base64(_pad(digits))
    left = len(digits) % 4
    pads += len(data) - len(bare)
    if strict_mode and pads:
        if not digits:
            raise Error("Leading padding not allowed")
        if left and left + pads > 4:
            raise Error("Excess data after padding")
    if left == 1:
        raise Error(
            "Invalid base64-encoded string: number of data characters ("
            + str(len(digits))
            + ") cannot be 1 more than a multiple of 4"
        )
    if left and left + pads < 4:
        raise Error("Incorrect padding")
    return _binascii.a2b_base64(_pad(digits))


def _pad(digits):
    return bytes(digits) + b"=" * (-len(digits) % 4)


# The CRC-32 checksum; value continues an earlier one.
def crc32(data, value=0):
    return _binascii.crc32(_buffer(data), value & 0xFFFFFFFF)


# The CRC-CCITT checksum, as BinHex uses it.
def crc_hqx(data, value):
    value &= 0xFFFF
    for c in _buffer(data):
        value ^= c << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021) if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def _missing(name):
    raise NotImplementedError(
        "binascii." + name + " is not here: use base64 or hexadecimal digits instead"
    )


# Quoted-printable and uuencoded text are not supported: these raise NotImplementedError.
def a2b_qp(data, header=False):
    _missing("a2b_qp")


def b2a_qp(data, quotetabs=False, istext=True, header=False):
    _missing("b2a_qp")


def a2b_uu(data):
    _missing("a2b_uu")


def b2a_uu(data, *, backtick=False):
    _missing("b2a_uu")
