"""What the desk does about what happens by itself: status, marks in the visitor's language, the vault, the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from emma import audit
from emma.conversations.posting import give_to
from emma.desk.context import Desk
from emma.desk.marks import language_of, mark
from emma.handoffs import watching
from emma.handoffs.hours_text import hours_in_words, moment_in_words
from emma.handoffs.rows import find
from emma.handoffs.watching import Change
from emma.models.base import now
from emma.vault.wiping import wipe_handoff
from emma.words import Status

SYSTEM = "system"
KINDS = {
    "lane_closed": "waiting_choice",
    "idle_warned": "idle_warning",
    "idle_ended": "ended",
}
ENDS = ("abandoned", "expired", "idle_ended")


@dataclass(frozen=True)
class Follow:
    """Runs in the transaction of each change."""

    desk: Desk
    moment: datetime

    def __call__(self, connection: Connection, change: Change) -> None:
        """Write what follows from the change."""
        if change.kind != "idle_warned":
            give_to(connection, change.conversation_id, change.status)
        if change.phrase is not None:
            language = language_of(connection, change.conversation_id)
            row = find(connection, change.handoff_id)
            variables = self._variables(change.phrase, language)
            mark(connection, self.desk, row, KINDS.get(change.kind, change.kind), change.phrase, **variables)
        if change.kind in ENDS:
            wipe_handoff(connection, self.desk.vault, change.handoff_id)
        audit.record(
            connection,
            SYSTEM,
            f"handoff.{change.kind}",
            conversation_id=change.conversation_id,
            subject=str(change.handoff_id),
        )

    def _variables(self, phrase: str, language: str) -> dict[str, str]:
        rules = self.desk.rules
        if phrase == "utter_idle_warning":
            left = rules.idle_end - rules.idle_warning
            return {"minutes": str(round(left.total_seconds() / 60))}
        if phrase != "utter_handoff_expired":
            return {}
        hours = hours_in_words(rules.hours, language)
        opening = rules.hours.next_opening(self.moment)
        return {"hours": hours, "opening": moment_in_words(opening, rules.hours, language) if opening else hours}


def watch(desk: Desk, moment: datetime | None = None) -> list[Change]:
    """Do all that is due now; safe in every process at once. Gives what happened."""
    moment = moment or now()
    done = watching.watch(desk.engine, desk.rules, Follow(desk, moment), moment)
    for change in done:
        if change.kind in ENDS or change.status is not Status.WITH_AGENT:
            desk.attention.forget(change.handoff_id)
    return done
