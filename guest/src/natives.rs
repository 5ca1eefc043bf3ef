//! Names of the functions that the worker provides to the library; the worker includes this very file.
//!
//! A function's number is its place here. In Python they are attributes of `_native`.

/// All of them, in the order of their numbers.
pub const NAMES: [&str; 22] = [
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
    "lower",
];
