"""`emma serve` and `emma prepare`: bring everything up, with progress shown."""

from __future__ import annotations

import logging

import uvicorn
from rich.console import Console
from sqlalchemy.engine import Engine

from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import TurnFailed
from emma.knowledge.seed import seed
from emma.settings import Settings, current, read
from emma.training.releases import live_release


def prepare_all(console: Console, settings: Settings) -> None:
    """Migrate, seed, and train when no release is live."""
    engine = open_engine(settings.database)
    with console.status("preparing the database"):
        migrate(engine)
        counts = seed(engine, settings.data)
    console.print(f"knowledge: {counts['articles']} articles, {sum(counts.values()) - counts['articles']} table rows")
    if not has_release(engine, settings):
        from emma.training.train import train

        console.print("no release yet: training one (about two minutes)")
        train(engine, settings, console.print)
    engine.dispose()


def serve_all(console: Console, host: str | None, port: int | None) -> None:
    """Prepare, then serve until stopped."""
    given = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    settings = read(**given) if given else current()
    prepare_all(console, settings)
    from emma.web.app import create_app
    from emma.web.logs import configure

    configure()
    if not settings.production:
        console.print("[yellow]demonstration: always open, no sign-in needed; not for production[/yellow]")
    console.print(f"serving on http://{'localhost' if settings.host == '127.0.0.1' else settings.host}:{settings.port}")
    logging.getLogger(__name__).info("starting")
    uvicorn.run(
        create_app(settings), host=settings.host, port=settings.port, ws="none", log_config=None, access_log=False,
        server_header=False,
    )  # fmt: skip


def has_release(engine: Engine, settings: Settings) -> bool:
    """Whether a release is live and its file is there."""
    try:
        live_release(engine, settings.models)
    except TurnFailed:
        return False
    return True
