"""Guard-rails beside the examples of an article: as JSON, as a part of the editor, and as a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from emma.accounts.people import Person
from emma.knowledge.articles import ARTICLE
from emma.knowledge.reading import index_folder
from emma.nlu.encoder import load_encoder
from emma.studio.guard_rails import LONGEST_ANSWER, Look, Typed, look
from emma.studio.nearest import ExampleIndex
from emma.studio.readings import Readings
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff import HEADER, trainer
from emma.web.staff_page import staff_page
from emma.words import LANGUAGES

router = APIRouter(include_in_schema=False)
Trainer = Annotated[Person, Depends(trainer)]
Text = Annotated[str, Form()]
PAGE = "/studio/try/examples"
LONGEST_NAME = 80
LONGEST_LIST = 40_000
_making = Lock()


@dataclass(frozen=True)
class Rails:
    """What a look needs, once a process."""

    index: ExampleIndex
    readings: Readings


class Asked(BaseModel):
    """What the editor sends. `other`: how many examples the other language has."""

    slug: str = Field(default="", max_length=LONGEST_NAME)
    language: str = Field(pattern="^(en|es)$")
    examples: list[str] = Field(default_factory=list, max_length=500)
    other: int | None = Field(default=None, ge=0)
    answer: str = ""


@router.post("/api/studio/guard")
def guard(request: Request, person: Trainer, asked: Asked) -> dict[str, Any]:
    """Codes and numbers for each example and for all together."""
    typed = Typed(asked.slug, asked.language, asked.examples, asked.other, asked.answer[:LONGEST_ANSWER])
    return looked(request, typed).as_json()


@router.post("/studio/guard")
def guard_part(
    request: Request,
    person: Trainer,
    slug: Text = "",
    language: Text = "en",
    examples: Text = "",
    other: Text = "",
    answer: Text = "",
) -> Response:
    """The same in words: a part for the script that put the form token into the header, otherwise the page."""
    typed = typed_from(slug, language, examples, other, answer)
    if HEADER in request.headers:
        return staff_page(request, "studio/try_guard_part.html", **guard_context(request, typed))
    return _page(request, typed)


@router.get(PAGE)
def examples_page(request: Request, person: Trainer, slug: str = "", language: str = "en") -> Response:
    """Sentences looked at without being saved."""
    return _page(request, typed_from(slug, language, "", "", ""))


def typed_from(slug: str, language: str, examples: str, other: str, answer: str) -> Typed:
    """What a form holds; examples are one a line. `other`: the other language's, or empty where nobody knows."""
    lines = [line for line in examples[:LONGEST_LIST].splitlines() if line.strip()]
    beside = None if not other else sum(bool(line.strip()) for line in other[:LONGEST_LIST].splitlines())
    language = language if language in LANGUAGES else LANGUAGES[0]
    return Typed(slug[:LONGEST_NAME].strip(), language, lines, beside, answer[:LONGEST_ANSWER])


def looked(request: Request, typed: Typed) -> Look:
    """A look with what this process has loaded."""
    process, rails = process_of(request), rails_of(request)
    reader = process.assistant
    if reader.version is not None:
        rails.index.take(index_folder(process.settings.models, reader.version))
    return look(rails.index, typed, process.desk.agencies, rails.readings if reader.ready else None)


def guard_context(request: Request, typed: Typed) -> dict[str, Any]:
    """What the part `studio/try_guard_part.html` shows: for editors that include it without a script."""
    found = looked(request, typed)
    masked = texts(language_of(request))["masked"]
    return {"look": found, "titles": titles(request, found), "typed": typed, "masked": masked}


def rails_of(request: Request) -> Rails:
    """The process's examples; the first look makes them."""
    state, process = request.app.state, process_of(request)
    with _making:
        if not hasattr(state, "rails"):
            settings = process.settings
            index = ExampleIndex(settings.data, settings.held_out, settings.var, load_encoder())
            state.rails = Rails(index, Readings(process.assistant))
        return state.rails  # type: ignore[no-any-return]


def titles(request: Request, found: Look) -> dict[str, str]:
    """The titles of the articles a look names, by intent."""
    named = {one.intent for example in found.examples for one in example.nearest}
    named |= {example.goes_to for example in found.examples if example.goes_to}
    named |= {str(note.values["intent"]) for one in found.examples for note in one.notes if "intent" in note.values}
    named |= {near.message.intent for near in found.held_out}
    return titles_of(request, named)


def titles_of(request: Request, intents: set[str]) -> dict[str, str]:
    """The title of each intent that an article has."""
    language = language_of(request)
    slugs = [intent.removeprefix("ask/") for intent in intents if intent.startswith("ask/")]
    query = select(ARTICLE.c.slug, ARTICLE.c.title).where(ARTICLE.c.slug.in_(slugs))
    with process_of(request).engine.connect().execution_options(read_only=True) as connection:
        return {f"ask/{row.slug}": row.title[language] for row in connection.execute(query)}


def _page(request: Request, typed: Typed) -> Response:
    context = guard_context(request, typed) if typed.examples else {"look": None, "typed": typed, "titles": {}}
    known = sorted(rails_of(request).index.files.now().examples)
    return staff_page(request, "studio/try_examples.html", known=known, **context)
