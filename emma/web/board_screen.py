"""What the pages of board, quality, practice and reports share: words for figures, for refusals, for what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from emma.accounts.people import Person
from emma.desk import notices
from emma.desk.context import Desk
from emma.errors import EmmaError
from emma.models.base import now
from emma.reporting.asked import asked
from emma.reporting.board import Board, look
from emma.reporting.heat_map import heat_map
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff_page import staff_page, staff_texts

SAID = ("assigned", "joined", "whispered", "posted", "withdrawn")
WEEKS = 4


@dataclass(frozen=True)
class Problem:
    """What an act was refused for, where, and what had been written; kept nowhere."""

    act: str
    error: EmmaError
    about: int = 0
    words: dict[str, str] = field(default_factory=dict, repr=False)


def board_page(request: Request, person: Person, problem: Problem | None = None) -> Response:
    """The whole board."""
    desk, language = process_of(request).desk, language_of(request)
    asked_said = request.query_params.get("said", "")
    context = {
        **live(request, person),
        "problem": shown_problem(request, problem),
        "said": asked_said if asked_said in SAID else "",
        "heat": _heat(desk),
        "weeks": WEEKS,
        "standing": _standing(desk),
        "notices": _for_staff(desk, language),
        "zone": desk.rules.hours.zone.key,
        "default_until": _in_zone(desk),
    }
    return staff_page(request, "board/board.html", problem.error.status if problem else 200, **context)


def live(request: Request, person: Person) -> dict[str, Any]:
    """What changes by itself."""
    desk = process_of(request).desk
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = look(connection, desk, person)
    words = staff_texts(language_of(request))
    return {"board": found, "alerts": alert_lines(found, words), "problem": None, "said": ""}


def alert_lines(found: Board, words: dict[str, Any]) -> list[dict[str, Any]]:
    """Each alert as a sentence; `id` leads to a conversation."""
    lines = []
    for alert in found.alerts:
        values = dict(alert.values)
        if "tier" in values:
            tier, language = words["board"]["tiers"][values["tier"]], words["staff"]["languages"][values["language"]]
            values |= {"tier": tier, "language": language}
        known = words["board"]["alerts"]
        pattern = known.get(f"{alert.kind}_one") if values.get("n") == 1 else None
        lines.append(
            {"kind": alert.kind, "text": (pattern or known[alert.kind]).format(**values), "id": values.get("id")}
        )
    return lines


def shown_problem(request: Request, problem: Problem | None) -> dict[str, Any] | None:
    """The refusal in the words of the page: for this act, for this code, or those of the library."""
    if problem is None:
        return None
    language, error = language_of(request), problem.error
    own = staff_texts(language)["board"]["problems"]
    phrases, key = process_of(request).library.phrases, f"utter_error_{error.code}"
    said = own.get(f"{problem.act}_{error.code}") or own.get(error.code)
    said = said or (phrases.text(key, language) if phrases.has(key) else str(error))
    kinds: list[str] = []
    findings = error.details.get("findings") if error.code == "guarded" else None
    if isinstance(findings, list):
        names = texts(language)["masked"]
        kinds = list(dict.fromkeys(names.get(one["kind"], one["kind"]) for one in findings))
    shown = {"act": problem.act, "about": problem.about, "said": said, "kinds": kinds}
    return {**shown, "words": problem.words}


def _heat(desk: Desk) -> Any:
    moment = now()
    with desk.engine.connect().execution_options(read_only=True) as connection:
        rows = asked(connection, moment - timedelta(weeks=WEEKS), moment)
    return heat_map(rows, desk.rules.hours)


def _standing(desk: Desk) -> list[dict[str, Any]]:
    with desk.engine.connect().execution_options(read_only=True) as connection:
        return notices.current(connection)


def _for_staff(desk: Desk, language: str) -> list[str]:
    with desk.engine.connect().execution_options(read_only=True) as connection:
        found = notices.current(connection, notices.AGENTS, notices.EVERYBODY)
    return [one[f"text_{language}"] for one in found]


def _in_zone(desk: Desk) -> str:
    """Four hours from now on the desk's clock, for a field of date and time."""
    return (now() + timedelta(hours=4)).astimezone(desk.rules.hours.zone).strftime("%Y-%m-%dT%H:%M")
