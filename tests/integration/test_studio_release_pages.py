"""The studio's first page and its releases over HTTP: figures, comparison, gate, promote, override, rollback, effect."""

from __future__ import annotations

import csv
import html
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from emma.conversations.messages import MESSAGE
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.models import Audit
from emma.settings import Settings
from emma.training.promoting import make_live
from emma.training.releases import EVENT, live_version
from emma.web.app import create_app
from emma.words import Reason
from tests.attended import assistant_answered
from tests.databases import copy_sqlite
from tests.made_releases import answered_as_general, compared, made
from tests.small_project import small
from tests.staff import Staff
from tests.visitor import Visitor

PAGE = "/studio/releases"
OLD, NEW, BAD = "release-20261101-080000", "release-20261102-080000", "release-20261103-080000"


@dataclass
class Aside:
    """Loads nothing, and remembers what it was asked to load."""

    around: Any
    loaded: list[str]
    wanted: str | None = None

    def aside(self, file: Path, version: str) -> AbstractContextManager[None]:
        self.loaded.append(version)
        return nullcontext()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A live release, a new one that is as good, and one that answers case questions as if general."""
    settings = small(tmp_path_factory.mktemp("releases"))
    _second_set(settings.held_out)
    engine = open_engine(settings.database)
    migrate(engine)
    made(engine, settings, OLD)
    make_live(engine, settings, OLD, "operator", "the first one", None)
    made(engine, settings, NEW, made_by="operator", note="Two new articles")
    made(engine, settings, BAD, wrong=answered_as_general(Reason.CASE_SPECIFIC))
    compared(engine, settings, NEW, OLD)
    compared(engine, settings, BAD, OLD)
    engine.dispose()
    return settings


def _second_set(folder: Path) -> None:
    """Half of the messages belong to a set that nobody reads."""
    with (folder / "first.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, part in (("first.csv", rows[::2]), ("fresh_en.csv", rows[1::2])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(part)


@pytest.fixture
def client(project: Settings, tmp_path: Path) -> Iterator[TestClient]:
    """The web process over a copy of that database; it loads no model."""
    copy_sqlite(project.var / "emma.db", tmp_path / "emma.db")
    shutil.copytree(project.data, tmp_path / "data")
    app = create_app(project.model_copy(update={"var": tmp_path, "data": tmp_path / "data"}), load=False)
    process = app.state.process
    app.state.process = replace(process, release=Aside(process.release.around, []))
    yield TestClient(app, follow_redirects=False)
    process.close()


def staff(client: TestClient, login: str) -> Staff:
    return Staff(client, client.app.state.process.engine, login)  # type: ignore[attr-defined]


@pytest.fixture
def teo(client: TestClient) -> Staff:
    """The trainer."""
    return staff(client, "teo")


@pytest.fixture
def ada(client: TestClient) -> Staff:
    """The administrator."""
    return staff(client, "ada")


def said(answer: Any) -> str:
    return html.unescape(answer.text)


def live(who: Staff) -> str | None:
    with who.engine.connect() as connection:
        return live_version(connection)


def acts(who: Staff) -> list[str]:
    with who.engine.connect() as connection:
        return list(connection.execute(select(Audit.__table__.c.action)).scalars())


def test_the_list_says_which_is_live_who_made_each_and_its_figures(teo: Staff) -> None:
    page = said(teo.get(PAGE))
    for words in (OLD, NEW, "live", "the operator", "Two new articles", "100.0 %", "2.5 MB", "31 s", "the first one"):
        assert words in page, words
    assert "at most 2." in page, "no event of so many is not never"


def test_only_trainers_and_administrators_see_releases_and_their_picture(client: TestClient, teo: Staff) -> None:
    assert teo.get(f"{PAGE}/{NEW}/confusion.png").headers["content-type"] == "image/png"
    for login in ("ben", "dana"):
        other = staff(client, login)
        for path in ("/studio", PAGE, f"{PAGE}/{NEW}", f"{PAGE}/{NEW}/confusion.png"):
            assert other.get(path).status_code == 403, path
        assert other.post(f"{PAGE}/{NEW}/promote", data={}).status_code == 403
    assert live(teo) == OLD


@pytest.mark.parametrize("version", ["release-unknown", "..%2f..%2fetc", "%00", "a" * 40, "'; drop table"])
def test_a_release_that_is_none_is_not_found(teo: Staff, version: str) -> None:
    for path in (f"{PAGE}/{version}", f"{PAGE}/{version}/confusion.png"):
        assert teo.get(path).status_code in (404, 422)
    assert teo.post(f"{PAGE}/{version}/promote", data={}).status_code in (404, 405, 422)


def test_a_comparison_begins_with_one_sentence_and_lists_what_became_worse(teo: Staff) -> None:
    page = said(teo.get(f"{PAGE}/{BAD}"))
    assert re.search(r"0 better, \d{3} worse, 0 answered differently, \d+ unchanged\.", page)
    assert "By chance alone" in page
    assert "↓ worse" in page
    assert "= the same" in page
    assert f"beside {OLD}" in page
    assert "Show all " in page
    assert said(teo.get(f"{PAGE}/{BAD}?whole=worse")).count("<q lang") > page.count("<q lang")


def test_messages_of_the_set_that_nobody_reads_are_counted_and_not_shown(teo: Staff, project: Settings) -> None:
    page = said(teo.get(f"{PAGE}/{BAD}?whole=worse"))
    assert "more of a set that nobody reads" in page
    with (project.held_out / "fresh_en.csv").open(encoding="utf-8", newline="") as file:
        hidden = [row["text"] for row in csv.DictReader(file) if row["reason"] == "case_specific"]
    assert hidden
    assert not [text for text in hidden if f">{text}<" in page]


def test_the_map_has_a_table_beside_it_and_finds_an_intent_without_scripts(teo: Staff) -> None:
    page = said(teo.get(f"{PAGE}/{NEW}?intent=ask/renew-green-card"))
    assert 'role="img"' in page
    assert "The nearest pairs" in page
    assert "Nearest to it:" in page
    assert page.count('class="dot') > 20


def test_teo_promotes_through_the_gate_and_the_list_remembers_it(teo: Staff) -> None:
    page = said(teo.get(f"{PAGE}/{NEW}"))
    assert "It may go live: every check holds." in page
    sent = teo.post(f"{PAGE}/{NEW}/promote", data={})
    assert sent.headers["location"] == f"{PAGE}/{NEW}?said=promoted"
    assert live(teo) == NEW
    assert teo.client.app.state.process.release.loaded == [NEW]  # type: ignore[attr-defined]
    page = said(teo.get(PAGE))
    assert "Live by Teo" in page
    assert f"instead of {OLD}" in page
    again = teo.post(f"{PAGE}/{NEW}/promote", data={})
    assert (again.status_code, "live already" in said(again)) == (409, True)


def test_the_gate_refuses_and_says_what_fails_and_where_it_is_put_right(teo: Staff) -> None:
    page = said(teo.get(f"{PAGE}/{BAD}"))
    assert "It may not go live" in page
    assert "Below the floor" in page
    assert "Promote: make it live" not in page
    assert "Only an administrator may go past the gate" in page
    assert "/studio/intents/my_" in page, "a link to what is expected"
    sent = teo.post(f"{PAGE}/{BAD}/promote", data={})
    assert (sent.status_code, "Nothing has changed" in said(sent)) == (409, True)
    assert live(teo) == OLD
    with teo.engine.connect() as connection:
        kinds = list(connection.execute(select(EVENT.c.kind).where(EVENT.c.version == BAD)).scalars())
    assert kinds[-1] == "refused"


def test_only_an_administrator_overrides_with_a_reason_that_is_recorded(teo: Staff, ada: Staff) -> None:
    form = {"overriding": "1", "override": "The office moves tonight."}
    refused = teo.post(f"{PAGE}/{BAD}/promote", data=form)
    assert (refused.status_code, live(teo)) == (403, OLD)
    short = ada.post(f"{PAGE}/{BAD}/promote", data={**form, "override": "now"})
    assert (short.status_code, "10 to 500 characters" in said(short), live(ada)) == (422, True, OLD)
    assert "Go live all the same" in said(ada.get(f"{PAGE}/{BAD}"))
    assert ada.post(f"{PAGE}/{BAD}/promote", data=form).status_code == 303
    assert live(ada) == BAD
    assert "release.overridden" in acts(ada)
    page = said(teo.get(PAGE))
    assert "against the gate" in page
    assert "The office moves tonight." in page


def test_rolling_back_is_one_form_with_a_reason(teo: Staff) -> None:
    none = teo.post(f"{PAGE}/rollback", data={"reason": "Wrong"})
    assert (none.status_code, "No release was live before" in said(none)) == (409, True)
    teo.post(f"{PAGE}/{NEW}/promote", data={})
    assert f"Roll back to {OLD}" in said(teo.get(PAGE))
    assert teo.post(f"{PAGE}/rollback", data={"reason": " "}).status_code == 422
    assert live(teo) == NEW
    assert teo.post(f"{PAGE}/rollback", data={"reason": "Wrong fee"}).headers["location"] == f"{PAGE}?said=rolled_back"
    assert live(teo) == OLD
    assert "Wrong fee" in said(teo.get(PAGE))


def test_a_release_that_cannot_be_loaded_leaves_the_live_one(teo: Staff) -> None:
    file = teo.client.app.state.process.settings.models / f"{NEW}.tar.gz"  # type: ignore[attr-defined]
    before = file.read_bytes()
    file.write_bytes(b"half a file")
    try:
        sent = teo.post(f"{PAGE}/{NEW}/promote", data={})
    finally:
        file.write_bytes(before)
    assert (sent.status_code, "cannot be loaded" in said(sent)) == (409, True)
    assert live(teo) == OLD


def test_a_form_without_its_token_promotes_nothing(teo: Staff) -> None:
    sent = teo.client.post(f"{PAGE}/{NEW}/promote", data={}, headers={"Cookie": teo.headers["Cookie"]})
    assert (sent.status_code, live(teo)) == (403, OLD)


def moved(who: Staff, text: str) -> dict[str, Any]:
    """A message that Ana wrote, which the new release sends elsewhere."""
    ana = Visitor(who.client)
    assistant_answered(who.engine, ana.id, "renew-green-card")
    mine = (MESSAGE.c.conversation_id == ana.id, MESSAGE.c.sender == "visitor")
    with who.engine.begin() as connection:
        seq = connection.execute(select(MESSAGE.c.seq).where(*mine)).scalars().first()
        connection.execute(MESSAGE.update().where(*mine).values(text=text))
    told = {"outcome": "answered", "topic": "green_card_replacement"}
    return {
        "conversation_id": ana.id, "seq": seq,
        "before": {**told, "meaning": "ask/renew-green-card"}, "after": {**told, "meaning": "ask/adit-stamp"},
    }  # fmt: skip


def with_effect(who: Staff, *messages: dict[str, Any]) -> None:
    from emma.models import Comparison

    row = Comparison.__table__
    with who.engine.begin() as connection:
        connection.execute(row.delete().where(row.c.release == NEW))
    compared(who.engine, who.client.app.state.process.settings, NEW, OLD, messages)  # type: ignore[attr-defined]


def test_the_effect_is_told_with_its_interval_and_each_message_is_accepted_or_taught(teo: Staff) -> None:
    one, two = moved(teo, "my card runs out in march what now"), moved(teo, "<b>stamp</b> in my passport")
    with_effect(teo, one, two)
    page = teo.get(f"{PAGE}/{NEW}")
    assert "2 of 212 messages would now go elsewhere (4–11 %)." in said(page)
    assert "<b>stamp</b>" not in page.text
    form = {"conversation_id": one["conversation_id"], "seq": str(one["seq"])}
    assert teo.post(f"{PAGE}/{NEW}/accept", data=form).status_code == 303
    assert "1 are accepted." in said(teo.get(f"{PAGE}/{NEW}"))
    sent = teo.post(f"{PAGE}/{NEW}/teach", data={**form, "intent": "ask/renew-green-card"})
    assert sent.status_code == 303
    data = teo.client.app.state.process.settings.data  # type: ignore[attr-defined]
    texts = [path.read_text(encoding="utf-8") for path in data.rglob("*") if path.suffix in (".md", ".yml")]
    assert sum("my card runs out in march what now" in text for text in texts) == 1


def test_a_message_that_is_not_of_the_comparison_is_neither_accepted_nor_taught(teo: Staff) -> None:
    foreign = moved(teo, "somebody else's words")
    with_effect(teo)
    form = {"conversation_id": foreign["conversation_id"], "seq": str(foreign["seq"]), "intent": "ask/adit-stamp"}
    assert teo.post(f"{PAGE}/{NEW}/accept", data=form).status_code == 404
    assert teo.post(f"{PAGE}/{NEW}/teach", data=form).status_code == 404


def test_texts_that_are_gone_are_not_shown_any_more(teo: Staff) -> None:
    one = moved(teo, "my card runs out")
    with_effect(teo, one)
    with teo.engine.begin() as connection:
        connection.execute(MESSAGE.update().where(MESSAGE.c.conversation_id == one["conversation_id"]).values(text=""))
    page = said(teo.get(f"{PAGE}/{NEW}"))
    assert "my card runs out" not in page
    assert "1 more are not kept any longer." in page


def test_the_first_page_names_one_next_step_and_what_waits(teo: Staff) -> None:
    page = said(teo.get("/studio"))
    assert OLD in page
    assert "Look at the new release" in page
    assert "100.0 %" in page
    teo.post(f"{PAGE}/{NEW}/promote", data={})
    assert "Nothing: the files are those of the live release." in said(teo.get("/studio"))


def test_what_changed_since_the_live_release_is_on_the_first_page(teo: Staff) -> None:
    data = teo.client.app.state.process.settings.data  # type: ignore[attr-defined]
    file = next((data / "knowledge").rglob("adit-stamp.md"))
    file.write_text(file.read_text(encoding="utf-8").replace("owner:", "owner: somebody else #"), encoding="utf-8")
    page = said(teo.get("/studio"))
    assert "1 file is new, changed or gone." in page
    assert "adit-stamp" in page


def test_the_pages_are_there_in_spanish(teo: Staff) -> None:
    assert "Siguiente paso" in said(teo.get("/studio?lang=es"))
    assert "Se puede publicar: cumple todas las condiciones." in said(teo.get(f"{PAGE}/{NEW}?lang=es"))
    assert "Versiones" in said(teo.get(f"{PAGE}?lang=es"))
