use std::borrow::Cow;

use super::{Input, lower};

fn lowered(source: &str) -> String {
    match lower(source, Input::Statements) {
        Ok(text) => text.replace('•', "·"),
        Err(fault) => panic!("{source}: {fault:?}"),
    }
}

fn refused(source: &str) -> (String, u32, u32) {
    match lower(source, Input::Statements) {
        Ok(text) => panic!("{source}: {text}"),
        Err(fault) => (format!("{}: {}", fault.kind, fault.message), fault.line, fault.column),
    }
}

#[test]
fn what_the_guest_knows_stays() {
    for source in [
        "",
        "x = 1\n",
        "def f(a, *b, c=1, **d) -> int:\n    return [a, b][0:1] if False else (yield)\n",
        "a, *b = f(*c, d, **e)\nprint(f'{a} {b.c:>5} {d[0]!r}', \"{}\" 'x')\n",
        "with a as b, c: pass\nasync def f():\n    async with a: await b\n",
        "class A(B, metaclass=C):\r\n\tx = 1\r\n\tdef f(self): return super().f()\r\n",
        "x: int = 1\nlambda a, *b: a\nfor a, *b in c: del a[0], b\n",
        "match = 1\ncase = type = match\nprint(match, _)\n",
    ] {
        assert!(matches!(lower(source, Input::Statements), Ok(Cow::Borrowed(_))), "{source}");
    }
}

#[test]
fn displays_and_calls() {
    for (source, text) in [
        ("[*a, 1]", "_·make_list(*a, 1)"),
        ("{*a}\n(*a,)\nx = *a, b", "_·make_set(*a)\n_·make_tuple(*a,)\nx = _·make_tuple(*a, b)"),
        ("{**a, 'b': 1, 'c': 2, **d}", "_·make_dict( a,{ 'b': 1, 'c': 2},  d)"),
        ("{1: [*a], **{2: 3}}", "_·make_dict({1: _·make_list(*a)},  {2: 3})"),
        ("x[*a, 1]", "x[_·make_tuple(*a, 1)]"),
        ("f(a=1, *b)", "f( *b, a=1, )"),
        ("1 .real\n2.5.hex()", "(1) .real\n(2.5).hex()"),
        (
            "eval('1')\nexec(x, y)",
            "eval(_·code(eval, 'eval', '1'))\nexec(_·code(exec, 'exec', x), y)",
        ),
        ("compile(a, 'f', 'eval')", "compile(_·code(compile, 'eval', a, 'f'), 'f', 'eval')"),
    ] {
        assert_eq!(lowered(source), text);
    }
}

#[test]
fn strings() {
    for (source, text) in [
        ("f'{x=}'", "'x={!r}'.format((x))"),
        ("f'{a}' '{b}'", "'{}{{b}}'.format((a))"),
        ("f'{d[\"k\"]}'", "'{}'.format((d[\"k\"]))"),
        ("f'{x!a:>{w}}'", "'{:>{}}'.format(_·ascii(x), (w))"),
        ("f'''{\n a\n}\n{b!r}''' f''", "'{}\\n{!r}'.format(\n(a), \n\n(b))"),
        ("f'{(lambda: 1)()}'", "'{}'.format(((lambda: 1)()))"),
        ("F'a' '{'", "'a{'"),
    ] {
        assert_eq!(lowered(source), text);
    }
    assert_eq!(lowered("U'x' '\\N{BULLET}' '\\\\N{x}'"), "u'x' '\\U00002022' '\\\\N{x}'");
    assert_eq!(lowered("RB'\\N{x}'"), "rb'\\N{x}'");
}

