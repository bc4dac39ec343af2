"""The articles in the studio over HTTP: list, editor, history, examples, names; nothing that was typed is lost."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from emma.knowledge.articles import ARTICLE
from emma.knowledge.lifecycle import pull
from emma.knowledge.seed import seed
from emma.models.base import now
from emma.settings import ROOT, Settings
from emma.studio import articles
from emma.training.folders import data_folder
from emma.training.releases import RELEASE
from emma.web.app import create_app
from emma.web.staff_page import staff_texts
from tests.processes import settings_in
from tests.small_project import small
from tests.staff import Staff

PAGE = "/studio/articles"
STAMP, CIVICS = "adit-stamp", "civics-test"
READING = (PAGE, f"{PAGE}/new", f"{PAGE}/{STAMP}", f"{PAGE}/{STAMP}/history", f"{PAGE}/{STAMP}/examples",
           f"{PAGE}/{STAMP}/rename", f"{PAGE}/{STAMP}/remove", "/studio/intents", "/studio/intents/my_case")  # fmt: skip


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A small project without a model."""
    app = create_app(small(tmp_path_factory.mktemp("articles")), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    yield app
    app.state.process.close()


@pytest.fixture
def client(demonstration: FastAPI) -> Iterator[TestClient]:
    """Over HTTP; the files are put back afterwards."""
    data = demonstration.state.process.settings.data
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    yield TestClient(demonstration, follow_redirects=False)
    for path in data.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, raw in before.items():
        if not path.exists() or path.read_bytes() != raw:
            path.write_bytes(raw)


@pytest.fixture
def settings(client: TestClient) -> Settings:
    return client.app.state.process.settings  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def teo(client: TestClient) -> Staff:
    """The trainer."""
    return Staff(client, client.app.state.process.engine, "teo")  # type: ignore[attr-defined]


@pytest.fixture
def ada(client: TestClient) -> Staff:
    """The second person."""
    return Staff(client, client.app.state.process.engine, "ada")  # type: ignore[attr-defined]


def sent(staff: Staff, path: str, fields: dict[str, Any] | None = None, **more: Any) -> tuple[int, str]:
    """A plain form: the status, and where it leads or what it says."""
    given = {"csrf": staff.headers["X-CSRF"], **(fields or {}), **more}
    answer = staff.client.post(path, data=given, headers={"Cookie": staff.headers["Cookie"]})
    return answer.status_code, answer.headers.get("location", unescape(answer.text))


def form_of(page: str) -> dict[str, Any]:
    """The fields of the editor's form as a browser would send them."""
    form = page[page.index('id="editor"') : page.rindex("</form>")]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields.setdefault(name, []).append(unescape(body).replace("\n", "\r\n"))
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        fields.setdefault(name, []).append(chosen[1] if chosen else "")
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def editor(staff: Staff, slug: str = STAMP) -> dict[str, Any]:
    """What stands in the editor of an article."""
    return form_of(staff.get(f"{PAGE}/{slug}").text)


def written(settings: Settings, slug: str) -> str:
    """The file of an article now."""
    return next(settings.data.glob(f"knowledge/*/{slug}.md")).read_text(encoding="utf-8")


def new_article(**more: str) -> dict[str, Any]:
    """A whole article as it is typed."""
    asked = ("lamp oil", "oil for a lamp", "which oil burns", "the lamp is dark", "lamp oil price", "buy oil for lamps",
             "my lamp has no oil", "where oil lamps are filled", "fill up the lantern please")  # fmt: skip
    dicho = ("aceite de lámpara", "qué aceite arde", "la lámpara está oscura", "precio del aceite", "compro aceite",
             "mi lámpara no tiene aceite", "dónde se llena el candil", "llenar el farol", "candil apagado")  # fmt: skip
    source = {"source_title": "Lamps", "source_url": "https://www.uscis.gov/lamps", "source_as_of": "2026-01-02",
              "source_facts": ""}  # fmt: skip
    return {
        "title_en": "Oil for a lamp", "title_es": "Aceite para una lámpara", "topic": "forms", "owner": "forms",
        "answer_en": "Any plain oil will do. See [lamps](https://www.uscis.gov/lamps).",
        "answer_es": "Sirve cualquier aceite simple. Vea [lámparas](https://www.uscis.gov/lamps).",
        "examples_en": "\r\n".join(asked), "examples_es": "\r\n".join(dicho), "as_of": "2026-01-02",
        "reviewed_on": "2026-11-01", "related": "civics-test", **source, **more,
    }  # fmt: skip


@pytest.mark.parametrize("path", READING)
def test_only_trainers_and_administrators_come_in(client: TestClient, teo: Staff, path: str) -> None:
    engine = client.app.state.process.engine  # type: ignore[attr-defined]
    for login in ("ben", "cora", "dana"):
        assert Staff(client, engine, login).get(path).status_code == 403, login
    assert client.get(path).status_code == 401
    for language in ("en", "es"):
        page = teo.get(f"{path}?lang={language}")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text


def test_a_form_without_its_token_changes_nothing(client: TestClient, teo: Staff, settings: Settings) -> None:
    before = written(settings, STAMP)
    fields = {**editor(teo), "csrf": "mallory", "act": "save"}
    assert sent(teo, f"{PAGE}/{STAMP}", fields)[0] == 403
    assert written(settings, STAMP) == before


def test_saving_what_was_not_changed_leaves_the_file_as_it_is(teo: Staff, settings: Settings) -> None:
    for slug in (STAMP, CIVICS, "renew-green-card"):
        before = written(settings, slug)
        code, to = sent(teo, f"{PAGE}/{slug}", editor(teo, slug), act="save")
        assert (code, to) == (303, f"{PAGE}/{slug}?said=saved")
        assert written(settings, slug) == before


def test_teo_changes_an_answer_and_the_spanish_is_stale_until_he_says_otherwise(teo: Staff, settings: Settings) -> None:
    fields = editor(teo)
    fields["answer_en"] += "\r\n\r\nBring a photo."
    assert sent(teo, f"{PAGE}/{STAMP}", fields, act="save")[0] == 303
    assert "Bring a photo." in written(settings, STAMP)
    page = teo.get(f"{PAGE}/{STAMP}").text
    assert "Spanish has not followed" in page
    assert re.search(r'<li class="added">.*Bring a photo\.', page)
    assert "Spanish has not followed" in teo.get(f"{PAGE}?problem=stale").text
    assert sent(teo, f"{PAGE}/{STAMP}", form_of(page), act="still_right")[0] == 303
    assert "Spanish has not followed" not in teo.get(f"{PAGE}/{STAMP}").text


def test_two_at_once_nothing_is_overwritten_and_both_are_shown(teo: Staff, ada: Staff, settings: Settings) -> None:
    mine, theirs = editor(teo), editor(ada)
    theirs["answer_en"] += "\r\n\r\nAda wrote this."
    assert sent(ada, f"{PAGE}/{STAMP}", theirs, act="save")[0] == 303
    mine["answer_en"] += "\r\n\r\nTeo wrote that."
    code, page = sent(teo, f"{PAGE}/{STAMP}", mine, act="save")
    assert code == 409
    assert "Somebody else saved this while you were writing" in page
    assert re.search(r'<li class="removed">.*Ada wrote this\.', page)
    assert re.search(r'<li class="added">.*Teo wrote that\.', page)
    assert "Teo wrote that." in form_of(page.replace("&", "&amp;"))["answer_en"]
    assert "Ada wrote this." in written(settings, STAMP)
    # Again without looking: still refused. After looking: on top of theirs.
    assert sent(teo, f"{PAGE}/{STAMP}", mine, act="save")[0] == 409
    theirs_now = re.search(r'name="theirs" value="(\w+)"', page)
    assert theirs_now
    assert sent(teo, f"{PAGE}/{STAMP}", {**mine, "theirs": theirs_now[1]}, act="save_over")[0] == 303
    assert "Teo wrote that." in written(settings, STAMP)
    history = teo.get(f"{PAGE}/{STAMP}/history").text
    assert "Ada wrote this." in history


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("answer_en", "Read <script>alert(1)</script> this page to the end.", "#answer-en"),
        ("answer_en", "[Here](javascript:alert(1)) you find everything there is.", "#answer-en"),
        ("answer_es", "", "#answer"),
        ("title_en", "x" * 61, "#title-en"),
        ("reviewed_on", "tomorrow", "#reviewed-on"),
        ("valid_until", "2020-13-45", "#valid-until"),
        ("related", "../../etc/passwd", "#related"),
        ("related", STAMP, "#related"),
        ("topic", "../nlu", "#"),
    ],
)
def test_what_is_refused_is_still_there_with_a_link_to_its_field(
    teo: Staff, settings: Settings, field: str, value: str, says: str
) -> None:
    before = written(settings, STAMP)
    fields = {**editor(teo), field: value, "note": "my note"}
    code, page = sent(teo, f"{PAGE}/{STAMP}", fields, act="save")
    assert code == 422
    assert f'<a href="{says}' in page
    assert "<script>alert" not in page.replace(value, "") or field != "answer_en"
    assert 'value="my note"' in page
    assert written(settings, STAMP) == before


