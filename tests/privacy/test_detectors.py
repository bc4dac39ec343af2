"""Every row of detector_rows.csv comes out exactly as it is marked.

A row is a message in which `{kind:value}` marks what must be found, to the character; a row without
a mark must stay as it is. Source «presidio»: inputs of the public tests of Presidio's US, card,
e-mail, phone, bank and IBAN recognizers (github.com/microsoft/presidio, presidio-analyzer/tests),
typed again. Where Presidio refuses a number for its checksum or because it was never issued, the
row here still marks it: people mistype, and a mistyped number names them too.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from emma.privacy import KINDS
from tests.privacy.measure import guard

_MARK = re.compile(r"\{([A-Za-z0-9 \-]+):([^{}]*)\}")
with Path(__file__).with_name("detector_rows.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['source']}-{number}" for number, row in enumerate(ROWS, start=2)])
def test_a_row_is_masked_exactly_as_marked(row: dict[str, str]) -> None:
    marked = row["row"]
    text = _MARK.sub(lambda mark: mark[2], marked)
    found = guard(text)
    assert found.text == _MARK.sub(lambda mark: f"[{mark[1]}]", marked)
    assert [(finding.kind, text[finding.start : finding.end]) for finding in found.findings] == _MARK.findall(marked)


def test_the_table_holds_every_kind_in_both_languages() -> None:
    kinds = {lang: Counter[str]() for lang in ("en", "es")}
    for row in ROWS:
        kinds[row["lang"]].update(kind for kind, _ in _MARK.findall(row["row"]))
    assert len(ROWS) >= 600
    assert {lang: set(KINDS) - set(counted) for lang, counted in kinds.items()} == {"en": set(), "es": set()}


def test_the_table_holds_as_many_kinds_of_silence() -> None:
    clean = Counter(row["lang"] for row in ROWS if not _MARK.search(row["row"]))
    assert clean["en"] >= 100
    assert clean["es"] >= 100
