"""Releases in the studio: the list, one beside the live one, the gate's verdict, promote and roll back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from sqlalchemy import select

from emma.accounts.people import Person
from emma.assistant.second_net import without_identifiers
from emma.errors import EmmaError, GateRefused, JobRuns, NotFound, ReleaseUnknown
from emma.studio.examples import add_example
from emma.training import comparing
from emma.training.effect import with_texts
from emma.training.evaluated import PICTURE
from emma.training.folders import evaluation_folder
from emma.training.gate import judge
from emma.training.promoting import promote, rollback
from emma.training.releases import EVENT, PRUNED, ReleaseRecord, live_before, releases
from emma.web import studio_comparison as shown
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.staff import trainer
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_people import names

router = APIRouter(include_in_schema=False)
PAGE = "/studio/releases"
SAID = ("promoted", "rolled_back", "accepted", "taught", "compared")
SHORTEST_REASON, LONGEST_REASON, EVENTS = 10, 500, 30
Trainer = Annotated[Person, Depends(trainer)]
Version = Annotated[str, Path(max_length=32, pattern=r"^[A-Za-z0-9._-]+$")]
Field = Annotated[str, Form(max_length=600)]
_comparing = threading.Lock()


@router.get(PAGE)
def listed(request: Request, person: Trainer) -> Response:
    """All releases, and what became of them."""
    return _list_page(request)


@router.post(f"{PAGE}/rollback")
def roll_back(request: Request, person: Trainer, reason: Field = "") -> Response:
    """Bring back the release that was live before."""
    process = process_of(request)
    if not reason.strip():
        return _list_page(request, "no_reason", 422)
    try:
        rollback(process.engine, process.settings, person.id, reason.strip(), process.release.aside)
    except EmmaError as error:
        return _list_page(request, error.code, 409, reason=reason)
    return RedirectResponse(f"{PAGE}?said=rolled_back", status_code=303)


@router.get(f"{PAGE}/{{version}}")
def one_release(request: Request, version: Version, person: Trainer, whole: str = "", intent: str = "") -> Response:
    """One release beside the live one; the live one beside the one before it."""
    return _page(request, person, version, whole=whole, intent=intent)


@router.get(f"{PAGE}/{{version}}/confusion.png")
def picture(request: Request, version: Version, person: Trainer) -> Response:
    """Which topics it takes for which."""
    _record(request, version)
    file = evaluation_folder(process_of(request).settings.models, version) / PICTURE
    if not file.is_file():
        raise NotFound
    return FileResponse(file, media_type="image/png")


@router.post(f"{PAGE}/{{version}}/promote")
def go_live(
    request: Request, version: Version, person: Trainer, override: Field = "", overriding: Field = ""
) -> Response:
    """Make it live through the gate; an administrator may go past it with a reason."""
    process, reason = process_of(request), override.strip()
    if overriding and not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return _page(request, person, version, problem="short_reason", reason=override, code=422)
    try:
        promote(
            process.engine, process.settings, version, person.id, override=reason if overriding else "",
            may_override=person.may_administer, load=process.release.aside,
        )  # fmt: skip
    except ReleaseUnknown:
        raise NotFound from None
    except GateRefused:
        return _page(request, person, version, problem="gate_refused", reason=override, code=409)
    except EmmaError as error:
        code = error.status if error.status in (403, 507) else 409
        return _page(request, person, version, problem=error.code, reason=override, code=code)
    return RedirectResponse(f"{PAGE}/{quote(version)}?said=promoted", status_code=303)


@router.post(f"{PAGE}/{{version}}/compare")
def compare_now(request: Request, version: Version, person: Trainer) -> Response:
    """Compare with the release that it is shown beside, one comparison at a time."""
    process, record = process_of(request), _record(request, version)
    against = _against(request, record)
    if not against:
        raise NotFound

    def act() -> None:
        if not _comparing.acquire(blocking=False):
            raise JobRuns
        try:
            comparing.compare(process.engine, process.settings, version, against)
        finally:
            _comparing.release()

    return _done(request, person, version, act, "compared")


@router.post(f"{PAGE}/{{version}}/accept")
def accept(
    request: Request, version: Version, person: Trainer, conversation_id: Field = "", seq: Annotated[int, Form()] = 0
) -> Response:
    """A real message may go where it goes now."""
    engine, against = process_of(request).engine, _against(request, _record(request, version))

    def act() -> None:
        comparing.accept(engine, version, against, conversation_id, seq, person.id)

    return _done(request, person, version, act, "accepted", "#effect")


@router.post(f"{PAGE}/{{version}}/teach")
def teach(
    request: Request,
    version: Version,
    person: Trainer,
    conversation_id: Field = "",
    seq: Annotated[int, Form()] = 0,
    intent: Field = "",
) -> Response:
    """A real message becomes an example of a meaning, masked as it is stored, for the next release."""
    process = process_of(request)
    result = comparing.comparison(process.engine, version, _against(request, _record(request, version)))
    moved = result["effect"]["messages"] if result else []
    mine = [one for one in moved if (one["conversation_id"], one["seq"]) == (conversation_id, seq)]
    found = with_texts(process.engine, mine)
    if not found:
        raise NotFound
    text, language = without_identifiers(found[0]["text"]), found[0]["language"]
    act = lambda: add_example(process.engine, process.settings, person, intent, text, language)  # noqa: E731
    return _done(request, person, version, act, "taught", "#effect")


def _done(
    request: Request, person: Person, version: str, act: Callable[[], object], said: str, place: str = ""
) -> Response:  # fmt: skip
    try:
        act()
    except NotFound:
        raise
    except EmmaError as error:
        return _page(request, person, version, problem=error.code, code=error.status)
    return RedirectResponse(f"{PAGE}/{quote(version)}?said={said}{place}", status_code=303)


def _list_page(request: Request, problem: str = "", code: int = 200, reason: str = "") -> Response:
    engine, t = process_of(request).engine, _texts(request)
    with engine.connect().execution_options(read_only=True) as connection:
        events = connection.execute(select(EVENT).order_by(EVENT.c.id.desc()).limit(EVENTS)).all()
        before = live_before(connection)
        pruned = set(connection.execute(select(EVENT.c.version).where(EVENT.c.kind == PRUNED)).scalars())
    return staff_page(
        request, "studio/releases.html", code, releases=releases(engine), events=events, before=before, pruned=pruned,
        problem=_problem(t, problem), reason=reason, who=names(engine, t["who"]), said=_said(request, code),
        running=process_of(request).assistant.version,
    )  # fmt: skip


def _page(
    request: Request, person: Person, version: str, *, problem: str = "", reason: str = "", whole: str = "",
    intent: str = "", code: int = 200,
) -> Response:  # fmt: skip
    process, t, record = process_of(request), _texts(request), _record(request, version)
    engine, settings, against = process.engine, process.settings, _against(request, record)
    meanings = shown.Names(engine, language_of(request), t)
    result = comparing.comparison(engine, version, against) if against else None
    judged = None if record.live else shown.verdict(judge(engine, settings, version).as_json(), meanings, t)
    context: dict[str, Any] = {
        "release": record,
        "against": against,
        "compared": result is not None,
        "held_out": shown.held_out(result, meanings, whole) if result else None,
        "topics": shown.topics(result) if result else (),
        "effect": shown.effect(engine, result, meanings, whole=whole == "effect") if result else None,
        "size": result["size"] if result else None,
        "speed": result["speed"] if result else None,
        "verdict": judged,
        "confusions": shown.confusions(settings, version),
        "picture": (evaluation_folder(settings.models, version) / PICTURE).is_file(),
        "map": shown.intent_map(settings, version, meanings, intent),
        "may_override": person.may_administer,
        "whole": whole,
    }
    return staff_page(
        request, "studio/release.html", code, problem=_problem(t, problem), reason=reason, who=names(engine, t["who"]),
        said=_said(request, code), **context,
    )  # fmt: skip


def _record(request: Request, version: str) -> ReleaseRecord:
    found = next((one for one in releases(process_of(request).engine) if one.version == version), None)
    if found is None:
        raise NotFound
    return found


def _against(request: Request, record: ReleaseRecord) -> str:
    """What a release is shown beside: the live one; the live one itself beside the one that was live before."""
    engine = process_of(request).engine
    if not record.live:
        return next((one.version for one in releases(engine) if one.live), "")
    with engine.connect().execution_options(read_only=True) as connection:
        return live_before(connection) or ""


def _texts(request: Request) -> dict[str, Any]:
    return dict(staff_texts(language_of(request))["studio"]["releases"])


def _problem(t: dict[str, Any], code: str) -> str:
    return str(t["problems"].get(code, t["problems"]["error"])) if code else ""


def _said(request: Request, code: int) -> str:
    said = request.query_params.get("said", "")
    return str(_texts(request)["said"][said]) if said in SAID and code == 200 else ""
