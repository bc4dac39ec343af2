"""The word tables of data/: phrases that mean danger now, and the function words that tell a language."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
KINDS = {"danger", "self_harm", "trafficking", "violence", "child", "threat"}
WORD = re.compile(r"[^\W_]+")
MOST_BETWEEN = 3


@cache
def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def holds(words: list[str], phrase: list[str]) -> bool:
    """Whether the words of the phrase stand in this order, at most three others between two neighbours."""
    ends = {i for i, word in enumerate(words) if word == phrase[0]}
    for wanted in phrase[1:]:
        reach = {j for i in ends for j in range(i + 1, i + MOST_BETWEEN + 2)}
        ends = {j for j in reach if j < len(words) and words[j] == wanted}
    return bool(ends)


def alarms(text: str) -> set[str]:
    words = WORD.findall(fold(text))
    return {row["kind"] for row in table("safety") if holds(words, row["phrase"].split())}


def test_phrases_are_lower_case_without_accents_and_listed_once() -> None:
    rows = table("safety")
    assert {row["kind"] for row in rows} == KINDS
    phrases = [(row["lang"], row["phrase"]) for row in rows]
    assert len(phrases) == len(set(phrases))
    for row in rows:
        assert row["lang"] in ("en", "es")
        assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", row["phrase"]), row


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_kind_of_danger_has_phrases_in_both_languages(language: str) -> None:
    for kind in KINDS:
        assert sum(row["kind"] == kind and row["lang"] == language for row in table("safety")) >= 15


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("help my ex is outside with a gun", "danger"),
        ("my husband said he will kill me", "danger"),
        ("I can't breathe", "danger"),
        ("i just want to die", "self_harm"),
        ("I’m going to end my life", "self_harm"),
        ("they are forcing me to work and took my passport", "trafficking"),
        ("he won't let me leave the house", "trafficking"),
        ("my boyfriend is beating me right now", "violence"),
        ("he raped me last night", "violence"),
        ("someone kidnapped my daughter", "child"),
        ("there is a bomb in the building", "threat"),
        ("I am going to kill you all", "threat"),
        ("mi esposo me va a matar", "danger"),
        ("auxilio, quiere matarme", "danger"),
        ("me quiero quitar la vida", "self_harm"),
        ("ya no aguanto, me quiero matar", "self_harm"),
        ("me obligan a trabajar y me quitaron el pasaporte", "trafficking"),
        ("no me deja salir de la casa", "trafficking"),
        ("mi marido me está golpeando", "violence"),
        ("me violó anoche", "violence"),
        ("secuestraron a mi hijo", "child"),
        ("mi padrastro me toca", "child"),
        ("voy a poner una bomba", "threat"),
    ],
)
def test_danger_now_is_noticed(text: str, kind: str) -> None:
    assert kind in alarms(text)


@pytest.mark.parametrize(
    "text",
    [
        "domestic violence waiver information",
        "credible fear of being killed interview",
        "emergency travel document",
        "how do i get emergency advance parole",
        "my visa is dying to expire",
        "is there a form 911",
        "what is VAWA and who can file",
        "I am in danger of losing my status",
        "please help I'm in danger of being deported",
        "I don't want to live in the US anymore, how do I give up my green card",
        "my husband committed suicide, can I still file the I-360 as a widow",
        "my husband hits me and he is my sponsor",
        "my mother is dying in Mexico and I need to travel",
        "my father had a heart attack, can I expedite",
        "will they not let me leave the country while my case is pending",
        "can i bring my gun permit to the interview",
        "my house burned and i lost my green card",
        "is the office closed because of a bomb threat",
        "please help my husband, he is here without papers",
        "i cannot find my son's receipt notice",
        "this wait is killing me",
        "información sobre el perdón por violencia doméstica",
        "mi mamá se está muriendo, necesito un permiso de viaje de emergencia",
        "estoy en peligro de perder mi residencia",
        "ya no quiero vivir en Estados Unidos",
        "no me dejan salir del país",
        "el trámite me va a matar",
        "tengo miedo de regresar a mi país",
        "le toca a mi hija la cita de huellas",
        "robaron mi green card",
        "puedo llamar al 911 sin papeles",
    ],
)
def test_a_general_question_raises_no_alarm(text: str) -> None:
    assert alarms(text) == set()


def test_function_words_tell_one_language_only() -> None:
    rows = table("language_words")
    words = [row["word"] for row in rows]
    assert len(words) == len(set(words))
    for language in ("en", "es"):
        assert sum(row["lang"] == language for row in rows) >= 150
    assert all(re.fullmatch(r"[a-z]+", word) for word in words)


def test_words_that_mean_something_in_both_languages_are_left_out() -> None:
    shared = {"a", "no", "me", "son", "sin", "as", "he", "has", "come", "once", "pie", "i", "us", "solo", "visa"}
    places = {"la", "los", "las", "el", "mi", "al", "or", "me", "id", "pa", "va", "esta", "del", "san", "un"}
    assert not (shared | places) & {row["word"] for row in table("language_words")}
