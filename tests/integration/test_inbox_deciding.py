"""Deciding on rows of the inbox, on both databases: one wins, the others are left, and undoing is as exact."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.engine import Engine

from emma.inbox import deciding
from emma.inbox.listing import Wanted, decided_with, open_counts, open_items
from emma.models.base import now
from tests.inbox import filed, row_of

LONG = "example:ask/" + "x" * 64


def test_only_what_is_open_is_decided_and_only_that_act_is_undone(engine: Engine) -> None:
    first, second, third = (filed(engine, text) for text in ("a", "b", "c"))
    early, late = now(), now() + timedelta(seconds=1)
    with engine.begin() as connection:
        assert deciding.decide(connection, [first], "teo", LONG, early) == [first]
    with engine.begin() as connection:
        assert deciding.decide(connection, [first, second, 999_999], "ada", "ignore", late) == [second]
        assert [item.id for item in decided_with(connection, second)] == [second]
        assert decided_with(connection, third) == []
    with engine.begin() as connection:
        assert deciding.reopen(connection, [first, second], "ben", late) == [second]
    assert (row_of(engine, first).decision, row_of(engine, second).state) == (LONG, "open")


def test_of_many_at_once_one_decides(engine: Engine) -> None:
    number = filed(engine, "a")

    def try_it(name: str) -> list[int]:
        with engine.begin() as connection:
            return deciding.decide(connection, [number], name, "ignore", now())

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(try_it, [f"trainer-{n}" for n in range(6)]))
    assert sorted(won) == [*[[]] * 5, [number]]


def test_kinds_and_languages_are_counted_and_filtered(engine: Engine) -> None:
    filed(engine, "a", "low")
    filed(engine, "b", "low", "es")
    filed(engine, "c", "label")
    with engine.connect() as connection:
        assert open_counts(connection) == {"low": 2, "label": 1}
        assert [item.text for item in open_items(connection, Wanted(kind="low", language="es"))] == ["b"]
