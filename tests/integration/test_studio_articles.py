"""Trainers make, change, rename and remove articles and their examples; what is unsafe is refused, nothing half done."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import Engine

from emma.audit import AUDIT
from emma.errors import DraftFirst, EditedMeanwhile, FormRefused, NotFound, OwnWork, StillNeeded
from emma.knowledge.articles import Standing
from emma.knowledge.routes import read_routes
from emma.models import Release
from emma.nlu.articles import load_articles
from emma.nlu.examples import read_examples
from emma.settings import Settings
from emma.studio import approving, articles, examples
from emma.studio.article_form import ArticleForm, SourceForm, VariantForm
from emma.studio.article_list import Filters, behaviours
from emma.studio.files import FILES, Operator, restore, versions
from emma.training.folders import data_folder
from emma.training.gate_rules import gate_file
from emma.training.second_person import read_second_person
from tests.small_project import small

TEO, ADA = Operator("teo"), Operator("ada")
SLUG = "civics-test"
ENGLISH = (
    "how do I pay by check", "can i send a money order", "who do I make the check out to", "paying with a cheque",
    "is cash fine", "money order or check?", "check bounced what now", "write the check to whom",
)  # fmt: skip
SPANISH = (
    "cómo pago con cheque", "puedo mandar un giro postal", "a nombre de quién va el cheque", "pagar con cheque",
    "aceptan efectivo", "giro o cheque?", "me rebotó el cheque", "a quién le hago el cheque",
)  # fmt: skip
FORM = ArticleForm(
    slug="pay-by-check",
    topic="fees",
    title={"en": "Paying by check", "es": "Pagar con cheque"},
    sources=(SourceForm("Filing fees", "2026-01-10", "https://www.uscis.gov/forms/filing-fees"),),
    as_of="2026-01-10",
    reviewed_on="2026-02-01",
    owner="fees",
    related=("fee-waiver",),
    examples={"en": ENGLISH, "es": SPANISH},
    answer={
        "en": "Write one check for each form. Read [the fees page](https://www.uscis.gov/forms/filing-fees) first.",
        "es": "Haga un cheque por formulario. Lea antes [la página](https://www.uscis.gov/es/formularios).",
    },
)


@pytest.fixture
def studio(tmp_path: Path) -> Settings:
    return small(tmp_path)


def rules_of(refused: pytest.ExceptionInfo[FormRefused]) -> list[str]:
    return [one.rule for one in refused.value.problems]  # type: ignore[attr-defined]


def taught(settings: Settings, intent: str) -> set[str]:
    return {text for texts in examples.intents(settings).get(intent, {}).values() for text in texts}


def everything(settings: Settings) -> dict[str, bytes]:
    files = (file for file in settings.data.rglob("*") if file.is_file())
    return {file.relative_to(settings.data).as_posix(): file.read_bytes() for file in files}


def changed(before: dict[str, bytes], settings: Settings) -> set[str]:
    now = everything(settings)
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def test_a_new_article_is_a_file_that_training_reads(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    assert saved.path == "knowledge/fees/pay-by-check.md"
    made = next(one for one in load_articles(studio.data / "knowledge") if one.slug == "pay-by-check")
    assert made.examples["es"] == SPANISH
    assert articles.opened(studio, "pay-by-check").form == FORM
    assert [one for one in articles.problems(engine, studio, FORM) if one.level == "error"] == []
    with pytest.raises(FormRefused) as refused:
        articles.create(engine, studio, ADA, FORM)
    assert rules_of(refused) == ["slug"]


@pytest.mark.parametrize(
    ("wrong", "rules"),
    [
        ({"slug": "../../etc"}, ["slug"]),
        ({"topic": "cakes"}, ["topic"]),
        ({"examples": {"en": (), "es": ()}}, ["examples"]),
        ({"examples": {"en": ENGLISH, "es": ()}}, ["examples"]),
        ({"examples": {"en": ("x " * 200,), "es": SPANISH}}, ["examples"]),
        ({"examples": {"en": tuple(f"number {n} of them" for n in range(201)), "es": SPANISH}}, ["examples"]),
        ({"title": {"en": "Paying by check", "es": ""}}, ["title"]),
        ({"related": ("pay-by-check",)}, ["related"]),
        ({"related": ("no-such-article",)}, ["related"]),
        ({"answer": {**FORM.answer, "en": "Pay <script>alert(1)</script> now."}}, ["answer"]),
        ({"answer": {**FORM.answer, "en": "Pay [here](javascript:alert(1)) now."}}, ["answer"]),
        ({"answer": {**FORM.answer, "es": "Pague [aquí](http://example.org/x) hoy."}}, ["answer"]),
        ({"answer": {**FORM.answer, "es": "Vea ![x](https://example.org/x.png) hoy."}}, ["answer"]),
        ({"answer": {**FORM.answer, "en": "My number is A098765432, write to me."}}, ["answer"]),
        ({"answer": {**FORM.answer, "en": "word " * 1201 + "end"}}, ["answer"]),
        ({"examples": {"en": (*ENGLISH, "civics test"), "es": SPANISH}}, ["alike"]),
        ({"reviewed_on": "yesterday"}, ["reviewed_on"]),
    ],
)
def test_what_is_wrong_is_refused_by_field_and_nothing_is_written(
    engine: Engine, studio: Settings, wrong: dict[str, object], rules: list[str]
) -> None:
    before = everything(studio)
    with pytest.raises(FormRefused) as refused:
        articles.create(engine, studio, TEO, replace(FORM, **wrong))  # type: ignore[arg-type]
    assert sorted(set(rules_of(refused))) == rules
    assert changed(before, studio) == set()


def test_articles_that_only_lead_to_each_other_are_refused(engine: Engine, studio: Settings) -> None:
    articles.create(engine, studio, TEO, FORM)
    other = replace(
        FORM, slug="pay-card", title={"en": "Paying by card", "es": "Pagar con tarjeta"}, related=("pay-by-check",),
        examples={"en": ("debit card ok?",), "es": ("sirve la tarjeta?",)},
    )  # fmt: skip
    articles.create(engine, studio, TEO, other)
    opened = articles.opened(studio, "pay-by-check")
    with pytest.raises(FormRefused) as refused:
        articles.save(engine, studio, TEO, replace(opened.form, related=("pay-card",)), opened.digest)
    assert rules_of(refused) == ["related"]
    assert "pay-by-check → pay-card → pay-by-check" in refused.value.problems[0].why  # type: ignore[attr-defined]
    articles.save(engine, studio, TEO, replace(opened.form, related=("pay-card", "fee-waiver")), opened.digest)


def test_identifiers_in_examples_are_masked_and_the_trainer_is_told(engine: Engine, studio: Settings) -> None:
    texts = ("my a number is A098765432, do I pay by check?", *ENGLISH)
    saved = articles.create(engine, studio, TEO, replace(FORM, examples={"en": texts, "es": SPANISH}))
    assert saved.masked == ("my a number is [A-number], do I pay by check?",)
    assert b"098765432" not in (studio.data / saved.path).read_bytes()


def test_control_characters_and_doubles_are_left_out(engine: Engine, studio: Settings) -> None:
    typed = replace(FORM, examples={"en": (*ENGLISH, "Is cash fine?", "bell\x07\u202e  check", " "), "es": SPANISH})
    articles.create(engine, studio, TEO, replace(typed, answer={**FORM.answer, "en": FORM.answer["en"] + "\r\n\x00"}))
    form = articles.opened(studio, "pay-by-check").form
    assert form.examples["en"] == (*ENGLISH, "bell check")
    assert form.answer == FORM.answer


def test_a_save_over_somebody_elses_carries_what_they_wrote(engine: Engine, studio: Settings) -> None:
    opened = articles.opened(studio, SLUG)
    articles.save(engine, studio, ADA, replace(opened.form, owner="Ada's team"), opened.digest)
    with pytest.raises(EditedMeanwhile) as told:
        articles.save(engine, studio, TEO, replace(opened.form, owner="Teo's team"), opened.digest)
    assert articles.form_of(told.value.theirs).owner == "Ada's team"
    articles.save(engine, studio, TEO, replace(opened.form, owner="Teo's team"), told.value.digest)
    assert articles.opened(studio, SLUG).form.owner == "Teo's team"


def test_spanish_is_stale_until_it_follows_or_somebody_says_it_is_still_right(engine: Engine, studio: Settings) -> None:
    def answer(language: str, text: str, **more: bool) -> str | None:
        opened = articles.opened(studio, SLUG)
        form = replace(opened.form, answer={**opened.form.answer, language: text})
        return articles.save(engine, studio, TEO, form, opened.digest, **more).stale

    assert answer("en", "A new answer about the test.") == "es"
    opened = articles.opened(studio, SLUG)
    assert articles.save(engine, studio, TEO, replace(opened.form, owner="x"), opened.digest).stale == "es"
    examples.add_example(engine, studio, TEO, f"ask/{SLUG}", "what is this test of civics about then", "en")
    assert versions(engine, opened.path)[0].stale == "es"
    assert [row.slug for row in articles.listed(engine, studio, Filters(problem="stale"))] == [SLUG]
    assert answer("es", "Una respuesta nueva sobre el examen.") is None
    assert answer("es", "Otra respuesta nueva sobre el examen.") == "en"
    assert answer("es", "Otra respuesta más sobre el examen.", still_right=True) is None
    form = articles.opened(studio, SLUG).form
    other = (VariantForm(form.variants[0].key, form.variants[0].title, {**form.variants[0].answer, "en": "New."}),)
    last = articles.save(
        engine, studio, TEO, replace(form, variants=(*other, *form.variants[1:])), articles.opened(studio, SLUG).digest
    )
    assert last.stale == "es"


def test_a_changed_topic_moves_the_file_and_its_history_goes_on(engine: Engine, studio: Settings) -> None:
    opened = articles.opened(studio, SLUG)
    first = articles.save(engine, studio, TEO, replace(opened.form, owner="x"), opened.digest)
    moved = articles.save(engine, studio, ADA, replace(opened.form, owner="x", topic="other_agency"), first.digest)
    assert moved.path == f"knowledge/other_agency/{SLUG}.md"
    assert not (studio.data / opened.path).exists()
    assert [one.author for one in versions(engine, moved.path)] == ["ada", "teo", FILES]
    assert {one.slug for one in load_articles(studio.data / "knowledge")} >= {SLUG}


def test_a_rename_takes_every_reference_along(engine: Engine, studio: Settings) -> None:
    slug = "check-case-status"
    other = articles.opened(studio, SLUG)
    articles.save(engine, studio, TEO, replace(other.form, related=(slug,)), other.digest)
    opened = articles.opened(studio, slug)
    named = articles.references(studio, slug)
    assert {one.kind.value for one in named} >= {"related", "table", "payload", "practice", "examples", "held_out"}
    before = everything(studio)
    saved = articles.rename(engine, studio, TEO, slug, "where-is-it", opened.digest, "shorter")
    assert {one.kind.value for one in articles.references(studio, slug)} == {"held_out"}
    assert len(articles.references(studio, "where-is-it")) == len(named) - sum(one.kind == "held_out" for one in named)
    data = studio.data
    assert read_routes(data / "routes.csv")["my_case"].article == "where-is-it"
    assert taught(studio, f"ask/{slug}") == set()
    assert len(read_examples(data / "nlu")["ask/where-is-it"]) > 5
    assert 'article": "where-is-it"' in (data / "responses.yml").read_text(encoding="utf-8")
    assert changed(before, studio) == set(saved.files)
    for path in saved.files:
        if path in before and (data / path).exists():
            old, new = before[path].decode(), (data / path).read_text(encoding="utf-8")
            assert new == old.replace(slug, "where-is-it") or slug in new
    assert versions(engine, saved.path)[0].note.endswith(": shorter")


def test_a_rename_that_cannot_be_written_changes_nothing(
    engine: Engine, studio: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = articles.opened(studio, "check-case-status")
    before = everything(studio)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("emma.studio.files._add", broken)
    with pytest.raises(RuntimeError):
        articles.rename(engine, studio, TEO, "check-case-status", "where-is-it", opened.digest)
    assert changed(before, studio) == set()


def test_what_the_code_names_is_not_renamed(engine: Engine, tmp_path: Path) -> None:
    studio = small(tmp_path, articles=("mailing-address", "fee-waiver"))
    with pytest.raises(StillNeeded) as refused:
        articles.rename(engine, studio, TEO, "mailing-address", "x", articles.opened(studio, "mailing-address").digest)
    assert [one.path for one in refused.value.needs] == ["actions/where_to_file.py"]  # type: ignore[attr-defined]


def test_what_is_needed_is_not_removed_and_the_rest_comes_back(engine: Engine, studio: Settings) -> None:
    with pytest.raises(StillNeeded) as refused:
        articles.remove(engine, studio, TEO, "change-address", articles.opened(studio, "change-address").digest)
    named = {(one.kind.value, one.who) for one in refused.value.needs}  # type: ignore[attr-defined]
    assert ("table", "my_address_change") in named
    saved = articles.create(engine, studio, TEO, FORM)
    articles.remove(engine, studio, TEO, "pay-by-check", saved.digest)
    assert not (studio.data / saved.path).exists()
    with pytest.raises(NotFound):
        articles.opened(studio, "pay-by-check")
    gone, made = versions(engine, saved.path)
    assert gone.removed
    restore(engine, studio, TEO, made.id, None)
    assert articles.opened(studio, "pay-by-check").form == FORM


def test_an_example_goes_to_the_file_that_has_the_intent(engine: Engine, studio: Settings) -> None:
    before = everything(studio)
    saved = examples.add_example(engine, studio, TEO, "human", "get me  a real human\n please", "en")
    assert changed(before, studio) == {saved.path} == set(saved.files)
    assert "get me a real human please" in taught(studio, "human")
    again = examples.add_example(engine, studio, ADA, "human", "Get me a real human please!", "en")
    assert (again.path, again.files) == (saved.path, ())
    assert examples.remove_example(engine, studio, TEO, "human", "get me a real human please") is not None
    assert examples.remove_example(engine, studio, TEO, "human", "get me a real human please") is None
    assert changed(before, studio) == set()


def test_an_article_that_has_twenty_gets_the_rest_in_the_file_of_its_topic(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    numbers = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "last",
    ]
    for number in numbers:
        last = examples.add_example(engine, studio, TEO, "ask/pay-by-check", f"the {number} way to pay a check", "en")
    assert len(articles.opened(studio, "pay-by-check").form.examples["en"]) == 20
    assert last.path == "nlu/ask/fees.yml"
    assert "the last way to pay a check" in taught(studio, "ask/pay-by-check")
    assert "  # pay-by-check, English\n" in (studio.data / last.path).read_text(encoding="utf-8")
    assert saved.path in {one.path for one in approving.waiting(engine, studio)}


def test_many_who_teach_at_once_lose_nothing(engine: Engine, studio: Settings) -> None:
    texts = [f"{word} people want a human at once" for word in ("ten", "six", "two", "all", "old", "new", "big", "few")]

    def teach(text: str) -> None:
        examples.add_example(engine, studio, TEO, "human", text, "en")

    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(teach, texts))
    assert set(texts) <= taught(studio, "human")


@pytest.mark.parametrize("text", ["", "?!", "x" * 301, "civics test"])
def test_an_example_that_teaches_nothing_or_confuses_is_refused(engine: Engine, studio: Settings, text: str) -> None:
    before = everything(studio)
    with pytest.raises(FormRefused):
        examples.add_example(engine, studio, TEO, "human", text, "en")
    with pytest.raises(NotFound):
        examples.add_example(engine, studio, TEO, "ask/nothing", "a question about nothing", "en")
    assert changed(before, studio) == set()


def test_an_example_is_masked_and_reads_as_no_entity(engine: Engine, studio: Settings) -> None:
    saved = examples.add_example(engine, studio, TEO, "human", "- [me](name) my A-number is A098765432", "en")
    assert saved.masked == ("[me] (name) my A-number is [A-number]",)
    assert "[me] (name) my A-number is [A-number]" in read_examples(studio.data / "nlu")["human"]


def test_examples_move_between_any_two_intents(engine: Engine, studio: Settings) -> None:
    own = articles.opened(studio, SLUG).form.examples["es"][0]
    saved = articles.move_examples(engine, studio, TEO, f"ask/{SLUG}", "human", [own])
    assert own in taught(studio, "human")
    assert own not in taught(studio, f"ask/{SLUG}")
    assert len(saved.files) == 2
    articles.move_examples(engine, studio, TEO, "human", f"ask/{SLUG}", [own])
    assert own in taught(studio, f"ask/{SLUG}")
    for texts, target in (([own], "ask/nothing"), (["never said"], "human"), ([own], f"ask/{SLUG}")):
        with pytest.raises(NotFound):
            articles.move_examples(engine, studio, TEO, f"ask/{SLUG}", target, texts)


def test_an_article_keeps_an_example_in_each_language(engine: Engine, studio: Settings) -> None:
    everything_spanish = list(articles.opened(studio, SLUG).form.examples["es"])
    with pytest.raises(FormRefused):
        articles.move_examples(engine, studio, TEO, f"ask/{SLUG}", "human", everything_spanish)
    assert list(articles.opened(studio, SLUG).form.examples["es"]) == everything_spanish


def test_a_split_makes_a_draft_with_the_chosen_examples(engine: Engine, studio: Settings) -> None:
    opened = articles.opened(studio, SLUG)
    chosen = [opened.form.examples["en"][1], opened.form.examples["es"][1]]
    form = ArticleForm(slug="civics-questions", title={"en": "Civics questions", "es": "Preguntas de cívica"})
    articles.split(engine, studio, TEO, SLUG, chosen, form, opened.digest)
    new = articles.opened(studio, "civics-questions").form
    assert new.draft
    assert (new.examples["en"], new.examples["es"]) == ((chosen[0],), (chosen[1],))
    assert new.answer == opened.form.answer
    assert not set(chosen) & taught(studio, f"ask/{SLUG}")
    load_articles(studio.data / "knowledge")


def test_fees_need_a_second_person_who_is_not_an_author(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    (one,) = approving.waiting(engine, studio)
    assert (one.slug, one.authors) == ("pay-by-check", ("teo",))
    assert approving.may_approve(engine, ADA, saved.path)
    with pytest.raises(OwnWork):
        approving.approve(engine, TEO, saved.path)
    articles.save(engine, studio, ADA, replace(FORM, owner="ada"), saved.digest)
    for author in (TEO, ADA):
        with pytest.raises(OwnWork):
            approving.approve(engine, author, saved.path)
    with pytest.raises(EditedMeanwhile):
        approving.approve(engine, Operator("cora"), saved.path, version=one.version)
    approving.approve(engine, Operator("cora"), saved.path)
    assert approving.waiting(engine, studio) == []
    with pytest.raises(NotFound):
        approving.approve(engine, Operator("dana"), saved.path)
    with engine.connect() as connection:
        assert [row.actor for row in connection.execute(AUDIT.select()) if row.action == "studio.approved"] == ["cora"]


def test_a_new_name_does_not_hide_who_wrote_it(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    renamed = articles.rename(engine, studio, ADA, "pay-by-check", "checks", saved.digest)
    for author in (TEO, ADA):
        with pytest.raises(OwnWork):
            approving.approve(engine, author, renamed.path)


def test_the_renaming_of_another_article_does_not_hide_who_wrote_this_one(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    articles.rename(engine, studio, ADA, "fee-waiver", "pay-less", articles.opened(studio, "fee-waiver").digest)
    assert "pay-less" in articles.opened(studio, "pay-by-check").form.related
    for author in (TEO, ADA):
        with pytest.raises(OwnWork):
            approving.approve(engine, author, saved.path)


def test_what_git_changed_waits_for_nobody(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    file = studio.data / saved.path
    file.write_text(file.read_text(encoding="utf-8").replace("owner: fees", "owner: git"), encoding="utf-8")
    assert approving.waiting(engine, studio) == []
    assert read_second_person(gate_file(studio)).needed(saved.path)


def test_another_name_and_another_topic_do_not_free_an_article_of_its_second_person(
    engine: Engine, studio: Settings
) -> None:
    opened = articles.opened(studio, "fee-waiver")
    live = data_folder(studio.models, "v1") / opened.path
    live.parent.mkdir(parents=True)
    live.write_text(opened.text, encoding="utf-8")
    with engine.begin() as connection:
        row = {"file": "v1.tar.gz", "sha256": "", "figures": {}, "live": True}
        connection.execute(insert(Release.__table__).values(version="v1", **row))
    renamed = articles.rename(engine, studio, TEO, "fee-waiver", "pay-less", opened.digest)
    form = articles.opened(studio, "pay-less").form
    moved = articles.save(engine, studio, TEO, replace(form, topic="forms"), renamed.digest)
    assert [one.path for one in approving.waiting(engine, studio)] == [moved.path] == ["knowledge/forms/pay-less.md"]
    approving.approve(engine, ADA, moved.path)
    assert approving.waiting(engine, studio) == []


def test_one_person_takes_no_fee_away_that_is_live_but_a_draft(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM)
    text = (studio.data / saved.path).read_text(encoding="utf-8")
    with engine.begin() as connection:
        connection.execute(insert(Release.__table__).values(version="v1", file="v1", sha256="", figures={}, live=True))
    live = data_folder(studio.models, "v1") / saved.path
    live.parent.mkdir(parents=True)
    live.write_text(text, encoding="utf-8")
    with pytest.raises(DraftFirst):
        articles.remove(engine, studio, TEO, "pay-by-check", saved.digest)
    assert (studio.data / saved.path).exists()
    live.write_text(text.replace("\nowner:", "\ndraft: true\nowner:", 1), encoding="utf-8")
    articles.remove(engine, studio, TEO, "pay-by-check", saved.digest)
    assert not (studio.data / saved.path).exists()


def test_what_somebody_writes_about_a_change_is_masked(engine: Engine, studio: Settings) -> None:
    saved = articles.create(engine, studio, TEO, FORM, note="asked by A123456789")
    assert versions(engine, saved.path)[0].note == "asked by [A-number]"


def test_the_list_says_of_each_article_what_a_trainer_asks(engine: Engine, studio: Settings) -> None:
    figures = {"expected": 20, "predicted": 24, "precision": 0.75, "recall": 0.9, "f1": 0.8182}
    folder = studio.models / "v1-evaluation"
    folder.mkdir(parents=True)
    sets = {"first": {"intents": {f"ask/{SLUG}": figures, "human": figures}}}
    (folder / "figures.json").write_text(json.dumps({"sets": sets}), encoding="utf-8")
    with engine.begin() as connection:
        connection.execute(insert(Release.__table__).values(version="v1", file="v1", sha256="", figures={}, live=True))
    articles.create(engine, studio, TEO, replace(FORM, draft=True))
    rows = {row.slug: row for row in articles.listed(engine, studio)}
    found = rows[SLUG].measured
    assert found is not None
    assert (found.right, found.expected, found.predicted) == (18, 20, 24)
    assert (rows["pay-by-check"].standing, rows["pay-by-check"].waiting) == (Standing.DRAFT, True)
    assert rows["pay-by-check"].examples == {"en": 8, "es": 8}
    assert [row.slug for row in articles.listed(engine, studio, Filters(q="giro postal"))] == ["pay-by-check"]
    assert [row.slug for row in articles.listed(engine, studio, Filters(standing="draft"))] == ["pay-by-check"]
    assert {row.topic for row in articles.listed(engine, studio, Filters(topic="naturalization"))} == {"naturalization"}
    human = next(row for row in behaviours(engine, studio) if row.intent == "human")
    assert human.measured == found
    assert human.files


def test_an_unreadable_file_is_listed_and_not_in_the_way(engine: Engine, studio: Settings) -> None:
    (studio.data / "knowledge" / "fees" / "broken.md").write_text("---\nslug: [\n---\n", encoding="utf-8")
    rows = {row.slug: row for row in articles.listed(engine, studio)}
    assert rows["broken"].problems[0] == "unreadable"
    articles.create(engine, studio, TEO, FORM)
