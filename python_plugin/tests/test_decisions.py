"""Who may query what, decided for every query: by whom, when, and what a run remembers of it."""

import contextlib

import pytest
import pytest_asyncio
from conftest import ONLY_ROOT, Asking, run
from datasette import hookimpl
from datasette.permissions import PermissionSQL, SkipPermissions
from datasette.plugins import pm

from datasette_agent_micropython import _rules

pytestmark = pytest.mark.asyncio

ROOT = {"id": "root"}
DENIED = "Permission denied or no such database: 'data'"


@pytest_asyncio.fixture
async def datasette(make_datasette, files):
    return await make_datasette(files, config=ONLY_ROOT)


@pytest_asyncio.fixture
async def guarded(make_datasette, files):
    """Only root may query ``data``, as long as its configuration says so."""
    rule = {"allow_sql": {"id": "root"}}
    return await make_datasette(files, config={"databases": {"data": rule}}), rule


async def test_a_permission_lost_in_a_run_is_lost_at_once(guarded, pool):
    datasette, _ = guarded
    ask = Asking(datasette, pool, ROOT)
    for number in (1, 2):
        assert (await ask("data", f"select {number}"))["rows"] == [[number]]
    datasette.config["databases"]["data"]["allow_sql"] = False
    assert (await ask("data", "select 3"))["error"] == DENIED
    # And a permission that is given is there at once.
    datasette.config["databases"]["data"]["allow_sql"] = {"id": "root"}
    assert (await ask("data", "select 4"))["rows"] == [[4]]


async def test_a_permission_lost_between_runs_is_lost_at_once(guarded, pool):
    datasette, _ = guarded
    assert (await Asking(datasette, pool, ROOT)("data", "select 1"))["rows"] == [[1]]
    datasette.config["databases"]["data"]["allow_sql"] = False
    assert (await Asking(datasette, pool, ROOT)("data", "select 1"))["error"] == DENIED


async def test_a_decision_is_of_one_run(guarded, pool):
    datasette, _ = guarded
    root, guest = Asking(datasette, pool, ROOT), Asking(datasette, pool, {"id": "guest"})
    for _ in range(3):
        assert (await root("data", "select 1"))["rows"] == [[1]]
        assert (await guest("data", "select 1"))["error"] == DENIED


async def test_a_database_that_takes_a_name_while_it_is_asked_for_is_not_queried(datasette, pool):
    ask = Asking(datasette, pool)
    data, secret = datasette.get_database("data"), datasette.get_database("secret")
    allowed = datasette.allowed

    async def allowed_and_replaced(**arguments):
        answer = await allowed(**arguments)
        datasette.databases["data"] = secret
        return answer

    assert (await ask("data", "select 1"))["rows"] == [[1]]  # the control
    datasette.allowed = allowed_and_replaced
    try:
        ask = Asking(datasette, pool)  # another run, since that one knows already
        assert "denied" in (await ask("data", "select 1"))["error"]
    finally:
        del datasette.allowed
        datasette.databases["data"] = data


async def test_attached_databases_are_asked_for_each_time(make_datasette, files, pool):
    config = {"databases": {"data": {"allow_sql": {"id": "root"}}}}
    datasette = await make_datasette(files, config=config, crossdb=True)
    ask = Asking(datasette, pool, ROOT)
    cross = "select name from data.t where id = 1"
    for _ in range(2):
        assert (await ask("_memory", cross))["rows"] == [["data one"]]
        assert len(ask.run.idle) == 0
    datasette.config["databases"]["data"]["allow_sql"] = False
    assert "no such table" in (await ask("_memory", cross))["error"]


class Route:
    """A page on which the tool runs, as it does for the agent: inside of a request."""

    __name__ = "Route"

    @hookimpl
    def register_routes(self):
        async def page(request, datasette):
            from datasette import Response

            actor = {"id": request.args.get("actor")}
            answer = await run(datasette, "sql data select 'found'", actor=actor)
            return Response.text(answer["stdout"])

        return [(r"^/-/run-the-tool$", page)]


@pytest.fixture
def route():
    plugin = Route()
    pm.register(plugin, name="route-test")
    yield "/-/run-the-tool?actor="
    pm.unregister(plugin)


async def test_the_first_request_decides_nothing_for_later_ones(guarded, fake, route):
    datasette, _ = guarded
    assert "found" in (await datasette.client.get(route + "root")).text
    datasette.config["databases"]["data"]["allow_sql"] = False
    assert "denied" in (await datasette.client.get(route + "root")).text


async def test_a_request_without_checks_decides_nothing(guarded, fake, route):
    datasette, _ = guarded
    # The one that starts the supervisor, and what comes later.
    for skip in (True, False):
        answer = await datasette.client.get(route + "guest", skip_permission_checks=skip)
        assert "denied" in answer.text
    assert "found" in (await datasette.client.get(route + "root")).text  # the control


# What a run remembers: that Datasette has said yes by these very rules.


