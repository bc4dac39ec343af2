"""`emma evaluate`: predict the held-out messages or read predictions kept before, score, show, write files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from emma.cli.evaluation_tables import show
from emma.evaluation.figures import figures
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.misses import write_misses
from emma.evaluation.picture import draw_confusion
from emma.evaluation.predictions import Prediction, predict, read_predictions, write_predictions
from emma.evaluation.scoring import score


def evaluate_all(
    out: Console,
    folder: Path,
    as_json: Path | None = None,
    picture: Path | None = None,
    misses: Path | None = None,
    predictions: Path | None = None,
    kept: Path | None = None,
) -> None:
    """Evaluate `folder`. `predictions` keeps what was predicted; `kept` scores such a file without running."""
    messages = read_folder(folder)
    predicted = read_predictions(kept) if kept else predict_all(messages)
    if predictions:
        write_predictions(predictions, predicted)
    scored = score(messages, predicted)
    found = figures(scored)
    if as_json:
        as_json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if picture:
        draw_confusion(picture, found["confused_topics"], f"Topics, {len(messages)} held-out messages")
    counted = write_misses(misses, scored) if misses else None
    show(out, found)
    if misses:
        out.print(f"{counted} misses in {misses}")


def predict_all(messages: Sequence[Expected]) -> list[Prediction]:
    """Run the live release on every message, as a visitor would meet it. Shows progress on standard error."""
    from emma.cli.asking import Terminal
    from emma.settings import current

    terminal = Terminal(current())
    running = predict(messages, lambda text: terminal.turn(text, None), terminal.version)
    bar = Console(stderr=True)
    return list(track(running, "asking", total=len(messages), console=bar, transient=True))
