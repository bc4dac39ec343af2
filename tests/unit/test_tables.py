"""The lookup tables of data/: complete, sourced, bilingual, and safe to answer from."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import phonenumbers
import pycountry
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
SOURCED = (
    "offices_domestic",
    "offices_international",
    "jurisdictions",
    "phone_numbers",
    "forms",
    "fees",
    "agencies",
    "service_request_kinds",
)
GRADED = tuple(name for name in SOURCED if name != "service_request_kinds")
KEYS = {
    "offices_domestic": "id",
    "offices_international": "id",
    "phone_numbers": "id",
    "forms": "number",
    "agencies": "id",
    "service_request_kinds": "kind",
}
DATED = re.compile(r"\d{4}(-\d\d(-\d\d)?)?|\d{4}-\d{4}|undated")
SHORT_NUMBERS = ("911", "988", "711")
NUMBER_IN_TEXT = re.compile(r"(?<![\w-])1-\d{3}-\d{3}-\d{4}\b")
STATES = frozenset(s.code.removeprefix("US-") for s in pycountry.subdivisions.get(country_code="US"))
OFFICE_KINDS = {"field_office", "asylum_office", "service_center", "lockbox", "support_center", "headquarters"}
SHOWABLE = {"medium", "high"}


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(name: str) -> list[str]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def well_formed(number: str) -> bool:
    return number in SHORT_NUMBERS or phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_says_where_it_comes_from_and_as_of_when(name: str) -> None:
    for row in table(name):
        assert row["source"].strip(), row
        assert DATED.fullmatch(row["as_of"]), row


@pytest.mark.parametrize("name", GRADED)
def test_no_claim_of_low_confidence_is_in_a_table(name: str) -> None:
    assert {row["confidence"] for row in table(name)} <= SHOWABLE


@pytest.mark.parametrize("name", [*SOURCED, "safety", "language_words"])
def test_every_row_has_all_fields_and_no_stray_spaces(name: str) -> None:
    assert table(name)
    for row in table(name):
        assert None not in row
        for value in row.values():
            assert value is not None
            assert value == value.strip()


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_no_id_occurs_twice(name: str, key: str) -> None:
    ids = [row[key] for row in table(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SOURCED)
def test_what_is_said_in_one_language_is_said_in_the_other(name: str) -> None:
    english = [column for column in header(name) if column.endswith("_en")]
    for row in table(name):
        for column in english:
            assert bool(row[column]) == bool(row[column.removesuffix("_en") + "_es"]), (row, column)


@pytest.mark.parametrize("name", [*SOURCED, "closures", "events"])
def test_links_are_https(name: str) -> None:
    for row in table(name):
        for column in ("url", "page", "locator_url"):
            if row.get(column):
                assert row[column].startswith("https://"), row


def test_an_address_is_only_given_with_medium_or_high_confidence() -> None:
    for row in table("offices_domestic"):
        assert bool(row["address"]) == (row["address_confidence"] in SHOWABLE), row
        assert bool(row["address"]) == bool(row["zip"]), row
        assert not row["zip"] or row["zip"] in row["address"], row


@pytest.mark.parametrize("code", ["BOS", "DEN", "DET", "PHI", "PHO", "SNA", "TAM", "WAS", "NEW", "SEA", "SND", "SFR"])
def test_a_field_office_whose_address_is_disputed_has_none(code: str) -> None:
    offices = [row for row in table("offices_domestic") if row["kind"] == "field_office" and row["code"] == code]
    assert [row["address"] for row in offices] == [""]


def test_milwaukee_has_its_new_address() -> None:
    office = next(row for row in table("offices_domestic") if row["code"] == "MIL")
    assert office["address"] == "310 W. Wisconsin Ave., Suite 850, Milwaukee, WI 53203"


def test_domestic_offices_have_a_known_kind_a_place_and_a_locator() -> None:
    rows = table("offices_domestic")
    assert {row["kind"] for row in rows} == OFFICE_KINDS
    assert sum(row["kind"] == "field_office" for row in rows) == 90
    for row in rows:
        assert row["locator_url"]
        assert not row["state"] or row["state"] in STATES, row
        assert not row["states_served"] or set(row["states_served"].split(";")) <= STATES, row
        if row["kind"] in ("field_office", "asylum_office"):
            assert row["city"], row
            assert re.fullmatch(r"-?\d+\.\d\d", row["lat"]), row
            assert re.fullmatch(r"-?\d+\.\d\d", row["lon"]), row
            assert 13 <= float(row["lat"]) <= 65, row


def test_the_forms_of_a_lockbox_exist() -> None:
    numbers = {row["number"] for row in table("forms")}
    for row in table("offices_domestic"):
        assert not row["forms"] or set(row["forms"].split(";")) <= numbers, row


def test_the_states_of_a_paper_asylum_application_are_left_to_the_form_page() -> None:
    rows = [row for row in table("offices_domestic") if row["forms"] == "I-589"]
    assert rows
    for row in rows:
        assert not row["states_served"]
        assert not row["address"]
        assert row["locator_url"] == "https://www.uscis.gov/i-589"


def test_twelve_offices_abroad_are_open() -> None:
    rows = table("offices_international")
    assert {row["status"] for row in rows} == {"open", "closed"}
    assert sum(row["status"] == "open" for row in rows) == 12
    assert "Vienna" not in {row["city"] for row in rows}


def test_an_open_office_abroad_has_services_and_a_closed_one_has_none() -> None:
    for row in table("offices_international"):
        assert bool(row["services_en"]) == (row["status"] == "open"), row
        assert row["status"] == "open" or not row["address"], row
        assert row["note_en"] or row["successor_en"] or row["closed_on"], row


def test_countries_exist() -> None:
    codes = {country.alpha_2 for country in pycountry.countries}
    for name in ("offices_international", "jurisdictions"):
        assert {row["country"] for row in table(name)} <= codes


def test_a_closed_office_never_routes() -> None:
    status = {row["id"]: row["status"] for row in table("offices_international")}
    for row in table("jurisdictions"):
        assert row["office_id"] in status, row
        assert (row["current"] == "true") == (status[row["office_id"]] == "open"), row


def test_an_open_office_covers_its_own_country() -> None:
    covered = {(row["office_id"], row["country"]) for row in table("jurisdictions") if row["current"] == "true"}
    for row in table("offices_international"):
        if row["status"] == "open":
            assert (row["id"], row["country"]) in covered


def test_no_place_abroad_is_covered_by_two_open_offices() -> None:
    current = [(row["country"], row["region"]) for row in table("jurisdictions") if row["current"] == "true"]
    assert len(current) == len(set(current))


def test_telephone_numbers_are_well_formed() -> None:
    for row in table("phone_numbers"):
        assert well_formed(row["number"]), row
        assert not row["tty"] or well_formed(row["tty"]), row
    for row in table("agencies"):
        assert all(well_formed(number) for number in (row["phone"], row["tty"]) if number), row


@pytest.mark.parametrize("name", ["phone_numbers", "agencies"])
def test_numbers_inside_a_text_are_the_same_in_both_languages(name: str) -> None:
    for row in table(name):
        for column in [c for c in row if c.endswith("_en")]:
            english = NUMBER_IN_TEXT.findall(row[column])
            assert english == NUMBER_IN_TEXT.findall(row[column.removesuffix("_en") + "_es"]), row
            assert all(well_formed(number) for number in english), row


def test_hours_are_given_only_where_no_source_contradicts_them() -> None:
    for row in table("phone_numbers"):
        assert bool(row["hours_en"]) == bool(row["hours_confidence"]), row
        if row["kind"] in ("military", "everify") or "National Visa Center" in row["name_en"]:
            assert not row["hours_en"], row


def test_the_misprinted_and_retired_numbers_are_not_there() -> None:
    everything = "".join(value for name in SOURCED for row in table(name) for value in row.values())
    for wrong in ("620-6418", "7535-2233", "703-235-4100", "714-368-5700"):
        assert wrong not in everything


def test_all_forms_are_there_and_complete() -> None:
    rows = table("forms")
    assert len(rows) == 104
    for row in rows:
        assert all(row.values()), row
        assert row["title_en"] != row["title_es"], row
        assert re.fullmatch(r"(AR|EOIR|G|I|N)-\d+[A-Z]*( Supplement( [AJ])?)?", row["number"]), row


def test_forms_that_may_go_both_ways_send_to_their_page() -> None:
    for row in table("forms"):
        if row["number"] in ("I-485", "I-751"):
            assert "check the form page" in row["filing_en"]


def test_a_fee_belongs_to_a_form_and_is_an_amount_free_or_variable() -> None:
    numbers = {row["number"] for row in table("forms")}
    for row in table("fees"):
        assert row["form"] in numbers, row
        assert {row["free"], row["variable"]} <= {"true", "false"}, row
        amounts = [row["paper_usd"], row["online_usd"]]
        assert all(re.fullmatch(r"\d*", amount) for amount in amounts), row
        given = {int(amount) for amount in amounts if amount}
        if row["variable"] == "true":
            assert not given, row
            assert row["free"] == "false", row
        else:
            assert given, row
            assert (given == {0}) == (row["free"] == "true"), row


def test_no_situation_of_a_fee_is_listed_twice() -> None:
    situations = [(row["form"], row["situation_en"]) for row in table("fees")]
    assert len(situations) == len(set(situations))


def test_fees_that_changed_in_october_2026_give_no_amount() -> None:
    for row in table("fees"):
        if row["form"] in ("I-589", "I-821") or "Public Law 119-21" in row["note_en"]:
            assert row["variable"] == "true", row


def test_an_alias_names_one_agency_and_is_no_common_word() -> None:
    owners: dict[str, str] = {}
    words = {row["word"] for row in table("language_words") if row["kind"] == "function"} | {
        "esta",
        "dos",
        "son",
        "state",
        "estado",
    }
    for row in table("agencies"):
        assert row["phone"] or row["url"] or row["article"], row
        assert row["aliases"], row
        for alias in row["aliases"].lower().split(";"):
            assert alias == alias.strip()
            assert alias not in words
            assert owners.setdefault(alias, row["id"]) == row["id"], alias


def test_a_due_rule_is_one_of_four_and_only_business_days_are_a_goal() -> None:
    for row in table("service_request_kinds"):
        assert row["due_rule"] in ("48 hours", "15 business days", "none", "call back"), row
        assert row["goal"] == ("true" if row["due_rule"] == "15 business days" else "false"), row


def test_closures_and_events_have_their_columns() -> None:
    assert header("closures") == ["office_id", "date_from", "date_until", "reason_en", "reason_es", "page", "source"]
    assert header("events") == ["id", "title_en", "title_es", "date", "place", "url", "source", "as_of"]


def test_a_closure_is_of_a_known_office() -> None:
    known = {row["id"] for row in table("offices_domestic")} | {row["id"] for row in table("offices_international")}
    assert {row["office_id"] for row in table("closures")} <= known


def test_tables_hold_no_em_dash() -> None:
    for name in SOURCED:
        assert "—" not in (DATA / f"{name}.csv").read_text(encoding="utf-8")
