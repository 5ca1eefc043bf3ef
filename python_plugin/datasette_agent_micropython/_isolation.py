"""What isolates the workers, in words for the log and for whoever reads an error."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from ._config import MAY_BE_MISSING, PLUGIN_NAME, Config, plugin_version
from ._errors import RefusedError, StartError, SupervisorError
from ._result import one_line

logger = logging.getLogger("datasette_agent_micropython")

# Exit status of `doctor`: no code can run here.
CANNOT_RUN = 3
# The JSON-RPC error: no worker could be started.
NO_WORKER = -32007
# Of each text that the log repeats.
TEXT_CHARS = 500
LAYERS_MAX = 100

_ACCEPTS = re.compile(r"--allow-missing (\w+)")
_NAME = f"{PLUGIN_NAME}: "


@dataclass
class Report:
    """Lines for the log, and what they say of each layer (None: nothing)."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    told: Mapping[str, bool] | None = None

    def say(self, level: int, line: str) -> None:
        self.lines.append((level, line))


def describe_answer(answer, config: Config) -> Report:
    """What the log says about an ``Answer`` of `doctor`."""
    report = Report()
    diagnosis = _read_diagnosis(answer.output) if answer.code in (0, CANNOT_RUN) else None
    if diagnosis is not None:
        _describe_diagnosis(diagnosis, config, report)
    elif answer.code == CANNOT_RUN and answer.output == b"":
        why = with_settings(_last_line(answer.errors), config)
        report.say(logging.WARNING, f"{_NAME}{_NO_RUN}: {why}")
    else:
        why = answer.fault or (
            f"it ended with exit code {answer.code} and said "
            f"{_last_line(answer.output or answer.errors)!r}"
        )
        report.say(
            logging.WARNING,
            f"{_NAME}what isolates the workers could not be found out by mpy-supervisor doctor: "
            f"{why}; execute_micropython may answer with an error",
        )
    return report


_NO_RUN = "execute_micropython will answer with an error, no code can run here"


def _describe_diagnosis(diagnosis: dict, config: Config, report: Report) -> None:
    layers = diagnosis["layers"]
    held = [layer["layer"] for layer in layers if layer["applied"]]
    # Nobody misses a cgroup who did not ask for one.
    spared = [layer for layer in layers if _is_spared(layer, config)]
    absent = [layer for layer in layers if not layer["applied"] and layer not in spared]
    text = (
        f"{PLUGIN_NAME} {plugin_version()}: isolation of the workers ({diagnosis['system']}): "
        f"{', '.join(held)}"
    )
    if spared:
        text += "; no cgroup, none was asked for (setting cgroup_directory)"
    report.say(logging.INFO, f"{text}. {diagnosis['verdict']}" if diagnosis["ok"] else text)
    for layer in absent:
        name = layer["layer"]
        state = "MISSING and needed" if layer["required"] else "absent"
        if name in config.allow_missing_isolation:
            state += ", which the setting allow_missing_isolation accepts"
        report.say(
            logging.WARNING,
            f"{_NAME}isolation: {name} is {state}: {layer['detail']}; it would stop: "
            f"{layer['stops']}; to have it: {layer['enable']}",
        )
    if not diagnosis["ok"]:
        needed = [layer["layer"] for layer in absent if layer["required"]]
        text = f"{_NAME}{_NO_RUN}: {diagnosis['verdict']}"
        if needed and all(name in MAY_BE_MISSING for name in needed):
            text += f" To run code without {' and '.join(needed)}: {_setting(needed, config)}"
        report.say(logging.WARNING, text)
    report.told = {layer["layer"]: layer["applied"] for layer in layers}


def _is_spared(layer: dict, config: Config) -> bool:
    absent = not layer["applied"] and not layer["required"]
    return absent and layer["layer"] == "cgroup" and config.cgroup_directory is None


def _read_diagnosis(output: bytes) -> dict | None:
    """The JSON of `doctor`, as far as this package reads it; None if it is not that."""
    try:
        given = json.loads(output)
        layers = [
            {
                **{key: _text(layer[key]) for key in ("layer", "detail", "stops", "enable")},
                **{key: _flag(layer[key]) for key in ("applied", "required")},
            }
            for layer in given["layers"][:LAYERS_MAX]
        ]
        texts = {key: _text(given[key]) for key in ("system", "verdict")}
        return {**texts, "ok": _flag(given["ok"]), "layers": layers}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return one_line(value)[:TEXT_CHARS]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").split("\n")
    said = [line for line in map(one_line, lines) if line]
    return said[-1][:TEXT_CHARS] if said else "nothing"


# Of a supervisor that has started


def describe_hello(hello: dict, *, told: Mapping[str, bool] | None = None) -> str:
    """One line for the log: versions, and what isolates the workers unless that was ``told``."""
    layers = hello["isolation"]["layers"]
    text = (
        f"{PLUGIN_NAME} {plugin_version()}: {hello['server']['name']} "
        f"{hello['server']['version']}, {hello['guest']['name']} {hello['guest']['version']}"
    )
    states = {layer["layer"]: layer["applied"] for layer in layers}
    missing = [f"{layer['layer']} ({layer['detail']})" for layer in layers if not layer["applied"]]
    if told is not None and all(told.get(name) == held for name, held in states.items()):
        return text + " has started"
    held = [name for name, applied in states.items() if applied]
    text += f"; isolation: {', '.join(held) or 'none reported'}"
    return text + (f"; NOT applied: {', '.join(missing)}" if missing else "")


def explain(error: SupervisorError, config: Config) -> str:
    """The text of an error, with the setting where one helps."""
    # No other error's text is the supervisor's own from its first to its last word.
    no_worker = isinstance(error, RefusedError) and error.code == NO_WORKER
    if no_worker or isinstance(error, StartError):
        return with_settings(str(error), config)
    return str(error)


def with_settings(text: str, config: Config) -> str:
    """Names the settings of this plugin behind a text that names the options they set."""
    accepted = [name for name in _ACCEPTS.findall(text) if name in MAY_BE_MISSING]
    if accepted:
        text += f" (in Datasette: {_setting(accepted, config)})"
    if config.cgroup_directory is not None and "cgroup" in text:
        text += " (in Datasette: the setting cgroup_directory)"
    return text


def _setting(layers: list[str], config: Config) -> str:
    names = dict.fromkeys([*config.allow_missing_isolation, *layers])
    return f"the setting allow_missing_isolation: [{', '.join(names)}]"


def announce(line: str, level: int = logging.INFO) -> None:
    """One line for the operator: through logging where it is set up, else where Datasette writes
    its own messages."""
    if level > logging.INFO or (logger.isEnabledFor(level) and logger.hasHandlers()):
        logger.log(level, "%s", line)
    else:
        print(line, file=sys.stderr, flush=True)
