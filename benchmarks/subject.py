"""One assistant in a process of its own, ours or stock, driven by JSON lines, so that both can be measured in turns.

At the start it prints `{wall, cpu, resident_mb}` of loading and one warm turn. Then each line read is
`{"conversation": key, "texts": [...]}` (gives `{"total": [ms], "turn": [ms]}`, CPU a message) or
`{"parse": [...]}` (gives `{"intents": [[name, confidence]], "ms": [...]}`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from benchmarks.measure import copy_database, environment, pin, resident_mb

WARM_UP = "where is the office in Ghana"


class Subject(Protocol):
    """What is measured."""

    def say(self, conversation: str, text: str) -> float | None:
        """Answer one message; gives the CPU ms of the assistant's own turn where it can be told apart."""

    def parse(self, text: str) -> tuple[str, float]:
        """Full intent name and confidence."""


class Ours:
    """The path of a message below HTTP: guard, T1, turn, T2 in SQLite."""

    def __init__(self, folder: Path) -> None:
        from dataclasses import replace

        from emma.settings import current, read
        from emma.web.logs import configure
        from emma.web.wiring import load_live, wire

        configure(logging.WARNING)
        settings = current()
        copy_database(settings.var / "emma.db", folder / "emma.db")
        self.process = wire(read(var=folder, models=settings.models))
        load_live(self.process)
        self.timed = Timed(self.process.assistant)
        self.conversations = replace(self.process.conversations, assistant=self.timed)  # type: ignore[arg-type]
        self.held: dict[str, Any] = {}

    def say(self, conversation: str, text: str) -> float | None:
        """A whole message. The turn's CPU includes whatever other threads did meanwhile: there are none."""
        self.timed.ms = 0.0
        answer = self.conversations.receive(self.held[conversation], uuid.uuid4().hex, text=text)
        if not answer.replies:
            raise SystemExit("A message got no reply.")
        return self.timed.ms

    def open(self, conversation: str) -> None:
        """A conversation is made before its first message is measured, as the widget does."""
        from emma.conversations.opening import hold, start

        if conversation not in self.held:
            started = start(self.process.engine, None)
            self.held[conversation] = hold(self.process.engine, started.id, started.token)

    def parse(self, text: str) -> tuple[str, float]:
        """The NLU alone."""
        from emma.assistant.segments import intent_name

        rasa = self.process.assistant._rasa
        assert rasa is not None
        found = asyncio.run(rasa.parse(text))
        return intent_name(found), float(found["intent"].get("confidence") or 0.0)


class Timed:
    """The assistant with a clock."""

    def __init__(self, assistant: Any) -> None:
        self.assistant = assistant
        self.ms = 0.0

    def turn(self, *given: Any) -> Any:
        started = time.process_time()
        try:
            return self.assistant.turn(*given)
        finally:
            self.ms += (time.process_time() - started) * 1000


class Stock:
    """`Agent.handle_text` with Rasa's own SQLite tracker store and actions that cost nothing."""

    def __init__(self, folder: Path, project: Path) -> None:
        from rasa.utils.log_utils import configure_structlog

        from benchmarks.stock import load

        configure_structlog(logging.ERROR)
        self.agent = load(project, folder / "tracker.db")
        self.loop = asyncio.new_event_loop()

    def open(self, conversation: str) -> None:
        """Rasa makes the tracker at the first message."""

    def say(self, conversation: str, text: str) -> float | None:
        """A whole message."""
        if not self.loop.run_until_complete(self.agent.handle_text(text, sender_id=conversation)):
            raise SystemExit("A message got no reply.")
        return None

    def parse(self, text: str) -> tuple[str, float]:
        """The NLU alone."""
        from benchmarks.stock import full_intent

        found = self.loop.run_until_complete(self.agent.parse_message(text))
        return full_intent(found), float(found["intent"].get("confidence") or 0.0)


class Driver:
    """The parent's side: a subject started in its own process on one core."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "benchmarks.subject", *arguments]
        self.process = subprocess.Popen(
            command, env=environment(), preexec_fn=pin, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.start = self._read()

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._read()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with suppress(json.JSONDecodeError):
                found = json.loads(line)
                if isinstance(found, dict):
                    return found
        raise SystemExit("The measured process ended before its time.")


def main() -> None:
    kind, *project = sys.argv[1:]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subject = Ours(folder) if kind == "ours" else Stock(folder, Path(project[0]))
        subject.open("warm")
        subject.say("warm", WARM_UP)
        wall, cpu = time.perf_counter() - started, time.process_time()
        print(json.dumps({"wall": round(wall, 2), "cpu": round(cpu, 2), "resident_mb": resident_mb()}), flush=True)
        for line in sys.stdin:
            print(json.dumps(_obey(subject, json.loads(line))), flush=True)


def _obey(subject: Any, order: dict[str, Any]) -> dict[str, Any]:
    intents, total, turn = [], [], []
    for text in order.get("parse") or order["texts"]:
        conversation = order.get("conversation") or uuid.uuid4().hex
        if "parse" not in order:
            subject.open(conversation)
        started = time.process_time()
        found = subject.parse(text) if "parse" in order else subject.say(conversation, text)
        total.append(round((time.process_time() - started) * 1000, 3))
        intents.append(found)
        turn.append(found)
    if "parse" in order:
        return {"intents": intents, "ms": total}
    return {"total": total, "turn": turn if turn[0] is not None else [], "resident_mb": resident_mb()}


if __name__ == "__main__":
    main()
