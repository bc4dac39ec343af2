"""The reply is in the visitor's language and switches when the visitor does. With the trained model."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.visitor import Visitor

pytestmark = pytest.mark.model

ENGLISH = "where is the immigration office in Ghana"
SPANISH = "que numero llamo si estoy fuera de estados unidos"


def languages(answer: dict[str, Any]) -> set[str]:
    """The languages of the replies."""
    return {reply["language"] for reply in answer["replies"]}


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (SPANISH, "es"), ("¿cuánto cuesta la N-400?", "es")])
def test_the_first_message_decides(visitor: Visitor, text: str, language: str) -> None:
    assert languages(visitor.says(text)) == {language}


def test_a_clear_change_of_language_is_followed_both_ways(visitor: Visitor) -> None:
    assert languages(visitor.says(ENGLISH)) == {"en"}
    assert languages(visitor.says(SPANISH)) == {"es"}
    assert languages(visitor.says("how do I renew my green card")) == {"en"}


@pytest.mark.parametrize("text", ["N-400", "Guadalajara", "green card", "ok"])
def test_a_name_or_a_word_does_not_change_it(visitor: Visitor, text: str) -> None:
    visitor.says(SPANISH)
    assert languages(visitor.says(text)) == {"es"}


def test_a_chosen_language_stays_until_a_clear_sign(client: TestClient) -> None:
    ana = Visitor(client, "es")
    assert languages(ana.says("N-400")) == {"es"}
    assert languages(ana.says(ENGLISH)) == {"en"}


def test_the_visitor_may_choose_at_any_time(visitor: Visitor) -> None:
    visitor.says(ENGLISH)
    chosen = visitor.client.patch(visitor.url, json={"language": "es"}, headers=visitor.headers)
    assert chosen.json() == {"language": "es"}
    assert languages(visitor.says("N-400")) == {"es"}
    wrong = visitor.client.patch(visitor.url, json={"language": "fr"}, headers=visitor.headers)
    assert wrong.status_code == 422


def test_asking_for_the_other_language_switches(visitor: Visitor) -> None:
    visitor.says(ENGLISH)
    assert languages(visitor.says("can we speak in spanish please")) == {"es"}
    assert languages(visitor.says("N-400")) == {"es"}


@pytest.mark.parametrize("header", ["es-MX,es;q=0.9,en;q=0.5", "es"])
def test_a_page_follows_the_browser_but_that_is_no_choice(client: TestClient, header: str) -> None:
    page = client.get("/chat", headers={"Accept-Language": header})
    assert '<html lang="es"' in page.text
    sent = client.post("/chat", data={"text": ENGLISH}, headers={"Accept-Language": header})
    assert "Ghana" in sent.text
    conversation = client.cookies["emma_chat"].partition(".")[0]
    last = client.get(f"/api/conversations/{conversation}/messages").json()[-1]
    assert last["language"] == "en"
