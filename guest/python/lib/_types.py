# Methods of built-in types, and functions, beside those of the interpreter; `types.py` installs them while the image
# is built. What `guest/src/natives.rs` names with a dot ("int.bit_count") is computed by the worker.
from _collections import OrderedDict


def _get_item(value, key):
    return value[key]


# format() for objects that the worker does not know.
def _format(value, specification):
    return str(value)


# What the worker may ask for, in the order of `Hook` in `src/vm/native/value.rs`.
HOOKS = (str, repr, repr, getattr, _get_item, _format)

# What is called with all arguments of a method if the worker passes, by the method's whole name.
FALLBACKS = {}

# Methods of the worker's that get the class in place of an object.
CLASS_METHODS = ()

# Types that have a dictionary of methods in common, and what is added to it beside the methods of the worker's, in an
# order in which a type without a dictionary comes after one of a higher address. A type in place of what is added: its
# methods.
TYPES = (
    ((int,), {}),
    ((dict, OrderedDict), {}),
    ((bool,), int),
    ((float,), {}),
    ((complex,), {}),
)
