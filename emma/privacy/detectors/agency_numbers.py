"""Numbers that the immigration agency gives: A-number, receipt, online account and its secrets, service request."""

import re

from emma.privacy.detector import BARE, CUED, SHAPED, UNIQUE, Detector, cued, digits, digits_only, outside_links
from emma.privacy.normalise import Normalised, Span

# O for 0, l or I for 1 and the like: read as digits only where the letters before say so.
_DIGIT = r"[\doil|]"
_SEPARATORS = r"[\s.\-_/#*]"
# the first digit, and one more: a look-alike letter behind a separator must have its like right behind it
_FIRST = rf"(?:\d|[oil|](?={_DIGIT}))"
_MORE = rf"(?:{_SEPARATORS}{{0,2}}\d|{_DIGIT}|{_SEPARATORS}[oil|](?={_DIGIT}))"
# Service centres and the asylum offices' own prefixes; I and O of IOE also as 1 and 0.
_PREFIX = (
    r"(?:[i1l][.\-]?\s?[o0][.\-]?\s?e\.?|eac|vsc|wac|csc|lin|nsc|src|tsc|msc|nbc|ysc|"
    r"z(?:ny|nk|la|sf|ch|ar|mi|hn|ol|bo|tp))"
)


def _mostly_digits(text: Normalised, start: int, end: int) -> Span | None:
    """Keep a value with look-alike letters only if at least five real digits are in it."""
    return (start, end) if len(digits_only(text.lower[start:end])) >= 5 else None


