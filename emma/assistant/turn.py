"""One turn: text or choice and state in, replies, effects and state out. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from emma.assistant.replies import Effect, Reply, TurnResult, effects_from, reply_from
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.second_net import without_identifiers
from emma.assistant.segments import asks, chosen, confidence, intent_name, segments
from emma.assistant.state import from_tracker, to_tracker
from emma.language import Words, reply_language
from emma.words import Outcome


@dataclass(frozen=True)
class Input:
    """What a turn reads: a redacted text, or a choice that was offered, and what the services know."""

    text: str
    payload: str | None = None
    language: str = "en"
    language_settled: bool = False
    status: str = "with_assistant"
    offer: str | None = None
    alarm: str | None = None


async def run_turn(rasa: EmbeddedRasa, given: Input, state: dict[str, Any], words: Words) -> TurnResult:
    """Run the turn. Raises TurnFailed when an action failed or nothing was said."""
    given = replace(given, text=without_identifiers(given.text))
    language = given.language
    if given.payload is None:
        language = reply_language(given.text, language, words, settled=given.language_settled)
    parses = await _parses(rasa, given)
    tracker = to_tracker(
        state, rasa.domain, {"language": language, "status": given.status, "offer": given.offer or None}
    )
    replies: list[Reply] = []
    effects: list[Effect] = []
    for parse in parses:
        messages = await rasa.run(parse, tracker)
        replies += [reply_from(message, confidence(parse)) for message in messages]
        effects += [effect for message in messages for effect in effects_from(message)]
        tracker = to_tracker(from_tracker(tracker), rasa.domain, {})
    chosen = next((effect.language for effect in effects if effect.kind == "language"), language)
    return TurnResult(
        replies=_without_idle_talk(replies),
        effects=tuple(effects),
        state=from_tracker(tracker),
        language=chosen,
        understanding=tuple(_understanding(parse) for parse in parses),
    )


async def _parses(rasa: EmbeddedRasa, given: Input) -> list[dict[str, Any]]:
    if given.alarm is not None:
        return [rasa.parse_choice(given.text, f'/emergency{{"alarm": "{given.alarm}"}}')]
    if given.payload is not None:
        return [rasa.parse_choice(given.text, given.payload)]
    whole = await rasa.parse(given.text)
    parts = segments(given.text)
    if len(parts) < 2:
        return [whole]
    return chosen(whole, [(part, await rasa.parse(part)) for part in parts if asks(part)])


def _without_idle_talk(replies: list[Reply]) -> tuple[Reply, ...]:
    """Beside an answer a small-talk reply is noise."""
    serious = [reply for reply in replies if reply.outcome is not Outcome.SMALL_TALK]
    kept = serious or replies[-1:] if len(replies) > 1 else replies
    return tuple(replace(reply, text=reply.text.strip()) for reply in kept)


def _understanding(parse: dict[str, Any]) -> dict[str, Any]:
    return {
        "intent": intent_name(parse),
        "confidence": round(confidence(parse), 3),
        "ranking": (parse.get("full_ranking") or [])[:5],
        "entities": [{"entity": e["entity"], "value": e["value"]} for e in parse.get("entities", [])],
    }