def test_a_script_in_an_answer_runs_nowhere(teo: Staff) -> None:
    fields = {
        **editor(teo),
        "answer_en": "<img src=x onerror=alert(1)><script>alert(1)</script> [a](javascript:alert(1))",
    }
    page = teo.client.post(
        f"{PAGE}/preview", data=fields, headers={"Cookie": teo.headers["Cookie"], "X-CSRF": teo.headers["X-CSRF"]}
    ).text
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_a_form_that_is_too_large_is_kept_and_refused(teo: Staff, settings: Settings) -> None:
    before = written(settings, STAMP)
    code, page = sent(teo, f"{PAGE}/{STAMP}", {**editor(teo), "answer_en": "word " * 60_000}, act="save")
    assert code == 422
    assert "The form is larger than 200,000 characters" in page
    code, _ = sent(teo, f"{PAGE}/{STAMP}", {**editor(teo), "answer_en": "x" * 9_000_000}, act="save")
    assert code == 413
    assert written(settings, STAMP) == before


def test_a_new_article_from_the_english_title_as_a_draft_and_then_taught(teo: Staff, settings: Settings) -> None:
    code, to = sent(teo, f"{PAGE}/new", new_article(), act="draft")
    assert (code, to) == (303, f"{PAGE}/oil-for-a-lamp?said=created")
    assert articles.opened(settings, "oil-for-a-lamp").form.draft
    fields = editor(teo, "oil-for-a-lamp")
    del fields["draft"]
    assert sent(teo, f"{PAGE}/oil-for-a-lamp", fields, act="save")[0] == 303
    assert not articles.opened(settings, "oil-for-a-lamp").form.draft
    code, page = sent(teo, f"{PAGE}/new", new_article(), act="draft")
    assert code in (409, 422), "there is one of that name"
    assert "Any plain oil will do." in page


