"""Postal addresses: the street, number and unit go; town, state, ZIP code and country stay."""

import re

from emma.privacy.detector import CUED, SHAPED, Detector
from emma.privacy.lexicon.places import PLACE_WORDS
from emma.privacy.normalise import Normalised, Span

_STRONG = (
    r"street|str|st|avenue|ave|av|boulevard|blvd|road|rd|lane|ln|highway|hwy|parkway|pkwy|terrace|turnpike|tpke|expressway|freeway|"
    r"broadway|drive|dr|crescent|close"
)
_WEAK = r"court|ct|place|pl|way|circle|cir|square|sq|plaza|trail|trl|loop|alley|row|run|path|pike|ter|point|ridge|grove|gardens"
_UNIT = (
    r"(?:[\s,]{1,3}(?:(?:apt|apartment|apto|apartamento|unit|suite|ste|room|rm|floor|fl|piso|depto|departamento|dpto|interior|int|"
    r"casa|bldg|building|edificio|torre|lot|lote|no|num|numero)\b\.?\s?\#?\s?[a-z]?-?\d{0,5}-?[a-z]?\b|\#\s?[a-z]?\d{1,5}[a-z]?))"
)
_WORD = r"[a-z\d][a-z\d'.\-]{0,20}"
_NUMBER = r"\d{1,6}(?:-\d{1,5})?[a-d]?(?:\s?1/2)?"
_STREET = rf"{_NUMBER}[\s,]{{1,2}}(?!\d{{1,6}}[\s,])(?:{_WORD}\s{{1,2}}){{1,5}}?(?P<suffix>{_STRONG}|{_WEAK})\b\.?(?:\s(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b\.?)?"

# Words that stand between a number and a street word only in a sentence.
_SENTENCE = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "but",
        "by",
        "can",
        "case",
        "cases",
        "civics",
        "copies",
        "day",
        "days",
        "did",
        "do",
        "does",
        "dollars",
        "drive",
        "for",
        "forms",
        "form",
        "from",
        "get",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "hour",
        "hours",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "just",
        "kids",
        "children",
        "letter",
        "letters",
        "mile",
        "miles",
        "minute",
        "minutes",
        "month",
        "months",
        "more",
        "my",
        "need",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "out",
        "over",
        "people",
        "person",
        "photos",
        "question",
        "questions",
        "she",
        "so",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "time",
        "times",
        "to",
        "until",
        "up",
        "us",
        "was",
        "we",
        "week",
        "weeks",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "year",
        "years",
        "you",
        "your",
        "years-old",
        "old",
        "dias",
        "dia",
        "meses",
        "mes",
        "anos",
        "ano",
        "horas",
        "semanas",
        "personas",
        "formas",
        "formularios",
        "de",
        "del",
        "en",
        "y",
        "o",
        "que",
        "el",
        "los",
        "las",
        "un",
        "una",
        "por",
        "para",
        "con",
        "sin",
        "mi",
        "su",
        "hijos",
        "fotos",
        "dolares",
        "immigration",
        "uscis",
        "federal",
        "district",
        "supreme",
        "interview",
        "interviews",
        "appointment",
        "visa",
        "green",
        "card",
        "percent",
        "days'",
        "weeks'",
        "months'",
        "years'",
    ]
)
_OFFICE = re.compile(
    r"(?:office|offices|court|asc|lockbox|embassy|consulate|center|centre|facility|building|uscis|eoir|oficina|oficinas|corte|"
    r"tribunal|embajada|consulado|centro|juzgado)"
    r"(?:\s(?:is|are|located|at|on|in|of|the|de|en|la|el|queda|esta|ubicad[oa]|que|still|open|uscis)){0,4}[\s:,(]{1,3}$"
)
_STATE_OR_ZIP = re.compile(r"[\s,.]{1,3}(?:[a-z]+[\s,.]{1,2}){0,3}(?:\d{5}\b|[A-Z]{2}\b)")


