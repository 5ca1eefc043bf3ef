"""Fixtures: the environments under test, their servers, and the report of measured figures."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from support.browser import CHROMEDRIVER, CHROMIUM, BrowserDriver
from support.server import EXAMPLES, DatasetteServer
from support.target import targets_from_environment

HERE = Path(__file__).resolve().parent
REPORT = Path(os.environ.get("E2E_REPORT", HERE / "report.txt"))
TARGETS = targets_from_environment()
IN_CI = bool(os.environ.get("CI"))

figures = []


@pytest.fixture(scope="session", params=TARGETS, ids=lambda target: target.name)
def target(request):
    return request.param


@pytest.fixture(autouse=True)
def needs_our_plugin(request):
    if request.node.get_closest_marker("ours") and not request.getfixturevalue("target").ours:
        if IN_CI:
            pytest.fail("the reference plugin is installed where ours should be")
        pytest.skip("needs this project's plugin")


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory):
    sys.path.insert(0, str(EXAMPLES))
    try:
        import make_db
    finally:
        sys.path.remove(str(EXAMPLES))
    return make_db.build(tmp_path_factory.mktemp("demo") / "demo.db")


@pytest.fixture
def serve(target, demo_db, tmp_path, request):
    """Start servers of one's own: serve(plugin_config={...}, settings={...})."""
    servers = []

    def start(plugin_config=None, settings=None):
        directory = tmp_path / f"server-{len(servers)}"
        directory.mkdir()
        server = DatasetteServer(target, directory, [demo_db], plugin_config, settings)
        servers.append(server)
        return server.start()

    yield start
    show_logs(request, servers)
    for server in servers:
        if server.process is not None:
            server.stop()


@pytest.fixture(scope="module")
def server(target, demo_db, tmp_path_factory, request):
    """A server with the default settings, shared by the tests of a module."""
    running = DatasetteServer(target, tmp_path_factory.mktemp("server"), [demo_db]).start()
    request.node.server = running
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def shared_log(request):
    """Show the shared server's log of a test that failed."""
    yield
    running = getattr(request.node.parent, "server", None)
    if running is not None:
        show_logs(request, [running])


def show_logs(request, servers):
    if getattr(request.node, "failed", False):
        for server in servers:
            print(f"\n--- {server.log_path}\n{server.log[-6000:]}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.failed = True
    return report


@pytest.fixture
def client(server):
    return server.client()


@pytest.fixture
def figure(target):
    """Note a measured figure for the report: figure("what was measured", "12.3 ms")."""

    def note(what, value):
        figures.append(f"{target.name:8} {what}: {value}")

    return note


@pytest.fixture(scope="session")
def browser_driver():
    missing = [path for path in (CHROMIUM, CHROMEDRIVER) if not os.path.exists(path)]
    if missing:
        reason = (
            f"NO BROWSER TESTS: {', '.join(missing)} not found; run tests/e2e/install_chromium.sh"
        )
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    with BrowserDriver() as driver:
        yield driver


@pytest.fixture
def browser(browser_driver, tmp_path):
    with browser_driver.browser(tmp_path / "profile") as browser:
        yield browser


def pytest_configure():
    # Servers write logs and databases; in memory, other programs' disk traffic delays nobody.
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 512 * 1024 * 1024:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)


def pytest_report_header():
    return [target.description for target in TARGETS]


def pytest_terminal_summary(terminalreporter):
    if figures:
        text = "\n".join([*(target.description for target in TARGETS), "", *sorted(figures)])
        REPORT.write_text(text + "\n")
        terminalreporter.section(f"measured ({REPORT})")
        terminalreporter.write_line(text)
    skipped = terminalreporter.stats.get("skipped", [])
    if any("NO BROWSER TESTS" in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO BROWSER TESTS WERE RUN", red=True, bold=True)
        terminalreporter.write_line("Install Chromium with tests/e2e/install_chromium.sh")
