from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.errors import KnowledgeError
from emma.nlu.entities import GazetteerEntityExtractor, ordinary_words
from emma.nlu.gazetteer import lookup_tables

CONTEXT = ExecutionContext(GraphSchema({}))


def test_a_trained_extractor_needs_no_table_any_more(tmp_path: Path, tables_folder: Path) -> None:
    storage, resource = LocalModelStorage.create(tmp_path), Resource("entities")
    data = TrainingData([Message.build("hello", intent="greeting")], lookup_tables=lookup_tables(tables_folder))
    GazetteerEntityExtractor.create({}, storage, resource, CONTEXT).train(data)
    loaded = GazetteerEntityExtractor.load({}, storage, resource, CONTEXT)
    message = loaded.process([Message({"text": "n400 in Newark, NJ"})])[0]
    entities = message.as_dict(only_output_properties=True)["entities"]
    assert [(one["entity"], one["value"], one["extractor"]) for one in entities] == [
        ("form", "N-400", "GazetteerEntityExtractor"),
        ("place_city", "Newark, NJ", "GazetteerEntityExtractor"),
    ]


def test_training_without_lookup_tables_is_an_error(tmp_path: Path) -> None:
    extractor = GazetteerEntityExtractor.create({}, LocalModelStorage.create(tmp_path), Resource("e"), CONTEXT)
    with pytest.raises(KnowledgeError, match="lookup table place_country"):
        extractor.train(TrainingData([Message.build("hello", intent="greeting")]))


def test_entities_of_others_are_kept(tmp_path: Path, names) -> None:
    extractor = GazetteerEntityExtractor({}, LocalModelStorage.create(tmp_path), Resource("e"), names)
    message = Message({"text": "in Ghana", "entities": [{"entity": "other", "value": "x"}]})
    assert [one["entity"] for one in extractor.process([message])[0].get("entities")] == ["other", "place_country"]


def test_a_strange_word_of_a_place_example_is_no_ordinary_word() -> None:
    examples = [Message.build("oficina en huston", intent="find_office")]
    examples += [Message.build(f"oficina {word}", intent="find_office") for word in ("una", "dos", "tres")]
    examples += [Message.build("cambiar mi cita", intent="ask/move")]
    ordinary = ordinary_words(TrainingData(examples), frozenset({"find_office"}))
    assert "huston" not in ordinary
    assert {"oficina", "cambiar", "mi", "cita"} <= ordinary
