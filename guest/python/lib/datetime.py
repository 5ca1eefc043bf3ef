# Dates, times and durations of the proleptic Gregorian calendar. Local time is UTC.
from _collections import namedtuple as _namedtuple
from _strptime import parse as _parse
from _strptime import quick as _quick

import _re
import _time
from _exact import divide_nearest as _divide_nearest
from _exact import float_ratio as _float_ratio
from _exact import ratio_to_float as _ratio_to_float
from _gregorian import DAYS as _DAYS
from _gregorian import EPOCH as _EPOCH
from _gregorian import MAX_ORDINAL as _MAX_ORDINAL
from _gregorian import MONTHS as _MONTHS
from _gregorian import days_in as _days_in
from _gregorian import days_of as _days_of
from _gregorian import fields_of as _struct_time
from _gregorian import from_iso_week as _from_iso_week
from _gregorian import from_ordinal as _from_ordinal
from _gregorian import iso_start as _iso_start
from _gregorian import ordinal as _ordinal

__all__ = (
    "MAXYEAR",
    "MINYEAR",
    "UTC",
    "date",
    "datetime",
    "time",
    "timedelta",
    "timezone",
    "tzinfo",
)

MINYEAR = 1
MAXYEAR = 9999

_new = object.__new__
_iso_day = _re.compile(r"(\d\d\d\d)-(\d\d)-(\d\d)$").match
_iso_moment = _re.compile(r"(\d\d\d\d)-(\d\d)-(\d\d).(\d\d):(\d\d):(\d\d)$").match

_IsoCalendarDate = _namedtuple("datetime.IsoCalendarDate", ("year", "week", "weekday"))


def _integer(value):
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        raise TypeError("'float' object cannot be interpreted as an integer")
    try:
        return value.__index__()
    except AttributeError:
        raise TypeError("'" + type(value).__name__ + "' object cannot be interpreted as an integer")


# Integers in range? The operator | takes no floats, so there is no need to look at types.
def _is_date(y, m, d):
    try:
        if y and m and d and (y | m | d) > 0 and m <= 12 and y <= 9999:
            return d <= 28 or d <= _days_in(y, m)
        return False
    except TypeError:
        return False


def _check_date(y, m, d):
    if _is_date(y, m, d):
        return
    for value in (y, m, d):
        if not isinstance(value, bool):
            _integer(value)
    if not 1 <= y <= 9999:
        raise ValueError("year %d is out of range" % y)
    if not 1 <= m <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= d <= _days_in(y, m):
        raise ValueError("day is out of range for month")


def _is_time(h, m, s, us):
    try:
        return (h | m | s | us) >= 0 and h < 24 and m < 60 and s < 60 and us < 1000000
    except TypeError:
        return False


def _check_time(h, m, s, us, tz, fold):
    for value in (h, m, s, us):
        if not isinstance(value, bool):
            _integer(value)
    if not 0 <= h <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= m <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= s <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= us <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(
            "tzinfo argument must be None or of a tzinfo subclass, not type '%s'"
            % type(tz).__name__
        )
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")


def _unordered(op, a, b):
    return TypeError(
        "'%s' not supported between instances of '%s' and '%s'" % (op, _type_name(a), _type_name(b))
    )


def _type_name(value):
    kind = type(value)
    name = kind.__name__
    return "datetime." + name if kind in (date, datetime, time, timedelta, timezone) else name


def _integral_ratio(x):
    return (x, 1) if isinstance(x, int) else _float_ratio(x)


