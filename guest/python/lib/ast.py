# Literals as values. Programs cannot be taken apart here.
import re as _re

__all__ = [
    "AST",
    "NodeTransformer",
    "NodeVisitor",
    "copy_location",
    "dump",
    "fix_missing_locations",
    "get_docstring",
    "get_source_segment",
    "increment_lineno",
    "iter_child_nodes",
    "iter_fields",
    "literal_eval",
    "parse",
    "unparse",
    "walk",
]

_SPACE = _re.compile(r"[ \t\f]*(?:\\\n[ \t\f]*)*")
_INSIDE = _re.compile(r"(?:[ \t\f\r\n]+|#[^\n]*|\\\n)*")
_NUMBER = _re.compile(
    r"0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
    r"|(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)"
    r"(?:[eE][+-]?[0-9](?:_?[0-9])*)?[jJ]?"
)
_NAME = _re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_OPEN = _re.compile(r"([uU]|[bB]?[rR]?|[rR][bB])('''|\"\"\"|'|\")")
_ESCAPE = _re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{2}|[\s\S])")
_SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_CONSTANTS = {"None": None, "True": True, "False": False}
_HEX_DIGITS = "0123456789abcdefABCDEF"


class _Malformed(Exception):
    pass


def _unescape(text, is_bytes):
    parts = []
    at = 0
    while True:
        i = text.find("\\", at)
        if i < 0:
            parts.append(text[at:])
            return "".join(parts)
        parts.append(text[at:i])
        m = _ESCAPE.match(text, i)
        if m is None:
            raise _Malformed
        code = m.group(1)
        at = m.end()
        first = code[0]
        if first in _SIMPLE:
            parts.append(_SIMPLE[first])
        elif first in "01234567":
            parts.append(chr(int(code, 8) & 255 if is_bytes else int(code, 8)))
        elif first == "x":
            if len(code) != 3:
                raise SyntaxError("invalid \\x escape in a literal")
            parts.append(chr(int(code[1:], 16)))
        elif first in "uU" and not is_bytes:
            end = at + (4 if first == "u" else 8)
            digits = text[at:end]
            if end > len(text) or digits.strip(_HEX_DIGITS):
                raise SyntaxError("invalid \\" + first + " escape in a literal")
            if int(digits, 16) > 0x10FFFF:
                raise SyntaxError("illegal Unicode character in a literal")
            parts.append(chr(int(digits, 16)))
            at = end
        elif first == "N" and not is_bytes:
            end = text.find("}", at)
            if end < 0 or text[at : at + 1] != "{":
                raise SyntaxError("malformed \\N character escape in a literal")
            from unicodedata import lookup

            parts.append(lookup(text[at + 1 : end]))
            at = end + 1
        else:
            parts.append("\\" + code)


