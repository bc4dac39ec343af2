"""Filing training examples whose intent may be wrong: "is this label right?"; once a text, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from emma.inbox.filing import INBOX
from emma.inbox.listing import LABEL, OPEN
from emma.models.base import now


@dataclass(frozen=True)
class Label:
    """An example as it stands in the files, its intent there, and the one it was taken for with probability `share`."""

    text: str
    language: str
    intent: str
    predicted: str
    share: float


def file_labels(connection: Connection, found: Iterable[Label], *, most: int) -> int:
    """File them until `most` are open. One that is open or was decided on is not filed again. Gives how many are new."""
    rows = connection.execute(select(INBOX.c.text, INBOX.c.state).where(INBOX.c.kind == LABEL)).all()
    known = {row.text for row in rows}
    room = most - sum(row.state == OPEN for row in rows)
    filed = 0
    for one in found:
        if filed >= room:
            break
        if one.text in known:
            continue
        known.add(one.text)
        connection.execute(
            insert(INBOX).values(
                kind=LABEL,
                state=OPEN,
                text=one.text,
                language=one.language,
                predicted=one.predicted,
                second=one.intent,
                confidence=one.share,
                made_by="assistant",
                created_at=now(),
            )
        )
        filed += 1
    return filed
