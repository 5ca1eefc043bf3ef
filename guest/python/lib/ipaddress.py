# Addresses and networks of the Internet protocol, versions 4 and 6.
__all__ = [
    "IPV4LENGTH",
    "IPV6LENGTH",
    "AddressValueError",
    "IPv4Address",
    "IPv4Interface",
    "IPv4Network",
    "IPv6Address",
    "IPv6Interface",
    "IPv6Network",
    "NetmaskValueError",
    "collapse_addresses",
    "ip_address",
    "ip_interface",
    "ip_network",
    "summarize_address_range",
    "v4_int_to_packed",
    "v6_int_to_packed",
]

IPV4LENGTH = 32
IPV6LENGTH = 128


class AddressValueError(ValueError):
    pass


class NetmaskValueError(ValueError):
    pass


# The address of a text, a number or bytes, of whichever version fits.
def ip_address(address):
    return _either(address, IPv4Address, IPv6Address, "an IPv4 or IPv6 address")


# The network of a text such as "10.0.0.0/8"; ValueError if host bits are set and strict.
def ip_network(address, strict=True):
    return _either(
        address,
        lambda a: IPv4Network(a, strict),
        lambda a: IPv6Network(a, strict),
        "an IPv4 or IPv6 network",
    )


# An address together with its network, of a text such as "10.1.2.3/8".
def ip_interface(address):
    return _either(address, IPv4Interface, IPv6Interface, "an IPv4 or IPv6 interface")


def _either(address, make4, make6, what):
    for make in (make4, make6):
        try:
            return make(address)
        except (AddressValueError, NetmaskValueError):
            pass
    raise ValueError("%r does not appear to be %s" % (address, what))


def v4_int_to_packed(address):
    return address.to_bytes(4, "big")


def v6_int_to_packed(address):
    return address.to_bytes(16, "big")


def _parse4(text):
    if not text:
        raise AddressValueError("Address cannot be empty")
    octets = text.split(".")
    if len(octets) != 4:
        raise AddressValueError("Expected 4 octets in %r" % (text,))
    n = 0
    for octet in octets:
        if not octet:
            raise AddressValueError("Empty octet not permitted in %r" % (text,))
        if not (octet.isdigit() and len(octet.encode()) == len(octet)):
            raise AddressValueError("Only decimal digits permitted in %r in %r" % (octet, text))
        if len(octet) > 3:
            raise AddressValueError("At most 3 characters permitted in %r in %r" % (octet, text))
        if octet != "0" and octet[0] == "0":
            raise AddressValueError("Leading zeros are not permitted in %r in %r" % (octet, text))
        value = int(octet)
        if value > 255:
            raise AddressValueError("Octet %d (> 255) not permitted in %r" % (value, text))
        n = n << 8 | value
    return n


def _parse6(text):
    if not text:
        raise AddressValueError("Address cannot be empty")
    parts = text.split(":")
    if len(parts) < 3:
        raise AddressValueError("At least 3 parts expected in %r" % (text,))
    if "." in parts[-1]:
        low = _parse4(parts.pop())
        parts.append("%x" % (low >> 16))
        parts.append("%x" % (low & 0xFFFF))
    if len(parts) > 9:
        raise AddressValueError("At most 8 colons permitted in %r" % (text,))
    gap = None
    for i in range(1, len(parts) - 1):
        if not parts[i]:
            if gap is not None:
                raise AddressValueError("At most one '::' permitted in %r" % (text,))
            gap = i
    if gap is None:
        if len(parts) != 8:
            raise AddressValueError("Exactly 8 parts expected without '::' in %r" % (text,))
        if not parts[0]:
            raise AddressValueError("Leading ':' only permitted as part of '::' in %r" % (text,))
        if not parts[-1]:
            raise AddressValueError("Trailing ':' only permitted as part of '::' in %r" % (text,))
    else:
        head = parts[:gap]
        tail = parts[gap + 1 :]
        if not head[0]:
            head = head[1:]
            if head:
                raise AddressValueError(
                    "Leading ':' only permitted as part of '::' in %r" % (text,)
                )
        if not tail[-1]:
            tail = tail[:-1]
            if tail:
                raise AddressValueError(
                    "Trailing ':' only permitted as part of '::' in %r" % (text,)
                )
        missing = 8 - len(head) - len(tail)
        if missing < 1:
            raise AddressValueError("Expected at most 7 other parts with '::' in %r" % (text,))
        parts = head + ["0"] * missing + tail
    n = 0
    for part in parts:
        if len(part) > 4:
            raise AddressValueError("At most 4 characters permitted in %r in %r" % (part, text))
        for c in part:
            if c not in "0123456789abcdefABCDEF":
                raise AddressValueError("Only hex digits permitted in %r in %r" % (part, text))
        n = n << 16 | int(part, 16)
    return n


