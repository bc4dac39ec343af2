"""Logs: one line an event, and a second net: every record passes the privacy guard before it is written."""

from __future__ import annotations

import logging
import sys

from emma.privacy import redact

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOUD = ("rasa", "tensorflow", "matplotlib", "asyncio", "httpx", "apscheduler", "uvicorn.access", "sqlalchemy.engine")
LONGEST = 2000


class Guard(logging.Filter):
    """Redacts the formatted message; arguments and stack values never reach the handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message by its redacted form."""
        record.msg, record.args = redact(record.getMessage()[:LONGEST]).text, None
        if record.exc_info:
            kind = record.exc_info[0]
            record.msg = f"{record.msg} ({kind.__name__ if kind else 'error'})"
            record.exc_info, record.exc_text = None, None
        return True


def configure(level: int = logging.INFO) -> None:
    """Set up logging for the process. Rasa logs messages at debug level: it stays at warning."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Guard())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    _quiet_structlog()


def _quiet_structlog() -> None:
    """Rasa also logs through structlog, at debug level and with the visitor's text, unless told otherwise."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
