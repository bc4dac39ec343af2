"""Identifiers told in two or more messages: each part is masked, no digit is carried over."""

import pytest

from emma.privacy import KINDS, redact
from tests.privacy.agencies import NUMBERS
from tests.privacy.measure import guard

CONVERSATIONS = [
    ("A-number", ("my A number is A012", "345 678")),
    ("A-number", ("my A-number is", "012345678")),
    ("A-number", ("A 012 345", "678")),
    ("A-number", ("my alien number is 012", "345", "678")),
    ("A-number", ("mi número A es", "012 345 678")),
    ("A-number", ("mi número A es 0123", "y 45678")),
    ("A-number", ("A number: 0123, wait", "the rest is 45678")),
    ("receipt number", ("my receipt number is IOE", "9012345678")),
    ("receipt number", ("IOE 90123", "45678")),
    ("receipt number", ("mi recibo es IOE901", "2345678")),
    ("receipt number", ("receipt number:", "IOE9012345678")),
    ("SSN", ("my social is", "987-65-4320")),
    ("SSN", ("987-65-", "4320")),
    ("SSN", ("mi seguro social es 987", "65 4320")),
    ("passport", ("my passport number is", "X0123456")),
    ("passport", ("mi pasaporte es", "G01234567")),
    ("phone", ("my phone is", "212 555 0123")),
    ("phone", ("mi teléfono es", "5555 0123")),
    ("date of birth", ("my date of birth is", "01/01/1990")),
    ("date of birth", ("mi fecha de nacimiento es", "1 de enero de 1990")),
    ("address", ("my address is", "12 Example Street")),
    ("name", ("my name is", "Ana Example")),
    ("name", ("me llamo", "ana ejemplo")),
    ("account number", ("my online account number is", "0123 4567 8901")),
    ("card", ("my card number is", "4111 1111 1111 1111")),
    ("I-94", ("my I-94 number is", "01234567890")),
]


@pytest.mark.parametrize(("kind", "messages"), CONVERSATIONS)
def test_each_part_of_a_split_identifier_is_masked(kind: str, messages: tuple[str, ...]) -> None:
    cue: str | None = None
    left: list[str] = []
    for message in messages:
        found = redact(message, agency_numbers=NUMBERS, cue=cue)
        cue = found.cue
        assert cue is None or cue in KINDS
        left.append(found.text)
    assert f"[{kind}]" in left[-1]
    assert not any(char.isdigit() for part in left for char in part.replace("I-94", ""))
    if kind == "name":
        assert "xample" not in left[-1]
        assert "jemplo" not in left[-1]


@pytest.mark.parametrize(
    "text",
    [
        "How much is the I-765 in 2025?",
        "I-765",
        "N-400 fee",
        "2 weeks ago",
        "where do I find it?",
        "how long does it take",
        "3 months",
        "$520",
        "no importa, ¿cuánto cuesta?",
        "90 days",
        "Newark office",
    ],
)
@pytest.mark.parametrize("cue", ["A-number", "receipt number", "SSN", "name", "date of birth", "address"])
def test_a_new_question_behind_a_cue_stays(text: str, cue: str) -> None:
    found = redact(text, cue=cue)
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "what is an A-number?",
        "where is my receipt number",
        "I lost my passport",
        "my passport is expired",
        "do I need my date of birth on the form",
        "no encuentro mi número de recibo",
        "my name is wrong",
        "my address is wrong",
    ],
)
def test_a_question_about_a_number_awaits_nothing(text: str) -> None:
    found = guard(text)
    assert found.cue is None
    assert found.text == text


def test_a_cue_ends_with_the_message_that_answers_it() -> None:
    first = guard("my A-number is")
    assert first.cue == "A-number"
    second = redact("012345678", cue=first.cue)
    assert second.text == "[A-number]"
    assert second.cue is None
