"""What the desk's page shows: the list that is asked for, presence, and one conversation with what stands beside it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from emma.accounts.people import Person
from emma.desk import looking, notices, presence, shelf
from emma.desk.context import Desk
from emma.desk.viewing import view
from emma.errors import EmmaError, Forbidden, NotFound
from emma.web import desk_requests_api
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff_page import staff_page, staff_texts

LISTS = ("mine", "waiting", "all", "history")
PANELS = ("request", "wrong")
SAID = ("nobody", "corrected", "made", "referred", "redirected", "too_slow")
KEPT = ("list", "q", "before", "do", "seq", "articles", "canned")  # what of the address an act leaves as it is
MOST_LETTERS = 200


@dataclass(frozen=True)
class Problem:
    """What an act was refused for, and what had been written: shown where it was written, kept nowhere."""

    act: str
    error: EmmaError
    draft: str = field(default="", repr=False)
    words: dict[str, str] = field(default_factory=dict, repr=False)


def screen(
    request: Request,
    person: Person,
    handoff_id: int | None = None,
    *,
    problem: Problem | None = None,
    seen: dict[str, Any] | None = None,
) -> Response:
    """The whole page. `seen` are the values of a secure form that was just looked at."""
    desk, language = process_of(request).desk, language_of(request)
    context = {
        **listed(request, person, handoff_id),
        **_notices(desk, language),
        "masked_kinds": texts(language)["masked"],
        "own_contacts": own_contacts(desk),
        "problem": _said(request, problem),
        "seen": seen,
        "view": None,
        "here": "/desk",
        "said": request.query_params.get("said") if request.query_params.get("said") in SAID else "",
    }
    if handoff_id is not None:
        context |= _conversation(request, desk, person, handoff_id, language)
    code = problem.error.status if problem else 200
    return staff_page(request, "desk/desk.html", code, **context)


def listed(request: Request, person: Person, handoff_id: int | None = None) -> dict[str, Any]:
    """The left side: presence, how many wait and are mine, and the rows of the list that is asked for."""
    desk, asked = process_of(request).desk, request.query_params
    with desk.engine.connect().execution_options(read_only=True) as connection:
        mine, queue = looking.mine(connection, desk, person), looking.waiting(connection, desk, person)
        name = asked.get("list", "")
        if name not in LISTS or (name == "all" and not person.may_supervise):
            name = "mine" if mine or not queue else "waiting"
        rows = {"mine": mine, "waiting": queue}.get(name)
        if name == "all":
            rows = looking.everybody(connection, desk, person)
        elif name == "history":
            rows = looking.history(connection, person, asked.get("q", "")[:MOST_LETTERS], _number(asked.get("before")))
        whereabouts = presence.whereabouts(connection, desk, person)
    return {
        "list": name,
        "lists": [one for one in LISTS if one != "all" or person.may_supervise],
        "rows": rows,
        "counts": {"mine": len(mine), "waiting": len(queue)},
        "unread": sum(_unread(one, handoff_id) for one in mine),
        "presence": whereabouts,
        "open_id": handoff_id,
        "words": asked.get("q", ""),
        "query": kept(request, list=name),
    }


def kept(request: Request, **more: object) -> str:
    """The query that stays while one works in a conversation, with its question mark."""
    known = {key: value for key in KEPT if (value := request.query_params.get(key))}
    return "?" + urlencode({**known, **{key: value for key, value in more.items() if value not in (None, "")}})


def own_contacts(desk: Desk) -> str:
    """Telephones and mailboxes of agencies, which the shield in the browser must not warn about."""
    return " ".join(sorted({one for one in desk.agencies.numbers if len(one) == 10} | desk.agencies.emails))


def message_of(request: Request, act: str, error: EmmaError) -> str:
    """What a refusal says to staff: the words for this act, for this code, or those of the library."""
    language = language_of(request)
    own = staff_texts(language)["desk"]["problems"]
    phrases, key = process_of(request).library.phrases, f"utter_error_{error.code}"
    found = own.get(f"{act}_{error.code}") or own.get(error.code)
    return str(found or (phrases.text(key, language) if phrases.has(key) else error))


def _conversation(request: Request, desk: Desk, person: Person, handoff_id: int, language: str) -> dict[str, Any]:
    try:
        found = view(desk, person, handoff_id, language)
    except (Forbidden, NotFound) as error:
        return {"view": None, "problem": {"act": "open", "said": message_of(request, "open", error)}}
    asked, spoken = request.query_params, found["conversation"]["language"]
    articles, canned = asked.get("articles", "")[:MOST_LETTERS], asked.get("canned", "")[:MOST_LETTERS]
    panel = asked.get("do", "") if asked.get("do") in PANELS and found["held"] else ""
    return {
        "options": desk_requests_api.options(request, person, language) if panel == "request" else None,
        "view": found,
        "articles": shelf.find_articles(desk, articles, spoken) if found["held"] else [],
        "article_words": articles,
        "canned": shelf.find_canned(desk, canned, spoken, person) if found["held"] else [],
        "canned_words": canned,
        "colleagues": [one for one in presence.colleagues(desk) if one["id"] != person.id],
        "panel": panel,
        "wrong_seq": _number(asked.get("seq")),
        "client_id": uuid.uuid4().hex,
        "labels": {form.kind: {f.name: f.label[language] for f in form.fields} for form in desk.vault.forms.values()},
        "form_titles": {form.kind: form.texts[language]["title"] for form in desk.vault.forms.values()},
        "case_system": case_system(request, found),
    }


def case_system(request: Request, found: dict[str, Any]) -> str:
    """The address of the agency's own case system: topic, tier and language may stand in it, no identifier ever."""
    template = process_of(request).settings.case_system_url
    packet = found["packet"]
    values = {"topic": packet["topic"], "tier": packet["tier"], "language": found["conversation"]["language"]}
    return template.format(**values) if template else ""


def _said(request: Request, problem: Problem | None) -> dict[str, Any] | None:
    if problem is None:
        return None
    findings = problem.error.details.get("findings") if problem.error.code == "guarded" else None
    said = message_of(request, problem.act, problem.error)
    shown = {"act": problem.act, "said": said, "draft": problem.draft, "words": problem.words}
    return {**shown, "findings": findings, "marked": _marked(problem.draft, findings)}


def _marked(text: str, findings: Any) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the guard takes it out."""
    pieces, at = [], 0
    for one in findings or ():
        pieces += [(text[at : one["start"]], False), (text[one["start"] : one["end"]], True)]
        at = one["end"]
    return [*pieces, (text[at:], False)]


def _notices(desk: Desk, language: str) -> dict[str, Any]:
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = notices.current(connection, notices.AGENTS, notices.EVERYBODY)
    return {"notices": [one[f"text_{language}"] for one in found]}


def _unread(row: dict[str, Any], open_id: int | None) -> int:
    return 1 if row["id"] != open_id and row["last_seq"] > row["unread_after"] else 0


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
