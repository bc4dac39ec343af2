"""The examples of ordinary Rasa files (`data/nlu/**/*.yml`), read without Rasa: `intent -> examples`."""

from __future__ import annotations

from pathlib import Path

import yaml


def read_examples(folder: Path) -> dict[str, list[str]]:
    """All examples below `folder` by full intent name, in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yml")):
        for intent, texts in examples_of(path).items():
            found.setdefault(intent, []).extend(texts)
    return found


def examples_of(path: Path) -> dict[str, list[str]]:
    """The examples of one file by full intent name."""
    found: dict[str, list[str]] = {}
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for block in content.get("nlu") or []:
        if "intent" in block:
            lines = (line.strip() for line in str(block["examples"]).splitlines())
            found.setdefault(block["intent"], []).extend(line[1:].strip() for line in lines if line.startswith("- "))
    return found
