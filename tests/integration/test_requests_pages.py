"""Service requests over HTTP: the JSON interface, the pages without JavaScript, and the worklist at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from emma.settings import Settings
from tests.fakes import FakeAssistant
from tests.processes import with_assistant
from tests.service_requests import TEXT, load_tables, row
from tests.staff import Staff
from tests.visitor import Visitor

URL = "/api/service-requests"
NEWARK = {"kind": "field_office", "place": "Newark"}
FILLED = {"kind": "non_delivery", "where": "field_office:fo-new", "text": TEXT, "time_zone": "America/Chicago"}
PHONE = {"phone": "202-555-0143"}


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A process with the fake assistant on SQLite, with the tables and the demonstration's accounts."""
    from emma.web.app import create_app

    app = with_assistant(create_app(settings, load=False), FakeAssistant())
    load_tables(app.state.process.engine)
    yield TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    app.state.process.close()


@pytest.fixture
def engine(client: TestClient) -> Engine:
    """The process's own database."""
    return client.app.state.process.engine  # type: ignore[no-any-return,attr-defined]


def body(**values: Any) -> dict[str, Any]:
    return {"kind": "non_delivery", "where": NEWARK, "text": TEXT, **values}


def told(page: str) -> list[str]:
    """Reference and key as the page shows them."""
    return re.findall(r'translate="no">([^<]+)<', page)


