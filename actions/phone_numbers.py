"""Telephone numbers: for whom, when, TTY, from abroad."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.agency import answer_agency
from actions.announce import entities_of, language_of, payload_of, remember_subject, say, source_of, understood
from emma.knowledge.lookups import phones
from emma.knowledge.places import country_name
from emma.knowledge.reading import reading
from emma.language import fold
from emma.words import Outcome

TOPIC = "phone_numbers"
CUES: tuple[tuple[str, str], ...] = (
    (r"abroad|outside|overseas|from another country|fuera de|extranjero|exterior|otro pais", "international"),
    (r"militar|army|navy|marine|air force|service ?member|soldier|veteran|soldado|ejercito", "military"),
    (r"premium|i-?907", "premium"),
    (r"adopt|adop|hague|haya", "adoption"),
    (r"e-?verify", "everify"),
)


class ActionPhoneNumbers(Action):
    """Answers `phone_numbers`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_phone_numbers"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Give the line asked for; without a cue the Contact Center and the line from abroad."""
        agency = next(iter(entities_of(tracker, "agency")), None)
        if agency:
            return answer_agency(dispatcher, tracker, agency)
        language = language_of(tracker)
        text = fold(tracker.latest_message.get("text") or "")
        kinds = tuple(kind for pattern, kind in CUES if re.search(pattern, text))
        abroad = [code for code in entities_of(tracker, "place_country") if code != "US"]
        if abroad and "international" not in kinds:
            kinds = ("international", *kinds)
        with reading() as connection:
            lines = phones(connection, kinds or ("contact_center", "international"))
        if abroad:
            say(dispatcher, "utter_phone_from", Outcome.ANSWERED, TOPIC, country=country_name(abroad[0], language))
        for line in lines:
            _tell(dispatcher, line, language)
        subject = payload_of("phone_numbers", place_country=next(iter(abroad), None))
        return understood(*remember_subject(tracker, subject, TOPIC))


def _tell(dispatcher: CollectingDispatcher, line: Any, language: str) -> None:
    name, hours = getattr(line, f"name_{language}"), getattr(line, f"hours_{language}")
    response = "utter_phone_no_hours" if not hours else "utter_phone" if line.tty else "utter_phone_no_tty"
    say(dispatcher, response, Outcome.ANSWERED, TOPIC, sources=[source_of(line, line.url)],
        name=name, number=line.number, tty=line.tty, hours=hours)  # fmt: skip
