"""A real `datasette serve` in a process of its own."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from .agent import Client
from .waiting import wait_for

HERE = Path(__file__).resolve().parent.parent
EXAMPLES = HERE.parent.parent / "examples"
PLUGINS = HERE / "plugins"
PLUGIN = "datasette-agent-micropython"

START_TIMEOUT = 60
STOP_TIMEOUT = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(directory):
    """A quiet environment: nothing of the developer's settings, keys or caches."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "MPY_SUPERVISOR") if name in os.environ
    }
    return {
        **kept,
        "HOME": str(directory),
        "LLM_USER_PATH": str(directory / "llm"),
        "PYTHONUNBUFFERED": "1",
    }


class DatasetteServer:
    def __init__(self, target, directory, databases, plugin_config=None, settings=None):
        self.target = target
        self.directory = directory
        self.log_path = directory / "datasette.log"
        self.port = free_port()
        self.config = {
            "settings": settings or {},
            "plugins": {
                "datasette-llm": {"default_model": "scripted-demo"},
                PLUGIN: plugin_config or {},
            },
        }
        self.databases = databases
        self.variables = {}
        self.process = None
        self.cookie = None

    def start(self):
        config = self.directory / "datasette.json"
        config.write_text(json.dumps(self.config))
        command = self.command(config)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.directory,
                env={**environment(self.directory), **self.variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_for(self._answers, START_TIMEOUT, f"{command} to answer")
        except Exception:
            self.kill()
            raise
        return self

    def command(self, config):
        return [
            *(self.target.python, "-m", "datasette", "serve"),
            *(str(path) for path in self.databases),
            *("--root", "--port", str(self.port), "--config", str(config)),
            *("--internal", str(self.directory / "internal.db")),
            *("--plugins-dir", str(PLUGINS)),
        ]

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"datasette ended with {self.process.returncode}:\n{self.log}")
        try:
            return self.client(signed_in=False).get("/-/versions.json").status == 200
        except (OSError, http.client.HTTPException):
            return False

    @property
    def sign_in_url(self):
        """The address that `--root` prints; it works once."""
        found = wait_for(
            lambda: re.search(r"http://\S+/-/auth-token\?token=[0-9a-f]{64}", self.log),
            10,
            "the sign-in address",
        )
        return found[0]

    @property
    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    @property
    def pid(self):
        return self.process.pid

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    def sign_in(self):
        """The cookie of a visitor who followed the sign-in address."""
        if self.cookie is None:
            path = self.sign_in_url.removeprefix(self.base_url)
            answer = self.client(signed_in=False).get(path)
            assert answer.status == 302, answer
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return self.cookie

    def client(self, signed_in=True):
        return Client("127.0.0.1", self.port, self.sign_in() if signed_in else None)

    def wait(self, timeout=STOP_TIMEOUT):
        return self.process.wait(timeout)

    def stop(self):
        """End it the polite way and insist that this works."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.wait()
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return self.process.returncode

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.wait()


class ExampleServer(DatasetteServer):
    """What `make datasette` starts: examples/serve.sh, with its own configuration."""

    def __init__(self, target, directory):
        super().__init__(target, directory, databases=[])
        self.variables = {"VENV": target.facts["prefix"], "PORT": str(self.port)}

    def command(self, config):
        return [str(EXAMPLES / "serve.sh")]


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self):
        self.started = time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.started
