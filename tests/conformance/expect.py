"""What CPython prints for each case of a file.

    expect.py CASES.txt

A line `### name` begins a case, its program follows. Each runs in a process of its own. Prints a JSON
list of `{"name", "source", "stdout", "error"}`; `error` is the traceback of a program that failed.
"""

import json
import os
import sys
import traceback
import types


def cases(path):
    found = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("### "):
                found.append({"name": line[4:].strip(), "source": ""})
            elif found:
                found[-1]["source"] += line
    return found


def run(source):
    """Runs a program in a child and returns its output and, if it failed, its traceback."""
    output_read, output_write = os.pipe()
    error_read, error_write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 0
        os.dup2(output_write, 1)
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            exec(compile(source, "<case>", "exec"), main.__dict__)  # noqa: S102
            sys.stdout.flush()
        except BaseException:  # noqa: BLE001
            sys.stdout.flush()
            os.write(error_write, traceback.format_exc().encode()[:4096])
            status = 1
        os._exit(status)
    os.close(output_write)
    os.close(error_write)
    with (
        open(output_read, encoding="utf-8") as output,
        open(error_read, encoding="utf-8") as error,
    ):
        texts = output.read(), error.read()
    os.waitpid(child, 0)
    return texts


def main():
    found = cases(sys.argv[1])
    for case in found:
        case["stdout"], error = run(case["source"])
        case["error"] = error or None
    json.dump(found, sys.stdout)


main()
