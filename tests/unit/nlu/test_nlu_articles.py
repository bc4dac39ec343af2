from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from emma.nlu.articles import ArticleError, load_articles, parse_article
from tests.unit.nlu.samples import ARTICLE, write_article


def with_line(old: str, new: str) -> str:
    assert old in ARTICLE
    return ARTICLE.replace(old, new, 1)


def test_an_article_is_read_with_all_its_fields() -> None:
    article = parse_article(ARTICLE)
    assert article.intent == "ask/move-biometrics"
    assert article.outcome == "answered"
    assert article.title["es"] == "Cambiar la cita de datos biométricos"
    assert article.examples["en"] == ("how do i change my fingerprint appointment", "move it: how")
    assert article.answer == {"en": "Use the online tool.", "es": "Use la herramienta en línea."}
    assert article.as_of == "2023-07-06"
    assert article.reviewed_on == date(2026, 11, 21)
    assert [source.url for source in article.sources] == ["https://www.uscis.gov/newsroom", None]
    assert article.sources[1].as_of == "2014-2018"
    assert article.valid_until is None


def test_an_article_may_ask_before_it_answers() -> None:
    asking = with_line(
        "examples:",
        """ask: {en: "When?", es: "¿Cuándo?"}
variants:
  - key: before
    title: {en: Before, es: Antes}
    answer: {en: Old rule, es: Regla vieja}
  - key: after
    title: {en: After, es: Después}
    answer: {en: New rule, es: Regla nueva}
examples:""",
    )
    article = parse_article(asking)
    assert article.ask == {"en": "When?", "es": "¿Cuándo?"}
    assert [variant.key for variant in article.variants] == ["before", "after"]


@pytest.mark.parametrize(("choices", "fits"), [(1, False), (2, True), (6, True), (7, False)])
def test_an_article_offers_two_to_six_choices(choices: int, fits: bool) -> None:
    variants = "".join(
        f"  - key: k{n}\n    title: {{en: T{n}, es: T{n}}}\n    answer: {{en: A, es: A}}\n" for n in range(choices)
    )
    asking = with_line("examples:", f'ask: {{en: "Where?", es: "¿Dónde?"}}\nvariants:\n{variants}examples:')
    if fits:
        assert len(parse_article(asking).variants) == choices
    else:
        with pytest.raises(ArticleError, match="two to 6"):
            parse_article(asking)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("slug: move-biometrics", "slug: Move Biometrics", "slug: 'Move Biometrics' is not well formed"),
        ("topic: appointment", "topic: cooking", "topic: 'cooking' is not one of"),
        ("owner: appointments", "owner:", "owner: is missing"),
        ("say_date: false", "say_date: maybe", "say_date: is not true or false"),
        ("say_date: false", "colour: red", "colour: is not a field"),
        ("reviewed_on: 2026-11-21", "reviewed_on: soon", "reviewed_on: 'soon' is not a date"),
        ("reviewed_on: 2026-11-21", "reviewed_on: 2026-02-31", "cannot be read"),
        ("as_of: 2023-07-06\nreviewed", "as_of: 2023-77\nreviewed", "as_of: '2023-77' is not well formed"),
        ("valid_until: null", "valid_until: never", "valid_until: 'never' is not a date"),
        ("    url: https://www.uscis.gov/newsroom", "    url: uscis newsroom", "sources 1: url: is not a web address"),
        ("    facts: [ap-bio-tool]", "    fact: [ap-bio-tool]", "sources 1: fact: is not a field"),
        ("  es: Cambiar la cita de datos biométricos", "", "title: needs exactly en and es"),
        ("Moving a biometrics appointment", "M" * 61, "title en: is longer than 60"),
        ("    - como cambio mi cita de huellas", "    - yes", "examples: is not text: True"),
        ("## es", "## fr", "body: needs the headings"),
        ("## en\nUse the online tool.", "## en", "body en: is empty"),
        ("slug: move", "outcome: maybe\nslug: move", "outcome: 'maybe' is not one of"),
        (
            "examples:",
            'ask: {en: "When?", es: "¿Cuándo?"}\nexamples:',
            "variants: `ask` and `variants` belong",
        ),
        ("owner: appointments", "owner: [unclosed", "front matter cannot be read"),
    ],
)
def test_a_broken_article_names_the_file_and_the_field(old: str, new: str, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        parse_article(with_line(old, new), name="broken.md")
    assert str(caught.value).startswith("broken.md: ")
    assert message in str(caught.value)


def test_a_file_without_front_matter_is_refused() -> None:
    with pytest.raises(ArticleError, match="front matter is missing"):
        parse_article("## en\nHello")


def test_a_folder_is_loaded_in_the_order_of_slugs(tmp_path: Path) -> None:
    write_article(tmp_path, "z-last", "one")
    write_article(tmp_path, "a-first", "two", topic="forms")
    assert [article.slug for article in load_articles(tmp_path)] == ["a-first", "z-last"]


def test_one_slug_twice_is_an_error_that_names_both_places(tmp_path: Path) -> None:
    write_article(tmp_path, "same", "one")
    write_article(tmp_path, "same", "two", topic="forms")
    with pytest.raises(ArticleError, match="same: slug: is there twice, in appointment and forms"):
        load_articles(tmp_path)


def test_one_example_in_two_articles_is_an_error_that_names_both(tmp_path: Path) -> None:
    write_article(tmp_path, "first", "Where do I go")
    write_article(tmp_path, "second", "where do i  GO?")
    with pytest.raises(ArticleError, match="first and second: examples"):
        load_articles(tmp_path)


def test_the_file_is_named_as_the_slug_and_lies_in_its_topic(tmp_path: Path) -> None:
    write_article(tmp_path, "first", "one")
    (tmp_path / "appointment" / "first.md").rename(tmp_path / "appointment" / "other.md")
    with pytest.raises(ArticleError, match="first is not the name of the file"):
        load_articles(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no such folder"):
        load_articles(tmp_path / "nowhere")
