"""The kinds of request, from the table: title, due rule, who works on it, when it is too slow and what is quicker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.errors import UnknownKind
from emma.models import ServiceRequestKind

KIND = ServiceRequestKind.__table__
CALL_BACK = "call_back"


@dataclass(frozen=True)
class Kind:
    """One kind. A journey within `too_slow_days` days is sooner than an answer; None means that nobody can say."""

    name: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    due_rule: str
    goal: bool
    topic: str
    tier: str
    too_slow_days: int | None
    quicker: tuple[str, ...]


def all_kinds(connection: Connection) -> list[Kind]:
    """Every kind, in the order of their titles in English."""
    return [_kind(row) for row in connection.execute(select(KIND).order_by(KIND.c.title_en))]


def kind_named(connection: Connection, name: str) -> Kind:
    """One kind. Raises UnknownKind."""
    row = connection.execute(select(KIND).where(KIND.c.kind == name)).first() if name.isprintable() else None
    if row is None:
        raise UnknownKind
    return _kind(row)


def _kind(row: Any) -> Kind:
    return Kind(
        name=row.kind,
        title={"en": row.title_en, "es": row.title_es},
        note={"en": row.note_en, "es": row.note_es},
        due_rule=row.due_rule,
        goal=row.goal,
        topic=row.topic,
        tier=row.tier,
        too_slow_days=int(row.too_slow_days) if row.too_slow_days else None,
        quicker=tuple(slug for slug in row.quicker.split(";") if slug),
    )
