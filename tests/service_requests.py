"""Service requests in tests: the tables they need, and Ana's wish."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.conversations.requesting import Answer, Asked, Requesting
from emma.knowledge.tables import load_table
from emma.service_requests.making import Made
from emma.service_requests.rows import EVENT, REQUEST
from emma.settings import ROOT

TABLES = (
    "service_request_kinds.csv",
    "offices_domestic.csv",
    "offices_international.csv",
    "jurisdictions.csv",
    "phone_numbers.csv",
    "agencies.csv",
)
TEXT = "My card was mailed in May and has not come."


def load_tables(engine: Engine) -> None:
    """The tables that requests are made from."""
    with engine.begin() as connection:
        for name in TABLES:
            load_table(connection, ROOT / "data", name)


def asked(**values: Any) -> Asked:
    """Ana's card did not come; her case is in Newark."""
    usual = {"kind": "non_delivery", "where": "field_office", "place": "Newark", "language": "en", "text": TEXT}
    return Asked(**{**usual, **values})


def made(requesting: Requesting, held: Any = None, **values: Any) -> tuple[str, str]:
    """Reference and key of a request that was made."""
    answer: Answer = requesting.make(asked(**values), held)
    assert isinstance(answer.result, Made), answer
    assert answer.key
    return answer.result.reference, answer.key


def row(engine: Engine, reference: str) -> Any:
    """The request as stored."""
    with engine.connect() as connection:
        return connection.execute(select(REQUEST).where(REQUEST.c.reference == reference)).one()


def steps(engine: Engine, reference: str) -> list[str]:
    """What happened to it, in order."""
    with engine.connect() as connection:
        query = select(EVENT.c.kind).where(EVENT.c.reference == reference).order_by(EVENT.c.id)
        return list(connection.execute(query).scalars())


def everything_stored(engine: Engine) -> str:
    """All requests and their steps as text."""
    with engine.connect() as connection:
        found = [*connection.execute(select(REQUEST)), *connection.execute(select(EVENT))]
    return "\n".join(str(tuple(one)) for one in found)
