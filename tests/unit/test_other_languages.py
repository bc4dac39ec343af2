"""Ten languages that Emma does not speak are told, each gets its sentence, and English and Spanish are never taken."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from emma.language import other_language, read_words
from emma.nlu.articles import load_articles
from emma.nlu.examples import read_examples
from emma.settings import ROOT

WORDS = read_words(ROOT / "data" / "language_words.csv")
SAID = [
    ("zh", "我的绿卡怎么续期"), ("zh", "我的 green card [receipt number] 怎么样了"), ("zh", "你好"),
    ("vi", "tôi muốn gia hạn thẻ xanh"), ("vi", "toi muon gia han the xanh"), ("vi", "xin chào"),
    ("tl", "paano ko po mare-renew ang green card ko"), ("tl", "magkano ang bayad sa N-400"),
    ("ht", "kijan mwen ka renouvle kat rezidan mwen"), ("ht", "mwen bezwen èd tanpri"),
    ("pt", "como faço para renovar meu green card"), ("pt", "eu não falo inglês"),
    ("ar", "كيف أجدد البطاقة الخضراء"), ("ar", "مرحبا"),
    ("ru", "как продлить грин карту"), ("ru", "привет"),
    ("fr", "comment puis-je renouveler ma carte verte"), ("fr", "Bonjour"),
    ("ko", "영주권 갱신은 어떻게 하나요"), ("ko", "안녕하세요"),
    ("uk", "як продовжити грін-карту"), ("uk", "де знаходиться офіс"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_each_of_the_ten_is_told(lang: str, text: str) -> None:
    found = other_language(text, WORDS)
    assert found is not None
    assert found.lang == lang


@pytest.mark.parametrize(
    "text",
    [
        "N-400", "ok", "chao", "je je", "🙂", "", "¿qué pasa con mi caso?", "renew my green card",
        "My name is Nguyễn, how do I renew my card", "information in chinese", "I live in São Paulo",
        "ありがとうございます", "سلام، چطور می‌توانم", "[A-number]", "李 where is the office in Newark New Jersey please",
    ],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    assert other_language(text, WORDS) is None


def test_ten_sentences_are_there_with_their_source_and_no_two_alike() -> None:
    assert sorted(one.lang for one in WORDS.others) == ["ar", "fr", "ht", "ko", "pt", "ru", "tl", "uk", "vi", "zh"]
    assert len({one.sentence for one in WORDS.others}) == 10
    for one in WORDS.others:
        assert "https://www.uscis.gov/tools/multilingual-resource-center" in one.sentence
        assert one.source["as_of"]
        assert one.source["title"]


def test_the_sentence_of_each_is_in_its_own_language() -> None:
    for one in WORDS.others:
        found = other_language(one.sentence.split("http")[0], WORDS)
        assert found is one, one.lang


def ours() -> Iterator[str]:
    for texts in read_examples(ROOT / "data" / "nlu").values():
        yield from texts
    for article in load_articles(ROOT / "data" / "knowledge"):
        for lang in ("en", "es"):
            yield from (article.title[lang], *article.examples[lang])
    for path in (ROOT / "tests" / "nlu").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row["text"] for row in csv.DictReader(file) if row.get("text"))


def test_no_english_or_spanish_example_is_taken_for_another_language() -> None:
    assert not [text for text in ours() if other_language(text, WORDS)]
