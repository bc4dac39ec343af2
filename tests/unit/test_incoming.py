"""What comes in: size, invisible characters, emptiness, then the guard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.conversations.incoming import INVISIBLE, LONGEST, SURROGATE, read_text
from emma.errors import EmmaError, Invalid, TooLong
from emma.privacy import Agencies

NOBODY = Agencies()


@pytest.mark.parametrize(
    "empty",
    ["", " ", "\n\t \r\n", "\u00a0\u2003", "\u200b\u200d\ufeff", "\x00\x07\x1b", "\ud800", "\u202e\u2066", "\u00ad"],
)
def test_nothing_readable_is_invalid(empty: str) -> None:
    with pytest.raises(Invalid):
        read_text(empty, NOBODY)


def test_two_thousand_characters_are_the_most() -> None:
    assert read_text("a" * LONGEST, NOBODY).text
    with pytest.raises(TooLong):
        read_text("a" * (LONGEST + 1), NOBODY)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("hel\u200blo", "hello"),
        ("a\x00b", "ab"),
        ("one\ud800two", "onetwo"),
        ("  spaces  \n  around  ", "spaces\naround"),
        ("safe\u202etxt", "safetxt"),
        ("¿dónde?", "¿dónde?"),
        ("👍🏽", "👍🏽"),
        ("?", "?"),
    ],
)
def test_what_nobody_sees_is_removed_and_the_rest_stays(raw: str, text: str) -> None:
    assert read_text(raw, NOBODY).text == text


def test_an_identifier_cut_by_invisible_characters_is_still_masked() -> None:
    found = read_text("my receipt is IOE09\u200b12345678", NOBODY)
    assert "0912" not in found.text
    assert "12345678" not in found.text
    assert found.kinds == ("receipt number",)


def test_the_raw_text_is_not_kept() -> None:
    assert "A123456789" not in repr(read_text("my number is A123456789", NOBODY))


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        text = read_text(raw, NOBODY).text
    except EmmaError:
        return
    assert text.encode("utf-8")
    assert not INVISIBLE.search(text)
    assert not SURROGATE.search(text)
