"""The one Rasa importer: ordinary Rasa files, plus the articles as intents and the tables as lookup tables."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import RuleStep, StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from emma.nlu.articles import Article, load_articles, taught
from emma.nlu.gazetteer import lookup_tables

ASK = "ask"
ANSWER = "action_answer"
RULE = {"rule": "An article answers", "steps": [{"intent": ASK}, {"action": ANSWER}]}
KNOWLEDGE = "data/knowledge"
TABLES = "data"


class ArticleImporter(RasaFileImporter):
    """Turns each article into `ask/<slug>`. `knowledge` and `tables` are folders beside config.yml.

    `tables: null` leaves the gazetteer out.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        knowledge: str = KNOWLEDGE,
        tables: str | None = TABLES,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        root = Path(config_file).parent if config_file else Path()
        self._knowledge = root / knowledge
        self._tables = root / tables if tables else None

    @cached_property
    def _articles(self) -> list[Article]:
        return [article for article in load_articles(self._knowledge) if not article.draft]

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The examples of the files and of the articles, in both languages; the gazetteer as lookup tables.

        Rasa asks twice, with and without a language, and copies what it gets; reading takes half a minute.
        """
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        messages = [
            Message.build(example, intent=article.intent) for article in self._articles for example in taught(article)
        ]
        tables = lookup_tables(self._tables) if self._tables else []
        return super().get_nlu_data().merge(TrainingData(messages, lookup_tables=tables))

    def get_domain(self) -> Domain:
        """The domain of the files with `ask`, its action and a response per article."""
        articles = {
            "intents": [ASK],
            "actions": [ANSWER],
            "responses": {f"utter_{article.intent}": _responses(article) for article in self._articles},
        }
        return super().get_domain().merge(Domain.from_dict(articles))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The stories and rules of the files, and the rule that articles answer unless there is one."""
        graph = super().get_stories(exclusion_percentage)
        if any(_is_about_articles(step) for step in graph.story_steps):
            return graph
        steps = YAMLStoryReader(self.get_domain()).read_from_parsed_yaml({"version": "3.1", "rules": [RULE]})
        return graph.merge(StoryGraph(steps))


def _responses(article: Article) -> list[dict[str, Any]]:
    """English without a condition, Spanish for visitors who speak it."""
    spanish = [{"type": "slot", "name": "language", "value": "es"}]
    return [{"text": article.answer["en"]}, {"text": article.answer["es"], "condition": spanish}]


def _is_about_articles(step: Any) -> bool:
    if not isinstance(step, RuleStep):
        return False
    return any(isinstance(event, UserUttered) and event.intent_name == ASK for event in step.events)


def expected_counts(project: Path) -> dict[str, int]:
    """Examples of each full intent name, counted from the files without Rasa.

    Rasa only warns when an importer is misspelt or fails: compare what was trained with this.
    """
    config = yaml.safe_load((project / "config.yml").read_text(encoding="utf-8"))
    options: dict[str, Any] = next(
        (one for one in config.get("importers") or [] if one["name"].endswith(ArticleImporter.__name__)), {}
    )
    examples: dict[str, set[str]] = {}
    for article in load_articles(project / options.get("knowledge", KNOWLEDGE)):
        if article.draft:
            continue
        examples[article.intent] = set(taught(article))
    for path in sorted((project / "data").rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for entry in content.get("nlu") or []:
            if "intent" in entry:
                lines = [line.strip()[1:].strip() for line in str(entry["examples"]).splitlines()]
                examples.setdefault(entry["intent"], set()).update(line for line in lines if line)
    return {intent: len(found) for intent, found in sorted(examples.items())}
