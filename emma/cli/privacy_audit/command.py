"""`emma audit-privacy`: the table, and an exit code that is not 0 when anything was found."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table


def audit_privacy(
    keep: Annotated[Path | None, typer.Option(help="Work in this empty folder and leave everything in it.")] = None,
) -> None:
    """Send known identifiers through every entrance, then look for them in everything the process wrote."""
    from emma.cli.privacy_audit.audit import audit, read_seeds
    from emma.settings import current

    out = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="emma-audit-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with Console(stderr=True).status("preparing") as status:
            report = audit(folder.resolve(), current(), status.update, read_seeds())
    table = Table("place", "contents", "MB", "identifiers found")
    for name, place in report.places.items():
        table.add_row(name, str(place.files), f"{place.size / 1e6:.1f}", str(len(place.finds)))
    out.print(table)
    out.print(f"{report.seeds} identifiers in {report.requests} requests; looked for as typed, bare, URL-encoded,")
    out.print("in base64 at each of its three alignments, and backwards")
    for find in (find for place in report.places.values() for find in place.finds):
        out.print(f"[red]{find.place}: {find.value} ({find.form})[/red]", markup=True)
    if not report.clean:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the command to `emma`."""
    app.command("audit-privacy")(audit_privacy)
