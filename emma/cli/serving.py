"""`emma serve` and `emma prepare`: bring everything up, with progress shown."""

from __future__ import annotations

import logging

import uvicorn
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.accounts.demonstration import CAST, OneTimeKeys
from emma.cli.loading import check_loads
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import EmmaError
from emma.knowledge.reading import data_folder, data_of
from emma.knowledge.seed import ARTICLE, seed
from emma.settings import Settings, current, read
from emma.training.releases import RELEASE, live_release, live_version
from emma.training.snapshot import digest_of

LOCAL = ("127.0.0.1", "localhost", "::1")


def prepare_all(console: Console, settings: Settings) -> None:
    """Migrate, seed what is empty, and train where no release is live that this program can load."""
    engine = open_engine(settings.database)
    with console.status("preparing the database"):
        migrate(engine)
    version = _loadable(console, engine, settings)
    if version is None:
        _train_first(console, engine, settings)
    else:
        _seed_if_empty(console, engine, settings, version)
        _tell_changes(console, engine, settings, version)
    engine.dispose()


def _loadable(console: Console, engine: Engine, settings: Settings) -> str | None:
    """The live release, if its files are there and this program can load them; otherwise one line says why not."""
    try:
        _, version = live_release(engine, settings.models)
        with console.status(f"trying {version}"):
            check_loads(engine, settings, version)
    except EmmaError as error:
        console.print(str(error), soft_wrap=True)
        return None
    return version


def _train_first(console: Console, engine: Engine, settings: Settings) -> None:
    from emma.cli.releases import shown
    from emma.training.promoting import make_live
    from emma.training.releases import OPERATOR
    from emma.training.train import train

    seed(engine, settings.data)
    console.print("training a release (about five minutes)")
    with shown(console) as tell:
        version = train(engine, settings, tell)
    with engine.connect() as connection:
        live = live_version(connection)
    if live != version:
        make_live(engine, settings, version, OPERATOR, f"{live} could not be loaded")
    console.print(f"{version} is live")


def _seed_if_empty(console: Console, engine: Engine, settings: Settings, version: str) -> None:
    """A release brings its articles and tables when it goes live; what `emma seed` loaded since then stays."""
    own = data_folder(settings.models, version)
    with engine.connect() as connection:
        empty = connection.execute(select(ARTICLE.c.slug).limit(1)).first() is None
    if empty or not own.is_dir():
        counts = seed(engine, data_of(settings, version))
        rows = sum(counts.values()) - counts["articles"]
        console.print(f"knowledge: {counts['articles']} articles, {rows} table rows")


def _tell_changes(console: Console, engine: Engine, settings: Settings, version: str) -> None:
    with engine.connect() as connection:
        digest = connection.execute(select(RELEASE.c.digest).where(RELEASE.c.version == version)).scalar()
    if digest and digest != digest_of(settings):
        console.print(f"data/ has changed since {version} was trained: `emma train`, then `emma promote`")


def serve_all(console: Console, host: str | None, port: int | None) -> None:
    """Prepare, then serve until stopped."""
    given = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    settings = read(**given) if given else current()
    prepare_all(console, settings)
    from emma.web.app import create_app
    from emma.web.logs import configure

    configure()
    app = create_app(settings)
    base = f"http://{'localhost' if settings.host == '127.0.0.1' else settings.host}:{settings.port}"
    if not settings.production:
        console.print("[yellow]demonstration: always open, sign-in by one click; not for production[/yellow]")
        if settings.host not in LOCAL:
            console.print("[red]whoever reaches this address signs in as anybody: no real visitors here[/red]")
        _print_sign_ins(console, base, app.state.one_time_keys)
    console.print(f"serving on {base}")
    logging.getLogger(__name__).info("starting")
    uvicorn.run(
        app, host=settings.host, port=settings.port, ws="none", log_config=None, access_log=False,
        server_header=False,
    )  # fmt: skip


def _print_sign_ins(console: Console, base: str, keys: OneTimeKeys) -> None:
    """One link a role; each works once, then the buttons of the page do."""
    console.print(f"sign in as one of the staff on {base}/sign-in, or by a link that works once:", soft_wrap=True)
    for one in CAST:
        who = f"{one.name} ({one.role.replace('_', ' ')}, {'+'.join(one.languages)})"
        console.print(f"  {who:28} {base}/sign-in/demo/{one.key}?key={keys.issue(one.key)}", soft_wrap=True)
