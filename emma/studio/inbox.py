"""Deciding on inbox items with what follows in the files of data/: examples come and, undone, go again.

The rows are decided first, by a conditional UPDATE: whoever changes them does the work on the files, so that nothing
is written twice. When a file cannot be written, its items are opened again.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Engine

from emma.errors import DecidedMeanwhile, NotDecidable, UnknownIntent
from emma.inbox import deciding
from emma.inbox.deciding import EXAMPLE, KEPT, MOVED, NEW_ARTICLE, OUT_OF_SCOPE, REMOVED, read_decision, spelled
from emma.inbox.listing import LABEL, MESSAGES, decided_with, items_of
from emma.models.base import now
from emma.settings import Settings
from emma.studio.examples import intents
from emma.studio.files import Author
from emma.studio.guarding import LONGEST_EXAMPLE
from emma.studio.inbox_examples import Done, Work, texts_of
from emma.words import LANGUAGES

FITS = {
    EXAMPLE: MESSAGES, OUT_OF_SCOPE: MESSAGES, NEW_ARTICLE: MESSAGES,
    KEPT: (LABEL,), MOVED: (LABEL,), REMOVED: (LABEL,),
}  # fmt: skip


def decide(engine: Engine, settings: Settings, person: Author, ids: Sequence[int], act: str, intent: str = "") -> Done:
    """Decide on items: `example` (with an intent), `out_of_scope`, `ignore`, `new_article`, `keep`, `move`, `remove`.

    Items whose kind does not fit are passed over. Raises DecidedMeanwhile when all of them were decided already,
    NotDecidable, UnknownIntent, and what the files raise when nothing at all could be written.
    """
    if act not in deciding.DECISIONS or not ids:
        raise NotDecidable
    with engine.connect().execution_options(read_only=True) as connection:
        found = items_of(connection, ids)
    fitting = [item for item in found if item.kind in FITS.get(act, (item.kind,))]
    if found and not fitting:
        raise NotDecidable
    if act == EXAMPLE and intent not in intents(settings):
        raise UnknownIntent
    if act != EXAMPLE:
        intent = ""
    moment = now()
    with engine.begin() as connection:
        wanted = [item.id for item in fitting]
        won = set(deciding.decide(connection, wanted, person.id, spelled(act, intent), moment))
    others = len(set(ids)) - len(found) + len(fitting) - len(won)
    if not won:
        raise DecidedMeanwhile
    mine = [item for item in fitting if item.id in won]
    work = Work(engine, settings, person, moment)
    if act in (EXAMPLE, OUT_OF_SCOPE):
        return work.teach(mine, act, intent, others)
    if act in (MOVED, REMOVED):
        return work.relabel(mine, act, others)
    return Done(act, intent, tuple(sorted(won)), others=others)


def undo(engine: Engine, settings: Settings, person: Author, item_id: int) -> Done:
    """Open the items again that were decided in one act with this one; an example it wrote goes, if it is still there.

    Raises DecidedMeanwhile when it is open already or gone.
    """
    with engine.begin() as connection:
        batch = decided_with(connection, item_id)
        if not batch or batch[0].decided_at is None:
            raise DecidedMeanwhile
        moment = batch[0].decided_at
        opened = set(deciding.reopen(connection, [item.id for item in batch], person.id, moment))
    mine = [item for item in batch if item.id in opened]
    if not mine:
        raise DecidedMeanwhile
    act, intent = read_decision(batch[0].decision)
    removed = Work(engine, settings, person, moment).unteach(mine)
    return Done(act, intent, tuple(item.id for item in mine), written=removed)


def prefilled(engine: Engine, handle: str) -> dict[str, tuple[str, ...]]:
    """The examples a new article begins with, by language: the messages decided as `new_article` in one act.

    Nothing for a `handle` (of Done, as an address brings it) that names no such act.
    """
    if not (handle.isascii() and handle.isdigit() and len(handle) <= 9):
        return {}
    with engine.connect().execution_options(read_only=True) as connection:
        batch = [item for item in decided_with(connection, int(handle)) if item.decision == NEW_ARTICLE]
        texts = list(texts_of(connection, batch))
    fitting = [one for one in texts if len(one.text) <= LONGEST_EXAMPLE]
    return {code: tuple(one.text for one in fitting if one.language == code) for code in LANGUAGES} if batch else {}
