# Settings in sections, as in .ini files.


import re as _re

__all__ = [
    "BasicInterpolation",
    "ConfigParser",
    "DEFAULTSECT",
    "DuplicateOptionError",
    "DuplicateSectionError",
    "Error",
    "ExtendedInterpolation",
    "Interpolation",
    "InterpolationDepthError",
    "InterpolationError",
    "InterpolationMissingOptionError",
    "InterpolationSyntaxError",
    "MAX_INTERPOLATION_DEPTH",
    "MissingSectionHeaderError",
    "NoOptionError",
    "NoSectionError",
    "ParsingError",
    "RawConfigParser",
    "SectionProxy",
]

DEFAULTSECT = "DEFAULT"
MAX_INTERPOLATION_DEPTH = 10
_UNSET = object()


class Error(Exception):
    def __init__(self, msg=""):
        super().__init__(msg)
        self.message = msg

    def __str__(self):
        return self.message

    __repr__ = __str__


class NoSectionError(Error):
    def __init__(self, section):
        Error.__init__(self, "No section: " + repr(section))
        self.section = section
        self.args = (section,)


class DuplicateSectionError(Error):
    def __init__(self, section, source=None, lineno=None):
        where = "Section "
        if source is not None:
            where = "While reading from " + repr(source)
            if lineno is not None:
                where += " [line %2d]" % lineno
            where += ": section "
        Error.__init__(self, where + repr(section) + " already exists")
        self.section = section
        self.source = source
        self.lineno = lineno
        self.args = (section, source, lineno)


class DuplicateOptionError(Error):
    def __init__(self, section, option, source=None, lineno=None):
        where = "Option "
        if source is not None:
            where = "While reading from " + repr(source)
            if lineno is not None:
                where += " [line %2d]" % lineno
            where += ": option "
        message = where + repr(option) + " in section " + repr(section) + " already exists"
        Error.__init__(self, message)
        self.section = section
        self.option = option
        self.source = source
        self.lineno = lineno
        self.args = (section, option, source, lineno)


class NoOptionError(Error):
    def __init__(self, option, section):
        Error.__init__(self, "No option " + repr(option) + " in section: " + repr(section))
        self.option = option
        self.section = section
        self.args = (option, section)


class InterpolationError(Error):
    def __init__(self, option, section, msg):
        Error.__init__(self, msg)
        self.option = option
        self.section = section
        self.args = (option, section, msg)


class InterpolationMissingOptionError(InterpolationError):
    def __init__(self, option, section, rawval, reference):
        text = (
            "Bad value substitution: option %r in section %r contains an interpolation key %r "
            "which is not a valid option name. Raw value: %r"
        )
        InterpolationError.__init__(
            self, option, section, text % (option, section, reference, rawval)
        )
        self.reference = reference
        self.args = (option, section, rawval, reference)


class InterpolationSyntaxError(InterpolationError):
    pass


class InterpolationDepthError(InterpolationError):
    def __init__(self, option, section, rawval):
        text = (
            "Recursion limit exceeded in value substitution: option %r in section %r contains an "
            "interpolation key which cannot be substituted in %d steps. Raw value: %r"
        )
        InterpolationError.__init__(
            self, option, section, text % (option, section, MAX_INTERPOLATION_DEPTH, rawval)
        )
        self.args = (option, section, rawval)


class ParsingError(Error):
    def __init__(self, source, *args):
        Error.__init__(self, "Source contains parsing errors: " + repr(source))
        self.source = source
        self.errors = []
        self.args = (source,)

    def append(self, lineno, line):
        self.errors.append((lineno, line))
        self.message += "\n\t[line %2d]: %s" % (lineno, line)


class MissingSectionHeaderError(ParsingError):
    def __init__(self, filename, lineno, line):
        Error.__init__(
            self,
            "File contains no section headers.\nfile: %r, line: %d\n%r" % (filename, lineno, line),
        )
        self.source = filename
        self.lineno = lineno
        self.line = line
        self.errors = []
        self.args = (filename, lineno, line)


# How values refer to others: not at all.
class Interpolation:
    def before_get(self, parser, section, option, value, defaults):
        return value

    def before_set(self, parser, section, option, value):
        return value


class _References(Interpolation):
    def before_get(self, parser, section, option, value, defaults):
        return self._fill(parser, section, option, value, value, defaults, 1)


