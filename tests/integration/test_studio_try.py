"""The console: conversations with any release that leave no trace, and what can be kept of them on purpose."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from emma.errors import Ended, FormRefused, Invalid, TurnFailed
from emma.evaluation.dialogues import COLUMNS, read_dialogues
from emma.inbox.filing import file_correction
from emma.models import Conversation, FileVersion, InboxItem, Message
from emma.models.base import now
from emma.nlu.encoder import load_encoder
from emma.settings import ROOT, Settings
from emma.studio import stories
from emma.studio.console import LIFETIME, MOST_SESSIONS, MOST_TURNS, Console
from emma.studio.nearest import ExampleIndex
from emma.studio.readings import Readings
from emma.studio.speakers import Aside, LiveSpeaker
from emma.web.studio_guard import Rails
from emma.web.studio_try import console_of
from emma.web.wiring import Process
from tests.staff import Staff, person
from tests.visitor import Visitor

CONVERSATION = Conversation.__table__


@pytest.fixture(scope="module")
def few_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data with two articles, and a handful of test messages: quick to read."""
    folder = tmp_path_factory.mktemp("few")
    for path in (ROOT / "data" / "knowledge").glob("*/renew-green-card.md"):
        (folder / "data" / "knowledge" / path.parent.name).mkdir(parents=True)
        shutil.copy(path, folder / "data" / "knowledge" / path.parent.name / path.name)
    (folder / "data" / "nlu").mkdir()
    shutil.copy(ROOT / "data" / "nlu" / "follow_ups.yml", folder / "data" / "nlu" / "follow_ups.yml")
    return folder


@pytest.fixture
def teo(app: FastAPI, few_files: Path) -> Staff:
    index = ExampleIndex(few_files / "data", few_files / "held_out", few_files / "var", load_encoder())
    app.state.rails = Rails(index, Readings(app.state.process.assistant))
    return Staff(TestClient(app, raise_server_exceptions=False), app.state.process.engine, "teo")


def live_speaker(process: Process) -> LiveSpeaker:
    parts = process.conversations
    index = lambda: process.library.index  # noqa: E731
    return LiveSpeaker(process.assistant, process.settings, parts.alarms, parts.agencies, index)


@pytest.fixture
def console(trained: Process, settings: Settings) -> Console:
    return Console(live_speaker(trained), Aside(settings))


def said(client: Staff, s: str, **fields: str) -> Any:
    data = {"s": s, "csrf": client.headers["X-CSRF"], **fields}
    done = client.client.post("/studio/try", data=data, headers=client.headers, follow_redirects=False)
    return client.get(done.headers["location"]) if done.status_code == 303 else done


def session_in(response: Any) -> str:
    found = re.search(r'name="s" value="([\w-]+)"', response.text)
    assert found, response.text[:2000]
    return found[1]


def rows_of(app: FastAPI) -> dict[str, int]:
    with app.state.process.engine.connect() as connection:
        return {
            model.__tablename__: connection.execute(select(func.count()).select_from(model.__table__)).scalar_one()
            for model in (Conversation, Message, InboxItem, FileVersion)
        }


def test_a_whole_conversation_says_how_each_reply_came_about(teo: Staff) -> None:
    page = said(teo, "", text="how do i renw my green card")
    assert page.status_code == 200
    assert "<q>how do i renew my green card</q>" in page.text  # the spelling it was read as
    s = session_in(page)
    assert "ask/renew-green-card" in page.text or "renew-green-card" in page.text
    assert "action_answer" in page.text
    page = said(teo, s, text="where is the office in Chicago")
    assert page.text.count('class="try-said"') == 2
    assert "action_find_office" in page.text
    assert "find office" in page.text  # the rule's name


def test_nothing_that_was_typed_is_stored(teo: Staff, app: FastAPI) -> None:
    teo.get("/studio/try")
    before = rows_of(app)
    s = session_in(said(teo, "", text="zanzibar umbrella question"))
    said(teo, s, text="I want to talk to a person")
    assert rows_of(app) == before
    database = app.state.process.settings.var / "emma.db"
    for file in database.parent.glob("emma.db*"):
        assert b"zanzibar" not in file.read_bytes()


