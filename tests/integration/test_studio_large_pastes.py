"""Five megabytes pasted into any page of the studio: a page in the reader's language says so, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from emma.knowledge.seed import seed
from emma.web.app import create_app
from emma.web.rendering import texts
from emma.web.staff_page import staff_texts
from emma.words import LANGUAGES
from tests.page_texts import flat
from tests.small_project import small
from tests.staff import Staff

PASTE = "x" * 5_000_000
ARTICLE = "/studio/articles/renew-green-card"
TOO_LARGE = "error_page.too_large"
SIZE, LONG = "studio.articles.rules.size", "studio.articles.rules.long"
PASTES = (
    ("/studio/articles/new", {"act": "draft", "title_en": "New", "answer_en": PASTE}, SIZE),
    (ARTICLE, {"act": "save", "answer_en": PASTE}, SIZE),
    (f"{ARTICLE}/examples", {"act": "add", "language": "en", "text": PASTE}, LONG),
    ("/studio/intents/out_of_scope", {"act": "add", "language": "en", "text": PASTE}, LONG),
    ("/studio/tables/closures/check", {"text": PASTE}, "studio.tables.problems.too_large"),
    (f"{ARTICLE}/rename", {"to": PASTE}, TOO_LARGE),
    ("/studio/inbox/decide", {"act": "example", "intent": PASTE, "ids": "1"}, TOO_LARGE),
    ("/studio/train", {"note": PASTE}, TOO_LARGE),
    ("/studio/try", {"text": PASTE}, TOO_LARGE),
    ("/studio/releases/rollback", {"reason": PASTE}, TOO_LARGE),
    ("/studio/articles/new", {"act": "draft", "answer_en": PASTE + PASTE}, TOO_LARGE),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(small(tmp_path_factory.mktemp("pastes")), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    yield app
    app.state.process.close()


def files(data: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "fields", "place"), PASTES, ids=[f"{path} {n}" for n, (path, *_) in enumerate(PASTES)]
)
def test_it_is_refused_in_the_readers_language(
    project: FastAPI, path: str, fields: dict[str, str], place: str, language: str
) -> None:
    teo = Staff(TestClient(project, follow_redirects=False), project.state.process.engine, "teo")
    before = files(project.state.process.settings.data)
    headers = {"Cookie": teo.headers["Cookie"], "Accept": "text/html", "Accept-Language": language}
    answered = teo.client.post(path, data={**fields, "csrf": teo.headers["X-CSRF"]}, headers=headers)
    assert answered.status_code in (413, 422)
    said = dict(flat(texts(language))) | dict(flat(staff_texts(language)))
    assert said[place] in answered.text
    assert files(project.state.process.settings.data) == before


def test_a_program_is_told_in_json(project: FastAPI) -> None:
    teo = Staff(TestClient(project), project.state.process.engine, "teo")
    answered = teo.post("/api/studio/guard", {"language": "en", "examples": [PASTE]})
    assert answered.status_code == 413
    assert answered.json()["error"]["code"] == "too_long"
