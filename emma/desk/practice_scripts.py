"""The prepared visitors of practice: what each says, what an agent should do. Files of data/practice/, checked when read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from emma.errors import KnowledgeError
from emma.handoffs.ending import EndReason
from emma.settings import ROOT
from emma.words import LANGUAGES, TOPICS, Reason

Said = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Before:
    """What the visitor asked Emma, and the article she answered with."""

    visitor: Said
    emma: str


@dataclass(frozen=True)
class Expects:
    """What can be checked by itself: forms opened, one of the articles sent, a warning, one of the ends."""

    forms: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    warned: bool = False
    end: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """One prepared visitor. `lines` come one at a time, each after an answer; `forms` is what goes into secure forms."""

    key: str
    order: int
    title: Said
    teaches: Said
    reason: Reason
    topic: str
    shown: tuple[str, ...]
    before: tuple[Before, ...]
    lines: tuple[Said, ...]
    expects: Expects
    aims: tuple[Said, ...]
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @property
    def wanted(self) -> Said:
        """The last thing the visitor asked before waiting."""
        return self.before[-1].visitor


@cache
def shipped_scripts() -> dict[str, Script]:
    """The prepared visitors of this installation, in their order."""
    return read_scripts(ROOT / "data" / "practice")


def read_scripts(folder: Path) -> dict[str, Script]:
    """Read every `*.toml` of a folder by its name. Raises KnowledgeError naming the file and the entry."""
    found = [_read(file) for file in sorted(folder.glob("*.toml"))]
    return {script.key: script for script in sorted(found, key=lambda script: (script.order, script.key))}


def _read(file: Path) -> Script:
    try:
        return _script(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(f"data/practice/{file.name}: {error}") from None


def _script(key: str, raw: dict[str, Any]) -> Script:
    expects = raw.get("expects", {})
    script = Script(
        key=key,
        order=int(raw["order"]),
        title=_both(raw["title"]),
        teaches=_both(raw["teaches"]),
        reason=Reason(raw["reason"]),
        topic=str(raw["topic"]),
        shown=tuple(raw.get("shown", ())),
        before=tuple(Before(_both(one["visitor"]), str(one["emma"])) for one in raw["before"]),
        lines=tuple(_both(one) for one in raw["lines"]),
        expects=Expects(
            tuple(expects.get("forms", ())), tuple(expects.get("articles", ())),
            bool(expects.get("warned", False)), tuple(EndReason(one) for one in expects.get("end", ())),
        ),
        aims=tuple(_both(one) for one in raw["aims"]),
        forms=raw.get("forms", {}),
    )  # fmt: skip
    if script.topic not in TOPICS or not script.before or not script.lines:
        raise ValueError("a topic of ours, something said before, and lines are needed")
    return script


def _both(raw: Mapping[str, Any]) -> Said:
    if set(raw) != set(LANGUAGES) or not all(str(text).strip() for text in raw.values()):
        raise ValueError("a text needs both languages")
    return {language: str(raw[language]) for language in LANGUAGES}
