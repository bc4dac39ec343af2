"""Postal addresses as written in Latin America, Spain and some other countries."""

import re

from emma.privacy.detector import SHAPED, Detector
from emma.privacy.detectors.addresses import UNIT, not_an_office
from emma.privacy.lexicon.sentence_words import SENTENCE_WORDS
from emma.privacy.normalise import Normalised, Span

_STREET = (
    r"(?:(?:calle|cll|avenida|av|avda|carrera|cra|kra|cr|calzada|calz|pasaje|psje|jiron|jr|privada|priv|callejon|diagonal|"
    r"transversal|prolongacion|prol|paseo|camino|carretera|boulevard|blvd|bulevar|ronda|via|rua|rue|strada|viale)\b\.?|c/)"
)
_NUMBER = (
    r"(?:[\s,]{0,2}(?:\#|n[uo]\b\.?|num\b\.?|numero\b)?\s{0,2}\d{1,6}[a-z]?(?:\s?[\-\#]\s?\d{1,4}[a-z]?){0,2}"
    r"(?:\s(?:no|num|n)\b\.?\s?\d{1,4}[a-z]?(?:\s?-\s?\d{1,4})?|\sde\s[a-z]{3,12}\s\d{1,6}|,\s\d{1,2}\s?o?\s?[a-d](?![a-z\d]))?)"
)
_COLONIA = (
    r"(?:[\s,]{1,3}(?:col|colonia|barrio|bo|urb|urbanizacion|zona|reparto|sector|fracc|mz|manzana|lote|lt|residencial|"
    r"aldea)\b\.?(?:\s[a-z\d]{1,20}){1,2})"
)
_PARTICLES = frozenset("de del la las los el y no num numero".split())


def _not_a_sentence(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «via email 2»: words of a sentence between the street word and the number."""
    words = [word for word in re.split(r"[\s,]+", text.lower[start:end])[1:] if word.isalpha()]
    if any(word in SENTENCE_WORDS and word not in _PARTICLES for word in words):
        return None
    return not_an_office(text, start, end)


DETECTORS = (
    Detector(
        "address",
        (
            re.compile(
                rf"(?<!\w)(?P<value>{_STREET}(?:\s[a-z\d][a-z\d.']{{0,20}}){{0,5}}?{_NUMBER}{UNIT}{{0,2}}{_COLONIA}{{0,2}})"
                r"(?![\w])"
            ),
            re.compile(
                r"\b(?P<value>(?:urb|urbanizacion|mz|manzana|col|colonia|residencial|barrio)\b\.?(?:\s[a-z]{1,15}){1,4},?\s"
                r"(?:mz|manzana|lote|lt|casa|num|numero|\#)\.?\s?[a-z\d]{1,4}(?:,?\s(?:lote|lt|casa)\.?\s\d{1,4})?)(?!\w)"
            ),
            re.compile(r"(?<![\w.,])(?P<value>\d{1,6}\sde\sla\s(?:calle|avenida)(?:\s[a-z\d]{2,15}){1,2})(?!\w)"),
        ),
        SHAPED,
        context=tuple(
            "calle cll c/ av carr cra kra cr calz pas psje jiron jr priv diagonal transv prol camino blvd boulev "
            "bulevar ronda via ru strada urb mz manzana col residencial barrio".split()
        ),
        check=_not_a_sentence,
    ),
    Detector(
        "address",
        (
            re.compile(
                r"\b(?:apartado(?:\spostal|\saereo)?|casilla(?:\spostal)?|apdo\.?)\s(?:\#\s?|no\.?\s)?\d{1,7}(?!\w)"
            ),
        ),
        SHAPED,
        context=("apartado", "casilla", "apdo"),
        check=not_an_office,
    ),
    Detector(
        "address",
        (
            re.compile(r"\b(?P<value>[a-z\-]{3,25}(?:strasse|straße|straat|gasse|weg|allee)\s\d{1,4}[a-z]?)(?!\w)"),
            re.compile(
                r"\b(?P<value>\d{1,4}(?:\sbis)?[\s,]{1,2}(?:rue|avenue|place|impasse|chemin)\s(?:de\s|du\s|des\s|la\s|le\s)"
                r"{0,2}[a-z'\-]{3,20})"
            ),
            re.compile(
                r"\b(?P<value>(?:house|flat|plot|villa|block)\s(?:no\.?\s|\#)?\d{1,5}[a-z]?,\s?(?:[a-z\d]{1,15}\s?){1,4})"
                r"(?=[,\n.]|$)"
            ),
        ),
        SHAPED,
        context=tuple("str gasse weg allee rue avenue place impasse chemin house flat plot villa block".split()),
        check=_not_a_sentence,
    ),
)
