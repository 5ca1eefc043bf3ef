# XML as trees of elements.
import re as _re

__all__ = [
    "Comment",
    "Element",
    "ElementTree",
    "PI",
    "ParseError",
    "ProcessingInstruction",
    "QName",
    "SubElement",
    "TreeBuilder",
    "VERSION",
    "XML",
    "XMLID",
    "XMLParser",
    "XMLPullParser",
    "canonicalize",
    "dump",
    "fromstring",
    "fromstringlist",
    "indent",
    "iselement",
    "iterparse",
    "parse",
    "register_namespace",
    "tostring",
    "tostringlist",
]

VERSION = "1.3.0"
_XML_SPACE = "http://www.w3.org/XML/1998/namespace"


# What is no XML: `code` is a number of expat's, `position` the line and the column.
class ParseError(SyntaxError):
    code = 0
    position = (0, 0)


# --- Elements ---------------------------------------------------------------------------------


class Element:
    text = None
    tail = None

    def __init__(self, tag, attrib=None, **extra):
        if attrib is None:
            attrib = extra
        elif not isinstance(attrib, dict):
            raise TypeError("attrib must be dict, not " + type(attrib).__name__)
        else:
            attrib = attrib.copy()
            attrib.update(extra)
        self.tag = tag
        self.attrib = attrib
        self._children = []

    def __repr__(self):
        return "<Element %r at 0x%x>" % (self.tag, id(self))

    def makeelement(self, tag, attrib):
        return self.__class__(tag, attrib)

    def __copy__(self):
        new = Element(self.tag, self.attrib)
        new.text = self.text
        new.tail = self.tail
        new._children = self._children[:]
        return new

    def __deepcopy__(self, memo):
        new = Element(self.tag, self.attrib)
        new.text = self.text
        new.tail = self.tail
        new._children = [child.__deepcopy__(memo) for child in self._children]
        return new

    def __len__(self):
        return len(self._children)

    def __bool__(self):
        return bool(self._children)

    def __getitem__(self, index):
        try:
            return self._children[index]
        except IndexError:
            raise IndexError("child index out of range")

    def __setitem__(self, index, element):
        self._children[index] = element

    def __delitem__(self, index):
        del self._children[index]

    def __iter__(self):
        return iter(self._children)

    def append(self, subelement):
        if not isinstance(subelement, Element):
            raise TypeError("append() argument must be Element, not " + type(subelement).__name__)
        self._children.append(subelement)

    def extend(self, elements):
        for element in elements:
            self.append(element)

    def insert(self, index, subelement):
        if not isinstance(subelement, Element):
            raise TypeError("insert() argument 2 must be Element")
        self._children.insert(index, subelement)

    def remove(self, subelement):
        for i, child in enumerate(self._children):
            if child is subelement:
                del self._children[i]
                return
        raise ValueError("Element.remove(x): element not found")

    def clear(self):
        self.attrib.clear()
        self._children = []
        self.text = self.tail = None

    def get(self, key, default=None):
        return self.attrib.get(key, default)

    def set(self, key, value):
        self.attrib[key] = value

    def keys(self):
        return self.attrib.keys()

    def items(self):
        return self.attrib.items()

    def find(self, path, namespaces=None):
        for element in self.iterfind(path, namespaces):
            return element
        return None

    def findtext(self, path, default=None, namespaces=None):
        for element in self.iterfind(path, namespaces):
            return element.text or ""
        return default

    def findall(self, path, namespaces=None):
        return list(self.iterfind(path, namespaces))

    def iterfind(self, path, namespaces=None):
        return iter(_select(self, path, namespaces))

    # This element and all below it, in the order of the document.
    def iter(self, tag=None):
        if tag == "*":
            tag = None
        stack = [self]
        while stack:
            element = stack.pop()
            if tag is None or element.tag == tag:
                yield element
            children = element._children
            if children:
                stack.extend(reversed(children))

    def itertext(self):
        if not isinstance(self.tag, str) and self.tag is not None:
            return
        if self.text:
            yield self.text
        for child in self._children:
            yield from child.itertext()
            if child.tail:
                yield child.tail


def SubElement(parent, tag, attrib=None, **extra):
    element = Element(tag, attrib, **extra)
    parent.append(element)
    return element


def Comment(text=None):
    element = Element(Comment)
    element.text = text
    return element


