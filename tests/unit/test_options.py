"""A button may be typed: by its title, by its place in the row, by a word only one of them has."""

from __future__ import annotations

from typing import Any

import pytest

from emma.assistant.follow_up import FollowUps, read_follow_ups
from emma.assistant.options import MOST, Offered, not_taken, offered, typed
from emma.assistant.replies import Choice, Reply
from emma.settings import ROOT
from emma.words import Outcome

SPRINGFIELDS = (
    Choice("Springfield, Massachusetts", '/find_office{"place_city": "Springfield, MA"}'),
    Choice("Springfield, Illinois", '/find_office{"place_city": "Springfield, IL"}'),
)
TWO = (Choice("Renew a card", '/ask{"article": "renew"}'), Choice("Replace a card", '/ask{"article": "replace"}'))
OFFER = (Choice("Yes, connect me", "/affirm"), Choice("No, thanks", "/deny"))


@pytest.fixture(scope="module")
def rules() -> FollowUps:
    return read_follow_ups(ROOT / "data")


def asked(*choices: Choice) -> list[Reply]:
    return [Reply("Which?", Outcome.ASKED, "other", choices=choices)]


def read(intent: str = "nlu_fallback") -> dict[str, Any]:
    return {"intent": {"name": intent}, "entities": []}


def told(options: Offered) -> Offered:
    return offered(options, [Reply("Fine.", Outcome.ANSWERED, "other")], None)


def test_the_second_one_of_many_is_the_second_whatever_the_nlu_makes_of_it(rules: FollowUps) -> None:
    steps = [Choice(f"Step {n}", f'/ask{{"article": "who-has-my-case", "variant": "{n}"}}') for n in range(1, 6)]
    assert typed("the second one", read("other_one"), offered(None, asked(*steps), None), rules) == steps[1].payload


@pytest.mark.parametrize("text", ["Springfield, Illinois", "springfield ilinois", "illinois", "the second one", "2"])
def test_the_second_of_two_towns_is_chosen_by_typing(text: str, rules: FollowUps) -> None:
    assert typed(text, read(), offered(None, asked(*SPRINGFIELDS), None), rules) == SPRINGFIELDS[1].payload


def test_a_word_that_both_have_chooses_neither(rules: FollowUps) -> None:
    assert typed("springfield", read(), offered(None, asked(*SPRINGFIELDS), None), rules) is None


def test_part_of_a_title_is_enough_only_where_we_asked(rules: FollowUps) -> None:
    greeting = asked(Choice("How do I check my case?", '/ask{"article": "check-case-status"}'))
    assert typed("my case", read(), offered(None, greeting, None), rules) is None


def test_the_other_one_is_the_one_that_was_not_taken(rules: FollowUps) -> None:
    options = offered(None, asked(*TWO), None)
    assert typed("the other one", read(), options, rules) == TWO[1].payload
    taken = offered(options, [Reply("Fine.", Outcome.ANSWERED, "other")], TWO[1].payload)
    assert typed("no, the other one", read(), taken, rules) == TWO[0].payload
    assert typed("la otra", read("did_not_help"), taken, rules) == TWO[0].payload


def test_the_other_town_is_kept_beside_while_the_first_asks_for_the_purpose(rules: FollowUps) -> None:
    towns = offered(None, asked(*SPRINGFIELDS), None)
    purposes = offered(towns, asked(*(Choice(f"For {n}", f"/inform{n}") for n in range(4))), SPRINGFIELDS[0].payload)
    assert typed("no, the other one", read(), purposes, rules) == SPRINGFIELDS[1].payload


def test_of_several_others_the_choice_is_offered_again(rules: FollowUps) -> None:
    three = (*TWO, Choice("Report a card", '/ask{"article": "report"}'))
    options = offered(None, asked(*three, *OFFER), None)
    taken = offered(options, [Reply("Fine.", Outcome.ANSWERED, "other")], None)
    assert typed("the other one", read(), taken, rules) == "/other_one"
    assert [title for title, _ in not_taken(taken)] == ["Renew a card", "Replace a card", "Report a card"]
    taken = offered(options, [Reply("Fine.", Outcome.ANSWERED, "other")], TWO[0].payload)
    assert [title for title, _ in not_taken(taken)] == ["Replace a card", "Report a card"]


def test_the_offer_of_a_person_is_not_one_of_the_answers(rules: FollowUps) -> None:
    options = offered(None, asked(*TWO, *OFFER), None)
    assert typed("the third one", read(), options, rules) is None
    assert typed("yes", read("affirm"), options, rules) is None


def test_a_yes_takes_the_only_suggestion(rules: FollowUps) -> None:
    one = offered(None, asked(SPRINGFIELDS[0], Choice("None of these", "/deny")), None)
    assert typed("yes that's it", read("affirm"), one, rules) == SPRINGFIELDS[0].payload


def test_titles_are_matched_only_right_after_the_question(rules: FollowUps) -> None:
    later = told(offered(None, asked(*SPRINGFIELDS), None))
    assert typed("illinois", read(), later, rules) is None
    assert typed("the second one", read(), later, rules) == SPRINGFIELDS[1].payload


def test_what_was_offered_is_forgotten_after_two_turns() -> None:
    options = offered(None, asked(*TWO), None)
    assert told(told(options))["choices"]
    assert told(told(told(options))) == {}


def test_memory_of_buttons_is_bounded() -> None:
    many = asked(*(Choice(f"Choice {n}", f"/c{n}") for n in range(30)))
    assert len(offered(None, many, None)["choices"]) == MOST
