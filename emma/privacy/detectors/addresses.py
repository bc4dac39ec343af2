"""Postal addresses as written in the United States: number, street and unit go; town, state and ZIP code stay."""

import re

from emma.privacy.detector import CUED, SHAPED, Detector
from emma.privacy.lexicon.common_words import COMMON_WORDS
from emma.privacy.lexicon.places import PLACE_WORDS
from emma.privacy.lexicon.sentence_words import SENTENCE_WORDS
from emma.privacy.normalise import Normalised, Span

_STRONG = (
    r"street|str|st|avenue|ave|av|boulevard|blvd|road|rd|lane|ln|highway|hwy|parkway|pkwy|terrace|turnpike|tpke|"
    r"expressway|freeway|broadway|drive|dr|crescent|close"
)
_WEAK = (
    r"court|ct|place|pl|way|circle|cir|square|sq|plaza|trail|trl|loop|alley|row|run|path|pike|ter|point|ridge|grove|"
    r"gardens"
)
_SOMETIMES_WORDS = frozenset([*_WEAK.split("|"), "dr", "drive", "close", "broadway"])
UNIT = (
    r"(?:[\s,]{1,3}(?:(?:apt|apartment|apto|apartamento|unit|suite|ste|room|rm|floor|fl|piso|depto|departamento|dpto|"
    r"interior|int|casa|bldg|building|edificio|torre|lot|lote|no|num|numero)\b\.?\s?\#?\s?"
    r"(?:[a-z]?-?\d{1,5}-?[a-z]?|[a-z])(?![a-z\d])|\#\s?[a-z]?\d{1,5}[a-z]?))"
)
_WORD = r"[a-z\d][a-z\d'.\-]{0,20}"
_NUMBER = r"\d{1,6}(?:-\d{1,5})?[a-d]?(?:\s?1/2)?"
_SIDE = r"(?:\s(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b\.?)?"
_STREET = (
    rf"{_NUMBER}[\s,]{{1,2}}(?!\d{{1,6}}[\s,])(?:{_WORD}\s{{1,2}}){{1,5}}?(?P<suffix>{_STRONG}|{_WEAK})\b\.?{_SIDE}"
)
_STREET_ONLY = re.compile(_STREET)

_OFFICE_BEFORE = re.compile(
    r"\b(?:(?:uscis|eoir)\s(?:is\s)?(?:at|in|on|located)|offices?|court|asc|lockbox|embassy|consulate|center|oficinas?|corte|"
    r"tribunal|embajada|consulado|centro|juzgado)(?:\s(?:is|are|located|at|on|in|of|the|de|en|la|el|queda|esta|ubicad[oa]|que|still|open|uscis|"
    r"inmigracion|immigration|asylum|asilo|field)){0,5}[\s:,(]{1,3}$"
)
_OFFICE_BEHIND = re.compile(
    r"[\s,]{1,2}(?:(?:the|uscis|immigration|field|asylum)\s){0,2}(?:immigration\scourt|field\soffice|asylum\soffice|"
    r"uscis|asc|lockbox|office|oficina)\b"
)
_HOME = re.compile(
    r"\b(?:live|lives|living|reside|resides|my\saddress|our\saddress|home|house|moved|vivo|vive|vivimos|resido|mude|mudamos|"
    r"mi\sdireccion|domicilio|mi\scasa)\b[^.?!]{0,40}$"
)
_STATE_OR_ZIP = re.compile(r"[\s,.]{1,3}(?:[a-zA-Z]+[\s,.]{1,2}){0,3}(?:\d{5}\b|[A-Z]{2}\b)")
_LIVES = re.compile(
    r"(?:live|lives|living|reside|resides|stay|staying|moved|moving|address|addr|home|house|mail|send|sent|ship|"
    r"deliver(?:ed)?|vivo|vive|vivimos|resido|mude|mudamos|mudo|direccion|domicilio|envi\w{1,4}|mand\w{1,4})\b"
    r"[^\d.?!]{0,30}$"
)
_CUE = (
    r"(?:i|we|he|she)\s(?:now\s|currently\s)?(?:lives?|resides?|stays?)\s(?:at|on|in)|"
    r"(?:i'm|am|are|is)\s(?:living|staying)\s(?:at|on|in)|moved\s(?:to|from)|address\s?:|address\sis|"
    r"(?:my|our|his|her|new|home|mailing|physical|current|old)\saddress(?:\s(?:is|was|to|from|changed\sto))?|"
    r"(?:vivo|vive|vivimos|resido|estoy\sviviendo)\sen|me\smude\sa|nos\smudamos\sa|direccion\s?(?::|es)|"
    r"(?:mi|nueva|su)\s(?:direccion|domicilio)(?:\s(?:es|nueva|actual)){0,2}|domicilio\s?(?::|es)"
)