def test_identifiers_are_masked_before_anything_reads_them(teo: Staff) -> None:
    page = said(teo, "", text="my number is A123456789, where is my card")
    assert "123456789" not in page.text
    assert "[A-number]" in page.text


def test_a_button_of_the_last_reply_can_be_taken(console: Console) -> None:
    session = console.start("teo")
    console.say(session, "where is the office")
    exchange = console.say(session, "asdf qwer zxcv")
    for _ in range(3):
        result = exchange.answers[0].result
        assert result is not None
        if any(reply.choices for reply in result.replies):
            break
        exchange = console.say(session, "I do not know what to do")
    taken = console.choose(session, 0)
    assert taken.payload
    assert taken.payload.startswith("/")
    with pytest.raises(Invalid):
        console.choose(session, 99)


def test_a_conversation_goes_on_where_it_stood(console: Console) -> None:
    session = console.start("teo")
    console.say(session, "how do I renew my green card")
    followed = console.say(session, "what about the fee").answers[0]
    assert followed.result is not None
    assert followed.result.understanding[0].get("followed", "").startswith("/fee_info")


def test_an_emergency_is_heard_as_it_is_for_visitors(console: Console) -> None:
    answer = console.say(console.start("teo"), "I am going to kill myself").answers[0]
    assert answer.result is not None
    assert answer.result.main.outcome == "emergency"


def test_a_conversation_belongs_to_who_started_it(console: Console) -> None:
    session = console.start("teo")
    with pytest.raises(Ended):
        console.session("mallory", session.id)
    with pytest.raises(Ended):
        console.session("teo", "another-id")


def test_a_conversation_is_forgotten_after_half_an_hour_and_gives_way_to_the_fifty_first(trained: Process) -> None:
    moment = now()
    console = Console(live_speaker(trained), Aside(trained.settings), clock=lambda: moment)
    first = console.start("teo")
    moment += LIFETIME - timedelta(seconds=1)
    assert console.session("teo", first.id) is first
    moment += LIFETIME + timedelta(seconds=1)
    with pytest.raises(Ended):
        console.session("teo", first.id)
    second = console.start("teo")
    for _ in range(MOST_SESSIONS):
        console.start("teo")
    with pytest.raises(Ended):
        console.session("teo", second.id)


def test_what_is_over_says_so_and_offers_to_start_anew(teo: Staff) -> None:
    page = said(teo, "gone", text="hello")
    assert page.status_code == 409
    assert "over" in page.text
    assert "hello" in page.text


@pytest.mark.parametrize(("text", "status"), [("", 422), ("   ", 422), ("x" * 2001, 413)])
def test_what_cannot_be_read_is_refused_in_words(teo: Staff, text: str, status: int) -> None:
    page = said(teo, "", text=text)
    assert page.status_code == status
    assert 'class="problem"' in page.text


def test_a_paste_of_megabytes_is_refused(teo: Staff) -> None:
    assert said(teo, "", text="x" * 5_000_000).status_code in (400, 413)
    assert teo.post("/api/studio/guard", {"language": "en", "examples": ["x" * 5_000_000]}).status_code == 413


def test_markup_in_a_message_stays_text(teo: Staff) -> None:
    page = said(teo, "", text="<script>alert(1)</script> how do I renew my green card")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("path", ["/studio/try", "/studio/try/examples", "/studio/try/story?s=x"])
def test_only_trainers_come_in(app: FastAPI, path: str) -> None:
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get(path, follow_redirects=False).status_code in (303, 401)
    assert Staff(client, app.state.process.engine, "ben").get(path).status_code == 403


@pytest.mark.parametrize("path", ["/studio/try", "/studio/try/story", "/studio/guard"])
def test_a_form_without_its_token_is_refused(teo: Staff, path: str) -> None:
    headers = {"Cookie": teo.headers["Cookie"]}
    assert teo.client.post(path, data={"text": "hello"}, headers=headers).status_code == 403


