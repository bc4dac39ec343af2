"""Receiving a message: T1 accepts it, the turn runs without the database, T2 stores what came of it (design §4).

A turn is a function of state and text, so a retry, a second process or a kill between any two steps needs no lock:
the conversation's `version` decides whose turn is stored, and an accepted message without an answer is finished by
the next request or by the sweeper.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from emma import handoffs
from emma.assistant.replies import TurnResult
from emma.assistant.turn import Input
from emma.assistant.worker import Assistant
from emma.conversations.incoming import client_key, read_text
from emma.conversations.messages import MESSAGE, by_client_id, offered_choice, public, replies_to
from emma.conversations.opening import CONVERSATION, Held, lock
from emma.conversations.outgoing import store_turn, unavailable
from emma.errors import ChoiceExpired, Ended, Invalid, NotFound, TurnFailed
from emma.handoffs import signs
from emma.handoffs.policy import HandoffPolicy
from emma.knowledge.phrases import Phrases
from emma.models.base import now
from emma.privacy import Agencies
from emma.safety import Alarms
from emma.words import HandoffState, Sender, Status

log = logging.getLogger(__name__)
CHOICE_WINDOW = 6
MOST_TRIES = 1000


@dataclass(frozen=True)
class Answer:
    """What the visitor's client gets back; `repeated` when this client_id was answered before."""

    message: dict[str, Any]
    replies: list[dict[str, Any]]
    status: str
    handoff: dict[str, Any] | None
    repeated: bool


