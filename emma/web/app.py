"""`create_app(settings)`: the web process. Nothing happens at import."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from emma.conversations.housekeeping import housekeeping
from emma.settings import Settings
from emma.web import api, errors, events, metrics, pages, webhook
from emma.web.logs import guard_handlers
from emma.web.schedule import keep_schedule
from emma.web.sizes import BodyLimit
from emma.web.sweeper import sweep_forever
from emma.web.wiring import load_live, wire

STATIC = Path(__file__).parent / "static"
RETRY_AFTER = "5"
log = logging.getLogger(__name__)


def create_app(settings: Settings, *, load: bool = True) -> FastAPI:
    """The application. With `load` the live release is loaded while the process already answers /healthz."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(_load(app)) if load else None
        sweeping = asyncio.create_task(sweep_forever(app.state.process))
        scheduled = asyncio.create_task(keep_schedule(work))
        yield
        for task in (loading, sweeping, scheduled):
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
    app.state.events = events.Wakeups()
    app.state.metrics = metrics.Metrics()
    app.add_middleware(BodyLimit)
    app.middleware("http")(_headers(settings))
    errors.install(app, app.state.process.library.phrases)
    for router in (api.router, events.router, webhook.router, pages.router, metrics.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["operation"])
    async def readyz() -> JSONResponse:
        assistant = app.state.process.assistant
        body = {"ready": assistant.ready, "release": assistant.version}
        return JSONResponse(body, status_code=200 if assistant.ready else 503)

    return app


async def _load(app: FastAPI) -> None:
    try:
        await run_in_threadpool(load_live, app.state.process)
        guard_handlers()  # a library may have brought its own
        log.info("ready: %s", app.state.process.assistant.version)
    except Exception as error:
        log.critical("no release could be loaded: %s", error)


def _headers(settings: Settings) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    ancestors = " ".join(("'self'", *settings.frame_ancestors))
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors {ancestors}"
    )

    async def add(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if response.status_code in (429, 503):
            response.headers.setdefault("Retry-After", RETRY_AFTER)
        if not request.url.path.startswith("/static"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add
