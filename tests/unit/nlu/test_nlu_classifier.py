"""The Rasa components with Rasa's own storage, training data and messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.classifier import HybridIntentClassifier
from emma.nlu.featurizer import SentenceEmbeddingFeaturizer
from emma.nlu.intent_model import TrainingError
from tests.unit.nlu.samples import FakeEncoder

CONTEXT = ExecutionContext(GraphSchema({}))


class Trained:
    """A featurizer and a trained classifier, loaded from storage as Rasa does."""

    def __init__(self, folder: Path, encoder: FakeEncoder, training: tuple[list[str], list[str]]) -> None:
        storage, resource = LocalModelStorage.create(folder), Resource("classifier")
        config = {**HybridIntentClassifier.get_default_config(), "components": 16}
        self.featurizer = SentenceEmbeddingFeaturizer({}, "featurizer", encoder)
        data = TrainingData([Message.build(text, intent=intent) for text, intent in zip(*training, strict=True)])
        data = self.featurizer.process_training_data(data)
        HybridIntentClassifier.create(config, storage, resource, CONTEXT).train(data)
        self.classifier = HybridIntentClassifier.load(config, storage, resource, CONTEXT)

    def parse(self, text: str) -> Message:
        messages = self.featurizer.process([Message({"text": text})])
        return self.classifier.process(messages)[0]


@pytest.fixture(scope="module")
def trained(tmp_path_factory, encoder: FakeEncoder, training: tuple[list[str], list[str]]) -> Trained:
    return Trained(tmp_path_factory.mktemp("model"), encoder, training)


def test_an_article_is_reported_as_rasa_reports_a_retrieval_intent(trained: Trained) -> None:
    parsed = trained.parse("renew green card").as_dict(only_output_properties=True)
    assert parsed["intent"]["name"] == "ask"
    selector = parsed["response_selector"]
    assert selector["all_retrieval_intents"] == ["ask"]
    response = selector["ask"]["response"]
    assert response["intent_response_key"] == "ask/renew-green-card"
    assert response["utter_action"] == "utter_ask/renew-green-card"
    assert response["confidence"] == parsed["intent"]["confidence"]
    assert selector["ask"]["ranking"][0]["intent_response_key"] == "ask/renew-green-card"


def test_the_ranking_names_each_base_intent_once(trained: Trained) -> None:
    ranking = trained.parse("renew green card").get("intent_ranking")
    assert sorted(one["name"] for one in ranking) == ["ask", "greeting", "my_case"]
    assert [one["confidence"] for one in ranking] == sorted((one["confidence"] for one in ranking), reverse=True)


def test_the_full_ranking_reaches_the_parse_data(trained: Trained) -> None:
    full = trained.parse("where is my case").as_dict(only_output_properties=True)["full_ranking"]
    assert full[0]["name"] == "my_case"
    assert {"ask/fee-waiver", "ask/renew-green-card"} <= {one["name"] for one in full}


def test_the_certainty_is_that_it_is_ours_and_means_this(trained: Trained) -> None:
    parsed = trained.parse("where is my case").as_dict(only_output_properties=True)
    first = parsed["full_ranking"][0]
    assert parsed["certainty"] == pytest.approx(first["confidence"] * first["probability"])
    assert sum(one["probability"] for one in parsed["full_ranking"]) == pytest.approx(1, abs=1e-3)


def test_the_fallback_leaves_the_full_ranking(trained: Trained) -> None:
    config = {"threshold": 1.01, "ambiguity_threshold": 0.0}
    message = FallbackClassifier(config).process([trained.parse("zzz qqq")])[0]
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("full_ranking")[0]["name"] != "nlu_fallback"


def test_a_message_without_text_is_left_alone(trained: Trained) -> None:
    message = trained.classifier.process(trained.featurizer.process([Message({"text": ""})]))[0]
    assert message.get("intent") is None


def test_training_without_a_featurizer_says_so(tmp_path: Path, training: tuple[list[str], list[str]]) -> None:
    data = TrainingData([Message.build(text, intent=intent) for text, intent in zip(*training, strict=True)])
    classifier = HybridIntentClassifier.create({}, LocalModelStorage.create(tmp_path), Resource("c"), CONTEXT)
    with pytest.raises(TrainingError, match="needs a sentence featurizer"):
        classifier.train(data)


def test_messages_of_rules_and_stories_get_no_features(encoder: FakeEncoder) -> None:
    data = TrainingData([Message({"action_name": "action_listen"}), Message.build("hello", intent="greeting")])
    SentenceEmbeddingFeaturizer({}, "featurizer", encoder).process_training_data(data)
    assert [len(message.features) for message in data.training_examples] == [0, 1]
