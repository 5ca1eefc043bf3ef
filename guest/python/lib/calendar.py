# Calendars as lists and as text.
from datetime import date as _date
from datetime import timedelta as _timedelta

from _gregorian import DAYS as _DAYS
from _gregorian import EPOCH as _EPOCH
from _gregorian import MONTHS as _MONTHS
from _gregorian import days_in as _days_in
from _gregorian import is_leap as isleap
from _gregorian import ordinal as _ordinal

__all__ = [
    "FRIDAY",
    "MONDAY",
    "SATURDAY",
    "SUNDAY",
    "THURSDAY",
    "TUESDAY",
    "WEDNESDAY",
    "Calendar",
    "HTMLCalendar",
    "IllegalMonthError",
    "IllegalWeekdayError",
    "TextCalendar",
    "calendar",
    "day_abbr",
    "day_name",
    "firstweekday",
    "isleap",
    "leapdays",
    "month",
    "month_abbr",
    "month_name",
    "monthcalendar",
    "monthrange",
    "prcal",
    "prmonth",
    "setfirstweekday",
    "timegm",
    "weekday",
    "weekheader",
]

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
JANUARY = January = 1
FEBRUARY = February = 2
MARCH, APRIL, MAY, JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = range(3, 13)
EPOCH = 1970

day_name = list(_DAYS)
day_abbr = [name[:3] for name in _DAYS]
month_name = list(_MONTHS)
month_abbr = [name[:3] for name in _MONTHS]

_ONE_DAY = _timedelta(1)


class IllegalMonthError(ValueError):
    def __init__(self, month):
        super().__init__("bad month number %r; must be 1-12" % (month,))
        self.month = month


class IllegalWeekdayError(ValueError):
    def __init__(self, weekday):
        super().__init__("bad weekday number %r; must be 0 (Monday) to 6 (Sunday)" % (weekday,))
        self.weekday = weekday


# How many leap years there are from y1 up to y2, without y2.
def leapdays(y1, y2):
    y1 -= 1
    y2 -= 1
    return (y2 // 4 - y1 // 4) - (y2 // 100 - y1 // 100) + (y2 // 400 - y1 // 400)


# 0 for Monday to 6 for Sunday.
def weekday(year, month, day):
    if not 1 <= year <= 9999:
        year = 2000 + year % 400
    return _date(year, month, day).weekday()


# (weekday of the first day, number of days)
def monthrange(year, month):
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)
    return (_ordinal(year, month, 1) + 6) % 7, _days_in(year, month)


def _next_month(year, month):
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _previous_month(year, month):
    return (year - 1, 12) if month == 1 else (year, month - 1)


# Lists of days. Weeks begin on a day of choice.
class Calendar:
    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    def getfirstweekday(self):
        return self.firstweekday % 7

    def setfirstweekday(self, firstweekday):
        self.firstweekday = firstweekday

    def iterweekdays(self):
        for i in range(7):
            yield (self.firstweekday + i) % 7

    # The days of whole weeks; 0 where the day belongs to another month.
    def itermonthdays(self, year, month):
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        yield from [0] * before
        yield from range(1, days + 1)
        yield from [0] * (-(before + days) % 7)

    def itermonthdays2(self, year, month):
        i = self.firstweekday
        for day in self.itermonthdays(year, month):
            yield day, i % 7
            i += 1

    # The days of whole weeks with year and month, those of other months too.
    def itermonthdays3(self, year, month):
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        y, m = _previous_month(year, month)
        end = _days_in(y, m) + 1
        for day in range(end - before, end):
            yield y, m, day
        for day in range(1, days + 1):
            yield year, month, day
        y, m = _next_month(year, month)
        for day in range(1, -(before + days) % 7 + 1):
            yield y, m, day

    def itermonthdays4(self, year, month):
        i = self.firstweekday
        for y, m, day in self.itermonthdays3(year, month):
            yield y, m, day, i % 7
            i += 1

    def itermonthdates(self, year, month):
        for y, m, day in self.itermonthdays3(year, month):
            yield _date(y, m, day)

    def monthdatescalendar(self, year, month):
        return _weeks(list(self.itermonthdates(year, month)))

    def monthdays2calendar(self, year, month):
        return _weeks(list(self.itermonthdays2(year, month)))

    def monthdayscalendar(self, year, month):
        return _weeks(list(self.itermonthdays(year, month)))

    def yeardatescalendar(self, year, width=3):
        return _rows([self.monthdatescalendar(year, m) for m in range(1, 13)], width)

    def yeardays2calendar(self, year, width=3):
        return _rows([self.monthdays2calendar(year, m) for m in range(1, 13)], width)

    def yeardayscalendar(self, year, width=3):
        return _rows([self.monthdayscalendar(year, m) for m in range(1, 13)], width)


def _rows(items, width):
    return [items[i : i + width] for i in range(0, len(items), width)]


def _weeks(days):
    return _rows(days, 7)


def _center(text, width):
    pad = width - len(text)
    if pad <= 0:
        return text
    left = pad // 2 + (pad & width & 1)
    return " " * left + text + " " * (pad - left)


