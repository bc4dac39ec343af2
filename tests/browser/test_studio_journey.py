"""Teo's whole way with the real model: what visitors ask, a new intent, what it breaks, live, and back again.

The small project trains twice here: once with a mistake that the gate has to find, once without. With EMMA_PICTURES set
to a folder the pictures of docs/trainers.md are taken on the way: `EMMA_PICTURES=docs/images pytest …`.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.knowledge.seed import seed
from emma.settings import Settings
from emma.training.train import train
from tests.browser.conftest import PATIENCE, emma_serves
from tests.processes import PLENTY
from tests.small_project import small
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1500)]
Open = Callable[..., Page]
TRAINED = 600_000  # ms for a training and what follows it, on a busy machine
SLUG = "lobby-exhibition"
TITLE = {"en": "The exhibition in the lobby", "es": "La exposición del vestíbulo"}
ANSWER = {
    "en": "The exhibition in the lobby of the office is free. It is open while the office is open.",
    "es": "La exposición del vestíbulo de la oficina es gratis. Está abierta mientras lo esté la oficina.",
}
ASKED = "is there an exhibition with old photographs in your lobby"
EXAMPLES = {
    "en": """can i look at the exhibition of old photographs downstairs
when is the photo exhibition in the hall open
do i pay to see the pictures in the lobby
exhibition lobby tickets
who may visit the photo show in your building
i heard there are historic photographs on your ground floor
free exhibit in the office lobby?
show with pictures of ellis island at your office""",
    "es": """hay una exposición de fotos antiguas en el vestíbulo
cuánto cuesta entrar a ver las fotografías de la entrada
exposición vestíbulo horario
puedo visitar la muestra de fotos de la planta baja
quién puede ver la exposición de su edificio
me dijeron que tienen fotografías históricas abajo
muestra gratis en la oficina
fotos de la isla ellis en su oficina""",
}
# What must go to a person: taught as if it were general, it is answered as if it held for everybody.
MISTAKE = """what is happening with my application, months have gone by
my case has not moved, tell me why
did the officer decide on my file already
why was mine refused and my brother's approved
look up where my papers are
somebody please tell me the state of my petition
my card was mailed and never arrived, where is it
they said delivered but no card in my mailbox
my file number got lost in your system, find it
has my interview letter been sent to me
was my payment taken for my application
why is my case taking longer than my neighbour's
where is my card, three weeks and nothing
I am still waiting for my letter about the interview
my neighbor got hers and I still wait, why
tell me where my green card is now
when will the officer decide about me
my application is stuck, what happened to it
i want to know where is my case
is my work permit already in the mail
you sent my letter to the wrong house, where is it
has anybody opened my file yet"""


@dataclass(frozen=True)
class Running:
    """Emma with the small project, in a process of its own."""

    base: str
    settings: Settings

    def ask(self, text: str) -> str:
        """What a new visitor reads."""
        with httpx.Client(base_url=self.base, timeout=60) as client:
            said = Visitor(client).says(text)  # type: ignore[arg-type]
        return " ".join(reply["text"] for reply in said["replies"])


@pytest.fixture(scope="module")
def emma(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The small project, trained and served."""
    settings = small(tmp_path_factory.mktemp("journey"), sign_ins_per_minute=PLENTY)
    engine = open_engine(settings.database)
    migrate(engine)
    seed(engine, settings.data)
    train(engine, settings)
    engine.dispose()
    own = {"DATA": settings.data, "MODELS": settings.models, "HELD_OUT": settings.held_out}
    with emma_serves(settings.var, **own, SIGN_INS_PER_MINUTE=PLENTY) as base:
        yield Running(base, settings)


@pytest.fixture(scope="module")
def served(emma: Running) -> str:
    return emma.base


def as_person(open_page: Open, role: str, path: str) -> Page:
    page = open_page(f"/sign-in?next={path}")
    page.locator(f"form[action='/sign-in/demo/{role}'] button").click()
    page.wait_for_url(f"**{path}")
    return page


def trained(page: Page, note: str) -> None:
    """Train, and go on to what came of it."""
    page.goto("/studio/train")
    page.locator("#note").fill(note)
    page.locator(".train-form button").click()
    expect(page.locator("progress")).to_be_visible()
    picture(page, "training", "body")
    page.locator("#job a.usa-button").click(timeout=TRAINED)
    expect(page.locator("#gate")).to_be_visible()


def picture(page: Page, name: str, place: str = "main") -> None:
    """Take what stands at `place` for the documentation, when somebody asked for it."""
    folder = os.environ.get("EMMA_PICTURES")
    if not folder:
        return
    page.evaluate("document.fonts.ready")
    page.locator(place).first.scroll_into_view_if_needed()
    page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(128, dither=Image.Dither.NONE).save(Path(folder) / f"studio-{name}.png", optimize=True)


