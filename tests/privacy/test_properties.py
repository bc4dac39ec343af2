"""Properties that hold for any text."""

import re
import re._parser as sre_parse
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emma.privacy import KINDS, redact
from emma.privacy.detector import Detector
from emma.privacy.detectors import NUMBERS, WORDS
from emma.privacy.kinds import TOKEN
from emma.privacy.redact import LONGEST_READ
from tests.privacy.measure import guard, read

_SLOW = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

# Text that looks like what the detectors read, mixed with anything at all.
_PIECES = st.sampled_from(
    """
    A012345678 a# 000-123-456 IOE9012345678 ioe 90 123 45678 987-65-4320 4111 1111 1111 1111 (212)555-0123 +52
    55 5555 0123 born nací 01/01/1990 1 de enero de 1990 my_name_is Ana Example me_llamo Juana soy Pedro I_am
    my_wife mi_esposo Dear Re: ana@example.org ana arroba gmail punto com at dot 12 Example Street Calle Ejemplo
    12 Apt 5 Newark 07102 passport X0123456 I-94 01234567890 N0123456789 cero uno dos tres cuatro cinco seis
    siete ocho nueve oh one two three double [A-number] [SSN] [name] [date_of_birth] [ ] [[ $1,440 I-765
    800-375-5283 26 Federal Plaza 8 CFR 214.2 is es my mi number número Sincerely, Thanks Gracias ~ , . : ; - (
    ) # ! ? \u200b \u202e ０１２ ٣٤٥ á ñ İ ß ﬁ 😀 \ud800 P<UTO<<
    """.split()
).map(lambda piece: piece.replace("_", " ").replace("~", "\n"))
_MESSAGES = st.lists(st.one_of(_PIECES, _PIECES, st.text(max_size=6)), max_size=14).flatmap(
    lambda pieces: st.sampled_from([" ", "", "\n", ", "]).map(lambda joint: joint.join(pieces))
)
_ROWS = st.sampled_from([row.text for row in read()])


@_SLOW
@given(st.one_of(_MESSAGES, _ROWS, st.text(max_size=80)))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = guard(text)
    twice = guard(once.text)
    assert twice.text == once.text
    assert twice.findings == ()


@_SLOW
@given(st.one_of(_MESSAGES, st.text(max_size=80)))
def test_nothing_but_the_findings_changes_and_spans_are_exact(text: str) -> None:
    found = guard(text)
    rebuilt, behind = "", 0
    for finding in found.findings:
        assert behind <= finding.start < finding.end <= len(text)
        assert finding.kind in KINDS
        rebuilt += text[behind : finding.start] + f"[{finding.kind}]"
        behind = finding.end
    assert rebuilt + text[behind:] == found.text
    assert found.kinds == tuple(dict.fromkeys(finding.kind for finding in found.findings))


@_SLOW
@given(_MESSAGES)
def test_tokens_that_stand_in_the_text_are_never_touched(text: str) -> None:
    found = guard(text)
    tokens = [match.span() for match in TOKEN.finditer(text)]
    assert not [
        (finding, token)
        for finding in found.findings
        for token in tokens
        if finding.start < token[1] and token[0] < finding.end
    ]


@_SLOW
@given(_MESSAGES, st.sampled_from([None, *KINDS]))
def test_a_cue_never_breaks_anything(text: str, cue: str | None) -> None:
    found = redact(text, cue=cue)
    assert found.cue is None or found.cue in KINDS
    assert not any(char.isdigit() for char in found.cue or "" if found.cue not in ("I-94", "DS-160"))


@_SLOW
@given(st.integers(min_value=0, max_value=999_999_999), _ROWS)
def test_an_a_number_is_gone_whatever_stands_around_it(number: int, text: str) -> None:
    value = f"A{number:09d}"
    assert value not in guard(f"{text}\n{value}").text
    assert value not in guard(f"{value} {text}").text


