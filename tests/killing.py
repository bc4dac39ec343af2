"""Processes that kill themselves at a step of a message, for test_kill. Imported by a fork server, never by Emma.

Each function runs in a process of its own; `strike` replaces one function at a step's boundary by one that ends the
process with SIGKILL, so that no `finally`, rollback or exit handler runs.
"""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from emma.assistant.replies import Effect
from emma.conversations import outgoing, receiving
from emma.conversations.opening import Held
from emma.conversations.receiving import Conversations
from emma.db.engine import open_engine
from emma.handoffs.policy import read_policy
from emma.knowledge.phrases import read_phrases
from emma.privacy import Agencies
from emma.safety import Alarms
from emma.settings import ROOT
from emma.web.sweeper import sweep
from tests.fakes import FakeAssistant, with_effects

STEPS = ("inside T1", "after T1", "after the turn", "inside T2", "after T2")


def service(url: str) -> Conversations:
    """The service of one process; its turns queue the visitor for a person."""
    assistant: Any = FakeAssistant(with_effects(Effect("queue")))
    phrases, policy = read_phrases(ROOT / "data" / "responses.yml"), read_policy(ROOT / "handoff.toml")
    return Conversations(open_engine(url), assistant, policy, phrases, Alarms(()), Agencies())


def send_and_die(url: str, conversation_id: str, step: str) -> None:
    """Send one message and be killed at `step`."""
    strike(step)
    service(url).receive(Held(conversation_id, "en", "with_assistant"), "c1", text="a person please")


def send_again(url: str, conversation_id: str) -> None:
    """The visitor's client sends the same message again, to another process."""
    service(url).receive(Held(conversation_id, "en", "with_assistant"), "c1", text="a person please")


def sweep_up(url: str) -> None:
    """Another process sweeps."""
    conversations = service(url)
    process: Any = SimpleNamespace(engine=conversations.engine, conversations=conversations)
    sweep(process, timedelta(0))


def strike(step: str) -> None:
    """Make this process die at `step`."""
    if step == "inside T1":
        _die_after(Conversations, "_insert")
    elif step == "after T1":
        _die_after(Conversations, "_accept")
    elif step == "after the turn":
        _die_after(Conversations, "_turn")
    elif step == "inside T2":
        _die_after(outgoing, "_insert_replies")
    elif step == "after T2":
        _die_after(Conversations, "answer_pending")
    else:
        raise ValueError(step)


def _die_after(owner: Any, name: str) -> None:
    real = getattr(owner, name)

    def struck(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, struck)


assert receiving.store_turn is outgoing.store_turn
