"""The `emma` command: serve, train, promote, knowledge, ask, redact, evaluate, purge, audit-privacy, user and more."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from emma.cli import comparing, inbox, intents, jobs, knowledge, privacy, releases, users
from emma.cli.privacy_audit import command as privacy_audit
from emma.errors import EmmaError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
inbox.register(app)
intents.register(app)
comparing.register(app)
jobs.register(app)
knowledge.register(app)
privacy.register(app)
privacy_audit.register(app)
releases.register(app)
users.register(app)


def main() -> None:
    """Run the command; an error of ours is one plain line."""
    quiet()
    try:
        app()
    except EmmaError as error:
        err.print(f"[red]{error}[/red]")
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the chat. Prepares what is missing: database, knowledge, a release."""
    from emma.cli.serving import serve_all

    serve_all(err, host, port)


@app.command()
def prepare() -> None:
    """Migrate and seed the database, and train when there is no release."""
    from emma.cli.serving import prepare_all
    from emma.settings import current

    prepare_all(err, current())


@app.command()
def seed() -> None:
    """Load the articles and tables of data/ into the database, ahead of a release; a promotion loads its own."""
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.knowledge.seed import seed as load
    from emma.settings import current

    settings = current()
    engine = open_engine(settings.database)
    migrate(engine)
    load(engine, settings.data, lambda name, rows: err.print(f"{name}: {rows}"))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a visitor would type.")],
    lang: Annotated[str | None, typer.Option(help="en or es; otherwise the question decides.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    why: Annotated[bool, typer.Option(help="Show what was masked, the ranking and the entities.")] = False,
) -> None:
    """Answer one question in the terminal."""
    from emma.cli.asking import answer

    found = answer(question, lang)
    if as_json:
        sys.stdout.write(
            json.dumps(found if why else {k: v for k, v in found.items() if k != "why"}, ensure_ascii=False) + "\n"
        )
        return
    for reply in found["replies"]:
        out.print(reply["text"])
        for choice in reply["choices"]:
            out.print(f"  [bold]›[/bold] {choice}")
        for source in reply["sources"]:
            out.print(f"  [dim]{source['title']} ({source['as_of']}) {source['url']}[/dim]")
        out.print()
    out.print(f"[dim]{found['outcome']} · {found['topic']} · {found['language']}[/dim]")
    if why:
        out.print_json(json.dumps(found["why"], ensure_ascii=False))


@app.command()
def redact() -> None:
    """Read lines from standard input; write {text, findings} a line."""
    from emma.cli.asking import agencies
    from emma.privacy import redact as redact_text

    own = agencies()
    mask = partial(redact_text, agency_numbers=own.numbers, agency_addresses=own.addresses, agency_emails=own.emails)
    for line in sys.stdin:
        found = mask(line.rstrip("\n"))
        findings = [{"kind": f.kind, "start": f.start, "end": f.end} for f in found.findings]
        sys.stdout.write(json.dumps({"text": found.text, "findings": findings}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@app.command()
def evaluate(
    folder: Annotated[
        list[Path] | None, typer.Option(help="Folder of held-out CSV files; may be given again. Default: tests/nlu")
    ] = None,
    dialogues: Annotated[Path, typer.Option(help="Folder of dialogues.")] = Path("tests/dialogues"),
    only: Annotated[
        list[str] | None, typer.Option(help="messages, dialogues, entities, search or statements; may be given again.")
    ] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the tables (Markdown) to this file.")] = None,
    picture: Annotated[Path | None, typer.Option(help="Write the confusion picture (PNG) to this file.")] = None,
    misses: Annotated[Path | None, typer.Option(help="Write the misses (CSV) to this file.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Keep the predictions (JSON lines) in this file.")] = None,
    kept: Annotated[Path | None, typer.Option("--from", help="Score predictions kept before; runs nothing.")] = None,
) -> None:
    """Score messages of every set, dialogues, entities and article search; list what is wrong but certain."""
    from emma.cli.evaluating import Files, Part, evaluate_all

    try:
        parts = [Part(name) for name in only] if only else list(Part)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    files = Files(as_json, markdown, picture, misses, predictions)
    evaluate_all(out, folder or [Path("tests/nlu")], dialogues, parts, files, kept)


def quiet() -> None:
    """Keep Rasa and TensorFlow from talking over our own output; no telemetry, ever."""
    import structlog

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.simplefilter("ignore")
    warnings.showwarning = _unsaid  # libraries put filters of their own over ours
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _unsaid(*_: object, **__: object) -> None:
    """A warning of a library is nothing for whoever types a command."""
