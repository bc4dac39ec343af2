"""Imports point down only (the contracts of pyproject.toml)."""

from __future__ import annotations

import subprocess
import sys

from emma.settings import ROOT


def test_the_import_contracts_are_kept() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_is_pickled_and_no_rasa_insides_are_used_outside_the_seam() -> None:
    allowed = {"emma/assistant/seam.py", "emma/assistant/state.py"}
    for file in sorted((ROOT / "emma").rglob("*.py")):
        text, name = file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix()
        assert "import pickle" not in text, name
        assert "rasa.core" not in text or name in allowed, name
