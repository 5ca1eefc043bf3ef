"""What is run on every side: the same source, so that the same is compared."""

import time

SMALL = "print(6 * 7)"
SMALL_OUTPUT = "42\n"
NOTHING = "pass"


def ms(begin):
    """Milliseconds since `begin`, a reading of `time.perf_counter()`."""
    return (time.perf_counter() - begin) * 1000


def queries(count, sql="select 1"):
    """A program that makes `count` queries, each in a turn of a loop."""
    return (
        f"for _ in range({count}):\n"
        f"    rows = read_only_sql_query('bench', {sql!r})['rows']\n"
        "print('done')"
    )


def loop(turns):
    """A program that only computes."""
    return f"total = 0\nfor number in range({turns}):\n    total ^= number\nprint(total)"


def lines(count):
    """A program that prints many lines."""
    return f"for number in range({count}):\n    print('line', number)"
