"""The rule against circles: an answer given again, or three turns with nothing new, leads on to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from emma.assistant.replies import Reply
from emma.words import Outcome

REMEMBERED = 4
MOST_STALE = 3
WAYS_ON = frozenset({Outcome.OFFERED_AGENT, Outcome.QUEUED, Outcome.EMERGENCY, Outcome.UNAVAILABLE})
TOLD = frozenset({Outcome.ANSWERED, Outcome.REDIRECTED})
# A decline tells nothing and needs no person: its second wording names what can be asked (actions/small_talk.py).
WITHOUT_NEWS = frozenset({Outcome.ASKED})


@dataclass(frozen=True)
class Told:
    """What the last turns said, as checksums of their texts, and how many in a row told nothing new."""

    turns: tuple[tuple[int, ...], ...] = ()
    stale: int = 0

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> Told:
        """From the JSON state."""
        kept = kept or {}
        return cls(tuple(tuple(turn) for turn in kept.get("turns", ())), int(kept.get("stale", 0)))

    def as_json(self) -> dict[str, Any]:
        """For the state."""
        return {"turns": [list(turn) for turn in self.turns], "stale": self.stale}

    def after(self, replies: Sequence[Reply]) -> Told:
        """What was told once these replies are out. Small talk neither adds nor ends anything."""
        content = [reply for reply in replies if reply.outcome in TOLD | WITHOUT_NEWS]
        if any(reply.outcome in WAYS_ON for reply in replies):
            return Told(self._with(content), 0)
        if not content:
            return self
        fresh = any(reply.outcome in TOLD for reply in content) and not self.repeats(replies)
        return Told(self._with(content), 0 if fresh else self.stale + 1)

    def repeats(self, replies: Sequence[Reply]) -> bool:
        """Whether all of this was said within the last turns."""
        content = [reply for reply in replies if reply.outcome in TOLD | WITHOUT_NEWS]
        known = {checksum for turn in self.turns for checksum in turn}
        return bool(content) and all(checksum_of(reply) in known for reply in content)

    def circular(self, replies: Sequence[Reply]) -> bool:
        """Whether these replies need a way on beside them: said before, or the third turn without news."""
        if any(reply.outcome in WAYS_ON for reply in replies):
            return False
        return self.repeats(replies) or self.after(replies).stale >= MOST_STALE

    def _with(self, content: Sequence[Reply]) -> tuple[tuple[int, ...], ...]:
        turn = tuple(sorted({checksum_of(reply) for reply in content}))
        return (*self.turns, turn)[-REMEMBERED:] if turn else self.turns


def checksum_of(reply: Reply) -> int:
    """Small enough to keep in the state, and no text in it."""
    return crc32(reply.text.strip().encode())
