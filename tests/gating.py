"""Made-up releases for the gate: held-out messages, predictions of them, a data folder of two articles, rows."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.engine import Engine

from emma.db.engine import open_engine
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.predictions import Prediction, write_predictions
from emma.models import FileVersion, Release
from emma.models.base import Base, now
from emma.settings import ROOT, Settings
from emma.training.evaluated import FIGURES, PREDICTIONS
from emma.training.gate import Verdict, judge
from emma.training.gate_checks import Check
from tests.processes import settings_in

RELEASE, VERSION = Release.__table__, FileVersion.__table__
COLUMNS = ("text", "lang", "outcome", "reason", "topic", "intent", "also", "register")
FEES, CARDS = "knowledge/fees/fee-waiver.md", "knowledge/appointment/adit-stamp.md"
# outcome, reason, topic, intent, how many: enough of each guarded kind that a share is told.
KINDS = (
    ("answered", "", "forms", "ask/forms", 60),
    ("answered", "", "fees", "ask/fee-waiver", 60),
    ("offered_agent", "case_specific", "case_status", "my_case", 80),
    ("offered_agent", "case_specific", "asylum_refugee", "sensitive_asylum", 80),
    ("emergency", "safety", "other", "emergency", 80),
)
OLD, NEW = "release-old", "release-new"

Change = Callable[[Prediction], Prediction]


class Bench:
    """A folder with everything that the gate looks at."""

    def __init__(self, folder: Path, kinds: Sequence[tuple[str, str, str, str, int]] = KINDS) -> None:
        folder.mkdir(exist_ok=True)
        self.settings: Settings = settings_in(
            folder / "var", models=folder / "models", held_out=folder / "held_out", data=folder / "data"
        )
        self.folder = folder
        self.settings.held_out.mkdir()
        self.settings.models.mkdir()
        self.engine: Engine = open_engine(self.settings.database)
        Base.metadata.create_all(self.engine)
        self.hold_out(kinds)

    def hold_out(self, kinds: Sequence[tuple[str, str, str, str, int]]) -> None:
        """Write the held-out set: so many messages of each kind."""
        with (self.settings.held_out / "en.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for outcome, reason, topic, intent, count in kinds:
                for number in range(count):
                    writer.writerow((f"{intent} message {number}", "en", outcome, reason, topic, intent, "", ""))

    def release(self, version: str, *, live: bool = False, change: Change = lambda one: one) -> None:
        """A release that predicts everything right, but for what `change` makes of it."""
        with self.engine.begin() as connection:
            if live:
                connection.execute(update(RELEASE).values(live=False))
            values = {"file": f"{version}.tar.gz", "sha256": "", "figures": {}, "created_at": now()}
            connection.execute(insert(RELEASE).values(version=version, live=live, **values))
        self.predict(version, change)
        data = self.settings.models / f"{version}-data"
        (data / "nlu").mkdir(parents=True)
        for path in (FEES, CARDS):
            (data / path).parent.mkdir(parents=True, exist_ok=True)
            text = (ROOT / "data" / path).read_text(encoding="utf-8")
            (data / path).write_text(re.sub(r"(?m)^related: .*$", "related: []", text), encoding="utf-8")

    def predict(self, version: str, change: Change = lambda one: one) -> None:
        """Write the evaluation as the release would."""
        folder = self.settings.models / f"{version}-evaluation"
        folder.mkdir(exist_ok=True)
        messages = read_folder(self.settings.held_out)
        write_predictions(folder / PREDICTIONS, [change(right(one, version)) for one in messages])
        digest = hashlib.sha256((folder / PREDICTIONS).read_bytes()).hexdigest()
        figures = {"release": version, "summary": {"predictions": digest}}
        (folder / FIGURES).write_text(json.dumps(figures), encoding="utf-8")

    def edited(self, version: str, path: str, **values: object) -> None:
        """Teo changed a file in the studio; the release was trained with it."""
        file = self.settings.models / f"{version}-data" / path
        file.write_text(file.read_text(encoding="utf-8").rstrip() + "\n\n\n", encoding="utf-8")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        row = {"path": path, "digest": digest, "text": "", "author": "teo", "note": "", "created_at": now(), **values}
        with self.engine.begin() as connection:
            connection.execute(insert(VERSION).values(**row))

    def rules(self, **changes: str) -> None:
        """A gate.toml of its own with other values."""
        text = (ROOT / "gate.toml").read_text(encoding="utf-8")
        for name, value in changes.items():
            text = re.sub(rf"(?m)^{name} = \S+", f"{name} = {value}", text)
        (self.folder / "gate.toml").write_text(text, encoding="utf-8")

    def without(self, version: str, part: str) -> None:
        """The release lost a part of its files."""
        shutil.rmtree(self.settings.models / f"{version}-{part}")

    def verdict(self, version: str = NEW) -> Verdict:
        """What the gate says."""
        return judge(self.engine, self.settings, version)

    def check(self, name: str, version: str = NEW) -> Check:
        """One check of the verdict."""
        return next(check for check in self.verdict(version).checks if check.name == name)

    def refused(self, version: str = NEW) -> list[str]:
        """The names of the checks that do not hold."""
        return [check.name for check in self.verdict(version).checks if not check.passed]


def right(expected: Expected, version: str) -> Prediction:
    """Exactly what is expected."""
    articles = (expected.intent.removeprefix("ask/"),) if expected.by_article else ()
    return Prediction(
        text=expected.text,
        lang=expected.lang,
        outcome=expected.outcome,
        topic=expected.topic,
        reason=expected.reason.value if expected.reason else "",
        language=expected.lang,
        confidence=0.9,
        intents=(expected.intent,),
        articles=articles,
        cpu_ms=10.0,
        release=version,
    )


def for_the_first(count: int, intent: str, **values: object) -> Change:
    """The first messages of an intent are predicted otherwise."""
    wanted = {f"{intent} message {number}" for number in range(count)}
    return lambda one: replace(one, **values) if one.text in wanted else one  # type: ignore[arg-type]
