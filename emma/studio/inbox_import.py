"""Decisions on the inbox that come as a file: everything is looked at before the first is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from emma.errors import DecidedMeanwhile, ImportRefused
from emma.inbox.deciding import EXAMPLE
from emma.inbox.exchanging import Asked
from emma.inbox.listing import OPEN, items_of
from emma.settings import Settings
from emma.studio.examples import intents
from emma.studio.files import Author
from emma.studio.inbox import FITS, decide
from emma.studio.inbox_examples import Done


@dataclass(frozen=True)
class Applied:
    """What came of a file: items decided, how many of them wrote an example, and those that had been decided before."""

    decided: int
    written: int
    before: int
    refused: tuple[str, ...]


def apply(engine: Engine, settings: Settings, person: Author, asked: Sequence[Asked]) -> Applied:
    """Do what a file asks for. Raises ImportRefused naming the line when an item or an intent is none."""
    _check(engine, settings, asked)
    together: dict[tuple[str, str], list[int]] = {}
    for one in asked:
        together.setdefault((one.decision, one.intent), []).append(one.id)
    done: list[Done] = []
    before = 0
    for (decision, intent), ids in together.items():
        try:
            done.append(decide(engine, settings, person, ids, decision, intent))
        except DecidedMeanwhile:
            before += len(ids)
    return Applied(
        decided=sum(len(one.items) for one in done),
        written=sum(one.written for one in done),
        before=before + sum(one.others for one in done),
        refused=tuple(why for one in done for why in one.refused),
    )


def _check(engine: Engine, settings: Settings, asked: Sequence[Asked]) -> None:
    with engine.connect().execution_options(read_only=True) as connection:
        items = {item.id: item for item in items_of(connection, [one.id for one in asked])}
    known = intents(settings)
    for one in asked:
        item = items.get(one.id)
        if item is None:
            raise ImportRefused("no_item", one.line, item=one.id)
        if item.state == OPEN and item.kind not in FITS.get(one.decision, (item.kind,)):
            raise ImportRefused("unfit", one.line, decision=one.decision, kind=item.kind)
        if one.decision == EXAMPLE and one.intent not in known:
            raise ImportRefused("no_intent", one.line, intent=one.intent[:80])
