"""An article is pulled, published, over, not begun: what visitors get, at once, in every process; what owners see."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.audit import AUDIT
from emma.errors import KnowledgeError
from emma.inbox.expiring import open_expired
from emma.inbox.filing import INBOX
from emma.knowledge.articles import ARTICLE, Standing, show, titles, withheld
from emma.knowledge.lifecycle import publish, pull, records
from emma.knowledge.seed import load_article_rows
from emma.models.base import now
from emma.settings import ROOT
from tests.unit.knowledge.sample import GOOD, other
from tests.visitor import Visitor, choices, outcomes

DAY = timedelta(days=1)
SLUG = GOOD.slug


def load(engine: Engine, *articles: Any) -> None:
    with engine.begin() as connection:
        load_article_rows(connection, list(articles))


def standing_of(engine: Engine, slug: str = SLUG, today: date | None = None) -> Standing:
    with engine.connect() as connection:
        return next(one.standing for one in records(connection, today or date.today()) if one.slug == slug)


def test_a_pulled_article_is_neither_shown_nor_offered_until_it_is_published(engine: Engine) -> None:
    load(engine, GOOD, other())
    pull(engine, SLUG)
    with engine.connect() as connection:
        assert show(connection, SLUG, "en") is None
        assert titles(connection, [SLUG, "other"], "es") == {"other": "Otra cosa"}
        hidden = withheld(connection, SLUG)
    assert hidden is not None
    assert (hidden.standing, hidden.related) == (Standing.PULLED, ("other",))
    assert hidden.sources[0]["url"] == "https://www.uscis.gov/i-90"
    publish(engine, SLUG)
    with engine.connect() as connection:
        assert show(connection, SLUG, "en") is not None
        assert withheld(connection, SLUG) is None
        acts = [row.action for row in connection.execute(select(AUDIT).order_by(AUDIT.c.id))]
    assert acts == ["article.pulled", "article.published"]


def test_seeding_again_brings_new_texts_and_leaves_pulled_what_was_pulled(engine: Engine) -> None:
    load(engine, GOOD, other())
    pull(engine, SLUG)
    load(engine, other())
    load(engine, other(title={"en": "New", "es": "Nuevo"}), GOOD)
    assert standing_of(engine) is Standing.PULLED
    with engine.connect() as connection:
        assert titles(connection, ["other"], "en") == {"other": "New"}


def test_an_article_whose_file_is_gone_is_gone(engine: Engine) -> None:
    load(engine, GOOD, other())
    load(engine, GOOD)
    with engine.connect() as connection:
        assert [one.slug for one in records(connection, date.today())] == [SLUG]


def test_a_draft_is_published_by_its_file_only(engine: Engine) -> None:
    load(engine, other(draft=True))
    assert standing_of(engine, "other") is Standing.DRAFT
    with pytest.raises(KnowledgeError, match="draft"):
        publish(engine, "other")
    load(engine, other())
    assert standing_of(engine, "other") is Standing.PUBLISHED


def test_an_unknown_slug_is_named(engine: Engine) -> None:
    with pytest.raises(KnowledgeError, match="nowhere"):
        pull(engine, "nowhere")


def test_the_dates_decide_from_the_first_to_the_last_day(engine: Engine) -> None:
    first, last = date(2026, 10, 16), date(2026, 12, 31)
    load(engine, other(valid_from=first, valid_until=last))
    found = [standing_of(engine, "other", day) for day in (first - DAY, first, last, last + DAY)]
    assert found == [Standing.NOT_YET, Standing.PUBLISHED, Standing.PUBLISHED, Standing.EXPIRED]


def test_what_is_over_soon_or_long_unreviewed_is_due(engine: Engine) -> None:
    today = date.today()
    load(
        engine,
        other(slug="a", reviewed_on=today),
        other(slug="b", reviewed_on=today, valid_until=today + 30 * DAY),
        other(slug="c", reviewed_on=today - 180 * DAY),
    )
    with engine.connect() as connection:
        assert [one.slug for one in records(connection, today) if one.due(today)] == ["b", "c"]


def test_an_article_that_is_over_opens_one_task_for_its_owner(engine: Engine) -> None:
    yesterday = date.today() - DAY
    load(engine, GOOD, other(valid_until=yesterday))
    assert open_expired(engine, date.today()) == ["other"]
    assert open_expired(engine, date.today()) == []
    with engine.connect() as connection:
        item = connection.execute(select(INBOX)).one()
    assert (item.kind, item.article, item.state, item.conversation_id) == ("expired_article", "other", "open", None)
    assert "cards" in item.text


def test_an_article_that_was_renewed_and_is_over_again_opens_another(engine: Engine) -> None:
    load(engine, other(valid_until=date.today() - 40 * DAY))
    assert open_expired(engine, date.today()) == ["other"]
    with engine.begin() as connection:
        connection.execute(update(INBOX).values(created_at=now() - 39 * DAY))
    load(engine, other(valid_until=date.today() - DAY))
    assert open_expired(engine, date.today()) == ["other"]


QUESTION = "how many questions does the civics test have"
TAUGHT = "civics-test"


def articles(answer: dict[str, Any]) -> list[str | None]:
    return [reply.get("article") for reply in answer["replies"]]


def command(app: FastAPI, *words: str) -> None:
    """`emma knowledge …` in a process of its own, on the database of the application."""
    var = Path(app.state.process.settings.var)
    run = [sys.executable, "-m", "emma", "knowledge", *words]
    environment = {"PATH": "/usr/bin:/bin", "EMMA_VAR": str(var), "EMMA_DATABASE_URL": "", "HOME": str(var)}
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.model
def test_another_process_pulls_and_this_one_obeys_from_the_next_message_on(visitor: Visitor, app: FastAPI) -> None:
    asked = visitor.says(QUESTION)
    assert asked["replies"][-1]["outcome"] == "asked"
    variant = choices(asked)[0]
    command(app, "pull", TAUGHT)
    tapped = visitor.chooses(variant)
    assert outcomes(tapped) == ["redirected"]
    again = Visitor(visitor.client).says(QUESTION)
    assert outcomes(again) == ["redirected"]
    reply = again["replies"][0]
    assert "https://www.uscis.gov" in reply["text"]
    assert "2008" not in reply["text"]
    assert "The civics test" not in [choice["title"] for choice in reply["choices"]]
    spanish = Visitor(visitor.client).says("¿cuántas preguntas tiene el examen de educación cívica?")
    assert "página oficial" in spanish["replies"][0]["text"]
    command(app, "publish", TAUGHT)
    assert outcomes(Visitor(visitor.client).says(QUESTION)) == ["asked"]


@pytest.mark.model
def test_a_pulled_article_is_not_found_by_search_and_not_offered_as_a_button(visitor: Visitor, app: FastAPI) -> None:
    from actions import fallback
    from tests.tracker import Said, tracker_of

    pull(app.state.process.engine, TAUGHT)
    said = Said()
    fallback._search(said, tracker_of(QUESTION), QUESTION)
    assert TAUGHT not in str(said.messages)
    publish(app.state.process.engine, TAUGHT)
    said = Said()
    fallback._search(said, tracker_of(QUESTION), QUESTION)
    assert TAUGHT in str(said.messages)


@pytest.mark.model
def test_an_article_that_is_over_says_until_when_it_held_and_where_the_official_page_is(
    visitor: Visitor, app: FastAPI
) -> None:
    over = {"valid_until": date(2026, 10, 15)}
    with app.state.process.engine.begin() as connection:
        connection.execute(update(ARTICLE).where(ARTICLE.c.slug == TAUGHT).values(**over))
    reply = visitor.says(QUESTION)["replies"][0]
    assert reply["outcome"] == "redirected"
    assert "October 15, 2026" in reply["text"]
    assert "https://www.uscis.gov" in reply["text"]
