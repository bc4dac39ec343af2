"""What the agencies publish in our own tables passes the guard; the same shapes of anybody else do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from emma.conversations.incoming import read_text
from emma.db.engine import open_engine
from emma.db.migrate import migrate
from emma.knowledge.contacts import OFFICES, contacts_of_agencies, street_keys
from emma.knowledge.lookups import all_numbers
from emma.knowledge.seed import seed
from emma.privacy import Agencies
from emma.settings import ROOT


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with the tables of data/."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('contacts') / 'emma.db'}")
    migrate(engine)
    seed(engine, ROOT / "data")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def agencies(seeded: Engine) -> Agencies:
    """The contacts as the process reads them at its start."""
    with seeded.connect() as connection:
        return contacts_of_agencies(connection)


def test_every_published_telephone_stays(seeded: Engine, agencies: Agencies) -> None:
    with seeded.connect() as connection:
        numbers = all_numbers(connection)
    assert len(numbers) > 20
    for number in numbers:
        assert number in read_text(f"is {number} the right number?", agencies).text


def test_every_published_office_address_stays(seeded: Engine, agencies: Agencies) -> None:
    with seeded.connect() as connection:
        lines = [row.address for table in OFFICES for row in connection.execute(select(table.c.address)) if row.address]
    assert len(lines) > 15
    for line in lines:
        assert read_text(f"my appointment is at {line} tomorrow", agencies).kinds == (), line


@pytest.mark.parametrize("mailbox", ["NewYork.Asylum@uscis.dhs.gov", "ier@usdoj.gov", "E-Verify@dhs.gov"])
def test_published_mailboxes_stay(agencies: Agencies, mailbox: str) -> None:
    assert mailbox in read_text(f"I wrote to {mailbox} twice", agencies).text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call me at 1-800-375-5284", "phone"),
        ("I live at 28 Example Street, New York", "address"),
        ("write to jane.example@uscis.dhs.gov", "email"),
    ],
)
def test_what_only_looks_like_theirs_is_masked(agencies: Agencies, text: str, kind: str) -> None:
    assert read_text(text, agencies).kinds == (kind,)


def test_the_street_is_found_behind_a_building_and_rooms_are_no_streets() -> None:
    assert list(street_keys("Gateway 3, 100 Mulberry St., Suite 199, Newark, NJ 07102")) == ["100 mulberry st"]
    assert list(street_keys("26 Federal Plaza, 3rd floor, Room 3-120, New York, NY 10278")) == ["26 federal plaza"]
    assert list(street_keys("")) == []
