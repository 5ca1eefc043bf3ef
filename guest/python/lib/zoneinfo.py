# Time zones by name. There is no database: the zones of the table below are computed from the rules
# in force now, and refuse moments before these rules began.
from datetime import datetime as _datetime
from datetime import timedelta as _timedelta
from datetime import tzinfo as _tzinfo

from _gregorian import ordinal as _ordinal

__all__ = [
    "TZPATH",
    "ZoneInfo",
    "ZoneInfoNotFoundError",
    "available_timezones",
    "reset_tzpath",
]

TZPATH = ()
_SAVING = _timedelta(0), _timedelta(hours=1)


class ZoneInfoNotFoundError(KeyError):
    pass


# Rules of summer time: (first year, month and which Sunday it starts, month and which Sunday it
# ends, the minute of the day in standard time at which both happen, or None for 1:00 UTC).
# Sunday n is the first one from day n on; 0 stands for the last one.
_RULES = {
    "US": (2007, 3, 8, 11, 1, (120, 60)),
    "EU": (1997, 3, 0, 10, 0, None),
    "AU": (2008, 10, 1, 4, 1, (120, 120)),
    "NZ": (2008, 9, 0, 4, 1, (120, 120)),
}

# Offset in minutes, name, name in summer, rule or the first year without any changes: places.
_ZONES = b"""
0 UTC UTC 1 UTC Etc/UTC Etc/UCT UCT Zulu Etc/Zulu Universal Etc/Universal
0 GMT GMT 1 GMT Etc/GMT Etc/Greenwich
-300 EST EDT US America/New_York America/Detroit America/Toronto US/Eastern America/Montreal
-360 CST CDT US America/Chicago America/Winnipeg US/Central
-420 MST MDT US America/Denver America/Edmonton America/Boise US/Mountain
-480 PST PDT US America/Los_Angeles America/Vancouver US/Pacific
-540 AKST AKDT US America/Anchorage US/Alaska
-240 AST ADT US America/Halifax Atlantic/Bermuda
-420 MST MST 1969 America/Phoenix US/Arizona
-600 HST HST 1948 Pacific/Honolulu US/Hawaii
-240 AST AST 1946 America/Puerto_Rico
-300 EST EST 1984 America/Jamaica
-300 EST EST 1971 America/Panama
-360 CST CST 2023 America/Mexico_City
-300 -05 -05 1994 America/Bogota
-300 -05 -05 1995 America/Lima
-240 -04 -04 2017 America/Caracas
-180 -03 -03 2020 America/Sao_Paulo
-180 -03 -03 2010 America/Argentina/Buenos_Aires America/Buenos_Aires
0 GMT GMT 1969 Africa/Abidjan Africa/Accra Atlantic/Reykjavik Africa/Dakar
60 WAT WAT 1920 Africa/Lagos
120 SAST SAST 1945 Africa/Johannesburg
180 EAT EAT 1943 Africa/Nairobi Africa/Addis_Ababa
0 GMT BST EU Europe/London GB
0 WET WEST EU Europe/Lisbon
60 CET CEST EU Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Amsterdam
60 CET CEST EU Europe/Brussels Europe/Vienna Europe/Zurich Europe/Stockholm Europe/Oslo
60 CET CEST EU Europe/Copenhagen Europe/Prague Europe/Warsaw Europe/Budapest Europe/Belgrade
60 CET CEST EU Europe/Luxembourg Europe/Monaco Europe/Zagreb Europe/Malta
120 EET EEST EU Europe/Athens Europe/Helsinki Europe/Bucharest Europe/Sofia
180 +03 +03 2017 Europe/Istanbul Turkey
180 MSK MSK 2015 Europe/Moscow
180 +03 +03 1950 Asia/Riyadh
240 +04 +04 1921 Asia/Dubai
300 PKT PKT 2010 Asia/Karachi
330 IST IST 1946 Asia/Kolkata Asia/Calcutta
345 +0545 +0545 1987 Asia/Kathmandu
360 +06 +06 2010 Asia/Dhaka
420 +07 +07 1976 Asia/Bangkok Asia/Ho_Chi_Minh
420 WIB WIB 1965 Asia/Jakarta
480 CST CST 1992 Asia/Shanghai PRC
480 HKT HKT 1980 Asia/Hong_Kong
480 CST CST 1980 Asia/Taipei
480 +08 +08 1982 Asia/Singapore Singapore Asia/Kuala_Lumpur
480 PST PST 1991 Asia/Manila
480 AWST AWST 2010 Australia/Perth
540 JST JST 1952 Asia/Tokyo Japan
540 KST KST 1989 Asia/Seoul
570 ACST ACDT AU Australia/Adelaide
570 ACST ACST 1945 Australia/Darwin
600 AEST AEDT AU Australia/Sydney Australia/Melbourne Australia/Canberra
600 AEST AEST 1993 Australia/Brisbane
720 NZST NZDT NZ Pacific/Auckland NZ
"""


