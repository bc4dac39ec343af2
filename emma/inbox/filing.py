"""Filing a thing for the trainers. Nothing of a protected conversation ever gets into the inbox."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from emma.models import InboxItem
from emma.models.base import now

INBOX = InboxItem.__table__
CORRECTED = "corrected"


def file_correction(
    connection: Connection,
    *,
    conversation_id: str,
    seq: int,
    text: str,
    language: str,
    right_answer: str,
    made_by: str,
    predicted: str | None = None,
    confidence: float | None = None,
    article: str | None = None,
) -> int:
    """An agent says that the reply to the visitor's `text` was wrong, and what is right. Gives the item's id.

    `text` and `right_answer` are redacted already; `predicted` is the article that answered, `article` the right one.
    """
    values = {
        "kind": CORRECTED,
        "state": "open",
        "conversation_id": conversation_id,
        "seq": seq,
        "text": text,
        "language": language,
        "predicted": predicted,
        "confidence": confidence,
        "right_answer": right_answer,
        "article": article,
        "made_by": made_by,
        "created_at": now(),
    }
    return int(connection.execute(insert(INBOX).values(**values)).inserted_primary_key[0])
