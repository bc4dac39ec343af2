"""What agents write: once, redacted, after the guard was seen; notes, corrections, articles, canned responses, blocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.conversations.barring import bar, is_barred, key_of
from emma.conversations.messages import after
from emma.conversations.opening import Held, start
from emma.conversations.receiving import Conversations
from emma.desk import abuse, correcting, notices, noting, passing_on, shelf, writing
from emma.desk.context import Desk
from emma.errors import Conflict, Ended, Guarded, Invalid, NotFound, NotHeld, NotPermitted, TooLong
from emma.handoffs.rows import HANDOFF
from emma.inbox.filing import INBOX
from emma.knowledge.articles import ARTICLE
from emma.knowledge.canned import load_canned, read_canned
from emma.knowledge.seed import seed
from emma.models.base import now
from emma.settings import ROOT
from emma.words import Role
from tests.attended import acts, assistant_answered, attended, marks, said, set_conversation, status
from tests.desk import agent, row

SECRET = "Your number is A 123 456 789, right?"


def test_a_message_of_ben_carries_his_first_name_and_starts_the_timer_anew(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    sent = writing.say(desk, ben, conversation_id, "Hello, how can I help?", "c1")
    assert (sent["sender"], sent["author"], sent["text"]) == ("agent", "Ben", "Hello, how can I help?")
    assert row(desk.engine, handoff_id).agent_word_at is not None
    assert "message.sent" in acts(desk.engine)


def test_two_tabs_that_send_the_same_message_send_it_once(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    first = writing.say(desk, ben, conversation_id, "Hello", "c1")
    assert writing.say(desk, ben, conversation_id, "Hello", "c1") == first
    assert said(desk.engine, conversation_id) == [("agent", "Hello")]


def test_a_visitor_and_an_agent_may_use_the_same_client_id(desk: Desk, service: Conversations) -> None:
    ben, _, conversation_id = attended(desk)
    service.receive(Held(conversation_id, "en", "with_agent"), "c1", text="hi")
    writing.say(desk, ben, conversation_id, "Hello", "c1")
    assert said(desk.engine, conversation_id) == [("visitor", "hi"), ("agent", "Hello")]


def test_an_identifier_in_bens_text_is_shown_to_him_before_anything_is_sent(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    with pytest.raises(Guarded) as asked:
        writing.say(desk, ben, conversation_id, SECRET, "c1")
    [finding] = asked.value.details["findings"]  # type: ignore[misc]
    assert finding["kind"] == "A-number"
    assert SECRET[finding["start"] : finding["end"]].strip().endswith("789")
    assert said(desk.engine, conversation_id) == []


def test_what_ben_sends_all_the_same_is_stored_masked(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    sent = writing.say(desk, ben, conversation_id, SECRET, "c1", masked=True)
    assert sent["text"] == "Your number is [A-number], right?"
    assert sent["masked"] == ["A-number"]


def test_ben_may_say_his_own_name_and_nobody_elses(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    assert writing.check(desk, ben, "Hello, my name is Ben.") == []
    assert [one["kind"] for one in writing.check(desk, ben, "My name is Rosalinda Quintero.")] == ["name"]
    assert "Ben" in writing.say(desk, ben, conversation_id, "Hello, my name is Ben.", "c1")["text"]


def test_a_reference_of_ours_is_no_identifier(desk: Desk) -> None:
    ben, _, _ = attended(desk)
    assert writing.check(desk, ben, "Your reference is EM-4093-TAAR. Keep the four words.") == []


def test_nothing_and_too_much_are_refused(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    for text, error in ((" \u200b", Invalid), ("x" * 2001, TooLong)):
        with pytest.raises(error):
            writing.say(desk, ben, conversation_id, text, "c1")
    with pytest.raises(NotFound):
        writing.say(desk, ben, "no-such-conversation", "hello", "c1")
    with pytest.raises(NotFound):
        writing.say(desk, ben, "a\x00b", "hello", "c1")


def test_typing_shows_dots_to_both_sides_and_stores_nothing(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    writing.types(desk, ben, conversation_id)
    assert desk.attention.agent_types(conversation_id)
    assert not desk.attention.visitor_types(conversation_id)
    writing.say(desk, ben, conversation_id, "Hello", "c1")
    assert not desk.attention.agent_types(conversation_id)
    with pytest.raises(NotHeld):
        writing.types(desk, agent(desk.engine, "Cora", Role.TIER_2), conversation_id)


def test_a_note_is_private_masked_and_kept_by_the_holder_only(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    cora, dana = agent(desk.engine, "Cora", Role.TIER_2), agent(desk.engine, "Dana", Role.SUPERVISOR)
    with pytest.raises(Guarded):
        noting.note(desk, ben, conversation_id, SECRET)
    assert noting.note(desk, ben, conversation_id, SECRET, masked=True)["text"].count("[A-number]") == 1
    with pytest.raises(NotHeld):
        noting.note(desk, cora, conversation_id, "not mine")
    with pytest.raises(NotPermitted):
        noting.whisper(desk, cora, conversation_id, "psst")
    assert noting.whisper(desk, dana, conversation_id, "offer a request")["kind"] == "whisper"
    assert said(desk.engine, conversation_id) == []


def test_emma_was_wrong_reaches_the_trainers_inbox_with_the_right_answer(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    seq = assistant_answered(desk.engine, conversation_id, "work-permit-card-wait")
    item = correcting.correct(desk, ben, conversation_id, seq, "Up to 30 days.")
    with desk.engine.connect() as connection:
        kept = connection.execute(select(INBOX).where(INBOX.c.id == item)).one()
    assert (kept.kind, kept.text, kept.predicted) == ("corrected", "how long does it take", "work-permit-card-wait")
    assert (kept.right_answer, kept.made_by, kept.state) == ("Up to 30 days.", ben.id, "open")


def test_nothing_of_a_protected_conversation_gets_into_the_inbox(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    seq = assistant_answered(desk.engine, conversation_id)
    set_conversation(desk.engine, conversation_id, sensitive=True)
    with pytest.raises(Invalid):
        correcting.correct(desk, ben, conversation_id, seq, "Up to 30 days.")
    with desk.engine.connect() as connection:
        assert connection.execute(select(INBOX)).all() == []


def test_only_a_reply_of_the_assistant_can_be_corrected(desk: Desk) -> None:
    ben, _, conversation_id = attended(desk)
    sent = writing.say(desk, ben, conversation_id, "Hello", "c1")
    for seq in (sent["seq"], 999):
        with pytest.raises(NotFound):
            correcting.correct(desk, ben, conversation_id, seq, "Up to 30 days.")


def test_an_article_is_sent_in_one_click_in_the_visitors_language_with_its_sources(desk: Desk) -> None:
    seed(desk.engine, ROOT / "data")
    bea = agent(desk.engine, "Bea", languages=("en", "es"))
    _, _, conversation_id = attended(desk, bea, language="es")
    sent = writing.send_article(desk, bea, conversation_id, "processing-times", "c1")
    assert sent["article"] == "processing-times"
    assert sent["author"] == "Bea"
    assert sent["sources"]
    assert [one["slug"] for one in shelf.find_articles(desk, "processing times", "en")][:1] == ["processing-times"]
    with desk.engine.begin() as connection:
        connection.execute(update(ARTICLE).where(ARTICLE.c.slug == "processing-times").values(status="pulled"))
    with pytest.raises(NotFound):
        writing.send_article(desk, bea, conversation_id, "processing-times", "c2")
    assert "processing-times" not in [one["slug"] for one in shelf.find_articles(desk, "processing times", "en")]


def test_a_canned_response_is_filled_searched_and_pulled_at_once(desk: Desk) -> None:
    files = read_canned(ROOT / "data" / "canned")
    with desk.engine.begin() as connection:
        assert load_canned(connection, files) == len(files) >= 12
    ben, _, conversation_id = attended(desk)
    dana = agent(desk.engine, "Dana", Role.SUPERVISOR)
    [found] = shelf.find_canned(desk, "request made reference", "en", ben)
    assert found["slug"] == "request-made"
    assert found["placeholders"] == ["reference"]
    with pytest.raises(Invalid):
        writing.send_canned(desk, ben, conversation_id, "request-made", "c1")
    with pytest.raises(Guarded):
        writing.send_canned(desk, ben, conversation_id, "request-made", "c1", {"reference": SECRET})
    sent = writing.send_canned(desk, ben, conversation_id, "request-made", "c1", {"reference": "EM-4093-TAAR"})
    assert "EM-4093-TAAR" in sent["text"]
    with pytest.raises(NotPermitted):
        shelf.pull_canned(desk, ben, "request-made")
    shelf.pull_canned(desk, dana, "request-made")
    with pytest.raises(NotFound):
        writing.send_canned(desk, ben, conversation_id, "request-made", "c2", {"reference": "EM-4093-TAAR"})
    with desk.engine.begin() as connection:
        load_canned(connection, files)
    assert shelf.find_canned(desk, "request made reference", "en", ben) == []


def test_abuse_is_warned_of_first_then_the_conversation_ends_for_an_hour(desk: Desk, service: Conversations) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    with pytest.raises(Conflict):
        abuse.block(desk, ben, conversation_id)
    assert status(desk.engine, conversation_id) == "with_agent"
    abuse.warn(desk, ben, conversation_id)
    abuse.block(desk, ben, conversation_id)
    assert marks(desk.engine, conversation_id) == ["joined", "warning", "blocked"]
    assert row(desk.engine, handoff_id).end_reason == "abuse"
    with pytest.raises(Ended):
        service.receive(Held(conversation_id, "en", "ended"), "c1", text="and another thing")
    with desk.engine.begin() as connection:
        assert is_barred(connection, conversation_id)
        bar(connection, key_of(conversation_id), now() - timedelta(minutes=61))
        assert not is_barred(connection, conversation_id)


def test_while_barred_emma_answers_and_brings_no_agent(engine: Engine, service: Conversations) -> None:
    from emma.assistant.replies import Effect
    from emma.words import Reason
    from tests.fakes import with_effects

    service.assistant.run = with_effects(Effect("queue", Reason.REQUESTED, "human", "1"))  # type: ignore[attr-defined]
    started = start(engine, "en")
    ana = Held(started.id, "en", started.status)
    with engine.begin() as connection:
        bar(connection, key_of(ana.id))
    answer = service.receive(ana, "c1", text="an agent please")
    assert answer.status == "with_assistant"
    assert "1-800-375-5283" in answer.replies[0]["text"]
    with engine.connect() as connection:
        assert connection.execute(select(HANDOFF)).all() == []


def test_a_notice_of_a_supervisor_stands_until_its_time_or_until_it_is_withdrawn(desk: Desk) -> None:
    ben, dana = agent(desk.engine, "Ben"), agent(desk.engine, "Dana", Role.SUPERVISOR)
    soon = now() + timedelta(hours=3)
    with pytest.raises(NotPermitted):
        notices.post(desk, ben, "visitors", "Closed", "Cerrado", soon)
    with pytest.raises(Invalid):
        notices.post(desk, dana, "visitors", "Closed", "Cerrado", now() - timedelta(minutes=1))
    made = notices.post(desk, dana, "visitors", "Newark is closed today: snow.", "Newark cerrado hoy: nieve.", soon)
    with desk.engine.connect() as connection:
        assert notices.for_visitors(connection, "es") == [{"id": made["id"], "text": "Newark cerrado hoy: nieve."}]
        assert notices.current(connection, notices.AGENTS) == []
    notices.withdraw(desk, dana, made["id"])
    with desk.engine.connect() as connection:
        assert notices.for_visitors(connection, "en") == []
    with pytest.raises(NotFound):
        notices.withdraw(desk, dana, made["id"])


def test_every_act_of_an_agent_is_an_audit_row_without_words(desk: Desk) -> None:
    ben, handoff_id, conversation_id = attended(desk)
    cora = agent(desk.engine, "Cora", Role.TIER_2)
    writing.say(desk, ben, conversation_id, "a very own word", "c1")
    noting.note(desk, ben, conversation_id, "a very own word")
    passing_on.transfer(desk, ben, handoff_id, comment="a very own word", to_agent=cora.id)
    wanted = ["handoff.claimed", "message.sent", "note.kept", "handoff.transferred"]
    assert [act for act in acts(desk.engine) if not act.startswith("presence")] == wanted
    with desk.engine.connect() as connection:
        from emma.audit import AUDIT

        for kept in connection.execute(select(AUDIT)):
            assert "very own" not in f"{kept.purpose} {kept.subject}"
    assert [one["text"] for one in after(desk.engine, conversation_id, 0) if one["sender"] == "agent"] == [
        "a very own word"
    ]
