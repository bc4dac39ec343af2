"""The Universal Sentence Encoder's network in numpy: token ids in, sentence vectors and the layer before them out.

Token embeddings and convolutions over 2, 3 and 5 tokens, normalised, summed over the sentence and divided by the root
of its length (`pooled`), then a residual network to the sentence vector (multilingual v3, arXiv:1907.04307). The layer
before the last ones keeps what the sentence vector was trained to forget; both together tell intents apart better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emma.nlu.threads import one_thread

Array = NDArray[np.float32]

DIMENSION = 512
CHUNKS = 17
BRANCH = 256
# Tokens a convolution reads, and how many of them lie before its own.
CONVOLUTIONS = ((2, 0), (3, 1), (5, 2))
GAP = 2
# Tokens worked on together: streams the weights once for many short texts and still fits a cache.
AT_ONCE = 384


class UseNetwork:
    """The weights of `weights.npz`; the table of token embeddings stays in its 8-bit form (65 MB)."""

    def __init__(self, weights: Path) -> None:
        with np.load(weights, allow_pickle=False) as file:
            w = {name: file[name] for name in file.files if not name.startswith("q")}
            first = file["q1"]
            self._table = np.empty((CHUNKS * len(first), DIMENSION), dtype=np.uint8)
            for i in range(CHUNKS):
                self._table[i::CHUNKS] = first if i == 0 else file[f"q{i + 1}"]
        sizes = [size for size, _ in CONVOLUTIONS]
        self._w: dict[str, Any] = w
        self._entry = np.hstack([w[f"proj{size}"] for size in sizes])
        self._entry_bias, self._entry_gain, self._entry_shift = (
            np.concatenate([w[f"{kind}{size}"] for size in sizes]) for kind in ("proj_b", "ln_g", "ln_b")
        )
        self._eps = float(w["eps"])

    def layers(self, token_ids: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """Sentence vectors of length 1 and pooled layers, each of shape (texts, 512); no text may be without tokens."""
        with one_thread():
            parts = [self._layers(batch) for batch in _batches(token_ids)]
        if not parts:
            empty = np.empty((0, DIMENSION), dtype=np.float32)
            return empty, empty
        return np.vstack([vectors for vectors, _ in parts]), np.vstack([pooled for _, pooled in parts])

    def _layers(self, batch: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        lengths = np.array([len(ids) for ids in batch])
        ends = np.cumsum(lengths + GAP)
        starts = ends - lengths - GAP
        real = np.concatenate([np.arange(first, first + n) for first, n in zip(starts, lengths, strict=True)])
        ids = np.concatenate([np.asarray(one, dtype=np.int64) for one in batch])
        pooled = self._pool(self._words(ids), real, int(ends[-1]), lengths)
        return self._sentence(pooled), pooled

    def _words(self, ids: NDArray[np.int64]) -> Array:
        chunk = ids % CHUNKS
        words = self._table[ids] * self._w["scale"][chunk, None]
        return np.asarray(words + self._w["lo"][chunk, None], dtype=np.float32)

    def _pool(self, words: Array, real: NDArray[np.int64], rows: int, lengths: NDArray[np.int64]) -> Array:
        """`real`: the rows that hold tokens; the others part the texts, so that no convolution reaches over."""
        entry = self._normalised(words @ self._entry + self._entry_bias, self._entry_gain, self._entry_shift)
        found = [words]
        for i, (size, before) in enumerate(CONVOLUTIONS):
            x = np.zeros((rows, BRANCH), dtype=np.float32)
            x[real] = entry[:, i * BRANCH : (i + 1) * BRANCH]
            for layer in ("1", "2"):
                seen = _windows(x, size, before)[real] @ self._w[f"w{layer}_{size}"] + self._w[f"b{layer}_{size}"]
                x[real] += np.maximum(seen, 0)
            found.append(x[real])
        tokens = self._normalised(np.hstack(found), self._w["ln_g"], self._w["ln_b"])
        firsts = np.cumsum(lengths) - lengths
        length = lengths[:, None].astype(np.float32)
        total = np.add.reduceat(tokens, firsts, axis=0) @ self._w["cnn_W"] + length * self._w["cnn_b"]
        return np.asarray(total / np.sqrt(length), dtype=np.float32)

    def _sentence(self, pooled: Array) -> Array:
        w = self._w
        low = np.maximum(pooled @ w["d0"], 0)
        middle = np.maximum(pooled @ w["p1"] + low @ w["d1"], 0)
        top = np.tanh(middle @ w["p3"] + np.maximum(middle @ w["d2"], 0) @ w["d3"])
        return np.asarray(top / np.linalg.norm(top, axis=1, keepdims=True), dtype=np.float32)

    def _normalised(self, x: Array, gain: Array, shift: Array) -> Array:
        """Layer normalisation (Ba et al. 2016, arXiv:1607.06450) over the last axis."""
        x = x - x.mean(axis=1, keepdims=True)
        return np.asarray(x / np.sqrt((x * x).mean(axis=1, keepdims=True) + self._eps) * gain + shift)


def _windows(x: Array, size: int, before: int) -> Array:
    """Row t holds rows t - before … t - before + size - 1 of `x` side by side, zeros beyond its ends."""
    padded = np.zeros((len(x) + size - 1, x.shape[1]), dtype=np.float32)
    padded[before : before + len(x)] = x
    return np.hstack([padded[i : i + len(x)] for i in range(size)])


def _batches(token_ids: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    batch: list[Sequence[int]] = []
    tokens = 0
    for ids in token_ids:
        if batch and tokens + len(ids) > AT_ONCE:
            yield batch
            batch, tokens = [], 0
        batch.append(ids)
        tokens += len(ids)
    if batch:
        yield batch
