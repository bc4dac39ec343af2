"""`emma crossvalidate`, and the hidden `emma job ID`, which is the process of a job in the background."""

from __future__ import annotations

import json
import sys
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


def job(job_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Do a job that was queued."""
    from emma.db.engine import open_engine
    from emma.settings import current
    from emma.training.job_process import run

    settings = current()
    sys.exit(run(open_engine(settings.database), settings, job_id))


def crossvalidate(
    repeats: Annotated[int, typer.Option(min=1, help="How often a share of the examples is held out.")] = 3,
    share: Annotated[float, typer.Option(min=0.01, max=0.5, help="How much of each intent is held out.")] = 0.1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Hold examples out, learn the rest, predict them; errors that recur go to the inbox: is this label right?"""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current
    from emma.training.self_check import check

    settings = current()
    engine = open_engine(settings.database)
    migrate(engine)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("examples", total=None)

        def progress(stage: str, done: int, total: int) -> None:
            shown.update(task, description=stage, completed=done, total=total or None)

        found = check(engine, settings, progress, repeats=repeats, share=share, seed=time.time_ns())
    outcome = found.outcome
    if as_json:
        doubts = [
            {"text": one.example.text, "intent": one.example.intent, "predicted": one.predicted, "share": one.share,
             "wrong": one.wrong, "held": one.held} for one in outcome.doubts
        ]  # fmt: skip
        sys.stdout.write(json.dumps({**found.as_result(), "doubts": doubts}, ensure_ascii=False) + "\n")
        return
    out = Console(highlight=False)
    if outcome.doubts:
        table = Table("example", "its intent", "predicted", "wrong")
        for one in outcome.doubts:
            table.add_row(one.example.text, one.example.intent, one.predicted, f"{one.wrong} of {one.held}")
        out.print(table)
    out.print(
        f"{outcome.right} of {outcome.held} held-out examples right; {len(outcome.doubts)} labels in doubt, "
        f"{found.filed} new in the inbox"
    )


def register(parent: typer.Typer) -> None:
    """Add `emma crossvalidate` and `emma job`."""
    parent.command(hidden=True)(job)
    parent.command()(crossvalidate)
