"""BANKING77 and CLINC150 with 10 examples an intent, through Emma's own encoder and intent model.

Only to see where the method stands on data that others report on; the product is never trained on it.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import ONE_THREAD, pin, save, table
from emma.nlu.encoder import load_encoder
from emma.nlu.intent_model import IntentModel, Recipe
from emma.nlu.text import bound

FALSE_ALARM = 0.05
OUTSIDE = "clinc150_out_of_scope_test.tsv"


@dataclass(frozen=True)
class PublicSet:
    """Files and what others reach on them (accuracy %, out-of-scope recall % at 5 % false alarm; see the README)."""

    name: str
    train: str
    test: str
    out_of_scope: str | None
    prototype: tuple[float, float | None]
    stock: tuple[float, float | None]


SETS = (
    PublicSet(
        "BANKING77, 10 an intent", "banking77_train10.tsv", "banking77_test.tsv", None, (82.9, None), (69.1, None)
    ),
    PublicSet(
        "CLINC150, 10 an intent", "clinc150_train10.tsv", "clinc150_test.tsv", OUTSIDE, (89.9, 85.0), (72.4, None)
    ),
    PublicSet("CLINC 50 intents x 30", "clinc40_train.tsv", "clinc40_test.tsv", OUTSIDE, (97.3, 91.8), (89.6, 63.5)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the .tsv files are (label, tab, text)")
    folder = parser.parse_args().folder
    pin()
    figures = {one.name: measure(folder, one) for one in SETS if (folder / one.train).exists()}
    if not figures:
        raise SystemExit("There are no files of the public sets in this folder; benchmarks/README.md says which.")
    save("public_sets", {"false_alarm": FALSE_ALARM, "figures": figures})
    head = ("set", "accuracy", "recall", "prototype", "stock DIET", "gate 0.5: refused", "recall ", "train CPU s", "ms")
    title = "Public sets (%; recall of out-of-scope at 5 % false alarm)"
    table(title, head, [_line(*item) for item in figures.items()])


def measure(folder: Path, one: PublicSet) -> dict[str, Any]:
    """Train, then test each message by itself as the assistant would."""
    labels, texts = read(folder / one.train)
    encoder = load_encoder()
    vectors = encoder.features([bound(text) for text in texts])
    started = time.process_time()
    model = IntentModel.fit(texts, vectors, labels, Recipe())
    cpu = time.process_time() - started
    expected, asked = read(folder / one.test)
    started = time.process_time()
    names, confidences = predict(model, asked)
    a_message = (time.process_time() - started) / len(asked) * 1000
    figures: dict[str, Any] = {
        "train": len(texts),
        "test": len(asked),
        "accuracy": percent(np.array(names) == np.array(expected)),
        "refused_by_gate": percent(confidences < 0.5),
        "train_cpu_seconds": round(cpu, 1),
        "cpu_ms_a_message": round(a_message, 2),
        "prototype": one.prototype,
        "stock": one.stock,
    }
    if one.out_of_scope:
        outside = predict(model, read(folder / one.out_of_scope)[1])[1]
        threshold = np.quantile(confidences, FALSE_ALARM)
        figures["recall_at_false_alarm"] = percent(outside < threshold)
        figures["recall_by_gate"] = percent(outside < 0.5)
    return figures


def predict(model: IntentModel, texts: list[str]) -> tuple[list[str], np.ndarray]:
    """Best intent and its confidence (the calibrated gate) of each text."""
    encoder = load_encoder()
    best = [model.rank(text, encoder.features([bound(text)])[0], most=1)[0] for text in texts]
    return [one.name for one in best], np.array([one.confidence for one in best])


def read(path: Path) -> tuple[list[str], list[str]]:
    """Labels and texts."""
    rows = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return [label for label, _ in rows], [text for _, text in rows]


def percent(hits: np.ndarray) -> float:
    return round(float(hits.mean()) * 100, 1)


def _line(name: str, found: dict[str, Any]) -> list[object]:
    return [
        name, found["accuracy"], found.get("recall_at_false_alarm", "-"), _pair(found["prototype"]),
        _pair(found["stock"]), found["refused_by_gate"], found.get("recall_by_gate", "-"),
        found["train_cpu_seconds"], found["cpu_ms_a_message"],
    ]  # fmt: skip


def _pair(values: tuple[float, float | None]) -> str:
    return " / ".join("-" if value is None else str(value) for value in values)


if __name__ == "__main__":
    import os

    os.environ.update(ONE_THREAD)
    main()
