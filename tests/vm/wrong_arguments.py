# Calls every method of one type with objects that it was not made for.
from contextlib import suppress


class Plain:
    __len__ = None


class Mapping(dict):
    def again(self):
        return super().get(1), super().__init__()


class Sequence(list):
    def again(self):
        return super().append(1), super().__init__()


class Text(str):
    def again(self):
        return super().upper(), super().__init__()


def things(kind):
    return [
        *(
            None,
            True,
            -1,
            0,
            1,
            100,
            65536,
            -(1 << 70),
            0.5,
            1j,
            "",
            "abc",
            b"",
            bytearray(25),
        ),
        *(
            (),
            (1, "a"),
            [],
            [Plain],
            {},
            {"a": [1]},
            {1},
            frozenset([2]),
            range(3),
            slice(1, 2, 3),
        ),
        *(
            Plain,
            Plain(),
            Mapping,
            Mapping(),
            Sequence,
            Sequence([1]),
            Text("x"),
            kind,
            int,
            object,
        ),
        *(len, things, ValueError, ValueError(1), {}.keys(), {1: 2}.items(), iter([1])),
        memoryview(b"ab"),
    ]


def main(kind):
    names = [name for name in dir(kind) if name not in ("__class__", "__dict__")]
    names.extend(name for name in getattr(kind, "__dict__", ()) if name not in names)
    calls = 0
    for name in names:
        method = None
        with suppress(Exception):
            method = getattr(kind, name)
        if not callable(method):
            continue
        others = things(kind)
        for first in things(kind):
            for count in (0, 1, 2, 3):
                for _ in range(3):
                    calls += 1
                    second = others[calls * 7 % len(others)]
                    third = others[(calls * 5 + 1) % len(others)]
                    with suppress(Exception, SystemExit):
                        method(*[first, second, third][:count])
    for derived in (Mapping, Sequence, Text):
        for thing in things(kind):
            with suppress(Exception):
                derived.again(thing)
    print(len(names) > 5, calls > 1000)
