"""Another agency's matter: say so, and give its contact."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, payload_of, remember_subject, say, source_of, understood
from emma.knowledge.lookups import agency
from emma.knowledge.reading import reading
from emma.words import Outcome

TOPIC = "other_agency"


class ActionAgency(Action):
    """Answers `other_agency`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_agency"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Redirect, or ask which agency."""
        found = next(iter(entities_of(tracker, "agency")), None)
        if found is None:
            say(dispatcher, "utter_ask_agency", Outcome.ASKED, TOPIC)
            return understood()
        return answer_agency(dispatcher, tracker, found)


def answer_agency(dispatcher: CollectingDispatcher, tracker: Tracker, agency_id: str) -> list[dict[str, Any]]:
    """What the agency handles and how to reach it."""
    language = language_of(tracker)
    with reading() as connection:
        row = agency(connection, agency_id)
    if row is None:
        say(dispatcher, "utter_ask_agency", Outcome.ASKED, TOPIC)
        return understood()
    contact = ", ".join(part for part in (row.phone, f"TTY {row.tty}" if row.tty else "", row.url) if part)
    say(dispatcher, "utter_agency", Outcome.REDIRECTED, TOPIC, sources=[source_of(row, row.url)],
        article=row.article or None, agency=row.agency, handles=getattr(row, f"handles_{language}"),
        contact=contact)  # fmt: skip
    return understood(*remember_subject(tracker, payload_of("other_agency", agency=row.id), TOPIC))
