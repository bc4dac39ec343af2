"""The declarative base, and the clock of every row: UTC, aware."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import declarative_base
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Base: Any = declarative_base(metadata=MetaData(naming_convention=NAMES))


def now() -> datetime:
    """The present moment, UTC and aware."""
    return datetime.now(UTC)


class Moment(TypeDecorator):  # type: ignore[type-arg]
    """An aware UTC datetime in every database (SQLite drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive datetimes: they hide a mistake until a clock changes."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give every moment back in UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
