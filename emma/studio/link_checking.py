"""Do the links of an article still lead somewhere? Asked politely, over https only, and never inside our own network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import httpx

from emma.knowledge.checking import LINK, WEB, texts
from emma.nlu.articles import Article
from emma.words import LANGUAGES

TIMEOUT = 5.0  # s for one address
MOST_LINKS, AT_ONCE, MOST_REDIRECTS = 40, 8, 3
HTTPS = 443
AGENT = "Emma-link-check/1.0"
GONE = (404, 410)
PERMANENT = (301, 308)
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # the last four bytes are an address of IPv4 (RFC 6052)

Resolve = Callable[[str], Sequence[str]]


class Link(StrEnum):
    """What an address did."""

    WORKS = "works"
    MOVED = "moved"  # answers at another address, for good
    GONE = "gone"
    REFUSES = "refuses"  # there is a server, and it shows this page to no program
    UNSURE = "unsure"  # could not be checked: no network, too slow, no such name
    FORBIDDEN = "forbidden"  # not https, or an address that is not public


@dataclass(frozen=True)
class Checked:
    """One address and what came of it; `to` is the new address of one that moved."""

    url: str
    state: Link
    to: str = ""


def links_of(article: Article) -> list[str]:
    """Every web address of an article in order: its sources and what its texts link to, each once."""
    found = [source.url for source in article.sources if source.url]
    for language in LANGUAGES:
        found += [to for text in texts(article, language) for _, to in LINK.findall(text) if to.startswith("http")]
    return list(dict.fromkeys(found))[:MOST_LINKS]


def addresses(host: str) -> list[str]:
    """The addresses of a host as the system's resolver says. Raises OSError."""
    return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)))


def check_links(
    urls: Sequence[str], *, resolve: Resolve = addresses, transport: httpx.BaseTransport | None = None
) -> list[Checked]:
    """Ask every address by HEAD, a few at once. Never raises; what cannot be reached is `unsure`."""
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=transport) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        return list(pool.map(lambda url: _check(client, url, resolve), urls))


def _check(client: httpx.Client, url: str, resolve: Resolve) -> Checked:
    here, moved = url, False
    for _ in range(MOST_REDIRECTS + 1):
        try:
            address = _public(here, resolve)
            if address is None:
                return Checked(url, Link.FORBIDDEN)
            answer = _head(client, here, address)
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError):
            return Checked(url, Link.UNSURE)
        if not answer.has_redirect_location:
            return Checked(url, _state(answer.status_code, moved), here if moved else "")
        moved = moved or answer.status_code in PERMANENT
        here = urljoin(here, answer.headers["location"])
    return Checked(url, Link.UNSURE)


def _public(url: str, resolve: Resolve) -> str | None:
    """The address to connect to, or None when this must not be asked: one private address forbids the whole host."""
    parts = urlsplit(url)
    if not WEB.fullmatch(url) or not parts.hostname or parts.username or (parts.port or HTTPS) != HTTPS:
        return None
    found = resolve(parts.hostname)
    if not found or not all(_is_public(one) for one in found):
        return None
    return found[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    if found in NAT64:
        found = inner = ipaddress.ip_address(int(found) & 0xFFFFFFFF)
    return all(one.is_global and not (one.is_multicast or one.is_reserved) for one in (found, inner))


def _head(client: httpx.Client, url: str, address: str) -> httpx.Response:
    """HEAD of the address that was looked at, not of the name: asked again, a name could say something else."""
    parts = urlsplit(url)
    host = str(parts.hostname)
    target = httpx.URL(url).copy_with(host=address)
    request = client.build_request(
        "HEAD",
        target,
        headers={"Host": host, "User-Agent": AGENT},
        extensions={"sni_hostname": host, "timeout": httpx.Timeout(TIMEOUT).as_dict()},
    )
    return client.send(request)


def _state(status: int, moved: bool) -> Link:
    if status in GONE:
        return Link.GONE
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Link.UNSURE
    if status >= httpx.codes.BAD_REQUEST:
        return Link.REFUSES
    return Link.MOVED if moved else Link.WORKS
