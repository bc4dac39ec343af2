"""The weight and speed of the chat on a slow telephone, beside two public chat widgets with a canned backend.

Slow 4G and a processor four times slower, as Lighthouse emulates them, through chromium; median of fresh browsers.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure import save, table
from tests.stage import staged

SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 1474.56 * 128, "uploadThroughput": 675 * 128}
CPU = 4
ANSWER = "Accra"
QUESTION = "where is the immigration office in Ghana"
LEVEL = 6
PATIENCE = 120_000  # ms
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Chat</title>'
DEEP_CHAT = (
    PAGE
    + '<script type="module" src="/deepChat.bundle.js"></script><deep-chat connect=\'{"url":"/answer"}\'></deep-chat>'
)
# A Direct Line connection that posts to /answer; the observables are as small as the widget allows.
BOT_FRAMEWORK = (
    PAGE
    + """<div id="chat" style="height:40rem"></div><script src="/webchat.js"></script><script>
const stream = (start) => ({ subscribe(a) { const n = typeof a === "function" ? a : (v) => a.next && a.next(v);
  start(n, () => a.complete && a.complete()); return { unsubscribe() {} }; }, [Symbol.observable || "@@observable"]() { return this; } });
let next; let id = 0;
const directLine = { connectionStatus$: stream((n) => { n(0); n(1); n(2); }), activity$: stream((n) => { next = n; }), end() {},
  postActivity: (activity) => stream((n, done) => { const mine = String(++id); n(mine); done();
    if (activity.type !== "message") return;
    next({ ...activity, id: mine });
    fetch("/answer", { method: "POST", body: JSON.stringify(activity) }).then((r) => r.json()).then(({ text }) =>
      next({ type: "message", id: String(++id), from: { id: "bot", role: "bot" }, text, timestamp: new Date().toISOString() })); }) };
WebChat.renderWebChat({ directLine, userID: "ana", locale: "en-US" }, document.getElementById("chat"));
</script>"""
)


@dataclass(frozen=True)
class Subject:
    """One chat: where it is, its field, how it is sent."""

    name: str
    url: str
    field: str
    send: str


class Canned(BaseHTTPRequestHandler):
    """Serves pages and scripts compressed and cached, and one answer to everything."""

    protocol_version = "HTTP/1.1"

    def __init__(self, files: dict[str, tuple[str, bytes]], *given: Any) -> None:
        self.files = files
        super().__init__(*given)

    def do_GET(self) -> None:
        kind, body = self.files.get(self.path, ("text/plain", b""))
        self._send(kind, body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._send("application/json", b'{"text": "The office for Ghana is in Accra."}')

    def log_message(self, *given: Any) -> None:
        pass

    def _send(self, kind: str, body: bytes) -> None:
        packed = gzip.compress(body, LEVEL)
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(packed)


@contextmanager
def peers(folder: Path) -> Iterator[list[Subject]]:
    """The public widgets out of `folder`/node_modules, served here."""
    modules = folder / "node_modules"
    script = "text/javascript"
    files = {
        "/deep-chat": ("text/html", DEEP_CHAT.encode()),
        "/deepChat.bundle.js": (script, (modules / "deep-chat/dist/deepChat.bundle.js").read_bytes()),
        "/webchat": ("text/html", BOT_FRAMEWORK.encode()),
        "/webchat.js": (script, (modules / "botframework-webchat/dist/webchat-minimal.js").read_bytes()),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Canned, files))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    yield [
        Subject("deep-chat", f"{base}/deep-chat", "#text-input", "Enter"),
        Subject("botframework-webchat (minimal)", f"{base}/webchat", "[data-id=webchat-sendbox-input]", "Enter"),
    ]
    server.shutdown()


def once(browser: Browser, subject: Subject) -> dict[str, float]:
    """One visit of a fresh browser: kB transferred until the answer, seconds to paint and to the answer."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    for command, values in (
        ("Network.enable", {}),
        ("Network.emulateNetworkConditions", SLOW_4G),
        ("Emulation.setCPUThrottlingRate", {"rate": CPU}),
    ):
        session.send(command, values)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(subject.url, wait_until="commit")
    field = page.locator(subject.field)
    field.wait_for(state="visible")
    field.click()
    usable = time.perf_counter() - began
    page.keyboard.insert_text(QUESTION)
    if subject.send == "Enter":
        page.keyboard.press("Enter")
    else:
        page.locator(subject.send).click()
    page.get_by_text(ANSWER).first.wait_for(state="visible")
    answered = time.perf_counter() - began
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
    context.close()
    return {"kB": sum(sizes) / 1000, "painted": painted, "usable": usable, "answered": answered}


def median(browser: Browser, subject: Subject, runs: int) -> dict[str, float]:
    """The median of each figure."""
    found = [once(browser, subject) for _ in range(runs)]
    return {name: round(statistics.median(one[name] for one in found), 2) for name in found[0]}


def sizes(base: str) -> dict[str, float]:
    """kB, compressed, of the chat page's own parts, the design system's, and what a host page loads."""
    page = fetch(f"{base}/chat").decode()
    paths = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))
    system = packed(Path("emma/web/static/uswds/uswds.css").read_bytes())
    own = (
        packed(page.encode()) + sum(packed(fetch(base + path)) for path in paths) - system
    )  # one style sheet holds both
    fonts = sum(file.stat().st_size for file in Path("emma/web/static/uswds/fonts").glob("*.woff2")) / 1000
    widget = packed(fetch(f"{base}/widget.js"))
    return {
        name: round(value, 1)
        for name, value in {
            "own": own,
            "design_system_css": system,
            "fonts": fonts,
            "all": own + system + fonts,
            "widget_js": widget,
        }.items()
    }


def fetch(url: str) -> bytes:
    with urlopen(Request(url)) as answer:
        return bytes(answer.read())


def packed(body: bytes) -> float:
    return len(gzip.compress(body, LEVEL)) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="a folder where npm installed botframework-webchat and deep-chat")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with staged(Path(tempfile.mkdtemp())) as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        measured: dict[str, Any] = {"sizes_kB": sizes(stage.base)}
        subjects = [Subject("Emma", f"{stage.base}/chat", "#text", "#send")]
        with peers(given.peers) if given.peers else nullcontext([]) as others:
            for subject in [*subjects, *others]:
                measured[subject.name] = median(browser, subject, given.runs)
        browser.close()
    table("Sizes, kB compressed", list(measured["sizes_kB"]), [list(measured["sizes_kB"].values())])
    rows = [[name, *figures.values()] for name, figures in measured.items() if name != "sizes_kB"]
    table("Slow 4G, CPU / 4", ["chat", "kB", "painted s", "usable s", "answered s"], rows)
    save("widget", measured)


if __name__ == "__main__":
    main()
