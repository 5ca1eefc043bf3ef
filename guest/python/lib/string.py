# Constants of characters, and two ways to fill in templates.
__all__ = [
    "Formatter",
    "Template",
    "ascii_letters",
    "ascii_lowercase",
    "ascii_uppercase",
    "capwords",
    "digits",
    "hexdigits",
    "octdigits",
    "printable",
    "punctuation",
    "whitespace",
]

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


# Every word begins with a capital letter; without sep, words are joined by single spaces.
def capwords(s, sep=None):
    words = [word[:1].upper() + word[1:].lower() for word in s.split(sep)]
    return (sep or " ").join(words)


_FIRST = "_" + ascii_letters
_NEXT = _FIRST + digits


# A text with $name and ${name}; $$ is a dollar sign. A subclass may set another delimiter.
class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    # The parts: texts, and pairs of a name (None if it is invalid) and the source of it.
    def _parts(self):
        text = self.template
        delimiter = self.delimiter
        size = len(delimiter)
        parts = []
        start = 0
        while True:
            at = text.find(delimiter, start)
            if at < 0:
                parts.append(text[start:])
                return parts
            parts.append(text[start:at])
            after = at + size
            if text[after : after + size] == delimiter:
                parts.append(delimiter)
                start = after + size
                continue
            brace = text[after : after + 1] == "{"
            begin = after + 1 if brace else after
            end = begin
            if text[end : end + 1] and text[end] in _FIRST:
                end += 1
                while end < len(text) and text[end] in _NEXT:
                    end += 1
            name = text[begin:end]
            if brace and name:
                if text[end : end + 1] == "}":
                    end += 1
                else:
                    name = ""
            if name:
                parts.append((name, text[at:end]))
                start = end
            else:
                parts.append((None, delimiter))
                parts.append(at)
                start = after

    # All names filled in; KeyError if one is missing, ValueError if one is invalid.
    def substitute(self, mapping=None, **kws):
        made = []
        parts = self._parts()
        for i, part in enumerate(parts):
            if isinstance(part, tuple):
                name = part[0]
                if name is None:
                    raise self._invalid(parts[i + 1])
                made.append(str(kws[name] if name in kws or mapping is None else mapping[name]))
            else:
                made.append(part)
        return "".join(made)

    # Names that are missing or invalid stay as they are.
    def safe_substitute(self, mapping=None, **kws):
        made = []
        for part in self._parts():
            if isinstance(part, tuple):
                name, source = part
                if name in kws:
                    source = str(kws[name])
                elif name is not None and mapping is not None:
                    try:
                        source = str(mapping[name])
                    except KeyError:
                        pass
                made.append(source)
            elif isinstance(part, str):
                made.append(part)
        return "".join(made)

    def is_valid(self):
        for part in self._parts():
            if isinstance(part, tuple) and part[0] is None:
                return False
        return True

    # The names, each once.
    def get_identifiers(self):
        names = []
        for part in self._parts():
            if isinstance(part, tuple) and part[0] is not None and part[0] not in names:
                names.append(part[0])
        return names

    def _invalid(self, at):
        lines = self.template[:at].split("\n")
        return ValueError(
            "Invalid placeholder in string: line %d, col %d" % (len(lines), len(lines[-1]) + 1)
        )


# What str.format() does, in parts that a subclass may replace.
class Formatter:
    def format(self, format_string, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2, 0)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used, depth, auto):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        made = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                made.append(literal)
            if name is None:
                continue
            if name == "" or name[0] in ".[":
                if auto is None:
                    raise ValueError(
                        "cannot switch from manual field specification to automatic field numbering"
                    )
                name = str(auto) + name
                auto += 1
            elif name.isdigit():
                if auto:
                    raise ValueError(
                        "cannot switch from automatic field numbering to manual field specification"
                    )
                auto = None
            value, key = self.get_field(name, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            spec, auto = self._vformat(spec, args, kwargs, used, depth - 1, auto)
            made.append(self.format_field(value, spec))
        return "".join(made), auto

    # Yields (text before, name of the field, format, conversion) for each field.
    def parse(self, format_string):
        text = format_string
        literal = ""
        at = 0
        while at < len(text):
            c = text[at]
            if c not in "{}":
                end = at
                while end < len(text) and text[end] not in "{}":
                    end += 1
                literal += text[at:end]
                at = end
                continue
            if text[at + 1 : at + 2] == c:
                yield literal + c, None, None, None
                literal = ""
                at += 2
                continue
            if c == "}":
                raise ValueError("Single '}' encountered in format string")
            depth = 1
            end = at + 1
            while end < len(text) and depth:
                if text[end] == "{":
                    depth += 1
                elif text[end] == "}":
                    depth -= 1
                end += 1
            if depth:
                if at + 1 == len(text):
                    raise ValueError("Single '{' encountered in format string")
                raise ValueError("expected '}' before end of string")
            field = text[at + 1 : end - 1]
            at = end
            name, conversion, spec = _split_field(field)
            yield literal, name, spec, conversion
            literal = ""
        if literal:
            yield literal, None, None, None

    # The object that a name such as "0.a[key]" stands for, and its first part.
    def get_field(self, field_name, args, kwargs):
        end = 0
        while end < len(field_name) and field_name[end] not in ".[":
            end += 1
        first = field_name[:end]
        if first.isdigit():
            first = int(first)
        value = self.get_value(first, args, kwargs)
        rest = field_name[end:]
        while rest:
            if rest[0] == ".":
                end = 1
                while end < len(rest) and rest[end] not in ".[":
                    end += 1
                value = getattr(value, rest[1:end])
            else:
                end = rest.find("]")
                if end < 0:
                    raise ValueError("Missing ']' in format string")
                key = rest[1:end]
                value = value[int(key) if key.isdigit() else key]
                end += 1
            rest = rest[end:]
        return value, first

    def get_value(self, key, args, kwargs):
        if isinstance(key, int):
            return args[key]
        return kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion == "s":
            return str(value)
        if conversion == "r":
            return repr(value)
        if conversion == "a":
            return ascii(value)
        raise ValueError("Unknown conversion specifier " + str(conversion))


# The name, the conversion or None, and the format of a field.
def _split_field(field):
    end = 0
    bracket = False
    while end < len(field):
        c = field[end]
        if c == "[":
            bracket = True
        elif c == "]":
            bracket = False
        elif c in ":!" and not bracket:
            break
        end += 1
    name = field[:end]
    rest = field[end:]
    conversion = None
    if rest[:1] == "!":
        conversion = rest[1:2]
        rest = rest[2:]
        if not conversion or rest and rest[0] != ":":
            raise ValueError("expected ':' after conversion specifier")
    return name, conversion, rest[1:]
