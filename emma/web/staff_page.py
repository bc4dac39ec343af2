"""Pages of the staff: one template with its strings, the navigation of the role, and the form token."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from emma.accounts.people import Person
from emma.accounts.sessions import Signed
from emma.web.language import COOKIE, language_of
from emma.web.pages import page, texts
from emma.words import LANGUAGES

TEXTS = Path(__file__).parent / "texts"
DAY = 24 * 3600
ACCOUNT = "/account"
# What the navigation offers: its word, its page, the right it needs. Only pages that are served are shown.
NAVIGATION = (
    ("desk", "/desk", "may_serve"),
    ("requests", "/desk/requests", "may_serve"),
    ("practice", "/desk/practice", "may_serve"),
    ("quality", "/desk/quality", "may_serve"),
    ("board", "/desk/board", "may_supervise"),
    ("studio", "/studio", "may_train"),
    ("reports", "/reports", "may_read_reports"),
)


def staff_page(request: Request, template: str, code: int = 200, **context: Any) -> Response:
    """A template that extends `staff/base.html`, for whoever `signed_in` found.

    It finds `t` (the strings of staff_*.toml, desk_*.toml and board_*.toml; those of the studio as `t.studio.<part>`),
    `person`, `csrf`, `navigation` and `notices` (texts, empty unless given), besides what `page` gives.
    """
    signed: Signed | None = getattr(request.state, "signed", None)
    language = language_of(request)
    other = next(one for one in LANGUAGES if one != language)
    shared = {
        "t": staff_texts(language),
        "person": signed.person if signed else None,
        "csrf": signed.csrf if signed else "",
        "navigation": navigation(request, signed.person) if signed else [],
        "here": request.url.path,
        "switch": "?" + request.url.include_query_params(lang=other).query,
        "notices": (),
    }
    response = page(request, template, language, code, **{**shared, **context})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=DAY, httponly=True, samesite="lax")
    return response


def staff_texts(language: str) -> dict[str, Any]:
    """The strings of the staff's pages; what every page says is the visitors' too."""
    desk = f"desk_{language}"
    return {
        "common": texts(language)["common"],
        **texts(f"staff_{language}"),
        **(texts(desk) if (TEXTS / f"{desk}.toml").exists() else {}),
        **texts(f"board_{language}"),
        "studio": _studio_texts(language),
    }


@cache
def _studio_texts(language: str) -> dict[str, Any]:
    """`studio_inbox_en.toml` is found as `t.studio.inbox`."""
    names = sorted(file.stem for file in TEXTS.glob(f"studio_*_{language}.toml"))
    return {name.removeprefix("studio_").removesuffix(f"_{language}"): texts(name) for name in names}


def navigation(request: Request, person: Person) -> list[dict[str, str]]:
    """The pages this person may open, among those that this process serves."""
    served = request.app.state.pages
    return [
        {"word": word, "href": href} for word, href, right in NAVIGATION if href in served and getattr(person, right)
    ]


def home_of(request: Request, person: Person) -> str:
    """Where somebody begins after signing in."""
    return next((one["href"] for one in navigation(request, person)), ACCOUNT)
