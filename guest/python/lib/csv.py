__all__ = [
    "QUOTE_ALL",
    "QUOTE_MINIMAL",
    "QUOTE_NONE",
    "QUOTE_NONNUMERIC",
    "QUOTE_NOTNULL",
    "QUOTE_STRINGS",
    "Dialect",
    "DictReader",
    "DictWriter",
    "Error",
    "Sniffer",
    "excel",
    "excel_tab",
    "field_size_limit",
    "get_dialect",
    "list_dialects",
    "reader",
    "register_dialect",
    "unix_dialect",
    "unregister_dialect",
    "writer",
]

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3
QUOTE_STRINGS = 4
QUOTE_NOTNULL = 5

_ATTRIBUTES = (
    "delimiter",
    "doublequote",
    "escapechar",
    "lineterminator",
    "quotechar",
    "quoting",
    "skipinitialspace",
    "strict",
)


# Raised for text that cannot be parsed and rows that cannot be written.
class Error(Exception):
    pass


def _one_char(name, value, optional):
    if value is None and optional:
        return
    if not isinstance(value, str):
        raise TypeError(
            '"'
            + name
            + '" must be string'
            + (" or None" if optional else "")
            + ", not "
            + type(value).__name__
        )
    if len(value) != 1:
        raise TypeError('"' + name + '" must be a 1-character string')


# The formatting parameters, checked. Subclass Dialect to describe a format by class attributes.
class _Format:
    delimiter = ","
    quotechar = '"'
    escapechar = None
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL
    strict = False

    def __init__(self, dialect, options):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        for name in _ATTRIBUTES:
            if name in options:
                setattr(self, name, options[name])
            elif dialect is not None:
                value = getattr(dialect, name, self)
                if value is not self:
                    setattr(self, name, value)
        for name in options:
            if name not in _ATTRIBUTES:
                raise TypeError("'" + name + "' is an invalid keyword argument for this function")
        self._validate(dialect is not None or "quotechar" in options, "quoting" in options)

    def _validate(self, quotechar_given, quoting_given):
        _one_char("delimiter", self.delimiter, False)
        _one_char("escapechar", self.escapechar, True)
        _one_char("quotechar", self.quotechar, True)
        if not isinstance(self.quoting, int):
            raise TypeError('"quoting" must be an integer')
        if not 0 <= self.quoting <= QUOTE_NOTNULL:
            raise TypeError('bad "quoting" value')
        if self.quotechar is None and quotechar_given and not quoting_given:
            self.quoting = QUOTE_NONE
        if self.quoting != QUOTE_NONE and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        if self.lineterminator is None:
            raise TypeError("lineterminator must be set")
        if not isinstance(self.lineterminator, str):
            raise TypeError(
                '"lineterminator" must be a string, not ' + type(self.lineterminator).__name__
            )
        self.doublequote = bool(self.doublequote)
        self.skipinitialspace = bool(self.skipinitialspace)
        self.strict = bool(self.strict)


# Describes a format by class attributes; cls() checks them.
class Dialect:
    _name = ""
    _valid = False
    delimiter = None
    quotechar = None
    escapechar = None
    doublequote = None
    skipinitialspace = None
    lineterminator = None
    quoting = None

    def __init__(self):
        try:
            _Format(self, {})
        except TypeError as e:
            raise Error(str(e))


class excel(Dialect):  # noqa: N801
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL


class excel_tab(excel):  # noqa: N801
    delimiter = "\t"


class unix_dialect(Dialect):  # noqa: N801
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = QUOTE_ALL


_dialects = {}
_limit = 131072


# Makes a format known by name.
def register_dialect(name, dialect=None, **fmtparams):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = _Format(dialect, fmtparams)


# Forgets a name. Raises Error if it is unknown.
def unregister_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    del _dialects[name]


# The format of that name. Raises Error if it is unknown.
def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


# The known names.
def list_dialects():
    return list(_dialects)


register_dialect("excel", excel)
register_dialect("excel-tab", excel_tab)
register_dialect("unix", unix_dialect)


# The most characters that a field may have; sets it if an argument is given.
def field_size_limit(*args):
    global _limit
    old = _limit
    if args:
        if not isinstance(args[0], int):
            raise TypeError("limit must be an integer")
        _limit = args[0]
    return old


_NEWLINE_INSIDE = (
    "new-line character seen in unquoted field - do you need to open the file with newline=''?"
)


def _line_error(line):
    return Error(
        "iterator should return strings, not "
        + type(line).__name__
        + " (the file should be opened in text mode)"
    )


def _too_long():
    return Error("field larger than field limit (" + str(_limit) + ")")


