from collections import namedtuple

__all__ = [
    "parse_qs",
    "parse_qsl",
    "quote",
    "quote_from_bytes",
    "quote_plus",
    "unquote",
    "unquote_plus",
    "unquote_to_bytes",
    "urldefrag",
    "urlencode",
    "urljoin",
    "urlparse",
    "urlsplit",
    "urlunparse",
    "urlunsplit",
]

_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"
_HEX = "0123456789ABCDEF"


# Percent-encodes all but letters, digits, _.-~ and what is safe.
def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        string = _encoded(string, encoding)
    elif encoding is not None or errors is not None:
        raise TypeError("quote() doesn't support 'encoding' for bytes")
    return quote_from_bytes(string, safe)


def _encoded(string, encoding):
    if encoding is None or encoding.lower() in ("utf-8", "utf8"):
        return string.encode()
    return string.encode(encoding)


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    if isinstance(safe, str):
        safe = bytes([ord(c) for c in safe if c < "\x80"])
    safe = _SAFE + safe
    if not bytes(bs).strip(safe):
        return str(bs, "utf-8")
    return "".join([chr(c) if c in safe else "%" + _HEX[c >> 4] + _HEX[c & 15] for c in bs])


# The same, with + for blanks.
def quote_plus(string, safe="", encoding=None, errors=None):
    blank = " " if isinstance(string, str) else b" "
    if blank not in string:
        return quote(string, safe, encoding, errors)
    space = " " if isinstance(safe, str) else b" "
    return quote(string, safe + space, encoding, errors).replace(" ", "+")


# The bytes that a percent-encoded text stands for.
def unquote_to_bytes(string):
    if isinstance(string, str):
        string = string.encode()
    parts = bytes(string).split(b"%")
    out = [parts[0]]
    for part in parts[1:]:
        try:
            if part[:1] in (b"+", b"-", b" ", b"_") or part[1:2] in (b" ", b"_"):
                raise ValueError
            out.append(bytes([int(str(part[:2], "utf-8"), 16)]) if len(part) > 1 else b"%" + part)
            out.append(part[2:] if len(part) > 1 else b"")
        except ValueError:
            out.append(b"%")
            out.append(part)
    return b"".join(out)


# The text that a percent-encoded text stands for. Bytes that are no UTF-8 become U+FFFD.
def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, (bytes, bytearray)):
        return _decoded(unquote_to_bytes(string), encoding, errors)
    if "%" not in string:
        return string
    return _decoded(unquote_to_bytes(string), encoding, errors)


def _decoded(data, encoding, errors):
    encoding = (encoding or "utf-8").lower()
    if encoding in ("latin-1", "latin1", "iso-8859-1"):
        return "".join([chr(c) for c in data])
    if encoding not in ("utf-8", "utf8", "ascii"):
        raise NotImplementedError("encoding " + encoding + ": use UTF-8 or Latin-1")
    try:
        return str(data, "utf-8")
    except ValueError:
        if (errors or "replace") != "replace":
            raise
    return _replaced(data)


# Decodes UTF-8 with U+FFFD for what is none.
def _replaced(data):
    out = []
    i = 0
    while i < len(data):
        c = data[i]
        n = 1 if c < 0x80 else 2 if 0xC2 <= c < 0xE0 else 3 if 0xE0 <= c < 0xF0 else 4
        low, high = {0xE0: (0xA0, 0xBF), 0xED: (0x80, 0x9F), 0xF0: (0x90, 0xBF)}.get(
            c, (0x80, 0x8F) if c == 0xF4 else (0x80, 0xBF)
        )
        good = 1
        if c >= 0x80 and not 0xC2 <= c <= 0xF4:
            n = 0
        while good < n and i + good < len(data) and low <= data[i + good] <= high:
            good += 1
            low, high = 0x80, 0xBF
        out.append(str(data[i : i + n], "utf-8") if good == n else "\ufffd")
        i += good
    return "".join(out)


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


def _to_text(value, quote_via, safe, encoding):
    if isinstance(value, (bytes, bytearray)):
        return quote_via(value, safe)
    return quote_via(str(value), safe, encoding)


def _is_iterable(value):
    try:
        iter(value)
    except TypeError:
        return False
    return True


