"""The audited process: the application as it is, with every logger at DEBUG, writing to files in its folder.

Its standard error is the log as shipped, behind the filter; unguarded.log is written without it: there the first net
must do alone. Only uvicorn's access lines are not in the second, for they quote the address as the caller wrote it.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.params import Form
from fastapi.routing import APIRoute

from emma.settings import current
from emma.web.app import create_app
from emma.web.logs import FORMAT, configure
from emma.web.wiring import load_live

DOORS, UNGUARDED = "doors.json", "unguarded.log"


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
    for route in _routes(app.routes):
        body, form = _body(route)
        query = [param.alias for param in route.dependant.query_params]
        methods = sorted(route.methods or ())
        found.append({"path": route.path, "methods": methods, "query": query, "body": body, "form": form})
    return found


def _routes(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """The routes, also those of included routers, which FastAPI keeps behind the router they came with."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif included := getattr(route, "original_router", None):
            yield from _routes(included.routes)


def _body(route: APIRoute) -> tuple[list[str], bool]:
    names: list[str] = []
    form = False
    for param in route.dependant.body_params:
        form = form or isinstance(param.field_info, Form)
        kinds = get_args(param.field_info.annotation) or (param.field_info.annotation,)
        fields = [name for kind in kinds for name in getattr(kind, "model_fields", ())]
        names += fields or [param.alias]
    return names, form


def _write_everything(folder: Path) -> None:
    plain = logging.FileHandler(folder / UNGUARDED, encoding="utf-8")
    plain.addFilter(lambda record: record.name != "uvicorn.access")
    plain.setFormatter(logging.Formatter(FORMAT))
    logging.root.handlers.insert(0, plain)  # before the guarded one, for the guard changes the record
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))


if __name__ == "__main__":
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    serve(Path(sys.argv[1]))