# Iterates over the rows (lists of str) of an iterable of lines.
class reader:  # noqa: N801
    def __init__(self, csvfile, dialect="excel", **fmtparams):
        self.dialect = _Format(dialect, fmtparams)
        self.line_num = 0
        self._lines = iter(csvfile)
        self._rows = self._read()

    def __iter__(self):
        return self._rows

    def __next__(self):
        try:
            return next(self._rows)
        except Error:
            # A generator ends at an error; the next row may still be fine.
            self._rows = self._read()
            raise

    def _read(self):
        form = self.dialect
        delimiter = form.delimiter
        quoting = form.quoting
        quote = form.quotechar or delimiter
        numeric = quoting == 2
        strip = form.skipinitialspace
        escaped = form.escapechar is not None
        for line in self._lines:
            self.line_num += 1
            try:
                if escaped or (quote in line and quoting != 3):
                    row = self._by_state(line) if escaped else self._by_quotes(line)
                else:
                    line = line.rstrip("\r\n")
                    if "\r" in line or "\n" in line:
                        raise Error(_NEWLINE_INSIDE)
                    row = line.split(delimiter) if line else []
                    if len(line) > _limit and max(map(len, row)) > _limit:
                        raise _too_long()
                    if strip:
                        row = [field.lstrip(" ") for field in row]
                    if numeric:
                        row = [float(field) for field in row]
            except (TypeError, AttributeError):
                if not isinstance(line, str):
                    raise _line_error(line)
                raise
            yield row

    # One more line of a quoted field, or None at the end.
    def _more(self):
        for line in self._lines:
            self.line_num += 1
            if not isinstance(line, str):
                raise _line_error(line)
            return line
        if self.dialect.strict:
            raise Error("unexpected end of data")
        return None

    # A row with quoted fields, found by searching for quotes and delimiters.
    def _by_quotes(self, line):
        form = self.dialect
        delimiter = form.delimiter
        quote = form.quotechar
        row = []
        pos = 0
        end = len(line.rstrip("\r\n"))
        while True:
            if form.skipinitialspace:
                while line[pos : pos + 1] == " ":
                    pos += 1
            if line[pos : pos + 1] != quote:
                stop = line.find(delimiter, pos)
                if stop < 0:
                    stop = end
                field = self._bare(line[pos:stop])
                if form.quoting == 2:
                    field = float(field)
                row.append(field)
            else:
                parts = []
                pos += 1
                while True:
                    stop = line.find(quote, pos)
                    if stop < 0:
                        parts.append(line[pos:])
                        line = self._more()
                        if line is None:
                            row.append(self._joined(parts))
                            return row
                        pos = 0
                        end = len(line.rstrip("\r\n"))
                        continue
                    parts.append(line[pos:stop])
                    pos = stop + 1
                    if form.doublequote and line[pos : pos + 1] == quote:
                        parts.append(quote)
                        pos += 1
                        continue
                    break
                stop = pos
                if pos < end and line[pos : pos + 1] != delimiter:
                    if form.strict and form.doublequote:
                        raise Error("'" + delimiter + "' expected after '" + quote + "'")
                    stop = line.find(delimiter, pos)
                    if stop < 0:
                        stop = end
                    parts.append(self._bare(line[pos:stop]))
                row.append(self._joined(parts))
            if stop >= end:
                return row
            pos = stop + 1

    def _bare(self, field):
        if "\r" in field or "\n" in field:
            raise Error(_NEWLINE_INSIDE)
        if len(field) > _limit:
            raise _too_long()
        return field

    def _joined(self, parts):
        field = "".join(parts)
        if len(field) > _limit:
            raise _too_long()
        return field

    # A row, one character at a time: what escape characters need.
    def _by_state(self, line):
        form = self.dialect
        delimiter = form.delimiter
        escape = form.escapechar
        quote = form.quotechar if form.quoting != 3 else None
        row = []
        field = []
        number = False
        # Whether blanks were skipped, so that the row is not empty.
        blank = False
        # s: start of a field, f: in one, q: in quotes, e: after a quote in quotes,
        # x and y: after the escape character outside and inside of quotes,
        # n: in a field, after an escaped line end, r: after the row's line end.
        state = "s"
        while True:
            # None is the end of the line.
            for c in _chars(line):
                if state == "r":
                    if c is not None and c != "\n" and c != "\r":
                        raise Error(_NEWLINE_INSIDE)
                    continue
                if state == "x" or state == "y":
                    field.append("\n" if c is None else c)
                    after = "n" if c == "\n" or c == "\r" else "f"
                    state = "q" if state == "y" else after
                    continue
                if state == "q":
                    if c == escape:
                        state = "y"
                    elif c == quote:
                        state = "e" if form.doublequote else "f"
                    elif c is not None:
                        field.append(c)
                    continue
                if state == "n":
                    if c is None:
                        continue
                    state = "f"
                if state == "e" and c == quote and c is not None:
                    field.append(c)
                    state = "q"
                elif c == delimiter:
                    row.append(self._field(field, number))
                    field = []
                    number = False
                    state = "s"
                elif c is None or c == "\n" or c == "\r":
                    if state != "s" or row or blank:
                        row.append(self._field(field, number))
                    field = []
                    number = False
                    state = "r"
                elif state == "e":
                    if form.strict:
                        raise Error("'" + delimiter + "' expected after '" + quote + "'")
                    field.append(c)
                    state = "f"
                elif state == "f" or state == "n":
                    if c == escape:
                        state = "x"
                    else:
                        field.append(c)
                elif c == quote:
                    state = "q"
                elif c == escape:
                    state = "x"
                elif c != " " or not form.skipinitialspace:
                    number = form.quoting == 2
                    field.append(c)
                    state = "f"
                else:
                    blank = True
            if state == "r":
                return row
            for line in self._lines:  # noqa: B007
                self.line_num += 1
                break
            else:
                if form.strict and (field or state == "q"):
                    raise Error("unexpected end of data")
                row.append(self._field(field, number))
                return row

    def _field(self, chars, number):
        field = self._joined(chars)
        return float(field) if number else field