def ProcessingInstruction(target, text=None):
    element = Element(ProcessingInstruction)
    element.text = target if text is None else target + " " + text
    return element


PI = ProcessingInstruction


# A name with a namespace.
class QName:
    def __init__(self, text_or_uri, tag=None):
        self.text = "{" + text_or_uri + "}" + tag if tag else text_or_uri

    def __str__(self):
        return self.text

    def __repr__(self):
        return "<QName %r>" % self.text

    def __hash__(self):
        return hash(self.text)

    def __eq__(self, other):
        return self.text == (other.text if isinstance(other, QName) else other)

    def __lt__(self, other):
        return self.text < (other.text if isinstance(other, QName) else other)


def iselement(element):
    return hasattr(element, "tag")


# --- Paths ------------------------------------------------------------------------------------

_STEP = _re.compile(r"(?:\{[^}]*\})?[^/\[\]{}]+|//?")
_PREDICATE = _re.compile(
    r"\[\s*(?:@([^\]\s=!]+)|([^\]\s=!@'\"()]+|\.)|(last\(\))(?:\s*-\s*([0-9]+))?)"
    r"\s*(?:(!?=)\s*(?:'([^']*)'|\"([^\"]*)\"))?\s*\]"
)


def _full_name(name, namespaces):
    if name[:1] == "{" or name in ("*", ".", ".."):
        return name
    prefix, colon, local = name.partition(":")
    if colon:
        if not namespaces or prefix not in namespaces:
            raise SyntaxError("prefix %r not found in prefix map" % prefix)
        return "{" + namespaces[prefix] + "}" + local
    if namespaces and namespaces.get(""):
        return "{" + namespaces[""] + "}" + name
    return name


def _matches(element, name):
    tag = element.tag
    if name == "*":
        return isinstance(tag, str)
    if not isinstance(tag, str):
        return False
    if name[:3] == "{*}":
        return name == "{*}*" or tag == name[3:] or tag.endswith("}" + name[3:])
    if name[:2] == "{}":
        return tag[:1] != "{" if name[2:] == "*" else tag == name[2:]
    if name[-2:] == "}*":
        return tag.startswith(name[:-1])
    return tag == name


def _select(root, path, namespaces):
    if isinstance(path, QName):
        path = path.text
    if path[:1] == "/":
        raise SyntaxError("cannot use absolute path on element")
    if path[-1:] == "/":
        path += "*"
    found = [root]
    at = 0
    deep = False
    parents = None
    expects_step = True
    while at < len(path):
        if path[at] == "[":
            m = _PREDICATE.match(path, at)
            if m is None:
                raise SyntaxError("invalid predicate")
            at = m.end()
            if parents is None:
                parents = _parents(root)
            found = _filter(found, m.groups(), parents, namespaces)
            continue
        m = _STEP.match(path, at)
        if m is None:
            raise SyntaxError("invalid path")
        at = m.end()
        step = m.group()
        if step == "/" or step == "//":
            if expects_step:
                raise SyntaxError("invalid path")
            expects_step = True
            deep = step == "//"
            continue
        if not expects_step:
            raise SyntaxError("invalid path")
        expects_step = False
        name = _full_name(step.strip(), namespaces)
        if name == ".":
            if deep:
                raise SyntaxError("invalid path")
        elif name == "..":
            if parents is None:
                parents = _parents(root)
            above = []
            for element in found:
                parent = parents.get(id(element))
                if parent is not None and not _has(above, parent):
                    above.append(parent)
            found = above
        elif deep:
            found = [e for top in found for e in top.iter() if e is not top and _matches(e, name)]
            if len(found) > 1:
                found = _once(found)
        else:
            found = [e for top in found for e in top._children if _matches(e, name)]
        deep = False
    if expects_step and at:
        raise SyntaxError("invalid path")
    return found


def _has(elements, wanted):
    for element in elements:
        if element is wanted:
            return True
    return False


def _once(elements):
    seen = set()
    kept = []
    for element in elements:
        if id(element) not in seen:
            seen.add(id(element))
            kept.append(element)
    return kept


def _parents(root):
    parents = {}
    for element in root.iter():
        for child in element._children:
            parents[id(child)] = element
    return parents


