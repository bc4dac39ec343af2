"""Board, quality, practice and reports over HTTP: for whom, what they show, what their forms do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.engine import Engine

from emma.desk import attending
from emma.desk.context import Desk
from emma.handoffs.ending import EndReason
from emma.handoffs.presence import set_presence
from emma.handoffs.rows import HANDOFF
from emma.models.base import now
from emma.reporting.reviews import CRITERIA
from emma.web.app import create_app
from emma.words import PresenceState
from tests.attended import conversation_of, marks
from tests.desk import row, waiting
from tests.processes import settings_in
from tests.staff import Staff, bearer, person

PAGES = {"/desk/board": {"dana"}, "/desk/board/live": {"dana"}, "/api/desk/board": {"dana"},
         "/desk/quality": {"ben", "cora", "dana"}, "/desk/practice": {"ben", "cora", "dana"},
         "/reports": {"dana", "teo", "ada"}, "/reports.csv": {"dana", "teo", "ada"}}  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A demonstration without a model."""
    app = create_app(settings_in(tmp_path), load=False)
    yield TestClient(app, follow_redirects=False)
    app.state.process.close()


@pytest.fixture
def desk(client: TestClient) -> Desk:
    """The desk of that process."""
    return client.app.state.process.desk  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def engine(desk: Desk) -> Engine:
    """Its database."""
    return desk.engine


@pytest.fixture
def dana(client: TestClient, engine: Engine) -> Staff:
    """The supervisor."""
    return Staff(client, engine, "dana")


def with_ben(desk: Desk) -> int:
    """A visitor whom Ben serves."""
    here(desk, "ben")
    handoff_id = waiting(desk.engine)
    attending.claim(desk, person(desk.engine, "ben"), handoff_id)
    return handoff_id


def here(desk: Desk, login: str) -> str:
    """Somebody comes to the desk. Gives the id."""
    agent_id = person(desk.engine, login).id
    with desk.engine.begin() as connection:
        set_presence(connection, agent_id, PresenceState.HERE)
    return agent_id


def sent(staff: Staff, path: str, **fields: str) -> tuple[int, str]:
    """A plain form: the status, and where it leads or what it says."""
    fields |= {"csrf": staff.headers["X-CSRF"]}
    answer = staff.client.post(path, data=fields, headers={"Cookie": staff.headers["Cookie"]})
    return answer.status_code, answer.headers.get("location", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_open_to_those_whom_it_is_for(client: TestClient, engine: Engine, path: str) -> None:
    for login in ("ben", "cora", "dana", "teo", "ada"):
        assert Staff(client, engine, login).get(path).status_code == (200 if login in PAGES[path] else 403), login
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"Authorization": "Bearer mallory"}).status_code == 401


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_board_shows_who_waits_in_both_languages(desk: Desk, dana: Staff, language: str) -> None:
    handoff_id = with_ben(desk)
    waiting(desk.engine, language="es", topic="fees")
    said = dana.get(f"/desk/board?lang={language}").text
    expected = {
        "en": ["Tier 1, Spanish: 1 visitor waits and nobody is there.", "with Ben", "Served within 10 min"],
        "es": ["Nivel 1, español: espera 1 persona y no hay nadie.", "con Ben", "Atendidos en 10 min"],
    }
    assert all(line.casefold() in said.casefold() for line in expected[language])
    assert f"/desk/{handoff_id}?list=all" in said


def test_nothing_a_visitor_said_is_on_the_board(desk: Desk, dana: Staff) -> None:
    with_ben(desk)
    waiting(desk.engine)
    assert "where is my card" not in dana.get("/desk/board").text
    assert "where is my card" not in dana.get("/api/desk/board").text


def test_dana_whispers_and_is_asked_about_what_the_guard_found(desk: Desk, dana: Staff) -> None:
    handoff_id = with_ben(desk)
    path = f"/desk/board/{handoff_id}/whisper"
    assert sent(dana, path, text="Ask for the form first.") == (303, "/desk/board?said=whispered")
    code, page = sent(dana, path, text="It is A000000000")
    assert code == 422
    assert 'value="It is A000000000"' in page
    assert "Nothing was kept" in page
    assert sent(dana, path, text="It is A000000000", masked="1")[0] == 303
    code, page = sent(dana, path, text=" ")
    assert (code, "The whisper is empty." in page) == (422, True)


def test_dana_assigns_joins_and_takes_over_from_the_board(desk: Desk, dana: Staff) -> None:
    handoff_id = with_ben(desk)
    cora = here(desk, "cora")
    assert sent(dana, f"/desk/board/{handoff_id}/assign", to_agent=cora) == (303, "/desk/board?said=assigned")
    assert row(desk.engine, handoff_id).agent_id == cora
    assert sent(dana, f"/desk/board/{handoff_id}/join") == (303, f"/desk/{handoff_id}")
    assert sent(dana, f"/desk/board/{handoff_id}/take-over") == (303, f"/desk/{handoff_id}")
    assert row(desk.engine, handoff_id).agent_id == person(desk.engine, "dana").id
    assert marks(desk.engine, conversation_of(desk.engine, handoff_id))[-1] == "joined"


