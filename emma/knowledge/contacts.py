"""The agencies' own contacts, from the tables: what the privacy guard leaves standing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.engine import Connection

from emma.knowledge.lookups import PHONE, all_numbers
from emma.models import Agency, DomesticOffice, InternationalOffice
from emma.privacy import Agencies, address_key

MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
OFFICES = (DomesticOffice.__table__, InternationalOffice.__table__)
WITH_MAILBOXES = (PHONE, Agency.__table__, *OFFICES)


def contacts_of_agencies(connection: Connection) -> Agencies:
    """Telephones, street lines and mailboxes of every office and agency in the tables."""
    addresses = [row.address for table in OFFICES for row in connection.execute(select(table.c.address))]
    return Agencies(
        numbers=frozenset(national(number) for number in all_numbers(connection)),
        addresses=frozenset(key for address in addresses for key in street_keys(address)),
        emails=frozenset(_mailboxes(connection)),
    )


def national(number: str) -> str:
    """A telephone number as its national digits, without the leading 1 of North America."""
    digits = re.sub(r"\D", "", number)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def street_keys(address: str) -> Iterator[str]:
    """The street line of an address, in whichever part it stands: "Gateway 3, 100 Mulberry St., Suite 199"."""
    for part in address.split(","):
        key = address_key(part)
        if any(word.isalpha() for word in key.split()[1:]) or key.startswith("box "):
            yield key


def _mailboxes(connection: Connection) -> Iterator[str]:
    for table in WITH_MAILBOXES:
        for row in connection.execute(select(table)):
            for value in row:
                if isinstance(value, str) and "@" in value:
                    yield from (found.lower() for found in MAILBOX.findall(value))
