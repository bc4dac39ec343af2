"""The intent model without Rasa: logistic regression and nearest examples, the gate; fit, read, save, load."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emma.errors import EmmaError
from emma.nlu.calibration import Gate, out_of_fold_best_logits
from emma.nlu.dense import DenseScaling
from emma.nlu.groups import GroupHead
from emma.nlu.lexical import Array, LexicalProjection
from emma.nlu.logistic import LinearHead, fit_head
from emma.nlu.nearest import NearestExamples
from emma.nlu.ranking import Ranked, Ranking
from emma.nlu.threads import one_thread

# Intents whose examples are compared with a message: the likeliest ones, so that the cost does not grow with the rest.
COMPARED = 30


class TrainingError(EmmaError):
    """The intents cannot be learned from these examples."""


@dataclass(frozen=True)
class Recipe:
    """How to fit; the values are those of evidence in docs/nlu.md."""

    C: float = 10.0
    dense_length: float = 2.0
    components: int = 256
    nearest: float = 9.0
    nearest_prior: float = 10.0
    nearest_dimension: int = 256
    shrinkage: float = 0.3
    gate_quantile: float = 5.0
    folds: int = 3
    iterations: int = 50
    fold_iterations: int = 25
    group_C: float = 3.0
    seed: int = 42


@dataclass(frozen=True)
class IntentModel:
    """The head reads [lexical projection | scaled dense vector]; `nearest` times the similarity is added to it."""

    head: LinearHead
    examples: NearestExamples
    nearest: float
    gate: Gate
    lexical: LexicalProjection
    scaling: DenseScaling
    groups: GroupHead | None = None

    @classmethod
    def fit(
        cls,
        texts: list[str],
        vectors: Array,
        labels: list[str],
        recipe: Recipe,
        groups: Mapping[str, Sequence[str]] | None = None,
    ) -> IntentModel:
        """Learn from texts, their dense vectors (n, dimension) and full intent names; `groups` name patterns of
        intents that a second head tells apart (emma.nlu.groups). Raises TrainingError."""
        if len(set(labels)) < 2:
            raise TrainingError("The intent classifier needs examples of at least two intents.")
        names = np.array(labels)
        with one_thread():
            lexical, projected, matrix = LexicalProjection.fit(texts, dimension=recipe.components, seed=recipe.seed)
            scaling = DenseScaling.fit(vectors, length=recipe.dense_length)
            dense = scaling.apply(vectors)
            features = np.hstack([projected, dense])
            head, examples = _fit(features, names, recipe, recipe.iterations)
            nearest = nearest_weight(names, recipe)
            second = GroupHead.fit(matrix, dense, labels, head.labels, groups, C=recipe.group_C) if groups else None

            def held_out_scores(train: NDArray[np.int64], held_out: NDArray[np.int64]) -> Array:
                of_rest = _fit(features[train], names[train], recipe, recipe.fold_iterations)
                alike = of_rest[1].all_similarities(features[held_out])
                return of_rest[0].logits(features[held_out]) + nearest * alike

            best = out_of_fold_best_logits(names, folds=recipe.folds, seed=recipe.seed, score=held_out_scores)
        if not len(best):
            raise TrainingError("There are too few examples to calibrate the confidence.")
        gate = Gate.from_held_out(best, quantile=recipe.gate_quantile)
        return cls(head, examples, nearest, gate, lexical, scaling, second)

    @property
    def labels(self) -> list[str]:
        """Full intent names."""
        return self.head.labels

    def scores(self, text: str, vector: Array) -> tuple[Array, Array]:
        """The score of each intent by the first head and its nearest example, and what the second head adds to it,
        each of shape (k,)."""
        rows, values = self.lexical.weigh(text)
        dense = self.scaling.apply(vector)
        feature = np.concatenate([self.lexical.project(rows, values), dense])
        first = self.head.logits(feature)
        likely = np.argsort(-first, kind="stable")[:COMPARED]
        alike = self.examples.similarities(feature, likely)
        similarity = np.full_like(first, alike.min())
        similarity[likely] = alike
        second = self.groups.log_shares(rows, values, dense) if self.groups else np.zeros_like(first)
        return first + self.nearest * similarity, second

    def rank(self, text: str, vector: Array, *, most: int, bias: Array | None = None) -> list[Ranked]:
        """The best intents: confidence of the first is the gate, of the i-th gate * p_i / p_1.

        The second head and `bias` (k,) move the choice between intents, not the gate: not the judgement whether
        the message is one of ours at all.
        """
        return self.read([(text, vector)], most=most, bias=bias).ranked

    def read(self, versions: Sequence[tuple[str, Array]], *, most: int, bias: Array | None = None) -> Ranking:
        """The ranking as in `rank`, and the groups. Several versions of a message (as typed, as corrected) are
        averaged."""
        with one_thread():
            scores = [self.scores(text, vector) for text, vector in versions]
        own = np.mean([first for first, _ in scores], axis=0)
        second = np.mean([added for _, added in scores], axis=0)
        gate = self.gate.confidence(float(own.max()))
        final = own + second if bias is None else own + second + bias
        order = np.argsort(-final, kind="stable")[:most]
        shares = np.exp(final - final[order[0]])
        total = float(shares.sum())
        ranked = [
            Ranked(self.labels[i], min(1.0, max(0.0, gate * float(shares[i]))), float(shares[i]) / total) for i in order
        ]
        return Ranking(ranked, self.groups.totals(shares) if self.groups else {})

    def bias(self, priority: Mapping[str, float]) -> Array | None:
        """Logit bias per intent from name patterns such as `my_*`; None when there is none."""
        if not priority:
            return None
        bias = [sum(b for pattern, b in priority.items() if fnmatchcase(name, pattern)) for name in self.labels]
        return np.array(bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write intents.npz and intents.json into `folder`; nothing is pickled."""
        arrays, data = self.lexical.state()
        for more, named in (self.scaling.state(), self.groups.state() if self.groups else ({}, {})):
            arrays, data = arrays | more, data | named
        arrays |= {"weights": self.head.weights.astype(np.float16), "intercepts": self.head.intercepts}
        np.savez_compressed(folder / "intents.npz", **arrays, **self.examples.state())
        data |= {"labels": self.labels, "nearest": self.nearest}
        data |= {"gate": {"middle": self.gate.middle, "width": self.gate.width}}
        (folder / "intents.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        data = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        head = LinearHead(arrays["weights"].astype(np.float32), arrays["intercepts"], data["labels"])
        return cls(
            head,
            NearestExamples.from_state(arrays),
            data["nearest"],
            Gate(**data["gate"]),
            LexicalProjection.from_state(arrays, data),
            DenseScaling.from_state(arrays, data),
            GroupHead.from_state(arrays, data),
        )


def nearest_weight(names: NDArray[np.str_], recipe: Recipe) -> float:
    """What a similarity of 1 counts: with few examples an intent the nearest one may be far and by chance.

    nearest * m / (m + nearest_prior), m the median number of examples an intent.
    """
    many = float(np.median(np.unique(names, return_counts=True)[1]))
    return recipe.nearest * many / (many + recipe.nearest_prior)


def _fit(
    features: Array, names: NDArray[np.str_], recipe: Recipe, iterations: int
) -> tuple[LinearHead, NearestExamples]:
    """Both experts on features (n, d), their intents in the same order."""
    head = fit_head(features, names, C=recipe.C, iterations=iterations)
    targets = np.unique(names, return_inverse=True)[1]
    examples = NearestExamples.fit(features, targets, dimension=recipe.nearest_dimension, shrinkage=recipe.shrinkage)
    return head, examples
