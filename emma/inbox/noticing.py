"""What of a stored turn goes to the trainers: not understood, low in confidence, close between two, unhelpful.

Text is masked as it was stored. Nothing of a protected conversation is filed, and what was filed before it became one
is removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from emma.assistant.replies import TurnResult
from emma.assistant.second_net import without_identifiers
from emma.inbox.filing import INBOX
from emma.models import Conversation, Message
from emma.models.base import now
from emma.words import Outcome, Sender

CONVERSATION = Conversation.__table__
MESSAGE = Message.__table__

NOT_UNDERSTOOD, LOW, CLOSE, UNHELPFUL = "not_understood", "low", "close", "unhelpful"
FALLBACK, DID_NOT_HELP = "nlu_fallback", "did_not_help"
UNDERSTOOD = 0.5
LOW_BELOW = 0.65
PROTECTED = ("sensitive_", "emergency")
# An answer to a question of ours, and talk: there is nothing to teach.
IDLE = frozenset("inform affirm deny greeting thanks goodbye help bot_identity out_of_scope".split())


def notice(connection: Connection, conversation: Any, message: Any, result: TurnResult) -> None:
    """File the visitor's message when the turn on it shows that there is something to learn; once a message."""
    if any(effect.kind in ("sensitive", "safety") for effect in result.effects):
        forget(connection, conversation.id)
        return
    if conversation.sensitive:
        return
    if any(one["intent"] == DID_NOT_HELP for one in result.understanding):
        _file_unhelpful_before(connection, conversation.id, message.seq)
        return
    for one in result.understanding if message.choice is None else ():
        kind = _kind(one, result)
        if kind is not None:
            ranking = [ranked["name"] for ranked in one["ranking"]]
            best = (ranking or [one["intent"]])[0]
            _file(
                connection,
                kind,
                message,
                language=result.language,
                predicted=best,
                second=ranking[1] if len(ranking) > 1 else None,
                confidence=one["ranking"][0]["confidence"] if one["ranking"] else one["confidence"],
                article=next((reply.article for reply in result.replies if reply.article), None) or _article(best),
            )
            return


def rated(connection: Connection, conversation_id: str, seq: int, helpful: bool) -> None:
    """A visitor rated the assistant's reply `seq`: a thumb down files what it answered, a thumb up takes it back."""
    reply = connection.execute(
        select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq == seq)
    ).first()
    if reply is None or reply.reply_to is None or _protected(connection, conversation_id):
        return
    if helpful:
        mine = (INBOX.c.conversation_id == conversation_id, INBOX.c.seq == reply.reply_to)
        connection.execute(delete(INBOX).where(*mine, INBOX.c.kind == UNHELPFUL, INBOX.c.state == "open"))
        return
    _file_unhelpful(connection, reply)


def forget(connection: Connection, conversation_id: str) -> None:
    """Remove what was filed of a conversation that has become a protected one."""
    connection.execute(delete(INBOX).where(INBOX.c.conversation_id == conversation_id))


def _kind(reading: Mapping[str, Any], result: TurnResult) -> str | None:
    ranking = reading["ranking"]
    names = [reading["intent"], *(ranked["name"] for ranked in ranking[:2])]
    if "followed" in reading or reading["intent"] in IDLE or any(name.startswith(PROTECTED) for name in names):
        return None
    if reading["intent"] == FALLBACK:
        if result.main.outcome is Outcome.ANSWERED and not result.main.article:
            return None  # a place or a number that the turn was waiting for
        return CLOSE if ranking and ranking[0]["confidence"] >= UNDERSTOOD else NOT_UNDERSTOOD
    return LOW if reading["confidence"] < LOW_BELOW else None


def _file_unhelpful_before(connection: Connection, conversation_id: str, seq: int) -> None:
    """The last answer before `seq` did not help."""
    answers = (MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq < seq, MESSAGE.c.sender == Sender.ASSISTANT)
    told = MESSAGE.c.outcome.in_((Outcome.ANSWERED, Outcome.REDIRECTED, Outcome.ASKED))
    reply = connection.execute(select(MESSAGE).where(*answers, told).order_by(MESSAGE.c.seq.desc()).limit(1)).first()
    if reply is not None and reply.reply_to is not None:
        _file_unhelpful(connection, reply)


def _file_unhelpful(connection: Connection, reply: Any) -> None:
    asked = connection.execute(
        select(MESSAGE).where(MESSAGE.c.conversation_id == reply.conversation_id, MESSAGE.c.seq == reply.reply_to)
    ).first()
    if asked is not None:
        predicted = f"ask/{reply.article}" if reply.article else None
        _file(
            connection,
            UNHELPFUL,
            asked,
            language=asked.language,
            predicted=predicted,
            confidence=reply.confidence,
            article=reply.article,
        )


def _file(connection: Connection, kind: str, message: Any, **values: Any) -> None:
    same = (INBOX.c.conversation_id == message.conversation_id, INBOX.c.seq == message.seq, INBOX.c.kind == kind)
    if connection.execute(select(INBOX.c.id).where(*same)).first() is None:
        connection.execute(
            insert(INBOX).values(
                kind=kind,
                state="open",
                conversation_id=message.conversation_id,
                seq=message.seq,
                text=without_identifiers(message.text),
                made_by="assistant" if kind != UNHELPFUL else "visitor",
                created_at=now(),
                **values,
            )
        )


def _protected(connection: Connection, conversation_id: str) -> bool:
    query = select(CONVERSATION.c.sensitive).where(CONVERSATION.c.id == conversation_id)
    return bool(connection.execute(query).scalar())


def _article(intent: str) -> str | None:
    return intent.split("/", 1)[1] if intent.startswith("ask/") else None
