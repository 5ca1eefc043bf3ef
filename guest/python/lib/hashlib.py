try:
    from _native import digest as _digest
except ImportError:
    import _hashlib

    def _digest(name, data):
        return _hashlib.sha256(data).digest() if name == "sha256" else None


__all__ = [
    "algorithms_available",
    "algorithms_guaranteed",
    "blake2b",
    "blake2s",
    "file_digest",
    "md5",
    "new",
    "pbkdf2_hmac",
    "scrypt",
    "sha1",
    "sha3_224",
    "sha3_256",
    "sha3_384",
    "sha3_512",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "shake_128",
    "shake_256",
]

# Digest size and block size.
_SIZES = {
    "md5": (16, 64),
    "sha1": (20, 64),
    "sha224": (28, 64),
    "sha256": (32, 64),
    "sha384": (48, 128),
    "sha512": (64, 128),
    "sha3_224": (28, 144),
    "sha3_256": (32, 136),
    "sha3_384": (48, 104),
    "sha3_512": (64, 72),
    "blake2b": (64, 128),
    "blake2s": (32, 64),
}

algorithms_guaranteed = set(_SIZES)
algorithms_available = set(_SIZES)


def _buffer(data):
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    try:
        return bytes(memoryview(data))
    except TypeError:
        raise TypeError("object supporting the buffer API required")


# A hash in the making: the data is kept, and hashed when the digest is asked for.
class _Hash:
    def __init__(self, name, data=b"", algorithm=None, digest_size=None):
        self.name = name
        size, self.block_size = _SIZES[name]
        self.digest_size = digest_size or size
        self._algorithm = algorithm or name
        self._parts = [_buffer(data)]

    def update(self, data):
        self._parts.append(_buffer(data))

    def digest(self):
        parts = self._parts
        if len(parts) > 1:
            parts[:] = [b"".join(parts)]
        result = _digest(self._algorithm, parts[0])
        if result is None:
            raise NotImplementedError(
                "hashlib." + self._algorithm + " is not here: use sha256, which is"
            )
        return result

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = _Hash(self.name, b"", self._algorithm, self.digest_size)
        other._parts = self._parts[:]
        return other

    def __repr__(self):
        return "<" + self.name + " _hashlib.HASH object @ " + hex(id(self)) + ">"


# Each of these returns a hash object with update, digest, hexdigest and copy.
def md5(string=b"", *, usedforsecurity=True):
    return _Hash("md5", string)


def sha1(string=b"", *, usedforsecurity=True):
    return _Hash("sha1", string)


def sha224(string=b"", *, usedforsecurity=True):
    return _Hash("sha224", string)


def sha256(string=b"", *, usedforsecurity=True):
    return _Hash("sha256", string)


def sha384(string=b"", *, usedforsecurity=True):
    return _Hash("sha384", string)


def sha512(string=b"", *, usedforsecurity=True):
    return _Hash("sha512", string)


def sha3_224(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_224", string)


def sha3_256(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_256", string)


def sha3_384(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_384", string)


def sha3_512(string=b"", *, usedforsecurity=True):
    return _Hash("sha3_512", string)


# BLAKE2 without key, salt and tree parameters: those raise NotImplementedError.
def _blake2(name, data, digest_size, key, options):
    largest = _SIZES[name][0]
    if not 1 <= digest_size <= largest:
        raise ValueError("digest_size must be between 1 and " + str(largest) + " bytes")
    if key or any(options.values()):
        raise NotImplementedError("hashlib." + name + " takes no key here: use hmac instead")
    algorithm = name if digest_size == largest else name + "-" + str(digest_size * 8)
    return _Hash(name, data, algorithm, digest_size)


def blake2b(data=b"", *, digest_size=64, key=b"", usedforsecurity=True, **options):
    return _blake2("blake2b", data, digest_size, key, options)


def blake2s(data=b"", *, digest_size=32, key=b"", usedforsecurity=True, **options):
    return _blake2("blake2s", data, digest_size, key, options)


# Not supported: raise NotImplementedError.
def shake_128(string=b"", *, usedforsecurity=True):
    raise NotImplementedError("hashlib.shake_128 is not here: use sha3_256 instead")


def shake_256(string=b"", *, usedforsecurity=True):
    raise NotImplementedError("hashlib.shake_256 is not here: use sha3_512 instead")


def scrypt(password, **options):
    raise NotImplementedError("hashlib.scrypt is not here: use pbkdf2_hmac instead")


_CONSTRUCTORS = {
    "md5": md5,
    "sha1": sha1,
    "sha224": sha224,
    "sha256": sha256,
    "sha384": sha384,
    "sha512": sha512,
    "sha3_224": sha3_224,
    "sha3_256": sha3_256,
    "sha3_384": sha3_384,
    "sha3_512": sha3_512,
    "blake2b": blake2b,
    "blake2s": blake2s,
    "shake_128": shake_128,
    "shake_256": shake_256,
}


# A hash object by the name of its algorithm. Raises ValueError for an unknown one.
def new(name, data=b"", **kwargs):
    known = name.lower().replace("sha-", "sha").replace("-", "_")
    if known not in _CONSTRUCTORS:
        raise ValueError("unsupported hash type " + name)
    return _CONSTRUCTORS[known](data, **kwargs)


# The hash object of what a stream of bytes still holds.
def file_digest(fileobj, digest):
    obj = new(digest) if isinstance(digest, str) else digest()
    obj.update(fileobj.getvalue() if hasattr(fileobj, "getvalue") else fileobj.read())
    return obj


# The key of an HMAC, padded and mixed for the inner and the outer hash.
def _pads(key, constructor):
    block = getattr(constructor(), "block_size", 64)
    if len(key) > block:
        key = constructor(key).digest()
    key += bytes(block - len(key))
    return bytes([c ^ 0x36 for c in key]), bytes([c ^ 0x5C for c in key])


# A key from a password. Each iteration hashes twice, so few are affordable.
def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    size = new(hash_name).digest_size
    if dklen is None:
        dklen = size
    if dklen < 1:
        raise ValueError("key length must be greater than 0.")
    inner, outer = _pads(_buffer(password), lambda data=b"": new(hash_name, data))
    salt = _buffer(salt)
    algorithm = new(hash_name).name
    key = b""
    block = 0
    while len(key) < dklen:
        block += 1
        u = _digest(algorithm, outer + _digest(algorithm, inner + salt + block.to_bytes(4, "big")))
        total = int.from_bytes(u, "big")
        for _ in range(iterations - 1):
            u = _digest(algorithm, outer + _digest(algorithm, inner + u))
            total ^= int.from_bytes(u, "big")
        key += total.to_bytes(size, "big")
    return key[:dklen]
