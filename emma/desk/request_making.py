"""An agent makes a service request at the end of a chat; the visitor is told its reference, the key only to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from emma import audit
from emma.accounts.people import Person
from emma.conversations.posting import post
from emma.desk.attending import Attended, hold_conversation
from emma.desk.context import Desk
from emma.desk.guarding import guard_or_ask
from emma.desk.marks import language_of
from emma.errors import ContactNeeded, PracticeOnly
from emma.handoffs.practising import is_practice
from emma.knowledge.articles import titles
from emma.knowledge.dates import said
from emma.service_requests.kinds import CALL_BACK
from emma.service_requests.making import EASTERN, Elsewhere, Made, Wish, make
from emma.vault.following import attach_filled
from emma.words import Sender

FORM, MARK = "call_back", "request"


@dataclass(frozen=True)
class Draft:
    """What the agent filled in; `text` is as typed and stays out of its repr."""

    kind: str
    where: str
    place: str
    text: str = field(repr=False)
    topic: str | None = None
    journey: date | None = None
    time_zone: str = EASTERN
    masked: bool = False


def make_request(desk: Desk, person: Person, conversation_id: str, draft: Draft) -> dict[str, Any]:
    """Make it, or say why there is none: `outcome` made, referred, redirected or too_slow. The key is never in it.

    Raises Guarded; ContactNeeded before a call-back form is filled in; RequestExists, PracticeOnly, Invalid and its kinds, NotHeld.
    """
    wanted = guard_or_ask(desk, draft.text, person, masked=draft.masked).text
    with desk.engine.begin() as connection:
        held = hold_conversation(connection, person, conversation_id)
        if is_practice(connection, held.handoff_id):
            raise PracticeOnly
        language = language_of(connection, conversation_id)
        result = make(connection, _wish(held, person, draft, wanted, language))
        if isinstance(result, Made):
            tied = attach_filled(connection, held.handoff_id, FORM, result.reference)
            if not tied and (result.kind.name == CALL_BACK or result.sensitive):
                raise ContactNeeded
            _tell(connection, desk, conversation_id, _made_text(desk, result, language))
            act = {"conversation_id": conversation_id, "subject": result.reference}
            audit.record(connection, person.id, "request.made", **act, purpose=result.kind.name)
            return {"outcome": "made", "reference": result.reference, "title": result.kind.title[language]}
        if isinstance(result, Elsewhere):
            contact = result.contact.said(language)
            phrase = f"utter_mark_request_{result.outcome}"
            lines = "\n".join(contact[name] for name in ("address", "phone", "url") if contact[name])
            text = desk.phrases.text(phrase, language, name=contact["name"], contact=lines)
            _tell(connection, desk, conversation_id, text)
            audit.record(connection, person.id, f"request.{result.outcome}", conversation_id=conversation_id)
            return {"outcome": result.outcome, "contact": contact}
        known = titles(connection, result.quicker, language)
        quicker = [{"slug": slug, "title": known[slug]} for slug in result.quicker if slug in known]
        return {"outcome": "too_slow", "title": result.kind.title[language], "quicker": quicker}


def _wish(held: Attended, person: Person, draft: Draft, wanted: str, language: str) -> Wish:
    return Wish(
        kind=draft.kind,
        where=draft.where,
        place=draft.place,
        wanted=wanted,
        language=language,
        made_by=person.id,
        topic=draft.topic,
        journey=draft.journey,
        time_zone=draft.time_zone,
        conversation_id=held.conversation_id,
        handoff_id=held.handoff_id,
        sensitive=held.sensitive,
    )


def _made_text(desk: Desk, made: Made, language: str) -> str:
    phrases = desk.phrases
    due = phrases.text("utter_request_no_date", language)
    if made.due.on is not None and not made.sensitive:
        kind = "goal" if made.kind.goal else "date"
        due = phrases.text(f"utter_request_{kind}", language, date=said(made.due.on.isoformat(), language))
    return phrases.text("utter_mark_request", language, reference=made.reference, due=due)


def _tell(connection: Connection, desk: Desk, conversation_id: str, text: str) -> None:
    post(connection, conversation_id, Sender.SYSTEM, text, kind=MARK)
