"""Names, by how people bring them in: introduction, relation, salutation, title, label, signature.

How strong the introduction is decides how much the words must look like a name: see `name_reading`.
"""

import re

from emma.privacy.detector import BARE, CUED, Check, Detector
from emma.privacy.name_reading import WORD, heading, label, related, strong, two_or_known, weak, whole
from emma.privacy.normalise import MASKED, Normalised, Span

_NAME = rf"(?P<value>{WORD}(?:(?:[ ]|,[ ]?){{1,2}}{WORD}){{0,5}})"
# Looked at, not used up: another introduction may stand inside.
_VALUE = rf"(?={_NAME})"

_KIN = (
    r"(?:husband|wife|spouse|son|daughter|mother|father|mom|dad|brother|sister|cousin|uncle|aunt|niece|nephew|stepson|"
    r"stepdaughter|fiancee?|boyfriend|girlfriend|partner|friend|lawyer|attorney|boss|employer|client|child|baby|"
    r"grandmother|grandfather|sponsor|interpreter|officer|esposo|esposa|hijo|hija|madre|padre|mama|papa|"
    r"hermano|hermana|"
    r"primo|prima|tio|tia|sobrino|sobrina|hijastro|hijastra|novio|novia|prometido|prometida|pareja|amigo|amiga|abogado|"
    r"abogada|jefe|patron|cliente|abuelo|abuela|suegro|suegra|marido|bebe|nieto|nieta|cunado|cunada|oficial|interprete)"
    r"(?:[\s\-]in[\s\-]law)?"
)
_RELATION = (
    r"(?:my|mi|mis|his|her|our|su|nuestr[oa])\s(?:(?:ex|late|future|new|older|younger|little|oldest|youngest|us|u\.s\.|"
    rf"citizen|current|dear)[\s\-]){{0,2}}{_KIN}"
)
_ROLE = (
    r"(?:the|el|la|an?|un|una)\s(?:lawyer|attorney|officer|notary|abogad[oa]|notari[oa]|oficial|licenciad[oa]|doctora?)"
)
_KIN_STEMS = tuple(
    "husband wife spouse son daughter mother father mom dad brother sister cousin uncle aunt niece nephew fianc friend "
    "partner lawyer attorney boss employer client child baby grand sponsor interp officer espos hij madre "
    "padre mama papa "
    "herman prim tio tia sobrin novi promet pareja amig abogad jefe patron abuel suegr marido bebe niet cunad "
    "oficial".split()
)
_NAMED = r"(?:whose\sname\sis|named|called|llamad[oa]|de\snombre|cuyo\snombre\ses|que\sse\sllama|se\sllama)"
_THEIR_NAME = (
    r"(?:(?:my|mi|his|her|our|su|the|full|complete|real|legal|first|last|middle|maiden|married|family|given|"
    r"birth|correct|"
    r"new|old|own|true|applicant'?s?|petitioner'?s?|beneficiary'?s?|husband'?s?|wife'?s?|son'?s?|daughter'?s?|"
    r"mother'?s?|father'?s?|child'?s?)\s){0,4}(?:sur)?name"
)
_SU_NOMBRE = (
    r"(?:mi|su|el|los|mis)\s(?:primer\s|segundo\s)?(?:nombres?|apellidos?)(?:\s(?:completo|legal|real|de\spila|"
    r"de\ssoltera|de\scasada|de\smi\s(?:esposo|esposa|hijo|hija|madre|padre|mama|papa)|"
    r"del?\s(?:beneficiari[oa]|solicitante|peticionari[oa]))){0,2}"
)
_IS = r"(?:\s(?:is|was|are|es|era|son|will\sbe)\b|'s\b|\s?[:=])"
_TITLE = r"(?:mr|mrs|ms|miss|dr|sr|sra|srta|don|dona|senor|senora|senorita|lic|ing|officer|judge|juez)\b\.?"
_TITLED = rf"(?:{_TITLE}\s)?"

