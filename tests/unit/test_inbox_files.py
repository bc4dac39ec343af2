"""The inbox as a file: nothing in it runs in a spreadsheet, and what is wrong with a file is said with its line."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.errors import ImportRefused
from emma.inbox.exchanging import FORMULA, LARGEST, MOST_ROWS, Asked, as_csv, as_jsonl, read_decisions
from emma.web.studio_inbox_screen import file_refusal
from tests.inbox import item
from tests.page_texts import words

EVIL = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"]


@pytest.mark.parametrize("text", EVIL)
def test_a_cell_that_would_run_is_text(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([item(1, text, right_answer=text)]), newline="")))
    assert rows[0]["text"] == rows[0]["right_answer"] == f"'{text}"


@given(st.text(max_size=40))
def test_no_cell_of_any_text_begins_like_a_formula(text: str) -> None:
    cells = [cell for row in csv.reader(io.StringIO(as_csv([item(1, text)]), newline="")) for cell in row]
    assert not any(cell.startswith(FORMULA) for cell in cells)


def test_decisions_come_back_from_both_kinds_of_file() -> None:
    items = [item(1, "-- where is it"), item(2, "hola", language="es"), item(3, "x")]
    rows = list(csv.DictReader(io.StringIO(as_csv(items), newline="")))
    rows[0] |= {"decision": "example", "intent": "ask/lost"}
    rows[1]["decision"] = "ignore"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    wanted = [Asked(2, 1, "example", "ask/lost"), Asked(3, 2, "ignore", "")]
    assert read_decisions(("\ufeff" + out.getvalue()).encode(), "inbox.CSV") == wanted
    lines = [json.loads(line) for line in as_jsonl(items).splitlines()]
    lines[0] |= {"decision": "example", "intent": "ask/lost"}
    lines[1]["decision"] = "ignore"
    raw = "\n".join(json.dumps(line) for line in lines).encode()
    assert [(one.id, one.decision) for one in read_decisions(raw, "a.jsonl")] == [(1, "example"), (2, "ignore")]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inbox.csv", "0" * 10_000_000)
    return out.getvalue()


HEAD = b"id,decision,intent\n"


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        (b"x" * (LARGEST + 1), "a.csv", "larger than 1,000,000 bytes"),
        (bomb(), "a.csv", "packed"),
        (gzip.compress(HEAD), "a.csv", "packed"),
        (bz2.compress(HEAD), "a.csv", "packed"),
        (lzma.compress(HEAD), "a.csv", "packed"),
        (HEAD + b"1,ign\xffore,\n", "a.csv", "Line 2: this is not UTF-8"),
        (HEAD + b"1,\x00,\n", "a.csv", "Line 2: this is no text"),
        (HEAD, "a.yml", "end in .csv or .jsonl"),
        (HEAD, "a.csv.zip", "end in .csv or .jsonl"),
        (b"a: &a [x]\nb: *a\n", "a.csv", "Line 1: “a: &a [x]” is no column"),
        (b"", "a.csv", "Line 1: the column id is missing"),
        (b"id,text\n", "a.csv", "Line 1: the column decision is missing"),
        (b"id,id,decision\n", "a.csv", "Line 1: a column is there twice"),
        (b"id,decision,virus\n", "a.csv", "Line 1: “virus” is no column"),
        (HEAD + b"1,ignore,\n2,=1+1,\n", "a.csv", "Line 3: decision begins like a formula"),
        (HEAD + b"-1,ignore,\n", "a.csv", "Line 2: id begins like a formula"),
        (HEAD + b"1,ignore,,,\n", "a.csv", "Line 2: more cells than columns"),
        (HEAD + b'1,"ignore,\n', "a.csv", "this is not a table"),
        (HEAD + b"x,ignore,\n", "a.csv", "Line 2: the id is no number"),
        (HEAD + b"1,delete,\n", "a.csv", "Line 2: the decision “delete” is none of"),
        (HEAD + b"1,new_article,\n", "a.csv", "Line 2: the decision “new_article” is none of"),
        (HEAD + b"1,example,\n", "a.csv", "Line 2: an intent belongs to"),
        (HEAD + b"1,ignore,ask/x\n", "a.csv", "Line 2: an intent belongs to"),
        (HEAD + b"1,ignore,\n1,keep,\n", "a.csv", "Line 3: item 1 is decided on line 2"),
        (HEAD + b"1,ignore,%b\n" % (b"x" * 20_000), "a.csv", "Line 2: intent is longer"),
        (HEAD + b"".join(b"%d,ignore,\n" % n for n in range(MOST_ROWS + 1)), "a.csv", "more than 5,000 rows"),
        (b"{", "a.jsonl", "Line 1: this is not JSON"),
        (b"[" * 100_000, "a.jsonl", "Line 1: this is not JSON"),
        (b"\n[1]\n", "a.jsonl", "Line 2: this is no object"),
        (b'{"id": {"a": 1}, "decision": ""}', "a.jsonl", "Line 1: id is neither text nor a number"),
        (b'{"id": 1, "decision": "ignore", "x": 1}', "a.jsonl", "Line 1: “x” is no column"),
        (b'{"id": ' + b"9" * 5000 + b', "decision": "ignore"}', "a.jsonl", "Line 1: this is not JSON"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(raw: bytes, name: str, why: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_decisions(raw, name)
    assert why in file_refusal(refused.value, words("studio_inbox", "en")["file_refused"])
    assert file_refusal(refused.value, words("studio_inbox", "es")["file_refused"])


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl"]))
def test_no_bytes_do_anything_else_than_be_read_or_refused(raw: bytes, name: str) -> None:
    with suppress(ImportRefused):
        read_decisions(HEAD + raw if name == "a.csv" else raw, name)
