"""`emma inbox …`: the trainers' inbox for people who live in a terminal: list, export, import of decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from emma.errors import ImportRefused, StudioError
    from emma.settings import Settings

inbox = typer.Typer(no_args_is_help=True, help="What trainers decide on: list it, take it along, bring decisions back.")
out = Console(highlight=False, markup=False)
said = Console(stderr=True, highlight=False, markup=False)
FEW = 20


@inbox.command("list")
def listed(
    as_json: Annotated[bool, typer.Option("--json", help="One object a group.")] = False,
    most: Annotated[int, typer.Option(min=1, help="Groups shown in the table.")] = FEW,
) -> None:
    """What is open, in groups, the most frequent first."""
    from emma.inbox.grouping import grouped
    from emma.inbox.listing import open_items

    engine, _ = _opened()
    with engine.connect().execution_options(read_only=True) as connection:
        groups = grouped(open_items(connection))
    if as_json:
        for group in groups:
            typer.echo(json.dumps(_as_json(group), ensure_ascii=False))
        return
    table = Table("times", "message", "kinds", "languages", "read as")
    for group in groups[:most]:
        item = group.heading
        table.add_row(
            str(group.count), item.text[:100], ", ".join(group.kinds), ", ".join(group.languages), item.predicted or ""
        )
    out.print(table)
    said.print(f"{len(groups)} groups")


@inbox.command("export")
def exported(
    file: Annotated[Path, typer.Argument(help="A .csv or .jsonl file; cells that a sheet would run are not.")],
) -> None:
    """Write what is open into a file, with empty columns for the decisions."""
    from emma.errors import ImportRefused
    from emma.inbox.exchanging import as_csv, as_jsonl
    from emma.inbox.listing import open_items

    written = {".csv": as_csv, ".jsonl": as_jsonl}.get(file.suffix.lower())
    if written is None:
        raise _in_words(ImportRefused("name"))
    engine, _ = _opened()
    with engine.connect().execution_options(read_only=True) as connection:
        items = open_items(connection)
    file.write_text(written(items), encoding="utf-8", newline="")
    said.print(f"{len(items)} items")


@inbox.command("import")
def imported(file: Annotated[Path, typer.Argument(help="A .csv or .jsonl file with decisions, at most 1 MB.")]) -> None:
    """Do the decisions of a file: `example` (with an intent), `out_of_scope`, `ignore`, `keep`, `move`, `remove`."""
    from emma.errors import ImportRefused
    from emma.inbox.exchanging import LARGEST, read_decisions
    from emma.studio.files import Operator
    from emma.studio.inbox_import import apply

    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        raise _in_words(ImportRefused("unreadable")) from error
    engine, settings = _opened()
    try:
        applied = apply(engine, settings, Operator(), read_decisions(raw, file.name))
    except ImportRefused as refused:
        raise _in_words(refused) from None
    said.print(f"{applied.decided} decided, {applied.written} with an example written")
    if applied.before:
        said.print(f"{applied.before} had been decided before")
    for why in applied.refused:
        said.print(f"stays open: {why}")
    if applied.refused:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(inbox, name="inbox")


def _as_json(group: Any) -> dict[str, Any]:
    return {
        "text": group.heading.text, "count": group.count, "kinds": group.kinds, "languages": group.languages,
        "first": group.first.isoformat(timespec="seconds"), "last": group.last.isoformat(timespec="seconds"),
        "predicted": group.heading.predicted, "right_answers": list(group.right_answers),
        "items": [item.id for item in group.items],
    }  # fmt: skip


def _opened() -> tuple[Engine, Settings]:
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    settings = current()
    engine = open_engine(settings.database)
    migrate(engine)
    return engine, settings


def _in_words(refused: ImportRefused) -> StudioError:
    """The refusal in words, for the terminal."""
    from emma.errors import StudioError
    from emma.web.pages import texts
    from emma.web.studio_inbox_screen import file_refusal

    return StudioError(file_refusal(refused, texts("studio_inbox_en")["file_refused"]))
