# Statistics of numbers. Sums are exact, and results are rounded once.
from _collections import namedtuple as _namedtuple
from math import hypot as _hypot

from _exact import float_ratio as _float_ratio
from _exact import float_sums as _float_sums
from _exact import fsum as _fsum
from _exact import ratio_to_float as _ratio_to_float
from _exact import sqrt_ratio as _sqrt_ratio
from _math import erf as _erf
from _math import exp as _exp
from _math import isfinite as _isfinite
from _math import log as _log
from _math import sqrt as _sqrt

__all__ = [
    "NormalDist",
    "StatisticsError",
    "correlation",
    "covariance",
    "fmean",
    "geometric_mean",
    "harmonic_mean",
    "linear_regression",
    "mean",
    "median",
    "median_grouped",
    "median_high",
    "median_low",
    "mode",
    "multimode",
    "pstdev",
    "pvariance",
    "quantiles",
    "stdev",
    "variance",
]

_SQRT2 = 1.4142135623730951
_TAU = 6.283185307179586
_FLOAT = {float}
_PLAIN = {int, bool}
_2_53 = 9007199254740992


# Data that a function has no answer for.
class StatisticsError(ValueError):
    pass


LinearRegression = _namedtuple("LinearRegression", ("slope", "intercept"))


# A number as (numerator, denominator).
def _ratio(x):
    if isinstance(x, (int, bool)):
        return int(x), 1
    if isinstance(x, float):
        return _float_ratio(x)
    try:
        return x.as_integer_ratio()
    except AttributeError:
        raise TypeError("can't convert type '" + type(x).__name__ + "' to numerator/denominator")


# The type of results: int, unless there is another one; float before fractions.
def _kind_of(kinds):
    kinds = [kind for kind in kinds if kind is not int and kind is not bool]
    made = int
    for kind in kinds:
        if made is int or made is kind:
            made = kind
        elif float in (made, kind) and "Decimal" not in (made.__name__, kind.__name__):
            made = float
        elif issubclass(kind, made):
            made = kind
        elif not issubclass(made, kind):
            raise TypeError("don't know how to coerce %s and %s" % (made.__name__, kind.__name__))
    return made


# Exact sums: (kind, sum, sum of squares, denominator, denominator of the squares). Where a value is
# not finite, the sum is a float and the denominator None.
def _sums(data, squares):
    kinds = set(map(type, data))
    kind = _kind_of(kinds)
    if kind is int:
        return kind, sum(data), sum([x * x for x in data]) if squares else 0, 1, 1
    if (
        kind is float
        and kinds != _FLOAT
        and kinds - _PLAIN == _FLOAT
        and -_2_53 < min(data)
        and max(data) < _2_53
    ):
        # These integers are floats, exactly.
        data = list(map(float, data))
        kinds = _FLOAT
    if kinds == _FLOAT:
        plain = sum(data)
        if _isfinite(plain) or all(map(_isfinite, data)):
            n, nn, k = _float_sums(data, squares)
            return kind, n, nn, 1 << k, 1 << 2 * k
        return kind, plain, plain, None, None
    total = {}
    total2 = {}
    special = None
    for x in data:
        try:
            n, d = _ratio(x)
        except (ValueError, OverflowError):
            special = x if special is None else special + x
            continue
        total[d] = total.get(d, 0) + n
        if squares:
            total2[d] = total2.get(d, 0) + n * n
    if special is not None:
        return kind, special, special, None, None
    n, d = _combine(total)
    nn, dd = _combine({d * d: n for d, n in total2.items()})
    return kind, n, nn, d, dd


