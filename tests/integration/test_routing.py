"""Offers, the queue and emergencies, as a visitor lives through them. With the trained model."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from emma.conversations.opening import CONVERSATION
from emma.handoffs.queue import EVENT, HANDOFF
from tests.visitor import Visitor, outcomes

pytestmark = pytest.mark.model

CASE = "my receipt IOE0912345678 says case was received, when will i get it"
CASO = "cuando me van a aprobar mi caso, mi recibo es IOE0912345678"
GENERAL = "where is the immigration office in Ghana"


def handoff(visitor: Visitor) -> Any:
    """The visitor's newest handoff row."""
    engine = visitor.client.app.state.process.engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        query = select(HANDOFF).where(HANDOFF.c.conversation_id == visitor.id).order_by(HANDOFF.c.id.desc())
        return connection.execute(query).first()


def events(visitor: Visitor) -> list[str]:
    """What happened to the visitor's handoffs, in order."""
    engine = visitor.client.app.state.process.engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        query = (
            select(EVENT.c.kind)
            .join(HANDOFF, HANDOFF.c.id == EVENT.c.handoff_id)
            .where(HANDOFF.c.conversation_id == visitor.id)
        )
        return list(connection.execute(query.order_by(EVENT.c.id)).scalars())


def test_a_case_question_gets_the_self_service_step_and_an_offer_that_is_a_row(visitor: Visitor) -> None:
    answer = visitor.says(CASE)
    assert outcomes(answer) == ["offered_agent", "offered_agent"]
    assert answer["replies"][0]["sources"], "the step to take oneself has its source"
    assert answer["replies"][0]["reason"] == "case_specific"
    lane = answer["handoff"].pop("lane")
    assert answer["handoff"] == {
        "state": "offered", "reason": "case_specific", "position": None, "estimated_wait": None,
    }  # fmt: skip
    assert (lane["open"], lane["staffed"]) == (True, False), "a demonstration is always open; nobody is at its desk"
    assert answer["status"] == "with_assistant"
    row = handoff(visitor)
    assert (row.state, row.reason, row.tier, row.language) == ("offered", "case_specific", "1", "en")
    assert "IOE" not in str(row.packet)
    assert events(visitor) == ["offered"]


@pytest.mark.parametrize(
    ("question", "yes"), [(CASE, "yes connect me"), (CASE, "ok"), (CASO, "ok dale"), (CASO, "sí, por favor")]
)
def test_any_natural_yes_to_the_offer_joins_the_queue(visitor: Visitor, question: str, yes: str) -> None:
    visitor.says(question)
    answer = visitor.says(yes)
    assert outcomes(answer) == ["queued"]
    assert answer["status"] == "waiting"
    assert answer["handoff"]["position"] == 1
    assert events(visitor) == ["offered", "accepted"]


def test_a_yes_within_three_turns_still_counts(visitor: Visitor) -> None:
    visitor.says(CASE)
    visitor.says(GENERAL)
    visitor.says("what are the office hours of the contact center")
    assert visitor.says("yes connect me")["status"] == "waiting"


def test_after_three_turns_the_offer_has_lapsed_and_a_yes_asks_what_for(visitor: Visitor) -> None:
    visitor.says(CASE)
    for question in (GENERAL, "how do I renew my green card", "what is the fee for the n400", "thank you"):
        visitor.says(question)
    assert handoff(visitor).state == "lapsed"
    assert visitor.says("yes")["status"] == "with_assistant"
    assert events(visitor) == ["offered", "lapsed"]


@pytest.mark.parametrize(("question", "no"), [(CASE, "no thanks"), (CASE, "no"), (CASO, "no gracias")])
def test_a_no_declines_the_offer(visitor: Visitor, question: str, no: str) -> None:
    visitor.says(question)
    answer = visitor.says(no)
    assert answer["status"] == "with_assistant"
    assert "handoff" not in answer
    assert handoff(visitor).state == "declined"


@pytest.mark.parametrize("wish", ["i want to talk to a person", "quiero hablar con una persona", "representative"])
def test_a_wish_for_a_person_joins_the_queue_at_once(visitor: Visitor, wish: str) -> None:
    answer = visitor.says(wish)
    assert outcomes(answer) == ["queued"]
    assert (answer["status"], answer["handoff"]["position"]) == ("waiting", 1)
    assert "1" in answer["replies"][0]["text"]
    assert "{" not in answer["replies"][0]["text"], "place and wait are filled in"


def test_the_button_joins_the_queue_and_the_second_visitor_is_second(client: TestClient) -> None:
    ana, luis = Visitor(client), Visitor(client)
    first, second = ana.post({}, "/handoff"), luis.post({}, "/handoff")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["handoff"]["position"] == 1
    assert second.json()["handoff"]["position"] == 2
    assert second.json()["handoff"]["estimated_wait"] > first.json()["handoff"]["estimated_wait"]


