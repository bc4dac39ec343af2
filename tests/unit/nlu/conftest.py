from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from emma.nlu.extraction import Extractor
from emma.nlu.gazetteer import lookup_tables
from emma.nlu.names import Names

TABLES = {
    "offices_domestic.csv": """id,kind,name,city,state
fo-hou,field_office,Houston Field Office,Houston,TX
fo-new,field_office,Newark Field Office,Newark,NJ
fo-phi,field_office,Philadelphia Field Office,Philadelphia,PA
fo-sfr,field_office,San Francisco Field Office,San Francisco,CA
fo-sea,field_office,Seattle Field Office,Seattle,WA
fo-mia,field_office,Miami Field Office,Miami,FL
fo-orl,field_office,Orlando Field Office,Orlando,FL
fo-sjc,field_office,San Jose Field Office,San Jose,CA
fo-por,field_office,Portland Field Office,Portland,OR
fo-pom,field_office,Portland Field Office,Portland,ME
fo-col,field_office,Columbus Field Office,Columbus,OH
fo-was,field_office,Washington Field Office,Washington,DC
sc-tex,service_center,Texas Service Center,,
""",
    "offices_international.csv": """id,name,city,country
int-acc,Accra Field Office,Accra,GH
int-mex,Mexico City Field Office,Mexico City,MX
int-lim,Lima Field Office,Lima,PE
int-hav,Havana Field Office,Havana,CU
int-qui,Quito Field Office,Quito,EC
""",
    "forms.csv": """number,title_en
AR-11,Change of Address
G-28,Appearance
G-1145,E-Notification
G-845 Supplement,Verification
I-90,Replace Card
I-129,Worker
I-129F,Fiance
I-130,Relative
I-485,Adjust
I-600,Orphan
I-765,Work Permit
I-800,Hague
I-821D,DACA
N-400,Naturalization
N-600,Certificate
""",
    "agencies.csv": """id,agency,aliases
dos,U.S. Department of State (visas),State Department;DOS;Departamento de Estado
ice,U.S. Immigration and Customs Enforcement (ICE),ICE
nvc,National Visa Center,NVC
""",
}


def write_tables(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in TABLES.items():
        (folder / name).write_text(content, encoding="utf-8")


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


class FakeEncoder:
    """Bags of words: texts that share words are near."""

    name = "fake"
    dimension = 64

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split() or [""]:
                vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


EXAMPLES = {
    "greeting": ["hello", "hi there", "good morning", "hola", "buenos dias", "hello friend"],
    "my_case": [
        "where is my case",
        "my case [receipt number] status",
        "status of my case please",
        "donde esta mi caso",
        "what happened to my case",
        "estado de mi caso",
    ],
    "ask/fee-waiver": [
        "how do i ask for a fee waiver",
        "fee waiver form",
        "i cannot pay the fee",
        "no puedo pagar la tarifa",
        "exencion de tarifa",
        "waive the fee",
    ],
    "ask/renew-green-card": [
        "renew green card",
        "my green card expires",
        "renovar la green card",
        "green card renewal how",
        "mi tarjeta verde se vence",
        "how to renew a green card",
    ],
}


@pytest.fixture(scope="session")
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def training() -> tuple[list[str], list[str]]:
    """Texts and their full intent names."""
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    return [text for text, _ in pairs], [intent for _, intent in pairs]
