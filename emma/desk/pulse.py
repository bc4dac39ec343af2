"""Whether anything happened at the desk, in any process: asked once a second for all the streams of this one."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from emma.audit import AUDIT
from emma.conversations.opening import CONVERSATION
from emma.desk.context import Desk
from emma.handoffs.rows import EVENT, HANDOFF
from emma.words import HandoffState


@dataclass(frozen=True)
class Pulse:
    """`acts` changes when somebody joins the line or acts at the desk; `said` is the last message of each talk."""

    acts: tuple[int, int] = (0, 0)
    said: dict[str, int] = field(default_factory=dict)

    def talks_since(self, before: Pulse) -> set[str]:
        """Ids of the conversations with an agent in which something was said."""
        return {talk for talk, seq in self.said.items() if before.said.get(talk) != seq}


def take_pulse(desk: Desk) -> Pulse:
    """Two small queries. What no row counts (dots, a silent screen) is not in it."""
    newest = [select(func.coalesce(func.max(column), 0)).scalar_subquery() for column in (EVENT.c.id, AUDIT.c.id)]
    talks = (
        select(CONVERSATION.c.id, CONVERSATION.c.last_seq)
        .join(HANDOFF, HANDOFF.c.conversation_id == CONVERSATION.c.id)
        .where(HANDOFF.c.state == HandoffState.ACTIVE)
    )
    with desk.engine.connect().execution_options(read_only=True) as connection:
        events, acts = connection.execute(select(*newest)).one()
        return Pulse((int(events), int(acts)), {row.id: row.last_seq for row in connection.execute(talks)})
