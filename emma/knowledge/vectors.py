"""Passage vectors on disk: 8-bit, memory-mapped, in coarse clusters, so that a query costs the same at any size.

An inverted file (Jégou et al. 2011, "Product quantization for nearest neighbor search", the coarse quantizer alone):
a query is compared with the centroids, then with the rows of the nearest clusters only. Up to ROWS_A_CLUSTER x PROBED
rows every cluster is read and the answer is exact.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Counts = NDArray[np.int64]

ROWS_A_CLUSTER = 1000
PROBED = 16
SAMPLE_A_CLUSTER = 64
ROUNDS = 8
BLOCK = 8192
SEED = 20261121
LARGEST = 127


class Vectors:
    """The rows of a folder; `owners[row]` is the article a row belongs to."""

    def __init__(self, folder: Path) -> None:
        self._centroids: Floats = np.load(folder / "centroids.npy")
        self._starts: Counts = np.load(folder / "starts.npy")
        self._rows = np.load(folder / "rows.npy", mmap_mode="r")
        self._owners = np.load(folder / "owners.npy", mmap_mode="r")
        self._unit = float(np.load(folder / "unit.npy"))

    def __len__(self) -> int:
        return len(self._rows)

    def nearest(self, vector: Floats, most: int) -> tuple[Counts, Floats]:
        """Owners and cosines of the `most` nearest rows, best first. `vector` is of length 1."""
        probed = np.argsort(-(self._centroids @ vector))[:PROBED]
        scaled = vector * self._unit
        owners, scores = [], []
        for cluster in probed:
            part = slice(int(self._starts[cluster]), int(self._starts[cluster + 1]))
            scores.append(self._rows[part].astype(np.float32) @ scaled)
            owners.append(self._owners[part])
        cosines = np.concatenate(scores)
        best = np.argpartition(-cosines, most)[:most] if most < len(cosines) else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        return np.concatenate(owners)[best].astype(np.int64), cosines[best]


def write_vectors(vectors: Floats, owners: Counts, folder: Path) -> None:
    """Cluster, quantise and write rows of length 1, shape (rows, dimension), and the article of each."""
    centroids = _centroids(vectors, max(1, len(vectors) // ROWS_A_CLUSTER))
    cluster = _nearest_centroid(vectors, centroids)
    order = np.argsort(cluster, kind="stable")
    starts = np.searchsorted(cluster[order], np.arange(len(centroids) + 1))
    unit = float(np.abs(vectors).max()) / LARGEST
    rows = np.empty(vectors.shape, dtype=np.int8)
    for start in range(0, len(order), BLOCK):
        rows[start : start + BLOCK] = np.rint(vectors[order[start : start + BLOCK]] / unit).astype(np.int8)
    np.save(folder / "rows.npy", rows)
    np.save(folder / "centroids.npy", centroids)
    np.save(folder / "starts.npy", starts.astype(np.int64))
    np.save(folder / "owners.npy", owners[order].astype(np.int32))
    np.save(folder / "unit.npy", np.float32(unit))


def _centroids(vectors: Floats, count: int) -> Floats:
    """Spherical k-means on a sample (Dhillon and Modha 2001); a cluster that lost all rows keeps its centroid."""
    random = np.random.default_rng(SEED)
    size = min(len(vectors), count * SAMPLE_A_CLUSTER)
    sample = vectors[np.sort(random.choice(len(vectors), size, replace=False))].astype(np.float32)
    centroids = sample[random.choice(size, count, replace=False)].copy()
    for _ in range(ROUNDS):
        cluster = _nearest_centroid(sample, centroids)
        sums = np.zeros_like(centroids)
        np.add.at(sums, cluster, sample)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centroids = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centroids)
    return centroids


def _nearest_centroid(vectors: Floats, centroids: Floats) -> Counts:
    found = np.empty(len(vectors), dtype=np.int64)
    for start in range(0, len(vectors), BLOCK):
        found[start : start + BLOCK] = np.argmax(vectors[start : start + BLOCK] @ centroids.T, axis=1)
    return found
