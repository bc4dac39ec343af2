"""How a handoff ends once an agent has it, or once its conversation is over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import NotHeld
from emma.handoffs.desk_rules import DeskRules
from emma.handoffs.presence import hold_presence, wrap_up
from emma.handoffs.rows import AGENT_ACTOR, HANDOFF, OPEN, VISITOR_ACTOR, change, find, find_locked, lock_conversation
from emma.models.base import now
from emma.words import HandoffState


class EndReason(StrEnum):
    """Why a handoff was resolved. An agent chooses one of the first six."""

    ANSWERED = "answered"
    SERVICE_REQUEST = "service_request"
    REDIRECTED = "redirected"
    NOT_POSSIBLE = "not_possible"
    VISITOR_SILENT = "visitor_silent"
    ABUSE = "abuse"
    VISITOR_ENDED = "visitor_ended"
    IDLE = "idle"


def resolve(
    connection: Connection,
    rules: DeskRules,
    agent_id: str,
    handoff_id: int,
    reason: EndReason,
    moment: datetime | None = None,
) -> Any:
    """active -> resolved by its agent, whose wrap-up begins; gives the row. Raises NotHeld or NotFound."""
    moment = moment or now()
    hold_presence(connection, agent_id)
    find_locked(connection, handoff_id)
    if not change(
        connection, handoff_id, HandoffState.ACTIVE, HandoffState.RESOLVED, "resolved", AGENT_ACTOR,
        where=(HANDOFF.c.agent_id == agent_id,), who=agent_id, detail=EndReason(reason), moment=moment,
        end_reason=EndReason(reason),
    ):  # fmt: skip
        raise NotHeld
    wrap_up(connection, agent_id, rules, moment)
    return find(connection, handoff_id)


def end_by_visitor(connection: Connection, conversation_id: str, moment: datetime | None = None) -> Any | None:
    """The visitor ends the conversation: an offer is declined, a place is left, a chat is resolved. Gives the row."""
    lock_conversation(connection, conversation_id)
    query = select(HANDOFF).where(HANDOFF.c.conversation_id == conversation_id, HANDOFF.c.state.in_(OPEN))
    row = connection.execute(query.order_by(HANDOFF.c.id.desc())).first()
    if row is None:
        return None
    source = HandoffState(row.state)
    target, kind = {
        HandoffState.OFFERED: (HandoffState.DECLINED, "declined"),
        HandoffState.WAITING: (HandoffState.LEFT_SATISFIED, "left"),
        HandoffState.ACTIVE: (HandoffState.RESOLVED, "resolved"),
    }[source]
    reason = {"end_reason": EndReason.VISITOR_ENDED} if source is HandoffState.ACTIVE else {}
    change(connection, row.id, source, target, kind, VISITOR_ACTOR, who=row.agent_id, moment=moment, **reason)
    return find(connection, row.id)
