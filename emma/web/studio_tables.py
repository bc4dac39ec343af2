"""The lookup tables in the studio: find and edit rows, send a whole table and see what it changes, history and undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from emma.accounts.people import Person
from emma.errors import EditedMeanwhile, FormRefused, NotFound, StudioError
from emma.studio import approving, files, tables
from emma.studio.table_text import MOST_BYTES, TableProblem, decoded
from emma.studio.tables import Key, Table
from emma.web import studio_tables_screen as screen
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.sizes import STUDIO_LARGEST
from emma.web.staff import trainer
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_people import names

router = APIRouter(include_in_schema=False)
PAGE = "/studio/tables"
SAID = ("saved", "removed", "restored", "approved")
LONGEST_QUERY = 100
Trainer = Annotated[Person, Depends(trainer)]
KeyParts = Annotated[list[str], Query(alias="k", max_length=4)]


async def sent(request: Request) -> FormData:
    """The form that came, files included."""
    return await request.form(max_part_size=STUDIO_LARGEST)


async def sent_text(form: Annotated[FormData, Depends(sent)]) -> tuple[str, TableProblem | None]:
    """The table that came, as a file or pasted."""
    file = form.get("file")
    if isinstance(file, UploadFile):
        raw = await file.read(MOST_BYTES + 1)
        return decoded(raw) if raw else ("", TableProblem("no_file"))
    pasted = form.get("text")
    raw = pasted.encode("utf-8", "replace") if isinstance(pasted, str) else b""
    return decoded(raw) if raw.strip() else ("", TableProblem("no_file"))


Sent = Annotated[FormData, Depends(sent)]


@router.get(PAGE)
def listed(request: Request, person: Trainer) -> Response:
    """All tables."""
    process = process_of(request)
    return _page(request, "tables.html", tables=screen.overview(process.engine, process.settings))


@router.get(f"{PAGE}/{{name}}")
def one_table(request: Request, name: str, person: Trainer, q: str = "", page: int = 1) -> Response:
    """The rows of a table, and the ways to change it."""
    return _table_page(request, person, name, q[:LONGEST_QUERY], page)


@router.get(f"{PAGE}/{{name}}/file.csv")
def download(request: Request, name: str, person: Trainer) -> Response:
    """The table for a spreadsheet."""
    text = tables.for_spreadsheet(_read(request, name))
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(f"{PAGE}/{{name}}/row")
def one_row(request: Request, name: str, person: Trainer, k: KeyParts = []) -> Response:  # noqa: B006
    """The form of a row, or of a new one."""
    table = _read(request, name)
    key: Key | None = tuple(k) or None
    row = table.row(key) if key else {}
    if row is None:
        raise NotFound
    return _row_page(request, table, key, row, base=table.digest)


@router.post(f"{PAGE}/{{name}}/row")
def change_row(request: Request, name: str, person: Trainer, form: Sent) -> Response:
    """Save or remove a row. What cannot be saved is shown again, as typed."""
    engine, settings = process_of(request).engine, process_of(request).settings
    table = _read(request, name)
    key: Key | None = tuple(_text(form, f"key.{column}") for column in table.key) if _text(form, "known") else None
    typed = {column: _text(form, f"cell.{column}") for column in table.columns}
    base, note, remove = _text(form, "base"), _text(form, "note"), _text(form, "act") == "remove"
    if remove and key:
        typed = dict(table.row(key) or typed)
    try:
        if remove and key:
            tables.remove_row(engine, settings, person, name, key, base, note)
        else:
            tables.put_row(engine, settings, person, name, key, typed, base, note)
    except FormRefused as error:
        problems = _problems(error)
        return _row_page(request, table, key, typed, base=base, note=note, problems=problems, code=422)
    except (EditedMeanwhile, NotFound) as error:
        return _row_meanwhile(request, name, key, typed, note, error)
    except StudioError as error:
        problems = [TableProblem(error.code)]
        return _row_page(request, table, key, typed, base=base, note=note, problems=problems, code=error.status)
    return _on(name, "removed" if remove else "saved")


@router.post(f"{PAGE}/{{name}}/check")
def propose(
    request: Request,
    name: str,
    person: Trainer,
    came: Annotated[tuple[str, TableProblem | None], Depends(sent_text)],
) -> Response:
    """A whole table that came as a file or pasted: what it would change, or what is wrong with it."""
    text, problem = came
    if problem:
        return _table_page(request, person, name, problems=[problem])
    return _change_page(request, person, _read(request, name), text)


@router.post(f"{PAGE}/{{name}}/save")
def confirm(request: Request, name: str, person: Trainer, form: Sent) -> Response:
    """Save a whole table whose difference was seen."""
    engine, settings = process_of(request).engine, process_of(request).settings
    text, note = _text(form, "text"), _text(form, "note").strip()
    if not note:
        return _change_page(request, person, _read(request, name), text, missing_note=True, code=422)
    try:
        tables.save(engine, settings, person, name, text, _text(form, "base"), note)
    except FormRefused:
        return _change_page(request, person, _read(request, name), text, note=note, code=422)
    except StudioError as error:  # somebody was quicker, or the disk refuses
        return _change_page(request, person, _read(request, name), text, note=note, refused=error, code=error.status)
    return _on(name, "saved")


@router.get(f"{PAGE}/{{name}}/history")
def history(request: Request, name: str, person: Trainer) -> Response:
    """Who changed what, and the way back."""
    return _history_page(request, name)


@router.post(f"{PAGE}/{{name}}/restore")
def restore(request: Request, name: str, person: Trainer, form: Sent) -> Response:
    """Bring an older state back, as a new version; it is checked like any other."""
    engine, settings = process_of(request).engine, process_of(request).settings
    _read(request, name)
    wanted = _text(form, "version")
    old = next((one for one in files.versions(engine, tables.path_of(name)) if str(one.id) == wanted), None)
    if old is None:
        raise NotFound
    note = staff_texts(language_of(request))["studio"]["tables"]["restored_note"].format(n=old.id)

    def act() -> None:
        tables.save(engine, settings, person, name, old.text, _text(form, "base"), note)

    return _from_history(request, name, act, "restored")


@router.post(f"{PAGE}/{{name}}/approve")
def approve(request: Request, name: str, person: Trainer, form: Sent) -> Response:
    """A second person has looked at the newest version."""
    _read(request, name)
    engine, seen = process_of(request).engine, _text(form, "version")

    def act() -> None:
        approving.approve(engine, person, tables.path_of(name), int(seen) if seen.isdecimal() else None)

    return _from_history(request, name, act, "approved")


def _from_history(request: Request, name: str, act: Callable[[], object], said: str) -> Response:
    try:
        act()
    except FormRefused as error:
        return _history_page(request, name, _problems(error), code=422)
    except StudioError as error:
        return _history_page(request, name, [TableProblem(error.code)], code=error.status)
    return _on(name, said)


def _row_meanwhile(
    request: Request, name: str, key: Key | None, typed: dict[str, str], note: str, error: Exception
) -> Response:
    """The form again, with what was typed, on top of the table as it is now."""
    table = _read(request, name)
    theirs = table.row(key) if key else None
    gone = key is not None and theirs is None
    return _row_page(
        request, table, None if gone else key, typed, base=table.digest, note=note, theirs=theirs,
        problems=[TableProblem("gone" if gone else "edited_meanwhile")],
        code=409 if isinstance(error, EditedMeanwhile) else 404,
    )  # fmt: skip


def _table_page(
    request: Request,
    person: Person,
    name: str,
    wanted: str = "",
    page: int = 1,
    problems: list[TableProblem] | None = None,
) -> Response:
    engine, settings = process_of(request).engine, process_of(request).settings
    table = _read(request, name)
    path = tables.path_of(name)
    versions = files.versions(engine, path)
    waits = next((one for one in approving.waiting(engine, settings) if one.path == path), None)
    return _page(
        request, "table.html", 422 if problems else 200, table=table, listing=screen.listing(table, wanted, page),
        last=versions[0] if versions else None, before=versions[1] if len(versions) > 1 else None, waits=waits,
        may_approve=bool(waits) and approving.may_approve(engine, person, path),
        problems=_sentences(request, problems or []), new_row=screen.row_link(table, None),
    )  # fmt: skip


def _row_page(
    request: Request, table: Table, key: Key | None, values: Any, *, base: str, note: str = "",
    problems: list[TableProblem] | None = None, theirs: Any = None, code: int = 200,
) -> Response:  # fmt: skip
    return _page(
        request, "table_row.html", code, table=table, key=key, base=base, note=note,
        fields=screen.fields(table, values, problems or [], theirs),
        problems=_sentences(request, [replace(one, line=0) for one in problems or ()]),
    )  # fmt: skip


def _change_page(
    request: Request, person: Person, table: Table, text: str, *, note: str = "", missing_note: bool = False,
    refused: StudioError | None = None, code: int = 200,
) -> Response:  # fmt: skip
    proposal = tables.proposed(process_of(request).settings, table.name, text)
    problems = list(proposal.problems)
    if refused:
        problems.insert(0, TableProblem(refused.code))
    return _page(
        request, "table_change.html", code if code != 200 or not problems else 422, table=table, proposal=proposal,
        difference=screen.shown_difference(proposal, table), problems=_sentences(request, problems), note=note,
        missing_note=missing_note, typed=text,
    )  # fmt: skip


def _history_page(
    request: Request, name: str, problems: list[TableProblem] | None = None, code: int = 200
) -> Response:  # fmt: skip
    process, table = process_of(request), _read(request, name)
    versions = files.versions(process.engine, tables.path_of(name))
    return _page(
        request, "table_history.html", code, table=table, problems=_sentences(request, problems or []),
        versions=screen.history(process.settings, table, versions),
    )  # fmt: skip


def _page(request: Request, template: str, code: int = 200, **context: Any) -> Response:
    t = staff_texts(language_of(request))["studio"]["tables"]
    said = request.query_params.get("said", "")
    shared = {
        "said": t["said"][said] if said in SAID and code == 200 else "",
        "who": names(process_of(request).engine, t["who"]),
        "when": screen.when,
    }
    return staff_page(request, f"studio/{template}", code, **shared, **context)


def _sentences(request: Request, problems: list[TableProblem]) -> list[dict[str, str]]:
    return screen.sentences(problems, staff_texts(language_of(request))["studio"]["tables"])


def _problems(error: FormRefused) -> list[TableProblem]:
    return [one for one in error.problems if isinstance(one, TableProblem)]


def _read(request: Request, name: str) -> Table:
    return tables.read(process_of(request).settings, name)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _on(name: str, said: str) -> Response:
    return RedirectResponse(f"{PAGE}/{quote(name)}?said={said}", status_code=303)
