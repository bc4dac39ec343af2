"""Prints what the guard reaches on the held-out messages: `python -m tests.privacy.measure`.

Recall of a kind: rows that hold it and from which every secret is gone. Named: of those, the rows
where the token says the right kind. False masking: clean rows in which anything at all was masked.
"""

import csv
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from emma.privacy import CORE_KINDS, KINDS, Redacted, redact
from tests.privacy.agencies import ADDRESSES, EMAILS, NUMBERS

HELD_OUT = Path(__file__).with_name("held_out.csv")


@dataclass(frozen=True, slots=True)
class Row:
    """A message and what the guard must do with it."""

    text: str
    lang: str
    kinds: tuple[str, ...]
    secrets: tuple[str, ...]
    keep: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over a set of rows, and what went wrong."""

    rows: Counter[str]
    gone: Counter[str]
    named: Counter[str]
    clean: int
    masked_clean: int
    faults: tuple[str, ...]

    @property
    def false_masking(self) -> float:
        """Return the share of clean messages in which something was masked."""
        return self.masked_clean / max(1, self.clean)

    def recall(self, kind: str) -> float:
        """Return the share of rows with `kind` that lost every secret."""
        return self.gone[kind] / max(1, self.rows[kind])


def read(path: Path = HELD_OUT) -> list[Row]:
    """Read the rows of a set."""
    split = lambda cell: tuple(part for part in cell.split(";") if part)  # noqa: E731
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["text"], row["lang"], split(row["expected_kinds"]), split(row["secrets"]), split(row["keep"]))
            for row in csv.DictReader(file)
        ]


def guard(text: str) -> Redacted:
    """Redact as the assistant does: with the agencies' own contacts."""
    return redact(text, agency_numbers=NUMBERS, agency_addresses=ADDRESSES, agency_emails=EMAILS)


def measure(rows: list[Row]) -> Figures:
    """Run the guard over the rows and count."""
    seen, gone, named = Counter[str](), Counter[str](), Counter[str]()
    clean = masked_clean = 0
    faults: list[str] = []
    for row in rows:
        found = guard(row.text)
        left = [secret for secret in row.secrets if secret in found.text]
        lost = [kept for kept in row.keep if kept not in found.text]
        seen.update(row.kinds)
        gone.update(row.kinds if not left else ())
        named.update(set(row.kinds) & set(found.kinds))
        clean += not row.kinds
        masked_clean += not row.kinds and bool(found.findings)
        wrong = sorted(set(row.kinds) - set(found.kinds))
        if left or lost or wrong or (not row.kinds and found.findings):
            faults.append(f"left={left} lost={lost} not named={wrong}: {row.text!r} -> {found.text!r}")
    return Figures(seen, gone, named, clean, masked_clean, tuple(faults))


def cost(rows: list[Row], repeats: int = 3) -> tuple[float, float]:
    """Return the median and the 95th percentile of CPU milliseconds a message."""
    times: list[float] = []
    for row in rows:
        best = min(_cpu(row.text) for _ in range(repeats))
        times.append(best * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _cpu(text: str) -> float:
    start = time.process_time()
    guard(text)
    return time.process_time() - start


def main() -> None:
    """Print the figures; with `--faults` also each row that is not as it should be."""
    path = next((Path(word) for word in sys.argv[1:] if not word.startswith("-")), HELD_OUT)
    rows = read(path)
    figures = measure(rows)
    print(f"{len(rows)} messages, {len(rows) - figures.clean} with identifiers, {figures.clean} without")
    for kind in KINDS:
        core = "core" if kind in CORE_KINDS else ""
        print(
            f"{kind:20} {figures.gone[kind]:3}/{figures.rows[kind]:<3} gone {figures.recall(kind):7.1%}  "
            f"named {figures.named[kind]:3} {core}"
        )
    print(f"false masking {figures.masked_clean}/{figures.clean} = {figures.false_masking:.2%}")
    words = [row for row in rows for _ in (1,)]
    long = [
        Row(" ".join((row.text + " " + other.text).split()[:30]), "", (), (), ())
        for row, other in zip(words, words[7:], strict=False)
    ]
    print("CPU ms: each message p50 {:.2f} p95 {:.2f}".format(*cost(rows)))
    print("CPU ms: up to 30 words p50 {:.2f} p95 {:.2f}".format(*cost(long)))
    if "--faults" in sys.argv:
        print(*figures.faults, sep="\n")


if __name__ == "__main__":
    main()
