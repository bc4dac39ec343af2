"""An answer that is likely but not certain says what else may have been meant; a certain or chosen one does not."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine

from actions.answer import ActionAnswer
from tests.visitor_says import heard

RENEW, REPLACE = "renew-green-card", "replace-lost-green-card"


def understood(probabilities: dict[str, float], *, language: str = "en", **more: Any) -> Tracker:
    """Ana's message with a ranking that holds these probabilities."""
    tracker = heard("my card", intent=f"ask/{RENEW}", language=language, **more)
    tracker.latest_message["full_ranking"] = [
        {"name": name, "confidence": probability, "probability": probability}
        for name, probability in probabilities.items()
    ]
    return tracker


def buttons(tracker: Tracker) -> list[dict[str, str]]:
    said = CollectingDispatcher()
    ActionAnswer().run(said, tracker, {})
    return said.messages[0]["buttons"]


def test_a_likely_answer_offers_the_two_next_meanings(tables: Engine) -> None:
    likely = {f"ask/{RENEW}": 0.6, f"ask/{REPLACE}": 0.2, "my_case": 0.1, "ask/fee-waiver": 0.05}
    found = buttons(understood(likely))
    assert [one["payload"] for one in found] == [f'/ask{{"article": "{REPLACE}"}}', "/my_case"]
    assert all(one["title"].startswith("I meant: ") for one in found)


def test_in_spanish_the_buttons_are_spanish(tables: Engine) -> None:
    found = buttons(understood({f"ask/{RENEW}": 0.6, f"ask/{REPLACE}": 0.2}, language="es"))
    assert found[0]["title"].startswith("Quise decir: ")


@pytest.mark.parametrize(
    "probabilities",
    [
        {f"ask/{RENEW}": 0.95, f"ask/{REPLACE}": 0.04},
        {f"ask/{RENEW}": 0.85, f"ask/{REPLACE}": 0.02},
        {f"ask/{RENEW}": 0.8, "out_of_scope": 0.2},
        {},
    ],
    ids=["a certain answer", "unlikely others", "out of scope", "no ranking"],
)
def test_otherwise_the_answer_stands_alone(tables: Engine, probabilities: dict[str, float]) -> None:
    assert buttons(understood(probabilities)) == []


def test_a_chosen_article_stands_alone(tables: Engine) -> None:
    chosen = understood({}, article=RENEW)
    assert buttons(chosen) == []


def test_what_did_not_help_is_not_offered_again(tables: Engine) -> None:
    likely = {f"ask/{RENEW}": 0.6, f"ask/{REPLACE}": 0.2}
    assert buttons(understood(likely, slots={"rejected": [REPLACE]})) == []
