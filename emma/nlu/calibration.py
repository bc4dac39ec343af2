"""Confidence as an in-domain gate: how the best intent's score compares with scores of held-out own messages.

mu = the q-th percentile and m = the median of the out-of-fold maximum logits of the training examples,
s = (m - mu) / 4, gate(z) = 1 / (1 + exp(-(max z - mu) / s)). 0.5 means that q percent of own messages would be
refused; a softmax threshold drifts with the number of intents, this one does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]
NARROWEST = 1e-3


@dataclass(frozen=True)
class Gate:
    """A logistic over the maximum logit: 0.5 at `middle`, steeper with a smaller `width`."""

    middle: float
    width: float

    @classmethod
    def from_held_out(cls, best_logits: Scores, *, quantile: float) -> Gate:
        """Calibrate on out-of-fold maximum logits, shape (n,); `quantile` in percent."""
        middle = float(np.percentile(best_logits, quantile))
        width = (float(np.median(best_logits)) - middle) / 4
        return cls(middle, max(width, NARROWEST))

    def confidence(self, best_logit: float) -> float:
        """Between 0 and 1."""
        scaled = (best_logit - self.middle) / self.width
        return 1 / (1 + math.exp(-scaled)) if scaled > -700 else 0.0


def out_of_fold_best_logits(
    labels: NDArray[np.str_], *, folds: int, seed: int, score: Callable[[NDArray[np.int64], NDArray[np.int64]], Scores]
) -> Scores:
    """The maximum logit of each example by a model that did not see it, shape (n,).

    `score(train, held_out)` fits on the rows `train` and gives the logits of `held_out`, shape (len(held_out), k).
    Each intent's examples are dealt over the folds in turn, so that every fold keeps most of each intent.
    """
    fold_of = _deal(labels, folds, seed)
    best = np.full(len(labels), -np.inf)
    for fold in range(folds):
        held_out = np.flatnonzero(fold_of == fold)
        train = np.flatnonzero(fold_of != fold)
        if len(held_out) and len(set(labels[train])) > 1:
            best[held_out] = score(train, held_out).max(axis=1)
    return best[np.isfinite(best)]


def _deal(labels: NDArray[np.str_], folds: int, seed: int) -> NDArray[np.int64]:
    random = np.random.default_rng(seed)
    fold_of = np.empty(len(labels), dtype=np.int64)
    dealt = 0
    for label in sorted(set(labels)):
        rows = random.permutation(np.flatnonzero(labels == label))
        fold_of[rows] = (np.arange(len(rows)) + dealt) % folds
        dealt += len(rows)
    return fold_of
