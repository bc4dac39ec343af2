"""The privacy guard beside plain Presidio and beside a handful of digit patterns, on the same held-out messages.

`python -m benchmarks.privacy_peers --presidio FOLDER/bin/python`, where FOLDER is an environment with
presidio-analyzer, spaCy and a small English pipeline. Without the option the other two are compared.

A row counts as found when every secret is gone from the masked text, whatever kind the peer calls it: the kinder
reading for a peer that has no A-number. False masking: messages without identifiers in which anything was masked.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.measure import environment, percentiles, save, table
from emma.privacy import CORE_KINDS, KINDS
from emma.settings import ROOT
from tests.privacy.measure import HELD_OUT, Row, guard, read

Span = tuple[int, int]
Spans = Callable[[str], list[Span]]

# What a public chat service masks with four patterns: e-mail, card, telephone, the national number. Our own wording.
PLAIN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"\b\d(?:[ -]?\d){12,18}\b",
        r"(?<!\w)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b",
        r"\b\d{3}[ -]?\d{2}[ -]?\d{4}\b",
    )
)
# Presidio's entities that name no one: in a question about immigration they are most of its finds.
NOT_PERSONAL = frozenset({"LOCATION", "DATE_TIME", "NRP", "URL", "ORGANIZATION"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio", type=Path, help="a Python with presidio-analyzer")
    given = parser.parse_args()
    rows = read(HELD_OUT)
    figures: dict[str, Any] = {
        "ours": score(rows, *timed(rows, lambda text: [(f.start, f.end) for f in guard(text).findings])),
        "plain patterns": score(rows, *timed(rows, plain)),
    }
    about: dict[str, Any] = {}
    if given.presidio:
        about, answers = presidio(given.presidio, rows)
        times = [answer["ms"] for answer in answers]
        everything = [[(s, e) for _, s, e in answer["spans"]] for answer in answers]
        personal = [[(s, e) for kind, s, e in answer["spans"] if kind not in NOT_PERSONAL] for answer in answers]
        figures["presidio"] = score(rows, everything, times)
        figures["presidio, persons and numbers"] = score(rows, personal, times)
    save("privacy_peers", {"messages": len(rows), "presidio": about, "figures": figures})
    show(figures)


def plain(text: str) -> list[Span]:
    return [match.span() for pattern in PLAIN for match in pattern.finditer(text)]


def timed(rows: list[Row], spans: Spans) -> tuple[list[list[Span]], list[float]]:
    found, times = [], []
    for row in rows:
        start = time.process_time()
        found.append(spans(row.text))
        times.append((time.process_time() - start) * 1000)
    return found, times


def presidio(python: Path, rows: list[Row]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    script = ROOT / "benchmarks" / "presidio_peer.py"
    texts = "".join(json.dumps(row.text) + "\n" for row in rows)
    done = subprocess.run(
        [str(python), str(script)], input=texts, capture_output=True, text=True, check=True, env=environment()
    )
    about, *answers = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    return about, answers


def masked(text: str, spans: Iterable[Span]) -> str:
    covered = {place for start, end in spans for place in range(start, end)}
    return "".join("\0" if place in covered else char for place, char in enumerate(text))


def score(rows: list[Row], found: list[list[Span]], times: list[float]) -> dict[str, Any]:
    seen, gone = Counter[str](), Counter[str]()
    clean = touched = 0
    for row, spans in zip(rows, found, strict=True):
        text = masked(row.text, spans)
        seen.update(row.kinds)
        gone.update(row.kinds if not any(secret in text for secret in row.secrets) else ())
        clean += not row.kinds
        touched += not row.kinds and bool(spans)
    core = [sum(counts[kind] for kind in CORE_KINDS) for counts in (gone, seen)]
    return {
        "core_recall": round(core[0] / core[1], 4),
        "recall": {kind: [gone[kind], seen[kind]] for kind in KINDS},
        "false_masking": [touched, clean],
        "cpu_ms": percentiles(times),
    }


def show(figures: dict[str, Any]) -> None:
    names = list(figures)
    lines = [[kind, *("{}/{}".format(*figures[name]["recall"][kind]) for name in names)] for kind in KINDS]
    lines.append(["core kinds", *(f"{figures[name]['core_recall']:.1%}" for name in names)])
    lines.append(["false masking", *("{}/{}".format(*figures[name]["false_masking"]) for name in names)])
    lines.append(["CPU ms p50", *(str(figures[name]["cpu_ms"]["p50"]) for name in names)])
    table("messages whose secrets are all gone", ["kind", *names], lines)


if __name__ == "__main__":
    main()
