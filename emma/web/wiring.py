"""The one place that wires the process: settings → engine → knowledge → assistant → conversations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Engine

from emma.assistant.follow_up import read_follow_ups
from emma.assistant.worker import Assistant
from emma.conversations.receiving import Conversations
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.desk.context import Desk
from emma.desk.disclosure import read_disclosure
from emma.handoffs.policy import read_policy
from emma.knowledge.contacts import contacts_of_agencies
from emma.knowledge.reading import Library, bind
from emma.knowledge.reading import library as bound_library
from emma.language import read_words
from emma.safety import read_alarms
from emma.settings import ROOT, Settings
from emma.training.releases import live_release
from emma.vault import open_vault

ACTIONS = "actions"


@dataclass(frozen=True)
class Process:
    """Everything a request needs."""

    settings: Settings
    engine: Engine
    library: Library
    assistant: Assistant
    conversations: Conversations
    desk: Desk

    def close(self) -> None:
        """Stop the worker and let go of the database."""
        self.assistant.close()
        self.engine.dispose()


def wire(settings: Settings) -> Process:
    """Build the process. Loads no model: `load_live` does."""
    engine = open_engine(settings.database)
    migrate(engine)
    library = bind(settings, engine)
    words = read_words(settings.data / "language_words.csv")
    follow_ups = read_follow_ups(settings.data)
    assistant = Assistant(ACTIONS, words, follow_ups, queue_size=settings.queue_size, timeout=settings.turn_timeout)
    with engine.connect().execution_options(read_only=True) as connection:
        agencies = contacts_of_agencies(connection)
    conversations = Conversations(
        engine=engine,
        assistant=assistant,
        policy=read_policy(ROOT / "handoff.toml", demonstration=not settings.production),
        phrases=library.phrases,
        alarms=read_alarms(settings.data / "safety.csv"),
        agencies=agencies,
    )
    desk = Desk(
        engine=engine,
        policy=conversations.policy,
        phrases=library.phrases,
        agencies=agencies,
        vault=open_vault(settings),
        disclosure=read_disclosure(ROOT / "disclosure.toml"),
        index=lambda: bound_library().index,
    )
    return Process(settings, engine, library, assistant, conversations, desk)


def load_live(process: Process) -> None:
    """Load the live release into the assistant. Raises TurnFailed when there is none or it does not answer."""
    file, version = live_release(process.engine, process.settings.models)
    bind(process.settings, process.engine)
    process.assistant.load(file, version)
