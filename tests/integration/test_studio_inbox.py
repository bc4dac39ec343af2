"""The trainers' inbox over HTTP and as commands: decisions, what they write into data/, undoing, two trainers at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from emma.audit import AUDIT
from emma.cli.main import app as commands
from emma.conversations.opening import CONVERSATION, start
from emma.errors import Conflict, DecidedMeanwhile, NoRoom, NotDecidable, UnknownIntent
from emma.inbox.filing import INBOX
from emma.inbox.listing import open_items
from emma.inbox.protection import MESSAGE
from emma.knowledge.seed import seed
from emma.models import FileVersion
from emma.settings import Settings
from emma.studio import inbox, inbox_examples
from emma.studio.examples import intents
from emma.studio.stories import heard
from emma.web.app import create_app
from tests.inbox import filed, row_of
from tests.small_project import small
from tests.staff import Staff, person

VERSION = FileVersion.__table__
PAGE = "/studio/inbox"
RENEW, CIVICS = "ask/renew-green-card", "ask/civics-test"
TEXT = "my plastic card is about to run out what now"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A small project without a model."""
    app = create_app(small(tmp_path_factory.mktemp("inbox")), load=False)
    seed(app.state.process.engine, app.state.process.settings.data)
    yield app
    app.state.process.close()


@pytest.fixture
def client(demonstration: FastAPI) -> Iterator[TestClient]:
    """Over HTTP; the inbox is empty, and the files are put back afterwards."""
    data = demonstration.state.process.settings.data
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    with demonstration.state.process.engine.begin() as connection:
        connection.execute(INBOX.delete())
    yield TestClient(demonstration, follow_redirects=False)
    for path in data.rglob("*"):
        if path.is_file() and before.get(path) != path.read_bytes():
            path.write_bytes(before[path])


@pytest.fixture
def engine(client: TestClient) -> Engine:
    return client.app.state.process.engine  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def project(client: TestClient) -> Settings:
    return client.app.state.process.settings  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def teo(client: TestClient, engine: Engine) -> Staff:
    return Staff(client, engine, "teo")


def examples(project: Settings, intent: str) -> list[str]:
    return [text for texts in intents(project)[intent].values() for text in texts]


def versions(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(VERSION)).scalar_one())


def act(staff: Staff, ids: Any, act: str, **values: str) -> Any:
    numbers = ",".join(map(str, ids)) if isinstance(ids, list) else str(ids)
    return staff.post(f"{PAGE}/decide", data={"ids": numbers, "act": act, **values})


def test_only_trainers_and_administrators_see_it(client: TestClient, engine: Engine) -> None:
    seen = {login: Staff(client, engine, login).get(PAGE).status_code for login in ("teo", "ada", "ben", "dana")}
    assert seen == {"teo": 200, "ada": 200, "ben": 403, "dana": 403}
    assert client.post(f"{PAGE}/decide", data={"act": "ignore", "ids": "1"}).status_code in (303, 401)


def test_an_accepted_message_is_an_example_and_undone_it_is_none(teo: Staff, engine: Engine, project: Settings) -> None:
    number = filed(engine, TEXT, predicted=RENEW, confidence=0.4)
    answered = act(teo, number, f"example|{RENEW}", place="0")
    assert answered.status_code == 303
    assert answered.headers["location"] == f"{PAGE}?done={number}#group-0"
    assert TEXT in examples(project, RENEW)
    row = row_of(engine, number)
    assert (row.state, row.decision, row.decided_by) == ("decided", f"example:{RENEW}", person(engine, "teo").id)
    page = teo.get(answered.headers["location"]).text
    assert "The message was accepted as an example of" in page
    assert 'id="undo"' in page
    assert teo.post(f"{PAGE}/undo", data={"item": str(number)}).status_code == 303
    assert TEXT not in examples(project, RENEW)
    row = row_of(engine, number)
    assert (row.state, row.decision, row.decided_by, row.decided_at) == ("open", None, None, None)


