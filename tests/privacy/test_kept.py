"""What the agencies publish stays, and shelters nothing else."""

from emma.privacy import address_key, redact
from tests.privacy.agencies import NUMBERS
from tests.privacy.measure import guard


def test_an_agency_telephone_stays_in_every_layout() -> None:
    for text in (
        "1-800-375-5283",
        "(800) 375-5283",
        "800.375.5283",
        "+1 800 375 5283",
        "18003755283",
        "8003755283",
        "800 375 5283 ext 5",
        "+1 (800) 375-5283",
        "1 (800)375-5283",
        "８００-375-5283",
        "call 800–375–5283 now",
    ):
        assert guard(text).text == text


def test_the_same_number_is_masked_when_it_is_nobody_we_know() -> None:
    assert redact("800-375-5283").text == "[phone]"


def test_a_private_number_beside_an_agency_number_goes() -> None:
    text = "800-375-5283 did not call 212-555-0123, 1-800-375-5283"
    assert guard(text).text == "800-375-5283 did not call [phone], 1-800-375-5283"


def test_an_agency_number_inside_a_longer_one_shelters_nothing() -> None:
    assert "5283" not in redact("my card 8003755283123456", agency_numbers=NUMBERS).text


def test_short_public_numbers_do_not_tear_an_identifier_apart() -> None:
    assert guard("A 911-053-818").text == "[A-number]"
    assert guard("ssn 711 98 8911").text == "ssn [SSN]"


def test_office_addresses_stay_and_private_ones_beside_them_go() -> None:
    text = "from 12 Example Street to 26 Federal Plaza, New York"
    assert guard(text).text == "from [address] to 26 Federal Plaza, New York"
    assert guard("2150 Parklake Dr. NE Atlanta").text == "2150 Parklake Dr. NE Atlanta"


def test_an_agency_mailbox_stays_and_a_private_one_goes() -> None:
    assert guard("NewYork.Asylum@uscis.dhs.gov").text == "NewYork.Asylum@uscis.dhs.gov"
    assert guard("jane.example@uscis.dhs.gov").text == "[email]"


def test_an_address_key_reads_a_line_of_a_table() -> None:
    assert address_key("JFK Federal Building, 15 New Sudbury St., Boston, MA 02203") == "15 new sudbury st"
    assert address_key("101 W. Ida B. Wells Drive (formerly Congress Parkway), Chicago") == "101 w ida b wells dr"
    assert address_key("P.O. Box 12345, Chicago") == "box 12345"
    assert address_key("Belvedere Road, West Palm Beach") == ""


def test_money_shelters_no_identifier() -> None:
    assert guard("$1,200 and $520.00 and 710 dollars").findings == ()
    assert guard("$012345678").text == "$[SSN]"