def _of_an_office(text: Normalised, start: int) -> bool:
    """Tell whether the words before call the address that of an office."""
    return _OFFICE.search(text.lower, max(0, start - 60), start) is not None


def _street(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse a sentence with a number in it, and the address of an office."""
    match = _STREET_ONLY.match(text.lower, start)
    if match is None or _of_an_office(text, start):
        return None
    words = match[0].split()[1:]
    between = [word.strip(".,") for word in words[: len(words) - 1]]
    if any(word in _SENTENCE for word in between) or re.match(r"(?:19|20)\d\d\s(?:19|20)\d\d", match[0]):
        return None
    suffix = match["suffix"]
    written = text.plain[match.start("suffix") : match.end("suffix")]
    proper = written[0].isupper() and text.plain[match.start() : match.start("suffix")] != match[0].upper()
    if suffix in ("dr", "drive", "close", "broadway") or suffix in _WEAK.split("|"):
        follows = _STATE_OR_ZIP.match(text.plain, end) or end > match.end() + 1
        return (start, end) if proper or follows or _LIVES.search(text.lower, max(0, start - 40), start) else None
    return start, end


_STREET_ONLY = re.compile(_STREET)
_LIVES = re.compile(
    r"(?:live|lives|living|reside|resides|stay|staying|moved|moving|address|addr|home|house|mail|send|sent|ship|deliver(?:ed)?|vivo|vive|vivimos|"
    r"resido|mude|mudamos|mudo|direccion|domicilio|envi\w{1,4}|mand\w{1,4})\b[^\d.?!]{0,30}$"
)

_ADDRESS_CUE = (
    r"(?:i|we|he|she)\s(?:now\s|currently\s)?(?:lives?|resides?|stays?)\s(?:at|on|in)|(?:i'm|am|are|is)\s(?:living|staying)\s(?:at|on|in)|moved\s(?:to|from)|"
    r"(?:my|our|his|her|new|home|mailing|physical|current|old)\saddress(?:\s(?:is|was|to|from))?|address\s?:|address\sis|"
    r"(?:vivo|vive|vivimos|resido|estoy\sviviendo)\sen|me\smude\sa|nos\smudamos\sa|(?:mi|nueva|su)\s(?:direccion|domicilio)(?:\s(?:es|nueva|actual))*|"
    r"direccion\s?(?::|es)|domicilio\s?(?::|es)"
)


def _said(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «I live in 2 rooms»: the first word behind the number is of a sentence."""
    words = [word.strip(".,;:") for word in text.lower[start:end].split()]
    if len(words) < 2 or words[1] in _SENTENCE or _of_an_office(text, start):
        return None
    if street := _STREET_ONLY.match(text.lower, start, end):
        return start, street.end()
    for count, word in enumerate(words[2:], start=2):
        if word in _SENTENCE or word in PLACE_WORDS or word in ("since", "desde", "please", "gracias", "thanks"):
            cut = re.match(r"(?:\S+\s+){%d}" % count, text.lower[start:end])
            return (start, start + len(cut[0].rstrip())) if cut else None
    return start, end


def _not_an_office(text: Normalised, start: int, end: int) -> Span | None:
    return None if _of_an_office(text, start) else (start, end)


def _spanish(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse «via email 2» and the like: words of a sentence between the street word and the number."""
    words = re.split(r"[\s,]+", text.lower[start:end])[1:]
    name = [word for word in words if word.isalpha() and word not in ("de", "del", "la", "las", "los", "el", "y", "no", "num", "numero")]
    if any(word in _SENTENCE for word in name):
        return None
    return _not_an_office(text, start, end)


_SPANISH_STREET = (
    r"(?:calle|cll|c/|avenida|av|avda|carrera|cra|kra|cr|calzada|calz|pasaje|psje|jiron|jr|privada|priv|callejon|diagonal|transversal|prolongacion|"
    r"prol|paseo|camino|carretera|boulevard|blvd|bulevar|ronda|via|rua|rue|strada|viale)\b\.?"
)
_SPANISH_NUMBER = (
    r"(?:[\s,]{0,2}(?:\#|n[uo]\b\.?|num\b\.?|numero\b)?\s{0,2}\d{1,6}[a-z]?(?:\s?[\-\#]\s?\d{1,4}[a-z]?){0,2})"
)
_COLONIA = r"(?:[\s,]{1,3}(?:col|colonia|barrio|bo|urb|urbanizacion|zona|reparto|sector|fracc|mz|manzana|lote|lt|residencial|aldea)\b\.?(?:\s[a-z\d]{1,20}){1,2})"

DETECTORS = (
    Detector("address", (re.compile(rf"(?<![\w$/.\-])(?P<value>{_STREET}{_UNIT}{{0,2}})"),), SHAPED, check=_street),
    Detector(
        "address",
        (
            re.compile(
                rf"\b(?:{_ADDRESS_CUE})[\s:,]{{1,3}}(?:the\s|el\s|la\s)?(?P<value>{_NUMBER}(?:[\s]{{1,2}}{_WORD}){{1,4}}{_UNIT}{{0,2}})(?=[\s,.;?!\n]|$)"
            ),
        ),
        CUED,
        context=("live", "living", "resid", "stay", "moved", "address", "viv", "mud", "direccion", "domicilio"),
        check=_said,
    ),
    Detector(
        "address",
        (
            re.compile(
                rf"(?<![\w])(?P<value>{_SPANISH_STREET}(?:\s[a-z\d][a-z\d.']{{0,20}}){{0,5}}?{_SPANISH_NUMBER}{_UNIT}{{0,2}}{_COLONIA}{{0,2}})(?!\w)"
            ),
        ),
        SHAPED,
        context=(
            "calle",
            "cll",
            "c/",
            "av",
            "carr",
            "cra",
            "kra",
            "cr",
            "calz",
            "pas",
            "psje",
            "jiron",
            "jr",
            "priv",
            "callejon",
            "diagonal",
            "transv",
            "prol",
            "camino",
            "blvd",
            "boulev",
            "bulevar",
            "ronda",
            "via",
            "ru",
            "strada",
        ),
        check=_not_an_office,
    ),
    Detector(
        "address",
        (
            re.compile(r"(?<!\w)p\.?\s?o\.?\s?box\s(?:\#\s?)?\d{1,7}(?!\w)"),
            re.compile(
                r"\b(?:apartado(?:\spostal|\saereo)?|casilla(?:\spostal)?|apdo\.?)\s(?:\#\s?|no\.?\s)?\d{1,7}(?!\w)"
            ),
        ),
        SHAPED,
        context=("box", "apartado", "casilla", "apdo"),
        check=_not_an_office,
    ),
    Detector(
        "address",
        (
            re.compile(r"\b(?P<value>[a-z\-]{3,25}(?:strasse|straße|straat|gasse|weg|allee)\s\d{1,4}[a-z]?)(?!\w)"),
            re.compile(
                r"\b(?P<value>\d{1,4}(?:\sbis)?[\s,]{1,2}(?:rue|avenue|place|impasse|chemin)\s(?:de\s|du\s|des\s|la\s|le\s){0,2}[a-z'\-]{3,20})"
            ),
            re.compile(
                r"\b(?P<value>(?:house|flat|plot|villa|block)\s(?:no\.?\s|\#)?\d{1,5}[a-z]?,\s?(?:[a-z\d]{1,15}\s?){1,4})(?=[,\n.]|$)"
            ),
        ),
        SHAPED,
        context=(
            "str",
            "gasse",
            "weg",
            "allee",
            "rue",
            "avenue",
            "place",
            "impasse",
            "chemin",
            "house",
            "flat",
            "plot",
            "villa",
            "block",
        ),
    ),
)
