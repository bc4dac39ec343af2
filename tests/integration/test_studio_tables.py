"""The lookup tables in the studio over HTTP: rows, whole tables, refusals, history, a second person, two at once."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from emma.models import Audit, FileVersion
from emma.studio import files
from emma.studio.tables import NAMES
from emma.web.app import create_app
from tests.staff import Staff
from tests.studio_data import own_data

PAGE = "/studio/tables"
CLOSURE = {"office_id": "fo-abq", "date_from": "2026-12-24", "date_until": "", "reason_en": "Storm", "reason_es": "Tormenta",
           "page": "https://www.uscis.gov/closings", "source": "Notice of the office"}  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A demonstration without a model over a data folder of its own."""
    app = create_app(own_data(tmp_path), load=False)
    yield TestClient(app, follow_redirects=False)
    app.state.process.close()


@pytest.fixture
def teo(client: TestClient) -> Staff:
    """The trainer."""
    return Staff(client, client.app.state.process.engine, "teo")  # type: ignore[attr-defined]


@pytest.fixture
def ada(client: TestClient) -> Staff:
    """The administrator, who may train too."""
    return Staff(client, client.app.state.process.engine, "ada")  # type: ignore[attr-defined]


def data(who: Staff) -> Path:
    return Path(who.client.app.state.process.settings.data)  # type: ignore[attr-defined]


def rows(who: Staff, name: str) -> list[dict[str, str]]:
    with (data(who) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(who: Staff, name: str) -> str:
    return files.read(who.client.app.state.process.settings, f"{name}.csv").digest  # type: ignore[attr-defined]


def send_row(who: Staff, name: str, row: dict[str, str], key: dict[str, str] | None = None, **more: str) -> Any:
    known = {"known": "1", **{f"key.{column}": value for column, value in key.items()}} if key else {}
    cells = {f"cell.{column}": value for column, value in row.items()}
    form = {"base": digest(who, name), **known, **cells, **more}
    return who.post(f"{PAGE}/{name}/row", data=form)


def upload(who: Staff, name: str, raw: bytes) -> Any:
    return who.post(f"{PAGE}/{name}/check", files={"file": ("table.csv", raw, "text/csv")})


def said(answer: Any) -> str:
    return html.unescape(answer.text)


def as_csv(found: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(found[0]))
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode()


def test_only_trainers_and_administrators_have_the_tables(teo: Staff) -> None:
    assert teo.get(PAGE).status_code == 200
    for login in ("ben", "dana"):
        assert Staff(teo.client, teo.engine, login).get(f"{PAGE}/fees").status_code == 403
    assert teo.client.get(PAGE).status_code in (303, 401)


def test_every_table_has_its_page_in_both_languages(teo: Staff) -> None:
    for name in NAMES:
        for language in ("en", "es"):
            for page in ("", "/history", "/row"):
                assert teo.get(f"{PAGE}/{name}{page}?lang={language}").status_code == 200, (name, page)
    assert teo.get(f"{PAGE}/secrets").status_code == 404
    assert teo.get(f"{PAGE}/..%2f..%2fpyproject").status_code == 404


def test_teo_adds_edits_and_removes_a_row_and_each_is_a_version_of_his(teo: Staff) -> None:
    assert send_row(teo, "closures", CLOSURE, note="Storm").headers["location"] == f"{PAGE}/closures?said=saved"
    assert rows(teo, "closures") == [CLOSURE]
    key = {"office_id": "fo-abq", "date_from": "2026-12-24"}
    assert send_row(teo, "closures", {**CLOSURE, "date_until": "2026-12-26"}, key).status_code == 303
    assert rows(teo, "closures")[0]["date_until"] == "2026-12-26"
    assert send_row(teo, "closures", {}, key, act="remove").status_code == 303
    assert rows(teo, "closures") == []
    with teo.engine.connect() as connection:
        notes = [row.note for row in connection.execute(select(FileVersion.__table__).order_by(FileVersion.id))]
        acts = connection.execute(select(Audit.__table__.c.action)).scalars().all()
    assert notes == ["", "Storm", "", ""], "what was found, then three states"
    assert acts.count("studio.saved") == 3


def test_saving_a_row_leaves_every_other_line_of_the_file_as_it_was(teo: Staff) -> None:
    before = (data(teo) / "forms.csv").read_text(encoding="utf-8").splitlines()
    row = {**rows(teo, "forms")[3], "purpose_en": "Something else."}
    assert send_row(teo, "forms", row, {"number": row["number"]}).status_code == 303
    after = (data(teo) / "forms.csv").read_text(encoding="utf-8").splitlines()
    assert [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [4]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date_from": "24 December"}, "no date such as"),
        ({"date_until": "2026-12-01"}, "before the first one"),
        ({"page": "http://example.org"}, "no https address"),
        ({"office_id": "fo-nowhere"}, "which is in no table"),
        ({"reason_es": ""}, "the other language has it"),
        ({"source": ""}, "Source is needed"),
        ({"reason_en": "=HYPERLINK(1)"}, "begins like a formula"),
        ({"reason_en": "<script>alert(1)</script>"}, "holds HTML"),
        ({"reason_en": "for A123456789"}, "identifier of a person"),
        ({"reason_en": "x" * 2001}, "too long"),
    ],
)
def test_a_row_that_no_release_should_carry_is_refused_and_shown_as_typed(
    teo: Staff, change: dict[str, str], words: str
) -> None:
    sent = send_row(teo, "closures", {**CLOSURE, **change})
    assert sent.status_code == 422
    assert words in said(sent)
    assert "Tormenta" in said(sent) or "reason_es" in change
    assert rows(teo, "closures") == []


