"""`emma user …`: the accounts of the staff, from the terminal of an operator."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from emma.words import LANGUAGES, Role

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from emma.accounts.people import Person

users = typer.Typer(no_args_is_help=True, help="Accounts of the staff: add, change, disable, API tokens.")
said = Console(stderr=True, highlight=False)

Login = Annotated[str, typer.Argument(help="The account's login; an e-mail address where OpenID Connect is used.")]
Languages = Annotated[str, typer.Option(help="Languages the person serves, such as en,es.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@users.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The first name, which visitors see.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    languages: Languages = LANGUAGES[0],
    capacity: Annotated[int, typer.Option(help="Conversations at once.")] = 3,
    openid: Annotated[bool, typer.Option("--openid", help="No password: sign-in by OpenID Connect only.")] = False,
    password_stdin: FromInput = False,
) -> None:
    """Make an account."""
    from emma.accounts import directory

    engine = _engine()
    password = None if openid else _password(password_stdin)
    with engine.begin() as connection:
        made = directory.add(
            connection, login, name, role, languages=_codes(languages), capacity=capacity, password=password
        )  # fmt: skip
    _told(made)


@users.command()
def disable(login: Login) -> None:
    """Close an account: its sessions and tokens end at once."""
    from emma.accounts import directory

    with _engine().begin() as connection:
        directory.disable(connection, login)
    said.print("disabled; sessions and tokens have ended")


@users.command()
def enable(login: Login) -> None:
    """Open a disabled account again; tokens have to be made anew."""
    from emma.accounts import directory

    with _engine().begin() as connection:
        _told(directory.enable(connection, login))


@users.command()
def role(login: Login, role: Annotated[Role, typer.Argument(help="The new role; it counts at once.")]) -> None:
    """Change what an account may do."""
    from emma.accounts import directory

    with _engine().begin() as connection:
        _told(directory.change(connection, login, role=role))


@users.command()
def languages(login: Login, codes: Annotated[str, typer.Argument(help="Such as en,es.")]) -> None:
    """Change the languages a person serves."""
    from emma.accounts import directory

    with _engine().begin() as connection:
        _told(directory.change(connection, login, languages=_codes(codes)))


@users.command()
def capacity(login: Login, number: Annotated[int, typer.Argument(help="Conversations at once.")]) -> None:
    """Change how many conversations a person has at once."""
    from emma.accounts import directory

    with _engine().begin() as connection:
        _told(directory.change(connection, login, capacity=number))


@users.command()
def password(login: Login, password_stdin: FromInput = False) -> None:
    """Set a new password; ends the person's sessions and a lock-out."""
    from emma.accounts import directory

    engine = _engine()
    new = _password(password_stdin)
    with engine.begin() as connection:
        _told(directory.change(connection, login, password=new))


@users.command()
def token(
    login: Login,
    name: Annotated[str, typer.Argument(help="What uses the token.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Stop the tokens of this name.")] = False,
) -> None:
    """Make an API token, printed once on standard output, or stop it."""
    from emma.accounts import directory, tokens

    with _engine().begin() as connection:
        person = directory.find(connection, login)
        made = None if revoke else tokens.make(connection, person, name)
        stopped = tokens.revoke(connection, person, name) if revoke else 0
    if made:
        said.print("the token, shown only now:")
        sys.stdout.write(made + "\n")
    else:
        said.print(f"stopped: {stopped}")


@users.command("list")
def list_all() -> None:
    """List the accounts, and the names of their API tokens."""
    from emma.accounts import directory, tokens

    table = Table("login", "name", "role", "languages", "at once", "signs in by", "tokens", "")
    table.columns[0].overflow = "fold"  # a login is copied from here
    with _engine().connect().execution_options(read_only=True) as connection:
        for row in directory.everybody(connection):
            names = ", ".join(one.name for one in tokens.of_agent(connection, row.id))
            state = "[red]disabled[/red]" if row.disabled else ""
            spoken = ", ".join(row.languages)
            table.add_row(row.login, row.name, row.role, spoken, str(row.capacity), _way(row), names, state)
    Console(highlight=False).print(table)


def register(app: typer.Typer) -> None:
    """Add the group to `emma`."""
    app.add_typer(users, name="user")


def _way(row: object) -> str:
    from emma.accounts.demonstration import MARK

    if getattr(row, "password_hash", None):
        return "password"
    return "one click" if str(getattr(row, "subject", "")).startswith(MARK) else "OpenID"


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def _password(from_input: bool) -> str:
    """The new password: never an argument, which other processes could read."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _told(person: Person) -> None:
    said.print(
        f"{person.login}: {person.name}, {person.role}, {', '.join(person.languages)}, {person.capacity} at once"
    )


def _engine() -> Engine:
    from emma.db.engine import open_engine
    from emma.db.migrate import migrate
    from emma.settings import current

    engine = open_engine(current().database)
    migrate(engine)
    return engine