@pytest.mark.parametrize("slug", ["../../etc/passwd", "a/b", "%2e%2e", "/etc/passwd", "new", "Größe", "x" * 80])
def test_a_name_that_climbs_or_is_taken_by_a_page_is_refused(teo: Staff, settings: Settings, slug: str) -> None:
    before = sorted(settings.data.rglob("*"))
    code, page = sent(teo, f"{PAGE}/new", new_article(slug=slug), act="save")
    assert code == 422
    assert "Any plain oil will do." in page
    assert sorted(settings.data.rglob("*")) == before
    assert teo.get(f"{PAGE}/{slug.replace('/', '%2F')}".replace("\x00", "%00")).status_code in (200, 404, 422)


def test_an_empty_intent_is_refused_with_a_sentence(teo: Staff) -> None:
    code, page = sent(teo, f"{PAGE}/new", new_article(examples_en="", examples_es=" \r\n "), act="save")
    assert code == 422
    assert staff_texts("en")["studio"]["articles"]["rules"]["empty"] in page


def test_sources_and_choices_are_added_and_removed_without_a_script(teo: Staff) -> None:
    fields = editor(teo, CIVICS)
    code, page = sent(teo, f"{PAGE}/{CIVICS}", fields, act="add_source")
    assert (code, page.count('name="source_title"')) == (200, 4)
    assert 'data-focus-on="source-title-3"' in page
    code, page = sent(teo, f"{PAGE}/{CIVICS}", fields, act="remove_source 1")
    assert (code, page.count('name="source_title"'), "USA.gov" in page.split('id="sources"')[1]) == (200, 2, False)
    assert sent(teo, f"{PAGE}/{CIVICS}", fields, act="add_variant")[1].count('name="variant_title_en"') == 4
    assert sent(teo, f"{PAGE}/{CIVICS}", fields, act="remove_variant 99")[1].count('name="variant_title_en"') == 3


