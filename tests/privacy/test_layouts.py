"""The core numbers in every layout people use: nothing of them is left."""

import random

import pytest

from tests.privacy.layouts import CUES, LAYOUTS, digits_left, message
from tests.privacy.measure import guard

_MESSAGES_EACH = 20
_LONGEST_LEFT = 4


@pytest.mark.parametrize("kind", sorted(CUES))
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_digits_of_a_core_number_are_left(kind: str, layout: str) -> None:
    chance = random.Random(f"{kind} {layout}")
    for _ in range(_MESSAGES_EACH):
        text, digits = message(kind, layout, chance)
        left = digits_left(guard(text).text)
        windows = {digits[start : start + _LONGEST_LEFT + 1] for start in range(len(digits) - _LONGEST_LEFT)}
        assert not [window for window in windows if window in left], (text, guard(text).text)
