"""The nearest example of each intent, in the space learned from all examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emma.nlu.nearest import NearestExamples

INTENTS, EACH, DIMENSION = 5, 12, 20


@pytest.fixture(scope="module")
def examples() -> tuple[np.ndarray, np.ndarray]:
    """Five clouds, all of them stretched along the first axis, which says nothing about the intent."""
    random = np.random.default_rng(1)
    middles = random.normal(size=(INTENTS, DIMENSION))
    targets = np.repeat(np.arange(INTENTS), EACH)
    features = middles[targets] + 0.3 * random.normal(size=(INTENTS * EACH, DIMENSION))
    features[:, 0] = 5 * random.normal(size=len(features))
    order = random.permutation(len(features))
    return features[order].astype(np.float32), targets[order]


@pytest.fixture(scope="module")
def nearest(examples: tuple[np.ndarray, np.ndarray]) -> NearestExamples:
    return NearestExamples.fit(*examples, dimension=16, shrinkage=0.1)


def test_an_example_is_nearest_to_itself(nearest: NearestExamples, examples: tuple[np.ndarray, np.ndarray]) -> None:
    for feature, target in zip(*examples, strict=True):
        found = nearest.similarities(feature, np.arange(INTENTS))
        assert found.argmax() == target
        assert found[target] == pytest.approx(1, abs=1e-3)


def test_what_varies_within_intents_counts_little(
    nearest: NearestExamples, examples: tuple[np.ndarray, np.ndarray]
) -> None:
    moved = examples[0][0].copy()
    moved[0] += 5
    assert nearest.similarities(moved, np.array([examples[1][0]]))[0] > 0.9


def test_one_message_and_many_at_once_agree(nearest: NearestExamples, examples: tuple[np.ndarray, np.ndarray]) -> None:
    together = nearest.all_similarities(examples[0][:7])
    alone = [nearest.similarities(feature, np.arange(INTENTS)) for feature in examples[0][:7]]
    assert together == pytest.approx(np.array(alone), abs=1e-5)


def test_only_the_intents_asked_for_are_compared(
    nearest: NearestExamples, examples: tuple[np.ndarray, np.ndarray]
) -> None:
    every = nearest.similarities(examples[0][3], np.arange(INTENTS))
    assert nearest.similarities(examples[0][3], np.array([4, 1])) == pytest.approx(every[[4, 1]])


def test_kept_in_eight_bits_it_finds_the_same(
    tmp_path: Path, nearest: NearestExamples, examples: tuple[np.ndarray, np.ndarray]
) -> None:
    np.savez(tmp_path / "kept.npz", **nearest.state())
    with np.load(tmp_path / "kept.npz", allow_pickle=False) as file:
        assert file["nearest_rows"].dtype == np.int8
        again = NearestExamples.from_state({name: file[name] for name in file.files})
    assert again.all_similarities(examples[0]) == pytest.approx(nearest.all_similarities(examples[0]), abs=0.02)


def test_one_example_an_intent_is_enough() -> None:
    features = np.eye(4, dtype=np.float32)
    found = NearestExamples.fit(features, np.arange(4), dimension=8, shrinkage=0.3)
    assert found.all_similarities(features).argmax(axis=1).tolist() == [0, 1, 2, 3]
