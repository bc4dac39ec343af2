"""`emma purge`, `emma hold`, `emma export`: what an operator does about retention."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from emma.conversations.housekeeping import Housekeeping

Id = Annotated[str, typer.Argument(help="The conversation's id.")]


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
) -> None:
    """Remove what has been kept long enough, by the rules of retention.toml."""
    work = _work()
    gone = work.due() if dry_run else {**work.hourly(), **work.daily()}
    table = Table("class", "would go" if dry_run else "gone", "kept for", "authority")
    rules = {name.value: rule for name, rule in work.policy.rules.items()}
    for name, count in gone.items():
        rule = rules.get(name)
        table.add_row(name, str(count), rule.told if rule else "", rule.authority if rule else "")
    Console(highlight=False).print(table)


def hold(
    conversation: Id,
    release: Annotated[bool, typer.Option("--release", help="End the hold.")] = False,
    matter: Annotated[str, typer.Option(help="What for, such as a request's number; for the audit.")] = "",
) -> None:
    """Keep one conversation from being purged or erased, until released."""
    from emma import audit
    from emma.retention import holding

    act = holding.release if release else holding.hold
    act(_work().engine, conversation, audit.OPERATOR, matter)
    Console(stderr=True, highlight=False).print("released" if release else "held")


def export(conversation: Id) -> None:
    """Write one conversation as JSON to standard output: messages, handoffs, events, feedback; as stored."""
    from emma import audit
    from emma.retention import exporting

    found = exporting.export(_work().engine, conversation, audit.OPERATOR)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def register(app: typer.Typer) -> None:
    """Add the commands to `emma`."""
    for command in (purge, hold, export):
        app.command()(command)


def _work() -> Housekeeping:
    from emma.conversations.housekeeping import housekeeping
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    settings = current()
    engine = open_engine(settings.database)
    migrate(engine)
    return housekeeping(engine, settings)
