"""`/privacy`, What Emma keeps: the visitor's own rows as stored, in both languages, and nobody else's."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from emma.web.pages import texts
from emma.words import LANGUAGES, HandoffState
from tests.visitor import Visitor

pytestmark = pytest.mark.model
SAYS = {
    "en": "my receipt IOE0912345678 says case was received, how do I renew my green card",
    "es": "mi recibo IOE0912345678 dice caso recibido, ¿cómo renuevo mi tarjeta verde?",
}


def read(client: TestClient, language: str) -> str:
    """The page's words."""
    page = client.get(f"/privacy?lang={language}")
    assert page.status_code == 200
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_ana_sees_every_row_as_it_is_stored_and_what_was_taken_out(client: TestClient, language: str) -> None:
    client.get(f"/chat?lang={language}")
    client.post("/chat", data={"text": SAYS[language]})
    own_id, _, token = client.cookies["emma_chat"].strip('"').partition(".")
    stored = client.get(f"/api/conversations/{own_id}/transcript", headers={"Authorization": f"Bearer {token}"}).json()
    page, words = read(client, language), texts(language)
    assert len(stored) >= 2
    for message in stored:
        assert " ".join(message["text"].split()) in " ".join(page.split())
    assert words["masked"]["receipt number"] in page
    assert "IOE0912345678" not in page
    assert words["privacy"]["own_caption"] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_ana_sees_that_she_asked_for_a_person(client: TestClient, language: str) -> None:
    client.get(f"/chat?lang={language}")
    client.post("/chat/person")
    assert texts(language)["privacy"]["handoff_states"]["waiting"] in read(client, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_without_a_conversation_sees_no_row(client: TestClient, visitor: Visitor, language: str) -> None:
    visitor.says("hello Emma")
    page = read(client, language)
    assert texts(language)["privacy"]["own_none"] in page
    assert "hello Emma" not in page


def test_every_state_has_its_words_in_both_languages() -> None:
    for language in LANGUAGES:
        words = texts(language)["privacy"]
        assert set(words["handoff_states"]) == set(HandoffState)
        assert set(words["languages"]) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_long_things_are_kept(client: TestClient, language: str) -> None:
    page = read(client, language)
    assert all(days in page for days in ("30", "90", "7"))