@dataclass(frozen=True)
class Conversations:
    """The service, wired once at the start of the process."""

    engine: Engine
    assistant: Assistant
    policy: HandoffPolicy
    phrases: Phrases
    alarms: Alarms
    agencies: Agencies

    def receive(self, held: Held, client_id: str, *, text: str | None = None, choice: str | None = None) -> Answer:
        """Accept a text or a choice and answer it. Raises Invalid, TooLong, ChoiceExpired, Ended, Busy."""
        key = client_key(held.id, client_id)
        if (text is None) == (choice is None):
            raise Invalid("Send either text or choice.")
        seq, repeated = self._accept(held, key, text, choice)
        self.answer_pending(held.id, through=seq)
        return self._answer(held.id, seq, repeated)

    def request_person(self, held: Held, *, supervisor: bool = False) -> Answer:
        """The button `Talk to a person`: the same turn as if the visitor had asked for one."""
        intent = "supervisor" if supervisor else "human"
        return self._press(held, f"utter_title_{intent}", f"/{intent}")

    def did_not_help(self, held: Held, article: str | None) -> Answer:
        """A thumbs-down on an answer leads on: the same turn as if the visitor had said that it did not help."""
        entities = json.dumps({"article": article}) if article else ""
        return self._press(held, "utter_title_did_not_help", f"/did_not_help{entities}")

    def _press(self, held: Held, phrase: str, payload: str) -> Answer:
        title = self.phrases.text(phrase, held.language)
        stored = {"id": "", "title": title, "payload": payload}
        with self.engine.begin() as connection:
            row = lock(connection, held.id)
            if row.status == Status.ENDED:
                raise Ended
            seq = self._insert(connection, row, None, {"text": title, "choice": stored, "masked": []})
        self.answer_pending(held.id, through=seq)
        return self._answer(held.id, seq, False)

    def answer_pending(self, conversation_id: str, through: int | None = None) -> None:
        """Answer accepted messages that have no answer yet, in order, up to sequence `through`.

        A turn that another thread stored first is not an attempt lost but one message less before `through`, so the
        loop ends by itself; MOST_TRIES only stops a fault from turning for ever.
        """
        for _ in range(MOST_TRIES):
            work = self._next_unanswered(conversation_id)
            if work is None:
                return
            conversation, message, offer = work
            if through is not None and message.seq > through:
                return
            result = self._turn(conversation, message, offer)
            with self.engine.begin() as connection:
                store_turn(connection, self.policy, self.phrases, conversation, message, result)

    def _accept(self, held: Held, key: str, text: str | None, choice: str | None) -> tuple[int, bool]:
        """T1. Gives the message's sequence, and whether it had been accepted before."""
        with self.engine.begin() as connection:
            row = lock(connection, held.id)
            known = by_client_id(connection, held.id, key)
            if known is not None:
                return int(known.seq), True
            if row.status == Status.ENDED:
                raise Ended
            seq = self._insert(connection, row, key, self._written(connection, row, text, choice))
        return seq, False

    def _insert(self, connection: Connection, row: Any, key: str | None, values: dict[str, Any]) -> int:
        seq, cue = int(row.last_seq) + 1, values.pop("cue", None)
        connection.execute(
            insert(MESSAGE).values(
                conversation_id=row.id,
                seq=seq,
                sender=Sender.VISITOR,
                client_id=key,
                language=row.language,
                answered=False,
                sent_at=now(),
                **values,
            )
        )
        connection.execute(
            update(CONVERSATION)
            .where(CONVERSATION.c.id == row.id)
            .values(last_seq=seq, cue=cue, last_activity_at=now())
        )
        if row.status != Status.WITH_ASSISTANT:
            signs.visitor_word(connection, row.id)
        return seq

    def _written(self, connection: Connection, row: Any, text: str | None, choice: str | None) -> dict[str, Any]:
        if choice is not None:
            stored = offered_choice(connection, row.id, choice, CHOICE_WINDOW)
            if stored is None:
                raise ChoiceExpired
            return {"text": stored["title"], "choice": stored, "masked": []}
        read = read_text(text or "", self.agencies, row.cue)
        return {"text": read.text, "masked": list(read.kinds), "cue": read.cue}

    def _next_unanswered(self, conversation_id: str) -> tuple[Any, Any, Any] | None:
        unanswered = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.answered.is_(False))
        with self.engine.connect().execution_options(read_only=True) as connection:
            # The version is read before the message: an answer stored in between then makes T2 fail, never doubles.
            row = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)).first()
            message = connection.execute(unanswered.order_by(MESSAGE.c.seq).limit(1)).first()
            if row is None or message is None:
                return None
            return row, message, handoffs.queue.open_handoff(connection, conversation_id)

    def _turn(self, conversation: Any, message: Any, handoff: Any) -> TurnResult | None:
        """The turn, or None when a person owns the conversation and there is no alarm."""
        alarm = self.alarms.heard(message.text) if message.choice is None else None
        if conversation.status == Status.WITH_AGENT and alarm is None:
            return None
        offered = handoff is not None and handoff.state == HandoffState.OFFERED
        fresh = offered and conversation.turns - handoff.offered_turn < self.policy.offer_turns
        given = Input(
            text=message.text,
            payload=message.choice["payload"] if message.choice else None,
            language=conversation.language,
            language_settled=conversation.language_chosen or conversation.turns > 0,
            status=conversation.status,
            offer=handoff.reason if fresh else None,
            alarm=alarm,
        )
        try:
            return self.assistant.turn(given, conversation.state.get("assistant", {}))
        except TurnFailed as error:
            log.error("turn failed: %s", error)
            return unavailable(self.phrases, conversation)

    def _answer(self, conversation_id: str, seq: int, repeated: bool) -> Answer:
        with self.engine.connect().execution_options(read_only=True) as connection:
            row = connection.execute(select(CONVERSATION).where(CONVERSATION.c.id == conversation_id)).first()
            message = connection.execute(
                select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq == seq)
            ).first()
            if row is None or message is None:
                raise NotFound
            replies = replies_to(connection, conversation_id, seq)
            handoff = handoffs.queue.public(connection, conversation_id, self.policy)
        return Answer(public(message), [public(reply) for reply in replies], row.status, handoff, repeated)