# A query string of a mapping or pairs; with doseq, a list gives one pair an element.
def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    if hasattr(query, "items"):
        query = query.items()
    out = []
    try:
        for key, value in query:
            key = _to_text(key, quote_via, safe, encoding)
            if doseq and not isinstance(value, (str, bytes)) and _is_iterable(value):
                for one in value:
                    out.append(key + "=" + _to_text(one, quote_via, safe, encoding))
            else:
                out.append(key + "=" + _to_text(value, quote_via, safe, encoding))
    except (TypeError, ValueError):
        if isinstance(query, str):
            raise TypeError("not a valid non-string sequence or mapping object")
        raise
    return "&".join(out)


# The pairs of a query string, decoded.
def parse_qsl(
    qs,
    keep_blank_values=False,
    strict_parsing=False,
    encoding="utf-8",
    errors="replace",
    max_num_fields=None,
    separator="&",
):
    if isinstance(qs, (bytes, bytearray)):
        pairs = parse_qsl(
            str(qs, "utf-8"),
            keep_blank_values,
            strict_parsing,
            encoding,
            errors,
            max_num_fields,
            str(separator, "utf-8") if isinstance(separator, bytes) else separator,
        )
        return [(key.encode(), value.encode()) for key, value in pairs]
    if not separator or not isinstance(separator, (str, bytes)):
        raise ValueError("Separator must be of type string or bytes.")
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError("Max number of fields exceeded")
    pairs = []
    for part in qs.split(separator) if qs else ():
        if not part and not strict_parsing:
            continue
        key, equals, value = part.partition("=")
        if not equals:
            if strict_parsing:
                raise ValueError("bad query field: " + repr(part))
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            pairs.append(
                (unquote_plus(key, encoding, errors), unquote_plus(value, encoding, errors))
            )
    return pairs


# The same as a dict of lists.
def parse_qs(
    qs,
    keep_blank_values=False,
    strict_parsing=False,
    encoding="utf-8",
    errors="replace",
    max_num_fields=None,
    separator="&",
):
    found = {}
    for key, value in parse_qsl(
        qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator
    ):
        found.setdefault(key, []).append(value)
    return found


# What the parts of a URL's network location have in common.
def _host(netloc):
    return netloc.rpartition("@")[2]


def _port_text(netloc):
    host = _host(netloc)
    if host.startswith("["):
        return host.partition("]")[2].partition(":")[2]
    return host.partition(":")[2]


def _hostname(netloc):
    host = _host(netloc)
    if host.startswith("["):
        return host[1:].partition("]")[0].lower() or None
    name, percent, zone = host.partition(":")[0].partition("%")
    return name.lower() + percent + zone or None


def _port(netloc):
    text = _port_text(netloc)
    if not text:
        return None
    if not text.isdigit():
        raise ValueError("Port could not be cast to integer value as " + repr(text))
    port = int(text)
    if port > 65535:
        raise ValueError("Port out of range 0-65535")
    return port


def _user(netloc):
    info, at, _ = netloc.rpartition("@")
    return info.partition(":")[0] if at else None


def _password(netloc):
    info, at, _ = netloc.rpartition("@")
    _, colon, password = info.partition(":")
    return password if at and colon else None


class SplitResult(namedtuple("SplitResult", "scheme netloc path query fragment")):
    @property
    def username(self):
        return _user(self[1])

    @property
    def password(self):
        return _password(self[1])

    @property
    def hostname(self):
        return _hostname(self[1])

    @property
    def port(self):
        return _port(self[1])

    # The URL again.
    def geturl(self):
        return urlunsplit(self)


class ParseResult(namedtuple("ParseResult", "scheme netloc path params query fragment")):
    @property
    def username(self):
        return _user(self[1])

    @property
    def password(self):
        return _password(self[1])

    @property
    def hostname(self):
        return _hostname(self[1])

    @property
    def port(self):
        return _port(self[1])

    # The URL again.
    def geturl(self):
        return urlunparse(self)


class DefragResult(namedtuple("DefragResult", "url fragment")):
    # The URL again.
    def geturl(self):
        return self[0] + "#" + self[1] if self[1] else self[0]


