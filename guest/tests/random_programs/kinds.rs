//! The kinds of values that programs compute with, and for each the expressions that make one.
//!
//! In a template, `@x` stands for an expression of the kind with the letter x. A template that begins with
//! `<xy>` binds two names of these kinds, `$1` and `$2`; `&x` is an expression that may use them, and is
//! evaluated several times. `@w` is a word, `@n` a digit, `@K` a class.
//!
//! Expressions have no effects, as MicroPython evaluates some parts in another order than CPython, and they
//! raise nothing. Their values stay small. What differs between the two languages does not occur: the order
//! of sets and dictionaries, of equal elements in a sort (keys are total), texts of errors, stars in list
//! displays, slices with steps, comparisons reflected by `__lt__`, groups of a match.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A literal digit.
    Digit,
    Int,
    Big,
    /// Text in ASCII.
    Text,
    /// Bytes in ASCII.
    Bytes,
    Ints,
    Texts,
    /// Tuples of a number and a text.
    Pairs,
    /// From texts to lists of numbers.
    Table,
    /// A set of numbers.
    Group,
    /// Nested lists, tuples, dictionaries.
    Tree,
    /// A tree that JSON can express.
    Json,
    /// An instance of one of the program's classes.
    Object,
    /// A closure from a number to a text; calls have effects, so that no expression contains one.
    Closure,
}

impl Kind {
    pub fn of_letter(letter: char) -> Option<Kind> {
        Some(match letter {
            'n' => Kind::Digit,
            'i' => Kind::Int,
            'b' => Kind::Big,
            't' => Kind::Text,
            'y' => Kind::Bytes,
            'l' => Kind::Ints,
            's' => Kind::Texts,
            'p' => Kind::Pairs,
            'd' => Kind::Table,
            'g' => Kind::Group,
            'v' => Kind::Tree,
            'j' => Kind::Json,
            'o' => Kind::Object,
            _ => return None,
        })
    }

    /// Templates without sub-expressions of the kind itself.
    pub fn leaves(self) -> &'static [&'static str] {
        match self {
            Kind::Digit => &["@n"],
            Kind::Int => &["@n", "2@n", "1@n1", "len('@w')"],
            Kind::Big => &["(1 << 7@n)", "(3 ** 4@n)", "1234567890123456789@n"],
            Kind::Text => &["'@w'", "'@w'", "'@w@n'", "str(3@n)", "('@w' + str(@n))"],
            Kind::Bytes => &["b'@w'", "'@w'.encode()"],
            Kind::Ints => &["[@n, 3@n]", "[3@n]", "[@n, @n, @n]", "list(range(@n))", "[]"],
            Kind::Texts => &["['@w', '@w']", "['@w', str(@n)]", "'@w,@w'.split(',')", "[]"],
            Kind::Pairs => &["[(@n, '@w')]", "[(@n, '@w'), (@n, str(@n))]"],
            Kind::Table => &["{'@w': [@n]}", "{'@w': [@n, @n], '@w': []}", "{}"],
            Kind::Group => &["{@n, @n}", "{3@n, @n}", "set(range(@n))"],
            Kind::Tree => &["@i", "@t", "@l", "None", "@s", "@y", "()"],
            Kind::Json => &["@i", "@t", "@l", "None", "True", "@s"],
            Kind::Object => &["@K(@n)", "@K(@n, '@w')"],
            Kind::Closure => &[],
        }
    }

    pub fn templates(self) -> &'static [&'static str] {
        match self {
            Kind::Digit => &["@n"],
            Kind::Int => INT,
            Kind::Big => BIG,
            Kind::Text => TEXT,
            Kind::Bytes => BYTES,
            Kind::Ints => INTS,
            Kind::Texts => TEXTS,
            Kind::Pairs => PAIRS,
            Kind::Table => TABLE,
            Kind::Group => GROUP,
            Kind::Tree => TREE,
            Kind::Json => JSON,
            Kind::Object => OBJECT,
            Kind::Closure => &[],
        }
    }

    /// An expression that prints the same in both languages.
    pub fn printable(self, name: &str) -> String {
        match self {
            Kind::Group => format!("sorted({name})"),
            Kind::Table => format!("sorted({name}.items())"),
            Kind::Tree | Kind::Json => format!("show({name})"),
            _ => name.to_owned(),
        }
    }
}

