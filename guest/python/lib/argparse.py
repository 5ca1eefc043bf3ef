import sys
import textwrap

__all__ = [
    "ONE_OR_MORE",
    "OPTIONAL",
    "REMAINDER",
    "SUPPRESS",
    "ZERO_OR_MORE",
    "ArgumentDefaultsHelpFormatter",
    "ArgumentError",
    "ArgumentParser",
    "ArgumentTypeError",
    "BooleanOptionalAction",
    "HelpFormatter",
    "Namespace",
    "RawDescriptionHelpFormatter",
    "RawTextHelpFormatter",
]

SUPPRESS = "==SUPPRESS=="
OPTIONAL = "?"
ZERO_OR_MORE = "*"
ONE_OR_MORE = "+"
REMAINDER = "..."


# What was wrong with an argument.
class ArgumentError(Exception):
    def __init__(self, argument, message):
        super().__init__(message)
        self.argument_name = None if argument is None else argument._display()
        self.message = message

    def __str__(self):
        if self.argument_name is None:
            return self.message
        return "argument " + self.argument_name + ": " + self.message


# Raised by functions given as type=, to say what is wrong.
class ArgumentTypeError(Exception):
    pass


# The parsed values, as attributes.
class Namespace:
    def __init__(self, **kwargs):
        for name in kwargs:
            setattr(self, name, kwargs[name])

    def __eq__(self, other):
        return isinstance(other, Namespace) and self.__dict__ == other.__dict__

    def __contains__(self, key):
        return key in self.__dict__

    def __repr__(self):
        values = self.__dict__
        return "Namespace(" + ", ".join([k + "=" + repr(values[k]) for k in values]) + ")"


# Formatters are only names here: help is laid out in one way.
class HelpFormatter:
    pass


class RawDescriptionHelpFormatter(HelpFormatter):
    pass


class RawTextHelpFormatter(RawDescriptionHelpFormatter):
    pass


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass


# For action=: gives an option --name a second one --no-name.
class BooleanOptionalAction:
    pass


_ACTIONS = (
    "store",
    "store_const",
    "store_true",
    "store_false",
    "append",
    "append_const",
    "extend",
    "count",
    "help",
    "version",
)
_WITHOUT_VALUE = (
    "store_const",
    "store_true",
    "store_false",
    "append_const",
    "count",
    "help",
    "version",
    "boolean",
)


class _Argument:
    def __init__(self, flags, options):
        action = options.pop("action", "store")
        self.flags = list(flags)
        if action is BooleanOptionalAction:
            action = "boolean"
            self.flags.extend(["--no-" + flag[2:] for flag in flags if flag.startswith("--")])
        elif not isinstance(action, str):
            raise NotImplementedError("argparse knows no action classes here: use type=")
        elif action not in _ACTIONS:
            raise ValueError("unknown action " + repr(action))
        self.action = action
        self.optional = bool(flags and flags[0].startswith("-"))
        self.nargs = options.pop("nargs", None)
        self.const = options.pop("const", None)
        self.default = options.pop("default", None)
        self.type = options.pop("type", None)
        self.choices = options.pop("choices", None)
        self.required = options.pop("required", False)
        self.help = options.pop("help", None)
        self.metavar = options.pop("metavar", None)
        self.version = options.pop("version", None)
        dest = options.pop("dest", None)
        for name in options:
            raise TypeError("add_argument() got an unexpected keyword argument " + repr(name))
        if self.optional:
            if dest is None:
                long = [flag for flag in flags if flag.startswith("--")]
                dest = (long or flags)[0].lstrip("-").replace("-", "_")
        else:
            dest = dest or flags[0]
            self.required = self.nargs not in ("?", "*", "...")
        self.dest = dest
        if action == "store_true":
            self.const = True
            self.default = self.default or False
        elif action == "store_false":
            self.const = False
            self.default = True if self.default is None else self.default
        elif action in ("help", "version"):
            self.default = SUPPRESS
            self.dest = SUPPRESS if action == "version" else "help"
        if self.nargs == 0 and action == "store":
            raise ValueError(
                "nargs for store actions must be != 0; if you have nothing to store, actions "
                "such as store true or store const may be more appropriate"
            )

    def _takes_value(self):
        return self.action not in _WITHOUT_VALUE

    def _display(self):
        if self.optional:
            return "/".join(self.flags)
        return self.metavar or self.dest

    def _name(self):
        if self.metavar is not None:
            return self.metavar
        if self.choices is not None:
            return "{" + ",".join([str(choice) for choice in self.choices]) + "}"
        return self.dest.upper() if self.optional else self.dest

    # How the values look in the usage.
    def _values(self):
        name = self._name()
        nargs = self.nargs
        if isinstance(name, tuple):
            return " ".join(name)
        if nargs is None:
            return name
        if nargs == "?":
            return "[" + name + "]"
        if nargs == "*":
            return "[" + name + " ...]"
        if nargs == "+":
            return name + " [" + name + " ...]"
        if nargs == "...":
            return "..."
        return " ".join([name] * nargs)

    def _convert(self, text):
        value = text
        if self.type is not None:
            try:
                value = self.type(text)
            except ArgumentTypeError as e:
                raise ArgumentError(self, str(e))
            except (TypeError, ValueError):
                name = getattr(self.type, "__name__", repr(self.type))
                raise ArgumentError(self, "invalid " + name + " value: " + repr(text))
        if self.choices is not None and value not in self.choices:
            choices = ", ".join([repr(choice) for choice in self.choices])
            raise ArgumentError(
                self, "invalid choice: " + repr(value) + " (choose from " + choices + ")"
            )
        return value


