"""Where the slug of an article is named: other articles, tables, payloads of behaviours, practice, code, held-out files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from emma.settings import ROOT, Settings
from emma.studio import catalogue, nlu_text
from emma.studio.article_text import with_related
from emma.studio.edits import Edits
from emma.training.second_person import read_second_person

# Columns of data/*.csv that name articles; a cell may name several, between blanks or semicolons.
COLUMNS = {
    "routes.csv": ("article", "pickers"),
    "agencies.csv": ("article",),
    "service_request_kinds.csv": ("quicker",),
}
PAYLOADS = ("follow_ups.csv", "responses.yml", "rules.yml", "domain.yml")
BETWEEN = re.compile(r"[;\s]+")


class Kind(StrEnum):
    """What names an article. `BLOCKING` ones stop its removal; `FIXED` ones are not the studio's to change."""

    RELATED = "related"
    TABLE = "table"
    PAYLOAD = "payload"
    PRACTICE = "practice"
    EXAMPLES = "examples"
    CODE = "code"
    GATE = "gate"
    HELD_OUT = "held_out"


BLOCKING = frozenset({Kind.RELATED, Kind.TABLE, Kind.PAYLOAD, Kind.PRACTICE, Kind.CODE, Kind.GATE})
FIXED = frozenset({Kind.CODE, Kind.GATE})


@dataclass(frozen=True, order=True)
class Reference:
    """One file that names a slug: `times` in it, `who` is the article, row or intent that does."""

    kind: Kind
    path: str
    who: str
    times: int = 1


def references(settings: Settings, slug: str) -> list[Reference]:
    """Everything that names the article, in the order of the kinds."""
    found = [*_related(settings, slug), *_tables(settings, slug), *_texts(settings, slug)]
    found += [*_examples(settings, slug), *_outside(settings, slug)]
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.path, one.who))


def rename_in(settings: Settings, edits: Edits, old: str, new: str) -> None:
    """Put the new slug into every file of data/ that names the old one."""
    for one in references(settings, old):
        text = edits.text(one.path) if one.kind not in (*FIXED, Kind.HELD_OUT) else None
        if text is None:
            continue
        if one.kind is Kind.RELATED:
            text = with_related(text, old, new)
        elif one.kind is Kind.TABLE:
            text = renamed_cells(text, COLUMNS[one.path], old, new)
        elif one.kind is Kind.EXAMPLES:
            text = nlu_text.renamed(text, old, new)
        elif one.kind is Kind.PRACTICE:
            text = practice(old).sub(rf'\g<1>"{new}"', text)
        else:
            text = payload(old).sub(rf"\g<1>{new}", text)
        edits.put(one.path, text)


def payload(slug: str) -> re.Pattern[str]:
    """`/ask{"article": "slug"}` in any quoting, and `ask/slug`."""
    return re.compile(rf"""(article["']*\s*:\s*["']+|\bask/){re.escape(slug)}(?![\w-])""")


def practice(slug: str) -> re.Pattern[str]:
    """The slug as an entry of `shown`, `articles` or `emma` in a practice script."""
    return re.compile(rf'(^(?:shown|articles|emma)[ \t]*=[^\n]*?)"{re.escape(slug)}"', re.MULTILINE)


def renamed_cells(text: str, columns: tuple[str, ...], old: str, new: str) -> str:
    """A CSV text with a slug replaced in some columns; other bytes stay where that can be shown to be enough."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    places = [rows[0].index(name) for name in columns if name in rows[0]]
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
    wanted = [
        [word.sub(new, cell) if place in places and number else cell for place, cell in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    edited = re.sub(rf"(?<![\w/.-]){re.escape(old)}(?![\w./-])", new, text)
    if list(csv.reader(io.StringIO(edited, newline=""))) == wanted:
        return edited
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(wanted)
    return out.getvalue()


def _related(settings: Settings, slug: str) -> Iterator[Reference]:
    for entry in catalogue.articles(settings).values():
        if entry.article and slug in entry.article.related and entry.slug != slug:
            yield Reference(Kind.RELATED, entry.path, entry.slug)


def _tables(settings: Settings, slug: str) -> Iterator[Reference]:
    for name, columns in COLUMNS.items():
        for row in _rows(settings.data / name):
            times = sum(BETWEEN.split(row.get(column) or "").count(slug) for column in columns)
            if times:
                yield Reference(Kind.TABLE, name, next(iter(row.values())) or "", times)


def _texts(settings: Settings, slug: str) -> Iterator[Reference]:
    for name in PAYLOADS:
        if times := len(payload(slug).findall(_text(settings.data / name))):
            yield Reference(Kind.PAYLOAD, name, name, times)
    for file in sorted((settings.data / "practice").glob("*.toml")):
        if times := len(practice(slug).findall(_text(file))):
            yield Reference(Kind.PRACTICE, f"practice/{file.name}", file.stem, times)


def _examples(settings: Settings, slug: str) -> Iterator[Reference]:
    for file in catalogue.example_files(settings):
        if times := sum(intent == f"ask/{slug}" for intent, *_ in file.examples):
            yield Reference(Kind.EXAMPLES, file.path, f"ask/{slug}", times)


def _outside(settings: Settings, slug: str) -> Iterator[Reference]:
    """What names it and is not below data/: the domain beside it, the actions, the gate, the held-out messages."""
    beside = settings.data.parent / "domain.yml"
    if payload(slug).search(_text(beside if beside.exists() else ROOT / "domain.yml")):
        yield Reference(Kind.CODE, "domain.yml", "domain.yml")
    named = re.compile(rf"""article\b["']?\s*[=:]\s*["']{re.escape(slug)}["']""", re.IGNORECASE)
    for file in sorted((ROOT / "actions").glob("*.py")):
        if times := len(named.findall(_text(file))):
            yield Reference(Kind.CODE, f"actions/{file.name}", file.name, times)
    if (ROOT / "gate.toml").exists() and slug in read_second_person(ROOT / "gate.toml").slugs:
        yield Reference(Kind.GATE, "gate.toml", "second_person")
    for file in sorted(settings.held_out.glob("*.csv")):
        if times := len(re.findall(rf"ask/{re.escape(slug)}(?![\w-])", _text(file))):
            yield Reference(Kind.HELD_OUT, file.name, file.stem, times)


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_text(file), newline="")))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
