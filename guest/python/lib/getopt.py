# Options of a list of arguments, as C programs take them.
__all__ = ["GetoptError", "error", "getopt", "gnu_getopt"]


class GetoptError(Exception):
    def __init__(self, msg, opt=""):
        super().__init__(msg, opt)
        self.msg = msg
        self.opt = opt

    def __str__(self):
        return self.msg


error = GetoptError


# The pairs of options and values, and the arguments from the first that is no option.
def getopt(args, shortopts, longopts=()):
    return _getopt(args, shortopts, longopts, True)


# The same, where options may follow other arguments.
def gnu_getopt(args, shortopts, longopts=()):
    first = shortopts[:1] == "+"
    return _getopt(args, shortopts[1:] if first else shortopts, longopts, first)


def _getopt(args, shortopts, longopts, stops):
    longopts = [longopts] if isinstance(longopts, str) else list(longopts)
    args = list(args)
    options = []
    rest = []
    while args:
        arg = args.pop(0)
        if arg == "--":
            rest += args
            break
        if arg[:2] == "--":
            options.append(_long(arg[2:], longopts, args))
        elif arg[:1] == "-" and arg != "-":
            arg = arg[1:]
            while arg:
                letter = arg[0]
                arg = arg[1:]
                i = shortopts.find(letter)
                if i < 0 or letter == ":":
                    raise GetoptError("option -%s not recognized" % letter, letter)
                value = ""
                if shortopts[i + 1 : i + 2] == ":":
                    if not arg:
                        if not args:
                            raise GetoptError("option -%s requires argument" % letter, letter)
                        arg = args.pop(0)
                    value = arg
                    arg = ""
                options.append(("-" + letter, value))
        else:
            rest.append(arg)
            if stops:
                rest += args
                break
    return options, rest


def _long(option, longopts, args):
    name, equals, value = option.partition("=")
    found = [known for known in longopts if known.startswith(name)]
    if not found:
        raise GetoptError("option --%s not recognized" % name, name)
    if name in found:
        known = name
    elif name + "=" in found:
        known = name + "="
    elif len(found) > 1:
        raise GetoptError("option --%s not a unique prefix" % name, name)
    else:
        known = found[0]
    if known[-1:] == "=":
        known = known[:-1]
        if not equals:
            if not args:
                raise GetoptError("option --%s requires argument" % known, known)
            value = args.pop(0)
    elif equals:
        raise GetoptError("option --%s must not have an argument" % known, known)
    return "--" + known, value
