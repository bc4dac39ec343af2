"""`create_app(settings)`: the web process. Nothing happens at import."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from emma.accounts import demonstration
from emma.accounts.openid import OpenId
from emma.conversations.housekeeping import housekeeping
from emma.settings import Settings
from emma.web import (
    api,
    board_api,
    board_pages,
    chat_forms,
    chat_pages,
    closing_api,
    desk_acts,
    desk_api,
    desk_events,
    desk_finding,
    desk_pages,
    desk_requests_api,
    desk_requests_pages,
    desk_writing_acts,
    desk_writing_api,
    errors,
    events,
    metrics,
    openid_pages,
    pages,
    practice_pages,
    quality_pages,
    reports_pages,
    requests_api,
    requests_pages,
    signing_in,
    tour,
    visitor_forms,
    webhook,
)
from emma.web.compression import Compression
from emma.web.desk_watcher import beat_forever, watch_forever
from emma.web.logs import guard_handlers
from emma.web.practice_pages import practise_forever
from emma.web.release_watcher import follow_forever
from emma.web.schedule import keep_schedule
from emma.web.sizes import BodyLimit
from emma.web.static_files import MOUNT, STATIC, Versioned
from emma.web.studio_routers import STUDIO
from emma.web.sweeper import sweep_forever
from emma.web.training_watcher import watch_jobs_forever
from emma.web.wiring import load_live, wire

STAFF = ("/sign-in", "/account", "/desk", "/studio", "/reports")  # no other site frames these
RETRY_AFTER = "5"
DESK_ROUTERS = (
    desk_api.router, desk_writing_api.router, desk_events.router, visitor_forms.router, board_api.router,
)  # fmt: skip
DESK_PAGES = (
    desk_pages.router, desk_finding.router, desk_acts.router, desk_writing_acts.router,
    board_pages.router, quality_pages.router, practice_pages.router, reports_pages.router,
)  # fmt: skip
REQUEST_ROUTERS = (
    requests_api.router, requests_pages.router, desk_requests_api.router, desk_requests_pages.router,
)  # fmt: skip
log = logging.getLogger(__name__)


def create_app(settings: Settings, *, load: bool = True) -> FastAPI:
    """The application. With `load` the live release is loaded while the process already answers /healthz."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(_run_live(app)) if load else None
        sweeping = asyncio.create_task(sweep_forever(app.state.process))
        scheduled = asyncio.create_task(keep_schedule(work))
        watching = asyncio.create_task(watch_forever(app.state.process.desk, app.state.events))
        beating = asyncio.create_task(beat_forever(app.state.process.desk, app.state.events))
        practising = asyncio.create_task(practise_forever(app.state.process, app.state.events))
        jobs = asyncio.create_task(watch_jobs_forever(app.state.process))
        yield
        for task in (loading, sweeping, scheduled, watching, beating, practising, jobs):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        app.state.process.close()

    app = FastAPI(
        title="Emma", description="A virtual assistant for a public agency.", version="0.1.0", lifespan=lifespan,
        docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.process = wire(settings)
    work = housekeeping(app.state.process.engine, settings)
    _accounts(app, settings)
    app.state.events = events.Wakeups()
    app.state.metrics = metrics.Metrics()
    app.add_middleware(BodyLimit)
    app.middleware("http")(_headers(settings))
    app.add_middleware(Compression)
    errors.install(app, app.state.process.conversations.phrases)
    routers = (
        api.router, closing_api.router, events.router, webhook.router, pages.router, chat_pages.router, chat_forms.router, tour.router,
        metrics.router, signing_in.router, openid_pages.router,
    )  # fmt: skip
    for router in (*routers, *DESK_ROUTERS, *DESK_PAGES, *REQUEST_ROUTERS, *STUDIO):
        app.include_router(router)
    with_pages = (*routers, *DESK_PAGES, *REQUEST_ROUTERS, *STUDIO)
    app.state.pages = frozenset(getattr(route, "path", "") for router in with_pages for route in router.routes)
    app.mount(MOUNT, Versioned(directory=STATIC), name="static")

    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["operation"])
    async def readyz() -> JSONResponse:
        assistant, wanted = app.state.process.assistant, app.state.process.release.wanted
        body = {"ready": assistant.ready, "release": assistant.version}
        if wanted is not None:  # live in the database, but not what runs here
            body["wanted"] = wanted
        return JSONResponse(body, status_code=200 if assistant.ready else 503)

    return app


def _accounts(app: FastAPI, settings: Settings) -> None:
    """The staff's sign-in. A production start refuses the accounts of a demonstration; a demonstration makes them."""
    engine = app.state.process.engine
    if settings.production:
        demonstration.refuse(engine)
    else:
        demonstration.make(engine)
    app.state.one_time_keys = demonstration.OneTimeKeys()
    app.state.openid = OpenId(settings) if settings.openid else None


async def _run_live(app: FastAPI) -> None:
    """Load what is live, then follow what becomes live."""
    try:
        await run_in_threadpool(load_live, app.state.process)
        guard_handlers()  # a library may have brought its own
        log.info("ready: %s", app.state.process.assistant.version)
    except Exception as error:
        log.critical("no release could be loaded: %s", error)
    await follow_forever(app.state.process.release)


def _headers(settings: Settings) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    embedding = " ".join(("'self'", *settings.frame_ancestors))
    staff = "'none'" if settings.production else "'self'"  # the tour of a demonstration shows the desk beside the chat
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors "
    )

    async def add(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        ancestors = staff if request.url.path.startswith(STAFF) else embedding
        response.headers.setdefault("Content-Security-Policy", policy + ancestors)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.status_code in (429, 503):
            response.headers.setdefault("Retry-After", RETRY_AFTER)
        if not request.url.path.startswith("/static"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add
