"""Where the mpy-supervisor program is."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from ._errors import BinaryNotFoundError

NAME = "mpy-supervisor"
# Names a file, for development and tests. Nothing else is tried then.
VARIABLE = "MPY_SUPERVISOR"


def find_binary() -> str:
    """The path of the program; the error names every place that was looked at."""
    named = os.environ.get(VARIABLE)
    if named:
        if _is_program(named):
            return named
        raise BinaryNotFoundError(f"{VARIABLE} names {named}, which is not an executable file")
    looked = []
    for folder in _folders():
        path = os.path.join(folder, NAME)
        if _is_program(path):
            return path
        looked.append(path)
    on_path = shutil.which(NAME)
    if on_path:
        return on_path
    places = ", ".join(looked)
    raise BinaryNotFoundError(
        f"cannot find the program {NAME}; looked for {places}, then on PATH. "
        f"Install a wheel of datasette-agent-micropython, or set {VARIABLE}"
    )


def _folders() -> list[str]:
    """The script folders of this interpreter, its environment, and a --user or --target install."""
    folders = [os.path.dirname(sys.executable or ""), sysconfig.get_path("scripts")]
    user = sysconfig.get_preferred_scheme("user")
    folders.append(sysconfig.get_path("scripts", scheme=user))
    # pip install --target puts scripts into bin/ beside the packages.
    folders.append(str(Path(__file__).resolve().parent.parent / "bin"))
    return list(dict.fromkeys(folder for folder in folders if folder))


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)
