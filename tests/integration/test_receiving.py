"""A message is accepted once, answered once and never lost (T1, the turn, T2), on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from emma.assistant.replies import TurnResult
from emma.assistant.turn import Input
from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held, set_language
from emma.conversations.receiving import Conversations
from emma.db.engine import open_engine
from emma.errors import Busy, Ended, TurnFailed
from emma.privacy import Agencies
from emma.web.sweeper import sweep
from emma.words import Outcome, Sender, Status
from tests.fakes import FakeAssistant, echo


def stored(engine: Engine, held: Held) -> list[Any]:
    """The conversation's rows in order."""
    with engine.connect() as connection:
        return connection.execute(
            select(MESSAGE).where(MESSAGE.c.conversation_id == held.id).order_by(MESSAGE.c.seq)
        ).all()


def conversation(engine: Engine, held: Held) -> Any:
    """The conversation's row."""
    with engine.connect() as connection:
        return connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == held.id)).one()


def test_a_repeated_client_id_returns_the_first_answer_and_doubles_nothing(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    first = service.receive(ana, "c1", text="where is the office")
    again = service.receive(ana, "c1", text="where is the office")
    assert not first.repeated
    assert again.repeated
    assert (again.message, again.replies) == (first.message, first.replies)
    assert [row.sender for row in stored(engine, ana)] == [Sender.VISITOR, Sender.ASSISTANT, Sender.ASSISTANT]
    assert len(fake.inputs) == 1


def test_a_repeated_client_id_with_another_text_still_returns_the_first_answer(
    service: Conversations, ana: Held, engine: Engine
) -> None:
    service.receive(ana, "c1", text="the first text")
    again = service.receive(ana, "c1", text="another text")
    assert again.message["text"] == "the first text"
    assert len(stored(engine, ana)) == 3


def test_the_same_client_id_in_two_conversations_is_two_messages(
    service: Conversations, ana: Held, engine: Engine
) -> None:
    from emma.conversations.opening import start

    other = start(engine, None)
    assert not service.receive(ana, "c1", text="one").repeated
    assert not service.receive(Held(other.id, "en", "with_assistant"), "c1", text="two").repeated


@pytest.mark.parametrize(
    "failure", [TurnFailed("The action raised ValueError."), TurnFailed("The turn took too long.")]
)
def test_a_failed_turn_is_stored_as_unavailable_and_the_message_is_kept(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant, failure: Exception
) -> None:
    service.receive(ana, "c1", text="before")

    def fail(given: Input, state: dict[str, Any]) -> TurnResult:
        raise failure

    fake.run = fail
    answer = service.receive(ana, "c2", text="my question")
    assert [reply["outcome"] for reply in answer.replies] == [Outcome.UNAVAILABLE]
    assert "1-800-375-5283" in answer.replies[0]["text"]
    assert [row.text for row in stored(engine, ana) if row.sender == Sender.VISITOR] == ["before", "my question"]
    fake.run = echo
    service.receive(ana, "c3", text="after")
    assert conversation(engine, ana).state["assistant"]["seen"] == ["before", "after"]


def test_a_full_queue_keeps_the_message_and_the_next_request_answers_it(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    def busy(given: Input, state: dict[str, Any]) -> TurnResult:
        raise Busy

    fake.run = busy
    with pytest.raises(Busy):
        service.receive(ana, "c1", text="my question")
    assert [row.answered for row in stored(engine, ana)] == [False]
    fake.run = echo
    answer = service.receive(ana, "c1", text="my question")
    assert answer.repeated
    assert [reply["text"] for reply in answer.replies] == ["You wrote: my question", "That was message 1."]


def test_a_turn_whose_state_changed_meanwhile_is_run_again_and_stored_once(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    def interrupted(given: Input, state: dict[str, Any]) -> TurnResult:
        fake.run = echo
        set_language(engine, ana.id, "es")
        return echo(given, state)

    fake.run = interrupted
    answer = service.receive(ana, "c1", text="hola")
    assert [given.language for given in fake.inputs] == ["en", "es"]
    assert [reply["language"] for reply in answer.replies] == ["es", "es"]
    assert len(stored(engine, ana)) == 3


def test_a_turn_that_another_process_stored_first_is_dropped(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    def overtaken(given: Input, state: dict[str, Any]) -> TurnResult:
        fake.run = echo
        service.answer_pending(ana.id)
        return echo(given, state)

    fake.run = overtaken
    answer = service.receive(ana, "c1", text="once")
    assert len(answer.replies) == 2
    assert conversation(engine, ana).state["assistant"]["seen"] == ["once"]


def test_an_answer_stored_between_two_reads_is_not_given_again(
    service: Conversations, ana: Held, engine: Engine, database_url: str, policy: Any, phrases: Any, alarms: Any
) -> None:
    """Another process answers while this one looks for work: what it read must not fit together."""
    elsewhere = open_engine(database_url)
    other = Conversations(elsewhere, FakeAssistant(), policy, phrases, alarms, Agencies())  # type: ignore[arg-type]
    seen: list[str] = []

    def after_first_read(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT") and accepted(engine, ana) and not seen:
            seen.append(statement)
            other.answer_pending(ana.id)

    event.listen(engine, "after_cursor_execute", after_first_read)
    service.receive(ana, "c1", text="once")
    elsewhere.dispose()
    assert seen
    assert conversation(engine, ana).state["assistant"]["seen"] == ["once"]
    assert len(stored(engine, ana)) == 3


def accepted(engine: Engine, held: Held) -> bool:
    """Whether a message waits for its answer, as another connection sees it."""
    aside = open_engine(engine.url.render_as_string(hide_password=False))
    try:
        with aside.connect().execution_options(read_only=True) as connection:
            query = select(MESSAGE.c.id).where(MESSAGE.c.conversation_id == held.id, MESSAGE.c.answered.is_(False))
            return connection.execute(query).first() is not None
    finally:
        aside.dispose()


def test_the_sweeper_answers_what_a_dead_process_left(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    def busy(given: Input, state: dict[str, Any]) -> TurnResult:
        raise Busy

    fake.run = busy
    with pytest.raises(Busy):
        service.receive(ana, "c1", text="left behind")
    fake.run = echo
    process: Any = SimpleNamespace(engine=engine, conversations=service, assistant=fake)
    assert sweep(process) == 0, "a fresh message still belongs to the request that sent it"
    assert sweep(process, timedelta(0)) == 1
    assert sweep(process, timedelta(0)) == 0
    assert [row.text for row in stored(engine, ana)] == ["left behind", "You wrote: left behind", "That was message 1."]


def test_an_ended_conversation_takes_no_message_but_repeats_its_answers(
    service: Conversations, ana: Held, engine: Engine
) -> None:
    first = service.receive(ana, "c1", text="one")
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(status=Status.ENDED))
    with pytest.raises(Ended):
        service.receive(ana, "c2", text="two")
    assert service.receive(ana, "c1", text="one").replies == first.replies
    assert len(stored(engine, ana)) == 3


def test_while_an_agent_has_the_conversation_the_assistant_is_silent(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(status=Status.WITH_AGENT))
    answer = service.receive(ana, "c1", text="thank you, Ben")
    assert (answer.replies, answer.status) == ([], Status.WITH_AGENT)
    assert not fake.inputs
    assert stored(engine, ana)[0].answered


def test_an_emergency_is_answered_while_an_agent_has_the_conversation(
    service: Conversations, ana: Held, engine: Engine, fake: FakeAssistant
) -> None:
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).values(status=Status.WITH_AGENT))
    assert service.receive(ana, "c1", text="my husband is going to kill me").replies
    assert fake.inputs[0].alarm == "danger"