class Other:
    """A Trial that answers in the words of the live release, after a while."""

    def __init__(self, settings: Settings, version: str) -> None:
        self.version, self.closed = version, False

    def __enter__(self) -> Any:
        if self.version == "release-broken":
            raise TurnFailed("broken")
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


def until_ready(aside: Aside, version: str) -> str:
    for _ in range(200):
        standing = aside.standing(version)
        if standing not in ("loading", "absent"):
            return standing
        time.sleep(0.01)
    return aside.standing(version)


def test_one_other_release_is_kept_loaded_and_gives_way_to_the_next(settings: Settings) -> None:
    made: list[Other] = []

    def load(settings: Settings, version: str) -> Any:
        made.append(Other(settings, version))
        return made[-1]

    aside = Aside(settings, load)
    aside.want("release-1")
    assert until_ready(aside, "release-1") == "ready"
    aside.want("release-1")
    assert len(made) == 1
    aside.want("release-2")
    assert until_ready(aside, "release-2") == "ready"
    assert made[0].closed
    assert aside.standing("release-1") == "absent"
    with pytest.raises(TurnFailed), aside.speaking("release-1"):
        pass
    aside.want("release-broken")
    assert until_ready(aside, "release-broken") == "failed"


class Beside(LiveSpeaker):
    """Another release that answers as the live one does, in another frame of mind."""

    @property
    def version(self) -> str:
        return "release-other"

    def turn(self, text: str, language: str | None, state: dict[str, Any], payload: str | None, **known: Any) -> Any:
        return super().turn("thanks a lot" if "fee" in text else text, language, state, payload, **known)


class OneBeside(Aside):
    """Has that one release loaded."""

    speaker: Any = None

    def standing(self, version: str) -> str:
        return "ready"

    def want(self, version: str) -> None:
        return None

    @contextmanager
    def speaking(self, version: str) -> Iterator[Any]:
        yield self.speaker


def test_two_releases_get_the_same_message_and_differences_are_told(trained: Process) -> None:
    live = live_speaker(trained)
    aside = OneBeside(trained.settings)
    aside.speaker = Beside(live.assistant, live.settings, live.alarms, live.agencies, live.index)
    console = Console(live, aside)
    session = console.start("teo", "release-other", beside=True)
    same = console.say(session, "how do I renew my green card")
    assert [answer.version for answer in same.answers] == ["release-other", live.version]
    assert not same.differs
    assert console.say(session, "what is the fee for form I-90").differs


def test_the_live_release_is_never_shown_beside_itself(console: Console) -> None:
    session = console.start("teo", console.live.version, beside=True)
    assert (session.release, session.beside) == ("", False)


