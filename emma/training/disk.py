"""A full disk said in one sentence: what was not written, and that nothing else has changed."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from emma.errors import NoRoom

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
POSTGRES_FULL = "53100"  # disk_full


@contextmanager
def roomy(what: str) -> Iterator[None]:
    """Raises NoRoom naming `what` when the disk, or the database's disk, takes no more."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(_sentence(what)) from error
        raise
    except DBAPIError as error:
        if _database_full(error.orig):
            raise NoRoom(_sentence(what)) from error
        raise


def _sentence(what: str) -> str:
    return f"The disk is full: {what} could not be written. Nothing else has changed; the live release goes on."


def _database_full(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(error, "pgcode", None) == POSTGRES_FULL