def _a_and_digits(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse the article «a» before a sum or a count of people."""
    after = text.lower[end : end + 14]
    article = text.lower[start : start + 2] == "a " and text.plain[start] == "a"
    if article and re.match(r"\s?(?:dollar|usd|people|person|peso|year|million|case|word)", after):
        return None
    return _mostly_digits(text, start, end)


_A_CUE = (
    r"a[\s\-]?(?:\#|(?:num|number|numero)\b)|\#a\b|a[\s\-]nos?\b|a[\s\-]?registration|"
    r"alien(?!\s(?:relative|worker|spouse|child|fiance))(?:\s(?:registration|reg|file|card))?|uscis\s?(?:\#|"
    r"(?:num|number|no)\b)|file\s(?:num|number|no)|"
    r"(?:num|numero|nro|no)\.?\s(?:de\s)?(?:registro\s(?:de\s)?)?(?:a|alien|extranjero|uscis|expediente)|"
    r"registro\sde\sextranjero|expediente|registration\s(?:num|number|no)|my\sa(?=\s(?:is|\d))|mi\sa(?=\s(?:es|\d))|"
    r"a\ses"
)

A_NUMBER = (
    Detector(
        "A-number",
        (
            # A000123456, A#000-123-456, A0001 / 23456, AO00l23456: nothing but a sign after the A
            re.compile(rf"(?<![a-z\d])a[\#:.\-_*/]{{0,2}}{_FIRST}{_MORE}{{8}}(?![a-z\d])"),
            # O for the first 0 also behind a space, where groups follow
            re.compile(r"(?<![a-z\d])a\s[o\d]{3}[\s.\-][o\d]{3}[\s.\-][o\d]{3}(?![a-z\d])"),
            # numbers run together
            re.compile(r"(?<![a-z\d])a\d{9}(?!\d)"),
            # with spaces after the A: only the groups in which the number is printed or dictated
            re.compile(
                r"(?<![a-z\d])a[\s\#:.\-]{1,4}(?:\d{9}|\d{3}([\s.\-])\d{3}[\s.\-]\d{3}|"
                r"(?:\d[\s.\-]){8}\d|\d{3}[\s.\-]\d{2}[\s.\-]\d{4})(?!\d)"
            ),
            re.compile(r"(?<![a-z\d])a[\s\#:.\-]{0,3}\d{10}(?!\d)"),
        ),
        UNIQUE,
        check=_a_and_digits,
        needs_digits=5,
    ),
    Detector(
        "A-number",
        (
            re.compile(rf"(?<![a-z\d])a[\#:.\-_*/]{{0,2}}{_FIRST}{_MORE}{{6,7}}(?![a-z\d])"),
            re.compile(
                r"(?<![a-z\d])a[\s\#:.\-]{1,4}(?:\d{7,8}|\d{2}[\s.\-]\d{3}[\s.\-]\d{3}|(?:\d[\s.\-]){6,7}\d)(?!\d)"
            ),
            re.compile(r"(?<![a-z\d])\d{3}([\s.\-])\d{3}\1\d{3}(?![\d])(?!\1\d)"),
        ),
        SHAPED,
        check=_a_and_digits,
        needs_digits=5,
    ),
    Detector(
        "A-number",
        cued(_A_CUE, rf"(?:a[\s\#:.\-]{{0,3}})?{_FIRST}{_MORE}{{6,9}}"),
        CUED,
        context=tuple(
            "alien,uscis,file,regist,extranj,expedien,num,a#,a #,a-#,#a,my a,mi a,a es,a no,a-no,no a,no. a".split(",")
        ),
        check=_mostly_digits,
        needs_digits=5,
    ),
)

_RECEIPT_CUE = (
    r"receipt|case\s?(?:\#|(?:num|number|no|id)\b)|recibo|(?:num|numero|nro|no)\.?\s(?:de\s)?(?:mi\s)?caso|"
    r"caso\s(?:num|numero|nro|no)|my\scase(?=\sis)|mi\scaso(?=\ses)|ioe"
)


def _not_a_word(text: Normalised, start: int, end: int) -> Span | None:
    """Refuse three letters that are a word: «the 2125550123» is a telephone number."""
    value = text.plain[start:end]
    if value[3].isspace() and not value[:3].isupper():
        return None
    return start, end


RECEIPT = (
    Detector(
        "receipt number",
        (
            re.compile(
                rf"(?<![a-z\d]){_PREFIX}{_SEPARATORS}{{0,3}}{_FIRST}{_MORE}{{9,10}}?"
                r"(?![a-z\d])"
            ),
            re.compile(
                rf"(?<![a-z\d]){_PREFIX}{_SEPARATORS}{{0,3}}{_FIRST}{_MORE}{{4,8}}"
                r"(?![a-z\d])"
            ),
            re.compile(rf"(?<![a-z\d]){_PREFIX}{_SEPARATORS}{{0,2}}\d{{11,14}}(?!\d)"),
            re.compile(rf"(?<![a-z\d])(?:{_PREFIX[3:-1]})\d{{5,14}}"),
        ),
        UNIQUE,
        check=_mostly_digits,
        needs_digits=5,
    ),
    Detector(
        "receipt number",
        (re.compile(r"(?<![a-z\d])[a-z]{3}[\s\-*]?(?:\d{10}|\d{2}[\s\-]\d{3}[\s\-]\d{5})(?!\d)"),),
        SHAPED,
        check=_not_a_word,
        needs_digits=10,
    ),
    Detector(
        "receipt number",
        cued(
            _RECEIPT_CUE,
            rf"(?:(?!(?:the|and|was|num|are|has|its|los|las|del|mis|son|que|por|for)\b)"
            rf"[a-z]{{3}}[\s\-*]{{0,2}})?{digits(9, 11)}",
        ),
        CUED,
        context=("receipt", "case", "recibo", "caso", "ioe"),
        needs_digits=9,
    ),
)

_ACCESS_CUE = (
    r"(?:online\s)?access\scode|codigo\sde\sacceso(?:\sen\slinea)?|(?:verification|one[\s\-]time|security|"
    r"confirmation|login)\s(?:code|pass\s?code|pin)|codigo\sde\s(?:verificacion|seguridad)|password|"
    r"contrasena|clave\sde\sacceso|passcode|(?:my|mi|the|el|la)\s(?:pin|clave|otp)|"
    # "el código es 78207": a code of five digits without another word is a ZIP code.
    r"(?:my|mi|the|el|la)\s(?:code|codigo)(?!(?:\s(?:is|es|was|era|number|no)\b|\s?[:=\#]){0,2}\s{0,3}\d{5}(?![\w\-]))"
)


def _is_secret(text: Normalised, start: int, end: int) -> Span | None:
    """Take a code only if a digit stands in it, so that «the password is wrong» stays."""
    return (start, end) if digits_only(text.lower[start:end]) else None


ACCOUNT = (
    Detector(
        "account number",
        (
            re.compile(
                r"\b(?:account|cuenta)\b[^\d.?!\ue000\ue001]{0,16}?(?:end(?:s|ing)?\s(?:in|with)?|"
                r"termina(?:da)?\sen)\s{0,2}(?P<value>(?!(?:19|20)\d\d)\d{4})(?![\d\-])"
            ),
        ),
        CUED,
        context=("account", "cuenta"),
        needs_digits=4,
    ),
    Detector(
        "account number",
        cued(
            r"(?:online\s|uscis\s|elis\s){0,2}account(?:\s?(?:\#|(?:num|number|no|id)\b))?|oan|"
            r"(?:num|numero|nro|no)\.?\sde\scuenta|(?:mi\s)?cuenta(?:\s(?:de\suscis|en\slinea)){0,2}",
            digits(8, 17, r"\s\-"),
        ),
        CUED,
        context=("account", "cuenta", "oan"),
        needs_digits=8,
    ),
    Detector(
        "account number",
        (
            re.compile(
                rf"\b(?:{_ACCESS_CUE})(?:\s(?:is|es|was|era|number|no)\b|\s?[:=\#]){{1,2}}\s{{0,3}}"
                r"(?P<value>[^\s\ue000\ue001]{4,40}(?<![.,;?]))"
            ),
            re.compile(rf"\b(?:{_ACCESS_CUE})\s(?P<value>(?=[a-z\-]{{0,12}}\d)[a-z\d\-]{{4,20}})(?![a-z\d])"),
            re.compile(r"\b(?:otp|pin)\s?:?\s?(?P<value>\d{4,8})(?!\d)"),
            re.compile(r"(?<!zip\s)(?<!postal\s)(?<!area\s)\b(?:code|codigo)\s?:?\s?(?P<value>\d{6,8})(?![\d\-])"),
        ),
        UNIQUE,
        context=("code", "codigo", "password", "contrasena", "clave", "pin", "otp"),
        check=_is_secret,
    ),
    Detector(
        "account number",
        (re.compile(r"(?<![\w\-])(?:\d{12}|\d{4}([\s\-])\d{4}\1\d{4})(?![\w]|\1\d)"),),
        BARE,
        check=lambda text, start, end: None if _only_years(text.lower[start:end]) else outside_links(text, start, end),
        needs_digits=12,
    ),
)


def _only_years(value: str) -> bool:
    """Tell whether groups of four digits are all years: «taxes of 2019 2020 2021»."""
    groups = re.split(r"[\s\-]", value)
    return len(groups) > 1 and all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)


SERVICE_REQUEST = (
    Detector(
        "service request",
        cued(
            r"service\srequest(?:\s(?:code|id))?|srq|e-?request|referral\sid|reference\s(?:id|code)|"
            r"solicitud\sde\sservicio|(?:num|numero|codigo)\sde\sreferencia|ticket",
            rf"(?:[a-z]{{1,3}}\d?-?)?{digits(6, 14, r' -')}",
        ),
        CUED,
        context=("request", "srq", "referral", "reference", "solicitud", "referencia", "ticket"),
        needs_digits=6,
    ),
    Detector(
        "service request",
        (re.compile(r"(?<![a-z\d])srq?\d?[\s\-\#]?\d{6,14}(?!\d)"),),
        SHAPED,
        context=("sr",),
        needs_digits=6,
    ),
)


DETECTORS = A_NUMBER + RECEIPT + ACCOUNT + SERVICE_REQUEST