def test_a_group_is_written_once_for_each_wording(teo: Staff, engine: Engine, project: Settings) -> None:
    before = len(examples(project, RENEW))
    ids = [filed(engine, text) for text in (TEXT, TEXT.upper() + "?", "what happens when my plastic card runs out")]
    act(teo, ids, "example", intent=RENEW)
    assert len(examples(project, RENEW)) == before + 2
    written = versions(engine)
    again = filed(engine, TEXT)
    act(teo, again, "example", intent=RENEW)
    assert versions(engine) == written
    assert row_of(engine, again).decision == f"unwritten:{RENEW}"
    teo.post(f"{PAGE}/undo", data={"item": str(again)})
    assert TEXT in {text.lower() for text in examples(project, RENEW)}, "it was not that decision's example"


def test_an_example_that_another_decision_wants_stays(teo: Staff, engine: Engine, project: Settings) -> None:
    first, second = filed(engine, TEXT), filed(engine, TEXT)
    act(teo, first, "example", intent=RENEW)
    act(teo, second, "example", intent=RENEW)
    teo.post(f"{PAGE}/undo", data={"item": str(first)})
    assert TEXT in examples(project, RENEW)


def test_only_the_ticked_ones_are_decided(teo: Staff, engine: Engine) -> None:
    first, second = filed(engine, TEXT), filed(engine, TEXT)
    teo.post(f"{PAGE}/decide", data={"ids": f"{first},{second}", "ticked": [str(second)], "act": "ignore"})
    assert (row_of(engine, first).state, row_of(engine, second).state) == ("open", "decided")


def test_several_groups_at_once(teo: Staff, engine: Engine) -> None:
    ids = [filed(engine, f"{TEXT} {word}") for word in ("a", "b", "c")]
    teo.post(f"{PAGE}/decide", data={"groups": [f"{ids[0]},{ids[1]}", str(ids[2])], "act": "ignore"})
    assert [row_of(engine, number).decision for number in ids] == ["ignore"] * 3
    assert "Nothing was ticked" in teo.post(f"{PAGE}/decide", data={"act": "ignore"}).text


def test_what_is_out_of_scope_teaches_that(teo: Staff, engine: Engine, project: Settings) -> None:
    number = filed(engine, "who wins the world cup this time")
    act(teo, number, "out_of_scope")
    assert "who wins the world cup this time" in examples(project, "out_of_scope")
    teo.post(f"{PAGE}/undo", data={"item": str(number)})
    assert "who wins the world cup this time" not in examples(project, "out_of_scope")


def test_a_new_article_begins_with_the_messages(teo: Staff, engine: Engine) -> None:
    ids = [filed(engine, "can i bring my parrot"), filed(engine, "puedo llevar mi loro", language="es")]
    answered = act(teo, ids, "new_article")
    assert answered.headers["location"] == f"/studio/articles/new?inbox={ids[0]}"
    editor = teo.get(answered.headers["location"]).text
    assert "can i bring my parrot" in editor
    assert "puedo llevar mi loro" in editor
    assert inbox.prefilled(engine, str(ids[0])) == {
        "en": ("can i bring my parrot",), "es": ("puedo llevar mi loro",),
    }  # fmt: skip
    assert inbox.prefilled(engine, "../1") == inbox.prefilled(engine, "999999") == {}


def test_of_two_trainers_one_decides_and_the_other_is_told(
    client: TestClient, teo: Staff, engine: Engine, project: Settings
) -> None:
    number, left = filed(engine, TEXT), filed(engine, f"{TEXT} please")
    act(teo, number, "example", intent=RENEW)
    ada = Staff(client, engine, "ada")
    late = act(ada, number, "ignore")
    assert late.status_code == 409
    assert "Somebody else has decided this meanwhile" in late.text
    partly = act(ada, [number, left], "ignore")
    assert "1 had been decided by somebody else" in partly.text
    assert row_of(engine, number).decision == f"example:{RENEW}"
    assert row_of(engine, left).decision == "ignore"
    assert teo.post(f"{PAGE}/undo", data={"item": str(number)}).status_code == 303
    assert teo.post(f"{PAGE}/undo", data={"item": str(number)}).status_code == 409


