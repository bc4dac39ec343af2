"""Items that mean the same, together: by sentence embedding, so that English and Spanish of one question meet.

Greedy star clustering (Aslam, Pelekhov, Rus 2004, "The star clustering algorithm"): the text with the most like it,
counted as often as it came, takes all that are like it; again with what is left. Each group has a centre, to which
every member is alike, so that no chain of small steps joins what differs.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from emma.inbox.listing import MESSAGES, MOST, Item
from emma.language import fold
from emma.nlu.encoder import Vectors, load_encoder
from emma.nlu.text import bound

# Of groups of two and more in the held-out messages, 93 % of the texts have the intent of most of their group.
ALIKE = 0.7
BLOCK = 1000
SHORT = 25  # words: a longer message is a poor heading

Encode = Callable[[list[str]], Vectors]


@dataclass(frozen=True)
class Group:
    """Items that mean the same, the newest first; `heading` is the clearest of them."""

    heading: Item
    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        """How often it came."""
        return len(self.items)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many items of each kind, most first."""
        return dict(Counter(item.kind for item in self.items).most_common())

    @cached_property
    def languages(self) -> dict[str, int]:
        """How many items of each language, most first."""
        return dict(Counter(item.language for item in self.items).most_common())

    @property
    def first(self) -> datetime:
        """When it came first."""
        return min(item.created_at for item in self.items)

    @property
    def last(self) -> datetime:
        """When it came last."""
        return max(item.created_at for item in self.items)

    @property
    def right_answers(self) -> tuple[str, ...]:
        """What agents said would have been right, each once."""
        return tuple(dict.fromkeys(item.right_answer for item in self.items if item.right_answer))


class RememberedVectors:
    """Vectors by the digest of their text, bounded, the least used ones forgotten first. Texts are not kept."""

    def __init__(self, encode: Encode | None = None, most: int = 2 * MOST) -> None:
        self._encode = encode
        self._most = most
        self._kept: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: list[str]) -> Vectors:
        """Rows of length 1 in the order of `texts`, of which there is at least one."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        with self._lock:
            known = {key: self._kept[key] for key in keys if key in self._kept}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            encode = self._encode or load_encoder().encode
            known.update(zip(missing, encode(list(missing.values())), strict=True))
        with self._lock:
            for key in keys:
                self._kept[key] = known[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([known[key] for key in keys])


remembered = RememberedVectors()


def grouped(items: Sequence[Item], encode: Encode = remembered, alike: float = ALIKE) -> list[Group]:
    """All `items` in groups, the most frequent first, then the newest. Only what visitors wrote is compared."""
    said: dict[str, list[Item]] = defaultdict(list)
    groups = []
    for item in items:
        if item.kind in MESSAGES:
            said[text_key(item.text)].append(item)
        else:
            groups.append(Group(item, (item,)))
    same = list(said.values())
    if same:
        vectors = encode([bound(one[0].text) for one in same])
        stars = _stars(vectors, [len(one) for one in same], alike)
        groups += [_group([same[row] for row in star], vectors[star]) for star in stars]
    return sorted(groups, key=lambda group: (-group.count, -group.last.timestamp(), -group.heading.id))


def text_key(text: str) -> str:
    """Texts with one key are the same message: letters and digits alone count."""
    folded = fold(text)
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    return " ".join(words) or folded.strip()


def _stars(vectors: Vectors, weights: Sequence[int], alike: float) -> list[list[int]]:
    """Groups of rows, the centre of each first."""
    near = _neighbours(vectors, alike)
    counts = np.asarray(weights)
    degree = np.array([counts[one].sum() for one in near])
    free = np.ones(len(vectors), dtype=bool)
    stars = []
    for centre in np.argsort(-degree, kind="stable"):
        if free[centre]:
            free[centre] = False
            members = [int(one) for one in near[centre] if free[one]]
            free[members] = False
            stars.append([int(centre), *members])
    return stars


def _neighbours(vectors: Vectors, alike: float) -> list[NDArray[np.int64]]:
    """Of each row those that are alike, itself among them; in blocks, so that memory is bounded."""
    found: list[NDArray[np.int64]] = []
    for start in range(0, len(vectors), BLOCK):
        close = vectors[start : start + BLOCK] @ vectors.T >= alike
        close[np.arange(len(close)), start + np.arange(len(close))] = True
        found += [np.nonzero(row)[0] for row in close]
    return found


def _group(same: list[list[Item]], vectors: Vectors) -> Group:
    """The heading: among messages that are no story the one nearest to all others, each as often as it came."""
    weights = np.array([len(one) for one in same], dtype=np.float32)
    closeness = vectors @ (weights @ vectors)
    order = sorted(range(len(same)), key=lambda row: (len(same[row][0].text.split()) > SHORT, -closeness[row]))
    items = sorted((item for one in same for item in one), key=lambda item: (item.created_at, item.id), reverse=True)
    return Group(same[order[0]][0], tuple(items))