class _Group:
    def __init__(self, parser, title=None, exclusive=False, required=False):
        self._parser = parser
        self.title = title
        self.required = required
        self._exclusive = exclusive
        self.arguments = []

    def add_argument(self, *flags, **options):
        argument = self._parser.add_argument(*flags, **options)
        self.arguments.append(argument)
        return argument

    def add_mutually_exclusive_group(self, *, required=False):
        return self._parser.add_mutually_exclusive_group(required=required)


class _Subparsers:
    def __init__(self, parser, dest, required, options):
        self._parser = parser
        self.dest = dest
        self.required = required
        self.help = options.get("help")
        self.metavar = options.get("metavar")
        self.parsers = {}

    # The parser of one command.
    def add_parser(self, name, *, help=None, aliases=(), **options):  # noqa: A002
        options.setdefault("prog", self._parser.prog + " " + name)
        parser = ArgumentParser(**options)
        parser._help = help
        self.parsers[name] = parser
        for alias in aliases:
            self.parsers[alias] = parser
        return parser


# Reads command lines. The arguments are given to parse_args(), or taken from sys.argv.
class ArgumentParser:
    def __init__(
        self,
        prog=None,
        usage=None,
        description=None,
        epilog=None,
        parents=(),
        formatter_class=HelpFormatter,
        prefix_chars="-",
        fromfile_prefix_chars=None,
        argument_default=None,
        conflict_handler="error",
        add_help=True,
        allow_abbrev=True,
        exit_on_error=True,
    ):
        if prefix_chars != "-" or fromfile_prefix_chars is not None:
            raise NotImplementedError("argparse knows no other prefixes than - here")
        if prog is None:
            prog = (sys.argv[0] if sys.argv else "").rpartition("/")[2]
        self.prog = prog
        self.usage = usage
        self.description = description
        self.epilog = epilog
        self.argument_default = argument_default
        self.allow_abbrev = allow_abbrev
        self.exit_on_error = exit_on_error
        self._raw = formatter_class in (RawDescriptionHelpFormatter, RawTextHelpFormatter)
        self._arguments = []
        self._flags = {}
        self._exclusive = []
        self._groups = []
        self._subparsers = None
        self._defaults = {}
        self._help = None
        if add_help:
            self.add_argument("-h", "--help", action="help", help="show this help message and exit")
        for parent in parents:
            for argument in parent._arguments:
                if argument.action != "help":
                    self._add(argument)

    def _add(self, argument):
        for flag in argument.flags if argument.optional else ():
            if flag in self._flags:
                raise ArgumentError(argument, "conflicting option string: " + flag)
            self._flags[flag] = argument
        self._arguments.append(argument)
        return argument

    # Declares an argument: one name, or flags that begin with "-".
    def add_argument(self, *flags, **options):
        if not flags:
            flags = (options.pop("dest"),)
        return self._add(_Argument(flags, options))

    def add_argument_group(self, title=None, description=None, **kwargs):
        group = _Group(self, title)
        self._groups.append(group)
        return group

    # Of the arguments of such a group, only one may be given.
    def add_mutually_exclusive_group(self, *, required=False):
        group = _Group(self, None, True, required)
        self._exclusive.append(group)
        return group

    # Commands with arguments of their own.
    def add_subparsers(self, *, dest=SUPPRESS, required=False, **options):
        self._subparsers = _Subparsers(self, dest, required, options)
        return self._subparsers

    def set_defaults(self, **kwargs):
        self._defaults.update(kwargs)
        for argument in self._arguments:
            if argument.dest in kwargs:
                argument.default = kwargs[argument.dest]

    def get_default(self, dest):
        for argument in self._arguments:
            if argument.dest == dest and argument.default is not None:
                return argument.default
        return self._defaults.get(dest)

    # The values of the arguments. Errors end the program with status 2.
    def parse_args(self, args=None, namespace=None):
        values, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error("unrecognized arguments: " + " ".join(rest))
        return values

    # The same; arguments that are not known come back as a list.
    def parse_known_args(self, args=None, namespace=None):
        args = list(sys.argv[1:] if args is None else args)
        if namespace is None:
            namespace = Namespace()
        if not self.exit_on_error:
            return namespace, self._parse(args, namespace)
        try:
            return namespace, self._parse(args, namespace)
        except ArgumentError as e:
            self.error(str(e))

    parse_intermixed_args = parse_args
    parse_known_intermixed_args = parse_known_args

    def _set_initial(self, namespace):
        for argument in self._arguments:
            if argument.dest == SUPPRESS or argument.default == SUPPRESS:
                continue
            if not hasattr(namespace, argument.dest):
                default = argument.default
                if default is None and self.argument_default is not None:
                    default = self.argument_default
                if default != SUPPRESS:
                    setattr(namespace, argument.dest, default)
        for name in self._defaults:
            if not hasattr(namespace, name):
                setattr(namespace, name, self._defaults[name])
        sub = self._subparsers
        if sub is not None and sub.dest != SUPPRESS and not hasattr(namespace, sub.dest):
            setattr(namespace, sub.dest, None)

    # The option that a word stands for, and the value in it; None if it is no option.
    def _option(self, word):
        if word in self._flags:
            return self._flags[word], word, None
        if not word.startswith("-") or word == "-" or " " in word.partition("=")[0]:
            return None
        flag, equals, value = word.partition("=")
        if equals and flag in self._flags:
            return self._flags[flag], flag, value
        if word.startswith("--"):
            found = (
                [one for one in self._flags if one.startswith(flag)] if self.allow_abbrev else []
            )
            if len(found) == 1:
                return self._flags[found[0]], found[0], value if equals else None
            if found:
                raise ArgumentError(
                    None,
                    "ambiguous option: " + word + " could match " + ", ".join(found),
                )
        elif word[:2] in self._flags:
            return self._flags[word[:2]], word[:2], word[2:]
        if _is_number(word) and not any(_is_number(one) for one in self._flags):
            return None
        return None, word, None

    def _parse(self, args, namespace):
        self._set_initial(namespace)
        seen = []
        rest = []
        free = []
        positionals = [argument for argument in self._arguments if not argument.optional]
        # "A" for each word that is a value, "O" for an option, "-" for the word "--".
        kinds = []
        only_values = False
        for word in args:
            if only_values:
                kinds.append("A")
            elif word == "--":
                kinds.append("-")
                only_values = True
            else:
                kinds.append("A" if self._option(word) is None else "O")
        i = 0
        while i < len(args):
            if kinds[i] == "-":
                i += 1
                continue
            if kinds[i] == "O":
                if positionals and free:
                    positionals = self._positionals(positionals, free, namespace, seen, False)
                i = self._take_option(args, kinds, i, namespace, seen, rest)
                continue
            remainder = [p for p in positionals if p.nargs == "..."]
            if remainder and len(positionals) == 1:
                free.extend(args[i:])
                break
            if self._subparsers is not None and len(free) >= _least(positionals):
                positionals = self._positionals(positionals, free, namespace, seen, True)
                rest.extend(self._command(args[i], args[i + 1 :], namespace))
                self._check(seen, positionals)
                return rest
            free.append(args[i])
            i += 1
        positionals = self._positionals(positionals, free, namespace, seen, True)
        rest.extend(free)
        if self._subparsers is not None and self._subparsers.required:
            sub = self._subparsers
            name = sub.dest if sub.dest != SUPPRESS else "{" + ",".join(sub.parsers) + "}"
            raise ArgumentError(None, "the following arguments are required: " + name)
        self._check(seen, positionals)
        self._convert_defaults(namespace, seen)
        return rest

    # Text defaults are converted like arguments.
    def _convert_defaults(self, namespace, seen):
        for argument in self._arguments:
            default = argument.default
            if argument in seen or not isinstance(default, str) or default == SUPPRESS:
                continue
            if argument.type is not None and getattr(namespace, argument.dest, None) is default:
                setattr(namespace, argument.dest, argument._convert(default))

    def _check(self, seen, positionals):
        missing = [
            argument._display()
            for argument in self._arguments
            if argument.required and argument not in seen
        ]
        if missing:
            raise ArgumentError(None, "the following arguments are required: " + ", ".join(missing))
        for group in self._exclusive:
            if group.required and not any(argument in seen for argument in group.arguments):
                names = " ".join([argument._display() for argument in group.arguments])
                raise ArgumentError(None, "one of the arguments " + names + " is required")

    def _command(self, name, args, namespace):
        sub = self._subparsers
        if name not in sub.parsers:
            choices = ", ".join([repr(choice) for choice in sub.parsers])
            label = sub.metavar or (sub.dest if sub.dest != SUPPRESS else None)
            label = label or "{" + ",".join(sub.parsers) + "}"
            raise ArgumentError(
                None,
                "argument "
                + label
                + ": invalid choice: "
                + repr(name)
                + " (choose from "
                + choices
                + ")",
            )
        if sub.dest != SUPPRESS:
            setattr(namespace, sub.dest, name)
        values, rest = sub.parsers[name].parse_known_args(args)
        for key in values.__dict__:
            setattr(namespace, key, values.__dict__[key])
        return rest

    def _take_option(self, args, kinds, i, namespace, seen, rest):
        argument, flag, value = self._option(args[i])
        i += 1
        if argument is None:
            rest.append(args[i - 1])
            return i
        if not argument._takes_value():
            self._act(argument, flag, [], namespace, seen)
            if value is not None:
                if flag.startswith("--"):
                    raise ArgumentError(argument, "ignored explicit argument " + repr(value))
                # More one-letter options in the same word.
                args.insert(i, "-" + value)
                kinds.insert(i, "O")
                if self._option(args[i]) is None or self._option(args[i])[0] is None:
                    raise ArgumentError(argument, "ignored explicit argument " + repr(value))
            return i
        if value is not None:
            values = [value]
        else:
            values = []
            most = {None: 1, "?": 1}.get(argument.nargs, argument.nargs)
            while i < len(args) and (most in ("*", "+", "...") or len(values) < most):
                if kinds[i] != "A" and argument.nargs != "...":
                    break
                values.append(args[i])
                i += 1
        nargs = argument.nargs
        if nargs is None and not values:
            raise ArgumentError(argument, "expected one argument")
        if nargs == "+" and not values:
            raise ArgumentError(argument, "expected at least one argument")
        if isinstance(nargs, int) and len(values) != nargs:
            text = "expected " + str(nargs) + " argument" + ("" if nargs == 1 else "s")
            raise ArgumentError(argument, text)
        self._act(argument, flag, values, namespace, seen)
        return i

    # Gives the words to the positional arguments, each as many as it can have; takes them out of
    # free. Returns the arguments that got none. At an option, only those that cannot go on.
    def _positionals(self, positionals, free, namespace, seen, last):
        left = list(positionals)
        while left:
            argument = left[0]
            nargs = argument.nargs
            spare = len(free) - _least(left[1:])
            if nargs is None:
                take = 1
            elif isinstance(nargs, int):
                take = nargs
            elif nargs == "?":
                take = min(1, max(0, spare))
            else:
                take = max(0, spare)
            if nargs == "+" and take < 1:
                take = 1
            if take > len(free) or (take == 0 and not last):
                break
            values = free[:take]
            del free[:take]
            left.pop(0)
            if values or nargs in ("*", "..."):
                self._act(argument, None, values, namespace, seen)
            elif nargs == "?":
                self._default_of(argument, namespace)
        return left

    def _default_of(self, argument, namespace):
        default = argument.default
        if isinstance(default, str) and argument.type is not None:
            default = argument._convert(default)
        if default != SUPPRESS:
            setattr(namespace, argument.dest, default)

    def _act(self, argument, flag, values, namespace, seen):
        for group in self._exclusive:
            if argument in group.arguments:
                for other in group.arguments:
                    if other is not argument and other in seen:
                        raise ArgumentError(
                            argument, "not allowed with argument " + other._display()
                        )
        action = argument.action
        dest = argument.dest
        if action == "help":
            self.print_help()
            self.exit()
        if action == "version":
            sys.stdout.write((argument.version or "").replace("%(prog)s", self.prog) + "\n")
            self.exit()
        if values or argument.nargs not in ("*", "..."):
            seen.append(argument)
        if action in ("store_const", "store_true", "store_false"):
            setattr(namespace, dest, argument.const)
        elif action == "boolean":
            setattr(namespace, dest, not flag.startswith("--no-"))
        elif action == "count":
            setattr(namespace, dest, (getattr(namespace, dest, None) or 0) + 1)
        elif action == "append_const":
            old = getattr(namespace, dest, None)
            setattr(namespace, dest, list(old or []) + [argument.const])
        else:
            nargs = argument.nargs
            if nargs == "?" and not values:
                value = argument.const
            elif nargs == "*" and not values and not argument.optional:
                value = [] if argument.default is None else argument.default
            else:
                value = [argument._convert(text) for text in values]
                if nargs is None or nargs == "?":
                    value = value[0]
            if action == "append":
                value = list(getattr(namespace, dest, None) or []) + [value]
            elif action == "extend":
                value = list(getattr(namespace, dest, None) or []) + value
            setattr(namespace, dest, value)

    # One line with all arguments; it is not wrapped.
    def format_usage(self):
        if self.usage is not None:
            return "usage: " + self.usage.replace("%(prog)s", self.prog) + "\n"
        parts = [self.prog]
        for argument in self._arguments:
            if argument.optional and argument.help != SUPPRESS:
                text = argument.flags[0]
                if argument.action == "boolean":
                    text = " | ".join(argument.flags)
                elif argument._takes_value():
                    text += " " + argument._values()
                parts.append(text if argument.required else "[" + text + "]")
        for argument in self._arguments:
            if not argument.optional and argument.help != SUPPRESS:
                parts.append(argument._values())
        if self._subparsers is not None:
            parts.append(self._subparsers.metavar or "{" + ",".join(self._subparsers.parsers) + "}")
            parts.append("...")
        return "usage: " + " ".join(parts) + "\n"

    def _section(self, title, entries, column):
        lines = [title + ":\n"]
        for head, text in entries:
            head = "  " + head
            if not text:
                lines.append(head + "\n")
                continue
            wrapped = textwrap.wrap(text, max(78 - column, 11))
            if len(head) + 2 <= column:
                lines.append(head + " " * (column - len(head)) + wrapped.pop(0) + "\n")
            else:
                lines.append(head + "\n")
            lines.extend([" " * column + line + "\n" for line in wrapped])
        return "".join(lines)

    def _paragraph(self, text):
        text = text.replace("%(prog)s", self.prog)
        if self._raw:
            return text + "\n"
        return textwrap.fill(" ".join(text.split()), 78) + "\n"

    def _entry(self, argument):
        if argument.optional:
            value = " " + argument._values() if argument._takes_value() else ""
            head = ", ".join([flag + value for flag in argument.flags])
        else:
            head = argument._name()
        text = argument.help or ""
        if "%" in text:
            values = {"prog": self.prog}
            for name in ("default", "dest", "const", "metavar", "choices"):
                values[name] = getattr(argument, name)
            values["type"] = getattr(argument.type, "__name__", argument.type)
            text %= values
        return head, text

    # The usage, the description and what each argument is for.
    def format_help(self):
        parts = [self.format_usage()]
        if self.description:
            parts.append(self._paragraph(self.description))
        shown = [argument for argument in self._arguments if argument.help != SUPPRESS]
        grouped = []
        for group in self._groups:
            grouped.extend(group.arguments)
        rest = [argument for argument in shown if argument not in grouped]
        positional = [self._entry(argument) for argument in rest if not argument.optional]
        sub = self._subparsers
        if sub is not None:
            positional.append((sub.metavar or "{" + ",".join(sub.parsers) + "}", sub.help))
            for name in sub.parsers:
                positional.append(("  " + name, sub.parsers[name]._help))
        options = [self._entry(argument) for argument in rest if argument.optional]
        sections = [("positional arguments", positional), ("options", options)]
        for group in self._groups:
            entries = [self._entry(argument) for argument in group.arguments if argument in shown]
            sections.append((group.title or "options", entries))
        heads = [len(head) for _, entries in sections for head, _ in entries]
        column = min(24, max(heads or [0]) + 4)
        for title, entries in sections:
            if entries:
                parts.append(self._section(title, entries, column))
        if self.epilog:
            parts.append(self._paragraph(self.epilog))
        return "\n".join(parts)

    def print_usage(self, file=None):
        (file or sys.stdout).write(self.format_usage())

    def print_help(self, file=None):
        (file or sys.stdout).write(self.format_help())

    # Ends the program.
    def exit(self, status=0, message=None):
        if message:
            sys.stderr.write(message)
        sys.exit(status)

    # Writes usage and message to standard error and ends the program with status 2.
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(2, self.prog + ": error: " + message + "\n")


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


# How many words these arguments need.
def _least(positionals):
    count = 0
    for argument in positionals:
        nargs = argument.nargs
        if nargs is None or nargs == "+":
            count += 1
        elif isinstance(nargs, int):
            count += nargs
    return count
