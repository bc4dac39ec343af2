"""CPU per message on one core: at the first message of a conversation and after 300 in the same one.

Ours and stock run in processes of their own and take turns, so that both see the same machine. Every text is sent
once: our encoder remembers texts, and a repeated one would flatter it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.held_out import read_rows, shuffled_texts
from benchmarks.measure import percentiles, ratio, save, table
from benchmarks.subject import Driver
from emma.settings import current

BATCH = 10
LONG = "a long conversation"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", type=Path, default=current().var / "stock", help="folder of the stock project")
    parser.add_argument("--messages", type=int, default=100, help="measured at either point")
    parser.add_argument("--before", type=int, default=300, help="messages before the second point")
    given = parser.parse_args()
    texts = shuffled_texts(read_rows())
    first, texts = texts[: given.messages], texts[given.messages :]
    before, after = texts[: given.before], texts[given.before : given.before + given.messages]
    drivers = {"ours": Driver("ours"), "stock": Driver("stock", str(given.stock))}
    measured = {
        "first message": in_turns(drivers, first, conversation=None),
        "before": in_turns(drivers, before, conversation=LONG),
        f"after {given.before}": in_turns(drivers, after, conversation=LONG),
    }
    del measured["before"]
    for driver in drivers.values():
        driver.close()
    save("latency", {"unit": "CPU ms a message", "figures": measured})
    table("CPU ms a message on one core", ("point", "what", "p50", "p95", "stock / this"), _lines(measured))


def in_turns(drivers: dict[str, Driver], texts: list[str], conversation: str | None) -> dict[str, Any]:
    """Send `texts` to each in alternating batches; each in a new conversation when `conversation` is None."""
    total: dict[str, list[float]] = {name: [] for name in drivers}
    turn: dict[str, list[float]] = {name: [] for name in drivers}
    memory: dict[str, float] = {}
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        for name, driver in drivers.items():
            found = driver.ask(conversation=conversation, texts=batch)
            total[name] += found["total"]
            turn[name] += found["turn"]
            memory[name] = found["resident_mb"]
    return {
        "ours, whole message": percentiles(total["ours"]),
        "ours, the assistant's turn": percentiles(turn["ours"]),
        "stock, whole message": percentiles(total["stock"]),
        "resident_mb": memory,
    }


def _lines(measured: dict[str, Any]) -> list[list[object]]:
    lines: list[list[object]] = []
    for point, found in measured.items():
        stock = found["stock, whole message"]
        for what, values in found.items():
            if what != "resident_mb":
                times = f"{ratio(stock['p50'], values['p50'])}x"
                lines.append([point, what, values["p50"], values["p95"], times])
    return lines


if __name__ == "__main__":
    main()