def _text4(n):
    return "%d.%d.%d.%d" % (n >> 24, n >> 16 & 255, n >> 8 & 255, n & 255)


# The longest run of two or more zeros is left out.
def _text6(n):
    parts = ["%x" % (n >> shift & 0xFFFF) for shift in range(112, -16, -16)]
    best = size = 0
    start = None
    for i in range(9):
        if i < 8 and parts[i] == "0":
            if start is None:
                start = i
        else:
            if start is not None and i - start > size:
                best = start
                size = i - start
            start = None
    if size > 1:
        return ":".join(parts[:best]) + "::" + ":".join(parts[best + size :])
    return ":".join(parts)


class _Address:
    def __init__(self, address):
        self._scope = None
        if isinstance(address, int):
            if address < 0:
                raise AddressValueError(
                    "%d (< 0) is not permitted as an IPv%d address" % (address, self.version)
                )
            if address >> self.max_prefixlen:
                raise AddressValueError(
                    "%d (>= 2**%d) is not permitted as an IPv%d address"
                    % (address, self.max_prefixlen, self.version)
                )
            self._ip = address
        elif isinstance(address, bytes):
            if len(address) * 8 != self.max_prefixlen:
                raise AddressValueError(
                    "%r (len %d != %d) is not permitted as an IPv%d address"
                    % (address, len(address), self.max_prefixlen // 8, self.version)
                )
            self._ip = int.from_bytes(address, "big")
        else:
            text = str(address)
            if "/" in text:
                raise AddressValueError("Unexpected '/' in %r" % (address,))
            if self.version == 6 and "%" in text:
                text, _, self._scope = text.partition("%")
                if not self._scope or "%" in self._scope:
                    raise AddressValueError("Invalid IPv6 address: %r" % (address,))
            self._ip = self._parse(text)

    @property
    def packed(self):
        return self._ip.to_bytes(self.max_prefixlen // 8, "big")

    @property
    def compressed(self):
        return str(self)

    @property
    def exploded(self):
        if self.version == 4:
            return self._text(self._ip)
        return ":".join(["%04x" % (self._ip >> shift & 0xFFFF) for shift in range(112, -16, -16)])

    @property
    def reverse_pointer(self):
        if self.version == 4:
            return ".".join(list(reversed(self._text(self._ip).split(".")))) + ".in-addr.arpa"
        return ".".join(list(reversed(list(self.exploded.replace(":", ""))))) + ".ip6.arpa"

    def _within(self, networks):
        bits = self.max_prefixlen
        for base, prefix in networks:
            if self._ip >> (bits - prefix) == base >> (bits - prefix):
                return True
        return False

    @property
    def is_private(self):
        mapped = self._mapped()
        if mapped is not None:
            return mapped.is_private
        return self._within(self._private)

    @property
    def is_global(self):
        mapped = self._mapped()
        if mapped is not None:
            return mapped.is_global
        if self._within(self._shared):
            return False
        return not self.is_private

    @property
    def is_multicast(self):
        return self._within(self._multicast)

    @property
    def is_reserved(self):
        return self._within(self._reserved)

    @property
    def is_loopback(self):
        return self._within(self._loopback)

    @property
    def is_link_local(self):
        return self._within(self._link_local)

    @property
    def is_unspecified(self):
        return self._ip == 0

    def _mapped(self):
        return None

    def __int__(self):
        return self._ip

    def __str__(self):
        text = self._text(self._ip)
        return text if self._scope is None else text + "%" + self._scope

    def __repr__(self):
        return "%s('%s')" % (self.__class__.__name__, str(self))

    def __format__(self, spec):
        return format(str(self), spec)

    def __hash__(self):
        return hash((self.version, self._ip, self._scope))

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, _Address) else False

    def _key(self):
        return self.version, self._ip, self._scope

    def _other(self, other, op):
        if not isinstance(other, _Address):
            raise TypeError(
                "'%s' not supported between instances of '%s' and '%s'"
                % (op, type(self).__name__, type(other).__name__)
            )
        if self.version != other.version:
            raise TypeError("%s and %s are not of the same version" % (self, other))
        return other._ip

    def __lt__(self, other):
        return self._ip < self._other(other, "<")

    def __le__(self, other):
        return self._ip <= self._other(other, "<=")

    def __gt__(self, other):
        return self._ip > self._other(other, ">")

    def __ge__(self, other):
        return self._ip >= self._other(other, ">=")

    def __add__(self, other):
        return self._kind(self._ip + other) if isinstance(other, int) else NotImplemented

    def __sub__(self, other):
        return self._kind(self._ip - other) if isinstance(other, int) else NotImplemented

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return self.__class__, (str(self),)


def _nets4(*texts):
    return [(_parse4(text.split("/")[0]), int(text.split("/")[1])) for text in texts]


def _nets6(*texts):
    return [(_parse6(text.split("/")[0]), int(text.split("/")[1])) for text in texts]


class IPv4Address(_Address):
    version = 4
    max_prefixlen = 32
    _parse = staticmethod(_parse4)
    _text = staticmethod(_text4)
    _private = _nets4(
        "0.0.0.0/8",
        "10.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/29",
        "192.0.0.170/31",
        "192.0.2.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
    )
    _shared = _nets4("100.64.0.0/10")
    _multicast = _nets4("224.0.0.0/4")
    _reserved = _nets4("240.0.0.0/4")
    _loopback = _nets4("127.0.0.0/8")
    _link_local = _nets4("169.254.0.0/16")


class IPv6Address(_Address):
    version = 6
    max_prefixlen = 128
    _parse = staticmethod(_parse6)
    _text = staticmethod(_text6)
    _private = _nets6(
        "::1/128",
        "::/128",
        "::ffff:0:0/96",
        "100::/64",
        "2001::/23",
        "2001:2::/48",
        "2001:db8::/32",
        "2001:10::/28",
        "fc00::/7",
        "fe80::/10",
    )
    _shared = ()
    _multicast = _nets6("ff00::/8")
    _reserved = _nets6(
        "::/8",
        "100::/8",
        "200::/7",
        "400::/6",
        "800::/5",
        "1000::/4",
        "4000::/3",
        "6000::/3",
        "8000::/3",
        "a000::/3",
        "c000::/3",
        "e000::/4",
        "f000::/5",
        "f800::/6",
        "fe00::/9",
    )
    _loopback = _nets6("::1/128")
    _link_local = _nets6("fe80::/10")
    _site_local = _nets6("fec0::/10")

    def _mapped(self):
        return self.ipv4_mapped

    @property
    def scope_id(self):
        return self._scope

    @property
    def is_site_local(self):
        return self._within(self._site_local)

    # The IPv4 address that this one stands for, or None.
    @property
    def ipv4_mapped(self):
        return IPv4Address(self._ip & 0xFFFFFFFF) if self._ip >> 32 == 0xFFFF else None

    @property
    def sixtofour(self):
        if self._ip >> 112 != 0x2002:
            return None
        return IPv4Address(self._ip >> 80 & 0xFFFFFFFF)

    @property
    def teredo(self):
        if self._ip >> 96 != 0x20010000:
            return None
        return IPv4Address(self._ip >> 64 & 0xFFFFFFFF), IPv4Address(~self._ip & 0xFFFFFFFF)


IPv4Address._kind = IPv4Address
IPv6Address._kind = IPv6Address


# The length of a prefix that is given as a number, a net mask or a host mask.
def _prefix(value, kind):
    bits = kind.max_prefixlen
    if isinstance(value, int):
        if not 0 <= value <= bits:
            raise NetmaskValueError("%r is not a valid netmask" % (value,))
        return value
    if value.isdigit() and len(value.encode()) == len(value):
        n = int(value)
        if n > bits:
            raise NetmaskValueError("%r is not a valid netmask" % (value,))
        return n
    if kind.version == 6:
        raise NetmaskValueError("%r is not a valid netmask" % (value,))
    try:
        n = _parse4(value)
    except AddressValueError:
        raise NetmaskValueError("%r is not a valid netmask" % (value,))
    full = 0xFFFFFFFF
    for mask in (n, n ^ full):
        hosts = mask ^ full
        if not hosts & (hosts + 1):
            return bits - (len(bin(hosts)) - 2 if hosts else 0)
    raise NetmaskValueError("%r is not a valid netmask" % (value,))


# The address and the length of the prefix of a text, a number or a pair.
def _split(address, kind):
    if isinstance(address, (tuple, list)):
        base = address[0]
        mask = address[1] if len(address) > 1 else kind.max_prefixlen
    elif isinstance(address, (int, bytes)):
        base = address
        mask = kind.max_prefixlen
    else:
        parts = str(address).split("/")
        if len(parts) > 2:
            raise AddressValueError("Only one '/' permitted in %r" % (address,))
        base = parts[0]
        mask = parts[1] if len(parts) == 2 else kind.max_prefixlen
    return kind(base), _prefix(mask, kind)


class _Network:
    def __init__(self, address, strict=True):
        kind = self._kind
        base, self._prefixlen = _split(address, kind)
        hosts = (1 << (kind.max_prefixlen - self._prefixlen)) - 1
        if base._ip & hosts:
            if strict:
                raise ValueError("%s has host bits set" % self._shown(base))
            base = kind(base._ip - (base._ip & hosts))
        self.network_address = base

    def _shown(self, base):
        return "%s/%d" % (base, self._prefixlen)

    @property
    def version(self):
        return self._kind.version

    @property
    def max_prefixlen(self):
        return self._kind.max_prefixlen

    @property
    def prefixlen(self):
        return self._prefixlen

    @property
    def num_addresses(self):
        return 1 << (self.max_prefixlen - self._prefixlen)

    @property
    def broadcast_address(self):
        return self._kind(self._last())

    def _last(self):
        return self.network_address._ip + self.num_addresses - 1

    @property
    def hostmask(self):
        return self._kind(self.num_addresses - 1)

    @property
    def netmask(self):
        return self._kind((1 << self.max_prefixlen) - self.num_addresses)

    @property
    def with_prefixlen(self):
        return str(self)

    @property
    def with_netmask(self):
        return "%s/%s" % (self.network_address, self.netmask)

    @property
    def with_hostmask(self):
        return "%s/%s" % (self.network_address, self.hostmask)

    @property
    def compressed(self):
        return str(self)

    @property
    def exploded(self):
        return "%s/%d" % (self.network_address.exploded, self._prefixlen)

    # The addresses that hosts can have.
    def hosts(self):
        kind = self._kind
        first = self.network_address._ip
        last = self._last()
        if self.max_prefixlen - self._prefixlen > 1:
            first += 1
            if self.version == 4:
                last -= 1
        elif self.max_prefixlen == self._prefixlen:
            return [kind(first)]
        else:
            return [kind(first), kind(last)]
        return _addresses(kind, first, last)

    def __iter__(self):
        return _addresses(self._kind, self.network_address._ip, self._last())

    def __getitem__(self, n):
        at = self.network_address._ip + n if n >= 0 else self._last() + n + 1
        if not self.network_address._ip <= at <= self._last():
            raise IndexError("address out of range")
        return self._kind(at)

    def __contains__(self, other):
        if not isinstance(other, _Address) or other.version != self.version:
            return False
        shift = self.max_prefixlen - self._prefixlen
        return other._ip >> shift == self.network_address._ip >> shift

    def overlaps(self, other):
        return (
            self.network_address in other
            or self.broadcast_address in other
            or other.network_address in self
            or other.broadcast_address in self
        )

    # The networks that the network divides into.
    def subnets(self, prefixlen_diff=1, new_prefix=None):
        bits = self.max_prefixlen
        if self._prefixlen == bits:
            yield self
            return
        if new_prefix is not None:
            if new_prefix < self._prefixlen:
                raise ValueError("new prefix must be longer")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = new_prefix - self._prefixlen
        if prefixlen_diff < 0:
            raise ValueError("prefix length diff must be > 0")
        prefix = self._prefixlen + prefixlen_diff
        if prefix > bits:
            raise ValueError("prefix length diff %d is invalid for netblock %s" % (prefix, self))
        step = 1 << (bits - prefix)
        at = self.network_address._ip
        for _ in range(1 << prefixlen_diff):
            yield self.__class__((at, prefix))
            at += step

    # The network that contains this one.
    def supernet(self, prefixlen_diff=1, new_prefix=None):
        if self._prefixlen == 0:
            return self
        if new_prefix is not None:
            if new_prefix > self._prefixlen:
                raise ValueError("new prefix must be shorter")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = self._prefixlen - new_prefix
        prefix = self._prefixlen - prefixlen_diff
        if prefix < 0:
            raise ValueError(
                "current prefixlen is %d, cannot have a prefixlen_diff of %d"
                % (self._prefixlen, prefixlen_diff)
            )
        return self.__class__((self.network_address._ip, prefix), False)

    def _same_version(self, other):
        if self.version != other.version:
            raise TypeError("%s and %s are not of the same version" % (self, other))

    def subnet_of(self, other):
        self._same_version(other)
        return self.network_address in other and self._prefixlen >= other._prefixlen

    def supernet_of(self, other):
        return other.subnet_of(self)

    # The networks that are left when another one inside is taken out.
    def address_exclude(self, other):
        self._same_version(other)
        if not other.subnet_of(self):
            raise ValueError("%s not contained in %s" % (other, self))
        rest = self
        while rest != other:
            a, b = rest.subnets()
            if other.subnet_of(a):
                yield b
                rest = a
            else:
                yield a
                rest = b

    def compare_networks(self, other):
        self._same_version(other)
        a = self._order()
        b = other._order()
        return (a > b) - (a < b)

    def _both(self, name):
        return getattr(self.network_address, name) and getattr(self.broadcast_address, name)

    # Whether all of the network lies in one of these.
    def _inside(self, networks):
        for network in networks:
            if self.network_address._within([network]) and self.broadcast_address._within(
                [network]
            ):
                return True
        return False

    @property
    def is_private(self):
        return self._inside(self._kind._private)

    @property
    def is_global(self):
        return not self._inside(self._kind._shared) and not self.is_private

    @property
    def is_multicast(self):
        return self._both("is_multicast")

    @property
    def is_reserved(self):
        return self._both("is_reserved")

    @property
    def is_loopback(self):
        return self._both("is_loopback")

    @property
    def is_link_local(self):
        return self._both("is_link_local")

    @property
    def is_unspecified(self):
        return self._both("is_unspecified")

    def _order(self):
        return self.network_address._ip, self._prefixlen

    def __str__(self):
        return self._shown(self.network_address)

    def __repr__(self):
        return "%s('%s')" % (self.__class__.__name__, str(self))

    def __hash__(self):
        return hash((self.version,) + self._order())

    def __eq__(self, other):
        if not isinstance(other, _Network):
            return False
        return self.version == other.version and self._order() == other._order()

    def _other(self, other, op):
        if not isinstance(other, _Network):
            raise TypeError(
                "'%s' not supported between instances of '%s' and '%s'"
                % (op, type(self).__name__, type(other).__name__)
            )
        self._same_version(other)
        return other._order()

    def __lt__(self, other):
        return self._order() < self._other(other, "<")

    def __le__(self, other):
        return self._order() <= self._other(other, "<=")

    def __gt__(self, other):
        return self._order() > self._other(other, ">")

    def __ge__(self, other):
        return self._order() >= self._other(other, ">=")


def _addresses(kind, first, last):
    while first <= last:
        yield kind(first)
        first += 1


class IPv4Network(_Network):
    _kind = IPv4Address


class IPv6Network(_Network):
    _kind = IPv6Address


# What interfaces have beyond addresses.
def _set_up(interface, address):
    base, prefix = _split(address, interface._kind)
    interface._ip = base._ip
    interface._scope = base._scope
    interface._prefixlen = prefix
    interface.network = interface._net((base._ip, prefix), False)
    interface.netmask = interface.network.netmask
    interface.hostmask = interface.network.hostmask


class IPv4Interface(IPv4Address):
    _net = IPv4Network

    def __init__(self, address):
        _set_up(self, address)

    @property
    def ip(self):
        return IPv4Address(self._ip)

    @property
    def with_prefixlen(self):
        return str(self)

    @property
    def with_netmask(self):
        return "%s/%s" % (self.ip, self.netmask)

    @property
    def with_hostmask(self):
        return "%s/%s" % (self.ip, self.hostmask)

    def __str__(self):
        return "%s/%d" % (self._text(self._ip), self._prefixlen)

    def _key(self):
        return self.version, self._ip, self._prefixlen, self._scope

    def __hash__(self):
        return hash(self._key())


class IPv6Interface(IPv6Address):
    _net = IPv6Network

    def __init__(self, address):
        _set_up(self, address)

    @property
    def ip(self):
        return IPv6Address(self._ip)

    @property
    def with_prefixlen(self):
        return str(self)

    @property
    def with_netmask(self):
        return "%s/%s" % (self.ip, self.netmask)

    @property
    def with_hostmask(self):
        return "%s/%s" % (self.ip, self.hostmask)

    def __str__(self):
        return "%s/%d" % (self._text(self._ip), self._prefixlen)

    def _key(self):
        return self.version, self._ip, self._prefixlen, self._scope

    def __hash__(self):
        return hash(self._key())


# The fewest networks that hold exactly the addresses from first to last.
def summarize_address_range(first, last):
    if not isinstance(first, _Address) or not isinstance(last, _Address):
        raise TypeError("first and last must be IP addresses, not networks")
    if first.version != last.version:
        raise TypeError("%s and %s are not of the same version" % (first, last))
    if first > last:
        raise ValueError("last IP address must be greater than first")
    make = IPv4Network if first.version == 4 else IPv6Network
    bits = first.max_prefixlen
    a = first._ip
    b = last._ip
    while a <= b:
        size = a & -a if a else 1 << bits
        while size > b - a + 1:
            size >>= 1
        yield make((a, bits + 1 - (len(bin(size)) - 2)))
        a += size


# The fewest networks that hold exactly the same addresses.
def collapse_addresses(addresses):
    spans = []
    kind = None
    for one in addresses:
        if isinstance(one, _Network):
            first, last = one.network_address, one.broadcast_address
        else:
            first = last = one
        if kind is not None and first._kind is not kind:
            raise TypeError("%s and %s are not of the same version" % (one, spans[-1][2]))
        kind = first._kind
        spans.append((first._ip, last._ip, one))
    spans = sorted([(a, b) for a, b, _ in spans])
    made = []
    for a, b in spans:
        if made and a <= made[-1][1] + 1:
            made[-1][1] = max(made[-1][1], b)
        else:
            made.append([a, b])
    for a, b in made:
        yield from summarize_address_range(kind(a), kind(b))