def test_at_once_an_item_is_decided_once(engine: Engine, project: Settings, teo: Staff) -> None:
    number, people = filed(engine, TEXT), [person(engine, "teo"), person(engine, "ada")]

    def try_it(n: int) -> str:
        try:
            inbox.decide(engine, project, people[n % 2], [number], "example", RENEW)
        except DecidedMeanwhile:
            return "told"
        return "decided"

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(try_it, range(8)))
    assert sorted(came) == ["decided", *["told"] * 7]
    assert examples(project, RENEW).count(TEXT) == 1


def test_nothing_raw_is_written(teo: Staff, engine: Engine, project: Settings) -> None:
    number = filed(engine, "- my number is A123456789\nand [name] asked [this](person) about the parrot")
    act(teo, number, "example", intent=RENEW)
    added = next(text for text in examples(project, RENEW) if "parrot" in text)
    assert added == "my number is [A-number] and [name] asked [this] (person) about the parrot"
    teo.post(f"{PAGE}/undo", data={"item": str(number)})
    assert added not in examples(project, RENEW)


def test_a_message_that_is_too_long_is_decided_but_not_written(teo: Staff, engine: Engine, project: Settings) -> None:
    before = examples(project, RENEW)
    number = filed(engine, "and then " * 60)
    page = teo.get(act(teo, number, "example", intent=RENEW).headers["location"]).text
    assert "For 1 nothing was written" in page
    assert examples(project, RENEW) == before


def test_the_words_of_another_intent_are_refused_and_the_item_stays_open(
    teo: Staff, engine: Engine, project: Settings
) -> None:
    number = filed(engine, examples(project, CIVICS)[0])
    answered = act(teo, number, "example", intent=RENEW)
    assert answered.status_code == 422
    assert "The example was not accepted" in answered.text
    assert row_of(engine, number).state == "open"
    other = filed(engine, TEXT)
    assert "Some stay open" in act(teo, [number, other], "example", intent=RENEW).text
    assert (row_of(engine, number).state, row_of(engine, other).state) == ("open", "decided")


def test_a_full_disk_leaves_the_items_open(
    teo: Staff, engine: Engine, project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise NoRoom

    ids = [filed(engine, TEXT), filed(engine, f"{TEXT} please")]
    monkeypatch.setattr(inbox_examples, "add_example", full)
    answered = act(teo, ids, "example", intent=RENEW)
    assert answered.status_code == 507
    assert [row_of(engine, number).state for number in ids] == ["open", "open"]


@pytest.mark.parametrize(
    ("kind", "made", "intent", "error"),
    [
        ("low", "example", "ask/no-such", UnknownIntent),
        ("low", "example", "", UnknownIntent),
        ("low", "keep", "", NotDecidable),
        ("label", "example", RENEW, NotDecidable),
        ("expired_article", "out_of_scope", "", NotDecidable),
        ("low", "delete", "", NotDecidable),
    ],
)
def test_what_does_not_fit_is_refused(
    engine: Engine, project: Settings, teo: Staff, kind: str, made: str, intent: str, error: type[Exception]
) -> None:
    number = filed(engine, TEXT, kind)
    with pytest.raises(error):
        inbox.decide(engine, project, person(engine, "teo"), [number], made, intent)
    assert row_of(engine, number).state == "open"


def test_a_label_in_doubt_is_kept_moved_or_removed(teo: Staff, engine: Engine, project: Settings) -> None:
    text = examples(project, RENEW)[3]
    number = filed(engine, text, "label", predicted=CIVICS, second=RENEW)
    assert "Is the label right?" in teo.get(PAGE).text
    act(teo, number, "move")
    assert text not in examples(project, RENEW)
    assert text in examples(project, CIVICS)
    teo.post(f"{PAGE}/undo", data={"item": str(number)})
    assert text in examples(project, RENEW)
    assert text not in examples(project, CIVICS)
    act(teo, number, "remove")
    assert text not in examples(project, RENEW)
    teo.post(f"{PAGE}/undo", data={"item": str(number)})
    assert text in examples(project, RENEW)
    written = versions(engine)
    act(teo, number, "keep")
    assert (row_of(engine, number).decision, versions(engine)) == ("keep", written)


def test_a_label_whose_example_is_gone_cannot_be_moved(teo: Staff, engine: Engine) -> None:
    number = filed(engine, "nobody wrote this", "label", predicted=CIVICS, second=RENEW)
    assert "The example is no longer there" in act(teo, number, "move").text
    assert row_of(engine, number).state == "open"


def test_an_expired_article_leads_to_the_editor(teo: Staff, engine: Engine) -> None:
    number = filed(engine, "Renew (cards, 2026-01-01)", "expired_article", article="renew-green-card")
    assert 'href="/studio/articles/renew-green-card"' in teo.get(PAGE).text
    act(teo, number, "ignore")
    assert "Nothing is waiting" in teo.get(PAGE).text


def test_what_became_protected_is_not_shown_nor_decided(teo: Staff, engine: Engine, project: Settings) -> None:
    ana = start(engine, None)
    number = filed(engine, TEXT, conversation_id=ana.id, seq=1)
    assert TEXT in teo.get(PAGE).text
    with engine.begin() as connection:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == ana.id).values(sensitive=True))
    assert TEXT not in teo.get(PAGE).text
    assert TEXT not in teo.get(f"{PAGE}/file.csv").text
    assert act(teo, number, "example", intent=RENEW).status_code == 409
    assert TEXT not in examples(project, RENEW)