def _filter(found, groups, parents, namespaces):
    attribute, name, last, back, operator, single, double = groups
    value = double if single is None else single
    if last or name and name.isdigit() and not operator:
        if last:
            index = -1 - int(back or 0)
        else:
            index = int(name) - 1
            if index < 0:
                raise SyntaxError("XPath position >= 1 expected")
        kept = []
        for element in found:
            parent = parents.get(id(element))
            if parent is None:
                continue
            same = [e for e in parent._children if e.tag == element.tag]
            if -len(same) <= index < len(same) and same[index] is element:
                kept.append(element)
        return kept
    if attribute:
        attribute = _full_name(attribute, None if ":" not in attribute else namespaces)
        if not operator:
            return [e for e in found if attribute in e.attrib]
        if operator == "=":
            return [e for e in found if e.attrib.get(attribute) == value]
        return [e for e in found if e.attrib.get(attribute, value) != value]
    equal = operator == "="
    if name == ".":
        if not operator:
            raise SyntaxError("invalid predicate")
        return [e for e in found if ("".join(e.itertext()) == value) == equal]
    name = _full_name(name, namespaces)
    if not operator:
        return [e for e in found if [c for c in e._children if _matches(c, name)]]
    return [
        e
        for e in found
        if [
            c
            for c in e._children
            if _matches(c, name) and ("".join(c.itertext()) == value) == equal
        ]
    ]


# --- Reading ----------------------------------------------------------------------------------

