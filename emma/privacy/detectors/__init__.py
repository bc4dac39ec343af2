"""All detectors, one small file per family."""

from emma.privacy.detectors import (
    addresses,
    agency_numbers,
    birth_dates,
    cards_and_banks,
    certificates,
    emails,
    foreign_addresses,
    identity,
    letters,
    names,
    other_agencies,
    phones,
    social_security,
    travel,
)

# The ones that also read digits said in words.
NUMBERS = (
    agency_numbers.DETECTORS
    + other_agencies.DETECTORS
    + social_security.DETECTORS
    + cards_and_banks.DETECTORS
    + travel.DETECTORS
    + phones.DETECTORS
    + identity.DETECTORS
    + certificates.DETECTORS
    + emails.DETECTORS
    + birth_dates.DETECTORS
)
WORDS = names.DETECTORS + letters.DETECTORS + addresses.DETECTORS + foreign_addresses.DETECTORS
