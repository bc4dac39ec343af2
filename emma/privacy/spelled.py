"""Digits said in words, English and Spanish: «ay oh one two …», «uno dos tres»."""

import re

from emma.privacy.normalise import Normalised

_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_DIEZ = ["diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VEINTE = ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_VEINTI = [
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
    "veinticinco",
    "veintiseis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]

UNITS = {word: str(value) for words in (_ENGLISH, _SPANISH) for value, word in enumerate(words)}
UNITS |= {"oh": "0", "o": "0", "un": "1", "una": "1", "nought": "0", "null": "0"}
PAIRS = {word: str(value) for words in (_TEENS, _DIEZ) for value, word in enumerate(words, start=10)}
PAIRS |= {word: str(value) for value, word in enumerate(_VEINTI, start=21)}
TENS = {word: str(value) for words in (_TENS, _VEINTE) for value, word in enumerate(words, start=2)}
_REPEATS = {"double": 2, "doble": 2, "triple": 3}
_LETTER_A = frozenset({"ay", "eh", "ei", "a"})

_WORD = re.compile(r"[a-z]+|\d+")
_BETWEEN = re.compile(r"[\s,.\-]{1,4}(?:(?:y|and)\s)?")
_LEAST_WORDS, _LEAST_DIGITS = 2, 4
_ALL = UNITS.keys() | PAIRS.keys() | TENS.keys()


def might_be_spelled(lower: str) -> bool:
    """Tell whether two number words stand in a message."""
    return sum(word in _ALL for word in _WORD.findall(lower)) >= _LEAST_WORDS


def _said(tokens: list[re.Match[str]], position: int) -> tuple[str, int] | None:
    """Return the digits said at a token and how many tokens said them."""
    word = tokens[position][0]
    if word.isdigit():
        return (word, 1) if len(word) <= 4 else None
    following = tokens[position + 1][0] if position + 1 < len(tokens) else ""
    if (word, following) == ("mil", "novecientos"):
        return "19", 2
    if following in ("mil", "thousand") and UNITS.get(word) == "2":
        last = tokens[position + 2][0] if position + 2 < len(tokens) else ""
        return ("200" if last in UNITS else "20"), 2
    if word in _REPEATS and position + 1 < len(tokens) and (digit := UNITS.get(tokens[position + 1][0])):
        return digit * _REPEATS[word], 2
    if word in TENS:
        following = UNITS.get(tokens[position + 1][0], "0") if position + 1 < len(tokens) else "0"
        if position + 2 < len(tokens) and tokens[position + 1][0] == "y":
            following = UNITS.get(tokens[position + 2][0], "0")
            return TENS[word] + following, 3 if following != "0" else 1
        return TENS[word] + following, 2 if following != "0" else 1
    if word in PAIRS:
        return PAIRS[word], 1
    if word in ("hundred", "cien"):
        return "00", 1
    return (UNITS[word], 1) if word in UNITS else None


def _next_run(text: str, tokens: list[re.Match[str]], position: int) -> tuple[str, int]:
    """Return the digits of the run that starts at a token, and the token behind the run."""
    said: list[str] = []
    while position < len(tokens):
        found = _said(tokens, position)
        if found is None:
            break
        if said and _BETWEEN.fullmatch(text, tokens[position - 1].end(), tokens[position].start()) is None:
            break
        said.append(found[0])
        position += found[1]
    return "".join(said), position


def spell_out(text: Normalised) -> Normalised | None:
    """Return the text with runs of number words as digits, or None if it has none.

    Its offsets lead back to `text`, not to the original: a digit stands for its whole run.
    """
    tokens = list(_WORD.finditer(text.lower))
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    copied = position = 0
    changed = False

    def copy(until: int) -> None:
        plain.extend(text.plain[copied:until])
        starts.extend(range(copied, until))
        ends.extend(range(copied + 1, until + 1))

    while position < len(tokens):
        if tokens[position][0].isdigit() and len(tokens[position][0]) > 1:
            position += 1  # «the fee is 520, five …»: a number as such begins no dictation
            continue
        run, behind = _next_run(text.lower, tokens, position)
        words = sum(not token[0].isdigit() for token in tokens[position:behind])
        if len(run) < _LEAST_DIGITS or words < _LEAST_WORDS:
            position = max(behind, position + 1)
            continue
        first = tokens[position].start()
        letter = position and tokens[position - 1][0] in _LETTER_A
        if letter and _BETWEEN.fullmatch(text.lower, tokens[position - 1].end(), first):
            first, run = tokens[position - 1].start(), "a" + run
        copy(first)
        plain.extend(run)
        starts.extend([first] * len(run))
        ends.extend([tokens[behind - 1].end()] * len(run))
        copied, position, changed = tokens[behind - 1].end(), behind, True
    if not changed:
        return None
    copy(len(text.lower))
    joined = "".join(plain)
    return Normalised(joined, joined.lower(), starts, ends)
