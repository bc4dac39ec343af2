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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("我的绿卡怎么续期", "多语言资源中心"),
        ("tôi muốn gia hạn thẻ xanh", "tiếng Anh"),
        ("paano ko po mare-renew ang green card ko", "Ingles at Espanyol"),
        ("kijan mwen ka renouvle kat rezidan mwen", "an angle ak an panyòl"),
        ("como faço para renovar meu green card", "em inglês e em espanhol"),
        ("كيف أجدد البطاقة الخضراء", "الإنجليزية والإسبانية"),
        ("как продлить грин карту", "на английском и испанском"),
        ("comment puis-je renouveler ma carte verte", "en anglais et en espagnol"),
        ("영주권 갱신은 어떻게 하나요", "영어와 스페인어"),
        ("як продовжити грін-карту", "англійською та іспанською"),
    ],
)
def test_ten_other_languages_are_told_in_their_own_what_emma_speaks(visitor: Visitor, text: str, says: str) -> None:
    (reply,) = visitor.says(text)["replies"]
    assert says in reply["text"]
    assert reply["outcome"] == "redirected"
    assert reply["sources"][0]["url"] == "https://www.uscis.gov/tools/multilingual-resource-center"
    assert languages(visitor.says(ENGLISH)) == {"en"}


def test_another_language_again_and_again_leads_to_a_person(visitor: Visitor) -> None:
    said = ("как продлить грин карту", "привет", "мне нужна помощь")
    outcomes = [visitor.says(text)["replies"][-1]["outcome"] for text in said]
    assert outcomes[0] == "redirected"
    assert outcomes[-1] in ("offered_agent", "queued")
