"""`emma compare A B` and `emma gate VERSION`: what changes from one release to another, and whether one may go live."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from emma.cli.evaluation_tables import interval, percent
from emma.cli.grids import Grid
from emma.errors import ReleaseUnknown

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

out = Console(highlight=False)
said = Console(stderr=True, highlight=False)
LIVE = "live"
MOST_LINES = 50
FIGURES = {
    "strict": "outcome and topic",
    "route": "outcome",
    "topic": "topic",
    "article_first": "article first",
    "emergency_noticed": "emergency noticed",
}
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `emma`."""
    app.command()(compare)
    app.command()(gate)


def compare(
    against: Annotated[str, typer.Argument(metavar="A", help="The release before; `live` is the live one.")],
    release: Annotated[str, typer.Argument(metavar="B", help="The release after.")],
    last: Annotated[int, typer.Option(min=0, help="How many real messages to ask both.")] = 300,
    as_json: Json = False,
) -> None:
    """Show what changes from release A to release B: held-out messages, topics, what visitors really wrote."""
    from emma.cli.releases import shown
    from emma.settings import current
    from emma.training.comparing import compare as compare_releases

    settings, engine = current(), _engine()
    with shown(said) as tell:
        found = compare_releases(engine, settings, _named(engine, release), _named(engine, against), tell, last=last)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    for grid in comparison_tables(found, engine):
        out.print(grid.table())


def gate(
    version: Annotated[str | None, typer.Argument(help="The release; the newest one when none is named.")] = None,
    as_json: Json = False,
) -> None:
    """Say whether a release may go live, and what it fails. Ends with 1 where the gate refuses it."""
    from emma.settings import current
    from emma.training.gate import judge

    engine = _engine()
    found = judge(engine, current(), _named(engine, version)).as_json()
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        for grid in verdict_tables(found):
            out.print(grid.table())
        out.print("passed" if found["passed"] else "[red]refused[/red]")
    if not found["passed"]:
        sys.exit(1)


def comparison_tables(found: Mapping[str, Any], engine: Engine | None = None) -> Iterator[Grid]:
    """Figures before and after, topics that changed, each message that did, and the effect on real ones."""
    held_out = found["held_out"]
    yield _figures(found)
    yield _topics(found["topics"])
    for name in ("better", "worse", "changed"):
        yield _messages(name, held_out[name])
    yield from _effect(found["effect"], engine)


def verdict_tables(found: Mapping[str, Any]) -> Iterator[Grid]:
    """One row a check, then what fails."""
    against = f" beside {found['against']}" if found["against"] else ""
    columns = ("check", "", "value", "floor or bound", "n", "upper bound", "why")
    grid = Grid(f"{found['release']}{against}", columns, words=True)
    for check in found["checks"]:
        limit = f"≥ {check['floor']}" if "floor" in check else f"≤ {check['bound']}" if "bound" in check else ""
        limit = f"{check['few']} wrong" if "few" in check else limit
        bound = percent(check["upper_bound"]) if "upper_bound" in check else ""
        passed = "holds" if check["passed"] else "FAILS"
        value = "" if check["value"] is None else str(check["value"])
        grid.add(check["name"], passed, value, limit, str(check["n"] or ""), bound, check["why"])
    yield grid
    failing = Grid("What fails", ("check", "message, article or file", "expected", "came"), words=True)
    for check in found["checks"]:
        for one in () if check["passed"] else check["failing"]:
            message = isinstance(one, Mapping)
            cells = (one["text"], _told(one["expected"]), _told(one["predicted"])) if message else (str(one),)
            failing.add(check["name"], *cells)
    if failing.rows:
        yield failing


def _figures(found: Mapping[str, Any]) -> Grid:
    held_out = found["held_out"]
    changes = f"{len(held_out['better'])} better, {len(held_out['worse'])} worse, {len(held_out['changed'])} otherwise"
    title = f"{changes}, {held_out['unchanged']} unchanged; chance alone: p = {held_out['p_value']}"
    grid = Grid(title, (f"{held_out['of']} held-out messages", found["against"], found["release"]))
    before, after = held_out["figures"]["before"], held_out["figures"]["after"]
    for name, told in FIGURES.items():
        grid.add(told, interval(before[name]), interval(after[name]))
    for figures in (before, after):
        general = figures["as_if_general"]
        figures["told"] = f"{general['events']} of {general['of']} (at most {percent(general['upper_bound'])})"
    grid.add("answered as if general", before["told"], after["told"])
    for name, told, unit in (("size", "model", "kB"), ("speed", "CPU a message, median", "ms")):
        sizes = [found[name][when] for when in ("before", "after")]
        values = [str(one // 1024) if name == "size" else str(one.get("p50", "")) for one in sizes]
        grid.add(f"{told}, {unit}", *values)
    return grid


def _topics(found: Mapping[str, Any]) -> Grid:
    grid = Grid("Topics that changed", ("topic", "messages", "right before", "right after"))
    for topic, row in found.items():
        if row["before"] != row["after"]:
            grid.add(topic, str(row["after"][1]), str(row["before"][0]), str(row["after"][0]))
    return grid


def _messages(title: str, messages: Sequence[Mapping[str, Any]]) -> Grid:
    grid = Grid(f"{title}: {len(messages)}", ("place", "message", "expected", "before", "after"), words=True)
    for one in messages[:MOST_LINES]:
        grid.add(one["place"], one["text"], *(_told(one[name]) for name in ("expected", "before", "after")))
    if len(messages) > MOST_LINES:
        grid.add("…", f"and {len(messages) - MOST_LINES} more (--json)")
    return grid


def _effect(found: Mapping[str, Any], engine: Engine | None) -> Iterator[Grid]:
    from emma.training.effect import with_texts

    share = f"{100 * found['low']:.1f} to {100 * found['high']:.1f} %"
    title = f"{found['elsewhere']} of {found['of']} real messages would now go elsewhere ({share})"
    grid = Grid(title, ("message", "before", "after"), words=True)
    for one in with_texts(engine, found["messages"][:MOST_LINES]) if engine is not None else ():
        grid.add(one["text"], _told(one["before"]), _told(one["after"]))
    yield grid


def _told(found: Mapping[str, str]) -> str:
    return f"{found['outcome']} {found['meaning']} ({found['topic']})"


def _engine() -> Engine:
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    engine = open_engine(current().database)
    migrate(engine)
    return engine


def _named(engine: Engine, name: str | None) -> str:
    """A version; `live` is the live one, None the newest. Raises ReleaseUnknown."""
    from emma.training.releases import releases

    known = releases(engine)
    found = next((one for one in known if name is None or one.version == name or (name == LIVE and one.live)), None)
    if found is None:
        raise ReleaseUnknown
    return found.version
