"""Dates of birth: a date in any common form that the words around it call a birth."""

import re

from emma.privacy.detector import BARE, CUED, Detector
from emma.privacy.normalise import MASKED, Normalised, Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|sep?tiembre|"
    r"set|octubre|noviembre|dic(?:iembre)?)\.?"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[\s\-](?:first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth)|thirtieth|thirty[\s\-]first|primero|uno|dos|tres|cuatro|cinco|seis|siete|"
    r"ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte|veinti[a-z]{3,6}|"
    r"treinta(?:\sy\suno)?)"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|ro|er|o)?|{_ORDINAL})"
_YEAR = r"(?:(?:19|20)\d{2}|'?\d{2})"
_OF = r"(?:\s{0,2}(?:of|de|del)?(?:\s(?:ano|year))?\s{0,2}|[\s,/.\-]{1,3})"
_NUMERIC = (
    rf"\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?{_YEAR}|(?:19|20)\d{{2}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?\d{{1,2}}"
)
_WRITTEN = (
    rf"(?:the\s|el\s|dia\s)?{_DAY}{_OF}{_MONTH}(?:{_OF}{_YEAR})?|{_MONTH}[\s\-/]{{1,2}}(?:the\s)?{_DAY}(?!\d)"
    rf"(?:[\s,]{{0,2}}{_OF}{_YEAR})?|(?:19|20)\d{{2}}[\s\-/]{_MONTH}[\s\-/]{_DAY}"
)
_SPACED = r"\d{1,2}\s\d{1,2}\s(?:19|20)\d{2}"
_PACKED = r"\d{8}|\d{6}"
DATE = rf"(?:{_NUMERIC}|{_SPACED}|{_WRITTEN})"

_CUE = (
    r"born|birth|birthday|birthdate|date\sof\sbirth|dob|d\.o\.b\.?|b-?day|naci|nacio|nacid[oa]s?|nace|nacimiento|"
    r"fecha\s(?:de\s)?nac\.?|f\.?\s?(?:de\s)?nac\.?|fdn|cumpleanos|cumpl(?:o|io|e|i|ira|ire)"
    r"(?:\s\d{1,2}(?:\sanos)?(?![\d/\-]))?|turn(?:ed|s|ing)?\s\d{1,2}(?!\d)|natalicio"
)
# Words that tell of another date, and the laws that speak of everybody born since a day.
_OTHER = (
    r"after|before|since|prior|between|until|despues|antes|desde|hasta|entre|expires?d?|valid|vence\w{0,2}|"
    r"vencio|filed|"
    r"received|recibid\w|priority|prioridad|entered|entry|entre|entrada|arriv\w{0,4}|interview|entrevista|cita|"
    r"appointment|approv\w{0,3}|aprob\w{0,4}|notice|dated|married|case|biometrics|huellas|effective|issued|"
    r"marri\w{0,4}|got|passed|current|vigente"
)
_WITHIN = rf"(?P<gap>(?:(?!\b(?:{_OTHER})\b)[^\d{MASKED}]){{0,45}}?)"

_NAMED_BEFORE = re.compile(rf"\b(?:{_CUE})(?![a-z]){_WITHIN}(?<![\w/])(?P<value>{DATE}|{_PACKED})(?![\w/])")
_NAMED_BEHIND = re.compile(
    rf"(?<![\w/\-.])(?P<value>{DATE}|{_PACKED})(?P<gap>[\s,()\-]{{0,3}}(?:(?:is|es|was|era|as|fue)\s)"
    rf"?(?:(?:when|the\sday|cuando|el\sdia\sque)\s(?:i|he|she|my\s[a-z]{{2,10}})?\s?(?:was\s)?)?(?:(?:my|"
    rf"his|her|mi|su|the|la|"
    rf"their|our|me)\s)?(?:(?:wife|husband|son|daughter|esposo|esposa|hijo|hija)(?:'s)?\s)?)(?:{_CUE})(?![a-z])"
)
# A list of births, and a wrong date beside the right one.
_AND_BORN = re.compile(
    rf"\b(?:{_CUE})(?![a-z])[^\n]{{0,90}}?{MASKED}(?:\s?[,/;&]\s?(?:and\s|y\s)?(?:(?:my|his|her|our|mi|su)"
    rf"\s[a-z]{{2,12}}\s)?(?:on\s|el\s)?|\s(?:and|y|e|or|not|no)\s"
    rf"(?:(?:my|his|her|our|mi|su)\s[a-z]{{2,12}}\s)?(?:on\s|el\s)?)"
    rf"(?P<value>{DATE})(?![\w/])"
)
_BIRTH_FIELD = re.compile(
    r"\b(?:date\sof\sbirth|birth\s?date|dob|fecha\sde\snacimiento)\b[^\n]{0,120}?"
    r"\b(?:says?|said|shows?|as|to|be|is|not|of|dice|dicen|decia|sale|ser|es|como|a|of|por)\s(?:the\s|el\s)?"
    rf"(?P<value>{DATE})(?![\w/])"
)
# A date of long ago right behind something that was masked: «Jane Example, 01/01/1990».
_BESIDE_MASKED = re.compile(
    rf"{MASKED}[\s,;|(\-]{{1,3}}(?P<value>{_NUMERIC}|{_WRITTEN})(?![\w/])(?P<rest>[^\n]{{0,12}})"
)
_ALONE = re.compile(rf"\A\s{{0,4}}(?P<value>{_NUMERIC}|{_WRITTEN})\s{{0,4}}\Z")

_GROWN_UP_SINCE = 2008


def _real_date(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse digits without marks that are no day, as an eight-digit certificate number."""
    value = text.lower[start:end]
    if value.isdigit() and len(value) == 8:
        possible = re.fullmatch(
            r"(?:0\d|1[0-2]|[0-3]\d)(?:0\d|1[0-2]|[0-3]\d)(?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d", value
        )
        return (start, end) if possible else None
    return start, end


def _long_ago(text: Normalised, start: int, end: int) -> Span | None:
    """Take a date that no cue names only if somebody adult may have been born on it."""
    year = re.search(r"(?:19|20)\d{2}", text.lower[start:end])
    if year is None or not 1900 <= int(year[0]) <= _GROWN_UP_SINCE:
        return None
    return None if re.match(rf"[\s,(]{{0,3}}(?:{_OTHER})\b", text.lower[end : end + 20]) else (start, end)


_CONTEXT = tuple("born birth dob d.o.b bday b-day nac fdn cumple cumpli cumplo turn natalicio".split())

DETECTORS = (
    Detector(
        "date of birth",
        (_NAMED_BEFORE, _NAMED_BEHIND, _AND_BORN, _BIRTH_FIELD),
        CUED,
        context=_CONTEXT,
        check=_real_date,
    ),
    Detector("date of birth", (_BESIDE_MASKED,), CUED, context=(MASKED,), check=_long_ago, needs_digits=4),
    Detector("date of birth", (_ALONE,), BARE, check=_long_ago, needs_digits=6),
)
