"""Repeated 90/10: a tenth of the examples is held out, the classifier learns the rest and predicts it, again and again.

The sentence vectors and the reduced word features are made once over all examples and only the experts of
emma.nlu.intent_model are fitted each time. Errors that recur point at labels that may be wrong (a simple form of
Northcutt et al. 2021, "Confident learning", doi:10.1613/jair.1.12125).
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from emma.nlu.articles import load_articles
from emma.nlu.dense import DenseScaling
from emma.nlu.encoder import Encoder
from emma.nlu.examples import read_examples
from emma.nlu.groups import GroupHead
from emma.nlu.intent_model import Recipe, nearest_weight
from emma.nlu.lexical import Array, LexicalProjection
from emma.nlu.logistic import fit_head
from emma.nlu.nearest import NearestExamples
from emma.nlu.text import bound
from emma.nlu.threads import one_thread
from emma.training.progress import Progress, silent
from emma.words import LANGUAGES

FEWEST = 8  # an intent with fewer examples loses too much by one of them
AT_ONCE = 256  # texts between two signs of progress
RECURS = 2

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """One training example. `language` is empty where its file does not say; a title is learned, but no example."""

    text: str
    intent: str
    language: str = ""
    title: bool = False

    @property
    def key(self) -> str:
        """Names text and label without holding them."""
        return hashlib.sha256(f"{self.intent}\0{self.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Doubt:
    """An example that was wrong `wrong` of the `held` times it was held out; `predicted` is where it went last, with
    probability `share`."""

    example: Example
    predicted: str
    share: float
    wrong: int
    held: int


@dataclass(frozen=True)
class Outcome:
    """How many of the examples held out for the first time were right, the doubts, and the keys of those that were
    wrong only once."""

    examples: int
    intents: int
    held: int
    right: int
    doubts: tuple[Doubt, ...]
    once: tuple[str, ...]


@dataclass(frozen=True)
class Features:
    """What is known of n examples: tf-idf rows (n, terms), scaled vectors (n, d), both side by side reduced (n, r)."""

    matrix: Any
    dense: Array
    both: Array
    labels: NDArray[np.str_]


def training_examples(data: Path) -> list[Example]:
    """What the model learns from: articles that are no drafts, then data/nlu; each text of an intent once."""
    found = []
    for article in load_articles(data / "knowledge"):
        if not article.draft:
            for code in LANGUAGES:
                found += [Example(text, article.intent, code) for text in article.examples[code]]
                found.append(Example(article.title[code], article.intent, code, title=True))
    for intent, texts in read_examples(data / "nlu").items():
        found += [Example(text, intent) for text in texts if text.strip()]
    return list({(one.text, one.intent): one for one in reversed(found)}.values())[::-1]


def read_recipe(config: Path) -> tuple[Recipe, Mapping[str, Sequence[str]]]:
    """How config.yml has the classifier learn, and the groups of its second head."""
    content = yaml.safe_load(config.read_text(encoding="utf-8"))
    options = next(one for one in content["pipeline"] if one["name"].endswith("HybridIntentClassifier"))
    return Recipe(**{name: options[name] for name in vars(Recipe()) if name in options}), options.get("groups") or {}


def features_of(examples: Sequence[Example], encoder: Encoder, recipe: Recipe, progress: Progress = silent) -> Features:
    """Read all examples once: most of the time goes into their sentence vectors."""
    texts = [one.text for one in examples]
    vectors = []
    for start in range(0, len(texts), AT_ONCE):
        progress("features", start, len(texts))
        vectors.append(encoder.features([bound(text) for text in texts[start : start + AT_ONCE]]))
    with one_thread():
        _, projected, matrix = LexicalProjection.fit(texts, dimension=recipe.components, seed=recipe.seed)
        every = np.vstack(vectors).astype(np.float32)
        dense = DenseScaling.fit(every, length=recipe.dense_length).apply(every)
    return Features(matrix, dense, np.hstack([projected, dense]), np.array([one.intent for one in examples]))


def cross_validate(
    examples: Sequence[Example],
    features: Features,
    recipe: Recipe,
    groups: Mapping[str, Sequence[str]],
    *,
    repeats: int = 3,
    share: float = 0.1,
    seed: int = 0,
    before: Collection[str] = (),
    progress: Progress = silent,
) -> Outcome:
    """Hold out `share` of each intent `repeats` times; what was wrong once is held out again in the next repeat.

    `before` holds keys of examples that were wrong once in an earlier run: they come first, and need one error more.
    """
    chance = random.Random(seed)  # noqa: S311
    wrong: Counter[int] = Counter({i: 1 for i, one in enumerate(examples) if one.key in before and not one.title})
    held, went = Counter(wrong), dict[int, tuple[str, float]]()
    total = right = 0
    for repeat in range(repeats):
        progress("repeats", repeat, repeats)
        again = {i for i, times in wrong.items() if times == held[i] == 1}
        out = hold_out(examples, share, chance, again, seen=set(held))
        names, shares = predict(features, out, recipe, groups)
        for i, name, certainty in zip(out, names, shares, strict=True):
            held[i] += 1
            total += held[i] == 1
            right += held[i] == 1 and name == examples[i].intent
            if name != examples[i].intent:
                wrong[i] += 1
                went[int(i)] = (name, certainty)
    progress("repeats", repeats, repeats)
    recurring = [i for i in went if wrong[i] >= RECURS]
    doubts = [Doubt(examples[i], *went[i], wrong[i], held[i]) for i in recurring]
    doubts.sort(key=lambda one: (one.wrong / one.held, one.share), reverse=True)
    once = tuple(sorted(examples[i].key for i, times in wrong.items() if times == held[i] == 1))
    return Outcome(len(examples), len(set(features.labels)), total, right, tuple(doubts), once)


def hold_out(
    examples: Sequence[Example], share: float, chance: random.Random, again: Collection[int], seen: Collection[int]
) -> list[int]:
    """A share of each intent that has enough examples: those to be held out `again`, then others not `seen` yet."""
    of_intent: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(examples):
        if not one.title:
            of_intent[one.intent].append(i)
    out = []
    for _, mine in sorted(of_intent.items()):
        if len(mine) < FEWEST:
            continue
        chance.shuffle(mine)
        mine.sort(key=lambda i: 0 if i in again else 1 if i not in seen else 2)
        out += mine[: max(1, round(share * len(mine)))]
    return sorted(out)


def predict(
    features: Features, out: Sequence[int], recipe: Recipe, groups: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[float]]:
    """The likeliest intent of each example in `out`, learned from all others, and its probability."""
    learned = np.setdiff1d(np.arange(len(features.labels)), out)
    labels, held = features.labels[learned], np.array(out)
    with one_thread():
        head = fit_head(features.both[learned], labels, C=recipe.C, iterations=recipe.fold_iterations)
        targets = np.unique(labels, return_inverse=True)[1]
        nearest = NearestExamples.fit(
            features.both[learned], targets, dimension=recipe.nearest_dimension, shrinkage=recipe.shrinkage
        )
        scores = head.logits(features.both[held])
        scores = scores + nearest_weight(labels, recipe) * nearest.all_similarities(features.both[held])
        if groups:
            scores = scores + _second_head(features, learned, held, head.labels, recipe, groups)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    best = shares.argmax(axis=1)
    return [head.labels[i] for i in best], [round(float(row[i]), 3) for row, i in zip(shares, best, strict=True)]


def _second_head(
    features: Features, learned: Indices, held: Indices, known: Sequence[str], recipe: Recipe,
    groups: Mapping[str, Sequence[str]],
) -> Array:  # fmt: skip
    """What tells the groups of intents apart, added to each intent's score, shape (held, intents)."""
    labels = list(features.labels[learned])
    matrix, dense = features.matrix[learned], features.dense[learned]
    head = GroupHead.fit(matrix, dense, labels, known, groups, C=recipe.group_C)
    rows = (features.matrix[i] for i in held)
    added = [
        head.log_shares(row.indices.tolist(), row.data.tolist(), features.dense[i])
        for row, i in zip(rows, held, strict=True)
    ]
    return np.vstack(added)
