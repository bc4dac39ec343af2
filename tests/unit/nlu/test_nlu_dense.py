"""Dense features on one scale."""

from __future__ import annotations

import numpy as np
import pytest

from emma.nlu.dense import DenseScaling

VECTORS = np.random.default_rng(2).normal(3, [1, 50, 0.1], size=(200, 3)).astype(np.float32)


def test_every_dimension_counts_alike_and_each_vector_has_the_length() -> None:
    scaled = DenseScaling.fit(VECTORS, length=2).apply(VECTORS)
    assert np.linalg.norm(scaled, axis=1) == pytest.approx(np.full(len(VECTORS), 2), rel=1e-4)
    assert scaled.std(axis=0).max() / scaled.std(axis=0).min() < 1.2


def test_one_vector_is_scaled_as_in_the_table() -> None:
    scaling = DenseScaling.fit(VECTORS, length=2)
    assert scaling.apply(VECTORS[5]) == pytest.approx(scaling.apply(VECTORS)[5])


def test_a_dimension_that_never_varies_and_the_mean_itself_do_no_harm() -> None:
    flat = np.column_stack([VECTORS, np.full(len(VECTORS), 7, dtype=np.float32)])
    scaling = DenseScaling.fit(flat, length=2)
    assert np.isfinite(scaling.apply(flat)).all()
    assert np.isfinite(scaling.apply(flat.mean(axis=0))).all()


def test_it_can_be_kept() -> None:
    scaling = DenseScaling.fit(VECTORS, length=2)
    again = DenseScaling.from_state(*scaling.state())
    assert again.apply(VECTORS) == pytest.approx(scaling.apply(VECTORS))
