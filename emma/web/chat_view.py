"""What the chat page shows of one conversation, rendered by the server: scripts only move this HTML."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from emma.conversations import closing
from emma.conversations.incoming import LONGEST
from emma.conversations.opening import Held, Started, start
from emma.conversations.receiving import CHOICE_WINDOW
from emma.desk import notices
from emma.errors import EmmaError
from emma.handoffs import queue
from emma.vault.following import shown_to_visitor
from emma.web import barred
from emma.web.access import held_by_cookie, kept, process_of, set_cookie
from emma.web.language import COOKIE, language_of
from emma.web.rendering import page, texts
from emma.web.wiring import Process
from emma.words import LANGUAGES, Sender, Status

NATIONAL = 10  # digits of a telephone number in North America
DONE = ("form", "rating", "feedback")


def chat_page(
    request: Request,
    mine: Held,
    status: int = 200,
    *,
    error: EmmaError | None = None,
    draft: str = "",
    form: Mapping[str, Any] | None = None,
) -> Response:
    """The whole page. `form` is a secure form that could not be taken: its id, the field, why, the values."""
    process = process_of(request)
    found = closing.transcript(process.engine, mine)
    code = mine.language
    asked = request.query_params.get("ask", "")[:LONGEST] if not found else ""
    return page(
        request,
        "chat.html",
        code,
        status,
        messages=found,
        offered=offered(found, mine),
        error=said(process, error, code) if error and not form else None,
        wrong=form,
        draft=draft or asked,
        suggested=texts(code)["chat"]["questions"],
        kept=kept(request),
        done=request.query_params.get("done") if request.query_params.get("done") in DONE else None,
        **dock(process, mine, code),
    )


def dock(process: Process, mine: Held, language: str) -> dict[str, Any]:
    """Where the visitor stands, in values for the template: status, place, agent, forms, notices of the day."""
    with process.engine.connect().execution_options(read_only=True) as connection:
        handoff = queue.public(connection, mine.id, process.conversations.policy)
        forms = shown_to_visitor(connection, process.desk.vault, mine.id, language)
        told = notices.for_visitors(connection, language)
        rated = closing.rating_of(connection, mine.id)
    return {
        "conversation": {"id": mine.id, "status": mine.status, "language": language},
        "handoff": handoff,
        "status_text": _status_text(mine, handoff, language),
        "forms": forms if mine.status != Status.ENDED else [],
        "notices": told,
        "rated": rated,
        "client_id": uuid.uuid4().hex,
        "max_length": LONGEST,
        "own_contacts": _own_contacts(process),
    }


def offered(found: list[dict[str, Any]], mine: Held) -> frozenset[int]:
    """Sequences of the messages whose buttons still work: the last few of the assistant, until the end."""
    if mine.status == Status.ENDED:
        return frozenset()
    own = [message["seq"] for message in found if message["sender"] == Sender.ASSISTANT]
    return frozenset(own[-CHOICE_WINDOW:])


def said(process: Process, error: EmmaError, language: str) -> str:
    """An error in the visitor's language."""
    phrases = process.library.phrases
    key = f"utter_error_{error.code}"
    return phrases.text(key, language) if phrases.has(key) else str(error)


def mine_or_new(request: Request) -> tuple[Held, Started | None]:
    """The conversation of this browser; a fresh one where there is none that goes on."""
    mine = held_by_cookie(request)
    if mine is not None and mine.status != Status.ENDED:
        return mine, None
    return new(request)


def new(request: Request) -> tuple[Held, Started]:
    """A fresh conversation, in the language of the page until the visitor writes."""
    started = start(process_of(request).engine, wish(request), language_of(request))
    return Held(started.id, started.language, started.status), started


def with_cookie(request: Request, response: Response, started: Started | None) -> Response:
    """The answer, with the cookie of a conversation that was just opened."""
    if started is not None:
        barred.carry(request, started.id)
        set_cookie(request, response, started.id, started.token)
    return response


def wish(request: Request) -> str | None:
    """A language the visitor chose; what the browser merely prefers does not count as chosen."""
    wanted = request.query_params.get("lang") or request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else None


def _own_contacts(process: Process) -> str:
    """Telephones and mailboxes of agencies, which the shield in the browser must not warn about."""
    agencies = process.conversations.agencies
    return " ".join(sorted({number for number in agencies.numbers if len(number) == NATIONAL} | agencies.emails))


def _status_text(mine: Held, handoff: Mapping[str, Any] | None, language: str) -> str:
    words = texts(language)["status"]
    if mine.status == Status.WITH_AGENT and handoff and handoff.get("agent"):
        agent = handoff["agent"]
        return str(words["with_named"].format(agent=agent["name"], tier=words["tiers"][agent["tier"]]))
    if mine.status == Status.WAITING and handoff and handoff["position"]:
        minutes, place = handoff["estimated_wait"], handoff["position"]
        if minutes is None or not (handoff["lane"]["open"] and handoff["lane"]["staffed"]):
            return str(words["waiting_place"].format(position=place))
        wait = words["minutes_one"] if minutes == 1 else words["minutes_many"].format(n=minutes)
        return str(words["waiting"].format(position=place, wait=wait))
    return str(words["waiting_plain" if mine.status == Status.WAITING else mine.status])
