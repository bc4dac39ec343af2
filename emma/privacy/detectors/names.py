"""Names, by how people bring them in: introduction, relation, salutation, title, label, signature.

How strong the introduction is decides how much the words must look like a name: behind «my name
is» anything that is no common word, behind «I am» only capitals or a well-known given name.
"""

import re

from emma.privacy.detector import BARE, CUED, Detector
from emma.privacy.lexicon.common_words import COMMON_WORDS
from emma.privacy.lexicon.given_names import ALSO_WORDS, GIVEN_NAMES
from emma.privacy.lexicon.places import PLACE_WORDS
from emma.privacy.normalise import MASKED, Normalised, Span

_WORD = r"[^\W\d_](?:[^\W\d_]|['\-.](?=[^\W\d_])){0,29}\.?"
_VALUE = rf"(?P<value>{_WORD}(?:(?:[ ]|,[ ]?){{1,2}}{_WORD}){{0,5}})"
_WORDS = re.compile(_WORD)
_PARTICLES = frozenset(
    [
        "de",
        "la",
        "del",
        "las",
        "los",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "ben",
        "abu",
        "e",
        "y",
        "san",
        "santa",
        "mc",
        "st",
    ]
)
_MOST_WORDS = 6


_INSTITUTION = re.compile(
    r"\s(?:(?:city\s)?(?:field|asylum|district|consular)\s|city\s)?(?:offices?|center|centre|service|lines?|hotline|"
    r"number|lockbox|embassy|consulate|court|school|university|church|hospital|bank|oficina|centro|class|settlement|act|"
    r"form|card|paper)\b"
)


def _bare(word: str) -> str:
    return word.rstrip(".").removesuffix("'s")


