# Random numbers: the Mersenne Twister, with the sequences that CPython gives for a seed.
from _struct import pack_into as _pack_into
from _struct import unpack as _unpack

from _exact import bits as _bits
from _exact import float_ratio as _float_ratio
from _math import acos as _acos
from _math import ceil as _ceil
from _math import cos as _cos
from _math import exp as _exp
from _math import floor as _floor
from _math import frexp as _frexp
from _math import isfinite as _isfinite
from _math import lgamma as _lgamma
from _math import log as _log
from _math import log2 as _log2
from _math import sin as _sin
from _math import sqrt as _sqrt
from _native import mt_getrandbits as _mt_getrandbits
from _native import mt_random as _mt_random
from _native import mt_seed as _mt_seed
from _os import urandom as _urandom

__all__ = [
    "Random",
    "SystemRandom",
    "betavariate",
    "binomialvariate",
    "choice",
    "choices",
    "expovariate",
    "gammavariate",
    "gauss",
    "getrandbits",
    "getstate",
    "lognormvariate",
    "normalvariate",
    "paretovariate",
    "randbytes",
    "randint",
    "random",
    "randrange",
    "sample",
    "seed",
    "setstate",
    "shuffle",
    "triangular",
    "uniform",
    "vonmisesvariate",
    "weibullvariate",
]

_TWO_PI = 6.283185307179586
_E = 2.718281828459045
_NORMAL = 4 * _exp(-0.5) / _sqrt(2.0)
_LOG4 = _log(4.0)
_GAMMA = 1.0 + _log(4.5)
_2_53 = 9007199254740992
# An index that says: this state was never seeded.
_UNSEEDED = 0xFFFFFFFF

try:
    from _native import mt_randbelow as _mt_randbelow
except ImportError:

    def _mt_randbelow(state, n):
        k = _frexp(n)[1] if n < _2_53 else _bits(n)
        r = _mt_getrandbits(state, k)
        while r >= n:
            r = _mt_getrandbits(state, k)
        return r


def _index(value):
    if isinstance(value, int):
        return value
    if not isinstance(value, (float, str)) and hasattr(value, "__index__"):
        return value.__index__()
    raise TypeError("'" + type(value).__name__ + "' object cannot be interpreted as an integer")


# The hash that a finite float has on 64 bits.
def _hash(x):
    if not _isfinite(x):
        return 314159 if x > 0 else -314159 if x < 0 else 0
    n, d = _float_ratio(x)
    made = abs(n) * pow(2, 61 * 18 - _bits(d) + 1, 0x1FFFFFFFFFFFFFFF) % 0x1FFFFFFFFFFFFFFF
    if n < 0:
        made = -made
    return -2 if made == -1 else made


def _accumulate(weights):
    total = None
    made = []
    for weight in weights:
        total = weight if total is None else total + weight
        made.append(total)
    return made


# The place after all elements of a[low:high] that are not above x.
def _bisect(a, x, low, high):
    while low < high:
        middle = (low + high) // 2
        if x < a[middle]:
            high = middle
        else:
            low = middle + 1
    return low


