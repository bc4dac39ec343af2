"""`emma evaluate`: predict the held-out messages or read predictions kept before, score, show, write files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import track

from emma.assistant.replies import TurnResult
from emma.cli.evaluation_parts import all_tables
from emma.conversations.incoming import read_text
from emma.evaluation.dialogues import Dialogue, dialogue_figures, play, read_dialogues
from emma.evaluation.entities import entity_figures, find_all, read_entities
from emma.evaluation.figures import by_set, confusion
from emma.evaluation.held_out import Expected, read_folders
from emma.evaluation.misses import write_misses
from emma.evaluation.picture import draw_confusion
from emma.evaluation.predictions import Prediction, predict, read_predictions, write_predictions
from emma.evaluation.scoring import Scored, score
from emma.evaluation.search import by_language
from emma.evaluation.statements import Checked, check, read_statements, statement_figures, topics_of
from emma.settings import current
from emma.studio.stories import kept as kept_stories
from emma.words import LANGUAGES

if TYPE_CHECKING:
    from emma.cli.asking import Terminal


STATEMENTS = Path("tests/sources/statements.csv")


class Part(StrEnum):
    """What can be evaluated."""

    MESSAGES = "messages"
    DIALOGUES = "dialogues"
    ENTITIES = "entities"
    SEARCH = "search"
    STATEMENTS = "statements"


@dataclass(frozen=True)
class Files:
    """Where to write: figures, tables, confusion picture, misses, predictions. None: not at all."""

    as_json: Path | None = None
    markdown: Path | None = None
    picture: Path | None = None
    misses: Path | None = None
    predictions: Path | None = None


def evaluate_all(
    out: Console, folders: Sequence[Path], dialogues: Path, parts: Collection[Part], files: Files, kept: Path | None
) -> None:
    """Evaluate the `parts` and print their tables. `kept` scores predictions made before; only messages then."""
    messages = read_folders(folders)
    if kept:
        scored = score(messages, read_predictions(kept))
        found: dict[str, Any] = {"release": scored[0].predicted.release, "sets": by_set(scored)}
    else:
        terminal = _terminal()
        scored = _scored(terminal, messages, files.predictions) if Part.MESSAGES in parts else []
        found = {"release": terminal.version, **({"sets": by_set(scored)} if scored else {})}
        found |= evaluate_others(terminal, messages, folders, dialogues, parts)
    _write(files, found, scored)
    out.print(f"release {found['release'] or 'unknown'}", markup=False)
    for grid in all_tables(found):
        out.print(grid.table())
    if files.misses:
        out.print(f"misses in {files.misses}", markup=False)


def evaluate_others(
    terminal: Terminal, messages: Sequence[Expected], folders: Sequence[Path], dialogues: Path, parts: Collection[Part]
) -> dict[str, Any]:
    """Dialogues, entities, the statements of the sources and search, as far as wanted."""
    found: dict[str, Any] = {}
    if Part.DIALOGUES in parts:
        kept = kept_stories(current().data)
        folders_of_dialogues = [dialogues, *([kept] if kept else [])]
        had = [dialogue for one in folders_of_dialogues for dialogue in have(one, terminal)]
        found["dialogues"] = dialogue_figures(had)
    if Part.ENTITIES in parts:
        rows = [row for folder in folders for row in read_entities(folder)]
        found["entities"] = entity_figures(find_all(rows, lambda text: entities_in(terminal, text)))
    if Part.STATEMENTS in parts and STATEMENTS.exists():
        found["statements"] = statement_figures(statements_asked(terminal, STATEMENTS))
    index = terminal.library.index
    if Part.SEARCH in parts and index is not None:
        sets = {name: [one for one in messages if one.set == name] for name in dict.fromkeys(m.set for m in messages)}
        found["search"] = {
            name: {language: asdict(row) for language, row in by_language(index, ones).items()}
            for name, ones in sets.items()
        }
    return found


def entities_in(terminal: Terminal, text: str) -> list[tuple[str, str]]:
    """What the live release finds in a message, after the guard masked it as it does for visitors."""
    parse = asyncio.run(terminal.rasa.parse(read_text(text, terminal.agencies).text))
    return [(one["entity"], str(one["value"])) for one in parse.get("entities", [])]


def statements_asked(terminal: Terminal, path: Path) -> list[Checked]:
    """Every statement of the sources asked in both languages."""
    topics = topics_of(current().data)

    def ask(text: str, language: str | None, state: dict[str, Any] | None, payload: str | None) -> TurnResult:
        return terminal.turn(text, language, state, **({"payload": payload} if payload else {}))

    return [check(row, lang, ask, topics) for row in read_statements(path) for lang in LANGUAGES]


def have(folder: Path, terminal: Terminal | None = None) -> Iterator[Dialogue]:
    """The dialogues of a folder with the live release, as visitors have them."""
    loaded = terminal or _terminal()

    def say(text: str, state: dict[str, Any], known: dict[str, Any]) -> TurnResult:
        return loaded.turn(text, known["language"], state, status=known["status"], offer=known["offer"])

    return play(read_dialogues(folder), say)


def _terminal() -> Terminal:
    from emma.cli.asking import Terminal

    return Terminal(current())


def _scored(terminal: Terminal, messages: Sequence[Expected], keep: Path | None) -> list[Scored]:
    """The live release on every message, as a visitor would meet it. Shows progress on standard error."""
    running = predict(messages, lambda text: terminal.turn(text, None), terminal.version)
    bar = Console(stderr=True)
    predicted: list[Prediction] = list(track(running, "asking", total=len(messages), console=bar, transient=True))
    if keep:
        write_predictions(keep, predicted)
    return score(messages, predicted)


def _write(files: Files, found: dict[str, Any], scored: Sequence[Scored]) -> None:
    if files.as_json:
        files.as_json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if files.markdown:
        files.markdown.write_text("\n".join(grid.markdown() for grid in all_tables(found)), encoding="utf-8")
    if files.picture and scored:
        topics = confusion((one.expected.topic, one.predicted.topic) for one in scored)
        draw_confusion(files.picture, topics, f"Topics, {len(scored)} held-out messages")
    if files.misses:
        write_misses(files.misses, scored)