_SCHEME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
_RELATIVE = (
    "",
    "ftp",
    "http",
    "gopher",
    "nntp",
    "imap",
    "wais",
    "file",
    "https",
    "shttp",
    "mms",
    "prospero",
    "rtsp",
    "rtspu",
    "rtsps",
    "sftp",
    "svn",
    "svn+ssh",
    "ws",
    "wss",
)
_NETLOC = set(_RELATIVE)
_NETLOC.update(("telnet", "snews", "rsync", "nfs", "git", "git+ssh"))
_PARAMS = set("ftp hdl prospero http https shttp rtsp rtspu sip sips mms sftp tel".split())
_PARAMS.add("")


# What stands in brackets must look like an address of IP version 6, or of a later one.
def _check_address(host):
    address = host.partition("%")[0]
    if host[:1] not in ("v", "V") and (
        address.count(":") < 2 or address.strip("0123456789abcdefABCDEF:.")
    ):
        raise ValueError(repr(host) + " does not appear to be an IPv4 or IPv6 address")


# scheme, netloc, path, query and fragment of a URL.
def urlsplit(url, scheme="", allow_fragments=True):
    if not isinstance(url, str):
        raise TypeError("urls are str here: decode " + type(url).__name__ + " first")
    url = url.lstrip("".join([chr(i) for i in range(33)]))
    for c in "\t\r\n":
        url = url.replace(c, "")
    scheme = scheme.strip()
    netloc = query = fragment = ""
    i = url.find(":")
    if i > 0 and url[0] < "\x80" and url[0].isalpha() and not url[:i].strip(_SCHEME):
        scheme, url = url[:i].lower(), url[i + 1 :]
    if url[:2] == "//":
        end = len(url)
        for c in "/?#":
            at = url.find(c, 2)
            if at >= 0:
                end = min(end, at)
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
        if "[" in netloc:
            _check_address(netloc.partition("[")[2].partition("]")[0])
    if allow_fragments and "#" in url:
        url, _, fragment = url.partition("#")
    if "?" in url:
        url, _, query = url.partition("?")
    return SplitResult(scheme, netloc, url, query, fragment)


# The same, with the parameters of the path's last part.
def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in _PARAMS and ";" in path:
        i = path.find(";", max(path.rfind("/"), 0))
        if i >= 0:
            path, params = path[:i], path[i + 1 :]
    return ParseResult(scheme, netloc, path, params, query, fragment)


# A URL of five parts.
def urlunsplit(components):
    scheme, netloc, url, query, fragment = components
    if netloc or (scheme and scheme in _NETLOC and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (netloc or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    if fragment:
        url = url + "#" + fragment
    return url


# A URL of six parts.
def urlunparse(components):
    scheme, netloc, url, params, query, fragment = components
    if params:
        url = url + ";" + params
    return urlunsplit((scheme, netloc, url, query, fragment))


# The URL without its fragment, and the fragment.
def urldefrag(url):
    if "#" not in url:
        return DefragResult(url, "")
    scheme, netloc, path, params, query, fragment = urlparse(url)
    return DefragResult(urlunparse((scheme, netloc, path, params, query, "")), fragment)


# What a URL means on the page of another one.
def urljoin(base, url, allow_fragments=True):
    if not base:
        return url
    if not url:
        return base
    bscheme, bnetloc, bpath, bparams, bquery, _ = urlparse(base, "", allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, bscheme, allow_fragments)
    if scheme != bscheme or scheme not in _RELATIVE:
        return url
    if scheme in _NETLOC:
        if netloc:
            return urlunparse((scheme, netloc, path, params, query, fragment))
        netloc = bnetloc
    if not path and not params:
        return urlunparse((scheme, netloc, bpath, bparams, query or bquery, fragment))
    parts = bpath.split("/")
    if parts[-1]:
        # What the base's path ends in is replaced.
        parts.pop()
    if path[:1] == "/":
        segments = path.split("/")
    else:
        segments = parts + path.split("/")
        segments[1:-1] = [part for part in segments[1:-1] if part]
    resolved = []
    for part in segments:
        if part == "..":
            if resolved:
                resolved.pop()
        elif part != ".":
            resolved.append(part)
    if segments[-1] in (".", ".."):
        resolved.append("")
    return urlunparse((scheme, netloc, "/".join(resolved) or "/", params, query, fragment))
