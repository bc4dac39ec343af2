"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of axe that are broken, WCAG 2.2 and best practice, with the elements that break them."""
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response["violations"]
    return [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found]
