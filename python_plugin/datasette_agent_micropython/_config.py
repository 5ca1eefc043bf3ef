"""The settings under ``plugins: datasette-agent-micropython:``, checked and never clamped."""

from __future__ import annotations

import decimal
import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

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


# The supervisor's own ranges (src/protocol/client_api.rs): what passes here passes there.
RANGES: dict[str, tuple[int | decimal.Decimal, int]] = {
    "max_sessions": (1, 1024),
    "wall_clock_timeout_seconds": (decimal.Decimal("0.01"), 3600),
    "memory_bytes": (MIB, 1024 * MIB),
    "fuel": (1, 10**15),
    "max_output_chars": (1, 1_000_000),
}
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
        if key not in RANGES:
            raise ConfigError(_unknown(key))
        values[key] = _number(key, value)
    return Config(**values)


def config_of(datasette) -> Config:
    """The settings of one Datasette object."""
    return read_config(datasette.plugin_config(PLUGIN_NAME))


def _number(key: str, value: object) -> int | float:
    number = _decimal(value)
    low, high = RANGES[key]
    whole = key in _WHOLE
    # Ordered comparison first: int() of a huge exponent would not end.
    if number is None or not low <= number <= high or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        hint = " (is the environment variable set?)" if value is None else ""
        raise ConfigError(
            f"plugins: {PLUGIN_NAME}: {key} is {_show(value)}{hint}; "
            f"allowed is {kind} from {low:,} to {high:,}"
        )
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


def _unknown(key: object) -> str:
    near = difflib.get_close_matches(str(key), RANGES, n=1, cutoff=0.5)
    suggestion = f"did you mean {near[0]}? " if near else ""
    return (
        f"plugins: {PLUGIN_NAME}: there is no setting {_show(key)}; "
        f"{suggestion}the settings are {', '.join(RANGES)}"
    )


def _show(value: object) -> str:
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python writes out
        return "a huge number"
    return text if len(text) <= 80 else text[:77] + "..."