def test_nothing_of_a_conversation_with_an_emergency_is_shown_nor_replayed(teo: Staff, engine: Engine) -> None:
    ana = start(engine, None).id
    number = filed(engine, TEXT, conversation_id=ana, seq=1)
    assert TEXT in teo.get(PAGE).text
    said = {"conversation_id": ana, "seq": 2, "sender": "assistant", "text": "Call 911.", "language": "en"}
    with engine.begin() as connection:
        connection.execute(insert(MESSAGE).values(**said, outcome="emergency", topic="other"))
    assert TEXT not in teo.get(PAGE).text
    assert TEXT not in teo.get(f"{PAGE}/file.jsonl").text
    with pytest.raises(Conflict):
        heard(engine, number)


def test_filters_pages_and_hostile_queries(teo: Staff, engine: Engine) -> None:
    filed(engine, TEXT, "low")
    filed(engine, "puedo llevar mi loro", language="es")
    assert TEXT not in teo.get(f"{PAGE}?kind=not_understood").text
    assert TEXT not in teo.get(f"{PAGE}?language=es").text
    for query in ("kind=%3Cscript%3E", "page=99999999999999999999", "page=-1", "done=1%27", "language=xx", "page=²"):
        page = teo.get(f"{PAGE}?{query}")
        assert page.status_code == 200
        assert "<script>" not in page.text


def test_a_message_leads_to_its_conversation(teo: Staff, engine: Engine) -> None:
    told = filed(engine, TEXT, conversation_id=start(engine, None).id, seq=1)
    alone = filed(engine, "puedo llevar mi loro", language="es")
    page = teo.get(PAGE).text
    assert f'href="/studio/try?item={told}"' in page
    assert f"item={alone}" not in page


def test_what_visitors_wrote_is_text_never_markup(teo: Staff, engine: Engine) -> None:
    number = filed(engine, '<img src=x onerror="alert(1)">', "corrected", right_answer="<b>bold</b>")
    assert "<img src=x" not in teo.get(PAGE).text
    assert "<b>bold" not in teo.get(PAGE).text
    act(teo, number, "ignore")
    assert "<img src=x" not in teo.get(f"{PAGE}/decided").text


def test_decisions_are_listed_with_who_made_them_and_audited_without_words(teo: Staff, engine: Engine) -> None:
    number = filed(engine, TEXT)
    act(teo, number, "ignore")
    page = teo.get(f"{PAGE}/decided").text
    assert "Teo" in page
    assert TEXT in page
    with engine.connect() as connection:
        last = connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc())).first()
    assert (last.action, last.subject) == ("inbox.decided", "ignore")
    back = teo.post(f"{PAGE}/undo", data={"item": str(number), "to": "decided"})
    assert back.headers["location"] == f"{PAGE}?undone=1"


