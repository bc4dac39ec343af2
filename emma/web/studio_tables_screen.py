"""What the pages of the lookup tables show: rows, fields with their kind, differences, and problems in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Boolean
from sqlalchemy.engine import Engine

from emma.knowledge.tables import FILES
from emma.settings import Settings
from emma.studio import files, tables
from emma.studio.approving import waiting
from emma.studio.files import Version
from emma.studio.table_checks import CHOICES, SHOWABLE
from emma.studio.table_text import TableProblem, parse
from emma.studio.tables import NAMES, Key, Table

AT_ONCE = 50  # rows on a page
SHOWN = 100  # entries of a difference that are listed
LONG = 60  # characters from which a field is a text area
# What a list shows of a row beside what tells it apart.
LISTED: dict[str, tuple[str, ...]] = {
    "offices_domestic": ("name", "kind", "city", "state"),
    "offices_international": ("name", "status", "country"),
    "jurisdictions": ("current", "as_of"),
    "phone_numbers": ("name_en", "number", "kind"),
    "forms": ("title_en", "as_of"),
    "fees": ("paper_usd", "online_usd", "free", "variable"),
    "agencies": ("agency", "phone", "url"),
    "service_request_kinds": ("title_en", "due_rule", "tier"),
    "closures": ("date_until", "reason_en"),
    "events": ("title_en", "date", "place"),
}


def overview(engine: Engine, settings: Settings) -> list[dict[str, Any]]:
    """Every table with its rows, its last change in the studio, and whether a second person is needed."""
    with engine.connect().execution_options(read_only=True) as connection:
        last = files.newest(connection)
    open_paths = {one.path for one in waiting(engine, settings)}
    return [
        {
            "name": name,
            "rows": len(tables.read(settings, name).rows),
            "last": last.get(tables.path_of(name)),
            "waiting": tables.path_of(name) in open_paths,
        }
        for name in NAMES
    ]


def listing(table: Table, wanted: str, page: int) -> dict[str, Any]:
    """The rows with these words anywhere, one page of them. `page` counts from 1."""
    words = wanted.casefold().split()
    found = [row for row in table.rows if all(word in _everything(row) for word in words)]
    pages = max(1, -(-len(found) // AT_ONCE))
    page = min(max(page, 1), pages)
    columns = (*table.key, *LISTED[table.name])
    rows = [
        {"cells": [row[column] for column in columns], "link": row_link(table, table.key_of(row))}
        for row in found[(page - 1) * AT_ONCE : page * AT_ONCE]
    ]
    return {"columns": columns, "rows": rows, "found": len(found), "page": page, "pages": pages, "wanted": wanted}


def row_link(table: Table, key: Key | None) -> str:
    """The page of one row; of a new one for None."""
    query = urlencode([("k", part) for part in key]) if key else ""
    return f"/studio/tables/{table.name}/row" + (f"?{query}" if query else "")


def fields(
    table: Table, values: Mapping[str, str], problems: Iterable[TableProblem], theirs: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The fields of a row's form. `theirs`: what stands in the file now, where somebody changed it meanwhile."""
    wrong = {problem.column: problem for problem in reversed(list(problems))}
    return [_field(table, column, values.get(column, ""), wrong.get(column), theirs) for column in table.columns]


def sentences(problems: Sequence[TableProblem], t: Mapping[str, Any]) -> list[dict[str, str]]:
    """Problems in words, with their line and the field they are about."""
    return [
        {"text": _sentence(one, t), "column": one.column if one.line or one.code != "needed" else ""}
        for one in problems
    ]


def shown_difference(proposal: tables.Proposal, table: Table) -> dict[str, Any]:
    """What a proposal changes, bounded."""
    difference = proposal.difference
    return {
        "added": [table.key_of(row) for row in difference.added[:SHOWN]],
        "removed": [table.key_of(row) for row in difference.removed[:SHOWN]],
        "changed": [{"key": one.key, "cells": one.cells} for one in difference.changed[:SHOWN]],
        "counts": {"added": len(difference.added), "removed": len(difference.removed),
                   "changed": len(difference.changed), "unchanged": difference.unchanged},
        "added_rows": [{name: value for name, value in row.items() if value} for row in difference.added[:SHOWN]],
        "moved": difference.moved,
        "nothing": difference.nothing,
        "shown": SHOWN,
    }  # fmt: skip


def history(settings: Settings, table: Table, versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The versions, the newest first, each with what it changed in the one before it."""
    found = []
    for number, version in enumerate(versions[:AT_ONCE]):
        before = versions[number + 1].text if number + 1 < len(versions) else None
        change = _between(settings, table, before, version.text) if before else None
        found.append({"version": version, "change": change, "now": version.digest == table.digest})
    return found


def when(moment: datetime | None) -> str:
    """A moment as ISO text for `_date.html`."""
    return moment.date().isoformat() if moment else ""


def _between(settings: Settings, table: Table, before: str, after: str) -> dict[str, Any] | None:
    old = parse(before, table.columns)
    new = parse(after, table.columns)
    if not old.rows and not new.rows:
        return None
    then = Table(table.name, table.columns, old.rows, old.lines, "")
    return shown_difference(tables.Proposal(after, (), tables.difference(then, new.rows)), then)


def _field(
    table: Table, column: str, value: str, problem: TableProblem | None, theirs: Mapping[str, str] | None
) -> dict[str, Any]:
    choices = CHOICES.get((table.name, column), ())
    if isinstance(FILES[f"{table.name}.csv"].__table__.columns[column].type, Boolean):
        choices = ("true", "false")
    elif column == "confidence":
        choices = SHOWABLE
    elif column.endswith("_confidence"):
        choices = ("", *SHOWABLE)
    return {
        "name": column,
        "value": value,
        "choices": choices,
        "long": not choices
        and (len(value) > LONG or column.endswith(("_en", "_es")) or column in ("source", "address")),
        "lang": column[-2:] if column.endswith(("_en", "_es")) else "",
        "problem": problem,
        "theirs": theirs[column] if theirs is not None and theirs.get(column, "") != value else None,
    }


def _sentence(problem: TableProblem, t: Mapping[str, Any]) -> str:
    column = t["columns"].get(problem.column) or t["names"].get(problem.column) or problem.column
    said = str(t["problems"][problem.code]).format(column=column, value=problem.value)
    return f"{t['line'].format(n=problem.line)}: {said}" if problem.line else said


def _everything(row: Mapping[str, str]) -> str:
    return "\n".join(row.values()).casefold()
