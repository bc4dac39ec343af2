"""The supervisor's board over real rows: who waits, who is there, how today goes, what needs somebody now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.desk import attending, noting, passing_on
from emma.desk.context import Desk
from emma.errors import NotPermitted
from emma.handoffs.ending import EndReason
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.reporting.asked import asked
from emma.reporting.board import Board, fingerprint, look
from emma.words import PresenceState, Role
from tests.attended import attended
from tests.desk import agent, waiting


@pytest.fixture
def dana(desk: Desk) -> Person:
    """The supervisor, at her board only."""
    return agent(desk.engine, "Dana", Role.SUPERVISOR, ("en", "es"), state=None)


def board(desk: Desk, person: Person, moment: datetime | None = None) -> Board:
    """What this person sees."""
    with desk.engine.connect() as connection:
        return look(connection, desk, person, moment)


def put(engine: Engine, handoff_id: int, **values: object) -> None:
    """Change a handoff's row, as time would."""
    with engine.begin() as connection:
        connection.execute(update(HANDOFF).where(HANDOFF.c.id == handoff_id).values(**values))


def kinds(found: Board) -> list[str]:
    """The alerts."""
    return [alert.kind for alert in found.alerts]


def test_an_empty_desk_is_quiet(desk: Desk, dana: Person) -> None:
    found = board(desk, dana)
    assert (found.waiting, found.oldest, found.agents, found.conversations, found.alerts) == (0, 0, [], [], [])
    assert len(found.lanes) == 6
    assert found.today.in_time.percent is None


def test_the_board_is_for_supervisors(desk: Desk) -> None:
    for name, role in (("Ben", Role.TIER_1), ("Cora", Role.TIER_2), ("Teo", Role.TRAINER), ("Ada", Role.ADMINISTRATOR)):
        with pytest.raises(NotPermitted):
            board(desk, agent(desk.engine, name, role))


def test_lanes_topics_and_agents_are_counted(desk: Desk, dana: Person) -> None:
    ben, _, _ = attended(desk)
    waiting(desk.engine, since=now() - timedelta(minutes=4))
    waiting(desk.engine, language="es", topic="fees")
    found = board(desk, dana)
    assert found.waiting == 2
    assert 240 <= found.oldest < 250
    english = found.lanes[0]
    assert (english["waiting"], english["active"], english["agents"]) == (1, 1, 1)
    assert found.topics == [
        {"topic": "case_status", "waiting": 1, "active": 1},
        {"topic": "fees", "waiting": 1, "active": 0},
    ]
    assert [(one["name"], one["active"], one["capacity"]) for one in found.agents] == [("Ben", 1, 3)]
    assert [one["agent"] and one["agent"]["id"] for one in found.conversations] == [None, None, ben.id]


def test_a_lane_where_nobody_is_raises_an_alert_until_somebody_comes(desk: Desk, dana: Person) -> None:
    waiting(desk.engine, language="es")
    assert kinds(board(desk, dana)) == ["unstaffed"]
    agent(desk.engine, "Bea", languages=("es",))
    assert kinds(board(desk, dana)) == []


def test_danger_that_waits_comes_before_a_long_wait(desk: Desk, dana: Person) -> None:
    agent(desk.engine, "Ben")
    waiting(desk.engine, since=now() - timedelta(minutes=11))
    waiting(desk.engine, safety=True)
    assert kinds(board(desk, dana)) == ["danger", "long_wait"]


def test_a_visitor_whom_nobody_answers_is_an_alert_with_the_agents_name(desk: Desk, dana: Person) -> None:
    ben, handoff_id, _conversation_id = attended(desk)
    put(desk.engine, handoff_id, visitor_word_at=now() - timedelta(seconds=1))
    assert kinds(board(desk, dana)) == []
    later = now() + timedelta(minutes=4)
    with desk.engine.begin() as connection:
        from emma.handoffs.presence import heartbeat

        heartbeat(connection, ben.id, later)
    [alert] = board(desk, dana, later).alerts
    assert (alert.kind, alert.values) == ("unanswered", {"agent": "Ben", "id": handoff_id})
    put(desk.engine, handoff_id, agent_word_at=now())
    assert kinds(board(desk, dana, later)) == []


def test_a_breach_of_the_service_level_shows_once_five_were_served(desk: Desk, dana: Person) -> None:
    ben = agent(desk.engine, "Ben", capacity=9)
    for number in range(5):
        handoff_id = waiting(desk.engine, since=now() - timedelta(minutes=20))
        attending.claim(desk, ben, handoff_id)
        put(desk.engine, handoff_id, promised_wait=15)
        assert ("service_level" in kinds(board(desk, dana))) == (number == 4)
    found = board(desk, dana)
    assert kinds(found) == ["service_level", "promise"]
    assert (found.last_hour.in_time.percent, found.last_hour.as_promised.percent) == (0, 0)


def test_today_begins_at_midnight_of_the_desks_own_zone(desk: Desk, dana: Person) -> None:
    moment = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # one in the night in New York
    before, after = (waiting(desk.engine, since=moment - timedelta(minutes=ago)) for ago in (70, 50))
    assert board(desk, dana, moment).today.asked == 1
    with desk.engine.connect() as connection:
        rows = asked(connection, moment - timedelta(days=1), moment)
    assert [row.id for row in rows] == [before, after]


def test_practice_is_on_no_board_and_in_no_figure(desk: Desk, dana: Person) -> None:
    cora = agent(desk.engine, "Cora", Role.TIER_2, state=PresenceState.TRAINING)
    waiting(desk.engine, practice=True, since=now() - timedelta(hours=1))
    attending.claim_next(desk, cora)
    waiting(desk.engine, practice=True, since=now() - timedelta(minutes=30))
    found = board(desk, dana)
    assert (found.waiting, found.conversations, found.today.asked, found.alerts) == (0, [], 0, [])


def test_who_waits_again_after_a_release_has_waited_since_joining(desk: Desk, dana: Person) -> None:
    ben, handoff_id, _ = attended(desk, since=now() - timedelta(minutes=30))
    put(desk.engine, handoff_id, claimed_at=now() - timedelta(minutes=29))
    attending.release(desk, ben, handoff_id)
    assert board(desk, dana).oldest >= 30 * 60
    assert board(desk, dana).today.in_time.good == 1, "the first agent came in time"


def test_the_fingerprint_changes_with_everything_the_board_shows_and_not_by_itself(desk: Desk, dana: Person) -> None:
    def print_of() -> tuple[object, ...]:
        with desk.engine.connect() as connection:
            return fingerprint(connection, desk)

    seen = [print_of()]
    assert print_of() == seen[0]
    _ben, handoff_id, conversation_id = attended(desk)
    seen.append(print_of())
    noting.whisper(desk, dana, conversation_id, "ask for the form")
    seen.append(print_of())
    passing_on.take_over(desk, dana, handoff_id)
    seen.append(print_of())
    attending.resolve(desk, dana, handoff_id, EndReason.ANSWERED)
    seen.append(print_of())
    assert len(set(seen)) == 5


def test_the_board_leaves_as_json(desk: Desk, dana: Person) -> None:
    import json

    attended(desk)
    shown = json.loads(json.dumps(board(desk, dana).public()))
    assert shown["today"]["in_time"] == {"percent": 100, "of": 1}
    assert shown["target"] == {"percent": 80, "minutes": 10, "kept": 80}
