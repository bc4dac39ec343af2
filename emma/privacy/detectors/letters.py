"""Names in the parts of a letter or form: salutation, subject, labelled field, signature."""

import re

from emma.privacy.detectors.name_patterns import AHEAD, KIN, NAME, TITLE, TITLED, named
from emma.privacy.name_reading import heading, label, two_or_known, weak
from emma.privacy.normalise import MASKED

_SALUTATION = re.compile(rf"(?<!\w)(?:dear|estimad[oa]s?|querid[oa]s?|apreciable|distinguid[oa])\s{TITLED}{AHEAD}")
_LABEL = re.compile(
    r"(?<!\w)(?:(?:full|first|last|middle|family|given|applicant|petitioner|beneficiary|client|spouse|husband|wife|child|"
    r"mother|father|sponsor)(?:'s)?\s){0,2}(?:name|nombres?|apellidos?|surname|applicant|petitioner|beneficiary|"
    r"beneficiari[oa]|solicitante|peticionari[oa])(?:\s(?:completo|del?\s\w{3,14}|and\ssurname|y\sapellidos?)){0,2}"
    rf"(?:\s?\(s\))?(?:\s?[:=]|\s-)\s{{0,3}}{AHEAD}"
)
_HEADING = re.compile(
    r"(?:^|\n|(?<=[.;,]\s))\s{0,3}(?:re|ref|asunto|att|attn|attention|atencion|to|from|de|para|in\sre|firma|signature|"
    rf"petitioner|applicant|beneficiary|(?:peticionari|beneficiari)[oa]|solicitante|{KIN})\s?[:\s]\s{{0,3}}"
    rf"(?:{MASKED}[\s,]{{1,2}})?(?:(?:application|case|petition|caso)\sof\s|{TITLE}\s)?{AHEAD}"
)
_SIGNATURE = re.compile(
    r"(?:(?<!\w)(?:sincerely|regards|respectfully(?:\ssubmitted)?|yours(?:\struly)?|best|cordially|thanks|thank\syou|thx|"
    r"atentamente|saludos|gracias|cordialmente|respetuosamente|atte|love|cheers)(?:\s(?:so\smuch|in\sadvance|again|"
    r"de\santemano|por\stodo|muchas|cordiales|yours|a\slot))?[\s,.!\-]{1,4})"
    rf"{TITLED}(?={NAME}[\s.!,]{{0,4}}(?:$|\n|{MASKED}))"
)
_DASH = re.compile(rf"(?:\A\s?--|\n\s?-{{1,3}})\s?{TITLED}(?={NAME}[\s.!,]{{0,4}}\Z)")

DETECTORS = (
    named(_SALUTATION, weak, "dear|estimad|querid|apreciable|distinguid"),
    named(_LABEL, label, "name|nombre|apellido|applicant|petitioner|benefici|solicitante|peticion"),
    named(_HEADING, heading, ":|re |to |petitioner|applicant|benefici|peticion|solicitante|attn"),
    named(_DASH, two_or_known, "-"),
    named(
        _SIGNATURE,
        weak,
        "sincer|regards|respect|yours|best|cordial|thank|thx|atentamente|saludos|gracias|atte|love|cheers",
    ),
)