class Rule:
    """A plugin with one rule about ``execute-sql``: what ``self.sql`` and ``self.params`` say."""

    __name__ = "Rule"

    def __init__(self, sql, params=None):
        self.sql = sql
        self.params = params or {}
        self.asked = 0

    @hookimpl
    def permission_resources_sql(self, action):
        if action != "execute-sql":
            return None
        self.asked += 1
        return PermissionSQL(sql=self.sql, params=dict(self.params))


@contextlib.contextmanager
def registered(plugin, name="rule-test"):
    pm.register(plugin, name=name)
    try:
        yield plugin
    finally:
        if pm.has_plugin(name):
            pm.unregister(name=name)


@pytest.fixture
def evaluated(datasette):
    """The databases for which Datasette has evaluated rules."""
    asked = []
    allowed = datasette.allowed

    async def allowed_and_noted(**arguments):
        if arguments["action"] == "execute-sql":  # and not what that requires
            asked.append(arguments["resource"].parent)
        return await allowed(**arguments)

    datasette.allowed = allowed_and_noted
    yield asked
    del datasette.allowed


YES = "SELECT 'data' AS parent, NULL AS child, :yes AS allow, 'a test' AS reason"


async def ask_until_known(ask):
    """Queries until the run knows by which rules it may, and makes sure that it does."""
    for number in range(3):
        assert (await ask("data", f"select {number}"))["rows"] == [[number]]
    assert ask.run.decisions._allowed == {"data"}


async def same_as_a_new_run(ask):
    """The error of one more query, which a run that remembers nothing also gets."""
    answers = [await asking("data", "select 5") for asking in (ask, ask.again())]
    assert answers[0] == answers[1]
    return answers[0].get("error")


async def test_constant_rules_are_evaluated_once_a_run_and_asked_for_each_time(
    datasette, pool, evaluated
):
    with registered(Rule(YES, {"yes": 1})) as rule:
        ask = Asking(datasette, pool)
        asked = []
        for number in range(6):
            before = rule.asked
            assert (await ask("data", f"select {number}"))["rows"] == [[number]]
            asked.append(rule.asked - before)
    assert evaluated == ["data"]
    assert all(asked)


async def test_each_database_has_its_own_decision(datasette, pool, evaluated):
    ask = Asking(datasette, pool, ROOT)
    for _ in range(4):
        for name in ("data", "secret"):
            assert (await ask(name, "select 1"))["rows"] == [[1]]
    assert sorted(evaluated) == ["data", "secret"]


async def test_a_no_is_never_remembered(datasette, pool, evaluated):
    ask = Asking(datasette, pool)
    for number in range(1, 5):
        assert "denied" in (await ask("secret", "select 1"))["error"]
        # Once for the query, once for the list of what may be queried.
        assert evaluated.count("secret") == 2 * number


@pytest.mark.parametrize("change", ["parameter", "sql", "plugin", "kind"])
async def test_a_rule_that_changes_counts_at_once(make_datasette, files, pool, change):
    datasette = await make_datasette(files, settings={"default_allow_sql": False})
    with registered(Rule(YES, {"yes": 1})) as rule:
        ask = Asking(datasette, pool)
        await ask_until_known(ask)
        if change == "parameter":
            rule.params = {"yes": 0}
        elif change == "sql":
            rule.sql = rule.sql.replace(":yes", "0")
        elif change == "kind":
            rule.sql = rule.sql.replace(":yes", "length(changes()) = 0")
        else:
            pm.unregister(name="rule-test")
        assert await same_as_a_new_run(ask) == DENIED


MENTIONED = "SELECT NULL AS parent, NULL AS child, 1 AS allow, :other AS reason"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Datasette lets a name have one value, the last one; whether SQL mentions it or not.
        (({"yes": 1}, {"other": 1, "yes": 1}), ({"yes": 1}, {"other": 1, "yes": 0})),
        (({"yes": 0}, {"other": 1, "yes": 1}), ({"yes": 0}, {"other": 1, "no": 1})),
        # And renames one after the other, so that a name may become another's.
        (({"yes": 1, "a0_yes": 1}, {"other": 1}), ({"yes": 1, "a0_yes": 0}, {"other": 1})),
    ],
)
async def test_rules_that_share_names_of_parameters(make_datasette, files, pool, before, after):
    datasette = await make_datasette(files, settings={"default_allow_sql": False})
    # The first that is registered is asked last.
    other, rule = Rule(MENTIONED), Rule(YES)
    with registered(other, name="rule-test-2"), registered(rule):
        ask = Asking(datasette, pool)
        for rule.params, other.params in (before, before, after, before):
            await same_as_a_new_run(ask)


async def test_a_rule_that_loses_a_parameter_does_not_get_it_from_another(datasette, pool):
    other, rule = Rule(MENTIONED, {"other": 1, "yes": 1}), Rule(YES, {"yes": 1})
    with registered(other, name="rule-test-2"), registered(rule):
        assert await _rules.constant_rules(datasette, None, "execute-sql")
        rule.params = {"else": 1}
        assert await _rules.constant_rules(datasette, None, "execute-sql") is None


