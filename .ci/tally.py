"""Adds up the closing lines of every test runner in a log and prints one line for all.

Usage: tally.py LOG STATUS, where STATUS is the exit status of the command that wrote the log.
Exits with 1 if a test failed, no test ran, or STATUS is not 0.
"""

import re
import sys

CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed;")
PYTEST = re.compile(r"^(?:=+ )?(?:\d+ \w+, )*\d+ \w+ in [\d.]+s\b")
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?)\b")


def tally(lines):
    """Returns (passed, failed) over all closing lines of cargo test and pytest."""
    passed = failed = 0
    for line in lines:
        line = re.sub(r"\x1b\[[0-9;]*m", "", line.rstrip("\n"))
        if cargo := CARGO.match(line):
            passed += int(cargo[1])
            failed += int(cargo[2])
        elif PYTEST.match(line):
            for count, outcome in PYTEST_COUNT.findall(line):
                if outcome == "passed":
                    passed += int(count)
                else:
                    failed += int(count)
    return passed, failed


def main():
    path, status = sys.argv[1], int(sys.argv[2])
    with open(path, encoding="utf-8", errors="replace") as log:
        passed, failed = tally(log)
    # A step that broke before its tests could run (a lint, a build) is a failure too.
    if status != 0 and failed == 0:
        failed = 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