# %(option)s is the value of that option; %% is a percent sign.
class BasicInterpolation(_References):
    _KEY = _re.compile(r"%\(([^)]+)\)s")

    def before_set(self, parser, section, option, value):
        rest = self._KEY.sub("", value.replace("%%", ""))
        if "%" in rest:
            raise ValueError(
                "invalid interpolation syntax in %r at position %d" % (value, rest.find("%"))
            )
        return value

    def _fill(self, parser, section, option, raw, text, values, depth):
        if depth > MAX_INTERPOLATION_DEPTH:
            raise InterpolationDepthError(option, section, raw)
        parts = []
        at = 0
        while True:
            i = text.find("%", at)
            if i < 0:
                parts.append(text[at:])
                return "".join(parts)
            parts.append(text[at:i])
            c = text[i + 1 : i + 2]
            if c == "%":
                parts.append("%")
                at = i + 2
            elif c == "(":
                m = self._KEY.match(text, i)
                if m is None:
                    raise InterpolationSyntaxError(
                        option, section, "bad interpolation variable reference " + repr(text[i:])
                    )
                name = parser.optionxform(m.group(1))
                at = m.end()
                if name not in values:
                    raise InterpolationMissingOptionError(option, section, raw, name)
                value = values[name]
                if "%" in value:
                    value = self._fill(parser, section, option, raw, value, values, depth + 1)
                parts.append(value)
            else:
                raise InterpolationSyntaxError(
                    option, section, "'%' must be followed by '%' or '(', found: " + repr(text[i:])
                )


# ${option} and ${section:option} are the values of options; $$ is a dollar sign.
class ExtendedInterpolation(_References):
    _KEY = _re.compile(r"\$\{([^}]+)\}")

    def before_set(self, parser, section, option, value):
        rest = self._KEY.sub("", value.replace("$$", ""))
        if "$" in rest:
            raise ValueError(
                "invalid interpolation syntax in %r at position %d" % (value, rest.find("$"))
            )
        return value

    def _fill(self, parser, section, option, raw, text, values, depth):
        if depth > MAX_INTERPOLATION_DEPTH:
            raise InterpolationDepthError(option, section, raw)
        parts = []
        at = 0
        while True:
            i = text.find("$", at)
            if i < 0:
                parts.append(text[at:])
                return "".join(parts)
            parts.append(text[at:i])
            c = text[i + 1 : i + 2]
            if c == "$":
                parts.append("$")
                at = i + 2
            elif c == "{":
                m = self._KEY.match(text, i)
                if m is None:
                    raise InterpolationSyntaxError(
                        option, section, "bad interpolation variable reference " + repr(text[i:])
                    )
                at = m.end()
                path = m.group(1).split(":")
                where = section
                try:
                    if len(path) == 1:
                        name = parser.optionxform(path[0])
                        value = values[name]
                        inner = values
                    elif len(path) == 2:
                        where = path[0]
                        name = parser.optionxform(path[1])
                        value = parser.get(where, name, raw=True)
                        inner = parser._values(where, None)
                    else:
                        raise InterpolationSyntaxError(
                            option, section, "More than one ':' found: " + repr(text[i:])
                        )
                except (KeyError, NoSectionError, NoOptionError):
                    raise InterpolationMissingOptionError(option, section, raw, ":".join(path))
                if "$" in value:
                    value = self._fill(parser, where, option, raw, value, inner, depth + 1)
                parts.append(value)
            else:
                raise InterpolationSyntaxError(
                    option, section, "'$' must be followed by '$' or '{', found: " + repr(text[i:])
                )


_HEADER = _re.compile(r"\[(.+)\]")


