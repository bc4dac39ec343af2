"""What a lookup table must hold before it is saved: each cell by its column, each row, and the tables together.

The last word is `load_table`, run on a throw-away database: what it refuses, a release would refuse.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import pycountry
from sqlalchemy import Boolean, Float, create_engine
from sqlalchemy.exc import SQLAlchemyError

from emma.errors import KnowledgeError
from emma.knowledge.checking import IDENTIFIER, WEB
from emma.knowledge.tables import FILES, load_table
from emma.studio.table_text import LONGEST_CELL, Row, TableProblem, shortened
from emma.words import TOPICS

Tables = Mapping[str, Sequence[Row]]
KEYS = {
    "fees": ("form", "situation_en"),
    "jurisdictions": ("country", "region", "office_id"),
    "closures": ("office_id", "date_from"),
    "forms": ("number",),
    "service_request_kinds": ("kind",),
}
SHORT_NUMBERS = ("911", "988", "711")
AS_OF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?|\d{4}-\d{4}|undated")
ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
LINKS = ("url", "page", "locator_url")
PHONES = ("number", "tty", "phone")
SHOWABLE = ("high", "medium")
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("offices_domestic", "kind"): (
        "field_office", "asylum_office", "service_center", "lockbox", "support_center", "headquarters",
    ),
    ("offices_international", "status"): ("open", "closed"),
    ("service_request_kinds", "due_rule"): ("48 hours", "15 business days", "none", "call back"),
    ("service_request_kinds", "tier"): ("1", "2", "supervisor"),
    ("service_request_kinds", "topic"): tuple(sorted(TOPICS)),
}  # fmt: skip
NEEDED = {"service_request_kinds": ("call_back",)}  # rows that the program names
# A cell that names a row of another table (or of one of two), several by semicolons.
REFERENCES: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("fees", "form"): (("forms", "number"),),
    ("offices_domestic", "forms"): (("forms", "number"),),
    ("jurisdictions", "office_id"): (("offices_international", "id"),),
    ("closures", "office_id"): (("offices_domestic", "id"), ("offices_international", "id")),
}
ARTICLES = {("agencies", "article"), ("service_request_kinds", "quicker")}


def key_columns(name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart."""
    return KEYS.get(name, ("id",))


def check(
    name: str, rows: Sequence[Row], lines: Sequence[int], others: Tables, slugs: frozenset[str], today: date
) -> list[TableProblem]:
    """Everything wrong with these rows of one table, beside the `others` as they are and the articles there are."""
    found: list[TableProblem] = []
    for line, row in zip(lines, rows, strict=True):
        found += _cells(name, line, row, today)
        found += _row(name, line, row)
        found += _references(name, line, row, others, slugs)
    found += _double(name, rows, lines)
    found += _needed(name, rows, others)
    return found


def loads(name: str, text: str) -> list[TableProblem]:
    """What `load_table` says of the text, in a database that is gone afterwards."""
    table = FILES[f"{name}.csv"].__table__
    engine = create_engine("sqlite://")
    try:
        with tempfile.TemporaryDirectory() as folder, engine.begin() as connection:
            (Path(folder) / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
            table.create(connection)
            load_table(connection, Path(folder), f"{name}.csv")
    except (KnowledgeError, SQLAlchemyError, ValueError) as error:
        return [TableProblem("load", value=shortened(str(error).splitlines()[0]))]
    finally:
        engine.dispose()
    return []


def _cells(name: str, line: int, row: Row, today: date) -> Iterator[TableProblem]:
    table = FILES[f"{name}.csv"].__table__
    for column, value in row.items():
        code = _kind(name, column, value, table.columns[column]) or _dates(column, value, today)
        if not code and IDENTIFIER.search(value):
            code = "identifier"
        if code:
            yield TableProblem(code, line, column, shortened(value))


def _kind(name: str, column: str, value: str, kept: Any) -> str:
    """The code of what is wrong with a value of this column, by its type and its name."""
    length: int = getattr(kept.type, "length", None) or LONGEST_CELL
    choices = CHOICES.get((name, column), ())
    rules: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("boolean", lambda: isinstance(kept.type, Boolean) and value not in ("true", "false")),
        ("number", lambda: isinstance(kept.type, Float) and bool(value) and not re.fullmatch(r"-?\d+(\.\d+)?", value)),
        ("too_long", lambda: len(value) > length),
        ("empty", lambda: not value and (column in ("source", "as_of", *key_columns(name)) and column != "region")),
        ("choice", lambda: bool(choices) and value not in choices),
        ("confidence", lambda: column == "confidence" and value not in SHOWABLE),
        ("confidence", lambda: column.endswith("_confidence") and value not in ("", *SHOWABLE)),
        ("link", lambda: column in LINKS and bool(value) and not WEB.fullmatch(value)),
        ("phone", lambda: column in PHONES and name != "forms" and bool(value) and not _phone(value)),
        ("phone", lambda: name == "phone_numbers" and column == "number" and not value),
        ("id", lambda: column == "id" and not ID.fullmatch(value)),
        ("country", lambda: column == "country" and value not in _countries()),
        ("amount", lambda: column.endswith("_usd") and bool(value) and not value.isdigit()),
        ("days", lambda: column == "too_slow_days" and bool(value) and not value.isdigit()),
    )
    return next((code for code, broken in rules if broken()), "")


