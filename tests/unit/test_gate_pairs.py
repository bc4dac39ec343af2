"""Two releases on the same messages, and on what visitors wrote: what counts as better, worse, elsewhere, protected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from emma.assistant.replies import Effect, Reply, TurnResult
from emma.evaluation.held_out import Expected
from emma.evaluation.scoring import Scored
from emma.training.distances import project
from emma.training.effect import Said, ask_all, effect
from emma.training.evaluated import digest_of
from emma.training.paired import Pair, mcnemar, paired, strict_changes, topics
from emma.words import Outcome, Reason
from tests.gating import right

FEE = Expected("how much is it", "en", Outcome.ANSWERED, None, "fees", "ask/fee-waiver")
RIGHT = Scored(FEE, right(FEE, "old"))
WRONG_TOPIC = Scored(FEE, replace(RIGHT.predicted, topic="forms"))
OTHER_ARTICLE = Scored(FEE, replace(RIGHT.predicted, articles=("how-to-pay",), intents=("ask/how-to-pay",)))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (WRONG_TOPIC, RIGHT, 1),
        (RIGHT, WRONG_TOPIC, -1),
        (RIGHT, RIGHT, 0),
        (OTHER_ARTICLE, RIGHT, 1),  # outcome and topic are right in both: the article decides
        (RIGHT, OTHER_ARTICLE, -1),
        (WRONG_TOPIC, OTHER_ARTICLE, 1),  # outcome and topic first
    ],
)
def test_better_is_by_outcome_and_topic_then_by_the_article(before: Scored, after: Scored, change: int) -> None:
    assert Pair(before, after).change == change


def test_another_meaning_that_is_as_wrong_is_a_change_and_neither_better_nor_worse() -> None:
    elsewhere = Scored(FEE, replace(WRONG_TOPIC.predicted, articles=("x",), intents=("ask/x",)))
    gone = Scored(FEE, replace(WRONG_TOPIC.predicted, articles=("y",), intents=("ask/y",)))
    assert Pair(elsewhere, gone).change == 0
    assert Pair(elsewhere, gone).moved
    assert not Pair(elsewhere, elsewhere).moved


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (0, 5, 0.0625), (0, 6, 0.03125), (3, 3, 1.0), (1, 9, 0.0215)]
)
def test_the_exact_test_is_the_binomial_one_on_the_messages_that_changed(better: int, worse: int, p: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(p, abs=1e-4)
    assert mcnemar(worse, better) == pytest.approx(p, abs=1e-4)


def test_only_messages_that_both_have_are_compared() -> None:
    more = Scored(replace(FEE, text="another"), RIGHT.predicted)
    pairs = paired([WRONG_TOPIC], [RIGHT, more])
    assert [pair.after.expected.text for pair in pairs] == [FEE.text]
    assert strict_changes(pairs) == (1, 0)
    assert topics(pairs) == {"fees": {"before": [0, 1], "after": [1, 1]}}


def test_the_digest_tells_held_out_sets_apart_whatever_their_order() -> None:
    other = replace(FEE, text="another")
    assert digest_of([FEE, other]) == digest_of([other, FEE])
    assert digest_of([FEE, other]) != digest_of([FEE])
    assert digest_of([FEE]) != digest_of([replace(FEE, topic="forms")])


def turn(intent: str, outcome: Outcome = Outcome.ANSWERED, **values: object) -> TurnResult:
    """A turn that read `intent`."""
    reply = Reply("An answer.", outcome, "forms", reason=values.get("reason"))  # type: ignore[arg-type]
    reading = {"intent": intent, "confidence": 0.9, "ranking": values.get("ranking", []), "entities": []}
    return TurnResult((reply,), tuple(values.get("effects", ())), {}, "en", (reading,))  # type: ignore[arg-type]


SAID = [Said("c1", 1, "one", "en"), Said("c1", 3, "two", "es"), Said("c2", 1, "three", "en")]


def test_only_what_goes_elsewhere_is_listed_and_no_text_is() -> None:
    before = ask_all(SAID, lambda text, language: turn("forms"))
    after = ask_all(SAID, lambda text, language: turn("fees" if text == "two" else "forms"))
    found = effect(SAID, before, after)
    assert (found["of"], found["elsewhere"]) == (3, 1)
    assert 0 < found["low"] < 1 / 3 < found["high"] < 1
    assert [(one["conversation_id"], one["seq"]) for one in found["messages"]] == [("c1", 3)]
    assert "text" not in found["messages"][0]


@pytest.mark.parametrize(
    "reading",
    [
        turn("sensitive_asylum"),
        turn("emergency"),
        turn("forms", Outcome.EMERGENCY),
        turn("forms", reason=Reason.SENSITIVE),
        turn("forms", effects=[Effect("sensitive")]),
        turn("nlu_fallback", ranking=[{"name": "forms"}, {"name": "sensitive_asylum"}]),
    ],
)
def test_what_either_release_reads_as_protected_is_neither_counted_nor_listed(reading: TurnResult) -> None:
    plain = ask_all(SAID, lambda text, language: turn("forms"))
    guarded = ask_all(SAID, lambda text, language: reading)
    for before, after in ((plain, guarded), (guarded, plain)):
        assert effect(SAID, before, after) == {"of": 0, "elsewhere": 0, "low": 0.0, "high": 1.0, "messages": []}


def test_a_turn_that_fails_goes_elsewhere_as_a_visitor_would_meet_it() -> None:
    def fails(text: str, language: str) -> TurnResult:
        raise RuntimeError("an action raised")

    before = ask_all(SAID, lambda text, language: turn("forms"))
    found = effect(SAID, before, ask_all(SAID, fails))
    assert found["elsewhere"] == 3
    assert found["messages"][0]["after"]["outcome"] == "unavailable"


def test_a_map_puts_what_is_alike_together() -> None:
    import numpy as np

    cosines = np.array([[1.0, 0.9, 0.1, 0.1], [0.9, 1.0, 0.1, 0.1], [0.1, 0.1, 1.0, 0.9], [0.1, 0.1, 0.9, 1.0]])
    points = project(cosines)
    near, far = np.linalg.norm(points[0] - points[1]), np.linalg.norm(points[0] - points[2])
    assert near < far / 3
    assert np.abs(points).max() == pytest.approx(1.0)
    for few in range(3):
        assert project(np.eye(few)).shape == (few, 2)
