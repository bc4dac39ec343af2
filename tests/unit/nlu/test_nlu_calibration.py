from __future__ import annotations

import numpy as np
import pytest

from emma.nlu.calibration import Gate, out_of_fold_best_logits


def test_the_gate_is_half_where_the_quantile_lies() -> None:
    logits = np.arange(101, dtype=float)
    gate = Gate.from_held_out(logits, quantile=5)
    assert gate.middle == pytest.approx(5)
    assert gate.width == pytest.approx((50 - 5) / 4)
    assert gate.confidence(5) == pytest.approx(0.5)


def test_a_better_logit_is_never_less_sure() -> None:
    gate = Gate(middle=5, width=0.5)
    confidences = [gate.confidence(z) for z in np.linspace(-1e6, 1e6, 101)]
    assert confidences == sorted(confidences)
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_equal_logits_do_not_divide_by_zero() -> None:
    assert Gate.from_held_out(np.full(10, 3.0), quantile=5).confidence(3.0) == pytest.approx(0.5)


def test_each_example_is_scored_once_by_a_model_that_did_not_see_it() -> None:
    labels = np.array(["a"] * 7 + ["b"] * 5)
    seen: list[int] = []

    def score(train: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        assert not set(train) & set(held_out)
        seen.extend(held_out)
        return np.tile([[1.0, 2.0]], (len(held_out), 1))

    best = out_of_fold_best_logits(labels, folds=3, seed=1, score=score)
    assert sorted(seen) == list(range(12))
    assert list(best) == [2.0] * 12


def test_folds_in_which_only_one_intent_is_left_are_skipped() -> None:
    labels = np.array(["a", "b"])
    best = out_of_fold_best_logits(labels, folds=2, seed=1, score=lambda train, held: np.zeros((len(held), 2)))
    assert len(best) == 0
