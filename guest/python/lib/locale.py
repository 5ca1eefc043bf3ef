__all__ = [
    "LC_ALL",
    "LC_COLLATE",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_MONETARY",
    "LC_NUMERIC",
    "LC_TIME",
    "Error",
    "atof",
    "atoi",
    "currency",
    "format_string",
    "getdefaultlocale",
    "getlocale",
    "getpreferredencoding",
    "localeconv",
    "setlocale",
    "strcoll",
    "strxfrm",
]

LC_CTYPE = 0
LC_NUMERIC = 1
LC_TIME = 2
LC_COLLATE = 3
LC_MONETARY = 4
LC_MESSAGES = 5
LC_ALL = 6
CHAR_MAX = 127


# Raised for locales that are not here: all but "C".
class Error(Exception):
    pass


# Chooses a locale: "C" or the default one, which is "C", too.
def setlocale(category, locale=None):
    if locale in (None, "", "C", "POSIX", ("C", None), (None, None)):
        return "C"
    raise Error("unsupported locale setting")


def getlocale(category=LC_CTYPE):
    return None, None


def getdefaultlocale(envvars=()):
    return None, None


def getpreferredencoding(do_setlocale=True):
    return "UTF-8"


getencoding = getpreferredencoding


def localeconv():
    conv = {
        "decimal_point": ".",
        "thousands_sep": "",
        "grouping": [],
        "int_curr_symbol": "",
        "currency_symbol": "",
        "mon_decimal_point": "",
        "mon_thousands_sep": "",
        "mon_grouping": [],
        "positive_sign": "",
        "negative_sign": "",
    }
    for name in (
        "int_frac_digits",
        "frac_digits",
        "p_cs_precedes",
        "p_sep_by_space",
        "n_cs_precedes",
        "n_sep_by_space",
        "p_sign_posn",
        "n_sign_posn",
    ):
        conv[name] = CHAR_MAX
    return conv


# The "C" locale has no groups, so grouping changes nothing.
def format_string(f, val, grouping=False, monetary=False):
    return f % val


def currency(val, symbol=True, grouping=False, international=False):
    raise ValueError("Currency formatting is not possible using the 'C' locale.")


def str(val):  # noqa: A001
    return "%.12g" % val


def atof(string, func=float):
    return func(string)


def atoi(string):
    return int(string)


def delocalize(string):
    return string


def strcoll(a, b):
    return (a > b) - (a < b)


def strxfrm(string):
    return string
