"""The intent model without Rasa: features, one logistic regression, the gate; fit, rank, save, load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from emma.errors import EmmaError
from emma.nlu.calibration import Gate, Scores, out_of_fold_best_logits
from emma.nlu.lexical import Array, LexicalProjection


class TrainingError(EmmaError):
    """The intents cannot be learned from these examples."""


@dataclass(frozen=True)
class Recipe:
    """How to fit; the values are those of evidence in docs/nlu.md."""

    C: float = 10.0
    dense_scale: float = 2.0
    components: int = 256
    gate_quantile: float = 5.0
    folds: int = 3
    max_iter: int = 100
    tol: float = 1e-3
    seed: int = 42


@dataclass(frozen=True)
class Ranked:
    """One intent (its full name) with its confidence."""

    name: str
    confidence: float


@dataclass(frozen=True)
class IntentModel:
    """k intents: `weights` (d, k) and `intercepts` (k,) over [lexical projection | dense_scale * sentence vector]."""

    labels: list[str]
    weights: Array
    intercepts: Array
    gate: Gate
    lexical: LexicalProjection
    dense_scale: float

    @classmethod
    def fit(cls, texts: list[str], vectors: Array, labels: list[str], recipe: Recipe) -> IntentModel:
        """Learn from texts, their sentence vectors (n, dimension) and full intent names. Raises TrainingError."""
        if len(set(labels)) < 2:
            raise TrainingError("The intent classifier needs examples of at least two intents.")
        names = np.array(labels)
        with threadpool_limits(limits=1, user_api="blas"):
            lexical, projected = LexicalProjection.fit(texts, dimension=recipe.components, seed=recipe.seed)
            features = np.hstack([projected, recipe.dense_scale * vectors]).astype(np.float32)
            head = _fit_head(features, names, recipe)

            def held_out_logits(train: NDArray[np.int64], held_out: NDArray[np.int64]) -> Scores:
                fitted = _fit_head(features[train], names[train], recipe)
                return _logits(fitted, features[held_out])

            best = out_of_fold_best_logits(names, folds=recipe.folds, seed=recipe.seed, score=held_out_logits)
        if not len(best):
            raise TrainingError("There are too few examples to calibrate the confidence.")
        weights, intercepts, known = head
        gate = Gate.from_held_out(best, quantile=recipe.gate_quantile)
        return cls(known, weights, intercepts, gate, lexical, recipe.dense_scale)

    def logits(self, text: str, vector: Array) -> Array:
        """The score of each intent, shape (k,)."""
        features = np.concatenate([self.lexical.project(text), self.dense_scale * vector])
        return np.asarray(features @ self.weights + self.intercepts, dtype=np.float32)

    def rank(self, text: str, vector: Array, *, most: int, bias: Array | None = None) -> list[Ranked]:
        """The best intents: confidence of the first is the gate, of the i-th gate * p_i / p_1.

        `bias` (k,) is added to the logits before ranking, not before the gate: it moves the choice between
        intents, not the judgement whether the message is one of ours at all.
        """
        logits = self.logits(text, vector)
        gate = self.gate.confidence(float(logits.max()))
        ranked = logits if bias is None else logits + bias
        order = np.argsort(-ranked, kind="stable")[:most]
        shares = np.exp(ranked[order] - ranked[order[0]])
        return [
            Ranked(self.labels[i], min(1.0, max(0.0, gate * float(share))))
            for i, share in zip(order, shares, strict=True)
        ]

    def bias(self, priority: Mapping[str, float]) -> Array | None:
        """Logit bias per intent from name patterns such as `my_*`; None when there is none."""
        if not priority:
            return None
        bias = [sum(b for pattern, b in priority.items() if fnmatchcase(name, pattern)) for name in self.labels]
        return np.array(bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write intents.npz and intents.json into `folder`; nothing is pickled."""
        arrays, data = self.lexical.state()
        np.savez_compressed(folder / "intents.npz", weights=self.weights, intercepts=self.intercepts, **arrays)
        data |= {"labels": self.labels, "dense_scale": self.dense_scale}
        data |= {"gate": {"middle": self.gate.middle, "width": self.gate.width}}
        (folder / "intents.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        data = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        with np.load(folder / "intents.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        lexical = LexicalProjection.from_state(arrays, data)
        gate = Gate(**data["gate"])
        return cls(data["labels"], arrays["weights"], arrays["intercepts"], gate, lexical, data["dense_scale"])


Head = tuple[Array, Array, list[str]]


def _fit_head(features: Array, labels: NDArray[np.str_], recipe: Recipe) -> Head:
    """Multinomial logistic regression, classes weighted by inverse frequency."""
    model = LogisticRegression(
        C=recipe.C,
        class_weight="balanced",
        multi_class="multinomial",
        max_iter=recipe.max_iter,
        tol=recipe.tol,
        random_state=recipe.seed,
    )
    model.fit(features, labels)
    weights, intercepts = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        # scikit-learn keeps one column p for two classes, meaning logits -p and +p.
        weights, intercepts = np.hstack([-weights, weights]), np.hstack([-intercepts, intercepts])
    return np.ascontiguousarray(weights, np.float32), intercepts.astype(np.float32), [str(c) for c in model.classes_]


def _logits(head: Head, features: Array) -> Scores:
    return np.asarray(features @ head[0] + head[1], dtype=np.float64)