def test_a_conversation_has_a_most(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    session = console.start("teo")
    session.exchanges = [console.say(session, "hello")] * MOST_TURNS
    assert session.full


# Test stories


@pytest.fixture
def spoken(console: Console) -> list[stories.StoryTurn]:
    session = console.start("teo")
    console.say(session, "how do I renew my green card")
    console.say(session, "where is the office in Chicago")
    console.say(session, "thank you so much")
    return stories.story_of(session.exchanges)


def test_the_rows_are_those_of_the_dialogues(spoken: list[stories.StoryTurn], tmp_path: Path) -> None:
    text = stories.as_csv("card-then-office", spoken)
    assert tuple(next(csv.reader(io.StringIO(text)))) == COLUMNS
    (tmp_path / "kept.csv").write_text(text, encoding="utf-8")
    [(name, rows)] = read_dialogues(tmp_path)
    assert name == "card-then-office"
    assert [row["outcome"] for row in rows] == ["answered", "answered", "small_talk"]
    assert rows[1]["topic"] == "find_office"


def test_the_story_is_one_that_rasa_reads(spoken: list[stories.StoryTurn]) -> None:
    text = stories.as_yaml("card-then-office", spoken)
    steps = yaml.safe_load(text)["stories"][0]["steps"]
    assert steps[0] == {"user": "how do I renew my green card", "intent": "ask/renew-green-card"}
    assert {"action": "action_answer"} in steps
    office = next(step for step in steps if step.get("intent") == "find_office")
    assert "[Chicago]" in office["user"]


def test_rasa_reads_the_story(spoken: list[stories.StoryTurn], trained: Process, tmp_path: Path) -> None:
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader

    file = tmp_path / "test_kept.yml"
    file.write_text(stories.as_yaml("card-then-office", spoken), encoding="utf-8")
    rasa = trained.assistant._rasa
    assert rasa is not None
    assert len(YAMLStoryReader(rasa.domain).read_from_file(file)) == 1


def test_a_turn_that_plain_rasa_reads_otherwise_ends_the_story(console: Console) -> None:
    session = console.start("teo")
    console.say(session, "how do I renew my green card")
    console.say(session, "what about the fee")
    console.say(session, "thank you")
    found = stories.story_of(session.exchanges)
    assert len(found) == 3
    steps = yaml.safe_load(stories.as_yaml("fee", found))["stories"][0]["steps"]
    assert [step["intent"] for step in steps if "intent" in step] == ["ask/renew-green-card"]


def test_what_is_expected_can_be_another_thing(spoken: list[stories.StoryTurn]) -> None:
    found = stories.expecting(
        spoken, {"outcome_1": "offered_agent", "topic_1": "case_status", "contains_2": " Chicago "}
    )
    assert (found[0].outcome, found[0].topic, found[0].steps) == ("offered_agent", "case_status", ())
    assert found[1].contains == "Chicago"
    odd = stories.expecting(spoken, {"outcome_1": "<script>", "topic_1": "nonsense"})
    assert odd[0].outcome == spoken[0].outcome


def test_a_cell_that_begins_like_a_formula_is_defused(spoken: list[stories.StoryTurn]) -> None:
    turn = stories.StoryTurn("=HYPERLINK(1)", "en", "answered", "fees")
    assert "\n=HYPER" not in stories.as_csv("x", [turn])
    assert " =HYPERLINK(1)" in stories.as_csv("x", [turn])


@pytest.mark.parametrize("name", ["", "../etc/passwd", "UPPER", "a b", "a" * 61, "x/y", "x\x00", "=1+1"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FormRefused):
        stories.named(name)


def test_a_kept_story_is_found_by_the_evaluation(
    spoken: list[stories.StoryTurn], trained: Process, settings: Settings, tmp_path: Path
) -> None:
    mine = settings.model_copy(update={"data": tmp_path / "data"})
    mine.data.mkdir()
    assert stories.kept(mine.data) is None
    teo = person(trained.engine, "teo")
    assert stories.keep(trained.engine, mine, teo, "card-then-office", spoken) == "test_stories/card-then-office.csv"
    folder = stories.kept(mine.data)
    assert folder is not None
    assert [name for name, _ in read_dialogues(folder)] == ["card-then-office"]
    from emma.errors import EditedMeanwhile

    with pytest.raises(EditedMeanwhile):
        stories.keep(trained.engine, mine, teo, "card-then-office", spoken)


def test_rows_and_story_are_downloaded(teo: Staff) -> None:
    s = session_in(said(teo, "", text="how do I renew my green card"))
    shown = teo.get(f"/studio/try/story?s={s}")
    assert shown.status_code == 200
    fields = {"s": s, "csrf": teo.headers["X-CSRF"], "name": "renewing"}
    got = teo.client.post("/studio/try/story", data={**fields, "act": "csv"}, headers=teo.headers)
    assert got.headers["content-disposition"] == 'attachment; filename="renewing.csv"'
    assert got.text.startswith("dialogue,turn,lang,text")
    got = teo.client.post("/studio/try/story", data={**fields, "act": "yaml"}, headers=teo.headers)
    assert yaml.safe_load(got.text)["stories"][0]["story"] == "renewing"
    bad = teo.client.post("/studio/try/story", data={**fields, "name": "../x", "act": "keep"}, headers=teo.headers)
    assert bad.status_code == 422
    assert 'class="problem"' in bad.text


# Real conversations, by their inbox item


@pytest.fixture
def item(visitor: Visitor, app: FastAPI) -> int:
    visitor.says("hello there")
    visitor.says("how do I renew my green card, my number is A123456789")
    with app.state.process.engine.begin() as connection:
        return file_correction(
            connection, conversation_id=visitor.id, seq=3, text="how do I renew", language="en",
            right_answer="renew-green-card", made_by="ben",
        )  # fmt: skip


def test_a_real_conversation_is_played_again_masked(teo: Staff, item: int, app: FastAPI) -> None:
    assert "Play the conversation" in teo.get(f"/studio/try?item={item}").text
    page = said(teo, "", act="replay", item=str(item))
    assert page.status_code == 200
    assert "hello there" in page.text
    assert "123456789" not in page.text


def test_a_protected_conversation_is_not(teo: Staff, item: int, visitor: Visitor, app: FastAPI) -> None:
    with app.state.process.engine.begin() as connection:
        connection.execute(update(CONVERSATION).where(CONVERSATION.c.id == visitor.id).values(sensitive=True))
    page = said(teo, "", act="replay", item=str(item))
    assert page.status_code == 409
    assert "hello there" not in page.text


@pytest.mark.parametrize("number", ["999999", "x", "-1", ""])
def test_an_item_that_is_not_there_is_told(teo: Staff, number: str) -> None:
    assert said(teo, "", act="replay", item=number).status_code == 404


# Guard-rails over HTTP


def test_the_interface_gives_codes_for_each_example(teo: Staff) -> None:
    asked = {
        "slug": "new-one",
        "language": "en",
        "examples": ["how do I renew my green card", "call me at 202-555-0143"],
    }
    answer = teo.post("/api/studio/guard", asked)
    assert answer.status_code == 200
    found = answer.json()
    assert next(one["goes_to"] for one in found["examples"]) == "ask/renew-green-card"
    assert "202-555-0143" not in answer.text
    assert found["examples"][1]["notes"][0]["code"] == "identifier"
    assert found["reading"] is not None or found["examples"][0]["nearest"]


@pytest.mark.parametrize(
    "body", [{"language": "fr"}, {"language": "en", "examples": "x"}, {"language": "en", "other": -1}]
)
def test_a_wrong_shape_is_refused(teo: Staff, body: dict[str, Any]) -> None:
    assert teo.post("/api/studio/guard", body).status_code == 422


def test_the_part_is_words_and_the_page_works_without_scripts(teo: Staff) -> None:
    fields = {
        "slug": "",
        "language": "es",
        "examples": "cómo renuevo mi tarjeta verde\nmi número es A123456789",
        "other": "\n",
    }
    part = teo.client.post("/studio/guard", data=fields, headers=teo.headers)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "guard-part" in part.text
    without = {"Cookie": teo.headers["Cookie"]}
    page = teo.client.post("/studio/guard", data={**fields, "csrf": teo.headers["X-CSRF"]}, headers=without)
    assert "<html" in page.text
    assert "guard-part" in page.text
    for shown in (part.text, page.text):
        assert "[A-number]" in shown
        assert "At least 8 are needed" in shown
        assert "There is no example in English yet" in shown
    assert "123456789" not in part.text


def test_the_page_shows_what_was_typed_only_masked(teo: Staff) -> None:
    fields = {"csrf": teo.headers["X-CSRF"], "language": "en", "examples": "my number is A123456789"}
    page = teo.client.post("/studio/guard", data=fields, headers={"Cookie": teo.headers["Cookie"]})
    assert page.text.count("A123456789") == 1  # in the field that the trainer corrects


def test_the_console_is_one_for_the_process(app: FastAPI, teo: Staff) -> None:
    teo.get("/studio/try")
    request = type("Request", (), {"app": app})()
    assert console_of(request) is app.state.console
