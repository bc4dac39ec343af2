"""Canned responses of agents, governed as articles: a file with owner, source and review date, in both languages.

A placeholder is a name in braces. `{agent}` is filled with the agent's first name; the others the agent fills.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from emma.errors import Invalid, KnowledgeError, NotFound
from emma.knowledge.articles import public_source
from emma.language import fold
from emma.models import CannedResponse
from emma.nlu.articles import SLUG, TITLE_LENGTH, Source, read_sections, read_source
from emma.nlu.front_matter import Fields
from emma.words import LANGUAGES, TOPICS

CANNED = CannedResponse.__table__
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
PUBLISHED, PULLED = "published", "pulled"
MOST = 20


@dataclass(frozen=True)
class CannedFile:
    """One file of data/canned; title and text by language."""

    slug: str
    topic: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    sources: tuple[Source, ...]
    owner: str
    reviewed_on: date


@dataclass(frozen=True)
class Canned:
    """One response in one language, as it is offered to an agent."""

    slug: str
    topic: str
    title: str
    text: str
    sources: tuple[dict[str, str], ...]
    owner: str
    reviewed_on: date

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What the agent fills in, in order."""
        return tuple(dict.fromkeys(name for name in PLACEHOLDER.findall(self.text) if name != "agent"))


def read_canned(folder: Path) -> list[CannedFile]:
    """All files of a folder, by slug. Raises KnowledgeError naming the file and the field."""
    return [_read(path) for path in sorted(folder.glob("*.md"))]


def load_canned(connection: Connection, files: Sequence[CannedFile]) -> int:
    """Replace the rows; what was pulled stays pulled. Gives how many."""
    gone = set(connection.execute(select(CANNED.c.slug).where(CANNED.c.status == PULLED)).scalars())
    connection.execute(delete(CANNED))
    rows = [_row(file, PULLED if file.slug in gone else PUBLISHED) for file in files]
    if rows:
        connection.execute(insert(CANNED), rows)
    return len(rows)


def show(connection: Connection, slug: str, language: str) -> Canned | None:
    """The response in a language, or None when there is none or it was pulled."""
    row = connection.execute(select(CANNED).where(CANNED.c.slug == slug, CANNED.c.status == PUBLISHED)).first()
    return _canned(row, language) if row is not None else None


def find(connection: Connection, words: str, language: str) -> list[Canned]:
    """Those whose slug, title or text hold every word, by title; all without words. At most 20."""
    rows = connection.execute(select(CANNED).where(CANNED.c.status == PUBLISHED))
    terms = fold(words).split()
    found = [_canned(row, language) for row in rows if all(term in _searched(row) for term in terms)]
    return sorted(found, key=lambda one: one.title)[:MOST]


def pull(connection: Connection, slug: str) -> None:
    """Take a response off every desk at once. Raises NotFound."""
    if not connection.execute(update(CANNED).where(CANNED.c.slug == slug).values(status=PULLED)).rowcount:
        raise NotFound


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled. Raises Invalid when one is left open."""
    empty = [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if not values.get(name, "").strip()]
    if empty:
        raise Invalid(f"Fill in first: {', '.join(empty)}.")
    return PLACEHOLDER.sub(lambda match: values[match[1]].strip(), text)


def _read(path: Path) -> CannedFile:
    try:
        metadata, body = frontmatter.parse(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        raise KnowledgeError(f"{path.name}: the front matter cannot be read: {error}") from error
    fields = Fields(metadata, path.name, KnowledgeError)
    file = CannedFile(
        slug=fields.matching("slug", SLUG),
        topic=fields.one_of("topic", TOPICS),
        title=fields.texts("title", LANGUAGES, longest=TITLE_LENGTH) or {},
        text=read_sections(fields, body),
        sources=tuple(read_source(one) for one in fields.parts("sources", required=False)),
        owner=fields.text("owner"),
        reviewed_on=fields.day("reviewed_on", required=True) or date.min,
    )
    fields.end()
    if file.slug != path.stem:
        raise KnowledgeError(f"{path.name}: slug: {file.slug} is not the name of the file")
    names = {language: set(PLACEHOLDER.findall(text)) for language, text in file.text.items()}
    if len({frozenset(found) for found in names.values()}) != 1:
        raise KnowledgeError(f"{path.name}: the placeholders differ between the languages")
    return file


def _row(file: CannedFile, status: str) -> dict[str, Any]:
    sources = [{"title": one.title, "url": one.url, "as_of": one.as_of} for one in file.sources]
    return {
        "slug": file.slug,
        "topic": file.topic,
        "status": status,
        "title": dict(file.title),
        "text": dict(file.text),
        "sources": sources,
        "owner": file.owner,
        "reviewed_on": file.reviewed_on,
    }


def _canned(row: Any, language: str) -> Canned:
    return Canned(
        slug=row.slug,
        topic=row.topic,
        title=row.title[language],
        text=row.text[language],
        sources=tuple(public_source(source) for source in row.sources),
        owner=row.owner,
        reviewed_on=row.reviewed_on,
    )


def _searched(row: Any) -> str:
    return fold(" ".join((row.slug, *row.title.values(), *row.text.values())))
