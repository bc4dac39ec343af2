"""The Rasa entity extractor by gazetteer: learns ordinary words from the examples, keeps the gazetteer as JSON."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.extraction import Extractor
from emma.nlu.fingerprint import code_fingerprint
from emma.nlu.names import Names
from emma.nlu.reading import words_of
from emma.nlu.text import fold

FILE = "gazetteer.json"
# In examples of intents about places a strange word may be a misspelt place; often seen, it is a word.
OFTEN = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class GazetteerEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Entities place_country, place_state, place_city, place_abroad_city, place_zip, form, agency, purpose."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`place_intents`: intents whose examples may hold misspelt places."""
        return {"place_intents": ["find_office", "inform"]}

    @staticmethod
    def required_packages() -> list[str]:
        """What Rasa checks to be installed."""
        return ["spacy", "rapidfuzz", "zipcodes"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changed code trains again."""
        return code_fingerprint()

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, names: Names | None = None
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._extractor = Extractor(names) if names else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GazetteerEntityExtractor:
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
    ) -> GazetteerEntityExtractor:
        """See GraphComponent. Raises ValueError when the resource was never written."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Names.load(Path(folder) / FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lookup tables of ArticleImporter. Raises KnowledgeError when they are not there."""
        ordinary = ordinary_words(training_data, frozenset(self._config["place_intents"]))
        names = Names.from_lookup_tables(training_data.lookup_tables, ordinary)
        with self._model_storage.write_to(self._resource) as folder:
            names.save(Path(folder) / FILE)
        self._extractor = Extractor(names)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each text."""
        for message in messages:
            text = message.get(TEXT)
            if text and self._extractor:
                found = self.add_extractor_name(self._extractor.extract(text))
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def ordinary_words(training_data: TrainingData, place_intents: frozenset[str]) -> set[str]:
    """Words of the examples that are not to be taken for misspelt places."""
    ordinary: set[str] = set()
    doubtful: Counter[str] = Counter()
    for example in training_data.intent_examples:
        words = {word.text for word in words_of(fold(example.get(TEXT) or "")) if word.is_name_like}
        if example.get_full_intent() in place_intents:
            doubtful.update(words)
        else:
            ordinary |= words
    return ordinary | {word for word, count in doubtful.items() if count >= OFTEN}
