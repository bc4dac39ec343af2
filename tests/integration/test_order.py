"""Order within a conversation under concurrent posts, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION, Held
from emma.conversations.receiving import Conversations
from emma.words import Sender

POSTS = 8


def test_eight_posts_at_once_are_answered_once_each_in_the_order_they_were_accepted(
    service: Conversations, ana: Held, engine: Engine
) -> None:
    with ThreadPoolExecutor(POSTS) as threads:
        answers = list(threads.map(lambda i: service.receive(ana, f"c{i}", text=f"question {i}"), range(POSTS)))
    assert all(len(answer.replies) == 2 for answer in answers)
    with engine.connect() as connection:
        rows = connection.execute(select(MESSAGE).order_by(MESSAGE.c.seq)).all()
        state = connection.execute(select(CONVERSATION.c.state)).scalar_one()
    assert [row.seq for row in rows] == list(range(1, 3 * POSTS + 1))
    asked = [row for row in rows if row.sender == Sender.VISITOR]
    assert state["assistant"]["seen"] == [row.text for row in asked]
    for number, question in enumerate(asked, start=1):
        replies = [row.text for row in rows if row.reply_to == question.seq]
        assert replies == [f"You wrote: {question.text}", f"That was message {number}."]


def test_the_same_post_eight_times_at_once_is_one_message(service: Conversations, ana: Held, engine: Engine) -> None:
    with ThreadPoolExecutor(POSTS) as threads:
        answers = list(threads.map(lambda _: service.receive(ana, "same", text="once"), range(POSTS)))
    assert sum(not answer.repeated for answer in answers) == 1
    assert all(answer.replies == answers[0].replies for answer in answers)
    with engine.connect() as connection:
        assert len(connection.execute(select(MESSAGE)).all()) == 3


def test_a_burst_larger_than_the_tries_of_one_request_leaves_nothing_unanswered(
    service: Conversations, ana: Held, engine: Engine
) -> None:
    burst = 30
    with ThreadPoolExecutor(burst) as threads:
        list(threads.map(lambda i: service.receive(ana, f"c{i}", text=f"question {i}"), range(burst)))
    with engine.connect() as connection:
        rows = connection.execute(select(MESSAGE)).all()
    assert all(row.answered for row in rows)
    assert len(rows) == 3 * burst
