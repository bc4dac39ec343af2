"""Accounts, sessions, tokens: on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from emma.accounts import demonstration, directory, passwords, sessions, tokens
from emma.accounts.directory import AGENT, SESSION
from emma.audit import AUDIT
from emma.errors import Invalid, NotFound, NotSignedIn, SettingsError
from emma.models.base import now
from emma.words import Role
from tests.staff import person

PASSWORD = "a long enough password"


class CountingHasher:
    """Verifies as argon2 does, quickly, and counts how often."""

    def __init__(self) -> None:
        self.verified = 0
        self._quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, password: bytes) -> str:
        return self._quick.hash(password)

    def verify(self, kept: str, password: bytes) -> bool:
        self.verified += 1
        return self._quick.verify(kept, password)


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    counting = CountingHasher()
    monkeypatch.setattr(passwords, "hasher", lambda: counting)
    passwords._nobodys.cache_clear()
    return counting


def acts(engine: Engine, subject: str) -> list[tuple[str, str]]:
    """What the audit says about an account, in order."""
    with engine.connect() as connection:
        rows = connection.execute(select(AUDIT).where(AUDIT.c.subject == subject).order_by(AUDIT.c.id)).all()
    return [(row.action, row.purpose) for row in rows]


def refused(engine: Engine, login: str, password: str, **values: object) -> str:
    """The words of a refusal."""
    with pytest.raises(NotSignedIn) as error:
        sessions.sign_in(engine, login, password, **values)  # type: ignore[arg-type]
    return str(error.value)


def test_ben_signs_in_and_out_and_every_act_is_an_audit_row(engine: Engine) -> None:
    ben = person(engine, "ben", password=PASSWORD)
    signed = sessions.sign_in(engine, " BEN ", PASSWORD)
    assert sessions.who(engine, signed.token) == sessions.Signed(ben, signed.csrf)
    sessions.sign_out(engine, signed.token)
    with pytest.raises(NotSignedIn):
        sessions.who(engine, signed.token)
    assert acts(engine, ben.id) == [
        ("account.added", "tier_1"), ("account.signed_in", "password"), ("account.signed_out", ""),
    ]  # fmt: skip


def test_only_hashes_of_password_cookie_and_token_are_kept(engine: Engine) -> None:
    ben = person(engine, "ben", password=PASSWORD)
    signed = sessions.sign_in(engine, "ben", PASSWORD)
    with engine.begin() as connection:
        token = tokens.make(connection, ben, "reports")
    with engine.connect() as connection:
        stored = [
            str(connection.execute(select(table)).all()) for table in (AGENT, SESSION, tokens.TOKEN, AUDIT)
        ]  # fmt: skip
    for secret in (PASSWORD, signed.token, token, token.removeprefix(tokens.PREFIX)):
        assert not any(secret in rows for rows in stored)


@pytest.mark.parametrize("login", ["nobody", "", "be\0n", "b" * 500, "ben\ud800"])
def test_an_unknown_login_costs_the_same_work_and_gets_the_same_words(
    engine: Engine, hasher: CountingHasher, login: str
) -> None:
    person(engine, "ben", password=PASSWORD)
    passwords._nobodys()
    before = hasher.verified
    wrong = refused(engine, "ben", "not the password")
    assert hasher.verified == before + 1
    assert refused(engine, login, PASSWORD) == wrong
    assert hasher.verified == before + 2


def test_an_account_without_a_password_is_refused_like_any_other(engine: Engine, hasher: CountingHasher) -> None:
    person(engine, "cora")
    assert refused(engine, "cora", "nobody signs in with this") == refused(engine, "nobody", "x")
    assert hasher.verified == 2


def test_five_wrong_tries_lock_for_15_minutes_and_the_answer_does_not_tell(engine: Engine) -> None:
    ben = person(engine, "ben", password=PASSWORD)
    start = now()
    words = {refused(engine, "ben", f"guess {i}", moment=start) for i in range(5)}
    words.add(refused(engine, "ben", PASSWORD, moment=start + timedelta(minutes=14)))
    words.add(refused(engine, "nobody", PASSWORD))
    assert len(words) == 1, "not even the right password shows that there is a lock"
    assert sessions.sign_in(engine, "ben", PASSWORD, moment=start + timedelta(minutes=15)).person == ben
    assert ("account.refused", "wrong, locked now") in acts(engine, ben.id)
    assert ("account.refused", "locked") in acts(engine, ben.id)


def test_tries_while_locked_do_not_lengthen_the_lock(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    start = now()
    for minute in range(14):
        refused(engine, "ben", "guess", moment=start + timedelta(minutes=minute if minute > 4 else 0))
    assert sessions.sign_in(engine, "ben", PASSWORD, moment=start + timedelta(minutes=15))


def test_a_right_password_begins_the_count_again(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    for _ in range(2):
        for i in range(4):
            refused(engine, "ben", f"guess {i}")
        assert sessions.sign_in(engine, "ben", PASSWORD)


def test_guesses_sent_at_the_same_time_are_counted_one_by_one(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    guesses = ["wrong"] * 8
    threads = [threading.Thread(target=refused, args=(engine, "ben", guess)) for guess in guesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused(engine, "ben", PASSWORD)


def test_a_session_ends_after_an_idle_hour_and_after_twelve_hours(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    start = now()
    token = sessions.sign_in(engine, "ben", PASSWORD, moment=start).token
    for half_hours in range(1, 24):
        assert sessions.who(engine, token, start + timedelta(minutes=30 * half_hours))
    with pytest.raises(NotSignedIn):
        sessions.who(engine, token, start + timedelta(hours=12))
    other = sessions.sign_in(engine, "ben", PASSWORD, moment=start).token
    with pytest.raises(NotSignedIn):
        sessions.who(engine, other, start + timedelta(hours=1))


def test_signing_out_everywhere_ends_every_browser_of_that_person_only(engine: Engine) -> None:
    ben, _ = person(engine, "ben", password=PASSWORD), person(engine, "cora", password=PASSWORD)
    mine = [sessions.sign_in(engine, "ben", PASSWORD).token for _ in range(3)]
    coras = sessions.sign_in(engine, "cora", PASSWORD).token
    assert sessions.count(engine, ben) == 3
    assert sessions.sign_out_everywhere(engine, ben) == 3
    for token in mine:
        with pytest.raises(NotSignedIn):
            sessions.who(engine, token)
    assert sessions.who(engine, coras)


def test_a_disabled_account_stops_at_once_and_comes_back_without_sessions_and_tokens(engine: Engine) -> None:
    ben = person(engine, "ben", password=PASSWORD)
    cookie = sessions.sign_in(engine, "ben", PASSWORD).token
    with engine.begin() as connection:
        token = tokens.make(connection, ben, "reports")
    assert tokens.who_by_token(engine, token).person == ben
    with engine.begin() as connection:
        directory.disable(connection, "ben")
    for again in range(2):
        with pytest.raises(NotSignedIn):
            sessions.who(engine, cookie)
        with pytest.raises(NotSignedIn):
            tokens.who_by_token(engine, token)
        if not again:
            refused(engine, "ben", PASSWORD)
            with engine.begin() as connection:
                directory.enable(connection, "ben")
    assert sessions.sign_in(engine, "ben", PASSWORD)


def test_a_changed_password_ends_sessions_and_a_changed_role_counts_at_once(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    token = sessions.sign_in(engine, "ben", PASSWORD).token
    with engine.begin() as connection:
        directory.change(connection, "ben", role=Role.SUPERVISOR, languages=["es"], capacity=5)
    found = sessions.who(engine, token).person
    assert (found.may_supervise, found.languages, found.capacity) == (True, ("es",), 5)
    with engine.begin() as connection:
        directory.change(connection, "ben", password="another long password")
    with pytest.raises(NotSignedIn):
        sessions.who(engine, token)
    refused(engine, "ben", PASSWORD)


def test_a_revoked_token_and_a_forged_one_are_nobody(engine: Engine) -> None:
    ben = person(engine, "ben")
    with engine.begin() as connection:
        token = tokens.make(connection, ben, "reports")
        assert [row.name for row in tokens.of_agent(connection, ben.id)] == ["reports"]
        tokens.revoke(connection, ben, "reports")
        with pytest.raises(NotFound):
            tokens.revoke(connection, ben, "reports")
    for forged in (token, token + "x", "emma_", "", "\ud800"):
        with pytest.raises(NotSignedIn):
            tokens.who_by_token(engine, forged)
        with pytest.raises(NotSignedIn):
            sessions.who(engine, forged)


def test_a_session_of_the_past_is_swept_when_somebody_signs_in(engine: Engine) -> None:
    person(engine, "ben", password=PASSWORD)
    sessions.sign_in(engine, "ben", PASSWORD)
    with engine.begin() as connection:
        connection.execute(update(SESSION).values(expires_at=now() - timedelta(minutes=1)))
    sessions.sign_in(engine, "ben", PASSWORD)
    with engine.connect() as connection:
        assert len(connection.execute(select(SESSION)).all()) == 1


@pytest.mark.parametrize(
    "values",
    [{"login": " "}, {"login": "a\nb"}, {"login": "a" * 121}, {"name": ""}, {"name": "a" * 61}, {"languages": []},
     {"languages": ["fr"]}, {"capacity": 0}, {"capacity": 21}, {"password": "short"}, {"password": "a" * 201}],
)  # fmt: skip
def test_an_account_that_makes_no_sense_is_not_made(engine: Engine, values: dict[str, object]) -> None:
    given = {"login": "eva", "name": "Eva", "role": Role.TIER_1, **values}
    with engine.begin() as connection, pytest.raises(Invalid):
        directory.add(connection, **given)  # type: ignore[arg-type]
    with engine.connect() as connection:
        assert directory.everybody(connection) == []


def test_a_login_belongs_to_one_account(engine: Engine) -> None:
    person(engine, "ben")
    with engine.begin() as connection, pytest.raises(Invalid, match="already"):
        directory.add(connection, "BEN", "Benjamin", Role.TRAINER)


@pytest.mark.parametrize(
    ("login", "tiers", "rights"),
    [("ben", ("1",), "serve"), ("cora", ("2", "1"), "serve"), ("dana", ("supervisor", "2", "1"), "serve supervise"),
     ("teo", (), "train"), ("ada", (), "train administer")],
)  # fmt: skip
def test_each_role_opens_what_it_is_for(engine: Engine, login: str, tiers: tuple[str, ...], rights: str) -> None:
    found = person(engine, login)
    assert found.tiers == tiers
    for right in ("serve", "supervise", "train", "administer"):
        assert getattr(found, f"may_{right}") is (right in rights.split()), right


def test_a_demonstration_has_its_cast_once_and_nobody_of_it_has_a_password(engine: Engine) -> None:
    demonstration.make(engine)
    with engine.begin() as connection:
        directory.disable(connection, "ben")
    demonstration.make(engine)
    with engine.connect() as connection:
        rows = directory.everybody(connection)
    assert sorted(row.login for row in rows) == ["ada", "bea", "ben", "cora", "dana", "teo"]
    assert all(row.password_hash is None for row in rows)
    assert demonstration.sign_in(engine, "tier_1_es").person.languages == ("en", "es")
    for key in ("tier_1", "no such part", ""):
        with pytest.raises(NotFound):
            demonstration.sign_in(engine, key)


def test_a_real_account_is_never_played(engine: Engine) -> None:
    ben = person(engine, "ben", password=PASSWORD)
    demonstration.make(engine)
    with pytest.raises(NotFound):
        demonstration.sign_in(engine, "tier_1")
    assert person(engine, "ben") == ben


def test_production_refuses_the_accounts_of_a_demonstration_until_they_are_closed(engine: Engine) -> None:
    demonstration.refuse(engine)
    demonstration.make(engine)
    with pytest.raises(SettingsError, match="ada, bea, ben, cora, dana, teo"):
        demonstration.refuse(engine)
    with engine.begin() as connection:
        for one in demonstration.CAST:
            directory.disable(connection, one.login)
    demonstration.refuse(engine)


def test_a_printed_key_opens_its_own_part_and_only_once() -> None:
    keys = demonstration.OneTimeKeys()
    key, other = keys.issue("tier_1"), keys.issue("tier_2")
    assert keys.take(key, "tier_1")
    assert not keys.take(key, "tier_1")
    assert not keys.take(other, "administrator")
    assert not keys.take("", "tier_1")
