"""The conversation page in a real browser, live and after a reload, in light and in dark."""

from pathlib import Path

import pytest

from support.waiting import wait_for

SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
RESULT = ".agent-rich-result"
TOKENS = ("keyword", "builtin", "string", "number", "comment", "operator")

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_in(server, browser):
    """A browser that came in as the newcomer does: by a cookie of the sign-in address."""
    name, _, value = server.sign_in().partition("=")
    browser.open(server.base_url + "/-/versions.json")
    cookie = {"name": name, "value": value.strip('"'), "path": "/"}
    browser.call("POST", "/cookie", {"cookie": cookie})
    return browser


def tokens(browser, kind):
    return browser.texts(f"{RESULT} .agent-micropython-token-{kind}")


def check_report(browser):
    browser.wait_text(RESULT, "Hedge trimmer")
    assert "for" in tokens(browser, "keyword")
    assert "print" in tokens(browser, "builtin")
    assert '"demo"' in tokens(browser, "string")
    assert any(text.startswith("# The five") for text in tokens(browser, "comment"))
    output = browser.texts(f"{RESULT} pre")[-1]
    assert output.count("###") >= 5
    assert browser.errors() == []


def send(browser, message):
    """Type a message on the conversation page once it is ready to take one."""
    wait_for(
        lambda: browser.script(
            "return Boolean(window.sendMessage) && !document.querySelector('#send-btn').disabled"
        ),
        60,
        "the page to take a message",
    )
    browser.type("#message-input", message)
    browser.click("#send-btn")


def test_report_live_and_after_reload(server, signed_in, target):
    browser = signed_in
    browser.open(server.base_url + "/-/agent")
    browser.type("#new-message", "report")
    browser.click("#new-chat-form button")

    browser.wait_text(".agent-message-assistant", "The favourite is the")
    check_report(browser)
    browser.screenshot(SCREENSHOTS / f"{target.name}-live.png")

    browser.reload()
    browser.wait_text(".agent-message-assistant", "The favourite is the")
    check_report(browser)

    for scheme in ("dark", "light"):
        browser.prefer(scheme)
        browser.screenshot(SCREENSHOTS / f"{target.name}-{scheme}.png")


def test_second_message_on_the_page(server, signed_in):
    browser = signed_in
    browser.open(f"{server.base_url}{server.client().conversation().path}")
    for message, answer in (("remember x = 5", "Kept: x is 5"), ("what is x", "Python says: 5")):
        send(browser, message)
        browser.wait_text(".agent-message-assistant", answer)


@pytest.mark.ours
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_result_is_readable(server, signed_in, scheme):
    """Every token stands out from its background by WCAG's 4.5 to 1."""
    browser = signed_in
    conversation = server.client().conversation()
    conversation.run("# note\nfor i in range(3):\n    print('a', i + 1)\n$")
    browser.prefer(scheme)
    browser.open(server.base_url + conversation.path)
    browser.find(RESULT)
    ratios = browser.script(CONTRAST, RESULT)
    assert {f"agent-micropython-token-{kind}" for kind in TOKENS} <= set(ratios)
    assert {kind: ratio for kind, ratio in ratios.items() if ratio < 4.5} == {}


CONTRAST = """
const channels = (color) => color.match(/[\\d.]+/g).map(Number);
const luminance = ([r, g, b]) => [r, g, b]
  .map((c) => c / 255)
  .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const background = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const color = channels(getComputedStyle(e).backgroundColor);
    if (color.length < 4 || color[3] > 0.99) return color.slice(0, 3);
  }
  return [255, 255, 255];
};
const ratios = {};
const elements = document.querySelectorAll(arguments[0] + " pre, " + arguments[0] + " pre *");
for (const element of elements) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own) continue;
  const front = luminance(channels(getComputedStyle(element).color).slice(0, 3));
  const back = luminance(background(element));
  const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  const kind = element.className || element.tagName.toLowerCase();
  ratios[kind] = Math.min(ratios[kind] ?? 100, Math.round(100 * ratio) / 100);
}
return ratios;
"""


@pytest.mark.ours
def test_hostile_source_and_output_stay_text(server, signed_in):
    """What code and output hold is shown, never run: live, after a reload, whatever it is."""
    attack = "</script><script>window.stolen=1</script><img src=x onerror=window.stolen=1>"
    browser = signed_in
    browser.open(f"{server.base_url}{server.client().conversation().path}")
    send(browser, f"run: print({attack!r})")
    browser.wait_text(RESULT, "onerror=window.stolen=1")
    for _ in range(2):
        assert browser.script("return window.stolen === undefined")
        assert (
            browser.script("return document.querySelectorAll(arguments[0]).length", f"{RESULT} img")
            == 0
        )
        browser.reload()
        browser.wait_text(RESULT, "onerror=window.stolen=1")
