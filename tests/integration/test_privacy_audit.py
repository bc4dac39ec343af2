"""`emma audit-privacy` on a real process, with one identifier of three kinds; the command itself sends all."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from emma.cli.privacy_audit import audit as auditing
from emma.cli.privacy_audit.audit import audit, read_seeds
from emma.cli.privacy_audit.served import UNGUARDED, doors
from emma.errors import TurnFailed
from emma.web.wiring import Process

SENT = ("A000314159", "000-31-4159", "JANE_AUDIT@EXAMPLE.ORG")
FEW = [seed for seed in read_seeds() if seed.value in SENT]


@pytest.mark.model
@pytest.mark.timeout(600)
def test_nothing_that_was_sent_is_found_anywhere(trained: Process, tmp_path: Path) -> None:
    report = audit(tmp_path, trained.settings, lambda line: None, FEW)
    assert report.clean, [place.finds for place in report.places.values()]
    assert report.requests > 200
    assert {"database", "database, WAL, running", "log, as shipped", "log, first net alone", "model"} <= set(
        report.places
    )
    assert report.places["exports and pages"].files >= 8


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_leak_is_found_where_it_is(trained: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = auditing._check_that_it_saw

    def leak(folder: Path, conversation: str) -> None:
        (folder / "tmp" / "cache").write_bytes(b"..." + SENT[0][::-1].encode())

    monkeypatch.setattr(auditing, "_export", leak)
    monkeypatch.setattr(auditing, "_check_that_it_saw", check)
    monkeypatch.setattr(auditing, "every_route", lambda *_: None)
    report = audit(tmp_path, trained.settings, lambda line: None, FEW[:1])
    assert not report.clean
    assert [(find.value, find.form) for find in report.places["temporary files"].finds] == [(SENT[0], "reversed")]


def test_an_audit_that_saw_no_message_says_so(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    for name in ("var/emma.db", UNGUARDED, "stderr.txt"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(TurnFailed, match="means nothing"):
        auditing._check_that_it_saw(tmp_path)


@pytest.mark.model
def test_every_route_is_known_with_its_fields(app: FastAPI) -> None:
    found = {(door["path"], method): door for door in doors(app) for method in door["methods"]}
    assert found["/chat", "POST"]["body"] == ["client_id", "text", "choice"]
    assert found["/chat", "POST"]["form"]
    assert found["/api/conversations/{conversation_id}/feedback", "POST"]["body"][:2] == ["message", "helpful"]
    assert found["/api/conversations", "POST"]["body"] == ["language"]
    assert ("/webhooks/rest/webhook", "POST") in found
