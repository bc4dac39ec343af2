"""Promote and rollback: model, articles, event and audit change together or not at all, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.errors import (
    AlreadyLive,
    GateRefused,
    NothingBefore,
    NotPermitted,
    PromotedMeanwhile,
    ReleaseBroken,
    ReleaseUnknown,
    TurnFailed,
)
from emma.knowledge.seed import seed
from emma.settings import Settings
from emma.training.folders import data_folder
from emma.training.promoting import Took, promote, rollback
from emma.training.releases import EVENT, releases
from tests.releases import ARTICLES, Loader, Says, audited, events, live, made, titles
from tests.small_project import small

TEO, ADA = "teo", "ada"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("few"), articles=("emma-what-is", "civics-test")).data


@pytest.fixture
def models(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"models": tmp_path / "models"})


@pytest.fixture
def one(engine: Engine, models: Settings, data: Path) -> str:
    """The live release, first edition."""
    version = made(engine, models, "release-one", data, "First", live=True)
    seed(engine, data_folder(models.models, version))
    return version


@pytest.fixture
def two(engine: Engine, models: Settings, data: Path, one: str) -> str:
    return made(engine, models, "release-two", data, "Second")


@pytest.fixture
def go(engine: Engine, models: Settings) -> Callable[..., Took]:
    def go(version: str, actor: str = TEO, **given: Any) -> Took:
        return promote(engine, models, version, actor, **{"judge": Says(True), **given})

    return go


def untouched(engine: Engine) -> bool:
    return live(engine) == "release-one" and titles(engine) == {"First"}


def test_a_promoted_release_is_live_with_its_own_articles(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    loader = Loader()
    took = go(two, load=loader)
    assert (live(engine), titles(engine)) == (two, {"Second"})
    assert loader.loaded == loader.swapped == [two]
    assert events(engine)[-1] == ("promoted", two)
    assert audited(engine)[-1] == (TEO, "release.promoted", two)
    assert took.transaction >= took.held >= 0


def test_what_an_operator_pulled_stays_pulled(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    with engine.begin() as connection:
        connection.execute(update(ARTICLES).where(ARTICLES.c.slug == "civics-test").values(status="pulled"))
    go(two)
    with engine.connect() as connection:
        statuses = dict(connection.execute(select(ARTICLES.c.slug, ARTICLES.c.status)).all())
    assert statuses == {"civics-test": "pulled", "emma-what-is": "published"}


def test_what_the_gate_refuses_does_not_go_live(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    with pytest.raises(GateRefused) as refused:
        go(two, judge=Says(False))
    assert refused.value.verdict.passed is False
    assert untouched(engine)
    assert events(engine)[-1] == ("refused", two)


def test_an_administrator_overrides_the_gate_with_a_reason(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    go(two, ADA, judge=Says(False), override="the telephone line changes today", may_override=True)
    assert live(engine) == two
    assert audited(engine)[-1] == (ADA, "release.overridden", two)
    with engine.connect() as connection:
        last = connection.execute(select(EVENT).order_by(EVENT.c.id.desc())).first()
    assert (last.overridden, last.reason) == (True, "the telephone line changes today")
    assert last.verdict["passed"] is False


def test_a_trainer_cannot_override_it(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    with pytest.raises(NotPermitted):
        go(two, judge=Says(False), override="because I say so")
    assert untouched(engine)


def test_an_override_that_was_not_needed_is_not_one(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    go(two, ADA, override="in any case", may_override=True)
    assert [action for _, action, _ in audited(engine)] == ["release.promoted"]


def test_a_model_that_cannot_be_loaded_does_not_go_live(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    def broken(file: Path, version: str) -> AbstractContextManager[None]:
        raise ReleaseBroken

    with pytest.raises(ReleaseBroken):
        go(two, load=broken)
    assert untouched(engine)


def test_where_a_turn_does_not_end_nothing_goes_live(engine: Engine, two: str, go: Callable[..., Took]) -> None:
    @contextmanager
    def stuck(file: Path, version: str) -> Any:
        raise TurnFailed("A turn does not end: nothing was changed.")
        yield

    with pytest.raises(TurnFailed):
        go(two, load=stuck)
    assert untouched(engine)


def test_a_release_with_a_broken_table_does_not_go_live(
    engine: Engine, models: Settings, two: str, go: Callable[..., Took]
) -> None:
    (data_folder(models.models, two) / "fees.csv").write_text("not,the,columns\n", encoding="utf-8")
    loader = Loader()
    with pytest.raises(ReleaseBroken, match=r"fees\.csv"):
        go(two, load=loader)
    assert untouched(engine)
    assert loader.swapped == []


def test_of_two_promotions_at_once_one_wins(
    engine: Engine, models: Settings, data: Path, two: str, go: Callable[..., Took]
) -> None:
    made(engine, models, "release-three", data, "Third")
    both, ended = threading.Barrier(2), []

    def load(file: Path, version: str) -> AbstractContextManager[None]:
        both.wait(30)  # both have looked at what is live
        return Loader()(file, version)

    def run(version: str) -> None:
        try:
            go(version, load=load)
        except PromotedMeanwhile:
            ended.append("late")
        else:
            ended.append(version)

    threads = [threading.Thread(target=run, args=(version,)) for version in (two, "release-three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ended)[0] == "late"
    assert live(engine) in ended
    assert titles(engine) == {"Second" if live(engine) == two else "Third"}
    assert [one.live for one in releases(engine)].count(True) == 1


def test_what_is_live_already_and_what_nobody_knows_is_said(one: str, go: Callable[..., Took]) -> None:
    with pytest.raises(AlreadyLive):
        go(one)
    with pytest.raises(ReleaseUnknown):
        go("release-nobody-made")


def test_a_rollback_brings_back_model_and_articles(
    engine: Engine, models: Settings, one: str, two: str, go: Callable[..., Took]
) -> None:
    go(two)
    loader = Loader()
    assert rollback(engine, models, TEO, "it answered wrongly", loader) == one
    assert untouched(engine)
    assert loader.swapped == [one]
    assert events(engine)[-1] == ("rolled_back", one)
    record = {found.version: found for found in releases(engine)}[one]
    assert (record.live, record.promoted_by, record.reason) == (True, TEO, "it answered wrongly")


def test_rolling_back_twice_goes_two_steps_back(
    engine: Engine, models: Settings, data: Path, one: str, two: str, go: Callable[..., Took]
) -> None:
    go(two)
    go(made(engine, models, "release-three", data, "Third"))
    assert rollback(engine, models, TEO) == two
    assert rollback(engine, models, TEO) == one
    with pytest.raises(NothingBefore):
        rollback(engine, models, TEO)
    go(two)
    assert rollback(engine, models, TEO) == one


def test_without_a_release_before_there_is_nothing_to_go_back_to(engine: Engine, models: Settings, one: str) -> None:
    with pytest.raises(NothingBefore):
        rollback(engine, models, TEO)
    assert untouched(engine)
