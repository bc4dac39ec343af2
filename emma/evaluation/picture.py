"""The confusion of topics as a picture: expected down, predicted across, the share of a row as colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

INCHES_A_TOPIC = 0.36
DARK = 0.55


def draw_confusion(path: Path, table: dict[str, dict[str, int]], title: str) -> None:
    """Write a PNG of `expected -> predicted -> times`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = sorted(set(table) | {name for row in table.values() for name in row})
    counts = np.array([[table.get(down, {}).get(across, 0) for across in names] for down in names], dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 3.2 + INCHES_A_TOPIC * len(names)
    figure = Figure(figsize=(side, side), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    _label(axes, names, counts)
    _write_counts(axes, counts, shares)
    axes.set_title(title)
    figure.savefig(path, format="png")


def _label(axes: Any, names: list[str], counts: Any) -> None:
    words = [name.replace("_", " ") for name in names]
    totals = counts.sum(axis=1).astype(int)
    axes.set_xticks(range(len(names)), words, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), [f"{w} ({n})" for w, n in zip(words, totals, strict=True)], fontsize=8)
    axes.set_xlabel("predicted topic")
    axes.set_ylabel("expected topic (messages)")
    axes.set_xticks(np.arange(-0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(names)), minor=True)
    axes.grid(which="minor", color="#dfe1e2", linewidth=0.5)
    axes.tick_params(which="minor", length=0)


def _write_counts(axes: Any, counts: Any, shares: Any) -> None:
    for down, across in zip(*np.nonzero(counts), strict=True):
        wrong = "#b50909" if down != across else "#1b1b1b"
        colour = "white" if shares[down, across] > DARK else wrong
        axes.text(across, down, int(counts[down, across]), ha="center", va="center", fontsize=7, color=colour)
