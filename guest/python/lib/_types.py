# Methods of built-in types, and functions, beside those of the interpreter; `types.py` installs them while the image
# is built, after the library: what is done at import cannot use them. What `guest/src/natives.rs` names with a dot
# ("int.bit_count") is computed by the worker.
import _buffers
import _containers
import _formats
import _functions
import _numbers
import _special
import _texts
from _collections import OrderedDict
from _native import format_object, get_item

# What the worker may ask for, in the order of `Hook` in `src/vm/native/value.rs`.
HOOKS = (
    str,
    repr,
    getattr,
    get_item,
    format_object,
    _formats.percent_int,
    _formats.percent_float,
    _formats.percent_bytes,
)

# What functions in `patches/` call, by the name of the words that they find it in.
STATIC_HOOKS = (
    ("native_hooks", HOOKS),
    ("bytearray_hooks", (_buffers.times, _buffers.times_in_place)),
    ("dict_iter", (_special.DICT["__iter__"],)),
    ("format_hooks", (_formats.object_format, _formats.checked_text)),
    (
        "number_hooks",
        (
            _numbers.int_new,
            _numbers.float_new,
            _numbers.complex_new,
            _numbers.index_of_instance,
            _numbers.real,
        ),
    ),
)

# Raises what list.index() raises (`patches/methods/not_in_sequence.wat`).
REFUSALS = (_texts.not_in_list,)

# Functions and methods of which the interpreter's own are as good for some numbers of arguments (as in PLAIN below).
FUNCTIONS = {
    "builtins.iter": (_functions.iter, 4 << 1),
    "builtins.sum": (_functions.sum, 4 << 1),
}

# Types, and what makes their objects from unusual arguments (`constructors` in `patches/methods`).
CONSTRUCTORS = (
    (zip, _functions.zip),
    (str, _functions.make_str),
    (bytes, _functions.make_bytes),
    (bytearray, _functions.make_bytearray),
    (reversed, _functions.reversed),
    (property, _functions.make_property),
)

# What is called with all arguments of a method if the worker passes, by the method's whole name.
FALLBACKS = {
    "builtins.bin": _functions.number_of(bin),
    "builtins.hex": _functions.number_of(hex),
    "builtins.oct": _functions.number_of(oct),
    "builtins.format": _formats.builtin_format,
    "builtins.pow": _numbers.power,
    "builtins.round": _numbers.round_other,
    "int.bit_count": _numbers.with_native_self(int, "bit_count"),
    "int.bit_length": _numbers.with_native_self(int, "bit_length"),
    "int.to_bytes": _numbers.to_bytes,
    "int.from_bytes": _numbers.from_bytes,
    "float.is_integer": _numbers.with_native_self(float, "is_integer"),
    "float.as_integer_ratio": _numbers.with_native_self(float, "as_integer_ratio"),
    "float.hex": _numbers.with_native_self(float, "hex"),
    "int.__format__": _formats.format_of(int),
    "float.__format__": _formats.format_of(float),
    "str.__format__": _formats.format_of(str),
    "complex.__format__": _formats.format_of(complex),
    "str.encode": _texts.encode,
    "str.format": _texts.format,
    "str.format_map": _texts.format_map,
    "str.translate": _texts.translate,
    "bytes.decode": _texts.decode,
    "bytearray.decode": _texts.decode,
}

# Built-in functions written in Python; all others that are put in place of the interpreter's own come here, too.
BUILTINS = {
    "dir": _functions.dir,
    "input": _functions.input,
    "ascii": _functions.ascii,
    "open": _functions.open,
    "vars": _functions.vars,
}

# Methods of `str` of the interpreter's own that are as good as the worker's if there are no keyword arguments, and so many
# arguments (the object among them; 4 << that is added), perhaps for ASCII only (1), or if the next argument is a text (2).
PLAIN = {
    "count": 4 << 2 | 2,
    "endswith": 4 << 2 | 2,
    "find": 4 << 2 | 2,
    "index": 4 << 2 | 2,
    "isalpha": 4 << 1 | 1,
    "isdigit": 4 << 1 | 1,
    "islower": 4 << 1 | 1,
    "isupper": 4 << 1 | 1,
    "rfind": 4 << 2 | 2,
    "rindex": 4 << 2 | 2,
    "startswith": 4 << 2 | 2,
}

# Methods of the worker's that get the class in place of an object.
CLASS_METHODS = ("int.from_bytes", "float.fromhex")


def _joined(methods, more):
    methods = dict(methods)
    methods.update(more)
    return methods


# Types that have a dictionary of methods in common, and what is added to it beside the methods of the worker's, in an
# order in which a type without a dictionary comes after one of a higher address. With a type in front: what that has comes
# first.
TYPES = (
    ((set,), _joined(_special.SET, _containers.SET_METHODS)),
    ((frozenset,), _joined(_special.FROZENSET, _containers.FROZENSET_METHODS)),
    ((range,), _containers.RANGE_METHODS),
    ((str,), _joined(_special.STR, {"maketrans": staticmethod(_texts.maketrans)})),
    ((bytes,), _joined(_special.BYTES, {"maketrans": staticmethod(_texts.maketrans_bytes)})),
    ((list,), _special.LIST),
    ((tuple,), _special.TUPLE),
    ((bytearray,), _joined(_special.BYTEARRAY, _buffers.BYTEARRAY)),
    ((memoryview,), _buffers.MEMORYVIEW),
    ((property,), _functions.PROPERTY),
    ((int,), _numbers.INT),
    ((dict, OrderedDict), _special.DICT),
    ((bool,), (int, _numbers.BOOL)),
    ((float,), _numbers.FLOAT),
    ((complex,), _numbers.COMPLEX),
    (
        (object,),
        {
            "__format__": _formats.object_format,
            "__init_subclass__": classmethod(_functions.init_subclass),
        },
    ),
)

# Slots of types that have none of the kind: the byte of the type that says where, in the order of `container_slots` in
# `patches/slices`.
SLOTS = ((slice, 8), (slice, 12), (range, 12))

# Methods of the views of dicts, whose types are `dict_keys_type` and so on in `patches/dicts`. (Keywords, so that the
# names are names to the interpreter, too.)
VIEWS = dict(
    dict_keys=_containers.VIEW_METHODS,
    dict_items=_containers.VIEW_METHODS,
    dict_values={},
)
