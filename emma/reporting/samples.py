"""Which ended conversations are looked at for quality: a draw by chance, so many of each agent, the same all week.

The draw is a hash of week and handoff, not a new one at each look: nobody picks by loading the page again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection

from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.opening import CONVERSATION
from emma.handoffs.rows import HANDOFF
from emma.models import QualityReview
from emma.models.base import now
from emma.words import HandoffState, Reason

REVIEW = QualityReview.__table__
OF_EACH = 3
DAYS = 14


@dataclass(frozen=True)
class Sample:
    """One drawn conversation; nothing of what was said."""

    handoff_id: int
    agent_id: str
    agent: str
    topic: str
    language: str
    ended_at: datetime


def draw(
    connection: Connection, person: Person, moment: datetime | None = None, of_each: int = OF_EACH
) -> list[Sample]:
    """At most `of_each` ended conversations of each agent in two weeks that nobody has reviewed, by agent's name.

    Never a protected matter, never practice, never one's own.
    """
    moment = moment or now()
    query = (
        select(HANDOFF)
        .join(CONVERSATION, CONVERSATION.c.id == HANDOFF.c.conversation_id)
        .where(*reviewable(person), HANDOFF.c.ended_at >= moment - timedelta(days=DAYS), ~_reviewed())
    )
    by_agent: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        by_agent[row.agent_id].append(row)
    names = directory.names(connection, list(by_agent))
    week = "{}-{}".format(*moment.isocalendar()[:2])
    drawn = []
    for agent_id in sorted(by_agent, key=lambda one: (names.get(one, ""), one)):
        rows = sorted(by_agent[agent_id], key=lambda row: _lot(week, row.id))[:of_each]
        drawn += [
            Sample(row.id, agent_id, names.get(agent_id, ""), row.topic, row.language, row.ended_at) for row in rows
        ]
    return drawn


def reviewable(person: Person) -> tuple[Any, ...]:
    """SQL over handoffs joined with conversations: what this person may review."""
    return (
        HANDOFF.c.state == HandoffState.RESOLVED,
        HANDOFF.c.practice.is_(False),
        HANDOFF.c.agent_id.is_not(None),
        HANDOFF.c.agent_id != person.id,
        HANDOFF.c.reason != Reason.SENSITIVE,
        CONVERSATION.c.sensitive.is_(False),
        CONVERSATION.c.hidden_at.is_(None),
    )


def _reviewed() -> Any:
    return exists(select(REVIEW.c.id).where(REVIEW.c.handoff_id == HANDOFF.c.id).correlate(HANDOFF))


def _lot(week: str, handoff_id: int) -> bytes:
    return hashlib.blake2b(f"{week}:{handoff_id}".encode(), digest_size=8).digest()