# The sum of fractions, given as numerators by denominator.
def _combine(parts):
    n = 0
    d = 1
    for q, p in parts.items():
        if d % q:
            n = n * q + p * d
            d *= q
        else:
            n += p * (d // q)
    return n, d


# n / d as a result of that type; whole numbers stay integers.
def _convert(n, d, kind):
    if kind is int:
        if not n % d:
            return n // d
        kind = float
    if kind is float:
        return _ratio_to_float(n, d)
    if kind.__name__ == "Decimal":
        return kind(n) / kind(d)
    if hasattr(kind, "limit_denominator"):
        return kind(n, d)
    try:
        return kind(_ratio_to_float(n, d)) if n % d else kind(n // d)
    except TypeError:
        return _ratio_to_float(n, d)


# The arithmetic mean.
def mean(data):
    data = list(data)
    if not data:
        raise StatisticsError("mean requires at least one data point")
    kind, n, _, d, _ = _sums(data, False)
    if d is None:
        return n / len(data)
    return _convert(n, d * len(data), kind)


# The arithmetic mean as a float, quicker than mean().
def fmean(data, weights=None):
    data = list(data)
    n = len(data)
    if weights is None:
        if not n:
            raise StatisticsError("fmean requires at least one data point")
        return _fsum(data) / n
    weights = list(weights)
    if len(weights) != n:
        raise StatisticsError("data and weights must be the same length")
    total = _fsum(weights)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return _fsum([x * w for x, w in zip(data, weights)]) / total


# The n-th root of the product.
def geometric_mean(data):
    try:
        return _exp(fmean([_log(x) for x in data]))
    except ValueError:
        raise StatisticsError(
            "geometric mean requires a non-empty dataset containing positive numbers"
        )


# The reciprocal of the mean of the reciprocals.
def harmonic_mean(data, weights=None):
    data = list(data)
    n = len(data)
    if n < 1:
        raise StatisticsError("harmonic_mean requires at least one data point")
    for x in data:
        if x < 0:
            raise StatisticsError("harmonic mean does not support negative values")
    if weights is None:
        if n == 1:
            return data[0] + 0
        weights = [1] * n
    else:
        weights = list(weights)
        if len(weights) != n:
            raise StatisticsError("Number of weights does not match data size")
        for w in weights:
            if w < 0:
                raise StatisticsError("harmonic mean does not support negative values")
    _, p, _, q, _ = _sums(weights, False)
    for x, w in zip(data, weights):
        if w and not x:
            return 0
    kind, n, _, d, _ = _sums([w / x if w else 0 for x, w in zip(data, weights)], False)
    if d is None:
        return p / q / n
    if n <= 0:
        raise StatisticsError("Weighted sum must be positive")
    return _convert(p * d, q * n, kind)


def _sorted(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data


# The middle value, or the mean of the two middle ones.
def median(data):
    data = _sorted(data)
    n = len(data)
    i = n // 2
    return data[i] if n % 2 else (data[i - 1] + data[i]) / 2


# The middle value, or the lower of the two.
def median_low(data):
    data = _sorted(data)
    return data[(len(data) - 1) // 2]


# The middle value, or the higher of the two.
def median_high(data):
    data = _sorted(data)
    return data[len(data) // 2]


# The median of data that stand for the middles of intervals.
def median_grouped(data, interval=1):
    data = _sorted(data)
    n = len(data)
    x = data[n // 2]
    try:
        low = float(x) - float(interval) / 2
    except (ValueError, TypeError):
        raise TypeError("Value cannot be converted to a float")
    before = 0
    while data[before] != x:
        before += 1
    return low + float(interval) * (n / 2 - before) / data.count(x)


def _counts(data):
    counts = {}
    get = counts.get
    for x in data:
        counts[x] = get(x, 0) + 1
    return counts


# The most frequent value, the first one of equals.
def mode(data):
    data = list(data)
    if not data:
        raise StatisticsError("no mode for empty data")
    counts = _counts(data)
    most = max(counts.values())
    for x in data:
        if counts[x] == most:
            return x


# All values that are most frequent, in the order of their first occurrence.
def multimode(data):
    data = list(data)
    counts = _counts(data)
    most = max(counts.values()) if counts else 0
    made = []
    for x in data:
        if counts.get(x) == most:
            made.append(x)
            counts[x] = 0
    return made


# n - 1 cut points that divide the data into n parts of the same probability.
def quantiles(data, *, n=4, method="exclusive"):
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    made = []
    if method == "inclusive":
        for i in range(1, n):
            j, delta = divmod(i * (size - 1), n)
            made.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
    elif method == "exclusive":
        for i in range(1, n):
            j = min(max(i * (size + 1) // n, 1), size - 1)
            delta = i * (size + 1) - j * n
            made.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
    else:
        raise ValueError("Unknown method: %r" % (method,))
    return made


# The sum of squared deviations as (kind, numerator, denominator).
def _deviations(data, center):
    if center is not None:
        data = [x - center for x in data]
        kind, n, _, d, _ = _sums([x * x for x in data], False)
        return kind, n, d
    size = len(data)
    kind, n, nn, d, dd = _sums(data, True)
    if d is None:
        return kind, n * n, None
    if d * d == dd:
        return kind, size * nn - n * n, size * dd
    return kind, size * nn * d * d - n * n * dd, size * dd * d * d


def _variance(data, center, least, name):
    data = list(data)
    size = len(data)
    if size < least:
        raise StatisticsError(
            "%s requires at least %s" % (name, "two data points" if least > 1 else "one data point")
        )
    kind, n, d = _deviations(data, center)
    if d is None:
        return kind, n, None
    return kind, n, d * (size + 1 - least)


# The variance of a sample; xbar is its mean if that is known.
def variance(data, xbar=None):
    kind, n, d = _variance(data, xbar, 2, "variance")
    return n if d is None else _convert(n, d, kind)


# The variance of a whole population; mu is its mean if that is known.
def pvariance(data, mu=None):
    kind, n, d = _variance(data, mu, 1, "pvariance")
    return n if d is None else _convert(n, d, kind)


# The standard deviation of a sample.
def stdev(data, xbar=None):
    kind, n, d = _variance(data, xbar, 2, "stdev")
    return _root(kind, n, d)


# The standard deviation of a whole population.
def pstdev(data, mu=None):
    kind, n, d = _variance(data, mu, 1, "pstdev")
    return _root(kind, n, d)


def _root(kind, n, d):
    if d is None:
        return n
    if kind.__name__ == "Decimal":
        return (kind(n) / kind(d)).sqrt()
    return _sqrt_ratio(n, d)


# Both as lists of the same length, at least 2.
def _pairs(x, y, name):
    x = list(x)
    y = list(y)
    if len(x) != len(y):
        raise StatisticsError(name + " requires that both inputs have same number of data points")
    if len(x) < 2:
        raise StatisticsError(name + " requires at least two data points")
    return x, y


def _centered(x):
    center = _fsum(x) / len(x)
    return [value - center for value in x], center


def _products(x, y):
    return _fsum([a * b for a, b in zip(x, y)])


def covariance(x, y):
    x, y = _pairs(x, y, "covariance")
    return _products(_centered(x)[0], _centered(y)[0]) / (len(x) - 1)


# Pearson's correlation, or Spearman's for method="ranked".
def correlation(x, y, *, method="linear"):
    x, y = _pairs(x, y, "correlation")
    if method not in ("linear", "ranked"):
        raise ValueError("Unknown method: %r" % (method,))
    if method == "ranked":
        x = _ranks(x)
        y = _ranks(y)
    x = _centered(x)[0]
    y = _centered(y)[0]
    try:
        return _products(x, y) / _sqrt(_products(x, x) * _products(y, y))
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant")


# Ranks from 1 on; equal values share the mean of theirs.
def _ranks(data):
    places = {}
    for i, x in enumerate(sorted(data)):
        places[x] = (places[x][0] if x in places else i), i
    return [(places[x][0] + places[x][1]) / 2 + 1 for x in data]


# The line through the data: (slope, intercept).
def linear_regression(x, y, *, proportional=False):
    x, y = _pairs(x, y, "linear regression")
    if proportional:
        xbar = ybar = None
    else:
        x, xbar = _centered(x)
        y, ybar = _centered(y)
    try:
        slope = _products(x, y) / _products(x, x)
    except ZeroDivisionError:
        raise StatisticsError("x is constant")
    return LinearRegression(slope, 0.0 if proportional else ybar - slope * xbar)


def _polynomial(coefficients, x):
    made = 0.0
    for c in coefficients:
        made = made * x + c
    return made


# Wichura's algorithm AS 241: for the middle, the sides and the tails a numerator and a denominator.
_CENTER = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.3871328727963666080,
    ),
    (
        5226.4952788528545610,
        28729.085735721942674,
        39307.895800092710610,
        21213.794301586595867,
        5394.1960214247511077,
        687.18700749205790830,
        42.313330701600911252,
        1.0,
    ),
)
_SIDE = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258,
        3.64784832476320460504,
        5.76949722146069140550,
        4.63033784615654529590,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1.0,
    ),
)
_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580,
        5.46378491116411436990,
        6.65790464350110377720,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


# The value that a standard normal variable does not exceed with probability p.
def _inverse(p):
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return _polynomial(_CENTER[0], r) * q / _polynomial(_CENTER[1], r)
    r = _sqrt(-_log(p if q <= 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        x = _polynomial(_SIDE[0], r) / _polynomial(_SIDE[1], r)
    else:
        r -= 5.0
        x = _polynomial(_TAIL[0], r) / _polynomial(_TAIL[1], r)
    return -x if q < 0.0 else x


# A normal distribution.
class NormalDist:
    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError("sigma must be non-negative")
        self._mu = float(mu)
        self._sigma = float(sigma)

    # With the mean and the standard deviation of a sample.
    @classmethod
    def from_samples(cls, data):
        data = list(data)
        if len(data) < 2:
            raise StatisticsError("stdev requires at least two data points")
        return cls(float(mean(data)), float(stdev(data)))

    # n random values.
    def samples(self, n, *, seed=None):
        import random

        gauss = random.gauss if seed is None else random.Random(seed).gauss
        mu = self._mu
        sigma = self._sigma
        return [gauss(mu, sigma) for _ in range(n)]

    # The density at x.
    def pdf(self, x):
        square = self._sigma * self._sigma
        if not square:
            raise StatisticsError("pdf() not defined when sigma is zero")
        x -= self._mu
        return _exp(x * x / (-2.0 * square)) / _sqrt(_TAU * square)

    # The probability of a value up to x.
    def cdf(self, x):
        if not self._sigma:
            raise StatisticsError("cdf() not defined when sigma is zero")
        return 0.5 * (1.0 + _erf((x - self._mu) / (self._sigma * _SQRT2)))

    # The x whose cdf() is p.
    def inv_cdf(self, p):
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError("p must be in the range 0.0 < p < 1.0")
        return self._mu + _inverse(p) * self._sigma

    def quantiles(self, n=4):
        return [self.inv_cdf(i / n) for i in range(1, n)]

    # The area that the densities of both share.
    def overlap(self, other):
        if not isinstance(other, NormalDist):
            raise TypeError("Expected another NormalDist instance")
        x, y = self, other
        if (y._sigma, y._mu) < (x._sigma, x._mu):
            x, y = y, x
        xx = x.variance
        yy = y.variance
        if not xx or not yy:
            raise StatisticsError("overlap() not defined when sigma is zero")
        dv = yy - xx
        dm = abs(y._mu - x._mu)
        if not dv:
            return 1.0 - _erf(dm / (2.0 * x._sigma * _SQRT2))
        a = x._mu * yy - y._mu * xx
        b = x._sigma * y._sigma * _sqrt(dm * dm + dv * _log(yy / xx))
        p = (a + b) / dv
        q = (a - b) / dv
        return 1.0 - (abs(y.cdf(p) - x.cdf(p)) + abs(y.cdf(q) - x.cdf(q)))

    # How many standard deviations x lies above the mean.
    def zscore(self, x):
        if not self._sigma:
            raise StatisticsError("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    @property
    def mean(self):
        return self._mu

    @property
    def median(self):
        return self._mu

    @property
    def mode(self):
        return self._mu

    @property
    def stdev(self):
        return self._sigma

    @property
    def variance(self):
        return self._sigma * self._sigma

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, _hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, _hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __rsub__(self, other):
        return -(self - other)

    def __mul__(self, other):
        return NormalDist(self._mu * other, self._sigma * abs(other))

    __rmul__ = __mul__

    def __truediv__(self, other):
        return NormalDist(self._mu / other, self._sigma / abs(other))

    def __pos__(self):
        return NormalDist(self._mu, self._sigma)

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return False
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return "NormalDist(mu=%r, sigma=%r)" % (self._mu, self._sigma)
