"""The Rasa component around the speller: leaves the text alone and puts the corrected reading beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.fingerprint import code_fingerprint
from emma.nlu.spelling import Speller
from emma.nlu.text import bound

CORRECTED = "corrected"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SpellingCorrector(GraphComponent):
    """Sets `corrected` on a message whose words nobody taught; learns the words from the training examples."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changed code trains again."""
        return code_fingerprint()

    def __init__(self, model_storage: ModelStorage, resource: Resource, speller: Speller | None = None) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._speller = speller

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingCorrector:
        """See GraphComponent."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SpellingCorrector:
        """See GraphComponent. Raises ValueError when the resource was never written."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Speller.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words."""
        self._speller = Speller.fit(m.get(TEXT) for m in training_data.intent_examples if m.get(TEXT))
        with self._model_storage.write_to(self._resource) as folder:
            self._speller.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Examples are learned as they are written."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the corrected reading beside the text, where it differs."""
        for message in messages:
            text = bound(message.get(TEXT) or "")
            corrected = self._speller.correct(text) if self._speller and text else text
            if corrected != text:
                message.set(CORRECTED, corrected, add_to_output=True)
        return messages
