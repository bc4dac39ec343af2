"""The intents that are no articles: their examples and figures; and which names are recognised in a message."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from emma.errors import NotFound
from emma.studio.article_list import behaviours
from emma.web.access import process_of
from emma.web.staff_page import staff_page
from emma.web.studio_articles import LONGEST_SEARCH, word
from emma.web.studio_editor import Posted, Trainer
from emma.web.studio_examples import ASK, changed, intent_page

router = APIRouter(include_in_schema=False)
PAGE = "/studio/intents"
# Which tables of data/ the names of an entity come from; the rest of the names are built in (emma.nlu.gazetteer).
ENTITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("form", ("forms",)),
    ("agency", ("agencies",)),
    ("place_city", ("offices_domestic",)),
    ("place_state", ()),
    ("place_zip", ()),
    ("place_country", ()),
    ("place_abroad_city", ("offices_international",)),
    ("purpose", ()),
)


@router.get(PAGE)
def intents_page(request: Request, person: Trainer, q: str = "") -> Response:
    """Every behaviour, or those that fit, and the kinds of names."""
    process, q = process_of(request), q[:LONGEST_SEARCH].strip()
    rows = behaviours(process.engine, process.settings, q)
    return staff_page(request, "studio/intents.html", rows=rows, q=q, entities=ENTITIES, word=word)


@router.get(f"{PAGE}/{{name}}")
def behaviour_page(request: Request, person: Trainer, name: str) -> Response:
    """The examples of one behaviour."""
    return intent_page(request, _known(name))


@router.post(f"{PAGE}/{{name}}")
def change_behaviour(request: Request, person: Trainer, name: str, form: Posted) -> Response:
    """Add, move or remove examples."""
    return changed(request, person, _known(name), form)


def _known(name: str) -> str:
    if name.startswith(ASK):
        raise NotFound
    return name
