"""A conversation as a test: rows for `emma evaluate --only dialogues`, and a test story for `rasa test`.

What is expected is what a trainer says; at first that is what the release answered.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.assistant.second_net import without_identifiers
from emma.errors import Conflict, FormRefused, NotFound
from emma.evaluation.dialogues import COLUMNS
from emma.inbox.filing import INBOX
from emma.inbox.protection import open_to_trainers
from emma.models import Conversation, Message
from emma.nlu.articles import SLUG
from emma.privacy import redact
from emma.settings import Settings
from emma.studio.console import Exchange
from emma.studio.files import Author, save
from emma.words import TOPICS, Outcome, Sender

CONVERSATION, MESSAGE = Conversation.__table__, Message.__table__
FOLDER = "test_stories"
LONGEST_NAME = 60
LONGEST_CELL = 200
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class StoryTurn:
    """One message and what is expected of the reply; `contains` may be empty.

    `steps` are intent and action as plain Rasa would go, empty where it cannot (two questions, a follow-up, an alarm).
    """

    text: str
    lang: str
    outcome: str
    topic: str
    contains: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()
    payload: str | None = None


def story_of(exchanges: Sequence[Exchange]) -> list[StoryTurn]:
    """The conversation with the chosen release; messages without a reply are left out."""
    return [turn for turn in map(_turn, exchanges) if turn is not None]


def expecting(turns: Sequence[StoryTurn], wanted: Mapping[str, str]) -> list[StoryTurn]:
    """The turns with what a form says is expected: `outcome_1`, `topic_1`, `contains_1` of the first and so on."""
    found = []
    for number, turn in enumerate(turns, start=1):
        outcome, topic = wanted.get(f"outcome_{number}", turn.outcome), wanted.get(f"topic_{number}", turn.topic)
        contains = redact(" ".join(wanted.get(f"contains_{number}", turn.contains).split())).text[:LONGEST_CELL]
        changed = (outcome, topic) != (turn.outcome, turn.topic)
        known = outcome in set(Outcome) and topic in TOPICS
        values = {**vars(turn), "contains": contains}
        if known:
            # Another outcome than the one that came has another action, which nobody has told us.
            values |= {"outcome": outcome, "topic": topic, "steps": () if changed else turn.steps}
        found.append(StoryTurn(**values))
    return found


def as_csv(name: str, turns: Sequence[StoryTurn]) -> str:
    """Rows for data/test_stories and tests/dialogues."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, turn in enumerate(turns, start=1):
        cells = (name, number, turn.lang, _plain(turn.text), turn.outcome, turn.topic, _plain(turn.contains))
        writer.writerow(cells)
    return out.getvalue()


def as_yaml(name: str, turns: Sequence[StoryTurn]) -> str:
    """A Rasa test story (tests/conversations); it ends before the first turn that plain Rasa reads otherwise."""
    lines = ['version: "3.1"', "stories:", f"  - story: {json.dumps(name, ensure_ascii=False)}", "    steps:"]
    for number, turn in enumerate(turns, start=1):
        if not turn.steps:
            lines.append(f"      # Turn {number} and what follows: only in the rows, not for plain Rasa.")
            break
        said = turn.payload or _annotated(turn.text, turn.entities)
        lines += [f"      - user: {json.dumps(said, ensure_ascii=False)}", f"        intent: {turn.steps[0][0]}"]
        lines += [f"      - action: {action}" for _, action in turn.steps]
    return "\n".join(lines) + "\n"


def keep(engine: Engine, settings: Settings, person: Author, name: str, turns: Sequence[StoryTurn]) -> str:
    """Save the rows as data/test_stories/<name>.csv, where `emma evaluate` finds them; gives the path.

    Raises FormRefused for a name that is none or without turns, EditedMeanwhile when there is a file of that name.
    """
    named(name)
    if not turns:
        raise FormRefused(["turns"])
    path = f"{FOLDER}/{name}.csv"
    (settings.data / FOLDER).mkdir(exist_ok=True)
    save(engine, settings, person, path, as_csv(name, turns), None, note="test story")
    return path


def named(name: str) -> str:
    """The name, when it is one that a file may have. Raises FormRefused."""
    if not SLUG.fullmatch(name) or len(name) > LONGEST_NAME:
        raise FormRefused(["name"])
    return name


def kept(data: Path) -> Path | None:
    """The folder of kept stories, None when there is none yet."""
    folder = data / FOLDER
    return folder if folder.is_dir() and any(folder.glob("*.csv")) else None


def heard(engine: Engine, item_id: int) -> list[tuple[str, str | None]]:
    """The visitor's masked messages of an inbox item's conversation up to that item, with the buttons' payloads.

    Raises NotFound when item or conversation are gone, Conflict for a protected conversation.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        item = connection.execute(select(INBOX).where(INBOX.c.id == item_id)).first()
        if item is None or item.conversation_id is None or item.seq is None:
            raise NotFound
        found = connection.execute(select(CONVERSATION.c.id).where(CONVERSATION.c.id == item.conversation_id)).first()
        if found is None:
            raise NotFound
        shown = select(INBOX.c.id).where(INBOX.c.id == item_id, open_to_trainers(INBOX.c.conversation_id))
        if connection.execute(shown).first() is None:
            raise Conflict
        mine = (MESSAGE.c.conversation_id == found.id, MESSAGE.c.seq <= item.seq, MESSAGE.c.sender == Sender.VISITOR)
        said = connection.execute(select(MESSAGE).where(*mine).order_by(MESSAGE.c.seq)).all()
    return [(without_identifiers(row.text), (row.choice or {}).get("payload")) for row in said]


def _turn(exchange: Exchange) -> StoryTurn | None:
    answer = exchange.answers[0]
    if answer.result is None:
        return None
    result, main = answer.result, answer.result.main
    return StoryTurn(
        text=exchange.text,
        lang=result.language,
        outcome=main.outcome.value,
        topic=main.topic,
        steps=_steps(exchange),
        entities=tuple(answer.parse.get("entities") or ()),
        payload=exchange.payload,
    )


def _steps(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """Full intent and action, when plain Rasa would go the same way: one reading, as it stands, no follow-up."""
    answer = exchange.answers[0]
    readings = answer.result.understanding if answer.result else ()
    if len(readings) != 1 or readings[0].get("followed") or readings[0].get("again"):
        return ()
    intent = readings[0]["intent"]
    parse = answer.parse.get("intent") or {}
    if exchange.payload is None and intent.split("/")[0] != parse.get("name"):
        return ()  # the emergency rule, or a sentence of the message
    if intent == FALLBACK:
        return ()  # what was meant is not known: nothing to hold a release to
    actions = tuple(dict.fromkeys(one.action for one in answer.fired))
    return tuple((intent, action) for action in actions)


def _annotated(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Rasa's way of naming entities in a text, from the last to the first; overlapping ones are left out."""
    end = len(text) + 1
    for one in sorted(entities, key=lambda entity: -int(entity.get("start") or 0)):
        start, stop = int(one.get("start") or 0), int(one.get("end") or 0)
        if not start < stop <= min(end, len(text)):
            continue
        named = json.dumps({"entity": one["entity"], "value": one["value"]}, ensure_ascii=False)
        said = text[start:stop]
        text = f"{text[:start]}[{said}]{'(' + one['entity'] + ')' if said == one['value'] else named}{text[stop:]}"
        end = start
    return text


def _plain(cell: str) -> str:
    """A cell that no spreadsheet runs: one that begins like a formula gets a space, which the assistant ignores."""
    one_line = " ".join(cell.split("\n"))
    return f" {one_line}" if one_line.startswith(FORMULA) else one_line
