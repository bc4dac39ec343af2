"""The nearest example: how alike a message is to the most similar example of each intent.

Similarity is the cosine in a space where directions in which examples of one intent differ among themselves count
little: within-class covariance normalisation (Hatch et al. 2006, Interspeech), W = (S_w + shrinkage * mean eigenvalue
* I)^(-1/2), and then the directions that part the intents' means (Fisher's linear discriminants).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Indices = NDArray[np.int64]

LEVELS = 127
TINY = 1e-6
# Rows compared at once in training: 20,000 examples against all would need gigabytes.
AT_ONCE = 1000


@dataclass(frozen=True)
class NearestExamples:
    """`projection` (d, r) after `centre` (d,); `rows` (n, r) are unit vectors, intent by intent, those of intent i from
    `starts[i]` on. Kept in 8 bits."""

    centre: Array
    projection: Array
    rows: Array
    starts: Indices

    @classmethod
    def fit(cls, features: Array, targets: Indices, *, dimension: int, shrinkage: float) -> NearestExamples:
        """Learn from features (n, d) and intents 0..k-1, each of which occurs; r is at most k - 1."""
        order = np.argsort(targets, kind="stable")
        starts = np.searchsorted(targets[order], np.arange(int(targets.max()) + 1))
        centre = features.mean(axis=0)
        projection = _discriminants(features - centre, targets, dimension, shrinkage)
        return cls(centre, projection, _unit((features[order] - centre) @ projection), starts)

    def similarities(self, feature: Array, intents: Indices) -> Array:
        """Cosine to the nearest example of each of `intents`, for one message's feature (d,)."""
        place = _unit(((feature - self.centre) @ self.projection)[None, :])[0]
        ends = np.append(self.starts[1:], len(self.rows))
        found = [(self.rows[self.starts[i] : ends[i]] @ place).max() for i in intents]
        return np.array(found, dtype=np.float32)

    def all_similarities(self, features: Array) -> Array:
        """Cosine to the nearest example of every intent, for features (n, d): shape (n, k)."""
        places = _unit((features - self.centre) @ self.projection)
        parts = [
            np.maximum.reduceat(places[i : i + AT_ONCE] @ self.rows.T, self.starts, axis=1)
            for i in range(0, len(places), AT_ONCE)
        ]
        return np.vstack(parts)

    def state(self) -> dict[str, Any]:
        """Arrays to keep."""
        steps = np.maximum(np.abs(self.rows).max(axis=1, keepdims=True), TINY) / LEVELS
        return {
            "nearest_centre": self.centre,
            "nearest_projection": self.projection.astype(np.float16),
            "nearest_rows": np.rint(self.rows / steps).astype(np.int8),
            "nearest_steps": steps.astype(np.float32),
            "nearest_starts": self.starts,
        }

    @classmethod
    def from_state(cls, arrays: Mapping[str, Any]) -> NearestExamples:
        """The inverse of `state`."""
        rows = arrays["nearest_rows"] * arrays["nearest_steps"]
        projection = arrays["nearest_projection"].astype(np.float32)
        return cls(arrays["nearest_centre"], projection, rows, arrays["nearest_starts"])


def _discriminants(centred: Array, targets: Indices, dimension: int, shrinkage: float) -> Array:
    """The projection (d, r) of centred features, rounded as it is kept."""
    counts = np.bincount(targets)
    sums = np.zeros((len(counts), centred.shape[1]), dtype=np.float32)
    np.add.at(sums, targets, centred)
    means = sums / counts[:, None]
    spread = centred - means[targets]
    within = (spread.T @ spread).astype(np.float64) / max(1, len(targets) - len(counts))
    values, vectors = np.linalg.eigh(within)
    values = np.maximum(values, 0)
    whitening = ((vectors / np.sqrt(values + shrinkage * values.mean() + TINY)) @ vectors.T).astype(np.float32)
    parting = means @ whitening
    _, directions = np.linalg.eigh(parting.T @ parting)
    kept = whitening @ directions[:, -max(1, min(dimension, len(counts) - 1)) :]
    return np.asarray(kept.astype(np.float16), dtype=np.float32)


def _unit(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, TINY), dtype=np.float32)
