"""Deciding on items: one conditional UPDATE, so that of two trainers one decides and the other is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from emma import audit
from emma.inbox.filing import INBOX
from emma.inbox.listing import DECIDED, OPEN

EXAMPLE, NEW_ARTICLE, OUT_OF_SCOPE, IGNORED = "example", "new_article", "out_of_scope", "ignore"
# Of an example whose label is in doubt.
KEPT, MOVED, REMOVED = "keep", "move", "remove"
# Accepted, but nothing was written: an example of that intent already, or too long for one. Undoing takes nothing away.
UNWRITTEN = "unwritten"
SUBJECT = 64  # characters the audit holds
DECISIONS = (EXAMPLE, OUT_OF_SCOPE, IGNORED, KEPT, MOVED, REMOVED, NEW_ARTICLE)


def spelled(act: str, intent: str = "") -> str:
    """A decision as its column holds it: `example:ask/slug`, `ignore`."""
    return f"{act}:{intent}" if intent else act


def read_decision(decision: str | None) -> tuple[str, str]:
    """The act and the intent of a decision."""
    act, _, intent = (decision or "").partition(":")
    return act, intent


def decide(connection: Connection, ids: Sequence[int], by: str, decision: str, moment: datetime) -> list[int]:
    """Decide on those of `ids` that are open; gives them, ascending. The others belong to somebody else's decision."""
    mine = INBOX.c.id.in_(list(ids))
    values = {"state": DECIDED, "decision": decision, "decided_by": by, "decided_at": moment}
    connection.execute(update(INBOX).where(mine, INBOX.c.state == OPEN).values(**values))
    won = (INBOX.c.state == DECIDED, INBOX.c.decided_by == by, INBOX.c.decided_at == moment)
    found = list(connection.execute(select(INBOX.c.id).where(mine, *won).order_by(INBOX.c.id)).scalars())
    if found:
        audit.record(connection, by, "inbox.decided", subject=decision[:SUBJECT])
    return found


def refine(connection: Connection, decisions: Mapping[int, str]) -> None:
    """Say of items that are decided already more exactly what was done."""
    if decisions:
        query = update(INBOX).where(INBOX.c.id == bindparam("item")).values(decision=bindparam("what"))
        connection.execute(query, [{"item": item, "what": what} for item, what in decisions.items()])


def reopen(connection: Connection, ids: Sequence[int], by: str, moment: datetime) -> list[int]:
    """Open again those of `ids` that were decided at `moment`; gives them. `by` is who undoes it."""
    mine = (INBOX.c.id.in_(list(ids)), INBOX.c.state == DECIDED, INBOX.c.decided_at == moment)
    found = list(connection.execute(select(INBOX.c.id).where(*mine).order_by(INBOX.c.id).with_for_update()).scalars())
    if found:
        empty = {"state": OPEN, "decision": None, "decided_by": None, "decided_at": None}
        changed = connection.execute(update(INBOX).where(*mine).values(**empty)).rowcount
        if changed:
            audit.record(connection, by, "inbox.reopened", subject=f"{changed} items")
    return found
