"""Score cards: a supervisor rates one ended conversation, its agent reads the card and replies once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.opening import CONVERSATION
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.errors import Conflict, Forbidden, Invalid, NotFound, NotPermitted
from emma.handoffs.rows import HANDOFF, lock_conversation
from emma.models.base import now
from emma.reporting.samples import REVIEW, reviewable

CRITERIA = ("understood", "right", "privacy", "plain", "led_on")
LEAST, BEST = 1, 5
MOST = 100


@dataclass(frozen=True)
class Card:
    """One score card. `comment` and `reply` are redacted; `mine` when it is about the reader."""

    id: int
    handoff_id: int
    agent: str
    reviewer: str
    scores: dict[str, int]
    comment: str = field(repr=False)
    reply: str | None = field(repr=False)
    seen: bool
    at: datetime
    mine: bool


def review(desk: Desk, person: Person, handoff_id: int, scores: Mapping[str, int], comment: str) -> int:
    """Keep a card with all five scores and give its id; one card a conversation.

    Raises NotPermitted, Invalid, Guarded, Conflict (there is a card), or NotFound for what may not be reviewed.
    """
    if not person.may_supervise:
        raise NotPermitted
    if set(scores) != set(CRITERIA) or not all(LEAST <= score <= BEST for score in scores.values()):
        raise Invalid("Give each of the five criteria 1 to 5.")
    said = guard_or_ask(desk, comment, person, masked=False).text if comment.strip() else ""
    with desk.engine.begin() as connection:
        row = find_reviewable(connection, person, handoff_id)
        lock_conversation(connection, row.conversation_id)
        if connection.execute(select(REVIEW.c.id).where(REVIEW.c.handoff_id == handoff_id)).first():
            raise Conflict("This conversation has a score card already.")
        values = {"handoff_id": handoff_id, "agent_id": row.agent_id, "reviewer_id": person.id, "comment": said}
        given = {name: int(scores[name]) for name in CRITERIA}
        statement = insert(REVIEW).values(**values, scores=given, at=now())
        review_id = int(connection.execute(statement).inserted_primary_key[0])
        audit.record(connection, person.id, "review.made", subject=str(handoff_id), purpose=f"of {row.agent_id}")
    return review_id


def reply(desk: Desk, person: Person, review_id: int, text: str) -> None:
    """The agent's one reply to a card. Raises NotFound, Forbidden, Invalid, Guarded or Conflict (replied before)."""
    said = guard_or_ask(desk, text, person, masked=False).text
    with desk.engine.begin() as connection:
        row = connection.execute(select(REVIEW).where(REVIEW.c.id == review_id)).first()
        if row is None:
            raise NotFound
        if row.agent_id != person.id:
            raise Forbidden("This score card is about somebody else.")
        mine = (REVIEW.c.id == review_id, REVIEW.c.reply.is_(None))
        if not connection.execute(update(REVIEW).where(*mine).values(reply=said, seen=True)).rowcount:
            raise Conflict("You have replied already.")
        audit.record(connection, person.id, "review.replied", subject=str(review_id))


def read(desk: Desk, person: Person) -> list[Card]:
    """The cards about this person, for a supervisor also those the supervisor wrote, newest first; they count as seen."""
    with desk.engine.begin() as connection:
        found = _cards(connection, person)
        connection.execute(
            update(REVIEW).where(REVIEW.c.agent_id == person.id, REVIEW.c.seen.is_(False)).values(seen=True)
        )
    return found


def unread(connection: Connection, person: Person) -> int:
    """How many cards about this person were not seen yet."""
    query = select(REVIEW.c.id).where(REVIEW.c.agent_id == person.id, REVIEW.c.seen.is_(False))
    return len(connection.execute(query).all())


def averages(cards: Sequence[Card]) -> dict[str, float]:
    """The mean of each criterion, to one digit; empty without cards."""
    return {name: round(mean(card.scores[name] for card in cards), 1) for name in CRITERIA} if cards else {}


def find_reviewable(connection: Connection, person: Person, handoff_id: int) -> Any:
    """The handoff, if this person may review it. Raises NotFound."""
    query = select(HANDOFF).join(CONVERSATION, CONVERSATION.c.id == HANDOFF.c.conversation_id)
    row = connection.execute(query.where(HANDOFF.c.id == handoff_id, *reviewable(person))).first()
    if row is None:
        raise NotFound
    return row


def _cards(connection: Connection, person: Person) -> list[Card]:
    whose = REVIEW.c.agent_id == person.id
    if person.may_supervise:
        whose = or_(whose, REVIEW.c.reviewer_id == person.id)
    rows = connection.execute(select(REVIEW).where(whose).order_by(REVIEW.c.id.desc()).limit(MOST)).all()
    names = directory.names(connection, [one for row in rows for one in (row.agent_id, row.reviewer_id)])
    return [
        Card(
            id=row.id,
            handoff_id=row.handoff_id,
            agent=names.get(row.agent_id, ""),
            reviewer=names.get(row.reviewer_id, ""),
            scores={name: int(row.scores.get(name, 0)) for name in CRITERIA},
            comment=row.comment,
            reply=row.reply,
            seen=row.seen,
            at=row.at,
            mine=row.agent_id == person.id,
        )
        for row in rows
    ]
