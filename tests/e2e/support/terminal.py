"""A program on a terminal of its own, for prompts that want to see one."""

import os
import pty
import re
import select
import subprocess
import time


class Terminal:
    def __init__(self, command, cwd, env):
        ours, theirs = pty.openpty()
        try:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        self.descriptor = ours
        self.output = ""
        self.seen = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.descriptor)

    def expect(self, pattern, timeout=60):
        """Wait for new output to match and return what came before the match's end."""
        deadline = time.monotonic() + timeout
        while True:
            match = re.search(pattern, self.output[self.seen :])
            if match:
                text = self.output[self.seen : self.seen + match.end()]
                self.seen += match.end()
                return text
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"no {pattern!r} in {self.output[self.seen :]!r}")

    def _read(self, seconds):
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # the other end is closed
            return False
        self.output += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def line(self, text):
        os.write(self.descriptor, text.encode() + b"\n")

    def end_of_input(self):
        os.write(self.descriptor, b"\x04")
