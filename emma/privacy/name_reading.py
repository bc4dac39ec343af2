"""Reads which of the words behind an introduction are a name, and how sure that is."""

import re

from emma.privacy.lexicon.common_words import COMMON_WORDS
from emma.privacy.lexicon.given_names import ALSO_WORDS, GIVEN_NAMES
from emma.privacy.lexicon.places import PLACE_WORDS
from emma.privacy.normalise import Normalised, Span

WORD = r"[^\W\d_](?:[^\W\d_]|['\-.](?=[^\W\d_])){0,29}\.?"
_WORDS = re.compile(WORD)
_PARTICLES = frozenset(
    "de la del las los da das do dos di du van von der den bin ibn al el ben abu e y san santa mc st".split()
)
_TITLES = frozenset("mr mrs ms miss dr sr sra srta don dona senor senora senorita lic ing".split())
_MOST_WORDS = 6
_LONGEST_FAMILY_NAMES = 80
_MOST_SMALL = 4
# Endings of words, not of names, where nothing else tells: «I am Requesting», «soy Responsable».
_WORD_ENDING = re.compile(
    r"(?:.{3}ing|tions?|sions?|ciones|siones|cion|ment|mente|able|ible|ously|.{3}ly|iendo|.{4}ando|idad|ness|ship|ible|istas?|ologist)$"
)
# The same in small letters behind «my name is»: «kept», «crossed out», «duplicado».
_PARTICIPLE = re.compile(r"(?:.{3}ing|.{2}[^e]ed|.{3}ly|ment|tion|.{3}mente|.{2}[ai]d[ao]s?)$")
_LIKE_PARTICIPLES = GIVEN_NAMES | frozenset(
    "alvarado aldado almeida amado boado calzada casado conrado cuadrado delgado dorado estrada fajardo furtado garrido "
    "granado hurtado jurado losada machado maldonado mercado moncada peinado pulido posada prado preciado quesada quezada "
    "regalado salgado salido taboada tejada valido zelada syed sayed saeed".split()
)
_INSTITUTION = re.compile(
    r"\s(?:(?:city\s)?(?:field|asylum|district|consular)\s|city\s)?(?:offices?|center|centre|service|lines?|hotline|"
    r"number|lockbox|embassy|consulate|court|school|university|church|hospital|bank|oficina|centro|class|"
    r"settlement|act|"
    r"form|card|paper|bulletin|resident|national)\b"
)
# Places, days and laws that are named after people.
_OF_A_PLACE = re.compile(r"\b(?:san|santa|santo|saint|st\.?|fort|mount|lake|port|las|los)\s$")
_NAMED_AFTER = frozenset(
    "luther king amalie street avenue road boulevard park hill hills heights beach creek bridge airport day "
    "act law rule "
    "stream plaza square court center amendment jr university school hospital foundation prize award".split()
)
_END_OF_PHRASE = re.compile(r"\s*(?:[.,;!?\n]|$|(?:y|and|pero|but|con|i|from|de|desde|here|quiero|necesito)\b)")


def bare(word: str) -> str:
    """Return a word without the point of an abbreviation and without «'s»."""
    return word.rstrip(".").removesuffix("'s")


