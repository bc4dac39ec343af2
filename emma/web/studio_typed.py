"""What a trainer typed into the article's form, exactly as typed: it is shown again when it cannot be saved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, QueryParams

from emma.words import LANGUAGES

PLAIN = ("slug", "topic", "outcome", "as_of", "reviewed_on", "valid_from", "valid_until", "owner", "related",
         "base", "note", "day")  # fmt: skip
BOTH = ("title", "answer", "replaced", "ask", "examples")
BOXES = ("say_date", "draft", "still_right")
SOURCE = ("title", "url", "as_of", "facts")
VARIANT = ("key", "title_en", "title_es", "answer_en", "answer_es")
MOST_ROWS = 12
LONGEST = 200_000  # characters of the whole form
TITLE_SLUG = 60

Row = dict[str, str]


@dataclass
class Typed:
    """The values of the form by the names of its fields; rows of sources and of variants apart."""

    values: dict[str, str] = field(default_factory=dict)
    sources: list[Row] = field(default_factory=list)
    variants: list[Row] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """A field; one that nobody filled in is empty."""
        return self.values.get(name, "")

    @property
    def size(self) -> int:
        """Characters of everything."""
        rows = (*self.sources, *self.variants, self.values)
        return sum(len(text) for row in rows for text in row.values())

    def lines(self, name: str) -> list[str]:
        """The lines of a field that are not empty."""
        return [line.strip() for line in self[name].splitlines() if line.strip()]

    def by_language(self, name: str) -> dict[str, str]:
        """A field that is there in both languages."""
        return {language: self[f"{name}_{language}"].strip() for language in LANGUAGES}

    def filled(self, rows: Sequence[Row]) -> list[Row]:
        """The rows in which something stands."""
        return [row for row in rows if any(text.strip() for text in row.values())]

    def act(self, act: str) -> bool:
        """Add or take away a row, as the buttons `add_source`, `remove_source 2` say. False for any other act."""
        found = re.fullmatch(r"(add|remove)_(source|variant)(?: (\d{1,3}))?", act)
        if not found:
            return False
        rows, names = (self.sources, SOURCE) if found[2] == "source" else (self.variants, VARIANT)
        if found[1] == "add" and len(rows) < MOST_ROWS:
            rows.append(dict.fromkeys(names, ""))
        elif found[1] == "remove" and found[3] and int(found[3]) < len(rows):
            del rows[int(found[3])]
        return True


def typed_from(form: FormData) -> Typed:
    """What came with the form; files and unknown fields are left out, line ends are those of our files."""
    known = {*PLAIN, *BOXES, *(f"{name}_{language}" for name in BOTH for language in LANGUAGES)}
    values = {name: _text(form, name) for name in known if name in form}
    return Typed(values, _rows(form, "source", SOURCE), _rows(form, "variant", VARIANT))


def prefilled(query: QueryParams, today: str) -> Typed:
    """A new article: what a link brought along, and today's date where one is needed."""
    typed = Typed({"outcome": "answered", "reviewed_on": today, "draft": "", "owner": ""}, [dict.fromkeys(SOURCE, "")])
    for language in LANGUAGES:
        typed.values[f"title_{language}"] = query.get(f"title_{language}", "")[:TITLE_SLUG]
        typed.values[f"examples_{language}"] = "\n".join(query.getlist(f"example_{language}"))[:LONGEST]
    typed.values["topic"] = query.get("topic", "")[:32]
    return typed


def _rows(form: FormData, kind: str, names: Sequence[str]) -> list[Row]:
    columns = [[_line(one) for one in form.getlist(f"{kind}_{name}")] for name in names]
    count = min(max((len(column) for column in columns), default=0), MOST_ROWS + 1)
    return [
        {name: column[number] if number < len(column) else "" for name, column in zip(names, columns, strict=True)}
        for number in range(count)
    ]


def _text(form: FormData, name: str) -> str:
    return _line(form.get(name))


def _line(value: object) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""
