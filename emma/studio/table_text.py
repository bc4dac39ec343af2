"""A lookup table as text: CSV read with every refusal named by line and column, and written so that no cell runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000
LONGEST_CELL = 2_000
MOST_PROBLEMS = 50
# What a spreadsheet may take for a formula when it opens the file (OWASP, "CSV Injection").
RUNS = ("=", "+", "-", "@", "\t", "\r")
QUOTE = "'"
SIGNED = re.compile(r"[+-]\d[\d ().-]*")  # a longitude, an international telephone number
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"Rar!", b"7z\xbc\xaf")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TAG = re.compile(r"<[a-zA-Z/!?]")
DELIMITERS = (",", ";", "\t")  # a file; one saved where the comma is the decimal sign; cells copied from a sheet

Row = dict[str, str]


@dataclass(frozen=True)
class TableProblem:
    """One thing wrong with a table. `code` names the sentence; line 1 is the header, 0 the whole; `value` is what stood
    there, shortened."""

    code: str
    line: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Read:
    """Rows in the order of the file, with the line each begins at, and what is wrong."""

    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    problems: tuple[TableProblem, ...]


def decoded(raw: bytes) -> tuple[str, TableProblem | None]:
    """The text of a file that was sent. What is packed, too large or no UTF-8 is refused unread."""
    if len(raw) > MOST_BYTES:
        return "", TableProblem("too_large")
    if raw.startswith(PACKED):
        return "", TableProblem("packed")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", TableProblem("not_utf8", raw.count(b"\n", 0, error.start) + 1)
    return ("", TableProblem("not_text")) if "\0" in text else (text, None)


def parse(text: str, columns: Sequence[str]) -> Read:
    """Rows of a CSV text with these columns in any order; a cell loses stray spaces and the quote of `written`."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        return Read((), (), (TableProblem("too_large"),))
    records = _records(text, columns)
    try:
        first = next(records, (1, []))[1]
        header = [name.strip() for name in first]
        wrong = _header(header, columns)
        if wrong:
            return Read((), (), tuple(wrong))
        rows, lines, problems = _rows(records, header)
    except csv.Error as error:
        return Read((), (), (TableProblem("no_csv", value=str(error)),))
    ordered = tuple({name: row[name] for name in columns} for row in rows)
    return Read(ordered, tuple(lines), tuple(problems[:MOST_PROBLEMS]))


def written(columns: Sequence[str], rows: Sequence[Mapping[str, str]], *, for_spreadsheet: bool = False) -> str:
    """CSV as the files of data/ have it. For a spreadsheet, a cell that it would run begins with a quote."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = (row[name] for name in columns)
        writer.writerow([_quoted(cell) for cell in cells] if for_spreadsheet else list(cells))
    return out.getvalue()


def cleaned(cell: str) -> str:
    """A cell without stray spaces, line breaks and the quote that `written` puts before what would run."""
    cell = " ".join(cell.split())
    return cell[1:].lstrip() if cell[:1] == QUOTE and cell[1:2] in RUNS else cell


def cell_problem(cell: str) -> str:
    """The code of what no cell may hold, whatever its column; empty when it is fine."""
    if len(cell) > LONGEST_CELL:
        return "too_long"
    if CONTROL.search(cell):
        return "control"
    if cell.startswith(RUNS) and not SIGNED.fullmatch(cell):
        return "formula"
    return "html" if TAG.search(cell) else ""


def shortened(value: str) -> str:
    """What stood in a cell, for a sentence about it."""
    return value if len(value) <= 60 else value[:59] + "…"


def _quoted(cell: str) -> str:
    if not cell.startswith(RUNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return QUOTE + cell
    return cell


def _records(text: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins at; empty lines left out."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    known = {name: sum(part.strip(' "\r') in columns for part in first.split(name)) for name in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda name: known[name])
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield begins, record
        begins = reader.line_num + 1


def _header(header: Sequence[str], columns: Sequence[str]) -> list[TableProblem]:
    missing = [name for name in columns if name not in header]
    strange = [name for name in header if name not in columns]
    double = [name for name in dict.fromkeys(header) if header.count(name) > 1 and name in columns]
    return (
        [TableProblem("missing_column", 1, name) for name in missing[:MOST_PROBLEMS]]
        + [TableProblem("unknown_column", 1, shortened(name)) for name in strange[:MOST_PROBLEMS]]
        + [TableProblem("double_column", 1, name) for name in double]
    )


def _rows(
    records: Iterator[tuple[int, list[str]]], header: Sequence[str]
) -> tuple[list[Row], list[int], list[TableProblem]]:
    rows: list[Row] = []
    lines: list[int] = []
    problems: list[TableProblem] = []
    for line, record in records:
        if len(rows) >= MOST_ROWS:
            problems.append(TableProblem("too_many_rows", line, value=str(MOST_ROWS)))
            break
        if len(record) != len(header):
            problems.append(TableProblem("fields", line, value=f"{len(record)}/{len(header)}"))
            continue
        row = {name: cleaned(cell) for name, cell in zip(header, record, strict=True)}
        problems += [
            TableProblem(code, line, name, shortened(row[name])) for name in header if (code := cell_problem(row[name]))
        ]
        rows.append(row)
        lines.append(line)
    return rows, lines, problems