def of_an_office(text: Normalised, start: int, end: int) -> bool:
    """Tell whether the words around call the address that of an office, and not a home."""
    if _HOME.search(text.lower, max(0, start - 60), start):
        return False
    if _OFFICE_BEHIND.match(text.lower, end):
        return True
    return _OFFICE_BEFORE.search(text.lower, max(0, start - 70), start) is not None


def not_an_office(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse the address of an office."""
    return None if of_an_office(text, start, end) else (start, end)


def _street(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse a sentence with a number in it, and the address of an office."""
    match = _STREET_ONLY.match(text.lower, start)
    if match is None or of_an_office(text, start, end):
        return None
    between = [word.strip(".,") for word in match[0][: match.start("suffix") - match.start()].split()[1:]]
    if any(word in SENTENCE_WORDS for word in between):
        return None
    if match["suffix"] not in _SOMETIMES_WORDS:
        return start, end
    written = text.plain[match.start("suffix")]
    follows = _STATE_OR_ZIP.match(text.plain, end) is not None or end > match.end() + 1
    if written.isupper() or follows or _LIVES.search(text.lower, max(0, start - 40), start):
        return start, end
    return None


def _said(text: Normalised, start: int, end: int) -> Span | None:
    """Cut what is said behind «I live at» where the sentence or the town begins; refuse «5 minutes»."""
    words = [word.strip(".,;:") for word in text.lower[start:end].split()]
    if len(words) < 2 or of_an_office(text, start, end):
        return None
    first = text.plain[start:end].split()[1]
    if words[1] in SENTENCE_WORDS or (words[1] in COMMON_WORDS and not first[0].isupper()):
        return None
    if street := _STREET_ONLY.match(text.lower, start, end):
        return start, street.end()
    for count, word in enumerate(words[2:], start=2):
        if word in SENTENCE_WORDS or word in PLACE_WORDS or word in COMMON_WORDS:
            cut = re.match(rf"(?:\S+\s+){{{count}}}", text.lower[start:end])
            return (start, start + len(cut[0].rstrip())) if cut else None
    return start, end


DETECTORS = (
    Detector(
        "address", (re.compile(rf"(?<![\w$/.\-])(?=(?P<value>{_STREET}{UNIT}{{0,2}}))\d"),), SHAPED, check=_street
    ),
    Detector(
        "address",
        (
            re.compile(
                rf"\b(?:{_CUE})[\s:,]{{1,3}}(?:the\s|el\s|la\s)?"
                rf"(?P<value>{_NUMBER}(?:\s{{1,2}}{_WORD}){{1,4}}{UNIT}{{0,2}})(?=[\s,.;?!]|$)"
            ),
        ),
        CUED,
        context=tuple("live living resid stay moved address viv mud direccion domicilio".split()),
        check=_said,
    ),
    Detector(
        "address",
        (re.compile(r"(?<!\w)p\.?\s?o\.?\s?box\s(?:\#\s?)?\d{1,7}(?!\w)"),),
        SHAPED,
        context=("box",),
        check=not_an_office,
    ),
)
