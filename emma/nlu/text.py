"""The bounds of what the NLU reads of a message, and the folding the gazetteer and the word features compare by."""

from __future__ import annotations

import re
import unicodedata

SENTENCES = 6
CHARACTERS = 600
WORD_LETTERS = 60

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s)|\n+")
_LONG_WORD = re.compile(rf"(\S{{{WORD_LETTERS}}})\S+")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def read_length(text: str) -> int:
    """How many characters of `text` are read: up to the end of the sixth sentence, at most 600."""
    limit = min(len(text), CHARACTERS)
    ends = 0
    for end in _SENTENCE_END.finditer(text, 0, limit):
        if text[: end.start()].strip():
            ends += 1
        if ends == SENTENCES:
            return end.end()
    return limit


def bound(text: str) -> str:
    """What the encoder and the word features read: bounded, without NUL and lone surrogates, words cut."""
    readable = _UNREADABLE.sub("", text[: read_length(text)])
    return _LONG_WORD.sub(r"\1", readable)


def fold(text: str) -> str:
    """Lower case without accents: `Pensión` becomes `pension`."""
    return fold_with_offsets(text)[0]


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters and its end, the offset in `text`."""
    if text.isascii() and "\x00" not in text:
        return text.lower(), list(range(len(text) + 1))
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if _UNREADABLE.match(character):
            continue
        for part in unicodedata.normalize("NFKD", character).lower():
            if not unicodedata.combining(part):
                characters.append(part)
                offsets.append(offset)
    return "".join(characters), [*offsets, len(text)]