# Sections of options whose values are strings. The default section gives values to all others.
class RawConfigParser:
    BOOLEAN_STATES = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }
    _DEFAULT_INTERPOLATION = Interpolation

    def __init__(
        self,
        defaults=None,
        dict_type=dict,
        allow_no_value=False,
        *,
        delimiters=("=", ":"),
        comment_prefixes=("#", ";"),
        inline_comment_prefixes=None,
        strict=True,
        empty_lines_in_values=True,
        default_section=DEFAULTSECT,
        interpolation=_UNSET,
        converters=None,
    ):
        self._dict = dict_type
        self._sections = self._dict()
        self._defaults = self._dict()
        self._proxies = self._dict()
        self._allow_no_value = allow_no_value
        self._delimiters = tuple(delimiters)
        self._comments = tuple(comment_prefixes or ())
        self._inline_comments = tuple(inline_comment_prefixes or ())
        self._strict = strict
        self._empty_lines = empty_lines_in_values
        self.default_section = default_section
        if interpolation is _UNSET:
            interpolation = self._DEFAULT_INTERPOLATION()
        elif interpolation is None:
            interpolation = Interpolation()
        self._interpolation = interpolation
        self.converters = dict(converters or {})
        for name in self.converters:
            setattr(self, "get" + name, self._getter(self.converters[name]))
        self._proxies[default_section] = SectionProxy(self, default_section)
        if defaults:
            self._read_defaults(defaults)

    def _read_defaults(self, defaults):
        for key, value in defaults.items():
            self._defaults[self.optionxform(key)] = value

    def _getter(self, convert):
        def get(section, option, *, raw=False, vars=None, fallback=_UNSET):
            return self._converted(section, option, convert, raw, vars, fallback)

        return get

    # The name under which an option is kept; may be replaced (by str: as written).
    def optionxform(self, optionstr):
        return optionstr.lower()

    def defaults(self):
        return self._defaults

    def sections(self):
        return list(self._sections)

    def add_section(self, section):
        if section == self.default_section:
            raise ValueError("Invalid section name: " + repr(section))
        if section in self._sections:
            raise DuplicateSectionError(section)
        self._sections[section] = self._dict()
        self._proxies[section] = SectionProxy(self, section)

    def has_section(self, section):
        return section in self._sections

    def options(self, section):
        if section not in self._sections:
            raise NoSectionError(section)
        names = self._dict()
        for name in self._sections[section]:
            names[name] = None
        for name in self._defaults:
            names[name] = None
        return list(names)

    def has_option(self, section, option):
        option = self.optionxform(option)
        if not section or section == self.default_section:
            return option in self._defaults
        if section not in self._sections:
            return False
        return option in self._sections[section] or option in self._defaults

    # The files cannot be there.
    def read(self, filenames, encoding=None):
        raise NotImplementedError(
            "there are no files here: use read_string(text) or read_dict(dictionary)"
        )

    def read_file(self, f, source=None):
        self._read(f, source or getattr(f, "name", "<???>"))

    def read_string(self, string, source="<string>"):
        self._read(string.splitlines(), source)

    def read_dict(self, dictionary, source="<dict>"):
        seen = set()
        for section, keys in dictionary.items():
            section = str(section)
            if section != self.default_section:
                if section in self._sections:
                    if self._strict and section in seen:
                        raise DuplicateSectionError(section)
                else:
                    self.add_section(section)
            seen.add(section)
            options = set()
            for key, value in keys.items():
                key = self.optionxform(str(key))
                if value is not None:
                    value = str(value)
                if self._strict and key in options:
                    raise DuplicateOptionError(section, key, source)
                options.add(key)
                self.set(section, key, value)

    def _read(self, lines, source):
        section = None
        values = None
        name = None
        seen = set()
        indent = 0
        error = None
        for number, line in enumerate(lines, 1):
            text = line
            for prefix in self._inline_comments:
                i = text.find(prefix)
                while i > 0 and not text[i - 1].isspace():
                    i = text.find(prefix, i + 1)
                if i >= 0:
                    text = text[:i]
            text = text.strip()
            is_comment = False
            if self._comments and line.strip().startswith(self._comments):
                text = ""
                is_comment = True
            if not text:
                if self._empty_lines:
                    # An empty line may be part of a value; a comment is none.
                    if (
                        not is_comment
                        and not self._inline_cut(line)
                        and values is not None
                        and name
                        and isinstance(values[name], list)
                    ):
                        values[name].append("")
                else:
                    indent = 10**9
                continue
            depth = len(line) - len(line.lstrip())
            if values is not None and name and depth > indent:
                if not isinstance(values[name], list):
                    if error is None:
                        error = ParsingError(source)
                    error.append(number, repr(line))
                    continue
                values[name].append(text)
                continue
            indent = depth
            m = _HEADER.match(text)
            if m:
                section = m.group(1)
                name = None
                if section in self._sections:
                    if self._strict and section in seen:
                        raise DuplicateSectionError(section, source, number)
                    values = self._sections[section]
                elif section == self.default_section:
                    values = self._defaults
                else:
                    self.add_section(section)
                    values = self._sections[section]
                seen.add(section)
                continue
            if values is None:
                raise MissingSectionHeaderError(source, number, line)
            cut = -1
            for mark in self._delimiters:
                i = text.find(mark)
                if i >= 0 and (cut < 0 or i < cut):
                    cut = i
                    delimiter = mark
            if cut < 0 and self._allow_no_value:
                key = text
                value = None
            elif cut <= 0:
                if error is None:
                    error = ParsingError(source)
                error.append(number, repr(line))
                continue
            else:
                key = text[:cut].rstrip()
                value = [text[cut + len(delimiter) :].strip()]
            name = self.optionxform(key)
            if self._strict and (section, name) in seen:
                raise DuplicateOptionError(section, name, source, number)
            seen.add((section, name))
            values[name] = value
        self._join_lines()
        if error is not None:
            raise error

    def _inline_cut(self, line):
        line = line.strip()
        return bool(line) and bool(self._inline_comments)

    def _join_lines(self):
        for values in [self._defaults] + list(self._sections.values()):
            for name in values:
                value = values[name]
                if isinstance(value, list):
                    values[name] = "\n".join(value).rstrip()

    # The values that hold in a section: its own, those given, the defaults.
    def _values(self, section, vars):
        values = self._dict()
        values.update(self._defaults)
        if section in self._sections:
            values.update(self._sections[section])
        elif section != self.default_section:
            raise NoSectionError(section)
        if vars:
            for key, value in vars.items():
                values[self.optionxform(key)] = value if value is None else str(value)
        return values

    def get(self, section, option, *, raw=False, vars=None, fallback=_UNSET):
        try:
            values = self._values(section, vars)
        except NoSectionError:
            if fallback is _UNSET:
                raise
            return fallback
        option = self.optionxform(option)
        if option not in values:
            if fallback is _UNSET:
                raise NoOptionError(option, section)
            return fallback
        value = values[option]
        if raw or value is None:
            return value
        return self._interpolation.before_get(self, section, option, value, values)

    def _converted(self, section, option, convert, raw, vars, fallback):
        try:
            value = self.get(section, option, raw=raw, vars=vars)
        except (NoSectionError, NoOptionError):
            if fallback is _UNSET:
                raise
            return fallback
        return convert(value)

    def getint(self, section, option, *, raw=False, vars=None, fallback=_UNSET):
        return self._converted(section, option, int, raw, vars, fallback)

    def getfloat(self, section, option, *, raw=False, vars=None, fallback=_UNSET):
        return self._converted(section, option, float, raw, vars, fallback)

    def getboolean(self, section, option, *, raw=False, vars=None, fallback=_UNSET):
        return self._converted(section, option, self._convert_to_boolean, raw, vars, fallback)

    def _convert_to_boolean(self, value):
        if value.lower() not in self.BOOLEAN_STATES:
            raise ValueError("Not a boolean: " + value)
        return self.BOOLEAN_STATES[value.lower()]

    # Without a section: the sections; else the pairs of the options.
    def items(self, section=_UNSET, raw=False, vars=None):
        if section is _UNSET:
            return [(name, self._proxies[name]) for name in self]
        values = self._values(section, vars)
        if raw:
            return list(values.items())
        fill = self._interpolation.before_get
        return [
            (name, value if value is None else fill(self, section, name, value, values))
            for name, value in values.items()
        ]

    def popitem(self):
        for name in self._sections:
            section = self._proxies[name]
            self.remove_section(name)
            return name, section
        raise KeyError

    def set(self, section, option, value=None):
        if value:
            value = self._interpolation.before_set(self, section, option, value)
        self._section(section)[self.optionxform(option)] = value

    def _section(self, section):
        if not section or section == self.default_section:
            return self._defaults
        if section not in self._sections:
            raise NoSectionError(section)
        return self._sections[section]

    def remove_option(self, section, option):
        values = self._section(section)
        option = self.optionxform(option)
        existed = option in values
        if existed:
            del values[option]
        return existed

    def remove_section(self, section):
        existed = section in self._sections
        if existed:
            del self._sections[section]
            del self._proxies[section]
        return existed

    def write(self, fp, space_around_delimiters=True):
        delimiter = self._delimiters[0]
        if space_around_delimiters:
            delimiter = " " + delimiter + " "
        if self._defaults:
            self._write_section(fp, self.default_section, self._defaults, delimiter)
        for name, values in self._sections.items():
            self._write_section(fp, name, values, delimiter)

    def _write_section(self, fp, name, values, delimiter):
        fp.write("[" + name + "]\n")
        for key, value in values.items():
            if value is not None or not self._allow_no_value:
                key += delimiter + str(value).replace("\n", "\n\t")
            fp.write(key + "\n")
        fp.write("\n")

    def __getitem__(self, key):
        if key != self.default_section and key not in self._sections:
            raise KeyError(key)
        return self._proxies[key]

    def __setitem__(self, key, value):
        if key in self and self[key] is value:
            return
        if key == self.default_section:
            self._defaults.clear()
        elif key in self._sections:
            self._sections[key].clear()
        self.read_dict({key: value})

    def __delitem__(self, key):
        if key == self.default_section:
            raise ValueError("Cannot remove the default section.")
        if key not in self._sections:
            raise KeyError(key)
        self.remove_section(key)

    def __contains__(self, key):
        return key == self.default_section or key in self._sections

    def __len__(self):
        return len(self._sections) + 1

    def __iter__(self):
        return iter([self.default_section] + list(self._sections))

    def keys(self):
        return list(self)

    def values(self):
        return [self._proxies[name] for name in self]


