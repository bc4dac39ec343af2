"""Promote and roll back: the gate, the files, the model loaded aside, then one transaction that changes all at once.

The transaction holds the flag, the release's own articles and tables, the event and the audit. Only its commit and the
swap in this process are done while no turn runs; other processes follow the row.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from emma.audit import record
from emma.errors import (
    AlreadyLive,
    GateRefused,
    KnowledgeError,
    NothingBefore,
    NotPermitted,
    PromotedMeanwhile,
    ReleaseBroken,
    ReleaseUnknown,
)
from emma.knowledge.seed import seed_in
from emma.privacy import redact
from emma.settings import Settings
from emma.training.disk import roomy
from emma.training.folders import data_folder
from emma.training.pruning import prune
from emma.training.releases import (
    PROMOTED,
    REFUSED,
    RELEASE,
    ROLLED_BACK,
    add_event,
    fetch,
    live_before,
    live_version,
    set_live,
)

TURN = 0x656D6D63  # the advisory lock of promoting; only its being the same everywhere matters
PURPOSE = 120
Load = Callable[[Path, str], AbstractContextManager[Any]]


class Verdict(Protocol):
    """What the gate says; emma.training.gate has the real one."""

    @property
    def passed(self) -> bool:
        """Whether the release may go live."""

    def as_json(self) -> dict[str, Any]:
        """All checks, for the event's row."""


Judge = Callable[[Engine, Settings, str], Verdict]


@dataclass(frozen=True)
class Took:
    """Seconds: to load the model aside, for the transaction, and for which no turn ran (commit and swap)."""

    loading: float
    transaction: float
    held: float


def promote(
    engine: Engine,
    settings: Settings,
    version: str,
    actor: str,
    *,
    override: str = "",
    may_override: bool = False,
    load: Load | None = None,
    judge: Judge | None = None,
) -> Took:
    """Make a release live in every process.

    `load(file, version)` loads and warms the model aside and gives a context: what is done in it is done while no turn
    runs, and when it ends well the model is swapped (emma.web.release_watcher). `override` is an administrator's reason
    to go live against the gate. Raises ReleaseUnknown, AlreadyLive, NotPermitted, GateRefused, PromotedMeanwhile,
    ReleaseBroken and NoRoom; then what was live still is.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        before = live_version(connection)
        _must_be_known(connection, version)
    if version == before:
        raise AlreadyLive
    if override.strip() and not may_override:
        raise NotPermitted
    verdict = (judge or _gate())(engine, settings, version)
    if not verdict.passed and not override.strip():
        with engine.begin() as connection:
            add_event(connection, version, REFUSED, actor, before=before, verdict=verdict.as_json())
            record(connection, actor, "release.refused", subject=version)
        raise GateRefused(verdict)
    reason = "" if verdict.passed else override.strip()
    event = {"reason": reason, "verdict": verdict.as_json(), "overridden": not verdict.passed}
    return _go_live(engine, settings, version, before, PROMOTED, actor, event, load)


def rollback(engine: Engine, settings: Settings, actor: str, reason: str = "", load: Load | None = None) -> str:
    """Bring back the release that was live before, with its articles and tables; gives its version.

    The gate is not asked: it was live. Raises NothingBefore and what `promote` raises.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        live, before = live_version(connection), live_before(connection)
    if before is None:
        raise NothingBefore
    _go_live(engine, settings, before, live, ROLLED_BACK, actor, {"reason": reason.strip()}, load)
    return before


def make_live(
    engine: Engine, settings: Settings, version: str, actor: str, reason: str, load: Load | None = None
) -> Took:
    """Make a release live where there is nothing to compare it with: the first one, or the live one cannot be loaded."""
    with engine.connect().execution_options(read_only=True) as connection:
        before = live_version(connection)
        _must_be_known(connection, version)
    return _go_live(engine, settings, version, before, PROMOTED, actor, {"reason": reason}, load)


def _go_live(
    engine: Engine,
    settings: Settings,
    version: str,
    before: str | None,
    kind: str,
    actor: str,
    event: dict[str, Any],
    load: Load | None,
) -> Took:
    began = time.perf_counter()
    file = fetch(engine, settings.models, version)
    swapping: AbstractContextManager[Any] = load(file, version) if load else nullcontext()
    loaded = time.perf_counter()
    with roomy("the articles of the release"), engine.connect() as connection:
        transaction = connection.begin()
        try:
            _change(connection, settings, version, before, kind, actor, event)
            changed = time.perf_counter()
            with swapping:
                transaction.commit()
        except BaseException:
            if transaction.is_active:
                transaction.rollback()
            raise
    ended = time.perf_counter()
    prune(engine, settings.models)
    return Took(loaded - began, ended - loaded, ended - changed)


def _change(
    connection: Connection,
    settings: Settings,
    version: str,
    before: str | None,
    kind: str,
    actor: str,
    event: dict[str, Any],
) -> None:
    """Everything that going live writes. Raises PromotedMeanwhile, and ReleaseBroken when the data cannot be read."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))
    if live_version(connection) != before:
        raise PromotedMeanwhile
    set_live(connection, version)
    data = data_folder(settings.models, version)
    if data.is_dir():  # a release of before there were snapshots speaks with the articles that are there
        try:
            seed_in(connection, data)
        except (KnowledgeError, OSError) as error:
            raise ReleaseBroken(f"The articles and tables of {version} cannot be read: {error}") from error
    add_event(connection, version, kind, actor, before=before, **event)
    reason = redact(str(event.get("reason") or "")).text[:PURPOSE]
    record(connection, actor, f"release.{kind}", subject=version, purpose=reason)
    if event.get("overridden"):
        record(connection, actor, "release.overridden", subject=version, purpose=reason)


def _must_be_known(connection: Connection, version: str) -> None:
    if connection.execute(select(RELEASE.c.version).where(RELEASE.c.version == version)).first() is None:
        raise ReleaseUnknown


def _gate() -> Judge:
    from emma.training.gate import judge  # it loads scipy and Rasa: only who asks the gate pays for it

    return judge
