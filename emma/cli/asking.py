"""`emma ask`: one question through the whole chain, without the web."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from emma.assistant.follow_up import read_follow_ups
from emma.assistant.replies import TurnResult
from emma.assistant.seam import EmbeddedRasa
from emma.assistant.turn import Input, run_turn
from emma.conversations.incoming import read_text
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.handoffs import queue
from emma.handoffs.policy import read_policy
from emma.knowledge.contacts import contacts_of_agencies
from emma.knowledge.reading import bind, data_of
from emma.language import read_words
from emma.privacy import Agencies
from emma.safety import read_alarms
from emma.settings import ROOT, Settings, current
from emma.training.releases import live_release
from emma.web.logs import configure
from emma.web.wiring import ACTIONS


class Terminal:
    """A loaded assistant for the terminal and for evaluation: turns without conversations."""

    def __init__(self, settings: Settings) -> None:
        configure(logging.WARNING)
        self.engine = open_engine(settings.database)
        migrate(self.engine)
        file, self.version = live_release(self.engine, settings.models)  # fetches what is not here
        self.library = bind(settings, self.engine)
        data = data_of(settings, self.version)
        self.words = read_words(data / "language_words.csv")
        self.follow_ups = read_follow_ups(data)
        self.alarms = read_alarms(data / "safety.csv")
        self.agencies = agencies(settings)
        self.minutes = read_policy(ROOT / "handoff.toml").minutes_per_handoff
        self.rasa = EmbeddedRasa(file, ACTIONS)

    def turn(self, text: str, language: str | None, state: dict[str, Any] | None = None, **known: Any) -> TurnResult:
        """One turn on a raw text: guard, emergency rule, assistant."""
        read = read_text(text, self.agencies)
        given = Input(
            text=read.text,
            language=language or "en",
            language_settled=language is not None,
            alarm=self.alarms.heard(read.text),
            **known,
        )
        return asyncio.run(run_turn(self.rasa, given, state or {}, self.words, self.follow_ups))


def answer(question: str, language: str | None) -> dict[str, Any]:
    """Outcome, topic, sources, replies and the reasons for one question, as JSON-ready data."""
    terminal = Terminal(current())
    masked = read_text(question, terminal.agencies)
    result = terminal.turn(question, language)
    main = result.main
    sources = [dict(source) for reply in result.replies for source in reply.sources]
    with terminal.engine.connect().execution_options(read_only=True) as connection:
        ahead = queue.ahead_in_lane(connection, "1", result.language) + 1
    filled = {"position": str(ahead), "wait": str(ahead * terminal.minutes)}
    return {
        "outcome": main.outcome.value,
        "reason": main.reason.public if main.reason else None,
        "topic": main.topic,
        "article": main.article,
        "language": result.language,
        "confidence": main.confidence,
        "sources": [source for i, source in enumerate(sources) if source not in sources[:i]],
        "masked": list(masked.kinds),
        "text": masked.text,
        "replies": [
            {
                "text": _filled(reply.text, filled),
                "choices": [choice.title for choice in reply.choices],
                "outcome": reply.outcome.value,
                "sources": [dict(source) for source in reply.sources],
            }
            for reply in result.replies
        ],
        "why": list(result.understanding),
    }


def agencies(settings: Settings | None = None) -> Agencies:
    """The agencies' own telephones, addresses and mailboxes, which the guard leaves alone."""
    engine = open_engine((settings or current()).database)
    with engine.connect().execution_options(read_only=True) as connection:
        return contacts_of_agencies(connection)


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