# A duration, kept as (days, seconds, microseconds), of which only the days can be negative.
class timedelta:
    def __init__(
        self,
        days=0,
        seconds=0,
        microseconds=0,
        milliseconds=0,
        minutes=0,
        hours=0,
        weeks=0,
    ):
        # The operator | takes integers only.
        try:
            s = (seconds | 0) + (minutes | 0) * 60 + (hours | 0) * 3600
            us = (microseconds | 0) + (milliseconds | 0) * 1000
            d = (days | 0) + (weeks | 0) * 7
        except TypeError:
            us = _exact_microseconds(
                (
                    ("microseconds", microseconds, 1),
                    ("milliseconds", milliseconds, 1000),
                    ("seconds", seconds, 1000000),
                    ("minutes", minutes, 60000000),
                    ("hours", hours, 3600000000),
                    ("days", days, 86400000000),
                    ("weeks", weeks, 604800000000),
                )
            )
            d = s = 0
        if not 0 <= us < 1000000:
            s += us // 1000000
            us %= 1000000
        if not 0 <= s < 86400:
            d += s // 86400
            s %= 86400
        if not -999999999 <= d <= 999999999:
            raise OverflowError("days=%d; must have magnitude <= 999999999" % d)
        self._f = (d, s, us)

    @property
    def days(self):
        return self._f[0]

    @property
    def seconds(self):
        return self._f[1]

    @property
    def microseconds(self):
        return self._f[2]

    # The whole duration in seconds, as a float.
    def total_seconds(self):
        d, s, us = self._f
        return _ratio_to_float((d * 86400 + s) * 1000000 + us, 1000000)

    def __repr__(self):
        parts = [
            "%s=%d" % pair for pair in zip(("days", "seconds", "microseconds"), self._f) if pair[1]
        ]
        kind = self.__class__
        name = "datetime.timedelta" if kind is timedelta else kind.__name__
        return name + "(" + (", ".join(parts) or "0") + ")"

    def __str__(self):
        d, s, us = self._f
        text = "%d:%02d:%02d" % (s // 3600, s // 60 % 60, s % 60)
        if d:
            text = "%d day%s, %s" % (d, "" if d in (1, -1) else "s", text)
        return "%s.%06d" % (text, us) if us else text

    def __format__(self, spec):
        if spec:
            raise TypeError("unsupported format string passed to datetime.timedelta.__format__")
        return str(self)

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        d, s, us = self._f
        e, t, u = other._f
        return _duration(d + e, s + t, us + u)

    __radd__ = __add__

    def __sub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        d, s, us = self._f
        e, t, u = other._f
        return _duration(d - e, s - t, us - u)

    def __rsub__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return other - self

    def __neg__(self):
        d, s, us = self._f
        return _duration(-d, -s, -us)

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self._f[0] < 0 else self

    def __mul__(self, other):
        if isinstance(other, int):
            d, s, us = self._f
            return _duration(d * other, s * other, us * other)
        if isinstance(other, float):
            n, d = _float_ratio(other)
            return _duration(0, 0, _divide_nearest(_microseconds(self) * n, d))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        us = _microseconds(self)
        if isinstance(other, timedelta):
            return _ratio_to_float(us, _microseconds(other))
        if isinstance(other, (int, float)):
            n, d = _integral_ratio(other)
            if not n:
                raise ZeroDivisionError("integer division or modulo by zero")
            if n < 0:
                n = -n
                d = -d
            return _duration(0, 0, _divide_nearest(us * d, n))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return _microseconds(self) // _divisor(other)
        if isinstance(other, int):
            if not other:
                raise ZeroDivisionError("integer division or modulo by zero")
            return _duration(0, 0, _microseconds(self) // other)
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return _duration(0, 0, _microseconds(self) % _divisor(other))
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(_microseconds(self), _divisor(other))
            return q, _duration(0, 0, r)
        return NotImplemented

    def __eq__(self, other):
        return isinstance(other, timedelta) and self._f == other._f

    def __ne__(self, other):
        return not (isinstance(other, timedelta) and self._f == other._f)

    def __lt__(self, other):
        if isinstance(other, timedelta):
            return self._f < other._f
        raise _unordered("<", self, other)

    def __le__(self, other):
        if isinstance(other, timedelta):
            return self._f <= other._f
        raise _unordered("<=", self, other)

    def __gt__(self, other):
        if isinstance(other, timedelta):
            return self._f > other._f
        raise _unordered(">", self, other)

    def __ge__(self, other):
        if isinstance(other, timedelta):
            return self._f >= other._f
        raise _unordered(">=", self, other)

    def __hash__(self):
        return hash(self._f)

    def __bool__(self):
        return self._f != (0, 0, 0)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return self.__class__, self._f


def _duration(d, s, us):
    if not 0 <= us < 1000000:
        s += us // 1000000
        us %= 1000000
    if not 0 <= s < 86400:
        d += s // 86400
        s %= 86400
    if not -999999999 <= d <= 999999999:
        raise OverflowError("days=%d; must have magnitude <= 999999999" % d)
    made = _new(timedelta)
    made._f = (d, s, us)
    return made


def _microseconds(duration):
    d, s, us = duration._f
    return (d * 86400 + s) * 1000000 + us


def _divisor(duration):
    us = _microseconds(duration)
    if not us:
        raise ZeroDivisionError("integer division or modulo by zero")
    return us


# Whole parts are added exactly; what is left over of floats is added as floats and rounded once.
def _exact_microseconds(parts):
    total = 0
    left = 0.0
    for name, value, factor in parts:
        if isinstance(value, int):
            total += value * factor
        elif isinstance(value, float):
            if value != value:
                raise ValueError("cannot convert float NaN to integer")
            if value in (float("inf"), float("-inf")):
                raise OverflowError("cannot convert float infinity to integer")
            whole = int(value)
            rest = (value - whole) * factor
            step = int(rest)
            total += whole * factor + step
            left += rest - step
        else:
            raise TypeError(
                "unsupported type for timedelta %s component: %s" % (name, type(value).__name__)
            )
    if left:
        n, d = _float_ratio(left)
        total = _divide_nearest(total * d + n, d)
    return total


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, 86399, 999999)
timedelta.resolution = timedelta(0, 0, 1)


# "+05:30", with seconds and microseconds only where they are not 0.
def _offset_text(offset, colon):
    if offset is None:
        return ""
    sign = "+"
    if offset._f[0] < 0:
        sign = "-"
        offset = -offset
    d, s, us = offset._f
    text = "%s%02d%s%02d" % (sign, s // 3600 + 24 * d, colon, s // 60 % 60)
    if s % 60 or us:
        text = "%s%s%02d" % (text, colon, s % 60)
        if us:
            text = "%s.%06d" % (text, us)
    return text


# The base of time zones: a subclass says what utcoffset, dst and tzname are.
class tzinfo:
    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    # From UTC, given as a datetime whose tzinfo is this object, to local time.
    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc() requires a datetime argument")
        if dt._tz is not self:
            raise ValueError("dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc() requires a non-None utcoffset() result")
        saving = dt.dst()
        if saving is None:
            raise ValueError("fromutc() requires a non-None dst() result")
        delta = offset - saving
        if delta:
            dt += delta
            saving = dt.dst()
            if saving is None:
                raise ValueError("fromutc(): dt.dst gave inconsistent results; cannot convert")
        return dt + saving


# Whether a duration is shorter than a day, in either direction.
def _is_offset(duration):
    d, s, us = duration._f
    return d == 0 or d == -1 and (s > 0 or us > 0)


_ZERO = timedelta(0)


# A time zone whose offset never changes: timezone(offset, name).
class timezone(tzinfo):
    def __init__(self, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(
                "timezone() argument 1 must be datetime.timedelta, not " + type(offset).__name__
            )
        if name is not None and not isinstance(name, str):
            raise TypeError("timezone() argument 2 must be str, not " + type(name).__name__)
        if not _is_offset(offset):
            raise ValueError(
                "offset must be a timedelta strictly between "
                "-timedelta(hours=24) and timedelta(hours=24), not " + repr(offset) + "."
            )
        self._offset = offset
        self._name = name

    def utcoffset(self, dt):
        return self._offset

    def dst(self, dt):
        return None

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        if not self._offset:
            return "UTC"
        return "UTC" + _offset_text(self._offset, ":")

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime instance")
        if dt._tz is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset

    def __eq__(self, other):
        return isinstance(other, timezone) and self._offset == other._offset

    def __hash__(self):
        return hash(self._offset._f)

    def __str__(self):
        return self.tzname(None)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return "datetime.timezone(%r)" % (self._offset,)
        return "datetime.timezone(%r, %r)" % (self._offset, self._name)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return timezone, ((self._offset,) if self._name is None else (self._offset, self._name))


UTC = timezone.utc = timezone(_ZERO)
timezone.min = timezone(timedelta(0, -86340))
timezone.max = timezone(timedelta(0, 86340))


# The zone of an offset in microseconds, or None.
def _fixed(us):
    if us is None:
        return None
    return timezone(timedelta(0, 0, us)) if us else UTC


# A day of the calendar, kept as (year, month, day).
class date:
    def __init__(self, year, month, day):
        if not _is_date(year, month, day):
            _check_date(year, month, day)
        self._f = (year, month, day)

    # The current day.
    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    # The day of a number of seconds since 1970 (UTC).
    @classmethod
    def fromtimestamp(cls, timestamp):
        return _make_date(cls, _days_of(int(timestamp // 86400) + _EPOCH))

    # The day with that number; 1 is 1 January of the year 1.
    @classmethod
    def fromordinal(cls, n):
        if not 1 <= n <= _MAX_ORDINAL:
            raise ValueError("ordinal must be >= 1" if n < 1 else "year is out of range")
        return _make_date(cls, _from_ordinal(n))

    # From "YYYY-MM-DD", "YYYYMMDD", "YYYY-Www-D" or "YYYYWwwD".
    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        match = _iso_day(date_string)
        if match:
            return cls(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        try:
            y, m, d, used = _parse_iso_date(date_string)
            if used != len(date_string):
                raise ValueError
        except ValueError as error:
            raise _bad_iso(date_string, error)
        return _make_date(cls, (y, m, d))

    # The day of an ISO year, week and weekday.
    @classmethod
    def fromisocalendar(cls, year, week, day):
        return _make_date(cls, _from_iso_week(year, week, day))

    @property
    def year(self):
        return self._f[0]

    @property
    def month(self):
        return self._f[1]

    @property
    def day(self):
        return self._f[2]

    # The same day with some of its fields replaced.
    def replace(self, year=None, month=None, day=None):
        y, m, d = self._f
        return self.__class__(
            y if year is None else year,
            m if month is None else month,
            d if day is None else day,
        )

    def toordinal(self):
        f = self._f
        return _ordinal(f[0], f[1], f[2])

    # 0 for Monday to 6 for Sunday.
    def weekday(self):
        f = self._f
        return (_ordinal(f[0], f[1], f[2]) + 6) % 7

    # 1 for Monday to 7 for Sunday.
    def isoweekday(self):
        return self.weekday() + 1

    # (ISO year, ISO week, ISO weekday), with names.
    def isocalendar(self):
        f = self._f
        n = _ordinal(f[0], f[1], f[2])
        y = f[0]
        start = _iso_start(y)
        if n < start:
            y -= 1
            start = _iso_start(y)
        elif n >= start + 364:
            following = _iso_start(y + 1)
            if n >= following:
                y += 1
                start = following
        n -= start
        return _IsoCalendarDate(y, n // 7 + 1, n % 7 + 1)

    def isoformat(self):
        return "%04d-%02d-%02d" % self._f

    def ctime(self):
        return self.strftime("%a %b %e %H:%M:%S ") + "%04d" % self._f[0]

    # Text made by the directives of the format (those of C, and the flags of GNU).
    def strftime(self, format):
        return _strftime(self, format)

    # As time.localtime() gives it.
    def timetuple(self):
        y, m, d = self._f
        return _struct_time(y, m, d, 0, 0, 0, -1)

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return "%s(%d, %d, %d)" % ((_class_name(self),) + self._f)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __add__(self, other):
        if isinstance(other, timedelta):
            return _shift_date(self, other._f[0])
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return _shift_date(self, -other._f[0])
        if isinstance(other, date) and not isinstance(other, datetime):
            return _duration(self.toordinal() - other.toordinal(), 0, 0)
        return NotImplemented

    def __eq__(self, other):
        return isinstance(other, date) and self._f == other._f

    def __ne__(self, other):
        return not self == other

    def __lt__(self, other):
        return self._f < _date_fields(self, other, "<")

    def __le__(self, other):
        return self._f <= _date_fields(self, other, "<=")

    def __gt__(self, other):
        return self._f > _date_fields(self, other, ">")

    def __ge__(self, other):
        return self._f >= _date_fields(self, other, ">=")

    def __hash__(self):
        return hash(self._f)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return self.__class__, self._f


# Days keep within 1 to 28 without a look at the calendar.
def _add_days(y, m, d, n):
    d += n
    if 0 < d < 29:
        return y, m, d
    return _from_ordinal(_ordinal(y, m, d))


def _shift_date(day, n):
    made = _new(day.__class__)
    y, m, d = day._f
    made._f = _add_days(y, m, d, n)
    return made


def _make_date(cls, fields):
    if cls is date:
        made = _new(date)
        made._f = fields
        return made
    return cls(fields[0], fields[1], fields[2])


def _date_fields(self, other, op):
    if isinstance(other, date):
        if isinstance(other, datetime):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        return other._f
    raise _unordered(op, self, other)


def _class_name(value):
    kind = value.__class__
    name = kind.__name__
    return "datetime." + name if kind in (date, datetime, time) else name


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(1)


# Hours, minutes and so on, with the precision that is asked for.
def _time_text(h, m, s, us, timespec):
    if timespec == "auto":
        timespec = "microseconds" if us else "seconds"
    if timespec == "seconds":
        return "%02d:%02d:%02d" % (h, m, s)
    if timespec == "microseconds":
        return "%02d:%02d:%02d.%06d" % (h, m, s, us)
    if timespec == "milliseconds":
        return "%02d:%02d:%02d.%03d" % (h, m, s, us // 1000)
    if timespec == "minutes":
        return "%02d:%02d" % (h, m)
    if timespec == "hours":
        return "%02d" % h
    raise ValueError("Unknown timespec value")


def _time_repr(fields):
    fields = list(fields)
    while len(fields) > 2 and not fields[-1]:
        fields.pop()
    return ", ".join([str(field) for field in fields])


def _zone_repr(value):
    text = ""
    if value._tz is not None:
        text = ", tzinfo=" + repr(value._tz)
    if value._fold:
        text += ", fold=1"
    return text + ")"


# What a zone answers, checked.
def _offset_of(tz, dt, what):
    if tz is None:
        return None
    offset = tz.dst(dt) if what == "dst" else tz.utcoffset(dt)
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError(
            "tzinfo.%s() must return None or a timedelta, not '%s'" % (what, type(offset).__name__)
        )
    if not _is_offset(offset):
        raise ValueError(
            "offset must be a timedelta strictly between "
            "-timedelta(hours=24) and timedelta(hours=24)."
        )
    return offset


# A time of day, kept as (hour, minute, second, microsecond).
class time:
    def __init__(self, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if tzinfo is not None or fold or not _is_time(hour, minute, second, microsecond):
            _check_time(hour, minute, second, microsecond, tzinfo, fold)
        self._f = (hour, minute, second, microsecond)
        self._tz = tzinfo
        self._fold = fold

    # From "HH[:MM[:SS[.ffffff]]]" or the same without colons, with an offset or Z or neither.
    @classmethod
    def fromisoformat(cls, time_string):
        if not isinstance(time_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            fields, tz = _parse_iso_time(time_string[1:] if time_string[:1] == "T" else time_string)
            return cls(*fields, tz)
        except ValueError as error:
            raise _bad_iso(time_string, error)

    @property
    def hour(self):
        return self._f[0]

    @property
    def minute(self):
        return self._f[1]

    @property
    def second(self):
        return self._f[2]

    @property
    def microsecond(self):
        return self._f[3]

    @property
    def tzinfo(self):
        return self._tz

    @property
    def fold(self):
        return self._fold

    def replace(
        self,
        hour=None,
        minute=None,
        second=None,
        microsecond=None,
        tzinfo=True,
        *,
        fold=None,
    ):
        h, m, s, us = self._f
        return self.__class__(
            h if hour is None else hour,
            m if minute is None else minute,
            s if second is None else second,
            us if microsecond is None else microsecond,
            self._tz if tzinfo is True else tzinfo,
            fold=self._fold if fold is None else fold,
        )

    # timespec: auto, hours, minutes, seconds, milliseconds or microseconds.
    def isoformat(self, timespec="auto"):
        h, m, s, us = self._f
        text = _time_text(h, m, s, us, timespec)
        return text if self._tz is None else text + _offset_text(self.utcoffset(), ":")

    def strftime(self, format):
        return _strftime(self, format)

    def utcoffset(self):
        return _offset_of(self._tz, None, "utcoffset")

    def dst(self):
        return _offset_of(self._tz, None, "dst")

    def tzname(self):
        return None if self._tz is None else self._tz.tzname(None)

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return _class_name(self) + "(" + _time_repr(self._f) + _zone_repr(self)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def __eq__(self, other):
        if not isinstance(other, time):
            return False
        if self._tz is other._tz:
            return self._f == other._f
        a = self.utcoffset()
        b = other.utcoffset()
        if a is None or b is None:
            return a is b and self._f == other._f
        return _time_key(self, a) == _time_key(other, b)

    def __ne__(self, other):
        return not self == other

    def __lt__(self, other):
        a, b = _time_pair(self, other, "<")
        return a < b

    def __le__(self, other):
        a, b = _time_pair(self, other, "<=")
        return a <= b

    def __gt__(self, other):
        a, b = _time_pair(self, other, ">")
        return a > b

    def __ge__(self, other):
        a, b = _time_pair(self, other, ">=")
        return a >= b

    def __hash__(self):
        offset = self.utcoffset()
        return hash(self._f) if offset is None else hash(_time_key(self, offset))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return self.__class__, self._f + (self._tz,)


def _time_key(value, offset):
    h, m, s, us = value._f
    return (
        timedelta(0, h * 3600 + m * 60 + s, us)._f
        if offset is None
        else (timedelta(0, h * 3600 + m * 60 + s, us) - offset)._f
    )


def _time_pair(a, b, op):
    if not isinstance(b, time):
        raise _unordered(op, a, b)
    if a._tz is b._tz:
        return a._f, b._f
    x = a.utcoffset()
    y = b.utcoffset()
    if (x is None) != (y is None):
        raise TypeError("can't compare offset-naive and offset-aware times")
    return _time_key(a, x), _time_key(b, y)


time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(0, 0, 1)
_tzinfo = tzinfo


# A day and a time of day, kept as (year, month, day, hour, minute, second, microsecond).
class datetime(date):
    def __init__(
        self,
        year,
        month,
        day,
        hour=0,
        minute=0,
        second=0,
        microsecond=0,
        tzinfo=None,
        *,
        fold=0,
    ):
        if not _is_date(year, month, day):
            _check_date(year, month, day)
        if tzinfo is not None or fold or not _is_time(hour, minute, second, microsecond):
            _check_time(hour, minute, second, microsecond, tzinfo, fold)
        self._f = (year, month, day, hour, minute, second, microsecond)
        self._tz = tzinfo
        self._fold = fold

    # The current time: of the zone, or naive and UTC.
    @classmethod
    def now(cls, tz=None):
        seconds, ns = divmod(_time.time_ns(), 1000000000)
        return _from_seconds(cls, seconds, ns // 1000, tz)

    # The current time, naive and UTC.
    @classmethod
    def today(cls):
        return cls.now()

    # The current time, naive and UTC.
    @classmethod
    def utcnow(cls):
        return cls.now()

    # From seconds since 1970: in the zone, or naive and UTC.
    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        if isinstance(timestamp, int):
            return _from_seconds(cls, timestamp, 0, tz)
        if not isinstance(timestamp, float):
            raise TypeError(
                "'" + type(timestamp).__name__ + "' object cannot be interpreted as an integer"
            )
        if timestamp != timestamp:
            raise ValueError("cannot convert float NaN to integer")
        if not -1e14 < timestamp < 1e14:
            raise OverflowError("timestamp out of range for platform time_t")
        whole = int(timestamp)
        n, d = _float_ratio((timestamp - whole) * 1e6)
        us = _divide_nearest(n, d)
        return _from_seconds(cls, whole + us // 1000000, us % 1000000, tz)

    # From seconds since 1970, naive and UTC.
    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls.fromtimestamp(timestamp)

    # A date and a time put together; the zone is the time's, unless given.
    @classmethod
    def combine(cls, date, time, tzinfo=True):
        if not isinstance(date, _date):
            raise TypeError(
                "combine() argument 1 must be datetime.date, not " + type(date).__name__
            )
        if not isinstance(time, _time_class):
            raise TypeError(
                "combine() argument 2 must be datetime.time, not " + type(time).__name__
            )
        tz = time._tz if tzinfo is True else tzinfo
        return _make(cls, date._f[:3] + time._f, tz, time._fold)

    # From a text in one of the ISO 8601 formats: date, any one separator, time, offset or Z.
    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        match = _iso_moment(date_string)
        if match:
            return cls(*[int(match.group(i)) for i in (1, 2, 3, 4, 5, 6)])
        try:
            y, m, d, used = _parse_iso_date(date_string)
            if used == len(date_string):
                return _make(cls, (y, m, d, 0, 0, 0, 0), None, 0)
            fields, tz = _parse_iso_time(date_string[used + 1 :])
            return cls(y, m, d, *fields, tz)
        except ValueError as error:
            raise _bad_iso(date_string, error)

    # From a text, by the directives of the format; ValueError if they do not fit.
    @classmethod
    def strptime(cls, date_string, format):
        fields = _quick(date_string, format)
        if fields:
            return cls(*fields)
        fields, offset = _parse(date_string, format)[:2]
        return cls(*fields, _fixed(offset))

    @property
    def hour(self):
        return self._f[3]

    @property
    def minute(self):
        return self._f[4]

    @property
    def second(self):
        return self._f[5]

    @property
    def microsecond(self):
        return self._f[6]

    @property
    def tzinfo(self):
        return self._tz

    @property
    def fold(self):
        return self._fold

    def date(self):
        return _make_date(_date, self._f[:3])

    def time(self):
        return _time_class(*self._f[3:], fold=self._fold)

    def timetz(self):
        return _time_class(*self._f[3:], self._tz, fold=self._fold)

    def replace(
        self,
        year=None,
        month=None,
        day=None,
        hour=None,
        minute=None,
        second=None,
        microsecond=None,
        tzinfo=True,
        *,
        fold=None,
    ):
        y, m, d, h, mi, s, us = self._f
        return self.__class__(
            y if year is None else year,
            m if month is None else month,
            d if day is None else day,
            h if hour is None else hour,
            mi if minute is None else minute,
            s if second is None else second,
            us if microsecond is None else microsecond,
            self._tz if tzinfo is True else tzinfo,
            fold=self._fold if fold is None else fold,
        )

    # The same moment in another zone. A naive time is taken for UTC.
    def astimezone(self, tz=None):
        if tz is None:
            tz = UTC
        elif not isinstance(tz, _tzinfo):
            raise TypeError("tz argument must be an instance of tzinfo")
        if self._tz is tz:
            return self
        offset = self.utcoffset()
        moment = self if not offset else self - offset
        return tz.fromutc(_make(self.__class__, moment._f, tz, 0))

    # Seconds since 1970, as a float. A naive time is taken for UTC.
    def timestamp(self):
        offset = self.utcoffset()
        if offset is not None:
            return (self - _EPOCH_UTC).total_seconds()
        y, m, d, h, mi, s, us = self._f
        return (_ordinal(y, m, d) - _EPOCH) * 86400 + h * 3600 + mi * 60 + s + us / 1e6

    def utcoffset(self):
        return _offset_of(self._tz, self, "utcoffset")

    def dst(self):
        return _offset_of(self._tz, self, "dst")

    def tzname(self):
        return None if self._tz is None else self._tz.tzname(self)

    # sep stands between date and time; timespec as for time.isoformat().
    def isoformat(self, sep="T", timespec="auto"):
        y, m, d, h, mi, s, us = self._f
        if timespec == "auto" and not us:
            text = "%04d-%02d-%02d%s%02d:%02d:%02d" % (y, m, d, sep, h, mi, s)
        else:
            text = "%04d-%02d-%02d%s%s" % (
                y,
                m,
                d,
                sep,
                _time_text(h, mi, s, us, timespec),
            )
        return text if self._tz is None else text + _offset_text(self.utcoffset(), ":")

    def timetuple(self):
        dst = self.dst()
        y, m, d, h, mi, s = self._f[:6]
        return _struct_time(y, m, d, h, mi, s, -1 if dst is None else 1 if dst else 0)

    def utctimetuple(self):
        offset = self.utcoffset()
        y, m, d, h, mi, s = ((self - offset) if offset else self)._f[:6]
        return _struct_time(y, m, d, h, mi, s, 0)

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        f = self._f
        last = 7 if f[6] else 6 if f[5] else 5
        text = ", ".join([str(field) for field in f[:last]])
        return _class_name(self) + "(" + text + _zone_repr(self)

    def __add__(self, other):
        if isinstance(other, timedelta):
            d, s, us = other._f
            return _shift(self, d, s, us)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            d, s, us = other._f
            return _shift(self, -d, -s, -us)
        if not isinstance(other, datetime):
            return NotImplemented
        y, m, d, h, mi, s, us = self._f
        y2, m2, d2, h2, mi2, s2, us2 = other._f
        days = d - d2 if m == m2 and y == y2 else _ordinal(y, m, d) - _ordinal(y2, m2, d2)
        made = _duration(days, (h - h2) * 3600 + (mi - mi2) * 60 + s - s2, us - us2)
        if self._tz is other._tz:
            return made
        a = self.utcoffset()
        b = other.utcoffset()
        if (a is None) != (b is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return made if a == b else made + b - a

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return False
        if self._tz is other._tz:
            return self._f == other._f
        a = self.utcoffset()
        b = other.utcoffset()
        if a is None or b is None:
            return a is b and self._f == other._f
        return not self - other

    def __lt__(self, other):
        a, b = _pair(self, other, "<")
        return a < b

    def __le__(self, other):
        a, b = _pair(self, other, "<=")
        return a <= b

    def __gt__(self, other):
        a, b = _pair(self, other, ">")
        return a > b

    def __ge__(self, other):
        a, b = _pair(self, other, ">=")
        return a >= b

    def __hash__(self):
        if self._tz is None:
            return hash(self._f)
        offset = self.replace(fold=0).utcoffset() if self._fold else self.utcoffset()
        return hash((self - offset)._f if offset else self._f)

    def __reduce__(self):
        return self.__class__, self._f + (self._tz,)


_date = date
_time_class = time


def _make(cls, fields, tz, fold):
    if cls is datetime:
        made = _new(datetime)
        made._f = fields
        made._tz = tz
        made._fold = fold
        return made
    return cls(*fields, tz, fold=fold)


def _shift(moment, days, seconds, us):
    y, m, d, h, mi, s, microsecond = moment._f
    if us:
        us += microsecond
        if not 0 <= us < 1000000:
            seconds += us // 1000000
            us %= 1000000
    else:
        us = microsecond
    if seconds:
        s += h * 3600 + mi * 60 + seconds
        if not 0 <= s < 86400:
            days += s // 86400
            s %= 86400
        h = s // 3600
        mi = s // 60 % 60
        s %= 60
    if days:
        y, m, d = _add_days(y, m, d, days)
    return _make(moment.__class__, (y, m, d, h, mi, s, us), moment._tz, 0)


def _pair(a, b, op):
    if not isinstance(b, datetime):
        if isinstance(b, date):
            raise TypeError("can't compare datetime.datetime to datetime.date")
        raise _unordered(op, a, b)
    if a._tz is b._tz:
        return a._f, b._f
    x = a.utcoffset()
    y = b.utcoffset()
    if (x is None) != (y is None):
        raise TypeError("can't compare offset-naive and offset-aware datetimes")
    if x == y:
        return a._f, b._f
    return (a - b)._f, (0, 0, 0)


def _from_seconds(cls, seconds, us, tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(
            "tzinfo argument must be None or of a tzinfo subclass, not type '%s'"
            % type(tz).__name__
        )
    n, s = divmod(seconds, 86400)
    fields = _days_of(n + _EPOCH) + (s // 3600, s // 60 % 60, s % 60, us)
    made = _make(cls, fields, tz, 0)
    return made if tz is None else tz.fromutc(made)


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(0, 0, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


def _bad_iso(text, error):
    if error.args and error.args[0]:
        return ValueError(error.args[0])
    return ValueError("Invalid isoformat string: %r" % (text,))


def _digits(text):
    if not text.isdigit() or not text:
        raise ValueError
    return int(text)


# (year, month, day, number of characters read), checked.
def _parse_iso_date(text):
    year = _digits(text[:4])
    dash = text[4:5] == "-"
    at = 5 if dash else 4
    if len(text) < 7:
        raise ValueError
    if text[at : at + 1] == "W":
        week = _digits(text[at + 1 : at + 3])
        at += 3
        day = 1
        if dash:
            if text[at : at + 1] == "-" and text[at + 1 : at + 2].isdigit():
                day = _digits(text[at + 1 : at + 2])
                at += 2
        elif text[at : at + 1].isdigit():
            day = _digits(text[at : at + 1])
            at += 1
        try:
            y, m, d = _from_iso_week(year, week, day)
        except ValueError:
            raise ValueError
        return y, m, d, at
    if len(text) < at + (5 if dash else 4) or dash and text[7:8] != "-":
        raise ValueError
    month = _digits(text[at : at + 2])
    at += 3 if dash else 2
    day = _digits(text[at : at + 2])
    if len(text) < at + 2:
        raise ValueError
    _check_date(year, month, day)
    return year, month, day, at + 2


# "HH[:MM[:SS[.f...]]]" or without colons, as a list of four numbers.
def _parse_clock(text):
    fields = [_digits(text[:2]), 0, 0, 0]
    if len(text) < 2:
        raise ValueError
    colon = text[2:3] == ":"
    at = 2
    for i in (1, 2):
        if at == len(text):
            return fields
        if colon:
            if text[at] != ":":
                raise ValueError
            at += 1
        if at + 2 > len(text):
            raise ValueError
        fields[i] = _digits(text[at : at + 2])
        at += 2
    if at < len(text):
        if text[at] not in ".," or at + 1 == len(text):
            raise ValueError
        fraction = text[at + 1 :]
        _digits(fraction)
        fields[3] = int((fraction + "00000")[:6])
    return fields


def _parse_iso_time(text):
    tz = None
    at = max(text.find("+"), text.find("-"), text.find("Z"))
    if at >= 0:
        sign = text[at]
        rest = text[at + 1 :]
        if sign == "Z":
            if rest:
                raise ValueError
            tz = UTC
        else:
            h, m, s, us = _parse_clock(rest)
            if m > 59 or s > 59:
                raise ValueError
            offset = timedelta(0, h * 3600 + m * 60 + s, us)
            tz = timezone(-offset if sign == "-" else offset) if offset else UTC
        text = text[:at]
    return _parse_clock(text), tz


# Formats that were used before: text -> (template for the % operator, what goes in).
_formats = {}

_SIMPLE = {
    "Y": ("%d", 0),
    "m": ("%02d", 1),
    "d": ("%02d", 2),
    "H": ("%02d", 3),
    "M": ("%02d", 4),
    "S": ("%02d", 5),
    "f": ("%06d", 6),
    "e": ("%2d", 2),
    "k": ("%2d", 3),
}
_SHORTHANDS = {
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "R": "%H:%M",
    "c": "%a %b %e %H:%M:%S %Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "h": "%b",
    "n": "\n",
    "t": "\t",
}


# The template and the fields of a format.
def _compile(format):
    made = []
    fields = []
    pieces = format.split("%")
    made.append(pieces[0])
    i = 1
    while i < len(pieces):
        piece = pieces[i]
        i += 1
        flag = ""
        if piece[:1] in ("-", "_", "0", "^", "#") and piece[1:2]:
            flag = piece[0]
            piece = piece[1:]
        c = piece[:1]
        if not c:
            made.append("%%")
            if i < len(pieces):
                made.append(pieces[i])
                i += 1
            continue
        if c in _SHORTHANDS and not flag:
            template, inner = _compile(_SHORTHANDS[c])
            made.append(template)
            fields.extend(inner)
        elif c in _SIMPLE:
            template, field = _SIMPLE[c]
            if flag == "-":
                template = "%d"
            elif flag == "0" and c in "ek":
                template = "%02d"
            elif flag == "_" and c in "mdHMS":
                template = "%2d"
            made.append(template)
            fields.append(field)
        elif c in "aAbBpPwjyGgVuUWIlCszZ":
            made.append("%s")
            fields.append(flag + c)
        elif c == ":" and piece[1:2] == "z":
            made.append("%s")
            fields.append(":z")
            piece = piece[1:]
        else:
            made.append("%%" + flag + c)
        made.append(piece[1:])
    return "".join(made), fields


def _strftime(value, format):
    if not isinstance(format, str):
        raise TypeError("strftime() argument 1 must be str, not " + type(format).__name__)
    compiled = _formats.get(format)
    if compiled is None:
        if len(_formats) > 15:
            _formats.clear()
        compiled = _formats[format] = _compile(format)
    template, wanted = compiled
    f = value._f
    if len(f) == 3:
        f += (0, 0, 0, 0)
    elif len(f) == 4:
        f = (1900, 1, 1) + f
    return template % tuple(
        [f[one] if one.__class__ is int else _directive(value, f, one) for one in wanted]
    )


def _directive(value, f, c):
    flag = ""
    if len(c) > 1:
        flag = c[0]
        c = c[1:]
    y, m, d, h = f[:4]
    if c == "b" or c == "B":
        text = _MONTHS[m][:3] if c == "b" else _MONTHS[m]
    elif c == "p":
        text = "AM" if h < 12 else "PM"
        if flag == "#":
            text = text.lower()
    elif c == "P":
        text = "am" if h < 12 else "pm"
    elif c == "I" or c == "l":
        return _number(h % 12 or 12, 2, flag or ("_" if c == "l" else ""))
    elif c == "y":
        return _number(y % 100, 2, flag)
    elif c == "C":
        return _number(y // 100, 2, flag)
    elif c == "z":
        offset = None if value.__class__ is date else value.utcoffset()
        return _offset_text(offset, ":" if flag == ":" else "")
    elif c == "Z":
        text = "" if value.__class__ is date else (value.tzname() or "")
    elif c in "GgV":
        week = (value if isinstance(value, date) else date(y, m, d)).isocalendar()
        if c == "V":
            return _number(week[1], 2, flag)
        return _number(week[0] if c == "G" else week[0] % 100, 2, flag)
    elif c == "s":
        return str((_ordinal(y, m, d) - _EPOCH) * 86400 + h * 3600 + f[4] * 60 + f[5])
    else:
        n = _ordinal(y, m, d)
        weekday = (n + 6) % 7
        if c == "a" or c == "A":
            text = _DAYS[weekday][:3] if c == "a" else _DAYS[weekday]
        elif c == "w":
            return str((weekday + 1) % 7)
        elif c == "u":
            return str(weekday + 1)
        else:
            n -= _ordinal(y, 1, 1)
            if c == "j":
                return _number(n + 1, 3, flag)
            if c == "U":
                weekday = (weekday + 1) % 7
            return _number((n + 7 - weekday) // 7, 2, flag)
    return text.upper() if flag in ("^", "#") and c != "p" else text


def _number(n, width, flag):
    if flag == "-":
        return str(n)
    text = str(n)
    return (" " if flag == "_" else "0") * (width - len(text)) + text
