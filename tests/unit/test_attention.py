"""Dots and who-is-looking: seen for seconds, kept nowhere."""

from __future__ import annotations

from emma.desk.attention import LOOKING, TYPING, VISITOR, Attention


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_dots_fade_by_themselves() -> None:
    clock = Clock()
    attention = Attention(clock)
    attention.types("ana's", VISITOR)
    clock.now += TYPING
    assert attention.visitor_types("ana's")
    clock.now += 0.1
    assert not attention.visitor_types("ana's")


def test_the_dots_of_one_side_are_not_those_of_the_other() -> None:
    attention = Attention(Clock())
    attention.types("ana's", "ben")
    assert attention.agent_types("ana's")
    assert not attention.visitor_types("ana's")
    assert not attention.agent_types("somebody else's")


def test_what_was_sent_is_not_typed_any_more() -> None:
    attention = Attention(Clock())
    attention.types("ana's", "ben")
    attention.stops("ana's", "ben")
    assert not attention.agent_types("ana's")


def test_ben_sees_the_others_who_look_but_not_himself_and_not_for_ever() -> None:
    clock = Clock()
    attention = Attention(clock)
    attention.looks(1, "ben", "Ben", 4)
    attention.looks(1, "dana", "Dana", 4)
    assert attention.others(1, "ben") == ["Dana"]
    clock.now += LOOKING + 1
    assert attention.others(1, "ben") == []


def test_what_was_seen_is_remembered_and_never_goes_back() -> None:
    attention = Attention(Clock())
    assert attention.seen(1, "ben") is None
    attention.looks(1, "ben", "Ben", 9)
    attention.looks(1, "ben", "Ben", 4)
    assert attention.seen(1, "ben") == 9
    attention.forget(1)
    assert attention.seen(1, "ben") is None