/// What programs compute with most.
pub const COMMON: &[Kind] = &[
    Kind::Int,
    Kind::Text,
    Kind::Text,
    Kind::Ints,
    Kind::Ints,
    Kind::Texts,
    Kind::Pairs,
    Kind::Table,
    Kind::Group,
    Kind::Tree,
    Kind::Big,
    Kind::Bytes,
];

const INT: &[&str] = &[
    "(@i + @i)",
    "(@i - @i)",
    "(@i * @i % 9973)",
    "(@i // 7)",
    "(@i % 13)",
    "((@i ^ @i) & 1023)",
    "(-@i)",
    "abs(@i)",
    "(@i if @i < @i else @i)",
    "len(@l)",
    "len(@t)",
    "len(@s)",
    "len(@d)",
    "len(@g)",
    "len(@p)",
    "sum(@l)",
    "max(@l + [@i])",
    "<i>min(@l + [@i], key=lambda $1: (&i % 7, $1))",
    "<i>max([@i, @i, @i], key=lambda $1: [&t, $1])",
    "(@l + [@i])[0]",
    "[@i, @i, @i][@n % 3]",
    "ord((@t + 'q')[0])",
    "@t.count('a')",
    "@t.find(@t)",
    "int(str(@i))",
    "(@b % 9973)",
    "len(@d.get(@t, []))",
    "divmod(@i, 7)[1]",
    "pow(@i % 50, 3, 101)",
    "<ii>sum(&i % 97 for $1, $2 in zip(@l, @l))",
    "<i>(lambda $1, *a: &i + len(a))(@i, @t, @l)",
    "<ii>(lambda $1, $2=@i: &i)(@i)",
    "<ti>(lambda $1, *, $2: &i)(@t, $2=@i)",
    "sum(@y)",
    "next(iter(@l), @i)",
    "int(@i in @l)",
    "int(@t in @s)",
    "int(@l == @l)",
    "int(@l < @l)",
    "int(@p == @p)",
    "<t>sum([len(&t) for $1 in @s])",
    "eval('%d + len(%r)' % (@i, @t))",
    "<i>int(any([&i > 5 for $1 in @l]))",
    "(int(re.search('([0-9]+)', @t + '7').group(1)) % 1000)",
    "len(str(@b))",
    "{@i: @i, @i: @i}.get(@i, @i)",
    "(@p + [(@i, @t)])[0][0]",
    "<it>sum([&i for $1, $2 in @p])",
    "(@i or @i)",
    "int.from_bytes(@y[:2], 'little')",
];

const BIG: &[&str] = &[
    "(1 << @i % 90)",
    "((@i % 97 + 3) ** (20 + @i % 9))",
    "(@b * @b % (1 << 130))",
    "(@b + @b)",
    "(@b - @b)",
    "(@b // (abs(@i) + 1))",
    "(@b >> 5)",
    "(@b ^ @b)",
    "(-@b)",
    "int('9' * (12 + @i % 9))",
    "int.from_bytes(@y, 'big')",
    "(@b & (1 << 70) - 1)",
    "int(hex(abs(@b))[2:], 16)",
    "max(@b, @b)",
    "sum([@b, @b, @i])",
    "int(str(@b))",
    "divmod(@b, 1000003)[0]",
];

