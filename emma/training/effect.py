"""The effect on what visitors really wrote: the last masked messages through two releases, those that go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, exists, func, select, tuple_
from sqlalchemy.engine import Connection, Engine

from emma.assistant.replies import TurnResult
from emma.evaluation.intervals import Share
from emma.evaluation.predictions import Prediction, read_turn
from emma.inbox.protection import PROTECTED_REASONS, open_to_trainers
from emma.models import Message
from emma.training.paired import destination, predicted_json
from emma.training.progress import Progress, silent
from emma.words import Outcome, Sender

MESSAGE = Message.__table__
LAST = 300
PROTECTED = ("sensitive_", "emergency")
STAGE = "comparing"
EVERY = 50

Turn = Callable[[str, str], TurnResult]


@dataclass(frozen=True)
class Said:
    """One visitor message as it is stored: masked. `text` never leaves this module but for the screen."""

    conversation_id: str
    seq: int
    text: str
    language: str


def last_messages(connection: Connection, most: int = LAST) -> list[Said]:
    """The newest messages that visitors typed and Emma answered, oldest first.

    None of a protected, erased (hidden) or practice conversation, and none of one in which there was an emergency.
    """
    reply = MESSAGE.alias("reply")
    typed = func.coalesce(cast(MESSAGE.c.choice, Text), "null") == "null"  # SQL's nothing, or JSON's
    mine = (MESSAGE.c.sender == Sender.VISITOR, typed, MESSAGE.c.text != "")
    answered = exists().where(
        reply.c.conversation_id == MESSAGE.c.conversation_id,
        reply.c.reply_to == MESSAGE.c.seq,
        reply.c.sender == Sender.ASSISTANT,
    )
    query = (
        select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.text, MESSAGE.c.language)
        .where(*mine, answered, open_to_trainers(MESSAGE.c.conversation_id))
        .order_by(MESSAGE.c.sent_at.desc(), MESSAGE.c.id.desc())
        .limit(most)
    )
    return [Said(*row) for row in reversed(connection.execute(query).all())]


def ask_all(said: Sequence[Said], turn: Turn, progress: Progress = silent) -> list[Prediction | None]:
    """Each message by itself, as the first of a conversation in its language; None for a protected reading."""
    found: list[Prediction | None] = []
    for number, one in enumerate(said, start=1):
        try:
            result = turn(one.text, one.language)
        except Exception:  # as a visitor would meet it
            found.append(Prediction(one.text, one.language, Outcome.UNAVAILABLE, "other"))
        else:
            found.append(None if protected(result) else read_turn(result, one.text, one.language))
        if number % EVERY == 0 or number == len(said):
            progress(STAGE, number, len(said))
    return found


def protected(result: TurnResult) -> bool:
    """Whether anything of the turn was read, or nearly read, as a protected matter or an emergency."""
    names = [
        name
        for reading in result.understanding
        for name in (reading["intent"], *(ranked["name"] for ranked in reading.get("ranking", ())[:2]))
    ]
    told = any(reply.outcome is Outcome.EMERGENCY or reply.reason in PROTECTED_REASONS for reply in result.replies)
    announced = any(effect.kind in ("sensitive", "safety") for effect in result.effects)
    return told or announced or any(name.startswith(PROTECTED) for name in names)


def effect(
    said: Sequence[Said], before: Sequence[Prediction | None], after: Sequence[Prediction | None]
) -> dict[str, Any]:
    """`{of, elsewhere, low, high, messages}`: low and high are Wilson's 95 % interval of the share that goes elsewhere.

    A message that either release reads as protected is not counted and not listed. No text is in it.
    """
    both = [
        (one, old, new)
        for one, old, new in zip(said, before, after, strict=True)
        if old is not None and new is not None
    ]
    moved = [(one, old, new) for one, old, new in both if destination(old) != destination(new)]
    low, high = Share(len(moved), len(both)).interval
    return {
        "of": len(both),
        "elsewhere": len(moved),
        "low": round(low, 4),
        "high": round(high, 4),
        "messages": [
            {
                "conversation_id": one.conversation_id,
                "seq": one.seq,
                "before": predicted_json(old),
                "after": predicted_json(new),
            }
            for one, old, new in moved
        ],
    }


def with_texts(engine: Engine, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Messages of an effect with `text` and `language`, for the screen; what was purged, erased or became protected since
    is left out."""
    wanted = [(one["conversation_id"], one["seq"]) for one in messages]
    query = select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.text, MESSAGE.c.language).where(
        tuple_(MESSAGE.c.conversation_id, MESSAGE.c.seq).in_(wanted),
        MESSAGE.c.text != "",
        open_to_trainers(MESSAGE.c.conversation_id),
    )
    with engine.connect().execution_options(read_only=True) as connection:
        rows = {(row.conversation_id, row.seq): row for row in connection.execute(query)} if wanted else {}
    known = [(one, rows[key]) for one, key in zip(messages, wanted, strict=True) if key in rows]
    return [{**one, "text": row.text, "language": row.language} for one, row in known]
