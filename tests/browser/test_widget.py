"""The widget on somebody else's site: one tag, a strict host policy, its JavaScript interface, and nothing told but opened and closed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests.axe import violations
from tests.browser.conftest import Open
from tests.stage import Stage, staged

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BODY = """<!doctype html><html lang="{language}"><head><title>Town hall</title></head>
<body><main><h1>Town hall</h1>{main}</main>{tag}</body></html>"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def host_port() -> int:
    """Where the other site will be."""
    return free_port()


@pytest.fixture(scope="module")
def stage(chromium: str, tmp_path_factory: pytest.TempPathFactory, host_port: int) -> Iterator[Stage]:
    """Emma, who lets the other site embed her."""
    with staged(tmp_path_factory.mktemp("staged"), embed_origins=f"http://127.0.0.1:{host_port}") as made:
        yield made


class Host(BaseHTTPRequestHandler):
    """The other site: its policy allows Emma's origin for script and frame, and nothing else."""

    def __init__(self, emma: str, *given: object) -> None:
        self.emma = emma
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Any page."""
        name = self.path.strip("/")
        language = "es" if name == "es" else "en"
        attributes = {"left": 'data-position="left" data-accent="#ffcc00" data-open', "es": ""}.get(name, "")
        main = (
            '<emma-chat data-language="en"></emma-chat><emma-chat data-language="es" data-position="left"></emma-chat>'
        )
        tag = f'<script src="{self.emma}/widget.js" {attributes} async></script>'
        body = BODY.format(language=language, main=main if name == "two" else "", tag=tag).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header(
            "Content-Security-Policy", f"default-src 'none'; script-src {self.emma}; frame-src {self.emma}"
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def served(stage: Stage, host_port: int) -> Iterator[str]:
    """The other site."""
    server = ThreadingHTTPServer(("127.0.0.1", host_port), partial(Host, stage.base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host_port}"
    server.shutdown()


@pytest.fixture
def at_host(browser: object, served: str) -> Iterator[object]:
    """`at_host(path)`: a page of the other site, with what its console said in `page.problems`."""
    contexts = []

    def opened(path: str) -> Page:
        context = browser.new_context(base_url=served)  # type: ignore[attr-defined]
        contexts.append(context)
        page = context.new_page()
        page.problems = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))  # type: ignore[attr-defined]
        page.goto(path)
        expect(page.locator("emma-chat .launch").first).to_be_attached()
        return page

    yield opened
    for context in contexts:
        context.close()


def test_one_tag_is_enough_under_a_strict_policy(at_host: Open) -> None:
    page = at_host("/")
    page.locator("emma-chat .launch").click()
    chat = page.frame_locator("emma-chat iframe")
    expect(chat.locator("#text")).to_be_focused()
    page.keyboard.type("the office in Ghana")
    page.keyboard.press("Enter")
    expect(chat.locator("li.assistant[data-seq]")).to_contain_text("Accra")
    page.keyboard.press("Escape")
    expect(page.locator("emma-chat .launch")).to_be_focused()
    assert [one for one in page.problems if "favicon" not in one and "404" not in one] == []
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("Object.keys(window).filter(name => /emma/i.test(name))") == []


def test_the_chat_goes_on_on_the_next_page_of_the_site(at_host: Open) -> None:
    page = at_host("/")
    page.locator("emma-chat").evaluate("chat => chat.ask('the office in Ghana')")
    expect(page.frame_locator("emma-chat iframe").locator("li.assistant[data-seq]")).to_contain_text("Accra")
    page.goto("/another")
    page.locator("emma-chat .launch").click()
    expect(page.frame_locator("emma-chat iframe").locator("li.assistant[data-seq]")).to_contain_text("Accra")
    page.go_back()
    page.locator("emma-chat .launch").click()
    expect(page.frame_locator("emma-chat iframe").locator("li.visitor")).to_have_count(1)


def test_the_interface_opens_asks_and_closes_and_tells_nothing_else(at_host: Open) -> None:
    page = at_host("/")
    page.evaluate("""() => {
        window.heard = [];
        const chat = document.querySelector("emma-chat");
        for (const name of ["opened", "closed"]) chat.on(name, (event) => heard.push([event.type, event.detail ?? null]));
        addEventListener("message", (event) => heard.push(["message", event.data]));
        chat.open();
        chat.ask("the office in Ghana");
    }""")
    expect(page.frame_locator("emma-chat iframe").locator("li.assistant[data-seq]")).to_contain_text("Accra")
    page.evaluate("document.querySelector('emma-chat').close()")
    heard = page.evaluate("heard")
    assert [one for one in heard if one[0] != "message"] == [["opened", None], ["closed", None]]
    assert {one[1] for one in heard if one[0] == "message"} <= {"ready", "close"}


def test_a_message_of_another_origin_is_not_taken(at_host: Open, stage: Stage) -> None:
    page = at_host("/")
    page.goto(f"{stage.base}/chat#host=https://elsewhere.example")
    page.evaluate("postMessage({ask: 'the office in Ghana'}, '*')")
    page.wait_for_timeout(500)
    assert page.locator("li.visitor").count() == 0


def test_language_position_colour_and_open_are_attributes(at_host: Open) -> None:
    page = at_host("/left")
    expect(page.locator("emma-chat .panel")).to_be_visible()
    page.locator("emma-chat .top button").click()
    launch = page.locator("emma-chat .launch")
    expect(launch).to_have_css("background-color", "rgb(255, 204, 0)")
    expect(launch).to_have_css("color", "rgb(0, 0, 0)")
    assert launch.bounding_box()["x"] < 100  # type: ignore[index]
    expect(at_host("/es").locator("emma-chat .launch")).to_have_text("Pregunte a Emma")


def test_several_instances_and_a_host_that_moves_them(at_host: Open) -> None:
    page = at_host("/two")
    expect(page.locator("emma-chat .launch")).to_have_text(["Ask Emma", "Pregunte a Emma"])
    page.locator("emma-chat").first.evaluate(
        "chat => { chat.open(); document.body.append(chat); chat.ask('the office in Ghana') }"
    )
    expect(page.frame_locator("emma-chat iframe").locator("li.assistant[data-seq]")).to_contain_text("Accra")
    expect(page.locator("emma-chat")).to_have_count(2)


def test_axe_finds_nothing_on_the_host_page(at_host: Open) -> None:
    page = at_host("/")
    page.locator("emma-chat .launch").click()
    expect(page.frame_locator("emma-chat iframe").locator("#text")).to_be_visible()
    assert violations(page) == []


def test_a_site_that_was_not_named_cannot_embed(browser: object, stage: Stage) -> None:
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Host, stage.base))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_context().new_page()  # type: ignore[attr-defined]
    page.goto(f"http://127.0.0.1:{port}/")
    page.locator("emma-chat .launch").click()
    page.wait_for_timeout(1000)
    assert page.frame_locator("emma-chat iframe").locator("#text").count() == 0
    server.shutdown()
