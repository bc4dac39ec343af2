"""The console /studio/try: a conversation with any release, how each reply came about, and the way to a test story."""

from __future__ import annotations

from threading import Lock
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from emma.accounts.people import Person
from emma.conversations.incoming import LONGEST
from emma.errors import EmmaError
from emma.studio import stories
from emma.studio.console import Console, Session
from emma.studio.speakers import Aside, LiveSpeaker
from emma.training.releases import releases
from emma.web.access import process_of
from emma.web.language import language_of
from emma.web.pages import texts
from emma.web.staff import trainer
from emma.web.staff_page import staff_page, staff_texts
from emma.web.studio_guard import titles_of
from emma.web.studio_try_view import shown_exchange
from emma.words import LANGUAGES, TOPICS, Outcome

router = APIRouter(include_in_schema=False)
Trainer = Annotated[Person, Depends(trainer)]
Text = Annotated[str, Form()]
PAGE, STORY = "/studio/try", "/studio/try/story"
OFFERED = 15
_making = Lock()


@router.get(PAGE)
def console_page(request: Request, person: Trainer, s: str = "") -> Response:
    """The console, with the conversation that is open."""
    return _page(request, person, s)


@router.post(PAGE)
def act(
    request: Request,
    person: Trainer,
    act: Text = "say",
    s: Text = "",
    text: Text = "",
    choice: Text = "",
    release: Text = "",
    beside: Text = "",
    language: Text = "",
    item: Text = "",
) -> Response:
    """Start, say, choose a button, play a conversation of the inbox, or end; each leads back to the page."""
    console = console_of(request)
    try:
        if act == "start":
            wanted = language if language in LANGUAGES else None
            return _to(console.start(person.id, _known(request, release), beside=bool(beside), language=wanted))
        if act == "replay":
            said = stories.heard(process_of(request).engine, _number(item))
            session = console.start(person.id)
            console.replay(session, said)
            return _to(session)
        session = console.session(person.id, s) if s else console.start(person.id)
        if act == "end":
            console.end(session)
            return RedirectResponse(PAGE, status_code=303)
        if choice:
            console.choose(session, _number(choice))
        else:
            console.say(session, text)
        return _to(session)
    except EmmaError as error:
        return _page(request, person, s, error=error, draft=text[:LONGEST])


@router.get(STORY)
def story_page(request: Request, person: Trainer, s: str = "") -> Response:
    """The conversation as a test story, with what is expected of each reply."""
    return _story(request, person, s, {})


@router.post(STORY)
async def story_act(request: Request, person: Trainer) -> Response:
    """Show it again with what was chosen, give it as a file, or keep it under data/test_stories."""
    given = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_story_act, request, person, given)


def console_of(request: Request) -> Console:
    """The process's console; the first page makes it."""
    state, process = request.app.state, process_of(request)
    with _making:
        if not hasattr(state, "console"):
            live = LiveSpeaker(
                process.assistant, process.settings, process.conversations.alarms, process.conversations.agencies,
                lambda: process.library.index,
            )  # fmt: skip
            state.console = Console(live, Aside(process.settings))
        return state.console  # type: ignore[no-any-return]


def _page(request: Request, person: Person, s: str, *, error: EmmaError | None = None, draft: str = "") -> Response:
    console = console_of(request)
    session, problem = _session(console, person, s)
    problem = error or problem
    language = language_of(request)
    exchanges = [shown_exchange(exchange) for exchange in session.exchanges] if session else []
    named = {name for exchange in exchanges for name in exchange["intents"]}
    context = {
        "session": session,
        "standing": console.standing(session) if session else "ready",
        "live": console.live.version,
        "offered": [one for one in _offered(request) if one != console.live.version],
        "chosen": session.release if session else request.query_params.get("release", ""),
        "exchanges": exchanges,
        "titles": titles_of(request, named),
        "problem": _said(request, problem) if problem else "",
        "draft": draft or request.query_params.get("text", "")[:LONGEST],
        "item": request.query_params.get("item", "") if not session else "",
        "longest": LONGEST,
        "masked": texts(language)["masked"],
        "outcomes": staff_texts(language)["studio"]["try"]["outcomes"],
    }
    return staff_page(request, "studio/try.html", problem.status if problem else 200, **context)


def _story(
    request: Request, person: Person, s: str, given: dict[str, str], error: EmmaError | None = None, path: str = ""
) -> Response:
    console = console_of(request)
    try:
        session = console.session(person.id, s)
    except EmmaError as gone:
        return _page(request, person, "", error=gone)
    turns = stories.expecting(stories.story_of(session.exchanges), given)
    name = given.get("name", "")
    context = {
        "session": session,
        "turns": turns,
        "story_name": name,
        "rows": stories.as_csv(name or "my-story", turns),
        "yaml": stories.as_yaml(name or "my-story", turns),
        "topics": sorted(TOPICS),
        "kinds": [outcome.value for outcome in Outcome],
        "problem": _said(request, error) if error else "",
        "path": path,
        "longest": stories.LONGEST_NAME,
    }
    return staff_page(request, "studio/try_story.html", error.status if error else 200, **context)


def _story_act(request: Request, person: Person, given: dict[str, str]) -> Response:
    s, wanted = given.get("s", ""), given.get("act", "")
    process = process_of(request)
    try:
        session = console_of(request).session(person.id, s)
        turns = stories.expecting(stories.story_of(session.exchanges), given)
        name = stories.named(given.get("name", ""))
        if wanted == "csv":
            return _file(f"{name}.csv", "text/csv", stories.as_csv(name, turns))
        if wanted == "yaml":
            return _file(f"test_{name.replace('-', '_')}.yml", "application/yaml", stories.as_yaml(name, turns))
        path = ""
        if wanted == "keep":
            path = stories.keep(process.engine, process.settings, person, name, turns)
    except EmmaError as error:
        return _story(request, person, s, given, error)
    return _story(request, person, s, given, path=path)


def _session(console: Console, person: Person, s: str) -> tuple[Session | None, EmmaError | None]:
    try:
        return (console.session(person.id, s) if s else None), None
    except EmmaError as error:
        return None, error


def _offered(request: Request) -> list[str]:
    """The newest releases whose files can be had."""
    process = process_of(request)
    found = [one for one in releases(process.engine) if one.archived or _file_of(process, one.version)]
    return [one.version for one in found[:OFFERED]]


def _file_of(process: Any, version: str) -> bool:
    return bool((process.settings.models / f"{version}.tar.gz").exists())


def _known(request: Request, release: str) -> str:
    """A release that is offered; anything else is the live one."""
    return release if release in _offered(request) else ""


def _said(request: Request, error: EmmaError) -> str:
    """A refusal in the words of the page, or in those of the library."""
    language = language_of(request)
    own: dict[str, str] = staff_texts(language)["studio"]["try"]["problems"]
    phrases, key = process_of(request).library.phrases, f"utter_error_{error.code}"
    return own.get(error.code) or (phrases.text(key, language) if phrases.has(key) else str(error))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _to(session: Session) -> Response:
    return RedirectResponse(f"{PAGE}?{urlencode({'s': session.id})}#last", status_code=303)


def _file(name: str, kind: str, text: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