const TEXT: &[&str] = &[
    "str(@i)",
    "str(@b)[:20]",
    "(@t + @t)[:24]",
    "(@t + @t + @t)[-24:]",
    "(@t * (@i % 4))[:24]",
    "'@w'.join(@s)[:30]",
    "@t.replace('a', @t)[:30]",
    "@t.upper()",
    "@t.lower()",
    "('%s-%d' % (@t, @i))[-20:]",
    "'{}:{}'.format(@t, @i)[-20:]",
    "('%5d|%-4s|%x' % (@i, @t, abs(@i)))[:24]",
    "('%r %s' % (@l, @t))[-20:]",
    "'{:>6}|{:<3}'.format(@t, @i)[:20]",
    "'{a}{b!r}'.format(a=@t, b=@s)[:20]",
    "(lambda a, b: f'{a}-{b:3d}{len(a)}')(@t, @i)[:24]",
    "(lambda a, b: f'{a!r}{b[0]}')(@l, @s + ['z'])[:30]",
    "repr(@l)[:20]",
    "repr(@p)[:20]",
    "repr(@t)[:20]",
    "repr((@t, @i))[:20]",
    "hex(@i)",
    "@y.decode()",
    "chr(97 + @i % 26)",
    "re.sub('[a-e0-4]+', lambda m: '<' + m.group(0) + @t + '>', @t)[:30]",
    "re.sub('([a-z])([a-z])', r'\\2\\1', @t)[:30]",
    "re.match('([a-z]*)([0-9]*)', @t).group(1)",
    "json.dumps(@l)[:20]",
    "json.loads(json.dumps(@t))",
    "''.join(reversed(@t))",
    "''.join(sorted(@t))",
    "@t.strip('ab')",
    "(@t + '-' + @t).partition('-')[2]",
    "(@t + ',' + @t).split(',')[-1]",
    "(@s + [@t])[0]",
    "(@s + [@t])[-1]",
    "(@t if @i < @i else @t)",
    "(@t or @t)",
    "<i>(lambda $1: &t)(@i)",
    "<tl>(lambda $1, *, $2: &t)(@t, $2=@l)",
    "<t>max(@s + [@t], key=lambda $1: [&i, $1])",
    "eval(repr(@t))",
    "eval('lambda a, b=%r: [a, b]' % (@t,))(@t)[1]",
    "@t[@n:]",
    "@t[:@n]",
    "@t[1:-1]",
    "<i>''.join(map(lambda $1: &t, @l))[:24]",
    "<i>'/'.join([&t for $1 in @l])[:24]",
    "{@i: @t, @i: @t}.get(@i, @t)",
    "type(@v).__name__",
    "min(@t, @t)",
];

const BYTES: &[&str] = &[
    "@t.encode()",
    "bytes([97 + @i % 26, 98])",
    "(@y + @y)[:20]",
    "bytes(bytearray(@y))",
    "bytes(bytearray(@y) + @y)[:20]",
    "@y[1:]",
    "<i>bytes([97 + &i % 26 for $1 in @l])",
    "b'-'.join([@y, @y])[:20]",
    "@y.replace(b'a', @y)[:20]",
    "bytes(memoryview(@y)[1:])",
    "(@y * 2)[:20]",
    "bytes(reversed(@y))",
    "bytes.fromhex(@y.hex())",
    "bytes(sorted(@y))",
];

const INTS: &[&str] = &[
    "[@i, @i]",
    "[@i, @i, @i]",
    "<i>[&i for $1 in @l]",
    "<i>[&i for $1 in @l if &i % 3]",
    "<i>[&i for $1 in range(@i % 5)]",
    "list(range(@i % 6))",
    "<i>sorted(@l, key=lambda $1: [&i, $1])",
    "<i>sorted(@l, key=lambda $1: (g(&t), $1), reverse=True)",
    "(@l + @l)[-8:]",
    "<i>list(map(lambda $1: &i, @l))",
    "<i>list(filter(lambda $1: &i % 2, @l))",
    "<ii>list(map(lambda $1, $2: &i, @l, @l))",
    "list(reversed(@l))",
    "@l[1:]",
    "@l[:-1]",
    "list(@y)[:8]",
    "@d.get(@t, @l)",
    "sorted(@g)[:8]",
    "<t>[len(&t) for $1 in @s]",
    "<it>[&i for $1, $2 in @p]",
    "<tl>[&i for $1, $2 in sorted(@d.items())]",
    "[x for r in [@l, @l] for x in r][:8]",
    "json.loads(json.dumps(@l))",
    "eval(repr(@l))",
    "eval('[x * %d for x in %r]' % (@i, @l))",
    "sum([@l, @l], [])[:8]",
    "(@l * 2)[:8]",
    "sorted(set(@l))",
    "sorted(dict(@p))",
    "[len(x) for x in (@l, @t, @d)]",
    "<l>(lambda *a, $1=@l: &l + list(a))(*@l)[:8]",
    "<l>(lambda $1, **k: &l + sorted(k.values()))(@l, a=@i, **{'b': @i})[:8]",
    "list((@i % 65536).to_bytes(3, 'big'))",
    "<ii>[&i for $1, $2 in enumerate(@l)]",
    "<ii>[&i for $1, $2 in zip(@l, reversed(@l))]",
    "@l.copy()",
    "<i>[(lambda $1=$1: &i)() for $1 in @l]",
    "<i>[f() for f in [lambda $1=$1: &i for $1 in @l]]",
    "list(iter(@l))",
    "list(deque(@l, 5))",
    "list(OrderedDict(@p))[:8]",
    "(@l or @l)",
];

