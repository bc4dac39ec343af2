"""`emma user …`: what an operator does about accounts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from emma import settings as settings_module
from emma.accounts import directory, sessions, tokens
from emma.cli.main import app
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.errors import NotSignedIn
from emma.settings import Settings
from emma.words import Role

RUN = CliRunner()
PASSWORD = "a long enough password"
EVA = ["add", "eva", "--name", "Eva", "--role", "tier_1", "--languages", "en,es", "--password-stdin"]


@pytest.fixture
def engine(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database of the commands."""
    monkeypatch.setattr(settings_module, "current", lambda: settings)
    opened = open_engine(settings.database)
    migrate(opened)
    yield opened
    opened.dispose()


def user(*arguments: str, typed: str = "", fails: bool = False) -> str:
    """Run the command. Gives what it wrote to standard output."""
    done = RUN.invoke(app, ["user", *arguments], input=typed)
    assert (done.exit_code != 0) is fails, done.output
    return done.stdout


def test_an_account_is_added_and_signs_in(engine: Engine) -> None:
    user(*EVA, typed=f"{PASSWORD}\n")
    found = sessions.sign_in(engine, "eva", PASSWORD).person
    assert (found.name, found.role, found.languages, found.capacity) == ("Eva", Role.TIER_1, ("en", "es"), 3)


def test_a_password_is_asked_for_twice_and_never_shown(engine: Engine) -> None:
    shown = user(*EVA[:-1], typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert PASSWORD not in shown
    assert sessions.sign_in(engine, "eva", PASSWORD)


def test_role_languages_capacity_and_password_change(engine: Engine) -> None:
    user(*EVA, typed=f"{PASSWORD}\n")
    user("role", "eva", "tier_2")
    user("languages", "eva", "es")
    user("capacity", "eva", "5")
    user("password", "eva", "--password-stdin", typed="another long password\n")
    found = sessions.sign_in(engine, "eva", "another long password").person
    assert (found.role, found.languages, found.capacity) == (Role.TIER_2, ("es",), 5)


def test_a_token_is_printed_once_and_stopped_by_its_name(engine: Engine) -> None:
    user(*EVA, typed=f"{PASSWORD}\n")
    token = user("token", "eva", "reports").strip().splitlines()[-1]
    assert tokens.who_by_token(engine, token).person.login == "eva"
    listed = user("list")
    assert "reports" in listed
    assert token not in listed
    user("token", "eva", "reports", "--revoke")
    with pytest.raises(NotSignedIn):
        tokens.who_by_token(engine, token)


def test_a_disabled_account_is_listed_and_can_be_opened_again(engine: Engine) -> None:
    user(*EVA, typed=f"{PASSWORD}\n")
    user("disable", "eva")
    assert "disabled" in user("list")
    user("role", "eva", "trainer", fails=True)
    user("enable", "eva")
    assert "disabled" not in user("list")


def test_an_account_for_openid_has_no_password(engine: Engine) -> None:
    user("add", "cora@agency.example", "--name", "Cora", "--role", "tier_2", "--openid")
    assert "OpenID" in user("list")
    with engine.connect() as connection:
        assert directory.everybody(connection)[0].password_hash is None


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [(EVA, "short\n"), (EVA, "\n"), (["disable", "nobody"], ""), (["enable", "nobody"], ""), (["role", "nobody", "tier_1"], ""),
     (["token", "nobody", "x"], ""), ([*EVA[:-2], "fr", "--password-stdin"], f"{PASSWORD}\n"),
     (["add", "x", "--name", "X", "--role", "king", "--openid"], "")],
)  # fmt: skip
def test_a_mistake_changes_nothing(engine: Engine, arguments: list[str], typed: str) -> None:
    user(*arguments, typed=typed, fails=True)
    with engine.connect() as connection:
        assert directory.everybody(connection) == []