def test_a_file_goes_out_and_comes_back_with_decisions(teo: Staff, engine: Engine, project: Settings) -> None:
    first, second = filed(engine, TEXT), filed(engine, "=1+1")
    rows = list(csv.DictReader(io.StringIO(teo.get(f"{PAGE}/file.csv").text, newline="")))
    assert [row["text"] for row in rows] == ["'=1+1", TEXT]
    raw = f"id,decision,intent\r\n{first},example,{RENEW}\r\n{second},ignore,\r\n".encode()
    answered = teo.post(f"{PAGE}/import", files={"file": ("inbox.csv", raw)})
    assert "2 items were decided, 1 with an example written" in answered.text
    assert TEXT in examples(project, RENEW)
    again = teo.post(f"{PAGE}/import", files={"file": ("inbox.csv", raw)})
    assert "2 had been decided before" in again.text
    assert examples(project, RENEW).count(TEXT) == 1


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.csv", b"PK\x03\x04" + b"0" * 100, "packed"),
        ("a.csv", b"0" * 5_000_000, "larger than"),
        ("a.csv", b"id,decision,intent\n999999,ignore,\n", "Line 2: there is no item"),
        ("a.yml", b"a: &a [*a]", "end in .csv or .jsonl"),
        ("../../a.csv", b"id,decision\n1,=cmd\n", "Line 2: decision begins like a formula"),
        ("", b"", "no file"),
    ],
    ids=["packed", "large", "unknown item", "yaml", "formula", "none"],
)
def test_a_wrong_upload_is_told_and_nothing_done(teo: Staff, name: str, raw: bytes, why: str) -> None:
    answered = teo.post(
        f"{PAGE}/import", files={"file": (name, raw)} if name else None, data=None if name else {"x": ""}
    )
    assert answered.status_code == 422
    assert "nothing of it was done" in answered.text
    assert why in answered.text


def test_a_wrong_line_stops_the_whole_file(teo: Staff, engine: Engine) -> None:
    number = filed(engine, TEXT)
    raw = f"id,decision,intent\n{number},ignore,\n{number + 1},ignore,\n".encode()
    assert "Line 3: there is no item" in teo.post(f"{PAGE}/import", files={"file": ("a.csv", raw)}).text
    label = filed(engine, TEXT, "label")
    raw = f"id,decision,intent\n{number},ignore,\n{label},out_of_scope,\n".encode()
    assert "Line 3: “out_of_scope” is no decision" in teo.post(f"{PAGE}/import", files={"file": ("a.csv", raw)}).text
    raw = f"id,decision,intent\n{number},example,ask/no-such\n".encode()
    assert "Line 2: there is no intent" in teo.post(f"{PAGE}/import", files={"file": ("a.csv", raw)}).text
    assert row_of(engine, number).state == "open"


def test_the_same_by_command(teo: Staff, engine: Engine, project: Settings, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("emma.settings.current", lambda: project)
    number = filed(engine, TEXT)
    run = CliRunner()
    listed = run.invoke(commands, ["inbox", "list", "--json"])
    assert '"count": 1' in listed.stdout
    file = tmp_path / "inbox.csv"
    assert run.invoke(commands, ["inbox", "export", str(file)]).exit_code == 0
    head, row = file.read_text(encoding="utf-8").splitlines()
    assert row.startswith(f"{number},not_understood,en,{TEXT}")
    file.write_text(f"{head}\n{re.sub(',,$', f',example,{RENEW}', row)}\n", encoding="utf-8")
    assert run.invoke(commands, ["inbox", "import", str(file)]).exit_code == 0
    assert TEXT in examples(project, RENEW)
    assert row_of(engine, number).decided_by == "operator"
    assert run.invoke(commands, ["inbox", "import", str(tmp_path / "missing.csv")]).exit_code != 0
    with engine.connect() as connection:
        assert open_items(connection) == []
