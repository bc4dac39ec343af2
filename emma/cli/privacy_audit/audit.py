"""One audit from beginning to end: prepare, send, write exports, search while it runs and after it stopped."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from emma.cli.privacy_audit.desk_entrances import Agent, desk, make_agent
from emma.cli.privacy_audit.entrances import Seed, every_route, interface, plain_form, rest_channel
from emma.cli.privacy_audit.http_client import Client
from emma.cli.privacy_audit.process import OUTPUT, SHIPPED_LOG, environment, prepare, running
from emma.cli.privacy_audit.request_entrances import service_requests
from emma.cli.privacy_audit.searching import Search, Searched
from emma.cli.privacy_audit.served import DOORS, UNGUARDED
from emma.errors import TurnFailed
from emma.settings import ROOT, Settings

SEEDS = Path(__file__).with_name("seeds.csv")
READ_BACK = ("/metrics", "/openapi.json", "/readyz", "/", "/widget.js")
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What was sent, and what each place was found to hold."""

    seeds: int
    requests: int
    places: dict[str, Searched]

    @property
    def clean(self) -> bool:
        """True when nothing was found anywhere."""
        return not any(place.finds for place in self.places.values())


def read_seeds() -> list[Seed]:
    """The identifiers that are sent, in their layouts."""
    with SEEDS.open(encoding="utf-8", newline="") as file:
        return [Seed(**row) for row in csv.DictReader(file)]


def audit(folder: Path, settings: Settings, tell: Tell, seeds: Sequence[Seed]) -> Report:
    """Run the audit in an empty `folder`. Raises TurnFailed when the process cannot be audited."""
    agent = make_agent(prepare(folder, settings))
    (folder / "exports").mkdir()
    search = Search([seed.value for seed in seeds])
    tell("starting the process")
    with running(folder) as port, _write_ahead_log_kept(folder):
        client = Client(port)
        kept = [_send(client, agent, seed, folder, tell) for seed in seeds]
        doors = json.loads((folder / DOORS).read_text(encoding="utf-8"))
        for seed in {seed.kind: seed for seed in reversed(seeds)}.values():
            tell(f"every route, {seed.kind}")
            every_route(client, seed, doors, agent.headers)
        _read_back(client, kept, folder / "exports")
        tell("searching while it runs")
        places = {f"{name}, running": search.files(files) for name, files in _places(folder, ("database",)).items()}
    _export(folder, kept[0])
    tell("searching after it stopped")
    places |= {name: search.files(files) for name, files in _places(folder).items()}
    _check_that_it_saw(folder)
    return Report(len(seeds), client.sent, places)


@contextmanager
def _write_ahead_log_kept(folder: Path) -> Iterator[None]:
    """SQLite removes the write-ahead log with the last connection: one more is open, so that it can be searched."""
    connection = sqlite3.connect(folder / "var" / "emma.db")
    connection.execute("SELECT count(*) FROM messages").fetchall()
    try:
        yield
    finally:
        connection.close()


def _send(client: Client, agent: Agent, seed: Seed, folder: Path, tell: Tell) -> str:
    tell(f"sending {seed.kind}")
    client.cookie = ""
    conversation = interface(client, seed)
    rest_channel(client, seed)
    plain_form(client, seed)
    desk(client, agent, seed)
    service_requests(client, agent, seed)
    _keep(folder / "exports", f"privacy-page-{client.sent}", client.send("GET", "/privacy")[1])
    return conversation


def _read_back(client: Client, conversations: list[str], folder: Path) -> None:
    for path in READ_BACK:
        _keep(folder, path.strip("/") or "home", client.send("GET", path)[1])
    for path in conversations[:1]:
        client.json("GET", f"/api/conversations/{path}/transcript")


def _export(folder: Path, conversation: str) -> None:
    """What an operator would take out, by the commands themselves."""
    for name, arguments in (("export", ["export", conversation]), ("purge", ["purge", "--dry-run"])):
        command = [sys.executable, "-m", "emma", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise TurnFailed(f"`emma {name}` failed in the audited folder.")
        _keep(folder / "exports", name, done.stdout + done.stderr)


def _keep(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)


def _places(folder: Path, only: tuple[str, ...] = ()) -> dict[str, list[Path]]:
    """Every file under the folder, by what it is; what fits nowhere is «other files»."""
    names = {UNGUARDED: "log, first net alone", SHIPPED_LOG: "log, as shipped", OUTPUT: "output", DOORS: ""}
    places: dict[str, list[Path]] = {} if only else {"temporary files": []}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        part = file.relative_to(folder).parts[0]
        if file.name.startswith("emma.db"):
            place = "database, WAL" if file.name != "emma.db" else "database"
        elif part in ("models", "exports", "tmp"):
            place = {"models": "model", "exports": "exports and pages", "tmp": "temporary files"}[part]
        else:
            place = names.get(file.name, "other files")
        if place and (not only or place.startswith(only)):
            places.setdefault(place, []).append(file)
    return places


def _check_that_it_saw(folder: Path) -> None:
    """A search that finds nothing is worth something only where the messages themselves can be found."""
    stored = (folder / "var" / "emma.db").read_bytes()
    unguarded = (folder / UNGUARDED).read_bytes()
    shipped = (folder / SHIPPED_LOG).read_bytes()
    seen = {
        "the stored messages": b"[A-number] where is my green card" in stored,
        "the desk": b"message.sent" in stored and b"whisper.kept" in stored and b"form.opened" in stored,
        "the SQL log": b"sqlalchemy.engine" in unguarded and b"[A-number]" in unguarded,
        "Rasa's log": b"rasa" in unguarded and b"processor" in unguarded,
        "the access log": b"uvicorn.access" in shipped,
    }
    if missing := [name for name, found in seen.items() if not found]:
        raise TurnFailed(f"The audit did not see {', '.join(missing)}: its result means nothing.")
