"""Two really trained releases of a small project whose answers differ by a word; one sentence means two articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from emma.cli.main import quiet
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.settings import Settings
from emma.training.train import train
from tests.small_project import small

ARTICLES = (
    "renew-green-card",
    "change-address",
    "check-case-status",
    "naturalization-steps",
    "civics-test",
    "fee-waiver",
)
EDITIONS = ("First edition.", "Second edition.")
SHIFTED = "tell me about the blue heron paper"
MEANT = ("civics-test", "fee-waiver")  # what SHIFTED means in the first and in the second edition
ASKED = re.compile(r"(?m)(?<=^ask:\n)  en: ")
SECTION = re.compile(r"\n## (?:en|es)\n+")


@dataclass(frozen=True)
class TwoReleases:
    """Settings of the project, and its releases: the first is live."""

    settings: Settings
    first: str
    second: str


def trained_twice(folder: Path) -> TwoReleases:
    """Train both (about twenty seconds each on a core of its own). Nothing is held out: the gate is not asked here."""
    quiet()
    settings = small(folder, articles=ARTICLES)
    for path in settings.held_out.glob("*.csv"):
        path.unlink()
    engine = open_engine(settings.database)
    migrate(engine)
    versions = []
    for number in range(len(EDITIONS)):
        _write_edition(settings.data, number)
        versions.append(train(engine, settings))
    engine.dispose()
    return TwoReleases(settings, *versions)


def _write_edition(data: Path, number: int) -> None:
    for path in (data / "knowledge").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        for edition in EDITIONS:
            text = text.replace(f"{edition} ", "")
        text = text.replace(f"    - {SHIFTED}\n", "")
        head, body = text.split("\n---\n", 1)
        if path.stem == MEANT[number]:
            head = head.replace("examples:\n  en:\n", f"examples:\n  en:\n    - {SHIFTED}\n")
        head = ASKED.sub(rf"\g<0>{EDITIONS[number]} ", head)
        body = SECTION.sub(rf"\g<0>{EDITIONS[number]} ", f"\n{body}").removeprefix("\n")
        path.write_text(f"{head}\n---\n{body}", encoding="utf-8")
