# The arithmetic of the proleptic Gregorian calendar. Day 1 is 1 January of the year 1.

DAYS_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
DAYS_IN = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MAX_ORDINAL = 3652059
EPOCH = 719163


def is_leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def days_in(y, m):
    return 29 if m == 2 and is_leap(y) else DAYS_IN[m]


def ordinal(y, m, d):
    if m > 2 and y % 4 == 0 and (y % 100 != 0 or y % 400 == 0):
        d += 1
    y -= 1
    return y * 365 + y // 4 - y // 100 + y // 400 + DAYS_BEFORE[m] + d


# Counts in years that begin in March, so that the leap day is the last one.
def from_ordinal(n):
    if not 1 <= n <= MAX_ORDINAL:
        raise OverflowError("date value out of range")
    n += 305
    y = n // 146097 * 400
    n %= 146097
    k = (n - n // 1460 + n // 36524 - n // 146096) // 365
    n -= 365 * k + k // 4 - k // 100
    m = (5 * n + 2) // 153
    d = n - (153 * m + 2) // 5 + 1
    if m < 10:
        return y + k, m + 3, d
    return y + k + 1, m - 9, d


def days_of(n):
    if not 1 <= n <= MAX_ORDINAL:
        raise ValueError("year is out of range")
    return from_ordinal(n)


# The ordinal of the Monday of the first ISO week.
def iso_start(y):
    first = ordinal(y, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday if weekday < 4 else first - weekday + 7


def from_iso_week(year, week, day):
    if not 1 <= year <= 9999:
        raise ValueError("Year is out of range: %d" % year)
    start = iso_start(year)
    if not 1 <= week <= 53 or week == 53 and iso_start(year + 1) - start == 364:
        raise ValueError("Invalid week: %d" % week)
    if not 1 <= day <= 7:
        raise ValueError("Invalid day: %d (range is [1, 7])" % day)
    return days_of(start + (week - 1) * 7 + day - 1)


# The fields of a moment, as a tuple and by name.
class struct_time(tuple):
    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0
    tm_zone = "UTC"
    tm_gmtoff = 0

    @property
    def tm_year(self):
        return self[0]

    @property
    def tm_mon(self):
        return self[1]

    @property
    def tm_mday(self):
        return self[2]

    @property
    def tm_hour(self):
        return self[3]

    @property
    def tm_min(self):
        return self[4]

    @property
    def tm_sec(self):
        return self[5]

    @property
    def tm_wday(self):
        return self[6]

    @property
    def tm_yday(self):
        return self[7]

    @property
    def tm_isdst(self):
        return self[8]

    def __repr__(self):
        return (
            "time.struct_time(tm_year=%d, tm_mon=%d, tm_mday=%d, tm_hour=%d, tm_min=%d, "
            "tm_sec=%d, tm_wday=%d, tm_yday=%d, tm_isdst=%d)" % tuple(self)
        )

    __str__ = __repr__


# The struct_time of these fields.
def fields_of(y, m, d, h, mi, s, dst):
    n = ordinal(y, m, d)
    return struct_time((y, m, d, h, mi, s, (n + 6) % 7, n - ordinal(y, 1, 1) + 1, dst))
