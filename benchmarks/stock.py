"""The peer: the project's own training data as plain Rasa files, with the config that `rasa init` runs on.

Articles are `ask/<slug>` of one retrieval intent, answered by stock's ResponseSelector with `utter_ask/<slug>`;
behaviours have one trivial custom action each. The lookup tables are left out: stock would compile their thousands
of names into one pattern a message. Stories (one an intent, as `rasa init` has some) give TED something to learn.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.core.tracker_store import SQLTrackerStore
from rasa.utils.endpoints import EndpointConfig

from emma.nlu.articles import load_articles
from emma.nlu.importer import ASK, ArticleImporter

ANSWER = "utter_ask"
CONFIG = ("rasa.engine.recipes.config_files", "default_config.yml")
ENDPOINTS = {
    "action_endpoint": {"url": "http://localhost:5055/webhook"},
    "tracker_store": {"type": "sql", "dialect": "sqlite", "db": "tracker.db"},
}
ACTIONS = '''"""One trivial action for each behaviour."""

from rasa_sdk import Action


def _run(self, dispatcher, tracker, domain):
    dispatcher.utter_message(text="Here is what I found.")
    return []


for _name in {names!r}:
    globals()[_name] = type(_name, (Action,), {{"name": lambda self, n=_name: n, "run": _run}})
'''


def export(project: Path, folder: Path, epochs: dict[str, int]) -> int:
    """Write the Rasa project for stock into `folder`, from the training data of `project`; gives its examples.

    `epochs` by component name; the others keep Rasa's 100.
    """
    importer = ArticleImporter(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")], tables=None
    )
    examples: dict[str, list[str]] = {}
    for message in importer.get_nlu_data().intent_examples:
        examples.setdefault(message.get_full_intent(), []).append(message.get("text"))
    behaviours = sorted(name for name in examples if not name.startswith(f"{ASK}/"))
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", _config(epochs))
    _write(folder / "domain.yml", _domain(project, examples, behaviours))
    _write(folder / "endpoints.yml", ENDPOINTS)
    _write(folder / "credentials.yml", {"rest": None})
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": [_block(*item) for item in sorted(examples.items())]})
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": _rules(behaviours)})
    _write(folder / "data" / "stories.yml", {"version": "3.1", "stories": _stories(behaviours)})
    (folder / "actions").mkdir(exist_ok=True)
    (folder / "actions" / "__init__.py").write_text("", encoding="utf-8")
    code = ACTIONS.format(names=[action(name) for name in [*behaviours, "nlu_fallback"]])
    (folder / "actions" / "actions.py").write_text(code, encoding="utf-8")
    return sum(map(len, examples.values()))


def action(intent: str) -> str:
    """The custom action of a behaviour."""
    return f"action_{intent}"


def _config(epochs: dict[str, int]) -> dict[str, Any]:
    """Rasa's default configuration with the given epochs."""
    config = yaml.safe_load(importlib.resources.files(CONFIG[0]).joinpath(CONFIG[1]).read_text(encoding="utf-8"))
    for part in [*config["pipeline"], *config["policies"]]:
        if part["name"] in epochs:
            part["epochs"] = epochs[part["name"]]
    return config


def _domain(project: Path, examples: dict[str, list[str]], behaviours: list[str]) -> dict[str, Any]:
    articles = [a for a in load_articles(project / "data" / "knowledge") if a.intent in examples]
    return {
        "version": "3.1",
        "intents": [ASK, *behaviours],
        "actions": [action(name) for name in [*behaviours, "nlu_fallback"]],
        "responses": {f"utter_{a.intent}": [{"text": a.answer["en"]}, {"text": a.answer["es"]}] for a in articles},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _block(intent: str, texts: list[str]) -> dict[str, str]:
    return {"intent": intent, "examples": "".join(f"- {' '.join(text.split())}\n" for text in texts)}


def _steps(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": ANSWER if intent == ASK else action(intent)}]


def _rules(behaviours: list[str]) -> list[dict[str, Any]]:
    return [{"rule": name, "steps": _steps(name)} for name in [ASK, *behaviours, "nlu_fallback"]]


def _stories(behaviours: list[str]) -> list[dict[str, Any]]:
    """`greeting`, then each intent, then `thanks`."""
    return [
        {"story": f"visitor {name}", "steps": [*_steps("greeting"), *_steps(name), *_steps("thanks")]}
        for name in [ASK, *behaviours]
    ]


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def newest_model(folder: Path) -> Path:
    """The model trained last in the stock project. Raises SystemExit when there is none."""
    models = sorted((folder / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SystemExit("There is no stock model yet: run `python -m benchmarks.training` first.")
    return models[-1]


class TrivialActions(EndpointConfig):
    """An action server that answers in this process, at no cost of its own; Rasa checks its answer as always."""

    async def request(self, *_: Any, **__: Any) -> Any:
        return {"events": [], "responses": [{"text": "Here is what I found."}]}


def load(folder: Path, database: Path) -> Agent:
    """The stock agent with its tracker store in SQLite."""
    store = SQLTrackerStore(domain=None, dialect="sqlite", db=str(database))
    actions = TrivialActions(url="in-process")
    return Agent.load(model_path=str(newest_model(folder)), tracker_store=store, action_endpoint=actions)


def full_intent(parse: dict[str, Any]) -> str:
    """The intent with the article that ResponseSelector chose."""
    name = str(parse["intent"].get("name") or "nlu_fallback")
    if name != ASK:
        return name
    selected = parse.get("response_selector") or {}
    found = selected.get(ASK) or selected.get("default") or {}
    return str((found.get("response") or {}).get("intent_response_key") or name)
