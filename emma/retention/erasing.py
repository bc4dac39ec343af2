"""The visitor's wish to erase a conversation: done at once, hidden, or refused, as the class says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.models.base import now
from emma.retention.classes import CONVERSATION, class_of_row
from emma.retention.policy import RecordClass, RetentionPolicy, Wish
from emma.retention.removing import FORM, INBOX, log_disposition, remove
from emma.words import Status

HELD = "held"


@dataclass(frozen=True)
class Erasure:
    """What became of the wish. `why` is set when it was refused: `held`, or the authority of the class."""

    outcome: Literal["immediate", "hidden", "refused"]
    record_class: RecordClass | None = None
    why: str | None = None


def erase(connection: Connection, policy: RetentionPolicy, conversation_id: str) -> Erasure:
    """Erase, hide or refuse. What is gone already is erased."""
    row = connection.execute(
        select(CONVERSATION.c.held_since, class_of_row().label("record_class"))
        .where(CONVERSATION.c.id == conversation_id)
        .with_for_update()
    ).first()
    if row is None:
        return Erasure("immediate")
    record_class = RecordClass(row.record_class)
    rule = policy.rules[record_class]
    if row.held_since is not None:
        return Erasure("refused", record_class, HELD)
    if rule.erase is Wish.REFUSE:
        return Erasure("refused", record_class, rule.authority)
    if rule.erase is Wish.HIDE:
        hide(connection, conversation_id)
        return Erasure("hidden", record_class)
    remove(connection, [conversation_id], keep_requests=False)
    log_disposition(connection, record_class, rule, 1, "visitor", now())
    return Erasure("immediate", record_class)


def hide(connection: Connection, conversation_id: str) -> None:
    """End the conversation and leave nothing that opens it: no token, no sender, no state, no sealed value."""
    connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation_id)
        .values(
            hidden_at=now(),
            status=Status.ENDED,
            token_hash=secrets.token_hex(32),
            sender_hash=None,
            state={},
            cue=None,
            version=CONVERSATION.c.version + 1,
        )
    )
    connection.execute(delete(INBOX).where(INBOX.c.conversation_id == conversation_id))
    mine = (FORM.c.conversation_id == conversation_id, FORM.c.state != "wiped")
    connection.execute(update(FORM).where(*mine).values(state="wiped", sealed=None, key_name=None, wiped_at=now()))
    audit.record(connection, audit.VISITOR, "conversation.hidden", conversation_id=conversation_id)
