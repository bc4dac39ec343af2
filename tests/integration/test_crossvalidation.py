"""The self-check: wrong labels are found, filed once, and never with somebody's words outside of the inbox."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from emma.cli.main import app
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.inbox.filing import INBOX
from emma.inbox.labelling import Label, file_labels
from emma.nlu.encoder import load_encoder
from emma.nlu.importer import expected_counts
from emma.nlu.intent_model import Recipe
from emma.settings import ROOT, Settings
from emma.training.crossvalidation import (
    FEWEST,
    Doubt,
    Example,
    Features,
    Outcome,
    cross_validate,
    features_of,
    hold_out,
    read_recipe,
    training_examples,
)
from emma.training.self_check import Checked, check
from tests.small_project import small

WORDS = {
    "ask/fees": ("fee", "pay", "cost", "money", "dollars", "price"),
    "ask/offices": ("office", "address", "building", "city", "place", "map"),
    "ask/forms": ("form", "paper", "page", "file", "copy", "sign"),
}
GROUPS = {"case": ["my_*"]}


def made(each: int = 20, seed: int = 1) -> list[Example]:
    """Three intents with words of their own."""
    chance = random.Random(seed)
    return [
        Example(" ".join([*chance.sample(words, 4), f"number{chance.randrange(9)}"]) + f" {number}", intent, "en")
        for intent, words in WORDS.items()
        for number in range(each)
    ]


@pytest.fixture(scope="module")
def mislabelled() -> tuple[list[Example], Features]:
    """Fees among the forms: one example with the wrong label."""
    examples = [*made(), Example("how much money does it cost in dollars to pay the fee", "ask/forms", "en")]
    return examples, features_of(examples, load_encoder(), Recipe())


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    return small(tmp_path)


# --- which are held out ----------------------------------------------------------------------------------------------


def test_the_same_share_of_each_intent_is_held_out_but_of_none_that_is_small() -> None:
    examples = [*made(), *(Example(f"rare {n}", "ask/rare") for n in range(FEWEST - 1))]
    out = hold_out(examples, 0.1, random.Random(1), (), ())
    assert Counter(examples[i].intent for i in out) == dict.fromkeys(WORDS, 2)


def test_titles_are_learned_but_never_held_out() -> None:
    examples = [Example(f"title {n}", "ask/fees", "en", title=n > 10) for n in range(40)]
    assert all(not examples[i].title for i in hold_out(examples, 0.5, random.Random(1), (), ()))


def test_what_was_wrong_comes_again_and_then_what_was_not_held_out_yet() -> None:
    examples = made()
    again, seen = {0, 21}, set(range(60)) - {1, 22, 41, 42}
    out = hold_out(examples, 0.1, random.Random(1), again, seen)
    assert out == [0, 1, 21, 22, 41, 42]


# --- what is found ---------------------------------------------------------------------------------------------------


def test_a_wrong_label_is_found_and_right_ones_are_not(mislabelled: tuple[list[Example], Features]) -> None:
    examples, features = mislabelled
    outcome = cross_validate(examples, features, Recipe(), {}, repeats=6, share=0.34, seed=3)
    assert [(one.example, one.predicted) for one in outcome.doubts] == [(examples[-1], "ask/fees")]
    assert outcome.doubts[0].wrong >= 2
    assert outcome.right == outcome.held - 1


def test_one_error_is_not_enough_but_is_remembered_for_the_next_night(
    mislabelled: tuple[list[Example], Features],
) -> None:
    examples, features = mislabelled
    key = examples[-1].key
    seeds = (seed for seed in range(50) if len(examples) - 1 in hold_out(examples, 0.1, random.Random(seed), (), ()))
    seed = next(seeds)
    first = cross_validate(examples, features, Recipe(), {}, repeats=1, seed=seed)
    assert (first.doubts, first.once) == ((), (key,))
    second = cross_validate(examples, features, Recipe(), {}, repeats=1, seed=seed + 1, before=first.once)
    assert [one.example.key for one in second.doubts] == [key]
    assert second.once == ()


def test_a_key_names_text_and_label_and_holds_neither() -> None:
    one, other = Example("pay the fee", "ask/fees"), Example("pay the fee", "ask/forms")
    assert one.key != other.key
    assert "fee" not in one.key


def test_the_same_seed_gives_the_same_outcome(mislabelled: tuple[list[Example], Features]) -> None:
    examples, features = mislabelled
    both = [cross_validate(examples, features, Recipe(), GROUPS, repeats=2, seed=9) for _ in range(2)]
    assert both[0] == both[1]


# --- what is learned -------------------------------------------------------------------------------------------------


def test_the_examples_are_those_that_a_training_reads(project: Settings) -> None:
    examples = training_examples(project.data)
    assert Counter(one.intent for one in examples) == expected_counts(project.data.parent)
    assert {one.language for one in examples if one.title} == {"en", "es"}


def test_the_recipe_and_the_groups_are_those_of_the_project() -> None:
    recipe, groups = read_recipe(ROOT / "config.yml")
    assert recipe == Recipe(gate_quantile=5)
    assert "my_*" in groups["case"]


def test_features_have_a_row_for_each_example(mislabelled: tuple[list[Example], Features]) -> None:
    examples, features = mislabelled
    assert len(features.both) == len(features.dense) == features.matrix.shape[0] == len(examples)
    assert np.isfinite(features.both).all()


# --- the inbox -------------------------------------------------------------------------------------------------------


def labels(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(INBOX).where(INBOX.c.kind == "label").order_by(INBOX.c.id)).all()
    return [(row.text, row.predicted, row.second) for row in rows]


def file(engine: Engine, *texts: str, most: int = 50) -> int:
    with engine.begin() as connection:
        found = (Label(text, "en", "ask/forms", "ask/fees", 0.9) for text in texts)
        return file_labels(connection, found, most=most)


def test_a_label_is_asked_about_once_even_after_it_was_decided(engine: Engine) -> None:
    assert file(engine, "pay the fee", "pay the fee") == 1
    assert labels(engine) == [("pay the fee", "ask/fees", "ask/forms")]
    assert file(engine, "pay the fee") == 0
    with engine.begin() as connection:
        connection.execute(update(INBOX).values(state="decided", decision="keep"))
    assert file(engine, "pay the fee") == 0


def test_the_inbox_is_not_flooded(engine: Engine) -> None:
    assert file(engine, "a", "b", "c", most=2) == 2
    assert file(engine, "d", most=2) == 0
    with engine.begin() as connection:
        connection.execute(update(INBOX).where(INBOX.c.text == "a").values(state="decided"))
    assert file(engine, "d", "e", most=2) == 1


def test_the_check_of_a_project_files_what_is_in_doubt_and_its_figures_hold_no_text(project: Settings) -> None:
    engine = open_engine(project.database)
    migrate(engine)
    stages: list[str] = []
    found = check(engine, project, lambda stage, done, total: stages.append(stage), repeats=2, share=0.3, seed=5)
    assert list(dict.fromkeys(stages)) == ["examples", "features", "repeats", "filing"]
    assert found.outcome.right / found.outcome.held > 0.6
    assert 0 < found.filed == len(labels(engine)) <= 50
    said = json.dumps(found.as_result())
    assert not any(one.example.text in said for one in found.outcome.doubts)
    engine.dispose()


def test_the_command_prints_what_it_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    doubt = Doubt(Example("pay the fee", "ask/forms", "en"), "ask/fees", 0.9, 2, 3)
    asked: dict[str, object] = {}

    def found(*given: object, **options: object) -> Checked:
        asked.update(options)
        return Checked(Outcome(60, 3, 18, 17, (doubt,), ("0123456789abcdef",)), 1)

    monkeypatch.setattr("emma.settings.current", lambda: settings)
    monkeypatch.setattr("emma.training.self_check.check", found)
    run = CliRunner()
    done = run.invoke(app, ["crossvalidate", "--repeats", "5", "--share", "0.2", "--json"])
    assert done.exit_code == 0, done.output
    assert (asked["repeats"], asked["share"]) == (5, 0.2)
    assert json.loads(done.stdout)["doubts"][0] == {
        "text": "pay the fee", "intent": "ask/forms", "predicted": "ask/fees", "share": 0.9, "wrong": 2, "held": 3,
    }  # fmt: skip
    said = run.invoke(app, ["crossvalidate"]).stdout
    assert "17 of 18 held-out examples right; 1 labels in doubt, 1 new in the inbox" in " ".join(said.split())
    assert run.invoke(app, ["crossvalidate", "--share", "0.9"]).exit_code == 2
    helped = run.invoke(app, ["--help"]).stdout
    assert "crossvalidate" in helped
    assert " job " not in helped, "that one is for the process of a job"