# The line of a zone as (offset, names, rule or None, first year), else None.
def _find(key):
    at = -1
    if key and " " not in key:
        wanted = b" " + key.encode()
        at = _ZONES.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        fields = _ZONES[_ZONES.rfind(b"\n", 0, at) + 1 : at].decode().split(" ")
        if len(fields) > 3 and _ZONES[end] in b" \n":
            offset, name, summer, rule = fields[:4]
            if rule.isdigit():
                return int(offset), (name, name), None, int(rule)
            return int(offset), (name, summer), _RULES[rule], _RULES[rule][0]
        at = _ZONES.find(wanted, end)
    if key.startswith("Etc/GMT"):
        sign = key[7:8]
        digits = key[8:]
        if sign in ("-", "+") and digits.isdigit() and str(int(digits)) == digits:
            hours = int(digits)
            if hours <= (14 if sign == "-" else 12):
                hours = hours if sign == "-" else -hours
                name = "%+03d" % hours if hours else "GMT"
                return hours * 60, (name, name), None, 1
    return None


def _sunday(year, month, first):
    n = _ordinal(year, month, first or (31 if month in (3, 10) else 30))
    return n - n % 7 if not first else n + -n % 7


# The zone of that name; ZoneInfoNotFoundError if the table does not have it.
class ZoneInfo(_tzinfo):
    def __init__(self, key):
        found = _find(key)
        if found is None:
            raise ZoneInfoNotFoundError(
                "No time zone found with key %s: this sandbox knows the usual zones only; "
                "use datetime.timezone(timedelta(hours=...)) instead" % key
            )
        self.key = key
        self._offset, self._names, self._rule, self._first = found
        self._offsets = (
            _timedelta(minutes=self._offset),
            _timedelta(minutes=self._offset + 60),
        )
        self._years = {}

    @classmethod
    def no_cache(cls, key):
        return cls(key)

    @classmethod
    def clear_cache(cls, *, only_keys=None):
        pass

    # The minutes of standard time at which summer time begins and ends in that year.
    def _changes(self, year):
        made = self._years.get(year)
        if made is None:
            _, month, first, last_month, last, at = self._rule
            at = at or (60 + self._offset, 60 + self._offset)
            begin = _sunday(year, month, first) * 1440 + at[0]
            made = begin, _sunday(year, last_month, last) * 1440 + at[1]
            self._years[year] = made
        return made

    # The fields of a moment from year to minute.
    def _fields(self, dt):
        fields = dt._f[:5]
        if fields[0] < self._first:
            raise NotImplementedError(
                "the rules of %s before %d are not known here" % (self.key, self._first)
            )
        return fields

    # 1 in summer, else 0.
    def _is_summer(self, dt):
        y, m, d, h, mi = self._fields(dt)
        if self._rule is None:
            return 0
        begin, end = self._changes(y)
        now = _ordinal(y, m, d) * 1440 + h * 60 + mi
        # What the clock skips counts as before the change; what it shows twice is summer first.
        if not dt._fold:
            begin += 60
            end += 60
        summer = begin <= now < end if begin < end else not end <= now < begin
        return 1 if summer else 0

    def utcoffset(self, dt):
        if dt is None:
            return None if self._rule else self._offsets[0]
        return self._offsets[self._is_summer(dt)]

    def dst(self, dt):
        if dt is None:
            return None if self._rule else _SAVING[0]
        return _SAVING[self._is_summer(dt)]

    def tzname(self, dt):
        if dt is None:
            return None if self._rule else self._names[0]
        return self._names[self._is_summer(dt)]

    def fromutc(self, dt):
        if not isinstance(dt, _datetime):
            raise TypeError("fromutc() requires a datetime argument")
        if dt._tz is not self:
            raise ValueError("dt.tzinfo is not self")
        made = dt + self._offsets[0]
        y, m, d, h, mi = self._fields(made)
        if self._rule is None:
            return made
        begin, end = self._changes(y)
        now = _ordinal(y, m, d) * 1440 + h * 60 + mi
        if begin <= now < end if begin < end else not end <= now < begin:
            return made + _SAVING[1]
        return made.replace(fold=1) if end <= now < end + 60 else made

    def __str__(self):
        return self.key

    def __repr__(self):
        return "zoneinfo.ZoneInfo(key=%r)" % (self.key,)

    def __eq__(self, other):
        return isinstance(other, ZoneInfo) and self.key == other.key

    def __hash__(self):
        return hash(self.key)


# The names that ZoneInfo knows.
def available_timezones():
    names = set()
    for line in _ZONES.decode().strip().split("\n"):
        names.update(line.split(" ")[4:])
    names.update(["Etc/GMT-%d" % i for i in range(15)])
    names.update(["Etc/GMT+%d" % i for i in range(13)])
    return names


def reset_tzpath(to=None):
    raise NotImplementedError("this sandbox has no time zone database")
