# Calls every method of one type with objects that it was not made for. The name TYPE is set before.
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


def things():
    return [
        *(None, True, -1, 0, 1, 100, 65536, -(1 << 70), 0.5, 1j, "", "abc", b"", bytearray(25)),
        *((), (1, "a"), [], [Plain], {}, {"a": [1]}, {1}, frozenset([2]), range(3), slice(1, 2, 3)),
        *(Plain, Plain(), Mapping, Mapping(), Sequence, Sequence([1]), Text("x"), TYPE, int, object),
        *(len, things, ValueError, ValueError(1), {}.keys(), {1: 2}.items(), iter([1])),
        memoryview(b"ab"),
    ]


names = [name for name in dir(TYPE) if name not in ("__class__", "__dict__")]
names.extend(name for name in getattr(TYPE, "__dict__", ()) if name not in names)
calls = 0
for name in names:
    try:
        method = getattr(TYPE, name)
    except Exception:
        continue
    if not callable(method):
        continue
    others = things()
    for first in things():
        for count in (0, 1, 2, 3):
            for _ in range(3):
                calls += 1
                second = others[calls * 7 % len(others)]
                third = others[(calls * 5 + 1) % len(others)]
                try:
                    method(*[first, second, third][:count])
                except (Exception, SystemExit):
                    pass
for kind in (Mapping, Sequence, Text):
    for thing in things():
        try:
            kind.again(thing)
        except Exception:
            pass
print(len(names) > 5, calls > 1000)
