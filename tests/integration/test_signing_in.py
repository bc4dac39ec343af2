"""The page to sign in on, the doors of the staff's pages and interface, and one's own account. On both databases."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Form
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from emma.accounts import directory
from emma.accounts.people import Person
from emma.conversations.opening import start
from emma.errors import SettingsError
from emma.settings import ROOT
from emma.web import staff
from emma.web.app import STAFF, create_app
from emma.web.signing_in import within
from emma.web.staff import COOKIE
from tests.processes import settings_in
from tests.staff import Staff, bearer

PASSWORD = "a long enough password"
LOCAL = "http://localhost"
OPEN = {"/sign-in", "/sign-in/demo/{part}", "/sign-in/openid", "/sign-in/callback"}
DOORS = {staff.signed_in, staff.agent, staff.supervisor, staff.trainer, staff.administrator}


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """A demonstration, with two addresses that only try the doors."""
    made = create_app(settings_in(tmp_path, database_url=database_url, sign_ins_per_minute=1000), load=False)

    @made.post("/api/probe")
    def probe(who: Person = Depends(staff.agent)) -> dict[str, str]:
        return {"login": who.login}

    @made.post("/probe")
    def probe_form(word: Annotated[str, Form()], who: Person = Depends(staff.agent)) -> dict[str, str]:
        return {"login": who.login, "word": word}

    @made.get("/api/supervised")
    def supervised(who: Person = Depends(staff.supervisor)) -> dict[str, str]:
        return {"login": who.login}

    yield made
    made.state.process.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser without a session."""
    return TestClient(app, base_url=LOCAL, follow_redirects=False)


@pytest.fixture
def eva(engine: Engine, app: FastAPI) -> str:
    """The login of an agent with a password."""
    with engine.begin() as connection:
        directory.add(connection, "eva", "Eva", directory.Role.TIER_1, password=PASSWORD)
    return "eva"


def sign_in(client: TestClient, login: str, password: str = PASSWORD, **values: str) -> Any:
    return client.post("/sign-in", data={"login": login, "password": password, **values})


