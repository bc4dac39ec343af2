"""data/*.csv into SQL: each file replaces its table in one transaction; a wrong column stops the load by name."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Float, delete, insert
from sqlalchemy.engine import Connection

from emma.errors import KnowledgeError
from emma.models import lookup

FILES: dict[str, Any] = {
    "offices_domestic.csv": lookup.DomesticOffice,
    "offices_international.csv": lookup.InternationalOffice,
    "jurisdictions.csv": lookup.Jurisdiction,
    "phone_numbers.csv": lookup.PhoneNumber,
    "forms.csv": lookup.Form,
    "fees.csv": lookup.Fee,
    "agencies.csv": lookup.Agency,
    "service_request_kinds.csv": lookup.ServiceRequestKind,
    "closures.csv": lookup.Closure,
    "events.csv": lookup.Event,
}


def load_table(connection: Connection, folder: Path, name: str) -> int:
    """Replace one table by its file. Gives the number of rows. Raises KnowledgeError naming file, line and column."""
    table = FILES[name].__table__
    with (folder / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        expected = [column.name for column in table.columns if column.name != "row"]
        if set(reader.fieldnames or ()) != set(expected):
            raise KnowledgeError(f"{name}: the columns are {reader.fieldnames}, expected {expected}")
        rows = [_typed(table, name, reader.line_num, row) for row in reader]
    connection.execute(delete(table))
    if rows:
        connection.execute(insert(table), rows)
    return len(rows)


def _typed(table: Any, name: str, line: int, row: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, text in row.items():
        kind = table.columns[key].type if key in table.columns else None
        if kind is None or text is None:
            raise KnowledgeError(f"{name}, line {line}: the number of fields differs from the header")
        if isinstance(kind, Boolean):
            if text not in ("true", "false"):
                raise KnowledgeError(f"{name}, line {line}: {key} must be true or false, not {text!r}")
            values[key] = text == "true"
        elif isinstance(kind, Float):
            values[key] = float(text) if text else None
        else:
            values[key] = text.strip()
    if "source" in values and not values["source"]:
        raise KnowledgeError(f"{name}, line {line}: a row without a source")
    return values
