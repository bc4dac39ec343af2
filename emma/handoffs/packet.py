"""What an agent is told of a handoff: topic, language and wait before the claim; the whole packet after it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.handoffs.rows import EVENT
from emma.models import Message
from emma.models.base import now
from emma.words import Reason

MESSAGE = Message.__table__
HANDLINGS = ("complaint", "other_agency", "expedite", "standard")


def handling(reason: Reason, topic: str) -> str:
    """How it is handled, decided in this order: complaint, other agency, expedite, standard."""
    if reason is Reason.COMPLAINT or topic == "complaint":
        return "complaint"
    return topic if topic in ("other_agency", "expedite") else "standard"


def hints(words: Mapping[str, Sequence[str]], text: str) -> tuple[str, ...]:
    """The hints whose words stand in the redacted text, in the order of handoff.toml."""
    said = f" {folded(text)} "
    return tuple(hint for hint, phrases in words.items() if any(f" {phrase} " in said for phrase in phrases))


def folded(text: str) -> str:
    """Lower case, without accents, words parted by single spaces."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def before_claim(row: Any, moment: datetime | None = None) -> dict[str, Any]:
    """All that the queue shows: id, topic, language, tier, seconds waited, the mark of danger, and for whom it waits."""
    return {
        "id": row.id,
        "topic": row.topic,
        "language": row.language,
        "tier": row.tier,
        "waited": waited(row, moment),
        "safety": row.safety,
        "wanted_agent": row.wanted_agent,
    }


def after_claim(connection: Connection, row: Any, moment: datetime | None = None) -> dict[str, Any]:
    """The packet of whoever holds the handoff: why, what is wanted, what was shown, who had it before, what to mind."""
    return {
        **before_claim(row, moment),
        "reason": row.reason,
        "handling": row.handling,
        "wanted": row.packet.get("wanted", ""),
        "shown": shown(connection, row.conversation_id) or list(row.packet.get("shown", ())),
        "hints": list(row.packet.get("hints", ())),
        "comment": row.comment,
        "promised_wait": row.promised_wait,
        "had_before": _held_by(connection, row.id),
    }


def waited(row: Any, moment: datetime | None = None) -> int:
    """Seconds from joining to the first claim, or to now."""
    if row.waiting_since is None:
        return 0
    return max(0, int(((row.claimed_at or moment or now()) - row.waiting_since).total_seconds()))


def shown(connection: Connection, conversation_id: str) -> list[str]:
    """The slugs of the articles the assistant has shown, in order, each once."""
    query = select(MESSAGE.c.article).where(
        MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.article.is_not(None)
    )
    return list(dict.fromkeys(connection.execute(query.order_by(MESSAGE.c.seq)).scalars()))


def _held_by(connection: Connection, handoff_id: int) -> list[str]:
    """Ids of the agents who had it, in order."""
    kinds = ("claimed", "assigned", "taken_over")
    query = select(EVENT.c.agent_id).where(EVENT.c.handoff_id == handoff_id, EVENT.c.kind.in_(kinds))
    return list(dict.fromkeys(connection.execute(query.order_by(EVENT.c.id)).scalars()))
