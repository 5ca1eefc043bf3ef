# Time zones by name: UTC only, because there is no database of time zones.
from datetime import timedelta as _timedelta
from datetime import tzinfo as _tzinfo

__all__ = [
    "TZPATH",
    "ZoneInfo",
    "ZoneInfoNotFoundError",
    "available_timezones",
    "reset_tzpath",
]

TZPATH = ()
_UTC_NAMES = ("UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "GMT", "Etc/GMT")


class ZoneInfoNotFoundError(KeyError):
    pass


# The zone of that name. Of zones with a fixed offset there are UTC and "Etc/GMT-14" to "Etc/GMT+12".
class ZoneInfo(_tzinfo):
    def __init__(self, key):
        offset = _offset_of(key)
        if offset is None:
            raise ZoneInfoNotFoundError(
                "No time zone found with key %s: this sandbox has no time zone database; "
                "use datetime.timezone(timedelta(hours=...)) instead" % key
            )
        self.key = key
        self._hours = offset

    @classmethod
    def no_cache(cls, key):
        return cls(key)

    @classmethod
    def clear_cache(cls, *, only_keys=None):
        pass

    def utcoffset(self, dt):
        return _timedelta(hours=self._hours)

    def dst(self, dt):
        return _timedelta(0)

    def tzname(self, dt):
        if self._hours:
            return "%+03d" % self._hours
        return "GMT" if "GMT" in self.key else "UTC"

    def fromutc(self, dt):
        return dt + _timedelta(hours=self._hours)

    def __str__(self):
        return self.key

    def __repr__(self):
        return "zoneinfo.ZoneInfo(key=%r)" % (self.key,)

    def __eq__(self, other):
        return isinstance(other, ZoneInfo) and self.key == other.key

    def __hash__(self):
        return hash(self.key)


def _offset_of(key):
    if key in _UTC_NAMES:
        return 0
    if key.startswith("Etc/GMT"):
        sign = key[7:8]
        digits = key[8:]
        if sign in ("-", "+") and digits.isdigit() and str(int(digits)) == digits:
            hours = int(digits)
            if hours <= (14 if sign == "-" else 12):
                return hours if sign == "-" else -hours
    return None


# The names that ZoneInfo knows.
def available_timezones():
    names = set(_UTC_NAMES)
    names.update(["Etc/GMT-%d" % i for i in range(15)])
    names.update(["Etc/GMT+%d" % i for i in range(13)])
    return names


def reset_tzpath(to=None):
    raise NotImplementedError("this sandbox has no time zone database")
