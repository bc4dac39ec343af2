"""What a turn gives back: replies as data, effects for the services, and the next state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from emma.words import Outcome, Reason

EffectKind = Literal["offer", "queue", "accept", "decline", "leave", "sensitive", "safety", "language"]

WEIGHT = {
    Outcome.EMERGENCY: 0,
    Outcome.QUEUED: 1,
    Outcome.OFFERED_AGENT: 2,
    Outcome.REDIRECTED: 3,
    Outcome.ASKED: 4,
    Outcome.ANSWERED: 5,
    Outcome.DECLINED: 6,
    Outcome.SMALL_TALK: 7,
    Outcome.UNAVAILABLE: 8,
}


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and the Rasa payload it stands for (never sent to a browser)."""

    title: str
    payload: str


@dataclass(frozen=True)
class Effect:
    """Something the services do after the turn; an action announces it and never does it."""

    kind: EffectKind
    reason: Reason = Reason.REQUESTED
    topic: str = "other"
    tier: str = "1"
    safety: bool = False
    language: str = ""


@dataclass(frozen=True)
class Reply:
    """One message of the assistant. `sources` are `{title, url, as_of}`."""

    text: str
    outcome: Outcome
    topic: str
    choices: tuple[Choice, ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()
    reason: Reason | None = None
    article: str | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class TurnResult:
    """A finished turn. `understanding` says how it came about (intent, ranking, entities), for `--why`."""

    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
    state: dict[str, Any]
    language: str
    understanding: tuple[dict[str, Any], ...] = field(default=())

    @property
    def main(self) -> Reply:
        """The reply that says what the turn was about, by the weight of its outcome."""
        return min(self.replies, key=lambda reply: WEIGHT[reply.outcome])


def reply_from(message: Mapping[str, Any], confidence: float) -> Reply:
    """A Rasa bot message with the data its action announced (`custom.emma`) as a Reply."""
    data = (message.get("custom") or {}).get("emma") or {}
    choices = tuple(Choice(b["title"], b["payload"]) for b in message.get("buttons") or [])
    return Reply(
        text=(message.get("text") or "").strip(),
        outcome=Outcome(data.get("outcome", Outcome.ANSWERED)),
        topic=data.get("topic", "other"),
        choices=choices,
        sources=tuple(data.get("sources") or ()),
        reason=Reason(data["reason"]) if data.get("reason") else None,
        article=data.get("article"),
        confidence=round(confidence, 3),
    )


def effects_from(message: Mapping[str, Any]) -> list[Effect]:
    """The effects an action announced with this message."""
    data = (message.get("custom") or {}).get("emma") or {}
    return [
        Effect(**{**raw, "reason": Reason(raw.get("reason", Reason.REQUESTED))}) for raw in data.get("effects") or []
    ]
