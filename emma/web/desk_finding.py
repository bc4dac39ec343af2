"""Searching from the desk: words are posted and masked, so that no identifier ever stands in an address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from emma.accounts.people import Person
from emma.desk.guarding import guard
from emma.errors import EmmaError
from emma.web.api import LARGEST_SEQ
from emma.web.desk_acts import desk_of
from emma.web.desk_screen import LISTS, MOST_LETTERS
from emma.web.staff import agent

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form()]


@router.post("/desk/find")
def find(
    request: Request,
    person: Annotated[Person, Depends(agent)],
    list: Field = "",
    q: Field = "",
    articles: Field = "",
    canned: Field = "",
    open: Annotated[int | None, Query(ge=1, le=LARGEST_SEQ)] = None,
) -> Response:
    """On to the page with what was found; `open` is the conversation that stays on it."""
    words = {"q": q, "articles": articles, "canned": canned}
    asked = {name: _masked(request, person, text) for name, text in words.items() if text.strip()}
    if list in LISTS:
        asked["list"] = list
    return RedirectResponse(f"/desk{f'/{open}' if open else ''}?{urlencode(asked)}", status_code=303)


def _masked(request: Request, person: Person, text: str) -> str:
    try:
        return guard(desk_of(request), text[:MOST_LETTERS], person).text
    except EmmaError:
        return ""
