"""What is kept of a turn: outcome, meanings, the two buttons, CPU time; as JSON lines and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.assistant.replies import Choice, TurnResult
from emma.errors import KnowledgeError, TurnFailed
from emma.evaluation.predictions import predict, read_predictions, write_predictions
from emma.words import Outcome
from tests.unit.evaluation.turns import answer, expected, offer, question, reply, saying, turn_result


def test_a_turn_becomes_a_prediction() -> None:
    found = next(predict([expected()], saying(answer("replace-card")), "release-1"))
    assert found.outcome is Outcome.ANSWERED
    assert found.meanings == found.first == {"ask/replace-card"}
    assert found.confidence == 0.95
    assert found.cpu_ms >= 0
    assert found.release == "release-1"


def test_the_step_beside_an_offer_is_not_an_answer() -> None:
    found = next(predict([expected()], saying(offer(beside="not-received-mail"))))
    assert found.articles == ()
    assert found.meanings == {"my_delivery"}


def test_an_article_found_by_search_is_a_meaning() -> None:
    found = next(predict([expected()], saying(turn_result(reply(article="rare-one"), intents=("nlu_fallback",)))))
    assert found.meanings == {"ask/rare-one"}
    assert found.label == "ask/rare-one"


def test_two_buttons_are_meanings_offered_and_not_given() -> None:
    asked = question('/ask{"article": "replace-card"}', "/my_delivery", "/did_not_help", article="replace-card")
    found = next(predict([expected()], saying(asked)))
    assert found.buttons == ("ask/replace-card", "my_delivery")
    assert found.meanings == frozenset()


def test_the_buttons_beside_an_answer_are_meanings_offered_with_it() -> None:
    also = (Choice("I meant: lost", '/ask{"article": "lost-card"}'), Choice("I meant: my card", "/my_delivery"))
    found = next(predict([expected()], saying(answer("replace-card", choices=also))))
    assert found.buttons == ("ask/lost-card", "my_delivery")
    assert found.first == {"ask/replace-card"}
    assert found.articles == ("replace-card",)


def test_the_variants_of_an_article_are_that_article() -> None:
    said = question('/ask{"article": "civics-test", "variant": "before"}', article="civics-test")
    found = next(predict([expected()], saying(said)))
    assert found.buttons == ()
    assert found.meanings == {"ask/civics-test"}


def test_a_turn_that_fails_is_unavailable_and_says_why() -> None:
    def fails(text: str) -> TurnResult:
        raise TurnFailed("The turn ended without a reply.")

    found = next(predict([expected()], fails))
    assert found.outcome is Outcome.UNAVAILABLE
    assert found.error == "TurnFailed: The turn ended without a reply."
    assert found.meanings == frozenset()


def test_one_turn_runs_before_the_measured_ones() -> None:
    heard: list[str] = []

    def listens(text: str) -> TurnResult:
        heard.append(text)
        return answer("replace-card")

    assert len(list(predict([expected("one"), expected("two")], listens))) == 2
    assert heard == ["one", "one", "two"]


def test_predictions_are_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    turns = [answer("replace-card"), question("/my_case", "/my_delivery"), offer()]
    kept = [next(predict([expected(f"¿{n}?")], saying(result), "r")) for n, result in enumerate(turns)]
    write_predictions(tmp_path / "p.jsonl", kept)
    assert read_predictions(tmp_path / "p.jsonl") == kept


@pytest.mark.parametrize("line", ["{", "{}", '{"outcome": "fine"}', "[]"])
def test_a_line_that_is_no_prediction_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "p.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"p\.jsonl, line 1"):
        read_predictions(tmp_path / "p.jsonl")