#[test]
fn statements() {
    for (source, text) in [
        ("with (a as b, c,): pass", "with  a as b, c: pass"),
        ("with (\n  a as b,  # why\n  (c),\n): pass", "with   \\\na as b,  \\\n(c) \\\n: pass"),
        ("with (a): pass\nwith (a), (b): pass", "with (a): pass\nwith (a), (b): pass"),
        ("raise A from b", "raise _·cause( A , b)"),
        (
            "@(a)\n@b[0]\n@c.d(1)\ndef f(): pass",
            "@_·decorate((a))\n@_·decorate(b[0])\n@c.d(1)\ndef f(): pass",
        ),
        ("def f():\n  if False: yield", "def f():\n  if _·false: yield"),
        (
            "def f(a, b=1, /, c=2): return a",
            "def f(_·p_a, _·p_b=1 , c=2): a = _·p_a; b = _·p_b; return a",
        ),
        ("def f(self, /):\n  'doc'\n  pass", "def f(self ):\n  'doc'\n  pass"),
        ("lambda a, /: a", "lambda a : a"),
        (
            "def f[T](x: T): pass\nclass A[T](B): y: T",
            "def f(x: T): pass\nclass A(B, _·generic): y: T; __annotate__('y', 'T')",
        ),
        ("type X[T] = list[T]", "X = _·alias('X', lambda T: ( list[T]))"),
        (
            "try: a\nexcept* B as e: c\nexcept* D: f\nelse: g",
            "with _·catch() as _·g1: a\nfor e in _·g1.take((B)): c\nfor _·e in _·g1.last((D)): f\nif _·g1.none: g",
        ),
        (
            "class A:\n  def f(self): self.__x = __y.__z__; f(__a=1)",
            "class A:\n  def f(self): self._A__x = _A__y.__z__; f(_A__a=1)",
        ),
        ("class A:\n  'doc'", "class A:\n  __doc__ = 'doc'"),
    ] {
        assert_eq!(lowered(source), text);
    }
}

#[test]
fn annotations_and_members() {
    for (source, text) in [
        ("class A:\n    x: int\n", "class A:\n    x: int; __annotate__('x', int)\n"),
        (
            "class A(B):\n  x: list[int] = f(\n    a=1,\n  )  # why\n  y: 'B' = 2\n",
            "class A(B):\n  x: list[int] = f(\n    a=1,\n  ); __annotate__('x', list[int])  # why\n  \
             y: 'B' = 2; __annotate__('y', 'B')\n",
        ),
        (
            "from __future__ import annotations\nclass A:\n  x: B\n",
            "from __future__ import annotations\nclass A:\n  x: B; __annotate__('x', 'B')\n",
        ),
        (
            "class A(Enum):\n    RED = 1\n    x = y = 2\n    z += 1\n    def f(self):\n        a = 1\n",
            "class A(Enum):\n    RED = 1; __member__('RED')\n    x = y = 2; __member__('x')\n    z += 1\n    \
             def f(self):\n        a = 1\n",
        ),
        ("class A: x: int = 1; y = 3\n", "class A: x: int = 1; __annotate__('x', int); y = 3\n"),
        (
            "class A:\n    if a:\n        x: dict[str,\n   int]\n    def f(self):\n        y: int\n",
            "class A:\n    if a:\n        x: dict[str,\n   int]; __annotate__('x', dict[str,    int])\n    \
             def f(self):\n        y: int\n",
        ),
    ] {
        assert_eq!(lowered(source), text);
    }
}

#[test]
fn patterns() {
    for (pattern, test) in [
        ("1", "x == 1"),
        ("1 | 'a'", "x in (1, 'a')"),
        ("None | A.b", "(x is None or x == A.b)"),
        ("-1", "x == (-1)"),
        ("int() as y", "·isinstance(x, int) and (y := x) is y"),
        ("int(y)", "·isinstance(x, int) and (y := x) is y"),
        ("[]", "·isinstance(x, ·sequences) and ·len(x) == 0"),
        (
            "[1, *y, _]",
            "·isinstance(x, ·sequences) and ·len(x) >= 2 and x[0] == 1 and (y := ·list(x)[1:-1]) is y",
        ),
        (
            "{'k': 1, **y}",
            "·isinstance(x, ·mappings) and (·1 := x.get('k', ·missing)) is not ·missing and ·1 == 1 and (y := ·rest(x, ('k', ))) is y",
        ),
        (
            "A(b=1)",
            "·isinstance(x, A) and (·1 := ·getattr(x, 'b', ·missing)) is not ·missing and ·1 == 1",
        ),
        ("A(y)", "(·1 := ·attributes(x, A, 1)) and (y := ·1[0]) is y"),
        (
            "[[1, y]]",
            "·isinstance(x, ·sequences) and ·len(x) == 1 and ·isinstance((·1 := x[0]), ·sequences) and ·len(·1) == 2 and ·1[0] == 1 and (y := ·1[1]) is y",
        ),
        (
            "(1, y) | (y, 2)",
            "((·isinstance(x, ·sequences) and ·len(x) == 2 and x[0] == 1 and (·k0 := x[1]) is ·k0) or (·isinstance(x, ·sequences) and ·len(x) == 2 and x[1] == 2 and (·k0 := x[0]) is ·k0)) and (y := ·k0) is y",
        ),
    ] {
        let source = format!("match x:\n case {pattern}: pass\n case _: pass");
        let text = lowered(&source).replace("_·", "·");
        assert_eq!(text, format!("if 1:\n if {test}: pass\n else: pass"));
    }
    assert_eq!(
        lowered("match f(a), b:\n  # c\n  case (x,\n   y) if x: pass\n"),
        "if (_·s := ( f(a), b), 1):\n  # c\n  if (_·isinstance(_·s, _·sequences) and _·len(_·s) == 2 and \
         (x := _·s[0]) is x and (y := _·s[1]) is y\n and ( x)): pass\n"
    );
}

