"""The way of a newcomer: `make datasette`, the printed address, a click, a conversation."""

import subprocess

import pytest

from support.server import EXAMPLES, ExampleServer

DUMP = """
import hashlib, sqlite3, sys
sys.path.insert(0, sys.argv[1])
import make_db
db = sqlite3.connect(make_db.build(sys.argv[2]))
tables = ["categories", "tools", "members", "loans", "repairs"]
rows = [db.execute("select * from %s order by id" % table).fetchall() for table in tables]
print(*map(len, rows), hashlib.sha256(repr(rows).encode()).hexdigest()[:16])
"""


def test_database_is_always_the_same(target, tmp_path):
    output = subprocess.run(
        [target.python, "-c", DUMP, str(EXAMPLES), str(tmp_path / "demo.db")],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert output == "6 40 60 420 48 96389ae1658003ae\n"


@pytest.mark.browser
def test_newcomer_clicks_through(target, browser, tmp_path):
    server = ExampleServer(target, tmp_path).start()
    try:
        browser.open(server.sign_in_url)
        browser.click("details.nav-menu > summary")
        browser.click("details.nav-menu a[href='/-/agent']")
        browser.type("#new-message", "report")
        browser.click("#new-chat-form button")
        browser.wait_text(".agent-message-assistant", "The favourite is the Lawn aerator")
        browser.wait_text(".agent-rich-result", "Lawn aerator")
        assert browser.errors() == []
    finally:
        server.stop()
    assert server.process.returncode in (0, -15), server.log
