"""Service requests from the visitor's side: made after hours, routed, looked up, opened with the key, taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held
from emma.conversations.requesting import Requesting
from emma.errors import (
    BadContact,
    BadJourney,
    BadReference,
    Conflict,
    ContactNeeded,
    Invalid,
    KeyLocked,
    NotFound,
    RequestExists,
    TooLong,
    UnknownKind,
    UnknownPlace,
    WrongKey,
)  # fmt: skip
from emma.knowledge.phrases import Phrases
from emma.models.base import now
from emma.privacy import Agencies
from emma.safety import Alarms
from emma.service_requests import keys
from emma.service_requests.due import day_of
from emma.service_requests.making import Elsewhere, TooSlow, Wish, make
from emma.service_requests.rows import REQUEST
from emma.vault import Vault
from emma.vault.rows import FORM
from tests.service_requests import TEXT, asked, everything_stored, load_tables, made, row, steps

PHONE = {"phone": "+1 202 555 0143"}


@pytest.fixture
def requesting(engine: Engine, vault: Vault, alarms: Alarms, phrases: Phrases) -> Requesting:
    """The visitor's side over a fresh database with the tables."""
    load_tables(engine)
    return Requesting(engine, vault, Agencies(), alarms, phrases)


def soon(days: int) -> date:
    return day_of(now()) + timedelta(days=days)


def test_a_request_made_after_hours_has_a_reference_a_key_and_a_due_date(
    engine: Engine, requesting: Requesting
) -> None:
    reference, key = made(requesting)
    stored = row(engine, reference)
    assert (stored.state, stored.topic, stored.tier, stored.where_kind) == (
        "open",
        "mail_fax_email",
        "2",
        "field_office",
    )
    assert stored.where_name == "Newark Field Office, NJ"
    assert stored.due_on is not None
    assert stored.due_at is None
    assert len(key.split()) == 4
    assert key not in everything_stored(engine)
    assert steps(engine, reference) == ["made"]


def test_technical_help_is_due_in_48_hours_and_an_expedite_has_no_date(engine: Engine, requesting: Requesting) -> None:
    technical, _ = made(requesting, kind="technical")
    stored = row(engine, technical)
    assert stored.due_at - stored.created_at == timedelta(hours=48)
    expedite, _ = made(requesting, kind="expedite")
    assert requesting.state(expedite) == {
        "reference": expedite, "state": "open", "due_on": None, "due_at": None, "goal": False,
    }  # fmt: skip


def test_what_the_visitor_wrote_passes_the_guard(engine: Engine, requesting: Requesting) -> None:
    reference, _ = made(requesting, text="my receipt IOE0912345678 says mailed, I am A123456789")
    assert row(engine, reference).wanted == "my receipt [receipt number] says mailed, I am [A-number]"
    with pytest.raises(TooLong):
        requesting.make(asked(text="a" * 2001))
    with pytest.raises(Invalid):
        requesting.make(asked(text="  "))


@pytest.mark.parametrize("place", ["Newark", "newark, nj", "Newark New Jersey", "fo-new", "NEWARK FIELD OFFICE"])
def test_the_office_is_said_in_words(engine: Engine, requesting: Requesting, place: str) -> None:
    reference, _ = made(requesting, place=place)
    assert row(engine, reference).where_name.startswith("Newark Field Office")


@pytest.mark.parametrize(
    ("where", "place"),
    [("field_office", "Portland"), ("field_office", ""), ("field_office", "IOE0912345678"), ("moon", ""),
     ("service_center", "Newark"), ("abroad", "Atlantis"), ("abroad", "US")],
)  # fmt: skip
def test_a_place_that_is_not_one_of_ours_is_asked_again(
    engine: Engine, requesting: Requesting, where: str, place: str
) -> None:
    with pytest.raises(UnknownPlace):
        requesting.make(asked(where=where, place=place))
    assert everything_stored(engine) == ""


def test_two_offices_of_one_city_are_told_apart_by_the_state(engine: Engine, requesting: Requesting) -> None:
    reference, _ = made(requesting, place="Portland, Oregon")
    assert row(engine, reference).where_name == "Portland Field Office, OR"


def test_abroad_no_request_is_made_but_the_office_is_given_and_kept_as_referred(
    engine: Engine, requesting: Requesting
) -> None:
    answer = requesting.make(asked(where="abroad", place="México", language="es", contact=PHONE))
    assert isinstance(answer.result, Elsewhere)
    assert answer.key is None
    contact = answer.result.contact.said("es")
    assert contact["name"] == "Mexico City Field Office"
    assert contact["phone"] == "+1-212-620-3418"
    with engine.connect() as connection:
        stored = connection.execute(select(REQUEST)).one()
        assert connection.execute(select(func.count()).select_from(FORM)).scalar_one() == 0
    assert (stored.state, stored.where_name, stored.wanted, stored.key_hash) == (
        "referred", "Mexico City Field Office", "", "",
    )  # fmt: skip


