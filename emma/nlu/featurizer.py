"""The Rasa featurizer that puts what the encoder knows of a sentence on each message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.corrector import CORRECTED
from emma.nlu.encoder import Encoder, load_encoder
from emma.nlu.fingerprint import code_fingerprint
from emma.nlu.text import bound

CORRECTED_VECTOR = "corrected_vector"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds a dense sentence feature of shape (1, width of the encoder's features) to the text of each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: a name known to `load_encoder`."""
        return {**DenseFeaturizer.get_default_config(), "encoder": "use"}

    @staticmethod
    def required_packages() -> list[str]:
        """None: Rasa wants one name for module and distribution; the encoder checks itself."""
        return []

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changed code or another encoder trains again."""
        return load_encoder(config.get("encoder", "use")).name + code_fingerprint()

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        super().__init__(name, {**self.get_default_config(), **config})
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddingFeaturizer:
        """See GraphComponent."""
        encoder = load_encoder(config.get("encoder", "use"))
        return cls(config, execution_context.node_name, encoder)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises EncoderError for an unknown encoder."""
        load_encoder(config.get("encoder", "use"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Encode all texts in one batch."""
        readable = [message for message in messages if message.get(TEXT)]
        if not readable:
            return messages
        vectors = self._encoder.features([bound(message.get(TEXT)) for message in readable])
        for message, vector in zip(readable, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        for message in readable:
            if message.get(CORRECTED):
                message.set(CORRECTED_VECTOR, self._encoder.features([message.get(CORRECTED)])[0])
        return messages

    # Rasa wires graph nodes by parameter name: it must be `training_data`.
    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode the training examples."""
        self.process(training_data.training_examples)
        return training_data
