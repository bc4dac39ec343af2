"""The desk in a browser: an application without a model, staff who sign in by one click, visitors over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from emma.conversations.messages import MESSAGE
from emma.conversations.opening import CONVERSATION
from emma.handoffs import queue
from emma.handoffs.rows import HANDOFF, PRESENCE
from emma.knowledge.seed import seed
from emma.models.base import now
from emma.web.app import create_app
from emma.web.events import DESK
from emma.words import HandoffState, Reason, Status
from tests.attended import assistant_answered
from tests.processes import settings_in
from tests.server import serving
from tests.visitor import Visitor

Open = Callable[..., Page]


@dataclass
class Served:
    """Where the desk is served, and its database for what no visitor of a test can say without a model."""

    base: str
    app: FastAPI

    def visitor(self, language: str = "en", *, tier: str = "1", question: bool = True) -> Visitor:
        """Ana, who asked something, was answered, and waits for a person."""
        ana = Visitor(httpx.Client(base_url=self.base, timeout=20), language)  # type: ignore[arg-type]
        if question:
            assistant_answered(self.app.state.process.engine, ana.id, "renew-green-card")
        wish = queue.Request(Reason.REQUESTED, "case_status", tier, language, "where is my card")
        mine = CONVERSATION.c.id == ana.id
        with self.app.state.process.engine.begin() as connection:
            queue.join(connection, ana.id, wish, 1)
            connection.execute(CONVERSATION.update().where(mine).values(status=Status.WAITING))
        self.app.state.events.wake(DESK)
        return ana

    def danger(self, ana: Visitor) -> None:
        """What the assistant heard while she waited."""
        with self.app.state.process.engine.begin() as connection:
            connection.execute(HANDOFF.update().where(HANDOFF.c.conversation_id == ana.id).values(safety=True))

    def said(self, ana: Visitor) -> list[tuple[str, str]]:
        """Sender and text of everything in her conversation."""
        query = MESSAGE.select().where(MESSAGE.c.conversation_id == ana.id).order_by(MESSAGE.c.seq)
        with self.app.state.process.engine.connect() as connection:
            return [(row.sender, row.text) for row in connection.execute(query)]

    def clear(self) -> None:
        """Nobody waits or is served, and all of the staff are away."""
        with self.app.state.process.engine.begin() as connection:
            connection.execute(HANDOFF.update().values(state=HandoffState.RESOLVED, ended_at=now()))
            connection.execute(PRESENCE.delete())


@contextmanager
def served_desk(var: Path) -> Iterator[Served]:
    """A demonstration with the knowledge and without a model."""
    app = create_app(settings_in(var, sign_ins_per_minute=100_000), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    with serving(app) as base:
        yield Served(base, app)
    app.state.process.close()


def sign_in(page: Page, part: str = "tier_1", to: str = "/desk") -> Page:
    """Sign in by one click and go to a page."""
    page.goto(f"/sign-in?next={to}")
    page.locator(f"form[action='/sign-in/demo/{part}'] button").click()
    page.wait_for_url(f"**{to}*")
    return page


def at_desk(open_page: Open, part: str = "tier_1", **options: object) -> Page:
    """Somebody of the staff at the desk, and here."""
    page = sign_in(open_page("/healthz", **options), part)
    here = page.locator(".arrive button")
    if here.count():
        here.click()
    expect(page.locator("#whereabouts")).to_have_attribute("data-state", "here")
    return page


def take_next(page: Page) -> Page:
    """Claim who is due."""
    page.locator("#next").click()
    expect(page.locator("#talk[data-held='1']")).to_be_visible()
    return page


def answer(page: Page, text: str) -> None:
    """Write to the visitor."""
    page.locator("#text").fill(text)
    page.locator("#send").click()
    expect(page.locator("#messages .agent .said").last).to_have_text(text)
