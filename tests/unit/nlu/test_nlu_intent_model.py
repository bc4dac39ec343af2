from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emma.nlu.intent_model import IntentModel, Recipe, TrainingError, nearest_weight
from tests.unit.nlu.samples import FakeEncoder

GROUPS = {"case": ["my_*"]}
Training = tuple[list[str], list[str]]


def fit(training: Training, encoder: FakeEncoder, **more) -> IntentModel:
    texts, labels = training
    return IntentModel.fit(texts, encoder.encode(texts), labels, Recipe(components=16), **more)


def names(model: IntentModel, encoder: FakeEncoder, text: str, **more) -> list[str]:
    return [one.name for one in model.rank(text, encoder.encode([text])[0], most=4, **more)]


def test_it_knows_what_it_was_taught(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    assert names(model, encoder, "renew my green card")[0] == "ask/renew-green-card"
    assert names(model, encoder, "donde esta mi caso")[0] == "my_case"


def test_confidences_fall_and_stay_between_0_and_1(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    for text in ("fee waiver", "", "zzz", "my case " * 60):
        confidences = [one.confidence for one in model.rank(text, encoder.encode([text])[0], most=4)]
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= confidence <= 1 for confidence in confidences)


def test_the_others_are_as_near_as_their_probability(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    vector = encoder.encode(["fee of my case"])[0]
    scores, _ = model.scores("fee of my case", vector)
    first, second = model.rank("fee of my case", vector, most=2)
    by_name = dict(zip(model.labels, scores, strict=True))
    expected = np.exp(by_name[second.name] - by_name[first.name])
    assert second.confidence / first.confidence == pytest.approx(expected, rel=1e-3)


def test_probabilities_add_up_and_the_certainty_is_the_first_ones(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    read = model.read([("fee of my case", encoder.encode(["fee of my case"])[0])], most=len(model.labels))
    assert sum(one.probability for one in read.ranked) == pytest.approx(1, abs=1e-4)
    assert read.certainty == pytest.approx(read.ranked[0].confidence * read.ranked[0].probability)


def test_an_example_raises_its_intent_above_what_the_regression_says(training: Training, encoder: FakeEncoder) -> None:
    texts, labels = training
    with_it, without = (
        IntentModel.fit(texts, encoder.encode(texts), labels, Recipe(components=16, nearest=weight))
        for weight in (8.0, 0.0)
    )
    (sure,), (less,) = (
        model.rank("waive the fee", encoder.encode(["waive the fee"])[0], most=1) for model in (with_it, without)
    )
    assert sure.name == less.name == "ask/fee-waiver"
    assert sure.probability > less.probability


def test_the_nearest_example_counts_more_the_more_examples_there_are() -> None:
    few, many = (nearest_weight(np.repeat(["a", "b"], n), Recipe()) for n in (5, 100))
    assert 0 < few < many < Recipe().nearest


def test_a_masked_identifier_counts_for_the_case(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    case = model.labels.index("my_case")
    vector = encoder.encode(["hello"])[0]
    with_receipt, with_email = (model.scores(f"hello [{kind}]", vector)[0] for kind in ("receipt number", "email"))
    assert with_receipt[case] > with_email[case]


def test_a_priority_moves_the_choice_but_not_the_gate(training: Training, encoder: FakeEncoder) -> None:
    model = fit(training, encoder)
    bias = model.bias({"my_*": 50.0})
    plain = model.rank("fee waiver", encoder.encode(["fee waiver"])[0], most=1)[0]
    moved = model.rank("fee waiver", encoder.encode(["fee waiver"])[0], most=1, bias=bias)[0]
    assert (plain.name, moved.name) == ("ask/fee-waiver", "my_case")
    assert moved.confidence == pytest.approx(plain.confidence)
    assert model.bias({}) is None


@pytest.mark.parametrize("groups", [None, GROUPS])
def test_a_kept_model_ranks_as_before(
    tmp_path: Path, training: Training, encoder: FakeEncoder, groups: dict[str, list[str]] | None
) -> None:
    model = fit(training, encoder, groups=groups)
    model.save(tmp_path)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".npz"]
    again = IntentModel.load(tmp_path)
    for text in ("renew green card", "where is my case", "nothing"):
        vector = encoder.encode([text])[0]
        ours, theirs = model.rank(text, vector, most=4), again.rank(text, vector, most=4)
        assert [one.name for one in ours] == [one.name for one in theirs]
        assert [one.confidence for one in ours] == pytest.approx([one.confidence for one in theirs], abs=1e-2)


def test_training_twice_gives_the_same(training: Training, encoder: FakeEncoder) -> None:
    first, second = fit(training, encoder), fit(training, encoder)
    assert np.array_equal(first.head.weights, second.head.weights)
    assert first.gate == second.gate


def test_one_intent_cannot_be_learned(encoder: FakeEncoder) -> None:
    with pytest.raises(TrainingError, match="at least two intents"):
        IntentModel.fit(["a", "b"], encoder.encode(["a", "b"]), ["one", "one"], Recipe())
