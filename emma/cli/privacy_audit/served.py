"""The audited process: the application as it is, with every logger at DEBUG, writing to files in its folder.

guarded.log is written behind the shipped filter, unguarded.log without it: there the first net must do alone. Only
uvicorn's access lines are not in the second, for they quote the address as the caller wrote it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.params import Form
from fastapi.routing import APIRoute

from emma.settings import current
from emma.web.app import create_app
from emma.web.logs import FORMAT, GUARD, configure
from emma.web.wiring import load_live

DOORS, GUARDED, UNGUARDED = "doors.json", "guarded.log", "unguarded.log"


def serve(folder: Path) -> None:
    """Serve until stopped."""
    configure(logging.DEBUG)
    app = create_app(current(), load=False)
    (folder / DOORS).write_text(json.dumps(doors(app)), encoding="utf-8")
    load_live(app.state.process)
    _write_everything(folder)
    uvicorn.run(app, host=current().host, port=current().port, ws="none", log_config=None, access_log=True)


def doors(app: FastAPI) -> list[dict[str, Any]]:
    """Every route with its methods and the names of what it reads, so that a new one is audited without being told."""
    found = []
    for route in app.routes:
        if isinstance(route, APIRoute):
            body, form = _body(route)
            query = [param.alias for param in route.dependant.query_params]
            methods = sorted(route.methods)
            found.append({"path": route.path, "methods": methods, "query": query, "body": body, "form": form})
    return found


def _body(route: APIRoute) -> tuple[list[str], bool]:
    names: list[str] = []
    form = False
    for param in route.dependant.body_params:
        form = form or isinstance(param.field_info, Form)
        fields = getattr(param.field_info.annotation, "model_fields", None)
        names += list(fields) if fields else [param.alias]
    return names, form


def _write_everything(folder: Path) -> None:
    plain = logging.FileHandler(folder / UNGUARDED, encoding="utf-8")
    plain.addFilter(lambda record: record.name != "uvicorn.access")
    guarded = logging.FileHandler(folder / GUARDED, encoding="utf-8")
    guarded.addFilter(GUARD)
    for handler in (plain, guarded):  # the plain one first: the guard changes the record
        handler.setFormatter(logging.Formatter(FORMAT))
        logging.root.addHandler(handler)
    logging.root.handlers.sort(key=lambda handler: handler is not plain)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))


if __name__ == "__main__":
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    serve(Path(sys.argv[1]))
