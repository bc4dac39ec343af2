"""Ana rates a reply; what she writes about it passes the guard before it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from emma.conversations.messages import MESSAGE
from tests.visitor import Visitor

pytestmark = pytest.mark.model


def stored(app: FastAPI, ana: Visitor, seq: int) -> Any:
    mine = select(MESSAGE).where(MESSAGE.c.conversation_id == ana.id, MESSAGE.c.seq == seq)
    with app.state.process.engine.connect() as connection:
        return connection.execute(mine).one()


def rate(ana: Visitor, **body: object) -> int:
    return ana.client.post(f"{ana.url}/feedback", json=body, headers=ana.headers).status_code


def test_a_comment_is_kept_without_its_identifier(client: TestClient, app: FastAPI) -> None:
    ana = Visitor(client)
    seq = ana.says("thanks")["replies"][-1]["seq"]
    assert rate(ana, message=seq, helpful=False, comment="wrong, my receipt IOE0912345678 is newer") == 204
    row = stored(app, ana, seq)
    assert row.helpful is False
    assert row.comment == "wrong, my receipt [receipt number] is newer"


def test_a_blank_comment_is_none_and_a_long_one_is_refused(client: TestClient, app: FastAPI) -> None:
    ana = Visitor(client)
    seq = ana.says("thanks")["replies"][-1]["seq"]
    assert rate(ana, message=seq, helpful=True, comment="  ") == 204
    assert stored(app, ana, seq).comment is None
    assert rate(ana, message=seq, helpful=True, comment="x" * 2001) == 413
