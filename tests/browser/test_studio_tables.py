"""The lookup tables of the studio in a browser: axe, narrow, dark, a row by keyboard, a whole table, two at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from emma.web.app import create_app
from tests.axe import violations
from tests.browser.desk import sign_in
from tests.server import serving
from tests.studio_data import own_data

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = "/studio/tables"
ROW = f"{PAGE}/fees/row?k=I-90&k=Renewal+or+replacement"
PAGES = (PAGE, f"{PAGE}/offices_domestic", ROW, f"{PAGE}/closures/row", f"{PAGE}/forms/history")
PICTURES = os.environ.get("EMMA_PICTURES", "")  # a folder for screenshots, to be looked at
STRANGE = "number,title_en\nI-90,=HYPERLINK(1)\n"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A demonstration without a model over a data folder of its own."""
    app = create_app(own_data(tmp_path_factory.mktemp("tables"), sign_ins_per_minute=1000), load=False)
    yield app
    app.state.process.close()


@pytest.fixture(scope="module")
def served(chromium: str, studio: FastAPI) -> Iterator[str]:
    """Its address."""
    with serving(studio) as base:
        yield base


def as_teo(open_page: Open, path: str = PAGE, **options: object) -> Page:
    page = sign_in(open_page("/healthz", **options), "trainer", "/studio/tables")
    page.goto(path)
    return page


def pictured(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/tables-{name}.png", full_page=True)


def changed_jurisdictions(studio: FastAPI) -> bytes:
    """The table as a file, with a row gone, one new and one changed."""
    lines = (Path(studio.state.process.settings.data) / "jurisdictions.csv").read_text(encoding="utf-8").splitlines()
    changed = lines[1].replace("medium", "high")
    return "\n".join([lines[0], changed, *lines[3:], "CN,Everywhere,int-beijing,true,a test,2026,high"]).encode()


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "es")])
def test_axe_finds_nothing(open_page: Open, studio: FastAPI, scheme: str, language: str) -> None:
    page = as_teo(open_page, color_scheme=scheme, locale=f"{language}-US")
    for path in PAGES:
        page.goto(path)
        pictured(page, f"{PAGES.index(path)}-{scheme}")
        assert (path, violations(page)) == (path, [])
    page.goto(f"{PAGE}/jurisdictions")
    page.locator("#file").set_input_files(
        {"name": "j.csv", "mimeType": "text/csv", "buffer": changed_jurisdictions(studio)}
    )
    page.locator("form[enctype] button").click()
    expect(page.locator(".tally")).to_contain_text("1 ")
    pictured(page, f"difference-{scheme}")
    assert violations(page) == []
    page.goto(f"{PAGE}/forms")
    page.locator("#text").fill(STRANGE)
    page.locator("form:has(#text) button").click()
    expect(page.locator("#problems")).to_be_focused()
    pictured(page, f"refused-{scheme}")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_at_any_width(open_page: Open, width: int) -> None:
    page = as_teo(open_page, viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(path)
        pictured(page, f"{PAGES.index(path)}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_row_is_put_right_after_a_refusal_and_undone(open_page: Open) -> None:
    page = as_teo(open_page, f"{PAGE}/closures/row")
    values = {"Office (id)": "fo-abq", "From": "tomorrow", "Reason (English)": "Storm", "Reason (Spanish)": "Tormenta",
              "Source": "Notice"}  # fmt: skip
    for label, value in values.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#problems")).to_be_focused()
    pictured(page, "row-refused")
    assert violations(page) == []
    expect(page.get_by_label("Reason (Spanish)")).to_have_value("Tormenta")
    page.locator("#problems a").first.click()
    expect(page.get_by_label("From")).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("2026-12-24")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Saved.")
    expect(page.locator("table.rows")).to_contain_text("fo-abq")
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.locator(".said")).to_contain_text("The earlier state is back.")
    expect(page.get_by_text("This table is empty.")).to_be_visible()


def test_a_row_is_edited_and_removed_without_scripts(open_page: Open) -> None:
    page = as_teo(open_page, f"{PAGE}/forms?q=AR-11", java_script_enabled=False)
    page.get_by_role("link", name="AR-11").click()
    page.get_by_label("Who files it (English)").fill("Nearly everybody.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Saved.")
    page.goto(f"{PAGE}/forms/row?k=AR-11")
    expect(page.get_by_label("Who files it (English)")).to_have_value("Nearly everybody.")
    page.locator("summary", has_text="Remove this row").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".said, #problems")).to_be_visible()


def test_two_who_edit_one_row_both_see_what_the_other_wrote(open_page: Open) -> None:
    path = f"{PAGE}/forms/row?k=I-131"
    teo = as_teo(open_page, path)
    ada = sign_in(open_page("/healthz"), "administrator", PAGE)
    ada.goto(path)
    ada.get_by_label("Who files it (English)").fill("What Ada wrote.")
    ada.get_by_role("button", name="Save", exact=True).click()
    expect(ada.locator(".said")).to_be_visible()
    teo.get_by_label("Who files it (English)").fill("What Teo wrote.")
    teo.get_by_role("button", name="Save", exact=True).click()
    expect(teo.locator("#problems")).to_contain_text("Nothing was overwritten")
    expect(teo.get_by_label("Who files it (English)")).to_have_value("What Teo wrote.")
    expect(teo.locator(".theirs")).to_contain_text("What Ada wrote.")
    pictured(teo, "two-at-once")
    assert violations(teo) == []