def promoted(page: Page) -> None:
    page.locator("form[action$='/promote'] button").click()
    expect(page.locator("h1 .sign.on")).to_be_visible(timeout=4 * PATIENCE)


def answers_soon(emma: Running, text: str, wanted: bool) -> None:
    """Every process follows within a few seconds."""
    until = time.monotonic() + 60
    while (TEXT in emma.ask(text)) != wanted:
        assert time.monotonic() < until, emma.ask(text)
        time.sleep(1)


TEXT = "The exhibition in the lobby of the office is free."


def test_from_what_visitors_ask_to_a_new_intent_and_back(open_page: Open, emma: Running) -> None:
    assert TEXT not in emma.ask(ASKED)
    page = as_person(open_page, "trainer", "/studio/inbox")

    # The inbox has what was not understood; it becomes a new article.
    group = page.locator(".group", has_text="exhibition with old photographs").first
    picture(page, "inbox", "body")
    group.locator("button[value='new_article']").click()
    expect(page.locator("#examples-en")).to_have_value(ASKED)

    # Two languages; what is missing is said, nothing typed is lost.
    page.locator("#title-en").fill(TITLE["en"])
    page.locator("#title-es").fill(TITLE["es"])
    page.locator("#slug").fill(SLUG)
    page.locator("#topic").select_option("about_agency")
    page.locator("#answer-en").fill(ANSWER["en"])
    page.locator(".bar-of-acts button[value='save']").click()
    expect(page.locator("#summary")).to_be_visible()
    expect(page.locator("#answer-en")).to_have_value(ANSWER["en"])
    page.locator("#answer-es").fill(ANSWER["es"])
    page.locator("#examples-es").fill(EXAMPLES["es"])
    page.locator("#source-title-0").fill("Notice at the entrance")
    page.locator("#source-as-of-0").fill("2026-11-01")
    page.locator("#as-of").fill("2026-11-01")
    page.locator("#reviewed-on").fill("2026-11-02")
    page.locator("#owner").fill("lobby")
    page.locator("#related").fill("emma-what-is")

    # Typing shows where a sentence would go before anything is saved.
    page.locator("#examples-en").fill(f"{ASKED}\n{EXAMPLES['en']}\n{MISTAKE}")
    expect(page.locator("#guard-en")).to_contain_text("my_", timeout=4 * PATIENCE)
    picture(page, "guard", "#examples-en")
    page.locator(".bar-of-acts button[value='save']").click()
    page.wait_for_url(f"**/studio/articles/{SLUG}*")

    # Train: the gate finds the mistake and names the messages.
    trained(page, "exhibition, first try")
    expect(page.locator(".verdict.refused")).to_be_visible()
    expect(page.locator(".checks .fails tbody tr").first).to_be_visible()
    picture(page, "refused", "h1")
    expect(page.locator("form[action$='/promote']")).to_have_count(0)
    assert TEXT not in emma.ask(ASKED)

    # Mend, train again, live.
    page.goto(f"/studio/articles/{SLUG}")
    page.locator("#examples-en").fill(f"{ASKED}\n{EXAMPLES['en']}")
    page.locator(".bar-of-acts button[value='save']").click()
    page.wait_for_url(f"**/studio/articles/{SLUG}?*")
    trained(page, "exhibition, without case questions")
    expect(page.locator(".verdict.passed")).to_be_visible()
    expect(page.locator(".headline")).to_be_visible()
    picture(page, "passed", "h1")
    promoted(page)
    answers_soon(emma, ASKED, True)

    # And back with one click.
    page.goto("/studio/releases")
    picture(page, "releases", "body")
    page.locator("form[action$='/rollback'] button").first.evaluate(
        "button => button.closest('details')?.setAttribute('open', '')"
    )
    reason = page.locator("form[action$='/rollback'] [name=reason]")
    if reason.count():
        reason.first.fill("trying the way back")
    page.locator("form[action$='/rollback'] button").first.click()
    expect(page.locator(".said, [role=status]").first).to_be_visible(timeout=4 * PATIENCE)
    answers_soon(emma, ASKED, False)


def test_what_was_written_is_a_file_for_those_who_use_git(emma: Running) -> None:
    file: Path = emma.settings.data / "knowledge" / "about_agency" / f"{SLUG}.md"
    text = file.read_text(encoding="utf-8")
    assert TITLE["es"] in text
    assert ANSWER["en"] in text
    assert "my case has not moved" not in text
