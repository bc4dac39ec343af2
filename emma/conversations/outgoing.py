"""T2: one transaction stores replies, effects and the next state, if nobody else stored this turn first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from emma import handoffs
from emma.assistant.replies import Effect, Reply, TurnResult
from emma.conversations.barring import unless_barred
from emma.conversations.lane_texts import true_of_lane
from emma.conversations.messages import MESSAGE, stored_choices
from emma.conversations.opening import CONVERSATION
from emma.handoffs.packet import hints
from emma.handoffs.policy import HandoffPolicy
from emma.inbox import noticing
from emma.knowledge.phrases import Phrases
from emma.models.base import now
from emma.words import Outcome, Sender, Status

SHOWN_IN_PACKET = 6


def store_turn(
    connection: Connection,
    policy: HandoffPolicy,
    phrases: Phrases,
    conversation: Any,
    message: Any,
    result: TurnResult | None,
) -> bool:
    """Store a finished turn. False when another process stored it first; then nothing is written."""
    if result is not None:
        result = unless_barred(connection, phrases, conversation, result)
    replies = () if result is None else with_notice(phrases, result, conversation, message)
    language = conversation.language if result is None else result.language
    told = sorted({*conversation.state.get("told", []), *message.masked})
    state = conversation.state if result is None else {"assistant": result.state, "told": told}
    turn = conversation.turns + 1
    changed = connection.execute(
        update(CONVERSATION)
        .where(CONVERSATION.c.id == conversation.id, CONVERSATION.c.version == conversation.version)
        .values(
            version=conversation.version + 1,
            turns=turn,
            state=state,
            language=language,
            last_seq=CONVERSATION.c.last_seq + len(replies),
            last_activity_at=now(),
        )
    ).rowcount
    if not changed:
        return False
    last = connection.execute(
        CONVERSATION.select().with_only_columns(CONVERSATION.c.last_seq).where(CONVERSATION.c.id == conversation.id)
    ).scalar_one()
    handoffs.queue.lapse(connection, conversation.id, turn, policy.offer_turns)
    if result is not None:
        for effect in result.effects:
            _apply(connection, policy, conversation, message, effect, language, turn, result)
    if result is not None:
        fitted = true_of_lane(connection, policy, phrases, conversation.id, result.replies, language)
        replies = with_notice(phrases, replace(result, replies=fitted), conversation, message)
    filled = _filled(connection, conversation.id, policy, language, replies)
    _insert_replies(connection, conversation.id, message.seq, last - len(replies), replies, language, filled)
    connection.execute(update(MESSAGE).where(MESSAGE.c.id == message.id).values(answered=True, language=language))
    if result is not None:
        noticing.notice(connection, conversation, message, result)
    return True


def unavailable(phrases: Phrases, conversation: Any) -> TurnResult:
    """What the visitor gets when the turn failed: a plain sentence and a way on; the state stays as it was."""
    reply = Reply(phrases.text("utter_unavailable", conversation.language), Outcome.UNAVAILABLE, "other")
    return TurnResult((reply,), (), conversation.state.get("assistant", {}), conversation.language)


def with_notice(phrases: Phrases, result: TurnResult, conversation: Any, message: Any) -> tuple[Reply, ...]:
    """The replies, the first one led by what was masked, once per kind in a conversation."""
    told = set(conversation.state.get("told", []))
    fresh = [kind for kind in message.masked if kind not in told]
    if not fresh or not result.replies:
        return result.replies
    names = ", ".join(phrases.text(kind_key(kind), result.language) for kind in fresh)
    notice = phrases.text("utter_masked", result.language, kinds=names)
    first, *rest = result.replies
    if first.outcome is Outcome.EMERGENCY:
        return (replace(first, text=f"{first.text}\n\n{notice}"), *rest)
    return (replace(first, text=f"{notice}\n\n{first.text}"), *rest)


def kind_key(kind: str) -> str:
    """The response that names a kind of identifier: `A-number` is `utter_kind_a_number`."""
    return "utter_kind_" + "".join(c if c.isalnum() else "_" for c in kind.lower())


def _filled(
    connection: Connection, conversation_id: str, policy: HandoffPolicy, language: str, replies: Sequence[Reply]
) -> dict[str, str]:
    if not any(name in reply.text for reply in replies for name in ("{position}", "{wait}")):
        return {}
    return handoffs.queue.fill(connection, conversation_id, policy, language)


def _apply(
    connection: Connection,
    policy: HandoffPolicy,
    conversation: Any,
    message: Any,
    effect: Effect,
    language: str,
    turn: int,
    result: TurnResult,
) -> None:
    queue = handoffs.queue
    shown = tuple(reply.article for reply in result.replies if reply.article)[:SHOWN_IN_PACKET]
    request = queue.Request(
        effect.reason,
        effect.topic,
        effect.tier,
        language,
        queue.wanted(message.text),
        shown,
        effect.safety,
        hints(policy.hints, message.text),
    )
    status = None
    if effect.kind == "offer":
        queue.offer(connection, conversation.id, request, turn)
    elif effect.kind == "queue":
        asked = handoffs.joining.ask_for_person(connection, policy, conversation.id, request, turn)
        status = Status.WAITING if asked.waiting else None
    elif effect.kind == "accept":
        taken = handoffs.joining.take_offer(connection, policy, conversation.id)
        status = Status.WAITING if taken is not None and taken.waiting else None
    elif effect.kind == "decline":
        offered = queue.open_handoff(connection, conversation.id)
        if offered is not None:
            queue.decline(connection, offered.id)
    elif effect.kind == "safety":
        queue.mark_safety(connection, conversation.id)
    elif effect.kind == "sensitive":
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == conversation.id).values(sensitive=True))
    if status and conversation.status == Status.WITH_ASSISTANT:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == conversation.id).values(status=status))


def _insert_replies(
    connection: Connection,
    conversation_id: str,
    reply_to: int,
    before: int,
    replies: Sequence[Reply],
    language: str,
    filled: dict[str, str],
) -> None:
    rows = []
    for offset, reply in enumerate(replies, start=1):
        text = reply.text
        for name, value in filled.items():
            text = text.replace(f"{{{name}}}", value)
        rows.append(
            {
                "conversation_id": conversation_id,
                "seq": before + offset,
                "sender": Sender.ASSISTANT,
                "reply_to": reply_to,
                "text": text,
                "choices": stored_choices(reply.choices),
                "sources": [dict(source) for source in reply.sources],
                "outcome": reply.outcome,
                "reason": reply.reason,
                "topic": reply.topic,
                "article": reply.article,
                "confidence": reply.confidence,
                "language": language,
                "masked": [],
                "answered": True,
                "sent_at": now(),
            }
        )
    if rows:
        connection.execute(insert(MESSAGE), rows)
