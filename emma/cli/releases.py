"""`emma train`, `promote`, `rollback`, `releases`: the life of a release from the terminal of an operator."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from emma.training.progress import Progress as Tell
    from emma.training.promoting import Took
    from emma.web.wiring import Process

said = Console(stderr=True, highlight=False)
By = Annotated[str | None, typer.Option("--by", help="Login of the account that does it; otherwise the operator.")]
TIME = "%Y-%m-%d %H:%M"


def train(
    promoting: Annotated[bool, typer.Option("--promote", help="Make it live as well, if the gate lets it.")] = False,
    note: Annotated[str, typer.Option(help="What it is for; listed with the release.")] = "",
) -> None:
    """Train a release from data/. It goes live by itself only where none is."""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current
    from emma.training.releases import live_version
    from emma.training.train import train as train_release

    settings = current()
    engine = open_engine(settings.database)
    migrate(engine)
    began = time.perf_counter()
    with shown(said) as tell:
        version = train_release(engine, settings, tell, note=note)
    with engine.connect() as connection:
        live = live_version(connection) == version
    said.print(f"{version}: trained in {time.perf_counter() - began:.0f} s{', live' if live else ''}")
    if live:
        return
    if promoting:
        promote(version)
    else:
        said.print(f"not live yet: `emma promote {version}`")


def promote(
    version: Annotated[str, typer.Argument(help="The release, as `emma releases` lists it.")],
    override: Annotated[str, typer.Option(help="Go live against the gate, for this reason; administrators only.")] = "",
    by: By = None,
) -> None:
    """Make a release live in every process, without a restart. Ends with 1 where the gate refuses it."""
    from emma.errors import GateRefused
    from emma.training.promoting import promote as go_live

    with _wired() as process:
        actor, may_override = _actor(process, by)
        try:
            with said.status(f"{version}: gate, then loading"):
                took = go_live(
                    process.engine, process.settings, version, actor,
                    override=override, may_override=may_override, load=process.release.aside,
                )  # fmt: skip
        except GateRefused as refused:
            said.print(f"[red]{refused}[/red]")
            _print_failed(refused.verdict.as_json())
            sys.exit(1)
    said.print(f"{version} is live; running processes follow within seconds")
    _print_took(took)


def rollback(
    reason: Annotated[str, typer.Option(help="Why; kept in the audit and listed.")] = "",
    by: By = None,
) -> None:
    """Bring back the release that was live before, with its articles and tables."""
    from emma.training.promoting import rollback as go_back

    with _wired() as process:
        actor, _ = _actor(process, by)
        began = time.perf_counter()
        with said.status("loading"):
            version = go_back(process.engine, process.settings, actor, reason, process.release.aside)
    said.print(
        f"{version} is live again ({time.perf_counter() - began:.1f} s); running processes follow within seconds"
    )


def listed() -> None:
    """List the releases: who made them, when, and which is live."""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current
    from emma.training.releases import releases

    table = Table("", "release", "made", "by", "live since", "size", "archive", "note")
    table.columns[1].no_wrap = True
    table.columns[1].overflow = "fold"
    engine = open_engine(current().database)
    migrate(engine)
    for one in releases(engine):
        table.add_row(
            "live" if one.live else "",
            one.version,
            one.created_at.strftime(TIME),
            one.made_by,
            one.promoted_at.strftime(TIME) if one.live and one.promoted_at else "",
            f"{one.size / 1e6:.0f} MB",
            "kept" if one.archived else "",
            one.note or one.reason,
        )
    Console(highlight=False).print(table)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(train)
    app.command()(promote)
    app.command()(rollback)
    app.command("releases")(listed)


@contextmanager
def shown(console: Console) -> Iterator[Tell]:
    """Progress of a training, a line a stage; where nobody watches, one plain line as each stage begins."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for task in tasks.values():
                    bars.update(task, total=1, completed=1)
                tasks[stage] = bars.add_task(stage, total=None)
                if not console.is_terminal:
                    console.print(stage)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield tell


@contextmanager
def _wired() -> Iterator[Process]:
    from emma.settings import current
    from emma.web.wiring import wire

    process = wire(current())
    try:
        yield process
    finally:
        process.close()


def _actor(process: Process, login: str | None) -> tuple[str, bool]:
    """Who acts, and whether the gate may be overridden: whoever has this terminal may; a named account by its role."""
    from emma.accounts.directory import find
    from emma.errors import NotFound
    from emma.training.releases import OPERATOR

    if login is None:
        return OPERATOR, True
    with process.engine.connect() as connection:
        try:
            person = find(connection, login)
        except NotFound:
            raise NotFound(f"There is no account {login}.") from None
    return person.id, person.may_administer


def _print_failed(verdict: dict[str, Any]) -> None:
    for check in verdict.get("checks", []):
        if check.get("passed"):
            continue
        bounds = (
            f"{key} {check[key]}"
            for key in ("value", "floor", "bound", "n", "upper_bound")
            if check.get(key) is not None
        )
        said.print(f"  [bold]{check.get('name')}[/bold]: {', '.join(bounds)}")
        for one in check.get("failing", [])[:10]:
            said.print(f"    {_line(one)}", soft_wrap=True, markup=False)
    said.print("`emma gate` shows every check; an administrator overrides with --override REASON")


def _line(failing: Any) -> str:
    if isinstance(failing, dict):
        return f"{failing.get('text', '')}: expected {failing.get('expected')}, predicted {failing.get('predicted')}"
    return str(failing)


def _print_took(took: Took) -> None:
    said.print(
        f"loaded in {took.loading:.1f} s, changed in {took.transaction:.2f} s, of which {took.held * 1000:.0f} ms "
        "without turns in this process"
    )