# A source of its own. Without a seed it starts at a place that nobody knows.
class Random:
    VERSION = 3

    def __init__(self, x=None):
        self._state = bytearray(2500)
        self.gauss_next = None
        self.seed(x)

    # Starts the sequence of that number, text or bytes; without one, of a secret one.
    def seed(self, a=None, version=2):
        if a is None:
            a = int.from_bytes(_urandom(32), "little")
        elif isinstance(a, int):
            a = abs(a)
        elif isinstance(a, (str, bytes, bytearray)):
            if version == 1:
                raise NotImplementedError("only version 2 of seeding is implemented")
            from hashlib import sha512

            if isinstance(a, str):
                a = a.encode()
            a = int.from_bytes(bytes(a) + sha512(a).digest(), "big")
        elif isinstance(a, float):
            a = _hash(a) & 0xFFFFFFFFFFFFFFFF
        elif isinstance(a, bool):
            a = int(a)
        else:
            raise TypeError(
                "The only supported seed types are: None,\nint, float, str, bytes, and bytearray."
            )
        _mt_seed(self._state, a)
        self.gauss_next = None

    # (3, the 624 words and the index, the number that gauss() has in store)
    def getstate(self):
        if _unpack("<I", self._state[2496:])[0] == _UNSEEDED:
            self.seed()
        return self.VERSION, _unpack("<625I", self._state), self.gauss_next

    def setstate(self, state):
        version, words, gauss_next = state
        if version != 3:
            raise ValueError(
                "state with version %s passed to Random.setstate() of version 3" % (version,)
            )
        if len(words) != 625 or not 0 <= words[624] <= 624:
            raise ValueError("invalid state")
        _pack_into("<625I", self._state, 0, *words)
        self.gauss_next = gauss_next

    # A float of [0, 1).
    def random(self):
        try:
            return _mt_random(self._state)
        except ValueError:
            self.seed()
            return _mt_random(self._state)

    # An integer of k random bits.
    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        if not k:
            return 0
        try:
            return _mt_getrandbits(self._state, k)
        except ValueError:
            self.seed()
            return _mt_getrandbits(self._state, k)

    # An integer of [0, n).
    def _randbelow(self, n):
        try:
            return _mt_randbelow(self._state, n)
        except ValueError:
            self.seed()
            return _mt_randbelow(self._state, n)

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    # An element of range(start, stop, step).
    def randrange(self, start, stop=None, step=1):
        start = _index(start)
        if stop is None:
            if step != 1:
                raise TypeError("Missing a non-None stop argument")
            if start > 0:
                return self._randbelow(start)
            raise ValueError("empty range for randrange()")
        stop = _index(stop)
        step = _index(step)
        width = stop - start
        if step > 0:
            n = (width + step - 1) // step
        elif step < 0:
            n = (width + step + 1) // step
        else:
            raise ValueError("zero step for randrange()")
        if n <= 0:
            if step == 1:
                raise ValueError("empty range for randrange() (%d, %d, %d)" % (start, stop, width))
            raise ValueError("empty range for randrange()")
        return start + step * self._randbelow(n)

    # An integer of a to b, both included.
    def randint(self, a, b):
        if isinstance(a, int) and isinstance(b, int) and a <= b:
            return a + self._randbelow(b - a + 1)
        return self.randrange(a, _index(b) + 1)

    # An element of a sequence that is not empty.
    def choice(self, seq):
        n = len(seq)
        if not n:
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._randbelow(n)]

    # Puts the elements of a list into random order.
    def shuffle(self, x):
        below = self._randbelow
        for i in range(len(x) - 1, 0, -1):
            j = below(i + 1)
            x[i], x[j] = x[j], x[i]

    # k elements of different places; counts says how often each element is there.
    def sample(self, population, k, *, counts=None):
        try:
            if isinstance(population, dict):
                raise TypeError
            population[0:0]
        except TypeError:
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if counts is not None:
            sums = _accumulate(counts)
            if len(sums) != n:
                raise ValueError("The number of counts does not match the population")
            total = sums.pop() if sums else 0
            if not isinstance(total, int):
                raise TypeError("Counts must be integers")
            if total <= 0:
                raise ValueError("Total of counts must be greater than zero")
            chosen = self.sample(range(total), k)
            return [population[_bisect(sums, s, 0, len(sums))] for s in chosen]
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        below = self._randbelow
        made = [None] * k
        # Either a copy of all is thinned out, or places that were taken are remembered.
        most = 21
        if k > 5:
            most += 4 ** _ceil(_log(k * 3, 4))
        if n <= most:
            pool = list(population)
            for i in range(k):
                j = below(n - i)
                made[i] = pool[j]
                pool[j] = pool[n - i - 1]
        else:
            taken = set()
            for i in range(k):
                j = below(n)
                while j in taken:
                    j = below(n)
                taken.add(j)
                made[i] = population[j]
        return made

    # k elements, each drawn from all, with these weights.
    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        random = self.random
        n = len(population)
        if cum_weights is None:
            if weights is None:
                floor = _floor
                n += 0.0
                return [population[floor(random() * n)] for _ in range(k)]
            if isinstance(weights, int):
                raise TypeError("The number of choices must be a keyword argument: k=%d" % weights)
            cum_weights = _accumulate(weights)
        elif weights is not None:
            raise TypeError("Cannot specify both weights and cumulative weights")
        if len(cum_weights) != n:
            raise ValueError("The number of weights does not match the population")
        total = float(cum_weights[-1])
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        if not _isfinite(total):
            raise ValueError("Total of weights must be finite")
        last = n - 1
        return [population[_bisect(cum_weights, random() * total, 0, last)] for _ in range(k)]

    # A float of a to b.
    def uniform(self, a, b):
        return a + (b - a) * self.random()

    # A float of low to high, most likely near mode.
    def triangular(self, low=0.0, high=1.0, mode=None):
        u = self.random()
        if high == low:
            return low
        c = 0.5 if mode is None else (mode - low) / (high - low)
        if u > c:
            u = 1.0 - u
            c = 1.0 - c
            low, high = high, low
        return low + (high - low) * _sqrt(u * c)

    # From the normal distribution.
    def normalvariate(self, mu=0.0, sigma=1.0):
        random = self.random
        while True:
            u1 = random()
            u2 = 1.0 - random()
            z = _NORMAL * (u1 - 0.5) / u2
            if z * z / 4.0 <= -_log(u2):
                return mu + z * sigma

    # From the normal distribution; makes two numbers at a time and keeps one.
    def gauss(self, mu=0.0, sigma=1.0):
        z = self.gauss_next
        self.gauss_next = None
        if z is None:
            angle = self.random() * _TWO_PI
            radius = _sqrt(-2.0 * _log(1.0 - self.random()))
            z = _cos(angle) * radius
            self.gauss_next = _sin(angle) * radius
        return mu + z * sigma

    def lognormvariate(self, mu=0.0, sigma=1.0):
        return _exp(self.normalvariate(mu, sigma))

    def expovariate(self, lambd=1.0):
        return -_log(1.0 - self.random()) / lambd

    def vonmisesvariate(self, mu, kappa):
        random = self.random
        if kappa <= 1e-6:
            return _TWO_PI * random()
        s = 0.5 / kappa
        r = s + _sqrt(1.0 + s * s)
        while True:
            z = _cos(_TWO_PI / 2 * random())
            d = z / (r + z)
            u = random()
            if u < 1.0 - d * d or u <= (1.0 - d) * _exp(d):
                break
        q = 1.0 / r
        f = (q + z) / (1.0 + q * z)
        if random() > 0.5:
            return (mu + _acos(f)) % _TWO_PI
        return (mu - _acos(f)) % _TWO_PI

    def gammavariate(self, alpha, beta):
        if alpha <= 0.0 or beta <= 0.0:
            raise ValueError("gammavariate: alpha and beta must be > 0.0")
        random = self.random
        if alpha > 1.0:
            a = _sqrt(2.0 * alpha - 1.0)
            b = alpha - _LOG4
            c = alpha + a
            while True:
                u1 = random()
                if not 1e-7 < u1 < 0.9999999:
                    continue
                u2 = 1.0 - random()
                v = _log(u1 / (1.0 - u1)) / a
                x = alpha * _exp(v)
                z = u1 * u1 * u2
                r = b + c * v - x
                if r + _GAMMA - 4.5 * z >= 0.0 or r >= _log(z):
                    return x * beta
        if alpha == 1.0:
            return -_log(1.0 - random()) * beta
        while True:
            b = (_E + alpha) / _E
            p = b * random()
            x = p ** (1.0 / alpha) if p <= 1.0 else -_log((b - p) / alpha)
            u = random()
            if p > 1.0:
                if u <= x ** (alpha - 1.0):
                    break
            elif u <= _exp(-x):
                break
        return x * beta

    def betavariate(self, alpha, beta):
        y = self.gammavariate(alpha, 1.0)
        return y / (y + self.gammavariate(beta, 1.0)) if y else 0.0

    def paretovariate(self, alpha):
        return (1.0 - self.random()) ** (-1.0 / alpha)

    def weibullvariate(self, alpha, beta):
        return alpha * (-_log(1.0 - self.random())) ** (1.0 / beta)

    # How many of n trials succeed, each with probability p.
    def binomialvariate(self, n=1, p=0.5):
        if n < 0:
            raise ValueError("n must be non-negative")
        if p <= 0.0 or p >= 1.0:
            if p == 0.0:
                return 0
            if p == 1.0:
                return n
            raise ValueError("p must be in the range 0.0 <= p <= 1.0")
        random = self.random
        if n == 1:
            return int(random() < p)
        if p > 0.5:
            return n - self.binomialvariate(n, 1.0 - p)
        if n * p < 10.0:
            x = y = 0
            c = _log2(1.0 - p)
            if not c:
                return x
            while True:
                y += _floor(_log2(random()) / c) + 1
                if y > n:
                    return x
                x += 1
        # Hoermann's BTRS: transformed rejection with squeeze.
        spread = _sqrt(n * p * (1.0 - p))
        b = 1.15 + 2.53 * spread
        a = -0.0873 + 0.0248 * b + 0.01 * p
        c = n * p + 0.5
        vr = 0.92 - 4.2 / b
        alpha = (2.83 + 5.1 / b) * spread
        odds = _log(p / (1.0 - p))
        m = _floor((n + 1) * p)
        h = _lgamma(m + 1) + _lgamma(n - m + 1)
        while True:
            u = random() - 0.5
            us = 0.5 - abs(u)
            k = _floor((2.0 * a / us + b) * u + c)
            if k < 0 or k > n:
                continue
            v = random()
            if us >= 0.07 and v <= vr:
                return k
            v *= alpha / (a / (us * us) + b)
            if _log(v) <= h - _lgamma(k + 1) - _lgamma(n - k + 1) + (k - m) * odds:
                return k


