"""`emma knowledge`: check the articles, pull and publish one, list what is due, see how they fare."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
Slug = Annotated[str, typer.Argument(help="The article's slug, the name of its file.")]
HIDDEN = "< 10"


@app.command()
def check(
    facts: Annotated[Path | None, typer.Option(help="Folder of facts to check the ids in the sources against.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave warnings out.")] = False,
) -> None:
    """Check every article: sources, dates, links, languages, examples, reading grade. Ends with 1 on errors."""
    from emma.knowledge.everything import check_all
    from emma.knowledge.findings import Level
    from emma.settings import current

    found = check_all(current().data, date.today(), facts)
    errors = [one for one in found if one.level is Level.ERROR]
    table = Table("", "article", "rule", "what")
    for one in errors if quiet else found:
        table.add_row(one.level.value, one.slug, one.rule, one.why)
    out = Console(highlight=False)
    if table.row_count:
        out.print(table)
    out.print(f"{len(errors)} errors, {len(found) - len(errors)} warnings")
    if errors:
        sys.exit(1)


@app.command()
def pull(slug: Slug) -> None:
    """Stop an article at once, in every process. Visitors get its official page and the closest answers instead."""
    from emma.knowledge import lifecycle

    lifecycle.pull(_engine(), slug)
    _say(f"{slug} is pulled; `emma knowledge publish {slug}` brings it back")


@app.command()
def publish(slug: Slug) -> None:
    """Let a pulled article answer again."""
    from emma.knowledge import lifecycle

    lifecycle.publish(_engine(), slug)
    _say(f"{slug} is published")


@app.command("list")
def list_articles(
    expired: Annotated[bool, typer.Option("--expired", help="Only those whose last day has passed.")] = False,
    due: Annotated[bool, typer.Option("--due", help="Over, over within 30 days, or unreviewed for 180.")] = False,
    pulled: Annotated[bool, typer.Option("--pulled", help="Only those an operator pulled.")] = False,
) -> None:
    """List the articles with what they do today."""
    from emma.knowledge.articles import Standing
    from emma.knowledge.lifecycle import records

    today = date.today()
    wanted = {name for name, asked in ((Standing.EXPIRED, expired), (Standing.PULLED, pulled)) if asked}
    table = Table("article", "today", "owner", "reviewed", "from", "until", "title")
    with _engine().connect().execution_options(read_only=True) as connection:
        for one in records(connection, today):
            if (wanted and one.standing not in wanted) or (due and not one.due(today)):
                continue
            days = (str(day or "") for day in (one.reviewed_on, one.valid_from, one.valid_until))
            table.add_row(one.slug, one.standing.value, one.owner, *days, one.title)
    Console(highlight=False).print(table)


@app.command()
def feedback() -> None:
    """Count per article: shown, helpful, not helpful, asked back, not understood. Cells under ten are hidden."""
    from emma.reporting.articles import fares

    table = Table("article", "shown", "helpful", "not helpful", "asked back", "not understood")
    with _engine().connect().execution_options(read_only=True) as connection:
        for one in fares(connection):
            counts = (one.shown, one.helpful, one.not_helpful, one.asked_back, one.not_understood)
            table.add_row(one.slug, *(HIDDEN if count is None else str(count) for count in counts))
    Console(highlight=False).print(table)


def register(parent: typer.Typer) -> None:
    """Add `emma knowledge …`."""
    parent.add_typer(app, name="knowledge")


def _engine() -> Engine:
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    engine = open_engine(current().database)
    migrate(engine)
    return engine


def _say(line: str) -> None:
    Console(stderr=True, highlight=False).print(line)