_STRONG = re.compile(
    rf"(?<!\w)(?:{_THEIR_NAME}{_IS}|{_SU_NOMBRE}{_IS}|(?:my|his|her)\sname'?s|me\sllamo|mi\snombre\ses|"
    r"(?:chang|correct|fix)[a-z]{0,4}\s(?:[a-z]{2,7}\s){0,2}name\s(?:from|to)|"
    rf"name\s(?:was\s|is\s|got\s|legally\s){{0,3}}changed?\s(?:from|to)|from\s{MASKED}\sto|"
    r"cambiar\s(?:mi\snombre|el\snombre)\s(?:a|de|por)|apellido\s(?:es|:)|a\snombre\sde|in\sthe\sname\sof|"
    r"de\sparte\sde|"
    rf"{_RELATION}(?:'s)?,?\s{_NAMED}|{_RELATION}'s\sname\sis)[\s:,]{{1,3}}{_VALUE}"
)
_RELATED = re.compile(rf"(?<!\w){_RELATION}(?:,\s?|\s\(|\s)(?:(?:is|es|was|,)\s)?{_TITLED}{_VALUE}")
_ROLES = re.compile(rf"(?<!\w){_ROLE}\s{_TITLED}{_VALUE}")
_SELF = re.compile(
    r"(?<!\w)(?:i\sam|i'm|im|my\sname|mi\snombre|soy|habla|le\sescribe|aqui|under\sthe\sname(?:\sof)?|on\sbehalf\sof|"
    r"for\smy\sclient|call\sme|llameme|signed(?:\sby)?|firmado(?:\spor)?|attn|para\smi\scliente|"
    r"misspelled\sas|instead\sof|en\svez\sde)"
    rf"[\s:,]{{1,3}}{_TITLED}{_VALUE}"
)
_PRESENTED = re.compile(
    r"(?<!\w)(?:this\sis|it\sis|it's|se\sllama|named|llamad[oa]|speaking\swith|hablando\scon|spoke\s(?:to|with))\s"
    rf"{_TITLED}{_VALUE}"
)
_WITH_TITLE = re.compile(rf"(?<![\w.])(?P<title>{_TITLE})\s{_VALUE}")
_SALUTATION = re.compile(rf"(?<!\w)(?:dear|estimad[oa]s?|querid[oa]s?|apreciable|distinguid[oa])\s{_TITLED}{_VALUE}")
_LABEL = re.compile(
    r"(?<!\w)(?:(?:full|first|last|middle|family|given|applicant|petitioner|beneficiary|client|spouse|husband|"
    r"wife|child|"
    r"mother|father|sponsor)(?:'s)?\s){0,2}(?:name|nombres?|apellidos?|surname|applicant|petitioner|beneficiary|"
    r"beneficiari[oa]|solicitante|peticionari[oa])(?:\s(?:completo|del?\s\w{3,14}|and\ssurname|y\sapellidos?)){0,2}"
    rf"(?:\s?\(s\))?\s?[:=]\s{{0,3}}{_VALUE}"
)
_HEADING = re.compile(
    r"(?:^|\n|(?<=[.;,]\s))\s{0,3}(?:re|ref|asunto|attn|attention|to|in\sre|petitioner|applicant|beneficiary|"
    rf"(?:peticionari|beneficiari)[oa]|solicitante)\s?[:\s]\s{{0,3}}(?:{MASKED}[\s,]{{1,2}})?"
    rf"(?:(?:application|case|petition|caso)\sof\s|{_TITLE}\s)?{_VALUE}"
)
_SIGNATURE = re.compile(
    r"(?<!\w)(?:sincerely|regards|respectfully(?:\ssubmitted)?|yours(?:\struly)?|best|cordially|thanks|thank\syou|thx|"
    r"atentamente|saludos|gracias|cordialmente|respetuosamente|atte|love|cheers)(?:\s(?:so\smuch|in\sadvance|again|"
    rf"de\santemano|por\stodo|muchas|cordiales|yours|a\slot))?[\s,.!\-]{{1,4}}{_TITLED}"
    rf"(?={_NAME}[\s.!,]{{0,4}}(?:$|\n|{MASKED}))"
)
_HELLO = re.compile(
    rf"\A\s?(?:hi|hello|hey|hola|good\s\w{{3,9}}|buen[oa]s\s\w{{3,6}})[\s,.!]{{1,3}}{_NAME}"
    r"\s(?=here\b|por\saqui\b|speaking\b)"
)
_APPOSITION = re.compile(rf"(?<!\w){_NAME}\s(?=(?:is|es|was|era)\s{_RELATION}\b)")
_BESIDE = re.compile(rf"(?:^|\n|[.;:]\s){_NAME}(?=[\s,;:\-(]{{1,4}}{MASKED})")
_BEHIND = re.compile(rf"{MASKED}[\s;:\-()]{{1,4}}{_NAME}(?=\s{{0,2}}(?:$|\n|,|{MASKED}))")


def _titled(text: Normalised, start: int, end: int) -> Span | None:
    """Behind a title: one capital word is enough, and the title goes with it."""
    span = weak(text, start, end)
    title = re.search(rf"{_TITLE}\s$", text.lower[max(0, start - 12) : start])
    return (start - len(title[0]), span[1]) if span and title else span


def _name(pattern: re.Pattern[str], check: Check, context: str, order: int = CUED) -> Detector:
    return Detector("name", (pattern,), order, tuple(context.split("|")), check, needs_digits=0)


DETECTORS = (
    _name(_STRONG, strong, f"name|llamo|nombre|apellido|called|llama|parte de|{MASKED}"),
    _name(_LABEL, label, "name|nombre|apellido|applicant|petitioner|benefici|solicitante|peticion"),
    _name(_RELATED, related, "|".join(_KIN_STEMS)),
    _name(_ROLES, two_or_known, "lawyer|attorney|officer|notar|abogad|oficial|licenciad|doctor"),
    _name(
        _SELF,
        weak,
        "i am|i'm|im |call|llame|name|nombre|soy|habla|escribe|aqui|behalf|client|signed|firmado|attn|"
        "misspelled|instead of|en vez",
    ),
    _name(_PRESENTED, two_or_known, "is |it's|llama|named|speaking|hablando|spoke"),
    _name(_WITH_TITLE, _titled, "mr|ms|miss|dr|sr|don|senor|lic|ing|officer|judge|juez"),
    _name(_SALUTATION, weak, "dear|estimad|querid|apreciable|distinguid"),
    _name(_HEADING, heading, "re|asunto|attn|attention|to|petitioner|applicant|benefici|peticion|solicitante"),
    _name(
        _SIGNATURE,
        weak,
        "sincer|regards|respect|yours|best|cordial|thank|thx|atentamente|saludos|gracias|atte|love|cheers",
    ),
    _name(_HELLO, weak, "here|aqui|speaking"),
    _name(_APPOSITION, two_or_known, "|".join(_KIN_STEMS)),
    _name(_BESIDE, whole, MASKED, BARE),
    _name(_BEHIND, whole, MASKED, BARE),
)