def _dates(column: str, value: str, today: date) -> str:
    if column == "as_of":
        if not AS_OF.fullmatch(value):
            return "as_of"
        return "future" if len(value) == 10 and value > today.isoformat() else _no_day(value)
    if column in ("date_from", "date_until", "date"):
        return "" if not value and column == "date_until" else _no_day(value, whole=True)
    return _no_day(value) if column in ("opened_on", "closed_on") and value else ""


def _no_day(value: str, *, whole: bool = False) -> str:
    """`date` unless it is a day, or a month or year where that is enough."""
    if value == "undated" or re.fullmatch(r"\d{4}(-\d{4})?", value):
        return "date" if whole else ""
    month = re.fullmatch(r"\d{4}-\d\d", value)
    try:
        date.fromisoformat(f"{value}-01" if month and not whole else value)
    except ValueError:
        return "date"
    return "" if month or len(value) == 10 else "date"


def _row(name: str, line: int, row: Row) -> Iterator[TableProblem]:
    for column, value in row.items():
        other = column.removesuffix("_en") + "_es"
        if column.endswith("_en") and bool(value) != bool(row.get(other, value)):
            yield TableProblem("one_language", line, other if value else column)
    if name == "fees":
        yield from _fee(line, row)
    if name == "closures" and row["date_until"] and row["date_until"] < row["date_from"]:
        yield TableProblem("order", line, "date_until", row["date_until"])


def _fee(line: int, row: Row) -> Iterator[TableProblem]:
    """A fee is an amount, free, or variable: then no amount is safe to say."""
    given = {amount for amount in (row["paper_usd"], row["online_usd"]) if amount}
    if row["variable"] == "true":
        if given or row["free"] == "true":
            yield TableProblem("variable", line, "variable")
    elif not given:
        yield TableProblem("no_amount", line, "paper_usd")
    elif (given == {"0"}) != (row["free"] == "true"):
        yield TableProblem("free", line, "free")


def _references(name: str, line: int, row: Row, others: Tables, slugs: frozenset[str]) -> Iterator[TableProblem]:
    for column, value in row.items():
        named = [part.strip() for part in value.split(";") if part.strip()]
        targets = REFERENCES.get((name, column))
        if targets:
            known = {other[field] for table, field in targets for other in others[table]}
            yield from (TableProblem("unknown_row", line, column, shortened(one)) for one in named if one not in known)
        if (name, column) in ARTICLES:
            yield from (
                TableProblem("unknown_article", line, column, shortened(one)) for one in named if one not in slugs
            )


def _double(name: str, rows: Sequence[Row], lines: Sequence[int]) -> Iterator[TableProblem]:
    columns = key_columns(name)
    first: dict[tuple[str, ...], int] = {}
    for line, row in zip(lines, rows, strict=True):
        key = tuple(row[column] for column in columns)
        if first.setdefault(key, line) != line:
            yield TableProblem("double", line, columns[0], shortened(" / ".join(key)))


def _needed(name: str, rows: Sequence[Row], others: Tables) -> Iterator[TableProblem]:
    """What would be gone although another table, or the program, names it."""
    kept = {row[key_columns(name)[0]] for row in rows}
    for value in NEEDED.get(name, ()):
        if value not in kept:
            yield TableProblem("needed", 0, "Emma", value)
    for (other, column), targets in REFERENCES.items():
        if name not in (table for table, _ in targets) or other == name:
            continue
        known = kept | {row[field] for table, field in targets if table != name for row in others[table]}
        named = {part.strip() for row in others[other] for part in row[column].split(";") if part.strip()}
        yield from (TableProblem("needed", 0, other, shortened(value)) for value in sorted(named - known))


def _phone(value: str) -> bool:
    try:
        return value in SHORT_NUMBERS or phonenumbers.is_valid_number(phonenumbers.parse(value, "US"))
    except phonenumbers.NumberParseException:
        return False


@cache
def _countries() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)
