"""A data folder of the test's own, for what the studio writes."""

from __future__ import annotations

import shutil
from pathlib import Path

from emma.settings import ROOT, Settings
from tests.processes import settings_in


def own_data(folder: Path, **values: object) -> Settings:
    """Settings whose data/ is a copy that may be written; models and database are the test's own too."""
    shutil.copytree(ROOT / "data", folder / "data")
    known = {"data": folder / "data", "models": folder / "models"}
    return settings_in(folder / "var", **{**known, **values})
