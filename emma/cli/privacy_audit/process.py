"""Starts the audited process in a folder of its own: database, model, logs and temporary files are all in there."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import TurnFailed
from emma.knowledge.reading import data_of
from emma.knowledge.seed import seed
from emma.settings import ROOT, Settings, read
from emma.training.archive import parts
from emma.training.releases import add_release, live_release

PLENTY = "1000000"
STARTS_WITHIN = 180.0
OUTPUT, SHIPPED_LOG = "stdout.txt", "stderr.txt"


def prepare(folder: Path, settings: Settings) -> Settings:
    """Copy the live release into `folder`, with a fresh seeded database. Raises TurnFailed when there is no release."""
    source = open_engine(settings.database)
    migrate(source)
    file, version = live_release(source, settings.models)
    source.dispose()
    (folder / "models").mkdir()
    (folder / "tmp").mkdir()
    for part in parts(settings.models, version):
        if part.is_dir():
            shutil.copytree(part, folder / "models" / part.name)
    shutil.copy(file, folder / "models" / file.name)
    own = read(var=folder / "var", models=folder / "models", database_url="", secret="")
    engine = open_engine(own.database)
    migrate(engine)
    seed(engine, data_of(settings, version))
    add_release(engine, version, folder / "models" / file.name, {})
    engine.dispose()
    return own


def environment(folder: Path, port: int = 0) -> dict[str, str]:
    """The environment of processes that work in `folder`; nothing of the caller's own EMMA_ settings but the data."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EMMA_") or k == "EMMA_DATA"}
    own = {
        "EMMA_VAR": str(folder / "var"),
        "EMMA_MODELS": str(folder / "models"),
        "EMMA_WRITES_PER_MINUTE": PLENTY,
        "EMMA_STARTS_PER_MINUTE": PLENTY,
        "EMMA_TURN_TIMEOUT": "60",
        "EMMA_PORT": str(port or 8000),
        "TMPDIR": str(folder / "tmp"),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**kept, **own}


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The port of the audited process while it runs. Raises TurnFailed when it does not come up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "emma.cli.privacy_audit.served", str(folder)]
    with (folder / OUTPUT).open("wb") as out, (folder / SHIPPED_LOG).open("wb") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder, port), stdout=out, stderr=err)  # noqa: S603
        try:
            _wait_until_ready(process, port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.3)
        finally:
            connection.close()
    raise TurnFailed("The audited process did not come up.")