@_SLOW
@given(st.text(alphabet="[]SN(ame) Anumber-0123", max_size=60))
def test_nested_and_broken_brackets_are_harmless(text: str) -> None:
    assert guard(guard(text).text).findings == ()


def _every(detectors: tuple[Detector, ...]) -> list[re.Pattern[str]]:
    return [pattern for detector in detectors for pattern in detector.patterns]


def _unbounded(parsed: Any) -> Iterator[Any]:
    """Yield what stands under each repeat without bound."""
    for operation, argument in parsed:
        if operation in (sre_parse.MAX_REPEAT, sre_parse.MIN_REPEAT):
            if argument[1] is sre_parse.MAXREPEAT:
                yield argument[2]
            yield from _unbounded(argument[2])
        elif operation is sre_parse.SUBPATTERN:
            yield from _unbounded(argument[3])
        elif operation is sre_parse.BRANCH:
            for branch in argument[1]:
                yield from _unbounded(branch)
        elif operation in (sre_parse.ASSERT, sre_parse.ASSERT_NOT):
            yield from _unbounded(argument[1])


def _varies(parsed: Any) -> bool:
    """Tell whether a piece of a pattern can match texts of different length."""
    least, most = parsed.getwidth()
    return least != most


@pytest.mark.parametrize("pattern", _every(NUMBERS + WORDS), ids=lambda pattern: pattern.pattern[:30])
def test_no_pattern_repeats_without_bound_over_another_repeat(pattern: re.Pattern[str]) -> None:
    """A repeat without bound may only stand over one fixed piece, as `\\d{13,}`: never over a repeat."""
    assert not [inner for inner in _unbounded(sre_parse.parse(pattern.pattern)) if _varies(inner)]


_ATTACKS = [
    "1",
    "1 ",
    "1-",
    "A",
    "A1",
    "A-",
    "O",
    "a ",
    "my name is ",
    "Maria ",
    "my wife Maria Lopez ",
    "a@",
    "ana arroba ",
    "ana dot ",
    "<",
    "a<<",
    "1 main ",
    "12 oak street ",
    "one ",
    "uno dos tres y cuarenta ",
    "\n",
    " ",
    "born on ",
    "born 01/02/1990, ",
    "(212) 555-01 ",
    "4111 1111 1111 1111 ",
    "ioe",
    "[",
    "[SSN] ",
    "😀",
    "\u200b",
    "\u202e1",
    "\ud800",
    "１",
    "calle de la ",
    "re: ",
    "$1,",
    "a1b2",
    "de89 3704 ",
    "https://a.gov/1234567890",
    "passport ssn visa number a-number receipt ",
]


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        guard(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("attack", _ATTACKS, ids=repr)
def test_time_grows_with_the_length_only(attack: str) -> None:
    short = (attack * 2000)[:1500]
    long = (attack * 8000)[:6000]
    # four times the text: a quadratic detector takes sixteen times as long; small times are noise
    assert _seconds(long) <= max(10 * _seconds(short), 0.15)


@pytest.mark.parametrize("unit", ["1", "１", "1 ", "1\u200b", "987-65-4320 ", "ana@example.org "])
def test_ten_million_characters_are_answered_and_masked(unit: str) -> None:
    text = unit * (10_000_000 // len(unit))
    start = time.process_time()
    found = redact(text)
    assert time.process_time() - start < 60
    assert not re.search(r"\d{6}|987|@", found.text)


def test_a_text_over_the_limit_loses_its_numbers_and_addresses() -> None:
    text = (
        "lorem ipsum " * (LONGEST_READ // 10) + "A012345678 and ana@example.org, IOE9012345678 on 2024-01-20 for $520"
    )
    found = redact(text)
    assert found.kinds == ("identity number", "email")
    assert "012345678" not in found.text
    assert redact(found.text).findings == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800\udfff", "[", "[[[[SSN]]]]", "\u202e", "😀" * 500, "\n" * 100]
)
def test_odd_input_is_answered(text: str) -> None:
    assert guard(text).text == text
