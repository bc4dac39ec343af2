"""What is said beside examples while they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emma.errors import Busy
from emma.knowledge.example_vectors import FILE, load_vectors, save_vectors, write_example_vectors
from emma.nlu.encoder import Vectors
from emma.privacy import Agencies
from emma.studio import guard_rails, vectors
from emma.studio.guard_rails import Look, Typed, look
from emma.studio.nearest import ExampleIndex, words_of
from emma.studio.readings import Readings

ARTICLE = """---
slug: {slug}
topic: fees
title:
  en: {title}
  es: {title} es
sources:
  - title: Fees
    as_of: 2026-01-01
    url: https://example.gov/fees
as_of: 2026-01-01
reviewed_on: 2026-01-01
owner: Teo
examples:
  en: {en}
  es: {es}
---

## en

A short answer.

## es

Una respuesta corta.
"""
HELD_OUT = "text,lang,outcome,reason,topic,intent,also,register\n"
EIGHT = [
    "fee waiver",
    "no money for it",
    "I am poor",
    "reduce my cost",
    "free form",
    "cannot pay",
    "waive it",
    "who pays",
]


class LetterEncoder:
    """A vector of a text's pairs of letters: likeness without a model. Counts what it encodes."""

    name = "letters"
    dimension = 256

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.encoded += texts
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f" {words_of(text)} "
            for i in range(len(padded) - 1):
                found[row, (ord(padded[i]) * 31 + ord(padded[i + 1])) % self.dimension] += 1
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)

    def features(self, texts: list[str]) -> Vectors:
        return self.encode(texts)


