"""Messages that mean the same stand together in the trainers' inbox, in both languages, the most frequent first."""

from __future__ import annotations

import time

import numpy as np

from emma.evaluation.held_out import read_folder
from emma.inbox.grouping import Group, RememberedVectors, grouped, text_key
from emma.inbox.suggesting import suggested
from emma.settings import ROOT
from tests.inbox import item

LOST = "how do i replace my lost green card"
LOST_TOO = "How can I replace a green card that I lost?"
PERDIDA = "cómo reemplazo mi tarjeta verde perdida"
HOURS = "what are the opening hours of the field office"


def texts(group: Group) -> set[str]:
    return {one.text for one in group.items}


def test_one_question_in_two_languages_is_one_group() -> None:
    found = grouped([item(1, LOST), item(2, HOURS), item(3, PERDIDA, language="es"), item(4, LOST_TOO)])
    assert [texts(group) for group in found] == [{LOST, PERDIDA, LOST_TOO}, {HOURS}]
    assert found[0].languages == {"en": 2, "es": 1}


def test_the_same_words_are_one_group_whatever_the_vectors_say() -> None:
    found = grouped([item(1, "¿Hola?"), item(2, "hola")], lambda given: np.eye(len(given), 4, dtype=np.float32))
    assert len(found) == 1
    assert text_key("Where's my CARD?!") == text_key("where s my card")


def test_most_frequent_first_then_newest() -> None:
    words = ["alpha", "beta", "gamma", "beta"]
    found = grouped([item(n, word) for n, word in enumerate(words)], apart)
    assert [(group.heading.text, group.count) for group in found] == [("beta", 2), ("gamma", 1), ("alpha", 1)]


def apart(given: list[str]) -> np.ndarray:
    """Vectors of which none is like another."""
    return np.eye(len(given), dtype=np.float32)


def test_no_chain_of_small_steps_joins_what_differs() -> None:
    angles = dict(zip(("first", "second", "third", "fourth"), (0.0, 0.7, 1.4, 2.1), strict=True))
    rows = lambda given: np.array([[np.cos(angles[w]), np.sin(angles[w])] for w in given], dtype=np.float32)  # noqa: E731
    found = grouped([item(n, word) for n, word in enumerate(angles)], rows)
    assert sorted(sorted(texts(group)) for group in found) == [["first", "second", "third"], ["fourth"]]


def test_a_story_is_no_heading() -> None:
    story = " ".join([LOST, "because", *["and then I went on and on about it"] * 4])
    same = lambda given: np.ones((len(given), 1), dtype=np.float32)  # noqa: E731
    assert grouped([item(1, story), item(2, story), item(3, LOST)], same)[0].heading.text == LOST


def test_labels_in_doubt_and_expired_articles_stand_alone() -> None:
    found = grouped([item(1, LOST, "label"), item(2, LOST, "label"), item(3, LOST, "expired_article")])
    assert [group.count for group in found] == [1, 1, 1]


def test_what_agents_said_is_shown_once() -> None:
    corrected = [item(n, LOST, "corrected", right_answer="Form I-90.") for n in (1, 2)]
    assert grouped(corrected)[0].right_answers == ("Form I-90.",)


def test_vectors_are_made_once_and_the_oldest_forgotten() -> None:
    asked: list[str] = []

    def encode(given: list[str]) -> np.ndarray:
        asked.extend(given)
        return np.ones((len(given), 1), dtype=np.float32)

    vectors = RememberedVectors(encode, most=2)
    assert vectors(["a", "b", "a"]).shape == (3, 1)
    vectors(["b", "c"])
    vectors(["b"])
    vectors(["a"])
    assert asked == ["a", "b", "c", "a"]


def test_groups_of_real_messages_are_mostly_of_one_intent() -> None:
    messages = {one.text: one for one in read_folder(ROOT / "tests" / "nlu") if one.lang in ("en", "es")}
    items = [item(n, text, language=one.lang) for n, (text, one) in enumerate(messages.items())]
    groups = [group for group in grouped(items) if group.count > 1]
    right = 0
    for group in groups:
        intents = [messages[one.text].intent for one in group.items]
        right += max(intents.count(intent) for intent in intents)
    assert right / sum(group.count for group in groups) > 0.85


def test_a_thousand_items_are_grouped_quickly() -> None:
    messages = list(dict.fromkeys(one.text for one in read_folder(ROOT / "tests" / "nlu")))[:1000]
    items = [item(n, text) for n, text in enumerate(messages)]
    vectors = RememberedVectors()
    started = time.process_time()
    grouped(items, vectors)
    first = time.process_time() - started
    started = time.process_time()
    grouped(items, vectors)
    assert time.process_time() - started < 0.5
    assert first < 3.0  # 1.2 s alone on one core


def test_an_agents_word_counts_more_than_a_guess() -> None:
    group = grouped(
        [
            item(1, LOST, predicted="ask/civics-test", second="ask/renew-green-card", confidence=0.6),
            item(2, LOST, "corrected", predicted="civics-test", article="replace-lost-green-card"),
        ]
    )[0]
    known = ("ask/civics-test", "ask/renew-green-card", "ask/replace-lost-green-card", "out_of_scope")
    near = lambda text: [("ask/renew-green-card", 0.7)]  # noqa: E731
    names = [one.intent for one in suggested(group, near, known)]
    assert names == ["ask/replace-lost-green-card", "ask/renew-green-card", "ask/civics-test"]


def test_an_answer_that_did_not_help_is_the_last_suggestion() -> None:
    group = grouped([item(1, LOST, "unhelpful", predicted="ask/civics-test", confidence=0.97)])[0]
    known = ("ask/civics-test", "ask/renew-green-card")
    names = [one.intent for one in suggested(group, lambda text: [("ask/renew-green-card", 0.4)], known)]
    assert names == ["ask/renew-green-card", "ask/civics-test"]


def test_protected_matters_and_intents_that_are_gone_are_never_suggested() -> None:
    group = grouped([item(1, LOST, predicted="sensitive_asylum", second="ask/gone", confidence=0.6)])[0]
    assert suggested(group, lambda text: [("emergency", 0.9)], ("sensitive_asylum", "emergency")) == []
