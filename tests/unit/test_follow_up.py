"""A short message with no subject of its own is read with what the conversation was about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emma.assistant.follow_up import FollowUps, cues, ordinal, read_follow_ups, resolve
from emma.errors import KnowledgeError
from emma.settings import ROOT

I_90 = {"payload": '/ask{"article": "renew-green-card"}', "topic": "green_card_replacement", "form": "I-90"}
ASYLUM = {"payload": '/ask{"article": "apply-asylum"}', "topic": "asylum_refugee", "form": "I-589"}
ADDRESS = {"payload": '/ask{"article": "change-address"}', "topic": "change_of_address", "form": None}
OFFICE = {"payload": '/find_office{"place_city": "Newark, NJ"}', "topic": "find_office", "form": None}
PHONES = {"payload": "/phone_numbers", "topic": "phone_numbers", "form": None}
FEE = {"payload": '/fee_info{"form": "N-400"}', "topic": "fees", "form": "N-400"}


@pytest.fixture(scope="module")
def rules() -> FollowUps:
    return read_follow_ups(ROOT / "data")


def parse(intent: str = "nlu_fallback", **entities: str) -> dict[str, Any]:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    full = intent if "/" in intent else None
    return {"intent": {"name": intent.split("/")[0], "full_retrieval_intent_name": full}, "entities": found}


def led(text: str, *subjects: dict[str, Any], rules: FollowUps, **more: Any) -> str | None:
    read = more.pop("read", parse())
    return resolve(text, read, {"subjects": list(subjects), **more}, rules)


@pytest.mark.parametrize(
    "text", ["what about the fee", "and how much does that cost?", "y cuánto cuesta", "¿la tarifa?"]
)
def test_the_fee_is_that_of_the_form_the_article_was_about(text: str, rules: FollowUps) -> None:
    assert led(text, I_90, rules=rules) == '/fee_info{"form": "I-90"}'


def test_a_fee_after_an_article_without_a_form_asks_which_form(rules: FollowUps) -> None:
    assert led("what about the fee", I_90, ADDRESS, rules=rules) == "/fee_info"


@pytest.mark.parametrize("text", ["how long", "how long does it take?", "¿y cuánto tarda?", "cuanto tiempo es"])
def test_the_time_depends_on_the_topic(text: str, rules: FollowUps) -> None:
    assert led(text, ADDRESS, rules=rules) == '/ask{"article": "processing-times"}'
    assert led(text, ASYLUM, rules=rules) == '/ask{"article": "asylum-wait", "form": "I-589"}'


def test_the_time_after_an_office_is_left_to_the_reading(rules: FollowUps) -> None:
    assert led("how long", OFFICE, rules=rules) is None


def test_who_waits_and_asks_how_long_means_the_line(rules: FollowUps) -> None:
    assert led("how long do i have to wait", ADDRESS, rules=rules) == '/ask{"article": "processing-times"}'
    assert led("how long is the wait", I_90, rules=rules, status="waiting") == "/human"
    assert led("how long is the wait", rules=rules, status="waiting") == "/human"


@pytest.mark.parametrize(
    "text",
    ["how much does it cost to sponsor my brother", "how long is a passport valid", "is there a fee for a lawyer"],
)
def test_a_message_with_a_subject_of_its_own_is_no_follow_up(text: str, rules: FollowUps) -> None:
    assert cues(text, rules) == frozenset()
    assert led(text, I_90, rules=rules) is None


def test_without_a_subject_nothing_is_followed(rules: FollowUps) -> None:
    for text in ("what about the fee", "how long", "the other one", "go back"):
        assert led(text, rules=rules) is None


@pytest.mark.parametrize("text", ["go back", "back to the previous one", "volvamos a lo anterior", "atrás"])
def test_back_is_the_subject_before(text: str, rules: FollowUps) -> None:
    assert led(text, I_90, ADDRESS, rules=rules) == I_90["payload"]
    assert led(text, I_90, rules=rules) == I_90["payload"]


def test_back_to_something_named_is_the_last_subject_of_that_kind(rules: FollowUps) -> None:
    said = "ok, back to the office question"
    assert led(said, OFFICE, I_90, FEE, rules=rules) == OFFICE["payload"]
    assert led("volvamos a lo de la oficina", OFFICE, I_90, FEE, rules=rules) == OFFICE["payload"]


def test_a_freer_wording_of_back_is_known_by_its_intent(rules: FollowUps) -> None:
    read = parse("go_back")
    assert led("take me to what you told me first", I_90, ADDRESS, rules=rules, read=read) == I_90["payload"]


def test_a_bare_name_asks_the_same_about_another_thing(rules: FollowUps) -> None:
    assert led("and in Mexico", PHONES, rules=rules, read=parse("inform", place_country="MX")) == (
        '/phone_numbers{"place_country": "MX"}'
    )
    assert led("no, I meant I-765", FEE, rules=rules, read=parse("inform", form="I-765")) == (
        '/fee_info{"form": "I-765"}'
    )
    assert led("and Accra", OFFICE, rules=rules, read=parse("inform", place_abroad_city="Accra")) is None


def test_the_same_aspect_is_asked_of_another_form(rules: FollowUps) -> None:
    mail = {"payload": '/form_info{"form": "I-90", "aspect": "mail"}', "topic": "mail_fax_email", "form": "I-90"}
    read = parse("inform", form="I-130")
    assert led("and for the I-130?", mail, rules=rules, read=read) == '/form_info{"form": "I-130", "aspect": "mail"}'


def test_an_answer_to_our_own_question_is_no_follow_up(rules: FollowUps) -> None:
    read = parse("inform", form="I-765")
    assert led("I-765", FEE, rules=rules, read=read, awaiting="form") is None


def test_where_to_mail_a_form_is_answered_by_the_form(rules: FollowUps) -> None:
    assert led("and where do i mail it", I_90, rules=rules) == '/form_info{"form": "I-90", "aspect": "mail"}'
    read = parse("ask/mailing-address", form="I-485")
    assert (
        led("Which lockbox takes the I-485?", rules=rules, read=read) == '/form_info{"form": "I-485", "aspect": "mail"}'
    )
    assert led("Which lockbox is mine?", rules=rules, read=parse("ask/mailing-address")) is None


def test_how_much_alone_is_the_fee_and_so_much_thanks_is_not(rules: FollowUps) -> None:
    assert led("how much is it", I_90, rules=rules) == '/fee_info{"form": "I-90"}'
    assert led("cuánto es", I_90, rules=rules) == '/fee_info{"form": "I-90"}'
    assert led("how much time does it take", ADDRESS, rules=rules) == '/ask{"article": "processing-times"}'
    assert led("thank you so much", I_90, rules=rules, read=parse("thanks")) is None


def test_for_spanish_after_a_phone_number_asks_for_the_line_in_spanish(rules: FollowUps) -> None:
    switch = parse("switch_to_spanish")
    assert led("and for Spanish?", PHONES, rules=rules, read=switch) == '/ask{"article": "languages"}'
    assert led("and in Spanish?", PHONES, rules=rules, read=switch) is None
    assert led("and for Spanish?", I_90, rules=rules, read=switch) is None


def test_a_name_among_fillers_is_an_answer_whatever_the_model_reads(rules: FollowUps) -> None:
    meant = {**parse("my_correction"), "entities": [{"entity": "form", "value": "I-765", "start": 17, "end": 22}]}
    assert led("no wait, I meant I-765", ADDRESS, rules=rules, read=meant) == '/inform{"form": "I-765"}'
    assert led("no wait, I meant I-765", FEE, rules=rules, read=meant) == '/fee_info{"form": "I-765"}'
    price = {**parse("fee_info"), "entities": [{"entity": "form", "value": "I-765", "start": 16, "end": 21}]}
    assert led("how much is the I-765", ADDRESS, rules=rules, read=price) is None


def test_a_no_that_complains_again_is_no_plain_no(rules: FollowUps) -> None:
    deny = parse("deny")
    assert led("tampoco, no me está ayudando", I_90, rules=rules, read=deny, unhelpful=1) == "/did_not_help"
    assert led("no good either", I_90, rules=rules, read=deny, unhelpful=1) == "/did_not_help"
    assert led("no thanks, that helped", I_90, rules=rules, read=deny, unhelpful=1) is None
    assert led("no good either", I_90, rules=rules, read=deny) is None


def test_is_it_open_means_the_office_just_told(rules: FollowUps) -> None:
    read = parse("office_closures")
    assert led("is it open today", OFFICE, rules=rules, read=read) == '/office_closures{"place_city": "Newark, NJ"}'
    assert led("are you open today", I_90, rules=rules, read=read) is None
    named = parse("office_closures", place_city="Boston, MA")
    assert led("is Boston open today", OFFICE, rules=rules, read=named) is None


def test_a_strange_word_while_we_wait_for_a_place_is_a_place(rules: FollowUps) -> None:
    read = parse("out_of_scope")
    assert led("Rancagua", rules=rules, read=read, awaiting="office_place") == "/inform"
    assert led("who won the game yesterday", rules=rules, read=read, awaiting="office_place") is None
    assert led("Rancagua", rules=rules, read=read) is None


@pytest.mark.parametrize(("text", "place"), [("the first one", 0), ("la segunda", 1), ("3", 2), ("first aid", None)])
def test_ordinals_are_read_in_both_languages(text: str, place: int | None, rules: FollowUps) -> None:
    assert ordinal(text, rules) == place


def test_another_question_is_not_the_other_one(rules: FollowUps) -> None:
    assert led("I have another question", I_90, ADDRESS, rules=rules) is None
    assert led("tengo otra pregunta", I_90, ADDRESS, rules=rules) is None


def test_a_need_nobody_knows_stops_the_load(tmp_path: Path) -> None:
    (tmp_path / "follow_up_words.csv").write_text("kind,lang,words\nfee,en,fee\n", encoding="utf-8")
    (tmp_path / "follow_ups.csv").write_text("kind,topic,needs,payload\nfee,,luck,/fee_info\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="luck"):
        read_follow_ups(tmp_path)


def test_every_lead_goes_to_something_that_is_there(rules: FollowUps) -> None:
    slugs = {path.stem for path in (ROOT / "data" / "knowledge").rglob("*.md")}
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    for lead in rules.leads:
        if lead.payload.startswith("/ask"):
            assert lead.payload.split('"')[3] in slugs
        elif lead.payload:
            assert f"  - {lead.payload[1:].split('{')[0]}\n" in domain
