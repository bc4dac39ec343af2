from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from emma.nlu.logistic import fit_head


def sample() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    centres = random.normal(size=(4, 12))
    labels = np.array([f"intent {i}" for i in random.choice(4, size=120, p=[0.6, 0.2, 0.1, 0.1])])
    features = np.array([centres[int(label[-1])] for label in labels]) + random.normal(scale=0.7, size=(120, 12))
    return features.astype(np.float32), labels


def test_it_finds_the_model_of_scikit_learn() -> None:
    features, labels = sample()
    ours = fit_head(features, labels, C=10, iterations=500)
    theirs = LogisticRegression(C=10, class_weight="balanced", max_iter=2000, tol=1e-6).fit(features, labels)
    assert ours.labels == list(theirs.classes_)
    ours_logits = ours.logits(features) - ours.logits(features).mean(axis=1, keepdims=True)
    theirs_logits = theirs.decision_function(features)
    theirs_logits = theirs_logits - theirs_logits.mean(axis=1, keepdims=True)
    assert np.abs(ours_logits - theirs_logits).max() < 0.1


def test_two_intents_are_enough() -> None:
    features, labels = sample()
    head = fit_head(features, np.where(labels == "intent 0", "a", "b"), C=10, iterations=50)
    assert head.logits(features).shape == (120, 2)


def test_it_gives_the_same_each_time() -> None:
    features, labels = sample()
    first, second = (fit_head(features, labels, C=10, iterations=50) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
