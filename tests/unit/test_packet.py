"""The packet: how a handoff is handled, what to mind; and the wait that is promised."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from emma.handoffs.estimate import measure, promise
from emma.handoffs.packet import before_claim, handling, hints, waited
from emma.handoffs.policy import HandoffPolicy
from emma.words import Reason

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
KEPT = 0.8


@pytest.mark.parametrize(
    ("reason", "topic", "expected"),
    [
        (Reason.COMPLAINT, "expedite", "complaint"),
        (Reason.REQUESTED, "complaint", "complaint"),
        (Reason.REQUESTED, "other_agency", "other_agency"),
        (Reason.CASE_SPECIFIC, "expedite", "expedite"),
        (Reason.CASE_SPECIFIC, "case_status", "standard"),
    ],
)
def test_complaints_come_before_other_agencies_before_expedites(reason: Reason, topic: str, expected: str) -> None:
    assert handling(reason, topic) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My permit expires on Friday and I have a court hearing", ("court", "status_ending")),
        ("¿Cuál es la FECHA LÍMITE? mi hijo está detenido", ("deadline", "detained", "child")),
        ("I am courting disaster", ()),
        ("", ()),
    ],
)
def test_hints_are_whole_words_in_any_spelling(policy: HandoffPolicy, text: str, expected: tuple[str, ...]) -> None:
    assert hints(policy.hints, text) == expected


def test_before_the_claim_nothing_of_the_message_is_shown() -> None:
    row = SimpleNamespace(
        id=1, topic="case_status", language="es", tier="1", safety=False, wanted_agent=None,
        waiting_since=NOON, claimed_at=None, packet={"wanted": "where is my card"}, reason="sensitive",
    )  # fmt: skip
    shown = before_claim(row, NOON + timedelta(seconds=90))
    assert shown["waited"] == 90
    assert not {"wanted", "packet", "reason", "conversation_id"} & set(shown)


def test_the_wait_ends_with_the_first_claim() -> None:
    row = SimpleNamespace(waiting_since=NOON, claimed_at=NOON + timedelta(minutes=3))
    assert waited(row, NOON + timedelta(hours=2)) == 180


@pytest.mark.parametrize(("place", "agents", "minutes"), [(1, 1, 8), (2, 1, 16), (2, 2, 8), (1, 9, 1), (3, 0, 24)])
def test_the_promise_is_place_times_measure_by_agents(place: int, agents: int, minutes: int) -> None:
    assert promise(8.0, place, agents, 1) == minutes


def test_until_enough_was_measured_the_guess_stands() -> None:
    assert measure([1.0] * 4, KEPT, 8) == 8
    assert measure([1.0] * 5, KEPT, 8) == 1


def test_the_promise_is_kept_for_about_the_share_that_was_asked_for() -> None:
    days = [a_day(seed) for seed in range(20)]
    kept, told, waited_for = (sum(figures) / len(days) for figures in zip(*days, strict=True))
    assert 0.77 <= kept <= 0.86
    assert told < 1.5 * waited_for, "a promise that everybody can keep is no promise"


def a_day(seed: int) -> tuple[float, float, float]:
    """Three agents, a visitor every three minutes, eight minutes each: share kept, mean minutes told and waited."""
    chance, visitors = random.Random(seed), 400
    free_at, starts, figures, told, waits = [0.0, 0.0, 0.0], [], [], [], []  # type: ignore[var-annotated]
    arrival = 0.0
    for _ in range(visitors):
        arrival += chance.expovariate(1 / 3.0)
        place = 1 + sum(start > arrival for start in starts)
        known = [figure for start, figure in figures if start <= arrival][-40:]
        told.append(promise(measure(known, KEPT, 8), place, 3, 1))
        agent = free_at.index(min(free_at))
        start = max(arrival, free_at[agent])
        free_at[agent] = start + chance.gammavariate(4, 2.0)
        starts.append(start)
        waits.append(start - arrival)
        figures.append((start, waits[-1] * 3 / place))
    kept = sum(wait <= promised for wait, promised in zip(waits, told, strict=True))
    return kept / visitors, sum(told) / visitors, sum(waits) / visitors
