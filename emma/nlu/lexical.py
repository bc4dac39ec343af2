"""Word and letter features: tf-idf of words (1-2) and of letters within words (2-4), reduced by SVD to a short vector.

Fitted with scikit-learn; a message is projected with plain dictionaries and one gather, because scikit-learn's
per-call overhead is larger than the whole work.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD

from emma.nlu.text import bound, fold

Array = NDArray[np.float32]

# What the privacy guard leaves in a text, e.g. `[receipt number]`, is one word of its own.
_MASKED = re.compile(r"\[[a-z][a-z0-9 -]{1,28}\]")
_WORD = re.compile(r"\[[a-z][a-z0-9 -]{1,28}\]|\w+")
LETTERS = (2, 3, 4)
# In a large set a term seen once says nothing about others, in a very large one a term seen twice little; half of all
# terms are such.
LARGE_SET, VERY_LARGE_SET = 1000, 10_000


def word_terms(folded: str) -> list[str]:
    """Words and pairs of neighbours; a masked identifier counts as one word."""
    words = _WORD.findall(folded)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letter_terms(folded: str) -> list[str]:
    """Runs of 2-4 letters inside each word, padded with a space on both sides (scikit-learn's char_wb)."""
    terms: list[str] = []
    for word in _MASKED.sub(" ", folded).split():
        padded = f" {word} "
        for size in LETTERS:
            terms += [padded[i : i + size] for i in range(max(1, len(padded) - size + 1))]
    return terms


BLOCKS = (word_terms, letter_terms)


@dataclass(frozen=True)
class LexicalProjection:
    """A fitted projection. `weights[i]` is the idf-scaled SVD row of term i; blocks are word terms, letter terms."""

    vocabularies: tuple[dict[str, int], dict[str, int]]
    idf: Array
    components: Array

    @property
    def dimension(self) -> int:
        """Length of a projected vector."""
        return int(self.components.shape[1])

    @classmethod
    def fit(cls, texts: list[str], *, dimension: int, seed: int) -> tuple[LexicalProjection, Array, csr_matrix]:
        """Fit on `texts`; gives also their projections (len(texts), dimension) and tf-idf rows (len(texts), terms)."""
        vocabularies, idf, matrix = _tfidf(texts)
        size = max(1, min(dimension, matrix.shape[0] - 1, matrix.shape[1] - 1))
        reduction = TruncatedSVD(n_components=size, algorithm="randomized", n_iter=2, random_state=seed)
        projected = reduction.fit_transform(matrix).astype(np.float32)
        components = np.ascontiguousarray(reduction.components_.T, dtype=np.float16).astype(np.float32)
        return cls(vocabularies, idf, components), projected, matrix

    def weigh(self, text: str) -> tuple[list[int], list[float]]:
        """The known terms of a text and their tf-idf weights."""
        return _weigh(fold(bound(text)), self.vocabularies, self.idf)

    def project(self, rows: list[int], values: list[float]) -> Array:
        """The vector of a weighed text, shape (dimension,)."""
        if not rows:
            return np.zeros(self.dimension, dtype=np.float32)
        return np.asarray(np.array(values, dtype=np.float32) @ self.components[rows], dtype=np.float32)

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Arrays (for npz) and plain data (for JSON) to keep."""
        words, letters = (list(vocabulary) for vocabulary in self.vocabularies)
        arrays: dict[str, Any] = {"idf": self.idf, "components": self.components.astype(np.float16)}
        return arrays, {"words": words, "letters": letters}

    @classmethod
    def from_state(cls, arrays: Any, data: dict[str, Any]) -> LexicalProjection:
        """The inverse of `state`."""
        words = {term: row for row, term in enumerate(data["words"])}
        letters = {term: row for row, term in enumerate(data["letters"], start=len(words))}
        return cls((words, letters), arrays["idf"], arrays["components"].astype(np.float32))


def _tfidf(texts: list[str]) -> tuple[tuple[dict[str, int], dict[str, int]], Array, csr_matrix]:
    """Vocabularies, idf = ln((1 + n) / (1 + df)) + 1 (scikit-learn's smooth idf), and the weighted matrix."""
    folded = [fold(bound(text)) for text in texts]
    frequency = [Counter(term for text in folded for term in set(terms(text))) for terms in BLOCKS]
    least = 1 + (len(texts) >= LARGE_SET) + (len(texts) >= VERY_LARGE_SET)
    kept = [sorted(term for term, n in counts.items() if n >= least) for counts in frequency]
    words = {term: row for row, term in enumerate(kept[0])}
    letters = {term: row for row, term in enumerate(kept[1], start=len(words))}
    counts = [frequency[0][term] for term in words] + [frequency[1][term] for term in letters]
    idf = (np.log((1 + len(texts)) / (1 + np.array(counts, dtype=np.float64))) + 1).astype(np.float32)
    starts, columns, values = [0], [], []
    for text in folded:
        rows, weights = _weigh(text, (words, letters), idf)
        columns += rows
        values += weights
        starts.append(len(columns))
    shape = (len(texts), len(words) + len(letters))
    return (words, letters), idf, csr_matrix((np.array(values, dtype=np.float32), columns, starts), shape=shape)


def _weigh(
    folded: str, vocabularies: tuple[dict[str, int], dict[str, int]], idf: Array
) -> tuple[list[int], list[float]]:
    """Known terms of a text and their weights (1 + ln tf) * idf, each block scaled to length 1."""
    rows: list[int] = []
    values: list[float] = []
    for terms, vocabulary in zip(BLOCKS, vocabularies, strict=True):
        found = [
            (vocabulary[term], 1 + math.log(n)) for term, n in Counter(terms(folded)).items() if term in vocabulary
        ]
        weighted = [weight * float(idf[row]) for row, weight in found]
        length = math.sqrt(sum(weight * weight for weight in weighted)) or 1.0
        rows += [row for row, _ in found]
        values += [weight / length for weight in weighted]
    return rows, values