const TEXTS: &[&str] = &[
    "[@t, @t]",
    "[@t, @t, @t]",
    "<i>[&t for $1 in @l]",
    "<t>[&t for $1 in @s]",
    "<t>[&t for $1 in @s if &i % 2]",
    "list(map(str, @l))",
    "@t.split('a')",
    "@t.split()",
    "<t>sorted(@s, key=lambda $1: (&i, $1))",
    "<t>sorted(@s, key=lambda $1: [&t, $1], reverse=True)",
    "(@s + [@t])[-6:]",
    "(@s + @s)[:6]",
    "sorted(@d)",
    "re.compile('[,;x]').split(@t)",
    "sorted(set(@s))",
    "<it>[&t for $1, $2 in @p]",
    "list(@t)[:6]",
    "[str(x)[:12] for x in (@l, @i, @t)]",
    "<t>list(filter(lambda $1: &i % 2, @s))",
    "<tt>[&t for $1, $2 in zip(@s, @s)]",
    "<it>[&t for $1, $2 in enumerate(@s)]",
    "@s[1:]",
    "json.loads(json.dumps(@s))",
    "(@t + '-' + @t).split('-')",
    "list((@t + ':' + @t).partition(':'))",
    "sorted([@t, @t, @t], reverse=True)",
    "([@t] * (@i % 3))",
    "<t>sorted({&t for $1 in @s})",
    "list(reversed(@s))",
];

const PAIRS: &[&str] = &[
    "[(@i, @t)]",
    "[(@i, @t), (@i, @t)]",
    "list(zip(@l, @s))",
    "list(enumerate(@s))",
    "<i>[(&i, &t) for $1 in @l]",
    "sorted(@p)",
    "<it>[(&i, $2) for $1, $2 in @p]",
    "<it>[(&i, &t) for $1, $2 in @p]",
    "(@p + @p)[-5:]",
    "sorted(@p, key=lambda q: (q[1], q[0]))",
    "sorted(@p, key=lambda q: g([q[1], q]))",
    "sorted(dict(@p).items())",
    "<t>[(len($1), &t) for $1 in @s]",
    "<tl>[(len($2), $1) for $1, $2 in sorted(@d.items())]",
    "list(zip(@l, map(str, @l)))",
];

const TABLE: &[&str] = &[
    "{@t: @l, @t: @l}",
    "<t>{$1: &l for $1 in @s}",
    "<i>{&t: [&i] for $1 in @l}",
    "dict(zip(@s, [@l, @l]))",
    "dict([(@t, @l)])",
    "json.loads(json.dumps(@d))",
    "dict(@d, @w=@l)",
    "dict(@d)",
    "(@d | {@t: @l})",
    "<tl>{$1: &l for $1, $2 in @d.items()}",
    "@d.copy()",
    "dict.fromkeys(@s, @l)",
];

const GROUP: &[&str] = &[
    "{@i, @i}",
    "{@i, @i, @i}",
    "set(@l)",
    "<i>{&i for $1 in @l}",
    "(@g | @g)",
    "(@g & @g)",
    "(@g - @g)",
    "(@g ^ @g)",
    "set(frozenset(@l))",
    "@g.union(@l)",
    "set(map(len, @s))",
];

const TREE: &[&str] = &[
    "[@v, @v]",
    "(@v, @v)",
    "(@v,)",
    "{'@w': @v, '@w': @v}",
    "{@t: @v}",
    "[@v, @l, @d]",
    "(@g, @p)",
    "json.loads(json.dumps(@j))",
    "{@i: @v, @i: @v}",
    "<i>[&v for $1 in @l][:3]",
    "<t>{$1: &v for $1 in @s}",
    "(@b, @y)",
    "namedtuple('N', ('x', 'y'))(@i, @v)",
];

const JSON: &[&str] = &["[@j, @j]", "{'@w': @j, '@w': @j}", "{@t: @j}", "@d", "[@j]"];

const OBJECT: &[&str] = &[
    "@K(@i)",
    "@K(@i, @t)",
    "@K(@i, @t, *@l)",
    "@K(n=@i, t=@t)",
    "@o.grow(@i)",
    "(@o if @i < @i else @o)",
    "[@o, @o][@n % 2]",
    "<o>sorted([@o, @o], key=lambda $1: (&i, repr($1), $1.rest))[0]",
    "<i>[@K(&i, &t) for $1 in range(3)][@n % 3]",
];
