"""The one place that wires the process: settings → engine → knowledge → assistant → conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy.engine import Engine

from emma.assistant.follow_up import read_follow_ups
from emma.assistant.worker import Assistant
from emma.conversations.receiving import Conversations
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.desk.context import Desk
from emma.desk.disclosure import read_disclosure
from emma.handoffs.policy import read_policy
from emma.knowledge.reading import Library
from emma.knowledge.reading import library as bound_library
from emma.language import read_words
from emma.privacy import Agencies
from emma.settings import ROOT, Settings
from emma.vault import open_vault
from emma.web.following import FollowingAgencies, FollowingAlarms, FollowingPhrases
from emma.web.release_watcher import RunningRelease

ACTIONS = "actions"


@dataclass(frozen=True)
class Process:
    """Everything a request needs."""

    settings: Settings
    engine: Engine
    release: RunningRelease
    assistant: Assistant
    conversations: Conversations
    desk: Desk

    @property
    def library(self) -> Library:
        """Texts, routes and index of the release that runs now."""
        return self.release.around.library

    def close(self) -> None:
        """Stop the worker and let go of the database."""
        self.assistant.close()
        self.engine.dispose()


def wire(settings: Settings) -> Process:
    """Build the process. Loads no model: `load_live` does."""
    engine = open_engine(settings.database)
    migrate(engine)
    words, follow_ups = read_words(settings.data / "language_words.csv"), read_follow_ups(settings.data)
    assistant = Assistant(ACTIONS, words, follow_ups, queue_size=settings.queue_size, timeout=settings.turn_timeout)
    release = RunningRelease(settings, engine, assistant)
    phrases = FollowingPhrases(lambda: release.around.library.phrases)
    agencies = cast(Agencies, FollowingAgencies(lambda: release.around.agencies))
    conversations = Conversations(
        engine=engine,
        assistant=assistant,
        policy=read_policy(ROOT / "handoff.toml", demonstration=not settings.production),
        phrases=phrases,
        alarms=FollowingAlarms(lambda: release.around.alarms),
        agencies=agencies,
    )
    desk = Desk(
        engine=engine,
        policy=conversations.policy,
        phrases=phrases,
        agencies=agencies,
        vault=open_vault(settings),
        disclosure=read_disclosure(ROOT / "disclosure.toml"),
        index=lambda: bound_library().index,
    )
    return Process(settings, engine, release, assistant, conversations, desk)


def load_live(process: Process) -> None:
    """Load the live release into the assistant. Raises TurnFailed when there is none, ReleaseBroken otherwise."""
    process.release.load_live()