def test_the_preview_is_what_visitors_read_on_a_day(teo: Staff) -> None:
    fields = {**editor(teo), "valid_from": "2026-01-01", "valid_until": "2027-01-31", "day": "2027-01-31"}
    del_draft = {name: value for name, value in fields.items() if name != "draft"}
    page = sent(teo, f"{PAGE}/{STAMP}", del_draft, act="preview")[1]
    assert "On 2027-01-31" in page
    assert "My answer to this was good until" not in page
    page = sent(teo, f"{PAGE}/{STAMP}", {**del_draft, "day": "2027-02-01"}, act="preview")[1]
    assert "My answer to this was good until January 31, 2027" in page
    assert "Mi respuesta sobre esto valía hasta el 31 de enero de 2027" in page
    page = sent(teo, f"{PAGE}/{STAMP}", {**del_draft, "day": "2025-12-31"}, act="preview")[1]
    assert "I have no confirmed answer to this at the moment" in page


def test_what_an_operator_pulled_is_said(client: TestClient, teo: Staff) -> None:
    engine = client.app.state.process.engine  # type: ignore[attr-defined]
    pull(engine, "emma-what-is")
    page = unescape(teo.get(f"{PAGE}/emma-what-is").text)
    assert "Pulled by an operator" in page
    assert "I have no confirmed answer to this at the moment" in page


