"""A smaller project drawn from the project's own: so many intents with so many examples each."""

from __future__ import annotations

import shutil
from pathlib import Path

import frontmatter
import yaml

from emma.nlu.articles import load_articles


def draw(project: Path, folder: Path, intents: int, each: int) -> None:
    """Copy `project` to `folder` with every behaviour and as many articles as make `intents`.

    Of each intent `each` examples are kept, half English, half Spanish; of an article two less, because the importer
    adds its title in both languages.
    """
    data = folder / "data"
    shutil.copytree(project / "data", data, ignore=shutil.ignore_patterns("knowledge", "nlu"))
    for name in ("config.yml", "domain.yml"):
        shutil.copy(project / name, folder / name)
    behaviours = _behaviours(project / "data" / "nlu", data / "nlu", each)
    articles = load_articles(project / "data" / "knowledge")[: intents - len(behaviours)]
    for article in articles:
        source = project / "data" / "knowledge" / article.topic / f"{article.slug}.md"
        post = frontmatter.load(str(source))
        post["examples"] = {language: list(texts[: each // 2 - 1]) for language, texts in article.examples.items()}
        post["related"] = []
        target = data / "knowledge" / article.topic / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(frontmatter.dumps(post), encoding="utf-8")


def _behaviours(source: Path, target: Path, each: int) -> set[str]:
    """Write each behaviour's first examples, taken in turn from its blocks (one a language)."""
    blocks: dict[str, list[list[str]]] = {}
    for path in sorted(source.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line for line in block["examples"].splitlines() if line.strip()]
            blocks.setdefault(block["intent"], []).append(lines)
    target.mkdir(parents=True)
    nlu = []
    for intent, parts in blocks.items():
        share = -(-each // len(parts))
        lines = [line for part in parts for line in part[:share]][:each]
        nlu.append({"intent": intent, "examples": "\n".join(lines) + "\n"})
    text = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)
    (target / "behaviours.yml").write_text(text, encoding="utf-8")
    return set(blocks)
