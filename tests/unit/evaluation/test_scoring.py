"""Strict and lenient judgement of one message."""

from __future__ import annotations

import pytest

from emma.errors import KnowledgeError
from emma.evaluation.predictions import predict
from emma.evaluation.scoring import score
from emma.words import Outcome
from tests.unit.evaluation.turns import answer, case, expected, offer, question, reply, saying, scored, turn_result

TURNED_AWAY = turn_result(reply(Outcome.ASKED, "other"), intents=("nlu_fallback",))
DECLINED = turn_result(reply(Outcome.DECLINED, "other"), intents=("out_of_scope",))


def test_the_expected_article_is_right_in_every_way() -> None:
    one = scored(expected(), answer("replace-card"))
    assert one.route
    assert one.strict
    assert one.lenient
    assert one.first
    assert one.within
    assert not one.missed


def test_another_accepted_meaning_is_right_leniently_only() -> None:
    message = expected(also=frozenset({"my_delivery"}))
    one = scored(message, offer("my_delivery"))
    assert not one.strict
    assert one.lenient
    assert one.meaning == message.intent


def test_the_wrong_article_of_the_right_topic_is_right_strictly_only() -> None:
    one = scored(expected(), answer("renew-card"))
    assert one.strict
    assert not one.lenient
    assert one.missed


def test_the_right_article_after_a_wrong_one_is_not_first() -> None:
    both = turn_result(
        reply(article="renew-card"), reply(article="replace-card"), intents=("ask/renew-card", "ask/replace-card")
    )
    one = scored(expected(), both)
    assert one.lenient
    assert not one.first


@pytest.mark.parametrize("right", [0, 1])
def test_a_right_button_counts_as_within_and_not_as_first(right: int) -> None:
    buttons = ["/my_case", "/my_decision"]
    buttons[right] = '/ask{"article": "replace-card"}'
    one = scored(expected(), question(*buttons, article="replace-card"))
    assert one.within
    assert not one.first
    assert not one.lenient


def test_a_third_button_does_not_count() -> None:
    one = scored(expected(), question("/my_case", "/my_decision", '/ask{"article": "replace-card"}'))
    assert not one.within


def test_two_questions_want_two_answers() -> None:
    message = expected(also=frozenset({"fee_info"}), register="two_questions")
    assert not scored(message, answer("replace-card")).both
    two = turn_result(reply(article="replace-card"), reply(topic="fees"), intents=("ask/replace-card", "fee_info"))
    assert scored(message, two).both


def test_an_article_for_a_case_is_answered_as_if_general() -> None:
    assert scored(case(), answer("not-received-mail")).general
    assert scored(case(), question('/ask{"article": "a", "variant": "b"}', article="a")).general
    assert not scored(case(), offer()).general
    assert not scored(case(), question("/my_case", "/my_delivery")).general


def test_an_offer_for_a_general_question_is_refused_unless_accepted() -> None:
    assert scored(expected(), offer()).refused
    assert not scored(expected(also=frozenset({"my_delivery"})), offer()).refused
    assert not scored(expected(), answer("renew-card")).refused


def test_turned_away_is_declined_or_not_understood_without_buttons() -> None:
    assert scored(expected(), DECLINED).turned_away
    assert scored(expected(), TURNED_AWAY).turned_away
    assert not scored(expected(), question("/my_case", "/my_delivery")).turned_away
    assert not scored(expected(), answer("renew-card")).turned_away


def test_only_a_sure_wrong_answer_is_wrong_but_certain() -> None:
    assert scored(expected(), answer("renew-card")).wrong_but_certain
    assert not scored(expected(), answer("renew-card", confidence=0.7)).wrong_but_certain
    assert not scored(expected(), answer("replace-card")).wrong_but_certain
    assert not scored(expected(), offer()).wrong_but_certain


def test_the_reply_language_is_compared_with_the_one_expected() -> None:
    assert scored(expected(), answer("replace-card")).language
    assert not scored(expected(lang="es"), answer("replace-card")).language


def test_messages_without_a_prediction_are_an_error() -> None:
    known, new = expected("one"), expected("two", place="en.csv:2")
    with pytest.raises(KnowledgeError, match=r"1 of 2 messages .* en\.csv:2"):
        score([known, new], predict([known], saying(answer("replace-card"))))
