"""Teo reads the figures on the screen or in a document: every set, every sure mistake, cells that cannot break out."""

from __future__ import annotations

import io

from rich.console import Console

from emma.cli.evaluation_parts import all_tables
from emma.cli.grids import Grid
from emma.evaluation.dialogues import dialogue_figures
from emma.evaluation.entities import entity_figures
from emma.evaluation.figures import by_set
from tests.unit.evaluation.turns import answer, expected, scored

LONG = 60


def test_each_set_has_its_own_line_and_every_sure_mistake_is_listed() -> None:
    rows = [scored(expected(f"n{n}", place=f"fresh_en.csv:{n}"), answer("renew-card")) for n in range(LONG)]
    rows.append(scored(expected("b", place="en.csv:1"), answer("replace-card")))
    found = {"sets": by_set(rows), "dialogues": dialogue_figures([]), "entities": entity_figures([])}
    grids = {grid.title: grid for grid in all_tables(found)}
    assert [row[0] for row in grids["The sets (intervals: below)"].rows] == [
        "first", "first en", "first es", "fresh", "fresh en", "fresh es",
    ]  # fmt: skip
    assert len(grids[f"fresh: wrong but certain, {LONG}"].rows) == LONG
    assert grids["first: wrong but certain, 0"].rows == []
    assert "fresh: by topic" in grids


def test_a_cell_stays_a_cell_in_markdown_and_on_the_screen() -> None:
    grid = Grid("Wrong [1]", ("message", "times"))
    grid.add("a | b\n[red]<script>", "2")
    assert grid.markdown().splitlines()[-1] == "| a \\| b [red]&lt;script> | 2 |"
    screen = io.StringIO()
    Console(file=screen, width=80).print(grid.table())
    assert "[red]<script>" in screen.getvalue()
