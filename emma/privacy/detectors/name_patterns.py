"""What the patterns of names are put together from: a name as written, a title, a relative."""

import re

from emma.privacy.detector import CUED, Check, Detector
from emma.privacy.name_reading import WORD

NAME = rf"(?P<value>{WORD}(?:(?:[ ]|,[ ]?){{1,2}}{WORD}){{0,5}})"
# Looked at, not used up: another introduction may stand inside.
AHEAD = rf"(?={NAME})"
TITLE = r"(?:mr|mrs|ms|miss|dr|sr|sra|srta|don|dona|senor|senora|senorita|lic|ing|atty|officer|judge|juez)\b\.?"
TITLED = rf"(?:{TITLE}\s)?"
KIN = (
    r"(?:husband|wife|spouse|son|daughter|mother|father|mom|dad|brother|sister|cousin|uncle|aunt|niece|nephew|stepson|"
    r"stepdaughter|fiancee?|boyfriend|girlfriend|partner|friend|lawyer|attorney|boss|employer|client|child|"
    r"baby|girl|boy|"
    r"grandmother|grandfather|sponsor|interpreter|officer|esposo|esposa|hijo|hija|madre|padre|mama|papa|"
    r"hermano|hermana|"
    r"primo|prima|tio|tia|sobrino|sobrina|hijastro|hijastra|novio|novia|prometido|prometida|pareja|amigo|amiga|abogado|"
    r"abogada|jefe|patron|cliente|abuelo|abuela|suegro|suegra|marido|bebe|nieto|nieta|cunado|cunada|nino|nina|oficial|"
    r"interprete)(?:[\s\-]in[\s\-]law)?"
)
RELATION = (
    r"(?:my|mi|mis|his|her|our|su|nuestr[oa])\s(?:(?:ex|late|future|new|older|younger|little|oldest|youngest|us|u\.s\.|"
    rf"citizen|current|dear)[\s\-]){{0,2}}{KIN}"
)
KIN_STEMS = tuple(
    "husband wife spouse son daughter mother father mom dad brother sister cousin uncle aunt niece nephew fianc friend "
    "partner lawyer attorney boss employer client child baby girl boy grand sponsor interp officer espos hij "
    "madre padre "
    "mama papa herman prim tio tia sobrin novi promet pareja amig abogad jefe patron abuel suegr marido bebe "
    "niet cunad "
    "nin oficial".split()
)


def named(pattern: re.Pattern[str], check: Check, context: str, order: int = CUED) -> Detector:
    """Return the detector of names behind one kind of introduction; `context` is parted by «|»."""
    return Detector("name", (pattern,), order, tuple(context.split("|")), check, needs_digits=0)
