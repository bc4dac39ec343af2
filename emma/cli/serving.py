"""`emma serve` and `emma prepare`: bring everything up, with progress shown."""

from __future__ import annotations

import logging

import uvicorn
from rich.console import Console
from sqlalchemy.engine import Engine

from emma.accounts.demonstration import CAST, OneTimeKeys
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import TurnFailed
from emma.knowledge.seed import seed
from emma.settings import Settings, current, read
from emma.training.releases import live_release

LOCAL = ("127.0.0.1", "localhost", "::1")


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


def has_release(engine: Engine, settings: Settings) -> bool:
    """Whether a release is live and its file is there."""
    try:
        live_release(engine, settings.models)
    except TurnFailed:
        return False
    return True
