# Random numbers and tokens that nobody can guess.
from random import SystemRandom

from _binascii import b2a_base64 as _b2a_base64
from _binascii import hexlify as _hexlify
from _os import urandom as _urandom

__all__ = [
    "SystemRandom",
    "choice",
    "compare_digest",
    "randbelow",
    "randbits",
    "token_bytes",
    "token_hex",
    "token_urlsafe",
]

DEFAULT_ENTROPY = 32

_system = SystemRandom()
randbits = _system.getrandbits
choice = _system.choice


# An integer of [0, exclusive_upper_bound).
def randbelow(exclusive_upper_bound):
    if exclusive_upper_bound <= 0:
        raise ValueError("Upper bound must be positive.")
    return _system._randbelow(exclusive_upper_bound)


def token_bytes(nbytes=None):
    return _urandom(DEFAULT_ENTROPY if nbytes is None else nbytes)


# Two digits for each of nbytes random bytes.
def token_hex(nbytes=None):
    return _hexlify(token_bytes(nbytes)).decode()


# The characters of base64 for URLs, without padding.
def token_urlsafe(nbytes=None):
    text = _b2a_base64(token_bytes(nbytes)).decode().strip().rstrip("=")
    return text.replace("+", "-").replace("/", "_")


# Whether both are equal, in a time that does not depend on where they differ.
def compare_digest(a, b):
    if isinstance(a, str) and isinstance(b, str):
        a = a.encode()
        b = b.encode()
        if max(a or b"\0") > 127 or max(b or b"\0") > 127:
            raise TypeError("comparing strings with non-ASCII characters is not supported")
    elif isinstance(a, str) or isinstance(b, str):
        raise TypeError("unsupported operand types(s) or combination of types")
    a = bytes(a)
    b = bytes(b)
    if len(a) != len(b):
        return False
    difference = 0
    for x, y in zip(a, b):
        difference |= x ^ y
    return difference == 0