def test_what_is_typed_as_html_is_shown_as_text(teo: Staff) -> None:
    sent = send_row(teo, "closures", {**CLOSURE, "reason_en": "<script>alert(1)</script>"})
    assert "<script>alert" not in sent.text


def test_what_another_table_names_cannot_be_removed(teo: Staff) -> None:
    sent = send_row(teo, "forms", {}, {"number": "I-90"}, act="remove")
    assert (sent.status_code, "still needed by: Fees" in said(sent)) == (422, True)
    assert any(row["number"] == "I-90" for row in rows(teo, "forms"))


def test_two_who_edit_at_once_are_told_and_nothing_is_overwritten(teo: Staff, ada: Staff) -> None:
    old = digest(teo, "forms")
    row = rows(teo, "forms")[0]
    key = {"number": row["number"]}
    assert send_row(ada, "forms", {**row, "purpose_en": "What Ada wrote."}, key).status_code == 303
    sent = send_row(teo, "forms", {**row, "purpose_en": "What Teo wrote."}, key, base=old)
    assert sent.status_code == 409
    assert all(words in said(sent) for words in ("changed this table meanwhile", "What Teo wrote.", "What Ada wrote."))
    assert rows(teo, "forms")[0]["purpose_en"] == "What Ada wrote."
    base = re.search(r'name="base" value="(\w+)"', sent.text)
    assert base
    assert send_row(teo, "forms", {**row, "purpose_en": "What both agreed."}, key, base=base[1]).status_code == 303


def test_a_row_that_somebody_removed_meanwhile_can_be_added_again(teo: Staff, ada: Staff) -> None:
    assert send_row(teo, "closures", CLOSURE).status_code == 303
    old, key = digest(teo, "closures"), {"office_id": "fo-abq", "date_from": "2026-12-24"}
    assert send_row(ada, "closures", {}, key, act="remove").status_code == 303
    sent = send_row(teo, "closures", {**CLOSURE, "reason_en": "Ice"}, key, base=old)
    assert sent.status_code == 409
    assert "removed this row meanwhile" in said(sent)
    assert 'name="known"' not in sent.text


def test_a_whole_table_is_saved_only_after_its_difference_was_seen(teo: Staff) -> None:
    found = rows(teo, "jurisdictions")
    changed = [{**found[0], "as_of": "2026"}, *found[2:], {**found[0], "region": "Everywhere", "source": "A test"}]
    before = digest(teo, "jurisdictions")
    sent = upload(teo, "jurisdictions", as_csv(changed))
    assert sent.status_code == 200
    assert f"1 added, 1 removed, 1 changed, {len(found) - 2} unchanged" in said(sent)
    assert digest(teo, "jurisdictions") == before, "nothing is saved yet"
    text = re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', sent.text, re.S)
    assert text
    form = {"text": html.unescape(text[1]).replace("\n", "\r\n"), "base": before}
    missing = teo.post(f"{PAGE}/jurisdictions/save", data=form)
    assert (missing.status_code, "Say in a few words" in said(missing)) == (422, True)
    assert teo.post(f"{PAGE}/jurisdictions/save", data={**form, "note": "China"}).status_code == 303
    assert rows(teo, "jurisdictions") == changed
    again = teo.post(f"{PAGE}/jurisdictions/save", data={**form, "note": "China"})
    assert again.status_code == 409, "it was made from what the table was before"


def test_the_download_sent_back_changes_nothing(teo: Staff) -> None:
    for name in NAMES:
        file = teo.get(f"{PAGE}/{name}/file.csv")
        assert file.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        assert "There is nothing to save" in said(upload(teo, name, file.content)), name