def plain(page: str) -> str:
    """What a reader of the page's main part reads."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]+>", " ", main).split())


def test_the_interface_makes_looks_up_opens_and_takes_back(client: TestClient) -> None:
    made = client.post(URL, json=body())
    assert made.status_code == 201, made.text
    reference, key = made.json()["reference"], made.json()["key"]
    assert made.json()["outcome"] == "made"
    assert client.get(f"{URL}/{reference.lower()}").json()["state"] == "open"
    opened = client.post(f"{URL}/{reference}/open", json={"key": key}).json()
    assert (opened["wanted"], opened["transcript"]) == (TEXT, [])
    assert client.post(f"{URL}/{reference}/withdraw", json={"key": key}).status_code == 204
    assert client.get(f"{URL}/{reference}").json()["state"] == "closed"


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"kind": "wish"}, 422, "unknown_kind"),
        ({"where": {"kind": "field_office", "place": "Portland"}}, 422, "unknown_place"),
        ({"journey": "yesterday"}, 422, "bad_journey"),
        ({"kind": "call_back"}, 422, "contact_needed"),
        ({"contact": {"phone": "ring me"}}, 422, "bad_contact"),
        ({"text": "a" * 2001}, 413, "too_long"),
        ({"conversation": "00000000-0000-0000-0000-000000000000"}, 403, "forbidden"),
        ({"more": 1}, 422, "invalid"),
    ],
)
def test_a_mistake_is_said_by_its_code_and_makes_nothing(
    client: TestClient, values: dict[str, Any], status: int, code: str
) -> None:
    refused = client.post(URL, json=body(**values))
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code), refused.text


def test_an_unknown_and_a_mistyped_reference_are_told_apart(client: TestClient) -> None:
    assert client.get(f"{URL}/EM-0000-0000").status_code == 404
    assert client.get(f"{URL}/EM-1234-5678").json()["error"]["code"] == "bad_reference"
    assert client.post(f"{URL}/EM-0000-0000/open", json={"key": "a"}).json()["error"]["code"] == "wrong_key"


def test_no_request_is_made_where_none_helps(client: TestClient) -> None:
    abroad = client.post(URL, json=body(where={"kind": "abroad", "place": "Mexico"}))
    assert (abroad.status_code, abroad.json()["outcome"]) == (200, "referred")
    court = client.post(URL, json=body(where={"kind": "court"}, language="es")).json()
    assert (court["outcome"], court["contact"]["phone"]) == ("redirected", "1-800-898-7180")
    assert "reference" not in court


def test_a_conversation_is_added_only_by_who_holds_it(client: TestClient, engine: Engine) -> None:
    ana, mallory = Visitor(client), Visitor(client)
    refused = client.post(URL, json=body(conversation=ana.id), headers=mallory.headers)
    assert refused.status_code == 403
    made = client.post(URL, json=body(conversation=ana.id), headers=ana.headers).json()
    assert row(engine, made["reference"]).conversation_id == ana.id


def test_the_page_makes_a_request_and_shows_the_key_once(client: TestClient) -> None:
    sent = client.post("/requests", data=FILLED)
    assert sent.history[0].status_code == 303, "so that reloading sends nothing again"
    reference, key = told(sent.text)
    assert len(key.split()) == 4
    assert client.get("/requests/made").url.path == "/requests", "a second look has no key"
    found = client.post("/requests/look-up", data={"reference": reference.lower(), "key": key.upper()})
    assert TEXT in plain(found.text)
    assert "Newark Field Office" in plain(found.text)
    state = client.post("/requests/look-up?lang=es", data={"reference": reference})
    assert "en espera de la oficina" in plain(state.text)
    assert TEXT not in state.text
    for page in (sent, found, state):
        assert reference not in str(page.url)
        assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"text": " "}, 422, "Escriba en pocas palabras"),
        ({"where": ""}, 422, "Indique dónde está el caso"),
        ({"kind": ""}, 422, "Elija de qué se trata"),
        ({"kind": "call_back"}, 422, "Hace falta un teléfono"),
        ({"phone": "x"}, 422, "No se pudo leer el teléfono"),
        ({"journey": "1999-01-01"}, 422, "La fecha debe ser"),
        ({"where": "abroad:MX"}, 200, "Mexico City Field Office"),
        ({"where": "court:"}, 200, "1-800-898-7180"),
        ({"text": "me quiero matar"}, 200, "988"),
    ],
)
def test_the_page_says_what_is_missing_and_keeps_what_was_written(
    client: TestClient, changed: dict[str, str], status: int, said: str
) -> None:
    page = client.post("/requests?lang=es", data={**FILLED, **changed})
    assert page.status_code == status
    assert said in plain(page.text)
    if status == 422 and changed.get("text", TEXT).strip():
        assert TEXT in page.text


def test_a_form_from_another_site_is_refused(client: TestClient) -> None:
    refused = client.post("/requests", data=FILLED, headers={"Origin": "https://mallory.example"})
    assert refused.status_code == 403


def test_five_wrong_keys_lock_the_page_too(client: TestClient) -> None:
    reference, key = told(client.post("/requests", data=FILLED).text)
    for _ in range(5):
        wrong = client.post("/requests/look-up", data={"reference": reference, "key": "one two three four"})
        assert wrong.status_code == 403
    locked = client.post("/requests/look-up", data={"reference": reference, "key": key})
    assert locked.status_code == 423
    assert "locked for an hour" in plain(locked.text)


def test_the_chat_is_added_only_when_the_visitor_says_so(client: TestClient, engine: Engine) -> None:
    client.get("/chat")
    client.post("/chat", data={"text": "where is my card"})
    without, _ = told(client.post("/requests", data=FILLED).text)
    assert row(engine, without).conversation_id is None
    added, key = told(client.post("/requests", data={**FILLED, "share": "yes"}).text)
    found = client.post("/requests/look-up", data={"reference": added, "key": key})
    assert "where is my card" in plain(found.text)


def test_the_key_page_shows_the_key_in_the_visitors_browser_alone(client: TestClient, engine: Engine) -> None:
    from emma.service_requests.making import Wish, make

    client.get("/chat")
    conversation = client.cookies["emma_chat"].partition(".")[0]
    with engine.begin() as connection:
        made = make(connection, Wish("general", "unknown", "", TEXT, "en", "ben", conversation_id=conversation))
    address = f"/requests/key/{made.reference}"  # type: ignore[union-attr]
    stranger = TestClient(client.app, base_url="http://localhost")
    assert stranger.post(address).status_code == 403
    assert told(client.get(address).text) == [], "looking at the page makes no key"
    _, key = told(client.post(address).text)
    assert client.post(address).status_code == 409
    opened = stranger.post(f"{URL}/{made.reference}/open", json={"key": key})  # type: ignore[union-attr]
    assert opened.json()["wanted"] == TEXT


def test_a_visitors_token_opens_no_worklist(client: TestClient) -> None:
    ana = Visitor(client)
    assert client.get("/api/desk/requests", headers=ana.headers).status_code == 401
    assert client.get("/desk/requests", headers={**ana.headers, "accept": "application/json"}).status_code == 401


def test_cora_works_through_a_call_back_on_the_pages(client: TestClient, engine: Engine) -> None:
    made = client.post(URL, json=body(kind="call_back", contact=PHONE)).json()
    reference, cora = made["reference"], Staff(client, engine, "cora")
    listed = cora.get("/desk/requests?which=call_backs").text
    assert reference in listed
    assert TEXT not in listed
    cora.post(f"/desk/requests/{reference}/take")
    page = cora.get(f"/desk/requests/{reference}")
    assert TEXT in page.text
    assert PHONE["phone"] not in page.text
    assert PHONE["phone"] in cora.post(f"/desk/requests/{reference}/contact").text
    cora.post(f"/desk/requests/{reference}/attempts", data={"reached": "no", "comment": "voice mail"})
    assert "1 of 3" in plain(cora.get(f"/desk/requests/{reference}").text)
    guarded = cora.post(f"/desk/requests/{reference}/answer", data={"text": "for A123456789: mailed"})
    assert guarded.status_code == 422
    assert 'name="masked"' in guarded.text
    assert "A123456789" in guarded.text, "what was written is still there to change"
    answer = {"text": "for A123456789: mailed", "masked": "yes"}
    cora.post(f"/desk/requests/{reference}/answer", data=answer)
    assert "[A-number]" in plain(cora.get(f"/desk/requests/{reference}").text)
    closed = cora.post(f"/desk/requests/{reference}/close", follow_redirects=False)
    assert closed.headers["location"] == "/desk/requests?which=mine"
    opened = client.post(f"{URL}/{reference}/open", json={"key": made["key"]}).json()
    assert (opened["state"], opened["answer"]["text"]) == ("closed", "for [A-number]: mailed")


def test_the_interface_of_the_desk_does_the_same(client: TestClient, engine: Engine) -> None:
    reference = client.post(URL, json=body(contact=PHONE)).json()["reference"]
    cora, ben = Staff(client, engine, "cora"), Staff(client, engine, "ben")
    url = f"/api/desk/requests/{reference}"
    assert ben.post(f"{url}/take").json()["error"]["code"] == "request_taken"
    assert ben.get(url).status_code == 403
    assert cora.post(f"{url}/take").json()["wanted"] == TEXT
    assert cora.post(f"{url}/contact").json() == {"values": PHONE}
    assert cora.post(f"{url}/attempts", json={"reached": True}).json() == {"attempts": 1}
    passed = {"comment": "theirs", "where": {"kind": "service_center", "place": "NSC"}}
    assert cora.post(f"{url}/transfer", json=passed).status_code == 204
    assert row(engine, reference).where_name == "Nebraska Service Center"
    assert cora.post(f"{url}/answer", json={"text": "done"}).json()["error"]["code"] == "request_taken"
    assert [one["reference"] for one in cora.get("/api/desk/requests").json()["requests"]] == [reference]
    options = cora.get("/api/desk/requests/options?language=es").json()
    assert len(options["kinds"]) == 9
    assert cora.get("/api/desk/requests?which=all").status_code == 403


def test_the_pages_say_the_same_in_both_languages(client: TestClient) -> None:
    import tomllib

    from emma.settings import ROOT

    folder = ROOT / "emma" / "web" / "texts"
    for name in ("", "desk_requests_"):
        english, spanish = (
            tomllib.loads((folder / f"{name}{code}.toml").read_text(encoding="utf-8")) for code in ("en", "es")
        )
        part = "requests" if not name else None
        assert _keys(english[part] if part else english) == _keys(spanish[part] if part else spanish)


def _keys(table: dict[str, Any]) -> set[str]:
    found = set()
    for key, value in table.items():
        found |= {f"{key}.{inner}" for inner in _keys(value)} if isinstance(value, dict) else {key}
    return found
