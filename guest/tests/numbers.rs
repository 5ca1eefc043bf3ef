//! What the image changes about numbers and formats, in each image, without the library and without a worker.

#[path = "roots_support/patched.rs"]
mod patched;
#[path = "roots_support/python.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod python;

#[track_caller]
fn prints(program: &str, expected: &str) {
    let native = ["native_value", "get_item", "format_object"];
    patched::prints(&native, "format_hooks", program, expected);
}

#[test]
fn integers_become_floats_with_one_rounding() {
    prints(
        "# Above 2**63 neighbours are 2048 apart, above 2**80 they are 2**28 apart.
print(int((2**64 - 1) * 1.0) == 2**64, int((2**63 + 1024) * 1.0) == 2**63, int((2**63 + 1025) * 1.0) == 2**63 + 2048)
print(int((2**63 + 3072) * 1.0) == 2**63 + 4096, int((2**80 + 2**27) * 1.0) == 2**80)
print(int((2**80 + 2**27 + 1) * 1.0) == 2**80 + 2**28, int((-(2**80) - 2**27 - 1) * 1.0) == -(2**80) - 2**28)
print(int((2**79 + 2**26) * 1.0) == 2**79, int((3**50) * 1.0) == 717897987691852578422784)
for n in (2**1024, 10**400):
    try:
        print(n * 1.0)
    except OverflowError as error:
        print(error)
",
        "True True True\nTrue True\nTrue True\nTrue True\nint too large to convert to float\n\
         int too large to convert to float\n",
    );
}

#[test]
fn bools_stay_bools() {
    prints(
        "print(True & False, True | False, True ^ True, True & True, False | False, True ^ False)
print(True & 3, True | 2, 6 ^ True, True + True, True << 3)
a = True
a &= False
b = False
b |= True
print(a, b)
",
        "False True False True False True\n1 3 7 2 8\nFalse True\n",
    );
}

#[test]
fn divisions_by_zero_say_what_was_divided() {
    prints(
        "def attempt(f):
    try:
        f()
    except ZeroDivisionError as error:
        print(error)
big = 10**30
for f in (lambda: 1 // 0, lambda: 1 / 0, lambda: 1 % 0, lambda: divmod(1, 0), lambda: 1.0 / 0, lambda: 1.0 // 0,
          lambda: 1.0 % 0, lambda: divmod(1.0, 0), lambda: 0 ** -1, lambda: big // 0, lambda: big % 0, lambda: big / 0):
    attempt(f)
",
        "integer division or modulo by zero\ndivision by zero\ninteger modulo by zero\n\
         integer division or modulo by zero\nfloat division by zero\nfloat floor division by zero\n\
         float modulo\nfloat divmod()\n0.0 cannot be raised to a negative power\n\
         integer division or modulo by zero\ninteger modulo by zero\ndivision by zero\n",
    );
}

#[test]
fn parts_of_complex_numbers_keep_their_signs() {
    prints(
        "print(1j, 1 + 2j, complex(-0.0, 1), complex(1.5, -2), 0j, (3 + 4j).real, (3 + 4j).imag)
try:
    (1j).other
except AttributeError:
    print('AttributeError')
",
        "1j (1+2j) (-0+1j) (1.5-2j) 0j 3.0 4.0\nAttributeError\n",
    );
}

#[test]
fn native_parts_and_items() {
    prints(
        "class S(str): pass
class D(dict): pass
d = D()
d['k'] = [1] * 3
print(native_value(S('ab' * 3), str), native_value('x', str), native_value(5, str), native_value(d, dict))
print(get_item(d, 'k'), get_item([1, 2], 1), get_item('xyz', 0))
try:
    get_item({}, 'missing' * 2)
except KeyError:
    print('KeyError')
",
        "ababab x None {'k': [1, 1, 1]}\n[1, 1, 1] 2 x\nKeyError\n",
    );
}

#[test]
fn objects_are_formatted() {
    prints(
        "class Own:
    def __format__(self, spec):
        return '<' + spec + '>' * len([1] * 3)
class Wrong:
    def __format__(self, spec):
        return [5] * 2
class Plain:
    def __str__(self):
        return 'pl' + 'ain'
hooks = [lambda value, spec: 'refused ' + spec, lambda text: 'checked ' + str(text)]
for number in range(2):
    machine.mem32[{hooks} + 4 * number] = id(hooks[number])
print(format_object(Own(), 'a' * 5), format_object(Own(), ''), format_object(Plain(), ''))
print(format_object(Plain(), 'x' * 2), format_object(Wrong(), 'y'), format_object([1, 2], ''), format_object(Own, 'q'))
",
        "<aaaaa>>> <>>> plain\nrefused xx checked [5, 5] [1, 2] refused q\n",
    );
}
