# Methods of built-in types, and functions, beside those of the interpreter; `types.py` installs them while the image
# is built. What `guest/src/natives.rs` names with a dot ("int.bit_count") is computed by the worker.
import _functions
import _texts
from _collections import OrderedDict


def _get_item(value, key):
    return value[key]


# format() for objects that the worker does not know.
def _format(value, specification):
    return str(value)


# What the worker may ask for, in the order of `Hook` in `src/vm/native/value.rs`.
HOOKS = (str, repr, repr, getattr, _get_item, _format)

# Raises what list.index() raises (`patches/methods/not_in_sequence.wat`).
REFUSALS = (_texts.not_in_list,)

# Built-in functions; a pair if the interpreter's own is as good for some numbers of arguments (as in PLAIN below).
FUNCTIONS = {
    "dir": _functions.dir,
    "input": _functions.input,
    "iter": (_functions.iter, 2 << 1),
    "open": _functions.open,
    "sum": (_functions.sum, 2 << 1),
    "vars": _functions.vars,
}

# Types, and what makes their objects from unusual arguments (`constructors` in `patches/methods`).
CONSTRUCTORS = (
    (zip, _functions.zip),
    (str, _functions.make_str),
    (bytes, _functions.make_bytes),
    (bytearray, _functions.make_bytearray),
    (reversed, _functions.reversed),
)

# What is called with all arguments of a method if the worker passes, by the method's whole name.
FALLBACKS = {
    "str.encode": _texts.encode,
    "str.translate": _texts.translate,
    "bytes.decode": _texts.decode,
    "bytearray.decode": _texts.decode,
}

# Methods of the interpreter's own that are as good as the worker's if there are no keyword arguments, and so many
# arguments (the object among them; 2 << that is added), perhaps only for ASCII (1).
PLAIN = {
    "count": 2 << 2,
    "encode": 2 << 1,
    "endswith": 2 << 2,
    "find": 2 << 2,
    "index": 2 << 2,
    "isalpha": 2 << 1 | 1,
    "isdigit": 2 << 1 | 1,
    "islower": 2 << 1 | 1,
    "isspace": 2 << 1 | 1,
    "isupper": 2 << 1 | 1,
    "rfind": 2 << 2,
    "rindex": 2 << 2,
    "startswith": 2 << 2,
}

# Methods of the worker's that get the class in place of an object.
CLASS_METHODS = ()

# Types that have a dictionary of methods in common, and what is added to it beside the methods of the worker's, in an
# order in which a type without a dictionary comes after one of a higher address. A type in place of what is added: its
# methods.
TYPES = (
    ((str,), {"maketrans": staticmethod(_texts.maketrans)}),
    ((bytes,), {"maketrans": staticmethod(_texts.maketrans_bytes)}),
    ((bytearray,), {"maketrans": staticmethod(_texts.maketrans_bytes)}),
    ((int,), {}),
    ((dict, OrderedDict), {}),
    ((bool,), int),
    ((float,), {}),
    ((complex,), {}),
)
