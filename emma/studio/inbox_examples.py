"""What a decision on inbox items does to the examples in data/, and what undoing it takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from emma.assistant.second_net import without_identifiers
from emma.errors import EmmaError, FormRefused, NotDecidable, NotFound
from emma.inbox import deciding
from emma.inbox.deciding import EXAMPLE, MOVED, OUT_OF_SCOPE, REMOVED, UNWRITTEN, read_decision, spelled
from emma.inbox.filing import INBOX
from emma.inbox.listing import DECIDED, Item
from emma.nlu.articles import example_key
from emma.settings import Settings
from emma.studio.examples import add_example, intents, remove_example
from emma.studio.files import Author
from emma.studio.guarding import LONGEST_EXAMPLE, Guard, as_example, guard_of

NOTE = "inbox"


@dataclass(frozen=True)
class Done:
    """What came of a decision. `handle` names the whole act, for undoing it.

    `others`: items that somebody else had decided. `unwritten`: examples there already, or too long for one.
    `refused`: items that stay open, with why.
    """

    act: str
    intent: str
    items: tuple[int, ...]
    written: int = 0
    unwritten: int = 0
    others: int = 0
    refused: tuple[str, ...] = field(default=())

    @property
    def handle(self) -> int:
        """The first item."""
        return self.items[0]


@dataclass(frozen=True)
class Text:
    """An example that one or more items ask for."""

    text: str
    language: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Work:
    """The work on the files for one act."""

    engine: Engine
    settings: Settings
    person: Author
    moment: datetime

    def teach(self, items: Sequence[Item], act: str, intent: str, others: int) -> Done:
        """Write the examples; items whose example is refused are opened again."""
        target = intent or OUT_OF_SCOPE
        with self.engine.connect().execution_options(read_only=True) as connection:
            texts = list(texts_of(connection, items))
        there = {example_key(text) for known in intents(self.settings).get(target, {}).values() for text in known}
        written, unwritten, refused = list[int](), list[int](), list[int]()
        reasons: list[EmmaError] = []
        left = [one.ids for one in texts]
        try:
            for one in texts:
                if not one.text or len(one.text) > LONGEST_EXAMPLE or example_key(one.text) in there:
                    unwritten += one.ids
                else:
                    try:
                        self._add(target, one.text, one.language)
                        written += one.ids
                    except (FormRefused, NotFound) as error:
                        reasons.append(error)
                        refused += one.ids
                left.remove(one.ids)
        finally:  # what was not reached, because the disk is full or the file is held, stays open
            self._open_again([*refused, *(number for ids in left for number in ids)])
        with self.engine.begin() as connection:
            deciding.refine(connection, dict.fromkeys(unwritten, spelled(UNWRITTEN, target)))
        if reasons and not written and not unwritten:
            raise reasons[0]
        done = sorted([*written, *unwritten])
        whys = tuple(dict.fromkeys(why for error in reasons for why in whys_of(error)))
        return Done(act, intent, tuple(done), len(written), len(unwritten), others, whys)

    def relabel(self, items: Sequence[Item], act: str, others: int) -> Done:
        """Take examples from their intent, and give them to the one they are predicted as."""
        for number, item in enumerate(items):
            try:
                self._relabel(item, act)
            except BaseException:
                self._open_again([one.id for one in items[number:]])
                raise
        return Done(act, "", tuple(item.id for item in items), len(items), others=others)

    def unteach(self, items: Sequence[Item]) -> int:
        """Take back what the decisions on `items` wrote; gives how many examples changed."""
        changed = 0
        with self.engine.connect().execution_options(read_only=True) as connection:
            by_target: dict[str, list[Item]] = {}
            for item in items:
                act, intent = read_decision(item.decision)
                if act in (EXAMPLE, OUT_OF_SCOPE):
                    by_target.setdefault(intent or OUT_OF_SCOPE, []).append(item)
            taken = [
                (target, one.text)
                for target, mine in by_target.items()
                for one in texts_of(connection, mine)
                if not _wanted_elsewhere(connection, target, one.text)
            ]
        for target, text in taken:
            changed += bool(self._remove(target, text))
        for item in items:
            if item.decision in (MOVED, REMOVED) and item.second:
                if item.decision == MOVED and item.predicted:
                    self._remove(item.predicted, item.text)
                self._add(item.second, item.text, item.language)
                changed += 1
        return changed

    def _relabel(self, item: Item, act: str) -> None:
        if not item.second or (act == MOVED and not item.predicted):
            raise NotDecidable
        # Taken away first: the same words may not stand in two intents.
        if remove_example(self.engine, self.settings, self.person, item.second, item.text, NOTE) is None:
            raise NotFound
        if act == MOVED and item.predicted:
            try:
                self._add(item.predicted, item.text, item.language)
            except EmmaError:
                self._add(item.second, item.text, item.language)
                raise

    def _add(self, intent: str, text: str, language: str) -> object:
        return add_example(self.engine, self.settings, self.person, intent, text, language, NOTE)

    def _remove(self, intent: str, text: str) -> object | None:
        try:
            return remove_example(self.engine, self.settings, self.person, intent, text, NOTE)
        except (FormRefused, NotFound):  # the last one of its article, or the intent is gone
            return None

    def _open_again(self, ids: Sequence[int]) -> None:
        if ids:
            with self.engine.begin() as connection:
                deciding.reopen(connection, ids, self.person.id, self.moment)


def whys_of(error: EmmaError) -> tuple[str, ...]:
    """Why a file refused something, in its own words."""
    found = tuple(str(getattr(one, "why", one)) for one in getattr(error, "problems", ()))
    return found or (str(error),)


def texts_of(connection: Connection, items: Sequence[Item]) -> Iterator[Text]:
    """The examples of items, each once, the newest words first; the guard has read them once more."""
    guard = guard_of(connection)
    found: dict[str, tuple[str, str, list[int]]] = {}
    for item in items:
        text = _example(item.text, guard)
        found.setdefault(example_key(text), (text, item.language, []))[2].append(item.id)
    for text, language, ids in found.values():
        yield Text(text, language, tuple(ids))


def _wanted_elsewhere(connection: Connection, target: str, text: str) -> bool:
    """Whether another decision that still stands taught the same."""
    same = (f"{EXAMPLE}:{target}", f"{UNWRITTEN}:{target}", *((OUT_OF_SCOPE,) if target == OUT_OF_SCOPE else ()))
    query = select(INBOX.c.text).where(INBOX.c.state == DECIDED, INBOX.c.decision.in_(same))
    guard = guard_of(connection)
    return any(example_key(_example(other, guard)) == example_key(text) for (other,) in connection.execute(query))


def _example(text: str, guard: Guard) -> str:
    """A message as an example: both nets cast once more; identifiers stay the masks they were."""
    return as_example(guard.masked(as_example(without_identifiers(text))))