class Live:
    """A release that reads everything as one intent."""

    version = "release-1"
    ready = True

    def __init__(self, intent: str = "ask/pay-fees", confidence: float = 0.8) -> None:
        self.intent, self.confidence, self.parsed = intent, confidence, 0

    def parse(self, text: str) -> dict[str, Any]:
        self.parsed += 1
        return {"intent": {"name": self.intent, "confidence": self.confidence}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "knowledge" / "fees"
    folder.mkdir(parents=True)
    paying = ARTICLE.format(
        slug="pay-fees", title="Paying fees", en=["how do I pay the fee", "pay with a card"], es=["como pago la tarifa"]
    )
    (folder / "pay-fees.md").write_text(paying, encoding="utf-8")
    nlu = tmp_path / "data" / "nlu"
    nlu.mkdir()
    (nlu / "human.yml").write_text(
        'version: "3.1"\nnlu:\n  - intent: human\n    examples: |\n      - I want a person\n      - talk to an agent\n',
        encoding="utf-8",
    )
    held_out = tmp_path / "held_out"
    held_out.mkdir()
    row = "{},en,answered,,fees,ask/pay-fees,,\n"
    (held_out / "en.csv").write_text(HELD_OUT + row.format("may I pay the fee by check"), encoding="utf-8")
    (held_out / "fresh_en.csv").write_text(HELD_OUT + row.format("the secret wording of a test"), encoding="utf-8")
    return tmp_path / "data"


@pytest.fixture
def encoder() -> LetterEncoder:
    return LetterEncoder()


@pytest.fixture
def index(data: Path, encoder: LetterEncoder) -> ExampleIndex:
    return ExampleIndex(data, data.parent / "held_out", data.parent / "var", encoder)


def seen(index: ExampleIndex, *examples: str, live: Live | None = None, **values: Any) -> Look:
    typed = Typed(**{"slug": "fee-waiver", "language": "en", "examples": examples, **values})
    return look(index, typed, Agencies(), Readings(live) if live else None)


def codes(found: Look, example: int | None = None) -> list[str]:
    return [note.code for note in (found.notes if example is None else found.examples[example].notes)]


def test_the_same_words_as_an_example_of_another_intent_must_be_changed(index: ExampleIndex) -> None:
    found = seen(index, "How do I pay the fee?")
    assert codes(found, 0) == ["double"]
    assert found.examples[0].notes[0].values["intent"] == "ask/pay-fees"
    assert found.problems == 1


def test_an_example_in_the_other_language_is_a_double_too(index: ExampleIndex) -> None:
    assert codes(seen(index, "¿cómo pago la tarifa?"), 0) == ["double"]


def test_an_example_of_a_behaviour_is_a_double_too(index: ExampleIndex) -> None:
    assert seen(index, "talk to an agent").examples[0].notes[0].values["intent"] == "human"


def test_nearly_the_same_is_worth_a_thought(index: ExampleIndex) -> None:
    found = seen(index, "how do I pay the fees")
    assert codes(found, 0) == ["near_double"]
    assert found.problems == 0
    assert found.hints >= 1


def test_an_article_s_own_examples_are_no_doubles(index: ExampleIndex) -> None:
    found = seen(index, "how do I pay the fee", slug="pay-fees")
    assert codes(found, 0) == []
    assert all(one.text != "how do I pay the fee" for one in found.examples[0].nearest)


def test_a_line_typed_twice_is_told_with_its_number(index: ExampleIndex) -> None:
    found = seen(index, "I cannot afford it", "something else", "i CANNOT afford it!", "I cannot afford it now")
    assert codes(found, 2) == ["repeated"]
    assert found.examples[2].notes[0].values == {"line": 1}
    assert codes(found, 3) == ["repeated_nearly"]


def test_an_identifier_is_shown_masked_and_never_given_back(index: ExampleIndex) -> None:
    found = seen(index, "my number is A123456789 what now")
    assert codes(found, 0)[0] == "identifier"
    assert found.examples[0].text == "my number is [A-number] what now"
    assert "123456789" not in str(found.as_json())


def test_a_masked_identifier_is_none(index: ExampleIndex) -> None:
    assert codes(seen(index, "my number is [A-number] what now"), 0) == []


def test_where_a_sentence_goes_today_is_said(index: ExampleIndex) -> None:
    found = seen(index, "is it dear", live=Live("ask/pay-fees", 0.812))
    assert (found.examples[0].goes_to, found.examples[0].confidence) == ("ask/pay-fees", 0.812)
    assert codes(found, 0) == ["goes_today"]
    assert found.problems == 0


def test_a_sentence_of_a_taught_intent_that_goes_elsewhere_is_worth_a_thought(index: ExampleIndex) -> None:
    assert codes(seen(index, "is it dear", slug="pay-fees", live=Live("human")), 0) == ["goes_elsewhere"]


def test_a_sentence_that_goes_where_it_belongs_needs_no_word(index: ExampleIndex) -> None:
    assert codes(seen(index, "is it dear", slug="pay-fees", live=Live()), 0) == []


@pytest.mark.parametrize("intent", ["sensitive_asylum", "my_payment", "emergency"])
def test_a_sentence_that_needs_a_person_today_is_told_apart(index: ExampleIndex, intent: str) -> None:
    assert codes(seen(index, "is it dear", live=Live(intent)), 0) == ["goes_to_care"]


def test_a_release_that_is_busy_leaves_the_rest_of_the_look(index: ExampleIndex) -> None:
    class Crowded(Live):
        def parse(self, text: str) -> dict[str, Any]:
            raise Busy

    found = seen(index, "how do I pay the fee", live=Crowded())
    assert codes(found, 0) == ["double"]
    assert found.examples[0].goes_to is None


def test_a_sentence_is_read_once_by_one_release(index: ExampleIndex) -> None:
    live = Live()
    readings = Readings(live)
    for _ in range(3):
        look(index, Typed("x", "en", ["is it dear", "and this"]), Agencies(), readings)
    assert live.parsed == 2
    live.version = "release-2"
    look(index, Typed("x", "en", ["is it dear"]), Agencies(), readings)
    assert live.parsed == 3


def test_a_copied_test_message_must_be_changed(index: ExampleIndex) -> None:
    found = seen(index, "May I pay the fee by check?")
    assert "held_out_copy" in codes(found, 0)
    assert [near.message.text for near in found.held_out] == ["may I pay the fee by check"]


def test_a_text_of_a_set_that_nobody_reads_is_counted_and_never_shown(index: ExampleIndex) -> None:
    found = seen(index, "the secret wording of the test")
    assert (found.held_out, found.held_out_hidden) == ((), 1)
    assert "wording of a test" not in str(found.as_json())
    copied = seen(index, "the secret wording of a test")
    assert copied.examples[0].notes[0].code == "held_out_copy"
    assert copied.examples[0].notes[0].values["text"] == ""


def test_too_few_and_a_missing_language_are_told(index: ExampleIndex) -> None:
    assert codes(seen(index, "fee waiver", other=0)) == ["few", "other_language_missing"]
    assert codes(seen(index, *EIGHT, other=8)) == []


def test_examples_that_are_all_alike_are_told(index: ExampleIndex) -> None:
    alike = [f"how can I get a fee waiver in {place}" for place in ("Ohio", "Iowa", "Utah", "Guam", "Maine", "Texas")]
    assert "too_alike" in codes(seen(index, *alike))


def test_a_hard_answer_is_told_with_its_grade(index: ExampleIndex) -> None:
    hard = "Notwithstanding extraordinary circumstances, applicants demonstrating considerable impoverishment qualify."
    assert "grade" in codes(seen(index, *EIGHT, answer=hard))
    assert "grade" not in codes(seen(index, *EIGHT, answer="You can ask for it. Send the form."))


def test_more_than_is_looked_at_is_said(index: ExampleIndex) -> None:
    found = seen(index, *[f"wording number {i} of it" for i in range(guard_rails.MOST + 5)])
    assert len(found.examples) == guard_rails.MOST
    assert "only_first" in codes(found)


def test_a_long_example_is_cut_and_told(index: ExampleIndex) -> None:
    found = seen(index, "word " * 200)
    assert codes(found, 0)[0] == "too_long"
    assert len(found.examples[0].text) <= guard_rails.LONGEST


@pytest.mark.parametrize("text", ["\x00\x07", "   ", "\u200b"])
def test_what_cannot_be_read_is_left_out(index: ExampleIndex, text: str) -> None:
    assert seen(index, text, "fee waiver").examples[0].text == "fee waiver"
    assert seen(index, text).examples == ()


def test_a_file_changed_meanwhile_counts(index: ExampleIndex, data: Path) -> None:
    assert codes(seen(index, "I want a human being"), 0) == []
    human = data / "nlu" / "human.yml"
    human.write_text(human.read_text() + "      - I want a human being\n", encoding="utf-8")
    assert codes(seen(index, "I want a human being"), 0) == ["double"]


def test_a_file_that_cannot_be_read_teaches_nothing(index: ExampleIndex, data: Path) -> None:
    (data / "nlu" / "broken.yml").write_text("nlu: [", encoding="utf-8")
    (data / "knowledge" / "fees" / "broken.md").write_text("no front matter", encoding="utf-8")
    assert codes(seen(index, "talk to an agent"), 0) == ["double"]


def test_many_examples_are_read_in_the_background_and_kept(
    data: Path, encoder: LetterEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FEW", 2)
    index = ExampleIndex(data, data.parent / "held_out", data.parent / "var", encoder)
    first = seen(index, "how do I pay the fee")
    assert first.reading is not None
    assert codes(first, 0) == []
    index.wait(10)
    later = seen(index, "how do I pay the fee")
    assert later.reading is None
    assert codes(later, 0) == ["double"]
    encoder.encoded.clear()
    again = ExampleIndex(data, data.parent / "held_out", data.parent / "var", encoder)
    assert codes(seen(again, "how do I pay the fee"), 0) == ["double"]
    assert encoder.encoded == ["how do I pay the fee"]


def test_what_a_release_kept_is_not_encoded_again(data: Path, encoder: LetterEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "release-1-index"
    folder.mkdir()
    index = ExampleIndex(data, tmp_path / "nowhere", tmp_path / "var", encoder)
    texts = [text for one in index.files.now().examples.values() for text in one]
    write_example_vectors(texts, encoder, folder)
    encoder.encoded.clear()
    index.take(folder)
    assert codes(seen(index, "talk to an agent"), 0) == ["double"]
    assert encoder.encoded == ["talk to an agent"]


def test_vectors_come_back_as_they_were_kept(tmp_path: Path, encoder: LetterEncoder) -> None:
    texts = ["¿cómo pago?", "pay"]
    save_vectors(tmp_path / FILE, encoder.name, texts, encoder.encode(texts))
    found = load_vectors(tmp_path / FILE, encoder.name)
    assert found is not None
    assert found[0] == texts
    assert np.allclose(found[1], encoder.encode(texts), atol=0.01)


def test_vectors_of_another_encoder_or_a_broken_file_are_left_alone(tmp_path: Path, encoder: LetterEncoder) -> None:
    save_vectors(tmp_path / FILE, "another", ["pay"], encoder.encode(["pay"]))
    assert load_vectors(tmp_path / FILE, encoder.name) is None
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 half a file")
    assert load_vectors(tmp_path / FILE, encoder.name) is None
    assert load_vectors(tmp_path / "nothing", encoder.name) is None


def test_the_interface_gets_codes_and_numbers(index: ExampleIndex) -> None:
    found: Mapping[str, Any] = seen(index, "how do I pay the fee", live=Live()).as_json()
    assert {"language", "intent", "examples", "notes", "held_out", "held_out_hidden", "reading"} == set(found)
    assert found["examples"][0]["notes"][0]["code"] == "double"
    assert found["examples"][0]["notes"][0]["stops"] is True
