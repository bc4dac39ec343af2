"""The self-check: examples whose label may be wrong go into the trainers' inbox; by night when it is switched on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Engine

from emma.errors import JobRuns
from emma.inbox.labelling import Label, file_labels
from emma.language import read_words, reply_language
from emma.nlu.encoder import load_encoder
from emma.retention.claiming import claim, finish
from emma.settings import ROOT, Settings
from emma.training import jobs
from emma.training.crossvalidation import Doubt, Outcome, cross_validate, features_of, read_recipe, training_examples
from emma.training.progress import Progress, silent
from emma.training.snapshot import data_lock

NIGHT = range(1, 5)  # hours of the desk's clock
DAY = timedelta(hours=20)  # a night later, at whatever hour of it
SCHEDULE = "schedule"
MOST_OPEN = 50  # the surest ones; more when these are decided


@dataclass(frozen=True)
class Checked:
    """What came of a check: `filed` of the doubts are new in the inbox."""

    outcome: Outcome
    filed: int

    def as_result(self) -> dict[str, Any]:
        """Figures and keys without the words of any example."""
        found = {name: value for name, value in asdict(self.outcome).items() if name != "doubts"}
        return {**found, "once": list(self.outcome.once), "doubts": len(self.outcome.doubts), "filed": self.filed}


def check(
    engine: Engine, settings: Settings, progress: Progress = silent, *, repeats: int = 3, share: float = 0.1, seed: int
) -> Checked:
    """Cross-validate the examples of data/ and file the labels in doubt. Raises KnowledgeError, TrainingError."""
    progress("examples", 0, 0)
    with data_lock(settings.data):
        examples = training_examples(settings.data)
    config = settings.data.parent / "config.yml"
    recipe, groups = read_recipe(config if config.exists() else ROOT / "config.yml")
    features = features_of(examples, load_encoder(), recipe, progress)
    last = jobs.latest(engine, jobs.CROSSVALIDATE, jobs.JobState.DONE)
    outcome = cross_validate(
        examples, features, recipe, groups, repeats=repeats, share=share, seed=seed,
        before=last.result.get("once", ()) if last else (), progress=progress,
    )  # fmt: skip
    progress("filing", 0, 0)
    words = read_words(settings.data / "language_words.csv")

    def label(one: Doubt) -> Label:
        text = one.example.text
        language = one.example.language or reply_language(text, "en", words, settled=False)
        return Label(text, language, one.example.intent, one.predicted, one.share)

    with engine.begin() as connection:
        filed = file_labels(connection, (label(one) for one in outcome.doubts), most=MOST_OPEN)
    return Checked(outcome, filed)


def start_nightly(engine: Engine, settings: Settings, local: datetime) -> int | None:
    """Start the check as a job when it is switched on, it is night on the desk's clock (`local`), and no process has
    done so today. Gives the job's id. While another job runs it waits for the next hour."""
    if not settings.self_check or local.hour not in NIGHT:
        return None
    claimed_at = claim(engine, jobs.CROSSVALIDATE)
    if claimed_at is None:
        return None
    try:
        started = jobs.start(engine, settings, jobs.CROSSVALIDATE, SCHEDULE)
    except JobRuns:
        return None  # the claim is a lease: due again when it is over
    finish(engine, jobs.CROSSVALIDATE, claimed_at, DAY)
    return started
