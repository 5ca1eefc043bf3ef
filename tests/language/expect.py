"""Runs programs that are made from a number, and prints each with its output as a line of JSON."""

import contextlib
import io
import json
import sys


def run(source):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, "<session>", "exec"), {"__name__": "__main__"})  # noqa: S102
    return output.getvalue()


def main(make):
    """Does so for the programs that the command line asks for: how many, and the first one's number."""
    count, first = int(sys.argv[1]), int(sys.argv[2])
    for number in range(first, first + count):
        source = make(number)
        line = {"number": number, "source": source, "stdout": run(source)}
        sys.stdout.write(json.dumps(line) + "\n")