def test_a_country_without_an_office_gets_the_line_for_callers_abroad(requesting: Requesting) -> None:
    answer = requesting.make(asked(where="abroad", place="NZ"))
    assert isinstance(answer.result, Elsewhere)
    assert answer.result.contact.said("en")["name"] == "New Zealand"
    assert answer.result.contact.phone == "+1-212-620-3418"


def test_a_case_in_court_is_the_courts_and_nothing_is_kept(engine: Engine, requesting: Requesting) -> None:
    answer = requesting.make(asked(where="court", place=""))
    assert isinstance(answer.result, Elsewhere)
    assert answer.result.outcome == "redirected"
    assert answer.result.contact.phone == "1-800-898-7180"
    assert everything_stored(engine) == ""


@pytest.mark.parametrize(("days", "too_slow"), [(0, True), (15, True), (16, False), (60, False)])
def test_with_a_journey_within_fifteen_days_a_request_is_too_slow(
    engine: Engine, requesting: Requesting, days: int, too_slow: bool
) -> None:
    answer = requesting.make(asked(kind="expedite", journey=soon(days)))
    assert isinstance(answer.result, TooSlow) == too_slow
    if isinstance(answer.result, TooSlow):
        assert answer.result.quicker[0] == "emergency-travel"
        assert everything_stored(engine) == ""


def test_a_journey_in_the_past_and_an_unknown_kind_are_refused(engine: Engine, requesting: Requesting) -> None:
    with pytest.raises(BadJourney):
        requesting.make(asked(journey=soon(-1)))
    with pytest.raises(UnknownKind):
        requesting.make(asked(kind="wish"))
    with pytest.raises(Invalid):
        requesting.make(asked(time_zone="Mars/Olympus"))
    assert everything_stored(engine) == ""


def test_a_call_back_needs_a_way_to_call_and_keeps_it_in_the_vault_only(
    engine: Engine, requesting: Requesting, vault: Vault
) -> None:
    with pytest.raises(ContactNeeded):
        requesting.make(asked(kind="call_back"))
    with pytest.raises(BadContact):
        requesting.make(asked(kind="call_back", contact={"phone": "ring me"}))
    assert everything_stored(engine) == ""
    reference, _ = made(requesting, kind="call_back", contact=PHONE, time_zone="Pacific/Honolulu")
    stored = everything_stored(engine)
    assert "555 0143" not in stored
    assert "5550143" not in stored
    with engine.connect() as connection:
        form = connection.execute(select(FORM)).one()
    assert (form.request, form.state, form.conversation_id) == (reference, "submitted", None)
    assert row(engine, reference).time_zone == "Pacific/Honolulu"


def test_the_reference_alone_shows_state_and_date(requesting: Requesting) -> None:
    reference, _ = made(requesting)
    shown = requesting.state(reference)
    assert set(shown) == {"reference", "state", "due_on", "due_at", "goal"}
    assert shown["goal"] is True
    with pytest.raises(NotFound):
        requesting.state("EM-0000-0000")


def test_reference_and_key_show_topic_answer_and_transcript(engine: Engine, requesting: Requesting, ana: Held) -> None:
    with engine.begin() as connection:
        said = {"conversation_id": ana.id, "seq": 1, "sender": "visitor", "language": "en", "text": "where is my card"}
        connection.execute(insert(MESSAGE).values(**said))
    reference, key = made(requesting, ana)
    for way in (key, key.upper(), key.replace(" ", "-"), f"  {key} ".replace(" ", "  "), key.replace(" ", "")):
        shown = requesting.open(reference, way, "en")
    assert (shown["topic"], shown["wanted"], shown["answer"]) == ("mail_fax_email", TEXT, None)
    assert shown["kind"] == "Notice, card or document not received"
    assert [one["text"] for one in shown["transcript"]] == ["where is my card"]
    assert [one["kind"] for one in shown["steps"]] == ["made"]


def test_a_transcript_that_the_visitor_erased_is_not_shown(engine: Engine, requesting: Requesting, ana: Held) -> None:
    reference, key = made(requesting, ana)
    with engine.begin() as connection:
        said = {"conversation_id": ana.id, "seq": 1, "sender": "visitor", "language": "en", "text": "where is my card"}
        connection.execute(insert(MESSAGE).values(**said))
        connection.execute(update(CONVERSATION).values(hidden_at=now()))
    assert requesting.open(reference, key, "en")["transcript"] == []


def test_five_wrong_keys_lock_for_an_hour_and_the_right_one_is_refused_too(
    engine: Engine, requesting: Requesting
) -> None:
    reference, key = made(requesting)
    for _ in range(5):
        with pytest.raises(WrongKey):
            requesting.open(reference, "wrong wrong wrong wrong", "en")
    with pytest.raises(KeyLocked):
        requesting.open(reference, key, "en")
    assert requesting.state(reference)["state"] == "open", "the state is seen all the same"
    assert keys.unlock(engine, reference, key, now() + timedelta(minutes=61)).reference == reference
    assert row(engine, reference).tries == 0


