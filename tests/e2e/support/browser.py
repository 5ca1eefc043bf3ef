"""Headless Chromium through the W3C WebDriver interface of chromedriver: plain HTTP and JSON."""

import base64
import http.client
import json
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .server import free_port
from .waiting import wait_for

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TIMEOUT = 60

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",  # root may not start it otherwise
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1000,1100",
]


class BrowserError(Exception):
    pass


class BrowserDriver:
    """A running chromedriver."""

    def __enter__(self):
        self.port = free_port()
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [CHROMEDRIVER, f"--port={self.port}"], stdout=self.log, stderr=subprocess.STDOUT
        )
        wait_for(self._ready, TIMEOUT, "chromedriver")
        return self

    def __exit__(self, *exc):
        self.process.terminate()
        self.process.wait(TIMEOUT)
        self.log.close()

    def _ready(self):
        try:
            return self.call("GET", "/status")["ready"]
        except OSError:
            return False

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            payload = json.dumps(body or {}).encode() if method == "POST" else None
            connection.request(method, path, payload, {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise BrowserError(f"{method} {path}: {value['error']}: {value.get('message')}")
        return value

    @contextmanager
    def browser(self, profile):
        options = {"binary": CHROMIUM, "args": [*ARGUMENTS, f"--user-data-dir={profile}"]}
        capabilities = {
            "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
            }
        }
        session = self.call("POST", "/session", {"capabilities": capabilities})["sessionId"]
        try:
            yield Browser(self, f"/session/{session}")
        finally:
            self.call("DELETE", f"/session/{session}")


class Browser:
    def __init__(self, driver, path):
        self.driver = driver
        self.path = path

    def call(self, method, path, body=None):
        return self.driver.call(method, self.path + path, body)

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def reload(self):
        self.call("POST", "/refresh")

    @property
    def url(self):
        return self.call("GET", "/url")

    def script(self, source, *arguments):
        return self.call("POST", "/execute/sync", {"script": source, "args": list(arguments)})

    def find(self, selector):
        """Wait for an element."""

        def look():
            found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
            return found and found[0][ELEMENT]

        return wait_for(look, TIMEOUT, f"an element {selector}")

    def type(self, selector, text):
        self.call("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click")

    def texts(self, selector):
        return self.script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector
        )

    def wait_text(self, selector, text):
        """Wait until some element of that kind contains the text."""
        return wait_for(
            lambda: any(text in found for found in self.texts(selector)),
            TIMEOUT,
            f"{text!r} in {selector}; there is {self.texts('body')!r:.2000}",
        )

    def style(self, selector, name):
        return self.script(
            "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]",
            selector,
            name,
        )

    def prefer(self, scheme):
        """Have pages believe that the reader prefers `light` or `dark`."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call(
            "POST",
            "/goog/cdp/execute",
            {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}},
        )

    def errors(self):
        """What the page's console has complained about."""
        entries = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(base64.b64decode(self.call("GET", "/screenshot")))
