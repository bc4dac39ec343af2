"""Signing in by OpenID Connect, against a provider that is really served, on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.accounts import directory, sessions
from emma.accounts.directory import AGENT
from emma.audit import AUDIT
from emma.web.app import create_app
from emma.web.staff import COOKIE
from emma.words import Role
from tests.openid_provider import CLIENT, SECRET, Provider, application, new_key
from tests.processes import settings_in
from tests.server import serving
from tests.staff import person

ROLES = "contact-center=tier_1 officers=tier_2 lead=supervisor"
CORA = {"sub": "cora-1", "email": "Cora@agency.example", "email_verified": True, "given_name": "Cora María",
        "locale": "es-US", "roles": ["staff", "officers"]}  # fmt: skip


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider, and Cora in front of it."""
    found = Provider(claims=dict(CORA))
    with serving(application(found)) as base:
        found.issuer = base
        yield found


@pytest.fixture
def client(provider: Provider, database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    """A browser at an Emma whose staff comes from the provider."""
    yield from browser(provider, database_url, tmp_path, openid_roles=ROLES)


def browser(provider: Provider, database_url: str, var: Path, **values: object) -> Iterator[TestClient]:
    settings = settings_in(
        var, database_url=database_url, sign_ins_per_minute=1000, openid_issuer=provider.issuer,
        openid_client_id=CLIENT, openid_client_secret=SECRET, **values,
    )  # fmt: skip
    app = create_app(settings, load=False)
    yield TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False)
    app.state.process.close()


def go(client: TestClient, next: str = "") -> httpx.Response:
    """The whole way: to the provider and back. Gives Emma's answer to the callback."""
    return client.get(back_from(client, next))


def back_from(client: TestClient, next: str = "") -> str:
    """The address the provider sends the browser back to."""
    away = client.get("/sign-in/openid", params={"next": next})
    assert away.status_code == 303
    answer = httpx.get(away.headers["location"], follow_redirects=False)
    assert answer.status_code == 302
    return answer.headers["location"]


def refused(answer: httpx.Response) -> bool:
    """Whether the answer leads back to the page to sign in on, without a session."""
    return answer.headers["location"].startswith("/sign-in?problem=") and COOKIE not in answer.cookies


