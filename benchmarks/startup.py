"""Start-up: a fresh process loads the model and answers a warm turn; seconds and resident memory."""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median

from benchmarks.measure import ratio, save, table
from benchmarks.subject import Driver
from emma.settings import current

MEASURES = ("cpu", "wall", "resident_mb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    figures: dict[str, dict[str, list[float]]] = {"ours": {}, "stock": {}}
    for _ in range(given.rounds):
        for name, arguments in (("ours", ("ours",)), ("stock", ("stock", str(given.stock)))):
            driver = Driver(*arguments)
            driver.close()
            for measure in MEASURES:
                figures[name].setdefault(measure, []).append(driver.start[measure])
    middle = {name: {m: round(median(values), 2) for m, values in found.items()} for name, found in figures.items()}
    save("startup", {"rounds": given.rounds, "median": middle, "all": figures})
    rows = [
        [measure, middle["ours"][measure], middle["stock"][measure],
         f"{ratio(middle['stock'][measure], middle['ours'][measure])}x"]
        for measure in MEASURES
    ]  # fmt: skip
    table("Start-up to a warm answer (CPU s, wall s, MB)", ("measure", "ours", "stock", "ratio"), rows)


if __name__ == "__main__":
    main()