def test_the_link_check_without_a_network_says_that_it_could_not_check(
    teo: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.getaddrinfo", offline)
    page = sent(teo, f"{PAGE}/{CIVICS}", editor(teo, CIVICS), act="check_links")[1]
    assert page.count("Could not be checked") == 3
    assert "128 questions or 100 questions?" in page


def test_history_shows_who_and_what_and_brings_back(teo: Staff, settings: Settings) -> None:
    before = written(settings, STAMP)
    fields = editor(teo)
    fields["answer_en"] += "\r\n\r\nA line too many."
    sent(teo, f"{PAGE}/{STAMP}", {**fields, "note": "tried something"}, act="save")
    page = teo.get(f"{PAGE}/{STAMP}/history").text
    assert "Teo" in page
    assert "tried something" in page
    base = re.search(r'name="base" value="(\w+)"', page)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert base
    assert sent(teo, f"{PAGE}/{STAMP}/restore", version=version, base="0" * 64)[0] == 409
    assert sent(teo, f"{PAGE}/{CIVICS}/restore", version=version, base=base[1])[0] == 404  # of another article
    assert sent(teo, f"{PAGE}/{STAMP}/restore", version=version, base=base[1]) == (303, f"{PAGE}/{STAMP}?said=restored")
    assert written(settings, STAMP) == before


def test_a_second_person_approves_never_the_author(teo: Staff, ada: Staff) -> None:
    slug = "fee-waiver"
    fields = editor(teo, slug)
    fields["answer_en"] += "\r\n\r\nAsk early."
    fields["answer_es"] += "\r\n\r\nPídalo con tiempo."
    assert sent(teo, f"{PAGE}/{slug}", fields, act="save")[0] == 303
    assert "A second person has to approve this." in teo.get(f"{PAGE}/{slug}").text
    code, page = sent(teo, f"{PAGE}/{slug}/approve")
    assert (code, "A second person approves this, not the one who wrote it." in page) == (409, True)
    assert "Somebody else wrote this." in ada.get(f"{PAGE}/{slug}").text
    assert sent(ada, f"{PAGE}/{slug}/approve") == (303, f"{PAGE}/{slug}?said=approved")
    assert "Approved by Ada" in teo.get(f"{PAGE}/{slug}/history").text


def test_examples_are_added_masked_moved_removed_and_split_off(teo: Staff, settings: Settings) -> None:
    page = f"{PAGE}/{STAMP}/examples"
    code, to = sent(teo, page, act="add", text="stamp for A000000000 please", language="en")
    assert (code, to) == (303, f"{page}?said=added&masked=1")
    assert "stamp for [A-number] please" in written(settings, STAMP)
    code, body = sent(teo, page, act="move", target="my_case")
    assert (code, "Tick at least one example first" in body) == (422, True)
    assert sent(teo, page, act="move", target="my_case", example="stamp for [A-number] please")[0] == 303
    assert "stamp for [A-number] please" not in written(settings, STAMP)
    behaviour = "/studio/intents/my_case"
    assert "stamp for [A-number] please" in teo.get(behaviour).text
    assert sent(teo, behaviour, act="remove", example="stamp for [A-number] please")[0] == 303
    assert "stamp for [A-number] please" not in teo.get(behaviour).text
    form = articles.opened(settings, STAMP).form
    ticked = [form.examples["en"][0], form.examples["es"][0]]
    base = articles.opened(settings, STAMP).digest
    fields = {"title_en": "A stamp abroad", "title_es": "Un sello en el exterior", "topic": "travel_document"}
    code, to = sent(teo, page, {**fields, "example": ticked, "base": base}, act="split")
    assert (code, to) == (303, f"{PAGE}/a-stamp-abroad?said=split")
    assert set(ticked) & set(articles.opened(settings, STAMP).form.examples["en"]) == set()
    assert teo.get(to).status_code == 200


def test_renaming_names_every_reference_and_keeps_them(teo: Staff, settings: Settings) -> None:
    page = unescape(teo.get(f"{PAGE}/{CIVICS}/rename").text)
    assert "Related in the article naturalization-steps" in page
    base = articles.opened(settings, CIVICS).digest
    code, body = sent(teo, f"{PAGE}/{CIVICS}/rename", new="../up", base=base)
    assert (code, 'value="../up"' in body) == (422, True)
    code, to = sent(teo, f"{PAGE}/{CIVICS}/rename", new="citizenship-test", base=base)
    assert (code, to) == (303, f"{PAGE}/citizenship-test?said=renamed")
    assert "citizenship-test" in written(settings, "naturalization-steps")
    assert teo.get(f"{PAGE}/{CIVICS}").status_code == 404


def test_what_something_needs_is_not_removed_and_what_nothing_needs_can_be_restored(
    teo: Staff, settings: Settings
) -> None:
    base = articles.opened(settings, CIVICS).digest
    code, page = sent(teo, f"{PAGE}/{CIVICS}/remove", base=base)
    assert (code, "It cannot be removed yet." in page) == (409, True)
    assert written(settings, CIVICS)
    sent(teo, f"{PAGE}/new", new_article(slug="lonely"), act="draft")
    opened = articles.opened(settings, "lonely")
    assert sent(teo, f"{PAGE}/lonely/remove", base=opened.digest) == (303, f"{PAGE}?said=removed")
    assert teo.get(f"{PAGE}/lonely").status_code == 404
    page = teo.get(f"{PAGE}/lonely/history").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert sent(teo, f"{PAGE}/lonely/restore", version=version, base="")[0] == 303
    assert articles.opened(settings, "lonely").text == opened.text


def test_the_list_is_searched_filtered_and_sorted(teo: Staff) -> None:
    def slugs(query: str) -> list[str]:
        return re.findall(r'<a href="/studio/articles/([a-z0-9-]+)">', teo.get(f"{PAGE}?{query}").text)

    assert CIVICS in slugs("q=civics")
    assert STAMP not in slugs("q=civics")
    assert slugs("q=nothing-is-like-this") == []
    assert set(slugs("topic=naturalization")) == {CIVICS, "naturalization-steps"} | (
        set(slugs("topic=naturalization")) - {STAMP}
    )
    for sort in ("title", "topic", "recall", "precision", "examples", "used", "reviewed", "' or 1=1"):
        assert len(slugs(f"sort={sort}")) == len(slugs(""))


def test_the_whole_list_is_quick(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path / "var", data=ROOT / "data"), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    teo = Staff(TestClient(app), app.state.process.engine, "teo")
    assert teo.get(PAGE).text.count("<tr>") > 200
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        teo.get(PAGE)
        taken.append(time.perf_counter() - start)
    app.state.process.close()
    assert min(taken) < 0.6, "300 ms on a machine that does nothing else"


def test_the_examples_are_checked_without_a_script(teo: Staff) -> None:
    fields = editor(teo)
    fields["examples_en"] += "\r\nmy number is A000000000 and i need a stamp"
    page = sent(teo, f"{PAGE}/{STAMP}", fields, act="check_examples")[1]
    assert "[A-number]" in page.split('id="guard-en"')[1]
    assert "my number is A000000000 and i need a stamp" in page


@pytest.fixture
def live(client: TestClient, settings: Settings) -> Iterator[str]:
    """A live release that learned what stands in the files now."""
    engine, version = client.app.state.process.engine, "20260101-000000"  # type: ignore[attr-defined]
    shutil.copytree(settings.data, data_folder(settings.models, version))
    values = {"version": version, "file": "x", "sha256": "x", "figures": {}, "live": True, "created_at": now()}
    with engine.begin() as connection:
        connection.execute(insert(RELEASE).values(**values))
    yield version
    with engine.begin() as connection:
        connection.execute(RELEASE.delete())
    shutil.rmtree(data_folder(settings.models, version))
    seed(engine, settings.data)


def answer_of(client: TestClient, slug: str) -> str:
    """What visitors read now."""
    with client.app.state.process.engine.connect() as connection:  # type: ignore[attr-defined]
        return str(connection.execute(select(ARTICLE.c.answer).where(ARTICLE.c.slug == slug)).scalar()["en"])


def test_a_text_goes_live_at_once_where_only_what_is_read_has_changed(
    client: TestClient, teo: Staff, live: str
) -> None:
    fields = editor(teo)
    fields["answer_en"] += "\r\n\r\nBring a photo."
    sent(teo, f"{PAGE}/{STAMP}", fields, act="save")
    code, page = sent(teo, f"{PAGE}/{STAMP}/live")
    assert (code, "One language has not followed the other." in page) == (409, True)
    fields = editor(teo)
    fields["answer_es"] += "\r\n\r\nTraiga una foto."
    sent(teo, f"{PAGE}/{STAMP}", fields, act="save")
    assert "Bring a photo." not in answer_of(client, STAMP)
    assert "Put this text live now" in teo.get(f"{PAGE}/{STAMP}").text
    assert sent(teo, f"{PAGE}/{STAMP}/live") == (303, f"{PAGE}/{STAMP}?said=live")
    assert "Bring a photo." in answer_of(client, STAMP)
    assert sent(teo, f"{PAGE}/{STAMP}/live")[0] == 409, "visitors read it already"


def test_what_is_learned_or_needs_a_second_person_does_not_go_live_by_itself(
    client: TestClient, teo: Staff, ada: Staff, live: str
) -> None:
    sent(teo, f"{PAGE}/{STAMP}/examples", act="add", text="where do they put the ink into my passport", language="en")
    code, page = sent(teo, f"{PAGE}/{STAMP}/live")
    assert (code, "differ from what the live release learned" in page) == (409, True)
    fields = editor(teo, "fee-waiver")
    fields["answer_en"] += "\r\n\r\nAsk early."
    fields["answer_es"] += "\r\n\r\nPídalo con tiempo."
    sent(teo, f"{PAGE}/fee-waiver", fields, act="save")
    code, page = sent(teo, f"{PAGE}/fee-waiver/live")
    assert (code, "A second person has to approve this text" in page) == (409, True)
    assert sent(ada, f"{PAGE}/fee-waiver/approve")[0] == 303
    assert sent(teo, f"{PAGE}/fee-waiver/live")[0] == 303
    assert "Ask early." in answer_of(client, "fee-waiver")
