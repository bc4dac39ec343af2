"""How near the intents lie to each other: a map of them, and the nearest neighbours of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emma.knowledge.example_vectors import FILE, load_vectors
from emma.nlu.articles import load_articles, taught
from emma.nlu.encoder import Encoder, load_encoder
from emma.nlu.examples import read_examples
from emma.nlu.threads import one_thread

Floats = NDArray[np.float64]
Vector = NDArray[np.float32]

NEAREST = 3
MOST_EXAMPLES = 16
STEPS = 100


def distances(data: Path, kept: Path | None = None, encoder: Encoder | None = None) -> dict[str, Any]:
    """`{"points": {intent: [x, y]}, "nearest": {intent: [[other, cosine], ...]}}` of the examples in `data`.

    x and y are between -1 and 1. Two intents near each other on the map have examples of like meaning; the picture
    is flat and can mislead, the cosines beside it do not. `kept`: the index of the release, which has most of the
    examples' vectors already.
    """
    examples = examples_of(data)
    names = sorted(examples)
    read = encoder or load_encoder()
    found = load_vectors(kept / FILE, read.name) if kept else None
    known = dict(zip(*found, strict=True)) if found else {}
    means = _means([examples[name] for name in names], read, known)
    cosines = np.clip(means @ means.T, -1.0, 1.0)
    points = project(cosines)
    return {
        "points": {name: [round(float(x), 4), round(float(y), 4)] for name, (x, y) in zip(names, points, strict=True)},
        "nearest": {name: _nearest(names, cosines[row], row) for row, name in enumerate(names)},
    }


def examples_of(data: Path) -> dict[str, list[str]]:
    """`intent -> examples` of the articles that are no drafts and of the files below data/nlu."""
    found = {intent: list(texts) for intent, texts in read_examples(data / "nlu").items()}
    for article in load_articles(data / "knowledge"):
        if not article.draft:
            found.setdefault(article.intent, []).extend(taught(article))
    return {intent: texts for intent, texts in found.items() if texts}


def project(cosines: Floats) -> Floats:
    """Points (n, 2) within -1..1 whose distances are like 1 - cosine: classical scaling (Torgerson 1952), bettered by
    stress majorisation (SMACOF, de Leeuw 1977)."""
    n = len(cosines)
    if n < 3:
        return np.column_stack([np.linspace(-1, 1, n) if n > 1 else np.zeros(n), np.zeros(n)])
    from sklearn.manifold import smacof

    apart = np.maximum(1.0 - cosines, 0.0)
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0.0)
    centre = np.eye(n) - 1.0 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ (apart**2) @ centre)
    start = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 1e-9))
    with one_thread():
        points, _ = smacof(apart, n_components=2, init=start, n_init=1, max_iter=STEPS, n_jobs=1)
    points = points - points.mean(axis=0)
    return np.asarray(points / max(float(np.abs(points).max()), 1e-9))


def _means(examples: Sequence[Sequence[str]], encoder: Encoder, known: Mapping[str, Vector]) -> Floats:
    """The mean vector of each intent's examples, of length 1; of a long list a part spread evenly over it."""
    means = []
    for texts in examples:
        step = max(1, len(texts) // MOST_EXAMPLES)
        some = list(texts[::step][:MOST_EXAMPLES])
        strange = [text for text in some if text not in known]
        vectors = [known[text] for text in some if text in known]
        vectors += list(encoder.encode(strange)) if strange else []
        mean = np.mean(vectors, axis=0).astype(np.float64)
        means.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
    return np.array(means)


def _nearest(names: Sequence[str], cosines: Floats, row: int) -> list[list[Any]]:
    order = [int(other) for other in np.argsort(-cosines, kind="stable") if other != row][:NEAREST]
    return [[names[other], round(float(cosines[other]), 3)] for other in order]


def too_near(found: Mapping[str, Any], most: int = 20) -> list[tuple[str, str, float]]:
    """The pairs of a map that lie nearest, each once."""
    pairs = {
        (min(one, other), max(one, other)): float(cosine)
        for one, others in found["nearest"].items()
        for other, cosine in others
    }
    return sorted(((one, other, cosine) for (one, other), cosine in pairs.items()), key=lambda pair: -pair[2])[:most]