def _shouted(text: Normalised) -> bool:
    """Tell whether the message is in capitals throughout, so that a capital says nothing."""
    letters = [char for char in text.plain if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.8 * len(letters)


class _Reader:
    """Reads the words of one value from the left, until one is no part of a name."""

    def __init__(self, text: Normalised, start: int, end: int) -> None:
        self.text = text
        self.words = list(_WORDS.finditer(text.lower, start, end))[:_MOST_WORDS]
        self.shouted = text.plain[start:end].isupper() and _shouted(text)

    def capital(self, match: re.Match[str]) -> bool:
        char = self.text.plain[match.start()]
        return not self.shouted and (char.isupper() or not (char.isascii() or char.lower() != char.upper()))

    def acronym(self, match: re.Match[str]) -> bool:
        written = self.text.plain[match.start() : match.end()].rstrip(".")
        return not self.shouted and len(written) > 1 and len(written) <= 4 and written.isupper()

    def take(self, *, small_letters: bool, places: bool, comma: bool = False) -> list[re.Match[str]]:
        """Return the leading words that make a name. `places`: words of places may be part of it."""
        name: list[re.Match[str]] = []
        for match in self.words:
            word = _bare(match[0])
            between = self.text.lower[name[-1].end() : match.start()] if name else ""
            if "," in between and not (comma and len(name) == 1 and self.capital(match)):
                break
            if name and word in _PARTICLES:
                name.append(match)
                continue
            if word.count("-") > 1:
                break
            if word in COMMON_WORDS and not (self.capital(match) and word in GIVEN_NAMES and word in ALSO_WORDS):
                break
            if word in PLACE_WORDS and not places and word not in GIVEN_NAMES:
                break
            if not (self.capital(match) or small_letters or (len(word) == 1 and name)):
                break
            name.append(match)
            if match[0].endswith("'s"):
                break
        while name and _bare(name[-1][0]) in _PARTICLES:
            name.pop()
        return name

    def span(self, name: list[re.Match[str]]) -> Span | None:
        if not name or all(len(_bare(match[0])) < 2 for match in name):
            return None
        if _INSTITUTION.match(self.text.lower, name[-1].end()):
            return None
        end = name[-1].end()
        if name[-1][0].endswith("'s"):
            end -= 2
        elif name[-1][0].endswith(".") and len(name[-1][0]) > 2:
            end -= 1
        return name[0].start(), end


def strong(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «my name is»: any word that is not common, in whatever letters."""
    reader = _Reader(text, start, end)
    capitals = bool(reader.words) and reader.capital(reader.words[0])
    name = reader.take(small_letters=not capitals, places=True)
    if not capitals and len(name) > 4:
        name = name[:4]
    return reader.span(name)


def weak(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «I am» or «my wife»: capitals that are no place or people, or a known given name."""
    reader = _Reader(text, start, end)
    if not reader.words:
        return None
    first = _bare(reader.words[0][0])
    known = first in GIVEN_NAMES and (first not in ALSO_WORDS or reader.capital(reader.words[0]))
    name = reader.take(small_letters=known and not reader.capital(reader.words[0]), places=known)
    if not name or all(map(reader.acronym, name)):
        return None
    if known and not reader.capital(reader.words[0]):
        name = name[:4]
    if first in PLACE_WORDS and len(name) == 1 and not _ends_here(text, name[0].end()):
        return None
    if all(_bare(match[0]) in PLACE_WORDS for match in name) and not known:
        return None
    return reader.span(name) if known or not reader.shouted else None


def _ends_here(text: Normalised, position: int) -> bool:
    """Tell whether a phrase ends behind a word that may be a place or a name."""
    return re.match(r"\s*(?:[.,;!?\n]|$|(?:y|and|pero|but|con|i)\b)", text.lower[position : position + 12]) is not None


def two_or_known(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «this is» or «se llama»: two capital words or a known given name."""
    span = weak(text, start, end)
    if span is None:
        return None
    words = text.lower[span[0] : span[1]].split()
    return span if len(words) > 1 or _bare(words[0]) in GIVEN_NAMES else None


def label(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «Name:»: as behind «my name is», also in capitals and with the family name first."""
    reader = _Reader(text, start, end)
    return reader.span(reader.take(small_letters=True, places=True, comma=True))


def heading(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «Re:» or «Petitioner» of a letter: capitals only, also with the family name first."""
    reader = _Reader(text, start, end)
    reader.shouted = False
    name = reader.take(small_letters=False, places=True, comma=True)
    if not name or (len(name) == 1 and (reader.acronym(name[0]) or _bare(name[0][0]) not in GIVEN_NAMES)):
        return None
    return reader.span(name)


def whole(text: Normalised, start: int, end: int) -> Span | None:
    """Beside something masked or alone on a line: two or more capital words, all fit for a name."""
    reader = _Reader(text, start, end)
    name = reader.take(small_letters=False, places=False, comma=True)
    return reader.span(name) if len(name) == len(reader.words) and len(name) > 1 else None


_RELATION = (
    r"(?:my|mi|mis|his|her|our|su|nuestr[oa])\s(?:(?:ex|late|future|new|older|younger|little|oldest|youngest|us|u\.s\.|citizen|current|dear)[\s\-]){0,2}"
    r"(?:husband|wife|spouse|son|daughter|mother|father|mom|dad|brother|sister|cousin|uncle|aunt|niece|nephew|stepson|stepdaughter|"
    r"fiancee?|boyfriend|girlfriend|partner|friend|lawyer|attorney|boss|employer|client|child|baby|grandmother|grandfather|sponsor|"
    r"esposo|esposa|hijo|hija|madre|padre|mama|papa|hermano|hermana|primo|prima|tio|tia|sobrino|sobrina|hijastro|hijastra|"
    r"novio|novia|prometido|prometida|pareja|amigo|amiga|abogado|abogada|jefe|patron|cliente|abuelo|abuela|suegro|suegra|marido|bebe|"
    r"nieto|nieta|cunado|cunada)"
)
_RELATION_WORDS = (
    "husband", "wife", "spouse", "son", "daughter", "mother", "father", "mom", "dad", "brother", "sister", "cousin", "uncle", "aunt",
    "niece", "nephew", "fianc", "friend", "partner", "lawyer", "attorney", "boss", "employer", "client", "child", "baby", "grand", "sponsor",
    "espos", "hij", "madre", "padre", "mama", "papa", "herman", "prim", "tio", "tia", "sobrin", "novi", "promet", "pareja", "amig",
    "abogad", "jefe", "patron", "abuel", "suegr", "marido", "bebe", "niet", "cunad",
)  # fmt: skip
_NAMED = r"(?:whose\sname\sis|named|called|llamad[oa]|de\snombre|cuyo\snombre\ses|que\sse\sllama|se\sllama)"
_THEIR_NAME = (
    r"(?:(?:my|mi|his|her|our|su|the|full|complete|real|legal|first|last|middle|maiden|married|family|given|birth|correct|new|old|own|true|"
    r"applicant'?s?|petitioner'?s?|beneficiary'?s?|husband'?s?|wife'?s?|son'?s?|daughter'?s?|mother'?s?|father'?s?|child'?s?)\s){1,4}(?:sur)?names?"
)
_SU_NOMBRE = (
    r"(?:(?:mi|su|el|los|mis)\s)(?:primer\s|segundo\s)?(?:nombres?|apellidos?)(?:\s(?:completo|legal|real|de\spila|de\ssoltera|de\scasada|"
    r"de\smi\s(?:esposo|esposa|hijo|hija|madre|padre|mama|papa)|del?\s(?:beneficiari[oa]|solicitante|peticionari[oa]))){0,2}"
)
_IS = r"(?:\s(?:is|was|are|es|era|son|will\sbe)\b|'s\b|\s?[:=])"
_TITLE = (
    r"(?:mr|mrs|ms|miss|dr|sr|sra|srta|don|dona|senor|senora|senorita|lic|ing|officer|judge|juez)\b\.?"
)

STRONG = re.compile(
    rf"(?<!\w)(?:{_THEIR_NAME}{_IS}|{_SU_NOMBRE}{_IS}|(?:my|his|her)\sname'?s|me\sllamo|mi\snombre\ses|"
    rf"(?:change|changed|changing)\s(?:my\s)?name\s(?:from|to)|cambiar\s(?:mi\snombre|el\snombre)\s(?:a|de|por)|"
    rf"{_RELATION}(?:'s)?,?\s{_NAMED}|{_RELATION}'s\sname\sis|(?:call|llameme|diganme|dime)\sme\s(?=[^\d]{{2,20}}$)|apellido\s(?:es|:)|"
    rf"a\snombre\sde|in\sthe\sname\sof|de\sparte\sde)[\s:,]{{1,3}}{_VALUE}"
)
RELATED = re.compile(rf"(?<!\w){_RELATION}(?:,\s?|\s\(|\s)(?:(?:is|es|,)\s)?(?:{_TITLE}\s)?{_VALUE}")
SELF = re.compile(
    rf"(?<!\w)(?:i\sam|i'm|im|my\sname|mi\snombre|soy|yo\ssoy|habla|les?\shabla|le\sescribe|aqui|under\sthe\sname(?:\sof)?|on\sbehalf\sof|for\smy\sclient|signed(?:\sby)?|firmado(?:\spor)?|attn|"
    rf"para\smi\scliente|spelled|misspelled\sas|as\sopposed\sto|instead\sof)[\s:,]{{1,3}}(?:{_TITLE}\s)?{_VALUE}"
)
PRESENTED = re.compile(
    rf"(?<!\w)(?:this\sis|it\sis|it's|se\sllama|named|llamad[oa]|speaking\swith|hablando\scon)\s(?:{_TITLE}\s)?{_VALUE}"
)
TITLED = re.compile(rf"(?<![\w.])(?P<title>{_TITLE})\s{_VALUE}")
SALUTATION = re.compile(
    rf"(?<!\w)(?:dear|estimad[oa]s?|querid[oa]s?|apreciable|distinguid[oa])\s(?:{_TITLE}\s)?{_VALUE}"
)
LABEL = re.compile(
    r"(?<!\w)(?:(?:full|first|last|middle|family|given|applicant|petitioner|beneficiary|client|spouse|husband|wife|child|mother|father|sponsor)"
    r"(?:'s)?\s){0,2}(?:name|nombres?|apellidos?|surname|applicant|petitioner|beneficiary|beneficiari[oa]|solicitante|peticionari[oa])"
    rf"(?:\s(?:completo|del?\s\w{{3,14}}|and\ssurname|y\sapellidos?)){{0,2}}(?:\s?\(s\))?\s?[:=]\s{{0,3}}{_VALUE}"
)
HEADING = re.compile(
    rf"(?:^|\n|(?<=[.;,]\s))\s{{0,3}}(?:re|ref|asunto|attn|attention|to|in\sre|petitioner|applicant|beneficiary|(?:peticionari|beneficiari)[oa]|solicitante)\s?[:\s]"
    rf"\s{{0,3}}(?:{MASKED}[\s,]{{1,2}})?(?:(?:application|case|petition|caso)\sof\s|{_TITLE}\s)?{_VALUE}"
)
SIGNATURE = re.compile(
    r"(?<!\w)(?:sincerely|regards|respectfully(?:\ssubmitted)?|yours(?:\struly)?|best|cordially|thanks|thank\syou|thx|atentamente|saludos|gracias|"
    r"cordialmente|respetuosamente|atte|love|cheers)(?:\s(?:so\smuch|in\sadvance|again|de\santemano|por\stodo|muchas|cordiales|yours|a\slot))?"
    rf"[\s,.!\-]{{1,4}}{_VALUE}(?=[\s.!,]{{0,4}}(?:$|\n|{MASKED}))"
)
HELLO = re.compile(
    rf"\A\s?(?:hi|hello|hey|hola|good\s\w{{3,9}}|buen[oa]s\s\w{{3,6}})[\s,.!]{{1,3}}{_VALUE}\s(?=here\b|por\saqui\b|speaking\b)"
)
APPOSITION = re.compile(rf"(?<!\w){_VALUE}\s(?=(?:is|es|was|era)\s{_RELATION}\b)")
BESIDE = re.compile(rf"(?:(?:^|\n|[.;:]\s){_VALUE}(?=[\s,;:\-(]{{1,4}}{MASKED}))")
BEHIND = re.compile(rf"{MASKED}[\s,;:\-()]{{1,4}}{_VALUE}(?=\s{{0,2}}(?:$|\n|,|{MASKED}))")

DETECTORS = (
    Detector(
        "name",
        (STRONG,),
        CUED,
        ("name", "llamo", "nombre", "apellido", "called", "llamad", "llama", "call me", "parte de"),
        strong,
        0,
    ),
    Detector(
        "name",
        (LABEL,),
        CUED,
        ("name", "nombre", "apellido", "applicant", "petitioner", "benefici", "solicitante", "peticion"),
        label,
        0,
    ),
    Detector("name", (RELATED,), CUED, _RELATION_WORDS, weak, 0),
    Detector(
        "name",
        (SELF,),
        CUED,
        (
            "i am",
            "i'm",
            "im ",
            "soy",
            "habla",
            "escribe",
            "aqui",
            "behalf",
            "client",
            "signed",
            "firmado",
            "attn",
            "spelled",
            "instead of",
            "opposed",
        ),
        weak,
        0,
    ),
    Detector("name", (PRESENTED,), CUED, ("is ", "it's", "llama", "named", "speaking", "hablando"), two_or_known, 0),
    Detector(
        "name",
        (TITLED,),
        CUED,
        ("mr", "ms", "miss", "dr", "sr", "don", "senor", "lic", "ing", "officer", "oficial", "agent", "judge", "juez"),
        lambda text, start, end: titled(text, start, end),
        0,
    ),
    Detector("name", (SALUTATION,), CUED, ("dear", "estimad", "querid", "apreciable", "distinguid"), weak, 0),
    Detector(
        "name",
        (HEADING,),
        CUED,
        ("re", "asunto", "attn", "attention", "to", "petitioner", "applicant", "benefici", "peticion", "solicitante"),
        heading,
        0,
    ),
    Detector(
        "name",
        (SIGNATURE,),
        CUED,
        (
            "sincer",
            "regards",
            "respect",
            "yours",
            "best",
            "cordial",
            "thank",
            "thx",
            "atentamente",
            "saludos",
            "gracias",
            "atte",
            "love",
            "cheers",
        ),
        weak,
        0,
    ),
    Detector("name", (HELLO,), CUED, ("here", "aqui", "speaking"), weak, 0),
    Detector("name", (APPOSITION,), CUED, _RELATION_WORDS, two_or_known, 0),
    Detector("name", (BESIDE, BEHIND), BARE, (MASKED,), whole, 0),
)


def titled(text: Normalised, start: int, end: int) -> Span | None:
    """Behind a title: one capital word is enough, and the title goes with it."""
    span = weak(text, start, end)
    if span is None:
        return None
    title = re.search(rf"{_TITLE}\s$", text.lower[max(0, start - 12) : start])
    return (start - len(title[0]), span[1]) if title else span
