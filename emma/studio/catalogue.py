"""What the files of data/ hold at this moment, parsed once per state of a file: articles, and examples of every intent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from emma.errors import NotFound
from emma.knowledge.likeness import WORD, deletion_keys
from emma.language import fold
from emma.nlu.articles import Article, ArticleError, parse_article
from emma.settings import Settings
from emma.studio.nlu_text import blocks
from emma.studio.paths import PATH
from emma.words import LANGUAGES

Keys = Mapping[int, tuple[tuple[str, str], ...]]
FILES_KEPT = 2048
SPANISH = frozenset("¿¡ñáéíóú")
SPANISH_WORDS = frozenset(
    "el la los las un una de que en por para con como cuando donde mi es no hay se me su al del".split()
)


@dataclass(frozen=True)
class Entry:
    """One article's file: parsed, or why it cannot be. `keys`: its examples by what near doubles share."""

    path: str
    text: str
    digest: str
    article: Article | None
    problem: str
    keys: Keys

    @property
    def slug(self) -> str:
        """The name of the file."""
        return Path(self.path).stem


@dataclass(frozen=True)
class ExampleFile:
    """One file of data/nlu: `examples` are (intent, language, text) in the order of the file."""

    path: str
    text: str
    digest: str
    examples: tuple[tuple[str, str, str], ...]
    keys: Keys


def articles(settings: Settings) -> dict[str, Entry]:
    """Every article's file by slug, also those that cannot be read."""
    found = (_article(*state) for state in _states(settings.data, "knowledge/*/*.md"))
    return {entry.slug: entry for entry in sorted(found, key=lambda entry: entry.slug)}


def article(settings: Settings, slug: str) -> Entry:
    """One article's file. Raises NotFound."""
    entry = articles(settings).get(slug)
    if entry is None:
        raise NotFound
    return entry


def example_files(settings: Settings) -> list[ExampleFile]:
    """Every file of data/nlu, by path."""
    return [_examples(*state) for state in _states(settings.data, "nlu/**/*.yml")]


def examples_by_intent(settings: Settings) -> dict[str, dict[str, tuple[str, ...]]]:
    """`intent -> language -> examples` of every file; drafts are among them."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for entry in articles(settings).values():
        if entry.article:
            own = found.setdefault(entry.article.intent, {language: {} for language in LANGUAGES})
            for language in LANGUAGES:
                own[language].update(dict.fromkeys(entry.article.examples[language]))
    for file in example_files(settings):
        for intent, language, text in file.examples:
            found.setdefault(intent, {one: {} for one in LANGUAGES})[language][text] = None
    return {intent: {lang: tuple(texts) for lang, texts in own.items()} for intent, own in sorted(found.items())}


def written_in(text: str) -> str:
    """The language of an example in an entry that does not say it."""
    words = WORD.findall(text.lower())
    return (
        "es" if SPANISH & set(text.lower()) or sum(word in SPANISH_WORDS for word in words) * 4 > len(words) else "en"
    )


def _states(data: Path, pattern: str) -> Iterator[tuple[str, str, int, int, int]]:
    for file in sorted(data.glob(pattern)):
        path = file.relative_to(data).as_posix()
        if PATH.fullmatch(path) and not file.is_symlink():
            try:
                state = file.stat()
            except FileNotFoundError:  # taken away this moment
                continue
            yield str(file), path, state.st_mtime_ns, state.st_size, state.st_ino


@lru_cache(FILES_KEPT)
def _article(file: str, path: str, *_state: int) -> Entry:
    raw = Path(file).read_bytes()
    text, digest = raw.decode("utf-8", "replace"), hashlib.sha256(raw).hexdigest()
    try:
        parsed = parse_article(text, name=Path(path).name)
        if (parsed.topic, parsed.slug) != (Path(path).parent.name, Path(path).stem):
            raise ArticleError(f"{path}: slug: {parsed.topic}/{parsed.slug} is not where the file is")
    except (ArticleError, yaml.YAMLError, RecursionError, ValueError) as problem:
        return Entry(path, text, digest, None, str(problem), MappingProxyType({}))
    texts = [(parsed.intent, text) for language in LANGUAGES for text in parsed.examples[language]]
    return Entry(path, text, digest, parsed, "", _keys(texts))


@lru_cache(FILES_KEPT)
def _examples(file: str, path: str, *_state: int) -> ExampleFile:
    raw = Path(file).read_bytes()
    text = raw.decode("utf-8", "replace")
    found = tuple(
        (block.intent, block.language or written_in(example), example)
        for block in blocks(text)
        for _, _, example in block.lines
    )
    keys = _keys([(intent, example) for intent, _, example in found])
    return ExampleFile(path, text, hashlib.sha256(raw).hexdigest(), found, keys)


def keys_of(text: str) -> Iterator[int]:
    """What near doubles of a text share with it (emma.knowledge.likeness), as numbers."""
    return (hash(key) for key in deletion_keys(tuple(sorted(WORD.findall(fold(text))))))


def _keys(texts: list[tuple[str, str]]) -> Keys:
    found: dict[int, list[tuple[str, str]]] = {}
    for intent, text in texts:
        for key in keys_of(text):
            found.setdefault(key, []).append((intent, text))
    return MappingProxyType({key: tuple(own) for key, own in found.items()})
