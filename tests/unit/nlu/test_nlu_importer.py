"""A small Rasa project on disk: what the importer makes of it, and one training from end to end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter

from emma.nlu.articles import ArticleError
from emma.nlu.importer import expected_counts
from tests.unit.nlu.samples import EXAMPLES, write_article, write_tables

CONFIG = {
    "recipe": "default.v1",
    "assistant_id": "test",
    "language": "en",
    "importers": [{"name": "emma.nlu.importer.ArticleImporter"}],
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "emma.nlu.featurizer.SentenceEmbeddingFeaturizer"},
        {"name": "emma.nlu.entities.GazetteerEntityExtractor"},
        {"name": "emma.nlu.classifier.HybridIntentClassifier", "components": 16, "gate_quantile": 20},
        {"name": "FallbackClassifier", "threshold": 0.01, "ambiguity_threshold": 0.0},
    ],
    "policies": [{"name": "RulePolicy"}],
}
DOMAIN = {
    "version": "3.1",
    "intents": ["greeting", "my_case"],
    "entities": ["place_city", "place_country", "form"],
    "slots": {"language": {"type": "text", "mappings": [{"type": "custom"}]}},
    "responses": {"utter_hello": [{"text": "Hello"}]},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_tables(tmp_path / "data")
    for slug, example in (("fee-waiver", "how do i ask for a fee waiver"), ("renew-card", "renew my green card")):
        write_article(tmp_path / "data" / "knowledge", slug, example)
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in EXAMPLES.items()
        if not intent.startswith("ask/")
    ]
    (tmp_path / "data" / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}), "utf-8")
    (tmp_path / "domain.yml").write_text(yaml.safe_dump(DOMAIN), "utf-8")
    (tmp_path / "config.yml").write_text(yaml.safe_dump(CONFIG), "utf-8")
    return tmp_path


def importer(project: Path) -> TrainingDataImporter:
    return TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )


def test_articles_become_examples_of_their_intents(project: Path) -> None:
    data = importer(project).get_nlu_data()
    assert data.retrieval_intents == {"ask"}
    texts = {m.get("text") for m in data.intent_examples if m.get_full_intent() == "ask/fee-waiver"}
    assert {"how do i ask for a fee waiver", "es fee-waiver", "Moving a biometrics appointment"} <= texts


def test_nothing_is_lost_between_the_files_and_rasa(project: Path) -> None:
    counted: dict[str, int] = {}
    for message in importer(project).get_nlu_data().intent_examples:
        counted[message.get_full_intent()] = counted.get(message.get_full_intent(), 0) + 1
    assert counted == expected_counts(project)


def test_a_misspelt_importer_shows_in_the_counts(project: Path) -> None:
    config = (project / "config.yml").read_text("utf-8")
    expected = expected_counts(project)
    (project / "config.yml").write_text(config.replace("emma.nlu.importer.ArticleImporter", "emma.nlu.Importer"))
    assert len(importer(project).get_nlu_data().intent_examples) < sum(expected.values())


def test_articles_become_responses_in_both_languages(project: Path) -> None:
    domain = importer(project).get_domain()
    english, spanish = domain.responses["utter_ask/renew-card"]
    assert english["text"] == "Use the online tool."
    assert spanish["condition"] == [{"type": "slot", "name": "language", "value": "es"}]
    assert "ask" in domain.retrieval_intents
    assert "action_answer" in domain.action_names_or_texts


def rules(project: Path) -> list[list[str]]:
    found = []
    for step in importer(project).get_stories().story_steps:
        events = [e for e in step.events if isinstance(e, UserUttered | ActionExecuted)]
        found.append([e.intent_name if isinstance(e, UserUttered) else e.action_name for e in events])
    return found


def test_there_is_one_rule_for_all_articles(project: Path) -> None:
    assert [rule for rule in rules(project) if "ask" in rule] == [["...", "ask", "action_answer"]]


def test_a_rule_of_the_project_goes_before(project: Path) -> None:
    own = {"version": "3.1", "rules": [{"rule": "own", "steps": [{"intent": "ask"}, {"action": "utter_hello"}]}]}
    (project / "data" / "rules.yml").write_text(yaml.safe_dump(own), "utf-8")
    assert [rule for rule in rules(project) if "ask" in rule] == [["...", "ask", "utter_hello"]]


def test_a_broken_article_stops_the_training(project: Path) -> None:
    (project / "data" / "knowledge" / "appointment" / "broken.md").write_text("---\nslug: broken\n---\n", "utf-8")
    with pytest.raises(ArticleError, match=r"broken\.md: "):
        importer(project).get_nlu_data()


def test_a_project_trains_and_understands(project: Path) -> None:
    from rasa.core.agent import Agent
    from rasa.model_training import train

    model = train(
        str(project / "domain.yml"),
        str(project / "config.yml"),
        [str(project / "data")],
        output=str(project / "models"),
    ).model
    agent = Agent.load(model)
    parsed = asyncio.run(agent.parse_message("where is my case, I live in Newark NJ, form i765"))
    assert parsed["intent"]["name"] == "my_case"
    assert [(e["entity"], e["value"]) for e in parsed["entities"]] == [("place_city", "Newark, NJ"), ("form", "I-765")]
    article = asyncio.run(agent.parse_message("renew my green card"))
    assert article["intent"]["full_retrieval_intent_name"] == "ask/renew-card"
    assert article["full_ranking"][0]["name"] == "ask/renew-card"
