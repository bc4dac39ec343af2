"""Whether this program can load the live release: tried once for each pair of release and program, then remembered."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy.engine import Engine

from emma.errors import KnowledgeError, ReleaseBroken
from emma.knowledge.reading import data_of
from emma.knowledge.seed import seed_in
from emma.settings import ROOT, Settings

PACKAGES = ("emma/nlu", "emma/knowledge", "emma/assistant", "emma/models", "actions")
MEMORY = "loads.json"


def check_loads(engine: Engine, settings: Settings, version: str) -> None:
    """Raises ReleaseBroken when the live release cannot be loaded by this program, model, articles and tables."""
    memory, known = settings.var / MEMORY, {"version": version, "program": _program()}
    if memory.exists() and memory.read_text(encoding="utf-8") == json.dumps(known):
        return
    _try_seeding(engine, settings, version)
    _try_loading(settings)
    memory.write_text(json.dumps(known), encoding="utf-8")


def _try_seeding(engine: Engine, settings: Settings, version: str) -> None:
    """Load articles and tables, and take it back."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            seed_in(connection, data_of(settings, version))
        except (KnowledgeError, OSError) as error:
            raise ReleaseBroken(f"The articles and tables of {version} are not for this program: {error}") from error
        finally:
            transaction.rollback()


def _try_loading(settings: Settings) -> None:
    from emma.web.wiring import load_live, wire

    process = wire(settings)
    try:
        load_live(process)
    finally:
        process.close()


def _program() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()
