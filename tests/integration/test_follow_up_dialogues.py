"""Follow-ups, going back, choices that are typed, pickers and circles, as whole dialogues with the trained model."""

from __future__ import annotations

from pathlib import Path

import pytest

from emma.cli.asking import Terminal
from emma.cli.evaluating import have
from emma.evaluation.dialogues import dialogue_figures
from emma.settings import ROOT

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]

FILE = ROOT / "tests" / "dialogues" / "follow_ups.csv"


def test_every_follow_up_goes_as_written_and_nothing_goes_in_circles(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    found = dialogue_figures(list(have(tmp_path, terminal)))
    assert found["misses"] == []
    assert found["circles"] == []
