//! Names of the functions that the worker provides to the library; the worker includes this very file.
//!
//! A function's number is its place here. In Python they are attributes of `_native`; those with a dot in their names are
//! methods of built-in types instead, which `python/lib/_types.py` puts there.

/// All of them, in the order of their numbers.
pub const NAMES: &[&str] = &[
    "closest",
    "mt_seed",
    "mt_random",
    "mt_getrandbits",
    "mt_randbelow",
    "fsum",
    "float_sums",
    "digest",
    "deflate",
    "inflate",
    "adler32",
    "json_dumps",
    "json_check",
    "re_compile",
    "re_match",
    "re_findall",
    "re_spans",
    "re_split",
    "re_sub",
    "re_template",
    "re_escape",
    "codec_problem",
    "property_part",
    "builtins.bin",
    "builtins.hex",
    "builtins.oct",
    "int.bit_count",
    "float_repr",
    "str.format",
    "str.format_map",
    "str.percent",
    "int.__format__",
    "float.__format__",
    "str.__format__",
    "complex.__format__",
    "builtins.format",
];
