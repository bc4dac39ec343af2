"""Answers typed instead of tapped: "the second one", "Illinois", "before October" stand for an offered button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from emma.assistant.follow_up import OTHER, WORD, FollowUps, is_other, ordinal
from emma.assistant.replies import Reply
from emma.language import fold

MOST = 8
AGED = 2
SAME = 88
SHORT = 6
# A part of a title is enough only where the button answers a question of ours; "my case" must not be taken for
# "How do I check my case?".
ANSWERS = ('"variant"', '"place_', '"purpose"')
WAYS_OUT = ("/affirm", "/deny", "/did_not_help", "/human")

Offered = dict[str, Any]


def offered(before: Offered | None, replies: Sequence[Reply], taken: str | None) -> Offered:
    """What is on offer after a turn: its buttons, or those of before for two turns.

    `taken` was chosen from them; when the answer to one of two has buttons of its own, the other one is kept `beside`.
    """
    choices = [[choice.title, choice.payload] for reply in replies for choice in reply.choices][:MOST]
    known = [payload for _, payload in before["choices"]] if before else []
    if choices:
        beside = [payload for payload in known if payload not in (*WAYS_OUT, taken)] if taken in known else []
        return {"choices": choices, "age": 0, "beside": beside[0] if len(beside) == 1 else None}
    if not before or before["age"] >= AGED:
        return {}
    kept = taken if taken in known else before.get("taken")
    return {"choices": before["choices"], "age": before["age"] + 1, "taken": kept}


def typed(text: str, parse: Mapping[str, Any], options: Offered | None, rules: FollowUps) -> str | None:
    """The payload of the offered button that a typed text stands for, or None."""
    if not options:
        return None
    choices = [(title, payload) for title, payload in options["choices"]]
    real = [payload for _, payload in choices if payload not in WAYS_OUT]
    place = ordinal(text, rules)
    if place is not None:
        return real[place] if place < len(real) else None
    if is_other(text, parse, rules):
        if options.get("beside"):
            return str(options["beside"])
        left = [payload for payload in real if payload != options.get("taken")]
        return left[-1] if left and len(left) <= 2 else f"/{OTHER}" if left else None
    if options["age"]:
        return None
    if parse["intent"].get("name") == "affirm" and len(real) == 1 and any(mark in real[0] for mark in ANSWERS):
        return real[0]
    return _titled(text, choices)


def not_taken(options: Offered | None) -> list[list[str]]:
    """The choices, as [title, payload], that are still on offer, without the ways out."""
    if not options:
        return []
    return [one for one in options["choices"] if one[1] not in (*WAYS_OUT, options.get("taken"))]


def _titled(text: str, choices: Sequence[tuple[str, str]]) -> str | None:
    said = WORD.findall(fold(text))
    if not said:
        return None
    for title, payload in choices:
        if fuzz.ratio(" ".join(said), " ".join(WORD.findall(fold(title)))) >= SAME:
            return payload
    parts = [
        payload
        for title, payload in choices
        if any(mark in payload for mark in ANSWERS) and set(said) <= set(WORD.findall(fold(title)))
    ]
    return parts[0] if len(parts) == 1 and len(said) <= SHORT else None
