"""One example more or less of any intent, in the file that has it; the rest of the file stays as it is, byte by byte."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.engine import Engine

from emma.errors import FormRefused, NotFound
from emma.knowledge.findings import error
from emma.nlu.articles import Article, example_key
from emma.settings import Settings
from emma.studio import catalogue, nlu_text
from emma.studio.article_text import form_of, text_of
from emma.studio.edits import Edits, again_when_edited
from emma.studio.files import Author
from emma.studio.guarding import LONGEST_EXAMPLE, as_example, guard
from emma.studio.saved import Saved
from emma.words import LANGUAGES

ASK = "ask/"
MOST_IN_ARTICLE = 20  # of a language; the rest is in data/nlu/ask


def intents(settings: Settings) -> dict[str, dict[str, tuple[str, ...]]]:
    """`intent -> language -> examples`, articles (`ask/<slug>`) and behaviours, from every file. Cached by time."""
    return catalogue.examples_by_intent(settings)


def add_example(
    engine: Engine, settings: Settings, person: Author, intent: str, text: str, language: str, note: str = ""
) -> Saved:
    """Teach one more example, masked. The same example there already: nothing is written (`digest` is what it was).

    Raises NotFound (no such intent), FormRefused (too long, empty, or another intent's example word for word).
    """
    example = as_example(text)
    if len(text) <= 10 * LONGEST_EXAMPLE:  # what is longer is refused below as it is
        example = as_example(guard(engine).masked(example))

    def work() -> Saved:
        edits = Edits(settings)
        path = put_example(settings, edits, intent, example, language)
        digests = edits.commit(engine, person, note or f"+ {intent}")
        masked = (example,) if example != as_example(text) else ()
        return Saved(path, digests.get(path, ""), masked, files=tuple(edits.changed))

    return again_when_edited(settings, work)


def remove_example(
    engine: Engine, settings: Settings, person: Author, intent: str, text: str, note: str = ""
) -> Saved | None:
    """Unlearn one example; None when it is not there any more. Raises FormRefused for the last one of an article."""

    def work() -> Saved | None:
        edits = Edits(settings)
        take_example(settings, edits, intent, text.strip())
        if not edits.changed:
            return None
        paths = tuple(edits.changed)
        digests = edits.commit(engine, person, note or f"- {intent}")
        return Saved(paths[0], digests[paths[0]], files=paths)

    return again_when_edited(settings, work)


def put_example(
    settings: Settings, edits: Edits, intent: str, example: str, language: str, *, moved: bool = False
) -> str:
    """Add an example to the file it belongs to; gives its path. Raises NotFound, FormRefused.

    `moved`: it stood elsewhere already, so its length is not judged again.
    """
    if not moved:
        check_example(intent, example, language)
    owners = owners_of(settings, example)
    if intent not in catalogue.examples_by_intent(settings):
        raise NotFound
    if intent in owners:
        return where(settings, intent, example)
    for other in owners:
        if other_still_has(edits, settings, other, example_key(example)):
            raise FormRefused([error(intent.removeprefix(ASK), "alike", f"{other}: {example!r}")])
    if intent.startswith(ASK):
        return _to_article(settings, edits, catalogue.article(settings, intent.removeprefix(ASK)), example, language)
    return _to_file(settings, edits, intent, example, language, None)


def owners_of(settings: Settings, example: str) -> list[str]:
    """The intents that have an example of this wording, punctuation and capitals left aside."""
    key = example_key(example)
    known = catalogue.examples_by_intent(settings)
    return [
        intent
        for intent, own in known.items()
        if any(example_key(one) == key for texts in own.values() for one in texts)
    ]


def other_still_has(edits: Edits, settings: Settings, intent: str, key: str) -> bool:
    """Whether an intent has the example also after the edits so far (it may be about to be moved)."""
    for path, texts in _holding(settings, intent):
        if any(example_key(text) == key for text in texts):
            now = edits.text(path) or ""
            left = _texts_of(path, now, intent)
            if any(example_key(text) == key for text in left):
                return True
    return False


def take_example(settings: Settings, edits: Edits, intent: str, example: str) -> None:
    """Remove an example wherever the intent has it. Raises FormRefused for the last one of an article's language."""
    for path, texts in _holding(settings, intent):
        if example not in texts:
            continue
        text = edits.text(path) or ""
        if path.endswith(".md"):
            form = form_of(text)
            left = {lang: tuple(one for one in form.examples[lang] if one != example) for lang in LANGUAGES}
            for language in LANGUAGES:
                if not left[language]:
                    raise FormRefused([error(form.slug, "examples", f"{language}: {example!r} is the last one")])
            edits.put(path, text_of(replace(form, examples=left), text))
        else:
            rest: str | None = text
            while rest is not None:
                text, rest = rest, nlu_text.without_example(rest, intent, example)
            edits.put(path, text if nlu_text.taught(text) else None)


def check_example(intent: str, example: str, language: str) -> None:
    """Raises FormRefused for an example that is empty or too long, or a language that is not spoken."""
    why = ""
    if language not in LANGUAGES:
        why = f"{language!r} is not one of {', '.join(LANGUAGES)}"
    elif not any(char.isalnum() for char in example):
        why = f"{language}: an example without words"
    elif len(example) > LONGEST_EXAMPLE:
        why = f"{language}: {len(example)} characters, at most {LONGEST_EXAMPLE}"
    if why:
        raise FormRefused([error(intent.removeprefix(ASK), "examples", why)])


def where(settings: Settings, intent: str, example: str) -> str:
    """The path of the file in which an intent has an example of this wording, or the first file of the intent."""
    holding = _holding(settings, intent)
    key = example_key(example)
    fitting = [path for path, texts in holding if any(example_key(text) == key for text in texts)]
    return (fitting or [path for path, _ in holding])[0]


def _to_article(settings: Settings, edits: Edits, entry: catalogue.Entry, example: str, language: str) -> str:
    text = edits.text(entry.path) or entry.text
    form = form_of(text)
    own = form.examples[language]
    if form.draft or len(own) < MOST_IN_ARTICLE:
        edits.put(entry.path, text_of(replace(form, examples={**form.examples, language: (*own, example)}), text))
        return entry.path
    return _to_file(settings, edits, form.intent, example, language, f"nlu/ask/{form.topic}.yml")


def _to_file(settings: Settings, edits: Edits, intent: str, example: str, language: str, otherwise: str | None) -> str:
    """To the first file with an entry of the intent in the language, or with any of the intent, or `otherwise`."""
    files = [file for file in catalogue.example_files(settings) if any(own == intent for own, *_ in file.examples)]
    fitting = [
        file
        for file in files
        if any(block.intent == intent and block.language == language for block in nlu_text.blocks(file.text))
    ]
    found = next((file.path for file in fitting or files), otherwise)
    if found is None:
        raise NotFound
    edits.put(found, nlu_text.with_example(edits.text(found) or "", intent, language, example))
    return found


def _holding(settings: Settings, intent: str) -> list[tuple[str, tuple[str, ...]]]:
    """The files that teach an intent, with its examples there."""
    found = []
    entry = catalogue.articles(settings).get(intent.removeprefix(ASK)) if intent.startswith(ASK) else None
    if entry and entry.article:
        found.append((entry.path, _own(entry.article)))
    for file in catalogue.example_files(settings):
        texts = tuple(text for own, _, text in file.examples if own == intent)
        if texts:
            found.append((file.path, texts))
    return found


def _own(article: Article) -> tuple[str, ...]:
    return tuple(text for language in LANGUAGES for text in article.examples[language])


def _texts_of(path: str, text: str, intent: str) -> tuple[str, ...]:
    if path.endswith(".md"):
        form = form_of(text)
        return tuple(one for language in LANGUAGES for one in form.examples[language])
    return tuple(one for block in nlu_text.blocks(text) if block.intent == intent for _, _, one in block.lines)