class _Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0
        self.depth = 0

    # The next character after white space and comments, or "".
    def peek(self):
        text = self.text
        c = text[self.at : self.at + 1]
        if not c or c in " \t\f\r\n#\\":
            self.at = (_INSIDE if self.depth else _SPACE).match(text, self.at).end()
            c = text[self.at : self.at + 1]
        return c

    def whole(self):
        value = self.expression()
        if self.peek() == ",":
            items = [value]
            while self.peek() == ",":
                self.at += 1
                c = self.peek()
                if not c or c in "\r\n#":
                    break
                items.append(self.expression())
            value = tuple(items)
        self.depth = 1
        if self.peek():
            raise _Malformed
        return value

    def expression(self):
        c = self.peek()
        if c in ("-", "+"):
            value = self.signed(c)
        else:
            value = self.atom(c)
            if type(value) not in (int, float):
                return value
        if type(value) not in (int, float):
            return value
        c = self.peek()
        if c in ("+", "-"):
            self.at += 1
            right = self.atom(self.peek())
            if type(right) is not complex:
                raise _Malformed
            value = value + right if c == "+" else value - right
        return value

    def signed(self, sign):
        self.at += 1
        value = self.atom(self.peek())
        if type(value) not in (int, float, complex):
            raise _Malformed
        return -value if sign == "-" else value

    def atom(self, c):
        if not c:
            raise _Malformed
        if c in "([{":
            self.at += 1
            self.depth += 1
            if c == "[":
                value = self.items("]")[0]
            elif c == "(":
                items, comma = self.items(")")
                value = tuple(items) if comma or not items else items[0]
            else:
                value = self.braces()
            self.depth -= 1
            return value
        text = self.text
        if c in "'\"bBrRuU":
            m = _OPEN.match(text, self.at)
            if m:
                return self.strings(m)
        if c in "0123456789.":
            return self.number()
        m = _NAME.match(text, self.at)
        if m:
            name = m.group()
            self.at = m.end()
            if name in _CONSTANTS:
                return _CONSTANTS[name]
            if name == "set" and self.peek() == "(":
                self.at += 1
                self.depth += 1
                if self.peek() == ")":
                    self.at += 1
                    self.depth -= 1
                    return set()
        raise _Malformed

    # The items up to the closing bracket, and whether a comma was among them.
    def items(self, end):
        items = []
        comma = False
        while self.peek() != end:
            items.append(self.expression())
            c = self.peek()
            if c == ",":
                comma = True
                self.at += 1
            elif c != end:
                raise _Malformed
        self.at += 1
        return items, comma

    def braces(self):
        if self.peek() == "}":
            self.at += 1
            return {}
        first = self.expression()
        if self.peek() != ":":
            items = [first]
            if self.peek() == ",":
                self.at += 1
                items += self.items("}")[0]
            elif self.peek() == "}":
                self.at += 1
            else:
                raise _Malformed
            return set(items)
        pairs = []
        key = first
        while True:
            if self.peek() != ":":
                raise _Malformed
            self.at += 1
            pairs.append((key, self.expression()))
            c = self.peek()
            if c == ",":
                self.at += 1
                c = self.peek()
            elif c != "}":
                raise _Malformed
            if c == "}":
                self.at += 1
                return dict(pairs)
            key = self.expression()

    def number(self):
        m = _NUMBER.match(self.text, self.at)
        if m is None:
            if self.text[self.at : self.at + 3] == "...":
                self.at += 3
                return ...
            raise _Malformed
        token = m.group()
        self.at = m.end()
        follows = self.text[self.at : self.at + 1]
        if follows == "." or follows == "_" or follows.isalpha() or follows.isdigit():
            raise _Malformed
        token = token.replace("_", "")
        second = token[1:2]
        if token[0] == "0" and second and second in "xXoObB":
            return int(token, 0)
        if token[-1] in "jJ":
            return complex(0, float(token[:-1]))
        if token.isdigit():
            if second and token[0] == "0" and token.strip("0"):
                raise SyntaxError("leading zeros in decimal integer literals are not permitted")
            return int(token)
        return float(token)

    # One string, or several in a row.
    def strings(self, m):
        text = self.text
        value = None
        while m:
            prefix = m.group(1).lower()
            quote = m.group(2)
            start = at = m.end()
            escaped = False
            while True:
                end = text.find(quote, at)
                if end < 0:
                    raise SyntaxError("unterminated string literal")
                slash = text.find("\\", at, end)
                if slash < 0:
                    break
                escaped = True
                at = slash + 2
            body = text[start:end]
            self.at = end + len(quote)
            if len(quote) == 1 and "\n" in body and "\n" in body.replace("\\\n", ""):
                raise SyntaxError("unterminated string literal")
            is_bytes = "b" in prefix
            if is_bytes and body and max(body) > "\x7f":
                raise SyntaxError("bytes can only contain ASCII literal characters")
            if escaped and "r" not in prefix:
                body = _unescape(body, is_bytes)
            if is_bytes:
                body = bytes([ord(c) for c in body])
            if value is None:
                value = body
            elif isinstance(value, bytes) != is_bytes:
                raise SyntaxError("cannot mix bytes and nonbytes literals")
            else:
                value += body
            c = self.peek()
            m = _OPEN.match(text, self.at) if c and c in "'\"bBrRuU" else None
        return value


# The value of a literal: numbers, strings, bytes, tuples, lists, dicts, sets, None, True, False.
# ValueError for any other expression, SyntaxError where it is no expression.
def literal_eval(node_or_string):
    if not isinstance(node_or_string, str):
        raise ValueError("malformed node or string: " + repr(node_or_string))
    text = node_or_string.lstrip(" \t")
    try:
        return _Reader(text).whole()
    except _Malformed:
        pass
    try:
        compile(text, "<unknown>", "eval")
    except SyntaxError:
        raise SyntaxError("invalid syntax")
    raise ValueError("malformed node or string: " + repr(node_or_string))


def _no_trees(*args, **kwargs):
    raise NotImplementedError(
        "the source of programs cannot be taken apart here: use ast.literal_eval() for literals, "
        "compile() to check the syntax, re to search in the text"
    )


class AST:
    __init__ = _no_trees


parse = dump = unparse = walk = iter_fields = iter_child_nodes = get_docstring = _no_trees
get_source_segment = copy_location = fix_missing_locations = increment_lineno = _no_trees


# Subclasses can be written, but there is no tree to visit.
class NodeVisitor:
    def visit(self, node):
        _no_trees()

    generic_visit = visit


class NodeTransformer(NodeVisitor):
    pass


def _nodes():
    names = (
        "Add And AnnAssign Assert Assign AsyncFor AsyncFunctionDef AsyncWith Attribute "
        "AugAssign Await BinOp BitAnd BitOr BitXor BoolOp Break Call ClassDef Compare "
        "Constant Continue Del Delete Dict DictComp Div Eq ExceptHandler Expr Expression "
        "FloorDiv For FormattedValue FunctionDef GeneratorExp Global Gt GtE If IfExp Import "
        "ImportFrom In Invert Is IsNot JoinedStr LShift Lambda List ListComp Load Lt LtE "
        "Match Mod Module Mult Name NamedExpr Nonlocal Not NotEq NotIn Or Pass Pow RShift "
        "Raise Return Set SetComp Slice Starred Store Sub Subscript Try Tuple UAdd USub "
        "UnaryOp While With Yield YieldFrom alias arg arguments expr keyword operator stmt "
        "withitem"
    )
    space = globals()
    for name in names.split():
        space[name] = type(name, (AST,), {})


_nodes()
