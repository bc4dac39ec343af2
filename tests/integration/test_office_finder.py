"""The office finder over the real tables, without a model: what a visitor is told for a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine

from actions.closures import answer_closures
from actions.find_office import answer_office, unknown_place
from actions.forms import ActionForm
from emma.models import Closure
from tests.visitor_says import heard

SNOW_DAY = date(2026, 2, 2)
CLOSURE = Closure.__table__


@pytest.fixture
def snow(tables: Engine) -> Iterator[Engine]:
    """An operator has entered a day of snow for Newark, and two days for Boston."""
    rows = [
        {"office_id": "fo-new", "date_from": "2026-02-02", "date_until": "", "reason_en": "snow", "reason_es": "nieve"},
        {
            "office_id": "fo-bos",
            "date_from": "2026-02-02",
            "date_until": "2026-02-03",
            "reason_en": "power failure",
            "reason_es": "apagón",
        },
    ]
    with tables.begin() as connection:
        connection.execute(insert(CLOSURE), [{**row, "page": "", "source": "operator"} for row in rows])
    yield tables
    with tables.begin() as connection:
        connection.execute(delete(CLOSURE))


def told(tracker: Tracker, today: date = SNOW_DAY) -> list[dict[str, Any]]:
    said = CollectingDispatcher()
    answer_office(said, tracker, today)
    return said.messages


def responses(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages]


def titles(message: dict[str, Any]) -> list[str]:
    return [button["title"] for button in message["buttons"]]


def test_a_name_of_several_towns_asks_which(tables: Engine) -> None:
    (asked,) = told(heard(place_city="Springfield, MA", alternatives=("Springfield, IL", "Springfield, MO")))
    assert asked["response"] == "utter_which_place"
    assert titles(asked) == ["Springfield, Massachusetts", "Springfield, Illinois", "Springfield, Missouri"]
    assert asked["buttons"][1]["payload"] == '/find_office{"place_city": "Springfield, IL"}'


def test_a_chosen_town_keeps_the_purpose(tables: Engine) -> None:
    (asked,) = told(heard(place_city="Portland, OR", alternatives=("Portland, ME",), purpose="asylum"))
    assert asked["buttons"][1]["payload"] == '/find_office{"place_city": "Portland, ME", "purpose": "asylum"}'


@pytest.mark.parametrize(
    ("entity", "value", "title"),
    [
        ("place_city", "New York, NY", "I mean New York, the state"),
        ("place_city", "Washington, DC", "I mean Washington, the state"),
        ("place_state", "GA", "I mean Georgia, the country"),
    ],
)
def test_a_city_called_like_a_state_is_answered_with_the_other_meaning_as_a_button(
    tables: Engine, entity: str, value: str, title: str
) -> None:
    near = next(message for message in told(heard(**{entity: value})) if message["buttons"])
    assert titles(near) == [title]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Chicgo", "Chicago, Illinois"),
        ("Pheonix", "Phoenix, Arizona"),
        ("Hondurs", "Honduras"),
        ("Phillipines", "Philippines"),
    ],
)
def test_a_misspelt_place_suggests_what_was_meant(tables: Engine, text: str, suggestion: str) -> None:
    said = CollectingDispatcher()
    unknown_place(said, heard(text), text)
    (asked,) = said.messages
    assert asked["response"] == "utter_did_you_mean_place"
    assert suggestion in titles(asked)
    assert titles(asked)[-1] == "None of these"


def test_a_misspelt_place_inside_a_question_suggests_too(tables: Engine) -> None:
    (asked,) = told(heard("where is the immigration office in Chicgo?"))
    assert "Chicago, Illinois" in titles(asked)


@pytest.mark.parametrize("text", ["the office closest to me", "una oficina cerca de mi casa", "the nearest one"])
def test_near_me_asks_for_the_place(tables: Engine, text: str) -> None:
    (asked,) = told(heard(text))
    assert asked["response"] == "utter_ask_place"


def test_nonsense_is_told_that_it_is_unknown(tables: Engine) -> None:
    said = CollectingDispatcher()
    unknown_place(said, heard("qwxzkv"), "qwxzkv")
    assert responses(said.messages) == ["utter_unknown_place"]


def test_the_locator_decides_and_is_said_first(tables: Engine) -> None:
    messages = told(heard(place_city="Newark, NJ"))
    assert responses(messages)[:2] == ["utter_office_zip_rule", "utter_offices_near"]
    assert "Newark" in messages[1]["offices"]


@pytest.mark.parametrize(
    ("place", "response"),
    [
        ({"place_city": "Toledo, OH"}, "utter_offices_none_here"),
        ({"place_state": "WY"}, "utter_offices_none_here"),
        ({"place_state": "NJ"}, "utter_offices_in_state"),
    ],
)
def test_a_place_without_an_office_is_told_so(tables: Engine, place: dict[str, str], response: str) -> None:
    messages = told(heard(**place))
    assert responses(messages)[1] == response
    assert messages[1]["offices"].count("\n- ") >= 1 or "- " in messages[1]["offices"]


def test_an_address_is_shown_only_where_its_record_is_sure(tables: Engine) -> None:
    offices = told(heard(place_city="Milwaukee, WI"))[1]["offices"]
    assert "310 W. Wisconsin Ave." in offices.splitlines()[0]
    assert "(" not in told(heard(place_city="Albuquerque, NM"))[1]["offices"].splitlines()[0]


def test_asylum_and_fingerprints_are_told_apart(tables: Engine) -> None:
    asylum = told(heard(place_city="Newark, NJ", purpose="asylum"))
    assert responses(asylum) == ["utter_office_asylum"]
    assert "Asylum" in asylum[0]["offices"]
    assert responses(told(heard(place_city="Newark, NJ", purpose="fingerprints"))) == ["utter_office_fingerprints"]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("KE", "utter_office_abroad_open"),
        ("DE", "utter_office_abroad_closed"),
        ("BR", "utter_office_abroad_none"),
    ],
)
def test_abroad_the_table_says_who_covers_a_country(tables: Engine, country: str, expected: str) -> None:
    said = responses(told(heard(place_country=country)))
    assert said[0] in (expected, "utter_office_abroad_covered")


def test_a_closed_office_says_what_to_do_instead(tables: Engine) -> None:
    messages = told(heard(place_abroad_city="Rome", language="es"))
    assert responses(messages) == ["utter_office_abroad_closed", "utter_office_abroad_instead"]
    assert "embajada" in messages[1]["successor"]


def test_a_closure_is_shown_on_its_day_and_not_after(snow: Engine) -> None:
    assert "utter_closure" in responses(told(heard(place_city="Newark, NJ")))
    assert "utter_closure" not in responses(told(heard(place_city="Newark, NJ"), date(2026, 2, 3)))


def closed(tracker: Tracker, today: date = SNOW_DAY) -> list[dict[str, Any]]:
    said = CollectingDispatcher()
    answer_closures(said, tracker, today)
    return said.messages


def test_the_closures_of_the_day_are_told_by_place(snow: Engine) -> None:
    both = closed(heard("which offices are closed today"))
    assert {message["office"] for message in both} == {"Boston Field Office", "Newark Field Office"}
    (boston,) = closed(heard("is Boston closed", place_city="Boston, MA", language="es"))
    assert (boston["response"], boston["why"], boston["until"]) == (
        "utter_closure_days",
        "apagón",
        "3 de febrero de 2026",
    )
    assert responses(closed(heard("is Denver closed", place_city="Denver, CO"))) == ["utter_closure_none"]


def test_tomorrow_is_another_day(snow: Engine) -> None:
    assert {message["office"] for message in closed(heard("which offices are closed tomorrow"))} == {
        "Boston Field Office"
    }
    assert responses(closed(heard("¿mañana abren?"), date(2026, 2, 3))) == ["utter_closure_none"]


def filed(tracker: Tracker) -> dict[str, Any]:
    said = CollectingDispatcher()
    ActionForm().run(said, tracker, {})
    return said.messages[0]


def test_where_a_form_goes_is_told_by_form_and_its_page_decides(tables: Engine) -> None:
    told_i_485 = filed(heard(form="I-485", aspect="mail"))
    assert told_i_485["response"] == "utter_lockbox_places"
    assert "TX" in told_i_485["places"]
    assert told_i_485["page"] == "https://www.uscis.gov/i-485"
    assert filed(heard(form="N-600", aspect="mail"))["response"] == "utter_lockbox"
    assert filed(heard(form="I-9999", aspect="mail"))["response"] == "utter_form_unknown"
