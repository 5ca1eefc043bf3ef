"""Settings: what is accepted, and how what is not is refused."""

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError

from datasette_agent_micropython._config import Config, read_config
from datasette_agent_micropython._errors import ConfigError


def test_defaults():
    defaults = Config(
        max_sessions=16,
        wall_clock_timeout_seconds=5.0,
        memory_bytes=16777216,
        fuel=10000000,
        max_output_chars=10000,
    )
    assert read_config(None) == read_config({}) == defaults


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("fuel", "1e7", 10_000_000),
        ("fuel", 10**15, 10**15),
        ("fuel", 1.0e7, 10_000_000),
        ("max_sessions", " 12 ", 12),
        ("memory_bytes", "1048576", 1048576),
        ("wall_clock_timeout_seconds", 0.01, 0.01),
        ("wall_clock_timeout_seconds", "2.5", 2.5),
        ("wall_clock_timeout_seconds", 3600, 3600.0),
        ("max_output_chars", 1, 1),
    ],
)
def test_accepted(key, given, value):
    result = getattr(read_config({key: given}), key)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    "value",
    [None, True, False, "", "many", [], {}, float("nan"), float("inf"), "nan", "inf", "-inf"]
    + [-1, 0, "0", 10**16, "1e999999999", "-5", 10**400, "1" * 5000],
)
@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("max_sessions", "a whole number from 1 to 1,024"),
        ("wall_clock_timeout_seconds", "a number from 0.01 to 3,600"),
        ("memory_bytes", "a whole number from 1,048,576 to 1,073,741,824"),
        ("fuel", "a whole number from 1 to 1,000,000,000,000,000"),
        ("max_output_chars", "a whole number from 1 to 1,000,000"),
    ],
)
def test_refused(key, allowed, value):
    with pytest.raises(ConfigError) as caught:
        read_config({key: value})
    message = str(caught.value)
    assert f"datasette-agent-micropython: {key} is " in message
    assert repr(value)[:70] in message
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize("value", [1.5, "1.5", 0.999])
def test_a_fraction_is_no_whole_number(value):
    with pytest.raises(ConfigError, match="a whole number"):
        read_config({"max_sessions": value})


def test_an_unknown_key_gets_a_suggestion():
    with pytest.raises(ConfigError, match=r"no setting 'max_session'; did you mean max_sessions\?"):
        read_config({"max_session": 4})
    with pytest.raises(ConfigError, match="no setting 7; the settings are max_sessions, wall_"):
        read_config({7: 4})


@pytest.mark.parametrize("settings", [[], "fuel", 3, True])
def test_not_a_mapping(settings):
    with pytest.raises(ConfigError, match="must be a mapping"):
        read_config(settings)


def datasette_with(settings):
    return Datasette(memory=True, config={"plugins": {"datasette-agent-micropython": settings}})


@pytest.mark.asyncio
async def test_a_wrong_setting_stops_datasette_at_start():
    datasette = datasette_with({"fuel": "lots"})
    with pytest.raises(StartupError, match="fuel is 'lots'; allowed is a whole number from 1"):
        await datasette.invoke_startup()
    datasette.close()


@pytest.mark.asyncio
async def test_settings_from_the_environment(monkeypatch):
    monkeypatch.setenv("FUEL", "5000")
    datasette = datasette_with({"fuel": {"$env": "FUEL"}})
    await datasette.invoke_startup()
    datasette.close()
    monkeypatch.delenv("FUEL")
    datasette = datasette_with({"fuel": {"$env": "FUEL"}})
    with pytest.raises((StartupError, KeyError)):
        await datasette.invoke_startup()
    datasette.close()
