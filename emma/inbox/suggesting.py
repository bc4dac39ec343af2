"""Which intents a group of messages could be examples of, likeliest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from emma.inbox.filing import CORRECTED
from emma.inbox.grouping import Group
from emma.inbox.listing import LABEL, Item
from emma.inbox.noticing import PROTECTED, UNHELPFUL

ASK = "ask/"
SUGGESTED = 3
# What each sign counts. An agent who named the right article knows; an answer that did not help was likely the wrong one.
NAMED, SECOND, DID_NOT_HELP = 2.0, 0.5, 0.2
LEAST = 0.1  # of a guess without confidence

# Text → intents whose examples are near to it, with a likeness of 0..1, best first.
Near = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Suggestion:
    """An intent with what speaks for it, 0 and more; only the order means something."""

    intent: str
    score: float


def suggested(group: Group, near: Near, known: Collection[str]) -> list[Suggestion]:
    """The best three of the `known` intents. Protected matters are never suggested: they are taught on purpose."""
    scores: dict[str, float] = defaultdict(float)
    for item in group.items:
        for intent, score in signs_of(item).items():
            scores[intent] += score / group.count
    for intent, score in near(group.heading.text):
        scores[intent] += score
    fitting = [(name, score) for name, score in scores.items() if name in known and not name.startswith(PROTECTED)]
    fitting.sort(key=lambda pair: (-pair[1], pair[0]))
    return [Suggestion(*pair) for pair in fitting[:SUGGESTED]]


def signs_of(item: Item) -> Mapping[str, float]:
    """What one item says about where it belongs."""
    if item.kind == CORRECTED:
        return {f"{ASK}{item.article}": NAMED} if item.article else {}
    if item.kind == LABEL:
        return {}
    if item.kind == UNHELPFUL:
        return {item.predicted: DID_NOT_HELP} if item.predicted else {}
    signs: dict[str, float] = {}
    if item.second:
        signs[item.second] = SECOND * max(item.confidence or 0.0, LEAST)
    if item.predicted:
        signs[item.predicted] = max(item.confidence or 0.0, LEAST)
    return signs
