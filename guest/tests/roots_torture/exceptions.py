# Exceptions across frames, finally, with, re-raising, and collections while they travel.
import gc


class Failure(Exception):
    pass


def fail(n, text):
    extra = [text, str(n)]
    try:
        if n == 0:
            raise Failure(text * 2, [text])
        fail(n - 1, text + str(n))
    except Failure as failure:
        gc.collect()
        if n % 3 == 1:
            raise Failure(extra, failure.args)
        if n < 6:
            raise
        return [extra, failure.args]
    finally:
        gc.collect()
        extra.append("finally")
    return extra


print(fail(8, "t"))


class Context:
    def __init__(self, name):
        self.name = [name]

    def __enter__(self):
        gc.collect()
        return self.name + ["in"]

    def __exit__(self, kind, value, trace):
        gc.collect()
        self.name.append("out")
        return kind is ValueError


def use(n):
    context = Context("c" + str(n))
    with context as names:
        with Context("inner") as inner:
            gc.collect()
            if n % 2:
                raise ValueError("v" * n, names, inner)
        return ["returned", names, inner]
    return ["swallowed", context.name]


print([use(i) for i in range(6)])
results = []
for i in range(5 + SCALE):
    try:
        [{}["missing" + str(i)], (1).missing, [][i]][i % 3]
    except (KeyError, AttributeError, IndexError) as e:
        gc.collect()
        results.append((type(e).__name__, [str(i)]))
print(results)
for source in ("1/0", "int('x')", "[1][5]", "undefined_name", "'a' + 1", "None.x"):
    try:
        eval(source)
    except Exception as e:
        gc.collect()
        print(source, type(e).__name__)


def cleanup():
    for i in range(4):
        try:
            try:
                gc.collect()
                if i == 2:
                    continue
                if i == 3:
                    return ["early", str(i)]
            finally:
                gc.collect()
                results.append(str(i))
        finally:
            results.append([i])


print(cleanup(), results[-8:])
