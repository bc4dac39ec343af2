"""Training time by the number of intents, ours beside stock on the same examples, each in a process of its own.

Stock trains two epochs of its networks and is extrapolated to its 100 (see `training`). The project has fewer than 400
intents: the rest is filled from a public set (`--fill`, label and text), because only the time is looked at.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks.draw import draw
from benchmarks.measure import ratio, save, table
from benchmarks.stock import export
from benchmarks.training import PARTS, PROBE_EPOCHS, extrapolated, train
from emma.settings import ROOT

EACH = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 200, 400])
    parser.add_argument("--fill", type=Path, nargs="*", default=[], help="files of a public set: label, tab, text")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            figures[str(size)] = beside(Path(folder), size, given.fill)
        print(f"{size}: {figures[str(size)]}", flush=True)
        save("training_sizes", {"examples_an_intent": EACH, "figures": figures})
    head = ("intents", "examples", "ours CPU s", "ours wall s", "stock at 100 epochs, CPU s (extrapolated)", "ratio")
    table("Training by intents, one thread", head, [_line(*item) for item in figures.items()])


def beside(folder: Path, size: int, fill: list[Path]) -> dict[str, Any]:
    """Both on a project of `size` intents with about twenty examples each."""
    ours, theirs = folder / "ours", folder / "stock"
    draw(ROOT, ours, size, EACH)
    have = _intents(ours)
    if have < size:
        _fill(ours / "data" / "nlu" / "public.yml", fill, size - have)
    probe = dict.fromkeys(PARTS.values(), PROBE_EPOCHS)
    examples = export(ours, theirs, probe)
    found = train(ours, folder / "models")
    found.pop("epoch_ends")
    return {
        "intents": _intents(ours),
        "examples": examples,
        "ours": found,
        "stock": extrapolated(train(theirs, folder / "models"), probe),
    }


def _intents(project: Path) -> int:
    articles = sum(1 for _ in (project / "data" / "knowledge").rglob("*.md"))
    blocks = [
        block["intent"]
        for path in (project / "data" / "nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    ]
    return articles + len(set(blocks))


def _fill(file: Path, sources: list[Path], missing: int) -> None:
    """Write the first `missing` labels of the files as intents, twenty texts of each."""
    found: dict[str, list[str]] = {}
    for source in sources:
        for line in source.read_text(encoding="utf-8").splitlines():
            label, _, text = line.partition("\t")
            found.setdefault(f"public_{label}".replace(" ", "_"), []).append(text)
    if len(found) < missing:
        raise SystemExit(
            f"{missing} more intents are needed: give --fill files of a public set (benchmarks/README.md)."
        )
    nlu = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts[:EACH]))}
        for label, texts in list(found.items())[:missing]
    ]
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000), encoding="utf-8")


def _line(size: str, one: dict[str, Any]) -> list[object]:
    full = one["stock"]["cpu_at_100_epochs"]
    return [size, one["examples"], one["ours"]["cpu"], one["ours"]["wall"], full, f"{ratio(full, one['ours']['cpu'])}x"]


if __name__ == "__main__":
    main()
