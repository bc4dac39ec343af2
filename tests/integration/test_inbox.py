"""What gets into the trainers' inbox: masked, once, with what was guessed; nothing of a protected conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from emma.assistant.replies import Effect, Reply, TurnResult
from emma.assistant.turn import Input
from emma.conversations import closing
from emma.conversations.opening import CONVERSATION, Held
from emma.conversations.receiving import Conversations
from emma.inbox.filing import INBOX
from emma.models import Message
from emma.models.base import now
from emma.reporting.articles import fares, told
from emma.retention import policy
from emma.retention.policy import RecordClass
from emma.retention.purging import due, purge
from emma.words import Outcome, Reason
from tests.fakes import FakeAssistant

MESSAGE = Message.__table__


def turn(
    intent: str, confidence: float, *ranking: tuple[str, float], outcome: Outcome = Outcome.ASKED, **more: Any
) -> Any:
    """A turn that read the message like this."""

    def run(given: Input, state: dict[str, Any]) -> TurnResult:
        reply = Reply("So it is.", outcome, "other", article=more.get("article"), confidence=confidence)
        ranked = [{"name": name, "confidence": value} for name, value in ranking]
        reading = {"intent": intent, "confidence": confidence, "ranking": ranked, **more.get("marks", {})}
        return TurnResult((reply,), more.get("effects", ()), state, given.language, (reading,))

    return run


def items(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return connection.execute(select(INBOX).order_by(INBOX.c.id)).all()


LOST, MOVED = ("ask/lost-card", 0.7), ("ask/moved", 0.65)


@pytest.mark.parametrize(
    ("run", "kind", "predicted", "second"),
    [
        (
            turn("nlu_fallback", 0.7, ("ask/lost-card", 0.3), ("my_case", 0.2)),
            "not_understood",
            "ask/lost-card",
            "my_case",
        ),
        (turn("nlu_fallback", 0.7, LOST, MOVED), "close", "ask/lost-card", "ask/moved"),
        (turn("ask/lost-card", 0.6, ("ask/lost-card", 0.6), outcome=Outcome.ANSWERED), "low", "ask/lost-card", None),
    ],
)
def test_a_doubtful_message_is_filed_masked_with_what_was_guessed(
    service: Conversations,
    ana: Held,
    fake: FakeAssistant,
    engine: Engine,
    run: Any,
    kind: str,
    predicted: str,
    second: Any,
) -> None:
    fake.run = run
    service.receive(ana, "c1", text="my receipt IOE0912345678 what now")
    (item,) = items(engine)
    assert item.text == "my receipt [receipt number] what now"
    assert (item.kind, item.predicted, item.second, item.article) == (kind, predicted, second, "lost-card")
    assert (item.conversation_id, item.seq, item.state, item.language) == (ana.id, 1, "open", "en")


@pytest.mark.parametrize(
    "run",
    [
        turn("ask/lost-card", 0.9, ("ask/lost-card", 0.9), outcome=Outcome.ANSWERED),
        turn("greeting", 0.55, ("greeting", 0.55), outcome=Outcome.SMALL_TALK),
        turn("nlu_fallback", 0.7, ("inform", 0.3), outcome=Outcome.ANSWERED),
        turn("ask/lost-card", 0.55, ("ask/lost-card", 0.55), marks={"followed": "/fee_info"}),
        turn("nlu_fallback", 0.7, ("ask/lost-card", 0.6), ("sensitive_vawa", 0.55)),
        turn("nlu_fallback", 0.7, ("emergency", 0.4)),
    ],
)
def test_what_is_clear_small_talk_or_may_be_protected_is_not_filed(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine, run: Any
) -> None:
    fake.run = run
    service.receive(ana, "c1", text="so what")
    assert not items(engine)


def test_a_protected_matter_takes_everything_of_its_conversation_out_and_keeps_it_out(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine
) -> None:
    fake.run = turn("nlu_fallback", 0.7, LOST, MOVED)
    service.receive(ana, "c1", text="something vague")
    assert len(items(engine)) == 1
    fake.run = turn(
        "sensitive_vawa", 0.9, outcome=Outcome.OFFERED_AGENT, effects=(Effect("sensitive", Reason.SENSITIVE),)
    )
    service.receive(ana, "c2", text="it is about my husband")
    assert not items(engine)
    fake.run = turn("nlu_fallback", 0.7, LOST, MOVED)
    service.receive(ana, "c3", text="and another vague thing")
    seq = service.receive(ana, "c4", text="hm").replies[0]["seq"]
    closing.rate(engine, ana, seq, helpful=False)
    assert not items(engine)


def test_a_thumb_down_files_the_question_once_and_a_thumb_up_takes_it_back(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine
) -> None:
    fake.run = turn("ask/lost-card", 0.9, outcome=Outcome.ANSWERED, article="lost-card")
    seq = service.receive(ana, "c1", text="my card is gone").replies[0]["seq"]
    closing.rate(engine, ana, seq, helpful=False)
    closing.rate(engine, ana, seq, helpful=False)
    (item,) = items(engine)
    assert (item.kind, item.text, item.article, item.made_by) == (
        "unhelpful",
        "my card is gone",
        "lost-card",
        "visitor",
    )
    closing.rate(engine, ana, seq, helpful=True)
    assert not items(engine)


def test_saying_that_it_did_not_help_files_the_question_before(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine
) -> None:
    fake.run = turn("ask/lost-card", 0.9, outcome=Outcome.ANSWERED, article="lost-card")
    service.receive(ana, "c1", text="my card is gone")
    fake.run = turn("did_not_help", 0.9)
    service.receive(ana, "c2", text="that did not help")
    assert [(item.kind, item.text) for item in items(engine)] == [("unhelpful", "my card is gone")]


def test_the_inbox_is_purged_by_its_own_period_unless_held(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine
) -> None:
    fake.run = turn("nlu_fallback", 0.7, LOST, MOVED)
    service.receive(ana, "c1", text="something vague")
    later = now() + timedelta(days=29)
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(last_activity_at=later))
        connection.execute(update(CONVERSATION).values(held_since=now()))
    over = now() + timedelta(days=31)
    assert due(engine, policy(), over)[RecordClass.INBOX] == 0
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(held_since=None))
    assert purge(engine, policy(), over)[RecordClass.INBOX] == 1
    assert not items(engine)


def test_a_wish_to_erase_takes_the_inbox_along(
    service: Conversations, ana: Held, fake: FakeAssistant, engine: Engine
) -> None:
    fake.run = turn("nlu_fallback", 0.7, LOST, MOVED)
    service.receive(ana, "c1", text="something vague")
    closing.erase(engine, ana)
    assert not items(engine)


def test_cells_under_ten_are_not_told() -> None:
    assert [told(count) for count in (0, 1, 9, 10, 11)] == [0, None, None, 10, 11]


def test_feedback_is_counted_by_article(engine: Engine, ana: Held) -> None:
    def reply(seq: int, slug: str, **more: Any) -> dict[str, Any]:
        own = {"outcome": "answered", "helpful": None, **more}
        return {"conversation_id": ana.id, "seq": seq, "sender": "assistant", "article": slug, "language": "en", **own}

    rows = [reply(n, "lost-card", helpful=n <= 12) for n in range(1, 24)]
    rows += [reply(n, "moved", outcome="asked") for n in range(30, 42)]
    rows += [reply(n, "rare") for n in range(50, 53)]
    with engine.begin() as connection:
        connection.execute(insert(MESSAGE), rows)
    with engine.connect() as connection:
        found = {one.slug: one for one in fares(connection)}
    assert (found["lost-card"].shown, found["lost-card"].helpful, found["lost-card"].not_helpful) == (23, 12, 11)
    assert (found["moved"].asked_back, found["moved"].not_helpful) == (12, 0)
    assert (found["rare"].shown, found["rare"].helpful) == (None, 0)
    assert next(iter(found)) == "lost-card"
