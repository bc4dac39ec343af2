"""A ranking of full intent names, and how it is told to Rasa: base intents, and its response selector's property."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rasa.shared.constants import UTTER_PREFIX
from rasa.shared.nlu.constants import RESPONSE_IDENTIFIER_DELIMITER


@dataclass(frozen=True)
class Ranked:
    """One intent (its full name): `confidence` as the gate has it, `probability` that of all intents it is this one."""

    name: str
    confidence: float
    probability: float


@dataclass(frozen=True)
class Ranking:
    """The best intents first, and each group's share of the probability (empty without groups)."""

    ranked: list[Ranked]
    groups: dict[str, float]

    @property
    def certainty(self) -> float:
        """How likely the first intent is right: that the message is one of ours, and that it means this."""
        return self.ranked[0].confidence * self.ranked[0].probability


def base_name(full_name: str) -> str:
    """`ask/fee-waiver` -> `ask`; a plain intent is its own base."""
    return full_name.split(RESPONSE_IDENTIFIER_DELIMITER, 1)[0]


def base_ranking(ranked: list[Ranked]) -> list[dict[str, Any]]:
    """Each base intent once, with the confidence of its best full name."""
    bases: dict[str, dict[str, Any]] = {}
    for one in ranked:
        bases.setdefault(base_name(one.name), {"name": base_name(one.name), "confidence": one.confidence})
    return list(bases.values())


def retrieval_intents(labels: Iterable[str]) -> list[str]:
    """The base names of full names such as `ask/fee-waiver`."""
    return sorted({base_name(label) for label in labels if RESPONSE_IDENTIFIER_DELIMITER in label})


def response_selector(ranked: list[Ranked], retrieval: list[str]) -> dict[str, Any]:
    """What Rasa's ResponseSelector would have written for the `retrieval` intents; {} without any."""
    if not retrieval:
        return {}
    selector: dict[str, Any] = {"all_retrieval_intents": retrieval}
    for base in retrieval:
        ranking = [
            {"intent_response_key": one.name, "confidence": one.confidence}
            for one in ranked
            if base_name(one.name) == base and one.name != base
        ]
        if ranking:
            best = {**ranking[0], "responses": [], "utter_action": f"{UTTER_PREFIX}{ranking[0]['intent_response_key']}"}
            selector[base] = {"response": best, "ranking": ranking}
    return selector
