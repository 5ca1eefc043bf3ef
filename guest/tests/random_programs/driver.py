# Runs the programs that arrive at standard input, each in a fresh namespace, and answers with their output.
#
# A program is four bytes of length (little-endian) and a text; an answer is one byte (1 if an exception
# escaped, whose trace then follows the output), four bytes of length and a text.
import contextlib
import io
import signal
import sys
import traceback
import types

# The programs collect where it hurts MicroPython; here it would only take time.
collector = types.ModuleType("gc")
collector.collect = lambda: 0
sys.modules["gc"] = collector

SECONDS = 5


class Timeout(BaseException):
    """Not caught by the programs."""


def stop(signum, frame):
    raise Timeout


signal.signal(signal.SIGALRM, stop)


def run(code):
    output = io.StringIO()
    failed = 0
    signal.alarm(SECONDS)
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
        except BaseException:
            failed = 1
            traceback.print_exc(file=output)
    signal.alarm(0)
    return failed, output.getvalue().encode()


def serve(requests, answers):
    while header := requests.read(4):
        failed, output = run(requests.read(int.from_bytes(header, "little")).decode())
        answers.write(bytes([failed]) + len(output).to_bytes(4, "little") + output)
        answers.flush()


serve(sys.stdin.buffer, sys.stdout.buffer)
