# Universally unique identifiers.
from _os import urandom as _urandom
from _time import time_ns as _time_ns

__all__ = [
    "NAMESPACE_DNS",
    "NAMESPACE_OID",
    "NAMESPACE_URL",
    "NAMESPACE_X500",
    "RESERVED_FUTURE",
    "RESERVED_MICROSOFT",
    "RESERVED_NCS",
    "RFC_4122",
    "UUID",
    "SafeUUID",
    "getnode",
    "uuid1",
    "uuid3",
    "uuid4",
    "uuid5",
]

RESERVED_NCS = "reserved for NCS compatibility"
RFC_4122 = "specified in RFC 4122"
RESERVED_MICROSOFT = "reserved for Microsoft compatibility"
RESERVED_FUTURE = "reserved for future definition"


class SafeUUID:
    safe = 0
    unsafe = -1
    unknown = None


# An identifier, made of one of its representations.
class UUID:
    def __init__(
        self,
        hex=None,
        bytes=None,
        bytes_le=None,
        fields=None,
        int=None,
        version=None,
        *,
        is_safe=None,
    ):
        given = [x for x in (hex, bytes, bytes_le, fields, int) if x is not None]
        if len(given) != 1:
            raise TypeError(
                "one of the hex, bytes, bytes_le, fields, or int arguments must be given"
            )
        if hex is not None:
            text = hex.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
            if len(text) != 32:
                raise ValueError("badly formed hexadecimal UUID string")
            int = _int(text, 16)
        elif bytes_le is not None:
            if len(bytes_le) != 16:
                raise ValueError("bytes_le is not a 16-char string")
            b = bytes_le
            order = (3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)
            int = _int.from_bytes(_bytes([b[i] for i in order]), "big")
        elif bytes is not None:
            if len(bytes) != 16:
                raise ValueError("bytes is not a 16-char string")
            int = _int.from_bytes(bytes, "big")
        elif fields is not None:
            int = _from_fields(fields)
        if not 0 <= int < 1 << 128:
            raise ValueError("int is out of range (need a 128-bit value)")
        if version is not None:
            if not 1 <= version <= 5:
                raise ValueError("illegal version number")
            int = int & ~(0xC000 << 48) & ~(0xF000 << 64) | 0x8000 << 48 | version << 76
        self._int = int

    @property
    def int(self):
        return self._int

    @property
    def hex(self):
        return "%032x" % self._int

    @property
    def bytes(self):
        return self._int.to_bytes(16, "big")

    @property
    def bytes_le(self):
        b = self._int.to_bytes(16, "big")
        order = (3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15)
        return _bytes([b[i] for i in order])

    @property
    def fields(self):
        return (
            self.time_low,
            self.time_mid,
            self.time_hi_version,
            self.clock_seq_hi_variant,
            self.clock_seq_low,
            self.node,
        )

    @property
    def time_low(self):
        return self._int >> 96

    @property
    def time_mid(self):
        return self._int >> 80 & 0xFFFF

    @property
    def time_hi_version(self):
        return self._int >> 64 & 0xFFFF

    @property
    def clock_seq_hi_variant(self):
        return self._int >> 56 & 0xFF

    @property
    def clock_seq_low(self):
        return self._int >> 48 & 0xFF

    @property
    def clock_seq(self):
        return (self.clock_seq_hi_variant & 0x3F) << 8 | self.clock_seq_low

    @property
    def node(self):
        return self._int & 0xFFFFFFFFFFFF

    @property
    def time(self):
        return (self.time_hi_version & 0xFFF) << 48 | self.time_mid << 32 | self.time_low

    @property
    def urn(self):
        return "urn:uuid:" + str(self)

    @property
    def variant(self):
        bits = self._int >> 61 & 7
        if bits < 4:
            return RESERVED_NCS
        if bits < 6:
            return RFC_4122
        return RESERVED_MICROSOFT if bits == 6 else RESERVED_FUTURE

    @property
    def version(self):
        if self.variant == RFC_4122:
            return self._int >> 76 & 15
        return None

    @property
    def is_safe(self):
        return SafeUUID.unknown

    def __str__(self):
        text = "%032x" % self._int
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def __repr__(self):
        return "UUID('%s')" % str(self)

    def __int__(self):
        return self._int

    def __hash__(self):
        return hash(self._int)

    def __eq__(self, other):
        return isinstance(other, UUID) and self._int == other._int

    def __lt__(self, other):
        return self._int < _need(other, "<")

    def __le__(self, other):
        return self._int <= _need(other, "<=")

    def __gt__(self, other):
        return self._int > _need(other, ">")

    def __ge__(self, other):
        return self._int >= _need(other, ">=")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return UUID, (str(self),)


_int = int
_bytes = bytes


def _need(other, op):
    if isinstance(other, UUID):
        return other._int
    raise TypeError(
        "'%s' not supported between instances of 'UUID' and '%s'" % (op, type(other).__name__)
    )


def _from_fields(fields):
    if len(fields) != 6:
        raise ValueError("fields is not a 6-tuple")
    made = 0
    for i, (value, size) in enumerate(zip(fields, (32, 16, 16, 8, 8, 48))):
        if not 0 <= value < 1 << size:
            raise ValueError("field %d out of range (need a %d-bit value)" % (i + 1, size))
        made = made << size | value
    return made


_last = 0


# There is no network card: a random number with the bit that says so.
def getnode():
    return int.from_bytes(_urandom(6), "big") | 1 << 40


# From the time, and a random node.
def uuid1(node=None, clock_seq=None):
    global _last
    now = max(_time_ns() // 100 + 0x01B21DD213814000, _last + 1)
    _last = now
    if clock_seq is None:
        clock_seq = int.from_bytes(_urandom(2), "big") & 0x3FFF
    return UUID(
        fields=(
            now & 0xFFFFFFFF,
            now >> 32 & 0xFFFF,
            now >> 48 & 0xFFF,
            clock_seq >> 8 & 0x3F,
            clock_seq & 0xFF,
            getnode() if node is None else node,
        ),
        version=1,
    )


def _named(namespace, name, make, version):
    if isinstance(name, str):
        name = name.encode()
    return UUID(bytes=make(namespace.bytes + name).digest()[:16], version=version)


# From the MD5 of a namespace and a name.
def uuid3(namespace, name):
    from hashlib import md5

    return _named(namespace, name, md5, 3)


# Random.
def uuid4():
    return UUID(bytes=_urandom(16), version=4)


# From the SHA-1 of a namespace and a name.
def uuid5(namespace, name):
    from hashlib import sha1

    return _named(namespace, name, sha1, 5)


NAMESPACE_DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_URL = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_OID = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_X500 = UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
