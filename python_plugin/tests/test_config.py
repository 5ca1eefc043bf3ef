"""Settings: what is accepted, and how what is not is refused."""

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError

from datasette_agent_micropython._config import MAY_BE_MISSING, Config, config_of, read_config
from datasette_agent_micropython._errors import ConfigError


def test_defaults():
    defaults = Config(
        max_sessions=16,
        wall_clock_timeout_seconds=5.0,
        memory_bytes=16777216,
        fuel=10000000,
        max_output_chars=10000,
        allow_missing_isolation=(),
        cgroup_directory=None,
    )
    assert defaults.isolation_arguments() == []
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


@pytest.mark.parametrize(
    ("given", "layers"),
    [
        ([], ()),
        ("", ()),
        (" ", ()),
        (["landlock"], ("landlock",)),
        ("landlock", ("landlock",)),
        (" user ,landlock", ("user", "landlock")),
        ([" user", "landlock", "user"], ("user", "landlock")),
        (["namespaces", "user", "landlock", "no_new_code", "seccomp"], MAY_BE_MISSING),
    ],
)
def test_layers_that_may_be_missing(given, layers):
    config = read_config({"allow_missing_isolation": given})
    assert config.allow_missing_isolation == layers
    pairs = [("--allow-missing", layer) for layer in layers]
    assert config.isolation_arguments() == [word for pair in pairs for word in pair]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["landlok"], "no layer 'landlok' that may be missing; did you mean landlock? allowed"),
        ("Seccomp", "no layer 'Seccomp' that may be missing; did you mean seccomp? allowed"),
        ("user;seccomp", "no layer 'user;seccomp' that"),
        ("user,,seccomp", "no layer '' that may be missing; allowed are namespaces, user, landl"),
        (["user,seccomp"], "no layer 'user,seccomp' that may be missing; "),
        (["rlimits"], "no layer 'rlimits' that may be missing; allowed are namespaces"),
        (["--cgroup"], "no layer '--cgroup' that may be missing; allowed are namespaces"),
        ([None], "no layer None that"),
        ([["user"]], "no layer ['user'] that"),
        ([10**5000], "no layer a huge number that"),
        (None, "is None (is the environment variable set?); allowed is a list of namespaces, user"),
        (True, "is True; allowed is a list of"),
        (False, "is False; allowed is a list of"),
        (0, "is 0; allowed is a list of"),
        ({}, "is {}; allowed is a list of"),
        ({"landlock": True}, "is {'landlock': True}; allowed is a list of"),
    ],
)
def test_layers_that_may_not(given, words):
    with pytest.raises(ConfigError) as caught:
        read_config({"allow_missing_isolation": given})
    message = str(caught.value)
    assert message.startswith("plugins: datasette-agent-micropython: allow_missing_isolation is ")
    assert words in message
    assert "\n" not in message


def test_a_cgroup_directory():
    config = read_config({"cgroup_directory": "/sys/fs/cgroup/my own"})
    assert config.isolation_arguments() == ["--cgroup", "/sys/fs/cgroup/my own"]


@pytest.mark.parametrize(
    "given", [None, True, 3, [], "", "here", "./here", "/a\0b", "/\ud800", b"/"]
)
def test_no_cgroup_directory(given):
    with pytest.raises(ConfigError, match=r"cgroup_directory is .*; allowed is the absolute path"):
        read_config({"cgroup_directory": given})


def test_an_unknown_key_gets_a_suggestion():
    with pytest.raises(ConfigError, match=r"no setting 'max_session'; did you mean max_sessions\?"):
        read_config({"max_session": 4})
    with pytest.raises(ConfigError, match="did you mean allow_missing_isolation"):
        read_config({"allow_missing": "user"})
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
    monkeypatch.setenv("LAYERS", "user,namespaces")
    settings = {"fuel": {"$env": "FUEL"}, "allow_missing_isolation": {"$env": "LAYERS"}}
    datasette = datasette_with(settings)
    await datasette.invoke_startup()
    config = config_of(datasette)
    assert (config.fuel, config.allow_missing_isolation) == (5000, ("user", "namespaces"))
    datasette.close()
    monkeypatch.delenv("FUEL")
    datasette = datasette_with({"fuel": {"$env": "FUEL"}})
    with pytest.raises((StartupError, KeyError)):
        await datasette.invoke_startup()
    datasette.close()
