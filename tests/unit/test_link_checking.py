"""The link check asks only public https addresses, and says what each did."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
import pytest

from emma.nlu.articles import parse_article
from emma.settings import ROOT
from emma.studio.link_checking import Link, check_links, links_of

PUBLIC = "93.184.216.34"
HOSTS = {
    "www.example.gov": [PUBLIC],
    "inside.example.gov": ["10.0.0.7"],
    "both.example.gov": [PUBLIC, "127.0.0.1"],
    "nat64.example.gov": ["64:ff9b::a9fe:a9fe"],
    "old.example.gov": ["::7f00:1"],
    "mapped.example.gov": ["::ffff:169.254.169.254"],
    "six.example.gov": ["fe80::1%eth0"],
}


class Web:
    """A web that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.url.host, request.headers["host"]))
        path = request.url.path
        if path.startswith("/to-"):
            hosts = {"/to-inside": "https://inside.example.gov/", "/to-http": "http://www.example.gov/ok"}
            target = hosts.get(path, "/ok" if path == "/to-ok" else "/to-again")
            return httpx.Response(301 if path == "/to-ok" else 302, headers={"location": target})
        if path == "/slow":
            raise httpx.ReadTimeout("slow")
        return httpx.Response({"/ok": 200, "/gone": 404, "/shut": 403, "/broken": 500}[path])


def resolve(host: str) -> Sequence[str]:
    """What the names of this web say."""
    if host not in HOSTS:
        raise OSError(host)
    return HOSTS[host]


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://www.example.gov/ok", Link.WORKS),
        ("https://www.example.gov/to-ok", Link.MOVED),
        ("https://www.example.gov/gone", Link.GONE),
        ("https://www.example.gov/shut", Link.REFUSES),
        ("https://www.example.gov/broken", Link.UNSURE),
        ("https://www.example.gov/slow", Link.UNSURE),
        ("https://www.example.gov/to-for-ever", Link.UNSURE),
        ("https://nobody.example.gov/ok", Link.UNSURE),
        ("https://www.example.gov/to-inside", Link.FORBIDDEN),
        ("https://www.example.gov/to-http", Link.FORBIDDEN),
    ],
)
def test_each_address_says_what_became_of_it(url: str, state: Link) -> None:
    assert [one.state for one in check_links([url], resolve=resolve, transport=Web().transport)] == [state]


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov/ok", "https://inside.example.gov/ok", "https://both.example.gov/ok",
        "https://mapped.example.gov/ok", "https://nat64.example.gov/ok", "https://old.example.gov/ok",
        "https://six.example.gov/ok", "https://127.0.0.1/ok", "https://[::1]/ok",
        "https://localhost/ok", "https://teo:secret@www.example.gov/ok", "https://www.example.gov:8443/ok",
        "file:///etc/passwd", "https://", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_nothing_inside_is_ever_asked(url: str) -> None:
    web = Web()
    assert check_links([url], resolve=resolve, transport=web.transport)[0].state is Link.FORBIDDEN
    assert web.asked == []


def test_the_address_that_was_looked_at_is_the_one_that_is_asked() -> None:
    web = Web()
    check_links(["https://www.example.gov/ok"], resolve=resolve, transport=web.transport)
    assert web.asked == [("HEAD", PUBLIC, "www.example.gov")]


def test_the_links_of_an_article_are_its_sources_and_those_of_its_texts() -> None:
    article = parse_article(ROOT / "data" / "knowledge" / "naturalization" / "civics-test.md")
    found = links_of(article)
    assert "https://www.usa.gov/naturalization" in found
    assert len(found) == len(set(found)) == 3
