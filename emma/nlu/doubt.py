"""Where a general meaning is likeliest but the message may well need care, nothing is answered: two buttons ask.

The costs are not the same: a case-specific message answered as if general does harm, one question back does not.
The same question where even the likeliest meaning is more likely wrong than right by far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from emma.nlu.classifier import FULL_RANKING, GROUPS
from emma.nlu.groups import REST

FALLBACK = "nlu_fallback"
PAIR = (0, 1)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DoubtClassifier(GraphComponent, IntentClassifier):
    """Replaces a general intent by `nlu_fallback` when the careful groups hold `share` of the probability, or when
    its own is below `least`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """It reads what HybridIntentClassifier wrote; without groups it does nothing."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`share` and `least` of the probability, 0..1; `careful` groups; `intents`: name prefixes that belong to
        them."""
        return {"share": 0.15, "least": 0.3, "careful": ["case", "protected"], "intents": ["my_", "sensitive_"]}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DoubtClassifier:
        """See GraphComponent."""
        return cls(config)

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = {**self.get_default_config(), **config}

    def process(self, messages: list[Message]) -> list[Message]:
        """Ask where there is doubt: the ranking then leads with the two meanings, equally likely."""
        for message in messages:
            ranking = message.get(FULL_RANKING) or []
            groups = message.get(GROUPS) or {}
            if not groups or max(groups, key=lambda name: groups[name]) != REST:
                continue
            pair = self._care(groups, ranking) or self._unsure(ranking)
            if pair:
                message.set(INTENT, {"name": FALLBACK, "confidence": pair[0]["confidence"]}, add_to_output=True)
                message.set(FULL_RANKING, pair, add_to_output=True)
        return messages

    def _care(self, groups: Mapping[str, float], ranking: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
        if sum(groups.get(name, 0.0) for name in self._config["careful"]) < self._config["share"]:
            return None
        return doubtful_pair(ranking, tuple(self._config["intents"]))

    def _unsure(self, ranking: Sequence[dict[str, Any]]) -> list[dict[str, Any]] | None:
        if len(ranking) < len(PAIR) or ranking[0].get("probability", 1.0) >= self._config["least"]:
            return None
        return [equally_likely(ranking[place], ranking) for place in PAIR]


def doubtful_pair(ranking: Sequence[dict[str, Any]], prefixes: tuple[str, ...]) -> list[dict[str, Any]] | None:
    """The best general and the best careful intent, with one confidence; None when the ranking lacks either."""
    general = next((one for one in ranking if not one["name"].startswith(prefixes)), None)
    careful = next((one for one in ranking if one["name"].startswith(prefixes)), None)
    if general is None or careful is None:
        return None
    return [equally_likely(one, ranking) for one in (general, careful)]


def equally_likely(one: dict[str, Any], ranking: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """An entry of the ranking with the confidence of its first."""
    return {**one, "confidence": ranking[0]["confidence"]}