def _chars(line):
    if not isinstance(line, str):
        raise _line_error(line)
    yield from line
    yield None


_PLAIN = (int, float, bool)


def _text(value):
    if value is None:
        return ""
    if isinstance(value, str):
        # A subclass counts by its text, whatever its __str__ makes of it.
        return "".join(list(value)) if type(value) is not str else value
    return repr(value) if isinstance(value, float) else str(value)


# Writes rows to anything that has a write method; one call a row.
class writer:  # noqa: N801
    def __init__(self, csvfile, dialect="excel", **fmtparams):
        self.dialect = form = _Format(dialect, fmtparams)
        if not hasattr(csvfile, "write"):
            raise TypeError('argument 1 must have a "write" method')
        self._write = csvfile.write
        special = [form.delimiter, form.quotechar, form.escapechar, "\r", "\n"]
        for c in form.lineterminator:
            if c not in special:
                special.append(c)
        self._special = [c for c in special if c]
        self._others = [c for c in self._special if c != form.delimiter]

    # Writes one row, an iterable of fields. Returns what the write method returned.
    def writerow(self, row):
        form = self.dialect
        delimiter = form.delimiter
        if type(row) not in (list, tuple):
            try:
                row = list(row)
            except TypeError:
                raise Error("iterable expected, not " + type(row).__name__)
        try:
            fields = row
            line = delimiter.join(row)
        except TypeError:
            text = str
            plain = _PLAIN
            fields = [
                f if f.__class__ is text else text(f) if f.__class__ in plain else _text(f)
                for f in row
            ]
            line = delimiter.join(fields)
        if form.quoting or not line or line.count(delimiter) >= len(fields):
            line = self._quoted(row, fields)
        else:
            for c in self._others:
                if c in line:
                    line = self._quoted(row, fields)
                    break
        return self._write(line + form.lineterminator)

    # Writes all rows of an iterable.
    def writerows(self, rows):
        writerow = self.writerow
        for row in rows:
            writerow(row)

    def _quoted(self, row, fields):
        form = self.dialect
        quoting = form.quoting
        if len(fields) == 1 and not fields[0]:
            if quoting == 3 or (
                (quoting == 4 and not isinstance(row[0], str)) or (quoting == 5 and row[0] is None)
            ):
                raise Error("single empty field record must be quoted")
            return form.quotechar * 2
        return form.delimiter.join([self._one(row[i], fields[i], quoting) for i in range(len(row))])

    def _one(self, value, text, quoting):
        form = self.dialect
        if quoting == 1:
            quoted = True
        elif quoting == 2:
            quoted = not _is_number(value)
        elif quoting == 4:
            quoted = isinstance(value, str)
        elif quoting == 5:
            quoted = value is not None
        else:
            quoted = False
        for c in self._special:
            if c in text:
                break
        else:
            return form.quotechar + text + form.quotechar if quoted else text
        quote = form.quotechar
        escape = form.escapechar
        out = []
        for c in text:
            if c in self._special:
                if quoting == 3:
                    want = True
                elif c == quote:
                    want = not form.doublequote
                    if not want:
                        out.append(quote)
                        quoted = True
                elif c == escape:
                    want = True
                else:
                    want = False
                    quoted = True
                if want:
                    if escape is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(escape)
            out.append(c)
        text = "".join(out)
        return quote + text + quote if quoted else text


def _is_number(value):
    if isinstance(value, (int, float, complex, bool)):
        return True
    return hasattr(value, "__float__") or hasattr(value, "__index__")


