__all__ = [
    "architecture",
    "machine",
    "node",
    "platform",
    "processor",
    "python_build",
    "python_compiler",
    "python_implementation",
    "python_version",
    "python_version_tuple",
    "release",
    "system",
    "uname",
    "version",
]


# The interpreter is MicroPython, and says so. There is no system that could be looked at.
def python_implementation():
    return "MicroPython"


def python_version():
    import sys

    return "%d.%d.%d" % tuple(sys.version_info)[:3]


def python_version_tuple():
    return tuple(python_version().split("."))


def python_build():
    return "", ""


def python_compiler():
    return ""


def system():
    return "Linux"


def machine():
    return "wasm32"


def node():
    return "sandbox"


release = version = processor = python_compiler


def architecture(*args, **kwargs):
    return "32bit", ""


def uname():
    return system(), node(), release(), version(), machine()


def platform(aliased=False, terse=False):
    return system() + "-" + machine()
