"""The desk's entrances of `emma audit-privacy`, on a served process with the fake assistant: nothing is stored."""

from __future__ import annotations

from pathlib import Path

from emma.assistant.replies import Effect
from emma.assistant.turn import Input
from emma.cli.privacy_audit.audit import read_seeds
from emma.cli.privacy_audit.desk_entrances import desk, make_agent
from emma.cli.privacy_audit.http_client import Client
from emma.cli.privacy_audit.searching import Search
from emma.knowledge.seed import seed as load
from emma.settings import ROOT, Settings
from emma.words import Reason
from tests.fakes import FakeAssistant, echo, with_effects
from tests.processes import with_assistant
from tests.server import serving

KINDS_TWICE = [seed for number, seed in enumerate(read_seeds()) if number % 3 == 0]


def _turn(given: Input, state: dict) -> object:
    queue = with_effects(Effect("queue", Reason.REQUESTED, "human", "1"))
    return (queue if given.payload == "/human" else echo)(given, state)


def test_nothing_that_agents_and_visitors_write_at_the_desk_is_stored(settings: Settings) -> None:
    from emma.web.app import create_app

    app = with_assistant(create_app(settings, load=False), FakeAssistant(_turn))  # type: ignore[arg-type]
    load(app.state.process.engine, ROOT / "data")
    agent = make_agent(settings)
    with serving(app) as url:
        client = Client(int(url.rsplit(":", 1)[1]))
        for seed in KINDS_TWICE:
            desk(client, agent, seed)
        found = Search([seed.value for seed in KINDS_TWICE]).files(_stored(settings.var))
    assert found.size > 100_000
    assert found.finds == ()
    assert b"whisper.kept" in b"".join(file.read_bytes() for file in _stored(settings.var))


def _stored(folder: Path) -> list[Path]:
    return [file for file in folder.glob("emma.db*") if file.is_file()]
