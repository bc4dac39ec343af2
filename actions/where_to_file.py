"""Where a paper filing goes: by form, with the form's page deciding; never an address to copy from here."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import language_of, payload_of, remember_subject, say, source_of, understood
from emma.knowledge import lookups, offices
from emma.knowledge.reading import reading
from emma.words import Outcome

TOPIC = "mail_fax_email"
ARTICLE = "mailing-address"
ASPECT = "mail"


def answer_where_to_file(dispatcher: CollectingDispatcher, tracker: Tracker, number: str) -> list[dict[str, Any]]:
    """The form's page, and the lockboxes that the table knows for it with the states they serve."""
    language = language_of(tracker)
    with reading() as connection:
        form = lookups.form(connection, number)
        boxes = offices.lockboxes_of(connection, number)
    if form is None:
        say(dispatcher, "utter_form_unknown", Outcome.ANSWERED, "forms", form=number)
        return understood()
    page = boxes[0].locator_url if boxes else form.page
    sources = [source_of(boxes[0] if boxes else form, page)]
    response = "utter_lockbox_places" if boxes else "utter_lockbox"
    say(dispatcher, response, Outcome.ANSWERED, TOPIC, article=ARTICLE, sources=sources, form=number, page=page,
        filing=getattr(form, f"filing_{language}"), places=_lines(boxes))  # fmt: skip
    return understood(*remember_subject(tracker, payload_of("form_info", form=number, aspect=ASPECT), TOPIC, number))


def _lines(boxes: list[Any]) -> str:
    """One line a lockbox: its name and the states it serves."""
    return "\n".join(
        f"- {row.name}" + (f": {row.states_served.replace(';', ', ')}" if row.states_served else "") for row in boxes
    )
