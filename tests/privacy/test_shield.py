"""The shield in the browser is what the declarations give, and says nothing that the guard would not."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from emma.privacy.shield import script
from emma.settings import ROOT
from tests.privacy.agencies import EMAILS, NUMBERS
from tests.privacy.measure import guard, read

COMMITTED = ROOT / "emma" / "web" / "static" / "shield.js"
RUN = """
import {{ find }} from "{module}";
import fs from "node:fs";
const {{ texts, own }} = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => find(text, own))));
"""
# Shares of the held-out messages of a kind that the shapes alone tell; words beside a number stay on the server.
FLOORS = {"A-number": 0.65, "receipt number": 0.8, "card": 0.6, "email": 0.5, "phone": 0.5, "SSN": 0.35}


def found_by_the_shield(texts: list[str], folder: Path) -> list[list[dict]]:
    """Run the committed script in Node, the engine of chromium."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here")
    module, runner = folder / "shield.mjs", folder / "run.mjs"
    module.write_text(COMMITTED.read_text(encoding="utf-8"), encoding="utf-8")
    runner.write_text(RUN.format(module=module.as_uri()), encoding="utf-8")
    given = json.dumps({"texts": texts, "own": sorted(NUMBERS | EMAILS)})
    done = subprocess.run([node, str(runner)], input=given, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def test_the_committed_script_is_what_the_declarations_give() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == script(), (
        "run `python -m emma.privacy.shield > emma/web/static/...`"
    )


def test_the_script_has_at_most_two_kilobytes_and_sends_nothing() -> None:
    content = COMMITTED.read_text(encoding="utf-8")
    assert len(content.encode()) <= 2048
    assert not any(
        word in content for word in ("fetch", "XMLHttp", "import(", "Beacon", "WebSocket", "Storage", "http")
    )


def test_the_shield_marks_nothing_in_clean_messages_and_most_of_the_core_shapes(tmp_path: Path) -> None:
    rows = read()
    found = found_by_the_shield([row.text for row in rows], tmp_path)
    seen, told = Counter[str](), Counter[str]()
    for row, hits in zip(rows, found, strict=True):
        if not row.kinds:
            assert hits == [], row.text
        seen.update(row.kinds)
        told.update(set(row.kinds) & {hit["kind"] for hit in hits})
    for kind, floor in FLOORS.items():
        assert told[kind] / seen[kind] >= floor, kind


def test_what_the_shield_marks_the_guard_masks(tmp_path: Path) -> None:
    rows = read()
    for row, hits in zip(rows, found_by_the_shield([row.text for row in rows], tmp_path), strict=True):
        masked = [(finding.start, finding.end) for finding in guard(row.text).findings]
        for hit in hits:
            assert any(start < hit["end"] and hit["start"] < end for start, end in masked), (row.text, hit)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mi número es A000123456", ["A-number"]),
        ("Ａ０００１２３４５６", ["A-number"]),
        ("recibo ioe-00-001-23456", ["receipt number"]),
        ("000-12-3456", ["SSN"]),
        ("4111 1111 1111 1111", ["card"]),
        ("4111 1111 1111 1112", []),
        ("jane@example.org and 202-555-0147", ["email", "phone"]),
        ("call 1-800-375-5283", []),
        ("Form I-485, fee $1,440, ZIP 07102-1234, 2024", []),
        ("A" * 5_000 + "000123456", []),
        ("", []),
    ],
)
def test_the_shield_by_example(tmp_path: Path, text: str, kinds: list[str]) -> None:
    assert sorted(hit["kind"] for hit in found_by_the_shield([text], tmp_path)[0]) == kinds
