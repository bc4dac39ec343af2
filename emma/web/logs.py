"""Logs: one line an event, and a second net: every record passes the privacy guard before it is written."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

from emma.privacy import redact

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOUD = ("rasa", "tensorflow", "matplotlib", "asyncio", "httpx", "apscheduler", "uvicorn.access", "sqlalchemy.engine")
LONGEST = 2000
ACCESS = ("address", "method", "path", "version", "status")  # the arguments of uvicorn's access lines
WORD = re.compile(r"[a-z]{0,16}")
# What stands behind the ? of an address is the visitor's, not ours.
QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'?]*=[^\s\"']*")


def guarded(message: str) -> str:
    """The message without queries and identifiers, also those that an address writes as %41, cut to 2,000 letters."""
    text = QUERY.sub("?…", message[:LONGEST])
    return redact(unquote(text) if "%" in text else text).text


class Guard(logging.Filter):
    """Redacts the formatted message; arguments and stack values never reach the handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message by its redacted form."""
        message = _access(record.args) if record.name == "uvicorn.access" else record.getMessage()
        record.msg, record.args = guarded(message), None
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg = f"{record.msg} ({kind.__name__ if kind else 'error'})"
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def _access(arguments: Any) -> str:
    """An access line without the caller's address; of the path the words, and nothing where nothing was found."""
    if not isinstance(arguments, tuple) or len(arguments) != len(ACCESS):
        return "a request"
    line = dict(zip(ACCESS, arguments, strict=True))
    known = line["status"] not in (404, 405)
    words = [part if known and WORD.fullmatch(part) else "…" for part in str(line["path"]).split("?")[0].split("/")[1:]]
    return f"{line['method']} /{'/'.join(words)} {line['status']}"


GUARD = Guard()


def configure(level: int = logging.INFO) -> None:
    """Set up logging for the process. Rasa logs messages at debug level: it stays at warning."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    guard_handlers()
    _guard_structlog(logging.WARNING)


def guard_handlers() -> None:
    """Put the guard before every handler there is, also those that libraries gave to loggers of their own."""
    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    for logger in (logging.root, *named):
        for handler in logger.handlers:
            handler.addFilter(GUARD)  # adding it twice changes nothing


def _guard_structlog(level: int) -> None:
    """Rasa also logs through structlog, by default at debug level and past all handlers: send it through logging."""
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[_without_exception, structlog.processors.KeyValueRenderer(key_order=["event"])],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _without_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception leaves its kind and nothing of its text."""
    kind = sys.exc_info()[0] if event.pop("exc_info", None) else None
    event.pop("stack_info", None)
    return {**event, "exception": kind.__name__} if kind else event
