"""An answer given again, or three turns with nothing new, needs a way on beside it."""

from __future__ import annotations

from emma.assistant.circles import REMEMBERED, Told
from emma.assistant.replies import Reply
from emma.words import Outcome


def reply(text: str, outcome: Outcome = Outcome.ANSWERED) -> list[Reply]:
    return [Reply(text, outcome, "other")]


def after(*turns: list[Reply]) -> Told:
    told = Told()
    for turn in turns:
        told = Told.of(told.after(turn).as_json())
    return told


def test_the_same_answer_again_is_a_circle_also_a_turn_later() -> None:
    assert after(reply("Use I-90.")).circular(reply("Use I-90."))
    assert after(reply("Use I-90."), reply("It costs $465.")).circular(reply("Use I-90."))
    assert not after(reply("Use I-90.")).circular(reply("It costs $465."))


def test_an_old_answer_may_be_said_again() -> None:
    between = [reply(f"Answer {n}.") for n in range(REMEMBERED)]
    assert not after(reply("Use I-90."), *between).circular(reply("Use I-90."))


def test_an_answer_with_one_new_part_is_news() -> None:
    assert not after(reply("The notice decides.")).circular([*reply("The notice decides."), *reply("In Newark: …")])


def test_the_third_question_back_in_a_row_is_a_circle() -> None:
    told = after(reply("Which city?", Outcome.ASKED), reply("Which of these?", Outcome.ASKED))
    assert told.circular(reply("Which form?", Outcome.ASKED))
    assert not told.circular(reply("In Newark: …"))


def test_news_starts_the_count_anew() -> None:
    told = after(reply("Which city?", Outcome.ASKED), reply("In Newark: …"), reply("Which form?", Outcome.ASKED))
    assert told.stale == 1


def test_an_offer_beside_it_leads_on() -> None:
    again = [*reply("Use I-90."), *reply("A person can help.", Outcome.OFFERED_AGENT)]
    assert not after(reply("Use I-90.")).circular(again)
    assert after(reply("a", Outcome.ASKED), reply("b", Outcome.ASKED), again).stale == 0


def test_small_talk_and_a_decline_may_be_said_twice() -> None:
    for outcome in (Outcome.SMALL_TALK, Outcome.DECLINED):
        again = reply("You are welcome.", outcome)
        assert not after(again, again).circular(again)


def test_what_is_remembered_holds_no_text_and_does_not_grow() -> None:
    told = after(*(reply(f"Secret {n}") for n in range(50)))
    assert len(told.turns) == REMEMBERED
    assert "Secret" not in str(told.as_json())
