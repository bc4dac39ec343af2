"""What is said of the line must be true of the lane: a promised wait becomes hours and ways on where it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from emma.assistant.replies import Choice, Reply
from emma.handoffs import joining
from emma.handoffs.hours_text import hours_in_words, moment_in_words
from emma.handoffs.lanes import Lane
from emma.handoffs.policy import HandoffPolicy
from emma.knowledge.phrases import Phrases
from emma.words import Outcome

WAIT = "{wait}"


def true_of_lane(
    connection: Connection,
    policy: HandoffPolicy,
    phrases: Phrases,
    conversation_id: str,
    replies: Sequence[Reply],
    language: str,
) -> tuple[Reply, ...]:
    """The replies as the lane of the open handoff stands in this transaction. Their number stays."""
    if not any(WAIT in reply.text for reply in replies):
        return tuple(replies)
    lane = joining.lane_of(connection, policy, conversation_id, language)
    if lane.open and lane.staffed:
        return tuple(replies)
    return tuple(_fitted(reply, lane, policy, phrases, language) if WAIT in reply.text else reply for reply in replies)


def lane_closed(lane: Lane, policy: HandoffPolicy, phrases: Phrases, language: str) -> str:
    """Why no person can come now, when one can, and what the visitor can do meanwhile."""
    hours = hours_in_words(policy.desk.hours, language)
    if lane.next_opening is None:
        return phrases.text("utter_lane_unstaffed", language, hours=hours)
    opening = moment_in_words(lane.next_opening, policy.desk.hours, language)
    return phrases.text("utter_lane_closed", language, hours=hours, opening=opening)


def _fitted(reply: Reply, lane: Lane, policy: HandoffPolicy, phrases: Phrases, language: str) -> Reply:
    if lane.open:
        note = phrases.text("utter_demonstration_unstaffed", language)
        return replace(reply, text=f"{reply.text}\n\n{note}")
    choices = (
        Choice(phrases.text("utter_title_try_again", language), "/affirm"),
        Choice(phrases.text("utter_title_not_now", language), "/deny"),
    )
    text = lane_closed(lane, policy, phrases, language)
    return replace(reply, text=text, choices=choices, outcome=Outcome.OFFERED_AGENT)
