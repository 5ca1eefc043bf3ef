# Encodings of text, and those from text to text or from bytes to bytes.
import binascii as _binascii

__all__ = [
    "BOM",
    "BOM_UTF16_BE",
    "BOM_UTF16_LE",
    "BOM_UTF8",
    "CodecInfo",
    "decode",
    "encode",
    "getdecoder",
    "getencoder",
    "getincrementaldecoder",
    "getincrementalencoder",
    "getreader",
    "getwriter",
    "iterdecode",
    "iterencode",
    "lookup",
    "lookup_error",
    "open",
    "register",
    "register_error",
]

BOM_UTF8 = b"\xef\xbb\xbf"
BOM_UTF16_LE = BOM = b"\xff\xfe"
BOM_UTF16_BE = b"\xfe\xff"

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _UPPER + _UPPER.lower()
_TURNED = _UPPER[13:] + _UPPER[:13] + (_UPPER[13:] + _UPPER[:13]).lower()
_ROT13 = dict(zip(_LETTERS, _TURNED))
_NAMES = {
    "utf8": "utf-8",
    "u8": "utf-8",
    "utf": "utf-8",
    "utf16": "utf-16",
    "utf32": "utf-32",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "us-ascii": "ascii",
    "latin": "iso8859-1",
    "latin1": "iso8859-1",
    "latin-1": "iso8859-1",
    "l1": "iso8859-1",
    "iso-8859-1": "iso8859-1",
    "rot-13": "rot13",
    "hex-codec": "hex",
    "base64-codec": "base64",
    "base-64": "base64",
    "zlib-codec": "zlib",
    "zip": "zlib",
}


def _rot13(text, errors):
    return "".join([_ROT13.get(c, c) for c in text])


def _hex(data, errors):
    return _binascii.hexlify(data)


def _unhex(data, errors):
    return _binascii.unhexlify(data)


def _base64(data, errors):
    from base64 import encodebytes

    return encodebytes(data)


def _unbase64(data, errors):
    from base64 import decodebytes

    return decodebytes(data)


def _zlib(data, errors):
    from zlib import compress

    return compress(data)


def _unzlib(data, errors):
    from zlib import decompress

    return decompress(data)


def _utf8(text, errors):
    if not isinstance(text, str):
        raise TypeError("utf_8_encode() argument 1 must be str, not " + type(text).__name__)
    return text.encode("utf-8", errors)


def _unutf8(data, errors):
    return bytes(data).decode("utf-8", errors)


# What str.encode() and bytes.decode() do with an encoding of this name.
def _codec(name):
    def encode(text, errors):
        return text.encode(name, errors)

    def decode(data, errors):
        return bytes(data).decode(name, errors)

    return encode, decode


def _utf8_sig(text, errors):
    return BOM_UTF8 + _utf8(text, errors)


def _unutf8_sig(data, errors):
    data = bytes(data)
    return _unutf8(data[3:] if data[:3] == BOM_UTF8 else data, errors)


_CODECS = {
    "utf-8": (_utf8, _unutf8),
    "utf-8-sig": (_utf8_sig, _unutf8_sig),
    "ascii": _codec("ascii"),
    "iso8859-1": _codec("latin-1"),
    "rot13": (_rot13, _rot13),
    "hex": (_hex, _unhex),
    "base64": (_base64, _unbase64),
    "zlib": (_zlib, _unzlib),
}
for _name in (
    "cp1252",
    "iso8859-15",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "utf-32",
    "utf-32-be",
    "utf-32-le",
):
    _CODECS[_name] = _codec(_name)


class CodecInfo:
    def __init__(self, encode, decode, name):
        self.encode = encode
        self.decode = decode
        self.name = name


def _find(encoding):
    name = encoding.lower().replace("_", "-").replace(" ", "-")
    name = _NAMES.get(name, name)
    if name not in _CODECS:
        raise LookupError(
            "unknown encoding: " + encoding + " (here are: " + ", ".join(sorted(_CODECS)) + ")"
        )
    return name


def encode(obj, encoding="utf-8", errors="strict"):
    return _CODECS[_find(encoding)][0](obj, errors)


def decode(obj, encoding="utf-8", errors="strict"):
    return _CODECS[_find(encoding)][1](obj, errors)


# An object with `name`, and with functions that return the result and the length of what they read.
def lookup(encoding):
    name = _find(encoding)
    encoder, decoder = _CODECS[name]
    return CodecInfo(
        lambda obj, errors="strict": (encoder(obj, errors), len(obj)),
        lambda obj, errors="strict": (decoder(obj, errors), len(obj)),
        name,
    )


def getencoder(encoding):
    return lookup(encoding).encode


def getdecoder(encoding):
    return lookup(encoding).decode


def open(filename, mode="r", encoding=None, errors="strict", buffering=-1):
    raise NotImplementedError(
        "there are no files here: keep data in variables, io.StringIO or io.BytesIO"
    )


def _not_here(*args, **kwargs):
    raise NotImplementedError("not supported here: use str.encode() and bytes.decode()")


getreader = getwriter = getincrementaldecoder = getincrementalencoder = _not_here
iterdecode = iterencode = register = register_error = lookup_error = _not_here
