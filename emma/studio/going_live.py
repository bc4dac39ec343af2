"""Put the text of one article live now, without a training: where only what is read has changed, not what is learned."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma import audit
from emma.errors import EmmaError, NotFound, NotPutLive
from emma.knowledge.articles import ARTICLE
from emma.knowledge.findings import Level
from emma.knowledge.seed import row_of
from emma.nlu.articles import Article, parse_article
from emma.settings import Settings
from emma.studio import approving, articles
from emma.studio.differing import stale_language
from emma.studio.files import Author
from emma.training.folders import data_folder
from emma.training.releases import RELEASE


def hindrance(engine: Engine, settings: Settings, slug: str) -> str:
    """Why the article's text cannot go live now, as a word; empty where it can.

    no_release, new, taught (slug, topic, title, examples or draft differ from what was learned), same (nothing to put
    live), stale, second_person, wrong (the check finds errors).
    """
    try:
        opened = articles.opened(settings, slug)
        now = parse_article(opened.text)
    except NotFound:
        return "new"
    except EmmaError:
        return "wrong"
    learned = _learned(engine, settings, now)
    if isinstance(learned, str):
        return learned
    if _taught(now) != _taught(learned):
        return "taught"
    if not _differs(engine, now):
        return "same"
    if stale_language(engine, opened):
        return "stale"
    if any(one.path == opened.path for one in approving.waiting(engine, settings)):
        return "second_person"
    wrong = any(one.level is Level.ERROR for one in articles.problems(engine, settings, opened.form))
    return "wrong" if wrong else ""


def put_live(engine: Engine, settings: Settings, person: Author, slug: str) -> None:
    """Bring the live row to what the file says. Raises NotPutLive with the reason, NotFound.

    What an operator pulled stays pulled. Search still finds the article by its old words until the next release.
    """
    why = hindrance(engine, settings, slug)
    if why:
        raise NotPutLive(why)
    values = row_of(parse_article(articles.opened(settings, slug).text))
    kept = {name: value for name, value in values.items() if name not in ("slug", "status")}
    with engine.begin() as connection:
        changed = connection.execute(update(ARTICLE).where(ARTICLE.c.slug == slug).values(**kept))
        if changed.rowcount != 1:
            raise NotPutLive("new")
        audit.record(connection, person.id, "article.put_live", subject=slug)


def _learned(engine: Engine, settings: Settings, now: Article) -> Article | str:
    """The article as the live release learned it, or why there is none."""
    with engine.connect().execution_options(read_only=True) as connection:
        version = connection.execute(select(RELEASE.c.version).where(RELEASE.c.live.is_(True))).scalar()
    if version is None:
        return "no_release"
    folder: Path = data_folder(settings.models, version) / "knowledge"
    if not folder.is_dir():
        return "no_release"
    file = folder / now.topic / f"{now.slug}.md"
    try:
        return parse_article(file) if file.is_file() else "new"
    except EmmaError:
        return "new"


def _taught(article: Article) -> tuple[object, ...]:
    """What a model learns of an article: its title is an example too."""
    return article.slug, article.topic, article.draft, article.examples, article.title


def _differs(engine: Engine, article: Article) -> bool:
    with engine.connect().execution_options(read_only=True) as connection:
        row = connection.execute(select(ARTICLE).where(ARTICLE.c.slug == article.slug)).mappings().first()
    values = {name: value for name, value in row_of(article).items() if name != "status"}
    return row is not None and any(row[name] != value for name, value in values.items())
