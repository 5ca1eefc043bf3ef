"""The drivers as processes: started under their side's Python, asked one thing at a time."""

import contextlib
import json
import os
import pathlib
import selectors
import signal
import subprocess
import time

BENCHES = pathlib.Path(__file__).resolve().parent.parent
# The longest that one batch may take; the longest of all makes many conversations.
ANSWER_SECONDS = 600
# What a driver gets to end by itself.
END_SECONDS = 10
# The same after Ctrl-C.
HURRY_SECONDS = 1


class DriverError(Exception):
    """A side could not measure what it was asked for."""


def commands(ours_python, ours, existing_python, monty_python, scratch):
    """The command line of every driver, by name. `ours` is the supervisor program; `scratch` is a
    directory for a program that starts it without spare workers."""
    tool, supervisor = _module("tool"), _module("supervisor")
    no_spares = pathlib.Path(scratch) / "no-spares"
    # `doctor` has no such option.
    no_spares.write_text(
        f'#!/bin/sh\n[ "$1" = serve ] && set -- "$@" --spare-workers 0\nexec "{ours}" "$@"\n'
    )
    no_spares.chmod(0o755)
    return {
        "existing-tool": [existing_python, *tool],
        "ours-tool": [ours_python, *tool, ours],
        "ours-tool-no-spares": [ours_python, *tool, str(no_spares)],
        "existing-session": [existing_python, *_module("micropython_session")],
        "monty": [monty_python, *_module("monty")],
        "ours-supervisor": [ours_python, *supervisor, ours],
        "ours-supervisor-no-spares": [ours_python, *supervisor, ours, "--spare-workers", "0"],
    }


def _module(name):
    return ["-m", f"side_by_side.drivers.{name}"]


class Driver:
    """A running driver. Its session is its own, so that Ctrl-C reaches the orchestrator alone."""

    def __init__(self, command, log):
        self.process = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=BENCHES,
            # Each side has an environment of its own; a search path would mix them.
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            start_new_session=True,
        )
        self.rest = b""

    def ask(self, call, arguments):
        """The value that a call brings."""
        request = json.dumps({"call": call, "args": arguments}).encode() + b"\n"
        try:
            self.process.stdin.write(request)
        except OSError:
            raise DriverError("its driver has ended") from None
        answer = json.loads(self._line())
        if "error" in answer:
            raise DriverError(answer["error"])
        return answer["value"]

    def _line(self):
        deadline = time.monotonic() + ANSWER_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while b"\n" not in self.rest:
                if not selector.select(max(0, deadline - time.monotonic())):
                    self.end(0)
                    raise DriverError(f"no answer in {ANSWER_SECONDS} s")
                chunk = os.read(self.process.stdout.fileno(), 1 << 16)
                if not chunk:
                    raise DriverError("its driver has ended")
                self.rest += chunk
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def end(self, seconds):
        """Ends its input, then, if need be, the process and those that it has started."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Drivers:
    """Those that run; each is started when it is first asked. `log` is a file for their errors."""

    def __init__(self, commands, log):
        self.commands = commands
        self.log = log
        self.running = {}

    def ask(self, name, call, arguments):
        driver = self.running.get(name)
        if driver is not None and driver.process.poll() is not None:
            driver.end(0)
            driver = None
        if driver is None:
            try:
                driver = self.running[name] = Driver(self.commands[name], self.log)
            except OSError as error:
                raise DriverError(f"cannot be started: {error.strerror}") from None
        return driver.ask(call, arguments)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        # All first lose their input, so that they end together.
        for driver in self.running.values():
            with contextlib.suppress(OSError):
                driver.process.stdin.close()
        for driver in self.running.values():
            driver.end(END_SECONDS if kind is None else HURRY_SECONDS)
        self.running.clear()