def accounts(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        subjects = select(AGENT.c.login).where(~AGENT.c.subject.like("demonstration:%"))
        return sorted(connection.execute(subjects).scalars())


def test_cora_comes_from_the_provider_with_her_role_and_her_first_name(client: TestClient, engine: Engine) -> None:
    answer = go(client, "/account?x=1")
    assert answer.headers["location"] == "/account?x=1"
    found = sessions.who(engine, answer.cookies[COOKIE]).person
    assert (found.login, found.name, found.role) == ("cora@agency.example", "Cora", Role.TIER_2)
    assert found.languages == ("en", "es")
    assert "Cora" in client.get("/account").text
    with engine.connect() as connection:
        acts = connection.execute(select(AUDIT.c.action, AUDIT.c.purpose).where(AUDIT.c.subject == found.id)).all()
    assert [tuple(act) for act in acts] == [("account.added", "tier_2"), ("account.signed_in", "openid")]


def test_the_same_person_is_one_account_and_takes_the_role_of_now(
    client: TestClient, provider: Provider, engine: Engine
) -> None:
    first = sessions.who(engine, go(client).cookies[COOKIE]).person
    provider.claims |= {"email": "married@agency.example", "roles": "lead"}
    second = sessions.who(engine, go(client).cookies[COOKIE]).person
    assert (second.id, second.role) == (first.id, Role.SUPERVISOR)
    assert accounts(engine) == ["cora@agency.example"]


def test_who_lost_the_role_or_was_disabled_here_is_not_let_in(
    client: TestClient, provider: Provider, engine: Engine
) -> None:
    go(client)
    provider.claims["roles"] = ["staff"]
    assert go(client).headers["location"] == "/sign-in?problem=no_role"
    provider.claims["roles"] = ["officers"]
    with engine.begin() as connection:
        directory.disable(connection, "cora@agency.example")
    assert refused(go(client))
    assert "no role here" in client.get("/sign-in?problem=no_role").text


def test_an_account_with_a_password_is_not_taken_over_by_an_email_address(
    client: TestClient, provider: Provider, engine: Engine
) -> None:
    with engine.begin() as connection:
        directory.add(connection, "cora@agency.example", "Cora", Role.TIER_2, password="a long enough password")
    assert refused(go(client))
    provider.claims |= {"sub": "mallory", "email_verified": False}
    mallory = sessions.who(engine, go(client).cookies[COOKIE]).person
    assert mallory.login.startswith("openid-"), "an address that nobody verified says nothing"


def test_without_a_mapping_of_roles_an_account_has_to_exist_before(
    provider: Provider, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    for client in browser(provider, database_url, tmp_path):
        assert refused(go(client))
        with engine.begin() as connection:
            made = directory.add(connection, "cora@agency.example", "Cora", Role.TIER_2)
        for _ in range(2):
            assert sessions.who(engine, go(client).cookies[COOKIE]).person == made
        provider.claims["sub"] = "mallory-with-the-same-address"
        assert refused(go(client)), "the account is bound to the one who came first"


def test_a_role_is_found_inside_nested_claims(
    provider: Provider, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    provider.claims |= {"roles": None, "realm_access": {"roles": ["lead", "officers"]}}
    nested = {"openid_roles": ROLES, "openid_roles_claim": "realm_access.roles"}
    for client in browser(provider, database_url, tmp_path, **nested):
        found = sessions.who(engine, go(client).cookies[COOKIE]).person
        assert found.role is Role.TIER_2, "the first of our list counts"


def test_a_wrong_token_opens_nothing(client: TestClient, provider: Provider, engine: Engine) -> None:
    wrong: dict[str, dict[str, object]] = {
        "issuer": {"iss": "https://elsewhere.example"},
        "audience": {"aud": "another client"},
        "nonce": {"nonce": "of another browser"},
        "no nonce": {"nonce": None},
        "expired": {"exp": int(time.time()) - 3600},
        "no subject": {"sub": None},
        "for another party": {"aud": [CLIENT, "other"], "azp": "other"},
    }
    for name, override in wrong.items():
        provider.override = override
        assert refused(go(client)), name
    assert accounts(engine) == []


def test_an_unsigned_token_and_one_signed_by_somebody_else_open_nothing(
    client: TestClient, provider: Provider, engine: Engine
) -> None:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    provider.forged = f"{part({'alg': 'none'})}.{part({**CORA, 'iss': provider.issuer, 'aud': CLIENT})}."
    assert refused(go(client))
    provider.forged = "not a token"
    assert refused(go(client))
    provider.forged, provider.key = "", new_key()
    assert refused(go(client)), "a key the provider does not publish"
    assert accounts(engine) == []


def test_a_new_key_of_the_provider_is_fetched_when_it_is_first_met(client: TestClient, provider: Provider) -> None:
    assert not refused(go(client))
    provider.key = new_key()
    provider.published.append(provider.key)
    assert not refused(go(client))


def test_an_answer_without_its_question_opens_nothing(client: TestClient, engine: Engine) -> None:
    back = back_from(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert refused(client.get(back.replace(state, "another state")))
    back = back_from(client)
    cookie = client.cookies["emma_openid"]
    client.cookies.clear()
    assert refused(client.get(back)), "another browser cannot finish what this one began"
    body, _, signature = cookie.rpartition(".")
    forged = f"{body}.{signature[::-1]}"
    assert refused(client.get(back, headers={"Cookie": f"emma_openid={forged}"}))
    assert accounts(engine) == []


def test_a_code_works_once(client: TestClient) -> None:
    back = back_from(client)
    kept = {"Cookie": f"emma_openid={client.cookies['emma_openid']}"}
    assert not refused(client.get(back))
    client.cookies.clear()
    assert refused(client.get(back, headers=kept))


def test_a_refusal_at_the_provider_leads_back_to_the_page(client: TestClient) -> None:
    client.get("/sign-in/openid")
    answer = client.get("/sign-in/callback?error=access_denied&state=x")
    assert refused(answer)
    assert "did not confirm" in client.get(answer.headers["location"]).text


def test_a_provider_that_is_away_or_another_leads_back_to_the_page(
    provider: Provider, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here, provider.issuer = provider.issuer, "https://elsewhere.example"
    values = {"openid_client_id": CLIENT, "openid_client_secret": SECRET, "database_url": database_url}
    for issuer in (here, "http://127.0.0.1:9"):
        app = create_app(settings_in(tmp_path, openid_issuer=issuer, **values), load=False)
        away = TestClient(app, base_url="http://localhost", follow_redirects=False).get("/sign-in/openid")
        assert away.headers["location"] == "/sign-in?problem=openid"
        app.state.process.close()
    assert SECRET not in caplog.text


def test_without_a_provider_there_is_no_such_page(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, database_url=database_url), load=False)
    client = TestClient(app, base_url="http://localhost", follow_redirects=False)
    assert client.get("/sign-in/openid").status_code == 404
    assert client.get("/sign-in/callback?code=1&state=2").status_code == 404
    assert "openid" not in client.get("/sign-in").text
    app.state.process.close()


def test_nobody_is_sent_to_another_site_afterwards(client: TestClient, engine: Engine) -> None:
    person(engine, "ben")
    for elsewhere in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert "elsewhere" not in go(client, elsewhere).headers["location"]
        client.cookies.clear()
