"""The gate: whether a release may become live, each check with its figures and with what fails (gate.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma.errors import EmmaError, KnowledgeError, ReleaseBroken, ReleaseUnknown
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.scoring import Scored, score
from emma.knowledge.reading import data_folder
from emma.settings import Settings
from emma.training.evaluated import kept_predictions, not_usable
from emma.training.folders import evaluation_folder
from emma.training.gate_checks import Check, copied, figure_checks, pair_checks
from emma.training.gate_files import (
    changed_files,
    errors_in,
    examples_in,
    kept_version,
    knowledge,
    second_person,
    topics_in,
    translations,
)
from emma.training.gate_rules import GateRules, gate_file, read_gate
from emma.training.paired import paired
from emma.training.releases import RELEASE, fetch, live_version
from emma.training.second_person import left_behind


@dataclass(frozen=True)
class Verdict:
    """What the gate says of `release`, beside `against`; that is empty when no other release is live."""

    release: str
    against: str = ""
    checks: Sequence[Check] = field(default=())

    @property
    def passed(self) -> bool:
        """Every check holds. No check at all is no verdict."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """`{passed, checks, release, against}`; checks as in Check.as_json."""
        return {
            "passed": self.passed,
            "checks": [check.as_json() for check in self.checks],
            "release": self.release,
            "against": self.against,
        }


def judge(engine: Engine, settings: Settings, release: str) -> Verdict:
    """Judge a release by the rules of gate.toml, beside the one that is live. Reads only; takes seconds at the first
    time, less afterwards. Raises ReleaseUnknown, SettingsError when gate.toml is wrong."""
    rules = read_gate(gate_file(settings))
    messages = read_folder(settings.held_out)
    with engine.connect().execution_options(read_only=True) as connection:
        if connection.execute(select(RELEASE.c.version).where(RELEASE.c.version == release)).first() is None:
            raise ReleaseUnknown
        live = live_version(connection) or ""
    against = live if live != release else ""
    _at_hand(engine, settings, release, against)
    scored, why = _scored(settings, release, messages)
    checks = [Check("figures", not why, release, n=len(scored), why=why)]
    if not why:
        checks += figure_checks(scored, rules)
        checks += _beside(settings, against, scored, rules) if against else []
    with engine.connect().execution_options(read_only=True) as connection:
        checks += _on_files(connection, settings, release, against, rules, scored, is_live=live == release)
    return Verdict(release, against, checks)


def _beside(settings: Settings, against: str, scored: Sequence[Scored], rules: GateRules) -> list[Check]:
    """The comparison with the live release; where that was not evaluated, it is open and the check `compared` fails."""
    before, why = _scored(settings, against, [one.expected for one in scored])
    if why:
        return [Check("compared", False, against, why=why)]
    return pair_checks(paired(before, scored), rules)


def _on_files(
    connection: Connection,
    settings: Settings,
    release: str,
    against: str,
    rules: GateRules,
    scored: Sequence[Scored],
    *,
    is_live: bool,
) -> list[Check]:
    """The files of a release are its own copy; only the one that is live already may be judged by the present files."""
    data = data_folder(settings.models, release)
    if not data.is_dir():
        if not is_live:
            return [Check("knowledge", False, why="no_data")]
        data = settings.data
    errors = errors_in(data, date.today())
    before = data_folder(settings.models, against) if against else None
    before = before if before and before.is_dir() else None
    changed = changed_files(data, before)

    def versions(path: str) -> Any | None:
        return kept_version(connection, data, path)

    def left(path: str) -> list[str]:
        return left_behind(connection, path, before)

    try:
        topics = topics_in(data, before)
    except EmmaError:
        return [knowledge(errors)]  # a file that cannot be read: it is among the errors
    return [
        knowledge(errors),
        translations(changed, versions),
        second_person(changed, topics, versions, rules.second_person, left),
        *([copied(scored, examples_in(data), rules)] if scored else []),
    ]


def _scored(settings: Settings, version: str, messages: Sequence[Expected]) -> tuple[list[Scored], str]:
    """The kept predictions scored, or why they cannot be: none, of another release, changed, of other messages."""
    why = not_usable(settings, version, messages)
    if why:
        return [], why
    try:
        return score(messages, kept_predictions(settings, version)), ""
    except KnowledgeError:
        return [], "other_messages"


def _at_hand(engine: Engine, settings: Settings, *versions: str) -> None:
    """Bring the files of releases that another host made; one that cannot be had fails its checks."""
    for version in versions:
        if version and not evaluation_folder(settings.models, version).is_dir():
            with suppress(ReleaseBroken):
                fetch(engine, settings.models, version)
