"""Forms and fees, over the tables."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.announce import entities_of, language_of, payload_of, remember_subject, say, source_of, understood
from actions.where_to_file import ASPECT, answer_where_to_file
from emma.knowledge import lookups
from emma.knowledge.dates import said
from emma.knowledge.form_words import form_meant
from emma.knowledge.reading import library, reading
from emma.words import Outcome

CALCULATOR = "https://www.uscis.gov/feecalculator"


def form_named(tracker: Tracker) -> str | None:
    """The form in the message, by its number or by what people call it.

    What "the fee" means after an article is decided by the follow-ups, not here.
    """
    number = next(iter(entities_of(tracker, "form")), None)
    return number or form_meant(str(tracker.latest_message.get("text") or ""), library().form_words)


class ActionForm(Action):
    """Answers `form_info`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say what the form is for and how it is filed, or where its paper goes; or ask which form."""
        number = next(iter(entities_of(tracker, "form")), None)
        if number and ASPECT in entities_of(tracker, "aspect"):
            return answer_where_to_file(dispatcher, tracker, number)
        return answer_form(dispatcher, tracker, form_named(tracker))


class ActionFee(Action):
    """Answers `fee_info`."""

    def name(self) -> str:
        """The action's name in rules."""
        return "action_fee"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say the fee with its date, or send to the calculator where no amount is safe."""
        return answer_fee(dispatcher, tracker, form_named(tracker))


def answer_form(dispatcher: CollectingDispatcher, tracker: Tracker, number: str | None) -> list[dict[str, Any]]:
    """One form, or the question which."""
    if number is None:
        ask_form(dispatcher, tracker, "form_info", "forms")
        return understood(SlotSet("awaiting", "form"))
    language = language_of(tracker)
    with reading() as connection:
        row = lookups.form(connection, number)
    if row is None:
        say(dispatcher, "utter_form_unknown", Outcome.ANSWERED, "forms", form=number)
        return understood(SlotSet("awaiting", None))
    say(dispatcher, "utter_form", Outcome.ANSWERED, "forms", sources=[source_of(row, row.page)], form=number,
        title=getattr(row, f"title_{language}"), purpose=getattr(row, f"purpose_{language}"),
        filing=getattr(row, f"filing_{language}"), page=row.page)  # fmt: skip
    return _kept(tracker, "form_info", "forms", number)


def answer_fee(dispatcher: CollectingDispatcher, tracker: Tracker, number: str | None) -> list[dict[str, Any]]:
    """The fee of one form, or the question which."""
    if number is None:
        ask_form(dispatcher, tracker, "fee_info", "fees")
        return understood(SlotSet("awaiting", "fee"))
    language = language_of(tracker)
    with reading() as connection:
        rows = lookups.fees(connection, number)
        form = lookups.form(connection, number)
    title = getattr(form, f"title_{language}") if form is not None else number
    kept = _kept(tracker, "fee_info", "fees", number)
    if not rows:
        say(dispatcher, "utter_fee_unknown", Outcome.ANSWERED, "fees", form=number, calculator=CALCULATOR,
            sources=[{"title": "USCIS fee calculator", "url": CALCULATOR, "as_of": "undated"}])  # fmt: skip
        return kept
    safe = [row for row in rows if not row.variable]
    first = (safe or rows)[0]
    more: dict[str, str] = {}
    common = {
        "form": number,
        "title": title,
        "page": first.page,
        "calculator": CALCULATOR,
        "as_of": said(first.as_of, language),
    }
    if not safe:
        response = "utter_fee_variable"
    elif all(row.free for row in safe):
        response = "utter_fee_free"
    elif len(safe) > 1:
        response, more = "utter_fee_lines", {"lines": "\n".join(_line(row, language) for row in safe)}
    elif first.online_usd and first.online_usd != first.paper_usd:
        response, more = "utter_fee", {"paper": f"${first.paper_usd}", "online": f"${first.online_usd}"}
    else:
        response, more = "utter_fee_one_price", {"paper": f"${first.paper_usd or first.online_usd}"}
    variables: dict[str, Any] = {**common, **more}
    say(dispatcher, response, Outcome.ANSWERED, "fees", sources=[source_of(first, first.page)], **variables)
    return kept


def ask_form(dispatcher: CollectingDispatcher, tracker: Tracker, intent: str, topic: str) -> None:
    """Which form? The one talked about last is a button."""
    last = tracker.get_slot("form")
    buttons = [{"title": last, "payload": payload_of(intent, form=last)}] if last else []
    say(dispatcher, "utter_ask_form", Outcome.ASKED, topic, buttons=buttons)


def _kept(tracker: Tracker, intent: str, topic: str, number: str) -> list[dict[str, Any]]:
    subject = remember_subject(tracker, payload_of(intent, form=number), topic, number)
    return understood(SlotSet("awaiting", None), *subject)


def _line(row: Any, language: str) -> str:
    situation, paper, online = getattr(row, f"situation_{language}"), row.paper_usd, row.online_usd
    amount = f"${paper or online or 0}"
    if paper and online and paper != online:
        phrases = library().phrases
        amount = phrases.text("utter_fee_line_two_prices", language, paper=f"${paper}", online=f"${online}")
    return f"- {situation}: {amount}" if situation else f"- {amount}"
