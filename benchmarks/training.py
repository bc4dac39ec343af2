"""Training cost: CPU seconds of ours and of stock, each in a process of its own; leaves the stock model behind.

Stock is time-boxed: it trains as many epochs as fit, and 100 epochs are extrapolated from the CPU time per epoch.
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
from benchmarks.measure import environment, pin, ratio, save, table
from emma.settings import ROOT, current

STOCK_EPOCHS = 100
PROBE_EPOCHS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("PROJECT", "OUTPUT"), help=argparse.SUPPRESS)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    parser.add_argument("--stock-seconds", type=float, default=480, help="CPU seconds of stock on the whole data")
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
    examples = export(drawn, drawn_stock, PROBE_EPOCHS)
    stock_drawn = extrapolated(train(drawn_stock, folder / "models"), PROBE_EPOCHS)
    ours_whole = train(ROOT, folder / "models")
    whole = export(ROOT, stock_folder, 1)
    growth = whole / examples
    a_epoch = sum(one["epoch"] * (growth if one["of"] == "nlu" else 1) for one in stock_drawn["models"])
    epochs = max(1, min(STOCK_EPOCHS, int(seconds / a_epoch)))
    export(ROOT, stock_folder, epochs)
    stock_whole = extrapolated(train(stock_folder, stock_folder / "models"), epochs)
    name = f"{intents} intents x about {each}"
    figures = {
        name: {"examples": examples, "ours": ours_drawn, "stock": stock_drawn},
        "whole data": {"examples": whole, "ours": ours_whole, "stock": stock_whole},
    }
    save("training", {"stock_epochs_full": STOCK_EPOCHS, "figures": figures})
    head = ("data", "examples", "ours CPU s", "stock CPU s", "at epochs", "stock at 100 epochs (extrapolated)", "ratio")
    table("Training on one core", head, [_line(name, figures[name]), _line("whole data", figures["whole data"])])


def _line(name: str, one: dict[str, Any]) -> list[object]:
    ours, stock = one["ours"]["cpu"], one["stock"]
    full = stock["cpu_at_100_epochs"]
    return [name, one["examples"], ours, stock["cpu"], stock["epochs"], full, f"{ratio(full, ours)}x"]


def train(project: Path, output: Path) -> dict[str, Any]:
    """Train `project` in a fresh process on one core."""
    command = [sys.executable, "-m", "benchmarks.training", "--one", str(project), str(output)]
    done = subprocess.run(
        command, env=environment(), preexec_fn=pin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        check=True, text=True, cwd=ROOT,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def train_here(project: Path, output: Path) -> dict[str, Any]:
    """Train in this process; gives CPU and wall seconds (imports not counted) and the CPU time of each epoch."""
    from rasa.model_training import train as rasa_train
    from rasa.utils.tensorflow.callback import RasaTrainingLogger

    epochs: list[list[float]] = []
    begin, end = RasaTrainingLogger.__init__, RasaTrainingLogger.on_epoch_end

    def begun(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        epochs.append([time.process_time()])

    def ended(self: Any, epoch: int, logs: Any = None) -> None:
        end(self, epoch, logs)
        epochs[-1].append(time.process_time())

    RasaTrainingLogger.__init__, RasaTrainingLogger.on_epoch_end = begun, ended
    started, cpu = time.perf_counter(), time.process_time()
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
    return {
        "cpu": round(time.process_time() - cpu, 1),
        "wall": round(time.perf_counter() - started, 1),
        "megabytes": round(Path(result.model).stat().st_size / 1e6, 1),
        "epoch_ends": epochs,
    }


def extrapolated(run: dict[str, Any], epochs: int) -> dict[str, Any]:
    """CPU at 100 epochs = CPU so far + the missing epochs at each model's median epoch (the first one left out).

    DIET grows its batches from 64 to 256 over the epochs it is given, so the median epoch stands for the mean.
    """
    models: list[dict[str, Any]] = []
    for ends in run.pop("epoch_ends"):
        lengths = [after - before for before, after in pairwise(ends)]
        models.append({"epoch": round(median(lengths[1:] or lengths), 3), "of": "nlu" if len(models) < 2 else "core"})
    missing = sum(one["epoch"] for one in models) * (STOCK_EPOCHS - epochs)
    return {**run, "epochs": epochs, "models": models, "cpu_at_100_epochs": round(run["cpu"] + missing, 0)}


if __name__ == "__main__":
    main()
