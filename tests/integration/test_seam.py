"""The seam to Rasa: each test here notices a Rasa that changed under it. With the trained model."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from rasa import telemetry
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.trackers import DialogueStateTracker

from emma.assistant import seam
from emma.assistant.turn import Input, intent_name
from emma.errors import TurnFailed
from emma.web.wiring import Process

pytestmark = pytest.mark.model


@pytest.fixture
def rasa(trained: Process) -> seam.EmbeddedRasa:
    """The loaded model."""
    return trained.assistant._rasa  # type: ignore[return-value]


def parsed(rasa: seam.EmbeddedRasa, text: str) -> dict[str, Any]:
    """What the NLU makes of a text."""
    return asyncio.run(rasa.parse(text))


def test_rasa_still_checks_action_results_where_we_replaced_the_check(
    trained: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert RemoteAction._validate_action_result is seam._check_shape
    called: list[Any] = []
    monkeypatch.setattr(RemoteAction, "_validate_action_result", lambda _, result: called.append(result) or True)
    trained.assistant.turn(Input("hello"), {})
    assert called, "Rasa no longer calls it: the schema check may be back, or shapes are unchecked"


@pytest.mark.parametrize("result", [None, [], {"responses": []}, {"events": {}}])
def test_a_result_of_the_wrong_shape_is_an_error(result: Any) -> None:
    with pytest.raises(TurnFailed):
        seam._check_shape(None, result)  # type: ignore[arg-type]


def test_the_target_of_the_nlu_is_the_node_before_the_commands(rasa: seam.EmbeddedRasa) -> None:
    nodes = rasa.processor.model_metadata.predict_schema.nodes
    commands = nodes[rasa.command_target]
    assert commands.uses.__name__ == "RegexMessageHandler"
    assert rasa.processor.model_metadata.nlu_target == commands.needs["messages"]
    assert rasa.processor.model_metadata.nlu_target in nodes


@pytest.mark.parametrize("typed", ["/restart", " /restart", "\n/restart", "/human", '/ask{"article": "x"}'])
def test_a_typed_command_reaches_the_nlu_unchanged(rasa: seam.EmbeddedRasa, typed: str) -> None:
    found = parsed(rasa, typed)
    assert found["text"] == typed.strip(), "Rasa strips, nothing else"
    assert intent_name(found) not in ("restart", "session_start")
    assert found["intent"]["confidence"] < 1.0
    assert not [entity for entity in found["entities"] if entity.get("extractor") == "RegexMessageHandler"]


def test_a_choice_fills_intent_and_entities(rasa: seam.EmbeddedRasa) -> None:
    found = rasa.parse_choice("Status", '/ask{"article": "check-case-status"}')
    assert found["intent"] == {"name": "ask", "confidence": 1.0}
    assert [(e["entity"], e["value"]) for e in found["entities"]] == [("article", "check-case-status")]


@pytest.mark.parametrize("payload", ["", "ask", "/", "/no_such_intent", "/ask trailing", "/ask{broken"])
def test_a_payload_that_nobody_could_have_offered_is_an_error(rasa: seam.EmbeddedRasa, payload: str) -> None:
    with pytest.raises((TurnFailed, json.JSONDecodeError)):
        rasa.parse_choice("x", payload)


def test_a_raising_action_becomes_turn_failed_and_the_next_turn_is_fine(
    trained: Process, rasa: seam.EmbeddedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> list[dict[str, Any]]:
        raise ValueError("what Ana wrote")

    with monkeypatch.context() as broken:
        broken.setitem(rasa.actions.executor.actions, "action_small_talk", fail)
        with pytest.raises(TurnFailed) as failed:
            trained.assistant.turn(Input("hello"), {})
    assert "ValueError" in str(failed.value)
    assert "Ana" not in str(failed.value)
    assert trained.assistant.turn(Input("hello"), {}).replies


def test_an_action_that_says_nothing_becomes_turn_failed(
    trained: Process, rasa: seam.EmbeddedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rasa.actions.executor.actions, "action_small_talk", lambda *_: [])
    with pytest.raises(TurnFailed, match="without a reply"):
        trained.assistant.turn(Input("hello"), {})


def test_telemetry_is_off(trained: Process) -> None:
    assert not telemetry.is_telemetry_enabled()


def test_a_turn_leaves_nothing_behind_in_rasa(trained: Process, rasa: seam.EmbeddedRasa) -> None:
    given = Input("where is the immigration office in Ghana")
    first = trained.assistant.turn(given, {})
    trained.assistant.turn(Input("tell me about form I-90"), {})
    again = trained.assistant.turn(given, {})
    assert [reply.text for reply in again.replies] == [reply.text for reply in first.replies]
    assert again.state["slots"] == first.state["slots"]
    assert isinstance(rasa.store.tracker, DialogueStateTracker)


def test_sixty_turns_leave_a_state_of_the_same_size(trained: Process) -> None:
    talk = [
        "where is the immigration office in Ghana",
        "how do I renew my green card",
        "what is the filing fee for the n400",
        "my case is stuck, when will it be approved",
        "no thanks",
        "asdf qwer",
    ]
    state: dict[str, Any] = {}
    sizes = []
    for number in range(60):
        state = json.loads(json.dumps(trained.assistant.turn(Input(talk[number % 6]), state).state))
        sizes.append(len(json.dumps(state)))
    assert max(sizes[12:]) <= max(sizes[:12]) + 200
    assert max(sizes) < 8_000
