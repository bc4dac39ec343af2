"""Lookup tables as the studio edits them: one row by a form, or the whole table at once after its difference was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from emma.errors import EditedMeanwhile, FormRefused, NotFound, StudioError
from emma.knowledge.tables import FILES
from emma.settings import Settings
from emma.studio import files
from emma.studio.files import Author
from emma.studio.table_checks import Tables, check, key_columns, loads
from emma.studio.table_text import MOST_PROBLEMS, Row, TableProblem, cell_problem, cleaned, parse, shortened, written

NAMES = tuple(file.removesuffix(".csv") for file in FILES)
Key = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table as its file holds it; `digest` is what a save must be based on."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    digest: str

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return key_columns(self.name)

    def key_of(self, row: Mapping[str, str]) -> Key:
        """What tells this row apart."""
        return tuple(row[column] for column in self.key)

    def row(self, key: Key) -> Row | None:
        """The row with this key."""
        return next((row for row in self.rows if self.key_of(row) == key), None)


@dataclass(frozen=True)
class Changed:
    """A row that stays, and its cells that do not: column, before, after."""

    key: Key
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Difference:
    """What a new table does to the old one; `moved`: the same rows in another order."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    moved: bool

    @property
    def nothing(self) -> bool:
        """Whether both are the same."""
        return not (self.added or self.removed or self.changed or self.moved)


@dataclass(frozen=True)
class Proposal:
    """A whole table as somebody proposes it: as text, what is wrong with it, what it would change."""

    text: str
    problems: tuple[TableProblem, ...]
    difference: Difference


def read(settings: Settings, name: str) -> Table:
    """A table of data/. Raises NotFound for another name, StudioError where its file cannot be read as this table."""
    if name not in NAMES:
        raise NotFound
    kept = files.read(settings, path_of(name))
    columns = _columns(name)
    header = tuple(column.strip() for column in kept.text.split("\n", 1)[0].split(","))
    found = parse(kept.text, columns)
    if set(header) != set(columns):
        raise StudioError(f"{name}: the columns are {', '.join(header)}")
    return Table(name, header, found.rows, found.lines, kept.digest)


def path_of(name: str) -> str:
    """The file of a table, below data/."""
    return f"{name}.csv"


def proposed(settings: Settings, name: str, text: str) -> Proposal:
    """What a CSV text would make of a table. What was wrong before and is not touched is no problem of the proposal."""
    table = read(settings, name)
    found = parse(text, table.columns)
    rows = [{column: row[column] for column in table.columns} for row in found.rows]
    proposal = written(table.columns, rows)
    problems = list(found.problems) or _new_problems(settings, table, rows, found.lines) or loads(name, proposal)
    return Proposal(proposal, tuple(problems[:MOST_PROBLEMS]), difference(table, rows))


def difference(table: Table, rows: Sequence[Row]) -> Difference:
    """The table beside these rows, by their keys."""
    before = {table.key_of(row): row for row in table.rows}
    after = {table.key_of(row): row for row in rows}
    changed = [
        Changed(key, tuple((name, before[key][name], row[name]) for name in table.columns if before[key][name] != row[name]))
        for key, row in after.items()
        if key in before and before[key] != row
    ]  # fmt: skip
    kept = [key for key in before if key in after]
    return Difference(
        added=tuple(row for key, row in after.items() if key not in before),
        removed=tuple(row for key, row in before.items() if key not in after),
        changed=tuple(changed),
        unchanged=len(kept) - len(changed),
        moved=kept != [key for key in after if key in before],
    )


def save(engine: Engine, settings: Settings, person: Author, name: str, text: str, base: str, note: str) -> str:
    """Make a CSV text the table; gives the new digest. `base` is the digest of what the text was made from.

    Raises FormRefused with TableProblems, EditedMeanwhile (nothing is overwritten), NoRoom.
    """
    _based(read(settings, name), base)
    found = proposed(settings, name, text)
    if found.problems:
        raise FormRefused(found.problems)
    return files.save(engine, settings, person, path_of(name), found.text, base, note)


def put_row(
    engine: Engine, settings: Settings, person: Author, name: str, key: Key | None, values: Row, base: str, note: str
) -> str:
    """Change the row with this key, or add one (None); gives the digest. Raises as `save`, and NotFound for the key."""
    table = _based(read(settings, name), base)
    row = {column: cleaned(values.get(column, "")) for column in table.columns}
    codes = [(column, cell_problem(value)) for column, value in row.items()]
    wrong = [TableProblem(code, 0, column, shortened(row[column])) for column, code in codes if code]
    if wrong:
        raise FormRefused(wrong)
    if key is None:
        rows = [*table.rows, row]
    elif table.row(key) is None:
        raise NotFound
    else:
        rows = [row if table.key_of(one) == key else one for one in table.rows]
    return save(engine, settings, person, name, written(table.columns, rows), base, note)


def remove_row(
    engine: Engine, settings: Settings, person: Author, name: str, key: Key, base: str, note: str
) -> str:  # fmt: skip
    """Take a row out; gives the digest. Raises as `save` (`needed`: another table names it), NotFound for the key."""
    table = _based(read(settings, name), base)
    if table.row(key) is None:
        raise NotFound
    rows = [row for row in table.rows if table.key_of(row) != key]
    return save(engine, settings, person, name, written(table.columns, rows), base, note)


def for_spreadsheet(table: Table) -> str:
    """The table as a CSV file that no spreadsheet runs."""
    return written(table.columns, table.rows, for_spreadsheet=True)


def _based(table: Table, base: str) -> Table:
    """The table, if it is still what `base` was. What follows is checked against it, and the save under its lock again."""
    if table.digest != base:
        raise EditedMeanwhile(path_of(table.name), written(table.columns, table.rows), table.digest)
    return table


def _columns(name: str) -> tuple[str, ...]:
    return tuple(column.name for column in FILES[f"{name}.csv"].__table__.columns if column.name != "row")


def _new_problems(settings: Settings, table: Table, rows: Sequence[Row], lines: Sequence[int]) -> list[TableProblem]:
    others: Tables = {name: read(settings, name).rows for name in NAMES if name != table.name}
    slugs = frozenset(file.stem for file in Path(settings.data / "knowledge").rglob("*.md"))
    today = date.today()
    old = {_what(one) for one in check(table.name, table.rows, table.lines, others, slugs, today)}
    found = check(table.name, rows, lines, others, slugs, today)
    return [one for one in found if _what(one) not in old]


def _what(problem: TableProblem) -> tuple[str, str, str]:
    return problem.code, problem.column, problem.value
