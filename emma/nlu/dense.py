"""Dense sentence features made comparable: each dimension standardised on the examples, then one fixed length.

A sentence vector has a few dimensions that vary most and say least about the intent; standardised, all count alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
TINY = 1e-6


@dataclass(frozen=True)
class DenseScaling:
    """`middle` and `spread` of each dimension, shape (d,); `length` of what comes out."""

    middle: Array
    spread: Array
    length: float

    @classmethod
    def fit(cls, vectors: Array, *, length: float) -> DenseScaling:
        """Learn from vectors (n, d)."""
        return cls(vectors.mean(axis=0), np.maximum(vectors.std(axis=0), TINY), length)

    def apply(self, vectors: Array) -> Array:
        """Vectors (n, d) or one (d,), standardised and of the given length."""
        even = (vectors - self.middle) / self.spread
        lengths = np.linalg.norm(even, axis=-1, keepdims=True)
        return np.asarray(self.length * even / np.maximum(lengths, TINY), dtype=np.float32)

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Arrays (for npz) and plain data (for JSON) to keep."""
        return {"dense_middle": self.middle, "dense_spread": self.spread}, {"dense_length": self.length}

    @classmethod
    def from_state(cls, arrays: Mapping[str, Any], data: Mapping[str, Any]) -> DenseScaling:
        """The inverse of `state`."""
        return cls(arrays["dense_middle"], arrays["dense_spread"], data["dense_length"])
