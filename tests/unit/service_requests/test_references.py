"""References: short, speakable, and safe against slips of hand and ear."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emma.errors import BadReference
from emma.service_requests.references import ALPHABET, _check, _written, new_reference, read_reference

REFERENCES = st.text(ALPHABET, min_size=7, max_size=7).map(lambda body: _written(body + _check(body)))


def test_a_reference_is_short_and_has_no_letter_that_is_mistaken_for_a_digit() -> None:
    for _ in range(200):
        reference = new_reference()
        assert len(reference) == 12
        assert reference.startswith("EM-")
        assert not set("ILOUZ") & set(reference[3:])


def test_no_reference_comes_twice() -> None:
    assert len({new_reference() for _ in range(2000)}) == 2000


@given(st.data())
def test_it_is_read_in_every_way_people_write_it(data: st.DataObject) -> None:
    reference = data.draw(REFERENCES)
    bare = reference.replace("-", "")
    heard = bare[2:].replace("0", "O").replace("1", data.draw(st.sampled_from("IiLl")))
    ways = (reference, reference.lower(), bare, bare[2:], f" em {bare[2:6]} {bare[6:]} ", heard, f"EM–{heard}")
    assert read_reference(data.draw(st.sampled_from(ways))) == reference


def test_full_width_letters_are_read() -> None:
    reference = new_reference()
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in reference)
    assert read_reference(wide) == reference


def test_a_body_that_begins_like_the_prefix_is_read_with_and_without_it() -> None:
    references = (new_reference() for _ in range(100_000))
    reference = next(one for one in references if one.startswith("EM-EM"))
    assert read_reference(reference) == read_reference(reference.removeprefix("EM-")) == reference


@given(st.data())
def test_one_wrong_character_is_noticed(data: st.DataObject) -> None:
    letters = data.draw(REFERENCES).replace("-", "")[2:]
    at = data.draw(st.integers(0, 7))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != letters[at]]))
    with pytest.raises(BadReference):
        read_reference(letters[:at] + other + letters[at + 1 :])


@given(st.data())
def test_two_neighbours_swapped_are_noticed(data: st.DataObject) -> None:
    letters = data.draw(REFERENCES).replace("-", "")[2:]
    at = data.draw(st.integers(0, 6))
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if swapped != letters:
        with pytest.raises(BadReference):
            read_reference(swapped)


@given(st.text(max_size=60))
def test_anything_else_is_refused_and_never_breaks(text: str) -> None:
    with contextlib.suppress(BadReference):
        assert read_reference(text).startswith("EM-")
