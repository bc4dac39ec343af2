"""Lookup tables as text and their differences: every committed table comes back as it was, and each refusal has a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.knowledge.tables import FILES
from emma.studio.table_checks import check
from emma.studio.table_text import RUNS, TableProblem, cell_problem, cleaned, decoded, parse, written
from emma.studio.tables import NAMES, Table, difference

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = date(2026, 11, 22)
CLOSURE = {"office_id": "fo-abq", "date_from": "2026-12-24", "date_until": "", "reason_en": "Storm",
           "reason_es": "Tormenta", "page": "", "source": "Notice"}  # fmt: skip


def columns(name: str) -> tuple[str, ...]:
    return tuple((DATA / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(","))


def table(name: str) -> Table:
    found = parse((DATA / f"{name}.csv").read_text(encoding="utf-8"), columns(name))
    assert not found.problems
    return Table(name, columns(name), found.rows, found.lines, "digest")


def codes(name: str, row: dict[str, str]) -> set[str]:
    others = {other: table(other).rows for other in NAMES if other != name}
    return {one.code for one in check(name, [row], [2], others, frozenset({"emergency-travel"}), TODAY)}


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_written_byte_by_byte_as_it_was_read(name: str) -> None:
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    assert written(columns(name), table(name).rows) == text
    assert parse(written(columns(name), table(name).rows, for_spreadsheet=True), columns(name)).rows == table(name).rows


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_tables_have_no_problem(name: str) -> None:
    mine = table(name)
    others = {other: table(other).rows for other in NAMES if other != name}
    slugs = frozenset(file.stem for file in (DATA / "knowledge").rglob("*.md"))
    assert check(name, mine.rows, mine.lines, others, slugs, TODAY) == []


def test_every_table_has_the_columns_of_its_model() -> None:
    for name in NAMES:
        kept = {column.name for column in FILES[f"{name}.csv"].__table__.columns} - {"row"}
        assert set(columns(name)) == kept


@given(st.text(max_size=40))
def test_no_cell_that_is_saved_runs_in_a_spreadsheet(text: str) -> None:
    cell = cleaned(text)
    if not cell_problem(cell):
        line = written(("a",), [{"a": cell}], for_spreadsheet=True).split("\n", 1)[1].strip('"\n')
        number = cell.replace(".", "", 1).lstrip("-+").isdigit()
        assert not line.startswith(RUNS) or number, line


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8), max_size=4)))
def test_any_text_is_read_or_refused_and_never_fails(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in [["a", "b"], *rows])
    found = parse(text, ("a", "b"))
    assert len(found.rows) == len(found.lines)
    assert all(set(row) == {"a", "b"} for row in found.rows)


@given(st.binary(max_size=200))
def test_any_file_is_decoded_or_refused(raw: bytes) -> None:
    text, problem = decoded(raw)
    assert problem is not None or isinstance(text, str)


def test_a_line_is_named_where_its_record_begins() -> None:
    text = 'a,b\n"two\nlines",x\n=1+1,y\n'
    assert [(one.code, one.line, one.column) for one in parse(text, ("a", "b")).problems] == [("formula", 4, "a")]


def test_a_negative_number_and_an_international_number_are_no_formulas() -> None:
    assert [cell_problem(cell) for cell in ("-106.67", "+1-212-620-3418", "+cmd", "-1+cmd|x", "@SUM(1)", "=1")] == [
        "", "", "formula", "formula", "formula", "formula",
    ]  # fmt: skip


def test_columns_may_come_in_another_order() -> None:
    found = parse("b,a\n1,2\n", ("a", "b"))
    assert found.rows == ({"a": "2", "b": "1"},)


def test_what_is_packed_is_refused_before_it_is_read() -> None:
    assert decoded(b"PK\x03\x04")[1] == TableProblem("packed")
    assert decoded(b"\x1f\x8b\x08")[1] == TableProblem("packed")
    assert decoded(b"x" * 2_000_001)[1] == TableProblem("too_large")


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("closures", {}, None),
        ("closures", {"date_from": "2026-13-01"}, "date"),
        ("closures", {"date_from": ""}, "empty"),
        ("closures", {"date_until": "2026-12-01"}, "order"),
        ("closures", {"page": "javascript:alert(1)"}, "link"),
        ("closures", {"office_id": "fo-none"}, "unknown_row"),
        ("closures", {"reason_es": ""}, "one_language"),
        ("fees", {"paper_usd": "12.50"}, "amount"),
        ("fees", {"paper_usd": "", "online_usd": ""}, "no_amount"),
        ("fees", {"variable": "true"}, "variable"),
        ("fees", {"free": "true"}, "free"),
        ("fees", {"free": "yes"}, "boolean"),
        ("fees", {"as_of": "soon"}, "as_of"),
        ("fees", {"as_of": "2027-01-01"}, "future"),
        ("fees", {"confidence": "low"}, "confidence"),
        ("fees", {"form": "I-0"}, "unknown_row"),
        ("fees", {"note_en": "for 123-45-6789", "note_es": "para 123-45-6789"}, "identifier"),
        ("phone_numbers", {"number": "1-800"}, "phone"),
        ("phone_numbers", {"number": ""}, "phone"),
        ("phone_numbers", {"tty": "call us"}, "phone"),
        ("phone_numbers", {"id": "Ph 1"}, "id"),
        ("jurisdictions", {"country": "XX"}, "country"),
        ("jurisdictions", {"country": "Mexico"}, "too_long"),
        ("offices_domestic", {"lat": "north"}, "number"),
        ("offices_domestic", {"kind": "shop"}, "choice"),
        ("agencies", {"article": "no-such-article"}, "unknown_article"),
        ("service_request_kinds", {"too_slow_days": "two"}, "days"),
        ("service_request_kinds", {"quicker": "emergency-travel;nothing"}, "unknown_article"),
    ],
)
def test_each_rule_finds_what_breaks_it(name: str, changed: dict[str, str], code: str | None) -> None:
    row = CLOSURE if name == "closures" else dict(table(name).rows[0])
    found = codes(name, {**row, **changed})
    assert code in found if code else not found


def test_a_row_that_another_table_or_the_program_names_must_stay() -> None:
    others = {other: table(other).rows for other in NAMES}
    offices = [row for row in table("offices_international").rows if row["id"] != "int-beijing"]
    found = check("offices_international", offices, range(2, 2 + len(offices)), others, frozenset(), TODAY)
    assert [(one.code, one.column, one.value) for one in found] == [("needed", "jurisdictions", "int-beijing")]
    kinds = [row for row in table("service_request_kinds").rows if row["kind"] != "call_back"]
    slugs = frozenset(file.stem for file in (DATA / "knowledge").rglob("*.md"))
    found = check("service_request_kinds", kinds, range(2, 2 + len(kinds)), others, slugs, TODAY)
    assert [(one.code, one.value) for one in found] == [("needed", "call_back")]


def test_two_rows_with_one_key_are_a_problem() -> None:
    others = {other: table(other).rows for other in NAMES}
    found = check("closures", [CLOSURE, CLOSURE], [2, 3], others, frozenset(), TODAY)
    assert [(one.code, one.line) for one in found] == [("double", 3)]


def test_a_difference_names_added_removed_and_changed_cells() -> None:
    old = table("forms")
    rows = [{**old.rows[0], "page": "https://example.org/x"}, *old.rows[2:], {**old.rows[1], "number": "X-1"}]
    found = difference(old, rows)
    assert [row["number"] for row in found.added] == ["X-1"]
    assert [row["number"] for row in found.removed] == [old.rows[1]["number"]]
    assert [(one.key, one.cells) for one in found.changed] == [
        ((old.rows[0]["number"],), (("page", old.rows[0]["page"], "https://example.org/x"),))
    ]
    assert found.unchanged == len(old.rows) - 2
    assert not found.nothing
    assert difference(old, old.rows).nothing
    assert difference(old, old.rows[::-1]).moved
