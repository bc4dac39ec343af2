"""The state between turns: slots and the last turns, never the whole conversation, never the visitor's words."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from emma.assistant.state import from_tracker, to_tracker
from emma.assistant.turn import Input, run_turn
from emma.language import Words
from tests.fakes import FakeRasa

NO_WORDS = Words({}, {})


def talk(rasa: FakeRasa, count: int) -> list[dict[str, Any]]:
    """The states after each of `count` turns."""
    states: list[dict[str, Any]] = [{}]
    for number in range(count):
        kept = json.loads(json.dumps(states[-1]))
        states.append(asyncio.run(run_turn(rasa, Input(f"message {number} of Ana"), kept, NO_WORDS)).state)  # type: ignore[arg-type]
    return states[1:]


def test_the_state_does_not_grow_over_sixty_turns() -> None:
    sizes = [len(json.dumps(state)) for state in talk(FakeRasa(), 60)]
    assert max(sizes[4:]) <= sizes[4] + 40, "only the digits of a timestamp may differ"
    assert max(sizes) < 4_000


def test_the_state_holds_no_word_of_the_visitor() -> None:
    assert "Ana" not in json.dumps(talk(FakeRasa(), 3)[-1])


def test_slots_survive_a_turn_and_what_the_services_know_wins() -> None:
    rasa = FakeRasa()
    state = talk(rasa, 2)[-1]
    assert state["slots"]["form"] == "N-400"
    tracker = to_tracker(state, rasa.domain, {"language": "es", "unknown": "ignored"})
    assert tracker.get_slot("form") == "N-400"
    assert tracker.get_slot("language") == "es"


def test_a_state_read_back_is_the_same_state() -> None:
    rasa = FakeRasa()
    state = talk(rasa, 5)[-1]
    kept = {name: state[name] for name in ("slots", "events")}
    assert from_tracker(to_tracker(state, rasa.domain, {})) == kept


def test_an_empty_state_is_a_new_conversation() -> None:
    tracker = to_tracker({}, FakeRasa().domain, {})
    assert len(tracker.events) == 1