def test_no_cell_of_a_download_begins_like_a_formula(teo: Staff) -> None:
    text = teo.get(f"{PAGE}/phone_numbers/file.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert "'+1-212-620-3418" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_cells_copied_from_a_spreadsheet_and_semicolons_are_read(teo: Staff) -> None:
    for mark in ("\t", ";"):
        lines = [mark.join(CLOSURE), mark.join(CLOSURE.values())]
        sent = teo.post(f"{PAGE}/closures/check", data={"text": "\r\n".join(lines)})
        assert "1 added, 0 removed" in said(sent), mark


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 3_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (packed(), "packed file"),
        (b"\x1f\x8b\x08\x00rest", "packed file"),
        (b"id,title_en\xe9\n", "not UTF-8"),
        (b"id,\0title\n", "not a text file"),
        (b"", "nothing in it"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b'office_id,"date', "cannot be read as CSV"),
        (b"office_id,wrong\n", "no column named wrong"),
        (b"a: &a [1]\nb: *a\n", "no column named"),
        (",".join(CLOSURE).encode() + b"\n=cmd|' /C calc'!A0,2026-12-24,,a,b,,c\n", "begins like a formula"),
        (",".join(CLOSURE).encode() + b"\nfo-abq,2026-12-24\n", "number of cells"),
        (",".join(CLOSURE).encode() + b"\n" + b"fo-abq,2026-12-24,,a,b,,c\n" * 5001, "More than 5000 rows"),
    ],
)
def test_a_wrong_or_hostile_file_is_refused_with_the_reason(teo: Staff, raw: bytes, words: str) -> None:
    before = digest(teo, "closures")
    sent = upload(teo, "closures", raw)
    assert sent.status_code == 422
    assert words in said(sent)
    assert digest(teo, "closures") == before


def test_five_megabytes_pasted_are_refused_in_words(teo: Staff) -> None:
    sent = teo.post(f"{PAGE}/closures/check", data={"text": "x" * 5_000_000})
    assert (sent.status_code, "larger than 2 MB" in said(sent)) == (422, True)
    far = teo.post(f"{PAGE}/closures/check", data={"text": "x" * 9_000_000})
    assert far.status_code == 413


def test_a_stranger_may_not_send_more_than_before(teo: Staff) -> None:
    assert teo.client.post(f"{PAGE}/closures/check", data={"text": "x" * 70_000}).status_code == 413


def test_a_problem_names_its_line_and_column(teo: Staff) -> None:
    found = rows(teo, "fees")
    found[4] = {**found[4], "paper_usd": "a lot"}
    sent = upload(teo, "fees", as_csv(found))
    assert "Line 6: On paper, dollars is an amount in whole dollars, not “a lot”." in said(sent)


def test_the_last_change_is_undone_and_the_history_says_who_did_what(teo: Staff) -> None:
    before = (data(teo) / "forms.csv").read_bytes()
    row = {**rows(teo, "forms")[0], "purpose_en": "A slip."}
    assert send_row(teo, "forms", row, {"number": row["number"]}, note="A slip").status_code == 303
    page = teo.get(f"{PAGE}/forms?said=saved").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    form = {"version": version[1], "base": digest(teo, "forms")}
    assert teo.post(f"{PAGE}/forms/restore", data=form).headers["location"] == f"{PAGE}/forms?said=restored"
    assert (data(teo) / "forms.csv").read_bytes() == before
    history = said(teo.get(f"{PAGE}/forms/history"))
    assert all(words in history for words in ("A slip.", "Teo", "the files, outside the studio", "1 changed"))
    assert teo.post(f"{PAGE}/forms/restore", data={"version": "999999", "base": ""}).status_code == 404
    assert teo.post(f"{PAGE}/fees/restore", data=form).status_code == 404, "a version of another file"


@pytest.mark.parametrize("name", ["fees", "phone_numbers"])
def test_fees_and_telephone_numbers_wait_for_a_second_person(teo: Staff, ada: Staff, name: str) -> None:
    row = rows(teo, name)[0]
    key = {column: row[column] for column in (("form", "situation_en") if name == "fees" else ("id",))}
    assert send_row(teo, name, {**row, "note_en": "New.", "note_es": "Nuevo."}, key).status_code == 303
    assert "waits for a second person" in said(teo.get(PAGE))
    own = teo.post(f"{PAGE}/{name}/approve", data={})
    assert (own.status_code, "did not make this change" in said(own)) == (409, True)
    assert "Approve this change" in said(ada.get(f"{PAGE}/{name}"))
    assert ada.post(f"{PAGE}/{name}/approve", data={}).status_code == 303
    assert "waits for a second person" not in said(teo.get(PAGE))


def test_a_form_without_its_token_or_from_elsewhere_changes_nothing(teo: Staff) -> None:
    headers = {"Cookie": teo.headers["Cookie"]}
    sent = teo.client.post(f"{PAGE}/closures/row", data={"base": ""}, headers=headers)
    assert sent.status_code == 403


def test_a_full_disk_is_told_and_the_table_stays(teo: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = (data(teo) / "closures.csv").read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    sent = send_row(teo, "closures", CLOSURE)
    assert (sent.status_code, "The disk did not take the file" in said(sent)) == (507, True)
    assert (data(teo) / "closures.csv").read_bytes() == before
