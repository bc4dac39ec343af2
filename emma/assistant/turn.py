"""One turn: text or choice and state in, replies, effects and state out. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from emma.assistant.circles import Told
from emma.assistant.follow_up import FollowUps, resolve
from emma.assistant.options import not_taken, offered, typed
from emma.assistant.replies import Effect, Reply, TurnResult, effects_from, reply_from
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.second_net import without_identifiers
from emma.assistant.segments import certainty, chosen, confidence, intent_name, segments, worth_reading
from emma.assistant.state import from_tracker, to_tracker
from emma.language import Words, other_language, reply_language
from emma.words import Outcome, Status

NO_FOLLOW_UPS = FollowUps()
IN_CIRCLES = '/did_not_help{"aspect": "circle"}'


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


async def run_turn(
    rasa: EmbeddedRasa,
    given: Input,
    state: dict[str, Any],
    words: Words,
    follow_ups: FollowUps = NO_FOLLOW_UPS,
) -> TurnResult:
    """Run the turn. Raises TurnFailed when an action failed or nothing was said."""
    given = replace(given, text=without_identifiers(given.text))
    language = given.language
    if given.payload is None:
        language = reply_language(given.text, language, words, settled=given.language_settled)
    other = other_language(given.text, words) if given.payload is None and given.alarm is None else None
    parses = [] if other else await _parses(rasa, given, state, follow_ups)
    known = {"language": language, "status": given.status, "offer": given.offer or None}
    running = _Running(rasa, state, {**known, "options": not_taken(state.get("options"))})
    if other is not None:
        running.replies.append(Reply(other.sentence, Outcome.REDIRECTED, "about_agency", (), (other.source,)))
    for parse in parses:
        await running.run(_followed(rasa, parse, running.slots, follow_ups))
        switched = parse["intent"]["name"].startswith("switch_") and "followed" not in parse
        if switched and running.slots.get("subjects"):
            await running.run(rasa.parse_choice(given.text, running.slots["subjects"][-1]["payload"]))
    told = Told.of(state.get("told"))
    asked_for = any(parse.get("again") for parse in parses) or given.payload is not None
    if given.status == Status.WITH_ASSISTANT and not asked_for and told.circular(running.replies):
        await running.run(rasa.parse_choice(given.text, IN_CIRCLES))
    replies = _without_idle_talk(running.replies)
    return TurnResult(
        replies=replies,
        effects=tuple(running.effects),
        state={
            **running.state,
            "told": told.after(replies).as_json(),
            "options": offered(state.get("options"), replies, _taken(parses, running.slots)),
        },
        language=next((effect.language for effect in running.effects if effect.kind == "language"), language),
        understanding=tuple(_understanding(parse) for parse in parses),
    )


class _Running:
    """The turn as it runs: each parse on the state that the one before left."""

    def __init__(self, rasa: EmbeddedRasa, state: dict[str, Any], known: dict[str, Any]) -> None:
        self.rasa = rasa
        self.tracker = to_tracker(state, rasa.domain, known)
        self.state: dict[str, Any] = {key: state[key] for key in ("slots", "events") if key in state}
        self.slots: dict[str, Any] = {**state.get("slots", {}), **known}
        self.replies: list[Reply] = []
        self.effects: list[Effect] = []

    async def run(self, parse: dict[str, Any]) -> None:
        messages = await self.rasa.run(parse, self.tracker)
        self.replies += [reply_from(message, certainty(parse)) for message in messages]
        self.effects += [effect for message in messages for effect in effects_from(message)]
        self.state = from_tracker(self.tracker)
        self.slots = self.state["slots"]
        self.tracker = to_tracker(self.state, self.rasa.domain, {})


async def _parses(
    rasa: EmbeddedRasa, given: Input, state: dict[str, Any], follow_ups: FollowUps
) -> list[dict[str, Any]]:
    if given.alarm is not None:
        return [rasa.parse_choice(given.text, f'/emergency{{"alarm": "{given.alarm}"}}')]
    if given.payload is not None:
        return [{**rasa.parse_choice(given.text, given.payload), "taken": given.payload}]
    whole = await rasa.parse(given.text)
    payload = typed(given.text, whole, state.get("options"), follow_ups)
    if payload is not None:
        return [{**rasa.parse_choice(given.text, payload), "taken": payload, "again": True}]
    parts = segments(given.text)
    if len(parts) < 2:
        return [whole]
    return chosen(whole, [(part, await rasa.parse(part.text)) for part in parts if worth_reading(part)])


def _followed(
    rasa: EmbeddedRasa, parse: dict[str, Any], slots: dict[str, Any], follow_ups: FollowUps
) -> dict[str, Any]:
    """The parse, or what it stands for as a follow-up. `parse` is marked when the visitor asked for it again."""
    if "taken" in parse:
        return parse
    payload = resolve(parse["text"], parse, slots, follow_ups)
    if payload is None:
        return parse
    parse["followed"] = payload
    parse["again"] = payload in {subject["payload"] for subject in slots.get("subjects") or ()}
    return {**rasa.parse_choice(parse["text"], payload), "full_ranking": []}


def _taken(parses: list[dict[str, Any]], slots: dict[str, Any]) -> str | None:
    """The offered payload that was taken: tapped, typed, or meant by what became the subject."""
    subjects = slots.get("subjects") or [{"payload": None}]
    return next((parse["taken"] for parse in parses if parse.get("taken")), subjects[-1]["payload"])


def _without_idle_talk(replies: list[Reply]) -> tuple[Reply, ...]:
    """Beside an answer small talk is noise, and so is the decline of a half sentence that says little alone."""
    idle = {Outcome.SMALL_TALK}
    if any(reply.outcome is Outcome.ANSWERED for reply in replies):
        idle.add(Outcome.DECLINED)
    serious = [reply for reply in replies if reply.outcome not in idle]
    kept = serious or replies[-1:] if len(replies) > 1 else replies
    return tuple(replace(reply, text=reply.text.strip()) for reply in kept)


def _understanding(parse: dict[str, Any]) -> dict[str, Any]:
    found = {
        "intent": intent_name(parse),
        "confidence": round(confidence(parse), 3),
        "ranking": (parse.get("full_ranking") or [])[:5],
        "entities": [{"entity": e["entity"], "value": e["value"]} for e in parse.get("entities", [])],
    }
    return {**found, **{key: parse[key] for key in ("followed", "again") if parse.get(key)}}
