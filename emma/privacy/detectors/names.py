"""Names, by how people bring them in: introduction, relation, role, title, or simply two written words.

How strong the introduction is decides how much the words must look like a name: see `name_reading`.
"""

import re

from emma.privacy.detector import BARE
from emma.privacy.detectors.name_patterns import AHEAD, KIN_STEMS, NAME, RELATION, TITLE, TITLED, named
from emma.privacy.name_reading import capital_name, given_and_family, related, strong, two_or_known, weak, whole
from emma.privacy.normalise import MASKED, Normalised, Span

_ROLE = (
    r"(?:(?:the|el|la|an?|un|una|your|with|con|por|by)\s)?(?:lawyer|attorney|officer|agent|notary|beneficiary|petitioner|"
    r"applicant|sponsor|abogad[oa]|notari[oa]|oficial|agente|licenciad[oa]|doctora?|beneficiari[oa]|peticionari[oa]|"
    r"solicitante|patrocinadora?)"
)
_NAMED = r"(?:whose\sname\sis|named|called|llamad[oa]|de\snombre|cuyo\snombre\ses|que\sse\sllama|se\sllama)"
_THEIR_NAME = (
    r"(?:(?:my|mi|his|her|our|su|the|full|complete|real|legal|first|last|middle|maiden|married|family|given|birth|correct|"
    r"new|old|own|true|applicant'?s?|petitioner'?s?|beneficiary'?s?|husband'?s?|wife'?s?|son'?s?|daughter'?s?|mother'?s?|"
    r"father'?s?|child'?s?)\s){1,4}(?:sur)?name"
)
_SU_NOMBRE = (
    r"(?:mi|su|el|los|mis)\s(?:primer\s|segundo\s)?(?:nombres?|apellidos?)(?:\s(?:completo|legal|real|de\spila|"
    r"de\ssoltera|de\scasada|de\smi\s(?:esposo|esposa|hijo|hija|madre|padre|mama|papa)|"
    r"del?\s(?:beneficiari[oa]|solicitante|peticionari[oa]))){0,2}"
)
_IS = r"(?:\s(?:is|was|are|es|era|son|will\sbe)\b|'s\b|\s?[:=])"

