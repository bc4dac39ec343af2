"""The inbox as a file, out and in: CSV or JSON lines. What comes in is decisions; nothing of it is run or unpacked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

from emma.errors import ImportRefused
from emma.inbox.deciding import DECISIONS, EXAMPLE, NEW_ARTICLE
from emma.inbox.listing import Item

LARGEST = 1_000_000  # bytes
MOST_ROWS = 5000
LONGEST_CELL = 10_000
# A cell that begins with one of these is run by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "id", "kind", "language", "text", "predicted", "second", "confidence", "right_answer", "article", "created_at",
    "decision", "intent",
)  # fmt: skip
IN_ITEM = frozenset(field.name for field in fields(Item))
PACKED = (b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
ASKED = tuple(decision for decision in DECISIONS if decision != NEW_ARTICLE)


@dataclass(frozen=True)
class Asked:
    """A decision on one item as line `line` of a file asks for it."""

    line: int
    id: int
    decision: str
    intent: str


def as_csv(items: Sequence[Item]) -> str:
    """A table with a heading; cells that a spreadsheet would run begin with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for item in items:
        writer.writerow({name: _harmless(str(value)) for name, value in _row(item).items()})
    return out.getvalue()


def as_jsonl(items: Sequence[Item]) -> str:
    """One object a line."""
    return "".join(json.dumps(_row(item), ensure_ascii=False) + "\n" for item in items)


def read_decisions(raw: bytes, name: str) -> list[Asked]:
    """The decisions of a `.csv` or `.jsonl` file; rows without one are passed over.

    Raises ImportRefused naming the line: too large, packed, not UTF-8, unknown columns, a formula, a wrong value.
    """
    text = _readable(raw)
    reader = {".csv": _csv_rows, ".jsonl": _json_rows}.get(PurePath(name).suffix.lower())
    if reader is None:
        raise ImportRefused("The name of the file has to end in .csv or .jsonl.")
    found: dict[int, Asked] = {}
    for number, (line, row) in enumerate(reader(text)):
        if number >= MOST_ROWS:
            raise ImportRefused(f"Line {line}: more than {MOST_ROWS:,} rows.")
        asked = _asked(line, row)
        if asked is None:
            continue
        if asked.id in found:
            raise ImportRefused(f"Line {line}: item {asked.id} is decided on line {found[asked.id].line} already.")
        found[asked.id] = asked
    return list(found.values())


def _row(item: Item) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in COLUMNS if name in IN_ITEM}
    return {name: "" if value is None else value for name, value in row.items()} | {
        "created_at": item.created_at.isoformat(timespec="seconds"),
        "decision": "",
        "intent": "",
    }


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _readable(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise ImportRefused(f"The file is larger than {LARGEST:,} bytes.")
    if raw.startswith(PACKED):
        raise ImportRefused("The file is packed. Unpack it first: a table or JSON lines, as plain text.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(f"Line {raw[: error.start].count(10) + 1}: this is not UTF-8.") from None
    if "\x00" in text:
        raise ImportRefused(f"Line {text[: text.index(chr(0))].count(chr(10)) + 1}: this is no text.")
    return text


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(reader, [])
        _check_columns(1, names)
        if len(set(names)) < len(names):
            raise ImportRefused("Line 1: a column is there twice.")
        for cells in reader:
            if len(cells) > len(names):
                raise ImportRefused(f"Line {reader.line_num}: more cells than columns.")
            row = dict(zip_longest(names, cells, fillvalue=""))
            for column, cell in row.items():
                if cell.startswith(FORMULA):
                    raise ImportRefused(f"Line {reader.line_num}: {column} begins like a formula.")
            if any(row.values()):
                yield reader.line_num, {column: _without_apostrophe(cell) for column, cell in row.items()}
    except csv.Error:
        raise ImportRefused(f"Line {reader.line_num}: this is not a table of comma-separated values.") from None


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise ImportRefused(f"Line {number}: this is not JSON.") from None
        if not isinstance(row, dict):
            raise ImportRefused(f"Line {number}: this is no object.")
        _check_columns(number, list(row))
        wrong = [name for name, value in row.items() if not isinstance(value, str | int | float | None)]
        if wrong:
            raise ImportRefused(f"Line {number}: {wrong[0]} is neither text nor a number.")
        yield number, {name: "" if value is None else str(value) for name, value in row.items()}


def _check_columns(line: int, names: Sequence[str]) -> None:
    strange = [name for name in names if name not in COLUMNS]
    if strange:
        raise ImportRefused(f"Line {line}: {strange[0][:40]!r} is no column; they are {', '.join(COLUMNS)}.")
    for needed in ("id", "decision"):
        if needed not in names:
            raise ImportRefused(f"Line {line}: the column {needed} is missing.")


def _asked(line: int, row: dict[str, str]) -> Asked | None:
    long = next((name for name, cell in row.items() if len(cell) > LONGEST_CELL), None)
    if long:
        raise ImportRefused(f"Line {line}: {long} is longer than {LONGEST_CELL:,} characters.")
    decision, intent = row["decision"].strip(), row.get("intent", "").strip()
    if not decision:
        return None
    number = row["id"].strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise ImportRefused(f"Line {line}: the id is no number.")
    if decision not in ASKED:
        raise ImportRefused(f"Line {line}: the decision {decision[:40]!r} is none of {', '.join(ASKED)}.")
    if (decision == EXAMPLE) != bool(intent):
        raise ImportRefused(f"Line {line}: an intent belongs to the decision {EXAMPLE}, and only to it.")
    return Asked(line, int(number), decision, intent)
