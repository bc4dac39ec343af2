"""The one file that touches Rasa's insides: load a model, parse a text, run one turn in this process.

Rasa forgives what must not be forgiven: a raising action gives an empty reply, a failing store is replaced in
silence. Here each becomes an exception. tests/integration/test_seam.py notices a changed Rasa.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from emma.errors import TurnFailed

SENDER = "visitor"
PAYLOAD = re.compile(r"/([\w./-]+)(\{.*\})?", re.DOTALL)


class InProcessActions(EndpointConfig):
    """Rasa's action endpoint, run here on rasa_sdk's executor instead of over HTTP. Keeps what an action raised."""

    def __init__(self, package: str) -> None:
        super().__init__(url="in-process")
        self.executor = ActionExecutor()
        self.executor.register_package(package)
        self.failure: Exception | None = None

    async def request(self, *_: Any, json: dict[str, Any] | None = None, **__: Any) -> Any:
        """Run one action call; the shape is Rasa's webhook response."""
        try:
            return await self.executor.run(json)  # type: ignore[arg-type]
        except Exception as error:
            self.failure = error
            raise


class TurnStore(TrackerStore):
    """Holds the tracker of the turn that runs, and nothing else: the state lives in our own rows."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.tracker: DialogueStateTracker | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of this turn."""
        return self.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker until the turn is read out."""
        self.tracker = tracker


class Replies(OutputChannel):
    """Collects whole bot messages; Rasa's own channel cuts texts at blank lines."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in response variations."""
        return "emma"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep the message as it is."""
        self.messages.append(message)


def _check_shape(_: RemoteAction, result: Any) -> bool:
    if not isinstance(result, dict) or not isinstance(result.get("events"), list):
        raise TurnFailed("An action gave back something that is not a list of events.")
    return True


class EmbeddedRasa:
    """A loaded Rasa model. Not thread-safe: one worker runs all turns."""

    def __init__(self, model: Path, actions_package: str) -> None:
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
        # Rasa validates every action result against a schema it compiles anew each time: 80 % of a turn.
        RemoteAction._validate_action_result = _check_shape  # type: ignore[method-assign]
        self.actions = InProcessActions(actions_package)
        self.agent = Agent.load(model_path=str(model), action_endpoint=self.actions)
        if self.agent.processor is None:
            raise TurnFailed(f"{model.name} could not be loaded.")
        self.processor = self.agent.processor
        self.domain = self.processor.domain
        self.store = TurnStore(self.domain)
        self.processor.tracker_store = self.store
        self.command_target = self.processor.model_metadata.nlu_target
        self.processor.model_metadata.nlu_target = _target_before_commands(self.processor)

    async def parse(self, text: str) -> dict[str, Any]:
        """What the NLU makes of a typed text; it can never be a command, whatever it looks like."""
        return await self.processor.parse_message(UserMessage(text, sender_id=SENDER))

    def parse_choice(self, title: str, payload: str) -> dict[str, Any]:
        """The parse of an offered button such as `/inform{"purpose": "asylum"}`. Raises TurnFailed if malformed."""
        found = PAYLOAD.fullmatch(payload)
        if found is None or found[1].split("/")[0] not in self.domain.intents:
            raise TurnFailed(f"A response offers a button with the unknown payload {payload!r}.")
        values = json.loads(found[2]) if found[2] else {}
        entities = [{"entity": key, "value": value, "start": 0, "end": 0} for key, value in values.items()]
        return {"text": title, "intent": {"name": found[1], "confidence": 1.0}, "entities": entities}

    async def run(self, parse: dict[str, Any], tracker: DialogueStateTracker) -> list[dict[str, Any]]:
        """Run one turn on `tracker` (changed in place). Gives the bot messages. Raises TurnFailed."""
        channel = Replies()
        self.actions.failure = None
        self.store.tracker = tracker
        message = UserMessage(parse["text"] or " ", output_channel=channel, sender_id=SENDER, parse_data=parse)
        await self.processor.handle_message(message)
        if self.actions.failure is not None:
            raise TurnFailed(f"The action raised {type(self.actions.failure).__name__}.") from self.actions.failure
        if not channel.messages:
            raise TurnFailed("The turn ended without a reply.")
        return channel.messages


def _target_before_commands(processor: Any) -> str:
    """The graph node that feeds RegexMessageHandler: everything but the reading of `/commands`."""
    node = processor.model_metadata.predict_schema.nodes[processor.model_metadata.nlu_target]
    return str(node.needs["messages"])
