"""A titled table of plain cells, printed in the terminal or written as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.markup import escape
from rich.table import Table


@dataclass
class Grid:
    """Columns and rows of plain text; the first column is left-aligned, the others right unless `words` is set."""

    title: str
    columns: Sequence[str]
    words: bool = False
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """One row; missing cells are empty."""
        self.rows.append((*cells, *[""] * (len(self.columns) - len(cells))))

    def table(self) -> Table:
        """For the terminal."""
        table = Table(title=escape(self.title), title_justify="left")
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="left" if self.words or number == 0 else "right", overflow="fold")
        for row in self.rows:
            table.add_row(*map(escape, row))
        return table

    def markdown(self) -> str:
        """For documents: the title as a heading, then the table."""
        marks = ["---" if self.words or number == 0 else "---:" for number in range(len(self.columns))]
        lines = [self.columns, marks, *self.rows]
        told = ("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)
        return f"### {self.title}\n\n" + "\n".join(told) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
