"""Article search for the long tail: the nearest passages by embedding and BM25 over whole articles, calibrated.

An index is a folder: memory-mapped passage vectors (emma/knowledge/vectors.py), bm25s' own files, index.json. It is
built with a release and never changed after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from emma.knowledge.vectors import Counts, Floats, Vectors, write_vectors
from emma.language import fold
from emma.nlu.articles import Article
from emma.nlu.encoder import Encoder
from emma.words import LANGUAGES

# Weight and passages were chosen on coarse steps (docs/nlu.md, "Search"); 0.4 to 0.7 and 2 to 5 differ by a point.
EMBEDDING_WEIGHT = 0.6
PASSAGES = 3
NEAR = 256
POSTINGS = 20_000
SURE, LIKELY = 0.95, 0.75
SENTENCE = re.compile(r"(?<=[.!?])\s+")
WORD = re.compile(r"\w{2,}")
META, WORDS = "index.json", "words"

Passages = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Hit:
    """One article with its score in 0..1."""

    slug: str
    score: float


class Index:
    """A loaded index. `sure` is the score above which an article may answer, `likely` above which it is shown."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        self.slugs: list[str] = meta["slugs"]
        self.sure = float(meta["sure"])
        self.likely = float(meta["likely"])
        self._vectors = Vectors(folder)
        self._words = _Words(folder / WORDS)
        self._encoder = encoder

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._vectors)

    def search(self, text: str, most: int = 3) -> list[Hit]:
        """The best articles for a text, best first.

        score = 0.6 e + 0.4 b, where e is the mean cosine of the article's three nearest passages among the 256
        nearest of all, and b its share of the BM25 that a perfect match of the query's words would have.
        """
        owners, cosines = self._vectors.nearest(self._encoder.encode([text])[0], NEAR)
        near = _by_article(owners, cosines)
        lexical = self._words.shares(text)
        known = {*near, *_highest(lexical, NEAR)}
        floor = float(cosines[-1]) if len(cosines) else 0.0
        scored = [
            (EMBEDDING_WEIGHT * max(near.get(one, floor), 0.0) + (1 - EMBEDDING_WEIGHT) * float(lexical[one]), one)
            for one in known
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return [Hit(self.slugs[article], score) for score, article in scored[:most]]


class _Words:
    """BM25 (bm25s, Lucene's formula) over one document an article."""

    def __init__(self, folder: Path) -> None:
        self._index = bm25s.BM25.load(str(folder), mmap=True)
        self._known: dict[str, int] = self._index.vocab_dict
        self._columns = self._index.scores["indptr"]
        self._articles = int(self._index.scores["num_docs"])

    def shares(self, text: str) -> Floats:
        """BM25 of each article over the sum of the query's inverse document frequencies; 0..1."""
        terms = self._affordable(_terms(text))
        if not any(term in self._known for term in terms):
            return np.zeros(self._articles, dtype=np.float32)
        highest = sum(self._rarity(self._holding(term)) for term in terms)
        return np.asarray(self._index.get_scores(terms) / highest, dtype=np.float32)

    def _affordable(self, terms: list[str]) -> list[str]:
        """The rarest terms, as many as are read in POSTINGS entries: all of them while articles are few."""
        counted = sorted((self._holding(term), term) for term in terms)
        spent = np.cumsum([holding for holding, _ in counted])
        return [term for (_, term), sum_so_far in zip(counted, spent, strict=True) if sum_so_far <= POSTINGS]

    def _holding(self, term: str) -> int:
        """How many articles hold the term."""
        column = self._known.get(term)
        return 0 if column is None else int(self._columns[column + 1] - self._columns[column])

    def _rarity(self, holding: int) -> float:
        """Lucene's inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        return float(np.log1p((self._articles - holding + 0.5) / (holding + 0.5)))


def passages(article: Article, taught: Sequence[str] = ()) -> list[str]:
    """What of an article is searched: titles, examples (`taught` elsewhere too), the body's sentences, variants."""
    found: list[str] = []
    for language in LANGUAGES:
        bodies = (article.answer[language], *(variant.answer[language] for variant in article.variants))
        found += [article.title[language], *article.examples[language]]
        found += [sentence for body in bodies for sentence in SENTENCE.split(body) if WORD.search(sentence)]
    return list(dict.fromkeys([*found, *taught]))


def build(found: Passages, out_of_scope: Sequence[str], encoder: Encoder, folder: Path) -> None:
    """Write the index of `slug -> passages`.

    `sure` and `likely` are the scores that 5 % and 25 % of the out-of-scope examples reach by mistake.
    """
    texts = [passage for one in found.values() for passage in one]
    owners = np.repeat(np.arange(len(found)), [len(one) for one in found.values()])
    write_index(found, encoder.encode(texts), owners, folder)
    index = Index(folder, encoder)
    wrong = sorted(hits[0].score for hits in (index.search(text, 1) for text in out_of_scope) if hits) or [0.5]
    _write_meta(folder, list(found), _quantile(wrong, SURE), _quantile(wrong, LIKELY))


def write_index(found: Passages, vectors: Floats, owners: Counts, folder: Path) -> None:
    """Write vectors (rows in the order of the passages) and words, not calibrated yet: nothing is shown."""
    folder.mkdir(parents=True, exist_ok=True)
    write_vectors(vectors, owners, folder)
    words = bm25s.BM25()
    documents = ([term for passage in one for term in _terms(passage)] or ["_"] for one in found.values())
    words.index(list(documents), show_progress=False)
    words.save(str(folder / WORDS), show_progress=False)
    _write_meta(folder, list(found), 1.0, 1.0)


def load_index(folder: Path, encoder: Encoder) -> Index | None:
    """The index in a folder, or None when no release made one."""
    return Index(folder, encoder) if (folder / META).exists() else None


def _by_article(owners: Counts, cosines: Floats) -> dict[int, float]:
    """The mean of the three best cosines of each article; with fewer the last one counts again."""
    best: dict[int, list[float]] = {}
    for owner, cosine in zip(owners.tolist(), cosines.tolist(), strict=True):
        kept = best.setdefault(owner, [])
        if len(kept) < PASSAGES:
            kept.append(cosine)
    return {owner: (sum(kept) + kept[-1] * (PASSAGES - len(kept))) / PASSAGES for owner, kept in best.items()}


def _highest(scores: Floats, most: int) -> list[int]:
    """Where the highest scores are, in no order."""
    chosen = np.argpartition(-scores, most)[:most] if most < len(scores) else np.arange(len(scores))
    return [int(one) for one in chosen if scores[one] > 0]


def _quantile(ascending: list[float], share: float) -> float:
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]


def _write_meta(folder: Path, slugs: list[str], sure: float, likely: float) -> None:
    meta: dict[str, Any] = {"slugs": slugs, "sure": sure, "likely": likely}
    (folder / META).write_text(json.dumps(meta), encoding="utf-8")


def _terms(text: str) -> list[str]:
    return WORD.findall(fold(text))
