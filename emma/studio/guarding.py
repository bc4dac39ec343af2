"""What is typed in the studio before it is kept: no control characters, no identifiers, no HTML, only safe links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from sqlalchemy.engine import Connection, Engine

from emma.knowledge.checking import LINK, OTHER_LINKS, WEB
from emma.knowledge.contacts import contacts_of_agencies
from emma.privacy import Agencies, Redacted, redact

LONGEST_EXAMPLE = 300  # characters
LONGEST_ANSWER = 6_000
MOST_EXAMPLES_AT_ONCE = 200
BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
TAG = re.compile(r"<[a-zA-Z/!?]")
NAMES = frozenset({"name"})  # an office's director may be named; visitors' names are masked in examples
_markdown = MarkdownIt("commonmark", {"html": True})


def clean(text: str) -> str:
    """Lines without control and invisible characters, and without blanks at their ends."""
    text = unicodedata.normalize("NFC", BREAKS.sub("\n", text)).replace("\t", " ")
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def one_line(text: str) -> str:
    """The text as one line, for titles and examples."""
    return " ".join(clean(text).split())


def as_example(text: str) -> str:
    """One line that a Rasa file takes as it is: no list mark before it, nothing that reads as an entity."""
    return one_line(text).removeprefix("- ").replace("](", "] (").replace("]{", "] {").strip()


class Guard:
    """The privacy guard with the agencies' own contacts left standing."""

    def __init__(self, agencies: Agencies) -> None:
        self._agencies = agencies

    def masked(self, text: str) -> str:
        """The text with identifiers masked."""
        return self._redact(text).text

    def kinds(self, text: str) -> tuple[str, ...]:
        """The kinds of identifiers in a text for visitors; names of officials are none of them."""
        return tuple(kind for kind in self._redact(text).kinds if kind not in NAMES)

    def _redact(self, text: str) -> Redacted:
        known = self._agencies
        return redact(text, agency_numbers=known.numbers, agency_addresses=known.addresses, agency_emails=known.emails)


def guard(engine: Engine) -> Guard:
    """The guard as of the tables in the database."""
    with engine.connect().execution_options(read_only=True) as connection:
        return guard_of(connection)


def guard_of(connection: Connection) -> Guard:
    """The guard as of the tables that this connection reads."""
    return Guard(contacts_of_agencies(connection))


def unsafe(text: str) -> Iterator[tuple[str, str]]:
    """What a text for visitors may not hold, as (rule, what stood there): HTML, pictures, links of other kinds."""
    for token in _tokens(text):
        if token.type in ("html_inline", "html_block"):
            yield "html", token.content.strip()[:60]
        elif token.type == "image":
            yield "link", str(token.attrs.get("src", ""))[:100]
        elif token.type == "link_open" and not _safe(str(token.attrs.get("href", ""))):
            yield "link", str(token.attrs["href"])[:100]
    for _, target in LINK.findall(text):
        if not _safe(target):
            yield "link", target[:100]


def _safe(target: str) -> bool:
    return target.lower().startswith(OTHER_LINKS) or WEB.fullmatch(target) is not None


def _tokens(text: str) -> Iterator[Token]:
    for token in _markdown.parse(text):
        yield token
        yield from token.children or ()
