"""A statement of a source is right when its article answers and the words are said, also behind a choice."""

from __future__ import annotations

from typing import Any

from emma.assistant.replies import Choice, TurnResult
from emma.evaluation.statements import check, statement_figures
from emma.words import Outcome
from tests.unit.evaluation.turns import answer, reply, turn_result

TOPICS = {"replace-card": "green_card_replacement", "fee": "fees"}
ROW = {
    "id": "001-01", "question_en": "what form", "question_es": "qué forma", "topic": "green_card_replacement",
    "article": "replace-card;fee", "contains_en": "Form 90;I-90", "contains_es": "",
}  # fmt: skip


def asking(result: TurnResult, chosen: TurnResult | None = None) -> Any:
    return lambda text, language, state, payload: chosen if payload and chosen else result


def test_the_article_and_one_of_the_wordings_make_it_right() -> None:
    right = check(ROW, "en", asking(answer("replace-card", text="File form I-90.")), TOPICS)
    silent = check(ROW, "en", asking(answer("replace-card", text="File a form.")), TOPICS)
    other = check(ROW, "en", asking(answer("renew-card", text="File form I-90.")), TOPICS)
    assert (right.wrong, right.said) == ((), True)
    assert "says none of" in silent.wrong[0]
    assert "answered by renew-card" in other.wrong[0]


def test_another_topic_than_that_of_the_article_is_wrong() -> None:
    assert "topic forms" in check(ROW, "es", asking(answer("replace-card", topic="forms")), TOPICS).wrong[0]


def test_what_stands_behind_a_choice_of_the_article_is_read_too() -> None:
    choice = Choice("Ten years", '/ask{"article": "replace-card", "variant": "ten"}')
    asked = turn_result(reply(Outcome.ASKED, article="replace-card", choices=(choice,)), intents=("ask/replace-card",))
    assert not check(ROW, "en", asking(asked, answer("replace-card", text="I-90")), TOPICS).wrong


def test_the_wording_is_counted_only_where_one_is_wanted() -> None:
    ask = asking(answer("replace-card", text="File a form."))
    found = statement_figures([check(ROW, lang, ask, TOPICS) for lang in ("en", "es")])
    assert (found["right"]["all"]["right"], found["right"]["es"]["share"]) == (1, 1.0)
    assert (found["contains"]["all"]["right"], found["contains"]["all"]["of"]) == (0, 1)
    assert len(found["misses"]) == 1