def form_token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_eva_signs_in_sees_her_account_and_signs_out(client: TestClient, eva: str) -> None:
    answer = sign_in(client, eva, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = client.get("/account").text
    assert "Eva" in page
    out = client.post("/sign-out", data={"csrf": form_token(page)})
    assert out.headers["location"] == "/sign-in"
    assert client.get("/account", headers={"Accept": "text/html"}).headers["location"] == "/sign-in?next=%2Faccount"


def test_the_cookie_is_for_this_site_alone(client: TestClient, app: FastAPI, eva: str) -> None:
    flags = sign_in(client, eva).headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "path=/" in flags
    assert "secure" not in flags
    away = TestClient(app, base_url="https://emma.agency.example", follow_redirects=False)
    assert "secure" in sign_in(away, eva).headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_login_get_the_same_page(client: TestClient, eva: str) -> None:
    wrong, unknown = sign_in(client, eva, "not the password"), sign_in(client, "nobody", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert "not right" in wrong.text
    assert "not the password" not in wrong.text
    assert COOKIE not in client.cookies


def test_signing_in_again_ends_the_session_this_browser_had(client: TestClient, eva: str) -> None:
    sign_in(client, eva)
    before = client.cookies[COOKIE]
    sign_in(client, eva)
    assert client.cookies[COOKIE] != before
    client.cookies.clear()
    assert client.get("/account", headers={"Cookie": f"{COOKIE}={before}"}).status_code == 401


def test_another_site_cannot_sign_anybody_in_or_out(client: TestClient, eva: str) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    data = {"login": eva, "password": PASSWORD}
    assert client.post("/sign-in", data=data, headers=elsewhere).status_code == 403
    assert client.post("/sign-in/demo/tier_1", headers=elsewhere).status_code == 403
    sign_in(client, eva)
    token = form_token(client.get("/account").text)
    assert client.post("/sign-out", data={"csrf": token}, headers=elsewhere).status_code == 403
    assert client.get("/account").status_code == 200


def test_a_write_with_the_cookie_needs_the_token_of_its_own_session(
    client: TestClient, app: FastAPI, engine: Engine
) -> None:
    ben, bea = Staff(client, engine, "ben"), Staff(client, engine, "bea")
    cookie = {"Cookie": ben.headers["Cookie"]}
    for given in ({}, {"X-CSRF": ""}, {"X-CSRF": "ñ"}, {"X-CSRF": bea.headers["X-CSRF"]}):
        for sent in ({}, {"json": {}}, {"data": {"word": "x"}}, {"files": {"word": b"x"}}, {"content": b"x"}):
            headers = cookie | {k: v.encode() for k, v in given.items()}
            answer = client.post("/api/probe", headers=headers, **sent)  # type: ignore[arg-type]
            assert answer.status_code == 403, (given, sent)
            assert answer.json()["error"]["code"] == "stale_page"
    assert ben.post("/api/probe", json={}).json() == {"login": "ben"}
    assert ben.post("/api/probe").status_code == 200
    token = ben.headers["X-CSRF"]
    for form in ({"data": {"word": "x", "csrf": token}}, {"files": {"word": (None, "x"), "csrf": (None, token)}}):
        assert client.post("/probe", headers=cookie, **form).json() == {"login": "ben", "word": "x"}  # type: ignore[arg-type]
    for form in ({"data": {"word": "x", "csrf": "wrong"}}, {"files": {"word": (None, "x"), "csrf": b"a file"}}):
        assert client.post("/probe", headers=cookie, **form).status_code == 403  # type: ignore[arg-type]


def test_a_program_writes_with_its_bearer_token_alone(client: TestClient, engine: Engine) -> None:
    header = bearer(engine, "ben")
    assert client.post("/api/probe", headers=header).json() == {"login": "ben"}
    with engine.begin() as connection:
        directory.disable(connection, "ben")
    refused = client.post("/api/probe", headers=header)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "not_signed_in"


def test_a_forged_cookie_and_a_visitors_token_are_nobody(client: TestClient, engine: Engine) -> None:
    visitors = start(engine, None)
    for headers in (
        {}, {"Cookie": f"{COOKIE}=forged"}, {"Cookie": f"{COOKIE}="}, {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {visitors.token}"}, {"Cookie": f"{COOKIE}={visitors.token}"},
        {"Authorization": "Bearer forged", **Staff(client, engine, "ben").headers},
    ):  # fmt: skip
        assert client.post("/api/probe", headers=headers).status_code == 401, headers


def test_a_door_opens_for_its_roles_only(client: TestClient, engine: Engine) -> None:
    for login, status in (("ben", 403), ("cora", 403), ("dana", 200), ("teo", 403), ("ada", 403)):
        assert Staff(client, engine, login).get("/api/supervised").status_code == status, login
    refused = Staff(client, engine, "teo").post("/api/probe")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_permitted")


def test_every_page_and_address_of_the_staff_has_a_door(app: FastAPI) -> None:
    def calls(dependant: Any) -> set[Any]:
        return {dependant.call}.union(*(calls(one) for one in dependant.dependencies))

    routers = [one.original_router for one in app.routes if hasattr(one, "original_router")]
    routes = [route for router in routers for route in router.routes]
    prefixes = (*STAFF, "/sign-out", "/api/desk", "/api/studio", "/api/reports")
    guarded = [route for route in routes if route.path.startswith(prefixes) and route.path not in OPEN]
    assert {"/account", "/sign-out"} <= {route.path for route in guarded}
    for route in guarded:
        assert calls(route.dependant) & DOORS, f"{route.path} is open to everybody"


def test_a_page_leads_to_the_sign_in_and_back_and_the_interface_says_401(client: TestClient) -> None:
    page = client.get("/account?a=1&b=2", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Faccount%3Fa%3D1%26b%3D2")
    assert 'name="next" value="/account?a=1&amp;b=2"' in client.get(page.headers["location"]).text
    sent = client.post("/sign-out", headers={"Accept": "text/html"})
    assert sent.headers["location"] == "/sign-in"
    assert client.get("/account").json()["error"]["code"] == "not_signed_in"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "elsewhere",
     "/sign-in?next=/sign-in", "/a\r\nSet-Cookie: x=1", "/\t/elsewhere.example", ""],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert within(elsewhere) == ""
    assert within("/desk?tab=mine") == "/desk?tab=mine"


def test_too_many_tries_from_one_address_are_stopped(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, database_url=database_url, sign_ins_per_minute=3), load=False)
    client = TestClient(app, base_url=LOCAL)
    assert [sign_in(client, f"guess{i}").status_code for i in range(4)] == [401, 401, 401, 429]
    app.state.process.close()


def test_sign_out_everywhere_is_on_ones_own_page(client: TestClient, app: FastAPI, eva: str) -> None:
    other = TestClient(app, base_url=LOCAL, follow_redirects=False)
    for one in (client, other):
        sign_in(one, eva)
    token = form_token(client.get("/account").text)
    client.post("/sign-out", data={"csrf": token, "everywhere": "1"})
    assert other.get("/account").status_code == 401


def test_a_demonstration_has_a_button_for_each_part(client: TestClient) -> None:
    parts = re.findall(r'action="/sign-in/demo/(\w+)"', client.get("/sign-in").text)
    assert parts == ["tier_1", "tier_1_es", "tier_2", "supervisor", "trainer", "administrator"]
    for part, name in zip(parts, ("Ben", "Bea", "Cora", "Dana", "Teo", "Ada"), strict=True):
        assert client.post(f"/sign-in/demo/{part}").status_code == 303
        assert name in client.get("/account").text
    assert client.post("/sign-in/demo/nobody").status_code == 404


def test_a_printed_link_works_once_and_then_leads_to_the_page(client: TestClient, app: FastAPI) -> None:
    link = f"/sign-in/demo/tier_2?key={app.state.one_time_keys.issue('tier_2')}"
    client.get(link)
    assert "Cora" in client.get("/account").text
    client.cookies.clear()
    again = client.get(link)
    assert again.headers["location"] == "/sign-in"
    assert COOKIE not in client.cookies


def test_production_knows_no_demonstration(database_url: str, tmp_path: Path, engine: Engine) -> None:
    values = {"environment": "production", "rest_token": "t", "database_url": database_url}
    app = create_app(settings_in(tmp_path, **values), load=False)
    client = TestClient(app, base_url=LOCAL)
    assert "/sign-in/demo" not in client.get("/sign-in").text
    assert client.post("/sign-in/demo/tier_1").status_code == 404
    key = app.state.one_time_keys.issue("tier_1")
    assert client.get(f"/sign-in/demo/tier_1?key={key}").status_code == 404
    app.state.process.close()
    with engine.connect() as connection:
        assert directory.everybody(connection) == []


def test_production_does_not_start_over_the_accounts_of_a_demonstration(app: FastAPI, tmp_path: Path) -> None:
    url = app.state.process.settings.database
    with pytest.raises(SettingsError, match="demonstration"):
        create_app(settings_in(tmp_path, environment="production", rest_token="t", database_url=url), load=False)


def test_the_pages_speak_both_languages_and_remember_the_choice(client: TestClient) -> None:
    assert "Iniciar sesión" in client.get("/sign-in?lang=es").text
    again = client.get("/sign-in?next=/account").text
    assert "Iniciar sesión" in again
    assert 'href="?next=%2Faccount&amp;lang=en"' in again


def test_both_languages_have_the_same_words() -> None:
    def keys(part: Any, path: str = "") -> set[str]:
        if not isinstance(part, dict):
            return {path}
        return {key for name, value in part.items() for key in keys(value, f"{path}.{name}")}

    english, spanish = (
        tomllib.loads((ROOT / "emma" / "web" / "texts" / f"staff_{code}.toml").read_text("utf-8"))
        for code in ("en", "es")
    )
    assert keys(english) == keys(spanish)


def test_the_navigation_shows_what_the_role_may_open_and_no_other_site_frames_it(
    client: TestClient, app: FastAPI, engine: Engine
) -> None:
    app.state.pages |= {"/desk", "/desk/board", "/studio"}
    shown = {login: Staff(client, engine, login).get("/account") for login in ("ben", "dana", "teo")}
    links = {login: re.findall(r'<li><a href="([^"]+)"', page.text) for login, page in shown.items()}
    assert "/desk" in links["ben"]
    assert not {"/desk/board", "/studio"} & set(links["ben"])
    assert {"/desk", "/desk/board"} <= set(links["dana"])
    assert "/studio" in links["teo"]
    assert "/desk" not in links["teo"]
    assert "frame-ancestors 'self'" in shown["ben"].headers["content-security-policy"]
    assert shown["ben"].headers["cache-control"] == "no-store"


def test_each_printed_link_opens_its_part(client: TestClient, app: FastAPI) -> None:
    from rich.console import Console

    from emma.cli.serving import _print_sign_ins

    said = Console(record=True, width=60, file=StringIO())
    _print_sign_ins(said, LOCAL, app.state.one_time_keys)
    links = re.findall(r"http://localhost(/sign-in/demo/\S+)", said.export_text())
    assert len(links) == 6
    for link in links:
        assert client.get(link).headers["location"] != "/sign-in"
