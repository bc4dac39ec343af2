"""The second net: what Rasa, the tracker and the actions get holds no identifier, even if the first net were torn."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from emma.assistant.second_net import without_identifiers
from emma.assistant.turn import Input, run_turn
from emma.privacy import Agencies, redact
from emma.web.wiring import Process
from tests.visitor import Visitor

SECRETS = ("A123456789", "IOE0912345678", "123-45-6789", "4111 1111 1111 1111")
SAYS = "my number is {}, where is the office in Ghana?"


@pytest.fixture
def payloads(trained: Process, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of an action as it goes out, and every parse."""
    seen: list[str] = []
    rasa: Any = trained.assistant._rasa
    request, run = rasa.actions.request, rasa.run

    async def keep_request(*args: Any, json: dict[str, Any] | None = None, **more: Any) -> Any:
        seen.append(dump(json))
        return await request(*args, json=json, **more)

    async def keep_run(parse: dict[str, Any], tracker: Any) -> Any:
        said = await run(parse, tracker)
        seen.extend((dump(parse), dump(tracker.current_state())))
        return said

    monkeypatch.setattr(rasa.actions, "request", keep_request)
    monkeypatch.setattr(rasa, "run", keep_run)
    return seen


def dump(value: Any) -> str:
    """The whole payload as text."""
    return json.dumps(value, default=str, ensure_ascii=False)


@pytest.mark.model
@pytest.mark.parametrize("secret", SECRETS)
def test_tracker_and_action_payload_hold_the_redacted_text(visitor: Visitor, payloads: list[str], secret: str) -> None:
    visitor.says(SAYS.format(secret))
    visitor.says("and the telephone number?")
    everything = "\n".join(payloads)
    assert "where is the office in Ghana" in everything
    assert "next_action" in everything, "actions were called"
    assert secret not in everything


@pytest.mark.model
@pytest.mark.parametrize("secret", SECRETS)
def test_a_turn_that_is_given_a_raw_text_masks_it_before_rasa(
    trained: Process, payloads: list[str], secret: str
) -> None:
    given = Input(text=SAYS.format(secret), language="en", language_settled=True)
    asyncio.run(run_turn(trained.assistant._rasa, given, {}, trained.assistant._words))  # type: ignore[arg-type]
    everything = "\n".join(payloads)
    assert "where is the office in Ghana" in everything
    assert secret not in everything


@pytest.mark.parametrize("secret", SECRETS)
def test_what_passed_the_guard_passes_unchanged(secret: str) -> None:
    own = Agencies(numbers=frozenset({"8003755283"}), emails=frozenset({"ier@usdoj.gov"}))
    text = SAYS.format(secret) + " I called 1-800-375-5283 and wrote to ier@usdoj.gov"
    first = redact(text, agency_numbers=own.numbers, agency_emails=own.emails).text
    assert "1-800-375-5283" in first
    assert without_identifiers(first) == first