def _shouted(text: Normalised) -> bool:
    """Tell whether the message is in capitals throughout, so that a capital says nothing."""
    letters = [char for char in text.plain if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.8 * len(letters)


class Reader:
    """Reads the words of one value from the left, until one is no part of a name."""

    def __init__(self, text: Normalised, start: int, end: int) -> None:
        self.text = text
        self.words = list(_WORDS.finditer(text.lower, start, end))[:_MOST_WORDS]
        while len(self.words) > 1 and bare(self.words[0][0]) in _TITLES:
            del self.words[0]
        self.shouted = text.plain[start:end].isupper() and _shouted(text)

    def capital(self, match: re.Match[str]) -> bool:
        """Tell whether a word begins as a name does; scripts without capitals always do."""
        char = self.text.plain[match.start()]
        return not self.shouted and (char.isupper() or char.lower() == char.upper())

    def acronym(self, match: re.Match[str]) -> bool:
        """Tell whether a word is written as an abbreviation: EAD, TPS."""
        written = self.text.plain[match.start() : match.end()].rstrip(".")
        return not self.shouted and 1 < len(written) <= 4 and written.isupper()

    def take(self, *, small_letters: bool, places: bool, comma: bool = False) -> list[re.Match[str]]:
        """Return the leading words that make a name. `places`: words of places may be part of it."""
        name: list[re.Match[str]] = []
        for match in self.words:
            word = bare(match[0])
            between = self.text.lower[name[-1].end() : match.start()] if name else ""
            if "," in between and not (comma and len(name) == 1 and self.capital(match)):
                break
            initial = bool(name) and len(word) == 1 and self.capital(match)
            if name and word in _PARTICLES:
                name.append(match)
                continue
            if not initial and not self._fits(match, word, places=places):
                break
            if not (self.capital(match) or small_letters):
                break
            name.append(match)
            if match[0].endswith("'s"):
                break
        while name and bare(name[-1][0]) in _PARTICLES and not (len(bare(name[-1][0])) == 1 and self.capital(name[-1])):
            name.pop()
        return name

    def _fits(self, match: re.Match[str], word: str, *, places: bool) -> bool:
        if word.count("-") > 1:
            return False
        if word in COMMON_WORDS:
            return self.capital(match) and word in GIVEN_NAMES and word in ALSO_WORDS
        return places or word not in PLACE_WORDS or word in GIVEN_NAMES

    def span(self, name: list[re.Match[str]]) -> Span | None:
        """Return the span of the words of a name, if they can be one."""
        if not name or all(len(bare(match[0])) < 2 for match in name):
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
    reader = Reader(text, start, end)
    capitals = bool(reader.words) and reader.capital(reader.words[0])
    if reader.words and not capitals:
        first = bare(reader.words[0][0])
        if first not in _LIKE_PARTICIPLES and _PARTICIPLE.search(first):
            return None
    name = reader.take(small_letters=not capitals, places=True)
    return reader.span(name if capitals else name[:_MOST_SMALL])


def related(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «my wife»: as behind «I am», and Jordan is a person there."""
    return weak(text, start, end, person=True)


def weak(text: Normalised, start: int, end: int, *, person: bool = False) -> Span | None:
    """Behind «I am»: capitals that are no place or people, or a known given name.

    `person`: a word that is a name and a place is the name, if it has a capital.
    """
    reader = Reader(text, start, end)
    if not reader.words:
        return None
    first = bare(reader.words[0][0])
    capital = reader.capital(reader.words[0])
    known = first in GIVEN_NAMES and (first not in ALSO_WORDS or capital)
    name = reader.take(small_letters=known and not capital, places=known)
    if not name or all(map(reader.acronym, name)) or (reader.shouted and not known):
        return None
    if not known and (_WORD_ENDING.search(first) or all(bare(match[0]) in PLACE_WORDS for match in name)):
        return None
    if (
        first in PLACE_WORDS
        and len(name) == 1
        and not (person and capital)
        and not _END_OF_PHRASE.match(text.lower, name[0].end())
    ):
        return None
    return reader.span(name if capital else name[:_MOST_SMALL])


def two_or_known(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «this is» or «se llama»: two capital words or a known given name."""
    span = weak(text, start, end)
    if span is None:
        return None
    words = text.lower[span[0] : span[1]].split()
    return span if len(words) > 1 or bare(words[0]) in GIVEN_NAMES else None


def capital_name(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «it says»: as behind «this is», and never in small letters."""
    span = two_or_known(text, start, end)
    return span if span and text.plain[span[0]].isupper() else None


def label(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «Name:»: as behind «my name is», also with the family name first."""
    reader = Reader(text, start, end)
    return reader.span(reader.take(small_letters=True, places=True, comma=True))


def heading(text: Normalised, start: int, end: int) -> Span | None:
    """Behind «Re:» or «Petitioner» of a letter: capitals only, also with the family name first."""
    reader = Reader(text, start, end)
    reader.shouted = False
    name = reader.take(small_letters=False, places=True, comma=True)
    if not name or (len(name) == 1 and (reader.acronym(name[0]) or bare(name[0][0]) not in GIVEN_NAMES)):
        return None
    return reader.span(name)


def whole(text: Normalised, start: int, end: int) -> Span | None:
    """Beside something masked: two or more capital words, all fit for a name."""
    reader = Reader(text, start, end)
    name = reader.take(small_letters=False, places=False, comma=True)
    return reader.span(name) if len(name) == len(reader.words) and len(name) > 1 else None


def given_and_family(text: Normalised, start: int, end: int) -> Span | None:
    """Without any introduction: a well-known given name at the span and a second capital word, none of a place."""
    first = text.lower[start:end]
    if first not in GIVEN_NAMES or first in PLACE_WORDS or first in ALSO_WORDS or first in COMMON_WORDS:
        return None
    reader = Reader(text, start, min(len(text.lower), end + _LONGEST_FAMILY_NAMES))
    if len(reader.words) < 2 or reader.shouted or not reader.capital(reader.words[0]):
        return None
    name = reader.take(small_letters=False, places=False)
    families = [match for match in name[1:] if bare(match[0]) not in _PARTICLES and not reader.acronym(match)]
    if not families or name[1].start() - name[0].end() > 1 or _OF_A_PLACE.search(text.lower, max(0, start - 8), start):
        return None
    if any(bare(match[0]) in _NAMED_AFTER for match in families):
        return None
    return reader.span(name)
