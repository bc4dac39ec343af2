"""The folder as a Rasa project: Rasa's own commands work in it, and what Rasa forgives is noticed here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message

from emma.db.engine import open_engine
from emma.nlu.articles import load_articles
from emma.nlu.importer import expected_counts
from emma.settings import ROOT
from emma.training.releases import live_release
from tests.processes import prepared

pytestmark = pytest.mark.timeout(600)

RASA = Path(sys.executable).parent / "rasa"
STORIES = ROOT / "tests" / "conversations"
WRONG = ROOT / "tests" / "wrong_conversations" / "wrong.yml"
DOCUMENT = ROOT / "docs" / "rasa.md"
FEWEST_EXAMPLES = 10_000
COLOUR = re.compile(r"\x1b\[\d*m")
# How Rasa reports: by raise_warning, by the log of `rasa`, or by structlog. Libraries warn in other words.
REPORTED = re.compile(
    r"rasa/shared/utils/io\.py:\d+: \w*Warning: (?P<warned>.+)"
    r"|(?:WARNING|ERROR|CRITICAL) +rasa\S* +- (?P<logged>.+)"
    r"|\[(?:warning|error|critical) *\] (?P<structured>.+)"
)


def importer(config: Path) -> TrainingDataImporter:
    """What Rasa reads of the project with this configuration."""
    return TrainingDataImporter.load_from_config(str(config), str(ROOT / "domain.yml"), [str(ROOT / "data")])


def counts(examples: list[Message]) -> Counter[str]:
    """Examples of each full intent name, as Rasa would train them."""
    return Counter(message.get_full_intent() for message in examples)


@pytest.fixture(scope="module")
def examples() -> list[Message]:
    """The examples of the project as Rasa reads them."""
    return importer(ROOT / "config.yml").get_nlu_data().intent_examples


def rasa(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Rasa's command line in the project."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "NO_COLOR": "1"}
    return subprocess.run(
        [RASA, *map(str, arguments)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=580
    )


def test_rasa_reads_every_example_of_the_files(examples: list[Message]) -> None:
    expected = expected_counts(ROOT)
    assert sum(expected.values()) > FEWEST_EXAMPLES
    assert counts(examples) == expected


def test_every_intent_of_the_domain_has_examples(examples: list[Message]) -> None:
    taught = {intent.split("/")[0] for intent in counts(examples)}
    known = set(importer(ROOT / "config.yml").get_domain().intents)
    assert taught <= known
    assert known - taught <= set(DEFAULT_INTENTS)


def test_no_example_has_two_intents(examples: list[Message]) -> None:
    pairs = {(message.get("text").strip().lower(), message.get_full_intent()) for message in examples}
    assert [text for text, times in Counter(text for text, _ in pairs).items() if times > 1] == []


def test_a_misspelt_importer_is_noticed(tmp_path: Path) -> None:
    misspelt = tmp_path / "config.yml"
    right = (ROOT / "config.yml").read_text(encoding="utf-8")
    misspelt.write_text(right.replace("ArticleImporter", "ArticleImporters"), encoding="utf-8")
    found = counts(importer(misspelt).get_nlu_data().intent_examples)
    short = {intent for intent, count in expected_counts(ROOT).items() if found.get(intent, 0) < count}
    articles = {article.intent for article in load_articles(ROOT / "data" / "knowledge")}
    assert short == articles, "Rasa would train without the examples of a single article"


def test_rasa_validates_the_project_with_the_warnings_the_documentation_lists() -> None:
    done = rasa("data", "validate")
    said = COLOUR.sub("", done.stdout + done.stderr)
    assert done.returncode == 0, said
    warnings = {next(part for part in found.groups() if part).strip() for found in REPORTED.finditer(said)}
    known = known_warnings()
    assert [w for w in sorted(warnings) if not any(pattern.match(w) for pattern in known)] == [], "unknown warnings"
    assert [p.pattern for p in known if not any(map(p.match, warnings))] == [], "listed, and no longer given"


def known_warnings() -> list[re.Pattern[str]]:
    """The quoted warnings of docs/rasa.md about `rasa data validate`; an ellipsis stands for anything."""
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.split("## Known false warnings of `rasa data validate`")[1].split("\n## ")[0]
    quoted = [" ".join(one.split()) for one in re.findall(r'^- "([^"]+)"', section, re.MULTILINE)]
    assert quoted
    return [re.compile(".*".join(map(re.escape, one.split("…")))) for one in quoted]


@pytest.fixture(scope="module")
def release() -> Path:
    """The file of the live release."""
    settings = prepared()
    engine = open_engine(settings.database)
    file, _ = live_release(engine, settings.models)
    engine.dispose()
    return file


def story_test(release: Path, stories: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """`rasa test core` as docs/rasa.md shows it: reads the messages, and fails when a prediction is wrong."""
    return rasa(
        "test", "core", "--model", release, "--stories", stories, "--e2e", "--fail-on-prediction-errors",
        "--no-plot", "--out", out,
    )  # fmt: skip


@pytest.mark.model
def test_the_stories_pass(release: Path, tmp_path: Path) -> None:
    done = story_test(release, STORIES, tmp_path)
    assert done.returncode == 0, COLOUR.sub("", done.stdout)[-2000:]
    stories = len(re.findall(r"^ +- story:", (STORIES / "test_main.yml").read_text(encoding="utf-8"), re.MULTILINE))
    assert f"Evaluating {stories} stories" in done.stderr


@pytest.mark.model
def test_the_story_test_can_fail(release: Path, tmp_path: Path) -> None:
    shutil.copy(WRONG, tmp_path / "test_wrong.yml")
    done = story_test(release, tmp_path, tmp_path / "out")
    assert done.returncode != 0
    assert "WrongPredictionException" in done.stdout + done.stderr
    assert "action_answer" in done.stdout + done.stderr