def test_four_wrong_keys_and_the_right_one_open_it_and_count_anew(engine: Engine, requesting: Requesting) -> None:
    reference, key = made(requesting)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(WrongKey):
                requesting.open(reference, "x", "en")
        requesting.open(reference, key, "en")


def test_many_guesses_at_once_get_five_looks(engine: Engine, requesting: Requesting) -> None:
    reference, _ = made(requesting)

    def guess(number: int) -> str:
        try:
            requesting.open(reference, f"guess {number}", "en")
        except (WrongKey, KeyLocked) as error:
            return error.code
        return "open"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(16)))
    assert told.count("wrong_key") == 5
    assert told.count("key_locked") == 11


def test_an_unknown_reference_is_answered_like_a_wrong_key_after_the_same_work(
    engine: Engine, requesting: Requesting, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, _ = made(requesting)
    hasher, verified = keys._hasher(), []

    class Counting:
        def verify(self, kept: str, heard: str) -> bool:
            verified.append(kept)
            return hasher.verify(kept, heard)

        def hash(self, text: str) -> str:
            return hasher.hash(text)

    monkeypatch.setattr(keys, "_hasher", Counting)
    for known in (reference, "EM-0000-0000"):
        with pytest.raises(WrongKey):
            requesting.open(known, "wrong", "en")
    assert len(verified) == 2


def test_a_protected_matter_shows_its_state_only_also_with_the_key(engine: Engine, requesting: Requesting) -> None:
    with pytest.raises(ContactNeeded):
        requesting.make(asked(kind="general", where="asylum_office", place="Newark"))
    reference, key = made(requesting, kind="general", where="asylum_office", place="Newark", contact=PHONE)
    assert row(engine, reference).sensitive
    assert row(engine, reference).tier == "2"
    shown = requesting.open(reference, key, "en")
    assert shown == {**requesting.state(reference), "private": True}
    assert (shown["due_on"], shown["state"]) == (None, "open")


def test_what_became_protected_later_is_protected(engine: Engine, requesting: Requesting, ana: Held) -> None:
    reference, key = made(requesting, ana)
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(sensitive=True))
    assert "wanted" not in requesting.open(reference, key, "en")


def test_a_form_sent_twice_makes_one_request(engine: Engine, requesting: Requesting, ana: Held) -> None:
    made(requesting, ana)
    with pytest.raises(RequestExists):
        requesting.make(asked(), ana)
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(REQUEST)).scalar_one() == 1


def test_the_visitor_takes_a_request_back_and_the_telephone_number_is_gone(
    engine: Engine, requesting: Requesting
) -> None:
    reference, key = made(requesting, kind="call_back", contact=PHONE)
    requesting.withdraw(reference, key)
    assert requesting.state(reference)["state"] == "closed"
    with engine.connect() as connection:
        form = connection.execute(select(FORM)).one()
    assert (form.state, form.sealed) == ("wiped", None)
    with pytest.raises(Conflict):
        requesting.withdraw(reference, key)


def test_danger_in_the_text_gets_its_contacts_at_once(requesting: Requesting) -> None:
    answer = requesting.make(asked(text="my card did not come and I want to kill myself"))
    assert answer.emergency is not None
    assert "988" in answer.emergency


def test_the_key_of_an_agents_request_is_made_when_the_visitor_opens_it_and_only_once(
    engine: Engine, requesting: Requesting, ana: Held
) -> None:
    wish = Wish("general", "unknown", "", TEXT, "en", "ben", conversation_id=ana.id)
    with engine.begin() as connection:
        reference = make(connection, wish).reference  # type: ignore[union-attr]
    with pytest.raises(WrongKey):
        requesting.open(reference, "", "en")
    with pytest.raises(NotFound):
        requesting.issue_key(Held("another", "en", "with_assistant"), reference)
    key = requesting.issue_key(ana, reference)
    assert requesting.open(reference, key, "en")["wanted"] == TEXT
    with pytest.raises(Conflict):
        requesting.issue_key(ana, reference)


def test_a_reference_typed_wrong_is_said_before_anything_is_looked_up() -> None:
    from emma.service_requests.references import read_reference

    with pytest.raises(BadReference):
        read_reference("EM-1234-5678")


def test_the_due_day_counts_from_the_day_in_washington(engine: Engine, requesting: Requesting) -> None:
    late = datetime(2026, 3, 3, 3, tzinfo=UTC)  # still Monday the 2nd in Washington
    with engine.begin() as connection:
        done = make(connection, Wish("general", "unknown", "", TEXT, "en", "visitor"), moment=late)
    assert done.due.on == date(2026, 3, 23)  # type: ignore[union-attr]
