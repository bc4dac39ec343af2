"""Rendering: one template with the interface's strings in one language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from emma.web.access import process_of
from emma.web.static_files import versioned
from emma.words import LANGUAGES

HERE = Path(__file__).parent
templates = Jinja2Templates(directory=HERE / "templates")
templates.env.globals["static"] = versioned


@cache
def texts(language: str) -> dict[str, Any]:
    """The interface's strings in one language."""
    return tomllib.loads((HERE / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def page(request: Request, name: str, language: str, code: int = 200, **context: Any) -> Response:
    """One rendered template with the interface's strings."""
    other = next(code for code in LANGUAGES if code != language)
    shared = {
        "t": texts(language),
        "language": language,
        "other": other,
        "demonstration": not process_of(request).settings.production,
    }
    return templates.TemplateResponse(request, name, {**shared, **context}, status_code=code)


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, and not a script or a program."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(("/api", "/webhooks"))


def error_page(request: Request, status: int, message: str, language: str) -> Response:
    """The page for an error."""
    return page(request, "error.html", language, status, status=status, message=message)
