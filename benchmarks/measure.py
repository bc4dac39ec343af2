"""How every benchmark measures: one core, one thread, process CPU time; figures go to results/ and to a table."""

from __future__ import annotations

import json
import os
import platform
import resource
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).parent / "results"
CORE = 0
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "LOG_LEVEL": "ERROR",
}


def environment(**more: str) -> dict[str, str]:
    """The environment of a measured child process: one thread, no telemetry."""
    return {**os.environ, **ONE_THREAD, **more}


def pin(core: int = CORE) -> None:
    """Keep this process (as a `preexec_fn`: the child) on one core, where there is more than one."""
    if core in os.sched_getaffinity(0):
        os.sched_setaffinity(0, {core})


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the number of values, rounded to 0.01."""
    return {
        "p50": round(float(np.percentile(values, 50)), 2),
        "p95": round(float(np.percentile(values, 95)), 2),
        "n": len(values),
    }


def resident_mb() -> float:
    """Resident memory of this process now, in MB (10^6 bytes)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * resource.getpagesize() / 1e6, 1)


def cpu_of(pid: int) -> float:
    """User and system CPU seconds of the process `pid` so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def copy_database(source: Path, target: Path) -> None:
    """A copy of a SQLite database that may be in use, so that no benchmark writes into the real one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)


def save(name: str, figures: Mapping[str, Any]) -> None:
    """Write `results/<name>.json` with the date and the machine, and say where."""
    RESULTS.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cpu": _cpu_name(), "cores": os.cpu_count()}
    content = {"benchmark": name, "date": time.strftime("%Y-%m-%d"), "machine": machine, **figures}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


def ratio(stock: float, ours: float) -> float:
    """How many times the stock figure is of ours."""
    return round(stock / ours, 2) if ours else float("inf")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a plain table."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def _cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