#[test]
fn asynchronous_code() {
    for (line, text) in [
        ("yield", "yield _·yield(None)"),
        ("x = yield a, b", "x = yield _·yield(( a, b))"),
        ("async for a in b: pass", "async for a in _·iterate(b): pass"),
        ("[a async for a in b]", "(await _·collect('list', 'F', (b), 'd', lambda a: (a)))"),
        (
            "[await f(a) for a, b in c if d]",
            "(await _·collect('list', 'f', (c), 'i', lambda _·0: (lambda a, b: (d))(*_·0), 'D', \
             lambda _·0: (lambda a, b: (yield _·yield((await f(a)))))(*_·0)))",
        ),
        ("[a for a in b]", "[a for a in b]"),
    ] {
        assert_eq!(
            lowered(&format!("async def f():\n  {line}")),
            format!("async def f():\n  {text}")
        );
    }
}

#[test]
fn the_value_of_a_last_expression_is_kept() {
    for (source, kept) in [
        ("x = 1\nx", Some("x = 1\n_·result = x")),
        ("f(\n)  # why", Some("_·result = f(\n)  # why")),
        ("a; b", Some("a; _·result = b")),
        ("*a, b", Some("_·result = _·make_tuple(*a, b)")),
        ("x;", None),
        ("x = 1", None),
        ("if a: b", None),
    ] {
        let text = lower(source, Input::Run).expect("valid").replace('•', "·");
        assert_eq!(text, kept.unwrap_or(source));
    }
}

#[test]
fn errors_are_those_of_cpython() {
    for (source, message, line, column) in [
        (
            "if x = 1:\n  pass",
            "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
            1,
            4,
        ),
        ("if x\n  pass", "SyntaxError: expected ':'", 1, 5),
        ("x = (1,\ny = 2", "SyntaxError: '(' was never closed", 1, 5),
        (
            "x = (1]",
            "SyntaxError: closing parenthesis ']' does not match opening parenthesis '('",
            1,
            7,
        ),
        ("print('a'))", "SyntaxError: unmatched ')'", 1, 11),
        ("é = 'abc", "SyntaxError: unterminated string literal (detected at line 1)", 1, 5),
        (
            "x = '''a\nb",
            "SyntaxError: unterminated triple-quoted string literal (detected at line 2)",
            1,
            5,
        ),
        ("  x", "IndentationError: unexpected indent", 1, 1),
        (
            "if x:\ny",
            "IndentationError: expected an indented block after 'if' statement on line 1",
            2,
            1,
        ),
        (
            "if x:\n    a\n  b",
            "IndentationError: unindent does not match any outer indentation level",
            3,
            1,
        ),
        (
            "if x:\n\ta\n        b",
            "TabError: inconsistent use of tabs and spaces in indentation",
            3,
            1,
        ),
        (
            "print 'a'",
            "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
            1,
            1,
        ),
        ("return", "SyntaxError: 'return' outside function", 1, 1),
        (
            "1 = x",
            "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?",
            1,
            1,
        ),
        ("[a, f()] = x", "SyntaxError: cannot assign to function call", 1, 5),
        ("f(1 2)", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 3),
        ("f(a=1, 2)", "SyntaxError: positional argument follows keyword argument", 1, 8),
        ("def f(a, a): pass", "SyntaxError: duplicate argument 'a' in function definition", 1, 10),
        ("a b", "SyntaxError: invalid syntax", 1, 3),
        ("f'{}'", "SyntaxError: f-string: valid expression required before '}'", 1, 4),
        ("x = \0", "SyntaxError: source code string cannot contain null bytes", 1, 5),
        ("x = a•b", "SyntaxError: invalid character '•' (U+2022)", 1, 6),
    ] {
        assert_eq!(refused(source), (message.to_owned(), line, column), "{source}");
    }
    let fault = lower("def f():\n    x = (é b)\n", Input::Run).expect_err("refused");
    assert_eq!(
        fault.traceback("<session>"),
        "  File \"<session>\", line 2\n    x = (é b)\n         ^^^\nSyntaxError: invalid syntax. Perhaps you \
         forgot a comma?\n"
    );
}