_NAME = r"[A-Za-z_:\x80-\U0010ffff][A-Za-z0-9_:.\x80-\U0010ffff-]*"
_START = _re.compile(r"<(" + _NAME + ")")
_END = _re.compile(r"</(" + _NAME + r")[ \t\r\n]*>")
_ATTRIBUTE = _re.compile(
    r"([ \t\r\n]+)(" + _NAME + r")[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"<]*)\"|'([^'<]*)')"
)
_TAG_END = _re.compile(r"[ \t\r\n]*(/?>)")
_REFERENCE = _re.compile(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([A-Za-z_][A-Za-z0-9_.-]*));")
_DOCTYPE = _re.compile(r"<!DOCTYPE\s[^\[>]*(\[[^\]]*\])?\s*>")
_ENTITY = _re.compile(r"<!ENTITY\s+([A-Za-z_][A-Za-z0-9_.-]*)\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_ILLEGAL = _re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class _Source:
    def __init__(self, text, builder):
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.text = text
        self.builder = builder
        self.entities = _ENTITIES

    def error(self, code, message, at):
        before = self.text[:at]
        line = before.count("\n") + 1
        column = at - before.rfind("\n") - 1
        error = ParseError("%s: line %d, column %d" % (message, line, column))
        error.code = code
        error.position = (line, column)
        return error

    def resolve(self, text, start):
        if "&" not in text:
            return text
        parts = []
        at = 0
        while True:
            i = text.find("&", at)
            if i < 0:
                parts.append(text[at:])
                return "".join(parts)
            parts.append(text[at:i])
            m = _REFERENCE.match(text, i)
            if m is None:
                raise self.error(4, "not well-formed (invalid token)", start + i + 1)
            decimal, hexadecimal, name = m.groups()
            if name:
                if name not in self.entities:
                    raise self.error(11, "undefined entity", start + i)
                parts.append(self.entities[name])
            else:
                code = int(decimal) if decimal else int(hexadecimal, 16)
                if (
                    code > 0x10FFFF
                    or 0xD800 <= code < 0xE000
                    or code < 32
                    and code not in (9, 10, 13)
                ):
                    raise self.error(14, "reference to invalid character number", start + i)
                parts.append(chr(code))
            at = m.end()

    # The name with its namespace in braces.
    def qualified(self, name, spaces, is_attribute, at):
        prefix, colon, local = name.partition(":")
        if not colon:
            space = None if is_attribute else spaces.get("")
            return "{" + space + "}" + name if space else name
        if prefix not in spaces:
            raise self.error(27, "unbound prefix", at)
        return "{" + spaces[prefix] + "}" + local

    def read(self):
        text = self.text
        builder = self.builder
        spaces = {"xml": _XML_SPACE}
        open_tags = []
        at = 0
        seen_root = False
        m = _ILLEGAL.search(text)
        if m:
            raise self.error(4, "not well-formed (invalid token)", m.start())
        if text.startswith("<?xml") and text[5:6] in " \t\n":
            at = text.find("?>") + 2
            if at < 2:
                raise self.error(5, "unclosed token", 0)
        while True:
            i = text.find("<", at)
            data = text[at:] if i < 0 else text[at:i]
            if data:
                if open_tags:
                    bad = data.find("]]>")
                    if bad >= 0:
                        raise self.error(4, "not well-formed (invalid token)", at + bad)
                    builder.data(self.resolve(data, at))
                elif data.strip(" \t\n"):
                    at += len(data) - len(data.lstrip(" \t\n"))
                    if seen_root:
                        raise self.error(9, "junk after document element", at)
                    raise self.error(2, "syntax error", at)
            if i < 0:
                break
            c = text[i + 1 : i + 2]
            if c == "/":
                m = _END.match(text, i)
                if m is None or not open_tags:
                    raise self.error(4, "not well-formed (invalid token)", i + 2)
                name, tag, spaces = open_tags.pop()
                if m.group(1) != name:
                    raise self.error(7, "mismatched tag", i + 2)
                builder.end(tag)
                at = m.end()
            elif c == "!":
                at = self.declaration(i, bool(open_tags), seen_root)
            elif c == "?":
                at = text.find("?>", i) + 2
                if at < 2:
                    raise self.error(5, "unclosed token", i)
                target, _, rest = text[i + 2 : at - 2].partition(" ")
                if target.lower() == "xml":
                    raise self.error(30, "XML or text declaration not at start of entity", i)
                builder.pi(target, rest.strip() or None)
            else:
                if seen_root and not open_tags:
                    raise self.error(9, "junk after document element", i)
                seen_root = True
                m = _START.match(text, i)
                if m is None:
                    raise self.error(4, "not well-formed (invalid token)", i + 1)
                name = m.group(1)
                at = m.end()
                inner = spaces
                pairs = []
                while True:
                    m = _ATTRIBUTE.match(text, at)
                    if m is None:
                        break
                    _, key, value, single = m.groups()
                    if value is None:
                        value = single
                    value = self.resolve(
                        value.replace("\n", " ").replace("\t", " "), m.end() - 1 - len(value)
                    )
                    if key == "xmlns" or key.startswith("xmlns:"):
                        if inner is spaces:
                            inner = spaces.copy()
                        inner[key[6:]] = value
                    else:
                        for other, _, _ in pairs:
                            if other == key:
                                raise self.error(8, "duplicate attribute", m.end(1))
                        pairs.append((key, value, m.end(1)))
                    at = m.end()
                m = _TAG_END.match(text, at)
                if m is None:
                    if text.find(">", at) < 0:
                        raise self.error(5, "unclosed token", i)
                    while text[at : at + 1] in " \t\n":
                        at += 1
                    raise self.error(4, "not well-formed (invalid token)", at)
                at = m.end()
                attributes = {}
                for key, value, place in pairs:
                    attributes[self.qualified(key, inner, True, place)] = value
                tag = self.qualified(name, inner, False, i)
                builder.start(tag, attributes)
                if m.group(1) == "/>":
                    builder.end(tag)
                else:
                    open_tags.append((name, tag, spaces))
                    spaces = inner
        if not seen_root or open_tags:
            raise self.error(3, "no element found", len(text))

    # A comment, a section of character data, or the type of the document; the end of it.
    def declaration(self, i, inside, seen_root):
        text = self.text
        if text.startswith("<!--", i):
            end = text.find("--", i + 4)
            if end < 0:
                raise self.error(5, "unclosed token", i)
            if text[end + 2 : end + 3] != ">":
                raise self.error(4, "not well-formed (invalid token)", end + 2)
            self.builder.comment(text[i + 4 : end])
            return end + 3
        if text.startswith("<![CDATA[", i) and inside:
            end = text.find("]]>", i)
            if end < 0:
                raise self.error(20, "unclosed CDATA section", i)
            self.builder.data(text[i + 9 : end])
            return end + 3
        m = _DOCTYPE.match(text, i)
        if m is None or inside or seen_root:
            raise self.error(4, "not well-formed (invalid token)", i + 2)
        if m.group(1):
            self.entities = dict(_ENTITIES)
            for name, double, single in _ENTITY.findall(m.group(1)):
                value = double or single
                if "<" in value or "&" in value:
                    raise NotImplementedError("entities that hold markup are not supported here")
                self.entities[name] = value
        return m.end()


class TreeBuilder:
    def __init__(self, element_factory=None, *, insert_comments=False, insert_pis=False):
        self._factory = element_factory or Element
        self._comments = insert_comments
        self._pis = insert_pis
        self._open = []
        self._last = None
        self._root = None
        self._text = []
        self._in_tail = False

    def _flush(self):
        if self._text:
            if self._last is not None:
                text = "".join(self._text)
                if self._in_tail:
                    self._last.tail = text
                else:
                    self._last.text = text
            self._text = []

    def data(self, data):
        self._text.append(data)

    def start(self, tag, attrs):
        self._flush()
        element = self._factory(tag, attrs)
        if self._open:
            self._open[-1].append(element)
        elif self._root is None:
            self._root = element
        self._open.append(element)
        self._last = element
        self._in_tail = False
        return element

    def end(self, tag):
        self._flush()
        self._last = self._open.pop()
        self._in_tail = True
        return self._last

    def _insert(self, wanted, element):
        if wanted and self._open:
            self._flush()
            self._open[-1].append(element)
            self._last = element
            self._in_tail = True

    def comment(self, text):
        self._insert(self._comments, Comment(text))

    def pi(self, target, text=None):
        self._insert(self._pis, ProcessingInstruction(target, text))

    def close(self):
        return self._root


class _Target:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        method = getattr(self._target, name, None)
        return method or (lambda *args: None)


# Reads text given in pieces, when it is closed.
class XMLParser:
    def __init__(self, *, target=None, encoding=None):
        self.target = target or TreeBuilder()
        self.entity = {}
        self._encoding = encoding
        self._parts = []

    def feed(self, data):
        self._parts.append(data)

    def flush(self):
        pass

    def close(self):
        parts = self._parts
        if parts and isinstance(parts[0], (bytes, bytearray)):
            text = _decoded(b"".join(parts), self._encoding)
        else:
            text = "".join(parts)
        target = self.target
        if not isinstance(target, TreeBuilder):
            target = _Target(target)
        source = _Source(text, target)
        if self.entity:
            source.entities = dict(_ENTITIES)
            source.entities.update(self.entity)
        source.read()
        return target.close()


_ENCODING = _re.compile(r"<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def _decoded(data, encoding=None):
    data = bytes(data)
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    if encoding is None:
        head = "".join([chr(c) for c in data[:200]])
        m = _ENCODING.match(head)
        encoding = m.group(1) if m else "utf-8"
    kind = encoding.lower().replace("_", "-")
    if kind in ("iso-8859-1", "latin-1", "latin1"):
        return "".join([chr(c) for c in data])
    if kind not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise NotImplementedError("the encoding " + encoding + " is not supported: decode the text")
    return data.decode()


# The root element of the text.
def XML(text, parser=None):
    parser = parser or XMLParser()
    parser.feed(text)
    return parser.close()


fromstring = XML


def fromstringlist(sequence, parser=None):
    parser = parser or XMLParser()
    for text in sequence:
        parser.feed(text)
    return parser.close()


# The root, and a dict of the elements by their "id".
def XMLID(text, parser=None):
    root = XML(text, parser)
    ids = {}
    for element in root.iter():
        if element.get("id"):
            ids[element.get("id")] = element
    return root, ids


class ElementTree:
    def __init__(self, element=None, file=None):
        self._root = element
        if file:
            self.parse(file)

    def getroot(self):
        return self._root

    def _setroot(self, element):
        self._root = element

    # Reads an object with read(), like io.StringIO.
    def parse(self, source, parser=None):
        if not hasattr(source, "read"):
            source = open(source, "rb")
        self._root = XML(source.read(), parser)
        return self._root

    def iter(self, tag=None):
        return self._root.iter(tag)

    def find(self, path, namespaces=None):
        return self._root.find(_from_root(path), namespaces)

    def findtext(self, path, default=None, namespaces=None):
        return self._root.findtext(_from_root(path), default, namespaces)

    def findall(self, path, namespaces=None):
        return self._root.findall(_from_root(path), namespaces)

    def iterfind(self, path, namespaces=None):
        return self._root.iterfind(_from_root(path), namespaces)

    def write(
        self,
        file_or_filename,
        encoding=None,
        xml_declaration=None,
        default_namespace=None,
        method=None,
        *,
        short_empty_elements=True,
    ):
        encoding = encoding or "us-ascii"
        text = _serialized(
            self._root, encoding, xml_declaration, default_namespace, method, short_empty_elements
        )
        if not hasattr(file_or_filename, "write"):
            file_or_filename = open(file_or_filename, "w")
        file_or_filename.write(text)


def _from_root(path):
    return "." + path if isinstance(path, str) and path[:1] == "/" else path


def parse(source, parser=None):
    tree = ElementTree()
    tree.parse(source, parser)
    return tree


class _Events(TreeBuilder):
    def __init__(self, events):
        super().__init__()
        self._wanted = events
        self._seen = []

    def start(self, tag, attrs):
        element = super().start(tag, attrs)
        if "start" in self._wanted:
            self._seen.append(("start", element))
        return element

    def end(self, tag):
        element = super().end(tag)
        if "end" in self._wanted:
            self._seen.append(("end", element))
        return element


# Pairs of an event and an element. The whole text is read first.
def iterparse(source, events=None, parser=None):
    events = tuple(events or ("end",))
    for event in events:
        if event not in ("start", "end"):
            raise NotImplementedError("iterparse() knows the events 'start' and 'end' only here")
    builder = _Events(events)
    if not hasattr(source, "read"):
        source = open(source, "rb")
    XML(source.read(), XMLParser(target=builder))
    return iter(builder._seen)


class XMLPullParser:
    def __init__(self, events=None):
        raise NotImplementedError("use iterparse(io.StringIO(text)) or fromstring(text)")


def canonicalize(xml_data=None, *, out=None, from_file=None, **options):
    raise NotImplementedError("canonical XML is not written here: use tostring()")


# --- Writing ----------------------------------------------------------------------------------

_PREFIXES = {
    _XML_SPACE: "xml",
    "http://www.w3.org/1999/xhtml": "html",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://schemas.xmlsoap.org/wsdl/": "wsdl",
    "http://www.w3.org/2001/XMLSchema": "xs",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_HTML_EMPTY = (
    "area base basefont br col embed frame hr img input isindex link meta param source track wbr"
).split()


# The prefix for a namespace in what is written.
def register_namespace(prefix, uri):
    if prefix[:2] == "ns" and prefix[2:].isdigit():
        raise ValueError("Prefix format reserved for internal use")
    for key, value in list(_PREFIXES.items()):
        if key == uri or value == prefix:
            del _PREFIXES[key]
    _PREFIXES[uri] = prefix


def _escape(text):
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _escape_attribute(text, html=False):
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace('"', "&quot;")
    if html:
        return text
    text = text.replace("<", "&lt;").replace("\r", "&#13;")
    return text.replace("\n", "&#10;").replace("\t", "&#09;")


class _Writer:
    def __init__(self, root, default_namespace, method, short):
        self.parts = []
        self.names = {}
        self.spaces = {}
        self.default = default_namespace
        self.html = method == "html"
        self.short = short
        if default_namespace:
            self.spaces[default_namespace] = ""
        for element in root.iter():
            tag = element.tag
            if isinstance(tag, QName):
                tag = tag.text
            if isinstance(tag, str):
                self.name(tag)
            elif tag is not None and tag is not Comment and tag is not ProcessingInstruction:
                raise _unwritable(tag)
            for key, value in element.attrib.items():
                self.name(key.text if isinstance(key, QName) else key)
                if isinstance(value, QName):
                    self.name(value.text)
            if isinstance(element.text, QName):
                self.name(element.text.text)

    # The name as it is written.
    def name(self, full):
        if full in self.names:
            return self.names[full]
        if not isinstance(full, str):
            raise _unwritable(full)
        name = full
        if full[:1] == "{":
            uri, _, name = full[1:].rpartition("}")
            prefix = self.spaces.get(uri)
            if prefix is None:
                prefix = _PREFIXES.get(uri)
                if prefix is None:
                    prefix = "ns%d" % len([u for u in self.spaces if u != self.default])
                if prefix != "xml":
                    self.spaces[uri] = prefix
            if prefix:
                name = prefix + ":" + name
        elif self.default:
            raise ValueError("cannot use non-qualified names with default_namespace option")
        self.names[full] = name
        return name

    def write(self, element, declare):
        parts = self.parts
        tag = element.tag
        text = element.text
        if tag is Comment:
            parts.append("<!--" + text + "-->")
        elif tag is ProcessingInstruction:
            parts.append("<?" + text + "?>")
        elif tag is None:
            if text:
                parts.append(_escape(text))
            for child in element._children:
                self.write(child, False)
        else:
            name = self.name(tag.text if isinstance(tag, QName) else tag)
            parts.append("<" + name)
            for key, value in element.attrib.items():
                key = self.name(key.text if isinstance(key, QName) else key)
                if isinstance(value, QName):
                    value = self.name(value.text)
                elif not isinstance(value, str):
                    raise _unwritable(value)
                else:
                    value = _escape_attribute(value, self.html)
                parts.append(" " + key + '="' + value + '"')
            if declare:
                for uri, prefix in sorted(self.spaces.items(), key=lambda pair: pair[1]):
                    prefix = ":" + prefix if prefix else ""
                    parts.append(" xmlns" + prefix + '="' + _escape_attribute(uri) + '"')
            if isinstance(text, QName):
                text = self.name(text.text)
            elif text and not isinstance(text, str):
                raise _unwritable(text)
            elif text and not (self.html and name.lower() in ("script", "style")):
                text = _escape(text)
            if text or element._children or self.html or not self.short:
                parts.append(">")
                if text:
                    parts.append(text)
                for child in element._children:
                    self.write(child, False)
                if not (self.html and name.lower() in _HTML_EMPTY):
                    parts.append("</" + name + ">")
            else:
                parts.append(" />")
        if element.tail:
            parts.append(_escape(element.tail))


def _unwritable(value):
    return TypeError("cannot serialize %r (type %s)" % (value, type(value).__name__))


# Text where the encoding is "unicode", else bytes.
def _serialized(element, encoding, xml_declaration, default_namespace, method, short):
    method = method or "xml"
    if method not in ("xml", "html", "text"):
        if method == "c14n":
            canonicalize()
        raise ValueError("unknown method " + repr(method))
    kind = encoding.lower()
    if method == "text":
        text = "".join(element.itertext()) + (element.tail or "")
    else:
        writer = _Writer(element, default_namespace, method, short)
        writer.write(element, True)
        text = "".join(writer.parts)
    if xml_declaration or (
        xml_declaration is None and method == "xml" and kind not in ("unicode", "utf-8", "us-ascii")
    ):
        shown = "UTF-8" if kind == "unicode" else encoding
        text = "<?xml version='1.0' encoding='" + shown + "'?>\n" + text
    if kind == "unicode":
        return text
    if kind in ("utf-8", "utf8"):
        return text.encode()
    limits = {"us-ascii": 128, "ascii": 128, "iso-8859-1": 256, "latin-1": 256}
    if kind not in limits:
        raise NotImplementedError("the encoding " + encoding + " is not supported: use utf-8")
    limit = limits[kind]
    parts = [c if ord(c) < limit else "&#%d;" % ord(c) for c in text]
    return bytes([ord(c) for c in "".join(parts)])


def tostring(
    element,
    encoding=None,
    method=None,
    *,
    xml_declaration=None,
    default_namespace=None,
    short_empty_elements=True,
):
    return _serialized(
        element,
        encoding or "us-ascii",
        xml_declaration,
        default_namespace,
        method,
        short_empty_elements,
    )


def tostringlist(element, encoding=None, method=None, **options):
    return [tostring(element, encoding, method, **options)]


def dump(elem):
    if isinstance(elem, ElementTree):
        elem = elem.getroot()
    text = tostring(elem, "unicode")
    print(text, end="" if elem.tail and elem.tail[-1:] == "\n" else "\n")


# Adds white space so that each element is on a line of its own.
def indent(tree, space="  ", level=0):
    if isinstance(tree, ElementTree):
        tree = tree.getroot()
    if level < 0:
        raise ValueError("Initial indentation level must be >= 0, got %d" % level)
    if tree._children:
        _indent(tree, space, "\n" + level * space)


def _indent(element, space, line):
    inner = line + space
    if not element.text or not element.text.strip():
        element.text = inner
    for child in element._children:
        if child._children:
            _indent(child, space, inner)
        if not child.tail or not child.tail.strip():
            child.tail = inner
    if not child.tail.strip():
        child.tail = line
