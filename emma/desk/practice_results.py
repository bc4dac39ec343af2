"""What came of practice: which prepared visitors one has had, and what of the expected can be seen in the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.accounts.people import Person
from emma.conversations.messages import MESSAGE
from emma.desk.abuse import WARNING
from emma.desk.practice_scripts import Expects, shipped_scripts
from emma.handoffs.practising import SCRIPT
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.vault.rows import FORM
from emma.words import HandoffState, Sender

DAYS = 30


@dataclass(frozen=True)
class Result:
    """One practice conversation that is over. `checks` are (what was expected, whether it was done)."""

    handoff_id: int
    script: str
    language: str
    ended_at: datetime | None
    first_answer: int | None
    minutes: int
    checks: tuple[tuple[str, bool], ...]


def results(connection: Connection, person: Person, moment: datetime | None = None) -> list[Result]:
    """This person's practice of a month, newest first; `first_answer` in seconds from the claim."""
    since = (moment or now()) - timedelta(days=DAYS)
    query = select(HANDOFF).where(
        HANDOFF.c.practice.is_(True),
        HANDOFF.c.agent_id == person.id,
        HANDOFF.c.state == HandoffState.RESOLVED,
        HANDOFF.c.ended_at >= since,
    )
    rows = connection.execute(query.order_by(HANDOFF.c.id.desc())).all()
    return [_result(connection, row) for row in rows if row.packet.get(SCRIPT) in shipped_scripts()]


def _result(connection: Connection, row: Any) -> Result:
    key = row.packet[SCRIPT]
    mine = MESSAGE.c.conversation_id == row.conversation_id
    said = connection.execute(
        select(MESSAGE.c.sender, MESSAGE.c.kind, MESSAGE.c.article, MESSAGE.c.sent_at)
        .where(mine)
        .order_by(MESSAGE.c.seq)
    ).all()
    answers = [one for one in said if one.sender == Sender.AGENT]
    opened = set(connection.execute(select(FORM.c.kind).where(FORM.c.handoff_id == row.id)).scalars())
    first = int((answers[0].sent_at - row.claimed_at).total_seconds()) if answers and row.claimed_at else None
    length = (row.ended_at - row.claimed_at) if row.ended_at and row.claimed_at else timedelta(0)
    return Result(
        handoff_id=row.id,
        script=key,
        language=row.language,
        ended_at=row.ended_at,
        first_answer=first,
        minutes=round(length.total_seconds() / 60),
        checks=tuple(_checks(shipped_scripts()[key].expects, said, answers, opened, row.end_reason)),
    )


def _checks(
    expects: Expects, said: list[Any], answers: list[Any], opened: set[str], end: str | None
) -> list[tuple[str, bool]]:
    found = [("answered", bool(answers))]
    if expects.forms:
        found.append(("forms", set(expects.forms) <= opened))
    if expects.articles:
        found.append(("articles", any(one.article in expects.articles for one in answers)))
    if expects.warned:
        found.append(("warned", any(one.kind == WARNING for one in said)))
    if expects.end:
        found.append(("end", end in expects.end))
    return found
