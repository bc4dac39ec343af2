"""The desk as pages: the whole page, and the two parts that scripts fetch when something changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from emma.accounts.people import Person
from emma.desk.viewing import view
from emma.web.access import process_of
from emma.web.api import LARGEST_SEQ, Seq
from emma.web.desk_screen import listed, screen
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff import agent
from emma.web.staff_page import staff_page

router = APIRouter(include_in_schema=False)
HandoffId = Annotated[int, Path(ge=1, le=LARGEST_SEQ)]
Agent = Annotated[Person, Depends(agent)]


@router.get("/desk")
def desk_page(request: Request, person: Agent) -> Response:
    """The desk with no conversation open."""
    return screen(request, person)


@router.get("/desk/parts/lists")
def lists_part(
    request: Request, person: Agent, open: Annotated[int | None, Query(ge=1, le=LARGEST_SEQ)] = None
) -> Response:
    """The left side alone."""
    return staff_page(request, "desk/_lists.html", **listed(request, person, open))


@router.get("/desk/{handoff_id:int}")
def conversation_page(request: Request, handoff_id: HandoffId, person: Agent) -> Response:
    """The desk with one conversation."""
    return screen(request, person, handoff_id)


@router.get("/desk/{handoff_id:int}/messages")
def messages_part(request: Request, handoff_id: HandoffId, person: Agent, after: Seq = 0) -> Response:
    """The messages after a sequence number, and the line with the times."""
    language = language_of(request)
    found = view(process_of(request).desk, person, handoff_id, language)
    found["messages"] = [one for one in found["messages"] if one["seq"] > after]
    return staff_page(
        request, "desk/_talk.html", view=found, masked_kinds=texts(language)["masked"], query="?", open_id=handoff_id
    )
