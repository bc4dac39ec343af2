"""Tables of what must be found and what must not."""

from __future__ import annotations

import pytest

from emma.nlu.extraction import Extractor
from emma.nlu.names import Names


def found(extractor: Extractor, text: str) -> list[tuple[str, str]]:
    return [(entity["entity"], entity["value"]) for entity in extractor.extract(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i live in Ghana", [("place_country", "GH")]),
        ("vivo en Alemania", [("place_country", "DE")]),
        ("Estoy en la República Dominicana", [("place_country", "DO")]),
        ("oficina en corea", [("place_country", "KR")]),
        ("INGLATERRA", [("place_country", "GB")]),
        ("offices in California", [("place_state", "CA")]),
        ("carolina del norte", [("place_state", "NC")]),
        ("vivo en Nuevo México", [("place_state", "NM")]),
        ("vivo en georgia", [("place_state", "GA")]),
        ("office in TX please", [("place_state", "TX")]),
        ("Miami, FL", [("place_city", "Miami, FL")]),
        ("newark nj", [("place_city", "Newark, NJ")]),
        ("me mudé a Paterson, New Jersey", [("place_city", "Paterson, NJ")]),
        ("paterson nueva jersey", [("place_city", "Paterson, NJ")]),
        ("houston en texas", [("place_city", "Houston, TX")]),
        ("columbus in ohio", [("place_city", "Columbus, OH")]),
        ("portland or", [("place_city", "Portland, OR")]),
        ("not Portland Oregon, Portland Maine", [("place_city", "Portland, OR"), ("place_city", "Portland, ME")]),
        ("St. Louis", [("place_city", "Saint Louis, MO")]),
        ("washington, d.c.", [("place_city", "Washington, DC")]),
        ("oficina en Nueva York", [("place_city", "New York, NY")]),
        ("Filadelfia", [("place_city", "Philadelphia, PA")]),
        ("vivo en San José California", [("place_city", "San Jose, CA")]),
        ("san jose, costa rica", [("place_country", "CR")]),
        ("office in LA", [("place_city", "Los Angeles, CA")]),
        ("uscis in mexico city", [("place_abroad_city", "Mexico City")]),
        ("estoy en Ciudad de México", [("place_abroad_city", "Mexico City")]),
        ("la habana", [("place_abroad_city", "Havana")]),
        ("lima peru", [("place_abroad_city", "Lima"), ("place_country", "PE")]),
        ("near 07102", [("place_zip", "07102")]),
        ("i am at 33125-1234", [("place_zip", "33125")]),
        ("NVC phone number", [("agency", "nvc")]),
        ("telefono del departamento de estado", [("agency", "dos")]),
        ("u.s. department of state", [("agency", "dos")]),
        ("DOS contact", [("agency", "dos")]),
        ("para las huellas digitales", [("purpose", "fingerprints")]),
        ("una entrevista de asilo", [("purpose", "interview"), ("purpose", "asylum")]),
        ("ana\x00 en Bogotá, Colombia", [("place_country", "CO")]),
    ],
)
def test_what_is_found(extractor: Extractor, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(extractor, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "estados unidos",
        "i want to live in the usa",
        "reunion de familia",
        "my mobile phone",
        "i am reading the form",
        "me quitó la tarjeta anoche",
        "mi cita cae en un día de nevada fuerte",
        "my friend jordan asks",
        "dos hijos tengo",
        "TENGO DOS HIJOS AQUI CONMIGO",
        "IN ME OR HELP I NEED",
        "la oficina me puede decir",
        "i paid $12345",
        "number 123456",
        "12345-67-8",
        "case 1-33125",
        "99999",
        "new work permit",
        "settle my case now please",
        "cuidado con la trampa en linea",
        "",
        "   ",
        "¿?",
    ],
)
def test_what_is_not_a_place(extractor: Extractor, text: str) -> None:
    assert found(extractor, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vivo en guatamala", ("place_country", "GT")),
        ("oficina en Huston", ("place_city", "Houston, TX")),
        ("where is the office in san fransisco", ("place_city", "San Francisco, CA")),
        ("i live in new jersy", ("place_state", "NJ")),
        ("soy de hondura", ("place_country", "HN")),
        ("estoy en El salvdor", ("place_country", "SV")),
        ("i live in pensylvania", ("place_state", "PA")),
        ("venezula", ("place_country", "VE")),
    ],
)
def test_misspelt_places_are_corrected_and_say_so(extractor: Extractor, text: str, expected: tuple[str, str]) -> None:
    (entity,) = extractor.extract(text)
    assert (entity["entity"], entity["value"]) == expected
    assert 0.8 < entity["confidence"] < 1


def test_a_word_of_the_examples_is_never_corrected(names: Names) -> None:
    learned = Names(names._tables, [*names.learned, "huston"])
    assert Extractor(learned).extract("oficina en huston") == []


def test_a_city_of_several_states_lists_the_others(extractor: Extractor) -> None:
    (entity,) = extractor.extract("springfield")
    assert entity["value"] == "Springfield, MA"
    assert "Springfield, IL" in entity["alternatives"]
    assert entity["confidence"] < 1


def test_a_city_with_an_office_is_the_one_meant(extractor: Extractor) -> None:
    (entity,) = extractor.extract("newark")
    assert entity["value"] == "Newark, NJ"
    assert "alternatives" not in entity


def test_two_offices_of_one_name_are_both_named(extractor: Extractor) -> None:
    (entity,) = extractor.extract("portland")
    assert {entity["value"], *entity["alternatives"]} == {"Portland, OR", "Portland, ME"}


@pytest.mark.parametrize("text", ["Vivo en Bogotá, México City \ud83d\ude00", "ﬁn en MÉXICO", "vivo en Mexíco"])
def test_offsets_are_those_of_the_written_text(extractor: Extractor, text: str) -> None:
    for entity in extractor.extract(text):
        assert text[entity["start"] : entity["end"]].strip()
    assert extractor.extract(text)[-1]["start"] > 0


def test_the_vocabulary_does_not_grow_with_messages(names: Names, extractor: Extractor) -> None:
    extractor.extract("hello")
    size = len(names._vocab.strings)
    for i in range(50):
        extractor.extract(f"strangeword{i} in nowhere{i}")
    assert len(names._vocab.strings) == size


def test_the_gazetteer_survives_its_json(tmp_path, names: Names, extractor: Extractor) -> None:
    names.save(tmp_path / "gazetteer.json")
    again = Extractor(Names.load(tmp_path / "gazetteer.json"))
    for text in ("near 07102 Newark, NJ", "vivo en guatamala", "form i765", "NVC"):
        assert again.extract(text) == extractor.extract(text)
