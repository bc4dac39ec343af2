"""Training cost: CPU seconds of ours and of stock, each in a process of its own; leaves the stock model behind.

Stock is time-boxed: DIETClassifier and ResponseSelector each train the epochs that fit in half of the time, and 100
epochs are extrapolated from the CPU time per epoch. Its policies train all of theirs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.draw import draw
from benchmarks.measure import environment, ratio, save, table
from emma.settings import ROOT, current

STOCK_EPOCHS = 100
PROBE_EPOCHS = 2
PARTS = {"DIET": "DIETClassifier", "DIET2BOW": "ResponseSelector"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("PROJECT", "OUTPUT"), help=argparse.SUPPRESS)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    parser.add_argument("--stock-seconds", type=float, default=400, help="CPU seconds of stock on the whole data")
    parser.add_argument("--intents", type=int, default=200)
    parser.add_argument("--examples", type=int, default=20, help="of each intent")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(train_here(Path(given.one[0]), Path(given.one[1]))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        compare(Path(temporary), given.stock, given.stock_seconds, given.intents, given.examples)


def compare(folder: Path, stock_folder: Path, seconds: float, intents: int, each: int) -> None:
    """Train all four, save and print."""
    from benchmarks.stock import export

    drawn, drawn_stock = folder / "drawn", folder / "drawn_stock"
    draw(ROOT, drawn, intents, each)
    ours_drawn = train(drawn, folder / "models")
    probe = dict.fromkeys(PARTS.values(), PROBE_EPOCHS)
    examples = export(drawn, drawn_stock, probe)
    stock_drawn = extrapolated(train(drawn_stock, folder / "models"), probe)
    print(f"{examples} examples: ours {ours_drawn['cpu']} CPU s, stock {stock_drawn}", flush=True)
    ours_whole = train(ROOT, folder / "models")
    whole = export(ROOT, stock_folder, probe)
    share = seconds / len(PARTS) / (whole / examples)
    epochs = {part: max(2, min(STOCK_EPOCHS, int(share / stock_drawn["epoch_cpu"][part]))) for part in PARTS.values()}
    print(f"{whole} examples: ours {ours_whole['cpu']} CPU s; stock now trains {epochs} epochs", flush=True)
    export(ROOT, stock_folder, epochs)
    stock_whole = extrapolated(train(stock_folder, stock_folder / "models"), epochs)
    name = f"{intents} intents x about {each}"
    figures = {
        name: {"examples": examples, "ours": ours_drawn, "stock": stock_drawn},
        "whole data": {"examples": whole, "ours": ours_whole, "stock": stock_whole},
    }
    save("training", {"stock_epochs_full": STOCK_EPOCHS, "figures": figures})
    head = (
        "data",
        "examples",
        "ours CPU s",
        "stock CPU s",
        "at epochs (DIET, selector)",
        "stock at 100 epochs (extrapolated)",
        "ratio",
    )
    table("Training on one thread", head, [_line(name, figures[name]), _line("whole data", figures["whole data"])])


def _line(name: str, one: dict[str, Any]) -> list[object]:
    ours, stock = one["ours"]["cpu"], one["stock"]
    full = stock["cpu_at_100_epochs"]
    return [
        name,
        one["examples"],
        ours,
        stock["cpu"],
        ", ".join(map(str, stock["epochs"].values())),
        full,
        f"{ratio(full, ours)}x",
    ]


def train(project: Path, output: Path) -> dict[str, Any]:
    """Train `project` in a fresh process with one thread."""
    command = [sys.executable, "-m", "benchmarks.training", "--one", str(project), str(output)]
    done = subprocess.run(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        check=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def train_here(project: Path, output: Path) -> dict[str, Any]:
    """Train in this process, ours as `emma train` does; gives CPU and wall seconds (imports not counted) and the CPU time
    of each epoch."""
    from rasa.model_training import train as rasa_train
    from rasa.utils.tensorflow.callback import RasaTrainingLogger

    from emma.training.model import train_model

    ends: dict[str, list[float]] = {}
    end = RasaTrainingLogger.on_epoch_end

    def ended(self: Any, epoch: int, logs: Any = None) -> None:
        end(self, epoch, logs)
        ends.setdefault(type(self.model).__name__, []).append(time.process_time())

    RasaTrainingLogger.on_epoch_end = ended  # type: ignore[method-assign]
    started, cpu = time.perf_counter(), time.process_time()
    if (project / "data" / "knowledge").exists():
        model = train_model(project, output, "ours")
    else:
        result = rasa_train(
            domain=str(project / "domain.yml"),
            config=str(project / "config.yml"),
            training_files=[str(project / "data")],
            output=str(output),
            force_training=True,
            core_additional_arguments={"augmentation_factor": 0},
        )
        if result.model is None:
            raise SystemExit("Rasa trained nothing.")
        model = Path(result.model)
    return {
        "cpu": round(time.process_time() - cpu, 1),
        "wall": round(time.perf_counter() - started, 1),
        "megabytes": round(model.stat().st_size / 1e6, 1),
        "epoch_ends": ends,
    }


def extrapolated(run: dict[str, Any], epochs: dict[str, int]) -> dict[str, Any]:
    """CPU at 100 epochs = CPU so far + the missing epochs at each part's median epoch (the first not counted).

    Both parts grow their batches from 64 to 256 over the epochs they are given, so the median stands for the mean.
    """
    ends = run.pop("epoch_ends")
    each = {part: round(median(b - a for a, b in pairwise(ends[model])), 3) for model, part in PARTS.items()}
    missing = sum(each[part] * (STOCK_EPOCHS - epochs[part]) for part in epochs)
    return {**run, "epochs": epochs, "epoch_cpu": each, "cpu_at_100_epochs": round(run["cpu"] + missing, 0)}


if __name__ == "__main__":
    main()