async def test_restrictions_of_an_actor_are_part_of_the_rules(datasette, pool):
    actor = {"id": "root", "_r": {"d": {"data": ["es", "vd"]}}}
    ask = Asking(datasette, pool, actor)
    await ask_until_known(ask)
    actor["_r"]["d"]["data"] = ["vd"]
    assert await same_as_a_new_run(ask) == DENIED


async def test_a_run_where_checks_are_skipped_remembers_nothing(datasette, pool):
    ask = Asking(datasette, pool)
    with SkipPermissions():
        for _ in range(3):
            assert (await ask("secret", "select 1"))["rows"] == [[1]]
    assert ask.run.decisions._allowed == set()
    assert "denied" in (await ask("secret", "select 1"))["error"]


async def test_invented_names_are_not_kept(datasette, pool):
    ask = Asking(datasette, pool)
    for number in range(5):
        # The rules allow any name.
        assert await ask.run.decisions.may_query(f"{number}" * 100_000)
    await ask_until_known(ask)


async def test_a_rule_that_reads_a_table_is_evaluated_each_time(datasette, pool, evaluated):
    internal = datasette.get_internal_database()
    await internal.execute_write("CREATE TABLE granted (parent TEXT, allow INTEGER)")
    await internal.execute_write("INSERT INTO granted VALUES ('data', 1)")
    sql = "SELECT parent, NULL AS child, allow, parent AS reason FROM granted"
    with registered(Rule(sql)):
        ask = Asking(datasette, pool)
        for number in range(3):
            assert (await ask("data", f"select {number}"))["rows"] == [[number]]
        assert len(evaluated) == 3
        await internal.execute_write("UPDATE granted SET allow = 0")
        assert (await ask("data", "select 4"))["error"] == DENIED


async def test_rules_that_change_before_datasette_decides_are_not_those_that_decided(
    make_datasette, files, pool
):
    datasette = await make_datasette(files, settings={"default_allow_sql": False})
    with registered(Rule(YES, {"yes": 0})) as rule:
        ask = Asking(datasette, pool)
        assert (await ask("data", "select 1"))["error"] == DENIED  # the control
        allowed = datasette.allowed

        async def changed_and_allowed(**arguments):
            rule.params = {"yes": 1}
            return await allowed(**arguments)

        datasette.allowed = changed_and_allowed
        for _ in range(2):
            rule.params = {"yes": 0}
            assert (await ask("data", "select 1"))["rows"] == [[1]]
        del datasette.allowed
        rule.params = {"yes": 0}
        assert (await ask("data", "select 1"))["error"] == DENIED


async def test_without_datasettes_help_every_query_is_evaluated(
    datasette, pool, evaluated, monkeypatch
):
    monkeypatch.setattr(_rules, "gather_permission_sql_from_hooks", None)
    ask = Asking(datasette, pool)
    for number in range(3):
        assert (await ask("data", f"select {number}"))["rows"] == [[number]]
    assert len(evaluated) == 3


COLUMNS = "AS parent, NULL AS child, 1 AS allow, NULL AS reason"


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT random() {COLUMNS}",
        f"SELECT CURRENT_TIMESTAMP {COLUMNS}",
        f"SELECT sqlite_version() {COLUMNS}",
        f"SELECT name {COLUMNS} FROM sqlite_master",
        f"SELECT name {COLUMNS} FROM granted",
        f"SELECT 'a' LIKE 'b' {COLUMNS}",
        f"SELECT name {COLUMNS} FROM pragma_database_list",
        f"SELECT ':yes' {COLUMNS}",
        f"SELECT :missing {COLUMNS}",
        f"SELECT :yes {COLUMNS} -- :yes",
        f"SELECT ? {COLUMNS}",
        f'SELECT "yes" {COLUMNS}',
        f"SELECT 1 {COLUMNS}; SELECT 1",
        f"SELECT 1 {COLUMNS}" + " " * _rules._LONGEST,
    ],
)
async def test_what_does_not_compare(datasette, sql):
    with registered(Rule(sql, {"yes": 1})) as rule:
        assert await _rules.constant_rules(datasette, None, "execute-sql") is None
        rule.sql = f"SELECT :yes {COLUMNS}"  # the control
        assert await _rules.constant_rules(datasette, None, "execute-sql")


async def test_names_of_parameters_do_not_matter_and_their_values_and_types_do(datasette):
    async def rules(name, value):
        with registered(Rule(f"SELECT :{name} {COLUMNS}", {name: value})):
            return await _rules.constant_rules(datasette, None, "execute-sql")

    one = await rules("a_1", 1)
    assert one is not None
    assert one == await rules("a_2", 1)
    assert one != await rules("a_1", 2)
    assert one != await rules("a_1", True)
    assert one != await rules("a_1", 1.0)
    assert await rules("a_1", object()) is None


async def test_what_an_action_requires_is_part_of_its_rules(make_datasette, files, pool):
    datasette = await make_datasette(files)
    ask = Asking(datasette, pool)
    await ask_until_known(ask)
    # execute-sql also requires view-database.
    datasette.config = {"databases": {"data": {"allow": False}}}
    assert (await ask("data", "select 4"))["error"] == DENIED