# Calendars as plain text.
class TextCalendar(Calendar):
    def prweek(self, theweek, width):
        print(self.formatweek(theweek, width), end="")

    def formatday(self, day, weekday, width):
        return _center("%2d" % day if day else "", width)

    def formatweek(self, theweek, width):
        return " ".join([self.formatday(d, wd, width) for d, wd in theweek])

    def formatweekday(self, day, width):
        names = day_name if width >= 9 else day_abbr
        return _center(names[day][:width], width)

    def formatweekheader(self, width):
        return " ".join([self.formatweekday(i, width) for i in self.iterweekdays()])

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        text = month_name[themonth]
        return _center("%s %r" % (text, theyear) if withyear else text, width)

    def prmonth(self, theyear, themonth, w=0, l=0):
        print(self.formatmonth(theyear, themonth, w, l), end="")

    # A month; w is the width of a day, l the number of lines for a week.
    def formatmonth(self, theyear, themonth, w=0, l=0):
        w = max(2, w)
        end = "\n" * max(1, l)
        lines = [self.formatmonthname(theyear, themonth, 7 * (w + 1) - 1).rstrip()]
        lines.append(self.formatweekheader(w).rstrip())
        for week in self.monthdays2calendar(theyear, themonth):
            lines.append(self.formatweek(week, w).rstrip())
        return end.join(lines) + end

    # A year; c is the space between months, m the number of months in a row.
    def formatyear(self, theyear, w=2, l=1, c=6, m=3):
        w = max(2, w)
        end = "\n" * max(1, l)
        c = max(2, c)
        width = (w + 1) * 7 - 1
        gap = " " * c
        made = [_center(repr(theyear), width * m + c * (m - 1)).rstrip(), end]
        header = self.formatweekheader(w)
        for i, row in enumerate(self.yeardays2calendar(theyear, m)):
            months = range(m * i + 1, min(m * (i + 1) + 1, 13))
            made.append(end)
            names = [_center(self.formatmonthname(theyear, k, width, False), width) for k in months]
            made.append(gap.join(names).rstrip())
            made.append(end)
            made.append(gap.join([_center(header, width) for _ in months]).rstrip())
            made.append(end)
            for j in range(max([len(cal) for cal in row])):
                weeks = [self.formatweek(cal[j], w) if j < len(cal) else "" for cal in row]
                made.append(gap.join([_center(week, width) for week in weeks]).rstrip())
                made.append(end)
        return "".join(made)

    def pryear(self, theyear, w=0, l=0, c=6, m=3):
        print(self.formatyear(theyear, w, l, c, m), end="")


# Calendars as HTML tables.
class HTMLCalendar(Calendar):
    cssclasses = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    cssclasses_weekday_head = cssclasses
    cssclass_noday = "noday"
    cssclass_month_head = "month"
    cssclass_month = "month"
    cssclass_year_head = "year"
    cssclass_year = "year"

    def formatday(self, day, weekday):
        if day == 0:
            return '<td class="%s">&nbsp;</td>' % self.cssclass_noday
        return '<td class="%s">%d</td>' % (self.cssclasses[weekday], day)

    def formatweek(self, theweek):
        return "<tr>%s</tr>" % "".join([self.formatday(d, wd) for d, wd in theweek])

    def formatweekday(self, day):
        return '<th class="%s">%s</th>' % (self.cssclasses_weekday_head[day], day_abbr[day])

    def formatweekheader(self):
        return "<tr>%s</tr>" % "".join([self.formatweekday(i) for i in self.iterweekdays()])

    def formatmonthname(self, theyear, themonth, withyear=True):
        text = month_name[themonth]
        if withyear:
            text = "%s %s" % (text, theyear)
        return '<tr><th colspan="7" class="%s">%s</th></tr>' % (self.cssclass_month_head, text)

    def formatmonth(self, theyear, themonth, withyear=True):
        made = [
            '<table border="0" cellpadding="0" cellspacing="0" class="%s">' % self.cssclass_month
        ]
        made.append(self.formatmonthname(theyear, themonth, withyear))
        made.append(self.formatweekheader())
        for week in self.monthdays2calendar(theyear, themonth):
            made.append(self.formatweek(week))
        made.append("</table>")
        return "\n".join(made) + "\n"

    def formatyear(self, theyear, width=3):
        width = max(width, 1)
        made = [
            '<table border="0" cellpadding="0" cellspacing="0" class="%s">' % self.cssclass_year
        ]
        made.append(
            '\n<tr><th colspan="%d" class="%s">%s</th></tr>'
            % (width, self.cssclass_year_head, theyear)
        )
        for i in range(1, 13, width):
            made.append("<tr>")
            for m in range(i, min(i + width, 13)):
                made.append("<td>" + self.formatmonth(theyear, m, False) + "</td>")
            made.append("</tr>")
        made.append("</table>")
        return "".join(made)


_text = TextCalendar(0)


def firstweekday():
    return _text.firstweekday


# Says with which day weeks begin in the functions of this module.
def setfirstweekday(firstweekday):
    if not MONDAY <= firstweekday <= SUNDAY:
        raise IllegalWeekdayError(firstweekday)
    _text.firstweekday = firstweekday


monthcalendar = _text.monthdayscalendar
prweek = _text.prweek
week = _text.formatweek
weekheader = _text.formatweekheader
prmonth = _text.prmonth
month = _text.formatmonth
calendar = _text.formatyear
prcal = _text.pryear


# The seconds since 1970 of fields in UTC.
def timegm(tuple):
    y, m, d, h, mi, s = tuple[:6]
    return (_ordinal(y, m, 1) + d - 1 - _EPOCH) * 86400 + h * 3600 + mi * 60 + s
