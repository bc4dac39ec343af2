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
        raise ImportRefused("name")
    found: dict[int, Asked] = {}
    for number, (line, row) in enumerate(reader(text)):
        if number >= MOST_ROWS:
            raise ImportRefused("rows", line, most=MOST_ROWS)
        asked = _asked(line, row)
        if asked is None:
            continue
        if asked.id in found:
            raise ImportRefused("twice", line, item=asked.id, before=found[asked.id].line)
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
        raise ImportRefused("large", most=LARGEST)
    if raw.startswith(PACKED):
        raise ImportRefused("packed")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused("utf8", raw[: error.start].count(10) + 1) from None
    if "\x00" in text:
        raise ImportRefused("text", text[: text.index(chr(0))].count(chr(10)) + 1)
    return text


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(reader, [])
        _check_columns(1, names)
        if len(set(names)) < len(names):
            raise ImportRefused("column_twice", 1)
        for cells in reader:
            if len(cells) > len(names):
                raise ImportRefused("cells", reader.line_num)
            row = dict(zip_longest(names, cells, fillvalue=""))
            for column, cell in row.items():
                if cell.startswith(FORMULA):
                    raise ImportRefused("formula", reader.line_num, column=column)
            if any(row.values()):
                yield reader.line_num, {column: _without_apostrophe(cell) for column, cell in row.items()}
    except csv.Error:
        raise ImportRefused("table", reader.line_num) from None


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise ImportRefused("json", number) from None
        if not isinstance(row, dict):
            raise ImportRefused("object", number)
        _check_columns(number, list(row))
        wrong = [name for name, value in row.items() if not isinstance(value, str | int | float | None)]
        if wrong:
            raise ImportRefused("value", number, column=wrong[0])
        yield number, {name: "" if value is None else str(value) for name, value in row.items()}


def _check_columns(line: int, names: Sequence[str]) -> None:
    strange = [name for name in names if name not in COLUMNS]
    if strange:
        raise ImportRefused("column", line, column=strange[0][:40], columns=", ".join(COLUMNS))
    for needed in ("id", "decision"):
        if needed not in names:
            raise ImportRefused("column_missing", line, column=needed)


def _asked(line: int, row: dict[str, str]) -> Asked | None:
    long = next((name for name, cell in row.items() if len(cell) > LONGEST_CELL), None)
    if long:
        raise ImportRefused("long", line, column=long, most=LONGEST_CELL)
    decision, intent = row["decision"].strip(), row.get("intent", "").strip()
    if not decision:
        return None
    number = row["id"].strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise ImportRefused("id", line)
    if decision not in ASKED:
        raise ImportRefused("decision", line, decision=decision[:40], decisions=", ".join(ASKED))
    if (decision == EXAMPLE) != bool(intent):
        raise ImportRefused("intent_only", line, decision=EXAMPLE)
    return Asked(line, int(number), decision, intent)