# Rows as dicts; the first row has the keys unless fieldnames are given.
class DictReader:
    def __init__(
        self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds
    ):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        self._fieldnames = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self._dicts = self._read()

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            for row in self.reader:
                self._fieldnames = row
                break
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    @property
    def line_num(self):
        return self.reader.line_num

    def __iter__(self):
        return self._dicts

    def __next__(self):
        try:
            return next(self._dicts)
        except Error:
            self._dicts = self._read()
            raise

    def _read(self):
        self.fieldnames  # noqa: B018
        for row in self.reader:
            if not row:
                continue
            names = self._fieldnames
            record = dict(zip(names, row))
            if len(row) != len(names):
                if len(row) > len(names):
                    record[self.restkey] = row[len(names) :]
                else:
                    for name in names[len(row) :]:
                        record[name] = self.restval
            yield record


# Writes dicts as rows.
class DictWriter:
    def __init__(
        self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds
    ):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        self.fieldnames = fieldnames
        self.restval = restval
        extrasaction = extrasaction.lower()
        if extrasaction not in ("raise", "ignore"):
            raise ValueError("extrasaction (" + extrasaction + ") must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    # Writes the field names as a row.
    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _row(self, rowdict):
        names = self.fieldnames
        if self.extrasaction == "raise":
            extra = [repr(key) for key in rowdict if key not in names]
            if extra:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join(extra))
        restval = self.restval
        get = rowdict.get
        return [get(name, restval) for name in names]

    # Writes one dict. Raises ValueError for keys that are no field names, unless told to ignore.
    def writerow(self, rowdict):
        return self.writer.writerow(self._row(rowdict))

    def writerows(self, rowdicts):
        row = self._row
        writerow = self.writer.writerow
        for rowdict in rowdicts:
            writerow(row(rowdict))


# Guesses the format of a sample.
class Sniffer:
    def __init__(self):
        self.preferred = [",", "\t", ";", " ", ":"]

    # A Dialect class for the sample. Raises Error if no delimiter fits all lines.
    def sniff(self, sample, delimiters=None):
        lines = [line for line in sample.splitlines() if line.strip()]
        quote = '"'
        if '"' not in sample and sample.count("'") >= 2 and self._encloses(lines, "'"):
            quote = "'"
        bare = [_unquoted(line, quote) for line in lines]
        candidates = list(delimiters or self.preferred + ["|", "^", "~"])
        for c in candidates:
            counts = [line.count(c) for line in bare]
            if counts and counts[0] and counts == [counts[0]] * len(counts):
                return self._dialect(c, quote, bare, lines)
        best = None
        for c in candidates:
            counts = [line.count(c) for line in bare]
            if not counts:
                break
            # Nearly all lines must agree.
            usual = max(set(counts), key=counts.count)
            share = counts.count(usual) / len(counts)
            if usual and share >= 0.9 and (best is None or share > best[0]):
                best = (share, c)
        if best is None:
            raise Error("Could not determine delimiter")
        return self._dialect(best[1], quote, bare, lines)

    def _encloses(self, lines, quote):
        return any(line.startswith(quote) or line.endswith(quote) for line in lines)

    def _dialect(self, delim, quote, bare, lines):
        first = bare[0]

        class dialect(Dialect):  # noqa: N801
            _name = "sniffed"
            delimiter = delim
            quotechar = quote
            doublequote = any(quote * 2 in line for line in lines)
            skipinitialspace = first.count(delim) == first.count(delim + " ")
            lineterminator = "\r\n"
            quoting = QUOTE_MINIMAL

        return dialect

    # Whether the first row differs from the others in kind: numbers below words, or lengths.
    def has_header(self, sample):
        rows = reader(sample.splitlines(True), self.sniff(sample))
        header = next(rows)
        kinds = [_UNKNOWN] * len(header)
        checked = 0
        for row in rows:
            if checked >= 20:
                break
            checked += 1
            if len(row) != len(header):
                continue
            for i in range(len(header)):
                if kinds[i] is not None:
                    kind = _kind(row[i])
                    if kinds[i] is _UNKNOWN:
                        kinds[i] = kind
                    elif kinds[i] != kind:
                        kinds[i] = None
        votes = 0
        for i in range(len(header)):
            kind = kinds[i]
            if kind is not None and kind is not _UNKNOWN:
                votes += -1 if _kind(header[i]) == kind else 1
        return votes > 0


_UNKNOWN = ()


# "n" for a number, otherwise the length.
def _kind(text):
    try:
        complex(text)
        return "n"
    except (ValueError, TypeError, OverflowError):
        return len(text)


# The line without its quoted parts.
def _unquoted(line, quote):
    return "".join([part for i, part in enumerate(line.split(quote)) if i % 2 == 0])
