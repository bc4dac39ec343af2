"""A conversation at the desk in tests: Ana waits, Ben has her, and what she and the audit can read of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from emma.accounts.people import Person
from emma.audit import AUDIT
from emma.conversations.messages import MESSAGE, after
from emma.conversations.opening import CONVERSATION
from emma.desk import attending
from emma.desk.context import Desk
from tests.desk import agent, row, waiting


def attended(desk: Desk, ben: Person | None = None, **lane: Any) -> tuple[Person, int, str]:
    """Ben, the handoff he claimed, and its conversation."""
    ben = ben or agent(desk.engine, "Ben")
    handoff_id = waiting(desk.engine, **lane)
    attending.claim(desk, ben, handoff_id)
    return ben, handoff_id, conversation_of(desk.engine, handoff_id)


def conversation_of(engine: Engine, handoff_id: int) -> str:
    """The id of the conversation."""
    return str(row(engine, handoff_id).conversation_id)


def status(engine: Engine, conversation_id: str) -> str:
    """Who owns it."""
    with engine.connect() as connection:
        query = select(CONVERSATION.c.status).where(CONVERSATION.c.id == conversation_id)
        return str(connection.execute(query).scalar_one())


def set_conversation(engine: Engine, conversation_id: str, **values: Any) -> None:
    """Change the row, as other services would."""
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == conversation_id).values(**values))


def marks(engine: Engine, conversation_id: str) -> list[str]:
    """The kinds of the system's marks, in order."""
    return [one["kind"] for one in after(engine, conversation_id, 0) if one["sender"] == "system"]


def said(engine: Engine, conversation_id: str) -> list[tuple[str, str]]:
    """Sender and text of everything but marks, in order."""
    found = after(engine, conversation_id, 0)
    return [(one["sender"], one["text"]) for one in found if one["sender"] != "system"]


def assistant_answered(engine: Engine, conversation_id: str, article: str | None = None) -> int:
    """A question of the visitor and the assistant's reply, put into an empty conversation. Gives the reply's seq."""
    common = {"conversation_id": conversation_id, "language": "en"}
    with engine.begin() as connection:
        last = connection.execute(
            select(CONVERSATION.c.last_seq).where(CONVERSATION.c.id == conversation_id)
        ).scalar_one()
        asked = {**common, "seq": last + 1, "sender": "visitor", "text": "how long does it take"}
        connection.execute(insert(MESSAGE).values(**asked))
        reply = {"sender": "assistant", "text": "Ten days.", "reply_to": last + 1, "article": article, "topic": "forms"}
        connection.execute(insert(MESSAGE).values(**common, seq=last + 2, **reply))
        mine = CONVERSATION.c.id == conversation_id
        connection.execute(update(CONVERSATION).where(mine).values(last_seq=last + 2))
    return int(last + 2)


def acts(engine: Engine) -> list[str]:
    """The audit's acts, in order, without those of accounts."""
    with engine.connect() as connection:
        found = connection.execute(select(AUDIT.c.action).order_by(AUDIT.c.id)).scalars()
        return [act for act in found if not act.startswith("account.")]
