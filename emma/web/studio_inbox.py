"""The trainers' inbox: decide on one, a group, the ticked ones or several groups; undo; as a file, out and in."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from emma.accounts.people import Person
from emma.errors import EmmaError, ImportRefused
from emma.inbox.deciding import NEW_ARTICLE
from emma.inbox.exchanging import LARGEST, as_csv, as_jsonl, read_decisions
from emma.inbox.listing import MOST, open_items
from emma.studio import inbox
from emma.studio.inbox_import import apply
from emma.web.access import process_of
from emma.web.staff import trainer
from emma.web.staff_page import staff_page
from emma.web.studio_inbox_screen import LARGEST_NUMBER, PAGE, decided_page, inbox_page, refusal, wanted_of

router = APIRouter(include_in_schema=False)
Trainer = Annotated[Person, Depends(trainer)]
Field = Annotated[str, Form(max_length=120)]
Numbers = Annotated[list[str], Form(max_length=MOST)]
EDITOR = "/studio/articles/new"
FILES = {"csv": (as_csv, "text/csv"), "jsonl": (as_jsonl, "application/jsonl")}


async def sent(request: Request) -> FormData:
    """The form that came, files included."""
    return await request.form()


async def sent_file(form: Annotated[FormData, Depends(sent)]) -> tuple[bytes, str]:
    """The file that came, one byte more than allowed at most, and its name."""
    file = form.get("file")
    return (await file.read(LARGEST + 1), file.filename or "") if isinstance(file, UploadFile) else (b"", "")


@router.get(PAGE)
def listed(request: Request, person: Trainer) -> Response:
    """What is open, in groups."""
    return inbox_page(request)


@router.get(f"{PAGE}/decided")
def decided(request: Request, person: Trainer) -> Response:
    """What was decided lately, each with a way back."""
    return decided_page(request)


@router.post(f"{PAGE}/decide")
def decide(
    request: Request,
    person: Trainer,
    act: Field = "",
    intent: Field = "",
    ids: Annotated[str, Form(max_length=60_000)] = "",
    ticked: Numbers = [],  # noqa: B006
    groups: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006
    place: Field = "",
) -> Response:
    """Decide. `act` may carry its intent (`example|ask/…`); ticked messages of a group go before all of it."""
    act, _, suggested = act.partition("|")
    numbers = numbers_of(ticked) or numbers_of([ids, *groups])
    process = process_of(request)
    try:
        done = inbox.decide(process.engine, process.settings, person, numbers, act, (suggested or intent).strip())
    except EmmaError as error:
        return inbox_page(request, problem=refusal(error, request), code=error.status)
    if act == NEW_ARTICLE:
        return RedirectResponse(f"{EDITOR}?inbox={done.handle}", status_code=303)
    if done.others or done.refused:
        return inbox_page(request, done=done)
    return _back(request, place, done=done.handle)


@router.post(f"{PAGE}/undo")
def undo(request: Request, person: Trainer, item: Field = "", place: Field = "", to: Field = "") -> Response:
    """Take a decision back, with the example it wrote."""
    process = process_of(request)
    try:
        number = next(iter(numbers_of([item])), 0)
        done = inbox.undo(process.engine, process.settings, person, number)
    except EmmaError as error:
        shown = decided_page if to == "decided" else inbox_page
        return shown(request, problem=refusal(error, request), code=error.status)
    return _back(request, place, undone=len(done.items))


@router.get(f"{PAGE}/file.{{kind}}")
def download(request: Request, person: Trainer, kind: str) -> Response:
    """What is open, as a table or as JSON lines."""
    written, media_type = FILES.get(kind, FILES["csv"])
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        text = written(open_items(connection, wanted_of(request)))
    name = f"inbox.{kind if kind in FILES else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=headers)


@router.post(f"{PAGE}/import")
def upload(request: Request, person: Trainer, file: Annotated[tuple[bytes, str], Depends(sent_file)]) -> Response:
    """Decisions from a file; first all of it is read, then done."""
    process = process_of(request)
    try:
        if not file[1]:
            raise ImportRefused("none")
        applied = apply(process.engine, process.settings, person, read_decisions(*file))
    except EmmaError as error:
        return inbox_page(request, problem=refusal(error, request), code=error.status)
    return staff_page(request, "studio/inbox_imported.html", part="inbox", applied=applied)


def numbers_of(texts: list[str]) -> list[int]:
    """The numbers of items in fields that hold them with commas between; anything else is passed over."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    found = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= 10]
    return [number for number in dict.fromkeys(found) if 0 < number <= LARGEST_NUMBER][:MOST]


def _back(request: Request, place: str, **said: int) -> Response:
    """To where it was done, with the filters of the page."""
    kept = {name: request.query_params[name] for name in ("kind", "language", "page") if name in request.query_params}
    where = f"#group-{place}" if place.isascii() and place.isdigit() else ""
    return RedirectResponse(f"{PAGE}?{urlencode({**kept, **said})}{where}", status_code=303)
