"""The intent model without Rasa: features, one logistic regression, the gate; fit, rank, save, load."""

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
from emma.nlu.groups import GroupHead
from emma.nlu.lexical import Array, LexicalProjection
from emma.nlu.logistic import LinearHead, fit_head
from emma.nlu.threads import one_thread


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
    iterations: int = 50
    group_C: float = 3.0
    seed: int = 42


@dataclass(frozen=True)
class Ranked:
    """One intent (its full name) with its confidence."""

    name: str
    confidence: float


@dataclass(frozen=True)
class IntentModel:
    """The head reads [lexical projection | dense_scale * sentence vector]."""

    head: LinearHead
    gate: Gate
    lexical: LexicalProjection
    dense_scale: float
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
        """Learn from texts, their sentence vectors (n, dimension) and full intent names; `groups` name patterns of
        intents that a second head tells apart (emma.nlu.groups). Raises TrainingError."""
        if len(set(labels)) < 2:
            raise TrainingError("The intent classifier needs examples of at least two intents.")
        names = np.array(labels)
        with one_thread():
            lexical, projected, matrix = LexicalProjection.fit(texts, dimension=recipe.components, seed=recipe.seed)
            features = np.hstack([projected, recipe.dense_scale * vectors]).astype(np.float32)
            head = fit_head(features, names, C=recipe.C, iterations=recipe.iterations)
            scaled = recipe.dense_scale * vectors
            second = GroupHead.fit(matrix, scaled, labels, head.labels, groups, C=recipe.group_C) if groups else None

            def held_out_logits(train: NDArray[np.int64], held_out: NDArray[np.int64]) -> Array:
                fitted = fit_head(features[train], names[train], C=recipe.C, iterations=recipe.iterations)
                return fitted.logits(features[held_out])

            best = out_of_fold_best_logits(names, folds=recipe.folds, seed=recipe.seed, score=held_out_logits)
        if not len(best):
            raise TrainingError("There are too few examples to calibrate the confidence.")
        gate = Gate.from_held_out(best, quantile=recipe.gate_quantile)
        return cls(head, gate, lexical, recipe.dense_scale, second)

    @property
    def labels(self) -> list[str]:
        """Full intent names."""
        return self.head.labels

    def logits(self, text: str, vector: Array) -> tuple[Array, Array]:
        """The score of each intent by the first head, and what the second adds to it, each of shape (k,)."""
        rows, values = self.lexical.weigh(text)
        scaled = self.dense_scale * vector
        first = self.head.logits(np.concatenate([self.lexical.project(rows, values), scaled]))
        second = self.groups.log_shares(rows, values, scaled) if self.groups else np.zeros_like(first)
        return first, second

    def rank(self, text: str, vector: Array, *, most: int, bias: Array | None = None) -> list[Ranked]:
        """The best intents: confidence of the first is the gate, of the i-th gate * p_i / p_1.

        The second head and `bias` (k,) move the choice between intents, not the gate: not the judgement whether
        the message is one of ours at all.
        """
        return self.read([(text, vector)], most=most, bias=bias)[0]

    def read(
        self, readings: Sequence[tuple[str, Array]], *, most: int, bias: Array | None = None
    ) -> tuple[list[Ranked], dict[str, float]]:
        """The ranking as in `rank`, and each group's share of the probability by both heads (empty without groups).

        Several readings of one message (as typed, as corrected) are averaged.
        """
        with one_thread():
            scores = [self.logits(text, vector) for text, vector in readings]
        logits = np.mean([first for first, _ in scores], axis=0)
        second = np.mean([added for _, added in scores], axis=0)
        gate = self.gate.confidence(float(logits.max()))
        ranked = logits + second if bias is None else logits + second + bias
        order = np.argsort(-ranked, kind="stable")[:most]
        shares = np.exp(ranked - ranked[order[0]])
        ranking = [Ranked(self.labels[i], min(1.0, max(0.0, gate * float(shares[i])))) for i in order]
        return ranking, self.groups.totals(shares) if self.groups else {}

    def bias(self, priority: Mapping[str, float]) -> Array | None:
        """Logit bias per intent from name patterns such as `my_*`; None when there is none."""
        if not priority:
            return None
        bias = [sum(b for pattern, b in priority.items() if fnmatchcase(name, pattern)) for name in self.labels]
        return np.array(bias, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write intents.npz and intents.json into `folder`; nothing is pickled."""
        arrays, data = self.lexical.state()
        if self.groups:
            more, named = self.groups.state()
            arrays, data = arrays | more, data | named
        arrays |= {"weights": self.head.weights, "intercepts": self.head.intercepts}
        np.savez_compressed(folder / "intents.npz", **arrays)
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
        head = LinearHead(arrays["weights"], arrays["intercepts"], data["labels"])
        groups = GroupHead.from_state(arrays, data)
        return cls(head, Gate(**data["gate"]), lexical, data["dense_scale"], groups)