def test_a_refusal_shows_the_board_with_its_reason_and_changes_nothing(desk: Desk, dana: Staff) -> None:
    handoff_id = with_ben(desk)
    code, page = sent(dana, f"/desk/board/{handoff_id}/assign", to_agent="nobody")
    assert (code, "This agent is not there" in page) == (409, True)
    assert row(desk.engine, handoff_id).agent_id == person(desk.engine, "ben").id
    assert sent(dana, "/desk/board/999/assign", to_agent="nobody")[0] == 404
    ben = Staff(dana.client, desk.engine, "ben")
    for act in ("assign", "join", "take-over", "whisper"):
        assert sent(ben, f"/desk/board/{handoff_id}/{act}", text="x")[0] == 403
    assert (
        dana.client.post(f"/desk/board/{handoff_id}/join", headers={"Cookie": dana.headers["Cookie"]}).status_code
        == 403
    )


def test_a_notice_is_shown_to_visitors_and_staff_and_taken_down(desk: Desk, dana: Staff) -> None:
    words = {
        "text_en": "Newark closed today: snow.",
        "text_es": "Newark cerrada hoy por nieve.",
        "audience": "everybody",
    }
    assert sent(dana, "/desk/board/notices", until="2099-01-01T12:00", **words)[1] == "/desk/board?said=posted"
    [notice] = dana.client.get("/api/notices?lang=es").json()["notices"]
    assert notice["text"] == words["text_es"]
    assert "Newark closed today: snow." in dana.get("/desk/board").text
    assert sent(dana, f"/desk/board/notices/{notice['id']}/withdraw")[0] == 303
    assert dana.client.get("/api/notices").json() == {"notices": []}


@pytest.mark.parametrize("until", ["2001-01-01T12:00", "", "soon", "9999-12-31T23:59"])
def test_a_notice_without_a_sound_end_is_refused_with_its_words_kept(dana: Staff, until: str) -> None:
    words = {"text_en": "Newark closed.", "text_es": "Newark cerrada.", "audience": "agents"}
    code, page = sent(dana, "/desk/board/notices", until=until, **words)
    assert code == 422
    assert 'value="Newark closed."' in page
    assert "an end in the future" in page


def test_a_program_reads_the_board_with_a_token(client: TestClient, engine: Engine) -> None:
    assert client.get("/api/desk/board", headers=bearer(engine, "dana")).json()["waiting"] == 0


def test_dana_writes_a_card_and_ben_replies(desk: Desk, dana: Staff) -> None:
    handoff_id = with_ben(desk)
    attending.resolve(desk, person(desk.engine, "ben"), handoff_id, EndReason.ANSWERED)
    assert f"/desk/quality/{handoff_id}" in dana.get("/desk/quality").text
    assert dana.get(f"/desk/quality/{handoff_id}").status_code == 200
    code, page = sent(dana, f"/desk/quality/{handoff_id}", comment="Shorter.", plain="3")
    assert (code, "Shorter." in page) == (422, True)
    scores = dict.fromkeys(CRITERIA, "4")
    assert sent(dana, f"/desk/quality/{handoff_id}", comment="Shorter.", **scores) == (
        303,
        "/desk/quality?said=reviewed",
    )
    ben = Staff(dana.client, desk.engine, "ben")
    assert "Shorter." in ben.get("/desk/quality").text
    assert sent(ben, "/desk/quality/cards/1/reply", text="I will try.")[0] == 303
    assert "I will try." in dana.get("/desk/quality").text
    assert ben.get(f"/desk/quality/{handoff_id}").status_code == 403
    assert dana.get("/desk/quality/999").status_code == 404


def test_ben_begins_to_practise_and_is_led_to_his_list(desk: Desk, dana: Staff) -> None:
    ben = Staff(dana.client, desk.engine, "ben")
    assert sent(ben, "/desk/practice", script="6-scam", language="en") == (303, "/desk?list=waiting")
    code, page = sent(ben, "/desk/practice", script="6-scam", language="es")
    assert (code, "in a language of yours" in page) == (404, True)
    with_practice = attending.claim_next(desk, person(desk.engine, "ben"))
    assert with_practice is not None
    attending.resolve(desk, person(desk.engine, "ben"), with_practice, EndReason.REDIRECTED)
    said = ben.get("/desk/practice").text
    assert "A call that asks for money, 0 min" in said
    assert "You answered: " in said


def test_the_report_withholds_small_cells_on_the_page_and_in_the_file(desk: Desk, dana: Staff) -> None:
    ids = [waiting(desk.engine) for _ in range(12)] + [waiting(desk.engine, language="es") for _ in range(3)]
    with desk.engine.begin() as connection:
        served = now() + timedelta(minutes=1)
        values = {"state": "resolved", "claimed_at": served, "ended_at": served, "end_reason": "answered"}
        connection.execute(update(HANDOFF).where(HANDOFF.c.id.in_(ids)).values(**values))
    page, file = dana.get("/reports").text, dana.get("/reports.csv")
    assert "withheld" in page
    assert file.headers["content-type"].startswith("text/csv")
    lines = file.text.splitlines()
    assert {"lanes,1 en,", "lanes,1 es,", "lanes,total,15", "in_time,percent,100"} <= set(lines)
    assert dana.get("/reports.csv?week=2001-01-01").text == file.text, "a week that is not told is the first"
    assert dana.get("/reports?week=soon").status_code == 422
