"""Small tables, examples and an encoder for the tests of the NLU."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

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
fo-nyc,asylum_office,New York Asylum Office,New York,NY
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

    def features(self, texts: list[str]) -> np.ndarray:
        return self.encode(texts)


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

ARTICLE = """---
slug: move-biometrics
topic: appointment
title:
  en: Moving a biometrics appointment
  es: Cambiar la cita de datos biométricos
sources:
  - title: New tool
    url: https://www.uscis.gov/newsroom
    as_of: 2023-07-06
    facts: [ap-bio-tool]
  - title: An older page
    as_of: 2014-2018
    facts: [ap-bio-when]
as_of: 2023-07-06
reviewed_on: 2026-11-21
valid_from: null
valid_until: null
say_date: false
owner: appointments
related: [missed-biometrics]
examples:
  en:
    - how do i change my fingerprint appointment
    - "move it: how"
  es:
    - como cambio mi cita de huellas
---
## en
Use the online tool.

## es
Use la herramienta en línea.
"""


def write_article(folder: Path, slug: str, example: str, topic: str = "appointment") -> None:
    text = ARTICLE.replace("move-biometrics", slug).replace("topic: appointment", f"topic: {topic}")
    text = text.replace("how do i change my fingerprint appointment", example).replace("move it: how", f"{slug} now")
    text = text.replace("como cambio mi cita de huellas", f"es {slug}")
    (folder / topic).mkdir(parents=True, exist_ok=True)
    (folder / topic / f"{slug}.md").write_text(text, encoding="utf-8")
