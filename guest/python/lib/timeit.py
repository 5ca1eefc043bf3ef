import time

__all__ = ["Timer", "default_timer", "repeat", "timeit"]

default_timer = getattr(time, "perf_counter", time.time)
default_number = 1000000
default_repeat = 5


# Measures how long a statement takes: a text, or a function without arguments.
class Timer:
    def __init__(self, stmt="pass", setup="pass", timer=default_timer, globals=None):  # noqa: A002
        self.timer = timer
        self._globals = globals
        for name, value in (("stmt", stmt), ("setup", setup)):
            if not isinstance(value, str) and not callable(value):
                raise ValueError(name + " is neither a string nor callable")
        self._stmt = stmt
        self._setup = setup

    # The seconds that number executions take.
    def timeit(self, number=default_number):
        names = dict(self._globals or {})
        lines = ["def _inner(_it, _timer):"]
        for name, code, indent in (
            ("_setup", self._setup, "\n    "),
            ("_stmt", self._stmt, "\n        "),
        ):
            if name == "_stmt":
                lines.append("    _t0 = _timer()\n    for _i in _it:")
            if not isinstance(code, str):
                names[name] = code
                code = name + "()"
            lines.append(indent[1:] + code.replace("\n", indent))
        lines.append("    return _timer() - _t0")
        # In a function, the names of both are local.
        exec("\n".join(lines), names)  # noqa: S102
        return names["_inner"](range(number), self.timer)

    # The same, a number of times, as a list.
    def repeat(self, repeat=default_repeat, number=default_number):
        return [self.timeit(number) for _ in range(repeat)]

    # Finds a number of executions that takes at least 0.2 seconds.
    def autorange(self, callback=None):
        scale = 1
        while True:
            for step in (1, 2, 5):
                number = scale * step
                taken = self.timeit(number)
                if callback:
                    callback(number, taken)
                if taken >= 0.2:
                    return number, taken
            scale *= 10

    def print_exc(self, file=None):
        import traceback

        traceback.print_exc(file=file)


def timeit(stmt="pass", setup="pass", timer=default_timer, number=default_number, globals=None):  # noqa: A002
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(
    stmt="pass",
    setup="pass",
    timer=default_timer,
    repeat=default_repeat,
    number=default_number,
    globals=None,  # noqa: A002
):
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)
