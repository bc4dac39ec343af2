"""What must stay and is hidden from the detectors: sums of money, the agencies' own contacts, law."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emma.privacy.normalise import KEPT, Normalised, Span

_MONEY = re.compile(
    r"(?:us|usd|u\.s\.)?\$\s?(?:\d{1,3}(?:[,.]\d{3}){1,3}(?:[.,]\d{2})?|\d{1,7}(?:[.,]\d{2})?)(?![\d\-])(?![.,]\d)|"
    r"(?<![\w\-.,])(?:\d{1,3}(?:[,.]\d{3}){1,3}(?:[.,]\d{2})?|\d{1,7}(?:\.\d{2})?)\s?(?:dollars?|usd|bucks|"
    r"dolares|pesos|euros|quetzales)\b"
)
_LAW = re.compile(
    r"\b\d{1,2}\s(?:cfr|usc|u\.s\.c\.|c\.f\.r\.)\s(?:section\s|part\s|§\s?)?\d{1,4}[a-z]?(?:\.\d{1,3}[a-z]?)?|"
    r"\bomb\s(?:control\s)?(?:no|number|num)?\.?\s?\d{4}-\d{4}\b|"
    r"\b(?:edition|edicion)\s(?:date\s)?(?:of\s)?\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}\b"
)
_NUMBER_RUN = re.compile(r"\d(?:[\s.\-()/]{0,3}\d){2,24}")
_HOUSE_NUMBER = re.compile(r"(?<![\w$/.\-])\d{1,6}(?![\w$/])")
_ADDRESS_WORD = re.compile(r"[a-z\d]+")
_ABBREVIATED = dict(
    pair.split(":")
    for pair in (
        "street:st avenue:ave av:ave boulevard:blvd road:rd drive:dr lane:ln court:ct place:pl highway:hwy "
        "parkway:pkwy square:sq circle:cir freeway:fwy terrace:ter north:n south:s east:e west:w northeast:ne "
        "northwest:nw "
        "southeast:se southwest:sw suite:ste saint:st"
    ).split()
)
_BOX = re.compile(r"\bp\.?\s?o\.?\s?box\s(?:\#\s?)?(\d{1,7})(?!\w)")
_LONGEST_ADDRESS = 7
_SHORTEST_TELEPHONE = 7


@dataclass(frozen=True, slots=True)
class Agencies:
    """What is the agencies' own and stays: national digits of telephones, street lines, mailboxes in lower case."""

    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()


def address_key(address: str) -> str:
    """Return the form in which an office's street line («26 Federal Plaza») is compared.

    Give it one line of a table; what stands before the house number and behind the first comma
    after it does not count. An address without a house number gives "".
    """
    lower = address.lower()
    if box := _BOX.search(lower):
        return f"box {box[1]}"
    number = re.search(r"\b\d{1,6}\b", lower)
    if number is None:
        return ""
    return " ".join(_words(lower[number.start() :].split(",")[0].split("(")[0]))


def _words(text: str) -> list[str]:
    return [_ABBREVIATED.get(word, word) for word in _ADDRESS_WORD.findall(text)]


def _agency_numbers(text: str, numbers: frozenset[str]) -> Iterator[Span]:
    """Yield where one of `numbers` stands, with or without a leading 1, between whole groups."""
    # three digits such as 911 need no shelter, and sheltered they would tear an A-number apart
    lengths = sorted({len(number) for number in numbers if len(number) >= _SHORTEST_TELEPHONE}, reverse=True)
    for run in _NUMBER_RUN.finditer(text):
        places = [index for index in range(*run.span()) if text[index].isdigit()]
        digits = "".join(text[index] for index in places)
        first = 0
        while first < len(digits):
            group_starts = first == 0 or places[first] - places[first - 1] > 1 or (first == 1 and digits[0] == "1")
            length = next(
                (
                    n
                    for n in lengths
                    if group_starts and digits[first : first + n] in numbers and _group_ends(places, first + n)
                ),
                0,
            )
            if length:
                yield places[first], places[first + length - 1] + 1
            first += length or 1


def _group_ends(places: list[int], behind: int) -> bool:
    return behind == len(places) or (behind < len(places) and places[behind] - places[behind - 1] > 1)


def _agency_addresses(text: str, keys: frozenset[str]) -> Iterator[Span]:
    """Yield where the street line of an office stands."""
    for box in _BOX.finditer(text):
        if f"box {box[1]}" in keys:
            yield box.span()
    longest = min(_LONGEST_ADDRESS, max(len(key.split()) for key in keys))
    for number in _HOUSE_NUMBER.finditer(text):
        words = list(_ADDRESS_WORD.finditer(text, number.start(), number.start() + 90))[:longest]
        key = [_ABBREVIATED.get(match[0], match[0]) for match in words]
        for count in range(len(words), 1, -1):
            if " ".join(key[:count]) in keys:
                yield number.start(), words[count - 1].end()
                break


def _spans(text: str, agencies: Agencies) -> Iterator[Span]:
    for pattern in (_MONEY, _LAW):
        for match in pattern.finditer(text):
            yield match.span()
    if agencies.numbers:
        yield from _agency_numbers(text, agencies.numbers)
    if agencies.addresses:
        yield from _agency_addresses(text, agencies.addresses)
    if agencies.emails and "@" in text:
        for match in re.finditer(r"[\w.%+\-]{1,64}@[\w.\-]{1,120}\w", text):
            if match[0] in agencies.emails:
                yield match.span()


def hide_kept(text: Normalised, agencies: Agencies) -> Normalised:
    """Return the text with every character of what must stay replaced by KEPT."""
    spans = list(_spans(text.lower, agencies))
    if not spans:
        return text
    plain, lower = list(text.plain), list(text.lower)
    for start, end in spans:
        plain[start:end] = lower[start:end] = KEPT * (end - start)
    return Normalised("".join(plain), "".join(lower), text.starts, text.ends)
