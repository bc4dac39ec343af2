"""`emma intents`: list what Emma understands with its examples and how well it is told apart; add an article."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Column, Table

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from emma.knowledge.findings import Finding
    from emma.studio.article_form import ArticleForm
    from emma.studio.measured import Measured

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command("list")
def list_intents(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of a table.")] = False,
    q: Annotated[str, typer.Option(help="Only those whose name, title or examples have these words.")] = "",
    topic: Annotated[str, typer.Option(help="Only articles of this topic.")] = "",
) -> None:
    """List articles and behaviours: examples in each language, the last evaluation, the last use."""
    from emma.settings import current
    from emma.studio.article_list import Filters, behaviours, listed

    engine, settings = _engine(), current()
    rows: list[dict[str, Any]] = [
        {
            "intent": row.intent,
            "topic": row.topic,
            "standing": row.standing.value,
            "examples": row.examples,
            **_figures(row.measured),
            "last_used": row.last_used.isoformat() if row.last_used else None,
            "problems": list(row.problems),
        }
        for row in listed(engine, settings, Filters(q=q, topic=topic))
    ]
    rows += [
        {
            "intent": one.intent,
            "topic": None,
            "standing": None,
            "examples": one.examples,
            **_figures(one.measured),
            "last_used": None,
            "problems": list(one.problems),
        }
        for one in ([] if topic else behaviours(engine, settings, q))
    ]
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    table = Table(
        Column("intent", no_wrap=True), "today", "en", "es", "precision", "recall", "F1", "last use", "problems"
    )
    for row in rows:
        shares = (_share(row[name]) for name in ("precision", "recall", "f1"))
        counts = (str(row["examples"].get(language, 0)) for language in ("en", "es"))
        last = (row["last_used"] or "", ", ".join(row["problems"]))
        table.add_row(row["intent"], row["standing"] or "", *counts, *shares, *last)
    Console(highlight=False).print(table)


@app.command()
def add(
    slug: Annotated[
        str, typer.Argument(help="Its name: small letters, digits, hyphens. With --from: the file's.")
    ] = "",
    source_file: Annotated[
        Path | None, typer.Option("--from", help="An article as a file, like those of data/.")
    ] = None,
    topic: Annotated[str, typer.Option()] = "",
    owner: Annotated[str, typer.Option()] = "",
    title_en: Annotated[str, typer.Option()] = "",
    title_es: Annotated[str, typer.Option()] = "",
    answer_en: Annotated[str, typer.Option()] = "",
    answer_es: Annotated[str, typer.Option()] = "",
    example_en: Annotated[list[str] | None, typer.Option(help="Several times: one example each.")] = None,
    example_es: Annotated[list[str] | None, typer.Option(help="Several times: one example each.")] = None,
    source_title: Annotated[str, typer.Option()] = "",
    source_url: Annotated[str, typer.Option()] = "",
    as_of: Annotated[str, typer.Option(help="The date of the source: 2026-01-31, 2026-01, 2026 or undated.")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Neither taught nor shown before it is completed.")] = False,
) -> None:
    """Add an article to data/. Prints what is wrong with it; ends with 1 when it was not written or has errors."""
    from emma.errors import FormRefused
    from emma.knowledge.findings import Finding, Level
    from emma.settings import current
    from emma.studio import articles
    from emma.studio.article_form import ArticleForm, SourceForm
    from emma.studio.files import Operator

    engine, settings = _engine(), current()
    try:
        form = _from_file(source_file) if source_file else ArticleForm(
            slug=slug,
            topic=topic,
            owner=owner or topic.replace("_", "-"),
            title={"en": title_en, "es": title_es},
            answer={"en": answer_en, "es": answer_es},
            examples={"en": tuple(example_en or ()), "es": tuple(example_es or ())},
            sources=(SourceForm(source_title, as_of, source_url),),
            as_of=as_of,
            reviewed_on=date.today().isoformat(),
            draft=draft,
        )  # fmt: skip
        saved = articles.create(engine, settings, Operator(), form)
    except FormRefused as refused:
        _print([one for one in refused.problems if isinstance(one, Finding)])
        Console(stderr=True, highlight=False).print(f"[red]{refused}[/red]")
        sys.exit(1)
    found = articles.problems(engine, settings, articles.opened(settings, form.slug.strip()).form)
    _print(found)
    for text in saved.masked:
        Console(stderr=True, highlight=False, markup=False).print(f"masked: {text}")
    Console(stderr=True, highlight=False, markup=False).print(f"data/{saved.path} is written; `emma train` teaches it")
    if any(one.level is Level.ERROR for one in found):
        sys.exit(1)


def register(parent: typer.Typer) -> None:
    """Add `emma intents …`."""
    parent.add_typer(app, name="intents")


def _from_file(path: Path) -> ArticleForm:
    from emma.errors import FormRefused
    from emma.knowledge.findings import error
    from emma.studio.article_text import LARGEST, form_of

    try:
        if path.stat().st_size > LARGEST:
            raise FormRefused([error(path.stem, "size", f"is larger than {LARGEST:,} bytes")])
        return form_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise FormRefused([error(path.stem, "article", "the file cannot be read")]) from None


def _print(found: list[Finding]) -> None:
    table = Table("", "field or rule", "what")
    for one in found:
        table.add_row(one.level.value, one.rule, one.why.replace("[", r"\["))
    if found:
        Console(highlight=False).print(table)


def _figures(found: Measured | None) -> dict[str, float | None]:
    return {name: getattr(found, name) if found else None for name in ("precision", "recall", "f1")}


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _engine() -> Engine:
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    engine = open_engine(current().database)
    migrate(engine)
    return engine
