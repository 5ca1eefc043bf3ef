# Nothing can be pickled here; the names are those that programs mention.
__all__ = [
    "DEFAULT_PROTOCOL",
    "HIGHEST_PROTOCOL",
    "PickleError",
    "Pickler",
    "PicklingError",
    "Unpickler",
    "UnpicklingError",
    "dump",
    "dumps",
    "load",
    "loads",
]

HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4


class PickleError(Exception):
    pass


class PicklingError(PickleError):
    pass


class UnpicklingError(PickleError):
    pass


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    raise NotImplementedError(
        "objects cannot be pickled here: use json.dumps() for data, copy.deepcopy() for copies"
    )


def loads(data, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    raise NotImplementedError(
        "pickles cannot be read here: use json.loads() for text that json.dumps() made"
    )


def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    dumps(obj)


def load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    loads(b"")


class Pickler:
    def __init__(self, file, protocol=None, **options):
        dumps(None)


class Unpickler:
    def __init__(self, file, **options):
        loads(b"")