# Values must be strings; %(option)s in them is the value of that option.
class ConfigParser(RawConfigParser):
    _DEFAULT_INTERPOLATION = BasicInterpolation

    def _read_defaults(self, defaults):
        self.read_dict({self.default_section: defaults})

    def set(self, section, option, value=None):
        if not isinstance(option, str):
            raise TypeError("option keys must be strings")
        if not isinstance(value, str) and (value is not None or not self._allow_no_value):
            raise TypeError("option values must be strings")
        super().set(section, option, value)

    def add_section(self, section):
        if not isinstance(section, str):
            raise TypeError("section names must be strings")
        super().add_section(section)


# One section, used like a dict.
class SectionProxy:
    def __init__(self, parser, name):
        self._parser = parser
        self._name = name

    @property
    def parser(self):
        return self._parser

    @property
    def name(self):
        return self._name

    def __repr__(self):
        return "<Section: " + self._name + ">"

    def __getitem__(self, key):
        if not self._parser.has_option(self._name, key):
            raise KeyError(key)
        return self._parser.get(self._name, key)

    def __setitem__(self, key, value):
        parser = self._parser
        if not isinstance(value, str) and (value is not None or not parser._allow_no_value):
            raise TypeError("option values must be strings")
        parser.set(self._name, key, value)

    def __delitem__(self, key):
        if not (
            self._parser.has_option(self._name, key) and self._parser.remove_option(self._name, key)
        ):
            raise KeyError(key)

    def __contains__(self, key):
        return self._parser.has_option(self._name, key)

    def _options(self):
        if self._name == self._parser.default_section:
            return list(self._parser._defaults)
        return self._parser.options(self._name)

    def __len__(self):
        return len(self._options())

    def __iter__(self):
        return iter(self._options())

    def keys(self):
        return self._options()

    def values(self):
        return [self[key] for key in self._options()]

    def items(self):
        return [(key, self[key]) for key in self._options()]

    def update(self, other=(), **kwargs):
        for key, value in dict(other, **kwargs).items():
            self[key] = value

    def get(self, option, fallback=None, *, raw=False, vars=None):
        return self._parser.get(self._name, option, raw=raw, vars=vars, fallback=fallback)

    def getint(self, option, fallback=None, *, raw=False, vars=None):
        return self._parser.getint(self._name, option, raw=raw, vars=vars, fallback=fallback)

    def getfloat(self, option, fallback=None, *, raw=False, vars=None):
        return self._parser.getfloat(self._name, option, raw=raw, vars=vars, fallback=fallback)

    def getboolean(self, option, fallback=None, *, raw=False, vars=None):
        return self._parser.getboolean(self._name, option, raw=raw, vars=vars, fallback=fallback)

    def __getattr__(self, name):
        if name.startswith("get") and name[3:] in self._parser.converters:
            getter = getattr(self._parser, name)
            return lambda option, fallback=None: getter(self._name, option, fallback=fallback)
        raise AttributeError("'SectionProxy' object has no attribute '" + name + "'")
