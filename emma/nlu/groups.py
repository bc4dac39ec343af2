"""The second head: which group of intents a message belongs to, where a confusion would do harm.

A general article and a case-specific intent may share nearly all words ("how do I / please do"). Over hundreds of
intents each of them is one small class; over a handful of groups they are large ones, and single words count. So a
logistic regression over all terms (not their reduction) and the sentence vector gives log p(group), which is added to
the log p(intent) of the first head: a product of experts (Hinton 2002, doi:10.1162/089976602760128018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from emma.nlu.lexical import Array
from emma.nlu.logistic import fit_head

REST = "general"
RAREST = 3
# Sparse terms converge slowly: at 60 one choice in a hundred still differs from the converged model, at 200 none.
ITERATIONS = 200


class SideBySide:
    """Sparse columns with dense ones beside them, as far as `fit_head` multiplies them."""

    def __init__(self, sparse: csr_matrix, dense: Array) -> None:
        self.shape = (dense.shape[0], sparse.shape[1] + dense.shape[1])
        self._sparse, self._dense, self._turned = sparse, dense, sparse.T.tocsr()

    def __matmul__(self, weights: Array) -> Array:
        split = self._sparse.shape[1]
        return np.asarray(self._sparse @ weights[:split] + self._dense @ weights[split:])

    def transposed_times(self, scores: Array) -> Array:
        """The transpose times `scores` (n, k)."""
        return np.vstack([self._turned @ scores, self._dense.T @ scores])


@dataclass(frozen=True)
class GroupHead:
    """k groups: `terms` (vocabulary, k), `vector` (d, k), `intercepts` (k,); `of_label[i]` is label i's group."""

    names: list[str]
    of_label: NDArray[np.int64]
    terms: Array
    vector: Array
    intercepts: Array

    @classmethod
    def fit(
        cls,
        matrix: csr_matrix,
        vectors: Array,
        labels: Sequence[str],
        known: Sequence[str],
        groups: Mapping[str, Sequence[str]],
        *,
        C: float,
    ) -> GroupHead:
        """Learn from tf-idf rows (n, vocabulary), scaled sentence vectors (n, d) and full intent names."""
        wanted = [group_of(label, groups) for label in labels]
        often = np.flatnonzero(np.diff(matrix.tocsc().indptr) >= RAREST)
        head = fit_head(SideBySide(matrix[:, often], vectors), np.array(wanted), C=C, iterations=ITERATIONS)
        weights, names = head.weights, head.labels
        terms = np.zeros((matrix.shape[1], weights.shape[1]), dtype=np.float32)
        terms[often] = weights[: len(often)]
        of_label = np.array([names.index(group_of(label, groups)) for label in known], dtype=np.int64)
        return cls(names, of_label, terms, weights[len(often) :], head.intercepts)

    def log_shares(self, rows: list[int], values: list[float], vector: Array) -> Array:
        """log p(group) of each label's group, shape (labels,). `rows`, `values`: the text's terms and weights."""
        scores = vector @ self.vector + self.intercepts
        if rows:
            scores = scores + np.array(values, dtype=np.float32) @ self.terms[rows]
        scores = scores - scores.max()
        shares = scores - np.log(np.exp(scores).sum())
        return np.asarray(shares[self.of_label], dtype=np.float32)

    def totals(self, shares: Array) -> dict[str, float]:
        """Each group's part of unnormalised label probabilities `shares` (labels,)."""
        summed = np.bincount(self.of_label, weights=shares, minlength=len(self.names)) / shares.sum()
        return {name: round(float(total), 4) for name, total in zip(self.names, summed, strict=True)}

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Arrays (for npz) and plain data (for JSON) to keep."""
        arrays = {"group_terms": self.terms.astype(np.float16), "group_vector": self.vector}
        arrays |= {"group_intercepts": self.intercepts, "group_of_label": self.of_label}
        return arrays, {"groups": self.names}

    @classmethod
    def from_state(cls, arrays: Mapping[str, Any], data: Mapping[str, Any]) -> GroupHead | None:
        """The inverse of `state`; None when the model was made without groups."""
        if "groups" not in data:
            return None
        terms = arrays["group_terms"].astype(np.float32)
        return cls(data["groups"], arrays["group_of_label"], terms, arrays["group_vector"], arrays["group_intercepts"])


def group_of(label: str, groups: Mapping[str, Sequence[str]]) -> str:
    """The first group one of whose patterns (such as `my_*`) fits; `general` for the rest."""
    for name, patterns in groups.items():
        if any(fnmatchcase(label, pattern) for pattern in patterns):
            return name
    return REST
