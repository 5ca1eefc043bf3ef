# The clock, and times as text. Local time is UTC.
from _strptime import parse as _parse
from datetime import UTC as _UTC
from datetime import datetime as _datetime

from _gregorian import EPOCH as _EPOCH
from _gregorian import days_of as _days_of
from _gregorian import fields_of as _fields_of
from _gregorian import ordinal as _ordinal
from _gregorian import struct_time
from _time import sleep as _sleep
from _time import sleep_ms, sleep_us, ticks_add, ticks_diff, ticks_ms, ticks_us  # noqa: F401
from _time import time, time_ns

__all__ = [
    "CLOCK_MONOTONIC",
    "CLOCK_PROCESS_CPUTIME_ID",
    "CLOCK_REALTIME",
    "CLOCK_THREAD_CPUTIME_ID",
    "altzone",
    "asctime",
    "clock_getres",
    "clock_gettime",
    "clock_gettime_ns",
    "ctime",
    "daylight",
    "get_clock_info",
    "gmtime",
    "localtime",
    "mktime",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "sleep",
    "strftime",
    "strptime",
    "struct_time",
    "thread_time",
    "thread_time_ns",
    "time",
    "time_ns",
    "timezone",
    "tzname",
    "tzset",
]

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")
CLOCK_REALTIME = 0
CLOCK_MONOTONIC = 1
CLOCK_PROCESS_CPUTIME_ID = 2
CLOCK_THREAD_CPUTIME_ID = 3

# There is one clock.
perf_counter = monotonic = process_time = thread_time = time
perf_counter_ns = monotonic_ns = process_time_ns = thread_time_ns = time_ns


def clock_gettime(clk_id):
    return time()


def clock_getres(clk_id):
    return 1e-06


def clock_gettime_ns(clk_id):
    return time_ns()


class _ClockInfo:
    def __init__(self, adjustable, monotonic):
        self.implementation = "clock_gettime()"
        self.resolution = 1e-06
        self.adjustable = adjustable
        self.monotonic = monotonic


def get_clock_info(name):
    if name not in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        raise ValueError("unknown clock")
    return _ClockInfo(name == "time", name != "time")


# Waits that many seconds; they count towards the limit of the run.
def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _sleep(seconds)


def tzset():
    pass


# The fields of a number of seconds since 1970, by default of now.
def gmtime(seconds=None):
    days, rest = divmod(int((time() if seconds is None else seconds) // 1), 86400)
    y, m, d = _days_of(days + _EPOCH)
    return _fields_of(y, m, d, rest // 3600, rest // 60 % 60, rest % 60, 0)


localtime = gmtime


# The seconds since 1970 of local fields; fields out of range count on.
def mktime(t):
    y, m, d, h, mi, s = t[:6]
    y += (m - 1) // 12
    m = (m - 1) % 12 + 1
    return float((_ordinal(y, m, 1) + d - 1 - _EPOCH) * 86400 + h * 3600 + mi * 60 + s)


def _moment(t):
    if t is None:
        t = gmtime()
    if not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) < 9:
        raise TypeError("time tuple must have exactly 9 elements, not %d" % len(t))
    y, m, d, h, mi, s = t[:6]
    if not 0 <= m <= 12:
        raise ValueError("month out of range")
    if not 0 <= d <= 31:
        raise ValueError("day of month out of range")
    if not 0 <= h <= 23:
        raise ValueError("hour out of range")
    if not 0 <= mi <= 59:
        raise ValueError("minute out of range")
    if not 0 <= s <= 61:
        raise ValueError("seconds out of range")
    return _datetime(y, m or 1, d or 1, h, mi, min(s, 59), tzinfo=_UTC)


# Text made by the directives of the format, by default of now.
def strftime(format, t=None):
    return _moment(t).strftime(format)


# Like "Tue Mar  5 14:07:09 2024".
def asctime(t=None):
    return _moment(t).ctime()


def ctime(seconds=None):
    return asctime(gmtime(seconds))


# The fields that a text has by the directives of the format.
def strptime(string, format="%a %b %d %H:%M:%S %Y"):
    fields, _, weekday, yearday, zone = _parse(string, format)
    return struct_time(tuple(fields[:6]) + (weekday, yearday, -1 if zone == 2 else 0))
