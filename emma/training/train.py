"""`emma train`: a snapshot of data/, a Rasa model, the article index and its figures on the held-out set, as one release."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.errors import EmmaError
from emma.knowledge.indexing import index_articles
from emma.nlu.encoder import load_encoder
from emma.settings import Settings
from emma.training.archive import pack, parts, remove
from emma.training.disk import roomy
from emma.training.folders import data_folder, index_folder, model_file
from emma.training.model import train_model
from emma.training.progress import Progress, silent
from emma.training.promoting import make_live
from emma.training.pruning import prune
from emma.training.releases import OPERATOR, RELEASE, add_release, live_version
from emma.training.snapshot import DATA, take

NAME = "release-%Y%m%d-%H%M%S"
MAKING = ".making-"
JUST_MADE_S = 5.0
MOST_KEPT = 50_000  # texts whose vectors the index takes over from the training
FIRST = "the first release"
log = logging.getLogger(__name__)


def train(
    engine: Engine, settings: Settings, progress: Progress = silent, *, made_by: str = OPERATOR, note: str = ""
) -> str:
    """Train a release and give its version; it goes live only where none is. Promote makes it live otherwise.

    Raises KnowledgeError when nothing was trained, NoRoom when the disk is full; whatever is raised, nothing is left of
    the attempt and what is live goes on.
    """
    settings.models.mkdir(parents=True, exist_ok=True)
    clear_leftovers(engine, settings.models)
    with _making(engine, settings.models) as (version, work):
        began, cpu = time.perf_counter(), time.process_time()
        progress("snapshot", 0, 1)
        digest = take(settings, work)
        try:
            with roomy(f"release {version}"):
                _make(settings.models, version, work, progress)
            figures: dict[str, Any] = {
                "seconds": round(time.perf_counter() - began, 1),
                "cpu_seconds": round(time.process_time() - cpu, 1),
                "bytes": model_file(settings.models, version).stat().st_size,
            }
            figures |= _evaluated(settings, version, progress)
            progress("packing", 0, 1)
            archive = work / "archive"
            pack(settings.models, version, archive)
            with roomy(f"release {version}"):
                add_release(
                    engine, version, model_file(settings.models, version), figures,
                    live=False, made_by=made_by, note=note, digest=digest, archive=archive,
                )  # fmt: skip
        except BaseException:
            remove(settings.models, version)
            raise
    _compared(engine, settings, version, progress)
    prune(engine, settings.models)
    progress("packing", 1, 1)
    return version


def clear_leftovers(engine: Engine, models: Path) -> None:
    """Remove what killed trainings left, parts that were moved already too: a folder is in use as long as somebody
    holds its lock, or was made a moment ago and will be locked."""
    for folder in models.glob(f"{MAKING}*"):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - os.fstat(descriptor).st_mtime > JUST_MADE_S:
                version = folder.name.removeprefix(MAKING)
                with engine.connect().execution_options(read_only=True) as connection:
                    kept = connection.execute(select(RELEASE.c.version).where(RELEASE.c.version == version)).first()
                if kept is None:
                    remove(models, version)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)


@contextmanager
def _making(engine: Engine, models: Path) -> Iterator[tuple[str, Path]]:
    """A version that nobody has, and a folder to make it in, removed at the end."""
    version, work = reserve(engine, models)
    descriptor = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield version, work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(descriptor)


def reserve(engine: Engine, models: Path) -> tuple[str, Path]:
    """A version of this second, with a number where there is one already, and its folder under way in `models`."""
    base = time.strftime(NAME)
    with engine.connect().execution_options(read_only=True) as connection:
        taken = set(connection.execute(select(RELEASE.c.version)).scalars())
    number = 1
    while True:
        version = base if number == 1 else f"{base}-{number}"
        work = models / f"{MAKING}{version}"
        number += 1
        if version in taken or any(part.exists() for part in parts(models, version)):
            continue
        try:
            work.mkdir()
        except FileExistsError:
            continue
        return version, work


def _make(models: Path, version: str, work: Path, progress: Progress) -> None:
    """Train and index in `work`, then move what came of it to where releases are; the model last."""
    progress("training", 0, 1)
    encoder = load_encoder()
    with encoder.keeping(MOST_KEPT):
        model = train_model(work, work / "model", version)
        progress("indexing", 0, 1)
        index_articles(work / DATA, encoder, work / "index")
    os.rename(work / "index", index_folder(models, version))
    os.rename(work / DATA, data_folder(models, version))
    os.rename(model, model_file(models, version))


def _evaluated(settings: Settings, version: str, progress: Progress) -> dict[str, Any]:
    """The figures on the held-out set, and its predictions beside the model; none where there is no such set."""
    from emma.training.evaluating import evaluate_release

    if not any(settings.held_out.glob("*.csv")):
        return {}
    progress("evaluating", 0, 0)
    return evaluate_release(settings, version, progress)


def _compared(engine: Engine, settings: Settings, version: str, progress: Progress) -> None:
    """First of all it goes live; otherwise it is compared with the live one, which can be done again at any time."""
    from emma.training.comparing import compare

    with engine.connect().execution_options(read_only=True) as connection:
        live = live_version(connection)
    if live is None:
        make_live(engine, settings, version, OPERATOR, FIRST)
        return
    progress("comparing", 0, 0)
    try:
        compare(engine, settings, version, live, progress)
    except (EmmaError, OSError) as error:
        log.warning("%s could not be compared with %s: %s", version, live, error)
