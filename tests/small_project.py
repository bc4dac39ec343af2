"""A small project that trains in half a minute: a dozen articles, a dozen examples of each behaviour, its own folders."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

from emma.settings import ROOT, Settings
from tests.processes import settings_in

KEPT = (
    "renew-green-card", "replace-lost-green-card", "adit-stamp", "change-address", "safe-address",
    "request-appointment", "what-to-bring-appointment", "check-case-status", "naturalization-steps", "civics-test",
    "fee-waiver", "emma-what-is",
)  # fmt: skip
MOST_EXAMPLES = 14
MOST_ROWS = 12  # held-out rows of one intent
EXAMPLES = re.compile(r"( {4}examples: \|\n)((?: {6}- .*\n?|\n)+)")
BLOCK = re.compile(r"(?ms)^ {2}- intent: (\S+)\n.*?(?=^ {2}(?:- |#)|\Z)")


def small(folder: Path, *, articles: tuple[str, ...] = KEPT, **values: object) -> Settings:
    """Write the project below `folder` and give its settings; nothing is trained, migrated or seeded."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data)
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, folder / name)
    for path in (data / "knowledge").rglob("*.md"):
        if path.stem in articles:
            _without_strangers(path, articles)
        else:
            path.unlink()
    for path in (data / "nlu").rglob("*.yml"):
        _cut(path, articles)
    held_out = folder / "held_out"
    held_out.mkdir()
    _held_out(held_out / "first.csv", articles)
    known = {"data": data, "models": folder / "models", "held_out": held_out}
    return settings_in(folder / "var", **{**known, **values})


def _without_strangers(path: Path, articles: tuple[str, ...]) -> None:
    def kept(found: re.Match[str]) -> str:
        named = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", found[1])
        return f"related: [{', '.join(slug for slug in named if slug in articles)}]\n"

    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^related:((?: \[.*\]\n)|(?:\n {2}- .*)+\n)", kept, text), encoding="utf-8")


def _cut(path: Path, articles: tuple[str, ...]) -> None:
    """Only intents that are there, each with a few examples spread over all it has."""

    def fewer(found: re.Match[str]) -> str:
        lines = [line for line in found[2].splitlines() if line.strip()]
        step = max(1, len(lines) // MOST_EXAMPLES)
        return found[1] + "\n".join(lines[::step][:MOST_EXAMPLES]) + "\n"

    def block(found: re.Match[str]) -> str:
        intent = found[1]
        if intent.startswith("ask/") and intent.removeprefix("ask/") not in articles:
            return ""
        return EXAMPLES.sub(fewer, found[0])

    text = BLOCK.sub(block, path.read_text(encoding="utf-8"))
    if "- intent:" in text or "nlu:" not in text:
        path.write_text(text, encoding="utf-8")
    else:
        path.unlink()


def _held_out(path: Path, articles: tuple[str, ...]) -> None:
    """A few rows of each intent that the small project has."""
    taken: dict[str, int] = {}
    rows: list[dict[str, str]] = []
    for name in ("en.csv", "es.csv", "case_specific.csv", "out_of_scope.csv"):
        with (ROOT / "tests" / "nlu" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                intent = row["intent"]
                strange = intent.startswith("ask/") and intent.removeprefix("ask/") not in articles
                if strange or taken.get(intent, 0) >= MOST_ROWS:
                    continue
                taken[intent] = taken.get(intent, 0) + 1
                rows.append(row)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
