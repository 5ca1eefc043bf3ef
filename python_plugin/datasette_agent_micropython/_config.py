"""The settings under ``plugins: datasette-agent-micropython:``, checked and never clamped."""

from __future__ import annotations

import decimal
import difflib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import metadata

from ._errors import ConfigError

PLUGIN_NAME = "datasette-agent-micropython"

MIB = 1024 * 1024


@dataclass(frozen=True)
class Config:
    """The settings in force."""

    max_sessions: int = 16
    wall_clock_timeout_seconds: float = 5.0
    memory_bytes: int = 16 * MIB
    fuel: int = 10_000_000
    max_output_chars: int = 10_000
    allow_missing_isolation: tuple[str, ...] = ()
    cgroup_directory: str | None = None

    @property
    def wall_clock_ms(self) -> int:
        return round(self.wall_clock_timeout_seconds * 1000)

    def limits_params(self) -> dict[str, int]:
        """The ``limits`` of ``initialize``."""
        return {
            "max_sessions": self.max_sessions,
            "wall_clock_ms": self.wall_clock_ms,
            "memory_bytes": self.memory_bytes,
            "fuel": self.fuel,
            "max_output_chars": self.max_output_chars,
        }

    def isolation_arguments(self) -> list[str]:
        """What ``mpy-supervisor serve`` and ``doctor`` are told about isolation."""
        arguments = []
        for layer in self.allow_missing_isolation:
            arguments += ["--allow-missing", layer]
        if self.cgroup_directory is not None:
            arguments += ["--cgroup", self.cgroup_directory]
        return arguments


# The supervisor's own ranges (src/protocol/client_api.rs): what passes here passes there.
RANGES: dict[str, tuple[int | decimal.Decimal, int]] = {
    "max_sessions": (1, 1024),
    "wall_clock_timeout_seconds": (decimal.Decimal("0.01"), 3600),
    "memory_bytes": (MIB, 1024 * MIB),
    "fuel": (1, 10**15),
    "max_output_chars": (1, 1_000_000),
}
# The layers that `--allow-missing` knows (src/confine/layer.rs): every Linux has the others.
MAY_BE_MISSING = ("namespaces", "user", "landlock", "no_new_code", "seccomp")
SETTINGS = tuple(field.name for field in fields(Config))
_WHOLE = {field.name for field in fields(Config) if field.type == "int"}


def read_config(settings: object) -> Config:
    """The settings as Datasette hands them out; ``None`` means none were given."""
    if settings is None:
        return Config()
    if not isinstance(settings, Mapping):
        raise ConfigError(
            f"plugins: {PLUGIN_NAME}: must be a mapping of settings, got {_show(settings)}"
        )
    values = {}
    for key, value in settings.items():
        if key not in SETTINGS:
            raise ConfigError(_unknown(key))
        values[key] = _READERS.get(key, _number)(key, value)
    return Config(**values)


def config_of(datasette) -> Config:
    """The settings of one Datasette object."""
    return read_config(datasette.plugin_config(PLUGIN_NAME))


def plugin_version() -> str:
    try:
        return metadata.version(PLUGIN_NAME)
    except metadata.PackageNotFoundError:
        return "0"


def _number(key: str, value: object) -> int | float:
    number = _decimal(value)
    low, high = RANGES[key]
    whole = key in _WHOLE
    # Ordered comparison first: int() of a huge exponent would not end.
    if number is None or not low <= number <= high or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        raise _refused(key, value, f"allowed is {kind} from {low:,} to {high:,}")
    return int(number) if whole else float(number)


def _decimal(value: object) -> decimal.Decimal | None:
    """A finite number, or a string that spells one; booleans are neither."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, float):
        value = repr(value)
    try:
        number = decimal.Decimal(value.strip() if isinstance(value, str) else value)
    except (decimal.InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None


def _layers(key: str, value: object) -> tuple[str, ...]:
    """A list of names, or a string of names with commas; each is kept once."""
    names = value
    if isinstance(value, str):
        names = value.split(",") if value.strip() else []
    if not isinstance(names, (list, tuple)):
        raise _refused(key, value, f"allowed is a list of {', '.join(MAY_BE_MISSING)}")
    layers = []
    for given in names:
        name = given.strip() if isinstance(given, str) else given
        if name not in MAY_BE_MISSING:
            raise _refused(
                key,
                value,
                f"there is no layer {_show(name)} that may be missing; "
                f"{_suggestion(name, MAY_BE_MISSING)}allowed are {', '.join(MAY_BE_MISSING)}",
            )
        layers.append(name)
    return tuple(dict.fromkeys(layers))


def _path(key: str, value: object) -> str:
    """Whether it is a directory of cgroup v2 is for the supervisor to find out."""
    try:
        if isinstance(value, str) and value.startswith("/") and b"\0" not in os.fsencode(value):
            return value
    except UnicodeEncodeError:
        pass
    raise _refused(key, value, "allowed is the absolute path of a directory")


_READERS = {"allow_missing_isolation": _layers, "cgroup_directory": _path}


def _refused(key: str, value: object, allowed: str) -> ConfigError:
    hint = " (is the environment variable set?)" if value is None else ""
    return ConfigError(f"plugins: {PLUGIN_NAME}: {key} is {_show(value)}{hint}; {allowed}")


def _unknown(key: object) -> str:
    return (
        f"plugins: {PLUGIN_NAME}: there is no setting {_show(key)}; "
        f"{_suggestion(key, SETTINGS)}the settings are {', '.join(SETTINGS)}"
    )


def _suggestion(given: object, names: tuple[str, ...]) -> str:
    word = _show(given).strip("'").lower()
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]}? " if near else ""


def _show(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes out
        return "a huge number"
    return text if len(text) <= 80 else text[:77] + "..."