_INTRODUCED = re.compile(
    rf"(?<!\w)(?:{_THEIR_NAME}{_IS}|{_SU_NOMBRE}{_IS}|(?:my|his|her)\sname'?s|me\sllamo|mi\snombre\ses|apellido\s(?:es|:)|"
    r"a\snombre\sde|in\sthe\sname\sof|de\sparte\sde|"
    rf"{RELATION}(?:'s)?,?\s{_NAMED}|{RELATION}'s\sname\sis)[\s:,]{{1,3}}{AHEAD}"
)
_RENAMED = re.compile(
    r"(?<!\w)(?:(?:chang|correct|fix)[a-z]{0,4}\s(?:[a-z]{2,7}\s){0,2}name\s(?:from|to)|"
    rf"name\s(?:was\s|is\s|got\s|legally\s){{0,3}}changed?\s(?:from|to)|from\s{MASKED}\sto|"
    rf"cambiar\s(?:mi\snombre|el\snombre)\s(?:a|de|por))[\s:,]{{1,3}}{AHEAD}"
)
_RELATED = re.compile(rf"(?<!\w){RELATION}(?:'s\sname)?(?:,\s?|\s\(|\s)(?:(?:is|es|was|,)\s)?{TITLED}{AHEAD}")
_ROLES = re.compile(rf"(?<!\w){_ROLE}(?:,|\s(?:is|es|was))?\s{TITLED}{AHEAD}")
_SELF = re.compile(
    r"(?<!\w)(?:i\sam|i'm|im|my\sname|name\sis|mi\snombre|soy|habla|le\sescribe|le\ssaluda|quien\sescribe|aqui|yo|"
    r"under\sthe\sname(?:\sof)?|on\sbehalf\sof|for\smy\sclient|call\sme|llameme|signed(?:\sby)?|firmado(?:\spor)?|"
    rf"para\smi\scliente|misspelled\sas)[\s:,]{{1,3}}{TITLED}{AHEAD}"
)
_PRESENTED = re.compile(
    r"(?<!\w)(?:this\sis|it\sis|it'?s|se\sllama|named|llamad[oa]|speaking\swith|hablando\scon|spoke\s(?:to|with))\s"
    rf"{TITLED}{AHEAD}"
)
_PRINTED = re.compile(
    r"(?<!\w)(?:says?|shows?|dice|decir|(?:sale|aparece|escrito|figura)(?:\scomo)?|(?:should|must)\sbe|listed\sas|printed\sas|belongs\sto|addressed\sto|dirigid[oa]\sa|"
    rf"instead\sof|en\svez\sde)\s{TITLED}{AHEAD}"
)
_WITH_TITLE = re.compile(rf"(?<![\w.])(?P<title>{TITLE})\s{AHEAD}")
_HELLO = re.compile(
    rf"(?:\A|[.!?,]\s|\n)\s?(?:(?:hi|hello|hey|hola|good\s\w{{3,9}}|buen[oa]s\s\w{{3,6}})[\s,.!]{{1,3}})?(?={NAME}"
    r"\s(?:here|por\saqui|speaking)\b)"
)
_APPOSITION = re.compile(rf"(?<!\w){NAME}\s(?=(?:is|es|was|era)\s{RELATION}\b)")
_BESIDE = re.compile(rf"(?:^|\n|[.;:]\s){NAME}(?=[\s,;:\-(]{{1,4}}{MASKED})")
_BEHIND = re.compile(rf"{MASKED}[\s;:\-()]{{1,4}}{NAME}(?=\s{{0,2}}(?:$|\n|,|{MASKED}))")
_WRITTEN = re.compile(r"(?<![\w.'@\-])[a-z]{2,15}(?= [^\W\d_])")


def _titled(text: Normalised, start: int, end: int) -> Span | None:
    """Behind a title: one capital word is enough, and the title goes with it."""
    span = weak(text, start, end)
    title = re.search(rf"{TITLE}\s$", text.lower[max(0, start - 12) : start])
    return (start - len(title[0]), span[1]) if span and title else span


def _speaking(text: Normalised, start: int, end: int) -> Span | None:
    """Before «here»: all words must be the name, so that «Workers call here» stays."""
    span = weak(text, start, end)
    return span if span and span[1] == end else None


DETECTORS = (
    named(_INTRODUCED, strong, "name|llamo|nombre|apellido|called|llama|parte de"),
    named(_RENAMED, strong, f"name|nombre|{MASKED}"),
    named(_RELATED, related, "|".join(KIN_STEMS)),
    named(
        _ROLES,
        two_or_known,
        "lawyer|attorney|officer|agent|notar|abogad|oficial|licenciad|doctor|benefici|petition|peticion|applicant|"
        "solicitante|sponsor|patrocinador",
    ),
    named(
        _SELF,
        weak,
        "i am|i'm|im |call|llame|name|nombre|soy|habla|escribe|saluda|aqui|yo|behalf|client|signed|firmado|misspelled|"
        "instead of|en vez",
    ),
    named(
        _PRESENTED,
        two_or_known,
        "is |it's|its |llama|named|speaking|hablando|spoke",
    ),
    named(
        _PRINTED,
        capital_name,
        "say|show|dice|decir|sale|aparece|escrito|figura|be |listed|printed|belongs|addressed|dirigid|instead of|en vez",
    ),
    named(_WITH_TITLE, _titled, "mr|ms|miss|dr|sr|don|senor|lic|ing|atty|officer|judge|juez"),
    named(_HELLO, _speaking, "here|aqui|speaking"),
    named(_APPOSITION, two_or_known, "|".join(KIN_STEMS)),
    named(_BESIDE, whole, MASKED, BARE),
    named(_BEHIND, whole, MASKED, BARE),
    named(_WRITTEN, given_and_family, "", BARE),
)
