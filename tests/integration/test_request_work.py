"""Service requests at the desk: made in a chat, taken once, passed on with history, tried three times, answered, closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from emma.accounts.people import Person
from emma.conversations.messages import after
from emma.conversations.opening import Held
from emma.conversations.requesting import Requesting
from emma.desk import request_making, request_work
from emma.desk.attending import resolve
from emma.desk.context import Desk
from emma.errors import (
    ContactNeeded,
    Forbidden,
    FormClosed,
    Guarded,
    Invalid,
    NoMoreAttempts,
    NotHeld,
    NotInWriting,
    NotPermitted,
    RequestExists,
    RequestTaken,
)  # fmt: skip
from emma.handoffs.ending import EndReason
from emma.models.base import now
from emma.retention import RetentionPolicy
from emma.retention.holding import hold, release
from emma.retention.policy import RecordClass
from emma.retention.purging import purge
from emma.safety import Alarms
from emma.service_requests.rows import REQUEST
from emma.vault.rows import FORM
from emma.words import Role
from tests.agents import PHONE
from tests.attended import acts, attended, set_conversation
from tests.desk import agent
from tests.records import in_days
from tests.service_requests import TEXT, load_tables, made, row, steps


@pytest.fixture
def requesting(desk: Desk, alarms: Alarms) -> Requesting:
    """The visitor's side over the desk's database, with the tables."""
    load_tables(desk.engine)
    return Requesting(desk.engine, desk.vault, desk.agencies, alarms, desk.phrases)


@pytest.fixture
def cora(desk: Desk) -> Person:
    """Cora, tier 2, in both languages."""
    return agent(desk.engine, "Cora", Role.TIER_2, ("en", "es"))


def draft(**values: Any) -> request_making.Draft:
    return request_making.Draft(
        **{"kind": "non_delivery", "where": "field_office", "place": "Newark", "text": TEXT, **values}
    )


def call_back(requesting: Requesting, **values: Any) -> str:
    reference, _ = made(requesting, kind="call_back", contact=PHONE, **values)
    return reference


def test_ben_makes_a_request_and_only_ana_gets_its_key(desk: Desk, requesting: Requesting) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    done = request_making.make_request(desk, ben, conversation_id, draft())
    assert set(done) == {"outcome", "reference", "title"}
    reference = done["reference"]
    assert (row(desk.engine, reference).handoff_id, row(desk.engine, reference).made_by) == (handoff_id, ben.id)
    told = after(desk.engine, conversation_id, 0)[-1]
    assert told["kind"] == "request"
    assert f'href="/requests/key/{reference}"' in told["html"]
    key = requesting.issue_key(Held(conversation_id, "en", "with_agent"), reference)
    assert all(key not in one["text"] for one in after(desk.engine, conversation_id, 0))
    assert requesting.open(reference, key, "en")["wanted"] == TEXT
    with pytest.raises(RequestExists):
        request_making.make_request(desk, ben, conversation_id, draft())
    assert "request.made" in acts(desk.engine)


def test_who_does_not_hold_the_chat_makes_no_request_in_it(desk: Desk, requesting: Requesting, cora: Person) -> None:
    _, _, conversation_id = attended(desk)
    with pytest.raises(NotHeld):
        request_making.make_request(desk, cora, conversation_id, draft())


def test_what_ben_writes_passes_the_guard(desk: Desk, requesting: Requesting) -> None:
    ben, _, conversation_id = attended(desk)
    text = "card for receipt IOE0912345678 not received"
    with pytest.raises(Guarded):
        request_making.make_request(desk, ben, conversation_id, draft(text=text))
    done = request_making.make_request(desk, ben, conversation_id, draft(text=text, masked=True))
    assert "[receipt number]" in row(desk.engine, done["reference"]).wanted


def test_a_call_back_takes_what_ana_filled_in_and_outlives_the_chat(desk: Desk, requesting: Requesting) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    with pytest.raises(ContactNeeded):
        request_making.make_request(desk, ben, conversation_id, draft(kind="call_back"))
    with desk.engine.begin() as connection:
        form = desk.vault.open(connection, "call_back", handoff_id, ben.id)
        desk.vault.submit(connection, conversation_id, form, PHONE)
    reference = request_making.make_request(desk, ben, conversation_id, draft(kind="call_back"))["reference"]
    resolve(desk, ben, handoff_id, EndReason.SERVICE_REQUEST)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    request_work.take(desk, cora, reference)
    assert request_work.contact(desk, cora, reference) == PHONE
    with pytest.raises(Forbidden):
        desk.vault.view(desk.engine, form, ben.id, "reach_visitor")


def test_a_case_abroad_gets_its_office_in_the_chat_and_no_request(desk: Desk, requesting: Requesting) -> None:
    ben, _, conversation_id = attended(desk)
    done = request_making.make_request(desk, ben, conversation_id, draft(where="abroad", place="Mexico"))
    assert done["outcome"] == "referred"
    assert "Mexico City" in after(desk.engine, conversation_id, 0)[-1]["text"]
    cora = agent(desk.engine, "Cora", Role.TIER_2, ("en", "es"))
    assert request_work.listed(desk, cora) == []


def test_a_journey_next_week_gives_ben_what_is_quicker(desk: Desk, requesting: Requesting) -> None:
    ben, _, conversation_id = attended(desk)
    journey = now().date() + timedelta(days=7)
    done = request_making.make_request(desk, ben, conversation_id, draft(kind="expedite", journey=journey))
    assert done["outcome"] == "too_slow"


def test_a_protected_chat_makes_a_protected_request(desk: Desk, requesting: Requesting) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    set_conversation(desk.engine, conversation_id, sensitive=True)
    with desk.engine.begin() as connection:
        form = desk.vault.open(connection, "call_back", handoff_id, ben.id)
        desk.vault.submit(connection, conversation_id, form, PHONE)
    reference = request_making.make_request(desk, ben, conversation_id, draft())["reference"]
    assert row(desk.engine, reference).sensitive
    told = after(desk.engine, conversation_id, 0)[-1]["text"]
    assert "goal" not in told, "a date would tell protected requests apart from the others' state only"


def test_the_list_shows_lanes_and_never_what_was_written(desk: Desk, requesting: Requesting, cora: Person) -> None:
    english, _ = made(requesting)
    spanish, _ = made(requesting, language="es")
    technical, _ = made(requesting, kind="technical")
    ben = agent(desk.engine, "Ben")
    assert [one["reference"] for one in request_work.listed(desk, ben)] == [technical]
    listed = request_work.listed(desk, cora)
    assert [one["reference"] for one in listed] == [technical, english, spanish], "what is due first is first"
    assert TEXT not in str(listed)
    with pytest.raises(NotPermitted):
        request_work.listed(desk, cora, "all")


def test_the_call_back_list_has_attempts_time_zone_and_language(
    desk: Desk, requesting: Requesting, cora: Person
) -> None:
    first = call_back(requesting, time_zone="Pacific/Honolulu", language="es")
    second = call_back(requesting)
    request_work.take(desk, cora, first)
    request_work.attempt(desk, cora, first, reached=False, comment="voice mail")
    request_work.give_back(desk, cora, first)
    listed = request_work.listed(desk, cora, "call_backs")
    assert [one["reference"] for one in listed] == [second, first], "who was not tried yet comes first"
    line = listed[1]
    assert (line["attempts"], line["attempts_left"], line["language"], line["time_zone"], line["reachable"]) == (
        1, 2, "es", "Pacific/Honolulu", True,
    )  # fmt: skip
    hours = (now() - timedelta(hours=10)).strftime("%Y-%m-%dT%H")
    assert line["local_time"].startswith(hours)


def test_of_many_agents_one_takes_it(desk: Desk, requesting: Requesting) -> None:
    reference = call_back(requesting)
    agents = [agent(desk.engine, f"Agent{number}", Role.TIER_2) for number in range(8)]

    def take(person: Person) -> bool:
        try:
            request_work.take(desk, person, reference)
        except RequestTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, agents)) == 1
    assert steps(desk.engine, reference) == ["made", "taken"]


def test_an_agent_of_the_wrong_tier_or_language_takes_nothing(desk: Desk, requesting: Requesting) -> None:
    reference = call_back(requesting, language="es")
    for person in (agent(desk.engine, "Ben"), agent(desk.engine, "Carl", Role.TIER_2)):
        with pytest.raises(RequestTaken):
            request_work.take(desk, person, reference)
    assert row(desk.engine, reference).state == "open"


def test_a_transfer_keeps_the_history_and_the_old_agent_sees_nothing_any_more(
    desk: Desk, requesting: Requesting, cora: Person
) -> None:
    reference = call_back(requesting)
    request_work.take(desk, cora, reference)
    with pytest.raises(Invalid):
        request_work.transfer(desk, cora, reference, "because", where="abroad", place="Mexico")
    with pytest.raises(Invalid):
        request_work.transfer(desk, cora, reference, "because")
    assert row(desk.engine, reference).state == "in_progress"
    request_work.transfer(
        desk, cora, reference, "their office has it", to_tier="supervisor", where="service_center", place="NSC"
    )
    stored = row(desk.engine, reference)
    assert (stored.state, stored.agent_id, stored.tier, stored.where_name) == (
        "open", None, "supervisor", "Nebraska Service Center",
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        request_work.detail(desk, cora, reference)
    with pytest.raises(RequestTaken):
        request_work.contact(desk, cora, reference)
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR)
    told = request_work.take(desk, dana, reference)["steps"]
    assert [one["kind"] for one in told] == ["made", "taken", "transferred", "taken"]
    assert (told[2]["by"], told[2]["comment"]) == ("Cora", "their office has it")


def test_three_attempts_are_the_most(desk: Desk, requesting: Requesting, cora: Person) -> None:
    reference = call_back(requesting)
    request_work.take(desk, cora, reference)
    with pytest.raises(Guarded):
        request_work.attempt(desk, cora, reference, reached=False, comment="called 202-555-0143")
    for number in (1, 2, 3):
        assert request_work.attempt(desk, cora, reference, reached=number == 3) == number
    with pytest.raises(NoMoreAttempts):
        request_work.attempt(desk, cora, reference, reached=True)
    assert steps(desk.engine, reference)[2:] == ["not_reached", "not_reached", "reached"]


def test_the_answer_is_read_with_the_key_and_closing_wipes_the_telephone_number(
    desk: Desk, requesting: Requesting, cora: Person
) -> None:
    reference, key = made(requesting, contact=PHONE)
    request_work.take(desk, cora, reference)
    request_work.answer(desk, cora, reference, "A new card was mailed on Monday.")
    shown = requesting.open(reference, key, "en")
    assert (shown["state"], shown["answer"]["text"]) == ("answered", "A new card was mailed on Monday.")
    assert [one["kind"] for one in shown["steps"]] == ["made", "taken", "answered"]
    assert cora.id not in str(shown)
    request_work.close(desk, cora, reference)
    with desk.engine.connect() as connection:
        form = connection.execute(select(FORM)).one()
    assert (form.state, form.sealed) == ("wiped", None)
    with pytest.raises(FormClosed):
        request_work.contact(desk, cora, reference)
    with pytest.raises(RequestTaken):
        request_work.answer(desk, cora, reference, "again")
    assert requesting.open(reference, key, "en")["answer"]["text"].startswith("A new card")


def test_a_protected_matter_is_never_answered_in_writing(desk: Desk, requesting: Requesting, cora: Person) -> None:
    reference, key = made(requesting, kind="general", where="asylum_office", place="Newark", contact=PHONE)
    request_work.take(desk, cora, reference)
    with pytest.raises(NotInWriting):
        request_work.answer(desk, cora, reference, "It was approved.")
    request_work.attempt(desk, cora, reference, reached=True)
    request_work.close(desk, cora, reference)
    assert requesting.open(reference, key, "en")["state"] == "closed"


def test_each_act_and_each_look_is_an_audit_row(desk: Desk, requesting: Requesting, cora: Person) -> None:
    reference = call_back(requesting)
    request_work.take(desk, cora, reference)
    request_work.contact(desk, cora, reference)
    request_work.attempt(desk, cora, reference, reached=True)
    request_work.detail(desk, agent(desk.engine, "Dana", Role.SUPERVISOR), reference)
    request_work.close(desk, cora, reference)
    assert [act for act in acts(desk.engine) if act.startswith(("request.", "form.viewed"))] == [
        "request.taken", "form.viewed", "request.reached", "request.viewed", "request.closed",
    ]  # fmt: skip


def test_what_waits_is_never_purged_and_what_is_finished_goes_after_ninety_days(
    desk: Desk, requesting: Requesting, cora: Person, rules: RetentionPolicy
) -> None:
    waits, _ = made(requesting)
    done, _ = made(requesting, contact=PHONE)
    request_work.take(desk, cora, done)
    request_work.close(desk, cora, done)
    assert purge(desk.engine, rules, in_days(89))[RecordClass.REQUESTS] == 0
    assert purge(desk.engine, rules, in_days(90))[RecordClass.REQUESTS] == 1
    assert row(desk.engine, waits).state == "open"
    with desk.engine.connect() as connection:
        assert connection.execute(select(REQUEST.c.reference)).scalars().all() == [waits]
        assert connection.execute(select(FORM)).all() == []


def test_a_finished_protected_request_goes_after_seven_days_and_a_held_one_stays(
    desk: Desk, requesting: Requesting, cora: Person, rules: RetentionPolicy
) -> None:
    references = []
    for _ in range(2):
        reference, key = made(requesting, kind="general", where="asylum_office", place="Newark", contact=PHONE)
        requesting.withdraw(reference, key)
        references.append(reference)
    hold(desk.engine, references[0].lower(), "operator", "court order")
    assert purge(desk.engine, rules, in_days(7))[RecordClass.SENSITIVE] == 1
    with desk.engine.connect() as connection:
        assert connection.execute(select(REQUEST.c.reference)).scalars().all() == references[:1]
    assert "request.held" in acts(desk.engine)
    release(desk.engine, references[0], "operator")
    assert purge(desk.engine, rules, in_days(7))[RecordClass.SENSITIVE] == 1


def test_a_request_outlives_its_purged_conversation_and_stays_protected(
    desk: Desk, requesting: Requesting, ana: Held, rules: RetentionPolicy
) -> None:
    reference, key = made(requesting, ana)
    set_conversation(desk.engine, ana.id, sensitive=True)
    purge(desk.engine, rules, in_days(8))
    stored = row(desk.engine, reference)
    assert (stored.conversation_id, stored.sensitive) == (None, True)
    assert requesting.open(reference, key, "en")["private"] is True
