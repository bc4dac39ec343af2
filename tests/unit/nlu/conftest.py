from __future__ import annotations

from pathlib import Path

import pytest

from emma.nlu.extraction import Extractor
from emma.nlu.gazetteer import lookup_tables
from emma.nlu.names import Names
from tests.unit.nlu.samples import EXAMPLES, FakeEncoder, write_tables


@pytest.fixture(scope="session")
def tables_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(folder)
    return folder


@pytest.fixture(scope="session")
def names(tables_folder: Path) -> Names:
    ordinary = "trampa work permit settle case help home texas-like phone card office live where mobile".split()
    return Names.from_lookup_tables(lookup_tables(tables_folder), ordinary)


@pytest.fixture(scope="session")
def extractor(names: Names) -> Extractor:
    return Extractor(names)


@pytest.fixture(scope="session")
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def training() -> tuple[list[str], list[str]]:
    """Texts and their full intent names."""
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    return [text for text, _ in pairs], [intent for _, intent in pairs]
