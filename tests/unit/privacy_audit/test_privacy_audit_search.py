"""The search of the audit finds an identifier in every form it may lie in, and only there."""

from __future__ import annotations

import base64
import json
import tarfile
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.cli.privacy_audit.audit import read_seeds
from emma.cli.privacy_audit.searching import Search
from emma.privacy import CORE_KINDS, redact

SEEDS = read_seeds()
VALUES = [seed.value for seed in SEEDS]
AROUND = "id=7&text=%s!"


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("raw", lambda text: text.encode()),
        ("raw", lambda text: text.lower().encode()),
        ("raw", lambda text: json.dumps(text).encode()),
        ("URL", lambda text: quote(text, safe="").encode()),
        ("URL", lambda text: quote_plus(text).encode()),
        ("reversed", lambda text: text[::-1].encode()),
    ],
)
def test_a_written_identifier_is_found(value: str, form: str, written) -> None:
    content = b"\0\1" + written(AROUND % value) + b"\xff"
    finds = {find.form for find in Search([value]).content("file", content)}
    assert form in finds or "raw" in finds


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_an_identifier_in_base64_is_found_wherever_it_starts(value: str, before: int, encode) -> None:
    content = encode(b"x" * before + value.encode() + b" and so on")
    assert "base64" in {find.form for find in Search([value]).content("file", content)}


@given(st.binary(max_size=2_000))
def test_what_holds_none_gives_no_find(content: bytes) -> None:
    assert list(Search(VALUES).content("file", content)) == []


def test_files_their_names_and_the_members_of_an_archive_are_searched(tmp_path: Path) -> None:
    (tmp_path / "A000314159.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "inside.txt").write_text("IOE0000314159", encoding="utf-8")
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "inside.txt", "deep/inside.txt")
    (tmp_path / "inside.txt").unlink()
    found = Search(VALUES).files(sorted(tmp_path.iterdir()))
    assert {find.place for find in found.finds} == {"A000314159.txt", "model.tar.gz:deep/inside.txt"}
    assert found.files == 3


def test_a_file_that_vanished_meanwhile_is_passed_over(tmp_path: Path) -> None:
    assert Search(VALUES).files([tmp_path / "gone"]).files == 0


def test_every_core_kind_is_sent_in_more_than_one_layout() -> None:
    for kind in CORE_KINDS:
        assert sum(seed.kind == kind for seed in SEEDS) >= 2, kind


def test_the_audit_sends_both_languages() -> None:
    assert sum(any(word in seed.text for word in ("mi ", "nací")) for seed in SEEDS) >= 8


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.text)
def test_the_guard_masks_what_the_audit_sends(seed) -> None:
    assert list(Search([seed.value]).content("text", redact(seed.text).text.encode())) == []