def test_joining_twice_keeps_the_place(client: TestClient) -> None:
    ana, luis = Visitor(client), Visitor(client)
    ana.post({}, "/handoff")
    luis.post({}, "/handoff")
    again = ana.post({}, "/handoff").json()
    assert again["handoff"]["position"] == 1
    assert ana.says("let me talk to a human")["handoff"]["position"] == 1
    assert events(ana) == ["queued"]


def test_while_waiting_a_general_question_is_answered_and_the_place_kept(client: TestClient) -> None:
    ana, luis = Visitor(client), Visitor(client)
    ana.post({}, "/handoff")
    luis.post({}, "/handoff")
    answer = luis.says(GENERAL)
    assert "answered" in outcomes(answer)
    assert (answer["status"], answer["handoff"]["position"]) == ("waiting", 2)


def test_while_waiting_a_case_question_keeps_the_place_and_offers_nothing_new(visitor: Visitor) -> None:
    visitor.post({}, "/handoff")
    answer = visitor.says(CASE)
    assert answer["status"] == "waiting"
    assert events(visitor) == ["queued"]


def test_leaving_gives_the_conversation_back_to_the_assistant(visitor: Visitor) -> None:
    visitor.post({}, "/handoff")
    left = visitor.client.delete(visitor.url + "/handoff", headers=visitor.headers)
    assert left.json() == {"left": True}
    again = visitor.client.delete(visitor.url + "/handoff", headers=visitor.headers)
    assert again.json() == {"left": False}
    answer = visitor.says(GENERAL)
    assert answer["status"] == "with_assistant"
    assert handoff(visitor).state == "left_satisfied"


def test_a_supervisor_has_a_lane_of_its_own(visitor: Visitor) -> None:
    assert visitor.post({"supervisor": True}, "/handoff").json()["status"] == "waiting"
    assert handoff(visitor).tier == "supervisor"


@pytest.mark.parametrize("typed", ["my husband is going to kill me", "mi esposo me va a matar"])
def test_an_emergency_while_waiting_is_answered_at_once_and_marks_the_handoff(client: TestClient, typed: str) -> None:
    luis, ana = Visitor(client), Visitor(client)
    luis.post({}, "/handoff")
    ana.post({}, "/handoff")
    answer = ana.says(typed)
    assert outcomes(answer)[0] == "emergency"
    assert "911" in answer["replies"][0]["text"]
    assert answer["status"] == "waiting"
    assert answer["handoff"]["position"] == 1, "safety first"
    assert handoff(ana).safety


def test_an_emergency_with_an_agent_is_answered_by_the_assistant_too(visitor: Visitor) -> None:
    visitor.post({}, "/handoff")
    ben_takes(visitor)
    assert visitor.says("thank you Ben")["replies"] == []
    answer = visitor.says("someone is at my door with a gun")
    assert outcomes(answer) == ["emergency"]
    assert answer["status"] == "with_agent"
    assert handoff(visitor).safety


@pytest.mark.parametrize("status", ["with_assistant", "waiting", "with_agent"])
def test_an_emergency_keeps_the_visitors_state(visitor: Visitor, status: str) -> None:
    if status != "with_assistant":
        visitor.post({}, "/handoff")
    if status == "with_agent":
        ben_takes(visitor)
    assert outcomes(visitor.says("i want to kill myself"))[0] == "emergency"


def test_a_protected_matter_is_marked_inside_and_never_outside(visitor: Visitor) -> None:
    answer = visitor.says("what is happening with my asylum case, my asylum interview was a year ago")
    row = handoff(visitor)
    assert (row.reason, row.tier) == ("sensitive", "2")
    assert answer["handoff"]["reason"] == "case_specific"
    everything = str(answer) + str(visitor.messages())
    assert "sensitive" not in everything
    with visitor.client.app.state.process.engine.connect() as connection:  # type: ignore[attr-defined]
        found = connection.execute(select(CONVERSATION.c.sensitive).where(CONVERSATION.c.id == visitor.id))
        assert found.scalar_one() is True


def ben_takes(visitor: Visitor) -> None:
    """Ben, an agent, has the conversation."""
    with visitor.client.app.state.process.engine.begin() as connection:  # type: ignore[attr-defined]
        mine = CONVERSATION.c.id == visitor.id
        connection.execute(update(CONVERSATION).where(mine).values(status="with_agent"))
        connection.execute(update(HANDOFF).where(HANDOFF.c.conversation_id == visitor.id).values(state="active"))
