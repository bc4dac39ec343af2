"""Article search: what it finds on the held-out messages, and what a query costs with 20,000 articles beside ours.

The 20,000 are made: ours, and articles whose passages lie between those of two of ours, with noise, and whose words
come from both. They are as near to each other as ours are, so that the index is as hard to search as a real one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import environment, percentiles, pin, ratio, save, table
from emma.evaluation.held_out import Expected, read_folder
from emma.evaluation.search import by_language
from emma.knowledge.indexing import index_articles, passages_of
from emma.knowledge.search import Index, write_index
from emma.nlu.encoder import load_encoder
from emma.settings import ROOT, current

HELD_OUT = ROOT / "tests" / "nlu"
SEED = 7
QUERIES = 300
OTHER, NOISE = 0.5, 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, help="articles of the made index")
    parser.add_argument("--folder", type=Path, help="keep the indexes here")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        ours, many = folder / "ours", folder / "many"
        if not (ours / "index.json").exists():
            index_articles(current().data, load_encoder(), ours)
        built = make_index(given.articles, many) if not (many / "index.json").exists() else None
        found = {name: asdict(one) for name, one in by_language(_open(ours), read_folder(HELD_OUT)).items()}
        cost = {name: in_child(path) for name, path in (("ours", ours), ("many", many))}
    save("search", {"found": found, "cost": cost, "seconds_to_build_many": built})
    _show(found, cost)


def make_index(count: int, folder: Path) -> float:
    """Write an index of `count` articles; gives the seconds."""
    random = np.random.default_rng(SEED)
    real = list(passages_of(current().data).items())
    vectors = load_encoder().encode([passage for _, found in real for passage in found])
    starts = np.cumsum([0, *(len(found) for _, found in real)])
    words = [" ".join(found).split() for _, found in real]
    documents: dict[str, list[str]] = {slug: list(found) for slug, found in real}
    blocks = [vectors]
    while len(documents) < count:
        one, other = random.integers(len(real), size=2)
        rows = vectors[starts[one] : starts[one + 1]]
        beside = vectors[random.integers(starts[other], starts[other + 1], size=len(rows))]
        mixed = rows + OTHER * beside + random.normal(0, NOISE, rows.shape).astype(np.float32)
        blocks.append(mixed / np.linalg.norm(mixed, axis=1, keepdims=True))
        pool = words[one] + words[other]
        text = " ".join(random.choice(pool, size=len(words[one]))) + f" made{len(documents)}"
        documents[f"made-{len(documents)}"] = [text]
    owners = np.repeat(
        np.arange(len(blocks) - 1 + len(real)), [*(len(found) for _, found in real), *map(len, blocks[1:])]
    )
    started = time.perf_counter()
    write_index(documents, np.concatenate(blocks), owners, folder)
    return round(time.perf_counter() - started, 1)


def in_child(folder: Path) -> dict[str, Any]:
    """Measure an index in a process of its own, on one core."""
    command = [sys.executable, "-m", "benchmarks.search", "--measure", str(folder)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, preexec_fn=pin)
    return json.loads(done.stdout.splitlines()[-1])


def measure(folder: Path) -> dict[str, Any]:
    """CPU ms of a query without and with the encoder, memory, and whether ours are still found among the others."""
    encoder = load_encoder()
    messages = read_folder(HELD_OUT)
    texts = [messages[i].text for i in np.random.default_rng(SEED).permutation(len(messages))[:QUERIES]]
    encoder.encode(["warm"])
    before = memory()
    started = time.perf_counter()
    index = Index(folder, encoder)
    loading = round(time.perf_counter() - started, 2)
    index.search("warm")
    encoded, whole = [], []
    for text in texts:
        start = time.process_time()
        encoder.encode([text])
        middle = time.process_time()
        index.search(text)  # the encoder remembers the text: this is the search alone
        encoded.append(1000 * (middle - start))
        whole.append(1000 * (time.process_time() - middle))
    asked = [message for message in messages if message.by_article]
    hits = [[f"ask/{hit.slug}" for hit in index.search(one.text)] for one in asked]
    return {
        "articles": len(index.slugs),
        "rows": len(index),
        "search_cpu_ms": percentiles(whole),
        "encode_cpu_ms": percentiles(encoded),
        "loading_s": loading,
        **{f"added_{kind}_mb": round(now - before[kind], 1) for kind, now in memory().items()},
        "disk_mb": round(sum(file.stat().st_size for file in folder.rglob("*")) / 1e6, 1),
        "first": _right(asked, [found[:1] for found in hits]),
        "among_three": _right(asked, hits),
    }


def memory() -> dict[str, float]:
    """Resident MB that are this process's own, and those of files, which the system takes back when it needs them."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / 1000 for line in lines if line.startswith("Rss")}
    return {"private": found["RssAnon"], "file": found["RssFile"]}


def _right(asked: list[Expected], hits: list[list[str]]) -> float:
    """Percent of the messages whose article is among the hits."""
    return round(
        100 * float(np.mean([bool(one.accepted & set(found)) for one, found in zip(asked, hits, strict=True)])), 1
    )


def _open(folder: Path) -> Index:
    return Index(folder, load_encoder())


def _show(found: dict[str, Any], cost: dict[str, Any]) -> None:
    names = list(next(iter(found.values())))
    table(
        "Search alone, held-out messages, %", ("figure", *found), [(n, *(f[n] for f in found.values())) for n in names]
    )
    ours, many = cost["ours"], cost["many"]
    rows = [
        ("articles", ours["articles"], many["articles"], ratio(many["articles"], ours["articles"])),
        ("passages", ours["rows"], many["rows"], ratio(many["rows"], ours["rows"])),
        *(
            (f"search CPU ms, {p}", ours["search_cpu_ms"][p], many["search_cpu_ms"][p],
             ratio(many["search_cpu_ms"][p], ours["search_cpu_ms"][p]))
            for p in ("p50", "p95")
        ),
        *((n, ours[n], many[n], ratio(many[n], ours[n])) for n in ("added_private_mb", "added_file_mb", "disk_mb", "first", "among_three")),
    ]  # fmt: skip
    table("Cost on one core", ("figure", "ours", "many", "many / ours"), rows)


if __name__ == "__main__":
    main()