# Random numbers of the system, which no seed repeats.
class SystemRandom(Random):
    def __init__(self, x=None):
        self.gauss_next = None

    def seed(self, *args, **kwds):
        pass

    def random(self):
        return (int.from_bytes(_urandom(7), "big") >> 3) / 9007199254740992.0

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        return int.from_bytes(_urandom(size), "big") >> (size * 8 - k)

    def _randbelow(self, n):
        k = _bits(n)
        r = self.getrandbits(k)
        while r >= n:
            r = self.getrandbits(k)
        return r

    def randbytes(self, n):
        return _urandom(n)

    def getstate(self, *args, **kwds):
        raise NotImplementedError("System entropy source does not have state.")

    def setstate(self, *args, **kwds):
        raise NotImplementedError("System entropy source does not have state.")


# The source of the module. The image is made once for all runs: it is seeded at its first use.
_inst = Random(0)
_pack_into("<I", _inst._state, 2496, _UNSEEDED)
seed = _inst.seed
random = _inst.random
uniform = _inst.uniform
triangular = _inst.triangular
randint = _inst.randint
choice = _inst.choice
randrange = _inst.randrange
sample = _inst.sample
shuffle = _inst.shuffle
choices = _inst.choices
normalvariate = _inst.normalvariate
lognormvariate = _inst.lognormvariate
expovariate = _inst.expovariate
vonmisesvariate = _inst.vonmisesvariate
gammavariate = _inst.gammavariate
gauss = _inst.gauss
betavariate = _inst.betavariate
binomialvariate = _inst.binomialvariate
paretovariate = _inst.paretovariate
weibullvariate = _inst.weibullvariate
getstate = _inst.getstate
setstate = _inst.setstate
getrandbits = _inst.getrandbits
randbytes = _inst.randbytes
