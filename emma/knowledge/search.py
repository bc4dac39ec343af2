"""Article search for the long tail: embedding 0.8 + BM25 0.2 (evidence: hit@1 67 % at 2,000 articles), calibrated.

An index is a folder: vectors.npy (memory-mapped), bm25s' own files, meta.json. It is built with a release.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from emma.language import fold
from emma.nlu.articles import Article
from emma.nlu.encoder import Encoder

EMBEDDING_WEIGHT = 0.8
FALSE_ALARM = 0.05
WORD = re.compile(r"\w{2,}")


@dataclass(frozen=True)
class Hit:
    """One article with its score in 0..1."""

    slug: str
    score: float


class Index:
    """A loaded index. `sure` is the score above which an article may answer, `likely` above which it is shown."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.slugs: list[str] = meta["slugs"]
        self.sure = float(meta["sure"])
        self.likely = float(meta["likely"])
        self._vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._words = bm25s.BM25.load(str(folder / "bm25"), mmap=True)
        self._encoder = encoder

    def search(self, text: str, most: int = 3) -> list[Hit]:
        """The best articles for a text, best first; an article's score is that of its best passage."""
        vector = self._encoder.encode([text])[0]
        fused = EMBEDDING_WEIGHT * np.clip(self._vectors @ vector, 0, 1) + (1 - EMBEDDING_WEIGHT) * self._lexical(text)
        best: dict[str, float] = {}
        for row in np.argsort(-fused)[: most * 40]:
            best.setdefault(self.slugs[row], float(fused[row]))
            if len(best) == most:
                break
        return [Hit(slug, score) for slug, score in best.items()]

    def _lexical(self, text: str) -> Any:
        scores = self._words.get_scores(_terms(text)) if _terms(text) else np.zeros(len(self.slugs))
        top = float(scores.max(initial=0.0))
        return scores / top if top > 0 else scores


def passages(article: Article) -> list[str]:
    """What of an article is searched: titles, examples, and the answers' first sentences, in both languages."""
    found: list[str] = []
    for language in ("en", "es"):
        found.append(article.title[language])
        found.extend(article.examples[language])
        found.extend(re.split(r"(?<=[.!?])\s+", article.answer[language])[:3])
    return found


def build(articles: list[Article], out_of_scope: list[str], encoder: Encoder, folder: Path) -> None:
    """Write the index. `sure` is set so that 5 % of the out-of-scope examples would be answered by mistake."""
    rows = [(article.slug, passage) for article in articles for passage in passages(article)]
    vectors = encoder.encode([passage for _, passage in rows]).astype(np.float32)
    words = bm25s.BM25()
    words.index([_terms(passage) or ["_"] for _, passage in rows], show_progress=False)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "vectors.npy", vectors)
    words.save(str(folder / "bm25"), show_progress=False)
    meta: dict[str, Any] = {"slugs": [slug for slug, _ in rows], "sure": 1.0, "likely": 1.0}
    _write_meta(folder, meta)
    index = Index(folder, encoder)
    wrong = sorted(index.search(text, 1)[0].score for text in out_of_scope) or [0.5]
    meta["sure"] = wrong[min(len(wrong) - 1, int(len(wrong) * (1 - FALSE_ALARM)))]
    meta["likely"] = wrong[int(len(wrong) * 0.75)]
    _write_meta(folder, meta)


def load_index(folder: Path, encoder: Encoder) -> Index | None:
    """The index in a folder, or None when no release made one."""
    return Index(folder, encoder) if (folder / "meta.json").exists() else None


def _write_meta(folder: Path, meta: dict[str, Any]) -> None:
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _terms(text: str) -> list[str]:
    return WORD.findall(fold(text))
