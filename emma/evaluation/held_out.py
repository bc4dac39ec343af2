"""Held-out messages: what people might write, with what the assistant is expected to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from emma.errors import KnowledgeError
from emma.words import LANGUAGES, TOPICS, Outcome, Reason

ENTITIES = "entities.csv"  # held-out entities have columns of their own
COLUMNS = ("text", "lang", "outcome", "reason", "topic", "intent", "also", "register")
FIRST = "first"
SET_OF_FILE = re.compile(rf"(\w+)_(?:{'|'.join(LANGUAGES)})\.csv")
SWITCHES = {"switch_to_english": "en", "switch_to_spanish": "es"}


@dataclass(frozen=True)
class Expected:
    """One held-out message. `also` holds further intents that are right as well; `place` is file and record.

    `contains`: wordings one of which must stand in the answer; none when anything may.
    """

    text: str
    lang: str
    outcome: Outcome
    reason: Reason | None
    topic: str
    intent: str
    also: frozenset[str] = frozenset()
    register: str = ""
    place: str = ""
    contains: tuple[str, ...] = ()

    @property
    def set(self) -> str:
        """The set it belongs to: `fresh_en.csv` and `fresh_es.csv` are the set fresh, others the first one."""
        folder, _, name = self.place.rpartition(":")[0].rpartition("/")
        named = SET_OF_FILE.fullmatch(name)
        found = named[1] if named else FIRST
        return f"{folder}/{found}" if folder else found

    @property
    def accepted(self) -> frozenset[str]:
        """Every meaning that counts as understood."""
        return self.also | {self.intent}

    @property
    def reply_language(self) -> str:
        """The language to answer in: that of the message, unless it asks for the other one."""
        return SWITCHES.get(self.intent, self.lang)

    @property
    def by_article(self) -> bool:
        """Whether an article is the expected answer."""
        return self.intent.startswith("ask/")


def read_folders(folders: Sequence[Path]) -> list[Expected]:
    """The messages of several folders; the sets of each are named after it when there is more than one."""
    if len(folders) == 1:
        return read_folder(folders[0])
    return [
        replace(message, place=f"{folder.as_posix()}/{message.place}")
        for folder in folders
        for message in read_folder(folder)
    ]


def read_folder(folder: Path) -> list[Expected]:
    """The messages of all CSV files of a folder, in order.

    Raises KnowledgeError naming file and record for a missing column, an unknown word, or a message that occurs
    twice: it would count twice.
    """
    messages: list[Expected] = []
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name == ENTITIES:
            continue
        for message in _read(path):
            key = (message.text.strip().lower(), message.lang)
            if key in seen:
                raise KnowledgeError(f"{message.place}: the message of {seen[key]} again")
            seen[key] = message.place
            messages.append(message)
    if not messages:
        raise KnowledgeError(f"There are no held-out messages in {folder}.")
    return messages


def _read(path: Path) -> list[Expected]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise KnowledgeError(f"{path.name}: no column {', '.join(missing)}")
        return [_message(row, f"{path.name}:{number}") for number, row in enumerate(reader, start=1)]


def _message(row: dict[str, str], place: str) -> Expected:
    if not row["text"] or not row["text"].strip():
        raise KnowledgeError(f"{place}: no text")
    if row["lang"] not in LANGUAGES:
        raise KnowledgeError(f"{place}: unknown language {row['lang']!r}")
    if row["topic"] not in TOPICS:
        raise KnowledgeError(f"{place}: unknown topic {row['topic']!r}")
    if not row["intent"]:
        raise KnowledgeError(f"{place}: no intent")
    try:
        outcome, reason = Outcome(row["outcome"]), Reason(row["reason"]) if row["reason"] else None
    except ValueError as error:
        raise KnowledgeError(f"{place}: {error}") from None
    return Expected(
        text=row["text"],
        lang=row["lang"],
        outcome=outcome,
        reason=reason,
        topic=row["topic"],
        intent=row["intent"],
        also=frozenset(_listed(row["also"])),
        register=row["register"] or "",
        place=place,
        contains=_listed(row.get("contains")),
    )


def _listed(cell: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (cell or "").split(";") if name.strip())
