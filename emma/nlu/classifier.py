"""The Rasa intent classifier: learns full intent names, reports base intents and Rasa's response selector."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.corrector import CORRECTED
from emma.nlu.featurizer import CORRECTED_VECTOR
from emma.nlu.fingerprint import code_fingerprint
from emma.nlu.intent_model import IntentModel, Recipe, TrainingError
from emma.nlu.lexical import Array
from emma.nlu.ranking import base_ranking, response_selector, retrieval_intents

FULL_RANKING = "full_ranking"
GROUPS = "groups"
CERTAINTY = "certainty"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HybridIntentClassifier(IntentClassifier, GraphComponent):
    """Word, letter and sentence features, read by a logistic regression and compared with the nearest examples;
    confidence by a calibrated in-domain gate.

    Sets `intent` and `intent_ranking` (base names, each once), `full_ranking` (full names such as `ask/fee-waiver`,
    with their probability), `certainty` and `response_selector` for retrieval intents.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A dense sentence featurizer must come before."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What Rasa checks to be installed."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The fields of `Recipe`; `ranking_length`; `priority`: pattern -> logit bias; `groups`: name -> patterns."""
        recipe = Recipe()
        return {**vars(recipe), "ranking_length": 10, "priority": {}, "groups": {}}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changed code trains again."""
        return code_fingerprint()

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._use(model)

    def _use(self, model: IntentModel | None) -> None:
        self._model = model
        self._bias = model.bias(self._config["priority"] or {}) if model else None
        self._retrieval = retrieval_intents(model.labels) if model else []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HybridIntentClassifier:
        """See GraphComponent."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HybridIntentClassifier:
        """See GraphComponent. Raises ValueError when the resource was never written."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples with an intent. Raises TrainingError."""
        examples = [m for m in training_data.intent_examples if (m.get(TEXT) or "").strip()]
        vectors = [_sentence_vector(m) for m in examples]
        if any(vector is None for vector in vectors):
            raise TrainingError("HybridIntentClassifier needs a sentence featurizer before it in the pipeline.")
        recipe = Recipe(**{name: self._config[name] for name in vars(Recipe())})
        texts = [m.get(TEXT) for m in examples]
        labels = [m.get_full_intent() for m in examples]
        self._use(IntentModel.fit(texts, np.array(vectors, dtype=np.float32), labels, recipe, self._config["groups"]))
        with self._model_storage.write_to(self._resource) as folder:
            assert self._model is not None
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the intent, the rankings and the response selector on each message with a text."""
        for message in messages:
            vector = _sentence_vector(message)
            if self._model is None or vector is None:
                continue
            versions = [(message.get(TEXT), vector)]
            if message.get(CORRECTED_VECTOR) is not None:
                versions.append((message.get(CORRECTED), message.get(CORRECTED_VECTOR)))
            ranking = self._model.read(versions, most=self._config["ranking_length"], bias=self._bias)
            ranked = ranking.ranked
            message.set(GROUPS, ranking.groups, add_to_output=True)
            message.set(CERTAINTY, ranking.certainty, add_to_output=True)
            full = [asdict(one) for one in ranked]
            bases = base_ranking(ranked)
            message.set(INTENT, dict(bases[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, bases, add_to_output=True)
            message.set(FULL_RANKING, full, add_to_output=True)
            selector = response_selector(ranked, self._retrieval)
            if selector:
                message.set(RESPONSE_SELECTOR, selector, add_to_output=True)
        return messages


def _sentence_vector(message: Message) -> Array | None:
    """All dense sentence features of the text side by side, shape (d,); read without Message's deep copies."""
    found = [
        feature.features[0]
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE and feature.is_dense()
    ]
    return np.concatenate(found) if found else None
