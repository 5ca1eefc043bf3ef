import hashlib

__all__ = ["HMAC", "compare_digest", "digest", "new"]

digest_size = None


def _constructor(digestmod):
    if isinstance(digestmod, str):
        return lambda data=b"": hashlib.new(digestmod, data)
    if callable(digestmod):
        return digestmod
    return digestmod.new


# A keyed hash: update, digest, hexdigest, copy.
class HMAC:
    blocksize = 64

    def __init__(self, key, msg=None, digestmod=""):
        if not isinstance(key, (bytes, bytearray)):
            raise TypeError("key: expected bytes or bytearray, but got " + repr(type(key).__name__))
        if not digestmod:
            raise TypeError("Missing required argument 'digestmod'.")
        cons = _constructor(digestmod)
        inner, outer = hashlib._pads(bytes(key), cons)
        self._inner = cons(inner)
        self._outer = cons(outer)
        self.digest_size = self._inner.digest_size
        self.block_size = len(inner)
        self.name = "hmac-" + self._inner.name
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self._inner.update(msg)

    def copy(self):
        other = HMAC(b"", digestmod=self._inner.name)
        other._inner = self._inner.copy()
        other._outer = self._outer.copy()
        return other

    def digest(self):
        outer = self._outer.copy()
        outer.update(self._inner.digest())
        return outer.digest()

    def hexdigest(self):
        return self.digest().hex()


# A keyed hash object. Raises TypeError without digestmod.
def new(key, msg=None, digestmod=""):
    return HMAC(key, msg, digestmod)


# The keyed hash of a message in one step.
def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


# Whether two digests are equal. Raises TypeError for other than ASCII text or bytes.
def compare_digest(a, b):
    if isinstance(a, str) and isinstance(b, str):
        for s in (a, b):
            if len(s.encode()) != len(s):
                raise TypeError("comparing strings with non-ASCII characters is not supported")
        return a == b
    for s in (a, b):
        if not isinstance(s, (bytes, bytearray, memoryview)):
            raise TypeError(
                "unsupported operand types(s) or combination of types: '"
                + type(a).__name__
                + "' and '"
                + type(b).__name__
                + "'"
            )
    return bytes(a) == bytes(b)
