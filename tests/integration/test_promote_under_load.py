"""Two hundred messages in flight while a release goes live: each is answered once, by the old release or by the new one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from emma.training.promoting import promote, rollback
from emma.web.app import create_app
from emma.web.release_watcher import follow_forever
from emma.web.wiring import Process, load_live, wire
from tests.databases import copy_sqlite
from tests.processes import settings_in
from tests.releases import Says, live
from tests.server import serving
from tests.two_releases import EDITIONS, MEANT, SHIFTED, TwoReleases, trained_twice
from tests.visitor import Visitor

pytestmark = pytest.mark.model
THREADS, MESSAGES = 20, 200
QUESTIONS = (
    SHIFTED,
    "how do i renew my green card",
    "how do i change my address",
    "what are the steps to naturalization",
    "how many questions are on the civics test",
    "can i get a fee waiver",
    "cómo renuevo mi green card",
    "preguntas de civica cuantas son",
    "what is the weather on the moon",
    "my case has been pending for two years",
)
Answer = tuple[tuple[str, str | None, str], ...]


@pytest.fixture(scope="session")
def trained_releases(tmp_path_factory: pytest.TempPathFactory) -> TwoReleases:
    return trained_twice(tmp_path_factory.mktemp("two"))


@dataclass
class Service:
    """The service over a copy of the database, as visitors reach it."""

    base: str
    process: Process
    two: TwoReleases

    def ask(self, text: str) -> Answer:
        """One question in a conversation of its own: article, outcome and text of each reply."""
        with httpx.Client(base_url=self.base, timeout=60) as client:
            return answer(Visitor(client).says(text))  # type: ignore[arg-type]

    def promote(self) -> None:
        promote(
            self.process.engine, self.process.settings, self.two.second, "teo",
            load=self.process.release.aside, judge=Says(True),
        )  # fmt: skip


def answer(body: dict[str, Any]) -> Answer:
    return tuple((reply["outcome"], reply.get("article"), reply["text"]) for reply in body["replies"])


@pytest.fixture
def service(trained_releases: TwoReleases, tmp_path: Path) -> Iterator[Service]:
    given = trained_releases.settings
    settings = settings_in(tmp_path / "var", models=given.models, data=given.data, queue_size=THREADS * 2)
    copy_sqlite(given.var / "emma.db", settings.var / "emma.db")
    app = create_app(settings, load=False)
    process: Process = app.state.process
    load_live(process)
    with serving(app) as base:
        yield Service(base, process, trained_releases)
    process.close()


def test_each_message_is_answered_once_by_the_old_or_the_new_release(service: Service) -> None:
    old = {text: service.ask(text) for text in QUESTIONS}
    assert old[SHIFTED][0][1] == MEANT[0]
    assert EDITIONS[0] in old[SHIFTED][0][2]
    with httpx.Client(base_url=service.base, timeout=60) as client:
        ana = Visitor(client)  # type: ignore[arg-type]
        ana.says("how do i change my address")
        before = conversations(service)
        answers: list[tuple[str, Answer]] = []
        promoted, errors = threading.Event(), []

        def talk(number: int) -> None:
            done = 0
            while done < MESSAGES // THREADS or not promoted.is_set():
                text = QUESTIONS[(number + done) % len(QUESTIONS)]
                try:
                    answers.append((text, service.ask(text)))
                except Exception as error:
                    errors.append(repr(error))
                done += 1

        with ThreadPoolExecutor(THREADS) as threads:
            talking = [threads.submit(talk, number) for number in range(THREADS)]
            while len(answers) < THREADS:
                promoted.wait(0.05)
            try:
                service.promote()
            finally:
                promoted.set()
            for one in talking:
                one.result()
        went_on = ana.says("can i get a fee waiver")
    new = {text: service.ask(text) for text in QUESTIONS}
    assert errors == []
    assert len(answers) >= MESSAGES
    assert new[SHIFTED][0][1] == MEANT[1]
    assert [(text, said) for text, said in answers if said not in (old[text], new[text])] == []
    assert any(said == old[SHIFTED] for text, said in answers if text == SHIFTED), "asked before"
    assert EDITIONS[1] in went_on["replies"][0]["text"], "a conversation that runs goes on with the new release"
    once(service, conversations(service) - before, len(answers) + len(new))

    rollback(service.process.engine, service.process.settings, "teo", "", service.process.release.aside)
    assert {text: service.ask(text) for text in QUESTIONS} == old


def test_a_second_process_follows_within_seconds(service: Service) -> None:
    settings = service.process.settings
    second = wire(settings)
    load_live(second)

    async def watch() -> None:
        watching = asyncio.create_task(follow_forever(second.release))
        await asyncio.to_thread(service.promote)
        for _ in range(600):
            if second.assistant.version == service.two.second:
                break
            await asyncio.sleep(0.05)
        watching.cancel()

    asyncio.run(watch())
    assert second.assistant.version == live(second.engine) == service.two.second
    assert second.assistant.parse(SHIFTED)["intent"]["name"].startswith("ask")
    second.close()


def conversations(service: Service) -> int:
    """How many there are."""
    from emma.models import Conversation

    with service.process.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(Conversation.__table__)).scalar_one()


def once(service: Service, talks: int, messages: int) -> None:
    """Every conversation of one message has that message once, answered, and nobody got `unavailable`."""
    from emma.models import Message

    message = Message.__table__
    with service.process.engine.connect() as connection:
        counted = select(message.c.conversation_id, func.count()).where(message.c.sender == "visitor")
        each = connection.execute(counted.group_by(message.c.conversation_id)).all()
        outcomes = connection.execute(select(message.c.outcome).where(message.c.sender == "assistant").distinct())
        assert "unavailable" not in set(outcomes.scalars())
    assert talks == messages
    assert sum(count > 1 for _, count in each) == 1, "only Ana wrote twice"
